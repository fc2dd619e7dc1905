use std::rc::Rc;

use expect_test::{Expect, expect, expect_file};

use super::*;
use crate::desk::chart::{Mark, Shape};
use crate::desk::tests::{Still, desk_of};
use crate::format::document::tests::{article, item, passage, project};
use crate::format::jsonml::{self, Node};
use crate::format::panel::{ACT, DRAW};
use crate::model::project::{AgendaItem, Change, Colour, Rank};
use crate::model::text::BlockKind::Paragraph as Running;

/// Two articles; of four items, of which one stands below another and has a nasty title, one is never mentioned.
fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut item = |id: &str, title: &str, parent: Option<&str>| AgendaItem {
        title: title.into(),
        colour: Colour([0, 0x6b, 0x8f]),
        ..item(id, parent, ranks.next().expect("there is always one more"))
    };
    let items = [
        item("trade", "Trade", None),
        item("tariffs", "Tariffs <b>\"&", Some("trade")),
        item("trams", "Trams", None),
        item("empty", "Weather", None),
    ];
    let plan = article(
        "plan",
        "The harbour plan",
        &[(Running, "Ships wait, all of them."), (Running, "Nobody knows why.")],
    );
    let budget = article("budget", "A budget", &[(Running, "Tariffs rise.")]);
    let passages = [
        passage("p", &plan, "Ships wait", &["trams"], ""),
        passage("q", &plan, "wait", &["trade", "tariffs"], ""),
        passage("r", &plan, "Nobody", &["trade"], ""),
        passage("s", &plan, "why", &[], ""),
        passage("t", &budget, "Tariffs rise", &["tariffs"], ""),
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
    desk.draw_overview(&panel(fields)).expect("is drawn").content
}

/// What is drawn has these words, one after the other, among others.
#[track_caller]
fn check(desk: &mut Desk, fields: &[(&str, &str)], expected: &[&str]) {
    let words = drawn(desk, fields).words();
    let mut rest = words.as_str();
    for expected in expected {
        let found = rest.split_once(expected);
        let found =
            found.unwrap_or_else(|| panic!("{expected:?} is not there, or not in its place:\n{words}"));
        rest = found.1;
    }
}

/// The marks of a chart that can be clicked: labels and acts; and what its table says, row by row.
fn figure(name: &str, fields: &[(&str, &str)]) -> (String, String) {
    let desk = desk();
    let panel = panel(fields);
    let open = article_id(panel.field("open")).ok().and_then(|id| desk.project.article(&id));
    let scope = Scope::of(&desk.project, open);
    let overview = Overview::of(&desk.project, scope.articles.iter().copied());
    let figure = scope.figure(&overview, name, &panel).expect("is a chart");
    let mut marks = String::new();
    for shape in &figure.chart.shapes {
        if let Shape::Mark(Mark { label, act: Some(act), .. }) = shape {
            marks.push_str(&format!("{label} | {}\n", act.write()));
        }
    }
    let row = |entry: &Entry| format!("{} | {}\n", entry.name, entry.cells.join(" | "));
    (marks, figure.entries.iter().map(row).collect())
}

#[track_caller]
fn check_figure(name: &str, fields: &[(&str, &str)], marks: Expect, table: Expect) {
    let (found, rows) = figure(name, fields);
    marks.assert_eq(&found);
    table.assert_eq(&rows);
}

