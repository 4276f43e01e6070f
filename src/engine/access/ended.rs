//! What is over and still there: first what runs take back by themselves is driven, then everybody who could know is asked.

use super::look::{Looking, look};
use super::records::{Known, Records, records};
use super::{Scene, place_names};
use crate::engine::discovery::Watcher;
use crate::engine::run::{Drove, Runs, RunsError};
use crate::model::access::{AccessReview, Presence};
use crate::providers::action::World;
use crate::store::Journal;

/// What is over.
#[derive(Clone, Debug)]
pub struct Ended {
    /// All that is known by now.
    pub review: AccessReview,
    pub records: Records,
    /// Whether another process has the effects of this machine, so that what is due may be on its way.
    pub is_busy: bool,
}

impl Ended {
    /// Whether somebody could not be asked about something that is over.
    pub fn is_uncertain(&self) -> bool {
        let mut rows = self.review.rows.iter();
        rows.any(|row| row.is_over && row.presence == Presence::NotSeen)
    }
}

/// Drives what is due, where there are runs to be driven, looks at all places, and says what is over and still there.
pub fn ended(
    scene: &Scene<'_>,
    (journal, runs): (&Journal, Option<&Runs>),
    world: &dyn World,
    looking: &Looking<'_>,
    watcher: &mut dyn Watcher,
) -> Result<Ended, RunsError> {
    let drove = match runs {
        Some(runs) => runs.drive(None, &|| false, &mut |_| {})?,
        None => Drove::Stopped,
    };
    let places = place_names(scene.workspace);
    let seen = look(world, &places, looking, watcher);
    let records = records(journal, &mut Known::default())?;
    Ok(Ended {
        review: scene.compared(&places, &seen, &records, (looking.now)()),
        records,
        is_busy: drove == Drove::Busy,
    })
}
