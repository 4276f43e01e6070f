//! A server on this machine that treats each connection as it is told to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What becomes of a connection; it ends when this returns.
pub type Manner = fn(&mut TcpStream);

pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request, in an order of its own, by what this says of it.
    pub fn start(answer: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (noted, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { continue };
                let (noted, answer) = (Arc::clone(&noted), Arc::clone(&answer));
                std::thread::spawn(move || {
                    if let Some(request) = peeked(&stream) {
                        noted.lock().unwrap().push(request);
                    }
                    answer(number, &mut stream);
                });
            }
        });
        Self { address, asked }
    }

    pub fn behaving(manner: Manner) -> Self {
        Self::start(move |_, stream| manner(stream))
    }

    /// Says the same to everybody who has asked something.
    pub fn saying(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::start(move |_, stream| {
            heard(stream);
            say(stream, &text);
        })
    }

    /// The requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

/// The beginning of what was sent, left where it is.
fn peeked(stream: &TcpStream) -> Option<String> {
    let mut bytes = [0; 8192];
    let length = stream.peek(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes[..length]).into_owned())
}

/// A whole request, its body too.
pub fn heard(stream: &mut TcpStream) -> String {
    let mut bytes = vec![];
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or_default() {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return text,
            Ok(length) => bytes.extend_from_slice(&part[..length]),
        }
    }
}

/// Whoever is gone is not told.
pub fn say(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

/// Waits until the other side ends it.
pub fn hang(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {}
}

/// Says the same again and again, until nobody listens any more. The pause keeps it from filling the line at once.
pub fn drip(stream: &mut TcpStream, text: &str) {
    let _ = stream.set_nodelay(true);
    while stream.write_all(text.as_bytes()).is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// A whole answer.
pub fn answer(status: u16, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}
