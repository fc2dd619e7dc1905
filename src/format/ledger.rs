//! Keeps two stores and several tabs at one: what is where, what has yet to be written, and who wins.
//!
//! A [`Ledger`] holds every record as it is to be stored, and for each store the keys that it does not have
//! yet. It never writes by itself: the browser hands it local storage ([`Ledger::flush`]), asks it for what a
//! transaction of IndexedDB is to hold ([`Ledger::commit`]), and tells it what came of that; so the tests
//! simulate tabs, full stores and crashes without a browser.
//!
//! What holds, whatever happens in between:
//! - Of two states of a record the [newer](super::record::newer) wins, in every tab and in both stores. A tab
//!   that holds the winner, and one that wrote the loser, write the winner again where it is missing.
//! - A deletion is in a tombstone in IndexedDB or in a tab's marker in local storage, or it has not happened.
//! - A text is in IndexedDB (or, while that does not work, in local storage) before its article's key is in
//!   local storage. Large batches go to IndexedDB first too, whole, and then to local storage in slices.
//! - An annotation whose article is not here waits: its record is kept, and it attaches when the article comes.

use std::rc::Rc;

use serde_json::value::RawValue;

use super::raw::FromJson;
use super::record::{self, Body, Key, Marker, PREFIX, Slot, Stored, StoredAnnotation, Unreadable, Version};
use crate::model::project::{Annotation, AnnotationId, Article, ArticleId, Change, Project, Time};
use crate::model::session::{Applied, Edit};
use crate::model::sorted::{Map, Set};
use crate::model::text::Text;

/// Keys and values of a store, as they were found.
pub type Entries = Vec<(String, String)>;

/// Records as they are stored, by what they are of.
pub type Records = Vec<(Key, String)>;

/// What the stores had at the start; `None` for one that does not work.
#[derive(Clone, Default, Debug)]
pub struct Found {
    /// What is the same in both stores: at most starts nearly everything, so it is read once.
    pub shared: Entries,
    /// What else is in local storage.
    pub local: Option<Entries>,
    /// What else is in IndexedDB, but for the texts.
    pub indexed: Option<Entries>,
    /// The texts in IndexedDB.
    pub texts: Entries,
}

/// What the start makes of it.
#[derive(Debug)]
pub struct Opened {
    /// Goes on from here; it knows what each store lacks.
    pub ledger: Ledger,
    /// The project; `None` when nothing was ever stored.
    pub project: Option<Project>,
    /// What the reader looked at.
    pub view: Option<String>,
    /// What could not be read: key, string and why. It stays where it is.
    pub set_aside: Vec<(String, String, String)>,
    /// The articles whose text was not found, by title.
    pub without_text: Vec<String>,
    /// Keys of IndexedDB's records that have had their time, each with its value: to be deleted if still so.
    pub swept: Entries,
    /// Keys of texts in IndexedDB that nothing seems to refer to: to be deleted if [`unused_text`] says so.
    pub unused_texts: Vec<String>,
}

/// A store that takes a string for a key at once: local storage.
pub trait LocalStore {
    /// The value of a key.
    fn get(&self, key: &str) -> Option<String>;
    /// Sets a value.
    fn set(&mut self, key: &str, value: &str) -> Result<(), Failure>;
    /// Removes a key.
    fn remove(&mut self, key: &str) -> Result<(), Failure>;
}

/// Why a store did not take something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// It has no room.
    Full,
    /// It does not work: why, in words.
    Blocked(String),
}

/// What came of a [`Ledger::flush`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flushed {
    /// Local storage has all that it is to have by now.
    Done,
    /// The time was up.
    More,
    /// Something could not be written; it is kept for later.
    Failed(Failure),
}

/// What one transaction of IndexedDB is to write.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The records, tombstones too; each unless what is there is [newer](super::record::newer).
    pub records: Vec<(String, Rc<str>)>,
    /// The texts.
    pub texts: Vec<(String, Rc<str>)>,
    /// What could not be read and is about to be written over.
    pub aside: Entries,
    /// How many batches were staged until now.
    pub staged: u64,
    keys: Vec<Key>,
}

/// A batch larger than this goes to IndexedDB first, as it is written to local storage in slices.
pub const LARGE: usize = 200;

/// How long a tombstone stays at least, in milliseconds: far longer than a browser holds local storage back.
const TOMBSTONE_STAYS: i64 = 24 * 3600 * 1000;

/// After so many failing writes a flush leaves the rest for later.
const MOST_FAILURES: usize = 8;

/// What is where, what has yet to be written, and who wins.
#[derive(Default, Debug)]
pub struct Ledger {
    tab: String,
    held: Map<Key, Held>,
    /// The texts of the articles in the project.
    texts: Map<ArticleId, Text>,
    /// The annotations by the article that they are in, those that wait too.
    members: Map<ArticleId, Set<AnnotationId>>,
    /// What could not be read, to be put aside before its key is written: in local storage and in IndexedDB.
    aside: [Map<Key, String>; 2],
    /// What local storage does not have yet.
    local: Set<Key>,
    /// What local storage is to have once it is in IndexedDB.
    afterwards: Set<Key>,
    /// What is new of it, the next last, while it is written in slices: found out once, and not for each slice. It is found
    /// out anew when anything else is to be written.
    queue: Vec<Key>,
    /// What IndexedDB does not have yet.
    indexed: Set<Key>,
    /// The texts that IndexedDB does not have yet, with their keys.
    uncommitted: Map<ArticleId, (String, Rc<str>)>,
    /// What IndexedDB does not know to be deleted.
    undurable: Set<Key>,
    /// What other tabs were not told yet.
    untold: Set<Key>,
    /// Whether the marker in local storage says something that has to change.
    marker_is_stale: bool,
    /// Texts that are in local storage.
    local_texts: Set<String>,
    /// What earlier tabs left in local storage, to be removed if unchanged: their markers, once ours says what
    /// they said; texts that nothing refers to.
    leftovers: Entries,
    indexed_works: bool,
    markers: u64,
    staged: u64,
}

