//! Requests to hosts that the workspace allows. What they change is not known here, so each step says how it can be known
//! again, or that a person will be asked.

mod exchange;
mod input;
mod request;

use super::action::Action;

/// The actions of this provider.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![Box::new(request::Request::new())]
}
