//! Keeping a project in two stores, from several tabs: simulated tabs, full stores, kills and crashes.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use agendum::format::ledger::{
    self, Commit, Entries, Failure, Flushed, Found, Inbox, Ledger, LocalStore, Opened,
};
use agendum::format::record::{self, Key};
use agendum::model::anchor::{Anchor, Quote};
use agendum::model::extra::Extra;
use agendum::model::project::{
    AgendaItem, Annotation, AnnotationId, Article, ArticleId, Change, Colour, Direction, Hotkey, ItemId,
    Project, Published, Rank, Time,
};
use agendum::model::session::{AnnotationEdit, ArticleEdit, Command, ItemEdit, Session};
use agendum::model::text::{
    Address, BlockKind, BlockSpec, Cell, Header, Inline, InlineKind, Marker, NoteId, Numbering, Subject, Text,
};
use proptest::prelude::*;

const WORDS: &str = "The council met on Monday.\n\nIt spoke of the harbour, of 😀 the school and of the roads.\n\n\
                     Nobody asked what it would cost, since the mayor was away.";

/// A browser profile: both stores, and the tabs that are open.
#[derive(Default)]
struct World {
    local: Rc<RefCell<Local>>,
    indexed: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
    indexed_is: Health,
    tabs: Vec<Tab>,
    opened: usize,
    clock: i64,
}

#[derive(Clone, Copy, PartialEq, Default, Debug)]
enum Health {
    #[default]
    Working,
    /// Every write fails.
    Full,
    /// Cannot be opened.
    Absent,
}

#[derive(Default)]
struct Local {
    values: BTreeMap<String, String>,
    /// In characters, keys included.
    capacity: Option<usize>,
    blocked: bool,
    /// What other tabs hear of.
    events: Vec<(String, Option<String>)>,
}

struct Tab {
    session: Session,
    ledger: Ledger,
    inbox: Inbox,
    events: VecDeque<(String, Option<String>)>,
    messages: VecDeque<String>,
    commit: Option<Commit>,
    set_aside: usize,
    without_text: Vec<String>,
    was_empty: bool,
}

impl LocalStore for Local {
    fn get(&self, key: &str) -> Option<String> {
        self.values.get(key).filter(|_| !self.blocked).cloned()
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        if self.blocked {
            return Err(Failure::Blocked("switched off".to_owned()));
        }
        let others = self.values.iter().filter(|(other, _)| *other != key);
        let used: usize = others.map(|(key, value)| key.len() + value.len()).sum();
        if self.capacity.is_some_and(|capacity| used + key.len() + value.len() > capacity) {
            return Err(Failure::Full);
        }
        if self.values.insert(key.to_owned(), value.to_owned()).as_deref() != Some(value) {
            self.events.push((key.to_owned(), Some(value.to_owned())));
        }
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), Failure> {
        if self.blocked {
            return Err(Failure::Blocked("switched off".to_owned()));
        }
        if self.values.remove(key).is_some() {
            self.events.push((key.to_owned(), None));
        }
        Ok(())
    }
}

impl World {
    fn now(&mut self) -> Time {
        self.clock += 1;
        Time(1_760_000_000_000 + self.clock)
    }

    fn found(&self) -> Found {
        let entries = |map: &BTreeMap<String, String>| map.clone().into_iter().collect::<Entries>();
        let local = self.local.borrow();
        let works = self.indexed_is != Health::Absent;
        let mut found = Found {
            shared: Entries::new(),
            local: (!local.blocked).then(|| entries(&local.values)),
            indexed: works.then(|| entries(&self.indexed)),
            texts: if works { entries(&self.texts) } else { Entries::new() },
        };
        if let (Some(local), Some(indexed)) = (&mut found.local, &mut found.indexed) {
            found.shared = local.extract_if(.., |entry| indexed.contains(entry)).collect();
            indexed.retain(|entry| !found.shared.contains(entry));
        }
        found
    }

    /// Opens a tab; returns its index.
    fn open(&mut self) -> usize {
        self.opened += 1;
        let now = self.now();
        let opened = ledger::open(&format!("tab{}", self.opened), &self.found(), now);
        let Opened { ledger, project, set_aside, without_text, swept, unused_texts, .. } = opened;
        for (key, value) in swept {
            assert_eq!(self.indexed.remove(&key), Some(value));
        }
        for text in unused_texts {
            let article = ledger::article_of_text(&text).and_then(|key| self.indexed.get(&key.to_string()));
            if ledger::unused_text(&text, article.map(String::as_str)) {
                self.texts.remove(&text);
            }
        }
        self.tabs.push(Tab {
            was_empty: project.is_none(),
            session: Session::new(project.unwrap_or_default()),
            ledger,
            inbox: Inbox::default(),
            events: VecDeque::new(),
            messages: VecDeque::new(),
            commit: None,
            set_aside: set_aside.len(),
            without_text,
        });
        let tab = self.tabs.len() - 1;
        self.flush(tab);
        tab
    }

    fn dispatch(&mut self, tab: usize, command: Command) {
        let now = self.now();
        if let Ok(applied) = self.tabs[tab].session.dispatch(command, now) {
            self.save(tab, &applied);
        }
    }

    fn save(&mut self, tab: usize, applied: &agendum::model::session::Applied) {
        let now = self.now();
        let Tab { session, ledger, .. } = &mut self.tabs[tab];
        let attached = ledger.stage(session.project(), applied, now);
        session.receive(attached).expect("what attaches fits");
        self.flush(tab);
    }

    fn undo(&mut self, tab: usize) {
        let now = self.now();
        if let Some((_, applied)) = self.tabs[tab].session.undo(now) {
            self.save(tab, &applied);
        }
    }

