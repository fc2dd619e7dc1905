//! Cards in a margin, each as level with its passage as the others allow.

/// A card: where it wants to be and how high it is, in pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Card {
    /// The height at which its passage is.
    pub wanted: f64,
    /// How high the card is.
    pub height: f64,
}

/// Where each card stands so that none overlaps another, in the order of their passages, `gap` pixels apart.
/// The `pinned` one is level with its passage; those above move up as needed (above the top, if they must),
/// those below move down.
pub fn stacked(cards: &[Card], gap: f64, pinned: Option<usize>) -> Vec<f64> {
    let mut tops: Vec<f64> = cards.iter().map(|card| card.wanted).collect();
    let pinned = pinned.filter(|pinned| *pinned < cards.len()).unwrap_or(0);
    for index in (pinned + 1)..cards.len() {
        tops[index] = tops[index].max(tops[index - 1] + cards[index - 1].height + gap);
    }
    for index in (0..pinned).rev() {
        tops[index] = tops[index].min(tops[index + 1] - cards[index].height - gap);
    }
    // Above the pinned card some moved up; those that nothing pushed may overlap the ones before.
    for index in 1..pinned {
        let after = tops[index - 1] + cards[index - 1].height + gap;
        tops[index] = tops[index].max(after).min(tops[index + 1] - cards[index].height - gap);
    }
    tops
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(wanted: &[f64], pinned: Option<usize>, expected: &[f64]) {
        let cards: Vec<_> = wanted.iter().map(|wanted| Card { wanted: *wanted, height: 10.0 }).collect();
        assert_eq!(stacked(&cards, 2.0, pinned), expected);
    }

    #[test]
    fn cards_make_room() {
        check(&[], None, &[]);
        check(&[0.0, 50.0], None, &[0.0, 50.0]);
        check(&[0.0, 5.0, 6.0], None, &[0.0, 12.0, 24.0]);
        check(&[0.0, 5.0, 6.0], Some(2), &[-18.0, -6.0, 6.0]);
        check(&[0.0, 5.0, 6.0, 7.0], Some(1), &[-7.0, 5.0, 17.0, 29.0]);
    }

    proptest! {
        #[test]
        fn none_overlaps_and_the_pinned_is_level(
            mut wanted in proptest::collection::vec(0.0f64..1000.0, 1..30),
            heights in proptest::collection::vec(1.0f64..80.0, 30),
            pinned in 0usize..30,
        ) {
            wanted.sort_by(f64::total_cmp);
            let cards: Vec<_> =
                wanted.iter().zip(&heights).map(|(wanted, height)| Card { wanted: *wanted, height: *height }).collect();
            let tops = stacked(&cards, 4.0, Some(pinned));
            for index in 1..cards.len() {
                prop_assert!(tops[index] + 1e-6 >= tops[index - 1] + cards[index - 1].height + 4.0);
            }
            if pinned < cards.len() {
                prop_assert_eq!(tops[pinned], cards[pinned].wanted);
            }
        }
    }
}
