use super::*;
use crate::desk::tests::{Still, article, desk_of};
use crate::format::panel;
use crate::model::anchor::Anchor;
use crate::model::extra::Extra;
use crate::model::project::{AnnotationId, ArticleId, Change, Rank, Time};

const TEXT: &str = "zero one two three four five six seven eight nine";

/// A desk with items as `a1 b<a c`: ids, which are their titles in capitals, with a hotkey, and what they are part of; and
/// with passages as `p:ab q:c`, of which each is a word of the text, in order.
pub(crate) fn desk(items: &str, passages: &str) -> Desk {
    let mut desk = desk_of([article("x", "An article", TEXT, 1)], []);
    for (at, (drawn, rank)) in items.split_whitespace().zip(Rank::ascending()).enumerate() {
        let (name, parent) =
            drawn.split_once('<').map_or((drawn, None), |(name, parent)| (name, Some(parent)));
        let id = ItemId::new(&name[..1]).expect("an id");
        let item = AgendaItem {
            id: id.clone(),
            title: name[..1].to_uppercase().into(),
            colour: crate::model::session::PALETTE[at % 11],
            description: "".into(),
            hotkey: name[1..].chars().next().and_then(Hotkey::new),
            status: None,
            raised_by: None,
            parent: parent.and_then(ItemId::new),
            rank,
            created: Time(1),
            modified: Time(1),
            extra: Extra::default(),
        };
        put(&mut desk, item);
    }
    let text = desk.project.articles()[0].text.clone();
    let words = TEXT.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some(start..start + word.len())
    });
    for (drawn, word) in passages.split_whitespace().zip(words) {
        let (id, items) = drawn.split_once(':').expect("a passage");
        let annotation = Annotation {
            id: AnnotationId::new(id).expect("an id"),
            article: ArticleId::new("x").expect("an id"),
            anchor: Anchor::Placed { span: text.span(word).expect("a word") },
            items: items.chars().filter_map(|id| ItemId::new(&id.to_string())).collect(),
            note: "".into(),
            creator: None,
            created: Time(1),
            modified: Time(1),
            extra: Extra::default(),
        };
        let change = Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation)));
        desk.project.apply(change).expect("it is placed in its text");
    }
    desk
}

pub(crate) fn put(desk: &mut Desk, item: AgendaItem) {
    desk.project.apply(Change::Item(item.id.clone(), Some(Rc::new(item)))).expect("an item applies");
}

fn changed(desk: &mut Desk, id: &str, change: impl FnOnce(&mut AgendaItem)) {
    let mut item = AgendaItem::clone(desk.item(id).expect("an item"));
    change(&mut item);
    put(desk, item);
}

/// The agenda as [`desk`] has it, by titles, with the passages of each item.
pub(crate) fn drawn(project: &Project) -> String {
    let lines = project.agenda().into_iter().map(|(depth, item)| {
        let hotkey = item.hotkey.map_or_else(String::new, |hotkey| hotkey.digit().to_string());
        let passages: Vec<_> = project.tagged_with(&item.id).map(|it| it.id.to_string()).collect();
        format!("{}{}{hotkey}:{}", "-".repeat(depth), item.title, passages.join(""))
    });
    lines.collect::<Vec<_>>().join(" ")
}

pub(crate) fn panel_of(name: &str, about: &str, fields: &[(&str, &str)]) -> Panel {
    let mut panel = Panel::new(name, about);
    for (name, value) in fields {
        panel.fields.insert((*name).to_owned(), (*value).to_owned());
    }
    panel
}

/// The project after what came of something; what takes it back gives the project as it was.
#[track_caller]
pub(crate) fn after(desk: &Desk, outcome: &Outcome) -> Project {
    let mut project = desk.project.clone();
    let changes = panel::changes(&project, &outcome.entries);
    let inverses = project.apply_all(project.in_order(changes)).expect("the changes apply");
    let mut back = project.clone();
    back.apply_all(inverses).expect("the inverses apply");
    assert_eq!(back, desk.project, "what takes it back gives the project as it was");
    project
}

