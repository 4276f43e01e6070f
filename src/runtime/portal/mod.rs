//! The services behind the screens: one open workspace after the other, its catalog, its journal, its search. Answers
//! requests on worker threads; knows every layer but the drawing.

mod access;
mod cost;
mod create;
mod discovery;
mod finder;
mod health;
mod insights;
mod opened;
mod ownership;
mod past;
mod queue;
mod shelf;
mod vision;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

use super::inbox::Sender;
use super::services::{Services, Ticket};
use crate::app::effect::WorkspaceChoice;
use crate::app::msg::{FacetCounts, Finding, Verified};
use crate::app::shared::Workspace as Shown;
use crate::app::{Answer, Failure, Msg, Request};
use crate::config::{Paths, Workspace};
use crate::model::catalog::query::{Facet, Query, count_values};
use crate::model::catalog::summary::Summary;
use crate::model::catalog::{Catalog, graph, problem_list};
use crate::model::ownership::blast_radius;
use crate::model::task::{look_alikes, suggest_category};
use crate::store::{self, JournalError, Report};
use finder::Finder;
use opened::Opened;

/// What the person and the command line decided for the whole run.
#[derive(Debug, Clone)]
pub struct Options {
    pub paths: Paths,
    /// Whom journal events are ascribed to.
    pub actor: String,
    /// Whether the person has said who they are; a demo gives those who have not a part to play.
    pub known: bool,
    /// Nothing is written: neither the journal nor the cache.
    pub read_only: bool,
}

/// A workspace made ready to be opened; how depends on the choice.
pub type Prepare = dyn Fn(&WorkspaceChoice) -> Result<Prepared, Failure> + Send + Sync;

/// A workspace, and where its journal and cache are.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub workspace: Workspace,
    pub paths: Paths,
    pub demo: bool,
    /// In a demo: who looks at it, where nobody says who they are.
    pub persona: Option<String>,
}

/// Answers the screens.
pub struct Portal {
    options: Options,
    prepare: Box<Prepare>,
    opened: Mutex<Option<Arc<Opened>>>,
    finder: Finder,
    sender: OnceLock<Sender>,
}

impl Portal {
    /// `first` is the workspace that the program starts with; `prepare` makes others ready on request.
    pub fn new(options: Options, first: Option<Prepared>, prepare: Box<Prepare>) -> Self {
        let opened = first.map(|prepared| Arc::new(Opened::new(prepared, &options)));
        Self {
            options,
            prepare,
            opened: Mutex::new(opened),
            finder: Finder::default(),
            sender: OnceLock::new(),
        }
    }

    fn opened(&self) -> Result<Arc<Opened>, Failure> {
        lock(&self.opened)
            .clone()
            .ok_or_else(|| Failure::new("There is no workspace.", "Choose one on the first screen."))
    }

    fn open(&self, choice: &WorkspaceChoice) -> Result<Answer, Failure> {
        let prepared = (self.prepare)(choice)?;
        let shown = shown(&prepared);
        *lock(&self.opened) = Some(Arc::new(Opened::new(prepared, &self.options)));
        Ok(Answer::Opened(shown))
    }

