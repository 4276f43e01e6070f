//! Takes rights back, by a run for each. What the journal says is read again under the lock, so that nobody begins what another
//! one has begun, or takes what was given or let last longer meanwhile.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::act::Acting;
use super::records::{Known, Records, records};
use crate::engine::end_access;
use crate::engine::turn::turn;
use crate::model::access::{
    Access, AccessRefusal, AccessReview, Holders, Right, Standing, Taking, Why, Word, lost_with, shown,
    taking,
};
use crate::model::journal::Filter;
use crate::model::ownership::Turn;
use crate::model::run::{Order, Run};
use crate::store::JournalError;

/// How the rights to take back were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// By its name: whoever chose it answers for it where nobody else does.
    Named,
    /// Among others, as a review had them.
    Swept,
}

/// The run that takes a right back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// All that goes: where a rule opens more than what was chosen, what it opens.
    pub right: Right,
    pub run: String,
    /// Another one had begun it before.
    pub was_begun: bool,
    /// Somebody is asked before it is done.
    pub is_asked: bool,
    /// What its plan says beside what it does: what else goes, and what stays. Empty where another one had begun it.
    pub findings: Vec<String>,
}

/// A right that is not taken back, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub right: Box<Right>,
    pub why: AccessRefusal,
}

impl Acting<'_> {
    /// Starts a run for each right that may be taken back, unless one is at it; one run for all that one rule gives. What is over
    /// needs nobody's word, for its end was agreed on; of anything else whoever governs changes is asked. Nothing is done before the
    /// runs are driven.
    pub fn take_back(
        &self,
        rights: &[Right],
        chosen: Chosen,
    ) -> Result<Vec<Result<Begun, Refused>>, AccessRefusal> {
        self.me()?;
        let mut latest = Latest {
            head: None,
            known: Known::default(),
            records: Cow::Borrowed(self.records),
            review: Cow::Borrowed(self.review),
            holders: Holders::new(self.scene.catalog, self.scene.ownership.leaving(), self.now),
            open: BTreeMap::new(),
        };
        let (mut all, mut wholes) = (Vec::new(), BTreeSet::new());
        for right in rights {
            // The rule that gave one of them goes with it, and so do the others.
            if right.is_by_pattern() && wholes.contains(&right.whole()) {
                continue;
            }
            let begun = self.in_turn(right, chosen, &mut latest);
            wholes.extend(begun.as_ref().ok().map(|begun| begun.right.clone()));
            all.push(begun.map_err(|why| Refused {
                right: Box::new(right.clone()),
                why,
            }));
        }
        Ok(all)
    }

    /// Others wait for one right at most.
    fn in_turn(
        &self,
        right: &Right,
        chosen: Chosen,
        latest: &mut Latest<'_>,
    ) -> Result<Begun, AccessRefusal> {
        let _turn =
            turn(self.lock).map_err(|error| failed(right, format!("{}: {error}", self.lock.display())))?;
        latest.renew(self).map_err(|error| failed(right, error))?;
        self.begin(right, chosen, latest)
    }

    fn begin(&self, right: &Right, chosen: Chosen, latest: &Latest<'_>) -> Result<Begun, AccessRefusal> {
        let not_there = || AccessRefusal::NotThere { right: right.clone() };
        let row = latest.review.row(right).ok_or_else(not_there)?;
        let is_over = taking(row, latest.standing(row))? == Taking::Over;
        // An end that was agreed on is for all that was given.
        if !is_over && let Some((lost, why)) = lost_with(&latest.review, &latest.holders, right) {
            return Err(AccessRefusal::Whole {
                right: Box::new(right.clone()),
                lost: Box::new(lost),
                why,
            });
        }
        let order = self.order(right, row);
        let open = latest.open_run(self, &order.values);
        if let Some(run) = open.map_err(|error| failed(right, error))? {
            return Ok(Begun {
                right: right.whole(),
                run: run.id.clone(),
                was_begun: true,
                is_asked: asks(&run),
                findings: Vec::new(),
            });
        }
        let runs = match is_over {
            true => self.runs.clone().asking(None),
            false => self.runs.clone(),
        };
        let plan = runs.plan(&order).map_err(|error| failed(right, error))?;
        let is_asked = !plan.approvals.is_empty();
        if !is_over && !is_asked && chosen == Chosen::Swept {
            self.may_sweep(right, latest)?;
        }
        let run = runs.start(&order, &plan.hash);
        Ok(Begun {
            right: right.whole(),
            run: run.map_err(|error| failed(right, error))?,
            was_begun: false,
            is_asked,
            findings: plan.findings.into_iter().map(|finding| finding.message).collect(),
        })
    }

    /// Whether what nobody is asked about may go among others: whoever acts decides it, or it has people who do and settings ask none.
    fn may_sweep(&self, right: &Right, latest: &Latest<'_>) -> Result<(), AccessRefusal> {
        let targets = latest.holders.targets();
        let word = latest
            .review
            .asks
            .word(self.scene.catalog, targets, right, self.actor);
        match word {
            Word::Nobody { leaving } => Err(ungoverned(right, leaving)),
            Word::Own | Word::Unasked | Word::Of(_) => Ok(()),
        }
    }

    fn order(&self, right: &Right, row: &Access) -> Order {
        let reason = match &row.why {
            Why::Granted(grant) => format!("its time is over: run {}, step {}", grant.run, grant.step),
            _ => "nothing explains it".to_owned(),
        };
        let host = &self.scene.workspace.settings.github.host;
        let whole = right.whole();
        let entity = row.entity.as_deref().filter(|_| whole.target == right.target);
        end_access::order(&whole, host, entity, &reason)
    }
}

