//! What happens to the core: plain data that can be logged, compared and replayed.

use std::sync::Arc;

use jiff::Timestamp;

use super::effect::{Draft, Generation, Name};
use super::geometry::{Layout, Size};
use super::intent::Intent;
use super::key::Key;
use super::past::Then;
use super::shared::Workspace;
use crate::model::access::AccessReview;
use crate::model::blueprint::Blueprint;
use crate::model::blueprint::field::Occasion;
use crate::model::catalog::problem_list::{ProblemList, ProblemQuery};
use crate::model::catalog::query::Facet;
use crate::model::catalog::summary::Summary;
use crate::model::catalog::{Catalog, EntityId, Node, NodeId};
use crate::model::cost;
use crate::model::discovery::{Claimed, Discovery};
use crate::model::health::Healths;
use crate::model::insight::Insights;
use crate::model::journal::Event;
use crate::model::ownership::{Agenda, BlastRadius, Handover, Holding, Packet, Since};
use crate::model::run::{AnswerFinding, Plan, PlannedStep, Run, RunSummary};
use crate::model::task::{Acted, LookAlike, QueueFacts, TaskId, TaskQuery, TaskRecord, TaskSummary, Tasks};
use crate::model::vision::cel::Wrong;
use crate::model::vision::{Judged, PastScores, Radar, Trial, VisionDiff};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The program began; the time and the size are known.
    Started,
    /// The time now. Sent before the other messages of a wake-up, and at the moment a `WakeAt` asked for.
    Clock(Timestamp),
    Key(Key),
    /// Text pasted into the terminal: one edit of the focused field, never keys.
    Paste(String),
    Mouse(Mouse),
    Resize(Size),
    /// A frame was drawn, and this is where things are in it.
    Drawn(Layout),
    /// The program has the terminal again, after a suspension or an editor.
    Resumed,
    /// Do this, whatever key it has: from a click, a palette, a test.
    Intent(Intent),
    /// The catalog on disk changed, and this is what it says now.
    Catalog(Arc<Catalog>),
    /// The journal holds more than it did: whoever shows events asks again.
    JournalGrew,
    /// Probes were asked, whether or not anything changed: whoever shows what they last saw asks again.
    Looked,
    /// The files of the vision say something else: it is judged again.
    VisionChanged,
    /// The answer to an `Effect::Ask`.
    Answer {
        generation: Generation,
        answer: Answer,
    },
    /// How far a look outside is, for a place by its name.
    Surveying {
        place: String,
        seen: usize,
        of: Option<usize>,
    },
    /// An effect without an answer of its own did not work.
    Failed(Failure),
}

