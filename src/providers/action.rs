//! What every action is: it can say what it would do, look whether it was done, do it once, and take it back or say why not.
//! Knows `model` and `remote`; what was done when, and what comes next, is the engine's business.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::model::blueprint::action::ActionSpec;
use crate::model::blueprint::tree::Tree;
use crate::model::catalog::Catalog;
use crate::model::run::{Change, Effect, Others, Undo};
use crate::model::secret::Secret;
use crate::remote::Transport;
use crate::remote::kafka::Cluster;
use crate::remote::web::Site;

/// Something that a step can do.
pub trait Action: Send + Sync {
    fn spec(&self) -> &ActionSpec;

    /// What applying it would do now. Writes nothing anywhere.
    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError>;

    /// Whether it was done already, by this very step. Writes nothing anywhere.
    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError>;

    /// Does it, once; or goes on with what an earlier attempt began.
    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError>;

    /// Takes back what it did, where [`Planned::undo`] said that it can. Again and again does no harm.
    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError>;

    /// The same where other steps gave of the same: takes back what none of them needs, with what the earlier ones of them
    /// left to it; returns the rights that stay, for the journal.
    fn undo_beside(
        &self,
        call: &Call<'_>,
        gift: &Taken<'_>,
        log: &mut dyn Log,
    ) -> Result<Vec<Value>, ActionError> {
        self.undo(call, gift.output, log).map(|()| Vec::new())
    }
}

/// What is taken back of a step.
#[derive(Clone, Copy)]
pub struct Taken<'t> {
    pub output: &'t Value,
    /// When the step began.
    pub since: Timestamp,
    pub others: &'t Others,
}

/// One step about to be planned, looked at, done or undone.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    /// Rendered. Secrets are references (`model::secret`), replaced only where they are sent.
    pub input: &'c Value,
    /// The marker of what this step makes: 64 hexadecimal digits, the same for every attempt.
    pub op_key: &'c str,
    pub run: &'c str,
    pub step: &'c str,
    pub blueprint: &'c str,
    /// Canonical ref of who asked for the run.
    pub requester: &'c str,
    /// When the run was asked for: the same for every attempt.
    pub asked: Timestamp,
    pub now: Timestamp,
    /// The run's files as the steps before left them.
    pub tree: &'c Arc<Tree>,
    /// The folder of the blueprint's file; none where it has none.
    pub folder: Option<&'c Path>,
    /// What is for skeletons: `user`, `context`; as in expressions.
    pub scope: &'c Value,
    pub world: &'c dyn World,
    /// Whether the person has asked to stop; what takes long looks now and then.
    pub cancelled: &'c dyn Fn() -> bool,
}

/// What is outside, as far as actions reach it.
pub trait World: Send + Sync {
    fn catalog(&self) -> Arc<Catalog>;

    /// The workspace's folder.
    fn workspace(&self) -> &Path;

    /// Where `publish:git` makes repositories.
    fn repositories(&self) -> &Path;

    /// The way to a GitHub, by its host: `github.com`. Sends once and never tries again by itself.
    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError>;

    /// A Kafka cluster, by its name in the settings; the one that is meant where none is named.
    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        let name = cluster.unwrap_or_default();
        Err(
            ActionError::new(ErrorKind::Final, format!("there is no Kafka cluster {name}"))
                .hint("name it in [kafka.clusters] of muster.toml"),
        )
    }

    /// How many replicas new topics of a cluster have where nobody says otherwise; none where that is left to the cluster.
    fn kafka_replication(&self, _cluster: Option<&str>) -> Option<u32> {
        None
    }

    /// The way to the company's Jira.
    fn jira(&self) -> Result<Arc<dyn Transport>, ActionError> {
        Err(ActionError::new(ErrorKind::Final, "there is no Jira here")
            .hint("name it as `url` in [tickets.jira] of muster.toml"))
    }

    /// The rules for a host that `http:request` may reach, by its name and its port where that is not the usual one.
    fn web(&self, host: &str) -> Result<Site, ActionError> {
        Err(ActionError::new(
            ErrorKind::Final,
            format!("{host} may not be reached from this workspace"),
        )
        .hint(format!(
            "allow it with a table [http.hosts.\"{host}\"] in muster.toml"
        )))
    }

    /// Waits until a system may be written to again, for all processes of this machine; a second apart, as GitHub asks.
    fn pace(&self, host: &str) -> Result<(), ActionError>;

    /// Whether a sandbox answers for this host; a Kafka cluster is `kafka:NAME`, Jira is `jira`.
    fn is_sandbox(&self, host: &str) -> bool;

    /// The secret of a name, for the one place that sends it.
    fn secret(&self, name: &str) -> Option<Secret>;
}

/// What an action would do.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    pub effect: Effect,
    pub target: Option<String>,
    pub summary: String,
    pub changes: Vec<Change>,
    pub undo: Undo,
    /// What its output will be, as far as it can be told; the rest is absent.
    pub output: Value,
    /// The run's files after it, where it changes them.
    pub tree: Option<Arc<Tree>>,
    /// Canonical refs of the entities that it makes or changes.
    pub entities: Vec<String>,
    /// What a person should know first; a blocking one keeps the run from starting.
    pub findings: Vec<String>,
    pub blocking: Vec<String>,
    /// Who has to agree, canonical refs; empty where nobody has to.
    pub approvers: Vec<String>,
}

/// What a look shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// It is not there, or not as wanted: do it.
    Absent,
    /// It was done, by this very step.
    Done { output: Value },
    /// This very step began it and did not finish; doing it again goes on from there.
    Begun,
    /// It goes on elsewhere: look again after a while.
    Running { output: Value, look_after: Duration },
    /// It goes on elsewhere no more, and did not end well.
    Ended { message: String },
    /// Something of that name is there that is not ours. Never adopted.
    Foreign { what: String },
    /// Nobody can tell by looking.
    Unknowable,
}

/// What came of doing it.
#[derive(Clone, Debug)]
pub enum Applied {
    Done(Done),
    /// It goes on elsewhere: look after a while, by [`Action::observe`].
    Running {
        output: Value,
        look_after: Duration,
    },
    /// Nothing more happens before this moment; then it is done.
    Until {
        moment: Timestamp,
        output: Value,
    },
    /// A person has to do something, or to agree.
    Person(Errand),
}

#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What is to be taken back by itself says when: [`crate::model::run::gift`].
    pub output: Value,
    /// The run's files after it, where it changed them.
    pub tree: Option<Arc<Tree>>,
}

/// What a person is asked for, by a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errand {
    pub title: String,
    pub description: Option<String>,
    pub category: Option<String>,
    pub assignee: Option<String>,
    pub entities: Vec<String>,
    /// Not empty where it is about agreeing: who may, canonical refs, never the requester.
    pub approvers: Vec<String>,
}

/// Why something did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionError {
    pub kind: ErrorKind,
    /// A sentence for the person; without secrets.
    pub message: String,
    /// The next step.
    pub hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Trying again would not help.
    Final,
    /// Nothing was done; try again, not before this much time has passed where the system said so.
    Retry { after: Option<Duration> },
    /// The answer was lost: it may have been done.
    Unknown,
}

impl ActionError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ActionError {}

/// Where an action says what it is doing.
pub trait Log {
    /// A line for the person; without secrets.
    fn line(&mut self, text: &str);
}
