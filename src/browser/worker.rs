//! The worker: what takes long is done beside the page, so that typing and scrolling never wait for it.
//!
//! It is started when something is first asked of it, and anew after it ended. Requests are numbered and sent one at a
//! time; so one that waits is simply taken off the list, and one that is being done is cancelled by ending the worker.
//! The other side is `src/bin/worker.rs`.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, EventTarget, MessageEvent};

use super::page::{self, Listener, document, window};
use crate::browser::slot::Slot;
use crate::format::panel::{DRAW, FAULT_HANG, FAULT_PANIC};

#[wasm_bindgen]
extern "C" {
    /// A web worker. web-sys' own takes only strings for addresses, not what Trusted Types give out.
    #[wasm_bindgen(js_name = Worker, extends = EventTarget)]
    #[derive(Clone)]
    type WebWorker;
    #[wasm_bindgen(constructor, js_class = "Worker", catch)]
    fn new(address: &JsValue, options: &JsValue) -> Result<WebWorker, JsValue>;
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &WebWorker, message: &JsValue);
    #[wasm_bindgen(method)]
    fn terminate(this: &WebWorker);

    /// What web-sys has not: the browser's Trusted Types, where it has them.
    type TrustedTypes;
    #[wasm_bindgen(method, js_name = createPolicy, catch)]
    fn create_policy(this: &TrustedTypes, name: &str, rules: &JsValue) -> Result<Policy, JsValue>;
    type Policy;
    #[wasm_bindgen(method, js_name = createScriptURL)]
    fn create_script_url(this: &Policy, address: &str) -> JsValue;
}

/// The Trusted Types policy that the page's security policy allows.
const POLICY: &str = "agendum-worker";

/// Why a request has no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The worker says so, in words.
    Refused(String),
    /// The worker failed at it. The next request has a new one.
    Crashed,
    /// It was stopped: by the reader, or since something else is wanted.
    Stopped,
    /// There is no worker.
    Missing,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Failure::Refused(why) => why,
            Failure::Crashed => "Something went wrong while processing this. Your saved work is not affected.",
            Failure::Stopped => "Stopped.",
            Failure::Missing => {
                "The part of Agendum that reads articles could not be loaded. Check the connection and try again, \
                 or reload the page; a browser of the last few years is needed."
            }
        })
    }
}

/// A failure as the promise of an answer has it: words, or a number.
impl From<Failure> for JsValue {
    fn from(failure: Failure) -> JsValue {
        match failure {
            Failure::Refused(why) => why.into(),
            Failure::Crashed => 1.into(),
            Failure::Stopped => 2.into(),
            Failure::Missing => 3.into(),
        }
    }
}

impl From<JsValue> for Failure {
    fn from(value: JsValue) -> Failure {
        match value.as_f64() {
            Some(1.0) => Failure::Crashed,
            Some(2.0) => Failure::Stopped,
            Some(_) => Failure::Missing,
            None => Failure::Refused(value.as_string().unwrap_or_default()),
        }
    }
}

/// How the worker fails at a request on purpose, for tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It panics.
    Panic,
    /// It never answers.
    Hang,
}

/// After how many milliseconds the reader is offered to stop what the worker does: an article of fifty megabytes is read by then.
const PATIENCE: i32 = 10_000;

/// A handle on the worker. Clones are the same worker.
#[derive(Clone, Default)]
pub struct Worker(Rc<Inner>);

#[derive(Default)]
struct Inner {
    /// Its address, as the browser takes it.
    address: Slot<Option<JsValue>>,
    running: Slot<Option<Running>>,
    /// In the order in which they were asked.
    requests: Slot<Vec<Request>>,
    last: Cell<u32>,
    /// The request that is waited for, and whether that takes long.
    watched: Cell<u32>,
    is_slow: Cell<bool>,
    /// Told when that changes.
    observer: Slot<Option<Observer>>,
    /// Which of the next requests of a task fail on purpose, and how.
    fault: Cell<Option<(Fault, u32)>>,
}

type Observer = Rc<dyn Fn(bool)>;