#[track_caller]
fn act(desk: &mut Desk, name: &str, about: &str, fields: &[(&str, &str)]) -> Result<Outcome, String> {
    let panel = panel_of(PANEL, about, fields);
    Desk::act(desk, name, about, &panel, &Still::default())
}

/// Does something to item `a`.
#[track_caller]
fn check(items: &str, passages: &str, name: &str, fields: &[(&str, &str)], step: &str, expected: &str) {
    let mut desk = desk(items, passages);
    let outcome = act(&mut desk, name, "a", fields).expect("it is done");
    assert_eq!(outcome.step, step);
    assert_eq!(drawn(&after(&desk, &outcome)), expected);
}

#[track_caller]
fn words(desk: &Desk, fields: &[(&str, &str)]) -> String {
    let drawn = desk.draw_item(&panel_of(PANEL, "a", fields)).expect("an item").content;
    assert_eq!(drawn.unsteady(), None, "fields keep the focus");
    drawn.words()
}

#[test]
fn what_was_typed_is_kept() {
    check("a b", "", KEEP, &[("title", " New \n title ")], "A renamed", "New title: B:");
    check("a b", "", KEEP, &[("title", "New"), ("status", "Done")], "A edited", "New: B:");
    check("a b2", "", KEEP, &[("hotkey", "2")], "hotkey of A", "A2: B:");
    check("a1 b", "", KEEP, &[("hotkey", "")], "hotkey of A", "A: B:");
    check("a b c<b", "", KEEP, &[("parent", "c")], "A moved", "B: -C: --A:");
    check("b a<b", "", KEEP, &[("parent", ""), ("title", "X")], "A edited", "B: X:");
    check("a b", "", KEEP, &[("colour", "#010203")], "colour of A", "A: B:");
    check("a b", "p:a", DELETE, &[("title", "unkept")], "A deleted", "B:");
    check("b a<b c<a", "p:ac", DELETE, &[], "A deleted", "B: -C:p");
}

#[test]
fn every_field_is_kept_and_nothing_else() {
    let mut desk = desk("a b", "p:a");
    let fields = [
        ("description", "One\n\nTwo "),
        ("colour", OWN),
        ("own", "#123456"),
        ("status", "Waiting"),
        ("raised", "  Ms Ó  "),
    ];
    let outcome = act(&mut desk, KEEP, "a", &fields).expect("it is done");
    let project = after(&desk, &outcome);
    let item = project.item(&ItemId::new("a").expect("an id")).expect("it is there");
    assert_eq!((&*item.description, item.colour.to_string().as_str()), ("One\n\nTwo", "#123456"));
    assert_eq!((item.status.as_deref(), item.raised_by.as_deref()), (Some("Waiting"), Some("Ms Ó")));
    let same = [
        ("title", "A"),
        ("description", ""),
        ("colour", "#0374dc"),
        ("hotkey", ""),
        ("status", ""),
        ("parent", ""),
    ];
    assert_eq!(
        act(&mut desk, KEEP, "a", &same),
        Ok(Outcome::default()),
        "the panel closes, and nothing is a step"
    );
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut desk = desk("a b<a", "p:a");
    let stays = act(&mut desk, KEEP, "a", &[("title", " ")]).expect("the panel stays");
    assert_eq!((stays.panel, stays.entries), (vec![PANEL.to_owned(), "a".to_owned()], String::new()));
    assert!(words(&desk, &[("title", " ")]).contains(BLANK));
    let mut refused = |name: &str, about: &str, fields: &[(&str, &str)], expected: &str| {
        let why = act(&mut desk, name, about, fields).unwrap_err();
        assert!(why.contains(expected), "{why}");
    };
    refused(KEEP, "gone", &[], GONE);
    refused(KEEP, "", &[], GONE);
    refused(KEEP, "a", &[("parent", "b")], "cannot be moved below itself");
    refused(KEEP, "a", &[("parent", "gone")], "no agenda item gone");
    refused(MERGE, "a", &[("title", "")], BLANK);
    refused(MERGE, "a", &[], "Choose the item");
    refused(MERGE, "a", &[("merge", "a")], "Choose the item");
    refused(SPLIT, "a", &[("split-title", "New")], "Tick the passages");
    refused(SPLIT, "a", &[("tick:p", YES)], "a title");
    refused(SPLIT, "a", &[("tick:p", YES), ("split-to", "a")], GONE);
    assert!(desk.draw_item(&panel_of(PANEL, "gone", &[])).is_err());
}

