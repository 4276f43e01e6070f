//! Jira, in the Cloud and on a server.

use muster::model::task::{Priority, Status};
use muster::sources::tickets::category::{CategoryFrom, CategoryRule};
use muster::sources::tickets::jira::{JiraIssues, JiraOptions};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{Home, NoTime, Server, World, at, jira, jira_issue, numbers};

fn server(is_cloud: bool, issues: usize) -> Server {
    let issues = (1..=issues).map(|number| jira_issue(number, number)).collect();
    let world = World {
        issues,
        is_cloud,
        ..World::default()
    };
    Server::start(jira, world)
}

fn all(server: &Server, time: &NoTime) -> JiraIssues {
    JiraIssues::new(server.jira(time), JiraOptions::default())
}

#[test]
fn both_kinds_of_jira_are_told_apart_and_read_page_by_page() {
    for is_cloud in [true, false] {
        let (server, home, time) = (server(is_cloud, 5), Home::new(), NoTime::default());
        let summary = home.import(&mut all(&server, &time));
        assert_eq!(numbers(&summary), [5, 5, 0, 0]);
        assert_eq!(home.keys(), ["OPS-1", "OPS-2", "OPS-3", "OPS-4", "OPS-5"]);
        assert_eq!(home.mark(), Some(at("2024-05-05T08:00:00Z")));
        let again = home.import(&mut all(&server, &time));
        assert_eq!(numbers(&again), [5, 0, 0, 5]);
        let authorisation = server.world().authorisation.clone();
        assert_eq!(authorisation.as_deref(), Some("Basic YW5hQGFjbWUuaW86czNjcmV0"));
        assert!(time.waits().is_empty());
    }
}

#[test]
fn a_ticket_comes_with_all_that_is_known_of_it() {
    let server = server(true, 1);
    server.world().issues[0]["fields"] = json!({
        "summary": "Access \u{1b}[31mplease", "created": "2024-05-01T10:00:00.000+0200", "updated": "2024-05-03T08:00:00.000+0000",
        "description": {"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "for the ledger"}]}]},
        "status": {"name": "Fertig", "statusCategory": {"key": "done"}}, "resolution": {"name": "Won't Do"},
        "resolutiondate": "2024-05-02T08:00:00.000+0000", "reporter": {"displayName": "Ana", "accountId": "1"},
        "assignee": {"displayName": "Bo"}, "priority": {"name": "Highest"}, "labels": ["git", "Access"],
        "components": [{"name": "Git"}], "issuetype": {"name": "Task"}, "timespent": 900, "comment": {"total": 3, "comments": []},
    });
    let (home, time) = (Home::new(), NoTime::default());
    let category = CategoryRule {
        from: Some(CategoryFrom::Labels),
        map: [("access".to_owned(), "repo-access".to_owned())].into(),
        ..CategoryRule::default()
    };
    let options = JiraOptions {
        category,
        ..JiraOptions::default()
    };
    home.import(&mut JiraIssues::new(server.jira(&time), options));
    let tasks = home.journal.tasks().unwrap();
    let task = tasks.iter().next().unwrap();
    assert_eq!(task.title(), "Access \u{1b}[31mplease");
    assert_eq!(
        (task.status(), task.priority()),
        (Status::Declined, Priority::Urgent)
    );
    assert_eq!(task.category(), Some("repo-access"));
    assert_eq!((task.requester(), task.assignee()), (Some("Ana"), Some("Bo")));
    assert_eq!((task.comments(), task.minutes()), (3, Some(15)));
    assert_eq!(task.created(), at("2024-05-01T08:00:00Z"));
    assert_eq!(task.closed(), Some(at("2024-05-02T08:00:00Z")));
    let record = home.journal.task_record(task.name()).unwrap().unwrap();
    assert_eq!(record.task.description.as_deref(), Some("for the ledger"));
    let url = record.task.origin.unwrap().url.unwrap();
    assert_eq!(url, format!("{}/browse/OPS-1", server.address()));
}

#[test]
fn only_what_has_changed_is_asked_for_the_next_time() {
    let (server, home, time) = (server(false, 4), Home::new(), NoTime::default());
    home.import(&mut all(&server, &time));
    server.world().issues[0] = jira_issue(1, 20);
    server.world().asked.clear();
    let options = JiraOptions {
        jql: Some("project = OPS order by rank".into()),
        since: home.mark(),
        ..JiraOptions::default()
    };
    let summary = home.import(&mut JiraIssues::new(server.jira(&time), options));
    assert_eq!(numbers(&summary), [2, 0, 1, 1]);
    let asked = server.world().asked[1].replace("%20", " ").replace("%22", "\"");
    assert!(
        asked
            .contains("%28project %3D OPS%29 AND updated %3E%3D \"2024-05-03 19%3A00\" ORDER BY updated ASC"),
        "{asked}"
    );
}

#[test]
fn a_busy_or_broken_server_is_waited_for_and_asked_again() {
    let (server, home, time) = (server(true, 3), Home::new(), NoTime::default());
    server.world().faults.extend([
        ResponseTemplate::new(429).insert_header("retry-after", "17"),
        ResponseTemplate::new(500),
        ResponseTemplate::new(503).insert_header("retry-after", "Sat, 01 Jun 2024 12:01:18 GMT"),
        ResponseTemplate::new(200).set_body_string("{\"deploymentType\": \"Clo"),
    ]);
    let summary = home.import(&mut all(&server, &time));
    assert_eq!(numbers(&summary), [3, 3, 0, 0]);
    // What it asks for, one of ours, what is left until the date it names, another of ours.
    assert_eq!(time.waits(), [17, 1, 60, 2]);
}

#[test]
fn what_does_not_help_is_given_up_with_a_reason() {
    for (faults, message, waits) in [
        (
            vec![ResponseTemplate::new(401).set_body_json(json!({"errorMessages": ["Login first"]}))],
            "refuses with status 401: Login first",
            0,
        ),
        (vec![ResponseTemplate::new(403)], "refuses with status 403", 0),
        (vec![ResponseTemplate::new(404)], "refuses with status 404", 0),
        (
            vec![ResponseTemplate::new(302).insert_header("location", "https://login.example/")],
            "refuses with status 302: it leads to https://login.example/",
            0,
        ),
        (vec![ResponseTemplate::new(500); 5], "refuses with status 500", 4),
        (
            vec![ResponseTemplate::new(200).set_body_string("<html>"); 5],
            "gave an answer that cannot be read",
            4,
        ),
        (
            vec![ResponseTemplate::new(429).insert_header("retry-after", "86400")],
            "asks to wait for 1440 min, which is too long",
            0,
        ),
    ] {
        let (server, home, time) = (server(true, 1), Home::new(), NoTime::default());
        server.world().faults.extend(faults);
        let summary = home.import(&mut all(&server, &time));
        let error = summary.stopped.unwrap().to_string();
        assert!(error.contains(message), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
        assert_eq!(time.waits().len(), waits, "{error}");
    }
    let (server, home, time) = (server(true, 1), Home::new(), NoTime::default());
    let options = JiraOptions {
        jql: Some("nonsense = 1".into()),
        ..JiraOptions::default()
    };
    let summary = home.import(&mut JiraIssues::new(server.jira(&time), options));
    let error = summary.stopped.unwrap().to_string();
    assert!(
        error.ends_with("refuses with status 400: Field 'nonsense' does not exist"),
        "{error}"
    );
}

#[test]
fn an_import_that_was_interrupted_goes_on_where_it_was() {
    let (server, home, time) = (server(false, 6), Home::new(), NoTime::default());
    server.world().change = Some(Box::new(|issues, pages| {
        // After the second page the server breaks for good: it forgets how to write.
        if pages == 2 {
            issues
                .iter_mut()
                .for_each(|issue| issue["fields"]["updated"] = json!("9999-01-01T00:00"));
        }
    }));
    let mut source = all(&server, &time);
    let mut broken = Stops {
        source: &mut source,
        left: 2,
    };
    let first = home.import(&mut broken);
    assert!(first.stopped.is_some());
    assert_eq!(home.keys().len(), 4);
    assert_eq!(home.mark(), Some(at("2024-05-04T08:00:00Z")));
    server.world().issues = (1..=6).map(|number| jira_issue(number, number)).collect();
    let options = JiraOptions {
        since: home.mark(),
        ..JiraOptions::default()
    };
    let summary = home.import(&mut JiraIssues::new(server.jira(&time), options));
    assert_eq!(numbers(&summary), [3, 2, 0, 1]);
    assert_eq!(home.keys().len(), 6);
}

/// A source that breaks after some batches.
struct Stops<'s> {
    source: &'s mut JiraIssues,
    left: usize,
}

impl muster::sources::tickets::Source for Stops<'_> {
    fn system(&self) -> &str {
        self.source.system()
    }

    fn next(
        &mut self,
    ) -> Result<Option<muster::sources::tickets::Batch>, muster::sources::tickets::SourceError> {
        if self.left == 0 {
            return Err(muster::remote::RemoteError::Unreachable {
                address: "https://jira".into(),
                cause: "pulled the plug".into(),
            }
            .into());
        }
        self.left -= 1;
        self.source.next()
    }
}

