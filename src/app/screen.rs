//! The screens: the one place that knows them all. To add one: a folder in `app` with its state and intents, a variant and
//! an arm in each of the two matches here, a row in `SCREENS` if it has a number, its scope, and its drawing in `ui`.

use super::access;
use super::context::{Context, Event, Flow};
use super::cost;
use super::health;
use super::intent::{Entry, Intent, Scope};
use super::overlay::CopyItem;
use super::shared::Shared;
use super::{
    catalog, create, discovery, home, insights, journal, owned, problems, queue, run, tree, vision, welcome,
    wizard,
};

/// The name of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScreenId {
    Welcome,
    Home,
    Catalog,
    Entity,
    Document,
    Discovery,
    Create,
    Wizard,
    Run,
    Runs,
    Insights,
    Journal,
    Tree,
    Problems,
    Queue,
    Vision,
    Findings,
    Owned,
    Health,
    Cost,
    Access,
}

/// A screen and all it remembers.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    Welcome(welcome::State),
    Home(Box<home::State>),
    Catalog(Box<catalog::State>),
    Entity(Box<catalog::EntityState>),
    Document(Box<catalog::DocumentState>),
    Discovery(Box<discovery::State>),
    Create(Box<create::State>),
    Wizard(Box<wizard::State>),
    Run(Box<run::State>),
    Runs(Box<run::ListState>),
    Insights(Box<insights::State>),
    Journal(Box<journal::State>),
    Tree(Box<tree::State>),
    Problems(problems::State),
    Queue(Box<queue::State>),
    Vision(Box<vision::State>),
    Findings(Box<vision::Findings>),
    Owned(Box<owned::State>),
    Health(Box<health::State>),
    Cost(Box<cost::State>),
    Access(Box<access::State>),
}

/// A screen that can be opened without anything selected: by its number, by `muster view`, by name.
#[derive(Debug, Clone)]
pub struct Registration {
    pub id: ScreenId,
    /// As in `muster view home`.
    pub name: &'static str,
    pub title: &'static str,
    /// How it is opened; none for a screen without a number.
    pub intent: Option<Entry>,
    pub open: fn(&Shared) -> Screen,
}

/// All screens that can be opened by name, in the order of their numbers.
pub const SCREENS: &[Registration] = &[
    Registration {
        id: ScreenId::Welcome,
        name: "welcome",
        title: "Welcome",
        intent: None,
        open: |_| Screen::Welcome(welcome::State::default()),
    },
    Registration {
        id: ScreenId::Home,
        name: "home",
        title: "Home",
        intent: Some(numbered("go.home", ScreenId::Home, "Go to Home", &["1"])),
        open: |_| Screen::Home(Box::default()),
    },
    Registration {
        id: ScreenId::Catalog,
        name: "catalog",
        title: "Catalog",
        intent: Some(numbered(
            "go.catalog",
            ScreenId::Catalog,
            "Go to the catalog",
            &["2"],
        )),
        open: |_| Screen::Catalog(Box::default()),
    },
    Registration {
        id: ScreenId::Discovery,
        name: "discover",
        title: "Outside",
        intent: None,
        open: |_| Screen::Discovery(Box::default()),
    },
    Registration {
        id: ScreenId::Create,
        name: "create",
        title: "Create",
        intent: Some(numbered("go.create", ScreenId::Create, "Go to Create", &["3"])),
        open: |_| Screen::Create(Box::default()),
    },
    Registration {
        id: ScreenId::Runs,
        name: "runs",
        title: "Runs",
        intent: None,
        open: |_| Screen::Runs(Box::default()),
    },
    Registration {
        id: ScreenId::Queue,
        name: "queue",
        title: "Queue",
        intent: Some(numbered("go.queue", ScreenId::Queue, "Go to the queue", &["4"])),
        open: |_| Screen::Queue(Box::default()),
    },
    Registration {
        id: ScreenId::Owned,
        name: "owned",
        title: "Owned",
        intent: Some(numbered(
            "go.owned",
            ScreenId::Owned,
            "Go to what I answer for",
            &["5"],
        )),
        open: |_| Screen::Owned(Box::new(owned::State::new())),
    },
    Registration {
        id: ScreenId::Health,
        name: "health",
        title: "Health",
        intent: None,
        open: |_| Screen::Health(Box::default()),
    },
    Registration {
        id: ScreenId::Cost,
        name: "cost",
        title: "Cost",
        intent: None,
        open: |_| Screen::Cost(Box::default()),
    },
    Registration {
        id: ScreenId::Access,
        name: "access",
        title: "Access",
        intent: None,
        open: |_| Screen::Access(Box::default()),
    },
    Registration {
        id: ScreenId::Vision,
        name: "vision",
        title: "Vision",
        intent: Some(numbered(
            "go.vision",
            ScreenId::Vision,
            "Go to the vision",
            &["6"],
        )),
        open: |_| Screen::Vision(Box::default()),
    },
    Registration {
        id: ScreenId::Insights,
        name: "insights",
        title: "Insights",
        intent: Some(numbered(
            "go.insights",
            ScreenId::Insights,
            "Go to Insights",
            &["7"],
        )),
        open: |_| Screen::Insights(Box::default()),
    },
    Registration {
        id: ScreenId::Journal,
        name: "journal",
        title: "Journal",
        intent: Some(numbered("go.journal", ScreenId::Journal, "Go to Journal", &["8"])),
        open: |_| Screen::Journal(Box::default()),
    },
    Registration {
        id: ScreenId::Tree,
        name: "tree",
        title: "Tree",
        intent: None,
        open: |_| Screen::Tree(Box::default()),
    },
    Registration {
        id: ScreenId::Problems,
        name: "problems",
        title: "Problems",
        intent: Some(numbered(
            "go.problems",
            ScreenId::Problems,
            "Go to Problems",
            &["9"],
        )),
        open: |_| Screen::Problems(problems::State::default()),
    },
];

