//! Keeping the project: local storage at once, IndexedDB in one transaction per change, other tabs told.
//!
//! What is to be written, and who wins, the [`ledger`] says; here is when.

mod indexed;
mod local;

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, DomException, MessageChannel, MessageEvent, MessagePort, StorageEvent};

use self::indexed::Database;
use self::local::Local;
use crate::browser::page::{self, Later, window};
use crate::browser::slot::Slot;
use crate::format::ledger::{self, Entries, Failure, Flushed, Found, Inbox, Ledger, LocalStore, Records};
use crate::format::record::{self, Key, Marker, PREFIX};
use crate::model::project::{Change, Project, Time};
use crate::model::session::Applied;

/// The two stores. Clones are the same.
#[derive(Clone)]
pub struct Storage(Rc<Inner>);

/// What the application is told. It is told between events, never from within a call of its own.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The state of the stores has changed.
    Status(Status),
    /// Another tab's batch, or what attached to an article that came: to be received by the session, and not
    /// to be saved.
    Remote(Vec<Change>),
}

/// What was found at the start.
#[derive(Debug)]
pub struct Opened {
    /// The project; `None` when nothing was ever stored, or everything was deleted.
    pub project: Option<Project>,
    /// What was saved last with [`Storage::save_view`].
    pub view: Option<String>,
    /// What the reader should know: what could not be read, in sentences.
    pub report: Vec<String>,
}

/// The state of the stores.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// Local storage.
    pub local: Store,
    /// IndexedDB.
    pub indexed: Store,
    /// Whether something is on its way to a store that works.
    pub saving: bool,
}

/// The state of one store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Store {
    /// It takes what it is given.
    Working,
    /// It has no room for something.
    Full,
    /// It cannot be used: why, in words.
    Blocked(String),
}

/// How much is stored.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Usage {
    /// The characters in local storage, keys included.
    pub local_characters: usize,
    /// How many it would have held when a write did not fit; unknown until then.
    pub local_capacity_seen: Option<usize>,
    /// What this address takes on the disk, in bytes, where the browser says so.
    pub indexed_bytes: Option<u64>,
    /// What the browser would let it take, in bytes.
    pub quota: Option<u64>,
}

struct Inner {
    ledger: Slot<Ledger>,
    inbox: Slot<Inbox>,
    local: Slot<Local>,
    database: Slot<Option<Database>>,
    /// For batches that local storage does not take.
    channel: Option<BroadcastChannel>,
    /// Calls back on the next turn of the event loop; timers are slowed down in hidden tabs.
    turn: Option<MessagePort>,
    notify: Box<dyn Fn(Notice)>,
    marker: String,
    local_is: Slot<Store>,
    indexed_is: Slot<Store>,
    told: Slot<Option<Status>>,
    telling: Cell<bool>,
    slicing: Cell<bool>,
    committing: Cell<bool>,
    opening: Cell<bool>,
    /// Whether the page is put aside while the reader is elsewhere.
    away: Cell<bool>,
    /// How many of the staged batches IndexedDB has.
    committed: Cell<u64>,
    waiting: Slot<Vec<(u64, Function)>>,
    incoming: Slot<VecDeque<(Records, Entries)>>,
    hearing: Cell<bool>,
    retries: Cell<u32>,
    retrying: Cell<bool>,
    snapshot: Slot<Option<String>>,
}

/// How long local storage is written to in one go, in milliseconds: a frame has 16.
const SLICE: f64 = 8.0;

/// How long to wait before a store that failed is tried again, in milliseconds: at first, and at most.
const FIRST_RETRY: i32 = 1000;
const LAST_RETRY: i32 = 60_000;

impl Status {
    /// Whether what is done is kept in at least one store.
    pub fn is_durable(&self) -> bool {
        self.local == Store::Working || self.indexed == Store::Working
    }

    /// Whether work goes on in memory only.
    pub fn both_failed(&self) -> bool {
        !self.is_durable()
    }
}

