//! Actions on GitHub, from plan to undo: on the sandbox with whatever can go wrong, over real HTTP, and against GitHub's own
//! description of its API.

#[path = "../support/openapi.rs"]
mod description;
mod faults;
mod http;
mod openapi;
mod organisation;
mod sandbox;
mod stage;
mod story;
