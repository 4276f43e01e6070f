//! Rounds: what is due is asked on threads of its own, what comes back is taken in, and people are told, for as long as anybody wants
//! it. One slow answer holds up nothing else.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;

use super::tell::Letters;
use super::{Declarations, Shared, Telling};
use crate::config::{NotifyCommand, Workspace};
use crate::model::catalog::Catalog;
use crate::model::health::{Due, Health, Key, Probe, Schedule};
use crate::remote::notify::{Message, Teller, Untold, Way};
use crate::remote::probe::{Heard, Prober};

/// How long is waited at a time: then somebody may have asked for more, or for the end.
const NAP: Duration = Duration::from_millis(500);
/// How often it is looked whether somebody is to be told.
const TELL: SignedDuration = SignedDuration::from_secs(2);
/// How soon it is tried again to be the one who keeps what is heard.
const BUSY: Duration = Duration::from_secs(5);

/// So many are told at a time, by one way one after the other.
const TELLINGS: usize = 2;
/// How soon it is tried again to tell somebody, where this machine has no room for it.
const NO_ROOM: Duration = Duration::from_secs(10);

/// What came back from a thread.
pub enum Came {
    Looked(Key, Heard),
    Told(Telling, Result<(), Untold>),
}

/// What is under way.
pub struct Rounds {
    prober: Arc<dyn Prober>,
    teller: Arc<dyn Teller>,
    commands: Vec<NotifyCommand>,
    sender: Sender<Came>,
    receiver: Receiver<Came>,
    /// The ways by which somebody is being told.
    telling: RefCell<BTreeSet<String>>,
}

impl Rounds {
    pub fn new(prober: Arc<dyn Prober>, teller: Arc<dyn Teller>) -> Self {
        let (sender, receiver) = channel();
        Self {
            prober,
            teller,
            commands: Vec::new(),
            sender,
            receiver,
            telling: RefCell::default(),
        }
    }

    /// Ways that are commands start these; none where nothing is said.
    pub fn starting(self, commands: &[NotifyCommand]) -> Self {
        let commands = commands.to_vec();
        Self { commands, ..self }
    }

    /// Asks.
    pub fn ask(&self, probe: &Probe) {
        let (prober, sender) = (Arc::clone(&self.prober), self.sender.clone());
        let (key, target) = (probe.key.clone(), probe.target.clone());
        let timeout = Duration::try_from(probe.timeout).unwrap_or_default();
        let asked = key.clone();
        let look = move || {
            let looked = catch_unwind(AssertUnwindSafe(|| prober.look(&target, timeout)));
            let heard = looked.unwrap_or_else(|_| Heard {
                heard: Health::Unknown,
                seen: "the probe itself broke; please report it".to_owned(),
                took: None,
                reached: true,
            });
            // Nobody waits for it any more where this fails.
            let _ = sender.send(Came::Looked(key, heard));
        };
        if let Err(error) = Builder::new().spawn(look) {
            let heard = Heard {
                heard: Health::Unknown,
                seen: format!("this machine has no room to ask: {error}"),
                took: None,
                reached: true,
            };
            let _ = self.sender.send(Came::Looked(asked, heard));
        }
    }

    /// Tells.
    pub fn tell(&self, telling: Telling, letter: Result<(Way, Message), String>) {
        self.telling.borrow_mut().insert(telling.by().to_owned());
        let (teller, sender) = (Arc::clone(&self.teller), self.sender.clone());
        let wanted = telling.clone();
        let tell = move || {
            let tell = |(way, message): (Way, Message)| {
                let told = catch_unwind(AssertUnwindSafe(|| teller.tell(&way, &message)));
                let broke = "telling itself broke; please report it";
                told.unwrap_or_else(|_| Err(Untold::Failed(broke.to_owned())))
            };
            let outcome = letter.map_err(Untold::Failed).and_then(tell);
            let _ = sender.send(Came::Told(telling, outcome));
        };
        if let Err(error) = Builder::new().spawn(tell) {
            let why = format!("this machine has no room to tell: {error}");
            let _ = self
                .sender
                .send(Came::Told(wanted, Err(Untold::Later(why, NO_ROOM))));
        }
    }

    /// The next that comes back; none after so long.
    pub fn came(&self, most: Duration) -> Option<Came> {
        let came = self.receiver.recv_timeout(most).ok();
        if let Some(Came::Told(telling, _)) = &came {
            self.telling.borrow_mut().remove(telling.by());
        }
        came
    }
}

/// Asks each of these once, few at a time; `heard` gets each answer as it comes.
pub fn look_once(rounds: &Rounds, probes: &[Probe], heard: &mut dyn FnMut(&Probe, &Heard)) {
    let by_key: FxHashMap<&Key, &Probe> = probes.iter().map(|probe| (&probe.key, probe)).collect();
    let now = Timestamp::now();
    let mut schedule = Schedule::default();
    schedule.set(probes, now);
    probes.iter().for_each(|probe| schedule.hasten(&probe.key, now));
    let mut waiting = by_key.len();
    while waiting > 0 {
        // Time stands still: whoever has answered is not due again.
        for key in schedule.take_due(now) {
            by_key.get(&key).into_iter().for_each(|probe| rounds.ask(probe));
        }
        if let Some(Came::Looked(key, answer)) = rounds.came(NAP)
            && let Some(probe) = by_key.get(&key)
        {
            schedule.answered(&key, now);
            waiting -= 1;
            heard(probe, &answer);
        }
    }
}

/// Whoever wants probes to be run.
pub trait Post {
    fn workspace(&self) -> &Workspace;

    /// The catalog as it is now.
    fn catalog(&mut self) -> Arc<Catalog>;

    /// Whether it is enough.
    fn is_over(&self) -> bool;

