//! One right taken back as it was seen: the very rules that give it, whoever gave them, once, and back again.

use muster::engine::end_access;
use muster::model::access::PrincipalSort;
use muster::model::run::{RunAct, RunStatus};
use muster::providers::sandbox::{Fault, PlannedFault};

use crate::access::{all_told, rule};
use crate::stage::{Stage, output, plan_told};

#[test]
fn the_plan_says_what_goes_what_else_it_opens_and_what_stays() {
    let table: &[(&str, &[&str], &str, &[&str])] = &[
        (
            "a rule of its own, with what it implies",
            &[
                "User:x READ TOPIC prices",
                "User:x DESCRIBE TOPIC prices",
                "User:x READ GROUP x",
            ],
            "kafka:main/prices User:x read",
            &[
                "Removes 2 rules of User:x on kafka:main/prices",
                "- User:x may READ the topic prices",
                "- User:x may DESCRIBE the topic prices",
            ],
        ),
        (
            "describing stays for who writes",
            &[
                "User:x READ TOPIC prices",
                "User:x WRITE TOPIC prices",
                "User:x DESCRIBE TOPIC prices",
            ],
            "kafka:main/prices User:x read",
            &[
                "Removes 1 rule of User:x on kafka:main/prices",
                "- User:x may READ the topic prices",
            ],
        ),
        (
            "a prefix goes as a whole",
            &[
                "User:x READ TOPIC orders.*",
                "User:x READ TOPIC orders.placed",
                "User:* READ TOPIC *",
            ],
            "kafka:main/orders.placed User:x read (every topic that begins with orders.)",
            &[
                "Removes 1 rule of User:x on kafka:main/orders.*",
                "- User:x may READ every topic that begins with orders.",
                "! the rule goes as a whole: it opens 2 topics (orders.paid, orders.placed), and those to come",
                "! another rule stays and lets them in: User:* may READ any topic",
                "! another rule stays and lets them in: User:x may READ the topic orders.placed",
            ],
        ),
        (
            "every topic goes as a whole too",
            &["User:x ALL TOPIC *"],
            "kafka:main/* User:x admin (every topic, also those to come)",
            &[
                "Removes 1 rule of User:x on kafka:main/*",
                "- User:x may ALL any topic",
                "! the rule goes as a whole: it opens 3 topics (orders.paid, orders.placed, prices), and those to come",
            ],
        ),
        (
            "groups by a prefix",
            &["User:x READ GROUP x-*"],
            "kafka:main/group/x-* User:x read (every consumer group that begins with x-)",
            &[
                "Removes 1 rule of User:x on kafka:main/group/x-*",
                "- User:x may READ every consumer group that begins with x-",
                "! the rule goes as a whole, for all names that it is about",
            ],
        ),
        (
            "from one address only",
            &[
                "User:x READ TOPIC prices from 10.0.0.1",
                "User:x READ TOPIC prices from 10.0.0.2",
            ],
            "kafka:main/prices User:x read (from 10.0.0.2)",
            &[
                "Removes 1 rule of User:x on kafka:main/prices",
                "- User:x may READ the topic prices, from 10.0.0.2",
                "! another rule stays and lets them in: User:x may READ the topic prices, from 10.0.0.1",
            ],
        ),
    ];
    let stage = Stage::new();
    for (what, rules, line, expected) in table {
        stage.rules(rules);
        let right = stage.right(line);
        let told = plan_told(&stage.plan(&right));
        assert_eq!(told, *expected, "{what}");
        assert_eq!(
            stage.standing().len(),
            rules.len(),
            "{what}: a plan changes nothing"
        );
    }
}

