//! What holds for any text.

use std::rc::Rc;

use agendum::model::anchor::{Anchor, Quote};
use agendum::model::anchoring::{Comparison, Index, RowKind, place, update};
use agendum::model::text::{Span, Text};
use proptest::prelude::*;

use crate::score::is_like;

/// Text of what is hard: few words again and again, marks, emoji, ideographs, blank lines.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["the ", "round ", "failed. ", "second ", "a", "“", ".” ", "— "]),
        1 => prop::sample::select(vec!["\n\n", "第一轮失败。", "e\u{301}", "👩🏽\u{200d}🚀", "क्ष ", "\u{a0}", "…", "co\u{ad}op "]),
        1 => "[a-f ]{1,9}".prop_map(|_| "other "),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn plain(raw: &str) -> Text {
    Text::plain(raw, Some("t")).0
}

/// All spans of a text that begin at every so many characters and are so long.
fn spans(text: &Text, step: usize, length: usize) -> Vec<Span> {
    let all = text.len_code_points();
    (0..all).step_by(step).filter_map(|at| text.span_of_code_points(at..(at + length).min(all))).collect()
}

fn placed(spans: &[Span]) -> Vec<Anchor> {
    spans.iter().map(|span| Anchor::Placed { span: *span }).collect()
}

proptest! {
    #[test]
    fn the_same_text_changes_nothing(raw in text(), length in 1usize..40) {
        let text = plain(&raw);
        let spans = spans(&text, 7, length);
        // But for what is in no word and has none on both sides.
        let in_words: Vec<_> = spans.into_iter().filter(|span| !text.slice(*span).trim().is_empty()).collect();
        let comparison = Comparison::of(&text, &text);
        for span in &in_words {
            if let Some(mapping) = comparison.map(*span) {
                prop_assert_eq!(mapping.span, *span);
            }
        }
        prop_assert!(comparison.rows().iter().all(|row| row.kind == RowKind::Equal && row.marked.is_empty()));
    }

    #[test]
    fn mapping_keeps_the_order_where_nothing_moved(raw in text(), cut in 0usize..200, gone in 1usize..40, put in text()) {
        let old = plain(&raw);
        let cut = cut.min(old.len_code_points());
        let characters: Vec<char> = old.as_str().chars().collect();
        let rest = &characters[characters.len().min(cut + gone)..];
        // What was put in has no words of the text, so that nothing can have moved.
        let put: String = put.chars().map(|letter| if letter.is_ascii_alphabetic() { 'z' } else { '-' }).collect();
        let new: String = characters[..cut].iter().collect::<String>() + &put + &rest.iter().collect::<String>();
        let comparison = Comparison::of(&old, &plain(&new));
        let mapped: Vec<_> = spans(&old, 3, 3).into_iter().filter_map(|span| comparison.map(span)).collect();
        for pair in mapped.windows(2).filter(|pair| pair.iter().all(|mapping| mapping.is_whole)) {
            prop_assert!(pair[0].span.start() <= pair[1].span.start(), "{:?}", pair);
        }
    }

    #[test]
    fn whatever_is_found_is_a_span(old in text(), new in text(), length in 1usize..60) {
        let (old, new) = (plain(&old), plain(&new));
        let index = Index::new(&new);
        let spans = spans(&old, 11, length);
        let comparison = Comparison::of(&old, &new);
        let anchors = update(&comparison, &placed(&spans));
        prop_assert_eq!(anchors.len(), spans.len());
        let found = spans.iter().map(|span| place(&Rc::new(Quote::of(&old, *span)), None, &index).anchor);
        for (passage, anchor) in spans.iter().cycle().zip(anchors.into_iter().chain(found)) {
            if let Some(span) = anchor.span() {
                prop_assert_eq!(new.span(span.range()), Some(span));
                prop_assert!(is_like(&old, *passage, &new, span), "{:?}", (old.slice(*passage), new.slice(span)));
            }
        }
        for row in comparison.rows() {
            for marked in row.marked {
                prop_assert!(marked.old.is_none_or(|span| old.span(span.range()) == Some(span)));
                prop_assert!(marked.new.is_none_or(|span| new.span(span.range()) == Some(span)));
            }
        }
    }

    #[test]
    fn rows_have_every_block_once(old in text(), new in text()) {
        let (old, new) = (plain(&old), plain(&new));
        let rows = Comparison::of(&old, &new).rows();
        let mut olds: Vec<usize> = rows.iter().flat_map(|row| row.old.clone()).collect();
        let news: Vec<usize> = rows.iter().flat_map(|row| row.new.clone()).collect();
        olds.sort_unstable();
        prop_assert_eq!(olds, (0..old.blocks().len()).collect::<Vec<_>>());
        prop_assert_eq!(news, (0..new.blocks().len()).collect::<Vec<_>>());
    }

    #[test]
    fn an_exact_occurrence_is_found(raw in text(), start in 0usize..500, length in 1usize..300, hint in 0usize..500) {
        let text = plain(&raw);
        let all = text.len_code_points();
        let start = start % all.max(1);
        if let Some(span) = text.span_of_code_points(start..(start + length).min(all)) {
            let hint = text.pos_of_code_point(hint);
            for quote in [Quote::of(&text, span), Quote { exact: text.slice(span).to_owned(), ..Quote::default() }] {
                let found = Index::new(&text).search(&quote, hint);
                let folds_to_nothing = quote.exact.chars().all(|letter| matches!(letter, '\u{ad}' | '\u{301}' | '\u{200d}'));
                let is_found = found.iter().any(|found| found.quotation == 1.0);
                prop_assert!(is_found || folds_to_nothing, "{:?} in {:?}: {:?}", quote, raw, found);
            }
        }
    }

    #[test]
    fn a_place_with_all_of_its_context_is_placed(raw in text(), start in 0usize..500, length in 1usize..300) {
        let text = plain(&raw);
        let all = text.len_code_points();
        let start = start % all.max(1);
        let span = text.span_of_code_points(start..(start + length).min(all));
        // Of all the words of a text no context is known.
        let is_word = |part: &str| part.contains(char::is_alphanumeric);
        let has_context = |span: Span| {
            let (before, after) = Quote::context(&text, span);
            is_word(before) || is_word(after)
        };
        let span = span.filter(|span| has_context(*span));
        if let Some(span) = span.filter(|span| text.slice(*span).contains(char::is_alphanumeric)) {
            let found = place(&Rc::new(Quote::of(&text, span)), Some(span.start()), &Index::new(&text));
            prop_assert_eq!(found.anchor, Anchor::Placed { span });
        }
    }
}

