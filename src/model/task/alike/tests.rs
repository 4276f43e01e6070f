use super::*;
use crate::model::task::{Builder, Task, TaskState};

fn task(id: &str, title: &str, category: &str, status: Status) -> Task {
    let time = Timestamp::from_second(1_700_000_000).unwrap();
    let closed = (!status.is_open()).then_some(time);
    Task {
        id: id.to_owned(),
        title: title.to_owned(),
        description: None,
        requester: None,
        team: None,
        source: "log".to_owned(),
        origin: None,
        labels: Vec::new(),
        created: time,
        changed: time,
        comments: 0,
        exit_status: None,
        state: TaskState {
            status,
            category: (!category.is_empty()).then(|| category.to_owned()),
            closed,
            ..TaskState::default()
        },
    }
}

fn table(tasks: &[Task]) -> Tasks {
    let mut builder = Builder::default();
    tasks.iter().for_each(|task| builder.push(task));
    builder.finish(0)
}

fn company() -> Tasks {
    use Status::{Declined, Done, Duplicate, New};
    table(&[
        task("a", "Give Ana access to the ledger repo", "repo-access", Done),
        task(
            "b",
            "give Ben access to the ledger repo please",
            "repo-access",
            Declined,
        ),
        task("c", "Create topic checkout.refused.v1", "kafka-topic", Done),
        task(
            "d",
            "Give Cleo access to the billing dashboard",
            "dashboards",
            Done,
        ),
        task("e", "Give Dan access to the ledger repo", "", New),
        task("f", "Give Eve access to the ledger repo", "", New),
        task(
            "g",
            "Give Fay access to the ledger repo",
            "repo-access",
            Duplicate,
        ),
        task("h", "Restart the build agents", "ci", Done),
    ])
}

#[test]
fn the_same_shape_comes_first_the_past_before_what_is_open() {
    let found = look_alikes(&company(), "e");
    let ids: Vec<(&str, bool)> = found
        .iter()
        .map(|like| (like.id.as_str(), like.same_shape))
        .collect();
    assert_eq!(ids[..2], [("a", true), ("b", true)]);
    assert_eq!(ids.last(), Some(&("f", true)));
    assert!(
        ids.iter().all(|(id, _)| !["e", "g", "h", "c"].contains(id)),
        "{ids:?}"
    );
    assert_eq!(look_alikes(&company(), "z"), []);
}

#[test]
fn a_category_is_suggested_by_what_was_done_before() {
    for (title, category) in [
        ("Give Zoe access to the ledger repo", Some("repo-access")),
        ("create topic orders.v2", Some("kafka-topic")),
        ("ledger repo: access for Kim", Some("repo-access")),
        ("Water the plants", None),
        ("", None),
    ] {
        let found = suggest_category(&company(), title);
        assert_eq!(
            found.as_ref().map(|(category, _)| category.as_str()),
            category,
            "{title}: {found:?}"
        );
    }
    let (_, why) = suggest_category(&company(), "Give Zoe access to the ledger repo").unwrap();
    assert_eq!(why, "3 of 3 tasks with the same words");
}
