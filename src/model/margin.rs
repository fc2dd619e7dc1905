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

/// A lane for each stretch, from 0, so that those that overlap have different ones; `None` for one that overlaps no other.
/// Stretches come in the order of their starts, as start and end.
pub fn lanes(stretches: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut lanes: Vec<Option<usize>> = vec![None; stretches.len()];
    let mut taken = vec![0; stretches.len()];
    // The end of what was put into each lane last.
    let mut ends: Vec<usize> = Vec::new();
    // The stretch that reaches furthest of those before.
    let mut furthest: Option<usize> = None;
    for (index, (start, end)) in stretches.iter().enumerate() {
        let lane = ends.iter().position(|end| end <= start).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(0);
        }
        ends[lane] = *end;
        taken[index] = lane;
        let overlapped = furthest.filter(|before| stretches[*before].1 > *start);
        lanes[index] = overlapped.map(|_| lane);
        if let Some(before) = overlapped {
            lanes[before] = Some(taken[before]);
        }
        if furthest.is_none_or(|before| stretches[before].1 < *end) {
            furthest = Some(index);
        }
    }
    lanes
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

    #[test]
    fn stretches_that_overlap_have_lanes_of_their_own() {
        let check = |stretches: &[(usize, usize)], expected: &[Option<usize>]| {
            assert_eq!(lanes(stretches), expected, "{stretches:?}");
        };
        check(&[], &[]);
        check(&[(0, 5), (5, 9)], &[None, None]);
        check(&[(0, 5), (3, 9)], &[Some(0), Some(1)]);
        check(&[(0, 9), (1, 3), (3, 5), (4, 9), (9, 11)], &[Some(0), Some(1), Some(1), Some(2), None]);
        check(&[(0, 2), (4, 8), (5, 6)], &[None, Some(0), Some(1)]);
    }

    proptest! {
        #[test]
        fn a_lane_is_had_by_one_at_a_time(drawn in proptest::collection::vec((0usize..60, 1usize..20), 0..40)) {
            let mut stretches: Vec<_> = drawn.into_iter().map(|(start, length)| (start, start + length)).collect();
            stretches.sort_unstable();
            let lanes = lanes(&stretches);
            for (at, one) in stretches.iter().enumerate() {
                let others = stretches.iter().enumerate().filter(|(other, _)| *other != at);
                let mut overlapping = others.filter(|(_, other)| one.0 < other.1 && other.0 < one.1).peekable();
                prop_assert_eq!(lanes[at].is_some(), overlapping.peek().is_some());
                for (other, _) in overlapping {
                    prop_assert_ne!(lanes[at], lanes[other]);
                }
            }
        }

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