impl From<Failure> for Store {
    fn from(failure: Failure) -> Store {
        match failure {
            Failure::Full => Store::Full,
            Failure::Blocked(why) => Store::Blocked(why),
        }
    }
}

impl Storage {
    /// Reads both stores. `notify` is called from then on.
    pub async fn open(notify: impl Fn(Notice) + 'static) -> (Storage, Opened) {
        let tab = format!("{:012x}", (js_sys::Math::random() * 2f64.powi(48)) as u64);
        let lost: Rc<Slot<Option<Storage>>> = Rc::default();
        let (database, indexed_is, read) = match open_database(lost.clone()).await {
            Ok((database, read)) => (Some(database), Store::Working, Some(read)),
            Err(failure) => (None, failure.into(), None),
        };
        // From here to the listeners without a pause, so that nothing of another tab is missed.
        let mut local = Local::default();
        let (local_is, pairs) = match local.pairs() {
            Ok(pairs) => (Store::Working, Some(pairs)),
            Err(failure) => (failure.into(), None),
        };
        let start = ledger::open(&tab, &found(pairs, read), now());
        let channel = MessageChannel::new().ok();
        let storage = Storage(Rc::new(Inner {
            ledger: Slot::new(start.ledger),
            inbox: Slot::default(),
            local: Slot::new(local),
            database: Slot::new(database),
            channel: BroadcastChannel::new(PREFIX).ok(),
            turn: channel.as_ref().map(MessageChannel::port1),
            notify: Box::new(notify),
            marker: Marker::key(&tab),
            local_is: Slot::new(local_is),
            indexed_is: Slot::new(indexed_is),
            told: Slot::default(),
            telling: Cell::default(),
            slicing: Cell::default(),
            committing: Cell::default(),
            opening: Cell::default(),
            away: Cell::default(),
            committed: Cell::default(),
            waiting: Slot::default(),
            incoming: Slot::default(),
            hearing: Cell::default(),
            retries: Cell::default(),
            retrying: Cell::default(),
            snapshot: Slot::default(),
        }));
        lost.set(Some(storage.clone()));
        storage.listen(channel.as_ref());
        storage.0.told.replace(Some(storage.status()));
        storage.sweep(start.swept, start.unused_texts);
        if storage.database().is_none() {
            storage.retry_later();
        }
        storage.flush(SLICE);
        storage.pump();
        let report = report(&start.set_aside, &start.without_text);
        (storage, Opened { project: start.project, view: start.view, report })
    }

    /// Keeps what was done to the project: in local storage at once, unless there is much of it or a text comes
    /// with it, in IndexedDB soon after.
    pub fn save(&self, project: &Project, applied: &Applied) {
        let attached = self.0.ledger.change(|ledger| ledger.stage(project, applied, now()));
        if !attached.is_empty() {
            let storage = self.clone();
            page::spawn(async move { (storage.0.notify)(Notice::Remote(attached)) });
        }
        self.flush(SLICE);
        self.pump();
        self.tell();
    }

    /// Keeps what the reader looks at: cheap, and the last to be written is read at the next start. A crash
    /// may lose it.
    pub fn save_view(&self, view: &str) {
        let key = format!("{PREFIX}view");
        let value = record::write_view(now(), view);
        // Not worth a word to the reader if it fails.
        let _ = self.0.local.change(|local| local.set(&key, &value));
        let Some(database) = self.database() else { return };
        page::spawn(async move {
            let _ = database.write_view(&key, &value).await;
        });
    }

    /// The page is put aside, for the reader may come back to it. A transaction that is not over then would hold
    /// IndexedDB from all other tabs, in some browsers for as long as the page is kept; so the database is closed, and
    /// what it does not have yet goes to local storage.
    pub fn leave(&self) {
        if self.0.away.replace(true) {
            return;
        }
        if let Some(database) = self.0.database.take() {
            self.0.ledger.change(|ledger| ledger.set_indexed_works(false));
            self.flush(f64::INFINITY);
            database.close();
        }
    }

    /// The reader is back: what other tabs stored meanwhile is taken up.
    pub fn come_back(&self) {
        if self.0.away.replace(false) {
            self.reopen();
        }
    }

