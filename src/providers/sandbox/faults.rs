//! What a sandbox was told to get wrong: `faults.json` in its folder, written by hand or by a test.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Answer, refusal, shelf};
use crate::remote::SendError;

/// Something that goes wrong with one write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Answered with this status, without effect.
    Status(u16),
    /// The allowance is used up, for this many seconds (403 with `Retry-After`).
    RateLimit { retry_after: u64 },
    /// Too much at once (403 without any header, as GitHub does).
    AbuseLimit,
    /// Nobody listens.
    NotSent,
    /// The request is lost on its way: no effect and no answer.
    LostBefore,
    /// The effect happens, the answer is lost.
    LostAfter,
    /// The effect happens, the answer is a server's error.
    StatusAfter(u16),
    /// Refused with a code of the system's own, without effect: `NOT_CONTROLLER`. Of HTTP, with status 422.
    Refused {
        code: String,
        /// Whether the same may be taken later.
        #[serde(default)]
        passing: bool,
    },
}

/// A fault and the write that it hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedFault {
    /// 1 is the next write.
    pub write: u32,
    /// Only writes whose path holds this are counted; of Kafka, whose name does (`CreateTopic orders.v1`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    pub fault: Fault,
}

impl Fault {
    /// What is answered in place of doing anything.
    pub(super) fn instead(&self) -> Option<Result<Answer, SendError>> {
        Some(match self {
            Self::Status(status) => Ok(refusal(*status, "Server Error")),
            Self::RateLimit { retry_after } => {
                let mut answer = refusal(403, "API rate limit exceeded for user ID 1.");
                answer.headers = vec![
                    ("retry-after", retry_after.to_string()),
                    ("x-ratelimit-remaining", "0".to_owned()),
                ];
                Ok(answer)
            }
            Self::AbuseLimit => Ok(Answer::new(
                403,
                json!({
                    "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                    "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
                }),
            )),
            Self::NotSent => Err(SendError::NotSent(
                "the sandbox was told not to listen".to_owned(),
            )),
            Self::LostBefore => Err(SendError::Lost("the sandbox was told not to answer".to_owned())),
            Self::Refused { code, .. } => Ok(refusal(422, code)),
            Self::LostAfter | Self::StatusAfter(_) => return None,
        })
    }

    /// What becomes of the answer once the effect has happened.
    pub(super) fn afterwards(self) -> Option<Result<Answer, SendError>> {
        match self {
            Self::LostAfter => Some(Err(SendError::Lost(
                "the sandbox was told to lose its answer".to_owned(),
            ))),
            Self::StatusAfter(status) => Some(Ok(refusal(status, "Server Error"))),
            _ => None,
        }
    }
}

pub(super) fn add(folder: &Path, fault: PlannedFault) -> io::Result<()> {
    let mut planned = read(folder)?;
    planned.push(fault);
    shelf::write(&folder.join(FILE), &planned)
}

/// The fault that hits the write that is being asked for, which is counted.
pub(super) fn due(folder: &Path, path: &str) -> io::Result<Option<Fault>> {
    let mut planned = read(folder)?;
    if planned.is_empty() {
        return Ok(None);
    }
    for fault in &mut planned {
        let is_meant = fault.path.as_deref().is_none_or(|part| path.contains(part));
        if is_meant {
            fault.write = fault.write.saturating_sub(1);
        }
    }
    let due = planned.iter().position(|fault| fault.write == 0);
    let fault = due.map(|at| planned.remove(at).fault);
    shelf::write(&folder.join(FILE), &planned)?;
    Ok(fault)
}

const FILE: &str = "faults.json";

fn read(folder: &Path) -> io::Result<Vec<PlannedFault>> {
    match std::fs::read(folder.join(FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}