/// For each facet its values with how many entities have each, most first.
pub type FacetCounts = Arc<[(Facet, Vec<(String, usize)>)]>;

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The workspace that is used from now on.
    Opened(Workspace),
    /// The catalog as it is on disk now.
    Catalog(Arc<Catalog>),
    /// The entities that match, best first or as sorted, of the catalog that was asked.
    Found {
        catalog: Arc<Catalog>,
        ids: Arc<[EntityId]>,
    },
    /// The values of each facet with how many entities have each, most first.
    Facets(FacetCounts),
    /// How many nodes can be reached from each.
    Reach(Vec<(NodeId, usize)>),
    /// The catalog that was asked about, in a few numbers.
    Summary(Arc<Summary>),
    /// What the check of the journal found.
    Verified(Arc<Verified>),
    /// What is hit when a node fails.
    BlastRadius(Arc<BlastRadius>),
    /// The problems of the catalog that was asked, as they were asked for.
    Problems {
        catalog: Arc<Catalog>,
        query: ProblemQuery,
        list: Arc<ProblemList>,
    },
    /// Events of the journal, in the order that was asked for.
    Events(Arc<[Event]>),
    /// All tasks; the same table as before where nothing has changed.
    Tasks(Arc<Tasks>),
    /// The tasks in a few numbers.
    TaskSummary(Arc<TaskSummary>),
    /// One task with all that happened to it.
    Task(Arc<TaskRecord>),
    /// What came of each act, in their order.
    Acted(Arc<[Acted]>),
    /// The tasks that a query asks for, of the table that was asked.
    TaskList {
        tasks: Arc<Tasks>,
        query: TaskQuery,
        ids: Arc<[TaskId]>,
    },
    /// The tasks most like one: those of the past first, then those that are open.
    LookAlikes(Arc<[LookAlike]>),
    /// A category and why it is this one; none where the past says nothing clear.
    Suggested(Option<(String, String)>),
    /// What settings say about tasks.
    Queue(Arc<QueueFacts>),
    /// The whole document of an entity.
    Document(Arc<Node>),
    /// The catalog of the moment that was asked for.
    Past(Then),
    /// All blueprints of the catalog.
    Blueprints(Arc<[BlueprintCard]>),
    /// A blueprint and what its form begins with.
    Form(Arc<OpenedForm>),
    /// Entities for a field, the best first.
    Picked(Arc<[Pick]>),
    /// For each name that was asked about: what has it, if anything.
    Names(Arc<[(Name, Option<String>)]>),
    /// What a run would do.
    Planned(Arc<Plan>),
    /// What the vision says of what is being filled in.
    DraftChecked(Arc<[AnswerFinding]>),
    /// The id of a run that was asked for.
    RunStarted {
        id: String,
    },
    /// All runs, the newest first.
    Runs(Arc<[RunSummary]>),
    /// One run with what it says.
    Run(Arc<ShownRun>),
    /// The steps that undoing takes back, the latest first; those that cannot be taken back say why.
    UndoList(Arc<[PlannedStep]>),
    /// What was done to a run was done.
    RunActed {
        id: String,
    },
    /// What exists outside, held against the catalog that was asked about.
    Discovery(Arc<Discovery>),
    /// What came of each claim.
    Claimed(Arc<[Claimed]>),
    /// For each dependency the file that says it now, or why it was not written.
    Declared(Arc<[Result<String, String>]>),
    /// The vision held against the catalog that was asked about.
    Vision(Arc<Judged>),
    /// What a rule says in its file: one item of `rules`, as it is written there.
    RuleText(String),
    /// What a rule says that is being written.
    RuleTried(Arc<Tried>),
    /// How well the vision was met, the oldest first.
    VisionPast(Arc<[PastScores]>),
    /// What is different since the vision was otherwise; none where it never was.
    VisionChange(Option<Arc<VisionDiff>>),
    /// For each task what came of it in a sentence, or why nothing did.
    TasksFiled(Arc<[Result<String, String>]>),
    /// For each exception what came of it in a sentence, or why nothing did.
    Waived(Arc<[Result<String, String>]>),
    /// All that the person answers for who was asked about.
    Owned(Arc<Holding>),
    /// For each entity, person or hand-over what came of it in a sentence, or why nothing did.
    OwnActed(Arc<[Result<String, String>]>),
    /// All hand-overs, the newest first.
    Handovers(Arc<[Handover]>),
    /// How an entity stands with its attestation.
    SinceAttested(Arc<Since>),
    /// All that hangs on a person.
    Packet(Arc<Packet>),
    /// What ownership asks of whoever is at the keyboard.
    Agenda(Arc<Agenda>),
    /// Who has what.
    Access(Arc<AccessReview>),
    /// For each right what came of it in a sentence, or why nothing did.
    AccessActed(Arc<[Result<String, String>]>),
    /// All probes with what they last saw.
    Health(Arc<Healths>),
    /// What came of it in a sentence, or why nothing did.
    HealthActed(Result<String, String>),
    /// Everything that is known of costs.
    Costs(Arc<cost::Report>),
    /// What grew and which budgets are over; none where that is nothing.
    CostNews(Option<Arc<cost::CostNews>>),
    /// What it costs; none where nothing is known of it.
    CostOf(Option<Arc<cost::EntityMonth>>),
    /// Forms that were begun and not finished, the newest first.
    Drafts(Arc<[Draft]>),
    /// The counted record of the period that was asked for.
    Insights(Arc<Insights>),
    Failed(Failure),
}

/// A rule that was tried, and what is odd about its text without keeping it from being tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    pub trial: Trial,
    pub remarks: Vec<Wrong>,
}

/// A blueprint in the gallery.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BlueprintCard {
    /// Canonical ref.
    pub entity_ref: String,
    pub title: String,
    pub description: Option<String>,
    pub type_: Option<String>,
    pub owner: Option<String>,
    pub tags: Vec<String>,
    pub pages: usize,
    pub steps: usize,
    pub minutes_saved: Option<u32>,
    /// What is wrong with it, each in a sentence with its line; what would keep it from running, first.
    pub problems: Vec<String>,
    /// Whether a problem keeps it from running.
    pub broken: bool,
    /// Runs so far that ended well.
    pub runs: usize,
    /// Tasks of the last 90 days of the categories that it covers, done by hand.
    pub manual: usize,
}

/// A blueprint opened as a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenedForm {
    pub blueprint: Blueprint,
    pub occasion: Occasion,
    /// As in [`BlueprintCard::problems`]; not empty and `broken` where it must not be run.
    pub problems: Vec<String>,
    pub broken: bool,
    /// The company's radar: choices that are technologies show their ring.
    pub radar: Radar,
}

/// An entity that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pick {
    pub entity_ref: String,
    pub title: String,
    /// Kind, owner: what tells it from its namesakes.
    pub note: String,
}

/// One run and what it says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShownRun {
    pub run: Run,
    /// What its actions said, the newest last; each line with the step that said it. Only the end of a long log.
    pub log: Vec<(String, String)>,
    /// Lines before those.
    pub skipped: usize,
    /// Whether this machine or another one is at it now.
    pub is_driven: bool,
}

/// What was checked in the journal, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub events: u64,
    /// The installations that wrote them.
    pub origins: usize,
    /// Versions of entities that were read back.
    pub versions: u64,
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub unlisted: u64,
}

/// One thing that is wrong with the journal, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The position of the event, where it is about one.
    pub lseq: Option<u64>,
    pub message: String,
}

/// Something that did not work, in a sentence for the person, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub message: String,
    pub next: String,
}

impl Failure {
    pub fn new(message: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            next: next.into(),
        }
    }
}

/// A mouse event at a cell of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub column: u16,
    pub row: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Click,
    ScrollUp,
    ScrollDown,
}