    /// The keys of all records.
    pub fn keys(&self) -> Vec<Key> {
        self.0.ledger.with(Ledger::keys)
    }

    /// Records in a message of the ledger: see [`Ledger::message`].
    pub fn message(&self, keys: &[(Key, bool)], most: usize) -> (String, usize) {
        self.0.ledger.with(|ledger| ledger.message(keys, most))
    }

    /// Resolves when everything saved so far is in IndexedDB, or in local storage while IndexedDB does not
    /// work. If neither works, says so in words.
    pub fn durable(&self) -> Later<'_, Result<(), String>> {
        Box::pin(async {
            let staged = self.0.ledger.with(Ledger::staged);
            let promise = Promise::new(&mut |resolve, _| {
                self.0.waiting.change(|waiting| waiting.push((staged, resolve)));
            });
            self.settle();
            match JsFuture::from(promise).await {
                Ok(why) => why.as_string().map_or(Ok(()), Err),
                Err(why) => Err(words(&why)),
            }
        })
    }

    /// The state of the stores.
    pub fn status(&self) -> Status {
        let (local, indexed) = (self.0.local_is.get(), self.0.indexed_is.get());
        let clean = |ledger: &Ledger| (ledger.local_is_clean(), ledger.indexed_is_clean());
        let (local_is_clean, indexed_is_clean) = self.0.ledger.with(clean);
        let to_indexed = indexed == Store::Working && !indexed_is_clean;
        let to_local = local == Store::Working && !local_is_clean;
        Status { local, indexed, saving: to_indexed || to_local }
    }

    /// Whether all that was handed over is in one of the stores; `None` if that cannot be told, since the application
    /// stopped while it was being changed.
    pub fn is_stored(&self) -> Option<bool> {
        self.0.ledger.try_with(|ledger| ledger.local_is_clean() || ledger.indexed_is_clean())
    }

    /// The project as it was handed over, if it can be told.
    pub fn project(&self) -> Option<Project> {
        self.0.ledger.try_with(Ledger::project)
    }

    /// Panics while what is to be stored is being changed, for tests.
    pub fn panic_on_purpose(&self) {
        self.0.ledger.change(|_| panic!("a panic on purpose, in a store"))
    }

    /// How much is stored.
    pub async fn usage(&self) -> Usage {
        let (local_characters, local_capacity_seen) =
            self.0.local.change(|local| (local.characters(), local.capacity_seen));
        let estimate = async {
            let estimate = JsFuture::from(window().navigator().storage().estimate()?).await?;
            let number =
                |of: &JsValue, name: &str| Some(Reflect::get(of, &name.into()).ok()?.as_f64()? as u64);
            let details = Reflect::get(&estimate, &"usageDetails".into())?;
            let indexed = if details.is_object() { number(&details, "indexedDB") } else { None };
            let indexed = indexed.or_else(|| number(&estimate, "usage"));
            Ok::<_, JsValue>((indexed, number(&estimate, "quota")))
        };
        // Only pages that came over a safe way are told.
        let has_estimates = window().is_secure_context();
        let (indexed_bytes, quota) =
            if has_estimates { estimate.await.unwrap_or_default() } else { (None, None) };
        Usage { local_characters, local_capacity_seen, indexed_bytes, quota }
    }

    /// Asks the browser not to clear the data when it is short of room. `None` if it cannot be asked.
    pub async fn persist(&self) -> Option<bool> {
        if !window().is_secure_context() {
            return None;
        }
        JsFuture::from(window().navigator().storage().persist().ok()?).await.ok()?.as_bool()
    }

    /// Keeps a snapshot of the project until the next start.
    pub async fn snapshot(&self, json: &str) -> Result<(), String> {
        let database = self.database().ok_or_else(|| self.indexed_trouble())?;
        let key = database.write_snapshot(Date::now(), json).await.map_err(|why| indexed::describe(&why))?;
        self.0.snapshot.replace(Some(key));
        Ok(())
    }

    /// The snapshot that was taken last in this tab.
    pub async fn snapshot_taken(&self) -> Option<String> {
        let key = self.0.snapshot.get()?;
        self.database()?.read_snapshot(&key).await
    }

    /// Deletes everything, and tells other tabs. The application starts again from nothing, without saving
    /// that it did. Ids and revisions of what was deleted stay in IndexedDB for a day, so that nothing comes
    /// back should the browser be killed now.
    pub async fn erase(&self) -> Result<(), String> {
        self.0.ledger.change(|ledger| ledger.remove_all(now()));
        self.flush(f64::INFINITY);
        let mut trouble = self.erase_rest_of_local().err().map(|why| words_of_local(&why));
        if let Some(database) = self.database() {
            trouble = trouble.or(database.erase().await.err().map(|why| indexed::describe(&why)));
        }
        self.pump();
        self.tell();
        let durable = self.durable().await;
        trouble.map_or(durable, Err)
    }

    /// What is no record: texts, the view, markers of other tabs, what was set aside.
    fn erase_rest_of_local(&self) -> Result<(), Failure> {
        let pairs = self.0.local.change(Local::pairs)?;
        let keys = pairs.into_iter().filter_map(|(key, _)| key.as_string());
        let mut keys = keys.filter(|key| key.starts_with(PREFIX) && *key != self.0.marker);
        keys.try_for_each(|key| self.0.local.change(|local| local.remove(&key)))
    }
}

