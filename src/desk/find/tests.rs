use super::*;
use crate::desk::tests::{desk_of, written_place};
use crate::format::document::tests::{article, item, passage, project};
use crate::format::jsonml::{self, Node};
use crate::model::anchor::Quote;
use crate::model::project::{AgendaItem, Change, Rank, Time};
use crate::model::text::BlockKind::Paragraph;

/// Two articles, the plan older than the budget; items `trade` with `tariffs` below, and `rest`; an annotation in every state.
fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut rank = || ranks.next().expect("there is always one more");
    let items = [
        AgendaItem { status: Some("Done".into()), ..item("trade", None, rank()) },
        item("tariffs", Some("trade"), rank()),
        item("rest", None, rank()),
    ];
    let plan = article(
        "plan",
        "The plan",
        &[
            (Paragraph, "Ships wait. The ferry is late."),
            (Paragraph, "Late ships and a late ferry cost us dear."),
        ],
    );
    let budget = article("budget", "The budget", &[(Paragraph, "Tariffs rise, and ships wait for that.")]);
    let (plan, budget) = (Article { created: Time(1), ..plan }, Article { created: Time(2), ..budget });
    let lost = |exact: &str| Rc::new(Quote { exact: exact.to_owned(), ..Quote::default() });
    let review = passage("r", &plan, "cost us dear", &["trade"], "");
    let span = review.anchor.span().expect("is placed");
    let passages = [
        passage("p", &plan, "Ships wait", &["trade"], "Ask the ferry company."),
        passage("q", &plan, "ferry is late", &["tariffs"], ""),
        Annotation { anchor: Anchor::NeedsReview { span, quote: lost("cost a ship") }, ..review },
        Annotation {
            anchor: Anchor::Orphaned { quote: lost("the sunken ferry") },
            ..passage("o", &plan, "dear", &[], "")
        },
        passage("b", &budget, "Tariffs rise", &["rest"], ""),
    ];
    Desk { project: project(items, [plan, budget], passages), ..desk_of([], []) }
}