    fn flush(&mut self, tab: usize) {
        let flushed = self.tabs[tab].ledger.flush(&mut *self.local.borrow_mut(), &mut || false);
        for event in std::mem::take(&mut self.local.borrow_mut().events) {
            let others = self.tabs.iter_mut().enumerate().filter(|(other, _)| *other != tab);
            others.for_each(|(_, other)| other.events.push_back(event.clone()));
        }
        if let Flushed::Failed(_) = flushed
            && let Some(message) = self.tabs[tab].ledger.take_message()
        {
            let others = self.tabs.iter_mut().enumerate().filter(|(other, _)| *other != tab);
            others.for_each(|(_, other)| other.messages.push_back(message.clone()));
        }
    }

    /// Takes up one event from another tab.
    fn hear(&mut self, tab: usize) -> bool {
        if let Some((key, value)) = self.tabs[tab].events.pop_front() {
            let there = |key: &str| self.local.borrow().get(key);
            if let Some(batch) = self.tabs[tab].inbox.event(&key, value.as_deref(), there) {
                self.receive(tab, batch, Entries::new());
            }
            return true;
        }
        let Some(message) = self.tabs[tab].messages.pop_front() else { return false };
        let (records, texts) = ledger::read_message(&message);
        self.receive(tab, records, texts);
        true
    }

    fn receive(&mut self, tab: usize, records: Vec<(Key, String)>, mut texts: Entries) {
        let mut committed = Entries::new();
        for key in self.tabs[tab].ledger.wanted_texts(&records) {
            match self.texts.get(&key) {
                Some(text) => committed.push((key, text.clone())),
                None => texts.extend(self.local.borrow().get(&key).map(|text| (key, text))),
            }
        }
        let uncommitted = texts.clone();
        texts.extend(committed);
        let Tab { session, ledger, .. } = &mut self.tabs[tab];
        let changes = ledger.receive(records, &texts);
        ledger.adopt(uncommitted);
        session.receive(changes).expect("what another tab did fits");
        self.flush(tab);
    }

    /// Makes a transaction of what is new.
    fn begin_commit(&mut self, tab: usize) -> bool {
        if self.indexed_is == Health::Absent || self.tabs[tab].commit.is_some() {
            return false;
        }
        self.tabs[tab].commit = self.tabs[tab].ledger.commit();
        self.tabs[tab].commit.is_some()
    }

    /// Carries the transaction out.
    fn end_commit(&mut self, tab: usize) {
        let Some(commit) = self.tabs[tab].commit.take() else { return };
        if self.indexed_is != Health::Working {
            self.tabs[tab].ledger.set_indexed_works(false);
            return self.flush(tab);
        }
        let mut newer = Vec::new();
        for (key, raw) in &commit.records {
            match self.indexed.get(key) {
                Some(there) if record::newer(there, raw).is_gt() => {
                    let key =
                        record::Slot::parse(key).and_then(record::Slot::record).expect("a record's key");
                    newer.push((key, there.clone()));
                }
                _ => {
                    self.indexed.insert(key.clone(), raw.to_string());
                }
            }
        }
        self.indexed.extend(commit.aside.iter().cloned());
        self.texts.extend(commit.texts.iter().map(|(key, value)| (key.clone(), value.to_string())));
        self.tabs[tab].ledger.set_indexed_works(true);
        self.tabs[tab].ledger.committed(&commit);
        self.receive(tab, newer, Entries::new());
    }

    fn commit(&mut self, tab: usize) {
        self.begin_commit(tab);
        self.end_commit(tab);
    }

    /// Until nothing is under way any more.
    fn settle(&mut self) {
        for _ in 0..1000 {
            let mut busy = false;
            for tab in 0..self.tabs.len() {
                busy |= self.hear(tab);
                self.begin_commit(tab);
                busy |= self.tabs[tab].commit.is_some() && self.indexed_is == Health::Working;
                self.end_commit(tab);
            }
            if !busy {
                return;
            }
        }
        panic!("the tabs never come to rest");
    }

    /// All tabs die; `local` is what local storage had reached the disk with.
    fn kill(&mut self, local: BTreeMap<String, String>) {
        self.tabs.clear();
        self.local.borrow_mut().values = local;
    }

    fn local_values(&self) -> BTreeMap<String, String> {
        self.local.borrow().values.clone()
    }

    fn project(&self, tab: usize) -> &Project {
        self.tabs[tab].session.project()
    }

