//! A running browser: starting, crashing, tabs, scripts, and waiting.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    driver::{Refusal, Session},
    engine::{Engine, Places, Processes, WINDOW, kill_tree},
    folder::Folder,
};

/// How long a person would wait before they call it broken.
const DEADLINE: Duration = Duration::from_secs(10);
/// How often what is waited for is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// A browser and the profile it runs on.
///
/// Every method that needs the page acts on the tab that is shown (see [`Browser::show`]), and fails the test, with
/// what was wrong, when it can't do what it says.
pub struct Browser {
    engine: Engine,
    places: Places,
    running: Option<Running>,
    pub(super) logs: RefCell<Logs>,
    pictures: Cell<usize>,
    described: Cell<bool>,
    // Last, so that the browser has ended when its folders are removed.
    folders: RefCell<Vec<Folder>>,
}

/// What has been read from the driver's logs, which forget what they have told.
#[derive(Default)]
pub(super) struct Logs {
    pub(super) console: Vec<String>,
    pub(super) requests: Vec<String>,
}

/// One tab or window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab(String);

struct Running {
    process: Option<u32>,
    session: Session,
    _processes: Processes,
}

impl Browser {
    /// Starts a browser on a profile, a fresh one when none is given.
    pub fn start(profile: Option<&Path>) -> Browser {
        let (downloads, fresh) = (Folder::new(), Folder::new());
        let places = Places {
            profile: profile.unwrap_or(fresh.path()).to_owned(),
            downloads: downloads.path().to_owned(),
        };
        let mut browser = Browser {
            engine: Engine::chosen(),
            places,
            running: None,
            logs: RefCell::default(),
            pictures: Cell::new(0),
            described: Cell::new(false),
            folders: RefCell::new(vec![downloads, fresh]),
        };
        browser.start_again();
        browser
    }

    /// Starts the browser that was crashed or quit, on the same profile. It has one empty tab.
    pub fn start_again(&mut self) {
        assert!(self.running.is_none(), "the browser is running already");
        let (processes, port) = self.engine.start(&self.places);
        let session = Session::start(port, &self.engine.capabilities(&self.places));
        let session = session.unwrap_or_else(|refusal| panic!("no browser: {refusal}"));
        let process = self.engine.process(session.capabilities());
        self.running = Some(Running { process, session, _processes: processes });
        if self.engine != Engine::Chromium {
            let (width, height) = WINDOW;
            self.post("/window/rect", json!({ "x": 0, "y": 0, "width": width, "height": height }));
        }
        self.hear();
    }

    /// The engine that runs it.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Fails: a scenario asks for what can't be had of this engine and has not said so.
    #[track_caller]
    pub(super) fn cannot(&self, what: &str) -> ! {
        panic!("there is no way to {what} in {:?} here: leave the scenario out by `not_in`", self.engine)
    }

    /// Kills the browser and every process of it, at once: nothing in memory gets to the disk.
    pub fn crash(&mut self) {
        if self.engine == Engine::WebKit {
            self.cannot("start again on what was stored");
        }
        self.read_logs();
        self.running = None;
    }

    /// Closes the browser as its own menu would.
    pub fn quit(&mut self) {
        self.read_logs();
        self.session().delete("").unwrap_or_else(|refusal| panic!("the browser does not quit: {refusal}"));
        if let Some(mut running) = self.running.take() {
            running.process = None;
        }
    }

    /// Whether it was started and neither crashed nor quit.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Where the profile is: another browser started on it, once this one has ended, finds what this one stored.
    pub fn profile(&self) -> &Path {
        &self.places.profile
    }

    /// Goes to an address and waits until it has loaded.
    #[track_caller]
    pub fn go(&self, address: &str) {
        self.read_logs();
        self.post("/url", json!({ "url": address }));
    }

    /// Goes to an address and waits until the article is drawn.
    #[track_caller]
    pub fn open(&self, address: &str) {
        self.go(address);
        self.wait_until_ready();
    }

