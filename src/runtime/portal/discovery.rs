//! Answers what the screens ask about the world outside.

use crate::app::{Answer, Failure, Request};

pub(super) fn answer(request: Request) -> Result<Answer, Failure> {
    let _ = request;
    Err(Failure::new("Nobody looks outside yet.", ""))
}
