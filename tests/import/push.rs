//! Tasks made tickets elsewhere: once, whatever happens on the way.

use jiff::Timestamp;
use muster::engine::push::{Followed, Notes, Order, PushError, Pushed, push};
use muster::model::journal::TaskCreated;
use muster::model::task::{Act, Status, Task};
use muster::providers::TicketDesk;
use muster::providers::github::GitHubRepository;
use muster::providers::jira::JiraProject;
use muster::sources::tickets::category::CategoryRule;
use muster::sources::tickets::github as issues;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{Home, NoTime, Server, World, github, jira, now, numbers};

fn task(home: &Home) -> Task {
    let created = TaskCreated {
        title: "Give Ana access".into(),
        description: Some("to the ledger".into()),
        source: "log".into(),
        ..TaskCreated::default()
    };
    let id = home.journal.new_task_id().unwrap();
    let act = Act::Create(Box::new(created));
    home.journal.act(vec![(id.clone(), act)], "test", now()).unwrap();
    home.journal.task_record(&id).unwrap().unwrap().task
}

fn pushed(home: &Home, desk: &mut dyn TicketDesk, task: &Task, time: Timestamp) -> Result<Pushed, PushError> {
    let mut notes = Notes::open(&home.path("pushes.json"), &home.journal).unwrap();
    let order = Order {
        task,
        labels: &["access".to_owned()],
        actor: "test",
        now: time,
    };
    push(&home.journal, &mut notes, desk, order)
}

