//! What probes ask and what messages tell, over real sockets and against servers that hang, flap, drip and lie.

mod command;
mod http;
mod lag;
mod own;
mod posts;
mod server;
mod stage;
mod targets;
mod tcp;
mod workflow;
mod workspace;
