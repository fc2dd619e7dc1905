//! The browser engines that the tests can drive, and how the processes of one are started and ended.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
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
    /// Firefox by `geckodriver`, without a window.
    Firefox,
    /// WebKitGTK's MiniBrowser by `WebKitWebDriver`, on a screen of its own that nobody sees.
    WebKit,
}

/// Where the folders of one browser are.
pub struct Places {
    /// The profile: what survives the browser.
    pub profile: PathBuf,
    /// Where downloads go, without a question.
    pub downloads: PathBuf,
}

/// What has to run for there to be a browser.
pub struct Processes {
    driver: Child,
    screen: Option<Child>,
}

/// The size of the windows.
pub const WINDOW: (u32, u32) = (1280, 900);

impl Engine {
    /// The engine that `AGENDUM_ENGINE` names; Chromium when it names none.
    pub fn chosen() -> Engine {
        match std::env::var("AGENDUM_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Engine::Chromium,
            Ok("firefox") => Engine::Firefox,
            Ok("webkit") => Engine::WebKit,
            Ok(other) => {
                panic!(
                    "AGENDUM_ENGINE: no engine is called {other:?}; there are chromium, firefox and webkit"
                )
            }
        }
    }

    /// Starts the engine's driver, and what it needs, and gives the port that it listens on.
    pub fn start(self, places: &Places) -> (Processes, u16) {
        /// The driver takes a port that is free for one version of IP, and ends when the other's is taken.
        const TRIES: usize = 5;
        let screen = (self == Engine::WebKit).then(start_screen);
        let (screen, display) = screen.unzip();
        let driver = (0..TRIES).find_map(|_| match self {
            Engine::Chromium => chromedriver(),
            Engine::Firefox => geckodriver(),
            Engine::WebKit => webkit_driver(places, display.as_deref().unwrap_or_default()),
        });
        let (driver, port) =
            driver.unwrap_or_else(|| panic!("the driver ended {TRIES} times before it listened"));
        (Processes { driver, screen }, port)
    }

    /// What to ask the driver for.
    pub fn capabilities(self, places: &Places) -> Value {
        match self {
            Engine::Chromium => chromium_capabilities(places),
            Engine::Firefox => firefox_capabilities(places),
            Engine::WebKit => json!({ "browserName": "MiniBrowser" }),
        }
    }

    /// The process of the browser itself, from what the driver said when the session began.
    pub fn process(self, capabilities: &Value) -> Option<u32> {
        let name = match self {
            Engine::Chromium => "goog:processID",
            Engine::Firefox => "moz:processID",
            // It is one of its driver's processes.
            Engine::WebKit => return None,
        };
        capabilities[name].as_u64().and_then(|id| id.try_into().ok())
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for process in [Some(&mut self.driver), self.screen.as_mut()].into_iter().flatten() {
            kill_tree(process.id());
            let _ = process.wait();
        }
    }
}

/// Starts a program, and says which of Debian's packages has it if there is none.
fn start(command: &mut Command, package: &str) -> Child {
    let program = command.get_program().to_owned();
    command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
        panic!("{} does not start ({error}); is {package} installed?", program.display())
    })
}

/// The first of a program's lines that says something, and nothing if it ends before.
fn line_with<T>(process: &mut Child, told: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| told(&line));
    if found.is_none() {
        process.wait().expect("it has ended");
    }
    // What it says later is nobody's concern, but a full pipe would stop it.
    thread::spawn(move || lines.for_each(drop));
    found
}

fn chromedriver() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver");
    let mut driver = start(driver.arg("--port=0").stdout(Stdio::piped()), "Debian's package chromium-driver");
    let port = line_with(&mut driver, |line| {
        let told = line.rsplit_once("started successfully on port ");
        told.and_then(|(_, port)| port.trim_end_matches('.').parse().ok())
    });
    Some((driver, port?))
}

fn geckodriver() -> Option<(Child, u16)> {
    let program = xtask::tools::geckodriver().expect("there is geckodriver: `cargo xtask setup` gets it");
    let mut driver = Command::new(program);
    // Its own scope is where media are emulated, and consoles and requests are heard.
    driver.args(["--port=0", "--allow-system-access"]).stdout(Stdio::piped());
    let mut driver = start(driver.env_remove("DISPLAY"), "geckodriver");
    let port = line_with(&mut driver, |line| {
        line.rsplit_once("Listening on ")?.1.rsplit_once(':')?.1.trim().parse().ok()
    });
    Some((driver, port?))
}

fn webkit_driver(places: &Places, display: &str) -> Option<(Child, u16)> {
    // It does not say which port it has, so it is given one: one at a time, or two would be given the same.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    let port = listener.local_addr().expect("it listens").port();
    drop(listener);
    let folder = &places.profile;
    let directories = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", places.downloads.display());
    fs::write(folder.join("user-dirs.dirs"), directories).expect("the profile can be written to");
    let mut driver = Command::new("WebKitWebDriver");
    driver.arg(format!("--port={port}")).stdout(Stdio::null()).env("DISPLAY", display);
    driver.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11").env("LANGUAGE", "en_GB");
    for kind in ["CONFIG", "DATA", "CACHE"] {
        driver.env(format!("XDG_{kind}_HOME"), folder);
    }
    let mut driver = start(&mut driver, "Debian's package webkit2gtk-driver");
    while driver.try_wait().is_ok_and(|ended| ended.is_none()) {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Some((driver, port));
        }
        thread::sleep(Duration::from_millis(5));
    }
    None
}

/// A screen that nobody sees, and the name by which programs know it.
fn start_screen() -> (Child, String) {
    let mut screen = Command::new("Xvfb");
    screen.args(["-displayfd", "1", "-screen", "0", "1400x1100x24", "-nolisten", "tcp", "-noreset"]);
    let mut screen = start(screen.stdout(Stdio::piped()), "Debian's package xvfb");
    let number = line_with(&mut screen, |line| line.trim().parse::<u32>().ok());
    let number = number.expect("Xvfb says which display it is");
    (screen, format!(":{number}"))
}

fn chromium_capabilities(places: &Places) -> Value {
    let profile = format!("--user-data-dir={}", places.profile.display());
    let window = format!("--window-size={},{}", WINDOW.0, WINDOW.1);
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
        &window,
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

fn firefox_capabilities(places: &Places) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "args": ["-headless", "-profile", places.profile],
            "prefs": {
                "browser.download.dir": places.downloads,
                "browser.download.folderList": 2,
                "browser.download.alwaysOpenPanel": false,
                "intl.accept_languages": "en-GB, en",
                // On a phone there is touch; a desktop's page asks by `pointer: coarse`, which is emulated.
                "dom.w3c_touch_events.enabled": 1,
                // A page that is busy when it is left would be stopped where it is, and say so.
                "dom.ipc.cancel_content_js_when_navigating": false,
                // From the disk as for readers: the driver would let modules load.
                "security.fileuri.strict_origin_policy": true,
                // Nothing but what a page asks for.
                "app.normandy.enabled": false,
                "browser.region.network.url": "",
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "services.settings.server": "data:,#remote-settings-dummy/v1",
            },
        },
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
