//! What only the Chrome DevTools protocol can do: emulate, limit, and hear what the page asked for.

use serde_json::{Value, json};

use super::browser::Browser;

/// Requests of these kinds leave the browser; `data:`, `blob:` and their like do not.
const OUTWARD: [&str; 4] = ["http://", "https://", "ws://", "wss://"];

impl Browser {
    /// Sends a DevTools command to the tab that is shown, and gives its answer.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Makes the tab a phone: 360 by 740 CSS pixels, and touched instead of clicked.
    #[track_caller]
    pub fn be_a_phone(&self) {
        let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", screen);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }));
    }

    /// Sets the size of the tab, in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", screen);
    }

    /// Shows the page as on a system with these preferences, and as on screen: `&[("prefers-color-scheme", "dark")]`.
    #[track_caller]
    pub fn prefer(&self, preferences: &[(&str, &str)]) {
        self.emulate_media("screen", preferences);
    }

    /// Shows the page as it is printed.
    #[track_caller]
    pub fn show_as_printed(&self) {
        self.emulate_media("print", &[]);
    }

    #[track_caller]
    fn emulate_media(&self, media: &str, preferences: &[(&str, &str)]) {
        let features: Vec<_> =
            preferences.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
    }

    /// Limits what an origin may store in IndexedDB, in bytes; `None` is the browser's own limit again.
    ///
    /// Chromium remembers for half a minute how much room there was, as long as there is some. So a limit is best set
    /// before the page is opened; that it is lifted is noticed at once. `navigator.storage.estimate()` doesn't know of
    /// it, and local storage has a limit of its own, which is reached only by filling it.
    #[track_caller]
    pub fn limit_storage(&self, origin: &str, bytes: Option<u64>) {
        let mut parameters = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = json!(bytes);
        }
        self.devtools("Storage.overrideQuotaForOrigin", parameters);
    }

    /// Answers a question for a permission in advance: `("clipboard-read", "granted")`, `("persistent-storage", "denied")`.
    #[track_caller]
    pub fn permit(&self, permission: &str, state: &str) {
        self.post("/permissions", json!({ "descriptor": { "name": permission }, "state": state }));
    }

    /// What is in the clipboard.
    #[track_caller]
    pub fn clipboard(&self) -> String {
        self.permit("clipboard-read", "granted");
        self.script("return navigator.clipboard.readText()", json!([]))
    }

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

    /// Says that requests to an address that begins so are expected, and drops those there were. There must be some.
    #[track_caller]
    pub fn expect_requests(&self, start: &str) {
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

    /// Reads what is new in the driver's logs, as long as there is a browser to ask.
    pub(super) fn read_logs(&self) {
        if !self.is_running() {
            return;
        }
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
