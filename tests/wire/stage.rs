//! A workspace's places as tests want them.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use muster::model::health::Health;
use muster::model::health::target::parse;
use muster::remote::Transport;
use muster::remote::kafka::Cluster;
use muster::remote::probe::{Heard, Network, Places, Prober};
use muster::remote::web::{Names, Site};

/// Enough for this machine, however busy, and little for what never comes.
pub const PATIENCE: Duration = Duration::from_secs(4);
/// For what never answers.
pub const SHORT: Duration = Duration::from_millis(400);

/// Hosts that end with `.test` are this machine, and may be asked as that; `hangs.test` is looked up for ever; `nobody.test` is
/// not known; `own.test` trusts the certificate of [`crate::own`] alone; `inside.test` is inside, and may not be asked.
pub struct World {
    pub cluster: Option<Arc<dyn Cluster>>,
    pub github: Option<Arc<dyn Transport>>,
    pub names: Arc<TestNames>,
}

pub struct TestNames {
    /// Never sent to: whoever waits for it waits until the test is over.
    never: Mutex<Receiver<()>>,
    _alive: Mutex<Sender<()>>,
    asked: Mutex<Vec<String>>,
}

impl Names for TestNames {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        self.asked.lock().unwrap().push(host.to_owned());
        match host {
            "hangs.test" => {
                let _ = self.never.lock().unwrap().recv();
                Ok(vec![])
            }
            "nobody.test" => Err(io::Error::other("no such host is known")),
            "inside.test" => Ok(vec![([10, 0, 0, 1], port).into()]),
            "metadata.test" => Ok(vec![([169, 254, 169, 254], port).into()]),
            "several.test" => Ok(vec![([127, 0, 0, 2], port).into(), ([127, 0, 0, 1], port).into()]),
            host if host.ends_with(".test") => Ok(vec![([127, 0, 0, 1], port).into()]),
            host => (host, port).to_socket_addrs().map(Iterator::collect),
        }
    }
}

impl Default for World {
    fn default() -> Self {
        let (alive, never) = channel();
        Self {
            cluster: None,
            github: None,
            names: Arc::new(TestNames {
                never: Mutex::new(never),
                _alive: Mutex::new(alive),
                asked: Mutex::default(),
            }),
        }
    }
}

impl World {
    pub fn network(self) -> Network {
        Network::new(Arc::new(self))
    }

    /// How often a name was looked up.
    pub fn look_ups(&self, host: &str) -> usize {
        let asked = self.names.asked.lock().unwrap();
        asked.iter().filter(|asked| *asked == host).count()
    }
}

impl Places for World {
    fn site(&self, host: &str) -> Result<Site, String> {
        Ok(Site {
            host: host.to_owned(),
            paths: vec![],
            methods: vec![],
            is_private: !host.starts_with("inside.test"),
            ca: host.starts_with("own.test").then(crate::own::trusted),
            credential: None,
            names: Arc::clone(&self.names) as _,
        })
    }

    fn cluster(&self, name: &str) -> Result<Arc<dyn Cluster>, String> {
        let cluster = self.cluster.clone();
        cluster.ok_or_else(|| format!("there is no Kafka cluster `{name}`"))
    }

    fn github(&self) -> Result<Arc<dyn Transport>, String> {
        self.github
            .clone()
            .ok_or_else(|| "there is no token for github.com".to_owned())
    }
}

/// One look at a target as it is declared.
pub fn look(network: &Network, declared: &str, time: Duration) -> Heard {
    let declared = parse(declared).unwrap_or_else(|error| panic!("{declared}: {error}"));
    network.look(&declared.target, time)
}

/// Compares what was seen with what should have been.
pub fn check(heard: &Heard, health: Health, reached: bool, words: &str, case: &str) {
    assert_eq!(
        (heard.heard, heard.reached),
        (health, reached),
        "{case}: {heard:?}"
    );
    assert!(
        heard.seen.contains(words),
        "{case}: `{}` does not say `{words}`",
        heard.seen
    );
}