#[test]
fn an_item_is_merged_into_another() {
    let into = |id| [("merge", id)];
    check("a b", "p:a q:ab r:b s:", MERGE, &into("b"), "A merged into B", "B:pqr");
    check("a1 b2 c<a d<b", "", MERGE, &into("b"), "A merged into B", "B2: -D: -C:");
    check("a1 b", "", MERGE, &into("b"), "A merged into B", "B1:");
    // Into one that it is above, and one that it is below.
    check("a b<a c<b d<a e", "p:a q:d", MERGE, &into("c"), "A merged into C", "C:p -B: -D:q E:");
    check("b a<b c<a d<b", "p:a", MERGE, &into("b"), "A merged into B", "B:p -C: -D:");
    // What is typed goes along.
    check("a b", "p:a", MERGE, &[("merge", "b"), ("hotkey", "7")], "A merged into B", "B7:p");
}

#[test]
fn passages_on_the_same_words_become_one() {
    let merged = |passages: &str, name: &str, fields: &[(&str, &str)]| {
        let mut desk = desk("a b", passages);
        let one = desk.project.annotations().next().cloned().expect("a passage");
        let others: Vec<_> = desk.project.annotations().skip(1).cloned().collect();
        for other in others {
            let note = format!("note of {}", other.id).into();
            let other = Annotation { anchor: one.anchor.clone(), note, ..Annotation::clone(&other) };
            let change = Change::Annotation(other.id.clone(), Some(Rc::new(other)));
            desk.project.apply(change).expect("it applies");
        }
        let outcome = act(&mut desk, name, "a", fields).expect("it is done");
        let after = after(&desk, &outcome);
        let notes: Vec<_> = after.annotations().map(|it| it.note.to_string()).collect();
        format!("{} {notes:?}", drawn(&after))
    };
    let into_b = [("merge", "b")];
    assert_eq!(merged("p:a q:b", MERGE, &into_b), "B:p [\"note of q\"]");
    assert_eq!(merged("p:b q:a", MERGE, &into_b), "B:p [\"note of q\"]");
    assert_eq!(merged("p:a q:a r:b", MERGE, &into_b), "B:p [\"note of r\\n\\nnote of q\"]");
    assert_eq!(
        merged("p:a q:ab r:b s:", MERGE, &into_b),
        "B:p [\"note of q\\n\\nnote of r\", \"note of s\"]"
    );
    let split = [("tick:p", "yes"), ("split-to", "b")];
    assert_eq!(merged("p:a q:b", SPLIT, &split), "A: B:p [\"note of q\"]");
}

#[test]
fn what_is_merged_adds_what_is_said_of_it() {
    let mut desk = desk("a1 b c<a", "p:a q:ab r:a");
    changed(&mut desk, "a", |item| {
        item.description = "Mine.".into();
        item.raised_by = Some("Ms A".into());
        item.status = Some("Done".into());
    });
    changed(&mut desk, "b", |item| {
        item.description = "Theirs.".into();
        item.raised_by = Some("Mr B".into());
    });
    let said = words(&desk, &[("merge", "b")]);
    let expected = "2 passages go to “B”, 1 has both already. Sub-items move along. Its description is added. The hotkey 1 goes along.";
    assert!(said.contains(expected), "{said}");
    let outcome = act(&mut desk, MERGE, "a", &[("merge", "b")]).expect("it is done");
    assert_eq!(
        outcome.notes,
        ["“A” merged into “B”: 2 passages moved, 1 had both already. Undo separates them."]
    );
    let project = after(&desk, &outcome);
    let item = project.item(&ItemId::new("b").expect("an id")).expect("it is there");
    assert_eq!(&*item.description, "Theirs.\n\nMine.");
    assert_eq!((item.raised_by.as_deref(), item.status.as_deref()), (Some("Mr B, Ms A"), Some("Done")));
    assert_eq!(project.tagged_with(&item.id).count(), 3);
    assert!(project.annotations().all(|annotation| annotation.items.len() == 1), "no item is there twice");
}

