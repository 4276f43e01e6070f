//! Probes: what is declared, when something counts as down, who is told of it, in which rounds they are asked, and the commands.

#[path = "../cli/machine.rs"]
#[allow(dead_code)]
mod machine;
#[path = "../support/pty.rs"]
#[allow(dead_code)]
mod pty;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

mod commands;
mod company;
mod declared;
mod rounds;
mod telling;
mod watch;
