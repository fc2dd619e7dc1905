//! IndexedDB: records, texts and snapshots, each a string under a key.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

use super::{Pairs, entries, failure};
use crate::browser::page::Later;
use crate::browser::page::{self, window};
use crate::format::ledger::{self, Commit, Entries, Failure, Records};
use crate::format::record::{self, PREFIX, Slot};
use crate::model::sorted::Map;

const NAME: &str = "agendum";
const VERSION: u32 = 1;
const RECORDS: &str = "records";
const TEXTS: &str = "texts";
const SNAPSHOTS: &str = "snapshots";

/// How long opening may take, and the wait for others before reading, in milliseconds, until the start goes on without:
/// some browsers never answer.
const PATIENCE: i32 = 5000;

/// How long a commit waits for the transactions of others, in milliseconds, before it is tried again later.
const PATIENCE_TO_WRITE: i32 = 15_000;

/// More records than this are compared with one look at all of them, rather than one by one.
const MANY: usize = 500;

/// So many records are handed to the browser in one turn of the event loop, which takes a few milliseconds.
const AT_ONCE: usize = 250;

/// A snapshot younger than this, in milliseconds, may be that of a tab that is at work.
const SNAPSHOT_STAYS: f64 = 60_000.0;

#[wasm_bindgen]
extern "C" {
    /// An `IDBDatabase`, for the parameter that web-sys does not know.
    type Transactions;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Transactions,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;

    /// An `IDBTransaction`, for what older browsers lack.
    type Committable;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committable) -> Result<(), JsValue>;
}

/// An open database.
#[derive(Clone)]
pub(super) struct Database {
    database: IdbDatabase,
    /// The transactions that may be under way.
    under_way: Rc<RefCell<Vec<IdbTransaction>>>,
    is_closed: Rc<Cell<bool>>,
}

/// Whether a transaction is over when it is on the disk, or when the system has it.
#[derive(Clone, Copy)]
enum Durability {
    Strict,
    Relaxed,
}