#[test]
fn passages_that_are_ticked_are_moved() {
    let new = [("tick:p", YES), ("tick:r", YES), ("tick:q", NO), ("split-title", " New  one ")];
    check("a b", "p:a q:a r:ba s:b", SPLIT, &new, "A split", "A:q New one1:pr B:rs");
    let there = [("tick:p", YES), ("tick:r", YES), ("split-to", "b"), ("split-title", "not used")];
    check("a b", "p:a q:a r:ba", SPLIT, &there, "A split", "A:q B:pr");
    // Those of other items are not moved, whatever is ticked.
    check(
        "a b",
        "p:a q:b",
        SPLIT,
        &[("tick:p", YES), ("tick:q", YES), ("split-title", "N")],
        "A split",
        "A: N1:p B:q",
    );
    check("c a<c b<c", "p:a", SPLIT, &[("tick:p", YES), ("split-title", "N")], "A split", "C: -A: -N1:p -B:");
}

/// Whatever is ticked: just that is moved, and nothing else is changed.
#[test]
fn just_what_is_ticked_is_moved() {
    let passages = "p:a q:ab r:b s:a t:ba u:a";
    for ticks in 1_u32..64 {
        let mut desk = desk("a b", passages);
        let names = ["p", "q", "r", "s", "t", "u"];
        let is_ticked =
            |id: &str| names.iter().position(|name| *name == id).is_some_and(|at| ticks >> at & 1 == 1);
        let fields: Vec<_> =
            names.iter().filter(|name| is_ticked(name)).map(|name| format!("tick:{name}")).collect();
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|name| (&**name, YES)).collect();
        fields.push(("split-title", "N"));
        let Ok(outcome) = act(&mut desk, SPLIT, "a", &fields) else {
            assert_eq!(ticks, 0b100, "only where no passage of the item is ticked");
            continue;
        };
        let project = after(&desk, &outcome);
        let (a, new) = (ItemId::new("a").expect("an id"), ItemId::new("new-1").expect("an id"));
        for was in desk.project.annotations() {
            let now = project.annotation(&was.id).expect("it stays");
            let moves = was.items.contains(&a) && is_ticked(was.id.as_str());
            let expected = was.items.iter().map(|item| if moves && *item == a { &new } else { item });
            assert!(now.items.iter().eq(expected), "{ticks:b} {now:?}");
        }
    }
}

#[test]
fn a_new_item_is_like_none_that_there_is() {
    let mut desk = desk("a1 b2 c3 d4 e5 f6 g7 h8 i9 j0", "p:a");
    let outcome = act(&mut desk, SPLIT, "a", &[("tick:p", YES), ("split-title", "N")]).expect("it is done");
    let project = after(&desk, &outcome);
    let new = project.item(&ItemId::new("new-1").expect("an id")).expect("it is there");
    assert_eq!((new.hotkey, new.colour), (None, crate::model::session::PALETTE[10]));
    assert_eq!(outcome.panel, [PANEL, "new-1"], "its editor is opened");
}

