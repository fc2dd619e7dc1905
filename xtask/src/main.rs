//! `cargo xtask <command>`.

use std::env::consts::OS;
use std::io;
use std::process::{Command, ExitCode};

use lexopt::prelude::*;
use xtask::browsers::{self, Browser};
use xtask::bundle::Profile;
use xtask::machine::{self, Node};
use xtask::run::{Failure, Result};
use xtask::{bench, bundle, check, server, tools};

const HELP: &str = "\
cargo xtask <command>

  serve [--port <port>] [--open]
          gets what is missing, builds the release bundle, serves it and prints the address
          (port 4173 unless told; stored data belongs to the address, port and all)
  test [--browsers all|<names>]
          format, lints, native tests, and the browser tests against the release bundle: in Chromium, and the twenty
          that matter most in Firefox and WebKit where these are; or in the browsers named (`chromium,firefox,webkit`)
  build [--quick]
          builds the release bundle in dist/, which works from any path of any server; with --quick a larger and
          slower one, in a fraction of the time, for trying a change
  setup   only gets what is missing
  bench [--anchoring]
          prints how large and how fast the release bundle is, and how fast anchoring is beside others' (or only that)
  help    this
";

/// Where the bundle is served unless told otherwise. Stored data belongs to the address, so it stays the same.
const PORT: u16 = 4173;

enum Task {
    Serve { port: u16, open: bool },
    Test { browsers: Option<Vec<Browser>> },
    Build(Profile),
    Setup,
    Bench { only_anchoring: bool },
    Help,
}

fn main() -> ExitCode {
    match task(lexopt::Parser::from_env()).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Said) => ExitCode::FAILURE,
        Err(Failure::Because(sentences)) => {
            eprintln!("\nerror: {sentences}");
            ExitCode::FAILURE
        }
    }
}

fn task(mut arguments: lexopt::Parser) -> Result<Task> {
    let mut name = None;
    let (mut port, mut open, mut only_anchoring) = (None, false, false);
    let mut profile = Profile::Release;
    let mut browsers = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("port") => port = Some(arguments.value()?.parse()?),
            Long("open") => open = true,
            Long("anchoring") => only_anchoring = true,
            Long("browsers") => browsers = Some(Browser::list(&arguments.value()?.string()?)?),
            Long("quick") => profile = Profile::Quick,
            Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let name = name.unwrap_or_else(|| "help".to_owned());
    if name != "serve" && (port.is_some() || open) {
        return Err(Failure::because("`--port` and `--open` are for `cargo xtask serve`."));
    }
    if name != "bench" && only_anchoring {
        return Err(Failure::because("`--anchoring` is for `cargo xtask bench`."));
    }
    if name != "build" && profile == Profile::Quick {
        return Err(Failure::because("`--quick` is for `cargo xtask build`."));
    }
    if name != "test" && browsers.is_some() {
        return Err(Failure::because("`--browsers` is for `cargo xtask test`."));
    }
    match name.as_str() {
        "serve" => Ok(Task::Serve { port: port.unwrap_or(PORT), open }),
        "test" => Ok(Task::Test { browsers }),
        "build" => Ok(Task::Build(profile)),
        "setup" => Ok(Task::Setup),
        "bench" => Ok(Task::Bench { only_anchoring }),
        "help" => Ok(Task::Help),
        _ => Err(Failure::because(format!("There is no command `{name}`. `cargo xtask help` lists them."))),
    }
}

fn perform(task: Task) -> Result<()> {
    if let Task::Help = task {
        print!("{HELP}");
        return Ok(());
    }
    let node = machine::look()?;
    match task {
        Task::Serve { port, open } => serve(&node, port, open),
        Task::Test { browsers } => check::test(&node, browsers.as_deref()),
        Task::Build(profile) => build(&node, profile),
        Task::Setup => set_up(&node),
        Task::Bench { only_anchoring: true } => bench::bench_anchoring(&node),
        Task::Bench { only_anchoring: false } => bench::bench(&node),
        Task::Help => unreachable!("answered above"),
    }
}

fn serve(node: &Node, port: u16, open: bool) -> Result<()> {
    if server::is_refused_by_browsers(port) {
        return Err(Failure::because(format!(
            "Browsers refuse to open port {port}, which belongs to another protocol. Choose another with `--port`."
        )));
    }
    // Before the build, which takes a while.
    let listener = server::reserve(port).map_err(|error| port_failure(port, &error))?;
    let dist = bundle::build(node, Profile::Release)?;
    let server = server::serve_on(listener, dist, "").map_err(|error| port_failure(port, &error))?;
    println!("\nAgendum is at {} until Ctrl+C ends it.", server.address());
    if open {
        self::open(&server.address());
    }
    server.wait();
    Ok(())
}

fn port_failure(port: u16, error: &io::Error) -> Failure {
    Failure::because(match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {port} is in use, perhaps by another `cargo xtask serve`. End that, or choose another port with \
             `--port`; what a browser has stored for Agendum stays with the port it was served at."
        ),
        _ => format!("Port {port} cannot be served on: {error}. Choose another with `--port`."),
    })
}

/// Opens `address` in the browser; when that fails, it was printed.
fn open(address: &str) {
    let mut command = match OS {
        "macos" => Command::new("open"),
        "windows" => Command::new("explorer"),
        _ => Command::new("xdg-open"),
    };
    if command.arg(address).spawn().is_err() {
        eprintln!("The browser could not be opened from here.");
    }
}

fn build(node: &Node, profile: Profile) -> Result<()> {
    let dist = bundle::build(node, profile)?;
    println!("\nThe bundle is in {}.", dist.display());
    Ok(())
}

fn set_up(node: &Node) -> Result<()> {
    let tools = tools::set_up(node)?;
    machine::add_lints()?;
    if Browser::Firefox.is_there() {
        browsers::have(&[Browser::Firefox])?;
    }
    match tools.no_wasm_opt {
        Some(why) => println!("All is there but wasm-opt. {why}"),
        None => println!("All is there."),
    }
    Ok(())
}