/// When what is written.
impl Storage {
    fn database(&self) -> Option<Database> {
        self.0.database.get()
    }

    /// Writes to local storage for so many milliseconds at most; the rest on the next turns.
    fn flush(&self, milliseconds: f64) {
        let until = Date::now() + milliseconds;
        let mut count = 0;
        let mut time_is_up = || {
            count += 1;
            count % 16 == 0 && Date::now() > until
        };
        let flushed =
            self.0.ledger.change(|ledger| self.0.local.change(|local| ledger.flush(local, &mut time_is_up)));
        self.0.slicing.set(false);
        match flushed {
            Flushed::Done => {
                // There may have been nothing to write.
                let is = self.0.local.change(Local::check).map_or_else(Store::from, |()| Store::Working);
                self.0.local_is.set(is);
            }
            Flushed::More => {
                self.0.slicing.set(true);
                self.next_turn();
            }
            Flushed::Failed(failure) => {
                self.0.local_is.replace(failure.into());
                self.send_what_local_did_not_take();
                self.retry_later();
            }
        }
        self.settle();
    }

    fn next_turn(&self) {
        let asked = self.0.turn.as_ref().map(|port| port.post_message(&JsValue::NULL));
        if !matches!(asked, Some(Ok(()))) {
            self.retry_later();
        }
    }

    fn send_what_local_did_not_take(&self) {
        let message = self.0.ledger.change(Ledger::take_message);
        if let Some((channel, message)) = self.0.channel.as_ref().zip(message) {
            // Without it other tabs hear of the change at their next start.
            let _ = channel.post_message(&message.into());
        }
    }

    /// Sees that everything gets to IndexedDB, one transaction after another.
    fn pump(&self) {
        if self.0.committing.get() || self.0.away.get() || self.0.ledger.with(Ledger::indexed_is_clean) {
            return;
        }
        let Some(database) = self.database() else { return self.reopen() };
        self.0.committing.set(true);
        let storage = self.clone();
        page::spawn(async move {
            let mut works = true;
            while works && let Some(commit) = storage.next_commit() {
                let result = database.commit(&commit).await;
                // One that was given up as the page was left is made anew when it is back.
                works = database.is_open() && storage.take_result(&commit, result);
            }
            storage.0.committing.set(false);
            storage.settle();
            storage.tell();
            if !database.is_open() {
                storage.pump();
            }
        });
    }

    fn next_commit(&self) -> Option<ledger::Commit> {
        self.0.ledger.with(Ledger::commit)
    }