impl Database {
    /// Opens the database, making it if it is not there. `lost` is called should it be closed from outside.
    pub async fn open(lost: Rc<dyn Fn(&str)>) -> Result<Database, Failure> {
        let factory = window().indexed_db().map_err(|why| failure(&why))?;
        let factory = factory.ok_or_else(|| Failure::Blocked("the browser offers none".to_owned()))?;
        let request = factory.open_with_u32(NAME, VERSION).map_err(|why| failure(&why))?;
        let upgrade = page::once({
            let request = request.clone();
            Box::new(move || make_stores(&request))
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        JsFuture::from(opened_in_time(&request)).await.map_err(|why| failure(&reason(&request, why)))?;
        let database: IdbDatabase = result(&request).map_err(|why| failure(&why))?.unchecked_into();
        let closing = database.clone();
        let changes = lost.clone();
        let version_changes = Closure::<dyn Fn()>::new(move || {
            closing.close();
            changes("another tab runs a newer Agendum; please reload this one");
        });
        database.set_onversionchange(Some(version_changes.into_js_value().unchecked_ref()));
        let closed = Closure::<dyn Fn()>::new(move || lost("the browser closed it"));
        database.set_onclose(Some(closed.into_js_value().unchecked_ref()));
        Ok(Database { database, under_way: Rc::default(), is_closed: Rc::default() })
    }

    /// Closes it, and gives up what is under way and still needs this page: a page that is put aside while the reader
    /// is elsewhere would hold the stores until it is shown again, or forever. What has been handed over whole is kept.
    pub fn close(&self) {
        self.is_closed.set(true);
        for transaction in self.under_way.take() {
            // Fails where it has come to its end, or goes there by itself.
            let _ = transaction.abort();
        }
        self.database.close();
    }

    /// Whether it has not been closed from here.
    pub fn is_open(&self) -> bool {
        !self.is_closed.get()
    }

    /// All records and all texts.
    pub async fn read(&self) -> Result<(Pairs, Pairs), Failure> {
        let read = async {
            let transaction = self.reading(&[RECORDS, TEXTS])?;
            let (records, texts) = (store(&transaction, RECORDS)?, store(&transaction, TEXTS)?);
            let requests =
                [records.get_all_keys()?, records.get_all()?, texts.get_all_keys()?, texts.get_all()?];
            let answered = all_answered(&requests);
            begun_in_time(&transaction, &requests[0], PATIENCE).await?;
            answered.await?;
            let [keys, values, text_keys, texts] = requests;
            Ok((pairs(&keys, &values)?, pairs(&text_keys, &texts)?))
        };
        read.await.map_err(|why: JsValue| failure(&why))
    }

    /// The texts with these keys, as far as they are there.
    pub async fn texts(&self, keys: &[String]) -> Entries {
        let read = async {
            let transaction = self.reading(&[TEXTS])?;
            let texts = store(&transaction, TEXTS)?;
            let found = values(&texts, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await?;
            Ok::<_, JsValue>(keys.iter().cloned().zip(found).filter_map(|(k, v)| Some((k, v?))).collect())
        };
        read.await.unwrap_or_default()
    }

    /// Writes a commit in one transaction, and returns when it is on the disk. Where a newer record is there
    /// already, that stays and is returned.
    pub async fn commit(&self, commit: &Commit) -> Result<Records, Failure> {
        let transaction = self.writing(&[RECORDS, TEXTS], Durability::Strict).map_err(|why| failure(&why))?;
        let done = finished(&transaction);
        let written = write_commit(&transaction, commit).await;
        match written {
            // It needs this page no more.
            Ok(_) => hand_over(&transaction),
            // It may have been aborted already, which is the reason then.
            Err(_) => drop(transaction.abort()),
        }
        match JsFuture::from(done).await {
            Ok(_) => written.map_err(|why| failure(&why)),
            Err(_) => Err(match (transaction.error(), written) {
                (Some(error), _) => failure(&error),
                (None, Err(why)) => failure(&why),
                (None, Ok(_)) => Failure::Blocked("the browser gave the transaction up".to_owned()),
            }),
        }
    }

    /// Writes the view, as soon as it suits the browser.
    pub async fn write_view(&self, key: &str, value: &str) -> Result<(), Failure> {
        let write = |transaction: &IdbTransaction| put(&store(transaction, RECORDS)?, key, value);
        self.write(&[RECORDS], Durability::Relaxed, &write).await
    }

    /// Deletes what has had its time, unless that has changed meanwhile; and snapshots of earlier starts.
    pub async fn sweep(&self, swept: &Entries, texts: &[String], now: f64) -> Result<(), Failure> {
        let sweep = async {
            let transaction = self.writing(&[RECORDS, TEXTS, SNAPSHOTS], Durability::Relaxed)?;
            let done = finished(&transaction);
            let before = IdbKeyRange::upper_bound(&snapshot_key(now - SNAPSHOT_STAYS).into())?;
            store(&transaction, SNAPSHOTS)?.delete(&before)?;
            let records = store(&transaction, RECORDS)?;
            let keys: Vec<&str> = swept.iter().map(|(key, _)| key.as_str()).collect();
            let there = values(&records, &keys).await?;
            for ((key, value), there) in swept.iter().zip(there) {
                if there.as_ref() == Some(value) {
                    records.delete(&key.into())?;
                }
            }
            let articles = texts.iter().map(|text| ledger::article_of_text(text).map(|key| key.to_string()));
            let articles: Vec<String> = articles.map(Option::unwrap_or_default).collect();
            let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
            let articles = values(&records, &articles).await?;
            for (text, article) in texts.iter().zip(articles) {
                if ledger::unused_text(text, article.as_deref()) {
                    store(&transaction, TEXTS)?.delete(&text.into())?;
                }
            }
            hand_over(&transaction);
            JsFuture::from(done).await
        };
        sweep.await.map(drop).map_err(|why: JsValue| failure(&why))
    }

    /// Keeps a snapshot until the next start; returns its key.
    pub async fn write_snapshot(&self, now: f64, snapshot: &str) -> Result<String, Failure> {
        let key = snapshot_key(now);
        let write = |transaction: &IdbTransaction| put(&store(transaction, SNAPSHOTS)?, &key, snapshot);
        self.write(&[SNAPSHOTS], Durability::Strict, &write).await?;
        Ok(key)
    }

    /// Reads a snapshot.
    pub async fn read_snapshot(&self, key: &str) -> Option<String> {
        let read = async {
            let transaction = self.reading(&[SNAPSHOTS])?;
            values(&store(&transaction, SNAPSHOTS)?, &[key]).await
        };
        read.await.ok()?.pop()?
    }

    /// Deletes everything but the records, which are deleted one by one and leave tombstones for a while.
    pub async fn erase(&self) -> Result<(), Failure> {
        let write = |transaction: &IdbTransaction| {
            store(transaction, TEXTS)?.clear()?;
            store(transaction, SNAPSHOTS)?.clear()?;
            let records = store(transaction, RECORDS)?;
            records.delete(&format!("{PREFIX}view").into())?;
            let aside = format!("{PREFIX}aside/");
            let range = IdbKeyRange::bound(&aside.as_str().into(), &format!("{aside}\u{ffff}").into())?;
            records.delete(&range).map(drop)
        };
        self.write(&[RECORDS, TEXTS, SNAPSHOTS], Durability::Strict, &write).await
    }

    fn write<'a>(
        &'a self,
        stores: &'a [&'a str],
        durability: Durability,
        write: &'a dyn Fn(&IdbTransaction) -> Result<(), JsValue>,
    ) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move {
            let write = async {
                let transaction = self.writing(stores, durability)?;
                let done = finished(&transaction);
                write(&transaction)?;
                hand_over(&transaction);
                JsFuture::from(done).await.map_err(|why| transaction.error().map_or(why, JsValue::from))
            };
            write.await.map(drop).map_err(|why| failure(&why))
        })
    }

    fn reading(&self, stores: &[&str]) -> Result<IdbTransaction, JsValue> {
        self.begin(stores, "readonly", &JsValue::UNDEFINED)
    }

    fn writing(&self, stores: &[&str], durability: Durability) -> Result<IdbTransaction, JsValue> {
        let options = Object::new();
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        self.begin(stores, "readwrite", &options)
    }

    fn begin(&self, stores: &[&str], mode: &str, options: &JsValue) -> Result<IdbTransaction, JsValue> {
        let database = self.database.unchecked_ref::<Transactions>();
        let transaction = database.transaction(&names(stores), mode, options)?;
        let mut under_way = self.under_way.take();
        // One that has ended gives out no store any more; one that has not says that there is none of that name.
        under_way.retain(|transaction| {
            let why = transaction.object_store("").err().and_then(|why| why.dyn_into::<DomException>().ok());
            why.is_none_or(|why| why.name() == "NotFoundError")
        });
        under_way.push(transaction.clone());
        self.under_way.replace(under_way);
        Ok(transaction)
    }
}

