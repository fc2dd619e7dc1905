//! What a page says to its console and asks of servers, and that both are as they should be.

use serde_json::{Value, json};

use super::{browser::Browser, engine::Engine};

/// Requests of these kinds leave the browser; `data:`, `blob:` and their like do not.
const OUTWARD: [&str; 4] = ["http://", "https://", "ws://", "wss://"];

/// What hears consoles and requests in Firefox: its driver has neither, but lets scripts into the browser's own scope.
const FIREFOX_HEARS: &str = include_str!("firefox.js");

/// What hears the console in a page where the driver cannot: a script before the page's own (see `Site::bundle`).
pub(super) const PAGE_HEARS: &str = include_str!("hears.js");

impl Browser {
    /// What the console of every tab has said since the browser began: level, source and text, a line each.
    pub fn console(&self) -> Vec<String> {
        self.read_logs();
        self.logs.borrow().console.clone()
    }

    /// The address of every request since the browser began that is one to a server, in order.
    pub fn requests(&self) -> Vec<String> {
        self.read_logs();
        self.logs.borrow().requests.clone()
    }

    /// Says that a line of the console which contains this is expected, and drops what there is of it.
    pub fn expect_in_console(&self, part: &str) {
        self.wait_until(&format!("the console says {part:?}"), || {
            self.console().iter().any(|line| line.contains(part))
        });
        self.logs.borrow_mut().console.retain(|line| !line.contains(part));
    }

    /// Says that a breach of this directive of the policy is expected, and drops what the console says of it. Browsers
    /// tell of the same breach in other words.
    pub fn expect_breach(&self, directive: &str) {
        let words: &[&str] = match (self.engine(), directive) {
            // Trusted Types are asked first there, so that no inline script gets as far as the other directive.
            (Engine::Chromium, "script-src") => &["TrustedScript"],
            (Engine::Chromium, "require-trusted-types-for") => &["TrustedHTML"],
            (Engine::Chromium, "trusted-types") => &["TrustedTypePolicy"],
            // Firefox has all of these from the one directive that they fall back to.
            (Engine::Firefox, "style-src") => &["style-src", "inline style"],
            (Engine::Firefox, "connect-src") => &["connect-src"],
            _ => &[directive],
        };
        let tells = |line: &String| words.iter().any(|words| line.contains(words));
        self.wait_until(&format!("the console tells of a breach of {directive}"), || {
            self.console().iter().any(tells)
        });
        self.logs.borrow_mut().console.retain(|line| !tells(line));
    }

    /// Says that requests to an address that begins so are expected, and drops those there were. There must be some.
    #[track_caller]
    pub fn expect_requests(&self, start: &str) {
        // Only Agendum's own pages are heard there.
        if self.engine() == Engine::WebKit {
            return;
        }
        let expected = |address: &String| address.starts_with(start);
        assert!(self.requests().iter().any(expected), "nothing was asked of {start}");
        self.logs.borrow_mut().requests.retain(|address| !expected(address));
    }

    /// Drops all that the console has said so far: it was expected.
    pub fn forget_console(&self) {
        self.read_logs();
        self.logs.borrow_mut().console.clear();
    }

    /// Fails if anything went wrong in the page that a person might not have seen: an error or a warning in the console
    /// (so does every breach of the security policy end), or a request that left the origin.
    #[track_caller]
    pub fn assert_clean(&self, origin: &str) {
        let loud: Vec<_> = self
            .console()
            .into_iter()
            .filter(|line| !line.starts_with("INFO") && !line.starts_with("DEBUG"))
            .collect();
        assert!(loud.is_empty(), "the console says:\n{}", loud.join("\n"));
        let own = format!("{origin}/");
        let foreign: Vec<_> =
            self.requests().into_iter().filter(|address| !address.starts_with(&own)).collect();
        assert!(foreign.is_empty(), "requests left the origin {origin}: {foreign:?}");
    }

    /// Begins to hear what pages say and ask for, where the driver does not.
    pub(super) fn hear(&self) {
        if self.engine() == Engine::Firefox {
            self.in_browser_scope(FIREFOX_HEARS, json!([]));
        }
    }

    /// Reads what is new of what was said and asked, as long as there is a browser to ask.
    pub(super) fn read_logs(&self) {
        if !self.is_running() {
            return;
        }
        match self.engine() {
            Engine::Chromium => self.read_chromium_logs(),
            Engine::Firefox => {
                self.note(self.in_browser_scope("return window.agendumHeard()", json!([])));
            }
            // A page that has no such function, or a tab that is closed, has said nothing.
            Engine::WebKit => {
                let script = "return window.agendumHeard ? window.agendumHeard() : null";
                let heard = self.session().post("/execute/sync", json!({ "script": script, "args": [] }));
                self.note(heard.unwrap_or_default());
            }
        }
    }

    fn note(&self, heard: Value) {
        let lines = |name: &str| -> Vec<String> {
            let lines = heard[name].as_array().cloned().unwrap_or_default();
            lines.iter().filter_map(|line| line.as_str().map(str::to_owned)).collect()
        };
        let mut logs = self.logs.borrow_mut();
        logs.console.extend(lines("said"));
        let is_outward = |address: &String| OUTWARD.iter().any(|scheme| address.starts_with(scheme));
        logs.requests.extend(lines("asked").into_iter().filter(is_outward));
    }

    fn read_chromium_logs(&self) {
        let mut logs = self.logs.borrow_mut();
        for entry in self.log("browser") {
            let field = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            logs.console.push(format!("{} {}: {}", field("level"), field("source"), field("message")));
        }
        for entry in self.log("performance") {
            let message: Value =
                serde_json::from_str(entry["message"].as_str().unwrap_or_default()).unwrap_or_default();
            let message = &message["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let address = message["params"]["request"]["url"].as_str().unwrap_or_default();
                if OUTWARD.iter().any(|scheme| address.starts_with(scheme)) {
                    logs.requests.push(address.to_owned());
                }
            }
        }
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        match self.session().post("/se/log", json!({ "type": kind })) {
            Ok(Value::Array(entries)) => entries,
            Ok(other) => panic!("the log {kind} is {other}"),
            Err(refusal) => panic!("the log {kind} can't be read: {refusal}"),
        }
    }
}