    /// Something is in another state than before, or somebody was told.
    fn changed(&mut self);

    /// Something was heard, changed or not.
    fn heard(&mut self, _probe: &Probe, _heard: &Heard) {}

    /// Whoever ran the probes stands still since then; now they are run here.
    fn took_over(&mut self, _since: Timestamp) {}

    /// Somebody was told, or could not be.
    fn told(&mut self, _due: &Due, _outcome: &Result<(), Untold>) {}
}

/// Runs probes until it is enough. Where another process does so already, it waits for that one's end.
pub fn run(shared: &Shared, rounds: &Rounds, post: &mut dyn Post) {
    let mut known = Declarations::default();
    let mut by_key: FxHashMap<Key, Probe> = FxHashMap::default();
    let mut looked_at: Option<Arc<Catalog>> = None;
    let mut told_at: Option<Timestamp> = None;
    while !post.is_over() {
        let catalog = post.catalog();
        if !looked_at
            .as_ref()
            .is_some_and(|before| Arc::ptr_eq(before, &catalog))
        {
            known = Declarations::of(post.workspace(), &catalog);
            by_key = known
                .probes
                .iter()
                .map(|probe| (probe.key.clone(), probe.clone()))
                .collect();
            shared.lock().schedule.set(&known.probes, Timestamp::now());
            looked_at = Some(catalog);
        }
        if by_key.is_empty() || !is_ours(shared, post) {
            nap(post, BUSY);
            continue;
        }
        let due = shared.lock().schedule.take_due(Timestamp::now());
        due.iter()
            .filter_map(|key| by_key.get(key))
            .for_each(|probe| rounds.ask(probe));
        if let Some(came) = rounds.came(NAP) {
            // Now there is room for the next.
            if matches!(came, Came::Told(..)) {
                told_at = None;
            }
            take_in(shared, &by_key, came, post);
        }
        let now = Timestamp::now();
        if told_at.is_none_or(|at| now.duration_since(at) >= TELL) {
            told_at = Some(now);
            tell(shared, rounds, &known, post.workspace());
        }
        shared.lock().keep(&known, now, false);
    }
    shared.lock().keep(&known, Timestamp::now(), true);
}

fn is_ours(shared: &Shared, post: &mut dyn Post) -> bool {
    let (is_ours, since) = {
        let mut watching = shared.lock();
        (watching.hold(), watching.taken_over())
    };
    if let Some(since) = since {
        tracing::warn!(%since, "whoever ran the probes stands still; they are run here now");
        post.took_over(since);
    }
    is_ours.unwrap_or_else(|error| {
        tracing::warn!(%error, "probes are not run");
        false
    })
}

fn nap(post: &dyn Post, long: Duration) {
    let mut left = long;
    while !left.is_zero() && !post.is_over() {
        std::thread::sleep(NAP.min(left));
        left = left.saturating_sub(NAP);
    }
}

fn take_in(shared: &Shared, by_key: &FxHashMap<Key, Probe>, came: Came, post: &mut dyn Post) {
    let now = Timestamp::now();
    match came {
        Came::Looked(key, heard) => {
            let mut watching = shared.lock();
            watching.schedule.answered(&key, now);
            let Some(probe) = by_key.get(&key) else { return };
            let taken = watching.hear(probe, &heard, now).unwrap_or_else(|error| {
                tracing::warn!(%error, "what a probe sees is not in the journal");
                super::Taken::default()
            });
            if let Some(check) = &taken.check {
                watching.schedule.hasten(check, now);
            }
            drop(watching);
            shared.notify();
            post.heard(probe, &heard);
            if taken.changed {
                post.changed();
            }
        }
        Came::Told(telling, outcome) => {
            journal_told(shared, &telling, &outcome);
            telling.dues().for_each(|due| post.told(due, &outcome));
            post.changed();
        }
    }
}

fn journal_told(shared: &Shared, telling: &Telling, outcome: &Result<(), Untold>) {
    let (mut watching, now) = (shared.lock(), Timestamp::now());
    for due in telling.dues() {
        if let Err(error) = watching.told(due, outcome, now) {
            tracing::warn!(%error, "who was told is not in the journal");
        }
    }
}

/// Tells whoever is to be told by now, as far as there is room; the others in a later round.
pub fn tell(shared: &Shared, rounds: &Rounds, known: &Declarations, workspace: &Workspace) {
    let tellings = {
        let busy = rounds.telling.borrow();
        let room = (TELLINGS.saturating_sub(busy.len()), &*busy);
        shared.lock().tellings(workspace, known, room, Timestamp::now())
    };
    let tellings = tellings.unwrap_or_else(|error| {
        tracing::warn!(%error, "nobody is told: it cannot be journaled");
        Vec::new()
    });
    let letters = Letters {
        workspace,
        catalog: &known.catalog,
        variables: &|name| std::env::var(name).ok(),
        commands: &rounds.commands,
    };
    for telling in tellings {
        let letter = letters.letter(&telling);
        rounds.tell(telling, letter);
    }
}

/// Tells whoever is to be told by now, and waits until it is known how that went. Returns what came of each.
pub fn tell_and_wait(
    shared: &Shared,
    rounds: &Rounds,
    known: &Declarations,
    workspace: &Workspace,
) -> Vec<(Due, Result<(), Untold>)> {
    let mut all = Vec::new();
    loop {
        tell(shared, rounds, known, workspace);
        if rounds.telling.borrow().is_empty() {
            return all;
        }
        if let Some(Came::Told(telling, outcome)) = rounds.came(NAP) {
            journal_told(shared, &telling, &outcome);
            all.extend(telling.dues().map(|due| (due.clone(), outcome.clone())));
        }
    }
}