/// Snapshots are in the order in which they were taken.
fn snapshot_key(now: f64) -> String {
    format!("{:015}", now as u64)
}

fn make_stores(request: &IdbOpenDbRequest) {
    let Ok(database) = result(request).map(|database| database.unchecked_into::<IdbDatabase>()) else {
        return;
    };
    for name in [RECORDS, TEXTS, SNAPSHOTS] {
        // Only version 1 has been, so none of them is there; should one be missing later, its use fails and
        // is reported.
        let _ = database.create_object_store(name);
    }
}

/// Settles when the request does, or when the patience is at an end.
fn opened_in_time(request: &IdbOpenDbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        let saying = |why: &str| reject.bind1(&JsValue::NULL, &why.into()).unchecked_into::<Function>();
        request.set_onblocked(Some(&saying("another tab holds it in an older form")));
        let slow = saying("it did not answer in time");
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&slow, PATIENCE);
    })
}

/// Settles when the first request of a transaction is answered, which waits for the transactions of others, or fails
/// when the patience is at an end; then it is given up.
async fn begun_in_time(
    transaction: &IdbTransaction,
    first: &IdbRequest,
    patience: i32,
) -> Result<(), JsValue> {
    let begun = Promise::new(&mut |resolve, reject| {
        for event in ["success", "error"] {
            // Adding fails only for arguments of the wrong type.
            let _ = first.add_event_listener_with_callback(event, &resolve);
        }
        let why = JsValue::from_str("another tab does not let go of it");
        let slow = reject.bind1(&JsValue::NULL, &why).unchecked_into::<Function>();
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&slow, patience);
    });
    let begun = JsFuture::from(begun).await;
    if begun.is_err() {
        // It may have been aborted already, which is as well.
        let _ = transaction.abort();
    }
    begun.map(drop)
}

/// Says that nothing more comes, so that a transaction ends without another word of this page.
fn hand_over(transaction: &IdbTransaction) {
    // It has ended already, or the browser is an old one that finds out by itself.
    let _ = transaction.unchecked_ref::<Committable>().commit();
}