#[test]
fn exactly_what_gives_it_goes_and_comes_back() {
    let table: &[(&[&str], &str, &[&str])] = &[
        (
            &[
                "User:x READ TOPIC prices",
                "User:x DESCRIBE TOPIC prices",
                "User:x READ GROUP x",
                "User:y READ TOPIC prices",
            ],
            "kafka:main/prices User:x read",
            &["User:x READ GROUP x", "User:y READ TOPIC prices"],
        ),
        (
            &["User:x READ TOPIC orders.*", "User:x READ TOPIC orders.placed"],
            "kafka:main/orders.placed User:x read (every topic that begins with orders.)",
            &["User:x READ TOPIC orders.placed"],
        ),
        (
            &["User:x READ TOPIC orders.*", "User:x READ TOPIC orders.placed"],
            "kafka:main/orders.placed User:x read",
            &["User:x READ TOPIC orders.*"],
        ),
        (
            &[
                "User:x READ TOPIC *",
                "!User:x READ TOPIC prices",
                "User:x READ TOPIC orders.*",
            ],
            "kafka:main/* User:x read (every topic, also those to come, but not prices)",
            &["!User:x READ TOPIC prices", "User:x READ TOPIC orders.*"],
        ),
        (
            &["User:x READ GROUP x", "User:x READ GROUP x*"],
            "kafka:main/group/x User:x read",
            &["User:x READ GROUP x*"],
        ),
        (
            &[
                "User:x IDEMPOTENT_WRITE CLUSTER kafka-cluster",
                "User:x WRITE TRANSACTIONAL_ID x",
            ],
            "kafka:main User:x idempotent-write",
            &["User:x WRITE TRANSACTIONAL_ID x"],
        ),
        (
            &["User:x WRITE TRANSACTIONAL_ID x", "User:x WRITE TOPIC x"],
            "kafka:main/transactional-id/x User:x write",
            &["User:x WRITE TOPIC x"],
        ),
    ];
    let stage = Stage::new();
    for (rules, line, left) in table {
        stage.rules(rules);
        let before = stage.standing();
        let right = stage.right(line);
        let run = stage.end(&right);
        assert_eq!(run.status, RunStatus::Succeeded, "{line}: {run:?}");
        let mut expected: Vec<_> = left.iter().map(|line| rule(line)).collect();
        expected.sort();
        assert_eq!(stage.standing(), expected, "{line}");
        assert!(!all_told(&stage.seen_at_kafka()).contains(&(*line).to_owned()));

        // Once more there is nothing to do.
        let again = plan_told(&stage.plan(&right));
        assert_eq!(
            again,
            [format!(
                "{} has no such access to {}",
                right.principal,
                right.whole().target
            )]
        );
        let second = stage.end(&right);
        assert_eq!(second.status, RunStatus::Succeeded);
        assert_eq!(output(&second, "account")["removed"], serde_json::json!([]));
        assert_eq!(stage.standing(), expected, "{line}, again");

        // And back: what it took, nothing else.
        let steps = vec!["account".to_owned()];
        stage.runs.act(&run.id, RunAct::Undo { steps }).unwrap();
        stage.drive(&run.id);
        assert_eq!(stage.standing(), before, "{line}, undone");
    }
}

#[test]
fn a_rule_that_changed_since_it_was_seen_is_left_alone() {
    let stage = Stage::new();
    stage.rules(&["User:x READ TOPIC orders.*"]);
    let seen = stage.right("kafka:main/orders.placed User:x read (every topic that begins with orders.)");
    // Somebody narrows it, widens it, or lets another in.
    for now in [
        "User:x READ TOPIC orders.p*",
        "User:x READ TOPIC order*",
        "User:x READ TOPIC orders.placed",
        "User:x READ TOPIC orders.* from 10.0.0.1",
        "User:x ALL TOPIC orders.*",
        "User:xy READ TOPIC orders.*",
        "User:x READ GROUP orders.*",
    ] {
        stage.rules(&[now]);
        let run = stage.end(&seen);
        assert_eq!(run.status, RunStatus::Succeeded);
        assert_eq!(stage.standing(), [rule(now)], "{now}");
    }
}

#[test]
fn a_right_without_its_cluster_or_repository_is_refused() {
    let stage = Stage::new();
    stage.rules(&["User:x READ TOPIC prices"]);
    let mut right = stage.right("kafka:main/prices User:x read");
    for target in ["kafka:other/prices", "github:acme/cart", "nowhere"] {
        right.target = target.to_owned();
        assert!(stage.is_refused(&right), "{target}");
    }
    right.principal_sort = PrincipalSort::Login;
    for target in ["kafka:main/prices", "github:acme", "nowhere"] {
        right.target = target.to_owned();
        assert!(stage.is_refused(&right), "{target}");
    }
    assert_eq!(stage.standing().len(), 1);
}

#[test]
fn those_who_govern_changes_of_the_resource_are_asked() {
    let stage = Stage::new();
    stage.rules(&["User:x READ TOPIC orders.placed"]);
    let right = stage.right("kafka:main/orders.placed User:x read");
    let by_zed = stage.asking().acting_as("user:default/zed");
    let order = end_access::order(&right, "github.com", None, "why not");
    let plan = by_zed.plan(&order).unwrap();
    let asked: Vec<&[String]> = plan
        .approvals
        .iter()
        .map(|approval| approval.by.as_slice())
        .collect();
    assert_eq!(asked, [["user:default/ana".to_owned()]]);
}