#[track_caller]
fn check(old: &str, marked: &str, new: &str, expected: &str) {
    let (before, after) = (plain(old), plain(new));
    let start = old.find(marked).expect("marked");
    let span = before.span(start..start + marked.len()).expect("a span");
    let anchors = update(&Comparison::of(&before, &after), &placed(&[span]));
    assert_eq!(drawn(&anchors[0], &after), expected);
}

fn drawn(anchor: &Anchor, text: &Text) -> String {
    match anchor {
        Anchor::Placed { span } => format!("[{}]", text.slice(*span)),
        Anchor::NeedsReview { span, quote } => format!("[{}] for {}", text.slice(*span), quote.exact),
        Anchor::Orphaned { quote } => format!("lost {}", quote.exact),
    }
}

#[test]
fn a_deleted_sentence_is_not_its_sibling() {
    let both = "We met at noon. The first round failed. The second round failed. Then we had lunch.";
    check(
        both,
        "The first round failed.",
        "We met at noon. The second round failed. Then we had lunch.",
        "lost The first round failed.",
    );
    check(
        both,
        "The second round failed.",
        "We met at noon. The second round failed. Then we had lunch.",
        "[The second round failed.]",
    );
}

#[test]
fn spelling_and_typography_are_corrected_in_place() {
    check(
        "We recieved it -- \"late\" -- in May.",
        "recieved it -- \"late\"",
        "We received it — “late” — in May.",
        "[received it — “late”]",
    );
}

#[test]
fn another_word_is_for_a_person_to_judge() {
    check(
        "The quick fox jumped over it.",
        "quick fox",
        "The clever fox jumped over it.",
        "[clever fox] for quick fox",
    );
}

#[test]
fn nothing_is_left_of_an_empty_text() {
    check("The quick fox", "quick", "", "lost quick");
    assert_eq!(Comparison::of(&plain(""), &plain("a")).rows().len(), 1);
}

#[test]
fn what_was_lost_is_tried_again() {
    let (one, other) = (
        plain("A cat sat there, and slept all day long."),
        plain("A dog sat there, and slept all day long."),
    );
    let quote =
        Rc::new(Quote { exact: "dog".into(), prefix: "A ".into(), suffix: " sat there, and slept".into() });
    let cat = one.span(2..5).expect("a span");
    for lost in
        [Anchor::Orphaned { quote: quote.clone() }, Anchor::NeedsReview { span: cat, quote: quote.clone() }]
    {
        let anchors = update(&Comparison::of(&one, &other), &[lost]);
        assert_eq!(drawn(&anchors[0], &other), "[dog]");
    }
    let kept = Anchor::NeedsReview { span: cat, quote };
    let anchors =
        update(&Comparison::of(&one, &plain("Yes! A cat sat there, and slept all day long.")), &[kept]);
    assert_eq!(drawn(&anchors[0], &plain("Yes! A cat sat there, and slept all day long.")), "[cat] for dog");
}

