//! Who may decide about access: let a grant last longer, look through who has what, take something back. Pure; each refusal is a
//! sentence with what to do instead.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::granted::{Granted, Standing};
use super::holders::Holders;
use super::{Access, Presence, Right, Why};
use crate::model::catalog::{Catalog, EntityId};
use crate::model::ownership::{TurnRole, turns};
use crate::model::text::shell_word;

/// So many names are suggested.
const SUGGESTED: usize = 3;

/// Why something about access is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// Nobody said who they are.
    NoIdentity,
    Unknown {
        entity: String,
    },
    /// The step gave nothing, or it was taken back.
    NoGrant {
        run: String,
        step: String,
    },
    /// It is being taken back.
    Ending {
        run: String,
        step: String,
    },
    /// Whoever asks has nothing to say about it; who has.
    NotYours {
        entity: String,
        whose: Vec<String>,
    },
    /// No entity stands for it, so nobody governs it.
    Unregistered {
        target: String,
    },
    NoReason,
    Past {
        until: Timestamp,
    },
    /// Longer than settings allow.
    TooLong {
        latest: Timestamp,
    },
    /// Nobody has looked who has what there.
    NotLooked {
        place: String,
    },
    /// It is as it should be, and this is why.
    Explained {
        right: Box<Right>,
        why: String,
    },
    /// The review knows no such right.
    NotThere {
        right: Right,
    },
    /// Its run takes it back by itself.
    ByItself {
        right: Box<Right>,
        run: String,
    },
    /// The rule that gives it gives another one too, which is as it should be.
    Whole {
        right: Box<Right>,
        lost: Box<Right>,
        why: String,
    },
    /// Nobody would be asked, and nobody named it.
    Ungoverned {
        right: Box<Right>,
    },
    /// The run that would do it cannot be made, or does not go on.
    Run {
        why: String,
    },
}

impl fmt::Display for AccessRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoIdentity => f.write_str(
                "nobody in the catalog is you: say who you are, with `identity` in config.toml or --as",
            ),
            Self::Unknown { entity } => write!(f, "{entity} is not in the catalog"),
            Self::NoGrant { run, step } => {
                write!(f, "step `{step}` of run {run} gave nothing that is there still")
            }
            Self::Ending { run, step } => write!(
                f,
                "what step `{step}` of run {run} gave is being taken back: ask for it anew"
            ),
            Self::NotYours { entity, whose } => match whose.as_slice() {
                [] => write!(f, "nobody governs changes of {entity}: give it an owner first"),
                whose => write!(
                    f,
                    "you do not govern changes of {entity}: {} can do this",
                    whose.join(" or ")
                ),
            },
            Self::Unregistered { target } => write!(
                f,
                "{target} is not in the catalog, so nobody governs it: `muster discover claim` registers it"
            ),
            Self::NoReason => f.write_str("say why, with a reason"),
            Self::Past { until } => write!(f, "{until} is over: name a moment that is to come"),
            Self::TooLong { latest } => write!(
                f,
                "`longest` in [access] of muster.toml allows no end after {latest:.0}: name an earlier one"
            ),
            Self::NotLooked { place } => write!(
                f,
                "nobody has looked who has what at {place}: `muster access review --online` does"
            ),
            Self::Explained { right, why } => {
                write!(f, "{} stays: {why}", super::shown(right))
            }
            Self::NotThere { right } => write!(f, "{} is not there", super::shown(right)),
            Self::ByItself { right, run } => write!(
                f,
                "{}: run {run} is at taking it back by itself: `muster run show {run}` tells how far",
                super::shown(right)
            ),
            Self::Whole { right, lost, why } => write!(
                f,
                "{} stays: the same rule gives {} on {}, which is as it should be ({why}): give that by a rule of its own first",
                super::shown(right),
                lost.right,
                lost.target
            ),
            Self::Ungoverned { right } => write!(
                f,
                "{} stays: nobody governs changes of {}, so nobody would be asked: take it back alone, by its name ({})",
                super::shown(right),
                right.target,
                named(right)
            ),
            Self::Run { why } => f.write_str(why),
        }
    }
}

impl std::error::Error for AccessRefusal {}

