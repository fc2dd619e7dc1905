//! What lies around a page: its screen, the system's preferences, permissions, the clipboard, room to store.
//!
//! Most of it the WebDriver protocol does not know: Chromium has its DevTools commands, Firefox scripts in the browser's
//! own scope, and WebKit little of it.

use serde_json::{Value, json};

use super::{browser::Browser, engine::Engine};

impl Browser {
    /// Sends a DevTools command to the tab that is shown, and gives its answer.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        if self.engine() != Engine::Chromium {
            self.cannot(&format!("do {command}, which is a command of Chrome's DevTools,"));
        }
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Runs a script in the scope of Firefox itself, and gives what it returns. `browser` is the tab that is shown.
    #[track_caller]
    pub(super) fn in_browser_scope(&self, body: &str, arguments: Value) -> Value {
        self.post("/moz/context", json!({ "context": "chrome" }));
        let script = format!("const browser = gBrowser.selectedBrowser;\n{body}");
        let answer = self.session().post("/execute/sync", json!({ "script": script, "args": arguments }));
        self.post("/moz/context", json!({ "context": "content" }));
        answer.unwrap_or_else(|refusal| panic!("{refusal} in Firefox's own scope:\n{body}"))
    }

    /// Runs a script in every page that is opened from now on in this tab, before its own.
    #[track_caller]
    pub fn before_each_page(&self, script: &str) {
        match self.engine() {
            Engine::Chromium => {
                self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
            }
            Engine::Firefox => {
                let body = "const made = `addEventListener('DOMWindowCreated', ({ target }) => \
                              target.defaultView.wrappedJSObject.eval(${JSON.stringify(arguments[0])}), true)`; \
                            browser.messageManager.loadFrameScript( \
                              `data:application/javascript;charset=utf-8,${encodeURIComponent(made)}`, true)";
                self.in_browser_scope(body, json!([script]));
            }
            Engine::WebKit => self.cannot("run a script before a page's own"),
        }
    }

    /// Makes the tab a phone: 360 by 740 CSS pixels, and touched instead of clicked.
    #[track_caller]
    pub fn be_a_phone(&self) {
        match self.engine() {
            Engine::Chromium => {
                let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
                self.devtools("Emulation.setDeviceMetricsOverride", screen);
                let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
                self.devtools("Emulation.setTouchEmulationEnabled", touch);
            }
            Engine::Firefox => {
                self.resize(360, 740);
                /// What Firefox calls a pointer that is coarse and cannot hover.
                const FINGER: u8 = 1;
                self.in_browser_scope(
                    "for (const which of ['primary', 'all']) \
                       Services.prefs.setIntPref(`ui.${which}PointerCapabilities`, arguments[0]); \
                     browser.browsingContext.touchEventsOverride = 'enabled'",
                    json!([FINGER]),
                );
            }
            Engine::WebKit => self.cannot("touch"),
        }
    }

    /// Sets the size of the tab, in CSS pixels.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        match self.engine() {
            Engine::Chromium => {
                let screen =
                    json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                self.devtools("Emulation.setDeviceMetricsOverride", screen);
            }
            Engine::Firefox => {
                self.in_browser_scope(
                    "for (const [side, length] of Object.entries({ width: arguments[0], height: arguments[1] })) \
                       for (const bound of ['min', 'max']) \
                         browser.style.setProperty(`${bound}-${side}`, `${length}px`)",
                    json!([width, height]),
                );
            }
            Engine::WebKit => {
                /// No window of it is narrower.
                const NARROWEST: u32 = 447;
                if width < NARROWEST {
                    self.cannot(&format!("make a window {width} pixels wide"));
                }
                let (outer, inner): (f64, f64) = self.script("return [outerHeight, innerHeight]", json!([]));
                let outer = f64::from(height) + outer - inner;
                self.post("/window/rect", json!({ "width": width, "height": outer }));
            }
        }
        self.wait_equal("the size of the tab", (width, height), || {
            self.script("return [innerWidth, innerHeight]", json!([]))
        });
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
        match self.engine() {
            Engine::Chromium => {
                let features: Vec<_> =
                    preferences.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
                self.devtools("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
            }
            Engine::Firefox => {
                let mut scheme = "none";
                for (name, value) in preferences {
                    match *name {
                        "prefers-color-scheme" => scheme = value,
                        other => self.cannot(&format!("emulate {other}")),
                    }
                }
                self.in_browser_scope(
                    "const page = browser.browsingContext; \
                     [page.mediumOverride, page.prefersColorSchemeOverride] = arguments",
                    json!([if media == "screen" { "" } else { media }, scheme]),
                );
            }
            Engine::WebKit => self.cannot("emulate media"),
        }
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

    /// Answers a question for a permission in advance: `("clipboard-write", "granted")`, `("persistent-storage", "denied")`.
    #[track_caller]
    pub fn permit(&self, permission: &str, state: &str) {
        match (self.engine(), permission, state) {
            // Firefox and WebKit write where a person has just done something, and ask nobody.
            (Engine::Firefox | Engine::WebKit, "clipboard-write", "granted") => {}
            (Engine::Firefox | Engine::WebKit, "clipboard-write", _) => self.cannot("refuse the clipboard"),
            // WebKitGTK cannot be asked, which is a refusal.
            (Engine::WebKit, "persistent-storage", "denied") => {}
            (Engine::WebKit, ..) => self.cannot("answer a question for a permission"),
            _ => {
                self.post("/permissions", json!({ "descriptor": { "name": permission }, "state": state }));
            }
        }
    }

    /// What is in the clipboard.
    #[track_caller]
    pub fn clipboard(&self) -> String {
        match self.engine() {
            Engine::Chromium => {
                self.permit("clipboard-read", "granted");
                self.script("return navigator.clipboard.readText()", json!([]))
            }
            Engine::Firefox => {
                let text = self.in_browser_scope(
                    "const taken = Cc['@mozilla.org/widget/transferable;1'].createInstance(Ci.nsITransferable); \
                     taken.init(null); \
                     taken.addDataFlavor('text/plain'); \
                     Services.clipboard.getData(taken, Services.clipboard.kGlobalClipboard); \
                     const data = {}; \
                     taken.getTransferData('text/plain', data); \
                     return data.value.QueryInterface(Ci.nsISupportsString).data",
                    json!([]),
                );
                text.as_str().unwrap_or_default().to_owned()
            }
            // Nobody may read it, but everybody may paste.
            Engine::WebKit => {
                self.run(
                    "const field = document.createElement('textarea'); \
                     field.id = 'agendum-pasted'; \
                     (document.querySelector('dialog[open]') ?? document.body).append(field); \
                     field.focus()",
                    json!([]),
                );
                self.press("Control+v");
                self.script(
                    "const field = document.getElementById('agendum-pasted'); \
                     field.remove(); \
                     return field.value",
                    json!([]),
                )
            }
        }
    }
}
