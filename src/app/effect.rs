//! What the core wants done outside: plain data, carried out by the runtime, whose results come back as messages.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use serde_json::Value;

use crate::model::access::AccessAct;
use crate::model::blueprint::field::Picker;
use crate::model::catalog::graph::Direction;
use crate::model::catalog::problem_list::ProblemQuery;
use crate::model::catalog::query::Query;
use crate::model::catalog::{Catalog, NodeId};
use crate::model::discovery::Claim;
use crate::model::health::HealthAct;
use crate::model::insight::Period;
use crate::model::journal::Filter;
use crate::model::ownership::OwnAct;
use crate::model::run::{Order, RunAct};
use crate::model::task::{Act, TaskQuery, Tasks};
use crate::model::vision::diff::Fall;
use crate::model::vision::{Judged, WaiverAsk};

/// Something to be done outside the core.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Leave the program at once.
    Quit,
    /// Give the terminal back to the shell until the program is continued.
    Suspend,
    /// Send the time again at this moment; until then nothing ticks.
    WakeAt(Timestamp),
    /// Slow work, done off the drawing thread. The answer carries the same generation.
    Ask {
        generation: Generation,
        request: Request,
    },
    /// Show a page in the browser.
    OpenUrl(String),
    /// Open a file in the person's editor, at a line counted from 1.
    EditFile { path: PathBuf, line: Option<u32> },
    /// Put a text on the clipboard.
    Copy(String),
}

/// Tells answers apart: whoever asked keeps the generation of the last question and drops answers to older ones. Unique
/// within one run of the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(pub u64);