struct Running {
    worker: WebWorker,
    ready: bool,
    _listeners: [Listener; 2],
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

struct Request {
    number: u32,
    message: Array,
    sent: bool,
    resolve: Function,
    reject: Function,
}

impl Worker {
    /// Asks the worker for a task, and gives the number of the request and its answer to come. Errors are in words.
    pub fn ask(
        &self,
        task: &str,
        json: &str,
        blob: Option<&Blob>,
    ) -> (u32, impl Future<Output = Result<String, Failure>> + use<>) {
        let number = self.0.last.get() + 1;
        self.0.last.set(number);
        let blob = blob.map_or(JsValue::UNDEFINED, JsValue::from);
        let task = self.faulty(task).unwrap_or(task);
        let message = Array::of4(&number.into(), &task.into(), &json.into(), &blob);
        let promise = Promise::new(&mut |resolve, reject| {
            let message = message.clone();
            let request = Request { number, message, sent: false, resolve, reject };
            self.0.requests.change(|requests| requests.push(request));
        });
        self.go_on();
        let words = |value: JsValue| value.as_string().unwrap_or_default();
        // Listened to from now on: an answer that nobody waits for yet is not an error of the page.
        let answer = JsFuture::from(promise);
        (number, async move { answer.await.map(words).map_err(Failure::from) })
    }

    /// Takes back a request: its answer is an error, if it has not come yet.
    pub fn cancel(&self, number: u32) {
        if self.settle(number, Err(Failure::Stopped)) == Some(true) {
            self.end_running();
        }
        self.go_on();
    }

    /// Ends the worker and what it does. What waits is done by a new one.
    pub fn stop(&self) {
        self.end_running();
        let first = self.first(|first| Some(first.number));
        if let Some(first) = first {
            self.settle(first, Err(Failure::Stopped));
        }
        self.go_on();
    }

    /// Calls `observer` whenever the worker begins to take long for something, and when that is over.
    pub fn observe(&self, observer: impl Fn(bool) + 'static) {
        self.0.observer.replace(Some(Rc::new(observer)));
    }

    /// Has the worker fail at so many of the next panels that it is to draw, for tests.
    pub fn fail_next(&self, fault: Fault, times: u32) {
        self.0.fault.set(Some((fault, times)));
    }

    /// The task that is asked instead of one that is to fail.
    fn faulty(&self, task: &str) -> Option<&'static str> {
        let (fault, times) = self.0.fault.get().filter(|(_, times)| *times > 0 && task == DRAW)?;
        self.0.fault.set(Some((fault, times - 1)));
        Some(match fault {
            Fault::Panic => FAULT_PANIC,
            Fault::Hang => FAULT_HANG,
        })
    }

    /// Sends the next request, if none is being done, to a worker that is started where there is none.
    fn go_on(&self) {
        self.watch();
        if self.first(|first| (!first.sent).then_some(())).is_none() {
            return;
        }
        if self.wake().is_err() {
            return self.fail_all();
        }
        let ready = |running: &Option<Running>| Some(running.as_ref().filter(|it| it.ready)?.worker.clone());
        let worker = self.0.running.with(ready);
        let Some(worker) = worker else { return };
        let message = self.0.requests.change(|requests| {
            let first = requests.first_mut()?;
            first.sent = true;
            Some(first.message.clone())
        });
        if let Some(message) = message {
            worker.post_message(&message);
        }
    }

    /// Sees how long the request takes that is waited for.
    fn watch(&self) {
        let number = self.first(|first| Some(first.number)).unwrap_or(0);
        if self.0.watched.replace(number) == number {
            return;
        }
        self.tell_slow(false);
        if number == 0 {
            return;
        }
        let worker = self.clone();
        let patience = if self.0.fault.get().is_some() { PATIENCE / 10 } else { PATIENCE };
        page::after(patience, move || {
            if worker.0.watched.get() == number {
                worker.tell_slow(true);
            }
        });
    }

    fn tell_slow(&self, is_slow: bool) {
        if self.0.is_slow.replace(is_slow) == is_slow {
            return;
        }
        let observer = self.0.observer.get();
        if let Some(observer) = observer {
            observer(is_slow);
        }
    }

