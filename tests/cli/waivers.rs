//! Exceptions from the vision, its scores and its changes from the shell.

use serde_json::Value;

use super::machine::{Answer, Machine};

const COMPANY: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: tech, annotations: { muster/lead: bo } }
spec: { type: department, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: payments, annotations: { muster/lead: ana } }
spec: { type: team, parent: tech, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ana }
spec: { memberOf: [payments] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo }
spec: { memberOf: [tech] }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: cart, tags: [mongodb] }
spec: { type: service, lifecycle: production, owner: payments }
";

const RULE: &str = "\
rules:
  - id: tested
    title: Services are tested
    for: {kind: Component}
    require: '\"tested\" in entity.metadata.tags'
    examples: {pass: [{kind: Component, metadata: {tags: [tested]}}], fail: [{kind: Component, metadata: {tags: [x]}}]}
";

const STRICTER: &str = "  - id: no-mongodb
    title: We keep events, not documents
    severity: blocking
    for: {kind: Component}
    require: '!(\"mongodb\" in entity.metadata.tags)'
    examples: {pass: [{kind: Component, metadata: {tags: [x]}}], fail: [{kind: Component, metadata: {tags: [mongodb]}}]}
promises:
  - {category: waiver, within: 2d}
";

fn company() -> Machine {
    let vision = format!("{RULE}{STRICTER}");
    Machine::with(&[
        ("muster.toml", ""),
        ("catalog-info.yaml", COMPANY),
        ("vision.yaml", &vision),
        ("old.yaml", RULE),
    ])
}

fn run(machine: &Machine, words: &[&str]) -> Answer {
    let output = machine.command("vision").args(words).output().unwrap();
    machine.answer(output)
}

fn json(machine: &Machine, words: &[&str]) -> Value {
    run(machine, &[words, &["--json"]].concat()).json()
}

#[test]
fn a_waiver_from_the_wish_to_its_end() {
    let machine = company();
    let asked = json(
        &machine,
        &[
            "waive",
            "no-mongodb",
            "cart",
            "--reason",
            "moving in May",
            "--as",
            "ana",
        ],
    );
    assert_eq!(asked[0]["outcome"], "asked");
    assert_eq!(asked[0]["by"][0], "user:default/bo");
    let task = asked[0]["task"].as_str().unwrap();
    let queue = machine.command("queue --json").output().unwrap();
    let queue = machine.answer(queue).json();
    assert!(queue[0]["due"].is_string(), "promised by the vision: {queue}");
    let own = run(&machine, &["grant", task, "--as", "ana"]);
    assert_eq!(own.status, 1);
    assert!(
        own.stderr
            .contains("nobody agrees to what they asked for themselves"),
        "{}",
        own.stderr
    );
    let granted = run(&machine, &["grant", task, "--as", "bo"]);
    assert_eq!(granted.status, 0, "{}", granted.stderr);
    let waivers = json(&machine, &["waivers"]);
    assert_eq!(waivers[0]["ref"], "component:default/cart");
    assert_eq!(waivers[0]["owner"], "user:default/ana");
    assert_eq!(waivers[0]["granted_by"], "user:default/bo");
    assert_eq!(waivers[0]["state"], "holds");
    assert_eq!(
        json(&machine, &["waivers", "--ending", "14d"]),
        serde_json::json!([])
    );
    let ended = run(
        &machine,
        &[
            "end-waiver",
            "no-mongodb",
            "cart",
            "--reason",
            "done",
            "--as",
            "bo",
        ],
    );
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let past = json(&machine, &["waivers", "--ended"]);
    assert_eq!(past[0]["state"], "taken back");
    assert_eq!(past[0]["ended_reason"], "done");
}

#[test]
fn a_wish_that_cannot_be_is_told_why() {
    let machine = company();
    for (words, status, expected) in [
        (
            &["waive", "tested", "cart", "--reason", "x"][..],
            1,
            "is no person of the catalog",
        ),
        (
            &["waive", "testd", "cart", "--reason", "x", "--as", "ana"],
            1,
            "`tested` is one",
        ),
        (
            &["waive", "tested", "card", "--reason", "x", "--as", "ana"],
            1,
            "did you mean component:default/cart?",
        ),
        (
            &[
                "waive", "tested", "cart", "--reason", "x", "--until", "soon", "--as", "ana",
            ],
            2,
            "`soon` is no day",
        ),
        (
            &[
                "waive", "tested", "cart", "--reason", "x", "--until", "200d", "--as", "ana",
            ],
            1,
            "for 90 days at most",
        ),
        (
            &["waive", "tested", "cart", "--reason", "x", "--read-only"],
            1,
            "--read-only forbids it",
        ),
        (&["grant", "nothing", "--as", "bo"], 1, "there is no such task"),
        (
            &["end-waiver", "tested", "cart", "--reason", "x", "--as", "ana"],
            1,
            "no waiver of tested",
        ),
        (
            &["diff", "nowhere.yaml"],
            2,
            "`nowhere.yaml` is no file and no folder",
        ),
        (&["diff", "HEAD~1:vision.yaml"], 1, "is in no Git repository"),
    ] {
        let answer = run(&machine, words);
        assert_eq!(answer.status, status, "{words:?}: {}", answer.stderr);
        assert!(answer.stderr.contains(expected), "{words:?}: {}", answer.stderr);
    }
}

#[test]
fn a_stricter_vision_makes_fall_out_and_files_tasks_once() {
    let machine = company();
    let same = run(&machine, &["diff", "vision.yaml"]);
    assert_eq!(
        (same.status, same.stdout.as_str()),
        (0, "both visions say the same of this catalog\n")
    );
    let answer = run(&machine, &["diff", "old.yaml"]);
    assert_eq!(answer.status, 1, "{}", answer.stderr);
    for said in [
        "new rules: no-mongodb",
        "1 finding falls out",
        "group:default/payments, user:default/ana answers: 1, 1 blocking",
        "blocking  component:default/cart  no-mongodb: We keep events, not documents",
    ] {
        assert!(answer.stdout.contains(said), "{}", answer.stdout);
    }
    let back = json(&machine, &["diff", "vision.yaml", "old.yaml"]);
    assert_eq!(back["fell_in"][0]["rule"], "no-mongodb");
    assert_eq!(back["fell_out"], serde_json::json!([]));
    let file = || {
        json(
            &machine,
            &["diff", "old.yaml", "--file-tasks", "--yes", "--as", "bo"],
        )
    };
    let (first, second) = (file(), file());
    assert_eq!(first["tasks"][0]["is_new"], true);
    assert_eq!(second["tasks"][0]["is_new"], false);
    assert_eq!(first["tasks"][0]["task"], second["tasks"][0]["task"]);
}

#[test]
fn scores_have_a_past() {
    let machine = company();
    let waived = run(
        &machine,
        &["waive", "tested", "cart", "--reason", "x", "--as", "ana"],
    );
    assert_eq!(waived.status, 0, "{}", waived.stderr);
    let scores = json(&machine, &["scores"]);
    assert_eq!(scores[0]["group"], "group:default/payments");
    assert_eq!(
        (&scores[0]["score"], &scores[0]["waived"]),
        (&0.into(), &1.into())
    );
    assert_eq!(json(&machine, &["scores", "--past"])[0]["entities"], 1);
}