fn desks(time: &NoTime) -> [(Server, Box<dyn TicketDesk>, &'static str); 3] {
    let of_jira = |is_cloud| {
        let world = World {
            is_cloud,
            ..World::default()
        };
        let server = Server::start(jira, world);
        let desk: Box<dyn TicketDesk> = Box::new(JiraProject::new(server.jira(time), "OPS", "Task"));
        (server, desk, "OPS-1")
    };
    let server = Server::start(github, World::default());
    let desk = Box::new(GitHubRepository::new(server.github(time), "acme/ops"));
    [of_jira(true), of_jira(false), (server, desk, "acme/ops#1")]
}

#[test]
fn a_task_becomes_a_ticket_that_it_follows() {
    let time = NoTime::default();
    for (server, mut desk, key) in desks(&time) {
        let home = Home::new();
        let task = task(&home);
        let made = pushed(&home, desk.as_mut(), &task, now()).unwrap();
        assert_eq!((made.ticket.key.as_str(), made.found), (key, false));
        assert!(time.waits().is_empty());
        let record = home.journal.task_record(&task.id).unwrap().unwrap();
        assert_eq!(record.task.origin.as_ref().unwrap().key, key);
        let text = server.world().issues[0].to_string();
        for part in [
            "Give Ana access",
            "to the ledger",
            "access",
            &format!("muster task {}", task.id),
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let again = pushed(&home, desk.as_mut(), &record.task, now());
        assert!(matches!(again, Err(PushError::Refused(_))), "{again:?}");
        assert_eq!(server.world().issues.len(), 1);
    }
}

#[test]
fn a_ticket_whose_answer_was_lost_is_found_and_not_made_again() {
    let time = NoTime::default();
    for (server, mut desk, key) in desks(&time) {
        let home = Home::new();
        let task = task(&home);
        server.world().loses_answers = true;
        let made = pushed(&home, desk.as_mut(), &task, now()).unwrap();
        assert_eq!((made.ticket.key.as_str(), made.found), (key, true));
        assert_eq!(server.world().issues.len(), 1);
    }
}

#[test]
fn a_process_that_died_before_it_journaled_makes_no_second_one() {
    let time = NoTime::default();
    for (server, mut desk, key) in desks(&time) {
        let home = Home::new();
        let task = task(&home);
        // All but the journal's part has happened.
        let other = Home::new();
        pushed(&other, desk.as_mut(), &task, now()).unwrap_err();
        let made = pushed(&home, desk.as_mut(), &task, now()).unwrap();
        assert_eq!((made.ticket.key.as_str(), made.found), (key, true));
        assert_eq!(server.world().issues.len(), 1);
    }
}

#[test]
fn a_ticket_that_cannot_be_found_yet_is_not_made_again_blindly() {
    let time = NoTime::default();
    let home = Home::new();
    let task = task(&home);
    let server = Server::start(jira, World::default());
    let mut desk = JiraProject::new(server.jira(&time), "OPS", "Task");
    desk.find(&task.id).unwrap();
    // The answer is lost, and the ticket is nowhere: maybe it was never made.
    let lost = |_: &mut World, request: &wiremock::Request, address: &str| match request.method.as_str() {
        "POST" => ResponseTemplate::new(502),
        _ => jira(&mut World::default(), request, address),
    };
    let nowhere = Server::start(lost, World::default());
    let mut desk = JiraProject::new(nowhere.jira(&time), "OPS", "Task");
    let unknown = pushed(&home, &mut desk, &task, now()).unwrap_err();
    assert!(matches!(unknown, PushError::Unknown { .. }), "{unknown:?}");
    assert!(unknown.hint().contains(&format!("muster task {}", task.id)));
    assert_eq!(time.waits(), [2, 8, 30]);
    let posts = |server: &Server| {
        server
            .world()
            .asked
            .iter()
            .filter(|asked| asked.starts_with("POST"))
            .count()
    };
    assert_eq!(posts(&nowhere), 1);
    // The next time it looks with patience before it makes one.
    let _ = pushed(&home, &mut desk, &task, now());
    assert_eq!(time.waits()[3..6], [2, 8, 30]);
}

#[test]
fn a_refusal_is_told_in_the_systems_words() {
    let time = NoTime::default();
    let home = Home::new();
    let task = task(&home);
    let refuses = |_: &mut World, request: &wiremock::Request, address: &str| match request.method.as_str() {
        "POST" => ResponseTemplate::new(400).set_body_json(
            json!({"errorMessages": [], "errors": {"issuetype": "The issue type selected is invalid."}}),
        ),
        _ => jira(&mut World::default(), request, address),
    };
    let server = Server::start(refuses, World::default());
    let mut desk = JiraProject::new(server.jira(&time), "OPS", "Favour");
    let error = pushed(&home, &mut desk, &task, now()).unwrap_err().to_string();
    assert!(
        error.ends_with("status 400: issuetype: The issue type selected is invalid."),
        "{error}"
    );
    assert!(home.keys().is_empty());
}

#[test]
fn a_task_follows_its_ticket() {
    let time = NoTime::default();
    let home = Home::new();
    let task = task(&home);
    let server = Server::start(github, World::default());
    let mut desk = GitHubRepository::new(server.github(&time), "acme/ops");
    pushed(&home, &mut desk, &task, now()).unwrap();
    let sync = || {
        let mut caller = server.github(&time);
        let rule = CategoryRule::default();
        let fetch = move |key: &str| issues::one(&mut caller, key, &rule);
        home.import(&mut Followed::new(&home.journal, "github", Box::new(fetch)).unwrap())
    };
    assert_eq!(numbers(&sync())[0], 1);
    assert_eq!(
        home.journal.tasks().unwrap().find(&task.id).unwrap().status(),
        Status::New
    );
    {
        let mut world = server.world();
        world.issues[0]["state"] = json!("closed");
        world.issues[0]["closed_at"] = json!("2024-06-02T08:00:00Z");
        world.issues[0]["updated_at"] = json!("2024-06-02T08:00:00Z");
    }
    assert_eq!(numbers(&sync()), [1, 0, 1, 0]);
    let tasks = home.journal.tasks().unwrap();
    assert_eq!(tasks.len(), 1);
    let followed = tasks.find(&task.id).unwrap();
    assert_eq!(
        (followed.status(), followed.title(), followed.source()),
        (Status::Done, "Give Ana access", "log")
    );
    // Gone there: said, and nothing is lost here.
    server.world().issues.clear();
    assert_eq!(sync().progress.refused, 1);
    assert_eq!(home.journal.tasks().unwrap().len(), 1);
}
