//! The program with made-up surroundings: an empty workspace, and requests that are answered at once.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use muster::app::intent::keymap::Keymap;
use muster::app::shared::{Shared, Workspace};
use muster::app::state::Setup;
use muster::app::{Answer, Failure, Request, State};
use muster::model::catalog::Catalog;
use muster::runtime::inbox::Sender;
use muster::runtime::{Screens, Services, Ticket};
use muster::ui::theme::{Charset, Themes};
use termprofile::TermProfile;

/// Answers requests at once, with an empty catalog.
pub struct Fake;

impl Services for Fake {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, _: &Ticket) -> Answer {
        match request {
            Request::LoadCatalog => Answer::Catalog(Arc::new(Catalog::default())),
            Request::Search { catalog, .. } | Request::Find { catalog, .. } => Answer::Found {
                catalog,
                ids: Arc::new([]),
            },
            Request::CountFacets { .. } => Answer::Facets(Arc::new([])),
            Request::Reach { .. } => Answer::Reach(Vec::new()),
            Request::Events(_) => Answer::Events(Arc::new([])),
            Request::OpenWorkspace(choice) => Answer::Failed(Failure::new(
                format!("{choice:?} is no workspace."),
                "Choose another.",
            )),
            Request::ReadDocument { .. } => {
                Answer::Failed(Failure::new("There is no such file.", "Press r."))
            }
        }
    }
}

/// A state of the program with a workspace, or without.
pub fn state(workspace: bool) -> State {
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let workspace = workspace.then(|| Workspace {
        name: "acme".into(),
        root: PathBuf::from("/srv/acme"),
        demo: false,
    });
    State::new(Setup {
        shared: Shared::new(now, workspace),
        keymap: Keymap::default(),
        theme: "dark".into(),
        themes: Themes::default().names(),
    })
}

pub fn screens(depth: TermProfile, charset: Charset) -> Screens {
    Screens {
        themes: Themes::default(),
        depth,
        charset,
    }
}
