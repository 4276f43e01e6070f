//! Tickets of tasks in the sandbox: pushed by the same means, and found again by their line.

use std::time::Duration;

use jiff::Timestamp;
use muster::providers::jira::JiraProject;
use muster::providers::sandbox::jira::{Jira, Seeds};
use muster::providers::sandbox::{Fault, PlannedFault, Sandbox};
use muster::providers::{NewTicket, TicketDesk};
use muster::remote::{Caller, CreateError, Waiter};

struct NoTime;

impl Waiter for NoTime {
    fn now(&self) -> Timestamp {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn wait(&mut self, _: Duration, _: &str) {}
}

#[test]
fn a_ticket_whose_answer_was_lost_is_found_by_its_line() {
    for is_server in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let address = "https://acme.atlassian.net";
        let seeds = Seeds {
            projects: ["OPS".to_owned()].into(),
            ..Seeds::default()
        };
        let service = Jira::new(address, seeds).with_lag(1);
        let service = if is_server { service.as_server() } else { service };
        let sandbox = Sandbox::new(folder.path(), address, service);
        let fault = PlannedFault {
            write: 1,
            path: None,
            fault: Fault::LostAfter,
        };
        sandbox.fail(fault).unwrap();
        let mut desk = JiraProject::new(Caller::new(Box::new(sandbox), Box::new(NoTime)), "OPS", "Task");
        let ticket = NewTicket {
            task: "0199".to_owned(),
            title: "Give Ana access".to_owned(),
            description: Some("to the cart".to_owned()),
            labels: vec!["access".to_owned()],
        };
        assert!(matches!(desk.create(&ticket), Err(CreateError::Unknown(_))));
        assert_eq!(desk.find("0199").unwrap(), [], "the search lags behind");
        let found = desk.find("0199").unwrap();
        assert_eq!(found[0].key, "OPS-1");
        assert_eq!(
            desk.find("01").unwrap(),
            [],
            "a part of the words is not the line"
        );
    }
}
