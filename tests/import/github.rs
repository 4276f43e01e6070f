//! The issues of a GitHub repository.

use muster::model::task::Status;
use muster::sources::tickets::category::CategoryRule;
use muster::sources::tickets::github::GitHubIssues;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{Home, NoTime, Server, World, at, github, github_issue, numbers};

fn server(issues: usize) -> Server {
    let issues = (1..=issues).map(|number| github_issue(number, number)).collect();
    let world = World {
        issues,
        ..World::default()
    };
    Server::start(github, world)
}

fn all(server: &Server, time: &NoTime) -> GitHubIssues {
    GitHubIssues::new(server.github(time), "acme/ops", CategoryRule::default(), None)
}

#[test]
fn issues_are_read_page_by_page_and_only_once() {
    let (server, home, time) = (server(5), Home::new(), NoTime::default());
    server.world().issues[2]["pull_request"] = json!({"url": "https://github.example/acme/ops/pull/3"});
    let summary = home.import(&mut all(&server, &time));
    assert_eq!(numbers(&summary), [4, 4, 0, 0]);
    assert_eq!(
        home.keys(),
        ["acme/ops#1", "acme/ops#2", "acme/ops#4", "acme/ops#5"]
    );
    assert_eq!(numbers(&home.import(&mut all(&server, &time))), [4, 0, 0, 4]);
    server.world().asked.clear();
    let newer = GitHubIssues::new(
        server.github(&time),
        "acme/ops",
        CategoryRule::default(),
        home.mark(),
    );
    assert_eq!(numbers(&home.import(&mut { newer })), [1, 0, 0, 1]);
    let world = server.world();
    assert!(
        world.asked[0].contains("since=2024-05-05T08%3A00%3A00Z"),
        "{}",
        world.asked[0]
    );
    assert_eq!(world.authorisation.as_deref(), Some("Bearer s3cret"));
}

#[test]
fn an_issue_comes_with_its_state_and_its_labels_are_categories() {
    let (server, home, time) = (server(3), Home::new(), NoTime::default());
    for (at, reason) in [(0, json!("completed")), (1, json!("not_planned"))] {
        let mut world = server.world();
        let issue = &mut world.issues[at];
        issue["state"] = json!("closed");
        issue["state_reason"] = reason;
        issue["closed_at"] = json!("2024-05-02T08:00:00Z");
        issue["labels"] = json!([{"name": "Access"}, "old"]);
        issue["assignees"] = json!([{"login": "bo"}]);
        issue["comments"] = json!(4);
        issue["body"] = json!(null);
    }
    let rule = CategoryRule {
        map: [("access".to_owned(), "repo-access".to_owned())].into(),
        ..CategoryRule::default()
    };
    home.import(&mut GitHubIssues::new(
        server.github(&time),
        "acme/ops",
        rule,
        None,
    ));
    let tasks = home.journal.tasks().unwrap();
    let states: Vec<_> = tasks
        .iter()
        .map(|task| (task.status(), task.category()))
        .collect();
    assert_eq!(
        states,
        [
            (Status::Done, Some("repo-access")),
            (Status::Declined, Some("repo-access")),
            (Status::New, None)
        ]
    );
    let first = tasks.iter().next().unwrap();
    assert_eq!(
        (first.requester(), first.assignee(), first.comments()),
        (Some("ana"), Some("bo"), 4)
    );
    assert_eq!(first.closed(), Some(at("2024-05-02T08:00:00Z")));
    assert_eq!(first.labels().collect::<Vec<_>>(), ["Access", "old"]);
}

#[test]
fn its_limits_are_kept_to() {
    let (server, home, time) = (server(3), Home::new(), NoTime::default());
    let spent = |status| {
        ResponseTemplate::new(status)
            .insert_header("x-ratelimit-remaining", "0")
            .insert_header("x-ratelimit-reset", "1717243290")
    };
    server.world().faults.extend([
        spent(403),
        ResponseTemplate::new(429).insert_header("retry-after", "5"),
        ResponseTemplate::new(403)
            .set_body_json(json!({"message": "You have exceeded a secondary rate limit"})),
        ResponseTemplate::new(200).set_body_string("[{\"number\": 1, \"tit"),
    ]);
    let summary = home.import(&mut all(&server, &time));
    assert_eq!(numbers(&summary), [3, 3, 0, 0]);
    assert_eq!(time.waits(), [91, 5, 60, 1]);
}

#[test]
fn what_does_not_help_is_given_up_with_a_reason() {
    for (fault, message) in [
        (
            ResponseTemplate::new(401).set_body_json(json!({"message": "Bad credentials"})),
            "refuses with status 401: Bad credentials",
        ),
        (
            ResponseTemplate::new(403).set_body_json(json!({"message": "Resource not accessible"})),
            "refuses with status 403: Resource not accessible",
        ),
        (
            ResponseTemplate::new(200)
                .set_body_json(json!([]))
                .insert_header("link", "<https://evil.example/page2>; rel=\"next\""),
            "a page leads to another place: https://evil.example/page2",
        ),
    ] {
        let (server, home, time) = (server(1), Home::new(), NoTime::default());
        server.world().faults.push_back(fault);
        let error = home.import(&mut all(&server, &time)).stopped.unwrap().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn issues_that_move_while_pages_are_read_are_not_missed() {
    let (server, home, time) = (server(6), Home::new(), NoTime::default());
    server.world().change = Some(Box::new(|issues, pages| {
        if pages == 1 {
            issues[0] = github_issue(1, 25);
        }
    }));
    home.import(&mut all(&server, &time));
    assert_eq!(home.keys().len(), 6);
}