    fn take_result(&self, commit: &ledger::Commit, result: Result<Records, Failure>) -> bool {
        let works = result.is_ok();
        self.0.ledger.change(|ledger| ledger.set_indexed_works(works));
        match result {
            Ok(newer) => {
                self.0.indexed_is.replace(Store::Working);
                self.0.ledger.change(|ledger| ledger.committed(commit));
                self.0.committed.set(commit.staged);
                if !newer.is_empty() {
                    self.deliver(newer, Entries::new());
                }
            }
            Err(failure) => {
                if failure != Failure::Full {
                    // A connection that fails once may be dead: the next try opens another.
                    self.0.database.replace(None);
                }
                self.0.indexed_is.replace(failure.into());
                self.retry_later();
            }
        }
        self.flush(SLICE);
        works
    }

    /// Opens IndexedDB again, and brings both sides up to date.
    fn reopen(&self) {
        if self.0.away.get() || self.0.opening.replace(true) {
            return;
        }
        let storage = self.clone();
        page::spawn(async move {
            let lost = Rc::new(Slot::new(Some(storage.clone())));
            match open_database(lost).await {
                // The page was left meanwhile.
                Ok((database, _)) if storage.0.away.get() => database.close(),
                Ok((database, (records, texts))) => {
                    let (records, texts) = (entries(&records), entries(&texts));
                    let records = storage.0.ledger.change(|ledger| {
                        ledger.set_indexed_works(true);
                        ledger.compare(&records, &texts)
                    });
                    storage.0.database.replace(Some(database));
                    storage.0.indexed_is.replace(Store::Working);
                    storage.deliver(records, texts);
                }
                Err(failure) => {
                    storage.0.indexed_is.replace(failure.into());
                    storage.retry_later();
                }
            }
            storage.0.opening.set(false);
            storage.settle();
            if storage.database().is_some() {
                storage.pump();
            }
            storage.tell();
        });
    }

    /// The connection was closed from outside.
    fn lose_database(&self, why: &str) {
        self.0.database.replace(None);
        self.0.indexed_is.replace(Store::Blocked(why.to_owned()));
        self.0.ledger.change(|ledger| ledger.set_indexed_works(false));
        self.retry_later();
        self.flush(SLICE);
        self.tell();
    }

    /// Tries the stores again after a while; the while grows as long as one fails.
    fn retry_later(&self) {
        if self.0.retrying.replace(true) {
            return;
        }
        let retries = self.0.retries.get();
        self.0.retries.set(retries.saturating_add(1));
        let wait = FIRST_RETRY.saturating_mul(1 << retries.min(10)).min(LAST_RETRY);
        let storage = self.clone();
        page::after(wait, move || {
            storage.0.retrying.set(false);
            storage.flush(SLICE);
            if storage.0.database.with(Option::is_none) {
                storage.reopen();
            }
            storage.pump();
            storage.tell();
        });
    }

    /// Tells those who wait for durability, as far as it is known.
    fn settle(&self) {
        let (local_is, indexed_is) = (self.0.local_is.get(), self.0.indexed_is.get());
        if indexed_is == Store::Working && local_is == Store::Working {
            self.0.retries.set(0);
        }
        let clean = |ledger: &Ledger| (ledger.local_is_clean(), ledger.indexed_is_clean());
        let (local_is_clean, indexed_is_clean) = self.0.ledger.with(clean);
        let committed = if indexed_is_clean { u64::MAX } else { self.0.committed.get() };
        let without_indexed = indexed_is != Store::Working && !self.0.slicing.get();
        let verdict = match (without_indexed, local_is_clean) {
            (false, _) => None,
            (true, true) => Some(JsValue::UNDEFINED),
            (true, false) => Some(JsValue::from_str(&trouble(&local_is, &indexed_is))),
        };
        let mut waiting = self.0.waiting.take();
        waiting.retain(|(staged, resolve)| {
            let answer = if *staged <= committed { Some(JsValue::UNDEFINED) } else { verdict.clone() };
            answer.is_none_or(|answer| resolve.call1(&JsValue::NULL, &answer).is_err())
        });
        // Nobody began to wait meanwhile: what waits for the promises runs later.
        self.0.waiting.set(waiting);
    }

