use expect_test::{Expect, expect};

use super::*;
use crate::desk::tests::{Still, desk_of, written_place};
use crate::format::document::tests::{article, item, passage, project};
use crate::format::panel::{ACT, DRAW, changes};
use crate::model::project::{Change, Rank};
use crate::model::text::BlockKind::Paragraph;

/// An article that says *boiler* four times, one of them tagged, and one that says it once.
fn desk() -> Desk {
    let mut ranks = Rank::ascending();
    let mut item = |id: &str, parent| item(id, parent, ranks.next().expect("there is always one more"));
    let items = [item("heating", None), item("repairs", Some("heating")), item("rents", None)];
    let english = |article: Article| Article { language: Some("en".into()), ..article };
    let house = english(article(
        "house",
        "The house",
        &[
            (Paragraph, "A boiler is old. Boilers fail; the red boiler too."),
            (Paragraph, "Its BOILER, and no boilerman."),
        ],
    ));
    let other = english(article("other", "Another", &[(Paragraph, "Of boilers.")]));
    let passages = [
        passage("red", &house, "the red boiler", &["heating", "repairs"], "Red?"),
        passage("plain", &house, "Boilers", &[], "All?"),
    ];
    Desk { project: project(items, [house, other], passages), ..desk_of([], []) }
}

