//! Whose word it needs that a right is taken back which is not over: the same whether somebody is told before or the run asks. Pure.

use jiff::civil::Date;

use super::{Right, Targets};
use crate::model::catalog::Catalog;
use crate::model::ownership::{Say, Turn, TurnRole, say, turns};

/// How changes are asked about: what settings say, and what the journal says of who leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// Whether anybody is asked.
    pub ask: bool,
    /// Canonical refs of people who leave, with their last day: they are not asked.
    pub leaving: Vec<(String, Date)>,
}

/// Whose word it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Whoever takes it back decides it themselves.
    Own,
    /// It is governed, and settings ask nobody.
    Unasked,
    /// Of each of these sets one must agree: the first, or later those after them.
    Of(Vec<Vec<Turn>>),
    /// Nobody could be asked. Who would decide it, were they not leaving.
    Nobody { leaving: Vec<Turn> },
}

impl Asks {
    pub fn leavers(&self) -> impl Iterator<Item = (&str, Date)> {
        self.leaving.iter().map(|(person, on)| (person.as_str(), *on))
    }

    /// Whose word it needs that `actor` takes a right back, with all that its rule gives.
    pub fn word(&self, catalog: &Catalog, targets: &Targets<'_>, right: &Right, actor: &str) -> Word {
        let leaves = |person: &str| self.ask && self.leaving.iter().any(|(leaving, _)| leaving == person);
        let (mut sets, mut gone, mut is_own) = (Vec::new(), Vec::new(), false);
        for id in targets.all(&right.whole().target) {
            match say(catalog, id, actor, &leaves) {
                Say::Own => is_own = true,
                Say::Ask(who) if who.is_empty() => {
                    gone.extend(turns(catalog, id, TurnRole::ChangeApprover, &|_| false));
                }
                Say::Ask(who) if sets.contains(&who) => {}
                Say::Ask(who) => sets.push(who),
            }
        }
        match (sets.is_empty(), is_own) {
            (false, _) if self.ask => Word::Of(sets),
            (_, true) => Word::Own,
            (false, false) => Word::Unasked,
            (true, false) => Word::Nobody { leaving: gone },
        }
    }
}
