use super::*;
use crate::desk::tests::{Still, desk_of};
use crate::format::document::tests::{article, item, passage, project};
use crate::format::panel::{self, ACT};
use crate::model::anchor::Quote;
use crate::model::project::Rank;
use crate::model::text::BlockKind::{Heading, Paragraph};

/// Two articles, the budget newer; `trade` with `tariffs` below and `ports` below that, and `rest`.
fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let trade = AgendaItem {
        status: Some("Done".into()),
        raised_by: Some("Ms Brook".into()),
        description: "What is sold.\nAnd to whom.".into(),
        ..item("trade", None, rank())
    };
    let items = [
        trade,
        item("tariffs", Some("trade"), rank()),
        item("ports", Some("tariffs"), rank()),
        item("rest", None, rank()),
    ];
    let plan = article(
        "plan",
        "The plan",
        &[
            (Paragraph, "It rains. Ships wait in the old harbour. Nobody knows why. The mayor was asked."),
            (Paragraph, "Late ferries cost us dear."),
            (Paragraph, "The end."),
        ],
    );
    let budget = article("budget", "The budget", &[(Paragraph, "Tariffs rise and ships wait for that.")]);
    let (plan, budget) = (Article { created: Time(1), ..plan }, Article { created: Time(2), ..budget });
    let review = passage("v", &plan, "ferries cost", &["ports"], "");
    let span = review.anchor.span().expect("is placed");
    let quote = |exact: &str| Rc::new(Quote { exact: exact.to_owned(), ..Quote::default() });
    let passages = [
        passage("p", &plan, "Ships wait", &["trade"], "Ask whom\nthey wait for."),
        passage("q", &plan, "wait in the old harbour", &["rest"], ""),
        passage("r", &plan, "harbour. Nobody", &["trade", "ports"], ""),
        passage("s", &plan, "The end", &["tariffs"], ""),
        Annotation { anchor: Anchor::NeedsReview { span, quote: quote("trains cost") }, ..review },
        Annotation {
            anchor: Anchor::Orphaned { quote: quote("Old words") },
            ..passage("o", &plan, "end", &[], "")
        },
        passage("b", &budget, "Tariffs rise", &["tariffs"], ""),
    ];
    Desk { project: project(items, [plan, budget], passages), ..desk_of([], []) }
}