    /// Tells the application of the state of the stores, if that has changed since.
    fn tell(&self) {
        if self.0.telling.replace(true) {
            return;
        }
        let storage = self.clone();
        page::spawn(async move {
            storage.0.telling.set(false);
            let status = storage.status();
            if storage.0.told.replace(Some(status.clone())).as_ref() != Some(&status) {
                (storage.0.notify)(Notice::Status(status));
            }
        });
    }

    fn sweep(&self, swept: Entries, texts: Vec<String>) {
        let Some(database) = self.database() else { return };
        page::spawn(async move {
            // What could not be swept now is swept another time.
            let _ = database.sweep(&swept, &texts, Date::now()).await;
        });
    }

    fn indexed_trouble(&self) -> String {
        match self.0.indexed_is.get() {
            Store::Working | Store::Full => indexed::describe(&Failure::Full),
            Store::Blocked(why) => indexed::describe(&Failure::Blocked(why)),
        }
    }
}

/// Hearing of other tabs.
impl Storage {
    fn listen(&self, turns: Option<&MessageChannel>) {
        let storage = self.clone();
        let stored = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| storage.hear(&event));
        let listened =
            window().add_event_listener_with_callback("storage", stored.into_js_value().unchecked_ref());
        debug_assert!(listened.is_ok(), "a window takes listeners");
        if let Some(channel) = &self.0.channel {
            let storage = self.clone();
            let sent = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let (records, texts) = ledger::read_message(&event.data().as_string().unwrap_or_default());
                storage.deliver(records, texts);
            });
            channel.set_onmessage(Some(sent.into_js_value().unchecked_ref()));
        }
        if let Some(turns) = turns {
            let storage = self.clone();
            let turn = Closure::<dyn Fn()>::new(move || {
                storage.flush(SLICE);
                storage.tell();
            });
            turns.port2().set_onmessage(Some(turn.into_js_value().unchecked_ref()));
        }
    }

    fn hear(&self, event: &StorageEvent) {
        let Some(key) = event.key() else { return };
        let value = event.new_value();
        let there = |key: &str| self.0.local.with(|local| local.get(key));
        let batch = self.0.inbox.change(|inbox| inbox.event(&key, value.as_deref(), there));
        if let Some(batch) = batch {
            self.deliver(batch, Entries::new());
        }
    }

    /// Takes up batches, one after another; a batch may have to wait for a text.
    fn deliver(&self, records: Records, texts: Entries) {
        self.0.incoming.change(|incoming| incoming.push_back((records, texts)));
        if self.0.hearing.replace(true) {
            return;
        }
        let storage = self.clone();
        page::spawn(async move {
            while let Some((records, texts)) = storage.next_incoming() {
                storage.receive(records, texts).await;
            }
            storage.0.hearing.set(false);
            storage.pump();
            storage.tell();
        });
    }

    fn next_incoming(&self) -> Option<(Records, Entries)> {
        self.0.incoming.change(VecDeque::pop_front)
    }

    async fn receive(&self, records: Records, mut texts: Entries) {
        let wanted = self.0.ledger.with(|ledger| ledger.wanted_texts(&records));
        let missing: Vec<String> =
            wanted.iter().filter(|key| !texts.iter().any(|(there, _)| there == *key)).cloned().collect();
        let database = self.database().filter(|_| !missing.is_empty());
        let committed = match database {
            Some(database) => database.texts(&missing).await,
            None => Entries::new(),
        };
        let missing = missing.into_iter().filter(|key| !committed.iter().any(|(there, _)| there == key));
        let in_local = |key: String| {
            let value = self.0.local.with(|local| local.get(&key))?;
            Some((key, value))
        };
        texts.extend(missing.filter_map(in_local));
        let uncommitted = texts.iter().filter(|(key, _)| wanted.contains(key)).cloned().collect();
        texts.extend(committed);
        let changes = self.0.ledger.change(|ledger| {
            let changes = ledger.receive(records, &texts);
            ledger.adopt(uncommitted);
            changes
        });
        if !changes.is_empty() {
            (self.0.notify)(Notice::Remote(changes));
        }
        self.flush(SLICE);
    }
}

