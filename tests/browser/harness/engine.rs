//! The browser engines that the tests can drive, and how the processes of one are started and ended.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// A browser engine and its WebDriver.
///
/// A new engine is a variant here; the compiler then asks for what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by `chromedriver`, without a window.
    Chromium,
}

/// Where the folders of one browser are.
pub struct Places {
    /// The profile: what survives the browser.
    pub profile: PathBuf,
    /// Where downloads go, without a question.
    pub downloads: PathBuf,
}

impl Engine {
    /// The engine that `AGENDUM_ENGINE` names; Chromium when it names none.
    pub fn chosen() -> Engine {
        match std::env::var("AGENDUM_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Engine::Chromium,
            Ok(other) => panic!("AGENDUM_ENGINE: no engine is called {other:?}; there is \"chromium\""),
        }
    }

    /// Starts the engine's driver on a free port, and gives the port.
    pub fn start_driver(self) -> (Child, u16) {
        /// The driver takes a port that is free for one version of IP, and ends when the other's is taken.
        const TRIES: usize = 5;
        let started = (0..TRIES).find_map(|_| self.try_driver());
        started.unwrap_or_else(|| panic!("the driver ended {TRIES} times before it listened"))
    }

    fn try_driver(self) -> Option<(Child, u16)> {
        let (program, package) = match self {
            Engine::Chromium => ("chromedriver", "chromium-driver"),
        };
        let mut driver = Command::new(program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program} does not start ({error}); is Debian's {package} installed?")
            });
        let mut lines = BufReader::new(driver.stdout.take().expect("its output is piped")).lines();
        let port = loop {
            let Some(line) = lines.next() else {
                driver.wait().expect("it has ended");
                return None;
            };
            let line = line.expect("the driver speaks text");
            let told = line.rsplit_once("started successfully on port ");
            if let Some(port) = told.and_then(|(_, port)| port.trim_end_matches('.').parse().ok()) {
                break port;
            }
        };
        // What it says later is nobody's concern, but a full pipe would stop it.
        thread::spawn(move || lines.for_each(drop));
        Some((driver, port))
    }

    /// What to ask the driver for.
    pub fn capabilities(self, places: &Places) -> Value {
        match self {
            Engine::Chromium => chromium_capabilities(places),
        }
    }

    /// The process of the browser itself, from what the driver said when the session began.
    pub fn process(self, capabilities: &Value) -> Option<u32> {
        let name = match self {
            Engine::Chromium => "goog:processID",
        };
        capabilities[name].as_u64().and_then(|id| id.try_into().ok())
    }
}

fn chromium_capabilities(places: &Places) -> Value {
    let profile = format!("--user-data-dir={}", places.profile.display());
    let args = [
        "--headless=new",
        // In a container there is neither a sandbox for root nor much shared memory.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--no-default-browser-check",
        "--hide-crash-restore-bubble",
        "--force-color-profile=srgb",
        "--lang=en-GB",
        "--window-size=1280,900",
        &profile,
    ];
    let mut options = json!({
        "args": args,
        "prefs": {
            "download.default_directory": places.downloads,
            "download.prompt_for_download": false,
            "profile.default_content_setting_values.automatic_downloads": 1,
        },
        "perfLoggingPrefs": { "enableNetwork": true, "enablePage": false },
    });
    if let Some(binary) = std::env::var_os("AGENDUM_CHROMIUM") {
        options["binary"] = json!(Path::new(&binary));
    }
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": options,
    })
}

/// Ends a process and all that it started, at once and without a chance to tidy up: as a crash or a power cut would.
///
/// All get the signal in one go, so that no helper process that outlives the others can write a last page to disk.
pub fn kill_tree(root: u32) {
    let mut doomed = vec![root];
    let parents = parents();
    let mut next = 0;
    while let Some(&parent) = doomed.get(next) {
        doomed.extend(parents.iter().filter(|(_, of)| **of == parent).map(|(child, _)| *child));
        next += 1;
    }
    let list: Vec<_> = doomed.iter().map(u32::to_string).collect();
    // `kill` is in every shell, but a program of its own only where procps is installed.
    let script = format!("kill -9 {} 2>/dev/null", list.join(" "));
    let _ = Command::new("sh").args(["-c", &script]).status().expect("a shell starts");
    let deadline = Instant::now() + Duration::from_secs(10);
    while doomed.iter().any(|id| is_running(*id)) {
        assert!(Instant::now() < deadline, "processes {list:?} survive being killed");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The parent of every process.
fn parents() -> BTreeMap<u32, u32> {
    let processes = fs::read_dir("/proc").expect("the process tree is read from /proc");
    let ids = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, state(id)?.1))).collect()
}

/// Whether a process is still there and not merely waiting for its parent to hear of its end.
fn is_running(id: u32) -> bool {
    state(id).is_some_and(|(state, _)| state != 'Z')
}

/// The state letter of a process, and its parent.
fn state(id: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program is in brackets and may itself have brackets and spaces.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
