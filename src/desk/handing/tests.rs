use super::*;
use crate::desk::tests::{Elsewhere, Still, desk_of};
use crate::format::document::tests::{article, item, passage, project, sample};
use crate::format::panel::{ACT, DRAW};
use crate::model::project::{Rank, Time};
use crate::model::text::BlockKind::Paragraph as Running;

fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let items =
        [item("trade", None, rank()), item("tariffs", Some("trade"), rank()), item("empty", None, rank())];
    let plan =
        article("plan", "The harbour plan", &[(Running, "Ships wait."), (Running, "Nobody knows why.")]);
    let budget = article("budget", "A budget", &[(Running, "Tariffs rise.")]);
    let passages = [
        passage("p", &plan, "Ships wait", &["trade"], "Ask whom they wait for."),
        passage("q", &plan, "Nobody", &["trade", "tariffs"], ""),
        passage("r", &budget, "Tariffs rise", &["tariffs"], ""),
        passage("s", &plan, "why", &[], ""),
    ];
    Desk { project: project(items, [plan, budget], passages), ..desk_of([], []) }
}

fn panel(fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(PANEL, "");
    for (name, value) in fields {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

fn drawn(desk: &mut Desk, fields: &[(&str, &str)]) -> Element {
    let drawn = desk.draw_document(&panel(fields), &Still::default()).expect("is drawn").content;
    assert_eq!(drawn.unsteady(), None, "fields keep the focus");
    drawn
}

/// What is drawn has these words, one after the other, among others, and none of the others.
#[track_caller]
fn check(fields: &[(&str, &str)], expected: &[&str], absent: &[&str]) {
    let words = drawn(&mut desk(), fields).words();
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

fn file(desk: &mut Desk, kind: &str, fields: &[(&str, &str)]) -> Outcome {
    let asked = format!("1\n{FILE}\n{kind}\n{}", panel(fields).write());
    Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered"))
}

#[test]
fn a_preview_is_the_document() {
    check(
        &[],
        &[
            "Passages from all 2 articles",
            "Agenda\n1 Jan 1970 · 3 items, 3 passages from 2 articles",
            "1 trade\nLeave out",
            "Ships wait\n",
            "— [2], par. 1\nLeave out\nNote: Ask whom they wait for.",
            "Nobody\n— [2], par. 2",
            "1.1 tariffs\n",
            "Tariffs rise\n— [1], par. 1",
            "Nobody",
            "2 empty\nLeave out\nNo passage is tagged with this.",
            "Articles\n[1] A budgetopened 24 Nov 2026\n[2] The harbour plan",
            "Print…MarkdownHTMLWord",
        ],
        &["why\n", "Decision:", "Include"],
    );
    let json = drawn(&mut desk(), &[]).to_json();
    assert!(
        json.contains("[\"blockquote\",") && json.contains("\"data-act\":\"set 0:item:trade out\""),
        "{json}"
    );
}

#[test]
fn what_is_left_out_can_be_taken_in() {
    check(
        &[("0:item:trade", OUT)],
        &["1 item\n", "trade\nInclude", "tariffs\n", "1 empty"],
        &["1 trade", "Ships wait", "Nobody"],
    );
    check(&[("0:item:trade", IN)], &["1 trade\nLeave out"], &["Include"]);
    check(
        &[("0:passage:5:tradeq", OUT)],
        &["3 passages", "Nobody\n— [2], par. 2\nInclude", "1.1 tariffs", "Nobody\n", "Leave out"],
        &[],
    );
    check(
        &[("0:article:plan", OUT)],
        &["1 of 2 articles", "3 items, 1 passage from 1 article", "— par. 1\n", "Articles\nA budget"],
        &["Ships wait", "[1]"],
    );
    check(
        &[("quotations", OUT), ("decisions", IN)],
        &["1 trade", "2 passages from 1 article.", "Decision:"],
        &["Ships wait", "Ask whom"],
    );
    check(&[("untagged", IN)], &["Other passages", "why\n— [2], par. 2\nLeave out"], &[]);
    check(
        &[("notes", OUT), ("sources", OUT)],
        &["Ships wait\n— The harbour plan, par. 1"],
        &["Ask whom", "opened", "["],
    );
    check(&[("title", "For <Monday>"), ("date", "")], &["For <Monday>\n3 items"], &["1970"]);
}

#[test]
fn days_are_those_of_the_readers_clocks() {
    let days = |offset: i32| {
        let mut desk = desk();
        let outside = Elsewhere(Time(1_795_500_000_000), offset);
        let words = desk.draw_document(&panel(&[]), &outside).expect("is drawn").content.words();
        let asked = format!("1\n{FILE}\n{MARKDOWN}\n{}", panel(&[]).write());
        let file = Outcome::read(&desk.answer(ACT, &asked, b"", &outside).expect("is answered")).content;
        let days: Vec<_> = ["23", "24", "25"]
            .into_iter()
            .filter(|day| {
                let (today, opened) = (format!("\n{day} Nov 2026 · "), format!("opened {day} Nov"));
                assert_eq!(words.contains(&today), file.contains(&today), "{words}\n{file}");
                assert_eq!(words.contains(&today), words.contains(&opened), "{words}");
                assert_eq!(words.contains(&today), file.contains(&opened), "{file}");
                words.contains(&today)
            })
            .collect();
        days.concat()
    };
    // It is 6 in the morning, UTC.
    let offsets = [0, 18 * 60 - 1, 18 * 60, -6 * 60, -6 * 60 - 1];
    assert_eq!(offsets.map(days), ["24", "24", "25", "24", "23"]);
}

#[test]
fn how_much_is_left_out_is_said_first_and_it_is_taken_in_again_at_once() {
    let mut desk = desk();
    let starts = |desk: &mut Desk, fields: &[(&str, &str)], expected: &str| {
        let words = drawn(desk, fields).words();
        assert!(words.starts_with(expected), "{words}");
    };
    starts(&mut desk, &[("notes", OUT)], "Title\n");
    starts(&mut desk, &[("0:passage:5:tradeq", OUT)], "Left out: 1 passage.\nInclude everything");
    let out = [("0:item:trade", OUT), ("0:article:plan", OUT), ("0:item:gone", OUT), ("title", "Monday")];
    starts(&mut desk, &out, "Left out: 2 items, 1 passage and 1 article.\nInclude everything");
    // The panel was closed in the meantime.
    let again = drawn(&mut desk, &[]).to_json();
    assert!(again.contains(r#""data-act":"set round 1""#), "{again}");
    assert!(!drawn(&mut desk, &[(WHOLE, "1")]).words().contains("Left out"));
    // The page still has the fields of before.
    starts(&mut desk, &[&out[..], &[("round", "1")]].concat(), "Everything is included again.\nTitle\n");
    let focused = drawn(&mut desk, &[("round", "1")]);
    assert!(focused.having("key", "all-in").is_some_and(|said| said.attribute("autofocus").is_some()));
    assert!(!desk.chosen.has("notes"), "what is chosen for the whole stays");
    starts(&mut desk, &[("round", "1"), ("1:item:empty", OUT), out[0]], "Left out: 1 item.\n");
    starts(&mut desk, &[], "Left out: 1 item.\n");
    let markdown = file(&mut desk, MARKDOWN, &[("round", "2")]).content;
    // What the page remembers of an earlier time is no news.
    let remembered = drawn(&mut self::desk(), &[&out[..], &[("round", "1")]].concat());
    assert!(!remembered.words().contains("left out"), "{}", remembered.words());
    assert!(markdown.starts_with("# Monday\n") && markdown.contains("Ships wait"), "{markdown}");
    assert!(markdown.contains("empty"), "{markdown}");
}

#[test]
fn things_have_fields() {
    let item = |id: &str| ItemId::new(id).expect("an id");
    let passage =
        |item: Option<ItemId>, id: &str| Thing::Passage(item, AnnotationId::new(id).expect("an id"));
    let things = [
        Thing::Item(item("a:b")),
        Thing::Article(ArticleId::new("urn:x").expect("an id")),
        passage(Some(item("ä:1")), "2:b"),
        passage(None, "3:c"),
    ];
    for thing in things {
        assert_eq!(Thing::read(&thing.name(7)), Some((7, thing)));
    }
    for wrong in
        ["", "item:", "open", "0:passage:9:ab", "0:passage:1:ä", "0:passage:1:a", "0:passage:x:ab", "shown"]
    {
        assert_eq!(Thing::read(wrong), None, "{wrong}");
    }
}

#[test]
fn what_was_chosen_stays_when_the_panel_is_closed() {
    let mut desk = desk();
    drawn(&mut desk, &[("0:item:trade", OUT), ("title", "Monday"), ("shown", "400"), ("open", "plan")]);
    let words = drawn(&mut desk, &[]).words();
    assert!(words.contains("Include") && words.contains("Monday\n"), "{words}");
    let markdown = file(&mut desk, MARKDOWN, &[]).content;
    assert!(markdown.starts_with("# Monday\n") && !markdown.contains("Ships wait"), "{markdown}");
    assert!(drawn(&mut desk, &[("0:item:trade", IN)]).words().contains("Ships wait"));
    assert_eq!(desk.chosen.fields.len(), 2);
}

#[test]
fn files_are_handed_over() {
    let mut desk = desk();
    let markdown = file(&mut desk, MARKDOWN, &[("title", "On Monday")]);
    assert_eq!((&*markdown.file_name, &*markdown.media_type), ("on-monday.md", "text/markdown"));
    assert!(markdown.content.contains("> Ships wait\n"), "{}", markdown.content);
    assert_eq!(markdown.panel, [PANEL, ""]);
    let html = file(&mut desk, HTML, &[]);
    assert_eq!((&*html.file_name, &*html.media_type), ("on-monday.html", "text/html"));
    assert!(html.content.starts_with("<!DOCTYPE html>") && html.bytes_base64.is_empty());
    let word = file(&mut desk, WORD, &[]);
    assert_eq!(word.file_name, "on-monday.docx");
    assert!(word.content.is_empty());
    assert!(STANDARD.decode(&word.bytes_base64).expect("is base64").starts_with(b"PK\x03\x04"));
    let asked = format!("1\n{FILE}\nexe\n{}", panel(&[]).write());
    assert!(desk.answer(ACT, &asked, b"", &Still::default()).is_err());
}

#[test]
fn what_is_printed_is_whole_and_has_nothing_to_click_on() {
    let mut desk = desk();
    let asked = format!("1\n{PRINT}\n\n{}", panel(&[]).write());
    let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default()).expect("is answered"));
    assert!(outcome.prints && outcome.panel == [PANEL, ""]);
    let drawn = drawn(&mut desk, &[(WHOLE, "1"), ("0:item:empty", OUT)]);
    assert!(!drawn.to_json().contains("data-act"));
    let words = drawn.words();
    assert!(
        words.starts_with("Agenda\n") && words.contains("Ships wait") && !words.contains("empty"),
        "{words}"
    );
}

/// A desk of so many articles with so many passages each, in ten items.
fn large(articles: usize, passages: usize) -> Desk {
    let items: Vec<_> = (0..10)
        .zip(Rank::ascending())
        .map(|(number, rank)| item(&format!("i{number}"), None, rank))
        .collect();
    let (mut all, mut tagged) = (Vec::new(), Vec::new());
    for number in 0..articles {
        let words: Vec<_> = (0..passages)
            .map(|place| format!("Passage {place}. It says something, and then more of it."))
            .collect();
        let blocks: Vec<_> = words.iter().map(|words| (Running, words.as_str())).collect();
        let article = article(&format!("a{number}"), &format!("Article {number}"), &blocks);
        tagged.extend((0..passages).map(|place| {
            let of = format!("i{}", place % 10);
            passage(
                &format!("p{number}-{place}"),
                &article,
                &format!("Passage {place}. It says something"),
                &[&of],
                "A note",
            )
        }));
        all.push(article);
    }
    Desk { project: project(items, all, tagged), ..desk_of([], []) }
}

#[test]
fn a_drawing_does_not_grow_with_the_passages() {
    let mut desk = large(20, 50);
    let count = |element: &Element| element.to_json().matches("[\"blockquote\"").count();
    let first = drawn(&mut desk, &[]);
    assert_eq!(count(&first), 200);
    assert!(first.words().contains("200 of 1000 passages shown here; all are in the files.\nShow 200 more"));
    let said = first.having("key", "cut").expect("is there");
    assert_eq!(said.attribute("class"), Some("cut"), "it is not one of the buttons, which are not printed");
    let buttons = first.having("key", "more").expect("is there");
    assert!(!buttons.words().contains("200 of 1000"), "{}", buttons.words());
    assert!(first.words().contains("10 i9\nLeave out\nand 100 more passages."), "{}", first.words());
    assert_eq!(count(&drawn(&mut desk, &[("shown", "900")])), 900);
    assert_eq!(count(&drawn(&mut desk, &[(WHOLE, "1")])), 1000);
    assert_eq!(file(&mut desk, MARKDOWN, &[]).content.matches("\n> Passage").count(), 1000);
}

#[test]
fn a_quotation_that_is_shown_whole_is_not_said_to_be_cut() {
    let check = |length: usize, is_cut: bool| {
        let first = "a".repeat(length - 100);
        let plan = article("plan", "Plan", &[(Running, &first), (Running, &"b".repeat(100))]);
        let all = plan.text.as_str().trim_end().to_owned();
        let tagged = passage("p", &plan, &all, &["trade"], "");
        let items = [item("trade", None, Rank::between(None, None))];
        let mut desk = Desk { project: project(items, [plan], [tagged]), ..desk_of([], []) };
        let words = drawn(&mut desk, &[]).words();
        assert_eq!((words.contains(SHORTENED), words.contains(" …\n")), (is_cut, is_cut), "{words}");
    };
    check(QUOTED, false);
    check(QUOTED + 1, true);
}

#[test]
fn long_quotations_are_shown_in_part() {
    let long = "Ships wait. ".repeat(200);
    let plan = article("plan", "Plan", &[(Running, &long)]);
    let tagged = passage("p", &plan, long.trim_end(), &["trade"], "");
    let rank = Rank::between(None, None);
    let mut desk =
        Desk { project: project([item("trade", None, rank)], [plan], [tagged]), ..desk_of([], []) };
    let words = drawn(&mut desk, &[]).words();
    assert_eq!(words.matches("Ships wait").count(), 50);
    assert!(words.contains(". …\nShortened here; complete in the files.\n— par. 1"), "{words}");
    assert!(!drawn(&mut desk, &[(WHOLE, "1")]).words().contains(SHORTENED));
    assert_eq!(drawn(&mut desk, &[(WHOLE, "1")]).words().matches("Ships wait").count(), 200);
    assert_eq!(file(&mut desk, HTML, &[]).content.matches("Ships wait").count(), 200);
}

#[test]
fn the_page_is_given_a_title_and_json_ml() {
    let mut desk = Desk { project: sample(), ..desk_of([], []) };
    let asked = format!("1\n{}", panel(&[]).write());
    let answer = desk.answer(DRAW, &asked, b"", &Still::default()).expect("is drawn");
    assert!(answer.starts_with("Agenda document\n\n[\"div\",{\"class\":\"handing\"},"), "{answer}");
}