/// What names a right on a command line, with words that others chose kept apart from what a shell does.
fn named(right: &Right) -> String {
    let [principal, may, target, through] =
        [&right.principal, &right.right, &right.target, &right.through].map(|word| shell_word(word));
    match right.through.is_empty() {
        true => format!("--right {principal} {may} {target}"),
        false => format!("--right {principal} {may} {target} --through {through}"),
    }
}

/// Whether somebody decides about an entity: its change approver, deputy, accountable person, or a lead above them.
pub fn may_decide(catalog: &Catalog, actor: &str, id: EntityId) -> Result<(), AccessRefusal> {
    let turns = turns(catalog, id, TurnRole::ChangeApprover, &|_| false);
    match turns.iter().any(|turn| turn.person == actor) {
        true => Ok(()),
        false => Err(AccessRefusal::NotYours {
            entity: catalog.entity(id).entity_ref().to_owned(),
            whose: turns
                .into_iter()
                .take(SUGGESTED)
                .map(|turn| turn.person)
                .collect(),
        }),
    }
}

/// Whether somebody may let what a step gave end at another moment: whoever governs everything that it is about.
pub fn may_extend(
    holders: &Holders<'_>,
    catalog: &Catalog,
    actor: &str,
    given: &[&Granted],
) -> Result<(), AccessRefusal> {
    let mut targets: Vec<&str> = given.iter().map(|one| one.right.target.as_str()).collect();
    targets.sort_unstable();
    targets.dedup();
    let mut decided = false;
    for target in &targets {
        for id in holders.targets().all(target) {
            // What is somebody's own to use, as their consumer group, nobody governs beside them.
            let is_own = given
                .iter()
                .all(|one| one.right.target != **target || holders.holder(&one.right) == Some(id));
            if !is_own {
                may_decide(catalog, actor, id)?;
                decided = true;
            }
        }
    }
    match (decided, targets.first()) {
        (false, Some(target)) => Err(AccessRefusal::Unregistered {
            target: (*target).to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Whether a grant may end at a moment, as settings have it.
pub fn may_end(
    until: Timestamp,
    longest: Option<SignedDuration>,
    now: Timestamp,
) -> Result<(), AccessRefusal> {
    if until <= now {
        return Err(AccessRefusal::Past { until });
    }
    match longest.and_then(|longest| now.checked_add(longest).ok()) {
        Some(latest) if until > latest => Err(AccessRefusal::TooLong { latest }),
        _ => Ok(()),
    }
}

/// How a right is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Its end was agreed on, so nobody is asked.
    Over,
    /// Whoever governs changes of the resource is asked, as about any change.
    Asked,
}

/// How a right of a review may be taken back; or why it stays. `stands` is what became of the grants that are over.
pub fn taking(row: &Access, stands: Option<Standing>) -> Result<Taking, AccessRefusal> {
    let explained = |why: &str| AccessRefusal::Explained {
        right: Box::new(row.right.clone()),
        why: why.to_owned(),
    };
    if row.presence == Presence::Gone {
        return Err(AccessRefusal::NotThere {
            right: row.right.clone(),
        });
    }
    match (&row.why, row.is_over) {
        (Why::Granted(grant), true) if stands == Some(Standing::Ending) => Err(AccessRefusal::ByItself {
            right: Box::new(row.right.clone()),
            run: grant.run.clone(),
        }),
        (_, true) => Ok(Taking::Over),
        (Why::Nothing, false) => Ok(Taking::Asked),
        (Why::Granted(grant), false) => Err(explained(&format!("run {} gave it", grant.run))),
        (Why::Owner(why) | Why::Declared(why), false) => Err(explained(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::access::PrincipalSort;

    #[test]
    fn a_command_line_holds_what_others_chose_as_one_word() {
        for (principal, through, expected) in [
            ("User:cart", "", "(--right User:cart read kafka:main/x)"),
            (
                "User:CN=cart, O=Acme $(id)",
                "every topic that begins with 'x",
                r"(--right 'User:CN=cart, O=Acme $(id)' read kafka:main/x --through 'every topic that begins with '\''x')",
            ),
        ] {
            let refusal = AccessRefusal::Ungoverned {
                right: Box::new(Right {
                    target: "kafka:main/x".to_owned(),
                    principal: principal.to_owned(),
                    principal_sort: PrincipalSort::Account,
                    right: "read".to_owned(),
                    through: through.to_owned(),
                }),
            };
            let told = refusal.to_string();
            assert!(told.ends_with(expected), "{told}");
        }
    }
}
