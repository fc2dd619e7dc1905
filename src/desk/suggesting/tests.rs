use expect_test::{Expect, expect};

use super::*;
use crate::desk::tests::{Still, desk_of, written_place};
use crate::format::document::tests::{article, item, passage, project};
use crate::format::panel::{ACT, DRAW, SUGGEST, changes};
use crate::model::project::{Hotkey, Rank};
use crate::model::text::BlockKind::{Heading, Paragraph};

const TAGGED: &str = "The boiler and the chimney need repair.";
const RENT: &str = "Rents rise.";

/// An article in which two sentences are tagged, each with an item.
fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut item = |id: &str| item(id, None, ranks.next().expect("there is always one more"));
    let heating = AgendaItem { title: "Heating".into(), hotkey: Hotkey::new('1'), ..item("heating") };
    let rents = AgendaItem { title: "Rents".into(), ..item("rents") };
    let house = Article {
        language: Some("en".into()),
        ..article(
            "house",
            "The house",
            &[
                (Heading, "The house"),
                (Paragraph, &format!("{TAGGED} The boiler burns oil. {RENT}")),
                (Heading, "Also"),
                (Paragraph, "Chimneys smoke. Nobody knows whether a chimney or a rent is dearer. Old."),
            ],
        )
    };
    let other = article("other", "Another", &[(Paragraph, "Of rents and chimneys.")]);
    let passages =
        [passage("p", &house, TAGGED, &["heating"], ""), passage("q", &house, RENT, &["rents"], "")];
    Desk { project: project([heating, rents], [house, other], passages), ..desk_of([], []) }
}

fn house(desk: &Desk) -> Rc<Article> {
    desk.project.article(&ArticleId::new("house").expect("an id")).expect("it is there").clone()
}

/// Where some words are, as the page writes it.
fn at(desk: &Desk, words: &str) -> String {
    let start = house(desk).text.as_str().find(words).expect("is in the text");
    written_place(&desk.project, &format!("house {start} {}", start + words.len()))
}