    /// Starts the worker, if none is running: soon something will be asked.
    pub fn wake(&self) -> Result<(), JsValue> {
        let is_running = self.0.running.with(Option::is_some);
        if !is_running {
            let running = self.start()?;
            self.0.running.replace(Some(running));
        }
        Ok(())
    }

    fn start(&self) -> Result<Running, JsValue> {
        let address = self.address()?;
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"module".into())?;
        let worker = WebWorker::new(&address, &options)?;
        let (told, ended) = (self.clone(), self.clone());
        let listeners = [
            Listener::new(&worker, "message", move |event| told.hear(event)),
            Listener::new(&worker, "error", move |_| ended.end()),
        ];
        Ok(Running { worker, ready: false, _listeners: listeners })
    }

    /// The worker's address. Where there are Trusted Types, the one policy that the page allows gives it out, whatever
    /// it is asked; it can be made only once.
    fn address(&self) -> Result<JsValue, JsValue> {
        let known = self.0.address.get();
        if let Some(address) = known {
            return Ok(address);
        }
        let script = document().query_selector("[data-worker]")?;
        let address = script.and_then(|script| script.get_attribute("data-worker")).unwrap_or_default();
        let types = Reflect::get(&window(), &"trustedTypes".into())?;
        let trusted = if types.is_object() {
            let rules = Object::new();
            let given = JsValue::from(&address);
            let rule: Box<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>> =
                Box::new(move |_, _| Ok(given.clone()));
            Reflect::set(&rules, &"createScriptURL".into(), &Closure::wrap(rule).into_js_value())?;
            types.unchecked_into::<TrustedTypes>().create_policy(POLICY, &rules)?.create_script_url("")
        } else {
            address.into()
        };
        self.0.address.replace(Some(trusted.clone()));
        Ok(trusted)
    }

    fn hear(&self, event: Event) {
        let message: Array = event.unchecked_into::<MessageEvent>().data().unchecked_into();
        let number = message.get(0).as_f64().unwrap_or_default() as u32;
        let done = message.get(1).is_truthy();
        let text = message.get(2).as_string().unwrap_or_default();
        if number > 0 {
            self.settle(number, if done { Ok(text) } else { Err(Failure::Refused(text)) });
        } else if done {
            self.0.running.change(|running| {
                if let Some(running) = running {
                    running.ready = true;
                }
            });
        } else {
            return self.end();
        }
        self.go_on();
    }

    /// The worker has failed. Before it was ready it will not be better for the next request, else it may.
    fn end(&self) {
        let was_ready = self.end_running();
        let sent = self.first(|first| first.sent.then_some(first.number));
        match sent.filter(|_| was_ready) {
            Some(number) => drop(self.settle(number, Err(Failure::Crashed))),
            // It failed while nothing was asked of it.
            None if was_ready => {}
            None => self.fail_all(),
        }
        self.go_on();
    }

    /// Ends the worker that is running, and says whether it was ready.
    fn end_running(&self) -> bool {
        self.0.running.take().is_some_and(|running| running.ready)
    }

    /// Something of the request that is first.
    fn first<T>(&self, look: impl FnOnce(&Request) -> Option<T>) -> Option<T> {
        self.0.requests.with(|requests| requests.first().and_then(look))
    }

    fn fail_all(&self) {
        for request in self.0.requests.take() {
            let _ = request.reject.call1(&JsValue::NULL, &Failure::Missing.into());
        }
        self.watch();
    }

    /// Answers a request, and says whether it had been sent; `None` if nobody waits for it any more.
    fn settle(&self, number: u32, answer: Result<String, Failure>) -> Option<bool> {
        let request = self.0.requests.change(|requests| {
            let at = requests.iter().position(|request| request.number == number)?;
            Some(requests.remove(at))
        })?;
        // The functions of a promise never throw; what waits for it runs later.
        let _ = match answer {
            Ok(text) => request.resolve.call1(&JsValue::NULL, &text.into()),
            Err(failure) => request.reject.call1(&JsValue::NULL, &failure.into()),
        };
        Some(request.sent)
    }
}
