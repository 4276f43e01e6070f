//! Actions on Jira, from plan to undo: on the sandbox with whatever can go wrong, in the Cloud and on a server, and against
//! Atlassian's own description of the Cloud's API.

#[path = "../support/openapi.rs"]
mod description;
mod faults;
mod openapi;
mod stage;
mod story;
mod tickets;
