//! A stretch of network in front of a broker, where requests are counted and answers get lost.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::stage::from_environment;

/// Kafka's numbers of the requests that change something (kafka.apache.org/protocol#protocol_api_keys).
pub const CHANGES: [i16; 6] = [19, 20, 30, 31, 37, 44];

/// What becomes of requests that change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Pass,
    /// The connection ends before the request has arrived.
    NeverArrives,
    /// The connection ends after the request has arrived, before its answer has.
    AnswerLost,
}

struct Way {
    to: String,
    fate: Mutex<Fate>,
    /// The requests that came by, by Kafka's number.
    seen: Mutex<Vec<i16>>,
}

/// The one proxy of a run: the broker tells its clients this one port.
pub struct Proxy {
    pub address: String,
    way: Arc<Way>,
    _only_one: MutexGuard<'static, ()>,
    end: Arc<AtomicBool>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Proxy {
    /// None where there is no broker.
    pub fn start() -> Option<Self> {
        static ONLY_ONE: Mutex<()> = Mutex::new(());
        let to = from_environment("MUSTER_KAFKA_BEHIND")?;
        let address = from_environment("MUSTER_KAFKA_BEFORE")?;
        let only_one = held(&ONLY_ONE);
        let listener = TcpListener::bind(&address).unwrap();
        let way = Arc::new(Way {
            to,
            fate: Mutex::new(Fate::Pass),
            seen: Mutex::default(),
        });
        let end = Arc::new(AtomicBool::new(false));
        let (of_thread, has_ended) = (Arc::clone(&way), Arc::clone(&end));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if has_ended.load(Ordering::SeqCst) {
                    return;
                }
                let way = Arc::clone(&of_thread);
                std::thread::spawn(move || client.and_then(|client| way.lead(&client)));
            }
        });
        Some(Self {
            address,
            way,
            _only_one: only_one,
            end,
        })
    }

    pub fn fate(&self, fate: Fate) {
        *held(&self.way.fate) = fate;
    }

    /// The requests to change something that came by since the last time.
    pub fn changes(&self) -> Vec<i16> {
        let seen = std::mem::take(&mut *held(&self.way.seen));
        seen.into_iter().filter(|api| CHANGES.contains(api)).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.end.store(true, Ordering::SeqCst);
        // The listener sees it when somebody comes.
        let _ = TcpStream::connect(&self.address);
    }
}

impl Way {
    fn lead(&self, client: &TcpStream) -> io::Result<()> {
        let broker = TcpStream::connect(&self.to)?;
        client.set_nodelay(true)?;
        broker.set_nodelay(true)?;
        let swallow = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _ = answers(&broker, client, &swallow);
                end(client, &broker);
            });
            let _ = self.requests(client, &broker, &swallow);
            end(client, &broker);
        });
        Ok(())
    }

    fn requests(
        &self,
        mut client: &TcpStream,
        mut broker: &TcpStream,
        swallow: &AtomicBool,
    ) -> io::Result<()> {
        loop {
            let mut length = [0; 4];
            client.read_exact(&mut length)?;
            let mut request = vec![0; usize::try_from(i32::from_be_bytes(length)).map_err(io::Error::other)?];
            client.read_exact(&mut request)?;
            let api = i16::from_be_bytes([request[0], request[1]]);
            held(&self.seen).push(api);
            let fate = if CHANGES.contains(&api) {
                *held(&self.fate)
            } else {
                Fate::Pass
            };
            match fate {
                Fate::Pass => {}
                Fate::NeverArrives => return Ok(()),
                Fate::AnswerLost => swallow.store(true, Ordering::SeqCst),
            }
            broker.write_all(&length)?;
            broker.write_all(&request)?;
        }
    }
}

fn answers(mut broker: &TcpStream, mut client: &TcpStream, swallow: &AtomicBool) -> io::Result<()> {
    let mut part = [0; 16_384];
    loop {
        let count = broker.read(&mut part)?;
        if count == 0 || swallow.load(Ordering::SeqCst) {
            return Ok(());
        }
        client.write_all(&part[..count])?;
    }
}

fn end(client: &TcpStream, broker: &TcpStream) {
    let _ = client.shutdown(Shutdown::Both);
    let _ = broker.shutdown(Shutdown::Both);
}
