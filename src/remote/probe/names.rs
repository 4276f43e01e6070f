//! Names that are looked up in time, or not at all: the system's own way may take half a minute where nobody answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::aside::Asides;
use crate::remote::web::{Names, Site};

/// Look-ups that are under way.
#[derive(Clone, Default)]
pub(crate) struct LookUps(Arc<Asides<Found>>);

type Found = Result<Vec<SocketAddr>, (io::ErrorKind, String)>;

impl LookUps {
    /// The same site, whose name is looked up within this time.
    pub fn in_time(&self, site: Site, time: Duration) -> Site {
        let names = InTime {
            names: site.names,
            look_ups: self.clone(),
            time,
        };
        Site {
            names: Arc::new(names),
            ..site
        }
    }
}

struct InTime {
    names: Arc<dyn Names>,
    look_ups: LookUps,
    time: Duration,
}

impl Names for InTime {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let (names, name) = (Arc::clone(&self.names), host.to_owned());
        let look_up = move || {
            let found = names.addresses(&name, port);
            found.map_err(|error| (error.kind(), error.to_string()))
        };
        let found = self
            .look_ups
            .0
            .wait(&format!("{host}:{port}"), self.time, look_up);
        let late = || {
            (
                io::ErrorKind::TimedOut,
                "whoever knows names does not answer in time".to_owned(),
            )
        };
        found
            .unwrap_or_else(|| Err(late()))
            .map_err(|(kind, words)| io::Error::new(kind, words))
    }
}
