//! Slow work off the drawing thread: each request is answered on a worker thread and comes back as a message. A panic
//! costs that one answer, not the program.

use std::collections::HashMap;
use std::mem::Discriminant;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::inbox::{BusyCount, Inbound, Sender};
use super::panics;
use super::services::{Services, Ticket};
use crate::app::{Answer, Failure, Generation, Msg, Request};

/// The threads that answer requests.
pub(super) struct Workers {
    threads: Handle,
    services: Arc<dyn Services>,
    sender: Sender,
    busy: BusyCount,
    /// For each kind of request the newest generation asked for.
    newest: HashMap<Discriminant<Request>, Arc<AtomicU64>>,
    /// What must not be lost when the program ends.
    keeping: Vec<JoinHandle<()>>,
}

impl Workers {
    pub(super) fn new(threads: Handle, services: Arc<dyn Services>, sender: Sender, busy: BusyCount) -> Self {
        services.start(sender.clone());
        Self {
            threads,
            services,
            sender,
            busy,
            newest: HashMap::new(),
            keeping: Vec::new(),
        }
    }

    /// Has a request answered. An older one of the same kind is told that nobody waits for it.
    pub(super) fn ask(&mut self, generation: Generation, request: Request) {
        let newest = self.newest.entry(std::mem::discriminant(&request)).or_default();
        let ticket = Ticket::new(generation, newest.clone());
        let busy = self.busy.raise();
        let (services, sender) = (self.services.clone(), self.sender.clone());
        let keeps = matches!(
            request,
            Request::SaveDraft(_)
                | Request::DropDraft { .. }
                | Request::Claim { .. }
                | Request::Declare { .. }
                | Request::Waive { .. }
                | Request::GrantWaiver { .. }
                | Request::EndWaiver { .. }
                | Request::FileTasks { .. }
                | Request::HealthAct(_)
                | Request::AccessAct(_)
        );
        let task = self.threads.spawn_blocking(move || {
            let answer = panics::contain(|| services.answer(request, &ticket)).unwrap_or_else(|message| {
                let text = format!("Something in muster broke: {message}.");
                Answer::Failed(Failure::new(text, "Please report it; r tries again."))
            });
            sender.put(Inbound::Answer(Msg::Answer { generation, answer }, busy));
        });
        if keeps {
            self.keeping.retain(|task| !task.is_finished());
            self.keeping.push(task);
        }
    }

    /// Whoever answers.
    pub(super) fn services(&self) -> &dyn Services {
        &*self.services
    }

    /// Waits for what must not be lost.
    pub(super) fn finish(&mut self) {
        for task in self.keeping.drain(..) {
            // It has told of its own failure; there is nobody left to tell.
            let _ = self.threads.block_on(task);
        }
    }
}