/// A record as it is to be stored.
#[derive(Debug)]
struct Held {
    raw: Rc<str>,
    version: Version,
    /// For an annotation: where it is.
    article: Option<ArticleId>,
    /// Whether this tab wrote it, or is about to: it may come to the stores after a winner then.
    mine: bool,
    /// Whether it is in the project.
    attached: bool,
}

impl Held {
    fn is_live(&self) -> bool {
        self.version.live
    }
}

impl Ledger {
    /// Counts the batches that were staged.
    pub fn staged(&self) -> u64 {
        self.staged
    }

    /// Whether local storage has all that it is to have.
    pub fn local_is_clean(&self) -> bool {
        self.local.is_empty() && self.afterwards.is_empty()
    }

    /// Whether IndexedDB has everything.
    pub fn indexed_is_clean(&self) -> bool {
        self.indexed.is_empty() && self.uncommitted.is_empty()
    }

    /// Says whether IndexedDB works. While it does not, nothing waits for it.
    pub fn set_indexed_works(&mut self, works: bool) {
        self.indexed_works = works;
        if !works {
            self.queue.clear();
            self.local.extend(std::mem::take(&mut self.afterwards));
        }
    }

    /// Takes up what was done to the project here. It costs what was changed, however much there is.
    ///
    /// Returns what attaches to articles that came: to be applied as if from another tab, and not staged.
    pub fn stage(&mut self, project: &Project, applied: &Applied, now: Time) -> Vec<Change> {
        if applied.edits.is_empty() {
            return Vec::new();
        }
        self.queue.clear();
        self.staged += 1;
        let mut staged = Vec::with_capacity(applied.edits.len());
        let extra = |edit: &Edit| matches!(edit, Edit::Extra { .. });
        if !self.holds(&Key::Project) && !applied.edits.iter().any(extra) {
            staged.push(self.put(Key::Project, Time(0), |r| record::write_project(r, project.extra())));
        }
        let mut new_texts = Vec::new();
        for edit in &applied.edits {
            staged.push(match edit {
                Edit::Article(diff) => {
                    let same =
                        diff.was.as_ref().zip(diff.now.as_ref()).is_some_and(|(a, b)| a.text == b.text);
                    if let Some(article) = diff.now.as_ref().filter(|_| !same) {
                        new_texts.push(article.id.clone());
                    }
                    let Some(id) = diff.was.as_ref().or(diff.now.as_ref()).map(|a| a.id.clone()) else {
                        continue;
                    };
                    self.stage_article(id, diff.now.as_deref(), !same, now)
                }
                Edit::Item(diff) => {
                    let Some(id) = diff.was.as_ref().or(diff.now.as_ref()).map(|i| i.id.clone()) else {
                        continue;
                    };
                    match &diff.now {
                        Some(item) => self.put(Key::Item(id), item.modified, |r| record::write_item(r, item)),
                        None => self.remove(Key::Item(id), now),
                    }
                }
                Edit::Annotation(diff) => {
                    let Some(id) = diff.was.as_ref().or(diff.now.as_ref()).map(|a| a.id.clone()) else {
                        continue;
                    };
                    self.stage_annotation(id, diff.now.as_deref(), project, now)
                }
                Edit::Extra { now, .. } => self.put(Key::Project, Time(0), |r| record::write_project(r, now)),
            });
        }
        let first_in_indexed = self.indexed_works && (!new_texts.is_empty() || staged.len() > LARGE);
        for key in staged {
            let lacks_text = matches!(&key, Key::Article(id) if self.uncommitted.contains_key(id));
            if self.indexed_works && (first_in_indexed || lacks_text) {
                self.local.remove(&key);
                self.afterwards.insert(key);
            } else {
                self.afterwards.remove(&key);
                self.local.insert(key);
            }
        }
        self.attach(&new_texts)
    }

    fn stage_article(&mut self, id: ArticleId, article: Option<&Article>, new_text: bool, now: Time) -> Key {
        let key = Key::Article(id.clone());
        let Some(article) = article else {
            self.texts.remove(&id);
            self.forget_text(&id);
            return self.remove(key, now);
        };
        self.texts.insert(id.clone(), article.text.clone());
        let named = self.held.get(&key).filter(|_| !new_text).and_then(|held| named_text(&key, &held.raw));
        let text_key = named.unwrap_or_else(|| {
            let (text_key, value) = record::text_record(&id, &article.text);
            self.uncommitted.insert(id.clone(), (text_key.clone(), value.into()));
            text_key
        });
        self.put(key, article.modified, |revision| record::write_article(revision, article, &text_key))
    }

    fn stage_annotation(
        &mut self,
        id: AnnotationId,
        annotation: Option<&Annotation>,
        project: &Project,
        now: Time,
    ) -> Key {
        let key = Key::Annotation(id);
        let Some(annotation) = annotation else { return self.remove(key, now) };
        let text = project.article(&annotation.article).map(|article| &article.text);
        self.put_in(key, annotation.modified, Some(annotation.article.clone()), |revision| {
            record::write_annotation(revision, annotation, text)
        })
    }

    /// The article is gone, and its text need not be committed. In local storage it stays until the next start: another
    /// tab may know better, and have it from there alone.
    fn forget_text(&mut self, article: &ArticleId) {
        if let Some((text, _)) = self.uncommitted.remove(article) {
            self.local_texts.remove(&text);
        }
    }

    fn put(&mut self, key: Key, modified: Time, write: impl FnOnce(u64) -> String) -> Key {
        self.put_in(key, modified, None, write)
    }

    fn put_in(
        &mut self,
        key: Key,
        modified: Time,
        article: Option<ArticleId>,
        write: impl FnOnce(u64) -> String,
    ) -> Key {
        let revision = self.next_revision(&key);
        let version = Version { revision, live: true, modified };
        let raw = write(revision).into();
        self.hold(&key, Held { raw, version, article, mine: true, attached: true });
        self.undurable.remove(&key);
        self.dirty(&key);
        self.untold.insert(key.clone());
        key
    }

