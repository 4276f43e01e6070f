//! `kafka:access:grant`: lets an account read or write topics, for a time or for good. Which of the rules were there before
//! is noted first, so that taking it back takes only what it gave.

use serde_json::{Value, json};

use super::rules::{self, Access, shown};
use super::{failed, rehearse, unanswered};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::wrong;
use crate::providers::kafka::diff::line;
use crate::providers::note;
use crate::remote::kafka::{Change, Pattern, Permission, Rule};

const UNDO: &str = "removes the rules that it added, and no others";

struct Grant(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    let mut inputs = rules::inputs();
    inputs["until"] = json!({
        "type": "string",
        "description": "A date (its last day, in UTC) or a moment, when it is taken back by itself",
    });
    Box::new(Grant(ActionSpec {
        id: "kafka:access:grant",
        summary: "Lets an account read or write topics, for a time or for good",
        input: schema(&[], inputs),
        output: schema(
            &[],
            json!({
                "principal": {"type": "string", "description": "Who"},
                "cluster": {"type": "string", "description": "The name of the cluster"},
                "added": {"type": "array", "description": "The rules that were not there before"},
                "until": {"type": ["string", "null"], "description": "When it is taken back"},
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is asked for, held against what is there.
struct Look {
    access: Access,
    wanted: Vec<Rule>,
    missing: Vec<Rule>,
    standing: Vec<Rule>,
}

impl Look {
    fn at(call: &Call<'_>) -> Result<Self, ActionError> {
        let access = Access::of(call)?;
        let wanted = access.asked.rules();
        if wanted.is_empty() {
            return Err(
                wrong("neither `role` nor `operations` is given").hint("a role is read, write or both")
            );
        }
        let standing = access.standing()?;
        let missing = wanted.iter().filter(|rule| !standing.contains(rule)).cloned();
        Ok(Self {
            missing: missing.collect(),
            wanted,
            standing,
            access,
        })
    }

    fn output(&self, added: &Value) -> Value {
        json!({
            "principal": self.access.asked.principal,
            "cluster": self.access.cluster.name(),
            "added": added,
            "until": self.access.until.map(|until| until.to_string()),
        })
    }

    /// What a person should know of who is let in where.
    fn findings(&self) -> Result<Vec<String>, ActionError> {
        let (asked, mut findings) = (&self.access.asked, Vec::new());
        if asked.principal.ends_with(":*") {
            findings.push("this lets in everybody who has an account".to_owned());
        }
        if asked.topic == "*" {
            findings.push("this is about every topic, also those to come".to_owned());
        } else if asked.is_prefix {
            let topics = self.access.cluster.topics(None).map_err(unanswered)?;
            let meant = topics.iter().filter(|topic| topic.name.starts_with(&asked.topic));
            findings.push(format!(
                "this is about {} that begin with {} now, and all that are made later",
                counted(meant.count(), "topic", "topics"),
                asked.topic
            ));
        } else {
            let name = [asked.topic.clone()];
            if self
                .access
                .cluster
                .topics(Some(&name))
                .map_err(unanswered)?
                .is_empty()
            {
                findings.push(format!(
                    "there is no {} yet; the rules hold once it is there",
                    self.access.target()
                ));
            }
        }
        let denied = self.standing.iter().filter(|rule| self.is_denied_by(rule));
        findings.extend(denied.map(|rule| format!("a rule that forbids is stronger: {}", shown(rule))));
        Ok(findings)
    }

    fn is_denied_by(&self, rule: &Rule) -> bool {
        let covers = |wanted: &Rule| {
            wanted.resource == rule.resource
                && match rule.pattern {
                    Pattern::Literal => rule.name == "*" || rule.name == wanted.name,
                    Pattern::Prefixed => wanted.name.starts_with(&rule.name),
                }
                && (rule.operation == wanted.operation
                    || rule.operation == crate::remote::kafka::Operation::All)
        };
        rule.permission == Permission::Deny && self.wanted.iter().any(covers)
    }
}

impl Action for Grant {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let look = Look::at(call)?;
        look.access.refuse_past(call)?;
        let (who, target) = (&look.access.asked.principal, look.access.target());
        let until = look.access.until.map_or_else(String::new, |until| {
            format!(" until {}", until.strftime("%Y-%m-%d %H:%M UTC"))
        });
        let mut planned = Planned {
            target: Some(format!("{target} · {who}")),
            findings: look.findings()?,
            output: look.output(&rules::kept(&look.missing)),
            entities: look.access.entities.clone(),
            ..Planned::default()
        };
        if look.missing.is_empty() {
            planned.summary = format!("{who} has this access to {target} already");
            if look.access.until.is_some() {
                planned
                    .findings
                    .push(format!("{who} had it before, so it is not taken back at the end"));
            }
            return Ok(planned);
        }
        planned.effect = Effect::Create;
        planned.undo = Undo::By(UNDO.to_owned());
        planned.summary = format!(
            "Adds {} for {who} on {target}{until}",
            counted(look.missing.len(), "rule", "rules")
        );
        for rule in &look.missing {
            planned
                .changes
                .push(line(&shown(rule), None, Some(format!("allowed{until}"))));
        }
        rehearse(
            &*look.access.cluster,
            &Change::AddRules(look.missing.clone()),
            &mut planned,
        )?;
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let look = Look::at(call)?;
        let noted = note::find(call)?;
        let is_there = look.missing.is_empty();
        Ok(match noted {
            Some(_) if !is_there => Observed::Begun,
            None if !is_there => Observed::Absent,
            // Only doing it says when it ends, so it is done once more, which changes nothing.
            Some(_) if look.access.until.is_some() => Observed::Begun,
            None if look.access.until.is_some() => Observed::Absent,
            Some(noted) => Observed::Done {
                output: look.output(&noted["added"]),
            },
            None => Observed::Done {
                output: look.output(&json!([])),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let look = Look::at(call)?;
        look.access.refuse_past(call)?;
        let noted = note::keep(call, &json!({"added": rules::kept(&look.missing)}))?;
        if !look.missing.is_empty() {
            let change = Change::AddRules(look.missing.clone());
            look.access.cluster.change(&change).map_err(failed)?;
        }
        for rule in &look.missing {
            log.line(&shown(rule));
        }
        Ok(Applied::Done(Done {
            output: look.output(&noted["added"]),
            tree: None,
            expires: look.access.until,
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let access = Access::of(call)?;
        let standing = access.standing()?;
        let added = rules::read(&output["added"]);
        let back: Vec<Rule> = added.into_iter().filter(|rule| standing.contains(rule)).collect();
        if back.is_empty() {
            log.line("there is nothing left of what it added");
            return Ok(());
        }
        access
            .cluster
            .change(&Change::RemoveRules(back.clone()))
            .map_err(failed)?;
        for rule in &back {
            log.line(&format!("no more: {}", shown(rule)));
        }
        Ok(())
    }
}
