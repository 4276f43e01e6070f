//! The tabs and their columns.

use crate::model::cost::By;

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Entities,
    Systems,
    Teams,
    /// By who watches the cost.
    People,
    Services,
    /// What falls to nobody.
    Unmatched,
    /// Entities that cost more or less than in the month before.
    Moved,
    Budgets,
}

impl Tab {
    pub const ALL: [Tab; 8] = [
        Tab::Entities,
        Tab::Systems,
        Tab::Teams,
        Tab::People,
        Tab::Services,
        Tab::Unmatched,
        Tab::Moved,
        Tab::Budgets,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Tab::Entities => "Entities",
            Tab::Systems => "Systems",
            Tab::Teams => "Teams",
            Tab::People => "People",
            Tab::Services => "Services",
            Tab::Unmatched => "Unmatched",
            Tab::Moved => "Moved",
            Tab::Budgets => "Budgets",
        }
    }

    /// By what its lines are added up; none where its rows are no such lines.
    pub fn by(self) -> Option<By> {
        match self {
            Tab::Entities | Tab::Moved => Some(By::Entity),
            Tab::Systems => Some(By::System),
            Tab::Teams => Some(By::Team),
            Tab::People => Some(By::Person),
            Tab::Services => Some(By::Service),
            Tab::Unmatched | Tab::Budgets => None,
        }
    }

    /// Whether its rows are entities, which conditions of a filter can ask about.
    pub fn is_of_entities(self) -> bool {
        !matches!(self, Tab::Services | Tab::Unmatched)
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Tab::Unmatched => &[
                Column::Name,
                Column::Cost,
                Column::Moved,
                Column::Resources,
                Column::Service,
                Column::Share,
                Column::Provider,
                Column::Account,
                Column::Trend,
            ],
            Tab::Budgets => &[
                Column::Name,
                Column::State,
                Column::Used,
                Column::Cost,
                Column::Budget,
                Column::Left,
                Column::Moved,
            ],
            _ => &[
                Column::Name,
                Column::Cost,
                Column::Moved,
                Column::Change,
                Column::Share,
                Column::Trend,
                Column::Before,
            ],
        }
    }
}

/// A column, of whichever tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Cost,
    /// How much more or less than in the month before.
    Moved,
    /// The same in hundredths.
    Change,
    /// Of everything in its currency.
    Share,
    /// Over all months that are known.
    Trend,
    Before,
    Resources,
    Service,
    Provider,
    Account,
    State,
    Used,
    Budget,
    Left,
}

impl Column {
    pub fn title(self) -> &'static str {
        match self {
            Column::Name => "What",
            Column::Cost => "Cost",
            Column::Moved => "Moved",
            Column::Change => "Change",
            Column::Share => "Share",
            Column::Trend => "Trend",
            Column::Before => "Before",
            Column::Resources => "Resources",
            Column::Service => "Service",
            Column::Provider => "Provider",
            Column::Account => "Account",
            Column::State => "State",
            Column::Used => "Used",
            Column::Budget => "Budget",
            Column::Left => "Left",
        }
    }
}
