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
    Home,
    Insights,
    Journal,
    Problems,
    Queue,
    Tree,
    Welcome,
    /// The table of entities.
    Catalog,
    /// The facets beside it.
    Facets,
    /// Wherever an entity is shown or selected.
    Entity,
}

impl Scope {
    /// The heading of its intents in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::System | Scope::Global => "Everywhere",
            Scope::List => "Moving",
            Scope::Rows => "Rows",
            Scope::Text => "Text fields",
            Scope::Filter => "Filter",
            Scope::Picker => "Palette and pickers",
            Scope::Menu => "Menus",
            Scope::Confirm => "Questions",
            Scope::Home => "Home",
            Scope::Insights => "Insights",
            Scope::Journal => "Journal",
            Scope::Problems => "Problems",
            Scope::Queue => "Queue",
            Scope::Tree => "Tree",
            Scope::Welcome => "Welcome",
            Scope::Catalog => "Catalog",
            Scope::Facets => "Facets",
            Scope::Entity => "Entities",
        }
    }

    /// Whether its intents have a meaning only inside a field or an overlay.
    pub fn is_inside(self) -> bool {
        matches!(
            self,
            Scope::Text | Scope::Filter | Scope::Picker | Scope::Menu | Scope::Confirm
        )
    }

    /// Whether a key that means nothing here is typed into a field instead.
    pub fn takes_text(self) -> bool {
        self == Scope::Text
    }
}