const fn numbered(
    name: &'static str,
    id: ScreenId,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Global, Intent::GoTo(id), text).keys(keys)
}

/// What every screen can do.
pub trait ScreenState {
    /// Its breadcrumb.
    fn title(&self, shared: &Shared) -> String;

    /// Where its keys are looked up, from the inside out, as its state is now.
    fn scopes(&self) -> &'static [Scope];

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow;

    /// What `y` offers to copy; by custom one item is the equivalent command line, under `c`.
    fn copies(&self, shared: &Shared) -> Vec<CopyItem>;
}

impl Screen {
    pub fn id(&self) -> ScreenId {
        match self {
            Screen::Welcome(_) => ScreenId::Welcome,
            Screen::Home(_) => ScreenId::Home,
            Screen::Catalog(_) => ScreenId::Catalog,
            Screen::Entity(_) => ScreenId::Entity,
            Screen::Document(_) => ScreenId::Document,
            Screen::Discovery(_) => ScreenId::Discovery,
            Screen::Create(_) => ScreenId::Create,
            Screen::Wizard(_) => ScreenId::Wizard,
            Screen::Run(_) => ScreenId::Run,
            Screen::Runs(_) => ScreenId::Runs,
            Screen::Insights(_) => ScreenId::Insights,
            Screen::Journal(_) => ScreenId::Journal,
            Screen::Tree(_) => ScreenId::Tree,
            Screen::Problems(_) => ScreenId::Problems,
            Screen::Queue(_) => ScreenId::Queue,
            Screen::Vision(_) => ScreenId::Vision,
            Screen::Findings(_) => ScreenId::Findings,
            Screen::Owned(_) => ScreenId::Owned,
            Screen::Health(_) => ScreenId::Health,
            Screen::Cost(_) => ScreenId::Cost,
            Screen::Access(_) => ScreenId::Access,
        }
    }

    pub fn state(&self) -> &dyn ScreenState {
        match self {
            Screen::Welcome(state) => state,
            Screen::Home(state) => &**state,
            Screen::Catalog(state) => &**state,
            Screen::Entity(state) => &**state,
            Screen::Document(state) => &**state,
            Screen::Discovery(state) => &**state,
            Screen::Create(state) => &**state,
            Screen::Wizard(state) => &**state,
            Screen::Run(state) => &**state,
            Screen::Runs(state) => &**state,
            Screen::Insights(state) => &**state,
            Screen::Journal(state) => &**state,
            Screen::Tree(state) => &**state,
            Screen::Problems(state) => state,
            Screen::Queue(state) => &**state,
            Screen::Vision(state) => &**state,
            Screen::Findings(state) => &**state,
            Screen::Owned(state) => &**state,
            Screen::Health(state) => &**state,
            Screen::Cost(state) => &**state,
            Screen::Access(state) => &**state,
        }
    }

    pub fn state_mut(&mut self) -> &mut dyn ScreenState {
        match self {
            Screen::Welcome(state) => state,
            Screen::Home(state) => &mut **state,
            Screen::Catalog(state) => &mut **state,
            Screen::Entity(state) => &mut **state,
            Screen::Document(state) => &mut **state,
            Screen::Discovery(state) => &mut **state,
            Screen::Create(state) => &mut **state,
            Screen::Wizard(state) => &mut **state,
            Screen::Run(state) => &mut **state,
            Screen::Runs(state) => &mut **state,
            Screen::Insights(state) => &mut **state,
            Screen::Journal(state) => &mut **state,
            Screen::Tree(state) => &mut **state,
            Screen::Problems(state) => state,
            Screen::Queue(state) => &mut **state,
            Screen::Vision(state) => &mut **state,
            Screen::Findings(state) => &mut **state,
            Screen::Owned(state) => &mut **state,
            Screen::Health(state) => &mut **state,
            Screen::Cost(state) => &mut **state,
            Screen::Access(state) => &mut **state,
        }
    }

    /// The screen a run begins with.
    pub fn first(shared: &Shared) -> Screen {
        match shared.workspace {
            Some(_) => Screen::Home(Box::default()),
            None => Screen::Welcome(welcome::State::default()),
        }
    }

    /// Opens a screen by its name in `SCREENS`.
    pub fn open(id: ScreenId, shared: &Shared) -> Option<Screen> {
        registration(id).map(|screen| (screen.open)(shared))
    }
}

/// What is known of a screen that can be opened by name.
pub fn registration(id: ScreenId) -> Option<&'static Registration> {
    SCREENS.iter().find(|screen| screen.id == id)
}

/// The screen of this name in `SCREENS`.
pub fn named(name: &str) -> Option<ScreenId> {
    SCREENS
        .iter()
        .find(|screen| screen.name == name)
        .map(|screen| screen.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn a_registration_opens_the_screen_it_names() {
        let shared = Shared::new(Timestamp::UNIX_EPOCH, None);
        for screen in SCREENS {
            assert_eq!((screen.open)(&shared).id(), screen.id, "{}", screen.name);
        }
    }
}