/// A question to the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Read the workspace's catalog again.
    LoadCatalog,
    /// Which entities match, all of them in order: `Answer::Found`.
    Search { catalog: Arc<Catalog>, query: Query },
    /// The best matches for some words, for the palette: `Answer::Found`.
    Find {
        catalog: Arc<Catalog>,
        words: String,
        limit: usize,
    },
    /// Of the entities that match, how many have each value of each facet: `Answer::Facets`. Of the facet itself the
    /// query's own terms do not count, so that other values can be chosen beside it.
    CountFacets { catalog: Arc<Catalog>, query: Query },
    /// How many nodes can be reached from each of these: `Answer::Reach`.
    Reach {
        catalog: Arc<Catalog>,
        nodes: Vec<NodeId>,
        direction: Direction,
    },
    /// The catalog in a few numbers, and what a person answers for: `Answer::Summary`.
    Summarise {
        catalog: Arc<Catalog>,
        person: Option<String>,
    },
    /// What is hit when a node fails, and who is to be told: `Answer::BlastRadius`.
    BlastRadius { catalog: Arc<Catalog>, node: NodeId },
    /// The problems that match, grouped: `Answer::Problems`.
    Problems {
        catalog: Arc<Catalog>,
        query: ProblemQuery,
    },
    /// Events of the journal: `Answer::Events`.
    Events(Filter),
    /// Check that the journal is as it was written: `Answer::Verified`.
    VerifyJournal,
    /// The whole document of an entity, which is not kept in memory: `Answer::Document`.
    ReadDocument { entity_ref: String },
    /// What an entity said, by the version's digest: `Answer::Document`.
    ReadVersion { version: [u8; 32] },
    /// The catalog as it was at a moment; `catalog` is the one of now: `Answer::Past`.
    Past { catalog: Arc<Catalog>, at: Timestamp },
    /// All tasks, as they are by now: `Answer::Tasks`.
    Tasks,
    /// One task with all that happened to it, by its whole id: `Answer::Task`.
    Task { id: String },
    /// Do something to each of some tasks, by their whole ids; a task to be created may have none: `Answer::Acted`.
    Act { acts: Vec<(String, Act)> },
    /// Which tasks a query asks for, in its order: `Answer::TaskList`.
    ListTasks { tasks: Arc<Tasks>, query: TaskQuery },
    /// The tasks most like one, by its whole id: `Answer::LookAlikes`.
    LookAlikes { tasks: Arc<Tasks>, id: String },
    /// The category that the past suggests for a title: `Answer::Suggested`.
    SuggestCategory { tasks: Arc<Tasks>, title: String },
    /// The tasks in a few numbers, for whoever is at the keyboard: `Answer::TaskSummary`.
    TaskSummary,
    /// What settings say about tasks: `Answer::Queue`.
    Queue,
    /// Keep a view of the queue under a name, as the person's own: `Answer::Queue` with it.
    SaveView { name: String, query: String },
    /// The counted record of a period: `Answer::Insights`.
    Insights(Period),
    /// All blueprints of the catalog: `Answer::Blueprints`.
    Blueprints,
    /// The blueprints that fit an entity: whose form is filled in otherwise for it: `Answer::Blueprints`.
    BlueprintsFor { entity: String },
    /// A blueprint, and what its form begins with for the person, opened on an entity or on none: `Answer::Form`.
    Form {
        blueprint: String,
        entity: Option<String>,
    },
    /// The entities that a field offers for some words, the best first: `Answer::Picked`.
    Pick {
        catalog: Arc<Catalog>,
        picker: Picker,
        words: String,
        limit: usize,
    },
    /// Whether the names among these values are free: `Answer::Names`.
    CheckNames { names: Vec<Name> },
    /// What a run would do. Writes nothing: `Answer::Planned`.
    Plan { order: Order },
    /// What the vision says of what an order would make, each at the answer that it comes from. Asks no system and writes
    /// nothing: `Answer::DraftChecked`.
    CheckDraft { order: Order },
    /// Run what was planned; void where the plan would be another by now: `Answer::RunStarted`.
    StartRun { order: Order, plan_hash: String },
    /// All runs, the newest first: `Answer::Runs`.
    Runs,
    /// One run with what it says, by its whole id: `Answer::Run`.
    Run { id: String },
    /// What undoing a run would take back, the latest first: `Answer::UndoList`.
    UndoList { id: String },
    /// Do something to a run: `Answer::RunActed`.
    RunAct { id: String, act: RunAct },
    /// What the last looks outside brought, held against the catalog: `Answer::Discovery`. Asks nobody outside.
    Discovery { catalog: Arc<Catalog> },
    /// Look outside, at these places or at all of them, and then as `Discovery`. Meanwhile `Msg::Surveying` tells how far
    /// it is. A newer one tells the one under way to stop, which then hands back what it has; one at no places does nothing
    /// but that.
    Survey {
        catalog: Arc<Catalog>,
        places: Option<Vec<String>>,
    },
    /// Make entities of what was found: `Answer::Claimed`, in the same order.
    Claim { claims: Vec<Claim> },
    /// Write dependencies that were seen into the files of who depends, canonical refs of who and on what:
    /// `Answer::Declared`.
    Declare { edges: Vec<(String, String)> },
    /// The vision held against a snapshot: `Answer::Vision`.
    Vision { catalog: Arc<Catalog> },
    /// What a rule says in its file, by its place: `Answer::RuleText`.
    RuleText { file: String, line: u32 },
    /// What a rule that is being written says of the catalog; the text of one item of `rules`: `Answer::RuleTried`.
    TryRule { judged: Arc<Judged>, text: String },
    /// How well the vision was met before, the oldest first: `Answer::VisionPast`.
    VisionPast,
    /// What is different since the vision was otherwise, as the journal has it: `Answer::VisionChange`.
    VisionChange { judged: Arc<Judged> },
    /// Make a task of what falls short for each rule and person who answers for it; what is asked for already and open is
    /// not asked for again: `Answer::TasksFiled`.
    FileTasks { judged: Arc<Judged>, falls: Vec<Fall> },
    /// Ask for exceptions; of one's own warnings they are granted at once: `Answer::Waived`.
    Waive { asks: Vec<WaiverAsk> },
    /// Agree to an exception that a task asks for, by the task's whole id: `Answer::Waived`.
    GrantWaiver { task: String },
    /// Take an exception of the journal back: `Answer::Waived`.
    EndWaiver {
        rule: String,
        entity: String,
        reason: String,
    },
    /// All that a person answers for, also as a deputy, and with `team` all that the people below them answer for; nobody is
    /// whoever is at the keyboard: `Answer::Owned`.
    Owned {
        catalog: Arc<Catalog>,
        person: Option<String>,
        team: bool,
    },
    /// Do something about ownership: `Answer::OwnActed`.
    Own { act: OwnAct },
    /// All hand-overs, the newest first: `Answer::Handovers`.
    Handovers,
    /// How an entity stands with its attestation, and what it says otherwise since: `Answer::SinceAttested`.
    SinceAttested { entity: String },
    /// All that hangs on a person: `Answer::Packet`.
    Packet { person: String },
    /// What ownership asks of whoever is at the keyboard: `Answer::Agenda`.
    Agenda { catalog: Arc<Catalog> },
    /// Who has what, of one resource, of what one person or group or service has, or of all: `Answer::Access`.
    Access {
        catalog: Arc<Catalog>,
        of: Option<String>,
    },
    /// Look at all places again, then as `Access`: `Answer::Access`.
    SurveyAccess {
        catalog: Arc<Catalog>,
        of: Option<String>,
    },
    /// Do something about access: `Answer::AccessActed`.
    AccessAct(AccessAct),
    /// All probes with what they last saw: `Answer::Health`.
    Health { catalog: Arc<Catalog> },
    /// Ask the probes of some entities at once, all of them where none is named, then as `Health`: `Answer::Health`.
    Probe {
        catalog: Arc<Catalog>,
        entities: Vec<String>,
    },
    /// Do something about probes: `Answer::HealthActed`.
    HealthAct(HealthAct),
    /// Everything that is known of costs: `Answer::Costs`.
    Costs { catalog: Arc<Catalog> },
    /// What costs say to whoever is at the keyboard: `Answer::CostNews`.
    CostNews { catalog: Arc<Catalog> },
    /// What one thing costs in the latest whole month, by its canonical ref: `Answer::CostOf`.
    CostOf { catalog: Arc<Catalog>, entity: String },
    /// Forms that were begun and not finished, the newest first: `Answer::Drafts`.
    Drafts,
    /// Keep a form as it is; one of the same id is replaced: `Answer::Drafts`.
    SaveDraft(Draft),
    /// Forget a form: `Answer::Drafts`.
    DropDraft { id: String },
    /// Use another workspace from now on.
    OpenWorkspace(WorkspaceChoice),
}

/// A name that a form asks for, and that may be taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Name {
    /// An entity of this kind.
    Entity { kind: String, name: String },
    /// A repository, as in Backstage: `github.com?owner=acme&repo=cart`.
    Repository(String),
}

/// A form that was begun. Secrets are not kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: String,
    pub blueprint: String,
    pub title: String,
    pub values: Value,
    /// The page that was in front.
    pub page: usize,
    pub entity: Option<String>,
    pub saved: Timestamp,
}

/// A workspace chosen on the first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkspaceChoice {
    /// A throw-away demo company.
    Demo,
    /// A new workspace in this folder.
    Init(PathBuf),
    /// A folder that is there already.
    Folder(PathBuf),
}
