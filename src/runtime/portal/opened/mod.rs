//! One open workspace: its snapshot, its journal, and what was made of them for whoever asked last.

mod following;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;

use super::cost;
use super::health::Probing;
use super::ownership;
use super::shelf::{self, Bell};
use super::{Options, Prepared, failed, lock, now};
use crate::app::Failure;
use crate::config::Workspace;
use crate::engine::access;
use crate::engine::discovery::Surveys;
use crate::engine::drafts::Drafts;
use crate::engine::run::{Asking, Folders, Runs, asking};
use crate::engine::{self, CatalogReader, Documents, Outside};
use crate::model::blueprint::field::Picker;
use crate::model::blueprint::picker::{Candidates, Person};
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::catalog::{Catalog, Node};
use crate::model::cost::EntityCosts;
use crate::model::ownership::Ownership;
use crate::model::task::{Act, Acted, Promises, Tasks};
use crate::model::vision::{Judged, Vision};
use crate::providers::action::World;
use crate::providers::{self, Actions};
use crate::sources::files::{Snapshot, Watcher};
use crate::store::Journal;

pub(super) struct Opened {
    prepared: Prepared,
    actor: String,
    read_only: bool,
    reader: CatalogReader,
    snapshot: Mutex<Option<Arc<Snapshot>>>,
    /// When the reading of the snapshot began.
    read_at: Mutex<Timestamp>,
    /// Held while files are read, so that two readings never race.
    reading: Mutex<()>,
    journal: Mutex<Option<Journal>>,
    /// All tasks, as they were when they were last asked for.
    tasks: Mutex<Option<Arc<Tasks>>>,
    watcher: Mutex<Option<Watcher>>,
    begun: AtomicBool,
    actions: Arc<Actions>,
    /// What actions reach, once it was needed.
    outside: Mutex<Option<Outside>>,
    /// What is known of costs.
    costs: cost::Memory,
    /// Which runs gave or took access, as far as the journal was read.
    access: Mutex<access::Known>,
    /// Ownership as the journal had it up to a position.
    ownership: Mutex<Option<(u64, Arc<Ownership>)>>,
    /// The probes, once they were asked for.
    probing: Mutex<Option<Probing>>,
    /// The vision as its files said it when they were last looked at.
    vision: Mutex<Option<Arc<Vision>>>,
    /// The digest of the vision that the screens were last told of.
    told: Mutex<Option<[u8; 32]>>,
    /// The vision as it was last held against the catalog.
    judged: Mutex<Option<Arc<Judged>>>,
    /// What the field that is open offers, of the snapshot it was asked of.
    offered: Mutex<Option<Offered>>,
    bell: Arc<Bell>,
}

/// The entities that one field offers.
struct Offered {
    catalog: Arc<Catalog>,
    picker: Picker,
    candidates: Candidates,
}

impl Opened {
    pub fn new(prepared: Prepared, options: &Options) -> Self {
        let key = &prepared.workspace.key;
        let cache = prepared.paths.catalog_cache(key);
        let reader = CatalogReader::new(prepared.workspace.scope(), Some(cache)).beside_a_screen();
        let persona = prepared.persona.clone().filter(|_| !options.known);
        let actor = persona.unwrap_or_else(|| options.actor.clone());
        Self {
            reader: if options.read_only {
                reader.leaving_the_cache()
            } else {
                reader
            },
            prepared,
            actor,
            read_only: options.read_only,
            snapshot: Mutex::new(None),
            read_at: Mutex::new(now()),
            reading: Mutex::new(()),
            journal: Mutex::new(None),
            tasks: Mutex::new(None),
            watcher: Mutex::new(None),
            begun: AtomicBool::new(false),
            actions: Arc::new(providers::all()),
            outside: Mutex::new(None),
            costs: Mutex::new(None),
            access: Mutex::default(),
            ownership: Mutex::new(None),
            probing: Mutex::new(None),
            vision: Mutex::new(None),
            told: Mutex::new(None),
            judged: Mutex::new(None),
            offered: Mutex::new(None),
            bell: Arc::default(),
        }
    }

    /// Whom the journal names for what is done here.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The journal, opened when first asked for. None where nothing may be written and none is there.
    pub fn journal(&self) -> Result<Option<Journal>, Failure> {
        let mut journal = lock(&self.journal);
        if let Some(open) = journal.as_ref() {
            return Ok(Some(open.clone()));
        }
        let paths = &self.prepared.paths;
        let path = paths.journal(&self.prepared.workspace.key);
        let opened = match self.read_only {
            true if !path.exists() => return Ok(None),
            true => Journal::open_read_only(&path),
            false => Journal::open(&path, paths.data()),
        };
        let opened = opened.map_err(failed)?;
        *journal = Some(opened.clone());
        Ok(Some(opened))
    }