/// Why what nobody could be asked about stays: those who leave may take it back themselves.
fn ungoverned(right: &Right, leaving: Vec<Turn>) -> AccessRefusal {
    if leaving.is_empty() {
        return AccessRefusal::Ungoverned {
            right: Box::new(right.clone()),
        };
    }
    let mut whose: Vec<String> = leaving.into_iter().map(|turn| turn.person).collect();
    whose.sort();
    whose.dedup();
    AccessRefusal::NotYours {
        entity: right.whole().target,
        whose,
    }
}

fn failed(right: &Right, error: impl std::fmt::Display) -> AccessRefusal {
    AccessRefusal::Run {
        why: format!("{}: {error}", shown(right)),
    }
}

/// Whether somebody is to agree before a run does something.
fn asks(run: &Run) -> bool {
    let mut steps = run.steps.iter().filter(|step| !step.status.is_done());
    steps.any(|step| matches!(step.action.as_str(), "approval" | "vision:approval"))
}

/// What is known by now; read again only where something happened since.
struct Latest<'a> {
    /// The position in the journal up to which it was read.
    head: Option<u64>,
    known: Known,
    records: Cow<'a, Records>,
    review: Cow<'a, AccessReview>,
    holders: Holders<'a>,
    /// Runs that take something back and were not at their end.
    open: BTreeMap<Right, String>,
}

impl Latest<'_> {
    fn renew(&mut self, acting: &Acting<'_>) -> Result<(), JournalError> {
        let journal = acting.journal;
        let (head, before) = (journal.head()?, self.head);
        if before == Some(head) {
            return Ok(());
        }
        let since = |prefix: &str| {
            journal.events(&Filter {
                type_prefix: Some(prefix.to_owned()),
                after: before,
                ..Filter::default()
            })
        };
        let mut begun = Vec::new();
        if before.is_none() {
            let open = journal.runs()?.into_iter();
            let open = open.filter(|run| run.blueprint == end_access::BLUEPRINT && !run.status.is_over());
            begun.extend(open.map(|run| run.id));
        } else {
            let requested = since("run.requested")?;
            let ids = requested.iter().filter_map(|event| event.subject.run_id());
            begun.extend(ids.map(str::to_owned));
        }
        for id in begun {
            let run = journal.run(&id)?;
            if let Some(run) = run.filter(|run| run.blueprint == end_access::BLUEPRINT) {
                self.open.insert(key(&run.values), id);
            }
        }
        // Only steps give and take; that a run was begun changes nothing that is known.
        if before.is_none() || !since("step.")?.is_empty() {
            let records = records(journal, &mut self.known)?;
            if records != *self.records {
                let review = acting.scene.review(&records, acting.now);
                (self.records, self.review) = (Cow::Owned(records), Cow::Owned(review));
            }
        }
        self.head = Some(head);
        Ok(())
    }

    /// What has become of the grant that explains a right.
    fn standing(&self, row: &Access) -> Option<Standing> {
        let Why::Granted(grant) = &row.why else {
            return None;
        };
        let mut granted = self.records.granted.iter();
        let is_it = |run: &str, step: &str| run == grant.run && step == grant.step;
        let one = granted.find(|one| one.is_given && is_it(&one.grant.run, &one.grant.step))?;
        Some(one.standing)
    }

    /// A run that takes the same back and is not at its end.
    fn open_run(
        &self,
        acting: &Acting<'_>,
        values: &Value,
    ) -> Result<Option<std::sync::Arc<Run>>, JournalError> {
        let Some(id) = self.open.get(&key(values)) else {
            return Ok(None);
        };
        let run = acting.journal.run(id)?;
        Ok(run.filter(|run| !run.status.is_over()))
    }
}

/// What a run takes back, by its answers: what is empty a run leaves out of them. A run that was begun for a part of what a rule gives takes all of it.
fn key(values: &Value) -> Right {
    let keys = ["target", "principal", "principalSort", "right", "through"];
    let [target, principal, sort, right, through] = keys.map(|key| {
        let text = values.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    });
    let named = Right {
        target,
        principal,
        principal_sort: serde_json::from_value(Value::String(sort)).unwrap_or_default(),
        right,
        through,
    };
    named.whole()
}
