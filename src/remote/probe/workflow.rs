//! How a GitHub workflow's latest run on a branch ended. *Down* where it failed, *degraded* where it runs or waits for far too
//! long, *unknown* where nothing tells: it never ran, or GitHub does not say, for reasons of its own or of the token.
//! <https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow>

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Heard, Network, span};
use crate::model::health::Health;
use crate::model::text::ago;
use crate::remote::{Request, SendError, Transport, is_limited, query_escaped, seconds_to_wait};

/// How long a job may run on GitHub's own machines (docs.github.com/en/actions/reference/limits).
const TOO_LONG: SignedDuration = SignedDuration::from_hours(6);
/// How long a run may wait for a machine.
const TOO_LATE: SignedDuration = SignedDuration::from_hours(1);
/// In seconds, how long nobody asks a GitHub that is busy and does not say for how long, and at most.
const BUSY: u64 = 60;
const LONGEST: u64 = 60 * 60;
/// How long it counts which branch is a repository's default one: whoever renames it leaves the old one's runs behind.
const BRANCH_KEPT: Duration = Duration::from_secs(60 * 60);
/// Runs that are looked at: of the latest, some may be somebody else's, or tell nothing.
const RUNS: usize = 20;

/// The branch that was looked at, and its runs, the latest first.
pub(super) type Told = Result<(String, Vec<Run>), Untold>;

/// Why GitHub does not tell.
#[derive(Clone, Debug)]
pub(super) enum Untold {
    Nobody(String),
    Refused(String),
}

/// A workflow that is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// `OWNER/REPO`
    pub slug: String,
    pub workflow: String,
    pub branch: Option<String>,
}

/// A run, as far as it tells something.
#[derive(Clone, Debug)]
pub(super) struct Run {
    number: u64,
    stage: Stage,
    /// When it came to its stage, where that is told.
    at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// For a machine.
    Waiting,
    /// For a person.
    Held,
    Running,
    Well,
    Failed,
    /// Ended without a word on how it would have.
    Cancelled,
    /// Had nothing to do: a condition kept all of it from running.
    Skipped,
}

/// What GitHub said before.
pub(super) struct Known {
    /// The default branches of repositories, by `OWNER/REPO`, and when they were asked for.
    branches: Mutex<HashMap<String, (Instant, String)>>,
    /// When it takes questions again.
    busy_until: Mutex<Option<Timestamp>>,
    /// How long a default branch is taken for known.
    branch_kept: Duration,
}

impl Default for Known {
    fn default() -> Self {
        Self::keeping_branches(BRANCH_KEPT)
    }
}

impl Known {
    pub(super) fn keeping_branches(branch_kept: Duration) -> Self {
        Self {
            branches: Mutex::default(),
            busy_until: Mutex::default(),
            branch_kept,
        }
    }
}

impl Network {
    pub(super) fn look_workflow(&self, asked: Asked, time: Duration) -> Heard {
        let start = Instant::now();
        let key = format!("{} {} {:?}", asked.slug, asked.workflow, asked.branch);
        let (question, places, known) = (asked.clone(), Arc::clone(&self.places), Arc::clone(&self.known));
        // Finding the token may take its time too.
        let told = self.runs.wait(&key, time, move || {
            let github = places.github().map_err(Untold::Refused)?;
            question.ask(&*github, &known)
        });
        let took = Some(start.elapsed());
        match told {
            Some(Ok((branch, runs))) => Heard {
                took,
                ..asked.judged(&branch, &runs, Timestamp::now())
            },
            Some(Err(Untold::Refused(seen))) => Heard::unknown(seen),
            Some(Err(Untold::Nobody(seen))) => untold(seen),
            None => untold(format!("GitHub does not answer within {}", span(time))),
        }
    }
}

/// That GitHub does not answer says nothing of the workflow.
fn untold(seen: String) -> Heard {
    Heard {
        heard: Health::Unknown,
        ..Heard::nobody(seen)
    }
}

impl Asked {
    fn ask(&self, github: &dyn Transport, known: &Known) -> Told {
        let branch = match &self.branch {
            Some(branch) => branch.clone(),
            None => self.default_branch(github, known)?,
        };
        let path = format!(
            "/repos/{}/actions/workflows/{}/runs?branch={}&exclude_pull_requests=true&per_page={RUNS}",
            self.slug,
            self.workflow,
            query_escaped(&branch)
        );
        let answer = self.get(github, &path, known)?;
        let Some(runs) = answer["workflow_runs"].as_array() else {
            return Err(Untold::Refused(
                "GitHub's answer is none that is known".to_owned(),
            ));
        };
        let ours = runs.iter().filter(|run| self.is_ours(run));
        let runs: Vec<Run> = ours.filter_map(Run::of).collect();
        if runs.is_empty() && self.branch.is_none() {
            // The default branch may be another one by now.
            locked(&known.branches).remove(&self.slug);
        }
        Ok((branch, runs))
    }

