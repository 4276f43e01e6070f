//! Asks what a probe asks, once, and tells in a sentence what was seen. Whatever the other side does, a look takes no longer
//! than its time. Knows neither entities nor who is told.
//!
//! What is *down* did not answer, or not as it should; *degraded* answers late, or is behind; *unknown* is our own trouble:
//! settings, tokens, limits, names that may not be asked.

mod aside;
mod http;
mod lag;
mod names;
mod tcp;
mod trust;
mod workflow;

use std::sync::Arc;
use std::time::Duration;

use super::Transport;
use super::kafka::{Cluster, KafkaError, Lag};
use super::web::{Site, WebError};
use crate::model::health::Health;
use crate::model::health::target::Target;
use aside::Asides;
pub(super) use names::LookUps;

/// What one look saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub heard: Health,
    /// A sentence for the person who is woken by it, without secrets. Untrusted: parts of it may be the other side's words.
    pub seen: String,
    /// From the question to the answer; none where there was none.
    pub took: Option<Duration>,
    /// Whether anybody was there; a refusal is an answer too. Also where nobody was asked: that says nothing against the
    /// network.
    pub reached: bool,
}

/// Who asks.
pub trait Prober: Send + Sync {
    /// Asks once, and never again by itself. Takes no longer than `timeout` and a little; blocks meanwhile.
    fn look(&self, target: &Target, timeout: Duration) -> Heard;
}

/// Where targets are, as the settings of a workspace have them. An error is a sentence for the person who can mend it.
pub trait Places: Send + Sync {
    /// The rules for a host, named as in [`host_of`](super::web::host_of). No token goes with a probe.
    fn site(&self, host: &str) -> Result<Site, String>;

    fn cluster(&self, name: &str) -> Result<Arc<dyn Cluster>, String>;

    /// The company's GitHub, with its token.
    fn github(&self) -> Result<Arc<dyn Transport>, String>;
}

/// Asks over the network, and whatever a workspace has in place of it.
pub struct Network {
    places: Arc<dyn Places>,
    look_ups: LookUps,
    lags: Asides<Result<Lag, KafkaError>>,
    runs: Asides<workflow::Told>,
    known: Arc<workflow::Known>,
}

impl Network {
    pub fn new(places: Arc<dyn Places>) -> Self {
        Self {
            places,
            look_ups: LookUps::default(),
            lags: Asides::default(),
            runs: Asides::default(),
            known: Arc::default(),
        }
    }

    /// The same, that takes the default branch of a repository for known for so long.
    pub fn keeping_branches(self, long: Duration) -> Self {
        Self {
            known: Arc::new(workflow::Known::keeping_branches(long)),
            ..self
        }
    }

    /// The rules for a host, whose name is looked up within this time.
    fn site(&self, host: &str, time: Duration) -> Result<Site, Trouble> {
        let site = self.places.site(host).map_err(Trouble::Ours)?;
        Ok(self.look_ups.in_time(site, time))
    }
}

impl Prober for Network {
    fn look(&self, target: &Target, timeout: Duration) -> Heard {
        match target {
            Target::Http {
                url,
                method,
                expect,
                contains,
            } => self.look_http(&http::Question {
                url,
                method: *method,
                expect,
                contains: contains.as_deref(),
                time: timeout,
            }),
            Target::Tcp { host, port } => self.look_tcp(host, *port, timeout),
            Target::KafkaLag {
                cluster,
                group,
                max_lag,
            } => self.look_lag(cluster, group, *max_lag, timeout),
            Target::Workflow {
                owner,
                repo,
                workflow,
                branch,
            } => self.look_workflow(
                workflow::Asked {
                    slug: format!("{owner}/{repo}"),
                    workflow: workflow.clone(),
                    branch: branch.clone(),
                },
                timeout,
            ),
        }
    }
}

impl Heard {
    fn new(heard: Health, seen: String) -> Self {
        Self {
            heard,
            seen,
            took: None,
            reached: true,
        }
    }

    fn down(seen: String) -> Self {
        Self::new(Health::Down, seen)
    }

    fn unknown(seen: String) -> Self {
        Self::new(Health::Unknown, seen)
    }

    /// Nobody was there.
    fn nobody(seen: String) -> Self {
        Self {
            reached: false,
            ..Self::down(seen)
        }
    }
}

/// Why a look came to no answer.
enum Trouble {
    /// What is ours to mend, in a sentence.
    Ours(String),
    /// What the other side does, or does not.
    Theirs(Heard),
}

impl Trouble {
    fn forbidden(host: &str, message: &str) -> Self {
        Self::Ours(format!("{message}; see [http.hosts.\"{host}\"] of muster.toml"))
    }

    /// Of looking for the addresses of a host.
    fn of(host: &str, error: WebError) -> Self {
        match error {
            WebError::Forbidden(message) => Self::forbidden(host, &message),
            error => Self::Theirs(Heard::nobody(error.to_string())),
        }
    }

    fn heard(self) -> Heard {
        match self {
            Self::Ours(message) => Heard::unknown(message),
            Self::Theirs(heard) => heard,
        }
    }
}

/// Whether an answer that came in time was slow: after half of it.
fn is_late(took: Duration, time: Duration) -> bool {
    took > time / 2
}

/// A time as people read it: `34 ms`, `2.5 s`.
pub(super) fn span(time: Duration) -> String {
    match time.as_millis() {
        short if short < 1_000 => format!("{short} ms"),
        whole if whole.is_multiple_of(1_000) => format!("{} s", whole / 1_000),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