    fn remove(&mut self, key: Key, now: Time) -> Key {
        let revision = self.next_revision(&key);
        let raw = record::write_gone(revision, now);
        let version = Version { revision, live: false, modified: now };
        self.hold(&key, Held { raw: raw.into(), version, article: None, mine: true, attached: false });
        self.undurable.insert(key.clone());
        self.dirty(&key);
        self.untold.insert(key.clone());
        key
    }

    fn next_revision(&self, key: &Key) -> u64 {
        let held = self.held.get(key).map_or(0, |held| held.version.revision);
        let aside = self.aside.iter().filter_map(|aside| match record::version(aside.get(key)?) {
            Ok(version) => Some(version.revision),
            Err(Unreadable::Newer(_, revision)) => Some(revision),
            Err(Unreadable::Damaged(_)) => None,
        });
        aside.fold(held, u64::max).saturating_add(1)
    }

    fn holds(&self, key: &Key) -> bool {
        self.held.get(key).is_some_and(Held::is_live)
    }

    fn hold(&mut self, key: &Key, held: Held) {
        if let Key::Annotation(id) = key {
            if let Some(article) = &held.article {
                self.members.or_default(article.clone()).insert(id.clone());
            }
            let left = self.held.get(key).and_then(|was| was.article.clone());
            if let Some(left) = left.filter(|left| held.article.as_ref() != Some(left))
                && let Some(members) = self.members.get_mut(&left)
            {
                members.remove(id);
            }
        }
        self.held.insert(key.clone(), held);
    }

    fn dirty(&mut self, key: &Key) {
        // What waits for IndexedDB goes on waiting: it could not be told to other tabs yet.
        if !self.afterwards.contains(key) {
            self.local.insert(key.clone());
        }
        self.indexed.insert(key.clone());
    }

    /// Deletes everything that is stored, for "Delete everything". Texts are for the caller to delete.
    pub fn remove_all(&mut self, now: Time) {
        self.queue.clear();
        self.staged += 1;
        let live: Vec<Key> =
            self.held.iter().filter(|(_, held)| held.is_live()).map(|(k, _)| k.clone()).collect();
        let aside: Vec<Key> = self.aside.iter().flat_map(|aside| aside.keys().cloned()).collect();
        for key in live.into_iter().chain(aside) {
            self.remove(key, now);
        }
        self.aside = Default::default();
        self.texts.clear();
        self.uncommitted.clear();
    }
}

/// Attaching: from records to the project.
impl Ledger {
    /// The keys of texts that would have to be at hand for [`Ledger::receive`] to take all of these.
    pub fn wanted_texts(&self, entries: &[(Key, String)]) -> Vec<String> {
        let wanted = entries.iter().filter_map(|(key, raw)| {
            let Key::Article(id) = key else { return None };
            let text = named_text(key, raw)?;
            let has = self.texts.contains_key(id)
                && self.held.get(key).and_then(|held| named_text(key, &held.raw)).as_ref() == Some(&text);
            (!has).then_some(text)
        });
        wanted.collect()
    }

    /// Takes up the records of another tab's batch, all at once, with the texts that it needs.
    ///
    /// Returns what is to be done to the project, in an order in which it applies; it must not be staged.
    pub fn receive(&mut self, entries: Records, texts: &Entries) -> Vec<Change> {
        self.queue.clear();
        let mut adopted = Vec::new();
        for (key, raw) in entries {
            if let Some(body) = self.weigh(&key, raw) {
                adopted.push((key, body));
            }
        }
        let mut into = Attaching { texts, ..Attaching::default() };
        let (articles, others): (Vec<_>, Vec<_>) =
            adopted.into_iter().partition(|(key, _)| matches!(key, Key::Article(_)));
        for (key, body) in articles {
            self.receive_article(key, body, &mut into);
        }
        for (key, body) in others {
            self.receive_other(key, body, &mut into);
        }
        for article in std::mem::take(&mut into.came) {
            self.attach_to(&article, &mut into);
        }
        for article in std::mem::take(&mut into.went) {
            self.texts.remove(&article);
            self.detach_from(&article, &mut into);
            into.articles_gone.push(Change::Article(article, None));
        }
        into.changes()
    }

    /// Takes note of texts with which records were [received](Ledger::receive) though IndexedDB does not have them: of
    /// those that are in the project, this tab sees to it that it gets them.
    pub fn adopt(&mut self, texts: Entries) {
        for (key, raw) in texts {
            if let Some(Key::Article(id)) = article_of_text(&key)
                && self.texts.get(&id).is_some_and(|text| record::text_record(&id, text).0 == key)
            {
                self.uncommitted.insert(id, (key, raw.into()));
            }
        }
    }

    /// Which of what is held and what came wins. `None` when there is nothing to do to the project.
    fn weigh(&mut self, key: &Key, raw: String) -> Option<Body> {
        let held = self.held.get(key);
        if let Some(held) = held.filter(|held| *held.raw == *raw) {
            // What waits may find now what it waits for.
            let waits = held.is_live() && !held.attached;
            return record::read(key, &raw).ok().filter(|_| waits).map(|stored| stored.body);
        }
        // What a newer Agendum wrote stays in the stores, and waits there for a newer Agendum.
        let Stored { version, body } = record::read(key, &raw).ok()?;
        let wins = held.is_none_or(|held| (version, raw.as_str()) > (held.version, &held.raw));
        let mine = held.is_some_and(|held| held.mine);
        if !wins {
            // The store may have the loser now.
            self.dirty(key);
            self.untold.insert(key.clone());
            self.undurable.extend((!self.holds(key)).then(|| key.clone()));
            return None;
        }
        self.untold.remove(key);
        self.undurable.remove(key);
        if mine {
            // What this tab wrote may come to the stores after the winner, and a tab that began in between has it.
            self.dirty(key);
            self.untold.insert(key.clone());
        }
        let article = match &body {
            Body::Annotation(annotation) => Some(annotation.article.clone()),
            _ => None,
        };
        let attached = held_attached(self.held.get(key));
        self.hold(key, Held { raw: raw.into(), version, article, mine: false, attached });
        Some(body)
    }