fn panel(fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(PANEL, "");
    for (name, value) in [("open", "house")].iter().chain(fields) {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

fn draw(desk: &mut Desk, fields: &[(&str, &str)]) -> Drawn {
    desk.draw_suggestion(&panel(fields)).expect("is drawn")
}

/// What is drawn where the reader is at some words.
#[track_caller]
fn check(desk: &mut Desk, words: &str, expected: Expect) {
    let at = if words.is_empty() { String::new() } else { at(desk, words) };
    let drawn = draw(desk, &[("at", &at)]);
    expected.assert_eq(&drawn.content.words());
}

/// The first words of the sentence that is shown at a place.
fn current(desk: &mut Desk, at: &str) -> String {
    let drawn = draw(desk, &[("at", at)]);
    let house = house(desk);
    let current = drawn.paint.layer(&house, "current").first();
    let words = current.map(|span| house.text.slice(*span).to_owned()).unwrap_or_default();
    words.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// What a key does.
fn act_of(desk: &mut Desk, at: &str, key: &str) -> Option<Act> {
    let drawn = draw(desk, &[("at", at)]).content;
    drawn.having("data-key", key).and_then(|element| Act::parse(element.attribute("data-act")?))
}

/// Does what a key does, as the page would: the project changes, and the place stays.
fn press(desk: &mut Desk, at: &str, key: &str) -> Outcome {
    let Some(Act::Do(name, about)) = act_of(desk, at, key) else { panic!("{key} does nothing at the desk") };
    let asked = format!("{}\n{name}\n{about}\n{}", desk.step, panel(&[("at", at)]).write());
    // Ids are fresh: two passages are there from the beginning.
    let outside = Still::default();
    (2..desk.project.annotation_count()).for_each(|_| drop(outside.fresh_id()));
    let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &outside).expect("is answered"));
    assert_eq!(outcome.panel, [PANEL, ""]);
    apply(desk, changes(&desk.project, &outcome.entries));
    outcome
}

/// Applies changes, and returns those that take them back.
fn apply(desk: &mut Desk, changes: Vec<Change>) -> Vec<Change> {
    desk.step += 1;
    desk.project.apply_all(changes).expect("applies")
}

#[test]
fn a_suggestion_is_drawn_with_what_speaks_for_it() {
    check(
        &mut desk(),
        "",
        expect![[r#"
            Suggestion 1 of 2
            “The boiler burns oil.”
            Heating 1 Tab
            because of: boiler; like the passage just before
            Rents  
            like the passage just after
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );
    check(
        &mut desk(),
        "smoke",
        expect![[r#"
            Less certain, so not underlined
            “Chimneys smoke.”
            Heating 1 Tab
            because of: Chimneys
            Rents  
            like the passage just before
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );
    check(
        &mut desk(),
        "dearer",
        expect![[r#"
            Suggestion 2 of 2
            “Nobody knows whether a chimney or a rent is dearer.”
            Rents  Tab
            because of: rent
            Heating 1 
            because of: chimney
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );
}

#[test]
fn where_nothing_is_suggested_it_goes_on_to_the_next() {
    check(
        &mut desk(),
        "need",
        expect![[r#"
            Tagged. Next:
            Suggestion 1 of 2
            “The boiler burns oil.”
            Heating 1 Tab
            because of: boiler; like the passage just before
            Rents  
            like the passage just after
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );
    check(
        &mut desk(),
        "Also",
        expect![[r#"
            No suggestion for that sentence. Next:
            Suggestion 2 of 2
            “Nobody knows whether a chimney or a rent is dearer.”
            Rents  Tab
            because of: rent
            Heating 1 
            because of: chimney
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );
}

#[test]
fn what_is_suggested_is_painted() {
    let mut desk = desk();
    let underlined = |desk: &mut Desk| {
        let house = house(desk);
        let found = desk.suggested("house").layer(&house, "suggested").to_vec();
        found.into_iter().map(|span| house.text.slice(span).to_owned()).collect::<Vec<_>>()
    };
    let tag = |desk: &mut Desk, id: &str, words: &str, item: &str| {
        let passage = passage(id, &house(desk), words, &[item], "");
        apply(desk, vec![Change::Annotation(passage.id.clone(), Some(Rc::new(passage)))])
    };
    // From one passage or two of an item nothing is underlined, unless somebody asks.
    assert_eq!(underlined(&mut desk), [""; 0]);
    tag(&mut desk, "p2", "The boiler", "heating");
    assert_eq!(underlined(&mut desk), [""; 0]);
    let back = tag(&mut desk, "p3", "the chimney", "heating");
    assert_eq!(underlined(&mut desk), ["The boiler burns oil."]);
    apply(&mut desk, back);
    assert_eq!(underlined(&mut desk), [""; 0], "two are too few again");
    tag(&mut desk, "p3", "the chimney", "heating");
    tag(&mut desk, "q2", "Rents", "rents");
    tag(&mut desk, "q3", "rise", "rents");
    let drawn = draw(&mut desk, &[]).paint.write();
    let asked = desk.answer(SUGGEST, &format!("{}\nhouse", desk.step), b"", &Still::default());
    let suggested = asked.expect("is answered");
    assert!(drawn.starts_with(&format!("{suggested};current ")), "{drawn}");
    let house = house(&desk);
    let read = Highlights::read(&suggested, &house);
    let words: Vec<_> = read.layer(&house, "suggested").iter().map(|span| house.text.slice(*span)).collect();
    assert_eq!(words, ["The boiler burns oil.", "Nobody knows whether a chimney or a rent is dearer."]);
    for unknown in ["", "gone", "a b"] {
        let asked = format!("{}\n{unknown}", desk.step);
        let answer = desk.answer(SUGGEST, &asked, b"", &Still::default()).expect("is answered");
        assert_eq!(answer, "");
    }
}

#[test]
fn tab_tags_and_goes_on() {
    let mut desk = desk();
    let boiler = at(&desk, "boiler burns");
    let before = desk.project.clone();
    let outcome = press(&mut desk, &boiler, "Tab");
    assert_eq!(outcome.step, "tagged as Heating");
    let new = desk.project.annotation(&AnnotationId::new("new-1").expect("an id")).expect("a passage");
    assert_eq!(house(&desk).text.slice(new.anchor.span().expect("a place")), "The boiler burns oil.");
    assert_eq!((new.items[0].as_str(), new.created, new.modified), ("heating", Time(1_000), Time(1_000)));
    check(
        &mut desk,
        "boiler burns",
        expect![[r#"
            Tagged. Next:
            Suggestion 1 of 1
            “Nobody knows whether a chimney or a rent is dearer.”
            Rents  Tab
            because of: rent
            Heating 1 
            because of: chimney
            Reject xNext sReview least certain w
            The top suggestion would have been right for 3 of your 3 tagged sentences in this article, one of the top three for 3.
            This articleAll articles
            Turn off suggestions
        "#]],
    );

    // Taken back, it is suggested again.
    desk.project = before;
    desk.step += 1;
    assert_eq!(current(&mut desk, &boiler), "The boiler");
}

#[test]
fn a_passage_that_is_exactly_there_is_tagged() {
    let mut desk = desk();
    let plain = passage("plain", &house(&desk), "Chimneys smoke.", &[], "Do they?");
    apply(&mut desk, vec![Change::Annotation(plain.id.clone(), Some(Rc::new(plain)))]);
    let smoke = at(&desk, "smoke");
    press(&mut desk, &smoke, "Tab");
    let tagged = desk.project.annotation(&AnnotationId::new("plain").expect("an id")).expect("a passage");
    assert_eq!((tagged.items.len(), &*tagged.note, desk.project.annotation_count()), (1, "Do they?", 3));
}

#[test]
fn x_rejects_for_ever_until_that_is_taken_back() {
    let mut desk = desk();
    let smoke = at(&desk, "smoke");
    let heating = ItemId::new("heating").expect("an id");
    let was = desk.project.item(&heating).expect("an item").clone();
    let outcome = press(&mut desk, &smoke, "x");
    assert_eq!(outcome.step, "suggestion rejected");
    check(
        &mut desk,
        "smoke",
        expect![[r#"
            Rejected; it will not be suggested again. Next:
            Suggestion 2 of 2
            “Nobody knows whether a chimney or a rent is dearer.”
            Rents  Tab
            because of: rent
            Heating 1 
            because of: chimney
            Reject xNext sReview least certain w
            The top suggestion would have been right for 1 of your 2 tagged sentences in this article, one of the top three for 1.
            This articleAll articles
            Turn off suggestions
        "#]],
    );

    // A desk that knows nothing but the project knows it too.
    let mut anew = Desk { project: desk.project.clone(), ..desk_of([], []) };
    let paint = |desk: &mut Desk| desk.suggested("house").write();
    assert_eq!(paint(&mut anew), paint(&mut desk));
    assert!(!draw(&mut anew, &[("at", &smoke)]).content.words().contains("Heating"));

    apply(&mut desk, vec![Change::Item(heating, Some(was))]);
    assert_eq!(current(&mut desk, &smoke), "Chimneys smoke.");
    assert!(draw(&mut desk, &[("at", &smoke)]).content.words().contains("Heating"));
}

#[test]
fn suggestions_are_walked_by_keys() {
    let mut desk = desk();
    let mut walk = |from: &str, key: &str| {
        let from = at(&desk, from);
        let Some(Act::Find(to)) = act_of(&mut desk, &from, key) else { panic!("{key} walks") };
        let house = house(&desk);
        house.text.slice(to.span_in(&house).expect("it is of this text")).to_owned()
    };
    let [boiler, nobody] = ["The boiler burns oil.", "Nobody knows whether a chimney or a rent is dearer."];
    assert_eq!(["boiler burns", "smoke", "dearer"].map(|from| walk(from, "s")), [nobody, nobody, boiler]);
    // From what is sure to the least certain, and on from there.
    assert_eq!(["boiler burns", "dearer"].map(|from| walk(from, "w")), ["Old.", "Old."]);
    assert_eq!(["Old", "smoke"].map(|from| walk(from, "w")), ["Chimneys smoke.", nobody]);
}

#[test]
fn a_walk_of_the_uncertain_goes_on_with_them() {
    let mut desk = desk();
    let old = at(&desk, "Old");
    press(&mut desk, &old, "x");
    assert_eq!(current(&mut desk, &old), "Chimneys smoke.");
}

#[test]
fn quality_is_of_the_article_or_of_all() {
    let words = |value: &str| draw(&mut desk(), &[("quality", value)]).content.words();
    assert!(words("").contains("1 of your 2 tagged sentences in this article, "), "{}", words(""));
    assert!(words("all").contains("of your 2 tagged sentences in all articles, "), "{}", words("all"));
    let mut desk = desk();
    let none = desk.draw_suggestion(&Panel { fields: Default::default(), ..panel(&[]) }).expect("is drawn");
    assert!(none.content.words().starts_with("Open an article"), "{}", none.content.words());
    let other = draw(&mut desk, &[("open", "other")]).content.words();
    assert!(other.contains("Tag some sentences in this article first"), "{other}");
}

#[test]
fn without_an_agenda_it_is_said_what_to_do() {
    let mut desk = Desk { project: project([], [(*house(&desk())).clone()], []), ..desk_of([], []) };
    let words = draw(&mut desk, &[]).content.words();
    assert!(words.contains("The agenda has no items yet."), "{words}");
}

#[test]
fn what_an_act_is_about_is_checked() {
    let mut desk = desk();
    for about in [
        "",
        "house",
        "house 0 5",
        "gone 0 5 heating",
        "house 0 5 gone",
        "house 5 0 heating",
        "house 0 99999 heating",
        "house 0 x heating",
        // Of another version of the text.
        "house 0000000000000000 0 5 heating",
    ] {
        let about = match about.rsplit_once(' ') {
            Some((place, item)) => format!("{} {item}", written_place(&desk.project, place)),
            None => about.to_owned(),
        };
        for name in [ACCEPT, REJECT] {
            let asked = format!("1\n{name}\n{about}\n{}", panel(&[]).write());
            assert_eq!(desk.answer(ACT, &asked, b"", &Still::default()), Err(GONE.to_owned()), "{about}");
        }
    }
    let asked = format!("1\n{}", panel(&[("at", &written_place(&desk.project, "house 5 x"))]).write());
    assert!(desk.answer(DRAW, &asked, b"", &Still::default()).is_ok());
}

#[test]
fn a_long_sentence_is_cut_at_a_word() {
    let cut = beginning(&"word ".repeat(60));
    assert_eq!(cut, format!("“{} …”", ["word"; 24].join(" ")));
    assert_eq!(beginning("渡轮来了。"), "“渡轮来了。”");
    assert_eq!(beginning(&"渡".repeat(200)).chars().count(), QUOTED + 4);
}

/// The sentences whose suggestion is sure enough to be shown first.
fn sure(desk: &Desk) -> Vec<Span> {
    desk.suggestions.made.iter().filter(|it| it.is_shown).map(|it| it.sentence).collect()
}

#[test]
fn accepting_and_rejecting_come_to_an_end() {
    for key in ["Tab", "x"] {
        let mut desk = desk();
        let mut presses = 0;
        while act_of(&mut desk, "", key).is_some() {
            let before = sure(&desk);
            let house = house(&desk);
            let paint = draw(&mut desk, &[]).paint;
            let current = *paint.layer(&house, "current").first().expect("a current one");
            assert!(before.contains(&current), "{current:?} is not sure");
            press(&mut desk, "", key);
            presses += 1;
            assert!(presses < 10, "{key} has no end");
        }
        assert!(presses > 0 && sure(&desk).is_empty());
        let words = draw(&mut desk, &[]).content.words();
        assert!(
            words.contains("No confident suggestions left.") || words.contains("Nothing is suggested"),
            "{words}"
        );
    }
}