    fn default_branch(&self, github: &dyn Transport, known: &Known) -> Result<String, Untold> {
        if let Some((asked, branch)) = locked(&known.branches).get(&self.slug)
            && asked.elapsed() < known.branch_kept
        {
            return Ok(branch.clone());
        }
        let answer = self.get(github, &format!("/repos/{}", self.slug), known)?;
        let Some(branch) = answer["default_branch"].as_str() else {
            return Err(Untold::Refused(format!("{} has no default branch", self.slug)));
        };
        let now = (Instant::now(), branch.to_owned());
        locked(&known.branches).insert(self.slug.clone(), now);
        Ok(branch.to_owned())
    }

    fn get(&self, github: &dyn Transport, path: &str, known: &Known) -> Result<Value, Untold> {
        let now = Timestamp::now();
        let busy = || {
            Untold::Refused("GitHub answers no more questions for a while: its limit is reached".to_owned())
        };
        if locked(&known.busy_until).is_some_and(|until| until > now) {
            return Err(busy());
        }
        let answer = github.send(&Request::get(path)).map_err(|error| match error {
            SendError::NotSent(cause) => Untold::Nobody(format!("GitHub cannot be reached: {cause}")),
            SendError::Lost(cause) => Untold::Refused(format!("GitHub gives no answer: {cause}")),
        })?;
        let refused = |seen: String| Err(Untold::Refused(seen));
        match answer.status {
            200 => serde_json::from_slice(&answer.body)
                .or_else(|_| refused("GitHub's answer is none that is known".to_owned())),
            _ if is_limited(&answer) => {
                let seconds = seconds_to_wait(&answer, now).unwrap_or(BUSY).min(LONGEST);
                let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default());
                let until = now.saturating_add(wait).unwrap_or(now);
                *locked(&known.busy_until) = Some(until);
                Err(busy())
            }
            401 => refused("GitHub does not take the token: it is wrong or has expired".to_owned()),
            403 => refused(format!("the token may not see the workflows of {}", self.slug)),
            404 => refused(format!(
                "GitHub shows no workflow {} of {}: there is none, or the token may not see it",
                self.workflow, self.slug
            )),
            status => refused(format!("GitHub answers with status {status}")),
        }
    }

    /// A fork's branch may have the same name: its pull requests say nothing of this one.
    fn is_ours(&self, run: &Value) -> bool {
        let is_of_request = run["event"]
            .as_str()
            .is_some_and(|event| event.starts_with("pull_request"));
        let head = run["head_repository"]["full_name"].as_str();
        !is_of_request && head.is_none_or(|head| head.eq_ignore_ascii_case(&self.slug))
    }

    fn judged(&self, branch: &str, runs: &[Run], now: Timestamp) -> Heard {
        let place = format!("{} of {} on {branch}", self.workflow, self.slug);
        let Some(latest) = runs.first() else {
            return Heard::unknown(format!("{place} has never run"));
        };
        let last = runs
            .iter()
            .find(|run| matches!(run.stage, Stage::Well | Stage::Failed));
        let (mut heard, ended) = match last {
            Some(run) if run.stage == Stage::Failed => (Health::Down, run.told("failed", now)),
            Some(run) => (Health::Up, run.told("ended well", now)),
            None => (Health::Unknown, "no run has come to its end yet".to_owned()),
        };
        let of_latest = match latest.stage {
            Stage::Well | Stage::Failed => return Heard::new(heard, format!("{place}: {ended}")),
            Stage::Cancelled => latest.told("was cancelled", now),
            Stage::Skipped => latest.told("was skipped", now),
            Stage::Held => latest.told("came", now) + " and waits for a person",
            Stage::Waiting => latest.told("came", now) + " and waits for a machine",
            Stage::Running => latest.told("began", now) + " and still goes on",
        };
        let age = latest
            .at
            .map_or(SignedDuration::ZERO, |at| now.duration_since(at));
        let is_stuck = match latest.stage {
            Stage::Running => age > TOO_LONG,
            Stage::Waiting => age > TOO_LATE,
            _ => false,
        };
        if is_stuck {
            heard = heard.max(Health::Degraded);
        }
        Heard::new(heard, format!("{place}: {of_latest}; before it, {ended}"))
    }
}

impl Run {
    fn of(run: &Value) -> Option<Self> {
        let text = |name: &str| run[name].as_str();
        let stage = match (text("status")?, text("conclusion")) {
            ("completed", Some("success" | "neutral")) => Stage::Well,
            ("completed", Some("failure" | "timed_out" | "startup_failure")) => Stage::Failed,
            ("completed", Some("action_required")) | ("waiting", _) => Stage::Held,
            ("completed", Some("skipped")) => Stage::Skipped,
            ("completed", _) => Stage::Cancelled,
            ("in_progress", _) => Stage::Running,
            _ => Stage::Waiting,
        };
        let moment = |name: &str| text(name)?.parse().ok();
        let at = match stage {
            Stage::Well | Stage::Failed | Stage::Cancelled | Stage::Skipped => moment("updated_at"),
            Stage::Waiting | Stage::Held | Stage::Running => moment("run_started_at"),
        };
        Some(Self {
            number: run["run_number"].as_u64().unwrap_or(0),
            stage,
            at: at.or_else(|| moment("created_at")),
        })
    }

    /// `run 12 failed 5 min ago`
    fn told(&self, what: &str, now: Timestamp) -> String {
        let ago = self
            .at
            .map_or_else(String::new, |at| format!(" {}", ago(at, now)));
        format!("run {} {what}{ago}", self.number)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