    fn receive_article(&mut self, key: Key, body: Body, into: &mut Attaching) {
        let Key::Article(id) = &key else { return };
        let Body::Article(stored) = body else {
            self.forget_text(id);
            if self.set_attached(&key, false) {
                into.went.push(id.clone());
            }
            return;
        };
        let was = self.texts.get(id).cloned();
        let has = was.clone().filter(|text| record::text_record(id, text).0 == stored.text);
        let text = has.clone().or_else(|| read_text(into.texts, &stored.text));
        let Some(text) = text else {
            // It waits for its text; what the project has stays meanwhile.
            self.set_attached(&key, was.is_some());
            return;
        };
        if was.is_some() && has.is_none() {
            self.detach_from(id, into);
        }
        if has.is_none() {
            into.came.push(id.clone());
        }
        self.texts.insert(id.clone(), text.clone());
        self.set_attached(&key, true);
        into.articles.push(Change::Article(id.clone(), Some(Rc::new(stored.with(text)))));
    }

    fn receive_other(&mut self, key: Key, body: Body, into: &mut Attaching) {
        match (&key, body) {
            (Key::Annotation(id), Body::Annotation(stored)) => {
                self.attach_one(id, &stored, into);
            }
            (Key::Annotation(id), _) => {
                if self.set_attached(&key, false) {
                    into.annotations.insert(id.clone(), None);
                }
            }
            (Key::Item(id), Body::Item(item)) => {
                self.set_attached(&key, true);
                into.items.push(Change::Item(id.clone(), Some(item)));
            }
            (Key::Item(id), _) => {
                if self.set_attached(&key, false) {
                    into.items.push(Change::Item(id.clone(), None));
                }
            }
            (Key::Project, Body::Project(extra)) => into.items.push(Change::Extra(extra)),
            (Key::Project, _) => into.items.push(Change::Extra(Default::default())),
            (Key::Article(_), _) => {}
        }
    }

    /// Attaches what waits for articles that came.
    fn attach(&mut self, articles: &[ArticleId]) -> Vec<Change> {
        let nothing = Vec::new();
        let mut into = Attaching { texts: &nothing, ..Attaching::default() };
        for article in articles {
            self.attach_to(article, &mut into);
        }
        into.changes()
    }

    fn attach_to(&mut self, article: &ArticleId, into: &mut Attaching) {
        for id in self.members.get(article).cloned().unwrap_or_default() {
            let key = Key::Annotation(id);
            let Some(held) = self.held.get(&key).filter(|held| !held.attached && held.is_live()) else {
                continue;
            };
            if let (Key::Annotation(id), Ok(Body::Annotation(stored))) =
                (&key, record::read(&key, &held.raw).map(|stored| stored.body))
            {
                self.attach_one(id, &stored, into);
            }
        }
    }

    fn attach_one(&mut self, id: &AnnotationId, stored: &StoredAnnotation, into: &mut Attaching) {
        let text = self.texts.get(&stored.article);
        let texts = into.texts.iter().map(|(key, raw)| (key.as_str(), raw.as_str()));
        let found = stored.on(id, text, |hash| text_of_hash(texts, &stored.article, hash));
        let was = self.set_attached(&Key::Annotation(id.clone()), found.is_some());
        if was || found.is_some() {
            into.annotations.insert(id.clone(), found.map(Rc::new));
        }
    }

    /// Takes the annotations that are placed in an article out of the project; their records stay and wait.
    fn detach_from(&mut self, article: &ArticleId, into: &mut Attaching) {
        for id in self.members.get(article).cloned().unwrap_or_default() {
            let key = Key::Annotation(id.clone());
            let Some(held) = self.held.get(&key).filter(|held| held.attached) else { continue };
            let needs_text = match record::read(&key, &held.raw).map(|stored| stored.body) {
                Ok(Body::Annotation(stored)) => stored.on(&id, None, |_| None).is_none(),
                _ => true,
            };
            if needs_text {
                self.set_attached(&key, false);
                into.lifted.insert(id.clone());
                into.annotations.insert(id, None);
            }
        }
    }

    /// Sets whether a record is in the project; returns whether it was.
    fn set_attached(&mut self, key: &Key, attached: bool) -> bool {
        self.held.get_mut(key).is_some_and(|held| std::mem::replace(&mut held.attached, attached))
    }
}

fn held_attached(held: Option<&Held>) -> bool {
    held.is_some_and(|held| held.attached)
}

/// What is to be done to the project, by what has to come before what.
#[derive(Default)]
struct Attaching<'a> {
    texts: &'a [(String, String)],
    came: Vec<ArticleId>,
    went: Vec<ArticleId>,
    items: Vec<Change>,
    lifted: Set<AnnotationId>,
    articles: Vec<Change>,
    annotations: Map<AnnotationId, Option<Rc<Annotation>>>,
    articles_gone: Vec<Change>,
}

impl Attaching<'_> {
    fn changes(self) -> Vec<Change> {
        let mut changes = self.items;
        changes.extend(self.lifted.iter().map(|id| Change::Annotation(id.clone(), None)));
        changes.extend(self.articles);
        let lifted = self.lifted;
        let rest = self.annotations.into_iter().filter(|(id, to)| to.is_some() || !lifted.contains(id));
        changes.extend(rest.map(|(id, to)| Change::Annotation(id, to)));
        changes.extend(self.articles_gone);
        changes
    }
}

/// The key of the text that an article's record names.
fn named_text(key: &Key, raw: &str) -> Option<String> {
    match record::read(key, raw).ok()?.body {
        Body::Article(stored) => Some(stored.text),
        _ => None,
    }
}

fn read_text(texts: &[(String, String)], key: &str) -> Option<Text> {
    let (_, raw) = texts.iter().find(|(other, _)| other == key)?;
    record::read_text(raw).ok()
}

