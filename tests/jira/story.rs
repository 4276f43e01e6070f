//! Each action from plan to undo, where nothing goes wrong; and what is said before anything is sent.

use muster::model::run::{Effect, Undo};
use muster::model::secret::reference;
use muster::providers::action::Observed;
use muster::providers::sandbox::jira::Jira;
use muster::remote::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, inputs};

#[test]
fn a_plan_writes_nothing_and_what_it_plans_is_done_once_and_known_again() {
    for make in [Stage::cloud as fn() -> Stage, Stage::server] {
        for (id, input) in inputs() {
            let stage = make();
            stage.older_issue();
            let step = stage.step(id, "one", input.clone());
            let planned = step.plan();
            assert_eq!(planned.blocking, Vec::<String>::new(), "{id}");
            assert_eq!(stage.writes(), 0, "{id}");
            assert!(planned.target.is_some() && !planned.changes.is_empty(), "{id}");
            let done = step.drive().unwrap_or_else(|error| panic!("{id}: {error}"));
            let writes = stage.writes();
            // The search finds what is new only at the third look.
            let looks: Vec<Observed> = (0..3).map(|_| step.observe()).collect();
            let output = done.output.clone();
            assert_eq!(looks.last(), Some(&Observed::Done { output }), "{id}");
            // Another step is not taken for it.
            let other = stage.step(id, "two", input).observe();
            if id != "jira:issue:transition" {
                assert_eq!(other, Observed::Absent, "{id}");
            }
            assert_eq!(stage.writes(), writes, "{id}");
        }
    }
}

#[test]
fn an_issue_is_made_as_it_was_asked_for_and_deleted_again() {
    let (id, input) = inputs().remove(0);
    for (stage, person) in [(Stage::cloud(), "accountId"), (Stage::server(), "name")] {
        let step = stage.step(id, "one", input.clone());
        let done = step.drive().unwrap();
        assert_eq!(done.output["url"], "https://acme.atlassian.net/browse/OPS-1");
        let fields = stage.ask("/issue/OPS-1")["fields"].take();
        assert_eq!(fields["issuetype"]["name"], "Incident");
        assert_eq!(fields["customfield_10010"], json!({"value": "High"}));
        assert_eq!(fields["priority"]["name"], "High");
        assert_eq!(fields["assignee"][person], "5b10a2844c20165700ede21g");
        assert_eq!(fields["labels"][0], "shop");
        assert!(fields["labels"][1].as_str().unwrap().starts_with("muster-"));
        let text = muster::remote::jira_text::text(&fields["description"]);
        assert_eq!(text.as_deref(), Some("Since noon.\n\nAll of it."));
        assert_eq!(fields["description"].is_object(), person == "accountId");
        assert_eq!(step.plan().undo, Undo::By("deletes the issue".to_owned()));
        step.undo(&done.output).unwrap();
        assert_eq!(stage.issues(), []);
        step.undo(&done.output).unwrap();
    }
}

#[test]
fn what_an_undo_does_is_what_the_step_says_and_the_account_may() {
    let issue = |on_undo: &str| json!({"project": "OPS", "summary": "x", "onUndo": on_undo});
    let stage = Stage::cloud();
    let kept = stage.step("jira:issue:create", "keep", issue("keep"));
    assert!(matches!(kept.plan().undo, Undo::Not(_)));
    let output = kept.drive().unwrap().output;
    assert!(
        kept.undo(&output)
            .unwrap_err()
            .message
            .contains("the issue stays")
    );

    let moved = stage.step("jira:issue:create", "move", issue("cancelled"));
    let output = moved.drive().unwrap().output;
    assert_eq!(moved.undo(&output).unwrap(), ["OPS-2 is Cancelled"]);
    assert_eq!(moved.undo(&output).unwrap(), Vec::<String>::new());

    // Somebody took the mark off: it may be another one by now.
    let unmarked = stage.step("jira:issue:create", "unmarked", issue("delete"));
    let mut output = unmarked.drive().unwrap().output;
    output["key"] = json!("OPS-1");
    assert!(unmarked.undo(&output).unwrap_err().message.contains("mark"));
    assert_eq!(stage.issues().len(), 3);

    let stage = Stage::of(Jira::never_deleting, 3);
    let step = stage.step("jira:issue:create", "one", issue("delete"));
    assert_eq!(
        step.plan().undo,
        Undo::Not("the token's account may not delete issues in OPS".to_owned())
    );
}

