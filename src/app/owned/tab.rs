//! The tabs, whose things are listed, and the columns.

use crate::model::ownership::Holder;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What one answers for.
    #[default]
    Review,
    /// What is offered and not accepted yet.
    Handovers,
    /// Who leaves.
    Leaving,
}

impl Tab {
    pub const ALL: [Tab; 3] = [Tab::Review, Tab::Handovers, Tab::Leaving];

    pub fn title(self) -> &'static str {
        match self {
            Tab::Review => "Review",
            Tab::Handovers => "Hand-overs",
            Tab::Leaving => "Leaving",
        }
    }

    pub fn columns(self, whose: Whose) -> &'static [Column] {
        match (self, whose) {
            (Tab::Review, Whose::Deputy) => &[
                Column::Standing,
                Column::Entity,
                Column::Accountable,
                Column::Due,
                Column::Changed,
                Column::Findings,
                Column::Cost,
                Column::Dependants,
                Column::Type,
                Column::Attested,
            ],
            (Tab::Review, _) => &[
                Column::Standing,
                Column::Entity,
                Column::Due,
                Column::Changed,
                Column::Findings,
                Column::Cost,
                Column::Dependants,
                Column::Type,
                Column::Attested,
            ],
            (Tab::Handovers, _) => &[
                Column::State,
                Column::What,
                Column::From,
                Column::To,
                Column::Offered,
                Column::Reason,
            ],
            (Tab::Leaving, _) => &[Column::LastDay, Column::Person, Column::Left, Column::Offered],
        }
    }
}

/// Whose things are reviewed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Whose {
    #[default]
    Mine,
    Deputy,
    /// Of everybody below whoever looks.
    Team,
}

impl Whose {
    pub const ALL: [Whose; 3] = [Whose::Mine, Whose::Deputy, Whose::Team];

    pub fn title(self) -> &'static str {
        match self {
            Whose::Mine => "Mine",
            Whose::Deputy => "As deputy",
            Whose::Team => "My people's",
        }
    }

    /// The one after it, round the end.
    pub fn next(self) -> Self {
        match self {
            Whose::Mine => Whose::Deputy,
            Whose::Deputy => Whose::Team,
            Whose::Team => Whose::Mine,
        }
    }

    /// Whether something that one sees as this is among them.
    pub fn holds(self, as_: Holder) -> bool {
        matches!(
            (self, as_),
            (Whose::Mine, Holder::Accountable)
                | (Whose::Deputy, Holder::Deputy)
                | (Whose::Team, Holder::Manager)
        )
    }
}

/// A column, of whichever tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Standing,
    Entity,
    Type,
    Accountable,
    Attested,
    Due,
    Changed,
    Findings,
    Dependants,
    Cost,
    State,
    What,
    From,
    To,
    Offered,
    Reason,
    LastDay,
    Person,
    Left,
}

impl Column {
    pub fn title(self) -> &'static str {
        match self {
            Column::Standing => "Standing",
            Column::Entity => "Entity",
            Column::Type => "Type",
            Column::Accountable => "Accountable",
            Column::Attested => "Attested",
            Column::Due => "Due",
            Column::Changed => "Since",
            Column::Findings => "Findings",
            Column::Dependants => "Needed by",
            Column::Cost => "Cost a month",
            Column::State => "State",
            Column::What => "What",
            Column::From => "From",
            Column::To => "To",
            Column::Offered => "Offered",
            Column::Reason => "Reason",
            Column::LastDay => "Last day",
            Column::Person => "Who",
            Column::Left => "Still theirs",
        }
    }
}
