//! A server on this machine that answers each request as it is told to, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What becomes of one request.
pub enum Reply {
    /// Status, further header lines, body.
    Answer(u16, String, String),
    /// The connection ends without a word.
    Cut,
    /// These bytes, and then the connection ends.
    CutAfter(Vec<u8>),
    /// Nothing, for as long as the other side waits.
    Silence,
    /// A body that does not end.
    Endless,
}

pub fn answer(status: u16, body: impl Into<String>) -> Reply {
    Reply::Answer(status, String::new(), body.into())
}

pub struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(reply: impl Fn(&str) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(vec![]));
        let noted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let Some(request) = read(&mut stream) else {
                    continue;
                };
                noted.lock().unwrap().push(request.clone());
                send(&mut stream, reply(&request));
            }
        });
        Self { address, asked }
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://api.test:{}{path}", self.address.port())
    }
}

/// A whole request; none where the other side went away.
fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = vec![];
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or_default() {
                return Some(text);
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&part[..length]),
        }
    }
}

fn send(stream: &mut TcpStream, reply: Reply) {
    // Whoever is gone is not told.
    let _ = match reply {
        Reply::Answer(status, headers, body) => write!(
            stream,
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}",
            body.len()
        ),
        Reply::Cut => Ok(()),
        Reply::CutAfter(bytes) => stream.write_all(&bytes),
        // The other side ends it.
        Reply::Silence => stream.read(&mut [0; 1]).map(drop),
        Reply::Endless => {
            let _ = write!(stream, "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n");
            while write!(stream, "1000\r\n{}\r\n", "x".repeat(0x1000)).is_ok() {}
            Ok(())
        }
    };
}
