use expect_test::{Expect, expect};

use super::*;
use crate::format::read::read;
use crate::model::anchor::Quote;
use crate::model::session::{Command, Session};

/// A record's time of change: the `n`th second of an hour.
fn stamp(modified: u32) -> String {
    format!(r#""created":"2026-11-23T00:00:00Z","modified":"2026-11-23T01:00:{modified:02}Z""#)
}

fn article(id: &str, text: &str, modified: u32) -> String {
    let (text, end) = (serde_json::to_string(text).expect("JSON"), text.chars().count());
    let blocks =
        if end == 0 { String::new() } else { format!(r#"{{"kind":"paragraph","start":0,"end":{end}}}"#) };
    format!(r#"{{"id":"{id}","title":"The {id}","text":{text},"blocks":[{blocks}],{}}}"#, stamp(modified))
}

/// An agenda item; `more` is further fields.
fn item(id: &str, modified: u32, more: &str) -> String {
    format!(r##"{{"id":"{id}","title":"{id}","colour":"#0072b2",{}{more}}}"##, stamp(modified))
}

/// An annotation of the article `t`; `place` is its fields that say where.
fn annotation(id: &str, modified: u32, place: &str) -> String {
    format!(r#"{{"id":"{id}","article":"t",{place},"items":["x"],{}}}"#, stamp(modified))
}

fn file(articles: &[String], agenda: &[String], annotations: &[String]) -> String {
    let [articles, agenda, annotations] = [articles, agenda, annotations].map(|records| records.join(","));
    format!(
        r#"{{"format":"agendum","version":1,"articles":[{articles}],"agenda":[{agenda}],
            "annotations":[{annotations}]}}"#
    )
}

fn agenda(items: &[String]) -> String {
    file(&[], items, &[])
}

fn session_of(json: &str) -> Session {
    let bundle = read(json).unwrap_or_else(|refusal| panic!("{refusal}\n{json}"));
    let plan = replace(&Project::default(), &bundle);
    let mut session = Session::default();
    session.dispatch(Command::Changes("load".into(), plan.changes), Time(0)).expect("applies");
    session
}

/// A project, a line to each record: as `text`, `item !hotkey` below its parent, `annotation: words`.
fn drawn(project: &Project) -> String {
    let mut lines = Vec::new();
    for article in project.articles() {
        lines.push(format!("{} {:?}", article.id, article.text.as_str()));
    }
    for (depth, item) in project.agenda() {
        let hotkey = item.hotkey.map_or_else(String::new, |hotkey| format!(" !{}", hotkey.digit()));
        lines.push(format!("{}{}{hotkey}", "- ".repeat(depth + 1), item.title));
    }
    for annotation in project.annotations() {
        let text = project.article(&annotation.article).map(|article| &article.text);
        let words = &annotation.anchor.quote(text).exact;
        let state = match (&annotation.anchor, text) {
            (Anchor::NeedsReview { span, .. }, Some(text)) => format!(" (perhaps {:?})", text.slice(*span)),
            (Anchor::Orphaned { .. }, _) => " (orphaned)".to_owned(),
            _ => String::new(),
        };
        lines.push(format!("{}: {words:?}{state} {:?}", annotation.id, annotation.items));
    }
    lines.join("\n") + "\n"
}

/// What a merge makes of the two, and what is said of it. Undo takes all of it back.
#[track_caller]
fn check_merge(here: &str, file: &str, expected: Expect) {
    check(here, file, merge, expected);
}

#[track_caller]
fn check(here: &str, file: &str, plan: fn(&Project, &Bundle) -> Plan, expected: Expect) {
    let mut session = session_of(here);
    let before = drawn(session.project());
    let plan = plan(session.project(), &read(file).expect("reads"));
    session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
    let after = drawn(session.project());
    expected.assert_eq(&(after.clone() + &plan.report.sentences().join("\n") + "\n"));
    if before != after {
        assert!(session.undo(Time(0)).is_some_and(|(_, applied)| applied.left.is_empty()));
        assert_eq!(drawn(session.project()), before);
        assert!(session.redo(Time(0)).is_some_and(|(_, applied)| applied.left.is_empty()));
        assert_eq!(drawn(session.project()), after);
    }
}

#[test]
fn the_same_words_with_the_same_item_are_one_passage() {
    let text = article("t", "Who pays the fees?", 1);
    let items = [item("x", 1, ""), item("y", 1, "")];
    let at = |id: &str, start: usize, more: &str| {
        let end = start + 4;
        annotation(id, 5, &format!(r#""start":{start},"end":{end}"#)).replace(r#""items":["x"]"#, more)
    };
    let tags = |id: &str, items: &str| at(id, 4, &format!(r#""items":[{items}]"#));
    let here = file(std::slice::from_ref(&text), &items, &[tags("p", r#""x""#)]);
    let theirs = |annotations: &[String]| file(std::slice::from_ref(&text), &items, annotations);
    check_merge(
        &here,
        &theirs(&[tags("q", r#""y","x""#)]),
        expect![[r#"
            t "Who pays the fees?"
            - x
            - y
            p: "pays" [x, y]
            Updated 1 passage.
            1 passage: the same words have that item here already; items and notes were put together.
        "#]],
    );
    check_merge(
        &here,
        &theirs(&[tags("q", r#""x""#)]),
        expect![[r#"
            t "Who pays the fees?"
            - x
            - y
            p: "pays" [x]
            Already up to date.
        "#]],
    );
    check_merge(
        &here,
        &theirs(&[tags("q", r#""y""#), at("r", 5, r#""items":["x"]"#)]),
        expect![[r#"
            t "Who pays the fees?"
            - x
            - y
            p: "pays" [x]
            q: "pays" [y]
            r: "ays " [x]
            Added 2 passages.
        "#]],
    );
    // What a file has twice is its own affair.
    check_merge(
        &theirs(&[]),
        &theirs(&[tags("q", r#""x""#), tags("r", r#""x""#)]),
        expect![[r#"
            t "Who pays the fees?"
            - x
            - y
            q: "pays" [x]
            r: "pays" [x]
            Added 2 passages.
        "#]],
    );
    // A newer text, in which the words are elsewhere.
    let newer = article("t", "Now: Who pays the fees?", 2);
    let moved = file(&[newer], &items, &[at("q", 9, r#""items":["x"],"note":"Theirs.""#)]);
    check_merge(
        &here,
        &moved,
        expect![[r#"
            t "Now: Who pays the fees?"
            - x
            - y
            p: "pays" [x]
            Updated 1 article and 1 passage.
            1 passage: the same words have that item here already; items and notes were put together.
        "#]],
    );
}

#[test]
fn the_newer_wins() {
    let titled = |title: &str, modified| {
        item("x", modified, "").replace("\"title\":\"x\"", &format!("\"title\":\"{title}\""))
    };
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[titled("file", 2)]),
        expect![[r#"
        - file
        Updated 1 agenda item.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 2)]),
        &agenda(&[titled("file", 1)]),
        expect![[r#"
        - here
        Already up to date.
        1 agenda item: not changed: the version here is newer.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[titled("file", 1)]),
        expect![[r#"
        - here
        Already up to date.
        1 agenda item: not changed: the file differs but has the same time.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[titled("here", 1)]),
        expect![[r#"
        - here
        Already up to date.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 2)]),
        &agenda(&[titled("here", 1)]),
        expect![[r#"
        - here
        Already up to date.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[]),
        expect![[r#"
        - here
        Already up to date.
    "#]],
    );
    check_merge(
        &agenda(&[]),
        &agenda(&[titled("file", 1)]),
        expect![[r#"
        - file
        Added 1 agenda item.
    "#]],
    );
}

#[test]
fn the_same_title_and_hotkey() {
    let other = item("y", 1, r#","hotkey":"1""#).replace("\"title\":\"y\"", "\"title\":\"x\"");
    check_merge(
        &agenda(&[item("x", 1, r#","hotkey":"1""#)]),
        &agenda(&[other]),
        expect![[r#"
        - x !1
        - x
        Added 1 agenda item.
        1 agenda item: added beside another item of the same title.
        1 agenda item: its hotkey is already in use and was dropped.
    "#]],
    );
    // Hotkeys that changed hands in the file are not taken.
    check_merge(
        &agenda(&[item("x", 1, r#","hotkey":"1""#), item("y", 1, r#","hotkey":"2""#)]),
        &agenda(&[item("x", 2, r#","hotkey":"2""#), item("y", 2, r#","hotkey":"1""#)]),
        expect![[r#"
            - x !2
            - y !1
            Updated 2 agenda items.
        "#]],
    );
}

#[test]
fn items_come_in_the_files_order() {
    let items = |drawn: &str, modified| {
        let items: Vec<_> = drawn.split(' ').map(|id| item(id, modified, "")).collect();
        agenda(&items)
    };
    #[track_caller]
    fn check(here: &str, file: &str, expected: &str) {
        let mut session = session_of(here);
        let plan = merge(session.project(), &read(file).expect("reads"));
        session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("applies");
        let agenda = session.project().agenda().into_iter();
        let agenda = agenda.map(|(depth, item)| "-".repeat(depth) + &item.title).collect::<Vec<_>>();
        assert_eq!(agenda.join(" "), expected);
    }
    check(&items("a b c", 1), &items("x y z", 1), "a b c x y z");
    check(&items("a b c mine", 1), &items("a b c theirs", 1), "a b c mine theirs");
    check(&items("a b c mine", 1), &items("x a y z b c theirs", 1), "x a y z b c mine theirs");
    // What is newer in the file takes its place there, what is newer here keeps it.
    check(&items("a b c", 1), &items("c a b", 2), "c a b");
    check(&items("a b c", 2), &items("c a b", 1), "a b c");
    check(&items("a b c d", 1), &items("d c b a e", 2), "d c b a e");
    check(&items("a b c", 1), &agenda(&[item("c", 2, ""), item("a", 1, ""), item("b", 1, "")]), "c a b");
    let below = |id: &str, modified, parent: &str| item(id, modified, &format!(r#","parent":"{parent}""#));
    check(
        &items("a b", 1),
        &agenda(&[item("a", 1, ""), below("x", 1, "a"), below("y", 1, "a")]),
        "a -x -y b",
    );
    check(&items("a b", 1), &agenda(&[item("a", 1, ""), below("b", 2, "a")]), "a -b");
    check(&agenda(&[item("a", 1, ""), below("b", 1, "a")]), &items("b a", 2), "b a");
}

#[test]
fn parents_must_make_sense() {
    let below = |id: &str, modified, parent: &str| item(id, modified, &format!(r#","parent":"{parent}""#));
    check_merge(
        &agenda(&[]),
        &agenda(&[below("a", 1, "gone")]),
        expect![[r#"
        - a
        Added 1 agenda item.
        1 agenda item: part of an unknown agenda item; now at the top.
    "#]],
    );
    check_merge(
        &agenda(&[item("a", 1, "")]),
        &agenda(&[below("b", 1, "a")]),
        expect![[r#"
        - a
        - - b
        Added 1 agenda item.
    "#]],
    );
    check_merge(
        &agenda(&[]),
        &agenda(&[below("a", 1, "a")]),
        expect![[r#"
        - a
        Added 1 agenda item.
        1 agenda item: would be part of itself; now at the top.
    "#]],
    );
    check_merge(
        &agenda(&[item("a", 1, ""), below("b", 2, "a")]),
        &agenda(&[item("b", 1, ""), below("a", 2, "b")]),
        expect![[r#"
            - a
            - - b
            Updated 1 agenda item.
            1 agenda item: not changed: the version here is newer.
            1 agenda item: would be part of itself; now at the top.
        "#]],
    );
}

#[test]
fn places_are_checked() {
    let text = "A 😀 quick fox";
    let with =
        |place: &str| file(&[article("t", text, 1)], &[item("x", 1, "")], &[annotation("n", 1, place)]);
    let nothing = agenda(&[]);
    check_merge(
        &nothing,
        &with(r#""start":4,"end":9,"exact":"quick""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" [x]
        Added 1 article, 1 agenda item and 1 passage.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":9"#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" [x]
        Added 1 article, 1 agenda item and 1 passage.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":5,"end":10,"exact":"quick""#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "quick" (perhaps "quick") [x]
            Added 1 article, 1 agenda item and 1 passage.
            1 passage: found, but not certainly; please review.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":9,"exact":"slow","state":"needs-review""#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "slow" (perhaps "quick") [x]
            Added 1 article, 1 agenda item and 1 passage.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":99,"exact":"quick""#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "quick" (perhaps "quick") [x]
            Added 1 article, 1 agenda item and 1 passage.
            1 passage: found, but not certainly; please review.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":99"#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "quick fox" (orphaned) [x]
            Added 1 article, 1 agenda item and 1 passage.
            1 passage: the offsets are not in the text, and the words were not found; saved with the quotation, without a position.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":-1,"end":1e300,"exact":"quick","state":"needs-review""#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "quick" (perhaps "quick") [x]
            Added 1 article, 1 agenda item and 1 passage.
            1 passage: found, but not certainly; please review.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":9,"end":4,"exact":"quick""#),
        expect![[r#"
            t "A 😀 quick fox"
            - x
            n: "quick" (perhaps "quick") [x]
            Added 1 article, 1 agenda item and 1 passage.
            1 passage: found, but not certainly; please review.
        "#]],
    );
    check_merge(
        &nothing,
        &with(r#""exact":"quick","state":"orphaned""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" (orphaned) [x]
        Added 1 article, 1 agenda item and 1 passage.
    "#]],
    );
    check_merge(
        &nothing,
        &file(&[], &[], &[annotation("n", 1, r#""start":4,"end":9,"exact":"quick""#)]),
        expect![[r#"
            n: "quick" (orphaned) []
            Added 1 passage.
            1 passage: tagged with an unknown agenda item; that tag was dropped.
            1 passage: the article is unknown; saved with the quotation, without a position.
        "#]],
    );
}

#[test]
fn what_is_here_counts_as_known() {
    check_merge(
        &file(&[article("t", "A quick fox", 1)], &[item("x", 1, "")], &[]),
        &file(&[], &[], &[annotation("n", 1, r#""start":2,"end":7,"exact":"quick""#)]),
        expect![[r#"
            t "A quick fox"
            - x
            n: "quick" [x]
            Added 1 passage.
        "#]],
    );
    // The words are those of the file's text, the place must be that of the newer text here.
    let [here, there] = ["A", "The"].map(|article| format!("{article} quick fox jumps over a lazy dog."));
    check_merge(
        &file(&[article("t", &here, 2)], &[item("x", 1, "")], &[]),
        &file(
            &[article("t", &there, 1)],
            &[],
            &[
                annotation("n", 1, r#""start":4,"end":9"#),
                annotation("o", 1, r#""start":10,"end":13"#),
                annotation("p", 1, r#""start":0,"end":3"#),
                annotation("q", 1, r#""start":90,"end":93,"exact":"cat""#),
            ],
        ),
        expect![[r#"
            t "A quick fox jumps over a lazy dog."
            - x
            n: "quick" (perhaps "quick") [x]
            o: "fox" (perhaps "fox") [x]
            p: "The" (orphaned) [x]
            q: "cat" (orphaned) [x]
            Added 4 passages.
            1 article: not changed: the version here is newer.
            2 passages: found, but not certainly; please review.
            1 passage: the offsets are not in the text, and the words were not found; saved with the quotation, without a position.
            1 passage: not in the article's newer text; saved with the quotation, without a position.
        "#]],
    );
}

#[test]
fn a_newer_text_loses_no_passage() {
    let quick = r#""start":2,"end":7,"exact":"quick""#;
    let fox = r#""start":8,"end":11,"exact":"fox""#;
    let jumped = " jumped over the lazy dog. Nobody saw it but me.";
    let here = file(
        &[article("t", &("A quick fox".to_owned() + jumped), 1)],
        &[item("x", 1, "")],
        &[annotation("m", 1, quick), annotation("n", 1, fox)],
    );
    check_merge(
        &here,
        &file(&[article("t", "Nobody saw it but me. Now for something else.", 2)], &[], &[]),
        expect![[r#"
            t "Nobody saw it but me. Now for something else."
            - x
            m: "quick" (orphaned) [x]
            n: "fox" (orphaned) [x]
            Updated 1 article.
            2 passages: not in the article's newer text; saved with the quotation, without a position.
        "#]],
    );
    check_merge(
        &here,
        &file(&[article("t", &("Once there was a quick cat, and it".to_owned() + jumped), 2)], &[], &[]),
        expect![[r#"
            t "Once there was a quick cat, and it jumped over the lazy dog. Nobody saw it but me."
            - x
            m: "quick" [x]
            n: "fox" (orphaned) [x]
            Updated 1 article.
            1 passage: not in the article's newer text; saved with the quotation, without a position.
        "#]],
    );
    // The file knows where the words are now, though its annotation is not newer.
    let one = article("t", &("One quick fox".to_owned() + jumped), 2);
    check_merge(
        &here,
        &file(std::slice::from_ref(&one), &[], &[annotation("m", 1, r#""start":4,"end":9,"exact":"quick""#)]),
        expect![[r#"
            t "One quick fox jumped over the lazy dog. Nobody saw it but me."
            - x
            m: "quick" [x]
            n: "fox" [x]
            Updated 1 article.
        "#]],
    );
    check_merge(
        &here,
        &file(
            &[one],
            &[],
            &[annotation("m", 2, r#""start":4,"end":9,"exact":"quick""#), annotation("n", 0, fox)],
        ),
        expect![[r#"
            t "One quick fox jumped over the lazy dog. Nobody saw it but me."
            - x
            m: "quick" [x]
            n: "fox" [x]
            Updated 1 article and 1 passage.
        "#]],
    );
}

#[test]
fn a_text_that_comes_later_places_its_passages() {
    let quick = r#""start":2,"end":7,"exact":"quick""#;
    let without = file(&[], &[item("x", 1, "")], &[annotation("m", 1, quick)]);
    let with = file(&[article("t", "A quick fox", 1)], &[], &[annotation("m", 1, quick)]);
    check_merge(
        &without,
        &with,
        expect![[r#"
        t "A quick fox"
        - x
        m: "quick" [x]
        Added 1 article.
        1 passage: was lost before, and found in this text.
    "#]],
    );
    // Nobody says where it is, but the text that comes has it.
    let jumps = annotation(
        "m",
        1,
        r#""exact":"fox jumps over","prefix":"A quick ","suffix":" the lazy","state":"orphaned""#,
    );
    let text = "The day came when a quick fox jumps over the lazy dog.";
    check_merge(
        &file(&[], &[item("x", 1, "")], &[jumps]),
        &file(&[article("t", text, 1)], &[], &[]),
        expect![[r#"
            t "The day came when a quick fox jumps over the lazy dog."
            - x
            m: "fox jumps over" [x]
            Added 1 article.
            1 passage: was lost before, and found in this text.
        "#]],
    );
}

/// What becomes of a passage of a file, drawn `[so]`, in the text that is here: it is drawn `[so]` where it is placed, `{so}`
/// where it is to be reviewed. The file has the quotation and its offsets, but not the text.
#[track_caller]
fn check_found(passage: &str, text: &str, expected: &str, said: &str) {
    check_found_with(false, passage, text, expected, said);
}

/// The same if the file has its text too, which is older than the one here.
#[track_caller]
fn check_followed(passage: &str, text: &str, expected: &str, said: &str) {
    check_found_with(true, passage, text, expected, said);
}

#[track_caller]
fn check_found_with(texts: bool, passage: &str, text: &str, expected: &str, said: &str) {
    let parts: Vec<&str> = passage.split(['[', ']']).collect();
    let [before, exact, _] = parts[..] else { panic!("{passage} has no passage") };
    let start = before.chars().count();
    let theirs = Text::plain(&parts.concat(), Some("t")).0;
    let span = theirs.span_of_code_points(start..start + exact.chars().count()).expect("a span");
    let (prefix, suffix) = Quote::context(&theirs, span);
    let [exact, prefix, suffix] =
        [exact, prefix, suffix].map(|part| serde_json::to_string(part).expect("JSON"));
    let place = format!(
        r#""start":{start},"end":{},"exact":{exact},"prefix":{prefix},"suffix":{suffix}"#,
        theirs.code_point_range(span).end
    );
    let articles: Vec<_> = texts.then(|| article("t", theirs.as_str(), 1)).into_iter().collect();
    let mut session = session_of(&file(&[article("t", text, 2)], &[item("x", 1, "")], &[]));
    let bundle = read(&file(&articles, &[], &[annotation("n", 1, &place)])).expect("reads");
    let plan = merge(session.project(), &bundle);
    session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
    let annotation = session.project().annotations().next().expect("taken");
    let drawn = match annotation.anchor.span() {
        None => text.to_owned(),
        Some(span) => {
            let (open, close) = match annotation.anchor {
                Anchor::Placed { .. } => ("[", "]"),
                _ => ("{", "}"),
            };
            let (start, end) = (span.start().byte(), span.end().byte());
            format!("{}{open}{}{close}{}", &text[..start], &text[start..end], &text[end..])
        }
    };
    assert_eq!(drawn, expected);
    let sentences = plan.report.sentences().join(" ");
    let sentences = sentences.strip_prefix("Added 1 passage.").expect("one passage");
    let older = " 1 article: not changed: the version here is newer.";
    assert_eq!(sentences.strip_prefix(older).unwrap_or(sentences).trim(), said);
}

const FOUND: &str = "1 passage: not where the file says, but found elsewhere in the text.";
const DOUBTFUL: &str = "1 passage: found, but not certainly; please review.";

#[test]
fn a_passage_is_found_elsewhere() {
    let fox = "A tale. The quick [brown fox jumps over] the lazy dog and is gone.";
    check_found(
        fox,
        "A tale. The quick brown fox jumps over the lazy dog and is gone.",
        "A tale. The quick [brown fox jumps over] the lazy dog and is gone.",
        "",
    );
    check_found(
        fox,
        "A tale of old. The quick brown fox jumps over the lazy dog and is gone.",
        "A tale of old. The quick [brown fox jumps over] the lazy dog and is gone.",
        FOUND,
    );
    // Typography and spelling are no difference.
    check_found(
        "He said: [\"It's late -- let us go\"], and off they went again.",
        "Then he said: “It’s late — let us go”, and off they went again.",
        "Then he said: [“It’s late — let us go”], and off they went again.",
        FOUND,
    );
    // Offsets that count something else than code points.
    check_found(
        "😀😀😀 It was the [third of the rounds] that failed on that day.",
        "😀😀 It was the third of the rounds that failed on that day.",
        "😀😀 It was the [third of the rounds] that failed on that day.",
        FOUND,
    );
}

#[test]
fn a_passage_is_to_be_reviewed() {
    check_found(
        "A tale. The quick [brown fox jumps over] the lazy dog and is gone.",
        "The tale: the quick brown bear jumps over the lazy dog and is gone.",
        "The tale: the quick {brown bear jumps over} the lazy dog and is gone.",
        DOUBTFUL,
    );
    // Two places are equally good, and neither is where the file says.
    let again = "And then the fox jumps over the lazy dog, as ever. ";
    let (before, after) = again.split_once("fox jumps").expect("a passage");
    let quoted = format!("{again}{before}[fox jumps]{after}{again}");
    let perhaps = format!("Yes! {again}{before}{{fox jumps}}{after}{again}{again}");
    check_found(&quoted, &format!("Yes! {}", again.repeat(4)), &perhaps, DOUBTFUL);
    // Where the file says, it is that one.
    let placed = format!("{again}{before}[fox jumps]{after}{again}{again}");
    check_found(&quoted, &again.repeat(4), &placed, "");
}

#[test]
fn a_passage_is_lost() {
    let nothing = "Nobody came to the harbour on that morning but the mayor.";
    check_found(
        "A tale. The quick [brown fox jumps over] the lazy dog and is gone.",
        nothing,
        nothing,
        "1 passage: the text has other words there, and these were not found; saved with the quotation, without a position.",
    );
    check_found(
        "A long tale, before it comes to the point. The quick [brown fox jumps over] the lazy dog.",
        nothing,
        nothing,
        "1 passage: the offsets are not in the text, and the words were not found; saved with the quotation, without a \
         position.",
    );
}

#[test]
fn a_passage_of_an_older_text_is_followed_into_the_newer() {
    check_followed(
        "A tale. The quick [brown fox jumps over] the lazy dog and is gone.",
        "A tale of old. The quick brown fox jumps over the lazy dog and is gone.",
        "A tale of old. The quick [brown fox jumps over] the lazy dog and is gone.",
        "",
    );
    check_followed(
        "A tale. The quick [brown fox jumps over] the lazy dog and is gone.",
        "A tale of old. The quick brown bear jumps over the lazy dog and is gone.",
        "A tale of old. The quick {brown bear jumps over} the lazy dog and is gone.",
        DOUBTFUL,
    );
    // With both texts it is known that the sentence is gone, and not one like it.
    check_followed(
        "We met at noon. [The first round failed.] The second round failed. Then we had lunch.",
        "We met at noon. The second round failed. Then we had lunch.",
        "We met at noon. The second round failed. Then we had lunch.",
        "1 passage: not in the article's newer text; saved with the quotation, without a position.",
    );
}

/// Of a word and a half nobody can say where it went. But one of both sides knows, and it is the same words.
#[test]
fn what_both_sides_have_stands_where_one_of_them_knows() {
    let [older, newer] = [("A quick fox", 1, 2), ("One quick fox", 2, 4)].map(|(text, modified, start)| {
        let place = format!(r#""start":{start},"end":{},"exact":"quick""#, start + 5);
        file(&[article("t", text, modified)], &[item("x", 1, "")], &[annotation("m", 1, &place)])
    });
    let without = file(&[article("t", "One quick fox", 2)], &[], &[]);
    check_merge(
        &older,
        &without,
        expect![[r#"
        t "One quick fox"
        - x
        m: "quick" (perhaps "quick") [x]
        Updated 1 article.
        1 passage: found, but not certainly; please review.
    "#]],
    );
    check_merge(
        &older,
        &newer,
        expect![[r#"
        t "One quick fox"
        - x
        m: "quick" [x]
        Updated 1 article.
    "#]],
    );
    check_merge(
        &newer,
        &older,
        expect![[r#"
        t "One quick fox"
        - x
        m: "quick" [x]
        Already up to date.
        1 article: not changed: the version here is newer.
    "#]],
    );
}

#[test]
fn a_proposal_is_kept_or_made_anew() {
    let place = |start: usize| {
        format!(
            r#""start":{start},"end":{},"exact":"brown bears jump over","prefix":"The quick ",
               "suffix":" the lazy dog and","state":"needs-review""#,
            start + 20
        )
    };
    let text = "The quick brown fox jumps over the lazy dog and is gone.";
    for start in [10, 90] {
        let said = if start == 90 { format!("{DOUBTFUL}\n") } else { String::new() };
        let (here, there) =
            (file(&[article("t", text, 1)], &[item("x", 1, "")], &[]), annotation("n", 1, &place(start)));
        let mut session = session_of(&here);
        let plan = merge(session.project(), &read(&file(&[], &[], &[there])).expect("reads"));
        session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
        let shown = drawn(session.project());
        assert!(shown.contains(r#"n: "brown bears jump over" (perhaps "brown fox jumps over")"#), "{shown}");
        assert_eq!(plan.report.sentences().join("\n") + "\n", format!("Added 1 passage.\n{said}"));
    }
}

/// If the text were prepared anew for each of them, this would take minutes.
#[test]
fn many_passages_are_found_in_a_long_text() {
    let sentence = |number: u32| {
        let [city, guest] = [7919, 104_729].map(|prime| number * prime % 100_003 + 100_003);
        format!("In round {number} the guest {guest} came from city {city} and won by a nose. ")
    };
    let sentences: Vec<String> = (0..2000).map(sentence).collect();
    let theirs = Text::plain(&sentences.concat(), Some("t")).0;
    let mut end = 0;
    let annotations = sentences.iter().enumerate().map(|(number, sentence)| {
        let span = theirs.span(end..end + sentence.trim_end().len()).expect("a span");
        end += sentence.len();
        let Quote { exact, prefix, suffix } = Quote::of(&theirs, span);
        let (start, end) = (span.start().byte(), span.end().byte());
        let words = format!(r#""exact":"{exact}","prefix":"{prefix}","suffix":"{suffix}""#);
        annotation(&format!("n{number}"), 1, &format!(r#""start":{start},"end":{end},{words}"#))
    });
    let annotations: Vec<String> = annotations.collect();
    let text = format!("Ladies and gentlemen! {}", theirs.as_str());
    let here = session_of(&file(&[article("t", &text, 1)], &[item("x", 1, "")], &[]));
    let plan = merge(here.project(), &read(&file(&[], &[], &annotations)).expect("reads"));
    assert_eq!(
        plan.report.sentences(),
        ["Added 2000 passages.", "2000 passages: not where the file says, but found elsewhere in the text."]
    );
}

#[test]
fn what_an_import_placed_is_the_same_in_the_next() {
    let text = "Well, well! A quick fox jumped over the lazy dog. Nobody saw it but me.";
    let mut session = session_of(&file(&[article("t", text, 1)], &[item("x", 1, "")], &[]));
    let quoted =
        |words: &str| format!(r#""start":2,"end":18,"exact":"{words}","suffix":" the lazy dog. Nobody""#);
    let there = file(
        &[],
        &[],
        &[
            annotation("m", 1, &quoted("quick fox jumped over")),
            annotation("n", 1, &quoted("quick bear jumped over")),
            annotation("o", 1, &quoted("All of it was invented")),
        ],
    );
    let bundle = read(&there).expect("reads");
    let plan = merge(session.project(), &bundle);
    assert_eq!(plan.report.added.annotations.len(), 3);
    session.dispatch(Command::Changes("import".into(), plan.changes), Time(0)).expect("a plan applies");
    let states = session.project().annotations().map(|annotation| match annotation.anchor {
        Anchor::Placed { .. } => 'p',
        Anchor::NeedsReview { .. } => 'r',
        Anchor::Orphaned { .. } => 'o',
    });
    assert_eq!(states.collect::<String>(), "pro");
    let again = merge(session.project(), &bundle);
    assert!(again.changes.is_empty() && again.report.unchanged == 3, "{again:?}");
}

#[test]
fn replacing_leaves_nothing_else() {
    let quick = r#""start":2,"end":7,"exact":"quick""#;
    let here = file(
        &[article("t", "A quick fox", 1), article("u", "", 1)],
        &[item("x", 1, ""), item("y", 1, "")],
        &[annotation("m", 1, quick), annotation("n", 1, quick)],
    );
    check(
        &here,
        &agenda(&[]),
        replace,
        expect![[r#"

        Removed 2 articles, 2 agenda items and 2 passages.
    "#]],
    );
    check(
        &here,
        &here,
        replace,
        expect![[r#"
        t "A quick fox"
        u ""
        - x
        - y
        m: "quick" [x]
        n: "quick" [x]
        Already up to date.
    "#]],
    );
    let other = file(
        &[article("t", "A slow fox", 1), article("v", "", 1)],
        &[item("z", 1, ""), item("y", 1, "")],
        &[annotation("m", 1, r#""start":2,"end":6,"exact":"slow""#)],
    );
    check(
        &here,
        &other,
        replace,
        expect![[r#"
        t "A slow fox"
        v ""
        - z
        - y
        m: "slow" []
        Added 1 article and 1 agenda item.
        Updated 1 article and 1 passage.
        Removed 1 article, 1 agenda item and 1 passage.
        1 passage: tagged with an unknown agenda item; that tag was dropped.
    "#]],
    );
}