/// Another text of an article, by the hash of its string.
fn text_of_hash<'a>(
    texts: impl Iterator<Item = (&'a str, &'a str)>,
    article: &ArticleId,
    hash: &str,
) -> Option<Text> {
    let prefix = format!("{PREFIX}text/{article}/");
    let mut of_article = texts.filter(|(key, _)| key.starts_with(&prefix));
    of_article.find_map(|(_, raw)| record::read_text(raw).ok().filter(|text| text.hash().to_string() == hash))
}

/// Writing to local storage.
impl Ledger {
    /// Writes what local storage does not have yet, the tab's marker last, until it is done, something fails,
    /// or the time is up.
    pub fn flush(&mut self, store: &mut dyn LocalStore, time_is_up: &mut dyn FnMut() -> bool) -> Flushed {
        let mut failures = Vec::new();
        if self.queue.is_empty() {
            self.queue = self.new_in_order();
        }
        while !self.queue.is_empty() {
            if time_is_up() {
                return Flushed::More;
            }
            let Some(key) = self.queue.pop() else { break };
            if failures.len() >= MOST_FAILURES && self.holds(&key) {
                continue;
            }
            failures.extend(self.write(store, &key).err());
        }
        while failures.is_empty()
            && let Some(key) = self.local.first().cloned()
        {
            if time_is_up() {
                return Flushed::More;
            }
            failures.extend(self.write(store, &key).err());
        }
        if let Err(failure) = self.write_marker(store) {
            failures.push(failure);
        }
        match failures.into_iter().next() {
            Some(failure) => Flushed::Failed(failure),
            None => Flushed::Done,
        }
    }

    /// What is new and local storage does not have, the next last. It comes before the rest: of what did not fit earlier,
    /// something may fit now, or nothing. What is deleted comes after what is not.
    fn new_in_order(&self) -> Vec<Key> {
        let new = self.untold.iter().filter(|key| self.local.contains(*key)).cloned();
        let (live, gone): (Vec<_>, Vec<_>) = new.partition(|key| self.holds(key));
        live.into_iter().chain(gone).rev().collect()
    }

    fn write(&mut self, store: &mut dyn LocalStore, key: &Key) -> Result<(), Failure> {
        let Some(held) = self.held.get_mut(key) else {
            self.local.remove(key);
            return Ok(());
        };
        let name = key.to_string();
        if let Some(raw) = self.aside[LOCAL].get(key) {
            store.set(&key.aside(), raw)?;
            self.aside[LOCAL].remove(key);
        }
        // What came from another tab is mostly there already.
        let live = held.is_live();
        let there = if held.mine { None } else { store.get(&name) };
        if there.as_deref().is_some_and(|there| record::newer(there, &held.raw).is_gt()) {
            // Another tab was quicker: it stays, and its batch is about to be heard of.
            self.local.remove(key);
            return Ok(());
        }
        let is_right =
            !held.mine && if live { there.as_deref() == Some(&*held.raw) } else { there.is_none() };
        if !is_right && live {
            if let Key::Article(id) = key
                && let Some((text_key, text)) = self.uncommitted.get(id)
                && !self.local_texts.contains(text_key)
            {
                store.set(text_key, text)?;
                self.local_texts.insert(text_key.clone());
            }
            store.set(&name, &held.raw)?;
        } else if !is_right {
            store.remove(&name)?;
        }
        held.mine |= !is_right;
        self.local.remove(key);
        Ok(())
    }

    /// Tells other tabs of what was written, and the next start of what was deleted and is not durable.
    fn write_marker(&mut self, store: &mut dyn LocalStore) -> Result<(), Failure> {
        let waits = |key: &&Key| self.local.contains(*key) || self.afterwards.contains(*key);
        let told: Vec<Key> = self.untold.iter().filter(|key| !waits(key)).cloned().collect();
        if told.is_empty() && !self.marker_is_stale {
            return self.tidy(store);
        }
        let undurable = self.undurable.iter().filter(|key| !waits(key));
        let gone: Set<&Key> = told.iter().filter(|key| !self.holds(key)).chain(undurable).collect();
        let marker = Marker {
            v: record::SCHEMA,
            n: self.markers + 1,
            put: told.iter().filter(|key| self.holds(key)).map(Key::short).collect(),
            gone: gone.into_iter().filter_map(|key| Some((key.short(), self.deleted(key)?))).collect(),
        };
        store.set(&Marker::key(&self.tab), &marker.write())?;
        self.markers += 1;
        self.marker_is_stale = false;
        for key in &told {
            self.untold.remove(key);
        }
        self.tidy(store)
    }

    fn deleted(&self, key: &Key) -> Option<(u64, i64)> {
        let version = self.held.get(key)?.version;
        Some((version.revision, version.modified.0))
    }

    /// Removes what local storage no longer needs: texts that are in IndexedDB, markers that ours replaces.
    fn tidy(&mut self, store: &mut dyn LocalStore) -> Result<(), Failure> {
        for (key, value) in std::mem::take(&mut self.leftovers) {
            if store.get(&key).is_some_and(|there| there == value) {
                store.remove(&key)?;
            }
        }
        if self.uncommitted.is_empty() && self.indexed_works {
            for key in std::mem::take(&mut self.local_texts) {
                store.remove(&key)?;
            }
        }
        Ok(())
    }

    /// The keys of all that is there.
    pub fn keys(&self) -> Vec<Key> {
        let live = self.held.iter().filter(|(_, held)| held.is_live());
        live.map(|(key, _)| key.clone()).collect()
    }

    /// The first of these records as they are held, and the texts of those articles for which it is said, in [`lines`]; as
    /// many as `most` bytes have room for, but one at least. Gives how many they are.
    pub fn message(&self, keys: &[(Key, bool)], most: usize) -> (String, usize) {
        let mut message = String::new();
        let mut count = 0;
        let mut add = |key: &str, value: &str| {
            add_line(&mut message, key, value);
            message.len()
        };
        for (key, with_text) in keys {
            count += 1;
            let mut length = 0;
            if let Some(held) = self.held.get(key) {
                length = add(&key.to_string(), &held.raw);
            }
            if let Key::Article(id) = key
                && let Some(text) = self.texts.get(id).filter(|_| *with_text)
            {
                let (key, value) = record::text_record(id, text);
                length = add(&key, &value);
            }
            if length > most {
                break;
            }
        }
        (message, count)
    }

