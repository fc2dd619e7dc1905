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

use super::page::{Listener, document, window};
use crate::browser::slot::Slot;

#[wasm_bindgen]
extern "C" {
    /// A web worker. web-sys' own takes only strings for addresses, not what Trusted Types give out.
    #[wasm_bindgen(js_name = Worker, extends = EventTarget)]
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

/// Why the worker does not answer.
const MISSING: &str = "The part of Agendum that reads articles could not be loaded. Check the connection and try again, \
    or reload the page; a browser of the last few years is needed.";
const CRASHED: &str = "Something went wrong while processing this. Your saved work is not affected.";

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
}

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
    ) -> (u32, impl Future<Output = Result<String, String>> + use<>) {
        let number = self.0.last.get() + 1;
        self.0.last.set(number);
        let blob = blob.map_or(JsValue::UNDEFINED, JsValue::from);
        let message = Array::of4(&number.into(), &task.into(), &json.into(), &blob);
        let promise = Promise::new(&mut |resolve, reject| {
            let message = message.clone();
            self.0.requests.borrow_mut().push(Request { number, message, sent: false, resolve, reject });
        });
        self.go_on();
        let words = |value: JsValue| value.as_string().unwrap_or_default();
        // Listened to from now on: an answer that nobody waits for yet is not an error of the page.
        let answer = JsFuture::from(promise);
        (number, async move { answer.await.map(words).map_err(words) })
    }

    /// Takes back a request: its answer is an error, if it has not come yet.
    pub fn cancel(&self, number: u32) {
        if self.settle(number, false, &"Stopped.".into()) == Some(true) {
            self.0.running.take();
        }
        self.go_on();
    }

    /// Sends the next request, if none is being done, to a worker that is started where there is none.
    fn go_on(&self) {
        let idle = self.0.requests.borrow().first().is_some_and(|first| !first.sent);
        if !idle {
            return;
        }
        if self.wake().is_err() {
            return self.fail_all(MISSING);
        }
        let running = self.0.running.borrow();
        let mut requests = self.0.requests.borrow_mut();
        if let (Some(running), Some(first)) = (running.as_ref().filter(|it| it.ready), requests.first_mut()) {
            running.worker.post_message(&first.message);
            first.sent = true;
        }
    }

    /// Starts the worker, if none is running: soon something will be asked.
    pub fn wake(&self) -> Result<(), JsValue> {
        if self.0.running.borrow().is_none() {
            let running = self.start()?;
            *self.0.running.borrow_mut() = Some(running);
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
        if let Some(address) = &*self.0.address.borrow() {
            return Ok(address.clone());
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
        *self.0.address.borrow_mut() = Some(trusted.clone());
        Ok(trusted)
    }

    fn hear(&self, event: Event) {
        let message: Array = event.unchecked_into::<MessageEvent>().data().unchecked_into();
        let number = message.get(0).as_f64().unwrap_or_default() as u32;
        let done = message.get(1).is_truthy();
        if number > 0 {
            self.settle(number, done, &message.get(2));
        } else if done {
            if let Some(running) = &mut *self.0.running.borrow_mut() {
                running.ready = true;
            }
        } else {
            return self.end();
        }
        self.go_on();
    }

    /// The worker has failed. Before it was ready it will not be better for the next request, else it may.
    fn end(&self) {
        let was_ready = self.0.running.take().is_some_and(|running| running.ready);
        let sent = self.0.requests.borrow().first().filter(|first| first.sent).map(|first| first.number);
        match sent.filter(|_| was_ready) {
            Some(number) => drop(self.settle(number, false, &CRASHED.into())),
            None => self.fail_all(MISSING),
        }
        self.go_on();
    }

    fn fail_all(&self, why: &str) {
        for request in self.0.requests.take() {
            let _ = request.reject.call1(&JsValue::NULL, &why.into());
        }
    }

    /// Answers a request, and says whether it had been sent; `None` if nobody waits for it any more.
    fn settle(&self, number: u32, done: bool, answer: &JsValue) -> Option<bool> {
        let mut requests = self.0.requests.borrow_mut();
        let at = requests.iter().position(|request| request.number == number)?;
        let request = requests.remove(at);
        let settle = if done { &request.resolve } else { &request.reject };
        // The functions of a promise never throw; what waits for it runs later.
        let _ = settle.call1(&JsValue::NULL, answer);
        Some(request.sent)
    }
}
