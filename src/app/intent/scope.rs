//! Scopes: where an intent can be meant. A screen or overlay names its scopes from the inside out, and a key means the
//! first thing it is bound to on that way. Overlays leave the screen's scopes out, so nothing leaks through them.

/// A set of intents that are live together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Live everywhere and not to be rebound.
    System,
    /// Live on every screen, unless a text field has the keys.
    Global,
    /// Screens with a list, table or tree: moving in it.
    List,
    /// Lists whose rows can be filtered and marked.
    Rows,
    /// Texts in which words are looked for.
    Matches,
    /// A text field.
    Text,
    /// The filter line of a list.
    Filter,
    /// Overlays with a field and a list to pick from.
    Picker,
    /// Overlays with a list to pick from.
    Menu,
    /// Questions.
    Confirm,
    /// What exists outside.
    Discovery,
    /// What is about to be claimed of it.
    Claim,
    /// What probes say.
    Health,
    /// A silence that is about to begin.
    Silencing,
    /// Who has what.
    Access,
    /// What is about to be done about it.
    Deciding,
    Home,
    Insights,
    Journal,
    Problems,
    Queue,
    Tree,
    /// The vision, and how it is met.
    Vision,
    /// Its radar.
    Radar,
    /// What falls short of it.
    Findings,
    /// What one answers for.
    Owned,
    /// What everything costs.
    Cost,
    /// What is about to be done about it.
    Owning,
    /// A rule that is being written.
    Trial,
    Welcome,
    /// The gallery of blueprints.
    Create,
    /// A page of a wizard.
    Form,
    /// Its fields, by how they are filled in.
    FormText,
    FormArea,
    FormSwitch,
    FormChoice,
    FormAdd,
    FormNext,
    /// The editor of a text of several lines.
    Area,
    /// An overlay in which several can be chosen.
    Marks,
    /// What a run would do.
    Review,
    /// One run.
    Run,
    /// A run that waits for somebody to agree; one that failed; one with a step nobody knows about.
    RunApproval,
    RunFailed,
    RunLost,
    /// The list of runs.
    Runs,
    /// A question with a reason to be typed.
    Answer,
    /// Whether something happened.
    Settle,
    /// The table of entities.
    Catalog,
    /// The facets beside it.
    Facets,
    /// Wherever an entity is shown or selected.
    Entity,
    /// Where the catalog can be shown as it was.
    Past,
}

impl Scope {
    /// The heading of its intents in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::System | Scope::Global => "Everywhere",
            Scope::List => "Moving",
            Scope::Rows => "Rows",
            Scope::Matches => "Matches",
            Scope::Text => "Text fields",
            Scope::Filter => "Filter",
            Scope::Picker => "Palette and pickers",
            Scope::Menu => "Menus",
            Scope::Confirm => "Questions",
            Scope::Discovery => "Outside",
            Scope::Claim => "Claiming",
            Scope::Health => "Health",
            Scope::Silencing => "Silencing",
            Scope::Access => "Access",
            Scope::Deciding => "Deciding about access",
            Scope::Home => "Home",
            Scope::Insights => "Insights",
            Scope::Journal => "Journal",
            Scope::Problems => "Problems",
            Scope::Queue => "Queue",
            Scope::Tree => "Tree",
            Scope::Vision => "Vision",
            Scope::Radar => "Radar",
            Scope::Findings => "What falls short",
            Scope::Owned => "Owned",
            Scope::Cost => "Cost",
            Scope::Owning => "Handing over",
            Scope::Trial => "Trying a rule",
            Scope::Welcome => "Welcome",
            Scope::Create => "Create",
            Scope::Form
            | Scope::FormText
            | Scope::FormArea
            | Scope::FormSwitch
            | Scope::FormChoice
            | Scope::FormAdd
            | Scope::FormNext => "Wizard",
            Scope::Area => "Texts of several lines",
            Scope::Marks => "Choosing several",
            Scope::Review => "Review",
            Scope::Run | Scope::RunApproval | Scope::RunFailed | Scope::RunLost => "Run",
            Scope::Runs => "Runs",
            Scope::Answer | Scope::Settle => "Questions about runs",
            Scope::Catalog => "Catalog",
            Scope::Facets => "Facets",
            Scope::Entity => "Entities",
            Scope::Past => "The past",
        }
    }

    /// Whether its intents have a meaning only inside a field or an overlay.
    pub fn is_inside(self) -> bool {
        matches!(
            self,
            Scope::Text
                | Scope::Filter
                | Scope::Picker
                | Scope::Menu
                | Scope::Confirm
                | Scope::Claim
                | Scope::Owning
                | Scope::Silencing
                | Scope::Deciding
                | Scope::Form
                | Scope::FormText
                | Scope::FormArea
                | Scope::FormSwitch
                | Scope::FormChoice
                | Scope::FormAdd
                | Scope::FormNext
                | Scope::Area
                | Scope::Trial
                | Scope::Marks
                | Scope::Answer
                | Scope::Settle
        )
    }

    /// Whether a key that means nothing here is typed into a field instead.
    pub fn takes_text(self) -> bool {
        self == Scope::Text
    }
}
