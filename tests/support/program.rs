//! The program with made-up surroundings: a small company, and requests that are answered at once.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::civil::Date;
use muster::app::intent::keymap::Keymap;
use muster::app::shared::{Shared, Workspace};
use muster::app::state::Setup;
use muster::app::{Answer, Failure, Request, State};
use muster::config::Paths;
use muster::model::catalog::Catalog;
use muster::model::ownership::{Since, Standing};
use muster::model::vision::Judged;
use muster::runtime::inbox::Sender;
use muster::runtime::portal::{Options, Portal};
use muster::runtime::{Screens, Services, Ticket};
use muster::sources::files::{self, Scope};
use muster::ui::theme::{Charset, Themes};
use termprofile::TermProfile;

/// A small company with its flaws: nobody answers for the topic, a system is missing.
const ACME: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger, title: The Ledger 帳簿}
spec: {type: service, lifecycle: production, owner: payments, system: money, providesApis: [ledger-api]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout}
spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['component:ledger']}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: ledger-api}
spec: {type: openapi, lifecycle: production, owner: payments, definition: '{}'}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: kafka-topic, owner: nobody-knows}
";

/// Answers requests at once.
pub struct Fake(pub Arc<Catalog>);

impl Fake {
    pub fn acme() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("catalog-info.yaml"), ACME).expect("a file");
        let reading = files::read(&Scope::folder(folder.path()), None);
        Self(reading.snapshot.expect("a catalog").catalog)
    }
}

impl Services for Fake {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        match request {
            Request::LoadCatalog => Answer::Catalog(self.0.clone()),
            Request::Vision { catalog } => Answer::Vision(Arc::new(Judged::new(
                Arc::default(),
                catalog,
                Vec::new(),
                Date::constant(2026, 9, 21),
                None,
            ))),
            Request::VisionPast => Answer::VisionPast(Arc::new([])),
            Request::VisionChange { .. } => Answer::VisionChange(None),
            // Nothing need be attested.
            Request::SinceAttested { entity } => Answer::SinceAttested(Arc::new(Since {
                entity,
                accountable: None,
                left: None,
                attested: None,
                due: None,
                standing: Standing::Exempt,
                fields: Vec::new(),
                untold: None,
            })),
            Request::Tasks => Answer::Tasks(Arc::default()),
            Request::TaskSummary => Answer::TaskSummary(Arc::default()),
            Request::Runs => Answer::Runs(Arc::new([])),
            Request::Drafts => Answer::Drafts(Arc::new([])),
            Request::Events(_) => Answer::Events(Arc::new([])),
            Request::VerifyJournal => Answer::Verified(Arc::default()),
            Request::OpenWorkspace(choice) => Answer::Failed(Failure::new(
                format!("{choice:?} is no workspace."),
                "Choose another.",
            )),
            Request::ReadDocument { .. } => {
                Answer::Failed(Failure::new("There is no such file.", "Press r."))
            }
            // What is asked of a catalog alone is answered as in the program.
            of_catalog => PORTAL.answer(of_catalog, ticket),
        }
    }
}

static PORTAL: LazyLock<Portal> = LazyLock::new(|| {
    let options = Options {
        paths: Paths::below(Path::new("/nowhere")),
        actor: "test".to_owned(),
        known: false,
        read_only: true,
    };
    Portal::new(
        options,
        None,
        Box::new(|_| Err(Failure::new("There is no workspace.", ""))),
    )
});

/// A state of the program with a workspace, or without.
pub fn state(workspace: bool) -> State {
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let workspace = workspace.then(|| Workspace {
        name: "acme".into(),
        root: PathBuf::from("/srv/acme"),
        demo: false,
        persona: None,
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