fn panel(about: &str, fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(PANEL, about);
    for (name, value) in fields {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

/// *boiler* in *A boiler is old*.
const BOILER: &str = "house 2 8";

/// A panel that is about a place as the page writes it.
fn placed(desk: &Desk, panel: &Panel) -> Panel {
    Panel { about: written_place(&desk.project, &panel.about), ..panel.clone() }
}

fn drawn(desk: &mut Desk, panel: &Panel) -> Element {
    let drawn = desk.draw_alike(&placed(desk, panel)).expect("is drawn").content;
    assert_eq!(drawn.unsteady(), None, "fields keep the focus");
    drawn
}

#[track_caller]
fn check(about: &str, fields: &[(&str, &str)], expected: Expect) {
    expected.assert_eq(&drawn(&mut desk(), &panel(about, fields)).words());
}

/// Presses the button on whose key or words there is this, as the page does with fields.
fn press(desk: &mut Desk, panel: &mut Panel, key: &str) {
    let drawn = drawn(desk, panel);
    let element = drawn.having("key", key).and_then(|element| element.having("type", "button"));
    let act =
        element.unwrap_or_else(|| panic!("{key} is not there")).attribute("data-act").and_then(Act::parse);
    let Some(Act::Set(name, value)) = act else { panic!("{key} sets no field") };
    panel.fields.insert(name, value);
}

/// What is tagged: each passage with its items, in order; and what is said.
fn tagged(desk: &mut Desk, panel: &Panel) -> Result<(Vec<String>, Outcome), String> {
    let asked = format!("{}\n{TAG}\n\n{}", desk.step, placed(desk, panel).write());
    let outcome = Outcome::read(&desk.answer(ACT, &asked, b"", &Still::default())?);
    let changes = changes(&desk.project, &outcome.entries);
    desk.project.apply_all(changes).expect("applies");
    desk.step += 1;
    let mut all = Vec::new();
    for article in desk.project.articles() {
        for annotation in desk.project.annotations_of(&article.id) {
            let words = annotation.anchor.span().map_or("", |span| article.text.slice(span));
            let items: Vec<_> = annotation.items.iter().map(ItemId::as_str).collect();
            all.push(format!("{words}: {}", items.join(" ")));
        }
    }
    Ok((all, outcome))
}

#[test]
fn occurrences_are_drawn_by_article() {
    check(
        BOILER,
        &[],
        expect![[r#"
            “boiler”
            Tag withChoose an item…
            heating
             repairs
            rents
            This articleAll articles
            4 occurrences, this one included.
            Tick allTick none
            The house
            A boiler is old. Boilers fail; the red boiler too. selected
            A boiler is old. Boilers fail; the red boiler too.
            A boiler is old. Boilers fail; the red boiler too.
            Its BOILER, and no boilerman.
            CancelTag 4 passages
        "#]],
    );
    check(
        BOILER,
        &[("item", "heating"), ("in", "all")],
        expect![[r#"
            “boiler”
            Tag withChoose an item…
            heating
             repairs
            rents
            This articleAll articles
            4 occurrences, this one included. 1 is already tagged.
            Tick allTick none
            The house
            A boiler is old. Boilers fail; the red boiler too. selected
            A boiler is old. Boilers fail; the red boiler too.
            Its BOILER, and no boilerman.
            Another
            Of boilers.
            CancelTag 4 passages
        "#]],
    );
}

#[test]
fn of_an_annotation_its_items_are_chosen() {
    check(
        "red",
        &[],
        expect![[r#"
            “the red boiler”
            Tag withChoose an item…
            heating and repairs
            heating
             repairs
            rents
            This articleAll articles
            These words occur nowhere else. Whole words within one paragraph are compared; capitals and endings do not matter.
            CancelTag 0 passages
        "#]],
    );
    // As they are of a passage around the selection.
    let around = drawn(&mut desk(), &panel("house 39 45", &[])).having("selected", "").cloned();
    assert_eq!(
        around.and_then(|it| it.attribute("value").map(str::to_owned)),
        Some("heating repairs".into())
    );
}

#[test]
fn where_there_is_no_other_that_is_said() {
    check(
        "house 12 15",
        &[("item", "rents")],
        expect![[r#"
            “old”
            Tag withChoose an item…
            heating
             repairs
            rents
            This articleAll articles
            These words occur nowhere else. Whole words within one paragraph are compared; capitals and endings do not matter.
            Tick allTick none
            The house
            A boiler is old. Boilers fail; the red boiler too. selected
            CancelTag 1 passage
        "#]],
    );
}

#[test]
fn all_are_tagged_as_one_step() {
    let mut desk = desk();
    let (all, outcome) =
        tagged(&mut desk, &panel(BOILER, &[("item", "heating"), ("in", "all")])).expect("is done");
    assert_eq!(
        all,
        [
            "boiler: heating",
            "Boilers: heating",
            "the red boiler: heating repairs",
            "BOILER: heating",
            "boilers: heating",
        ]
    );
    assert_eq!(outcome.step, "all occurrences tagged");
    assert_eq!(outcome.notes, ["4 passages are tagged “heating”."]);
    assert!(outcome.panel.is_empty());
    let plain = desk.project.annotation(&AnnotationId::new("plain").expect("an id")).expect("it is there");
    assert_eq!(&*plain.note, "All?");
    // Nothing is tagged twice.
    let again = tagged(&mut desk, &panel(BOILER, &[("item", "heating"), ("in", "all")]));
    assert!(again.is_err_and(|why| why.starts_with("Nothing is ticked.")));
}

#[test]
fn what_is_not_ticked_is_left() {
    let mut desk = desk();
    let mut panel = panel(BOILER, &[("item", "rents")]);
    press(&mut desk, &mut panel, "house 17 24");
    let words = drawn(&mut desk, &panel).words();
    assert!(words.contains("Tag 3 passages"), "{words}");
    press(&mut desk, &mut panel, "none");
    let words = drawn(&mut desk, &panel).words();
    assert!(words.contains("Tag 0 passages"), "{words}");
    assert!(tagged(&mut desk, &panel).is_err());
    press(&mut desk, &mut panel, "house 17 24");
    let (all, outcome) = tagged(&mut desk, &panel).expect("is done");
    assert_eq!(all, ["Boilers: rents", "the red boiler: heating repairs"]);
    assert_eq!(outcome.notes, ["1 passage is tagged “rents”."]);
    press(&mut desk, &mut panel, "none");
    press(&mut desk, &mut panel, "all");
    assert!(drawn(&mut desk, &panel).words().contains("Tag 3 passages"));
}

#[test]
fn what_has_one_of_the_items_gets_the_other() {
    let mut desk = desk();
    let plain = desk.project.annotation(&AnnotationId::new("plain").expect("an id")).expect("it is there");
    let heated = Annotation { items: vec![ItemId::new("heating").expect("an id")], ..(**plain).clone() };
    desk.project.apply(Change::Annotation(heated.id.clone(), Some(heated.into()))).expect("applies");
    let both = panel(BOILER, &[("item", "heating repairs")]);
    let (all, outcome) = tagged(&mut desk, &both).expect("is done");
    let tags = "heating repairs";
    let expected = ["boiler", "Boilers", "the red boiler", "BOILER"].map(|words| format!("{words}: {tags}"));
    assert_eq!(all, expected);
    assert_eq!(outcome.notes, ["3 passages are tagged “heating” and “repairs”."]);
}

#[test]
fn what_a_panel_is_about_is_checked() {
    let mut desk = desk();
    for about in [
        "",
        "gone",
        "house",
        "house 2",
        "house 2 999",
        "house 8 2",
        "gone 2 8",
        "house 2 8 9",
        "house x 8",
        // Of another version of the text.
        "house 0000000000000000 2 8",
    ] {
        for asked in [
            format!("1\n{}", placed(&desk, &panel(about, &[])).write()),
            format!("1\n{TAG}\n\n{}", placed(&desk, &panel(about, &[])).write()),
        ] {
            let task = if asked.contains(TAG) { ACT } else { DRAW };
            assert_eq!(desk.answer(task, &asked, b"", &Still::default()), Err(GONE.to_owned()), "{about}");
        }
    }
    let unknown = tagged(&mut desk, &panel(BOILER, &[("item", "gone"), ("left", "x y"), ("in", "z")]));
    assert!(unknown.is_err_and(|why| why.starts_with("Choose an agenda item")));
}

#[test]
fn not_all_of_many_are_drawn_and_all_are_tagged() {
    let many = article("many", "Many", &[(Paragraph, &"a boiler. ".repeat(800))]);
    let items = [item("heating", None, Rank::between(None, None))];
    let mut desk = Desk { project: project(items, [many], []), ..desk_of([], []) };
    let mut panel = panel("many 2 8", &[("item", "heating")]);
    let json = drawn(&mut desk, &panel).to_json();
    assert_eq!(json.matches("\"mark\"").count(), DRAWN);
    assert!(json.contains("and 300 more passages") && json.contains("Tag 800 passages"));
    press(&mut desk, &mut panel, "many 12 18");
    let (all, _) = tagged(&mut desk, &panel).expect("is done");
    assert_eq!(all.len(), 799);
}