#[test]
fn what_jira_would_refuse_is_said_before_anything_is_sent() {
    let stage = Stage::cloud();
    stage.older_issue();
    for (id, input, complaint) in [
        (
            "create",
            json!({"project": "NOPE", "summary": "x"}),
            "there is no project NOPE",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x", "issueType": "Epos"}),
            "OPS has no issue type `Epos`; there are Task, Story, Bug, Service Request, Incident",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x", "issueType": "Incident"}),
            "`Severity` (customfield_10010) is required for Incident in OPS; give it in `fields`",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x", "priority": "Urgent"}),
            "`priority` does not take `Urgent`; there are Highest, High, Medium, Low, Lowest",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x", "fields": {"Severity": "High"}}),
            "`Severity` cannot be given: it is not on the screen for Task in OPS",
        ),
        (
            "transition",
            json!({"issue": "OPS-9", "to": "Done"}),
            "there is no issue OPS-9",
        ),
        (
            "transition",
            json!({"issue": "OPS-1", "to": "Blocked"}),
            "OPS-1 cannot go from In Progress to Blocked; the token's account can move it to To Do (by Stop progress), Done (by Resolve), Cancelled (by Cancel)",
        ),
        (
            "transition",
            json!({"issue": "OPS-1", "to": "Done"}),
            "`Resolution` (resolution) is required for the transition Resolve",
        ),
        (
            "comment",
            json!({"issue": "OPS-9", "body": "x"}),
            "there is no issue OPS-9",
        ),
    ] {
        let step = stage.step(&format!("jira:issue:{id}"), "one", input.clone());
        let planned = step.plan();
        let said = planned.blocking.join("; ");
        assert!(said.contains(complaint), "{input}: {said}");
        assert!(step.drive().is_err(), "{input}");
    }
    for (id, input, complaint) in [
        ("create", json!({"project": "OPS"}), "`summary` is missing"),
        (
            "create",
            json!({"project": "../x", "summary": "x"}),
            "no key of a project",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x\ny"}),
            "more than a line",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": "x", "labels": ["a b"]}),
            "has a blank",
        ),
        (
            "create",
            json!({"project": "OPS", "summary": reference("token")}),
            "holds a secret",
        ),
        (
            "comment",
            json!({"issue": "OPS-1/x", "body": "x"}),
            "no key of an issue",
        ),
        (
            "comment",
            json!({"issue": "OPS-1", "body": reference("token")}),
            "holds a secret",
        ),
        (
            "transition",
            json!({"issue": "OPS-1", "to": "Done", "fields": {"x": reference("token")}}),
            "holds a secret",
        ),
    ] {
        let step = stage.step(&format!("jira:issue:{id}"), "one", input.clone());
        let refused = step.try_plan().unwrap_err().message;
        assert!(refused.contains(complaint), "{input}: {refused}");
    }
    assert_eq!(stage.writes(), 0, "nothing was sent");
}

#[test]
fn an_issue_moves_and_moves_back_where_there_is_a_way() {
    let stage = Stage::cloud();
    stage.older_issue();
    let stop = stage.step(
        "jira:issue:transition",
        "stop",
        json!({"issue": "OPS-1", "to": "stop progress"}),
    );
    let planned = stop.plan();
    assert_eq!(planned.effect, Effect::Change);
    assert_eq!(planned.changes[0].after.as_deref(), Some("To Do"));
    let done = stop.drive().unwrap();
    assert_eq!(
        done.output,
        json!({"key": "OPS-1", "from": "In Progress", "status": "To Do"})
    );
    assert_eq!(
        stop.observe(),
        Observed::Done {
            output: done.output.clone()
        }
    );
    assert_eq!(stop.undo(&done.output).unwrap(), ["OPS-1 is In Progress"]);

    let again = stage.step(
        "jira:issue:transition",
        "again",
        json!({"issue": "OPS-1", "to": "in progress"}),
    );
    assert_eq!(again.plan().effect, Effect::None);
    let output = again.drive().unwrap().output;
    assert_eq!(again.undo(&output).unwrap(), Vec::<String>::new());

    let (id, input) = inputs().remove(1);
    let step = stage.step(id, "done", input);
    let output = step.drive().unwrap().output;
    assert_eq!(stage.ask("/issue/OPS-1")["fields"]["resolution"]["name"], "Done");
    let refused = step.undo(&output).unwrap_err().message;
    assert!(
        refused.contains("OPS-1 cannot go from Done to In Progress"),
        "{refused}"
    );
    // Somebody else moves it on: that stays.
    stage.tell(
        Method::POST,
        "/issue/OPS-1/transitions",
        Some(json!({"transition": {"id": "41"}})),
    );
    assert!(step.undo(&output).unwrap()[0].contains("somebody else"));
    // Where it went on from here, only a person can tell whether the step was done.
    assert_eq!(step.observe(), Observed::Unknowable);
}

#[test]
fn a_comment_is_written_once_and_taken_back() {
    let stage = Stage::cloud();
    stage.older_issue();
    let (id, input) = inputs().remove(2);
    let step = stage.step(id, "one", input.clone());
    let output = step.drive().unwrap().output;
    let comment = stage.ask("/issue/OPS-1/comment")["comments"][0].take();
    assert_eq!(comment["jsdPublic"], false);
    assert_eq!(comment["body"]["content"].as_array().unwrap().len(), 3);
    assert!(!comment.to_string().contains("muster\""), "people see no mark");
    // The same words by another step are another comment.
    stage.step(id, "two", input).drive().unwrap();
    assert_eq!(stage.issues()[0].2, 2);
    step.undo(&output).unwrap();
    step.undo(&output).unwrap();
    assert_eq!(stage.issues()[0].2, 1);
    assert_eq!(step.observe(), Observed::Absent);
    assert!(step.undo(&Value::Null).is_err());
}