fn panel(fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(PANEL, "");
    for (name, value) in [("open", "plan")].iter().chain(fields) {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

fn drawn(desk: &mut Desk, fields: &[(&str, &str)]) -> Drawn {
    let mut panel = panel(fields);
    if let Some(at) = panel.fields.get_mut("at") {
        *at = written_place(&desk.project, at);
    }
    let drawn = desk.draw_find(&panel).expect("is drawn");
    assert_eq!(drawn.content.unsteady(), None, "fields keep the focus");
    drawn
}

/// A drawing in lines: a heading with `#`, a place in a line with brackets around matches and its items in braces, the
/// current one after `>`; then how many there are.
fn lines_of(drawn: &Drawn) -> Vec<String> {
    fn words(node: &Node, line: &mut String) {
        match node {
            Node::Text(text) => line.push_str(text),
            Node::Element { tag, attributes, children } => {
                let is_chip = attributes.iter().any(|(name, _)| name == "data-item");
                let (before, after) = match tag.as_str() {
                    "mark" => ("[", "]"),
                    "small" => ("(", ")"),
                    "span" if is_chip => ("{", "}"),
                    _ => ("", ""),
                };
                line.push_str(before);
                children.iter().for_each(|child| words(child, line));
                line.push_str(after);
            }
        }
    }
    fn add(node: &Node, lines: &mut Vec<String>) {
        let Node::Element { tag, attributes, children } = node else { return };
        let is_set = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
        let sign = match tag.as_str() {
            "h3" => "# ",
            "li" if is_set("aria-current") => "> ",
            "li" | "p" => "",
            "span" if is_set("aria-live") => "",
            _ => return children.iter().for_each(|child| add(child, lines)),
        };
        let mut line = sign.to_owned();
        words(node, &mut line);
        lines.push(line.trim_end().to_owned());
    }
    let mut lines = Vec::new();
    add(&jsonml::read(&drawn.content.to_json()).expect("is JsonML"), &mut lines);
    lines.rotate_left(1);
    lines
}

#[track_caller]
fn check(fields: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(lines_of(&drawn(&mut desk(), fields)), expected, "{fields:?}");
}

/// What is painted over the open article, as its words.
#[track_caller]
fn check_paint(fields: &[(&str, &str)], expected: &[(&str, &[&str])]) {
    let mut desk = desk();
    let paint = drawn(&mut desk, fields).paint;
    let article = desk.project.article(&ArticleId::new("plan").expect("an id")).expect("is there");
    let words: Vec<(&str, Vec<&str>)> = paint
        .layers(article)
        .iter()
        .map(|(name, spans)| (&**name, spans.iter().map(|span| article.text.slice(*span)).collect()))
        .collect();
    let expected: Vec<(&str, Vec<&str>)> =
        expected.iter().map(|(name, words)| (*name, words.to_vec())).collect();
    assert_eq!(words, expected, "{fields:?}");
}

#[test]
fn words_are_found_in_the_text_in_notes_and_in_what_was_lost() {
    check(
        &[("query", "FERRY")],
        &[
            "> Ships wait (Note )Ask the [ferry] company. {trade}",
            "Ships wait. The [ferry] is late. {tariffs}",
            "Late ships and a late [ferry] cost us dear.",
            "the sunken [ferry] (Orphaned)",
            "1 of 4",
        ],
    );
}

#[test]
fn several_words_are_found_together_and_phrases_as_they_stand() {
    check(
        &[("query", "late ferry")],
        &[
            "> Ships wait. The [ferry] is [late]. {tariffs}",
            "Late ships and a [late] [ferry] cost us dear.",
            "1 of 2",
        ],
    );
    check(&[("query", "“late ferry”")], &["> Late ships and a [late ferry] cost us dear.", "1 of 1"]);
}

#[test]
fn all_articles_are_searched_from_the_open_one_on() {
    check(
        &[("query", "ship"), ("in", "all")],
        &[
            "# The plan (3)",
            "> [Ship]s wait. The ferry is late. {trade}",
            "Late [ship]s and a late ferry cost us dear.",
            "cost a [ship] (Needs review) {trade}",
            "# The budget (1)",
            "Tariffs rise, and [ship]s wait for that.",
            "1 of 4",
        ],
    );
    check(
        &[("query", "tariffs"), ("open", "plan")],
        &["Nothing found for “tariffs” in this article.", "No matches"],
    );
    check(
        &[("query", "tariffs"), ("open", "")],
        &["# The budget (1)", "> [Tariffs] rise, and ships wait for that. {rest}", "1 of 1"],
    );
}

#[test]
fn filters_say_which_passages_count() {
    check(
        &[("item", "trade")],
        &["> Ships wait {trade}", "ferry is late {tariffs}", "cost a ship (Needs review) {trade}", "1 of 3"],
    );
    check(&[("item", "tariffs")], &["> ferry is late {tariffs}", "1 of 1"]);
    check(&[("item", NO_ITEM)], &["> the sunken ferry (Orphaned)", "1 of 1"]);
    check(&[("status", "Done"), ("note", "without")], &["> cost a ship (Needs review) {trade}", "1 of 1"]);
    check(&[("review", "orphaned")], &["> the sunken ferry (Orphaned)", "1 of 1"]);
    check(&[("review", "placed"), ("note", "with")], &["> Ships wait {trade}", "1 of 1"]);
    check(
        &[("item", "trade"), ("query", "late")],
        &["> Ships wait. The ferry is [late]. {tariffs}", "1 of 1"],
    );
    check(
        &[("item", "rest"), ("note", "with"), ("query", "x")],
        &[
            "Nothing found for “x” in this article.",
            "These filters are on: item “rest”, with a note.",
            "No matches",
        ],
    );
    check(&[("item", "gone"), ("note", "?"), ("review", "?")], &[HINTS[0], HINTS[1], ""]);
}

#[test]
fn clearing_gives_filters_other_fields() {
    let json = drawn(&mut desk(), &[("item", "trade")]).content.to_json();
    assert!(json.contains("set cleared 1") && json.contains(r#""name":"item""#), "{json}");
    let json = drawn(&mut desk(), &[("item", "trade"), ("cleared", "1")]).content.to_json();
    assert!(!json.contains("set cleared") && json.contains(r#""name":"item 1""#), "{json}");
    check(
        &[("item", "trade"), ("cleared", "1"), ("item 1", "tariffs")],
        &["> ferry is late {tariffs}", "1 of 1"],
    );
}

#[test]
fn matches_are_painted_and_other_passages_dimmed() {
    check_paint(&[], &[]);
    check_paint(
        &[("query", "ships"), ("at", "plan 37 42")],
        &[("found", &["Ships", "ships"]), ("current", &["ships"])],
    );
    check_paint(
        &[("query", "late ferry")],
        &[("found", &["ferry", "late", "late", "ferry"]), ("current", &["ferry", "late"])],
    );
    check_paint(
        &[("item", "tariffs")],
        &[("found", &[]), ("current", &["ferry is late"]), ("dimmed", &["Ships wait"])],
    );
    check_paint(&[("item", "tariffs"), ("query", "zzz")], &[("found", &[]), ("dimmed", &["Ships wait"])]);
}

/// Goes from place to place as the page does; where one is after each step.
fn walk(desk: &mut Desk, fields: &[(&str, &str)], forwards: bool, steps: usize) -> Vec<String> {
    let mut panel = panel(fields);
    if let Some(at) = panel.fields.get_mut("at") {
        *at = written_place(&desk.project, at);
    }
    let mut went = Vec::new();
    for _ in 0..steps {
        let drawn = desk.draw_find(&panel).expect("is drawn");
        let json = drawn.content.to_json();
        let wanted = if forwards { r#""form","# } else { r#""data-key":"Shift+Enter""# };
        let rest = json.split_once(wanted).expect("is there").1;
        let line =
            rest.split_once(r#""data-act":""#).expect("has an act").1.split('"').next().expect("a line");
        let (open, at, place) = match Act::parse(line) {
            Some(Act::Find(words)) => {
                let (article, (start, end)) = (words.article(), words.bytes());
                (Some(article.clone()), words.to_string(), format!("{article} {start} {end}"))
            }
            Some(Act::GoTo(id)) => {
                let open = desk.project.annotation(&id).map(|annotation| annotation.article.clone());
                (open, id.to_string(), id.to_string())
            }
            other => panic!("{other:?} goes nowhere"),
        };
        let open = open.filter(|open| desk.project.article(open).is_some());
        if let Some(open) = open {
            panel.fields.insert("open".to_owned(), open.to_string());
        }
        panel.fields.insert("at".to_owned(), at);
        let lines = lines_of(&desk.draw_find(&panel).expect("is drawn"));
        went.push(format!("{place}, {}", lines.last().expect("a count")));
    }
    went
}

#[test]
fn one_walks_through_all_places_and_round() {
    let ship = [("query", "ship"), ("in", "all")];
    let round = ["plan 0 4, 1 of 4", "plan 37 41, 2 of 4", "r, 3 of 4", "budget 18 22, 4 of 4"];
    let mut forwards = walk(&mut desk(), &ship, true, 5);
    // The first is where one is before any step.
    assert_eq!(forwards[0], round[1]);
    forwards.rotate_right(1);
    forwards.swap_remove(0);
    assert_eq!(forwards.len(), 4);
    let mut backwards = walk(&mut desk(), &ship, false, 4);
    backwards.reverse();
    assert_eq!(backwards, round);
}

#[test]
fn walking_visits_every_place_once_a_round() {
    for query in ["e", "s", "late", "a e", "ferry", "wait ships"] {
        for everywhere in ["", "all"] {
            for open in ["plan", "budget"] {
                let fields = [("query", query), ("in", everywhere), ("open", open)];
                let mut desk = desk();
                let lines = lines_of(&drawn(&mut desk, &fields));
                let all: usize = match lines.last().and_then(|count| count.split_once(" of ")) {
                    Some((_, all)) => all.parse().expect("a number"),
                    None => continue,
                };
                let forwards = walk(&mut desk, &fields, true, all);
                assert_eq!(forwards.iter().collect::<HashSet<_>>().len(), all, "{fields:?} {forwards:?}");
                let mut backwards = walk(&mut desk, &fields, false, all);
                backwards.reverse();
                let first = backwards.iter().position(|went| *went == forwards[0]).expect("is there");
                let mut round = backwards.clone();
                round.rotate_left(first);
                assert_eq!(forwards, round, "{fields:?}");
            }
        }
    }
}

#[test]
fn places_keep_their_numbers_while_one_goes_through_articles() {
    let articles = ["a", "b", "c"].map(|id| article(id, id, &[(Paragraph, "One ship.")]));
    let articles = articles.into_iter().zip(1..).map(|(it, day)| Article { created: Time(day), ..it });
    let mut desk = Desk { project: project([], articles, []), ..desk_of([], []) };
    let fields = [("query", "ship"), ("in", "all"), ("open", "b")];
    // From the open one on as the library has them, the newest first, and round.
    let round = ["a 4 8, 2 of 3", "c 4 8, 3 of 3", "b 4 8, 1 of 3", "a 4 8, 2 of 3"];
    assert_eq!(walk(&mut desk, &fields, true, 4), round);
    // With another opened by hand, it begins there.
    let other = [("query", "ship"), ("in", "all"), ("open", "c"), ("at", "a 4 8")];
    assert_eq!(walk(&mut desk, &other, true, 1), ["b 4 8, 2 of 3"]);
}

#[test]
fn the_next_place_is_current_when_words_are_typed_on() {
    let late = [("query", "late"), ("at", "plan 37 41")];
    check(
        &late,
        &[
            "Ships wait. The ferry is [late]. {tariffs}",
            "[Late] ships and a late ferry cost us dear.",
            "> Late ships and a [late] ferry cost us dear.",
            "3 of 3",
        ],
    );
    // Beyond the last one it is the first again.
    check(
        &[("query", "ships"), ("at", "plan 70 71")],
        &[
            "> [Ships] wait. The ferry is late. {trade}",
            "Late [ships] and a late ferry cost us dear.",
            "1 of 2",
        ],
    );
    // Where one was in an article that is not open any more does not count.
    check(
        &[("query", "wait"), ("at", "budget 1 2")],
        &["> Ships [wait]. The ferry is late. {trade}", "1 of 1"],
    );
    // In another version of the text it is near enough to go on from.
    check(
        &[("query", "late"), ("at", "plan 0000000000000000 37 41")],
        &[
            "Ships wait. The ferry is [late]. {tariffs}",
            "[Late] ships and a late ferry cost us dear.",
            "> Late ships and a [late] ferry cost us dear.",
            "3 of 3",
        ],
    );
    for stale in ["nonsense 1 x", "plan 18446744073709551615 18446744073709551615", "plan 1 0", "gone"] {
        let first = "> Ships [wait]. The ferry is late. {trade}";
        check(&[("query", "wait"), ("at", stale), ("cleared", "4294967295")], &[first, "1 of 1"]);
    }
}

#[test]
fn one_letter_is_found_once_in_what_it_was_folded_from() {
    let text = "Straße … Ⅷ ﬃ İstanbul, e\u{301}te\u{301} and été, כִּי.";
    let article = article("x", "X", &[(Paragraph, text)]);
    let mut desk = Desk { project: project([], [article], []), ..desk_of([], []) };
    for (query, expected) in [
        ("s", vec!["S", "ß", "s"]),
        ("SS", vec!["ß"]),
        (".", vec!["…", "."]),
        ("f", vec!["ﬃ"]),
        ("istanbul", vec!["İstanbul"]),
        ("ete", vec!["e\u{301}te\u{301}", "été"]),
        ("e\u{301}t", vec!["e\u{301}t", "ét"]),
    ] {
        let paint = drawn(&mut desk, &[("open", "x"), ("query", query)]).paint;
        let open = desk.project.article(&ArticleId::new("x").expect("an id")).expect("is there");
        let found: Vec<_> = paint.layer(open, "found").iter().map(|span| open.text.slice(*span)).collect();
        assert_eq!(found, expected, "{query}");
    }
}

/// In the article that is open, in another one, in all; and one that is gone counts as the one that is open.
#[test]
fn the_article_is_chosen() {
    let mut desk = desk();
    let mut found = |place: &str| {
        let drawn = drawn(&mut desk, &[("query", "ships wait"), ("in", place)]);
        let options = drawn.content.to_json().matches("\"value\":\"article:").count();
        (lines_of(&drawn).last().cloned().unwrap_or_default(), options)
    };
    assert_eq!(found(""), ("1 of 1".to_owned(), 1));
    assert_eq!(found("article:budget"), ("1 of 1".to_owned(), 1));
    assert_eq!(found("all"), ("1 of 2".to_owned(), 1));
    assert_eq!(found("article:gone"), ("1 of 1".to_owned(), 1));
}

#[test]
fn no_more_than_so_many_are_listed_and_all_are_counted_and_painted() {
    let words = "ship ".repeat(1_500);
    let article = article("x", "X", &[(Paragraph, &words)]);
    let mut desk = Desk { project: project([], [article], []), ..desk_of([], []) };
    let mut look = |at: &str| {
        let drawn = drawn(&mut desk, &[("open", "x"), ("query", "ship"), ("at", at)]);
        let lines = lines_of(&drawn);
        let current = lines.iter().filter(|line| line.starts_with("> ")).count();
        let open = desk.project.article(&ArticleId::new("x").expect("an id")).expect("is there");
        let found = drawn.paint.layer(open, "found").len();
        (lines.len(), current, lines[lines.len() - 2..].join(", "), found)
    };
    assert_eq!(look(""), (62, 1, "and 1,440 more: type more letters, 1 of 1,500".to_owned(), 1_500));
    let said = "180 before these, and 1,260 more: type more letters, 201 of 1,500";
    assert_eq!(look("x 1000 1004"), (62, 1, said.to_owned(), 1_500));
}

#[test]
fn passages_of_articles_that_are_gone_are_found_too() {
    let mut desk = desk();
    let lost = crate::desk::tests::annotation("lost", "gone", "Where is the ferry?");
    desk.project.apply(Change::Annotation(lost.id.clone(), Some(lost))).expect("applies");
    let fields = [("query", "where"), ("in", "all")];
    assert_eq!(
        lines_of(&drawn(&mut desk, &fields)),
        ["# Deleted articles (1)", ">  (Note )[Where] is the ferry? (Orphaned)", "1 of 1"]
    );
    let fields = [("query", "ferry"), ("in", "all")];
    assert_eq!(walk(&mut desk, &fields, true, 5)[4], "p, 1 of 5");
}
