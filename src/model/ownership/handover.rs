//! Hand-overs: entities offered to somebody who answers for them once they accept, as the journal tells it. What may be
//! offered to whom is the business of `rights`.

use jiff::Timestamp;

/// Entities offered to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    pub id: String,
    /// In the order in which they were offered; at least one.
    pub items: Vec<Item>,
    /// Canonical ref of who was accountable; none where nobody was.
    pub from: Option<String>,
    /// Canonical ref of who is asked.
    pub to: String,
    /// Who offered: `from`, or somebody who may for them.
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
    /// Whether it is because `from` leaves.
    pub leaving: bool,
}

/// One entity of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Canonical ref.
    pub entity: String,
    pub state: ItemState,
}

/// What became of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemState {
    /// Who is asked has not said anything yet.
    Offered,
    /// They answer for it; with a run where that still has to be merged.
    Accepted {
        run: Option<String>,
    },
    Refused {
        reason: String,
    },
    Withdrawn,
    /// It was on offer already, in another hand-over.
    Elsewhere,
}

impl Handover {
    /// Whether who is asked has something to say yet.
    pub fn is_open(&self) -> bool {
        self.open().next().is_some()
    }

    /// What is still offered: canonical refs.
    pub fn open(&self) -> impl Iterator<Item = &str> {
        let items = self.items.iter();
        items
            .filter(|item| item.state == ItemState::Offered)
            .map(|item| item.entity.as_str())
    }
}

impl ItemState {
    /// As commands print it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Elsewhere => "elsewhere",
        }
    }
}