/// Opens IndexedDB and reads it all.
fn open_database(storage: Rc<Slot<Option<Storage>>>) -> Later<'static, Result<Whole, Failure>> {
    Box::pin(async move {
        let lost = move |why: &str| {
            if let Some(storage) = storage.get() {
                storage.lose_database(why);
            }
        };
        let database = Database::open(Rc::new(lost)).await?;
        let read = database.read().await?;
        Ok((database, read))
    })
}

/// A database, and all records and all texts in it.
type Whole = (Database, (Pairs, Pairs));

/// Keys and values as the browser hands them out.
type Pairs = Vec<(JsValue, JsValue)>;

fn entries(pairs: &[(JsValue, JsValue)]) -> Entries {
    pairs.iter().filter_map(|(key, value)| Some((key.as_string()?, value.as_string()?))).collect()
}

/// What the stores had. Strings are compared where they are: to bring one over costs far more.
fn found(local: Option<Pairs>, indexed: Option<(Pairs, Pairs)>) -> Found {
    let in_local = js_sys::Map::new();
    for (key, value) in local.iter().flatten() {
        in_local.set(key, value);
    }
    let Some((records, texts)) = indexed else {
        return Found { local: local.map(|pairs| entries(&pairs)), ..Found::default() };
    };
    let (shared, indexed): (Pairs, Pairs) =
        records.into_iter().partition(|(key, value)| in_local.get(key) == *value);
    for (key, _) in &shared {
        in_local.delete(key);
    }
    let is_left = |(key, _): &(JsValue, JsValue)| in_local.has(key);
    let local = local.map(|pairs| entries(&pairs.into_iter().filter(is_left).collect::<Vec<_>>()));
    Found { shared: entries(&shared), local, indexed: Some(entries(&indexed)), texts: entries(&texts) }
}

fn now() -> Time {
    Time(Date::now() as i64)
}

/// What the reader should know of the start.
fn report(set_aside: &[(String, String, String)], without_text: &[String]) -> Vec<String> {
    let mut report = Vec::new();
    if let Some((key, _, why)) = set_aside.first() {
        let key = key.strip_prefix(PREFIX).unwrap_or(key);
        let others = match set_aside.len() {
            1 => String::new(),
            count => format!(" So were {} others.", count - 1),
        };
        report
            .push(format!("The stored record {key} could not be read and was left as it is: {why}.{others}"));
    }
    report.extend(without_text.iter().map(|title| {
        format!("The text of “{title}” was not found. Its passages are saved and return with the text.")
    }));
    report
}

fn trouble(local: &Store, indexed: &Store) -> String {
    let why = |store: &Store| match store {
        Store::Working => "could not save everything".to_owned(),
        Store::Full => "is full".to_owned(),
        Store::Blocked(why) => format!("does not work ({why})"),
    };
    format!("Nothing can be saved: local storage {}, and IndexedDB {}.", why(local), why(indexed))
}

fn words_of_local(failure: &Failure) -> String {
    match failure {
        Failure::Full => "local storage is full".to_owned(),
        Failure::Blocked(why) => format!("local storage does not work: {why}"),
    }
}

/// What the browser threw, in words.
fn words(why: &JsValue) -> String {
    if let Some(exception) = why.dyn_ref::<DomException>() {
        return format!("{} ({})", exception.message(), exception.name());
    }
    let message = why.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| why.as_string()).unwrap_or_else(|| "the browser does not say why".to_owned())
}

/// Whether there is no room, or something else is wrong.
fn failure(why: &JsValue) -> Failure {
    let name = why.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
    // The second is what older Firefox says.
    if name == "QuotaExceededError" || name == "NS_ERROR_DOM_QUOTA_REACHED" {
        Failure::Full
    } else {
        Failure::Blocked(words(why))
    }
}