    /// The project that the records make up.
    pub fn project(&self) -> Project {
        let keys: Vec<_> = self.keys().into_iter().map(|key| (key, true)).collect();
        let (message, _) = self.message(&keys, usize::MAX);
        let entries = lines(&message).map(|(key, value)| (key.to_owned(), value.to_owned()));
        let (records, texts) = parted(entries);
        let changes = Ledger::default().receive(records, &texts);
        let mut project = Project::default();
        for change in project.in_order(changes) {
            // What does not fit is left out: the rest is wanted all the more.
            let _ = project.apply(change);
        }
        project
    }

    /// What other tabs have to be told in another way, as local storage did not take it: records (tombstones
    /// too) and the texts that IndexedDB does not have, as one string for [`read_message`].
    pub fn take_message(&mut self) -> Option<String> {
        let told: Vec<Key> =
            self.untold.iter().filter(|key| !self.afterwards.contains(*key)).cloned().collect();
        let mut entries = Entries::new();
        for key in told {
            self.untold.remove(&key);
            if let Key::Article(id) = &key
                && let Some((text_key, text)) = self.uncommitted.get(id)
            {
                entries.push((text_key.clone(), text.to_string()));
            }
            entries.extend(self.held.get(&key).map(|held| (key.to_string(), held.raw.to_string())));
        }
        (!entries.is_empty()).then(|| serde_json::to_string(&entries).expect("strings are JSON"))
    }
}

/// The records and the texts of a [message](Ledger::take_message); nothing if it is none.
pub fn read_message(message: &str) -> (Records, Entries) {
    let entries: Option<&RawValue> = serde_json::from_str(message).ok();
    let entries: Vec<[String; 2]> = entries.and_then(Vec::from_json).unwrap_or_default();
    parted(entries.into_iter().map(|[key, value]| (key, value)))
}

/// Adds a key and its value to what [`lines`] reads. A value is JSON, in which a line end is nothing but white space.
pub fn add_line(lines: &mut String, key: &str, value: &str) {
    lines.push_str(key);
    lines.push('\n');
    let from = lines.len();
    lines.push_str(value);
    if lines.as_bytes()[from..].contains(&b'\n') {
        let flat = value.replace('\n', " ");
        lines.replace_range(from.., &flat);
    }
    lines.push('\n');
}

/// Keys and values by turns, each on a line: what is much is read much faster like this than out of JSON.
pub fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut lines = text.split_terminator('\n');
    std::iter::from_fn(move || lines.next().zip(lines.next()))
}

/// Records and texts apart.
pub fn parted(entries: impl Iterator<Item = (String, String)>) -> (Records, Entries) {
    let mut records = Vec::new();
    let mut texts = Entries::new();
    for (key, value) in entries {
        match Slot::parse(&key) {
            Some(Slot::Record(key)) => records.push((key, value)),
            Some(Slot::Text) => texts.push((key, value)),
            _ => {}
        }
    }
    (records, texts)
}

const LOCAL: usize = 0;
const INDEXED: usize = 1;

/// Writing to IndexedDB.
impl Ledger {
    /// What the next transaction is to write; `None` when IndexedDB has everything.
    pub fn commit(&self) -> Option<Commit> {
        if self.indexed_is_clean() {
            return None;
        }
        let keys: Vec<Key> = self.indexed.iter().cloned().collect();
        let held = keys.iter().filter_map(|key| Some((key.to_string(), self.held.get(key)?.raw.clone())));
        let aside = keys.iter().filter_map(|key| Some((key.aside(), self.aside[INDEXED].get(key)?.clone())));
        // An article's record promises its text: a tab that did not know of it yet may just have swept that away.
        let promised = keys.iter().filter_map(|key| match key {
            Key::Article(id) if self.holds(key) && !self.uncommitted.contains_key(id) => {
                let (text, value) = record::text_record(id, self.texts.get(id)?);
                Some((text, value.into()))
            }
            _ => None,
        });
        Some(Commit {
            records: held.collect(),
            texts: self.uncommitted.values().cloned().chain(promised).collect(),
            aside: aside.collect(),
            staged: self.staged,
            keys,
        })
    }

    /// Takes note that a transaction is durable. What was found to be newer in it is to be
    /// [received](Ledger::receive).
    pub fn committed(&mut self, commit: &Commit) {
        let written: Map<&str, &Rc<str>> =
            commit.records.iter().map(|(key, raw)| (key.as_str(), raw)).collect();
        for key in &commit.keys {
            self.aside[INDEXED].remove(key);
            let is_current = match (self.held.get(key), written.get(key.to_string().as_str())) {
                (Some(held), Some(raw)) => held.raw == **raw,
                (held, _) => held.is_none(),
            };
            if is_current {
                self.indexed.remove(key);
                // The marker need not list it any more.
                self.marker_is_stale |= self.undurable.remove(key);
                if self.afterwards.remove(key) {
                    self.queue.clear();
                    self.local.insert(key.clone());
                }
            }
        }
        let texts: Set<&str> = commit.texts.iter().map(|(key, _)| key.as_str()).collect();
        self.uncommitted.retain(|_, (key, _)| !texts.contains(key.as_str()));
    }

    /// Compares with everything that IndexedDB has, when it works again after it did not at the start or was
    /// cleared: notes what it lacks, and returns what has to be [received](Ledger::receive).
    pub fn compare(&mut self, indexed: &Entries, texts: &Entries) -> Records {
        let records = indexed.iter().filter_map(|(key, raw)| match Slot::parse(key)? {
            Slot::Record(key) => Some((key, raw.clone())),
            _ => None,
        });
        let records: Map<Key, String> = records.collect();
        let lacks = |(key, held): &(&Key, &Held)| records.get(key).is_none_or(|there| **there != *held.raw);
        let lacking: Vec<Key> = self.held.iter().filter(lacks).map(|(key, _)| key.clone()).collect();
        self.indexed.extend(lacking);
        let there: Set<&str> = texts.iter().map(|(key, _)| key.as_str()).collect();
        for (id, text) in self.texts.iter() {
            let (key, value) = record::text_record(id, text);
            if !there.contains(key.as_str()) {
                self.uncommitted.insert(id.clone(), (key, value.into()));
            }
        }
        records.into_iter().collect()
    }
}

