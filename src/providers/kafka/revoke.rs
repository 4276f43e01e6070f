//! `kafka:access:revoke`: takes an account's rules about topics away. Which ones were there is noted first, so that they can
//! be put back.

use serde_json::{Value, json};

use super::diff::line;
use super::failed;
use super::rehearse;
use super::rules::{self, Access, shown};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::note;
use crate::remote::kafka::{Change, Pattern, Permission, ResourceType, Rule};

const UNDO: &str = "puts back the rules that it removed";

struct Revoke(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    Box::new(Revoke(ActionSpec {
        id: "kafka:access:revoke",
        summary: "Takes an account's access to topics away: of a role, of operations, or all there is",
        input: schema(&[], rules::inputs()),
        output: schema(
            &[],
            json!({
                "principal": {"type": "string", "description": "Who"},
                "cluster": {"type": "string", "description": "The name of the cluster"},
                "removed": {"type": "array", "description": "The rules that were there"},
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is to go, as far as it is there.
struct Look {
    access: Access,
    there: Vec<Rule>,
    standing: Vec<Rule>,
}

impl Look {
    fn at(call: &Call<'_>) -> Result<Self, ActionError> {
        let access = Access::of(call)?;
        let wanted = access.asked.rules();
        let standing = access.standing()?;
        let pattern = match access.asked.is_prefix {
            true => Pattern::Prefixed,
            false => Pattern::Literal,
        };
        // Without a role it is all that is allowed under this very name.
        let is_all = |rule: &Rule| {
            rule.resource == ResourceType::Topic
                && rule.permission == Permission::Allow
                && rule.name == access.asked.topic
                && rule.pattern == pattern
        };
        let is_meant = |rule: &&Rule| match wanted.is_empty() {
            true => is_all(rule),
            false => wanted.contains(rule),
        };
        Ok(Self {
            there: standing.iter().filter(is_meant).cloned().collect(),
            standing: standing.clone(),
            access,
        })
    }

    fn output(&self, removed: &Value) -> Value {
        json!({
            "principal": self.access.asked.principal,
            "cluster": self.access.cluster.name(),
            "removed": removed,
        })
    }

    /// Rules that stay and allow the same in another way.
    fn findings(&self) -> Vec<String> {
        let covers = |rule: &Rule, gone: &Rule| {
            rule.resource == gone.resource
                && rule.permission == Permission::Allow
                && match rule.pattern {
                    Pattern::Literal => rule.name == "*",
                    Pattern::Prefixed => gone.name.starts_with(&rule.name),
                }
        };
        let stays =
            |rule: &&Rule| !self.there.contains(rule) && self.there.iter().any(|gone| covers(rule, gone));
        let staying = self.standing.iter().filter(stays);
        staying
            .map(|rule| format!("another rule stays and lets them in: {}", shown(rule)))
            .collect()
    }
}

impl Action for Revoke {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let look = Look::at(call)?;
        let (who, target) = (&look.access.asked.principal, look.access.target());
        let mut planned = Planned {
            target: Some(format!("{target} · {who}")),
            findings: look.findings(),
            output: look.output(&rules::kept(&look.there)),
            entities: look.access.entities.clone(),
            ..Planned::default()
        };
        if look.there.is_empty() {
            planned.summary = format!("{who} has no such access to {target}");
            return Ok(planned);
        }
        planned.effect = Effect::Change;
        planned.undo = Undo::By(UNDO.to_owned());
        planned.summary = format!(
            "Removes {} of {who} on {target}",
            counted(look.there.len(), "rule", "rules")
        );
        for rule in &look.there {
            planned
                .changes
                .push(line(&shown(rule), Some("allowed".to_owned()), None));
        }
        let change = Change::RemoveRules(look.there.clone());
        rehearse(&*look.access.cluster, &change, &mut planned)?;
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let look = Look::at(call)?;
        let noted = note::find(call)?;
        Ok(match (noted, look.there.is_empty()) {
            (Some(_), false) => Observed::Begun,
            (None, false) => Observed::Absent,
            (noted, true) => Observed::Done {
                output: look.output(&noted.map_or_else(|| json!([]), |noted| noted["removed"].clone())),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let look = Look::at(call)?;
        let noted = note::keep(call, &json!({"removed": rules::kept(&look.there)}))?;
        if !look.there.is_empty() {
            let change = Change::RemoveRules(look.there.clone());
            look.access.cluster.change(&change).map_err(failed)?;
        }
        for rule in &look.there {
            log.line(&format!("no more: {}", shown(rule)));
        }
        Ok(Applied::Done(Done {
            output: look.output(&noted["removed"]),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let access = Access::of(call)?;
        let standing = access.standing()?;
        let removed = rules::read(&output["removed"]);
        let back: Vec<Rule> = removed
            .into_iter()
            .filter(|rule| !standing.contains(rule))
            .collect();
        if back.is_empty() {
            log.line("all that it removed is there");
            return Ok(());
        }
        access
            .cluster
            .change(&Change::AddRules(back.clone()))
            .map_err(failed)?;
        for rule in &back {
            log.line(&format!("again: {}", shown(rule)));
        }
        Ok(())
    }
}
