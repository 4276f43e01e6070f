//! Whether somebody listens at a port: connected to and left at once, so that it says no more than that.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::{Heard, Network, Trouble, is_late, span};
use crate::model::health::Health;

impl Network {
    pub(super) fn look_tcp(&self, host: &str, port: u16, time: Duration) -> Heard {
        let start = Instant::now();
        let shown = match host.contains(':') {
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        };
        let addresses = self.listeners(host, port, &shown, time);
        let addresses = match addresses {
            Ok(addresses) => addresses,
            Err(trouble) => return trouble.heard(),
        };
        let mut last = Heard::nobody(format!("there is no connection to {shown} within {}", span(time)));
        for (at, address) in addresses.iter().enumerate() {
            let left = time.saturating_sub(start.elapsed());
            // An address where nobody answers must not use up the time of all others.
            let share = left / u32::try_from(addresses.len() - at).unwrap_or(u32::MAX);
            if share.is_zero() {
                break;
            }
            match TcpStream::connect_timeout(address, share) {
                Ok(_) => return connected(&shown, start.elapsed(), time),
                Err(error) => last = unconnected(&shown, &error, time),
            }
        }
        last
    }

    fn listeners(
        &self,
        host: &str,
        port: u16,
        shown: &str,
        time: Duration,
    ) -> Result<Vec<SocketAddr>, Trouble> {
        // As hosts are named in the settings: without the port where it is a usual one.
        let name = match port {
            80 | 443 => shown.trim_end_matches(&format!(":{port}")),
            _ => shown,
        };
        let site = self.site(name, time)?;
        site.addresses(host, port)
            .map_err(|error| Trouble::of(name, error))
    }
}

fn connected(shown: &str, took: Duration, time: Duration) -> Heard {
    let (heard, seen) = match is_late(took, time) {
        true => (
            Health::Degraded,
            format!("{shown} takes a connection, but only after {}", span(took)),
        ),
        false => (
            Health::Up,
            format!("{shown} takes a connection after {}", span(took)),
        ),
    };
    Heard {
        took: Some(took),
        ..Heard::new(heard, seen)
    }
}

fn unconnected(shown: &str, error: &io::Error, time: Duration) -> Heard {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            Heard::down(format!("{shown} refuses the connection: nobody listens there"))
        }
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            Heard::nobody(format!("there is no connection to {shown} within {}", span(time)))
        }
        kind if is_nobody(kind) => Heard::nobody(format!("{shown} cannot be reached: {error}")),
        _ => Heard::down(format!("there is no connection to {shown}: {error}")),
    }
}

/// Whether an error says that no host was there at all.
pub(super) fn is_nobody(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkDown, NetworkUnreachable};
    matches!(
        kind,
        HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable
    )
}