#[test]
fn an_item_is_duplicated() {
    check("a1 b", "p:a", DUPLICATE, &[], "A duplicated", "A1:p A (copy): B:");
    check("a1 b", "p:ab", DUPLICATE, &[("copy-passages", YES)], "A duplicated", "A1:p A (copy):p B:p");
    let items = "a b<a c<b d<a e";
    check(items, "p:c", DUPLICATE, &[], "A duplicated", "A: -B: --C:p -D: A (copy): -B: --C: -D: E:");
    check(
        items,
        "p:c",
        DUPLICATE,
        &[("copy-passages", YES)],
        "A duplicated",
        "A: -B: --C:p -D: A (copy): -B: --C:p -D: E:",
    );
    check(items, "p:c", DUPLICATE, &[("copy-below", NO)], "A duplicated", "A: -B: --C:p -D: A (copy): E:");
}

#[test]
fn fields_say_what_there_is() {
    let mut desk = desk("a1 b3 c<a d<c", "p:a q:b");
    changed(&mut desk, "a", |item| item.status = Some("Their own".into()));
    changed(&mut desk, "b", |item| item.raised_by = Some("Ms Ó".into()));
    changed(&mut desk, "c", |item| item.raised_by = Some("Ms Ó".into()));
    let json = desk.draw_item(&panel_of(PANEL, "a", &[])).expect("an item").content.to_json();
    for expected in [
        "3 (now B)",
        "Their own",
        "Not expected",
        "none (top level)",
        r#"["option",{"key":"Ms Ó","value":"Ms Ó"}]"#,
    ] {
        assert!(json.contains(expected), "{expected}: {json}");
    }
    assert_eq!(json.matches("Ms Ó").count(), 2, "each name is there once");
    let said = words(&desk, &[]);
    assert!(
        said.contains("zero\nAn article") && !said.contains("\none\n"),
        "its own passages are listed: {said}"
    );
    let parents = json.split("\"parent\"").nth(1).and_then(|rest| rest.split("]]").next()).expect("a list");
    assert!(parents.contains("\"B\"") && !parents.contains('C'), "none below it: {parents}");
}

#[test]
fn colours_that_are_hard_to_tell_are_said_to_be() {
    let mut desk = desk("a b", "");
    let said = |desk: &Desk, colour: &str| {
        let words = words(desk, &[("colour", OWN), ("own", colour)]);
        let lines = words.lines().filter(|line| line.starts_with("Hard") || line.starts_with("Same"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(said(&desk, "#0374dc"), none);
    assert_eq!(said(&desk, "#fff0e0"), ["Hard to see on a light page."]);
    assert_eq!(said(&desk, "#101030"), ["Hard to see on a dark page."]);
    assert_eq!(said(&desk, "#e26442"), ["Same colour as “B”."]);
    changed(&mut desk, "b", |item| item.colour = Colour([0xbf, 0x5f, 0x92]));
    assert_eq!(said(&desk, "#2f9a8c"), ["Hard to tell from “B” for colour-blind eyes."]);
    assert_eq!(said(&desk, "nonsense"), none);
}

/// An item with very many passages is split and merged soon enough.
#[test]
fn many_passages_are_no_trouble() {
    let mut desk = desk("a b", "p:a");
    let one = desk.project.annotations().next().cloned().expect("a passage");
    let text = desk.project.articles()[0].text.clone();
    for number in 0..3_000 {
        let id = AnnotationId::new(&format!("n{number}")).expect("an id");
        // Placed on the same words, they would become one.
        let anchor = Anchor::Orphaned { quote: one.anchor.quote(Some(&text)) };
        let annotation = Annotation { id: id.clone(), anchor, ..Annotation::clone(&one) };
        desk.project.apply(Change::Annotation(id, Some(Rc::new(annotation)))).expect("it applies");
    }
    let outcome = act(&mut desk, MERGE, "a", &[("merge", "b")]).expect("it is done");
    assert_eq!(after(&desk, &outcome).tagged_with(&ItemId::new("b").expect("an id")).count(), 3_001);
    let said = words(&desk, &[]);
    assert!(said.contains("Show 100 more") && said.matches("An article").count() == 100);
}
