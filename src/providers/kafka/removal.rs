//! Rules that are taken away, and put back: what revoking an access and ending a right share. Which ones were there is noted
//! before the first request, so that they can be put back.

use std::sync::Arc;

use serde_json::{Value, json};

use super::diff::line;
use super::rules::{self, open_to_all, shown};
use super::shared::still_standing;
use super::{failed, rehearse};
use crate::model::run::{Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::note;
use crate::remote::kafka::{Change, Cluster, Rule};

pub(super) const UNDO: &str = "puts back the rules that it removed";

/// So many rules that stay are told.
const TOLD: usize = 5;

/// Rules that are to go.
pub(super) struct Removal {
    pub cluster: Arc<dyn Cluster>,
    pub principal: String,
    /// What it is about, for the person.
    pub target: String,
    /// As far as they are there.
    pub there: Vec<Rule>,
    /// Rules that stay and let them in all the same, in sentences.
    pub left: Vec<String>,
    /// The cluster keeps nobody out, so there is nothing to be taken away.
    pub is_open: bool,
}

impl Removal {
    /// What a step of this sort leaves behind.
    pub fn output_schema() -> Value {
        json!({
            "principal": {"type": "string", "description": "Who"},
            "cluster": {"type": "string", "description": "The name of the cluster"},
            "removed": {"type": "array", "description": "The rules that were there"},
            "left": {"type": "string", "description": "The rules that stay and let them in all the same, in words; empty where there are none"},
        })
    }

    /// What is kept before the first request: afterwards nobody sees it any more.
    fn noted(&self) -> Value {
        json!({"removed": rules::kept(&self.there), "left": self.told().join("; ")})
    }

    fn output(&self, noted: &Value) -> Value {
        let or = |key: &str, none: Value| match &noted[key] {
            Value::Null => none,
            known => known.clone(),
        };
        json!({
            "principal": self.principal,
            "cluster": self.cluster.name(),
            "removed": or("removed", json!([])),
            "left": or("left", json!("")),
        })
    }

    /// The rules that stay, as far as there is room for them.
    fn told(&self) -> Vec<String> {
        let mut told = self.left.clone();
        if told.len() > TOLD {
            told.truncate(TOLD);
            let more = counted(self.left.len() - TOLD, "rule", "rules");
            told.push(format!("{more} more"));
        }
        told
    }

    pub fn plan(&self) -> Result<Planned, ActionError> {
        let (who, target) = (&self.principal, &self.target);
        let mut planned = Planned {
            target: Some(format!("{target} · {who}")),
            output: self.output(&self.noted()),
            ..Planned::default()
        };
        let staying = self.told().into_iter();
        planned.findings = staying
            .map(|rule| format!("another rule stays and lets them in: {rule}"))
            .collect();
        if self.is_open {
            planned.findings.push(open_to_all(&*self.cluster));
        }
        if self.there.is_empty() {
            planned.summary = format!("{who} has no such access to {target}");
            return Ok(planned);
        }
        planned.effect = Effect::Change;
        planned.undo = Undo::By(UNDO.to_owned());
        planned.summary = format!(
            "Removes {} of {who} on {target}",
            counted(self.there.len(), "rule", "rules")
        );
        for rule in &self.there {
            planned
                .changes
                .push(line(&shown(rule), Some("allowed".to_owned()), None));
        }
        rehearse(
            &*self.cluster,
            &Change::RemoveRules(self.there.clone()),
            &mut planned,
        )?;
        Ok(planned)
    }

    pub fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let noted = note::find(call)?;
        Ok(match (noted, self.there.is_empty()) {
            (Some(_), false) => Observed::Begun,
            (None, false) => Observed::Absent,
            (noted, true) => Observed::Done {
                output: self.output(&noted.unwrap_or_default()),
            },
        })
    }

    pub fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let noted = note::keep(call, &self.noted())?;
        if !self.there.is_empty() {
            let change = Change::RemoveRules(self.there.clone());
            self.cluster.change(&change).map_err(failed)?;
        }
        for rule in &self.there {
            log.line(&format!("no more: {}", shown(rule)));
        }
        Ok(Applied::Done(Done {
            output: self.output(&noted),
            ..Done::default()
        }))
    }
}

/// Puts back what a step's output says that it removed, where it says that it did; `cluster` is for outputs that do not.
pub(super) fn put_back(
    call: &Call<'_>,
    cluster: impl FnOnce() -> Result<Arc<dyn Cluster>, ActionError>,
    output: &Value,
    log: &mut dyn Log,
) -> Result<(), ActionError> {
    let removed = rules::read(&output["removed"]);
    let Some(principal) = removed.first().map(|rule| rule.principal.clone()) else {
        log.line("it removed nothing");
        return Ok(());
    };
    // By now the catalog and the settings may mean another one.
    let cluster = match output["cluster"].as_str() {
        Some(name) => call.world.kafka(Some(name))?,
        None => cluster()?,
    };
    let standing = still_standing(&*cluster, principal)?;
    let back: Vec<Rule> = removed
        .into_iter()
        .filter(|rule| !standing.contains(rule))
        .collect();
    if back.is_empty() {
        log.line("all that it removed is there");
        return Ok(());
    }
    cluster.change(&Change::AddRules(back.clone())).map_err(failed)?;
    for rule in &back {
        log.line(&format!("again: {}", shown(rule)));
    }
    Ok(())
}
