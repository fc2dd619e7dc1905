use expect_test::{Expect, expect};

use super::*;
use crate::format::read::read;
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
        let state = match annotation.anchor {
            Anchor::Placed { .. } => "",
            Anchor::NeedsReview { .. } => " (in review)",
            Anchor::Orphaned { .. } => " (orphaned)",
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
        Nothing was added or changed.
        1 agenda item: left as here, where the change is newer.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[titled("file", 1)]),
        expect![[r#"
        - here
        Nothing was added or changed.
        1 agenda item: left as here; the file has something else of the same time.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[titled("here", 1)]),
        expect![[r#"
        - here
        Nothing was added or changed.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 2)]),
        &agenda(&[titled("here", 1)]),
        expect![[r#"
        - here
        Nothing was added or changed.
    "#]],
    );
    check_merge(
        &agenda(&[titled("here", 1)]),
        &agenda(&[]),
        expect![[r#"
        - here
        Nothing was added or changed.
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
        1 agenda item: kept beside another of the same title.
        1 agenda item: the hotkey is taken already and was dropped.
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
            1 agenda item: left as here, where the change is newer.
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
        n: "quick" (orphaned) [x]
        Added 1 article, 1 agenda item and 1 passage.
        1 passage: the text has other words there; kept with the quotation, without a place.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":9,"exact":"slow","state":"needs-review""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "slow" (in review) [x]
        Added 1 article, 1 agenda item and 1 passage.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":4,"end":99,"exact":"quick""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" (orphaned) [x]
        Added 1 article, 1 agenda item and 1 passage.
        1 passage: the offsets are not in the text; kept with the quotation, without a place.
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
        1 passage: the offsets are not in the text; kept with the quotation, without a place.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":-1,"end":1e300,"exact":"quick","state":"needs-review""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" (orphaned) [x]
        Added 1 article, 1 agenda item and 1 passage.
        1 passage: the offsets are not in the text; kept with the quotation, without a place.
    "#]],
    );
    check_merge(
        &nothing,
        &with(r#""start":9,"end":4,"exact":"quick""#),
        expect![[r#"
        t "A 😀 quick fox"
        - x
        n: "quick" (orphaned) [x]
        Added 1 article, 1 agenda item and 1 passage.
        1 passage: the offsets are not in the text; kept with the quotation, without a place.
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
            1 passage: the article is unknown; kept with the quotation, without a place.
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
    check_merge(
        &file(&[article("t", "A quick fox", 2)], &[item("x", 1, "")], &[]),
        &file(
            &[article("t", "The quick fox", 1)],
            &[],
            &[annotation("n", 1, r#""start":4,"end":9"#), annotation("o", 1, r#""start":10,"end":13"#)],
        ),
        expect![[r#"
            t "A quick fox"
            - x
            n: "quick" (orphaned) [x]
            o: "fox" (orphaned) [x]
            Added 2 passages.
            1 article: left as here, where the change is newer.
            1 passage: the offsets are not in the text; kept with the quotation, without a place.
            1 passage: the text has other words there; kept with the quotation, without a place.
        "#]],
    );
}

#[test]
fn a_newer_text_loses_no_passage() {
    let quick = r#""start":2,"end":7,"exact":"quick""#;
    let fox = r#""start":8,"end":11,"exact":"fox""#;
    let here = file(
        &[article("t", "A quick fox", 1)],
        &[item("x", 1, "")],
        &[annotation("m", 1, quick), annotation("n", 1, fox)],
    );
    check_merge(
        &here,
        &file(&[article("t", "A quick dog", 2)], &[], &[]),
        expect![[r#"
        t "A quick dog"
        - x
        m: "quick" [x]
        n: "fox" (orphaned) [x]
        Updated 1 article.
        1 passage: the article's newer text has other words there; kept with the quotation, without a place.
    "#]],
    );
    // The file knows where the words are now, though its annotation is not newer.
    check_merge(
        &here,
        &file(
            &[article("t", "One quick fox", 2)],
            &[],
            &[annotation("m", 1, r#""start":4,"end":9,"exact":"quick""#)],
        ),
        expect![[r#"
            t "One quick fox"
            - x
            m: "quick" [x]
            n: "fox" (orphaned) [x]
            Updated 1 article.
            1 passage: the article's newer text has other words there; kept with the quotation, without a place.
        "#]],
    );
    check_merge(
        &here,
        &file(
            &[article("t", "One quick fox", 2)],
            &[],
            &[annotation("m", 2, r#""start":4,"end":9,"exact":"quick""#), annotation("n", 0, fox)],
        ),
        expect![[r#"
            t "One quick fox"
            - x
            m: "quick" [x]
            n: "fox" (orphaned) [x]
            Updated 1 article and 1 passage.
            1 passage: left as here, where the change is newer.
            1 passage: the article's newer text has other words there; kept with the quotation, without a place.
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
    "#]],
    );
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
        Nothing was added or changed.
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
