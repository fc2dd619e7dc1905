//! A server of static files for this machine alone: no cache that outlives a build, no way out of its folder.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::UNIX_EPOCH;

use tiny_http::{HTTPVersion, Header, Method, Request, Response, StatusCode};

/// Enough for a page that loads its few files at once.
const THREADS: usize = 4;

/// A running server, which stops answering when it is dropped; the port is free shortly after.
#[derive(Debug)]
pub struct Server {
    port: u16,
    prefix: String,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What every thread serves from.
struct Shared {
    http: tiny_http::Server,
    dist: PathBuf,
    /// `/` or `/some/path/`.
    prefix: String,
}

/// The ports that browsers refuse to open, as the Fetch standard lists them (“port blocking”).
const REFUSED: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
    526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Whether browsers open no page at a port, whoever serves there.
pub fn is_refused_by_browsers(port: u16) -> bool {
    REFUSED.contains(&port)
}

/// Serves the folder `dist` on 127.0.0.1 at `port`; port 0 is any that is free.
///
/// # Errors
/// When the port cannot be had; the kind is `AddrInUse` when another program has it.
pub fn serve(dist: PathBuf, port: u16) -> io::Result<Server> {
    serve_on(reserve(port)?, dist, "")
}

/// Serves the folder `dist` as [`serve`] does, but from the path `prefix` (`some/path`); outside of it nothing is
/// found.
///
/// # Errors
/// As [`serve`].
pub fn serve_under(prefix: &str, dist: PathBuf, port: u16) -> io::Result<Server> {
    serve_on(reserve(port)?, dist, prefix)
}

/// Takes the port for [`serve_on`], before there is anything to serve; whoever connects waits.
///
/// # Errors
/// As [`serve`].
pub fn reserve(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// Serves the folder `dist` from the path `prefix` on a port taken before.
///
/// # Errors
/// When the port cannot be listened on.
pub fn serve_on(listener: TcpListener, dist: PathBuf, prefix: &str) -> io::Result<Server> {
    let port = listener.local_addr()?.port();
    let prefix = match prefix.trim_matches('/') {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    };
    let http = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
    let shared = Arc::new(Shared { http, dist, prefix: prefix.clone() });
    let threads = (0..THREADS).map(|_| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || shared.answer_all())
    });
    Ok(Server { port, prefix, threads: threads.collect(), shared })
}

impl Server {
    /// The port served on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of the page, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.prefix)
    }

    /// Serves until the process ends.
    pub fn wait(mut self) {
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so; the others go on.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Each call wakes one thread, and a woken thread ends.
        for _ in &self.threads {
            self.shared.http.unblock();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Shared").field("dist", &self.dist).field("prefix", &self.prefix).finish()
    }
}

impl Shared {
    fn answer_all(&self) {
        while let Ok(request) = self.http.recv() {
            // Whoever asked may be gone before the answer is whole.
            let _ = self.answer(request);
        }
    }

    fn answer(&self, request: Request) -> io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return respond(request, plain(405, "Only GET and HEAD are answered here."));
        }
        let path = request.url().split(['?', '#']).next().unwrap_or_default();
        if format!("{path}/") == self.prefix {
            let to_folder = plain(301, "The page is here.").with_header(header("Location", &self.prefix));
            return respond(request, to_folder);
        }
        let file = path.strip_prefix(&self.prefix).and_then(inside).map(|inside| self.dist.join(inside));
        match file.and_then(open) {
            Some((path, file, about)) => send(request, &path, file, &about),
            None => respond(request, plain(404, "There is no such file.")),
        }
    }
}

/// The file at `path`, or the `index.html` in the folder there.
fn open(path: PathBuf) -> Option<(PathBuf, File, Metadata)> {
    let path = if path.is_dir() { path.join("index.html") } else { path };
    let file = File::open(&path).ok()?;
    let about = file.metadata().ok().filter(Metadata::is_file)?;
    Some((path, file, about))
}

fn send(request: Request, path: &Path, file: File, about: &Metadata) -> io::Result<()> {
    // The browser may keep what it has, and what it has compiled of it, but asks every time: a new build shows.
    let tag = entity_tag(about);
    let known =
        request.headers().iter().any(|sent| sent.field.equiv("If-None-Match") && sent.value == tag.as_str());
    let headers = [
        header("ETag", &tag),
        header("Cache-Control", "no-cache"),
        header("X-Content-Type-Options", "nosniff"),
    ];
    if known {
        let mut unchanged = Response::empty(304);
        headers.into_iter().for_each(|header| unchanged.add_header(header));
        return respond(request, unchanged);
    }
    let mut whole = Response::from_file(file).with_header(header("Content-Type", mime(path)));
    headers.into_iter().for_each(|header| whole.add_header(header));
    respond(request, whole)
}

/// Answers, and has the browser end the connection with that, as it does in HTTP 1.0.
///
/// tiny_http has a thread for each connection for as long as that is kept; and when two come at the same moment and one
/// thread is idle, it leaves both to that one, so that the page would wait for its last file until the browser gives
/// another connection up.
fn respond<R: io::Read>(request: Request, response: Response<R>) -> io::Result<()> {
    let (headers, is_head) = (request.headers().to_vec(), *request.method() == Method::Head);
    let mut writer = request.into_writer();
    response.raw_print(&mut writer, HTTPVersion(1, 0), &headers, is_head, None)?;
    writer.flush()
}

