//! `kafka:access:revoke`: takes an account's rules about topics away. Which ones were there is noted first, so that they can
//! be put back.

use serde_json::Value;

use super::removal::{Removal, UNDO, put_back};
use super::rules::{self, Access, shown};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::providers::action::{Action, ActionError, Applied, Call, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::remote::kafka::{Pattern, Permission, ResourceType, Rule};

struct Revoke(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    Box::new(Revoke(ActionSpec {
        id: "kafka:access:revoke",
        summary: "Takes an account's access to topics away: of a role, of operations, or all there is",
        input: schema(&[], rules::inputs()),
        output: schema(&[], Removal::output_schema()),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is to go, as far as it is there.
struct Look {
    removal: Removal,
    entities: Vec<String>,
}

impl Look {
    fn at(call: &Call<'_>) -> Result<Self, ActionError> {
        let access = Access::of(call)?;
        let wanted = access.asked.rules();
        let standing = access.standing()?;
        let is_open = standing.is_none();
        let standing = standing.unwrap_or_default();
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
        let there: Vec<Rule> = standing.iter().filter(is_meant).cloned().collect();
        Ok(Self {
            removal: Removal {
                target: access.target(),
                cluster: access.cluster,
                principal: access.asked.principal,
                left: left(&there, &standing),
                there,
                is_open,
            },
            entities: access.entities,
        })
    }
}

/// Rules that stay and allow the same in another way.
fn left(there: &[Rule], standing: &[Rule]) -> Vec<String> {
    let covers = |rule: &Rule, gone: &Rule| {
        rule.resource == gone.resource
            && rule.permission == Permission::Allow
            && match rule.pattern {
                Pattern::Literal => rule.name == "*",
                Pattern::Prefixed => gone.name.starts_with(&rule.name),
            }
    };
    let stays = |rule: &&Rule| !there.contains(rule) && there.iter().any(|gone| covers(rule, gone));
    standing.iter().filter(stays).map(shown).collect()
}

impl Action for Revoke {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let look = Look::at(call)?;
        let mut planned = look.removal.plan()?;
        planned.entities = look.entities;
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        Look::at(call)?.removal.observe(call)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        Look::at(call)?.removal.apply(call, log)
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        put_back(call, || Ok(Access::of(call)?.cluster), output, log)
    }
}
