//! `http:request` over real sockets: what may be reached, what each failure means, what is done when an answer is lost, and
//! that no secret is seen on the way.

mod answers;
mod bounds;
mod secrets;
mod server;
mod stage;
mod twice;
