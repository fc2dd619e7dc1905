//! Somebody else's site: a server of another origin that answers as it is told, and remembers what it was asked.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// What the site has at one path.
#[derive(Clone)]
pub struct Answer {
    /// The path, which begins with a slash.
    pub path: &'static str,
    /// As `200 OK`.
    pub status: &'static str,
    /// Further lines of the head.
    pub head: &'static str,
    /// What follows it.
    pub body: String,
}

/// The site. It is there until the tests end.
pub struct Stranger {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Stranger {
    /// Answers so on a port of its own.
    pub fn new(answers: Vec<Answer>) -> Stranger {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it listens").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, heard) = (answers.clone(), heard.clone());
                thread::spawn(move || answer(&stream, &answers, &heard));
            }
        });
        Stranger { port, asked }
    }

    /// Scheme, host and port. The host is not that of [`super::Site`].
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The head of every request, in small letters.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn answer(mut stream: &TcpStream, answers: &[Answer], heard: &Mutex<Vec<String>>) {
    let mut head = String::new();
    for line in BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push_str(&line.to_lowercase());
        head.push('\n');
    }
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    let found = answers.iter().find(|answer| answer.path == path);
    let (status, head, body) =
        found.map_or(("404 Not Found", "", ""), |answer| (answer.status, answer.head, &*answer.body));
    let length = body.len();
    // Whoever asked may be gone before the answer is whole.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{head}\r\n{body}"
    );
}
