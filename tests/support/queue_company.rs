//! A company whose queue is kept in memory by the real fold: what one window does, another one reads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use muster::app::{Answer, Failure, Request};
use muster::model::catalog::Catalog;
use muster::model::journal::{Event, Fact, Hash, NewEvent, Stamp, Subject, TaskImported};
use muster::model::task::{
    Act, Acted, Builder, Change, Circumstances, Promises, QueueFacts, Refusal, Task, TaskRecord, View, Whose,
    apply, list, look_alikes, suggest_category,
};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use uuid::Uuid;

use crate::program;

/// All that the windows share.
pub struct Queue {
    pub catalog: Arc<Catalog>,
    pub facts: Mutex<QueueFacts>,
    /// Answers that the tasks cannot be read.
    pub broken: Mutex<bool>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tasks: BTreeMap<String, Task>,
    events: Vec<Event>,
    created: usize,
}

/// One window on it, of one person.
pub struct Window {
    pub queue: Arc<Queue>,
    pub actor: &'static str,
}

impl Queue {
    pub fn new(catalog: Arc<Catalog>) -> Arc<Self> {
        let views = vec![View::new("Access", "category:repo-access", Whose::Company)];
        let facts = QueueFacts {
            categories: vec!["repo-access".to_owned(), "kafka-topic".to_owned()],
            blueprints: BTreeMap::from([(
                "kafka-topic".to_owned(),
                "template:default/kafka-topic".to_owned(),
            )]),
            promises: Promises {
                default: Some(SignedDuration::from_hours(48)),
                by_category: BTreeMap::from([("repo-access".to_owned(), SignedDuration::from_hours(4))]),
            },
            views,
        };
        Arc::new(Self {
            catalog,
            facts: Mutex::new(facts),
            broken: Mutex::new(false),
            kept: Mutex::default(),
        })
    }

    pub fn window(self: &Arc<Self>, actor: &'static str) -> Arc<Window> {
        Arc::new(Window {
            queue: self.clone(),
            actor,
        })
    }

    pub fn task(&self, id: &str) -> Task {
        self.kept.lock().unwrap().tasks[id].clone()
    }

    /// Takes in a ticket of another system.
    pub fn import(&self, id: &str, ticket: TaskImported) {
        let mut kept = self.kept.lock().unwrap();
        let event = NewEvent::new(&ticket, Subject::task(id), now(), "import");
        let task = apply(None, id, &Fact::TaskImported(ticket), now(), "import")
            .unwrap()
            .unwrap();
        let event = kept.stamped(event);
        kept.tasks.insert(id.to_owned(), task);
        kept.events.push(event);
    }

    pub fn tasks(&self) -> Vec<Task> {
        self.kept.lock().unwrap().tasks.values().cloned().collect()
    }

    pub fn events(&self) -> usize {
        self.kept.lock().unwrap().events.len()
    }

    /// Does something as `actor`, some hours before now.
    pub fn act(&self, id: &str, act: Act, hours_ago: i64, actor: &str) -> Acted {
        let time = now() - SignedDuration::from_hours(hours_ago);
        self.kept.lock().unwrap().act(id, act, time, actor)
    }
}

pub fn now() -> Timestamp {
    program::state(true).shared.now
}

impl Kept {
    fn act(&mut self, id: &str, act: Act, time: Timestamp, actor: &str) -> Acted {
        let id = match id {
            "" => {
                self.created += 1;
                format!("fresh{}", self.created)
            }
            id => id.to_owned(),
        };
        let outcome = self.change(&id, act, time, actor);
        Acted { task: id, outcome }
    }

    fn change(&mut self, id: &str, act: Act, time: Timestamp, actor: &str) -> Result<Change, Refusal> {
        let event = self.stamped(act.event(id, time, actor));
        let before = self.tasks.get(id).cloned();
        let after =
            apply(before.clone(), id, &event.fact().unwrap(), time, actor)?.ok_or(Refusal::NoSuchTask)?;
        self.tasks.insert(id.to_owned(), after.clone());
        let change = Change {
            event: event.id,
            title: after.title,
            before: before.map_or_else(|| after.state.clone(), |before| before.state),
            after: after.state,
        };
        self.events.push(event);
        Ok(change)
    }

    fn stamped(&self, event: NewEvent) -> Event {
        let lseq = self.events.len() as u64 + 1;
        event.stamped(Stamp {
            journal_id: Uuid::from_u128(1),
            origin: Uuid::from_u128(2),
            lseq,
            oseq: lseq,
            prev: Hash::of(&lseq.to_be_bytes()),
            random: std::array::from_fn(|at| (lseq as u8).wrapping_add(at as u8)),
        })
    }
}

impl Services for Window {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let queue = &self.queue;
        match request {
            Request::LoadCatalog => Answer::Catalog(queue.catalog.clone()),
            Request::Tasks if *queue.broken.lock().unwrap() => {
                Answer::Failed(Failure::new("The journal cannot be read.", "r reads it again."))
            }
            Request::Tasks => {
                let kept = queue.kept.lock().unwrap();
                let mut builder = Builder::default();
                kept.tasks.values().for_each(|task| builder.push(task));
                Answer::Tasks(Arc::new(builder.finish(kept.events.len() as u64)))
            }
            Request::ListTasks { tasks, query } => {
                let promises = queue.facts.lock().unwrap().promises.clone();
                let circumstances = Circumstances {
                    now: now(),
                    me: Some(self.actor),
                    promises: &promises,
                    in_text: &[],
                };
                let ids = list(&tasks, &query, &circumstances).into();
                Answer::TaskList { tasks, query, ids }
            }
            Request::Task { id } => {
                let kept = queue.kept.lock().unwrap();
                let of_task = |event: &&Event| event.subject.task_id() == Some(&id);
                Answer::Task(Arc::new(TaskRecord {
                    task: kept.tasks[&id].clone(),
                    events: kept.events.iter().filter(of_task).cloned().collect(),
                }))
            }
            Request::LookAlikes { tasks, id } => Answer::LookAlikes(look_alikes(&tasks, &id).into()),
            Request::SuggestCategory { tasks, title } => Answer::Suggested(suggest_category(&tasks, &title)),
            Request::Act { acts } => {
                let mut kept = queue.kept.lock().unwrap();
                let acted: Vec<Acted> = acts
                    .into_iter()
                    .map(|(id, act)| kept.act(&id, act, now(), self.actor))
                    .collect();
                Answer::Acted(acted.into())
            }
            Request::Queue => Answer::Queue(Arc::new(queue.facts.lock().unwrap().clone())),
            Request::SaveView { name, query } => {
                let mut facts = queue.facts.lock().unwrap();
                facts.views.push(View::new(name, query, Whose::Own));
                Answer::Queue(Arc::new(facts.clone()))
            }
            other => program::Fake(queue.catalog.clone()).answer(other, ticket),
        }
    }
}