    /// The notes of the annotations, in the order of their ids; what the scenarios look at.
    fn notes(&self, tab: usize) -> String {
        let notes = self.project(tab).annotations().map(|found| format!("{}:{}", found.id, found.note));
        notes.collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check_stores_agree(&self) {
        let records = |map: &BTreeMap<String, String>| {
            let records = map.iter().filter(|(key, value)| {
                record::Slot::parse(key).and_then(record::Slot::record).is_some()
                    && !value.contains("\"gone\"")
            });
            records.map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(records(&self.local_values()), records(&self.indexed));
    }

    #[track_caller]
    fn check_converged(&mut self) {
        self.settle();
        for tab in 1..self.tabs.len() {
            assert_eq!(self.project(tab), self.project(0), "tabs {tab} and 0");
        }
        self.check_stores_agree();
        let fresh = self.open();
        self.settle();
        assert_eq!(self.project(fresh), self.project(0), "a fresh tab");
        self.check_stores_agree();
        let clean = |tab: &Tab| tab.ledger.local_is_clean() && tab.ledger.indexed_is_clean();
        assert!(self.tabs.iter().all(clean));
    }
}

fn article_id(id: &str) -> ArticleId {
    ArticleId::new(id).expect("an id")
}

fn item_id(id: &str) -> ItemId {
    ItemId::new(id).expect("an id")
}

fn annotation_id(id: &str) -> AnnotationId {
    AnnotationId::new(id).expect("an id")
}

fn article(id: &str) -> Command {
    let (text, title) = Text::plain(WORDS, None);
    Command::AddArticle(Article {
        id: article_id(id),
        title: title.into(),
        source: None,
        language: None,
        byline: None,
        published: None,
        direction: None,
        text,
        created: Time(5),
        modified: Time(5),
        extra: Extra::default(),
    })
}

/// Marks a stretch of its own for each number.
fn mark(id: &str, article: &str, number: usize) -> Command {
    let (text, _) = Text::plain(WORDS, None);
    let (start, length) = (number % 40, 9 + number / 40);
    let span = text.span_of_code_points(start..start + length).expect("in the text");
    Command::Annotate {
        id: annotation_id(id),
        article: article_id(article),
        span,
        items: vec![],
        note: "".into(),
    }
}

fn note(id: &str, note: &str) -> Command {
    let edit = AnnotationEdit { note: Some(note.to_owned()), ..AnnotationEdit::default() };
    Command::EditAnnotation(annotation_id(id), edit)
}

fn unmark(id: &str) -> Command {
    Command::RemoveAnnotations(vec![annotation_id(id)])
}

fn item(id: &str) -> Command {
    Command::AddItem { id: item_id(id), title: id.to_owned(), colour: None, description: String::new() }
}

/// An article with two passages, in a tab and in both stores.
fn world() -> World {
    let mut world = World::default();
    world.open();
    world.dispatch(0, article("a"));
    world.dispatch(0, mark("1", "a", 0));
    world.dispatch(0, mark("2", "a", 3));
    world.settle();
    world
}

#[test]
fn nothing_was_stored() {
    let mut world = World::default();
    world.open();
    assert!(world.tabs[0].was_empty);
    assert!(world.local_values().is_empty());
}

#[test]
fn all_is_there_after_a_reload() {
    let mut world = world();
    let was = world.project(0).clone();
    world.tabs.clear();
    world.open();
    assert_eq!(*world.project(0), was);
    assert!(!world.tabs[0].was_empty);
    world.check_converged();
}

#[test]
fn an_emptied_project_is_not_a_new_one() {
    let mut world = world();
    world.dispatch(0, Command::RemoveArticle(article_id("a")));
    world.settle();
    world.tabs.clear();
    world.open();
    assert!(!world.tabs[0].was_empty);
    assert_eq!(*world.project(0), Project::default());
}

#[test]
fn tabs_hear_of_each_other_batch_by_batch() {
    let mut world = world();
    let other = world.open();
    world.dispatch(other, note("1", "from the other"));
    world.dispatch(0, Command::All("two".into(), vec![mark("3", "a", 7), note("2", "seen")]));
    while world.notes(other) == "1:from the other 2:" {
        // Nothing of a batch is seen before all of it.
        assert!(world.hear(other), "the batch came: {}", world.notes(other));
    }
    assert_eq!(world.notes(other), "1:from the other 2:seen 3:");
    world.check_converged();
    assert_eq!(world.notes(0), "1:from the other 2:seen 3:");
}

#[test]
fn of_two_edits_at_once_the_later_wins_everywhere() {
    let mut world = world();
    let other = world.open();
    world.dispatch(0, note("1", "first"));
    world.dispatch(other, note("1", "second"));
    // The first tab's transaction comes last.
    world.commit(other);
    world.commit(0);
    world.check_converged();
    assert_eq!(world.notes(0), "1:second 2:");
}

#[test]
fn an_edit_wins_over_a_deletion_at_once() {
    for deletion_last in [false, true] {
        let mut world = world();
        let other = world.open();
        let mut commands = [unmark("1"), note("1", "kept")];
        if !deletion_last {
            commands.reverse();
        }
        let [one, two] = commands;
        world.dispatch(0, one);
        world.dispatch(other, two);
        world.check_converged();
        assert_eq!(world.notes(0), "1:kept 2:");
    }
}

#[test]
fn a_passage_marked_in_an_article_deleted_elsewhere_waits() {
    let mut world = world();
    let other = world.open();
    world.dispatch(0, Command::RemoveArticle(article_id("a")));
    world.dispatch(other, mark("3", "a", 9));
    world.check_converged();
    assert_eq!(world.notes(0), "");
    assert_eq!(world.notes(other), "");
    world.undo(0);
    world.check_converged();
    assert_eq!(world.notes(0), "1: 2: 3:");
}

#[test]
fn an_annotation_may_come_before_its_article() {
    let world = world();
    let values = world.local_values();
    let early: BTreeMap<_, _> = values.into_iter().filter(|(key, _)| key.contains("annotation")).collect();
    let mut later = World::default();
    later.local.borrow_mut().values = early;
    later.open();
    assert_eq!(later.notes(0), "");
    assert!(!later.tabs[0].was_empty);
    later.dispatch(0, article("a"));
    assert_eq!(later.notes(0), "1: 2:");
    later.check_converged();
}

#[test]
fn a_kill_that_rolls_local_storage_back_loses_nothing() {
    let mut world = world();
    let on_disk = world.local_values();
    world.dispatch(0, note("1", "new"));
    world.dispatch(0, unmark("2"));
    world.dispatch(0, mark("3", "a", 9));
    world.dispatch(0, Command::Changes("more".into(), vec![]));
    world.settle();
    world.kill(on_disk);
    world.open();
    assert_eq!(world.notes(0), "1:new 3:");
    world.check_converged();
    assert_eq!(world.notes(0), "1:new 3:");
}

#[test]
fn a_crash_between_the_two_writes_loses_nothing() {
    let mut world = world();
    world.dispatch(0, note("1", "new"));
    world.dispatch(0, unmark("2"));
    // The tab dies before its transaction; local storage survives that. The next tab dies at once too.
    world.tabs.clear();
    world.open();
    world.tabs.clear();
    world.open();
    assert_eq!(world.notes(0), "1:new");
    world.check_converged();
    let markers = world.local_values().into_keys().filter(|key| key.contains("/tab/")).count();
    assert!(markers <= 2, "those of the tabs that live");
}

#[test]
fn a_tombstone_is_swept_a_day_later() {
    let mut world = world();
    world.dispatch(0, unmark("2"));
    world.settle();
    let tombstones = |world: &World| world.indexed.values().filter(|value| value.contains("gone")).count();
    world.tabs.clear();
    world.open();
    world.settle();
    assert_eq!(tombstones(&world), 1);
    world.tabs.clear();
    world.clock += 25 * 3600 * 1000;
    world.open();
    world.settle();
    assert_eq!(tombstones(&world), 0);
    world.check_converged();
    assert_eq!(world.notes(0), "1:");
}

#[test]
fn a_deleted_articles_text_stays_until_nothing_refers_to_it() {
    let mut world = world();
    world.dispatch(0, Command::RemoveArticle(article_id("a")));
    world.settle();
    assert_eq!(world.texts.len(), 1);
    // Another tab starts and sweeps; undo writes the text again.
    world.open();
    world.settle();
    assert_eq!(world.texts.len(), 0);
    world.undo(0);
    world.check_converged();
    assert_eq!(world.texts.len(), 1);
    assert_eq!(world.notes(0), "1: 2:");
}

#[test]
fn an_articles_key_is_not_written_before_its_text() {
    let mut world = World::default();
    world.open();
    world.dispatch(0, article("a"));
    assert!(!world.local_values().contains_key("agendum/1/article/a"));
    world.commit(0);
    assert!(world.local_values().contains_key("agendum/1/article/a"));
    assert_eq!(world.texts.len(), 1);
}

#[test]
fn local_storage_is_full() {
    let mut world = world();
    let other = world.open();
    world.settle();
    let used: usize = world.local_values().iter().map(|(key, value)| key.len() + value.len()).sum();
    world.local.borrow_mut().capacity = Some(used + 10);
    world.dispatch(0, mark("3", "a", 9));
    world.dispatch(0, note("1", &"long ".repeat(50)));
    world.settle();
    // IndexedDB carries on, and the other tab hears.
    assert!(!world.tabs[0].ledger.local_is_clean());
    assert!(world.tabs[0].ledger.indexed_is_clean());
    assert_eq!(world.notes(other), world.notes(0));
    let was = world.project(0).clone();
    world.tabs.clear();
    world.open();
    assert_eq!(*world.project(0), was);
    // Room again: what is missing is brought up to date.
    world.local.borrow_mut().capacity = None;
    world.dispatch(0, mark("4", "a", 9));
    world.check_converged();
}

#[test]
fn removing_makes_room() {
    let mut world = world();
    let used: usize = world.local_values().iter().map(|(key, value)| key.len() + value.len()).sum();
    world.local.borrow_mut().capacity = Some(used + 100);
    world.dispatch(0, mark("3", "a", 9));
    assert!(!world.tabs[0].ledger.local_is_clean());
    world.dispatch(0, unmark("2"));
    world.settle();
    world.flush(0);
    assert!(world.tabs[0].ledger.local_is_clean());
    world.local.borrow_mut().capacity = None;
    world.check_converged();
}

#[test]
fn indexeddb_is_absent() {
    let mut world = World { indexed_is: Health::Absent, ..World::default() };
    world.open();
    let other = world.open();
    world.dispatch(0, article("a"));
    world.dispatch(0, mark("1", "a", 0));
    world.dispatch(0, mark("2", "a", 3));
    world.dispatch(0, unmark("2"));
    world.settle();
    assert_eq!(world.project(other), world.project(0));
    let was = world.project(0).clone();
    world.tabs.clear();
    world.open();
    assert_eq!(*world.project(0), was);
    // It is there again: the texts move, and what was deleted stays so.
    world.tabs.clear();
    world.indexed_is = Health::Working;
    world.open();
    assert_eq!(*world.project(0), was);
    world.check_converged();
    assert!(!world.local_values().keys().any(|key| key.contains("/text/")));
    assert_eq!(world.texts.len(), 1);
}

#[test]
fn indexeddb_comes_back_while_a_tab_is_open() {
    let mut world = world();
    world.tabs.clear();
    world.indexed_is = Health::Absent;
    world.open();
    // The articles' texts are out of reach, and what is marked in them waits.
    assert_eq!(world.tabs[0].without_text.len(), 1);
    assert_eq!(world.notes(0), "");
    world.dispatch(0, article("b"));
    world.dispatch(0, mark("3", "b", 0));
    world.indexed_is = Health::Working;
    let indexed: Entries = world.indexed.clone().into_iter().collect();
    let texts: Entries = world.texts.clone().into_iter().collect();
    let records = world.tabs[0].ledger.compare(&indexed, &texts);
    world.tabs[0].ledger.set_indexed_works(true);
    world.receive(0, records, texts);
    assert_eq!(world.notes(0), "1: 2: 3:");
    world.check_converged();
}

#[test]
fn both_stores_fail_and_work_again() {
    let mut world = world();
    world.local.borrow_mut().blocked = true;
    world.indexed_is = Health::Full;
    world.dispatch(0, mark("3", "a", 9));
    world.dispatch(0, unmark("1"));
    world.settle();
    assert_eq!(world.notes(0), "2: 3:");
    assert!(!world.tabs[0].ledger.local_is_clean() && !world.tabs[0].ledger.indexed_is_clean());
    world.local.borrow_mut().blocked = false;
    world.indexed_is = Health::Working;
    world.commit(0);
    world.flush(0);
    world.check_converged();
    assert_eq!(world.notes(0), "2: 3:");
}

#[test]
fn a_large_batch_is_in_indexeddb_first() {
    let mut world = world();
    let other = world.open();
    let before = world.local_values();
    let marks = (0..500).map(|n| mark(&format!("many-{n}"), "a", n)).collect();
    world.dispatch(0, Command::All("many".into(), marks));
    assert_eq!(world.local_values(), before);
    // Killed before the transaction: all of it is lost. After it: all is there, whatever local storage got.
    world.commit(0);
    let was = world.project(0).clone();
    world.settle();
    assert_eq!(*world.project(other), was);
    world.kill(before);
    world.open();
    assert_eq!(*world.project(0), was);
    world.check_converged();
}

#[test]
fn a_slice_ends_in_time_and_the_next_goes_on() {
    let mut world = World { indexed_is: Health::Absent, ..World::default() };
    world.open();
    world.dispatch(0, article("a"));
    let marks = (0..500).map(|n| mark(&format!("many-{n}"), "a", n)).collect();
    let now = world.now();
    let Tab { session, ledger, .. } = &mut world.tabs[0];
    let applied = session.dispatch(Command::All("many".into(), marks), now).expect("applies");
    ledger.stage(session.project(), &applied, now);
    let mut slices = 0;
    loop {
        let mut left = 100;
        let flushed = world.tabs[0].ledger.flush(&mut *world.local.borrow_mut(), &mut || {
            left -= 1;
            left < 0
        });
        slices += 1;
        if flushed == Flushed::Done {
            break;
        }
        assert_eq!(flushed, Flushed::More);
    }
    assert!(slices > 4, "{slices} slices");
    let was = world.project(0).clone();
    world.tabs.clear();
    world.open();
    assert_eq!(*world.project(0), was);
}

#[test]
fn what_cannot_be_read_is_set_aside() {
    let mut world = world();
    let damaged = "{\"v\":1,\"r\":4,\"in\":\"a\",\"at\":[0,".to_owned();
    let newer = "{\"v\":7,\"r\":9,\"in\":{\"of\":\"another shape\"}}".to_owned();
    world.tabs.clear();
    for (key, value) in [("agendum/1/annotation/1", &damaged), ("agendum/1/annotation/new", &newer)] {
        world.local.borrow_mut().values.insert(key.to_owned(), value.clone());
        world.indexed.insert(key.to_owned(), value.clone());
    }
    world.indexed.remove("agendum/1/annotation/new");
    world.open();
    assert_eq!(world.tabs[0].set_aside, 2);
    assert_eq!(world.notes(0), "2:");
    world.settle();
    assert_eq!(world.local_values().get("agendum/1/annotation/1"), Some(&damaged));
    // Its id is used again: it is kept under another key.
    world.dispatch(0, mark("1", "a", 0));
    world.dispatch(0, mark("new", "a", 1));
    world.settle();
    assert_eq!(world.local_values().get("agendum/1/aside/annotation/1"), Some(&damaged));
    assert_eq!(world.indexed.get("agendum/1/aside/annotation/1"), Some(&damaged));
    let now = world.local_values().remove("agendum/1/annotation/new").expect("stored");
    assert!(record::version(&now).expect("read").revision > 9);
}

#[test]
fn a_text_that_is_gone_is_reported_and_its_passages_wait() {
    let mut world = world();
    world.tabs.clear();
    world.texts.clear();
    world.open();
    assert_eq!(world.tabs[0].without_text, ["The council met on Monday."]);
    assert_eq!(world.notes(0), "");
    world.settle();
    assert!(world.local_values().contains_key("agendum/1/annotation/1"));
    assert!(world.indexed.contains_key("agendum/1/annotation/1"));
}

#[test]
fn everything_is_deleted() {
    let mut world = world();
    let other = world.open();
    let on_disk = world.local_values();
    let now = world.now();
    world.tabs[0].ledger.remove_all(now);
    world.tabs[0].session = Session::default();
    world.texts.clear();
    world.flush(0);
    world.check_converged();
    assert_eq!(world.notes(other), "");
    world.kill(on_disk);
    world.open();
    assert!(world.tabs[0].was_empty);
    // The sample comes again, with the same ids.
    world.dispatch(0, article("a"));
    world.check_converged();
    assert!(world.project(0).article(&article_id("a")).is_some());
}

#[test]
fn saving_one_change_costs_the_same_however_many_there_are() {
    let mut world = world();
    let marks = (0..3000).map(|n| mark(&format!("many-{n}"), "a", n)).collect();
    world.dispatch(0, Command::All("many".into(), marks));
    world.settle();
    let before = world.local_values();
    world.dispatch(0, note("1", "one"));
    let after = world.local_values();
    let changed: Vec<_> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
    let size: usize = changed.iter().map(|(_, value)| value.len()).sum();
    assert_eq!(changed.len(), 2, "the record and the marker");
    assert!(size < 400, "{size} characters");
    assert!(world.begin_commit(0));
    assert_eq!(world.tabs[0].commit.as_ref().expect("a transaction").records.len(), 1);
}

#[test]
fn a_typical_annotation_is_small() {
    let long =
        format!("“{}”\n\n{}", "\"Ünlike\\ \n".repeat(3), "longer than any passage should be ".repeat(9000));
    let (text, _) = Text::plain(&long, Some("t"));
    let uuid = "7f2b1c9e-58d4-4c0e-9a51-2d0c1f6b8e37";
    let span = text.span(0..long.len() - 1).expect("a span");
    let annotation = Annotation {
        id: annotation_id(uuid),
        article: article_id(uuid),
        anchor: Anchor::Placed { span },
        items: vec![item_id(uuid)],
        note: "".into(),
        creator: None,
        created: Time(1_760_000_000_000),
        modified: Time(1_760_000_999_999),
        extra: Extra::default(),
    };
    let raw = record::write_annotation(1234, &annotation, Some(&text));
    let key = Key::Annotation(annotation.id.clone());
    let size = key.to_string().encode_utf16().count() + raw.encode_utf16().count();
    assert!(size <= 300, "{size}: {raw}");
    assert_eq!(read_annotation(&key, &raw, &text), annotation);
}

fn read_annotation(key: &Key, raw: &str, text: &Text) -> Annotation {
    let record::Body::Annotation(stored) = record::read(key, raw).expect("read").body else {
        panic!("not an annotation");
    };
    let Key::Annotation(id) = key else { panic!("not an annotation's key") };
    stored.on(id, Some(text), |_| None).expect("attached")
}

/// A project with every kind of field, whose records are the golden file.
fn golden() -> (Project, Text) {
    let extra =
        |name: &str| Extra::new([(name.to_owned(), "{\"n\":12345678901234567890.10}".to_owned())].into());
    let string = "Cafés & 😀 roads\n\nA first point.";
    let middle = string.find("\n\n").expect("parted");
    let blocks = [
        (BlockKind::Heading, 1, 0..middle, Extra::default()),
        (BlockKind::ListItem, 2, middle + 2..string.len(), extra("at")),
    ];
    let text = Text::new(string, blocks).expect("a text");
    let mut project = Project::default();
    let mut apply = |change| project.apply(change).map(|_| ()).expect("applies");
    apply(Change::Extra(extra("v")));
    let rank = Rank::between(None, None);
    for (id, parent, rank) in
        [("i1", None, rank.clone()), ("i2", Some(item_id("i1")), Rank::between(Some(&rank), None))]
    {
        let item = AgendaItem {
            id: item_id(id),
            title: "Roads “and” more".into(),
            colour: Colour([0, 0x72, 0xb2]),
            description: parent.as_ref().map_or("", |_| "What is broken.").into(),
            hotkey: parent.as_ref().and(Hotkey::new('1')),
            status: parent.as_ref().map(|_| "Done".into()),
            raised_by: parent.as_ref().map(|_| "The mayor".into()),
            parent,
            rank,
            created: Time(1_760_000_000_000),
            modified: Time(1_760_000_000_001),
            extra: extra("icon"),
        };
        apply(Change::Item(item.id.clone(), Some(Rc::new(item))));
    }
    apply(Change::Article(
        article_id("a1"),
        Some(Rc::new(Article {
            id: article_id("a1"),
            title: "Cafés".into(),
            source: Some("https://example.org/?a=1&b=2".into()),
            language: Some("en-GB".into()),
            byline: None,
            published: None,
            direction: None,
            text: text.clone(),
            created: Time(1_760_000_000_000),
            modified: Time(1_760_000_000_000),
            extra: extra("author"),
        })),
    ));
    let span = |from, to| text.span_of_code_points(from..to).expect("a span");
    let quote = Rc::new(Quote { exact: "the \"roads\"".into(), prefix: "of ".into(), suffix: "".into() });
    let anchors = [
        Anchor::Placed { span: span(0, 9) },
        Anchor::Placed { span: span(0, 30) },
        Anchor::NeedsReview { span: span(3, 10), quote: quote.clone() },
        Anchor::Orphaned { quote },
    ];
    for (n, anchor) in anchors.into_iter().enumerate() {
        let annotation = Annotation {
            id: annotation_id(&format!("n{n}")),
            article: article_id("a1"),
            anchor,
            items: [item_id("i1"), item_id("i2")][..n % 3].to_vec(),
            note: if n == 1 { "Why?\nAsk." } else { "" }.into(),
            creator: (n == 2).then(|| "Ada".into()),
            created: Time(1_760_000_000_000 - 1),
            modified: Time(1_760_000_000_000 - 1 + n as i64),
            extra: if n == 1 { extra(".v") } else { Extra::default() },
        };
        apply(Change::Annotation(annotation.id.clone(), Some(Rc::new(annotation))));
    }
    (project, text)
}

const GOLDEN: &str = include_str!("golden/records-v1.json");

/// Stored by the first version, and read by every later one.
#[test]
fn records_of_version_1_are_read() {
    let stored: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_str(GOLDEN).expect("the golden file");
    let entries = |name: &str| stored[name].clone().into_iter().collect::<Entries>();
    let found = Found {
        shared: Entries::new(),
        local: Some(entries("local")),
        indexed: Some(entries("indexed")),
        texts: entries("texts"),
    };
    let opened = ledger::open("t", &found, Time(1_760_000_000_000));
    assert_eq!(opened.project.as_ref(), Some(&golden().0));
    assert_eq!((opened.set_aside.len(), opened.view.as_deref()), (0, Some("{\"article\":\"a1\"}")));
    assert!(opened.ledger.local_is_clean() && opened.ledger.indexed_is_clean());
}

/// What this version writes. When the schema changes, this file gets a new name and the old one stays.
#[test]
fn records_are_written_as_in_the_golden_file() {
    let (project, _) = golden();
    let mut world = World::default();
    world.open();
    let changes = golden_changes(&project);
    world.dispatch(0, Command::Changes("golden".into(), changes));
    world.dispatch(0, item("gone"));
    world.settle();
    world.clock = 4;
    world.dispatch(0, Command::RemoveItem(item_id("gone")));
    world.settle();
    let view = record::write_view(Time(1_760_000_000_000), "{\"article\":\"a1\"}");
    world.local.borrow_mut().values.insert("agendum/1/view".to_owned(), view);
    let stored =
        BTreeMap::from([("local", world.local_values()), ("indexed", world.indexed), ("texts", world.texts)]);
    let written = serde_json::to_string_pretty(&stored).expect("strings") + "\n";
    expect_test::expect_file!["golden/records-v1.json"].assert_eq(&written);
}

/// The record of a text with a numbered list and a table.
#[test]
fn numbers_and_tables_are_stored_and_read() {
    let string = "two\ngoes on\nb\nYear\n1986";
    let mut starts = string.split('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        Some(start..start + line.len())
    });
    let mut block = |kind, level, marker, cell| BlockSpec {
        marker,
        cell,
        ..BlockSpec::from((kind, level, starts.next().expect("a line"), Extra::default()))
    };
    let own = Extra::new([("cell".to_owned(), "\"blue\"".to_owned())].into());
    let blocks = [
        BlockSpec {
            extra: own,
            ..block(BlockKind::ListItem, 1, Marker::Number(Numbering::Decimal, 2), None)
        },
        block(BlockKind::ListItem, 1, Marker::Continues, None),
        block(BlockKind::ListItem, 2, Marker::Number(Numbering::LowerAlpha, -2), None),
        block(
            BlockKind::Paragraph,
            0,
            Marker::Bullet,
            Some(Cell { columns: 2, header: Some(Header::Column), ..Cell::at(0, 1) }),
        ),
        block(BlockKind::Paragraph, 0, Marker::Bullet, Some(Cell { rows: 3, ..Cell::at(1, 999) })),
    ];
    let text = Text::structured(string, blocks).expect("a text");
    let (key, stored) = record::text_record(&article_id("page"), &text);
    expect_test::expect_file!["golden/records-v1-structure.txt"].assert_eq(&format!("{key}\n{stored}\n"));
    assert_eq!(record::read_text(&stored).as_ref(), Ok(&text));
    // What a newer version has for markers and cells costs the marker and the cell, not the text.
    for (known, newer) in [("\"decimal\"", "\"dice\""), ("[1,999,3,1]", "[1,999,70000,1]")] {
        let stored = stored.replace(known, newer);
        let read = record::read_text(&stored).expect("read");
        assert_eq!((read.as_str(), read.blocks().len()), (text.as_str(), text.blocks().len()), "{newer}");
    }
}

/// The record of a text with a note and with a caption.
#[test]
fn notes_and_captions_are_stored_and_read() {
    let string = "In 2019[1].\nThe shed\n[1] Put off.";
    let caption = BlockSpec {
        subject: Some(Subject::Picture),
        ..BlockSpec::from((BlockKind::Caption, 0, 12..20, Extra::default()))
    };
    let plain = |range| BlockSpec::from((BlockKind::Paragraph, 0, range, Extra::default()));
    let text = Text::structured(string, [plain(0..11), caption, plain(21..33)]).expect("a text");
    let note = NoteId::new("fn:1").expect("an id");
    let ends = [(InlineKind::NoteReference(note.clone()), 7..10), (InlineKind::NoteLabel(note), 21..24)];
    let inlines = ends.map(|(kind, range)| {
        let extra = Extra::new([("of".to_owned(), "\"blue\"".to_owned())].into());
        Inline { kind, span: text.span(range).expect("a span"), extra }
    });
    let text = text.with_inlines(inlines.to_vec()).expect("inlines");
    let (key, stored) = record::text_record(&article_id("page"), &text);
    expect_test::expect_file!["golden/records-v1-notes.txt"].assert_eq(&format!("{key}\n{stored}\n"));
    assert_eq!(record::read_text(&stored).as_ref(), Ok(&text));
    // What a newer version has for them costs no words.
    for (known, newer) in
        [("\"picture\"", "\"dream\""), ("\"note-label\"", "\"note-cloud\""), ("\"fn:1\"", "\"a b\"")]
    {
        let read = record::read_text(&stored.replace(known, newer)).expect("read");
        assert_eq!((read.as_str(), read.blocks().len()), (text.as_str(), text.blocks().len()), "{newer}");
    }
}

/// The record of an article with all that a page says of it, and that of a text with inlines.
#[test]
fn pages_are_stored_and_read() {
    let (text, title) = Text::plain("Cafés\n\nRead all of it, says x.", None);
    let inline = |kind, words: &str| {
        let start = text.as_str().find(words).expect("words");
        Inline { kind, span: text.span(start..start + words.len()).expect("a span"), extra: Extra::default() }
    };
    let address = Address::new("https://example.org/?a=1&b=\"2\"").expect("an address");
    let inlines = vec![
        Inline {
            extra: Extra::new([("kind".to_owned(), "1.50".to_owned())].into()),
            ..inline(InlineKind::Link(address), "all of it")
        },
        inline(InlineKind::Strong, "of it"),
        inline(InlineKind::Code, "x"),
    ];
    let text = text.with_inlines(inlines).expect("inlines");
    let article = Article {
        id: article_id("page"),
        title: title.into(),
        source: None,
        language: None,
        byline: Some("Ada".into()),
        published: Published::new("2026-11-24"),
        direction: Some(Direction::Rtl),
        text: text.clone(),
        created: Time(1_760_000_000_000),
        modified: Time(1_760_000_000_000),
        extra: Extra::new([("direction".to_owned(), "\"up\"".to_owned())].into()),
    };
    let (key, stored) = record::text_record(&article.id, &text);
    let raw = record::write_article(1, &article, &key);
    expect_test::expect_file!["golden/records-v1-page.txt"].assert_eq(&format!("{key}\n{stored}\n{raw}\n"));
    assert_eq!(record::read_text(&stored).as_ref(), Ok(&text));
    let record::Body::Article(read) =
        record::read(&Key::Article(article.id.clone()), &raw).expect("read").body
    else {
        panic!("not an article");
    };
    assert_eq!(read.text, key);
    assert_eq!(read.with(text.clone()), article);
    // What cannot be drawn costs the inlines, not the text.
    let crossing = stored.replace("\"kind\":\"strong\"", "\"kind\":\"link\",\"href\":\"https://x\"");
    assert_ne!(crossing, stored);
    let read = record::read_text(&crossing).expect("read");
    assert_eq!((read.as_str(), read.inlines().len()), (text.as_str(), 0));
    let script = stored.replace("https://example.org/", "javascript:alert(1)//");
    assert_eq!(record::read_text(&script).expect("read").inlines().len(), 2);
}

fn golden_changes(project: &Project) -> Vec<Change> {
    let mut changes = vec![Change::Extra(project.extra().clone())];
    changes.extend(
        project.agenda().into_iter().map(|(_, item)| Change::Item(item.id.clone(), Some(item.clone()))),
    );
    changes.extend(project.articles().into_iter().map(|a| Change::Article(a.id.clone(), Some(a.clone()))));
    changes.extend(project.annotations().map(|a| Change::Annotation(a.id.clone(), Some(a.clone()))));
    changes
}

#[derive(Clone, Debug)]
enum Step {
    Command(usize, usize, u8),
    Hear(usize),
    Begin(usize),
    End(usize),
    Reopen(usize),
    Health(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3usize, 0..10usize, any::<u8>()).prop_map(|(tab, what, which)| Step::Command(tab, what, which)),
        6 => (0..3usize).prop_map(Step::Hear),
        2 => (0..3usize).prop_map(Step::Begin),
        2 => (0..3usize).prop_map(Step::End),
    ]
}