#[test]
fn shares_are_of_the_text() {
    check_figure(
        "share",
        &[],
        expect![[r#"
            Trade: 2 passages, 18.5 % of the text | panel outline item:trade all
            Tariffs <b>"&: 2 passages, 29.6 % of the text | panel outline item:tariffs all
            Trams: 1 passage, 18.5 % of the text | panel outline item:trams all
            Weather: 0 passages, 0 % of the text | panel outline item:empty all
        "#]],
        expect![[r#"
        All items together | 51.9 % | 28 | 4
        Trade | 18.5 % | 10 | 2
        Tariffs <b>"& | 29.6 % | 16 | 2
        Trams | 18.5 % | 10 | 1
        Weather | 0 % | 0 | 0
    "#]],
    );
}

#[test]
fn passages_of_one_article_lead_to_those_in_it() {
    check_figure(
        "passages",
        &[("open", "plan")],
        expect![[r#"
        Trade: 2 passages, 24.4 % of the text | panel outline item:trade article:plan
        Tariffs <b>"&: 1 passage, 9.8 % of the text | panel outline item:tariffs article:plan
        Trams: 1 passage, 24.4 % of the text | panel outline item:trams article:plan
        Weather: 0 passages, 0 % of the text | panel outline item:empty article:plan
    "#]],
        expect![[r#"
        Trade | 2 | 24.4 %
        Tariffs <b>"& | 1 | 9.8 %
        Trams | 1 | 24.4 %
        Weather | 0 | 0 %
        Without an item | 1 | –
    "#]],
    );
}

#[test]
fn each_article_has_a_bar() {
    check_figure(
        "articles",
        &[],
        expect![[r#"
        The harbour plan, Trade: 2 passages | panel outline item:trade article:plan
        The harbour plan, Tariffs <b>"&: 1 passage | panel outline item:tariffs article:plan
        The harbour plan, Trams: 1 passage | panel outline item:trams article:plan
        A budget, Tariffs <b>"&: 1 passage | panel outline item:tariffs article:budget
    "#]],
        expect![[r#"
        The harbour plan, Trade | 2
        The harbour plan, Tariffs <b>"& | 1
        The harbour plan, Trams | 1
        A budget, Tariffs <b>"& | 1
    "#]],
    );
}

#[test]
fn items_meet_in_passages_and_paragraphs() {
    check_figure(
        "together",
        &[],
        expect![[r#"
            Trade and Tariffs <b>"&: 1 passage | panel outline items:trade,tariffs all
            Trade and Trams: 2 passages | panel outline items:trade,trams all
            Tariffs <b>"& and Trams: 2 passages | panel outline items:tariffs,trams all
        "#]],
        expect![[r#"
        Trade and Trams | 2
        Tariffs <b>"& and Trams | 2
        Trade and Tariffs <b>"& | 1
    "#]],
    );
    check_figure(
        "together",
        &[("open", "plan"), ("meeting", "paragraph")],
        expect![[r#"
        Trade and Tariffs <b>"&: 1 paragraph | panel outline paragraph:trade,tariffs article:plan
        Trade and Trams: 1 paragraph | panel outline paragraph:trade,trams article:plan
        Tariffs <b>"& and Trams: 1 paragraph | panel outline paragraph:tariffs,trams article:plan
    "#]],
        expect![[r#"
        Trade and Tariffs <b>"& | 1
        Trade and Trams | 1
        Tariffs <b>"& and Trams | 1
    "#]],
    );
}

#[test]
fn first_mentions_stand_beside_the_agenda() {
    check_figure(
        "order",
        &[],
        expect![[r#"
            Tariffs <b>"&: 2nd of 4 in the agenda, mentioned 1st | panel outline item:tariffs all
            Trams: 3rd of 4 in the agenda, mentioned 2nd | panel outline item:trams all
            Trade: 1st of 4 in the agenda, mentioned 3rd | panel outline item:trade all
        "#]],
        expect![[r#"
        Trade | 1 | 3
        Tariffs <b>"& | 2 | 1
        Trams | 3 | 2
        Weather | 4 | –
    "#]],
    );
}

#[test]
fn what_is_untagged_can_be_gone_to() {
    check_figure(
        "untagged",
        &[],
        expect![[r#"
            “all of them.”: 12 characters, in “The harbour plan” | find plan 765c6f3877b74696 12 24
            “knows why.”: 10 characters, in “The harbour plan” | find plan 765c6f3877b74696 33 43
        "#]],
        expect![[r#"
            “all of them.” | 12 | The harbour plan
            “knows why.” | 10 | The harbour plan
        "#]],
    );
}

/// What is in a drawing of the page: marks with their acts, and rows of tables with theirs.
fn acts(node: &Node, of: &str) -> Vec<(String, String)> {
    let Node::Element { tag, attributes, children } = node else { return Vec::new() };
    let attribute = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let mut found: Vec<_> = children.iter().flat_map(|child| acts(child, of)).collect();
    if let (true, Some(act)) = (tag == of, attribute("data-act")) {
        found.push((attribute("aria-label").cloned().unwrap_or_default(), act.clone()));
    }
    found
}

#[test]
fn a_table_leads_where_its_chart_does() {
    for (name, _) in CHARTS {
        let json = |table: &str| {
            let fields = [("chart", name), ("table", table), ("scope", "all")];
            jsonml::read(&drawn(&mut desk(), &fields).to_json()).expect("a drawing")
        };
        let is_mark = |act: &String| act.starts_with("panel outline") || act.starts_with("find ");
        let only = |acts: Vec<(String, String)>| {
            let mut acts: Vec<_> = acts.into_iter().map(|(_, act)| act).filter(is_mark).collect();
            acts.sort();
            acts
        };
        let marks = acts(&json(""), "g");
        assert!(!marks.is_empty() && marks.iter().all(|(label, _)| !label.is_empty()), "{name}: {marks:?}");
        assert_eq!(only(acts(&json("1"), "button")), only(marks), "{name}");
        assert!(only(acts(&json(""), "button")).is_empty() && acts(&json("1"), "g").is_empty());
    }
}

#[test]
fn the_most_important_comes_first() {
    check(
        &mut desk(),
        &[("open", "plan")],
        &[
            "This articleAll 2 articles",
            "Text tagged\n39.0 %",
            "Tagged passages\n3",
            "Items mentioned\n3 of 4",
            "All chartsShare of the textPassagesItems that occur together",
            "Show the numbers as a table",
            "Share of the text\nSVGPNG",
            "Items that occur together\n",
            "In the same passageIn the same paragraph",
            "Still untagged\n",
        ],
    );
    check(
        &mut desk(),
        &[("open", "plan"), ("scope", "all"), ("chart", "order")],
        &["By article", "Order of"],
    );
    let words = drawn(&mut desk(), &[("open", "plan"), ("chart", "order")]).words();
    assert!(!words.contains("Still untagged\nSVG"), "{words}");
}

#[test]
fn more_articles_can_be_asked_for() {
    let mut desk = desk();
    for number in 0..20 {
        let more = article(&format!("more-{number}"), &format!("More {number}"), &[(Running, "Trams run.")]);
        let tagged = passage(&format!("more-{number}"), &more, "Trams", &["trams"], "");
        for change in [
            Change::Article(more.id.clone(), Some(Rc::new(more))),
            Change::Annotation(tagged.id.clone(), Some(Rc::new(tagged))),
        ] {
            desk.project.apply(change).expect("applies");
        }
    }
    check(&mut desk, &[("chart", "articles")], &["Show 8 more"]);
    let words = drawn(&mut desk, &[("chart", "articles"), ("shown", "24")]).words();
    assert!(words.contains("More 19") && !words.contains(" more\n"), "{words}");
}

#[test]
fn every_untagged_stretch_can_be_asked_for() {
    let words: Vec<_> = (10..63).map(|number| format!("Stretch {number} has no item.")).collect();
    let blocks: Vec<_> = words.iter().map(|words| (Running, &**words)).collect();
    let long = article("long", "Long", &blocks);
    let tagged: Vec<_> =
        (10..63).map(|n| passage(&format!("n{n}"), &long, &format!("Stretch {n}"), &["trade"], "")).collect();
    let trade = item("trade", None, Rank::ascending().next().expect("a rank"));
    let mut desk = Desk { project: project([trade], [long], tagged), ..desk_of([], []) };
    // There are 53, all of them as long.
    for (stretches, shown, more) in [
        ("", 20, Some("Show 20 more")),
        ("3", 20, Some("Show 20 more")),
        ("40", 40, Some("Show 13 more")),
        ("60", 53, None),
        ("18446744073709551615", 53, None),
    ] {
        let fields = [("chart", "untagged"), ("stretches", stretches), ("shown", "50")];
        let content = drawn(&mut desk, &fields);
        let marks = acts(&jsonml::read(&content.to_json()).expect("a drawing"), "g");
        assert_eq!(
            marks.iter().filter(|(_, act)| act.starts_with("find long ")).count(),
            shown,
            "{stretches}"
        );
        let button = content.having("key", "more").map(Element::words);
        assert_eq!(button.as_deref().map(str::trim_end), more, "{stretches}");
    }
    let json = drawn(&mut desk, &[("chart", "untagged")]).to_json();
    assert!(json.contains("\"set stretches 40\""), "{json}");
}

#[test]
fn what_is_missing_is_said() {
    check(&mut desk_of([], []), &[], &["No articles yet", "Open an article…"]);
    let plan = || article("plan", "The harbour plan", &[(Running, "Ships wait.")]);
    let mut empty = Desk { project: project([], [plan()], []), ..desk_of([], []) };
    check(&mut empty, &[], &["The agenda has no item yet"]);
    let trade = item("trade", None, Rank::ascending().next().expect("a rank"));
    let mut untagged = Desk { project: project([trade], [plan()], []), ..desk_of([], []) };
    check(&mut untagged, &[], &["No passage is tagged here yet"]);
}

fn ask(desk: &mut Desk, act: &str, about: &str) -> Result<Outcome, String> {
    let asked = format!("1\n{act}\n{about}\n{}", panel(&[]).write());
    desk.answer(ACT, &asked, b"", &Still::default()).map(|answer| Outcome::read(&answer))
}

#[test]
fn a_chart_is_a_file() {
    let mut desk = desk();
    let file = ask(&mut desk, SVG, "share plan").expect("is made");
    assert_eq!(file.file_name, "share-of-the-text-the-harbour-plan.svg");
    assert_eq!(
        (&*file.media_type, &file.panel[..]),
        ("image/svg+xml", &[PANEL.to_owned(), String::new()][..])
    );
    assert!(desk.take_picture().is_none());
    expect_file!["../../../tests/golden/chart-share.svg"].assert_eq(&file.content);
    for (name, _) in CHARTS {
        let file = ask(&mut desk, SVG, name).expect("is made").content;
        let read = roxmltree::Document::parse(&file).expect("is XML");
        let texts: String = read.descendants().filter_map(|node| node.text()).collect();
        assert!(name == "untagged" || texts.contains("Tariffs <b>\"&"), "{name}: {texts}");
        assert!(!file.contains("data-act") && !file.contains("currentColor") && !file.contains("tabindex"));
    }
}

#[test]
fn a_picture_is_drawn_by_who_can() {
    let mut desk = desk();
    let file = ask(&mut desk, PNG, "untagged").expect("is made");
    assert_eq!((&*file.content, &*file.bytes_base64), ("", ""));
    let picture = desk.take_picture().expect("is to be drawn");
    assert!(desk.take_picture().is_none());
    assert!(picture.shapes().iter().all(|shape| !matches!(shape, Shape::Mark(_))));
    let words = picture.shapes().into_iter().filter_map(|shape| match shape {
        Shape::Text { text, .. } => Some(&**text),
        _ => None,
    });
    let words: Vec<_> = words.collect();
    assert_eq!(words[..3], ["Still untagged", "All 2 articles", "“all of them.”"]);
    let drawn = Outcome::read(&picture.handed_over("UE5H".to_owned()));
    assert_eq!(drawn, Outcome { bytes_base64: "UE5H".to_owned(), ..file });
    assert_eq!(drawn.file_name, "still-untagged-all-2-articles.png");
}

#[test]
fn what_is_asked_for_and_not_there_is_said() {
    for about in ["", "dance", "share gone", "share a b", "articles plan"] {
        assert!(ask(&mut desk(), SVG, about).is_err(), "{about}");
    }
    let asked = format!("1\n{}", panel(&[("shown", "x"), ("chart", "x"), ("open", "x y")]).write());
    assert!(desk().answer(DRAW, &asked, b"", &Still::default()).is_ok());
}

/// What a mark of a pair says is what the outline that it leads to has.
#[test]
fn pairs_are_counted_as_the_outline_has_them() {
    let mut desk = desk();
    let overview = Overview::of(&desk.project, desk.project.articles());
    let places: Vec<_> = overview.rows.iter().map(|row| row.item.id.clone()).collect();
    let meetings = overview.meetings(Meeting::Passage);
    assert_eq!(meetings.len(), 3);
    for ((one, other), count) in meetings {
        let about = format!("items:{},{} all", places[one], places[other]);
        let drawn = desk.draw_outline(&Panel::new("outline", &about)).expect("is drawn").content;
        let drawn = jsonml::read(&drawn.to_json()).expect("a drawing");
        let gone_to = acts(&drawn, "button").into_iter().filter(|(_, act)| act.starts_with("go ")).count();
        assert_eq!(gone_to, count, "{about}");
    }
}
