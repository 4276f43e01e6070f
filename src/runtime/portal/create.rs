//! Answers about blueprints, forms and runs.

use super::opened::Opened;
use crate::app::{Answer, Failure, Request};

pub(super) fn answer(_opened: &Opened, _request: Request) -> Result<Answer, Failure> {
    Err(Failure::new("Blueprints cannot be run yet.", "Later they can."))
}