fn rough_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => step(),
        1 => (0..3usize).prop_map(Step::Reopen),
        1 => any::<u8>().prop_map(Step::Health),
    ]
}

fn run(world: &mut World, step: Step, count: usize) {
    match step {
        Step::Command(tab, what, which) => {
            let id = which % 4;
            let some =
                world.project(tab).annotations().nth(which as usize % 7).map(|found| found.id.to_string());
            let some = some.unwrap_or_else(|| "none".to_owned());
            let title = Some(format!("Title {count}"));
            let command = match what {
                0 => article(&format!("a{id}")),
                1 | 2 => mark(&format!("n{count}"), &format!("a{id}"), which as usize),
                3 => note(&some, &format!("note {count}")),
                4 => unmark(&some),
                5 => item(&format!("i{id}")),
                6 => Command::EditItem(item_id(&format!("i{id}")), ItemEdit { title, ..ItemEdit::default() }),
                7 => Command::RemoveItem(item_id(&format!("i{id}"))),
                8 if which % 8 < 4 => Command::RemoveArticle(article_id(&format!("a{id}"))),
                8 => {
                    let edit = ArticleEdit { title, ..ArticleEdit::default() };
                    Command::EditArticle(article_id(&format!("a{id}")), edit)
                }
                _ => return world.undo(tab),
            };
            world.dispatch(tab, command);
        }
        Step::Hear(tab) => {
            world.hear(tab);
        }
        Step::Begin(tab) => {
            world.begin_commit(tab);
        }
        Step::End(tab) => world.end_commit(tab),
        Step::Reopen(tab) => {
            // What this tab heard and committed is lost with it; its place is taken by a new one.
            let now = world.open();
            let new = world.tabs.remove(now);
            world.tabs[tab] = new;
        }
        Step::Health(how) => {
            world.indexed_is = if how % 2 == 0 { Health::Full } else { Health::Working };
            world.local.borrow_mut().capacity = (how % 4 < 2).then_some(2000 + how as usize * 10);
        }
    }
}