#[test]
fn tickets_that_move_while_pages_are_read_are_not_missed() {
    let (server, home, time) = (server(false, 6), Home::new(), NoTime::default());
    // OPS-1 moves to the end, so OPS-3 slips onto the page that was read already.
    server.world().change = Some(Box::new(|issues, pages| {
        if pages == 1 {
            issues[0] = jira_issue(1, 25);
        }
    }));
    home.import(&mut all(&server, &time));
    assert_eq!(
        home.keys(),
        ["OPS-1", "OPS-2", "OPS-3", "OPS-4", "OPS-5", "OPS-6"]
    );
    // One is deleted, and all others move up.
    let (server, home) = (self::server(false, 6), Home::new());
    server.world().change = Some(Box::new(|issues, pages| {
        if pages == 1 {
            issues.remove(0);
        }
    }));
    home.import(&mut all(&server, &time));
    assert_eq!(home.keys().len(), 6);
}

#[test]
fn a_server_that_never_rests_is_not_read_for_ever() {
    let (server, home, time) = (server(false, 4), Home::new(), NoTime::default());
    server.world().change = Some(Box::new(|issues, pages| {
        let at = pages % issues.len();
        let number = at + 1;
        issues[at] = jira_issue(number, 10 + pages.min(20));
    }));
    let summary = home.import(&mut all(&server, &time));
    assert!(summary.stopped.is_none());
    assert!(server.world().pages < 40);
}

#[test]
fn an_issue_that_is_none_costs_the_others_nothing() {
    let (server, home, time) = (server(true, 3), Home::new(), NoTime::default());
    server.world().issues[1]["fields"]["created"] = json!("yesterday");
    let summary = home.import(&mut all(&server, &time));
    assert_eq!(
        (
            summary.progress.read,
            summary.progress.created,
            summary.progress.refused
        ),
        (3, 2, 1)
    );
    assert_eq!(summary.problems[0].key.as_deref(), Some("OPS-2"));
}
