//! Measures how much of the right article is found on pages for which somebody said what it is.
//!
//! `cargo bench --profile dev --bench pages -- DIR` reads every folder of `DIR` that has a `source.html` and an
//! `expected.html`, as mozilla/readability's `test/test-pages` have, and compares the words: how many of the expected
//! ones were read (recall), how many of those read were expected (precision), and the harmonic mean of both (F1). A word
//! counts as often as it occurs; where it stands does not count. The title counts, although many an `expected.html` has none.
//!
//! With `--worst N` the N worst pages are listed, with `--show NAME` the lines in which a page differs.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use agendum::format::source::{Hint, read};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Counts of words.
type Bag = HashMap<String, usize>;

/// Scores of one page.
struct Score {
    name: String,
    recall: f64,
    precision: f64,
    /// How many parts the reader is told of that were left out.
    left_out: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        let sum = self.recall + self.precision;
        if sum == 0.0 { 0.0 } else { 2.0 * self.recall * self.precision / sum }
    }
}

fn main() {
    let mut folder = None;
    let mut worst = 0;
    let mut shown = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--worst" => worst = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(20),
            "--show" => shown = arguments.next(),
            // Cargo says so to every bench.
            "--bench" => {}
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let Some(folder) = folder.filter(|it| it.is_dir()) else {
        println!(
            "There are no pages to measure with. Say where they are:\n\
             cargo bench --profile dev --bench pages -- ../readability/test/test-pages"
        );
        return;
    };
    if let Some(name) = shown {
        return show(&folder.join(name));
    }
    let mut pages: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|page| page.join("source.html").is_file() && page.join("expected.html").is_file())
        .collect();
    pages.sort();
    let began = Instant::now();
    let mut scores: Vec<Score> = pages.iter().map(|page| score(page)).collect();
    let took = began.elapsed();
    print_summary(&mut scores, took.as_secs_f64());
    scores.sort_by(|one, other| one.f1().total_cmp(&other.f1()));
    for score in scores.iter().take(worst) {
        println!(
            "{:.3}  recall {:.3}  precision {:.3}  {}",
            score.f1(),
            score.recall,
            score.precision,
            score.name
        );
    }
}

fn print_summary(scores: &mut [Score], seconds: f64) {
    let count = scores.len();
    let mean = |value: &dyn Fn(&Score) -> f64| scores.iter().map(value).sum::<f64>() / count.max(1) as f64;
    let median = |value: &dyn Fn(&Score) -> f64| {
        let mut values: Vec<f64> = scores.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values.get(count / 2).copied().unwrap_or_default()
    };
    let how_many = |is_so: &dyn Fn(&Score) -> bool| scores.iter().filter(|score| is_so(score)).count();
    println!("pages              {count}, read in {seconds:.1} s");
    println!("recall, median     {:.3}", median(&|it| it.recall));
    println!("precision, median  {:.3}", median(&|it| it.precision));
    println!("F1, mean           {:.4}", mean(&|it| it.f1()));
    println!("F1 of 0.9 or more  {}", how_many(&|it| it.f1() >= 0.9));
    println!("recall under 0.9   {}", how_many(&|it| it.recall < 0.9));
    println!(
        "with parts left out {}, {} in all",
        how_many(&|it| it.left_out > 0),
        scores.iter().map(|it| it.left_out).sum::<usize>()
    );
}

fn score(page: &Path) -> Score {
    let (words, left_out) = article(page);
    let read = bag(&words);
    let expected = bag(&expected(page));
    let common: usize =
        read.iter().map(|(word, count)| expected.get(word).copied().unwrap_or(0).min(*count)).sum();
    let share = |of: &Bag| {
        let all: usize = of.values().sum();
        if all == 0 { 1.0 } else { common as f64 / all as f64 }
    };
    let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Score { name, recall: share(&expected), precision: share(&read), left_out: left_out.len() }
}

/// The text of the article that Agendum reads, with its title, and the parts that it says it left out.
fn article(page: &Path) -> (String, Vec<String>) {
    let bytes = fs::read(page.join("source.html")).expect("a page");
    let hint = Hint { name: Some("source.html"), ..Hint::default() };
    let Ok(reading) = read(&bytes, &hint) else { return Default::default() };
    let left_out = reading.left_out.iter().map(|part| part.text.as_str().to_owned());
    (reading.text.as_str().to_owned(), left_out.collect())
}

/// All words of the expected article.
fn expected(page: &Path) -> String {
    #[derive(Default)]
    struct Words(std::cell::RefCell<String>);
    impl TokenSink for Words {
        type Handle = ();
        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            const INLINE: [&str; 22] = [
                "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small",
                "span", "strong", "sub", "sup", "time", "tt", "u", "var",
            ];
            let mut words = self.0.borrow_mut();
            match token {
                Token::CharacterTokens(text) => words.push_str(&text),
                Token::TagToken(tag) if !INLINE.contains(&&*tag.name) => words.push('\n'),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }
    let html = fs::read_to_string(page.join("expected.html")).expect("an expected article");
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(&*html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// Words as runs of letters and digits; where words are not parted by spaces, each sign is one. Raised and lowered digits
/// count as if they stood on the line.
fn bag(text: &str) -> Bag {
    let mut bag = Bag::new();
    let mut word = String::new();
    let mut put = |word: &mut String| {
        if !word.is_empty() {
            *bag.entry(std::mem::take(word)).or_default() += 1;
        }
    };
    for character in text.chars() {
        let (character, script) = on_the_line(character);
        let whole = script
            || matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
        if whole || !character.is_alphanumeric() {
            put(&mut word);
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        if whole {
            put(&mut word);
        }
    }
    put(&mut word);
    bag
}

/// The digit that a raised or lowered one is, and whether it is one.
fn on_the_line(character: char) -> (char, bool) {
    let digits = ["⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"];
    let found =
        digits.iter().find_map(|digits| digits.chars().zip('0'..='9').find(|(it, _)| *it == character));
    found.map_or((character, false), |(_, digit)| (digit, true))
}

/// Prints the lines of which half of the words or more are only on one side.
fn show(page: &Path) {
    let (words, left_out) = article(page);
    for part in left_out {
        println!("left out: {}", part.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let sides = [words, expected(page)];
    let bags = [bag(&sides[0]), bag(&sides[1])];
    for (side, mark) in [(0, '+'), (1, '-')] {
        let mut left = bags[1 - side].clone();
        for line in sides[side].lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (mut all, mut missing) = (0, 0);
            for (word, count) in bag(line) {
                all += count;
                let known = left.entry(word).or_default();
                missing += count.saturating_sub(*known);
                *known = known.saturating_sub(count);
            }
            if missing * 2 >= all && all > 0 {
                println!("{mark} {line}");
            }
        }
    }
}
