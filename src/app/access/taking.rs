//! What is said before rights are taken back: what goes, who is asked, what stays. By the same rules as the run that does it. Pure.

use std::collections::BTreeSet;

use super::words::name;
use crate::app::shared::Shared;
use crate::model::access::{
    Access, AccessRefusal, AccessReview, Holders, Right, Taking, Word, beside, given_with, lost_with, shown,
    taking,
};
use crate::model::catalog::Catalog;
use crate::model::ownership::Turn;
use crate::model::text::counted;

/// So many rules that stay are named.
const NAMED: usize = 3;

/// What would be taken back of what is chosen, and what is said about it.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// One for each rule or grant that goes.
    pub rights: Vec<Right>,
    pub lines: Vec<String>,
    /// How many are explained or gone.
    pub explained: usize,
    /// Why others stay, in sentences.
    pub refused: Vec<String>,
}

/// Who wants to take something back, and what they know.
pub(super) struct Teller<'a> {
    review: &'a AccessReview,
    catalog: &'a Catalog,
    holders: Holders<'a>,
    me: &'a str,
}

impl<'a> Teller<'a> {
    /// None where not enough is known yet, or nobody says who they are.
    pub fn new(shared: &'a Shared) -> Option<Self> {
        let (review, catalog) = (shared.access.known()?, shared.catalog.value()?);
        Some(Self {
            holders: Holders::new(catalog, review.asks.leavers(), shared.now),
            review,
            catalog,
            me: shared.me.as_deref()?,
        })
    }

    pub fn tell(&self, chosen: &[&Access]) -> Told {
        let mut told = Told::default();
        let mut wholes = BTreeSet::new();
        let mut takable: Vec<(&Access, Taking)> = Vec::new();
        for row in chosen {
            // What became of the grant is looked up when it is done.
            match taking(row, None) {
                Err(_) => told.explained += 1,
                Ok(how) => match self.whole(row, how) {
                    Some(refusal) => told.refused.push(refusal.to_string()),
                    // One rule gives them all, and goes once.
                    None if wholes.insert(row.right.whole()) => takable.push((row, how)),
                    None => {}
                },
            }
        }
        let is_alone = takable.len() == 1;
        for (row, how) in takable {
            let word = match how {
                Taking::Over => None,
                Taking::Asked => Some(self.word(&row.right)),
            };
            if let (Some(Word::Nobody { .. }), false) = (&word, is_alone) {
                let what = shown(&row.right);
                told.refused.push(format!(
                    "{what} stays: nobody could be asked about it, so it is taken back alone"
                ));
                continue;
            }
            told.lines.push(shown(&row.right.whole()));
            told.lines.push(format!("  {}", self.happens(row, word.as_ref())));
            told.lines.extend(
                self.besides(&row.right)
                    .into_iter()
                    .map(|line| format!("  {line}")),
            );
            told.rights.push(row.right.clone());
        }
        told
    }

    /// Why a right stays whose rule gives one too that is as it should be. An end that was agreed on is for all that was given.
    fn whole(&self, row: &Access, how: Taking) -> Option<AccessRefusal> {
        if how == Taking::Over {
            return None;
        }
        let (lost, why) = lost_with(self.review, &self.holders, &row.right)?;
        Some(AccessRefusal::Whole {
            right: Box::new(row.right.clone()),
            lost: Box::new(lost),
            why,
        })
    }

    fn word(&self, right: &Right) -> Word {
        let targets = self.holders.targets();
        self.review.asks.word(self.catalog, targets, right, self.me)
    }

    /// Who is asked before it is taken back; nobody's word is needed where it is over.
    fn happens(&self, row: &Access, word: Option<&Word>) -> String {
        match word {
            None => "A run takes it back; nobody is asked, for its end was agreed on.".to_owned(),
            Some(Word::Own) => "A run takes it back at once: it is yours to decide.".to_owned(),
            Some(Word::Unasked) => {
                "A run takes it back at once: settings ask nobody about changes.".to_owned()
            }
            Some(Word::Of(sets)) => asked(sets),
            Some(Word::Nobody { leaving }) => match (&row.entity, leaving.is_empty()) {
                (_, false) => "A run takes it back at once: all who govern it are leaving.",
                (None, true) => {
                    "A run takes it back at once: the catalog does not know it, so nobody governs it."
                }
                (Some(_), true) => "A run takes it back at once: the catalog names nobody who governs it.",
            }
            .to_owned(),
        }
    }

    /// What else goes, and what stays.
    fn besides(&self, right: &Right) -> Vec<String> {
        let mut lines = Vec::new();
        let given = given_with(self.review, right).len();
        if right.is_by_pattern() {
            let rights = counted(given, "right that was seen", "rights that were seen");
            lines.push(format!(
                "The rule goes as a whole: it gives {rights}, and those to come."
            ));
        }
        let stay = beside(self.review, right);
        for row in stay.iter().take(NAMED) {
            lines.push(format!("This stays and lets them in: {}", shown(&row.right)));
        }
        if stay.len() > NAMED {
            lines.push(format!("and {} more", stay.len() - NAMED));
        }
        lines
    }
}

fn asked(sets: &[Vec<Turn>]) -> String {
    let in_turn = |set: &Vec<Turn>| {
        let people: Vec<&str> = set.iter().map(|turn| name(&turn.person)).collect();
        people.join(", then ")
    };
    let sets: Vec<String> = sets.iter().map(in_turn).collect();
    match &sets[..] {
        [one] => format!("A run asks {one}, and takes it back when they agree."),
        several => format!(
            "A run asks {}, and takes it back when all of them agree.",
            several.join("; and ")
        ),
    }
}
