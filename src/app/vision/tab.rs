//! The tabs of the vision, and the columns of each.

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Rules,
    Scores,
    Radar,
    Waivers,
    Changes,
    About,
}

impl Tab {
    pub const ALL: [Tab; 6] = [
        Tab::Rules,
        Tab::Scores,
        Tab::Radar,
        Tab::Waivers,
        Tab::Changes,
        Tab::About,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Tab::Rules => "Rules",
            Tab::Scores => "Scores",
            Tab::Radar => "Radar",
            Tab::Waivers => "Waivers",
            Tab::Changes => "Changes",
            Tab::About => "About",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Tab::Rules => &[
                Column::Severity,
                Column::Title,
                Column::Short,
                Column::Waived,
                Column::Untold,
                Column::Applies,
                Column::Id,
            ],
            Tab::Scores => &[
                Column::Group,
                Column::Passing,
                Column::Trend,
                Column::Blocking,
                Column::Warnings,
                Column::Waived,
                Column::Entities,
            ],
            Tab::Waivers => &[
                Column::Until,
                Column::Rule,
                Column::Entity,
                Column::Owner,
                Column::Reason,
            ],
            Tab::Changes => &[
                Column::What,
                Column::Rule,
                Column::Entity,
                Column::Accountable,
                Column::Message,
            ],
            Tab::About => &[Column::What, Column::Title],
            Tab::Radar => &[],
        }
    }
}

/// A column, of whichever tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Severity,
    Title,
    Id,
    Applies,
    Short,
    Waived,
    Untold,
    Group,
    Entities,
    Passing,
    Blocking,
    Warnings,
    Trend,
    Until,
    Rule,
    Entity,
    Owner,
    Accountable,
    Reason,
    What,
    Message,
}

impl Column {
    pub fn title(self) -> &'static str {
        match self {
            Column::Severity => "Severity",
            Column::Title => "Title",
            Column::Id => "Id",
            Column::Applies => "About",
            Column::Short => "Short",
            Column::Waived => "Waived",
            Column::Untold => "Untold",
            Column::Group => "Who",
            Column::Entities => "Entities",
            Column::Passing => "Passing",
            Column::Blocking => "Blocking",
            Column::Warnings => "Warnings",
            Column::Trend => "Trend",
            Column::Until => "Until",
            Column::Rule => "Rule",
            Column::Entity => "Entity",
            Column::Owner => "Owner",
            Column::Accountable => "Accountable",
            Column::Reason => "Reason",
            Column::What => "What",
            Column::Message => "What is wrong",
        }
    }
}