/// A tab that hears late of a deletion leaves alone what was written since, should it die before it hears of that.
#[test]
fn what_is_newer_stays_though_it_was_not_heard_of() {
    let mut world = World::default();
    (0..2).for_each(|tab| assert_eq!(world.open(), tab));
    world.dispatch(0, article("a0"));
    world.begin_commit(0);
    world.dispatch(0, Command::RemoveArticle(article_id("a0")));
    world.indexed_is = Health::Full;
    world.end_commit(0);
    world.dispatch(1, article("a0"));
    world.undo(0);
    world.hear(1);
    run(&mut world, Step::Reopen(1), 0);
    world.indexed_is = Health::Working;
    (0..2).for_each(|tab| world.flush(tab));
    world.check_converged();
    assert_eq!(world.project(0).articles().len(), 1);
}

/// A tab whose edit loses to one that it had not heard of tells the tabs that began with the loser.
#[test]
fn a_tab_that_began_with_a_loser_hears_of_the_winner() {
    let mut world = World::default();
    (0..3).for_each(|tab| assert_eq!(world.open(), tab));
    world.dispatch(0, item("i0"));
    let edit = ItemEdit { title: Some("Two".to_owned()), ..ItemEdit::default() };
    world.dispatch(0, Command::EditItem(item_id("i0"), edit));
    world.dispatch(2, item("i0"));
    run(&mut world, Step::Reopen(1), 0);
    run(&mut world, Step::Reopen(0), 0);
    world.check_converged();
    assert_eq!(world.project(1).item(&item_id("i0")).map(|item| &*item.title), Some("Two"));
}

