//! How good suggestions are, on articles of which every sentence is tagged by hand.

mod gold;
mod reader;

use reader::{Order, Score, score};

const COUNTS: [usize; 4] = [1, 2, 4, 6];
const SEEDS: u64 = 20;

fn orders() -> [(&'static str, Vec<Order>); 2] {
    [("reading", vec![Order::Reading]), ("seeded", (1..=SEEDS).map(Order::Seeded).collect())]
}

#[test]
#[ignore = "prints what constants are fitted to, and asserts nothing"]
fn tuning() {
    let mut sum = 0.0;
    for gold in gold::all().iter().filter(|gold| gold.is_for_tuning) {
        for way in ["reading", "seeded", "words"] {
            for count in COUNTS {
                let mut all = Score::default();
                match way {
                    "reading" => all.add(&score(gold, count, Order::Reading)),
                    "seeded" => (1..=SEEDS).for_each(|s| all.add(&score(gold, count, Order::Seeded(s)))),
                    _ => (1..=SEEDS).for_each(|s| all.add(&score(&gold.shuffled(s), count, Order::Reading))),
                }
                let (t1, t3) = (all.share(all.first), all.share(all.among_best));
                sum += t1 + 0.5 * t3;
                println!(
                    "{:<12} {way:<8} {count} left {:>4} top1 {t1:>5.1} top3 {t3:>5.1} prev {:>5.1} shown {:>4} right {:>5.1} loo {:>5.1} {:>5.1}",
                    gold.kind,
                    all.left,
                    all.share(all.previous),
                    all.shown,
                    all.rightly as f64 * 100.0 / all.shown.max(1) as f64,
                    all.own.first as f64 * 100.0 / all.own.tagged.max(1) as f64,
                    all.own.among_best as f64 * 100.0 / all.own.tagged.max(1) as f64,
                );
            }
        }
    }
    println!("SUM {sum:.1}");
}
