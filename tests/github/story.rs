//! Each action from plan to undo, where nothing goes wrong.

use muster::model::run::Effect;
use muster::providers::action::{Applied, Observed};
use muster::providers::github::repository_is_free;
use muster::providers::sandbox::Fault;
use serde_json::{Value, json};

use crate::stage::{SECRET, Stage, inputs};

#[test]
fn a_plan_writes_nothing() {
    for (id, input) in inputs() {
        let stage = Stage::new();
        let planned = stage.step(id, "one", input).plan();
        assert_eq!(stage.writes(), 0, "{id}");
        assert_eq!(planned.blocking, Vec::<String>::new(), "{id}");
        assert!(!planned.summary.is_empty() && planned.target.is_some(), "{id}");
    }
}

#[test]
fn each_action_is_done_once_and_known_again() {
    for (id, input) in inputs() {
        let stage = Stage::new();
        let step = stage.step(id, "one", input);
        let done = step.drive().unwrap_or_else(|error| panic!("{id}: {error}"));
        let writes = stage.writes();
        // Lists show what is new only at the third look.
        let looks: Vec<Observed> = (0..3).map(|_| step.observe()).collect();
        // What cannot be looked at, as secrets, is begun for ever; everything else is known to be done.
        match looks.into_iter().next_back().unwrap() {
            Observed::Done { output } if id == "github:actions:dispatch" => {
                assert_eq!(output["conclusion"], "success")
            }
            Observed::Done { output } => assert_eq!(output, done.output, "{id}"),
            Observed::Begun => assert!(
                ["github:environment:create", "github:repo:secrets"].contains(&id),
                "{id}"
            ),
            other => panic!("{id}: {other:?}"),
        }
        assert_eq!(stage.writes(), writes, "{id}");
    }
}