/// A passage that is known by its quotation alone, drawn `[so]` in the text that it is from.
#[track_caller]
fn check_place(from: &str, text: &str, expected: &str) {
    let parts: Vec<&str> = from.split(['[', ']']).collect();
    let [before, exact, _] = parts[..] else { panic!("{from} has no passage") };
    let old = plain(&parts.concat());
    let span = old.span(before.len()..before.len() + exact.len()).expect("a span");
    let text = plain(text);
    let found = place(&Rc::new(Quote::of(&old, span)), None, &Index::new(&text));
    assert_eq!(drawn(&found.anchor, &text), expected);
}

#[test]
fn a_word_that_came_in_beside_a_passage_is_not_in_it() {
    check_place(
        "The council opened [the old bridge over the river] again in May.",
        "The council opened also the old bridge over that river twice again in May.",
        "[the old bridge over that river] for the old bridge over the river",
    );
}

#[test]
fn another_word_at_the_end_of_a_passage_is_in_it() {
    check_place(
        "The council opened the [old bridge over the river] again in May, as nobody knew.",
        "The council opened the old bridge over the harbour again in May, as nobody knew.",
        "[old bridge over the harbour] for old bridge over the river",
    );
}

#[test]
fn of_a_passage_that_ended_in_a_deleted_sentence_the_rest_is_left() {
    check_place(
        "It was the day on which the mayor came. [The council opened the old bridge. A storm took] the roof off the hall.",
        "It was the day on which the mayor came. The council opened the old bridge. Nobody was there.",
        "[The council opened the old bridge.] for The council opened the old bridge. A storm took",
    );
}

/// The words with all that stood around them are there, but there is another such place: it may be the one that is gone.
#[test]
fn one_of_several_refrains_is_for_a_person_to_choose() {
    let refrain = "Why does nobody ever cross the old bridge at night?";
    let asks = refrain.replace("nobody ever", "[nobody ever]");
    let song = |one: &str, other: &str| {
        format!(
            "The first of us went home. {one} The second stayed where he was. {other} The third came late."
        )
    };
    let text = song(refrain, refrain);
    check_place(&song(&asks, refrain), &text, "[nobody ever] for nobody ever");
    check_place(
        &song(refrain, refrain).replace("second stayed where", "[second stayed where]"),
        &text,
        "[second stayed where]",
    );
}

/// A sentence that was there to the letter is it, whatever stands around it, and not one like it that stands where it did.
#[test]
fn a_sentence_is_not_taken_for_its_sibling() {
    check_place(
        "They met in the hall. [The seventh round at Osmios failed because of rain.] Then there was tea.",
        "They met in the hall. The fifth round at Velba failed because of rain. Then there was tea. So it went on for \
         days and days. The seventh round at Osmios failed because of rain.",
        "[The seventh round at Osmios failed because of rain.] for The seventh round at Osmios failed because of rain.",
    );
}

#[test]
fn moved_blocks_are_followed() {
    let blocks = [
        "The council opened the old bridge again in May.",
        "Nobody came to the harbour that day but the mayor.",
        "A storm took the roof off the market hall.",
    ];
    let (old, new) = (blocks.join("\n\n"), [blocks[2], blocks[0], blocks[1]].join("\n\n"));
    check(&old, "the roof", &new, "[the roof]");
    let rows = Comparison::of(&plain(&old), &plain(&new)).rows();
    let kinds: Vec<_> = rows.iter().map(|row| (row.kind, row.old.clone(), row.new.clone())).collect();
    assert_eq!(
        kinds,
        [(RowKind::Moved, 2..3, 0..1), (RowKind::Equal, 0..1, 1..2), (RowKind::Equal, 1..2, 2..3)]
    );
    // Two that were moved together are both moved, or else the one that stood before them is: whichever is less text.
    let rows = Comparison::of(&plain(&new), &plain(&old)).rows();
    let kinds: Vec<_> = rows.iter().map(|row| (row.kind, row.old.start)).collect();
    assert_eq!(kinds, [(RowKind::Equal, 1), (RowKind::Equal, 2), (RowKind::Moved, 0)]);
    let long = format!(
        "{} {}",
        blocks[2],
        "It lay in the river for a week, and nobody dared to go near it. ".repeat(3)
    );
    let (old, new) = ([&long, blocks[0], blocks[1]].join("\n\n"), [blocks[0], blocks[1], &long].join("\n\n"));
    let rows = Comparison::of(&plain(&old), &plain(&new)).rows();
    let kinds: Vec<_> = rows.iter().map(|row| (row.kind, row.old.start)).collect();
    assert_eq!(kinds, [(RowKind::Moved, 1), (RowKind::Moved, 2), (RowKind::Equal, 0)]);
}

