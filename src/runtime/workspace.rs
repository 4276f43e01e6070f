//! Answers the core's requests for real: from the open workspace, or by opening one.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;

use jiff::Timestamp;

use super::catalog::CatalogService;
use super::inbox::Sender;
use super::journal::{self, JournalService};
use super::services::{Services, Ticket};
use crate::app::effect::WorkspaceChoice;
use crate::app::{Answer, Failure, Msg, Request, shared};
use crate::config::{Paths, Workspace};
use crate::model::catalog::graph::{self, Direction};
use crate::model::catalog::{Catalog, NodeId, problem_list};
use crate::model::ownership;

/// Makes or finds a workspace for a choice on the first screen.
pub type Opener = Box<dyn Fn(&WorkspaceChoice) -> Result<Workspace, Failure> + Send + Sync>;

/// The services of the program.
pub struct WorkspaceServices {
    paths: Paths,
    read_only: bool,
    opener: Opener,
    open: Mutex<Option<Arc<Open>>>,
    sender: OnceLock<Sender>,
}

/// The workspace that is open.
struct Open {
    name: String,
    catalog: Arc<CatalogService>,
    journal: Arc<JournalService>,
}

impl WorkspaceServices {
    /// `read_only` leaves cache and journal as they are.
    pub fn new(workspace: Option<&Workspace>, paths: Paths, read_only: bool, opener: Opener) -> Self {
        let services = Self {
            paths,
            read_only,
            opener,
            open: Mutex::default(),
            sender: OnceLock::new(),
        };
        if let Some(workspace) = workspace {
            services.enter(workspace);
        }
        services
    }

    fn enter(&self, workspace: &Workspace) {
        let cache = self.paths.catalog_cache(&workspace.key);
        let journal = self.paths.workspace_data(&workspace.key).join("journal.db");
        let open = Arc::new(Open {
            name: workspace.name.clone(),
            catalog: CatalogService::new(workspace.scope(), cache, self.read_only),
            journal: JournalService::new(journal, self.paths.data().to_owned(), self.read_only),
        });
        if let Some(sender) = self.sender.get() {
            open.begin(sender);
        }
        *lock(&self.open) = Some(open);
    }

    fn open(&self, choice: &WorkspaceChoice) -> Answer {
        match (self.opener)(choice) {
            Ok(workspace) => {
                self.enter(&workspace);
                let demo = *choice == WorkspaceChoice::Demo;
                Answer::Opened(shared::Workspace {
                    name: workspace.name,
                    root: workspace.root,
                    demo,
                })
            }
            Err(failure) => Answer::Failed(failure),
        }
    }
}

impl Open {
    /// Begins what reports by itself.
    fn begin(self: &Arc<Self>, sender: &Sender) {
        if self.journal.writes() {
            self.journal.follow(sender.clone());
            let (open, sender) = (Arc::downgrade(self), sender.clone());
            self.catalog
                .each_reading(move |catalog| record(&open, &sender, catalog));
        }
    }

    fn answer(&self, request: Request, sender: &Sender, ticket: &Ticket) -> Option<Answer> {
        Some(match request {
            Request::LoadCatalog => Answer::Catalog(self.catalog.load(sender)),
            Request::Search { catalog, query } => {
                let ids = self.catalog.search(&catalog, &query, ticket)?;
                Answer::Found { catalog, ids }
            }
            Request::Find {
                catalog,
                words,
                limit,
            } => {
                let ids = self.catalog.find(&catalog, &words, limit, ticket)?;
                Answer::Found { catalog, ids }
            }
            Request::CountFacets { catalog, query } => {
                Answer::Facets(self.catalog.count_facets(&catalog, &query, ticket)?)
            }
            Request::Reach {
                catalog,
                nodes,
                direction,
            } => Answer::Reach(reach(&catalog, nodes, direction, ticket)?),
            Request::BlastRadius { catalog, node } => {
                Answer::BlastRadius(Arc::new(ownership::blast_radius(&catalog, node)))
            }
            Request::Problems { catalog, query } => {
                let list = Arc::new(problem_list::list(&catalog, &query, &|| !ticket.is_current())?);
                Answer::Problems {
                    catalog,
                    query,
                    list,
                }
            }
            Request::Events(filter) => self.journal.events(&filter),
            Request::ReadDocument { entity_ref } => self.document(&entity_ref),
            Request::OpenWorkspace(_) => return None,
        })
    }

    fn document(&self, entity_ref: &str) -> Answer {
        let node = self.catalog.newest().and_then(|catalog| {
            let id = catalog.find(entity_ref)?;
            self.catalog.document(catalog.entity(id))
        });
        match node {
            Some(node) => Answer::Document(Arc::new(node)),
            None => Answer::Failed(Failure::new(
                format!("The file of {entity_ref} no longer holds it as it was read."),
                "Press r to read it again.",
            )),
        }
    }
}

impl Services for WorkspaceServices {
    fn start(&self, sender: Sender) {
        if let Some(open) = &*lock(&self.open) {
            open.begin(&sender);
        }
        // Called once; a second sender would lead to the same loop.
        let _ = self.sender.set(sender);
    }

    fn answer(&self, request: Request, ticket: &Ticket) -> Option<Answer> {
        if let Request::OpenWorkspace(choice) = &request {
            return Some(self.open(choice));
        }
        let open = lock(&self.open).clone();
        match (open, self.sender.get()) {
            (Some(open), Some(sender)) => open.answer(request, sender, ticket),
            _ => Some(Answer::Failed(Failure::new(
                "No workspace is open.",
                "Start muster in one.",
            ))),
        }
    }
}

/// Has a reading recorded, on a thread of its own: the first one of a large catalog takes a while.
fn record(open: &Weak<Open>, sender: &Sender, catalog: Arc<Catalog>) {
    let Some(open) = open.upgrade() else { return };
    let (sender, now) = (sender.clone(), Timestamp::now());
    thread::spawn(move || {
        if let Err(error) = open.journal.record(&open.name, &catalog, &open.catalog, now) {
            sender.send(Msg::Failed(journal::failure(&error)));
        }
    });
}

fn reach(
    catalog: &Catalog,
    nodes: Vec<NodeId>,
    direction: Direction,
    ticket: &Ticket,
) -> Option<Vec<(NodeId, usize)>> {
    let count = |node| {
        ticket
            .is_current()
            .then(|| (node, graph::reach(catalog, node, direction)))
    };
    nodes.into_iter().map(count).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