#[test]
fn a_repository_is_published_as_it_was_asked_for() {
    let stage = Stage::new();
    let (id, input) = inputs().remove(0);
    let step = stage.step(id, "one", input.clone());
    assert_eq!(
        repository_is_free(&stage, "github.com?owner=acme&repo=basket"),
        None
    );
    let done = step.drive().unwrap();
    assert_eq!(done.output["remoteUrl"], "https://github.com/acme/basket.git");
    assert_eq!(
        done.output["repoContentsUrl"],
        "https://github.com/acme/basket/blob/main"
    );
    let shown = stage.ask("/repos/acme/basket");
    for (name, value) in [
        ("description", json!("Holds what is bought")),
        ("private", json!(true)),
        ("has_wiki", json!(false)),
        ("delete_branch_on_merge", json!(true)),
        ("allow_update_branch", json!(true)),
        ("homepage", json!("https://acme.io")),
        ("custom_properties", json!({"tier": "1"})),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    let topics = shown["topics"].as_array().unwrap();
    assert!(
        topics[0] == "shop" && topics[1].as_str().unwrap().starts_with("muster-"),
        "{topics:?}"
    );
    let tree = stage.ask(&format!(
        "/repos/acme/basket/git/trees/{}?recursive=1",
        done.output["commitHash"].as_str().unwrap()
    ));
    let files: Vec<String> = tree["tree"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            format!(
                "{} {}",
                entry["mode"].as_str().unwrap(),
                entry["path"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        files,
        [
            "100644 README.md",
            "100644 logo.png",
            "100755 run.sh",
            "100644 src/main.rs"
        ]
    );
    assert!(repository_is_free(&stage, "github.com?owner=acme&repo=basket").is_some());

    // Somebody else's run finds it taken, and leaves it alone.
    let other = stage.step(id, "two", input.clone());
    let writes = stage.writes();
    assert!(!other.plan().blocking.is_empty());
    assert!(matches!(other.observe(), Observed::Foreign { .. }));
    assert!(other.apply().is_err());
    assert_eq!(stage.writes(), writes);

    step.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/basket")["archived"], true);
    let mut deleting = input;
    deleting["onUndo"] = json!("delete");
    let stage = Stage::new();
    let step = stage.step(id, "one", deleting);
    let done = step.drive().unwrap();
    step.undo(&done.output);
    step.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/basket"), Value::Null);
}

#[test]
fn another_attempt_makes_the_very_same_first_commit() {
    let commits: Vec<Value> = [None, Some(Fault::LostAfter)]
        .into_iter()
        .map(|fault| {
            let mut stage = Stage::new();
            stage.now = "2026-03-01T10:00:00Z".parse().unwrap();
            if let Some(fault) = fault {
                stage.fail(4, fault);
            }
            let (id, input) = inputs().remove(0);
            stage.step(id, "one", input).drive().unwrap().output["commitHash"].clone()
        })
        .collect();
    assert_eq!(commits[0], commits[1]);
}

#[test]
fn a_pull_request_holds_only_what_differs_and_is_taken_back() {
    let stage = Stage::new();
    let (id, input) = inputs().remove(1);
    let step = stage.step(id, "one", input.clone());
    let planned = step.plan();
    let paths: Vec<&str> = planned
        .changes
        .iter()
        .map(|change| change.what.as_str())
        .collect();
    assert_eq!(
        paths,
        ["ci/README.md", "ci/logo.png", "ci/run.sh", "ci/src/main.rs"]
    );
    let done = step.drive().unwrap();
    let pulls = stage.ask("/repos/acme/cart/pulls");
    assert_eq!(pulls[0]["html_url"], done.output["remoteUrl"]);
    assert_eq!(pulls[0]["requested_reviewers"][0]["login"], "ben");
    assert_eq!(pulls[0]["assignees"][0]["login"], "ana");

    // The same files once more: only a change is asked for.
    let mut root = input.clone();
    root["targetPath"] = json!("");
    let changes = stage.step(id, "two", root).plan().changes;
    let readme = changes.iter().find(|change| change.what == "README.md").unwrap();
    assert_eq!(
        (readme.before.as_deref(), readme.after.as_deref()),
        (Some("# cart\n"), Some("# Basket\n"))
    );

    // A branch of that name that is somebody else's is not touched, unless that is asked for.
    let mut named = input.clone();
    named["branchName"] = done.output["branchName"].clone();
    named["targetPath"] = json!("other");
    let foreign = stage.step(id, "three", named.clone());
    assert!(matches!(foreign.observe(), Observed::Foreign { .. }));
    named["update"] = json!(true);
    let more = stage.step(id, "three", named).drive().unwrap();
    assert_eq!(more.output["pullRequestNumber"], done.output["pullRequestNumber"]);

    let stage = Stage::new();
    let step = stage.step(id, "one", input);
    let done = step.drive().unwrap();
    step.undo(&done.output);
    step.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/cart/pulls"), Value::Null);
    assert_eq!(
        stage.ask("/repos/acme/cart/pulls?state=all")[0]["state"],
        "closed"
    );
    let branch = done.output["branchName"].as_str().unwrap();
    assert_eq!(
        stage.ask(&format!("/repos/acme/cart/git/ref/heads/{branch}")),
        Value::Null
    );
}

#[test]
fn access_ends_when_it_was_said_to_and_what_was_before_comes_back() {
    let stage = Stage::new();
    let cart = "github.com?owner=acme&repo=cart";
    let role = |login: &str| {
        let people = stage.ask("/repos/acme/cart/collaborators");
        let people = people.as_array().cloned().unwrap_or_default();
        people
            .iter()
            .find(|person| person["login"] == login)
            .map(|person| person["role_name"].clone())
    };
    let read = stage.step(
        "github:repo:access",
        "read",
        json!({"repoUrl": cart, "user": "ben", "permission": "read"}),
    );
    assert_eq!(read.plan().effect, Effect::Create);
    let first = read.drive().unwrap();
    let input = json!({"repoUrl": cart, "user": "ben", "permission": "maintain", "until": "2099-12-31"});
    let more = stage.step("github:repo:access", "more", input);
    let planned = more.plan();
    assert_eq!(planned.effect, Effect::Change);
    assert_eq!(planned.changes[0].before.as_deref(), Some("pull"));
    let Ok(Applied::Done(done)) = more.apply() else {
        panic!()
    };
    assert_eq!(done.output["until"], "2100-01-01T00:00:00Z");
    assert_eq!(done.output["gives"][0]["right"], "maintain");
    // The program ended before that was kept: whoever finds it done is told the end too.
    let output = done.output.clone();
    assert_eq!(more.observe(), Observed::Done { output });
    let Ok(Applied::Done(again)) = more.apply() else {
        panic!()
    };
    assert_eq!(again.output, done.output);
    assert_eq!(role("ben"), Some(json!("maintain")));
    more.undo(&done.output);
    assert_eq!(role("ben"), Some(json!("read")));
    read.undo(&first.output);
    read.undo(&first.output);
    assert_eq!(role("ben"), None);

    let team = stage.step(
        "github:repo:access",
        "team",
        json!({"repoUrl": cart, "team": "acme/shop", "permission": "admin"}),
    );
    let done = team.drive().unwrap();
    assert_eq!(stage.ask("/repos/acme/cart/teams")[0]["permission"], "admin");
    team.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/cart/teams"), Value::Null);
    let over = stage.step(
        "github:repo:access",
        "over",
        json!({"repoUrl": cart, "user": "ana", "permission": "pull", "until": "2020-01-01"}),
    );
    assert!(over.try_plan().unwrap_err().message.contains("over"));
}

#[test]
fn settings_come_back_as_they_were() {
    let stage = Stage::new();
    let input = |count: u32| json!({"repoUrl": "github.com?owner=acme&repo=cart", "requiredApprovingReviewCount": count});
    let path = "/repos/acme/cart/branches/main/protection";
    let count =
        || stage.ask(path)["required_pull_request_reviews"]["required_approving_review_count"].clone();
    let first = stage.step("github:branch-protection:create", "first", input(1));
    let second = stage.step("github:branch-protection:create", "second", input(3));
    let one = first.drive().unwrap();
    let planned = second.plan();
    assert_eq!(planned.effect, Effect::Change);
    assert_eq!(planned.changes.len(), 1, "{:?}", planned.changes);
    let two = second.drive().unwrap();
    assert_eq!(count(), 3);
    second.undo(&two.output);
    assert_eq!(count(), 1);
    first.undo(&one.output);
    assert_eq!(stage.ask(path), Value::Null);

    let (id, input) = inputs().remove(3);
    let environment = stage.step(id, "one", input);
    let done = environment.drive().unwrap();
    let shown = stage.ask("/repos/acme/cart/environments/production");
    assert_eq!(
        shown["protection_rules"][1]["reviewers"][1]["reviewer"]["slug"],
        "shop"
    );
    let policies = stage.ask("/repos/acme/cart/environments/production/deployment-branch-policies");
    assert_eq!(policies["total_count"], 2);
    environment.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/cart/environments/production"), Value::Null);

    let archive = stage.step(
        "github:repo:archive",
        "one",
        json!({"repoUrl": "github.com?owner=acme&repo=cart"}),
    );
    let done = archive.drive().unwrap();
    assert_eq!(stage.ask("/repos/acme/cart")["archived"], true);
    archive.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/cart")["archived"], false);
}

#[test]
fn an_issue_and_secrets_are_taken_back() {
    let stage = Stage::new();
    let (id, input) = inputs().remove(6);
    let issue = stage.step(id, "one", input);
    let done = issue.drive().unwrap();
    issue.undo(&done.output);
    let shown = stage.ask("/repos/acme/cart/issues?state=all");
    assert_eq!(
        (&shown[0]["state"], &shown[0]["state_reason"]),
        (&json!("closed"), &json!("not_planned"))
    );

    let (id, input) = inputs().remove(7);
    let secrets = stage.step(id, "one", input);
    let done = secrets.drive().unwrap();
    assert_eq!(stage.ask("/repos/acme/cart/actions/secrets")["total_count"], 1);
    secrets.undo(&done.output);
    assert_eq!(stage.ask("/repos/acme/cart/actions/secrets")["total_count"], 0);
    assert_eq!(stage.ask("/repos/acme/cart/actions/variables")["total_count"], 0);
}

#[test]
fn a_deploy_that_fails_is_said_to_have_failed() {
    let stage = Stage::new();
    let cart = "github.com?owner=acme&repo=cart";
    let step = |inputs: Value| {
        stage.step(
            "github:actions:dispatch",
            "one",
            json!({"repoUrl": cart, "workflowId": "deploy.yaml", "workflowInputs": inputs}),
        )
    };
    // GitHub refuses inputs that the workflow does not have.
    assert!(
        step(json!({"fail": "true"}))
            .drive()
            .unwrap_err()
            .contains("Unexpected inputs")
    );
    let missing = stage.step(
        "github:actions:dispatch",
        "two",
        json!({"repoUrl": cart, "workflowId": "none.yml"}),
    );
    assert!(missing.plan().blocking[0].contains("none.yml"));
    assert!(step(json!({"environment": "staging"})).undo_is_refused());
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    let stage = Stage::new();
    for (input, name) in [
        (
            json!({"repoUrl": "github.com?owner=acme&repo=x", "token": "${{ x }}"}),
            "`token`",
        ),
        (
            json!({"repoUrl": "github.com?owner=acme&repo=x", "oidcCustomization": {}}),
            "`oidcCustomization`",
        ),
        (
            json!({"repoUrl": "github.com?owner=acme&repo=../x"}),
            "repository",
        ),
        (json!({"repoUrl": "gitlab.com?owner=acme&repo=x"}), "`gitlab.com`"),
        (
            json!({"repoUrl": "github.com?owner=acme&repo=x", "topics": ["A b"]}),
            "topic",
        ),
    ] {
        let error = stage.step("publish:github", "one", input).try_plan().unwrap_err();
        assert!(error.message.contains(name), "{}", error.message);
        assert!(error.hint.is_some() || name == "repository", "{}", error.message);
    }
    let nobody = json!({"repoUrl": "github.com?owner=nobody&repo=x"});
    assert!(stage.step("publish:github", "one", nobody).plan().blocking[0].contains("nobody"));
}

#[test]
fn a_secret_is_nowhere_but_in_its_sealed_box() {
    let stage = Stage::new();
    let mut said = vec![];
    for (id, input) in inputs() {
        let step = stage.step(id, id, input);
        said.push(format!("{:?}", step.plan()));
        said.push(format!("{:?}", step.drive()));
    }
    for exchange in stage.seen() {
        said.push(format!("{:?}", exchange.request));
    }
    assert!(said.iter().all(|text| !text.contains(SECRET)));
    let disk = stage.everything_on_disk();
    assert!(
        !disk
            .windows(SECRET.len())
            .any(|window| window == SECRET.as_bytes())
    );
    // It did arrive: the sandbox opened the box and kept the digest.
    let digest: String = <sha2::Sha256 as sha2::Digest>::digest(SECRET.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(
        disk.windows(digest.len())
            .any(|window| window == digest.as_bytes())
    );
}