fn entity_tag(about: &Metadata) -> String {
    let written =
        about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("\"{:x}-{:x}\"", about.len(), written.as_nanos())
}

fn plain(status: u16, sentence: &str) -> Response<io::Cursor<Vec<u8>>> {
    Response::from_string(sentence).with_status_code(StatusCode(status))
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are ours, and ASCII")
}

/// The path in the folder that a request's path (percent-encoded, the prefix taken away) stands for; `None` when it
/// would lead out of the folder, or is not UTF-8.
fn inside(path: &str) -> Option<PathBuf> {
    let mut found = PathBuf::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = decode(part)?;
        // A colon is a drive or a stream on Windows, and in no name of a bundle.
        let outward = part == "." || part == ".." || part.contains(['/', '\\', ':', '\0']);
        if outward {
            return None;
        }
        found.push(part);
    }
    Some(found)
}

/// The part with its `%XX` decoded.
fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let [high, low, after @ ..] = after else { return None };
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type for the ending of a file's name.
fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        // Declarations of TypeScript among them, to be read rather than downloaded.
        "ts" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpStream;
    use std::{env, fs, process};

    use super::*;

    #[test]
    fn ports_of_other_protocols_are_known() {
        for (port, refused) in [
            (4173, false),
            (8080, false),
            (80, false),
            (4190, true),
            (6000, true),
            (6668, true),
            (10080, true),
            (22, true),
        ] {
            assert_eq!(is_refused_by_browsers(port), refused, "{port}");
        }
        assert!(REFUSED.is_sorted());
    }

    #[test]
    fn media_types_are_those_browsers_insist_on() {
        let expected = [
            ("index.html", "text/html; charset=utf-8"),
            ("a-1f.js", "text/javascript; charset=utf-8"),
            ("a-1f_bg.wasm", "application/wasm"),
            ("style.css", "text/css; charset=utf-8"),
            ("agendum.schema.json", "application/json"),
            ("agendum.d.ts", "text/plain; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
            ("LICENCE", "application/octet-stream"),
        ];
        for (name, kind) in expected {
            assert_eq!(mime(Path::new(name)), kind, "{name}");
        }
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for path in [
            "../secret",
            "a/../../secret",
            "%2e%2e/secret",
            "..%2fsecret",
            "a%5c..",
            "C:/x",
            "a%00",
            "%ff",
            "%4",
        ] {
            assert_eq!(inside(path), None, "{path}");
        }
        assert_eq!(inside(""), Some(PathBuf::new()));
        assert_eq!(inside("//etc/passwd"), Some("etc/passwd".into()));
        assert_eq!(inside("a%20b/c.js"), Some("a b/c.js".into()));
    }

    /// A folder with a page and a file in it, gone when dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = env::temp_dir().join(format!("agendum-server-{name}-{}", process::id()));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("index.html"), "the page").unwrap();
            fs::write(folder.join("a.wasm"), "\0asm").unwrap();
            Folder(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// What the server answers to `request`, a method and a path, with further header lines.
    fn answer(server: &Server, request: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_folder_is_served() {
        let folder = Folder::new("plain");
        let server = serve(folder.0.clone(), 0).unwrap();
        let page = answer(&server, "GET /?x=1", "");
        assert!(page.starts_with("HTTP/1.0 200"), "{page}");
        assert!(page.ends_with("the page"), "{page}");
        assert!(answer(&server, "GET /a.wasm", "").contains("application/wasm"));
        assert!(answer(&server, "GET /b.wasm", "").starts_with("HTTP/1.0 404"));
        assert!(answer(&server, "GET /../Cargo.toml", "").starts_with("HTTP/1.0 404"));
        assert!(answer(&server, "POST /", "Content-Length: 0\r\n").starts_with("HTTP/1.0 405"));
        let tag = page.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
        let again = answer(&server, "GET /", &format!("If-None-Match: {tag}\r\n"));
        assert!(again.starts_with("HTTP/1.0 304"), "{again}");
    }

    #[test]
    fn a_folder_is_served_under_a_path_and_not_outside_it() {
        let folder = Folder::new("under");
        let server = serve_under("some/path", folder.0.clone(), 0).unwrap();
        assert_eq!(server.address(), format!("http://127.0.0.1:{}/some/path/", server.port()));
        assert!(answer(&server, "GET /some/path/", "").ends_with("the page"));
        assert!(answer(&server, "GET /some/path", "").contains("Location: /some/path/"));
        assert!(answer(&server, "GET /", "").starts_with("HTTP/1.0 404"));
        assert!(answer(&server, "GET /a.wasm", "").starts_with("HTTP/1.0 404"));
    }

    #[test]
    fn a_port_in_use_is_an_error() {
        let folder = Folder::new("port");
        let server = serve(folder.0.clone(), 0).unwrap();
        let error = serve(folder.0.clone(), server.port()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }
}
