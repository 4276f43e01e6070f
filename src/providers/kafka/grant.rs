//! `kafka:access:grant`: lets an account read or write topics, for a time or for good. Which of the rules were there before
//! is noted first, so that taking it back takes only what it gave.

use serde_json::{Value, json};

use super::rules::{self, Access, shown};
use super::shared;
use super::{failed, rehearse, unanswered};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Effect, Others, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned, Taken};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::kafka::diff::line;
use crate::providers::note;
use crate::remote::kafka::{Change, Pattern, Permission, Rule};

const UNDO: &str = "removes the rules that it added, but for those that others need";

struct Grant(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    let mut inputs = rules::inputs();
    inputs["until"] = json!({
        "type": "string",
        "description": "A date (its last day, in UTC) or a moment, when it is taken back by itself",
    });
    inputs["stays"] = json!({
        "type": "string",
        "description": "Why it has no end, where it has none: as what the catalog declares has none",
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
                "gives": {"type": "array", "description": "The rights that it gave"},
                "had": {"type": "array", "description": "The rights that were there before"},
                "needs": {"type": "array", "description": "All rules that it takes, whoever added them"},
                "until": {"type": ["string", "null"], "description": "When it is taken back"},
                "stays": {"type": ["string", "null"], "description": "Why it is not taken back by itself"},
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is asked for, held against what is there.
struct Look {
    access: Access,
    /// Why it has no end.
    stays: Option<String>,
    wanted: Vec<Rule>,
    missing: Vec<Rule>,
    standing: Vec<Rule>,
    /// The cluster keeps nobody out, so there is nothing to be added.
    is_open: bool,
}

impl Look {
    fn at(call: &Call<'_>) -> Result<Self, ActionError> {
        let mut access = Access::of(call)?;
        let stays = Input::without_secrets(call.input)?
            .text("stays")?
            .map(str::to_owned);
        if stays.is_some() && access.until.is_some() {
            return Err(wrong("both `until` and `stays` are given").hint("what has an end does not stay"));
        }
        let wanted = access.asked.rules();
        if wanted.is_empty() {
            return Err(
                wrong("neither `role` nor `operations` is given").hint("a role is read, write or both")
            );
        }
        let Some(standing) = access.standing()? else {
            // There are no rules, so nothing ends.
            access.until = None;
            return Ok(Self {
                access,
                stays,
                wanted,
                missing: vec![],
                standing: vec![],
                is_open: true,
            });
        };
        let missing = wanted.iter().filter(|rule| !standing.contains(rule)).cloned();
        Ok(Self {
            is_open: false,
            missing: missing.collect(),
            wanted,
            standing,
            access,
            stays,
        })
    }

    /// Of rules that it added. It has an end also where it added none: they may be left to it by a grant that ends sooner.
    fn output(&self, added: &Value) -> Value {
        let cluster = self.access.cluster.name();
        let gave = rules::read(added);
        let had = self
            .wanted
            .iter()
            .filter(|rule| !self.is_open && !gave.contains(rule));
        let had: Vec<Rule> = had.cloned().collect();
        let until = self.access.until;
        let needs: &[Rule] = if self.is_open { &[] } else { &self.wanted };
        json!({
            "principal": self.access.asked.principal,
            "cluster": cluster,
            "added": added,
            "gives": rules::rights(cluster, &gave),
            "had": rules::rights(cluster, &had),
            "needs": rules::kept(needs),
            "until": until.map(|until| until.to_string()),
            "stays": self.stays,
        })
    }

    /// For how long, after what is given.
    fn term(&self) -> String {
        match (self.access.until, &self.stays) {
            (Some(until), _) => format!(" until {}", until.strftime("%Y-%m-%d %H:%M UTC")),
            (None, Some(stays)) => format!(" for good: {stays}"),
            (None, None) => String::new(),
        }
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
        let term = look.term();
        let mut planned = Planned {
            target: Some(format!("{target} · {who}")),
            findings: look.findings()?,
            output: look.output(&rules::kept(&look.missing)),
            entities: look.access.entities.clone(),
            ..Planned::default()
        };
        if look.is_open {
            planned.summary = format!("{who} needs no rule for {target}");
            planned.findings.push(look.access.open_to_all());
            return Ok(planned);
        }
        if look.missing.is_empty() {
            planned.summary = format!("{who} has this access to {target} already");
            planned.undo = Undo::By(UNDO.to_owned());
            if look.access.until.is_some() {
                planned.findings.push(format!(
                    "{who} has it already: at the end only what other runs gave is taken back"
                ));
            }
            return Ok(planned);
        }
        planned.effect = Effect::Create;
        planned.undo = Undo::By(UNDO.to_owned());
        planned.summary = format!(
            "Adds {} for {who} on {target}{term}",
            counted(look.missing.len(), "rule", "rules")
        );
        for rule in &look.missing {
            planned
                .changes
                .push(line(&shown(rule), None, Some(format!("allowed{term}"))));
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
        Ok(match (noted, is_there) {
            (Some(_), false) => Observed::Begun,
            (None, false) => Observed::Absent,
            (noted, true) => Observed::Done {
                output: look.output(&noted.map_or_else(|| json!([]), |noted| noted["added"].clone())),
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
        if look.is_open {
            log.line(&look.access.open_to_all());
        }
        for rule in &look.missing {
            log.line(&shown(rule));
        }
        Ok(Applied::Done(Done {
            output: look.output(&noted["added"]),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let alone = Taken {
            output,
            since: call.now,
            others: &Others::default(),
        };
        self.undo_beside(call, &alone, log).map(drop)
    }

    /// Where it was added to and for whom, the output says: by now the catalog may say something else.
    fn undo_beside(
        &self,
        call: &Call<'_>,
        taken: &Taken<'_>,
        log: &mut dyn Log,
    ) -> Result<Vec<Value>, ActionError> {
        let back = shared::to_take_back(taken);
        let Some(principal) = back.first().map(|rule| rule.principal.clone()) else {
            log.line("it added nothing");
            return Ok(vec![]);
        };
        let cluster = match taken.output["cluster"].as_str() {
            Some(name) => call.world.kafka(Some(name))?,
            None => Access::of(call)?.cluster,
        };
        let standing = shared::still_standing(&*cluster, principal)?;
        let there = back.into_iter().filter(|rule| standing.contains(rule));
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for rule in there {
            match taken
                .others
                .needing(|output| shared::names(output, cluster.name(), &rule))
            {
                Some(other) => {
                    log.line(&format!("stays: {}: {}", shown(&rule), other.shown()));
                    kept.push((rule, other.run.clone()));
                }
                None => gone.push(rule),
            }
        }
        if gone.is_empty() && kept.is_empty() {
            log.line("there is nothing left of what it added");
        }
        if !gone.is_empty() {
            cluster
                .change(&Change::RemoveRules(gone.clone()))
                .map_err(failed)?;
        }
        for rule in &gone {
            log.line(&format!("no more: {}", shown(rule)));
        }
        Ok(shared::staying(cluster.name(), &kept))
    }
}