/// Collects what other tabs write to local storage until a tab's marker says that its batch is whole.
#[derive(Default, Debug)]
pub struct Inbox {
    waiting: Map<String, Vec<String>>,
}

impl Inbox {
    /// Takes one event: a key's new value. Returns the records of a batch when that is whole.
    ///
    /// `there` gives the value that a key has now, for an event that was missed.
    pub fn event(
        &mut self,
        key: &str,
        value: Option<&str>,
        there: impl Fn(&str) -> Option<String>,
    ) -> Option<Records> {
        let value = value?;
        match Slot::parse(key)? {
            Slot::Record(_) => {
                self.waiting.or_default(key.to_owned()).push(value.to_owned());
                None
            }
            Slot::Tab(_) => Some(self.batch(&Marker::read(value)?, there)),
            _ => None,
        }
    }

    fn batch(&mut self, marker: &Marker, there: impl Fn(&str) -> Option<String>) -> Records {
        let mut records: Records = marker.tombstones().collect();
        for short in &marker.put {
            let Some(key) = Key::parse_short(short) else { continue };
            let name = key.to_string();
            let values = self.waiting.remove(&name).or_else(|| there(&name).map(|value| vec![value]));
            records.extend(values.into_iter().flatten().map(|value| (key.clone(), value)));
        }
        records
    }
}

/// Whether a text may be deleted: its article is not there, or names another. To be asked within the
/// transaction that deletes it, with the article's record as it is then.
pub fn unused_text(text_key: &str, article: Option<&str>) -> bool {
    let Some((key, raw)) = article_of_text(text_key).zip(article) else { return true };
    match record::read(&key, raw) {
        Ok(Stored { body: Body::Article(stored), .. }) => stored.text != text_key,
        Ok(_) => true,
        Err(_) => false,
    }
}

/// The article that a text is of.
pub fn article_of_text(text_key: &str) -> Option<Key> {
    let (article, _) = text_key.strip_prefix(PREFIX)?.strip_prefix("text/")?.rsplit_once('/')?;
    ArticleId::new(article).map(Key::Article)
}

/// Makes a project of what the stores have, whichever is ahead.
pub fn open(tab: &str, found: &Found, now: Time) -> Opened {
    let mut start = Start::new(tab, found, now);
    start.read_shared(&found.shared);
    start.read_local(found.local.as_deref().unwrap_or_default());
    start.read_indexed(found.indexed.as_deref().unwrap_or_default());
    start.merge();
    start.finish()
}

/// The start, under way.
struct Start<'a> {
    opened: Opened,
    project: Project,
    states: Map<Key, States<'a>>,
    texts: Map<&'a str, &'a str>,
    local_texts: Map<&'a str, &'a str>,
    views: [Option<&'a str>; 2],
    indexed_works: bool,
    now: Time,
}

/// What there is of one record.
#[derive(Default)]
struct States<'a> {
    local: Option<&'a str>,
    indexed: Option<&'a str>,
    /// The tombstone that a marker amounts to.
    marked: Option<String>,
}

