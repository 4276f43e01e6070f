//! What an event is about: the stream it belongs to.

use std::fmt;

/// The stream of an event, as `workspace`, `catalog` or `entity/component:default/cart`. Subjects of later parts
/// of the program are kept as they stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(String);

const ENTITY: &str = "entity/";
const TASK: &str = "task/";
const RUN: &str = "run/";
const PLACE: &str = "place/";
const HANDOVER: &str = "handover/";

impl Subject {
    /// The workspace as a whole.
    pub fn workspace() -> Subject {
        Subject("workspace".to_owned())
    }

    /// The catalog as a whole.
    pub fn catalog() -> Subject {
        Subject("catalog".to_owned())
    }

    /// The journal itself: what is done to its own events.
    pub fn journal() -> Subject {
        Subject("journal".to_owned())
    }

    /// One entity, by its canonical ref (`kind:namespace/name`, in lower case).
    pub fn entity(canonical_ref: &str) -> Subject {
        Subject(format!("{ENTITY}{canonical_ref}"))
    }

    /// The canonical ref, where the subject is an entity.
    pub fn entity_ref(&self) -> Option<&str> {
        self.0.strip_prefix(ENTITY)
    }

    /// One task, by its id.
    pub fn task(id: &str) -> Subject {
        Subject(format!("{TASK}{id}"))
    }

    /// The id, where the subject is a task.
    pub fn task_id(&self) -> Option<&str> {
        self.0.strip_prefix(TASK)
    }

    /// One run, by its id.
    pub fn run(id: &str) -> Subject {
        Subject(format!("{RUN}{id}"))
    }

    /// The id, where the subject is a run.
    pub fn run_id(&self) -> Option<&str> {
        self.0.strip_prefix(RUN)
    }

    /// One place outside that is looked at, as `kafka:main`.
    pub fn place(name: &str) -> Subject {
        Subject(format!("{PLACE}{name}"))
    }

    /// One hand-over, by its id.
    pub fn handover(id: &str) -> Subject {
        Subject(format!("{HANDOVER}{id}"))
    }

    /// The id, where the subject is a hand-over.
    pub fn handover_id(&self) -> Option<&str> {
        self.0.strip_prefix(HANDOVER)
    }

    /// The subject as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Subject {
    fn from(text: String) -> Subject {
        Subject(text)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