    /// Loads the page anew and waits until the article is drawn.
    #[track_caller]
    pub fn reload(&self) {
        self.read_logs();
        self.post("/refresh", json!({}));
        self.wait_until_ready();
    }

    /// Goes back to the page before, as the browser's button does.
    #[track_caller]
    pub fn back(&self) {
        self.read_logs();
        self.post("/back", json!({}));
    }

    /// Waits until the page says that its article is drawn.
    #[track_caller]
    pub fn wait_until_ready(&self) {
        self.wait_until("the article is drawn", || self.count("html[data-agendum-ready]") == 1);
    }

    /// The address that is shown.
    #[track_caller]
    pub fn address(&self) -> String {
        self.get("/url").as_str().unwrap_or_default().to_owned()
    }

    /// The tab that is shown.
    #[track_caller]
    pub fn tab(&self) -> Tab {
        Tab(self.get("/window").as_str().unwrap_or_default().to_owned())
    }

    /// All tabs, in no particular order.
    #[track_caller]
    pub fn tabs(&self) -> Vec<Tab> {
        let handles: Vec<String> = read(self.get("/window/handles"), "the tabs");
        handles.into_iter().map(Tab).collect()
    }

    /// Opens an empty tab of the same profile and shows it.
    #[track_caller]
    pub fn new_tab(&self) -> Tab {
        // A tab of MiniBrowser stays behind the first, where nothing is drawn.
        let kind = if self.engine == Engine::WebKit { "window" } else { "tab" };
        let made = self.post("/window/new", json!({ "type": kind }));
        let tab = Tab(read(made["handle"].clone(), "a new tab"));
        self.show(&tab);
        tab
    }

    /// Shows a tab: what follows acts on it.
    #[track_caller]
    pub fn show(&self, tab: &Tab) {
        self.post("/window", json!({ "handle": tab.0 }));
        // This driver alone would leave it behind the others, where a page is hidden and draws no frames.
        if self.engine == Engine::Chromium {
            self.devtools("Page.bringToFront", json!({}));
        }
    }

    /// Closes the tab that is shown; another one has to be shown next.
    #[track_caller]
    pub fn close_tab(&self) {
        self.read_logs();
        let closed = self.session().delete("/window");
        closed.unwrap_or_else(|refusal| panic!("the tab does not close: {refusal}"));
    }

    /// Runs a function body in the page and gives what it returns; a promise is waited for.
    ///
    /// The arguments are an array, `arguments` in the body. This is for looking and for preparing; what a person would
    /// do is better done by input.
    #[track_caller]
    pub fn script<T: DeserializeOwned>(&self, body: &str, arguments: Value) -> T {
        read(self.post("/execute/sync", json!({ "script": body, "args": arguments })), body)
    }

    /// Runs a function body in the page for what it does.
    #[track_caller]
    pub fn run(&self, body: &str, arguments: Value) {
        let _: Value = self.script(body, arguments);
    }