impl<'a> Start<'a> {
    fn new(tab: &str, found: &'a Found, now: Time) -> Start<'a> {
        let indexed_works = found.indexed.is_some();
        let ledger = Ledger { tab: tab.to_owned(), indexed_works, ..Ledger::default() };
        let opened = Opened {
            ledger,
            project: None,
            view: None,
            set_aside: Vec::new(),
            without_text: Vec::new(),
            swept: Entries::new(),
            unused_texts: Vec::new(),
        };
        Start {
            opened,
            project: Project::default(),
            states: Map::default(),
            texts: found.texts.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            local_texts: Map::default(),
            views: [None; 2],
            indexed_works,
            now,
        }
    }

    fn read_shared(&mut self, entries: &'a [(String, String)]) {
        for (key, value) in entries {
            match Slot::parse(key) {
                Some(Slot::Record(key)) => {
                    let states = States { local: Some(value), indexed: Some(value), marked: None };
                    self.states.insert(key, states);
                }
                Some(Slot::View) => self.views = [Some(value); 2],
                _ => {}
            }
        }
    }

    fn read_local(&mut self, entries: &'a [(String, String)]) {
        for (key, value) in entries {
            match Slot::parse(key) {
                Some(Slot::Record(key)) => self.states.or_default(key).local = Some(value),
                Some(Slot::View) => self.views[LOCAL] = Some(value),
                Some(Slot::Text) => {
                    self.local_texts.insert(key, value);
                }
                Some(Slot::Tab(_)) => {
                    self.opened.ledger.leftovers.push((key.clone(), value.clone()));
                    self.read_marker(value);
                }
                Some(Slot::Other) | None => {}
            }
        }
    }

    fn read_marker(&mut self, marker: &str) {
        for (key, tombstone) in Marker::read(marker).iter().flat_map(Marker::tombstones) {
            let marked = &mut self.states.or_default(key).marked;
            if marked.as_ref().is_none_or(|was| record::newer(&tombstone, was).is_gt()) {
                *marked = Some(tombstone);
            }
        }
    }

    fn read_indexed(&mut self, entries: &'a [(String, String)]) {
        for (key, value) in entries {
            match Slot::parse(key) {
                Some(Slot::Record(key)) => self.states.or_default(key).indexed = Some(value),
                Some(Slot::View) => self.views[INDEXED] = Some(value),
                _ => {}
            }
        }
    }

    /// Chooses the winner of each record and puts it into the project. The order of the keys is that in which
    /// records refer to each other: articles come before annotations.
    fn merge(&mut self) {
        for (key, states) in std::mem::take(&mut self.states) {
            let Some((version, raw, body)) = self.choose(&key, &states) else { continue };
            if self.is_swept(&states, version, &raw, &key) {
                continue;
            }
            self.note_what_lacks(&key, &states, version, &raw);
            let article = match &body {
                Body::Annotation(annotation) => Some(annotation.article.clone()),
                _ => None,
            };
            let attached = self.attach(&key, body);
            self.opened.ledger.hold(&key, Held { raw, version, article, mine: false, attached });
        }
    }

    fn choose(&mut self, key: &Key, states: &States) -> Option<(Version, Rc<str>, Body)> {
        let mut best: Option<(Version, &str, Body)> = None;
        let indexed = states.indexed.filter(|indexed| states.local != Some(*indexed));
        for (store, raw) in [states.local, indexed, states.marked.as_deref()].into_iter().enumerate() {
            let Some(raw) = raw else { continue };
            match record::read(key, raw) {
                Ok(Stored { version, body }) => {
                    if best.as_ref().is_none_or(|(other, than, _)| (version, raw) > (*other, *than)) {
                        best = Some((version, raw, body));
                    }
                }
                Err(why) => {
                    self.opened.set_aside.push((key.to_string(), raw.to_owned(), why.to_string()));
                    let aside = &mut self.opened.ledger.aside;
                    if store == LOCAL {
                        aside[LOCAL].insert(key.clone(), raw.to_owned());
                    }
                    if states.indexed == Some(raw) {
                        aside[INDEXED].insert(key.clone(), raw.to_owned());
                    }
                }
            }
        }
        best.map(|(version, raw, body)| (version, raw.into(), body))
    }

    /// A tombstone goes when local storage agrees and is sure to have been written since.
    fn is_swept(&mut self, states: &States, version: Version, raw: &str, key: &Key) -> bool {
        let agreed = states.local.is_none() && states.marked.is_none() && states.indexed == Some(raw);
        let is_old = self.now.0.saturating_sub(version.modified.0) > TOMBSTONE_STAYS;
        let swept = !version.live && agreed && is_old;
        if swept {
            self.opened.swept.push((key.to_string(), raw.to_owned()));
        }
        swept
    }

    fn note_what_lacks(&mut self, key: &Key, states: &States, version: Version, raw: &str) {
        let ledger = &mut self.opened.ledger;
        let local_is_right = if version.live { states.local == Some(raw) } else { states.local.is_none() };
        if !local_is_right {
            // A tab may have died before it told the others.
            ledger.local.insert(key.clone());
            ledger.untold.insert(key.clone());
        }
        if states.indexed != Some(raw) {
            if self.indexed_works {
                ledger.indexed.insert(key.clone());
            }
            if !version.live {
                ledger.indexed.insert(key.clone());
                ledger.undurable.insert(key.clone());
                ledger.marker_is_stale = true;
            }
        }
    }

    /// Puts a record into the project, if what it needs is there.
    fn attach(&mut self, key: &Key, body: Body) -> bool {
        let change = match (key, body) {
            (_, Body::Gone) => None,
            (_, Body::Project(extra)) => Some(Change::Extra(extra)),
            (_, Body::Item(item)) => Some(Change::Item(item.id.clone(), Some(item))),
            (Key::Article(id), Body::Article(stored)) => match self.text(id, &stored.text) {
                Some(text) => Some(Change::Article(id.clone(), Some(Rc::new(stored.with(text))))),
                None => {
                    self.opened.without_text.push(stored.title().to_owned());
                    None
                }
            },
            (Key::Annotation(id), Body::Annotation(stored)) => {
                let text = self.opened.ledger.texts.get(&stored.article);
                let elsewhere = |hash: &str| {
                    let texts = self.texts.iter().map(|(key, raw)| (*key, *raw));
                    text_of_hash(texts, &stored.article, hash)
                };
                let found = stored.on(id, text, elsewhere);
                found.map(|annotation| Change::Annotation(id.clone(), Some(Rc::new(annotation))))
            }
            _ => None,
        };
        // What was read fits: spans are of the article's text, ids are those of the keys.
        change.is_some_and(|change| self.project.apply(change).is_ok())
    }

    /// The text of an article, from either store.
    fn text(&mut self, article: &ArticleId, key: &str) -> Option<Text> {
        let indexed = self.texts.get(key).copied();
        let local = self.local_texts.remove(key);
        let (text, raw) = [indexed, local]
            .into_iter()
            .flatten()
            .find_map(|raw| record::read_text(raw).ok().map(|text| (text, raw)))?;
        let ledger = &mut self.opened.ledger;
        ledger.texts.insert(article.clone(), text.clone());
        if local.is_some() {
            ledger.local_texts.insert(key.to_owned());
        }
        if indexed != Some(raw) {
            ledger.uncommitted.insert(article.clone(), (key.to_owned(), raw.into()));
        }
        Some(text)
    }

    fn finish(mut self) -> Opened {
        let ledger = &mut self.opened.ledger;
        let named = |(key, held): (&Key, &Held)| match key {
            Key::Article(_) => named_text(key, &held.raw),
            _ => None,
        };
        let named: Set<String> = ledger.held.iter().filter_map(named).collect();
        let unreadable = |text: &str| {
            article_of_text(text).is_some_and(|key| ledger.aside.iter().any(|aside| aside.contains_key(&key)))
        };
        let unused = |text: &str| !named.contains(text) && !unreadable(text);
        let unused_texts = self.texts.keys().filter(|text| unused(text)).map(|text| (*text).to_owned());
        self.opened.unused_texts = unused_texts.collect();
        let local = self.local_texts.iter().filter(|(text, _)| unused(text));
        let local: Entries = local.map(|(key, raw)| ((*key).to_owned(), (*raw).to_owned())).collect();
        ledger.leftovers.extend(local);
        self.opened.view = record::newer_view(self.views[LOCAL], self.views[INDEXED]);
        let anything = !self.opened.set_aside.is_empty() || ledger.held.values().any(Held::is_live);
        self.opened.project = anything.then_some(self.project);
        self.opened
    }
}