    /// Of a facet with terms of its own these do not count, so that other values can be chosen beside them; the entities of
    /// all other facets are the same ones.
    fn count_facets(
        &self,
        catalog: &Arc<Catalog>,
        query: &Query,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> FacetCounts {
        let matching = self.finder.search_once(catalog, query, stop);
        let count = |facet| {
            let mut others = query.clone();
            others.terms.retain(|term| term.facet != facet);
            let values = if others.terms.len() == query.terms.len() {
                count_values(catalog, facet, matching.iter().copied())
            } else {
                count_values(catalog, facet, self.finder.search_once(catalog, &others, stop))
            };
            let owned = values.into_iter().map(|(value, count)| (value.to_owned(), count));
            (facet, owned.collect())
        };
        Facet::ALL
            .into_iter()
            .take_while(|_| !stop())
            .map(count)
            .collect()
    }

    fn try_answer(&self, request: Request, ticket: &Ticket) -> Result<Answer, Failure> {
        let stopped = || !ticket.is_current();
        Ok(match request {
            Request::LoadCatalog => Answer::Catalog(Opened::load(&self.opened()?, self.sender.get())),
            Request::OpenWorkspace(choice) => return self.open(&choice),
            Request::Search { catalog, query } => {
                let ids = self.finder.search(&catalog, &query, &stopped).into();
                Answer::Found { catalog, ids }
            }
            Request::Find {
                catalog,
                words,
                limit,
            } => {
                let mut ids = self.finder.find(&catalog, &words, &stopped);
                ids.truncate(limit);
                let ids = ids.into();
                Answer::Found { catalog, ids }
            }
            Request::CountFacets { catalog, query } => {
                Answer::Facets(self.count_facets(&catalog, &query, &stopped))
            }
            Request::Reach {
                catalog,
                nodes,
                direction,
            } => {
                let nodes = nodes.into_iter().take_while(|_| !stopped());
                Answer::Reach(
                    nodes
                        .map(|node| (node, graph::reach(&catalog, node, direction)))
                        .collect(),
                )
            }
            Request::Summarise { catalog, person } => {
                Answer::Summary(Arc::new(Summary::of(&catalog, person.as_deref())))
            }
            Request::BlastRadius { catalog, node } => {
                Answer::BlastRadius(Arc::new(blast_radius(&catalog, node)))
            }
            Request::Problems { catalog, query } => {
                // When told to stop, nobody waits for the answer.
                let list = Arc::new(problem_list::list(&catalog, &query, &stopped).unwrap_or_default());
                Answer::Problems { catalog, query, list }
            }
            Request::Events(filter) => match self.opened()?.journal() {
                Ok(Some(journal)) => Answer::Events(journal.events(&filter).map_err(failed)?.into()),
                Ok(None) => Answer::Events(Arc::new([])),
                Err(failure) => return Err(failure),
            },
            Request::VerifyJournal => match self.opened()?.journal()? {
                Some(journal) => {
                    let report = journal.verify(&|_, _| {}).map_err(failed)?;
                    Answer::Verified(Arc::new(verified(report)))
                }
                None => Answer::Verified(Arc::default()),
            },
            Request::Tasks => Answer::Tasks(self.opened()?.tasks()?),
            Request::Task { id } => {
                let record = match self.opened()?.journal()? {
                    Some(journal) => journal.task_record(&id).map_err(failed)?,
                    None => None,
                };
                let gone = || Failure::new(format!("There is no task {id}."), "r reads the queue again.");
                Answer::Task(Arc::new(record.ok_or_else(gone)?))
            }
            Request::Act { acts } => {
                let opened = self.opened()?;
                let acted = opened.act(acts)?;
                opened.ring();
                if let Some(sender) = self.sender.get() {
                    sender.send(Msg::JournalGrew);
                }
                Answer::Acted(acted.into())
            }
            Request::ListTasks { tasks, query } => return self.list_tasks(tasks, query),
            Request::LookAlikes { tasks, id } => Answer::LookAlikes(look_alikes(&tasks, &id).into()),
            Request::SuggestCategory { tasks, title } => Answer::Suggested(suggest_category(&tasks, &title)),
            Request::TaskSummary => return self.summarise_tasks(),
            Request::Queue => return self.queue_facts(),
            Request::SaveView { name, query } => return self.save_view(name, query),
            Request::Insights(period) => return insights::answer(&*self.opened()?, period),
            Request::Blueprints
            | Request::BlueprintsFor { .. }
            | Request::Form { .. }
            | Request::Pick { .. }
            | Request::CheckNames { .. }
            | Request::Plan { .. }
            | Request::CheckDraft { .. }
            | Request::StartRun { .. }
            | Request::Runs
            | Request::Run { .. }
            | Request::UndoList { .. }
            | Request::RunAct { .. }
            | Request::Drafts
            | Request::SaveDraft(_)
            | Request::DropDraft { .. } => {
                return create::answer(&self.opened()?, &self.finder, request, &stopped);
            }
            Request::Discovery { .. }
            | Request::Survey { .. }
            | Request::Claim { .. }
            | Request::Declare { .. } => {
                return discovery::answer(&*self.opened()?, request, self.sender.get(), &stopped);
            }
            Request::Vision { .. }
            | Request::RuleText { .. }
            | Request::TryRule { .. }
            | Request::VisionPast
            | Request::VisionChange { .. }
            | Request::Waive { .. }
            | Request::FileTasks { .. }
            | Request::GrantWaiver { .. }
            | Request::EndWaiver { .. } => {
                return vision::answer(&*self.opened()?, request, self.sender.get(), &stopped);
            }
            Request::Owned { .. }
            | Request::Own { .. }
            | Request::Handovers
            | Request::SinceAttested { .. }
            | Request::Packet { .. }
            | Request::Agenda { .. } => {
                return ownership::answer(&self.opened()?, request, self.sender.get());
            }
            Request::Access { .. } | Request::SurveyAccess { .. } | Request::AccessAct(_) => {
                return access::answer(&self.opened()?, request, self.sender.get());
            }
            Request::Costs { .. } | Request::CostNews { .. } | Request::CostOf { .. } => {
                return cost::answer(&*self.opened()?, request);
            }
            Request::Health { .. } | Request::Probe { .. } | Request::HealthAct(_) => {
                return health::answer(&self.opened()?, request, self.sender.get());
            }
            Request::Past { .. } | Request::ReadVersion { .. } => {
                return past::answer(&*self.opened()?, request);
            }
            Request::ReadDocument { entity_ref } => {
                let document = self.opened()?.document(&entity_ref)?;
                Answer::Document(Arc::new(document))
            }
        })
    }
}

impl Services for Portal {
    fn start(&self, sender: Sender) {
        // Called once, as the trait promises.
        let _ = self.sender.set(sender);
    }

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        self.try_answer(request, ticket).unwrap_or_else(Answer::Failed)
    }

    fn rest(&self) {
        if let Some(opened) = &*lock(&self.opened) {
            health::rest(opened);
        }
    }

    fn go_on(&self) {
        if let Some(opened) = &*lock(&self.opened) {
            health::go_on(opened);
        }
    }
}

/// A workspace as the screens show it.
pub fn shown(prepared: &Prepared) -> Shown {
    Shown {
        name: prepared.workspace.name.clone(),
        root: prepared.workspace.root.clone(),
        demo: prepared.demo,
        persona: prepared.persona.clone(),
    }
}

fn verified(report: Report) -> Verified {
    let finding = |found: store::Finding| Finding {
        lseq: found.lseq,
        message: found.message,
    };
    Verified {
        events: report.events,
        origins: report.origins.len(),
        versions: report.versions,
        findings: report.findings.into_iter().map(finding).collect(),
        unlisted: report.unlisted,
    }
}

fn failed(error: JournalError) -> Failure {
    Failure::new(format!("{error}."), format!("To mend it: {}.", error.next_step()))
}

/// A panic in another worker leaves the data as it was: it is replaced whole, never half.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> Timestamp {
    Timestamp::now()
}
