//! What happens to the shared knowledge of probes: told again whenever catalog or journal change, one question at a time;
//! probes that are asked at once and silences, whichever screen is in front when they come back.

use std::sync::Arc;

use super::Run;
use crate::app::context::Event;
use crate::app::effect::{Generation, Request};
use crate::app::health::Acting;
use crate::app::health::words::name;
use crate::app::msg::{Answer, Failure};
use crate::app::toast::Level;
use crate::app::vision::work::told;
use crate::model::health::{Health, HealthAct, Healths, Probed};
use crate::model::text::counted;

impl Run<'_> {
    /// Asks what probes saw. While that is under way nothing is asked twice: it follows when the answer comes.
    pub(super) fn ask_health(&mut self) {
        // What was seen of the catalog of now says nothing of one of the past.
        if self.state.shared.travel.at().is_some() {
            return;
        }
        let Some(catalog) = self.state.shared.catalog.value().cloned() else {
            return;
        };
        if self.state.shared.health.healths.is_pending() {
            self.state.shared.health.outdated = true;
            return;
        }
        let generation = self.ask(Request::Health { catalog });
        self.state.shared.health.healths.expect(generation);
    }

    /// Asks the probes of some entities at once, of all where none is named.
    pub(super) fn probe(&mut self, entities: Vec<String>) {
        let Some(catalog) = self.state.shared.catalog.value().cloned() else {
            return;
        };
        let asked = entities.clone();
        let generation = self.ask(Request::Probe { catalog, entities });
        self.state.shared.health.probing.push((generation, asked));
    }

    /// Does some acts; what came of them is said when the last one is done.
    pub(super) fn act_on_health(&mut self, acts: Vec<HealthAct>) {
        if acts.is_empty() {
            return;
        }
        let mut acting = Acting::default();
        for act in acts {
            acting.waiting.push(self.ask(Request::HealthAct(act)));
        }
        self.state.shared.health.acting.push(acting);
    }

    pub(super) fn is_of_health(&self, generation: Generation) -> bool {
        self.state.shared.health.expects(generation)
    }

    pub(super) fn health_answered(&mut self, generation: Generation, answer: Answer) {
        let board = &mut self.state.shared.health;
        if board.healths.expects(generation) {
            match answer {
                Answer::Health(healths) => board.healths.succeed(healths),
                Answer::Failed(failure) => board.healths.fail(failure),
                _ => return,
            }
            if std::mem::take(&mut board.outdated) {
                self.ask_health();
            }
            return self.everywhere(Event::Health);
        }
        if let Some(at) = board.probing.iter().position(|(asked, _)| *asked == generation) {
            let (_, entities) = board.probing.remove(at);
            return match answer {
                Answer::Health(healths) => self.probed(&entities, healths),
                Answer::Failed(failure) => self.health_failed(&failure),
                _ => {}
            };
        }
        match answer {
            Answer::HealthActed(outcome) => self.health_acted(generation, outcome),
            Answer::Failed(failure) => {
                let outcome = Err(format!("{} {}", failure.message, failure.next));
                self.health_acted(generation, outcome);
            }
            _ => {}
        }
    }

    fn probed(&mut self, entities: &[String], healths: Arc<Healths>) {
        let (level, text) = heard(entities, &healths);
        self.state.shared.health.healths.renew(healths);
        self.everywhere(Event::Health);
        self.toast(level, text);
    }

    fn health_failed(&mut self, failure: &Failure) {
        self.toast(Level::Error, format!("{} {}", failure.message, failure.next));
    }

    /// Says what came of acts when the last of them is done.
    fn health_acted(&mut self, generation: Generation, outcome: Result<String, String>) {
        let acting = &mut self.state.shared.health.acting;
        let Some(at) = acting.iter().position(|acts| acts.waiting.contains(&generation)) else {
            return;
        };
        let Some(acts) = acting.get_mut(at) else { return };
        acts.waiting.retain(|asked| *asked != generation);
        acts.outcomes.push(outcome);
        if acts.waiting.is_empty() {
            let outcomes = acting.remove(at).outcomes;
            for (level, text) in told(("entity", "entities"), &outcomes) {
                self.toast(level, text);
            }
            self.ask_health();
        }
    }
}

/// What came of asking: one probe in its own words, many as numbers.
fn heard(entities: &[String], healths: &Healths) -> (Level, String) {
    let is_asked = |probed: &&Probed| entities.is_empty() || entities.contains(&probed.entity);
    let asked: Vec<&Probed> = healths.probes.iter().filter(is_asked).collect();
    let is_well = asked.iter().all(|probed| probed.state == Health::Up);
    let level = if is_well { Level::Done } else { Level::Warning };
    let text = match &asked[..] {
        [] => return (Level::Info, "No probe was there to be asked.".to_owned()),
        [only] => {
            let seen = match only.seen.as_str() {
                "" => String::new(),
                seen => format!(": {seen}"),
            };
            format!(
                "{} {} is {}{seen}",
                name(&only.entity),
                only.probe,
                only.state.name()
            )
        }
        all => {
            let states = [Health::Down, Health::Degraded, Health::Unknown, Health::Up];
            let counts = states.map(|state| {
                let count = all.iter().filter(|probed| probed.state == state).count();
                (count > 0).then(|| format!("{count} {}", state.name()))
            });
            let counts: Vec<String> = counts.into_iter().flatten().collect();
            format!(
                "Asked {}: {}",
                counted(all.len(), "probe", "probes"),
                counts.join(", ")
            )
        }
    };
    (level, text)
}
