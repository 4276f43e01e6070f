//! Tells a person outside of the program that something is unresponsive, or well again: once, by a webhook or a command.
//! Knows neither probes nor who is told when, and never tries again by itself.

mod command;
mod post;
mod slack;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::probe::{LookUps, Places};
use crate::model::health::Health;
use crate::model::secret::Secret;

/// What is told. Every text may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Canonical ref.
    pub entity: String,
    pub entity_title: String,
    pub probe: String,
    pub state: Health,
    /// Since when it has been in this state.
    pub since: Timestamp,
    /// What was seen, in a sentence.
    pub seen: String,
    /// Canonical ref of who is told.
    pub whom: String,
    /// What they are to it: `contact`, `deputy`, `lead`.
    pub role: String,
    pub recovered: bool,
    /// Where more can be read.
    pub link: Option<String>,
    /// Its name.
    pub workspace: String,
    /// What else they are told of with it: all of it is down, or all of it is over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Also>,
}

/// One more that is told of in the same message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Also {
    /// Canonical ref.
    pub entity: String,
    pub entity_title: String,
    pub probe: String,
    pub state: Health,
    pub since: Timestamp,
    pub seen: String,
    /// What the person is to it.
    pub role: String,
    pub link: Option<String>,
}

/// Why somebody was not told; a sentence without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untold {
    /// The way does not work, or nobody knows whether it did.
    Failed(String),
    /// Nobody was there, and nothing was sent: it may be this machine that reaches nobody.
    Unreached(String),
    /// Nothing is wrong, but it is to be tried again, and not before this time has passed.
    Later(String, Duration),
}

impl fmt::Display for Untold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) | Self::Unreached(why) | Self::Later(why, _) => f.write_str(why),
        }
    }
}

/// A way to tell somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// An incoming webhook as Slack has them, and Mattermost and others after it.
    Slack { url: Secret },
    /// The message as JSON, posted.
    Webhook { url: Secret },
    /// A program, with the message as JSON on its input. `{whom}`, `{entity}` and `{state}` in its arguments are filled in; no
    /// shell sees them.
    Command { argv: Vec<String> },
}

/// Who tells.
pub trait Teller: Send + Sync {
    /// Tells once; blocks until it is told, or for a while at most.
    fn tell(&self, way: &Way, message: &Message) -> Result<(), Untold>;
}

/// How long telling may take: to look the name up, and to be heard; for a command, until it has ended.
const PATIENCE: Duration = Duration::from_secs(10);
const COMMAND_PATIENCE: Duration = Duration::from_secs(30);

/// Tells over the network and by commands.
pub struct Ways {
    places: Arc<dyn Places>,
    /// Where commands run, and what their paths are relative to.
    folder: PathBuf,
    look_ups: LookUps,
    patience: Duration,
    command_patience: Duration,
}

impl Ways {
    /// Webhooks are sent under the rules that `places` has for their hosts; `folder` is the workspace's.
    pub fn new(places: Arc<dyn Places>, folder: impl Into<PathBuf>) -> Self {
        Self {
            places,
            folder: folder.into(),
            look_ups: LookUps::default(),
            patience: PATIENCE,
            command_patience: COMMAND_PATIENCE,
        }
    }

    /// The same, with this much time for a webhook and for a command.
    pub fn with_patience(self, webhook: Duration, command: Duration) -> Self {
        Self {
            patience: webhook,
            command_patience: command,
            ..self
        }
    }
}

impl Teller for Ways {
    fn tell(&self, way: &Way, message: &Message) -> Result<(), Untold> {
        match way {
            Way::Slack { url } => self.post(url, &slack::payload(message)),
            Way::Webhook { url } => self.post(url, &message.document()),
            Way::Command { argv } => {
                command::run(argv, message, &self.folder, self.command_patience).map_err(Untold::Failed)
            }
        }
    }
}

impl Message {
    /// As webhooks and commands get it. Fields may be added; a change of what is there counts `version` up.
    fn document(&self) -> serde_json::Value {
        let mut document = serde_json::json!({"version": 1});
        if let (Some(fields), Ok(serde_json::Value::Object(own))) =
            (document.as_object_mut(), serde_json::to_value(self))
        {
            fields.extend(own);
        }
        document
    }
}
