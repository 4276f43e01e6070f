//! The record of an entity, a person or a period as one report that can be verified by anyone. Pure: makes the report of
//! events, and knows neither database nor clock. AUDIT.md at the root is the published procedure.

mod beside;
mod markdown;
mod plans;
mod report;
mod select;
mod verify;

pub use beside::{Beside, beside};
pub use markdown::markdown;
pub use report::{Chain, Head, Line, Link, Report, Section};
pub use select::{About, chosen, is_direct};
pub use verify::{Verified, verify};