    /// The workspace that is open, with the company's settings.
    pub fn workspace(&self) -> &Workspace {
        &self.prepared.workspace
    }

    fn tasks_cache(&self) -> PathBuf {
        self.prepared.paths.tasks_cache(&self.prepared.workspace.key)
    }

    /// All tasks as they are by now. The same table is handed out until something changes.
    pub fn tasks(&self) -> Result<Arc<Tasks>, Failure> {
        let Some(journal) = self.journal()? else {
            return Ok(Arc::default());
        };
        let mut tasks = lock(&self.tasks);
        let newer = match tasks.as_ref() {
            Some(before) => journal.tasks_after(before),
            None => engine::tasks(&journal, &self.tasks_cache(), !self.read_only).map(Some),
        };
        if let Some(newer) = newer.map_err(failed)? {
            *tasks = Some(Arc::new(newer));
        }
        Ok(tasks.clone().unwrap_or_default())
    }

    /// Does something to tasks, in the name of whoever is at the keyboard.
    pub fn act(&self, acts: Vec<(String, Act)>) -> Result<Vec<Acted>, Failure> {
        let journal = self.journal()?.filter(|_| !self.read_only);
        let Some(journal) = journal else {
            return Err(Failure::new(
                "Nothing is changed: muster was started with --read-only.",
                "Start it without to work on tasks.",
            ));
        };
        journal.act(acts, &self.actor, now()).map_err(failed)
    }

    /// Whether nothing may be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The snapshot in use; read now where nobody has asked for it yet.
    pub fn catalog(&self) -> Arc<Catalog> {
        if lock(&self.snapshot).is_none() {
            self.read();
        }
        let snapshot = lock(&self.snapshot);
        snapshot
            .as_ref()
            .map(|snapshot| Arc::clone(&snapshot.catalog))
            .unwrap_or_default()
    }

    pub fn actions(&self) -> &Actions {
        &self.actions
    }

    /// The runs of the workspace, in the name of whoever is at the keyboard.
    pub fn runs(&self) -> Result<Runs, Failure> {
        let catalog = self.catalog();
        let outside = self.outside(&catalog)?.with_catalog(Arc::clone(&catalog));
        let library = shelf::library(self, &catalog);
        let runs = Runs::new(
            self.journal()?,
            Arc::clone(&self.actions),
            Arc::new(outside),
            Arc::new(library),
            self.folders(),
            &*self.actor,
        );
        let settings = &self.workspace().settings;
        Ok(runs
            .covering(settings.covered())
            .asking(self.asking()?)
            .giving_at_most(settings.access.longest))
    }

    /// How changes of what somebody else governs are asked about. Who leaves is not asked.
    pub fn asking(&self) -> Result<Option<Asking>, Failure> {
        let settings = &self.workspace().settings;
        Ok(asking(&settings.changes, &*ownership::known(self)?))
    }

    /// What actions and looks outside reach.
    pub fn outside(&self, catalog: &Arc<Catalog>) -> Result<Outside, Failure> {
        let mut outside = lock(&self.outside);
        if let Some(open) = outside.as_ref() {
            return Ok(open.clone());
        }
        let workspace = &self.prepared.workspace;
        let opened = Outside::open(workspace, &self.prepared.paths, Arc::clone(catalog))
            .map_err(|error| Failure::new(format!("{error}."), "Mend the settings, then press r."))?;
        Ok(outside.insert(opened).clone())
    }

    /// Where runs keep what is not in the journal.
    pub fn folders(&self) -> Folders {
        let paths = &self.prepared.paths;
        Folders {
            runs: paths.workspace_data(&self.prepared.workspace.key).join("runs"),
            lock: paths.data().join("effects.lock"),
        }
    }

    /// What was seen outside.
    pub fn surveys(&self) -> Surveys {
        let paths = &self.prepared.paths;
        Surveys::new(&paths.workspace_data(&self.prepared.workspace.key))
    }

    pub fn drafts(&self) -> Drafts {
        let paths = &self.prepared.paths;
        Drafts::new(&paths.workspace_data(&self.prepared.workspace.key))
    }

    /// Where a repository on this machine is, or would be.
    pub fn repository(&self, address: &RepoUrl) -> Option<PathBuf> {
        let outside = self.outside(&self.catalog()).ok()?;
        let name = format!("{}.git", address.repo);
        address
            .is_local()
            .then(|| outside.repositories().join(&address.owner).join(name))
    }