#[test]
fn people_and_teams_on_github_are_taken_out_and_let_in_again() {
    let stage = Stage::new();
    stage.put("/repos/acme/cart/collaborators/ben", "push");
    stage.put("/repos/acme/cart/collaborators/ana", "admin");
    stage.put("/orgs/acme/teams/shop/repos/acme/cart", "maintain");
    let all = [
        "github:acme/cart @acme/shop maintain (for all members of the team)",
        "github:acme/cart ana admin",
        "github:acme/cart ben push",
    ];
    assert_eq!(stage.cart(), all);
    for (line, summary, keeps) in [
        (
            all[2],
            "Takes push in github.com/acme/cart from @ben",
            "what they may do as an owner or member of the organisation or of a team stays",
        ),
        (
            all[0],
            "Takes maintain in github.com/acme/cart from the team shop",
            "members of the team keep what is given to them in another way",
        ),
    ] {
        let right = stage.right(line);
        let told = plan_told(&stage.plan(&right));
        assert_eq!(told[0], summary);
        assert_eq!(told[2], format!("! {keeps}"));
        let run = stage.end(&right);
        assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
        let left: Vec<&str> = all.iter().copied().filter(|other| *other != line).collect();
        assert_eq!(stage.cart(), left);
        let again = stage.end(&right);
        assert_eq!(again.status, RunStatus::Succeeded);
        assert_eq!(output(&again, "repository")["before"], serde_json::Value::Null);
        let steps = vec!["repository".to_owned()];
        stage.runs.act(&run.id, RunAct::Undo { steps }).unwrap();
        stage.drive(&run.id);
        assert_eq!(stage.cart(), all);
    }
}

#[test]
fn who_may_do_something_else_by_now_is_left_alone() {
    let stage = Stage::new();
    stage.put("/repos/acme/cart/collaborators/ben", "push");
    let right = stage.right("github:acme/cart ben push");
    stage.put("/repos/acme/cart/collaborators/ben", "admin");
    let told = plan_told(&stage.plan(&right));
    assert_eq!(
        told[1],
        "x @ben has admin in github.com/acme/cart by now, not push: look at the place again"
    );
    assert!(stage.is_refused(&right));
    assert_eq!(stage.cart(), ["github:acme/cart ben admin"]);
}

#[test]
fn no_fault_takes_too_much_or_too_little() {
    let faults = [
        Fault::NotSent,
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::StatusAfter(502),
    ];
    for fault in faults {
        let stage = Stage::new();
        stage.rules(&[
            "User:x READ TOPIC prices",
            "User:x DESCRIBE TOPIC prices",
            "User:y READ TOPIC prices",
        ]);
        stage.put("/repos/acme/cart/collaborators/ben", "push");
        stage.put("/repos/acme/cart/collaborators/ana", "admin");
        let planned = |fault: &Fault| PlannedFault {
            write: 1,
            path: None,
            fault: fault.clone(),
        };
        let (account, person) = (
            stage.right("kafka:main/prices User:x read"),
            stage.right("github:acme/cart ben push"),
        );
        stage
            .outside
            .sandbox_cluster("main")
            .unwrap()
            .fail(planned(&fault))
            .unwrap();
        stage.end(&account);
        assert_eq!(stage.standing(), [rule("User:y READ TOPIC prices")], "{fault:?}");
        stage.outside.sandbox().unwrap().fail(planned(&fault)).unwrap();
        stage.end(&person);
        assert_eq!(stage.cart(), ["github:acme/cart ana admin"], "{fault:?}");
    }
}

#[test]
fn the_result_says_what_still_lets_them_in() {
    let table: &[(&[&str], &str, &str)] = &[
        (
            &["User:x READ TOPIC prices"],
            "kafka:main/prices User:x read",
            "What let User:x read kafka:main/prices is gone.",
        ),
        (
            &["User:x READ TOPIC prices", "User:x READ TOPIC pri*"],
            "kafka:main/prices User:x read",
            "What let User:x read kafka:main/prices is gone; this stays and still lets them in: \
             User:x may READ every topic that begins with pri.",
        ),
    ];
    let stage = Stage::new();
    let text = |run: &muster::model::run::Run| run.output.as_ref().unwrap().to_string();
    for (rules, line, expected) in table {
        stage.rules(rules);
        let run = stage.end(&stage.right(line));
        assert_eq!(run.status, RunStatus::Succeeded);
        let told = text(&run);
        assert!(told.contains(expected), "{told}");
    }
    stage.put("/repos/acme/cart/collaborators/ben", "push");
    let told = text(&stage.end(&stage.right("github:acme/cart ben push")));
    assert!(
        told.contains(
            "What let ben push github:acme/cart is gone; what the organisation or a team gives them stays."
        ),
        "{told}"
    );
}
