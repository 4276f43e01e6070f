//! Tickets in and out: real files, and real HTTP against servers shaped as the vendors describe theirs. Nobody waits: time
//! passes only as the waiter says.

mod command;
mod github;
mod jira;
mod push;
mod support;