    /// Waits until something holds, looking again and again; after ten seconds the test fails with what was awaited,
    /// what the page says, and a picture of it.
    #[track_caller]
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        self.wait_for(what, || if holds() { Ok(()) } else { Err(String::new()) });
    }

    /// Waits until two things are equal, and says in the end in what they are not.
    #[track_caller]
    pub fn wait_equal<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        expected: T,
        mut now: impl FnMut() -> T,
    ) {
        self.wait_for(what, || match now() {
            now if now == expected => Ok(()),
            now => Err(format!("expected {expected:#?}\nis now {now:#?}")),
        });
    }

    /// Waits until there is a value, and gives it; the error says how things stand, and is shown if they stay so.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let state = match look() {
                Ok(value) => return value,
                Err(state) => state,
            };
            if Instant::now() > deadline {
                panic!("awaited in vain: {what}\n{state}\n{}", self.describe());
            }
            thread::sleep(INTERVAL);
        }
    }

    /// What the page shows, for a failure: its address, its text, and where a picture of it is. Said only once.
    pub(super) fn describe(&self) -> String {
        if self.described.replace(true) {
            return String::new();
        }
        let Some(running) = &self.running else { return "the browser is not running".to_owned() };
        let body = json!({ "script": "return document.body.innerText", "args": [] });
        let text = running.session.post("/execute/sync", body).unwrap_or_default();
        let text: String = text.as_str().unwrap_or_default().chars().take(3000).collect();
        let address = running.session.get("/url").unwrap_or_default();
        let picture = match running.session.get("/screenshot") {
            Ok(picture) => self.keep_picture("failure", &picture).display().to_string(),
            Err(refusal) => refusal.to_string(),
        };
        format!("--- the page {address} says:\n{text}\n--- as a picture: {picture}")
    }

    /// A picture of what is shown, as a PNG file; says where it is.
    #[track_caller]
    pub fn picture(&self, name: &str) -> PathBuf {
        self.keep_picture(name, &self.get("/screenshot"))
    }

    /// The page as it would be printed, as a PDF file; says where it is.
    #[track_caller]
    pub fn print(&self, name: &str) -> PathBuf {
        if self.engine == Engine::WebKit {
            self.cannot("print");
        }
        let body = json!({ "background": true, "page": { "width": 21.0, "height": 29.7 } });
        keep(&format!("{name}.pdf"), &self.post("/print", body))
    }

    fn keep_picture(&self, name: &str, picture: &Value) -> PathBuf {
        let number = self.pictures.replace(self.pictures.get() + 1);
        keep(&format!("{number:02}-{name}.png"), picture)
    }

    /// Waits for a download whose name has this ending, and gives where it is: a folder of its own, so that the next
    /// download of the name is awaited anew.
    #[track_caller]
    pub fn downloaded(&self, ending: &str) -> PathBuf {
        let found = self.wait_for(&format!("a download that ends in {ending:?}"), || {
            let files = fs::read_dir(&self.places.downloads).expect("the downloads can be listed");
            let mut names: Vec<_> = files.flatten().map(|file| file.path()).collect();
            // A name is taken with an empty file first; what is downloaded replaces it when it is complete.
            names.retain(|path| fs::metadata(path).is_ok_and(|about| about.len() > 0));
            let found = names.iter().find(|path| path.to_string_lossy().ends_with(ending));
            found.cloned().ok_or_else(|| format!("there are {names:?}"))
        });
        let folder = Folder::new();
        let taken = folder.path().join(found.file_name().expect("a download has a name"));
        fs::rename(found, &taken).expect("the download can be moved");
        self.folders.borrow_mut().push(folder);
        taken
    }

    #[track_caller]
    pub(super) fn session(&self) -> &Session {
        &self.running.as_ref().expect("the browser is running").session
    }

    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Value {
        self.answer(path, self.session().get(path))
    }

    #[track_caller]
    pub(super) fn post(&self, path: &str, body: Value) -> Value {
        let said = if path == "/execute/sync" { body["script"].to_string() } else { body.to_string() };
        self.answer(&format!("{path} {said}"), self.session().post(path, body))
    }

    #[track_caller]
    fn answer(&self, request: &str, answer: Result<Value, Refusal>) -> Value {
        let request: String = request.chars().take(400).collect();
        answer.unwrap_or_else(|refusal| panic!("{request}\n{refusal}\n{}", self.describe()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The browser first: its driver, which ends next, still stands above it in the process tree and hears of its end.
        if let Some(process) = self.process {
            kill_tree(process);
        }
    }
}

#[track_caller]
fn read<T: DeserializeOwned>(value: Value, what: &str) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{what}\ngives {value}: {error}"))
}

/// Keeps a file of this test where its pictures go.
fn keep(name: &str, base64: &Value) -> PathBuf {
    use base64::Engine as _;
    let content = base64::engine::general_purpose::STANDARD.decode(base64.as_str().unwrap_or_default());
    let thread = thread::current();
    let test = thread.name().unwrap_or("main").replace("::", "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(test);
    fs::create_dir_all(&folder).expect("the folder of the pictures can be made");
    let path = folder.join(name);
    fs::write(&path, content.expect("the driver encodes well")).expect("the picture can be written");
    path
}