/// Why a request failed: words that stand for themselves, or else its error.
fn reason(request: &IdbRequest, why: JsValue) -> JsValue {
    if why.is_string() {
        return why;
    }
    request.error().ok().flatten().map_or(why, JsValue::from)
}

fn result(request: &IdbRequest) -> Result<JsValue, JsValue> {
    request.result()
}

/// Resolves when a transaction is complete.
fn finished(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    })
}

/// Waits for requests of one transaction, which stays open for more.
fn all_answered(requests: &[IdbRequest]) -> Later<'_, Result<(), JsValue>> {
    Box::pin(async move {
        let Some(last) = requests.last() else { return Ok(()) };
        // Requests of a transaction are answered in their order; if an earlier one fails, the transaction is
        // aborted and the last fails too.
        let answered = Promise::new(&mut |resolve, reject| {
            last.set_onsuccess(Some(&resolve));
            last.set_onerror(Some(&reject));
        });
        JsFuture::from(answered).await.map(drop).map_err(|why| reason(last, why))
    })
}

/// The values of keys, in their order.
fn values<'a>(
    store: &'a IdbObjectStore,
    keys: &'a [&str],
) -> Later<'a, Result<Vec<Option<String>>, JsValue>> {
    Box::pin(async move {
        let mut requests = Vec::new();
        for key in keys {
            requests.push(store.get(&(*key).into())?);
        }
        all_answered(&requests).await?;
        requests.iter().map(|request| Ok(result(request)?.as_string())).collect()
    })
}

async fn write_commit(transaction: &IdbTransaction, commit: &Commit) -> Result<Records, JsValue> {
    let (records, texts) = (store(transaction, RECORDS)?, store(transaction, TEXTS)?);
    // The first to be answered: it says that nobody else holds the stores.
    let first = records.count()?;
    for (key, text) in &commit.texts {
        put(&texts, key, text)?;
    }
    for (key, value) in &commit.aside {
        put(&records, key, value)?;
    }
    begun_in_time(transaction, &first, PATIENCE_TO_WRITE).await?;
    let there = records_there(&records, commit).await?;
    let mut newer = Vec::new();
    for (count, ((key, raw), there)) in commit.records.iter().zip(there).enumerate() {
        match there {
            Some(there) if *there == **raw => {}
            Some(there) if record::newer(&there, raw).is_gt() => {
                newer.extend(Slot::parse(key).and_then(Slot::record).map(|key| (key, there)));
            }
            _ => {
                let request = records.put_with_key(&(&**raw).into(), &key.into())?;
                if count % AT_ONCE == AT_ONCE - 1 {
                    // Others have a turn.
                    all_answered(&[request]).await?;
                }
            }
        }
    }
    Ok(newer)
}

/// What the store has for the records of a commit.
async fn records_there(records: &IdbObjectStore, commit: &Commit) -> Result<Vec<Option<String>>, JsValue> {
    if commit.records.len() <= MANY {
        let keys: Vec<&str> = commit.records.iter().map(|(key, _)| key.as_str()).collect();
        return values(records, &keys).await;
    }
    let requests = [records.get_all_keys()?, records.get_all()?];
    all_answered(&requests).await?;
    let [keys, there] = requests;
    let mut there: Map<String, String> = entries(&pairs(&keys, &there)?).into_iter().collect();
    Ok(commit.records.iter().map(|(key, _)| there.remove(key)).collect())
}

fn store(transaction: &IdbTransaction, name: &str) -> Result<IdbObjectStore, JsValue> {
    transaction.object_store(name)
}

fn put(store: &IdbObjectStore, key: &str, value: &str) -> Result<(), JsValue> {
    store.put_with_key(&value.into(), &key.into()).map(drop)
}

fn names(stores: &[&str]) -> Array {
    stores.iter().map(|name| JsValue::from_str(name)).collect()
}

/// Keys and values that were asked for in one transaction.
fn pairs(keys: &IdbRequest, values: &IdbRequest) -> Result<Pairs, JsValue> {
    let (keys, values): (Array, Array) = (result(keys)?.unchecked_into(), result(values)?.unchecked_into());
    Ok(keys.iter().zip(values.iter()).collect())
}

/// Why IndexedDB does not work, in words.
pub(super) fn describe(why: &Failure) -> String {
    match why {
        Failure::Full => "the browser's database is full".to_owned(),
        Failure::Blocked(why) => format!("the browser's database does not work: {why}"),
    }
}