fn panel_of(about: &str, fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(PANEL, about);
    for (name, value) in [("open", "plan")].iter().chain(fields) {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

fn drawn(desk: &mut Desk, about: &str, fields: &[(&str, &str)]) -> Drawn {
    let drawn = desk.draw_outline(&panel_of(about, fields)).expect("is drawn");
    assert_eq!(drawn.content.unsteady(), None, "fields keep the focus");
    drawn
}

/// What is drawn has these words, one after the other, among others, and none of the others.
#[track_caller]
fn check(about: &str, fields: &[(&str, &str)], expected: &[&str], absent: &[&str]) {
    let words = drawn(&mut desk(), about, fields).content.words();
    let mut rest = words.as_str();
    for expected in expected {
        let found = rest.split_once(expected);
        let found =
            found.unwrap_or_else(|| panic!("{expected:?} is not there, or not in its place:\n{words}"));
        rest = found.1;
    }
    for absent in absent {
        assert!(!words.contains(absent), "{absent:?} is there:\n{words}");
    }
}

/// The ids of the passages, in their order.
#[track_caller]
fn check_passages(about: &str, fields: &[(&str, &str)], expected: &str) {
    let json = drawn(&mut desk(), about, fields).content.to_json();
    let rows = json.split(r#"["li",{"key":"p"#).skip(1);
    let ids: Vec<&str> = rows.filter_map(|row| row.split('"').next()).collect();
    assert_eq!(ids.join(" "), expected, "{about}");
}

#[test]
fn an_item_is_outlined_with_what_is_below_it() {
    check(
        "item:trade",
        &[],
        &[
            "Done · raised by Ms Brook\nWhat is sold.\nAnd to whom.\n",
            "Edit",
            "This article 4All articles 5",
            "It rains. Ships wait in the old harbour. Nobody knows why.",
            "¶ 1 Ask whom\nthey wait for.\nGo toNoteItemsDelete",
            "harbour. Nobody knows why.",
            "¶ 1 ports Go toAdd a note",
            "tariffs 1\nThe end.\n¶ 3 ",
            "ports 2\n",
            "trains cost\nNeeds review: the text has changed; perhaps this is meant: ferries cost\n¶ 2",
        ],
        &["The budget", "Old words"],
    );
    let title = drawn(&mut desk(), "item:trade", &[]).title;
    assert_eq!(title, "trade");
}

#[test]
fn passages_stand_in_order_across_articles_when_wanted() {
    check_passages("item:trade", &[], "p r s r v");
    check_passages("item:trade", &[("in", ALL)], "p r s b r v");
    check_passages("item:trade all", &[], "p r s b r v");
    check_passages("item:trade all", &[("in", THIS)], "p r s r v");
    check_passages("item:trade", &[("open", "budget"), ("in", ALL)], "p r b s r v");
    check_passages("item:trade article:budget", &[], "b");
    check_passages("item:trade", &[("open", "")], "p r b s r v");
    check("item:tariffs", &[("in", ALL)], &["The plan · ¶ 3", "The budget · ¶ 1"], &[]);
    check("item:trade article:budget", &[], &["The budget 1All articles 5"], &["This article"]);
}

#[test]
fn items_meet_in_passages_and_in_paragraphs() {
    check_passages("items:trade,rest", &[], "p q r");
    check_passages("items:trade,ports", &[], "r");
    check_passages("items:rest,tariffs", &[], "");
    check_passages("paragraph:rest,ports", &[], "q r");
    check_passages("paragraph:rest,tariffs", &[], "");
    check_passages("none", &[], "o");
    check("none", &[], &["Old words\nOrphaned: the words are no longer in the text."], &["Go to"]);
    check("items:rest,tariffs", &[], &["The two never occur in one passage in this article."], &["“All"]);
    check(
        "item:rest article:budget",
        &[],
        &["No passage in this article is tagged", "“All articles” has"],
        &[],
    );
    for wrong in
        ["", "item:", "item:gone", "items:trade", "items:trade,gone", "paragraph:", "nothing", "item"]
    {
        assert!(desk().draw_outline(&panel_of(wrong, &[])).is_err(), "{wrong}");
    }
}

#[test]
fn paragraphs_have_the_numbers_that_the_document_gives_them() {
    use crate::format::document::{Choice, Document};
    let blocks = [
        (Heading, "Ships"),
        (Paragraph, "They wait."),
        (Heading, "Why"),
        (Paragraph, "Nobody knows."),
        (Paragraph, "The end."),
    ];
    let ships = article("x", "Ships", &blocks);
    let words = ["Ships", "They wait", "Why", "Nobody", "Nobody knows.\n\nThe end"];
    let passages: Vec<_> =
        words.iter().zip('a'..).map(|(words, id)| passage(&id.to_string(), &ships, words, &[], "")).collect();
    let mut desk = Desk { project: project([], [ships], passages), ..desk_of([], []) };
    let choice = Choice { untagged: true, ..Choice::default() };
    let document = Document::new(&desk.project, &choice);
    let places: Vec<_> = document.untagged.iter().map(|passage| &*passage.place).collect();
    let expected = [
        ("its title", "title"),
        ("¶ 1", "par. 1"),
        ("the heading after paragraph 1", "heading after par. 1"),
        ("¶ 2–3", "pars. 2–3"),
        ("¶ 2", "par. 2"),
    ];
    assert_eq!(places, expected.map(|(_, words)| words));
    let json = drawn(&mut desk, "none", &[("open", "x")]).content.to_json();
    let references: Vec<_> = json
        .split(r#""class":"reference"},"#)
        .skip(1)
        .filter_map(|rest| rest.split(']').next()?.rsplit('"').nth(1))
        .collect();
    assert_eq!(references, expected.map(|(sign, _)| sign), "{json}");
}

#[test]
fn ids_may_have_commas() {
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let items = [item("a,b", None, rank()), item("c", None, rank())];
    let project = project(items, [], []);
    let id = |id: &str| ItemId::new(id).expect("an id");
    assert_eq!(What::read("items:a,b,c", &project), Some(What::Both(id("a,b"), id("c"))));
    assert_eq!(What::read("items:c,a,b", &project), Some(What::Both(id("c"), id("a,b"))));
}

#[test]
fn keys_go_to_the_items_before_and_after() {
    let json = drawn(&mut desk(), "item:tariffs article:plan", &[("in", ALL)]).content.to_json();
    let go = |key: &str, about: &str| {
        format!(r#""data-key":"{key}","data-act":"panel outline {about} article:plan all""#)
    };
    assert!(json.contains(&go("[", "item:trade")) && json.contains(&go("]", "item:ports")), "{json}");
    let json = drawn(&mut desk(), "item:trade", &[]).content.to_json();
    assert!(!json.contains(r#""data-key":"[""#) && json.contains("panel outline item:tariffs\""), "{json}");
}

#[test]
fn what_was_gone_to_is_marked() {
    let mut desk = desk();
    let at = drawn(&mut desk, "item:trade", &[("at", "p")]);
    let span = desk.project.annotations().find(|it| it.id.as_str() == "p").and_then(|it| it.anchor.span());
    let plan = desk.project.article(&ArticleId::new("plan").expect("an id")).expect("is there").clone();
    assert_eq!(at.paint.layer(&plan, "current"), [span.expect("is placed")]);
    assert_eq!(at.content.to_json().matches("aria-current").count(), 1);
    for elsewhere in ["", "b", "o", "gone", "plan 0 4"] {
        assert_eq!(drawn(&mut desk, "item:trade", &[("at", elsewhere)]).paint, Highlights::default());
    }
}

/// Does something in the outline of `trade`, and returns the name of the step, and the annotation `p` then.
fn act(name: &str, about: &str, fields: &[(&str, &str)]) -> (String, Option<Rc<Annotation>>) {
    let mut desk = desk();
    let asked = format!("1\n{name}\n{about}\n{}", panel_of("item:trade", fields).write());
    let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered"));
    assert_eq!(outcome.panel, [PANEL, "item:trade"]);
    for change in panel::changes(&desk.project, &outcome.entries) {
        desk.project.apply(change).expect("a change applies");
    }
    (outcome.step, desk.project.annotation(&AnnotationId::new("p").expect("an id")).cloned())
}

#[test]
fn notes_are_written() {
    let desk = desk();
    let p = desk.annotation("p").expect("is there");
    let field = note_field(p);
    let (step, noted) = act(NOTE, "p", &[(&field, " Other words.\n")]);
    let noted = noted.expect("is there");
    assert_eq!((&*step, &*noted.note, noted.modified), ("note edit", "Other words.", Time(1_000)));
    assert_ne!(noting(&noted), noting(p), "the form is gone");
    for unchanged in
        [&[][..], &[(&*field, "Ask whom\nthey wait for. ")], &[("note-p", "what was typed for another")]]
    {
        let (step, noted) = act(NOTE, "p", unchanged);
        assert_eq!((&*step, noted.as_deref()), ("", Some(&**p)));
    }
    let editing = noting(p);
    let json = drawn(&mut self::desk(), "item:trade", &[("editing", &editing)]).content.to_json();
    assert!(
        json.contains(&format!(r#"["textarea",{{"key":"{field}""#)) && json.contains("do outline-note p")
    );
    assert_eq!(json.matches("textarea").count(), 1);
}

#[test]
fn tags_are_changed() {
    let items = |about: &str| {
        let (step, tagged) = act(TAG, about, &[]);
        assert_eq!(step, "tag change");
        tagged.expect("is there").items.iter().map(ItemId::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(items("p rest"), "trade rest");
    assert_eq!(items("p trade"), "");
    let json = drawn(&mut desk(), "item:trade", &[("editing", "items p")]).content.to_json();
    assert!(json.contains("do outline-tag p ports") && json.contains(r#""aria-expanded":"true""#), "{json}");
}

#[test]
fn passages_are_deleted() {
    let (step, deleted) = act(DELETE, "p", &[]);
    assert_eq!((&*step, deleted), ("passage deleted", None));
}

/// What has the focus after acts in an outline that is drawn after each: the passage of a row, or `nothing`.
#[track_caller]
fn check_focus(about: &str, acts: &[(&str, &str)], expected: &[&str]) {
    let mut desk = desk();
    let focus = |desk: &mut Desk, fields: &[(&str, &str)]| {
        let content = drawn(desk, about, fields).content;
        let json = content.to_json();
        let focused = json.split("[\"li\",{\"key\":\"p").skip(1).filter(|row| row.contains("\"autofocus\""));
        let rows: Vec<_> = focused.filter_map(|row| row.split('"').next()).collect();
        let nothing = content.having("key", "empty").and_then(|it| it.attribute("autofocus"));
        nothing.map_or(rows.join(" "), |_| "nothing".to_owned())
    };
    assert_eq!(focus(&mut desk, &[]), "");
    for ((name, of), expected) in acts.iter().zip(expected) {
        let asked = format!("{}\n{name}\n{of}\n{}", desk.step, Panel::new(PANEL, about).write());
        let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered"));
        assert_eq!(focus(&mut desk, &[]), "", "it is not carried out yet");
        for change in panel::changes(&desk.project, &outcome.entries) {
            desk.project.apply(change).expect("a change applies");
        }
        desk.step += 1;
        assert_eq!(focus(&mut desk, &[]), *expected, "{name} {of}");
        assert_eq!(focus(&mut desk, &[]), *expected, "drawn once more");
    }
    assert_eq!(focus(&mut desk, &[("editing", "items b")]), "", "something else has the focus now");
    assert_eq!(focus(&mut desk, &[]), "", "and keeps it");
}

#[test]
fn the_focus_goes_on_when_a_row_goes() {
    // The rows are p r s r v.
    check_focus("item:trade", &[(DELETE, "p"), (DELETE, "r"), (DELETE, "v")], &["r", "s", "s"]);
    check_focus("item:tariffs", &[(DELETE, "s"), (DELETE, "r"), (DELETE, "v")], &["r", "v", "nothing"]);
    check_focus("item:trade", &[(TAG, "p trade"), (TAG, "r trade"), (TAG, "r ports")], &["r", "s", "v"]);
    check_focus("none", &[(TAG, "o rest")], &["nothing"]);
}

#[test]
fn a_button_that_is_given_the_focus_is_new_each_time() {
    let mut desk = desk();
    let keys: Vec<_> = (0..2)
        .map(|_| {
            drawn(&mut desk, "item:tariffs", &[]);
            let step = desk.step;
            desk.outlined.may_lose(AnnotationId::new("s").expect("an id"), step);
            let deleted = desk.project.annotation(&AnnotationId::new("s").expect("an id")).cloned();
            let deleted = deleted.expect("is there");
            desk.project.apply(Change::Annotation(deleted.id.clone(), None)).expect("applies");
            desk.step += 1;
            let json = drawn(&mut desk, "item:tariffs", &[]).content.to_json();
            desk.project.apply(Change::Annotation(deleted.id.clone(), Some(deleted))).expect("applies");
            desk.step += 1;
            json.split("\"key\":\"focus ").nth(1).and_then(|rest| rest.chars().next())
        })
        .collect();
    assert_eq!(keys, [Some('1'), Some('2')]);
}

#[test]
fn a_row_that_goes_later_takes_no_focus() {
    let mut desk = desk();
    drawn(&mut desk, "item:trade", &[]);
    let asked = format!("1\n{TAG}\np rest\n{}", Panel::new(PANEL, "item:trade").write());
    desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered");
    desk.step += 1;
    drawn(&mut desk, "item:trade", &[]);
    let p = AnnotationId::new("p").expect("an id");
    desk.project.apply(Change::Annotation(p, None)).expect("applies");
    desk.step += 1;
    assert!(!drawn(&mut desk, "item:trade", &[]).content.to_json().contains("\"key\":\"focus"));
}

#[test]
fn what_is_gone_is_said_to_be() {
    let mut desk = desk();
    for (name, about) in
        [(NOTE, "gone"), (TAG, "p"), (TAG, "p gone"), (TAG, "gone rest"), (DELETE, ""), (NOTE, "a b")]
    {
        let asked = format!("1\n{name}\n{about}\n{}", panel_of("item:trade", &[]).write());
        assert_eq!(desk.answer(ACT, &asked, b"", &Still::default()), Err(GONE.to_owned()), "{name} {about}");
    }
}

/// The context of the passage between brackets.
#[track_caller]
fn check_context(drawn: &str, expected_before: &str, expected_after: &str) {
    let words = drawn.replace(['[', ']'], "");
    let (start, end) = (drawn.find('[').expect("a start"), drawn.find(']').expect("an end") - 1);
    let article =
        article("x", "X", &[(Paragraph, "Another block."), (Paragraph, &words), (Paragraph, "One more.")]);
    let from = article.text.as_str().find(&words).expect("is there");
    let span = article.text.span(from + start..from + end).expect("a span");
    assert_eq!(
        (before(&article, span), after(&article, span)),
        (expected_before.to_owned(), expected_after.to_owned())
    );
}

#[test]
fn context_goes_to_the_ends_of_sentences_if_they_are_near() {
    let long = "a sentence which goes on and on about very little and does so at a length that nobody wanted to read at all";
    check_context("[All.]", "", "");
    check_context("So [it] is.", "So ", " is.");
    check_context(&format!("First {long}. Then [it] was. Then {long}."), "Then ", " was.");
    check_context(
        &format!("Once {long} {long} [it] {long} {long}."),
        "… on about very little and does so at a length that nobody wanted to read at all ",
        " a sentence which goes on and on about very little and does so at a length that …",
    );
    check_context(
        "“Why?” he asked. Nobody knew. É [é] é. Nobody knows. Dr. Adler does.",
        "“Why?” he asked. Nobody knew. É ",
        " é. Nobody knows. Dr. Adler does.",
    );
}

#[test]
fn long_passages_are_shortened_and_can_be_read_whole() {
    let words = "A word or two. ".repeat(60);
    let article = article("x", "X", &[(Paragraph, &words), (Paragraph, "The end.")]);
    let passage = passage("p", &article, &format!("{words}\n\nThe end."), &[], "");
    let mut desk = Desk { project: project([], [article], [passage]), ..desk_of([], []) };
    let words = drawn(&mut desk, "none", &[("open", "x")]).content.words();
    let (short, whole) = words.split_once("Whole passage\n").expect("is there");
    assert!(short.contains("A word or two. A word or …\n"), "{short}");
    assert!(whole.contains("A word or two.\nThe end.\n") && whole.contains("¶ 1–2"), "{whole}");
}

#[test]
fn many_passages_come_in_parts() {
    let words = "ship ".repeat(250);
    let article = article("x", "X", &[(Paragraph, &words)]);
    let at = |number: usize| {
        let span = article.text.span(number * 5..number * 5 + 4).expect("a span");
        Annotation {
            anchor: Anchor::Placed { span },
            ..passage(&format!("n{number}"), &article, "ship", &[], "")
        }
    };
    let passages: Vec<_> = (0..250).map(at).collect();
    let mut desk = Desk { project: project([], [article.clone()], passages), ..desk_of([], []) };
    let mut rows = |shown: &str| {
        let json = drawn(&mut desk, "none", &[("open", "x"), ("shown", shown)]).content.to_json();
        let more = json.split("set shown ").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
        (json.matches("[\"li\"").count(), more)
    };
    assert_eq!(rows(""), (100, Some("200".to_owned())));
    assert_eq!(rows("200"), (200, Some("300".to_owned())));
    assert_eq!(rows("300"), (250, None));
}