    /// Has something looked up among the entities that a field offers; they are filtered once for each field that is opened.
    pub fn candidates<T>(
        &self,
        catalog: &Arc<Catalog>,
        picker: &Picker,
        person: Person<'_>,
        look: impl FnOnce(&mut Candidates) -> T,
    ) -> T {
        let mut offered = lock(&self.offered);
        let known = offered
            .take()
            .filter(|known| Arc::ptr_eq(&known.catalog, catalog) && known.picker == *picker);
        let known = known.unwrap_or_else(|| {
            let mut documents = Documents::new(self.prepared.workspace.scope());
            Offered {
                candidates: Candidates::new(catalog, picker, person, &mut |entity| documents.of(entity)),
                catalog: Arc::clone(catalog),
                picker: picker.clone(),
            }
        });
        look(&mut offered.insert(known).candidates)
    }

    /// The vision as its files say it now. Waits for nobody who holds it against the catalog.
    pub fn vision(&self) -> Arc<Vision> {
        let mut vision = lock(&self.vision);
        let now = engine::vision::current(self.workspace(), vision.as_ref());
        *vision = Some(Arc::clone(&now));
        now
    }

    /// How soon tasks are promised to be done: by the settings, and by the vision.
    pub fn promises(&self) -> Promises {
        self.workspace().settings.promises().or(&self.vision().promises)
    }

    /// Holds the vision against the catalog again, given what was held last. One judges at a time: the second finds the
    /// work done.
    pub fn judged(
        &self,
        judge: impl FnOnce(Option<&Arc<Judged>>) -> Result<Arc<Judged>, Failure>,
    ) -> Result<Arc<Judged>, Failure> {
        let mut judged = lock(&self.judged);
        let now = judge(judged.as_ref())?;
        *judged = Some(Arc::clone(&now));
        Ok(now)
    }

    /// What each entity costs in the latest whole month; none where no exports are named or they hold nothing.
    pub fn costs(&self, catalog: &Arc<Catalog>, today: Date) -> Option<Arc<EntityCosts>> {
        cost::of_entities(self, catalog, today)
    }

    pub(super) fn cost_memory(&self) -> &cost::Memory {
        &self.costs
    }

    /// Where what was read of exports is kept.
    pub(super) fn cost_cache(&self) -> PathBuf {
        let paths = &self.prepared.paths;
        paths.workspace_cache(&self.prepared.workspace.key).join("cost")
    }

    pub(super) fn access(&self) -> &Mutex<access::Known> {
        &self.access
    }

    /// What was seen of who has what.
    pub fn access_surveys(&self) -> access::AccessSurveys {
        access::AccessSurveys::new(&self.data())
    }

    /// The file whose lock says who starts runs that take access back.
    pub fn access_lock(&self) -> PathBuf {
        self.data().join("access.lock")
    }

    pub(super) fn ownership(&self) -> &Mutex<Option<(u64, Arc<Ownership>)>> {
        &self.ownership
    }

    pub(super) fn probing(&self) -> &Mutex<Option<Probing>> {
        &self.probing
    }

    /// The folder of the journal, and of what lies beside it.
    pub fn data(&self) -> PathBuf {
        self.prepared.paths.workspace_data(&self.prepared.workspace.key)
    }

    pub fn bell(&self) -> Arc<Bell> {
        Arc::clone(&self.bell)
    }

    /// There may be something for the runner to do.
    pub fn ring(&self) {
        self.bell.ring();
    }

    /// The whole document of an entity: from its file, or its last good version from the journal.
    pub fn document(&self, entity_ref: &str) -> Result<Node, Failure> {
        let snapshot = lock(&self.snapshot).clone();
        let entity = snapshot
            .as_ref()
            .and_then(|snapshot| Some(snapshot.catalog.entity(snapshot.catalog.find(entity_ref)?)));
        let Some(entity) = entity else {
            return Err(Failure::new(
                format!("{entity_ref} is not in the catalog."),
                "r reads it again.",
            ));
        };
        if let Some(document) = self.reader.document(entity) {
            return Ok(document);
        }
        let kept = self
            .journal()?
            .map(|journal| journal.version_body(crate::model::journal::Hash(*entity.version())));
        let body = kept.transpose().map_err(failed)?.flatten();
        body.and_then(|body| crate::sources::files::document_of(&String::from_utf8_lossy(&body)))
            .ok_or_else(|| {
                Failure::new(
                    format!("The document of {entity_ref} can no longer be read."),
                    "Mend its file, or press r to read it again.",
                )
            })
    }
}
