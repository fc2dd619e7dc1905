use expect_test::expect_file;

use super::statuses_form::ORDER;
use super::*;
use crate::desk::item::tests::{after, desk, drawn, panel_of, put};
use crate::desk::tests::Still;
use crate::format::handover::Errand;
use crate::format::json::{self, Scope};
use crate::format::read;
use crate::model::project::{AgendaItem, Change, Colour, Project, Time};

/// The fields of a panel in which a list was pasted.
fn pasted(list: &str) -> [(&'static str, String); 2] {
    [("from", LIST.to_owned()), ("list", list.to_owned())]
}

#[track_caller]
fn act(desk: &mut Desk, name: &str, about: &str, fields: &[(&str, &str)]) -> Result<Outcome, String> {
    let panel = panel_of(PANEL, "", fields);
    desk.act(name, about, &panel, &Still::default())
}

fn words(desk: &Desk, about: &str, fields: &[(&str, &str)]) -> String {
    let drawn = desk.draw_agenda(&panel_of(PANEL, about, fields), &Still::default());
    drawn.expect("it is drawn").content.words()
}

/// Takes a list in the place of the agenda, or adds it; the lists are drawn with spaces for indents and slashes for lines.
#[track_caller]
fn check(items: &str, passages: &str, name: &str, list: &str, expected: &str) {
    let mut desk = desk(items, passages);
    let list = list.replace('/', "\n");
    let fields = pasted(&list);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
    let outcome = act(&mut desk, name, LIST, &fields).expect("it is done");
    assert_eq!(outcome.notes.len(), 1, "it is said what was done");
    assert_eq!(drawn(&after(&desk, &outcome)), expected);
}

#[test]
fn what_takes_the_place_keeps_passages_by_title() {
    check("a1 b2 c3", "p:a q:ab r:c s:bc", REPLACE, "c/New/ á", "c3:rs New2: -á1:pq");
    check("a1 b2", "p:a q:ab", REPLACE, "x/y", "x1: y2:");
    check("a1 b<a c<b", "p:c", REPLACE, "c/ b/  a", "c:p -b: --a1:");
    // Of several with the same title, each is taken once.
    check("a", "p:a", REPLACE, "a/a/a", "a:p a1: a2:");
    check("", "", REPLACE, "x/ y", "x1: -y2:");
}

#[test]
fn what_is_added_leaves_what_is_here() {
    check("a1 b2<a c3", "p:b", ADD, "B/ x/A/ y/C/z", "A1: -B2:p --x4: -y5: C3: z6:");
    check("", "", ADD, "x/ y", "x1: -y2:");
}

#[test]
fn blank_is_blank_and_statuses_stay() {
    let mut desk = desk("a b<a", "p:a q:ab");
    let change = statuses::set(&desk.project, ["Mine"]);
    desk.project.apply(change).expect("it applies");
    let outcome = act(&mut desk, REPLACE, BLANK, &[]).expect("it is done");
    assert_eq!(outcome.step, "started from a blank agenda");
    let project = after(&desk, &outcome);
    assert_eq!(drawn(&project), "");
    assert!(project.annotations().all(|annotation| annotation.items.is_empty()));
    assert_eq!(project.annotation_count(), 2);
    assert_eq!(&*statuses::of(&project)[0], "Mine");
}

#[test]
fn it_is_said_what_becomes_of_passages() {
    let desk = desk("a b c", "p:a q:ab r:c s:");
    let fields = pasted("A\nX");
    let fields = fields.each_ref().map(|(name, value)| (*name, &**value));
    let said = words(&desk, "", &fields);
    for expected in [
        "1 item matches and keeps its passages.",
        "Replacing removes 2 items; 2 passages would lose their tag.",
        "Replace 3 items; 1 passage keeps its tags, 2 lose a tag",
        "Add 1 item",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let counts = |keep, lose| Counts { same: 1, keep, lose, ..Counts::default() }.replacing();
    assert_eq!(counts(0, 0), "Replace 1 item");
    assert_eq!(counts(2, 0), "Replace 1 item; 2 passages keep their tags");
    assert_eq!(counts(0, 1), "Replace 1 item; 1 passage loses a tag");
    assert!(words(&desk, "", &[("from", LIST)]).contains("It has no items."));
    assert!(words(&desk, "", &[("from", "saved:gone")]).contains(GONE));
}

/// The numbers that are said are those of what happens, whatever stands on both sides.
#[test]
fn what_is_said_is_what_happens() {
    let passages = "p:a q:ab r:bc s:c t: u:acd v:d";
    for titles in 0_u32..16 {
        let mut desk = desk("a b<a c d<c", passages);
        let list: Vec<_> =
            (0..4).filter(|at| titles >> at & 1 == 1).map(|at| ["a", "b", "c", "d"][at]).collect();
        let fields = pasted(&[&list[..], &["new"]].concat().join("\n"));
        let fields = fields.each_ref().map(|(name, value)| (*name, &**value));
        let source = desk.source(LIST, &panel_of(PANEL, "", &fields), &Still::default()).expect("a list");
        let counts = Counts::of(&desk.project, &source.agenda);
        let outcome = act(&mut desk, REPLACE, LIST, &fields).expect("it is done");
        let project = after(&desk, &outcome);
        assert_eq!(project.agenda().len(), counts.same + counts.new);
        let lost = |was: &&std::rc::Rc<crate::model::project::Annotation>| {
            project.annotation(&was.id).is_some_and(|now| now.items != was.items)
        };
        assert_eq!(desk.project.annotations().filter(lost).count(), counts.lose, "{list:?}");
        let tagged = desk.project.annotations().filter(|it| !it.items.is_empty()).count();
        assert_eq!(counts.keep + counts.lose, tagged);
        let outcome = act(&mut desk, ADD, LIST, &fields).expect("it is done");
        let project = after(&desk, &outcome);
        assert_eq!(project.agenda().len(), 4 + counts.new);
        assert!(desk.project.agenda().iter().all(|(_, was)| project.item(&was.id) == Some(*was)), "{list:?}");
    }
}

#[test]
fn the_starter_agenda_is_that_of_the_sample() {
    let json = include_str!("../../../static/sample.json");
    let sample = crate::sample::Sample::read(json).expect("the sample is there");
    let export = json::export(&sample.project(), &Scope::Project, Time(0));
    let agenda = Agenda::of_bundle(&read::read(&export).expect("it was written here"));
    expect_file!["starter.agenda.json"].assert_eq(&agenda.write());
    assert_eq!(agenda::read(STARTER_FILE, Time(0)), Ok(agenda));
}

/// What [`Agenda::write`] says of a project's agenda, but for the times.
fn without_times(project: &Project) -> String {
    let file = Agenda::of(project).write();
    let lines = file.lines().filter(|line| !line.contains("\"created\"") && !line.contains("\"modified\""));
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn opened(desk: &mut Desk, name: &str, content: &str) -> Vec<String> {
    let errand = Errand { name: Some(name.to_owned()), ..Errand::default() }.to_json();
    desk.open(&errand, content.as_bytes(), &Still::default()).expect("it is read").panel
}

#[test]
fn an_agenda_goes_into_a_file_and_comes_back_the_same() {
    for items in ["", "a1 b2 c3", "a1 b<a c<b d e<d", "c b<c a<c"] {
        let mut here = desk(items, "p:ab q:c");
        let item = here.project.agenda().first().map(|(_, item)| AgendaItem::clone(item));
        if let Some(item) = item {
            put(
                &mut here,
                AgendaItem {
                    status: Some("Done".into()),
                    raised_by: Some("Ms Ó".into()),
                    description: "One\nTwo".into(),
                    ..item
                },
            );
        }
        let file = act(&mut here, FILE, "", &[("name-0", "Weekly: the “council”")]).expect("a file is made");
        assert_eq!(file.file_name, "weekly-the-council.agenda.json");
        let mut there = desk("", "");
        let panel = opened(&mut there, "Some.AGENDA.json", &file.content);
        assert_eq!(panel, [PANEL, "import:0"]);
        assert!(words(&there, "import:0", &[]).contains("The file holds an agenda"));
        let outcome = act(&mut there, REPLACE, "import:0", &[]).expect("it is done");
        assert_eq!(outcome.step, "started from Some");
        let project = after(&there, &outcome);
        assert_eq!(without_times(&project), without_times(&here.project), "{items}");
        // In the place of itself it changes nothing.
        let mut again = Desk { project, ..Desk::default() };
        opened(&mut again, "x.json", &file.content);
        let nothing = act(&mut again, REPLACE, "import:0", &[]).expect("it is done");
        assert_eq!(
            (nothing.entries, nothing.notes),
            (String::new(), vec!["The agenda is already like that.".to_owned()])
        );
        let nothing = act(&mut again, ADD, "import:0", &[]).expect("it is done");
        assert_eq!(nothing.entries, "");
    }
}

#[test]
fn what_an_agenda_says_nothing_of_stays() {
    let mut here = desk("a1 b", "");
    let item = AgendaItem::clone(here.project.agenda()[0].1);
    put(&mut here, AgendaItem { description: "Mine".into(), status: Some("Done".into()), ..item.clone() });
    let file = r##"{"agendum":"agenda","version":1,"statuses":["Open"],"agenda":[{"id":"z","title":"á","colour":"#102030"}]}"##;
    opened(&mut here, "x.json", file);
    let outcome = act(&mut here, REPLACE, "import:0", &[]).expect("it is done");
    let project = after(&here, &outcome);
    let now = project.item(&item.id).expect("its title is the same");
    assert_eq!((&*now.title, now.colour, &*now.description), ("á", Colour([0x10, 0x20, 0x30]), "Mine"));
    assert_eq!(now.status.as_deref(), Some("Done"));
    assert_eq!(&*statuses::of(&project)[0], "Open");
    let added = act(&mut here, ADD, "import:0", &[]).expect("it is done");
    let set = statuses::of(&after(&here, &added));
    assert_eq!(set.last().map(|it| &**it), Some("Open"), "statuses are added to those here");
}

#[test]
fn ids_that_are_taken_are_not_given_again() {
    let mut here = desk("a b", "p:a");
    let file = r##"{"agendum":"agenda","version":1,"agenda":[{"id":"a","title":"Other","colour":"#102030"},{"id":"k","title":"Below","colour":"#102030","parent":"a"}]}"##;
    opened(&mut here, "x.json", file);
    let added = act(&mut here, ADD, "import:0", &[]).expect("it is done");
    assert_eq!(drawn(&after(&here, &added)), "A:p B: Other: -Below:");
    let replaced = act(&mut here, REPLACE, "import:0", &[]).expect("it is done");
    assert_eq!(
        drawn(&after(&here, &replaced)),
        "Other: -Below:",
        "the passage of the old one does not get the new"
    );
}

#[test]
fn an_export_can_give_its_agenda_alone() {
    let mut there = desk("a1 b<a", "p:ab");
    let export = json::export(&there.project, &Scope::Project, Time(0));
    let mut here = desk("c", "q:c");
    assert_eq!(opened(&mut here, "x.json", &export), ["import", "0"]);
    let drawn_import = here
        .draw_import(&panel_of("import", "0", &[]), &Still::default())
        .expect("it is drawn")
        .content
        .to_json();
    assert!(drawn_import.contains("\"panel agenda export:0\""), "{drawn_import}");
    assert!(drawn_import.contains("exported on 1 Jan 1970"), "{drawn_import}");
    let outcome = act(&mut here, ADD, "export:0", &[]).expect("it is done");
    assert_eq!(drawn(&after(&here, &outcome)), "C:q A1: -B:");
    assert!(act(&mut there, ADD, "export:0", &[]).is_err());
}

#[test]
fn an_agenda_is_saved_and_used_again() {
    let mut here = desk("a1 b<a", "p:a q:b");
    assert!(act(&mut here, SAVE, "", &[("name-0", "  ")]).is_err());
    let saved = act(&mut here, SAVE, "", &[("name-0", " Weekly  one ")]).expect("it is saved");
    assert_eq!((&*saved.step, &*saved.notes[0]), ("template Weekly one saved", "Saved as “Weekly one”."));
    here.project = after(&here, &saved);
    let has_focus = |fields: &[(&str, &str)]| {
        let drawn = here.draw_agenda(&panel_of(PANEL, "", fields), &Still::default());
        drawn.expect("it is drawn").content.to_json().contains("autofocus")
    };
    assert!(
        has_focus(&[("name-0", "Weekly one")]),
        "the form that was sent is gone, and the focus goes to the next"
    );
    assert!(!has_focus(&[]), "but not when the panel is opened later");
    let said = words(&here, "", &[("name-1", "Weekly one")]);
    assert!(said.contains("A template “Weekly one” exists") && said.contains("2 items"), "{said}");
    let blank = act(&mut here, REPLACE, BLANK, &[]).expect("it is done");
    here.project = after(&here, &blank);
    let used = act(&mut here, REPLACE, "saved:Weekly one", &[]).expect("it is done");
    assert_eq!(used.step, "started from Weekly one");
    assert_eq!(drawn(&after(&here, &used)), "A1: -B:");
    let file = act(&mut here, FILE, "saved:Weekly one", &[]).expect("a file is made");
    assert_eq!(file.file_name, "weekly-one.agenda.json");
    let gone = act(&mut here, FORGET, "Weekly one", &[]).expect("it is done");
    here.project = after(&here, &gone);
    assert_eq!(act(&mut here, FORGET, "Weekly one", &[]), Err(GONE.to_owned()));
    assert!(!words(&here, "", &[]).contains("Weekly one"));
}

/// Statuses as `A,B`; items have the status of their place.
#[track_caller]
fn check_statuses(set: &str, fields: &[(&str, &str)], expected: &str, items: &str) {
    let mut here = desk("a b c", "");
    let set: Vec<&str> = set.split(',').collect();
    let change = statuses::set(&here.project, set.iter().copied());
    here.project.apply(change).expect("it applies");
    let agenda: Vec<_> = here.project.agenda().into_iter().map(|(_, item)| AgendaItem::clone(item)).collect();
    for (item, status) in agenda.into_iter().zip(&set) {
        put(&mut here, AgendaItem { status: Some((*status).into()), ..item });
    }
    let outcome = act(&mut here, STATUSES, "", fields).expect("it is done");
    let project = after(&here, &outcome);
    assert_eq!(statuses::of(&project).join(","), expected);
    let agenda = project.agenda();
    let has: Vec<_> = agenda.iter().map(|(_, item)| item.status.as_deref().unwrap_or("-")).collect();
    assert_eq!(has.join(","), items);
    let is_nothing = outcome.entries.is_empty();
    assert_eq!(outcome.step, if is_nothing { "" } else { "statuses changed" });
}

#[test]
fn statuses_are_edited() {
    check_statuses("X,Y,Z", &[], "X,Y,Z", "X,Y,Z");
    check_statuses("X,Y,Z", &[(ORDER, "=Z\n=X\n=Y")], "Z,X,Y", "X,Y,Z");
    check_statuses("X,Y,Z", &[("status:=Y", " New  name ")], "X,New name,Z", "X,New name,Z");
    // Two change names with each other.
    check_statuses("X,Y,Z", &[("status:=X", "Y"), ("status:=Y", "X")], "Y,X,Z", "Y,X,Z");
    check_statuses("X,Y,Z", &[("status:=X", "Y")], "Y,Z", "Y,Y,Z");
    check_statuses("X,Y,Z", &[(ORDER, "=X\n-Y\n=Z")], "X,Z", "X,Y,Z");
    check_statuses(
        "X,Y,Z",
        &[(ORDER, "+0\n=X\n+1\n=Y"), ("status:+0", "New"), ("status:+1", " ")],
        "New,X,Y,Z",
        "X,Y,Z",
    );
    check_statuses("X,Y,Z", &[("status:=Y", "")], "X,Z", "X,Y,Z");
    // What an order says that was of another set is left out.
    check_statuses("X,Y", &[(ORDER, "=Gone\n=Y\n=Y\nnonsense\n\n+x")], "Y,X", "X,Y,-");
}

#[test]
fn the_form_of_statuses_says_what_happens() {
    let mut here = desk("a b", "");
    for (_, item) in here.project.clone().agenda() {
        put(&mut here, AgendaItem { status: Some("Done".into()), ..AgendaItem::clone(item) });
    }
    let said = words(&here, "", &[(ORDER, "-Done\n+3")]);
    assert!(said.contains("2 items still have it"), "{said}");
    let json =
        here.draw_statuses(&panel_of(PANEL, "", &[(ORDER, "=Done\n+3"), ("status:=Done", "Over")])).to_json();
    let orders = ["-Done\n+3\n=On the agenda", "\n=Not expected\n+4", "=Done\n=On the agenda\n=Background"];
    let orders = orders.map(|order| order.replace('\n', "\\n"));
    for expected in
        ["Move “Over” down", "Delete the new status"].into_iter().chain(orders.iter().map(|it| &**it))
    {
        assert!(json.contains(expected), "{expected}: {json}");
    }
}

#[test]
fn what_is_changed_in_the_form_of_statuses_can_be_discarded() {
    let here = desk("a", "");
    let typed = [(ORDER, "=Done\n+3"), ("status:=Done", "Over"), ("name-0", "Weekly")];
    let statuses = |fields: &[(&str, &str)]| here.draw_statuses(&panel_of(PANEL, "", fields)).to_json();
    let before = statuses(&[]);
    let changed = statuses(&typed);
    assert!(
        changed.contains("Move “Over” down") && changed.contains("set statuses-discarded 1"),
        "{changed}"
    );
    let discarded = statuses(&[&typed[..], &[("statuses-discarded", "1")]].concat());
    assert!(!discarded.contains("Over") && discarded.contains("set statuses-discarded 2"), "{discarded}");
    let names = |json: &str| json.matches("Move “Done”").count();
    assert_eq!(names(&discarded), names(&before));
    // It is another form, in which one goes on as before.
    let again = [&typed[..], &[("statuses-discarded", "1"), ("1 status:=Done", "Gone")]].concat();
    assert!(statuses(&again).contains("Move “Gone” up"), "{}", statuses(&again));
    assert!(act(&mut desk("a", ""), STATUSES, "", &again).expect("it is done").step.contains("statuses"));
}

#[test]
fn the_panel_has_three_parts_with_their_own_buttons() {
    let mut here = desk("a", "");
    let saved = act(&mut here, SAVE, "", &[("name-0", "Weekly")]).expect("it is saved");
    here.project = after(&here, &saved);
    let panel = panel_of(PANEL, "", &[("from", BLANK)]);
    let drawn = here.draw_agenda(&panel, &Still::default()).expect("it is drawn").content;
    assert_eq!(drawn.unsteady(), None);
    for (key, heading, own, others) in [
        ("start", "Start from\n", &["Replace 1 item"][..], &["Save", "Discard"][..]),
        (
            "templates",
            "Templates\n",
            &["Weekly", "Save template", "Export as a file"],
            &["Replace", "Discard"],
        ),
        ("statuses", "Statuses\n", &["Add a status", "Discard changes", "Save statuses"], &["template"]),
    ] {
        let part = drawn.having("key", key).expect(key);
        assert_eq!(part.attribute("aria-labelledby"), Some(&*format!("agenda-{key}")));
        let words = part.words();
        assert!(words.starts_with(heading), "{words}");
        assert!(own.iter().all(|it| words.contains(it)), "{words}");
        assert!(!others.iter().any(|it| words.contains(it)), "{words}");
    }
}

#[test]
fn a_change_of_the_set_is_a_change_of_the_project() {
    let mut here = desk("a", "");
    let outcome = act(&mut here, STATUSES, "", &[("status:=Done", "Over")]).expect("it is done");
    let changes = crate::format::panel::changes(&here.project, &outcome.entries);
    assert!(matches!(changes[..], [Change::Extra(_)]), "{changes:?}");
    assert!(act(&mut here, "agenda-dance", "", &[]).is_err());
}
