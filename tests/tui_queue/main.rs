//! The queue: what is seen at which size, and how an SRE works through it by keys alone, with nothing done by mistake that
//! cannot be taken back.

#[path = "../support/home_company.rs"]
#[allow(dead_code)]
mod company;
mod driver;
#[path = "../support/keyboard.rs"]
mod keyboard;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../support/queue_company.rs"]
mod queue_company;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
mod screens;
mod work;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;