/// What waits for its text to be durable is told only then, even when a tab that lost against it is to be answered.
#[test]
fn what_waits_for_indexeddb_is_not_written_before_it_is_told() {
    let mut world = World::default();
    (0..3).for_each(|tab| assert_eq!(world.open(), tab));
    world.dispatch(1, article("a3"));
    world.undo(1);
    world.hear(0);
    world.dispatch(0, article("a3"));
    run(&mut world, Step::Reopen(1), 0);
    world.hear(0);
    run(&mut world, Step::Reopen(0), 0);
    world.check_converged();
}

/// A text that only local storage has outlives the deletion of its article in one tab, if another keeps the article.
#[test]
fn a_text_in_local_storage_alone_waits_for_who_wins() {
    let mut world = World::default();
    (0..2).for_each(|tab| assert_eq!(world.open(), tab));
    world.dispatch(0, article("a3"));
    world.indexed_is = Health::Full;
    world.commit(0);
    while world.hear(1) {}
    let edit = ArticleEdit { title: Some("Edited".to_owned()), ..ArticleEdit::default() };
    world.dispatch(1, Command::EditArticle(article_id("a3"), edit));
    world.dispatch(0, Command::RemoveArticle(article_id("a3")));
    world.indexed_is = Health::Working;
    world.check_converged();
    assert_eq!(world.project(0).articles().len(), 1);
}

