//! Answers what the screens ask about health, and runs the probes for as long as a workspace is open.

use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::opened::Opened;
use super::{Sender, failed, lock, now, ownership, vision};
use crate::app::{Answer, Failure, Msg, Request};
use crate::config::Workspace;
use crate::engine::health::{self, Declarations, Post, Rounds, Shared, Watching, look_once, run};
use crate::model::catalog::Catalog;
use crate::model::health::{HealthAct, Key, Probe};
use crate::remote::probe::Heard;

/// Nobody who asks waits longer.
const LONGEST: Duration = Duration::from_secs(60);

/// How often screens hear that there are new looks.
const LOOKED: Duration = Duration::from_secs(5);

/// The probes of an open workspace.
pub(super) struct Probing {
    pub shared: Arc<Shared>,
    /// Of the catalog that was asked about last.
    known: Option<Arc<Declarations>>,
}

pub(super) fn answer(
    opened: &Arc<Opened>,
    request: Request,
    sender: Option<&Sender>,
) -> Result<Answer, Failure> {
    match request {
        Request::Health { catalog } => {
            let (shared, known) = probing(opened, &catalog)?;
            let mut watching = shared.lock();
            watching.refresh().map_err(failed)?;
            Ok(Answer::Health(Arc::new(watching.healths(&known, now()))))
        }
        Request::Probe { catalog, entities } => {
            let (shared, known) = probing(opened, &catalog)?;
            let is_wanted = |probe: &&Probe| entities.is_empty() || entities.contains(&probe.key.entity);
            let wanted: Vec<Probe> = known.probes.iter().filter(is_wanted).cloned().collect();
            let answer = ask(opened, &shared, &known, &wanted)?;
            if let Some(sender) = sender {
                sender.send(Msg::JournalGrew);
            }
            Ok(answer)
        }
        Request::HealthAct(act) => do_it(opened, &act, sender),
        _ => Err(Failure::new("This is no question about health.", "")),
    }
}

/// Asks now: through the rounds of this process, or once where another one has them.
fn ask(
    opened: &Arc<Opened>,
    shared: &Shared,
    known: &Declarations,
    wanted: &[Probe],
) -> Result<Answer, Failure> {
    let begun = now();
    let is_held = {
        let mut watching = shared.lock();
        for probe in wanted {
            watching.schedule.hasten(&probe.key, begun);
        }
        watching.is_held()
    };
    if !is_held {
        shared.lock().refresh().map_err(failed)?;
        let rounds = rounds(opened)?;
        look_once(&rounds, wanted, &mut |probe, heard| {
            if let Err(error) = shared.lock().hear(probe, heard, now()) {
                tracing::warn!(%error, "what a probe sees is not in the journal");
            }
        });
        return Ok(Answer::Health(Arc::new(shared.lock().healths(known, now()))));
    }
    let keys: Vec<&Key> = wanted.iter().map(|probe| &probe.key).collect();
    let all_looked = |watching: &Watching| {
        keys.iter()
            .all(|key| watching.looked(key).is_some_and(|at| at >= begun))
    };
    let watching = shared.wait_until(all_looked, patience(wanted));
    Ok(Answer::Health(Arc::new(watching.healths(known, now()))))
}

/// How long these take at most, a few at a time.
fn patience(wanted: &[Probe]) -> Duration {
    let most = wanted.iter().map(|probe| probe.timeout).max().unwrap_or_default();
    let rounds = i32::try_from(wanted.len()).unwrap_or(i32::MAX).saturating_add(1) / 2;
    let all = most.saturating_mul(rounds.max(1)) + SignedDuration::from_secs(3);
    Duration::try_from(all).unwrap_or(LONGEST).min(LONGEST)
}

fn do_it(opened: &Arc<Opened>, act: &HealthAct, sender: Option<&Sender>) -> Result<Answer, Failure> {
    let journal = vision::to_write(opened)?;
    let catalog = opened.catalog();
    let acted = health::act(&journal, &catalog, act, opened.actor(), now()).map_err(failed)?;
    if let Some(sender) = sender {
        sender.send(Msg::JournalGrew);
    }
    let sentence = |told: String| ownership::sentence(&told);
    Ok(Answer::HealthActed(acted.map(sentence).map_err(sentence)))
}

/// The probes of a catalog, and what is watched of them.
fn probing(opened: &Opened, catalog: &Arc<Catalog>) -> Result<(Arc<Shared>, Arc<Declarations>), Failure> {
    let mut probing = lock(opened.probing());
    let open = match probing.as_mut() {
        Some(open) => open,
        None => {
            let journal = opened.journal()?;
            let data = opened.data();
            let watching = Watching::open(journal, !opened.is_read_only(), &data, opened.actor());
            probing.insert(Probing {
                shared: Arc::new(Shared::new(watching.map_err(failed)?)),
                known: None,
            })
        }
    };
    let known = match &open.known {
        Some(known) if Arc::ptr_eq(&known.catalog, catalog) => Arc::clone(known),
        _ => {
            let known = Arc::new(Declarations::of(opened.workspace(), catalog));
            open.known = Some(Arc::clone(&known));
            known
        }
    };
    Ok((Arc::clone(&open.shared), known))
}

fn rounds(opened: &Opened) -> Result<Rounds, Failure> {
    let outside = opened.outside(&opened.catalog())?;
    Ok(health::rounds(opened.workspace(), &outside))
}

/// The process is about to be stopped: another one may run the probes.
pub(super) fn rest(opened: &Opened) {
    if let Some(probing) = &*lock(opened.probing()) {
        probing.shared.lock().rest();
    }
}

/// The process goes on.
pub(super) fn go_on(opened: &Opened) {
    if let Some(probing) = &*lock(opened.probing()) {
        probing.shared.lock().go_on();
    }
}

/// Runs the probes for as long as the workspace is open.
pub(super) fn follow(opened: &Arc<Opened>, sender: &Sender) {
    if opened.is_read_only() {
        return;
    }
    let begun = probing(opened, &opened.catalog()).and_then(|(shared, _)| Ok((shared, rounds(opened)?)));
    let (shared, rounds) = match begun {
        Ok(begun) => begun,
        Err(failure) => {
            tracing::warn!(message = failure.message, "probes are not run");
            return;
        }
    };
    let mut keeper = Keeper {
        catalog: opened.catalog(),
        workspace: opened.workspace().clone(),
        opened: Arc::downgrade(opened),
        sender: sender.clone(),
        told: None,
    };
    let run_on = move || run(&shared, &rounds, &mut keeper);
    if let Err(error) = thread::Builder::new().spawn(run_on) {
        tracing::warn!(%error, "probes are not run");
    }
}

/// Wants probes to be run for as long as its workspace is open.
struct Keeper {
    opened: Weak<Opened>,
    workspace: Workspace,
    /// As it was last.
    catalog: Arc<Catalog>,
    sender: Sender,
    /// When the screens heard last that there are new looks.
    told: Option<Instant>,
}

impl Post for Keeper {
    fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    fn catalog(&mut self) -> Arc<Catalog> {
        if let Some(opened) = self.opened.upgrade() {
            self.catalog = opened.catalog();
        }
        Arc::clone(&self.catalog)
    }

    fn is_over(&self) -> bool {
        self.opened.strong_count() == 0
    }

    fn changed(&mut self) {
        self.sender.send(Msg::JournalGrew);
    }

    fn heard(&mut self, _: &Probe, _: &Heard) {
        if self.told.is_none_or(|told| told.elapsed() >= LOOKED) {
            self.told = Some(Instant::now());
            self.sender.send(Msg::Looked);
        }
    }
}