/// Nobody says that a quotation without context begins with a word.
#[test]
fn a_quotation_without_context_may_begin_within_a_word() {
    let text = plain("The council opened the old bridge over the harbour again in May, as nobody knew.");
    let quote = Quote { exact: "ncil opxned the old bridge over the harbovr ag".into(), ..Quote::default() };
    let found = Index::new(&text).search(&quote, None);
    assert_eq!(text.slice(found[0].span), "ncil opened the old bridge over the harbour ag");
}

/// A sentence that was deleted beside one like it, while the paragraph after it was written anew and another moved.
#[test]
fn a_deleted_sentence_is_not_its_sibling_and_the_paragraph_after_it() {
    let head = "The harbour question\n\nThe council met on Tuesday evening to talk about the harbour. Nobody there \
                expected that the debate would last for three hours.";
    let noise = "Residents beside the quay said the noise of the ferries kept them awake.";
    let mayor = "The mayor said that the money was not there.";
    let harbourmaster = "The harbourmaster said that the money was not there yet.";
    let letter = "A second paragraph tells of the ministry in the capital, which has yet to answer a letter of last \
                  October about dredging.";
    let other_letter = "A second paragraph speaks about the ministry in Copenhagen, which has still not answered the \
                        long letter of last October on dredging.";
    let basin = "The fishermen want the north basin to stay open in winter, since their boats cannot cross the bar \
                 when it freezes over.";
    let end = "At the end the vote was postponed until spring, and everybody went home in the rain.";
    let old = [head, &[noise, mayor, harbourmaster].join(" "), letter, basin, end].join("\n\n");
    let rest = [noise, harbourmaster].join(" ");
    let lost = format!("lost {mayor}");
    check(&old, mayor, &[head, &rest, letter, basin, end].join("\n\n"), &lost);
    check(&old, mayor, &[head, &rest, other_letter, basin, end].join("\n\n"), &lost);
    check(&old, mayor, &[head, basin, &rest, other_letter, end].join("\n\n"), &lost);
}

#[test]
fn what_has_no_word_in_common_is_not_offered() {
    let notices = |middle: &str| {
        format!(
            "Notices\n\nThe north bakery writes that its new oven saved forty sacks of coal.\n\n{middle} Come by before \
             the end of May.\n\nThe figures will be read out in September."
        )
    };
    let wanted = "Wanted: Baker, Night shift.";
    let gone = notices("All posts are filled until the autumn.");
    check(&notices(wanted), "Baker, Night shift", &gone, "lost Baker, Night shift");
    check_place(
        &notices(&wanted.replace("Baker, Night shift", "[Baker, Night shift]")),
        &gone,
        "lost Baker, Night shift",
    );
    check("We meet on Friday at noon.", "Friday", "We meet on Monday at noon.", "lost Friday");
    check("It costs — so they say — five.", "so they say", "It costs — well — five.", "lost so they say");
    check("会议在星期五举行。", "星期五", "会议在下月初举行。", "lost 星期五");
    // One that is left is enough.
    check(
        "It was a quiet evening in town.",
        "quiet evening",
        "It was a stormy evening in town.",
        "[stormy evening] for quiet evening",
    );
}

const REPORT: &str = "The ferry question came up again on Tuesday. [The harbourmaster told the council that the old ferry \
                      cannot be repaired before the winter storms arrive.] Nobody asked what a new one would cost.";

#[test]
fn a_sentence_of_which_half_is_kept_is_offered() {
    check_place(
        REPORT,
        "Letters were read for an hour. In a note the harbourmaster admits that this old ferry will hardly be repaired \
         before any winter. Then the hall was closed. A song was sung, and the mayor thanked everybody who had come.",
        "[the harbourmaster admits that this old ferry will hardly be repaired before any winter.] for The \
         harbourmaster told the council that the old ferry cannot be repaired before the winter storms arrive.",
    );
}

#[test]
fn a_sentence_without_its_beginning_is_offered() {
    check_place(
        REPORT,
        "Letters were read for an hour. The old ferry cannot be repaired before the winter storms arrive. Then the hall was \
         closed. A song was sung, and the mayor thanked everybody who had come.",
        "[The old ferry cannot be repaired before the winter storms arrive.] for The harbourmaster told the council that \
         the old ferry cannot be repaired before the winter storms arrive.",
    );
}

#[test]
fn a_sentence_into_which_a_clause_came_is_offered() {
    check_place(
        REPORT,
        "Letters were read for an hour. The harbourmaster told the council, which had waited for him since six and was by \
         now rather tired of it, that the old ferry cannot be repaired before the winter storms arrive. Then the hall was \
         closed.",
        "[The harbourmaster told the council, which had waited for him since six and was by now rather tired of it, that \
         the old ferry cannot be repaired before the winter storms arrive.] for The harbourmaster told the council that the \
         old ferry cannot be repaired before the winter storms arrive.",
    );
}