/// An article that comes back while another tab sweeps its text away brings the text along.
#[test]
fn an_article_comes_with_its_text_though_that_was_committed_before() {
    let mut world = World::default();
    (0..3).for_each(|tab| assert_eq!(world.open(), tab));
    world.dispatch(0, article("a1"));
    world.begin_commit(0);
    world.undo(0);
    run(&mut world, Step::Reopen(2), 0);
    world.dispatch(0, article("a1"));
    world.end_commit(0);
    world.commit(2);
    run(&mut world, Step::Reopen(1), 0);
    world.check_converged();
    assert_eq!(world.project(1).articles().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn tabs_converge(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::default();
        (0..3).for_each(|_| assert!(world.open() < 3));
        for (count, step) in steps.into_iter().enumerate() {
            run(&mut world, step, count);
        }
        // What a tab has can be told from what it handed over, should its project be out of reach.
        for tab in &world.tabs {
            prop_assert_eq!(&tab.ledger.project(), tab.session.project());
        }
        world.check_converged();
    }

    #[test]
    fn tabs_converge_through_crashes_and_full_stores(steps in prop::collection::vec(rough_step(), 1..60)) {
        let mut world = World::default();
        (0..3).for_each(|_| assert!(world.open() < 3));
        for (count, step) in steps.into_iter().enumerate() {
            run(&mut world, step, count);
        }
        world.local.borrow_mut().capacity = None;
        world.indexed_is = Health::Working;
        (0..3).for_each(|tab| world.flush(tab));
        world.check_converged();
    }
}
