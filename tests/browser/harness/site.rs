//! Serving what is tested, each time on an origin of its own, so that what tests store never meets.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
};

/// A folder that is served on this machine until the tests end.
pub struct Site {
    origin: String,
}

impl Site {
    /// Serves a folder on a free port.
    pub fn serve(folder: &Path) -> Site {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let origin = format!("http://{}", listener.local_addr().expect("it has an address"));
        let folder = folder.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                thread::spawn(move || answer(stream, folder));
            }
        });
        Site { origin }
    }

    /// Serves the bundle that `AGENDUM_DIST` names.
    pub fn bundle() -> Site {
        Site::serve(&bundle())
    }

    /// The origin: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of the page at the root.
    pub fn address(&self) -> String {
        format!("{}/", self.origin)
    }
}

/// Where the release bundle is.
pub fn bundle() -> PathBuf {
    let folder = std::env::var_os("AGENDUM_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "there is no bundle in {}: build it with `cargo xtask build`, or let AGENDUM_DIST say where it is",
        folder.display()
    );
    folder
}

fn answer(mut stream: TcpStream, folder: PathBuf) {
    let mut lines = BufReader::new(stream.try_clone().expect("clones")).lines();
    let Some(Ok(first)) = lines.next() else { return };
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    let path = first.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/");
    let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let (status, body) = match fs::read(folder.join(path.trim_start_matches('/'))) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    };
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(&body);
}
