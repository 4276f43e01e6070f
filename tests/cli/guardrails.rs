//! What the vision says of what `muster new` would make: findings, exceptions, exit status.

use serde_json::json;

use crate::machine::{Answer, Machine};

const CATALOG: &str = "\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: part, title: A part }
spec:
  type: resource
  parameters:
    - required: [name]
      properties:
        name: { type: string }
        owner: { type: string, default: 'user:default/ana' }
        copies: { type: integer, default: 1 }
  steps:
    - id: write
      action: catalog:write
      input:
        entity:
          apiVersion: backstage.io/v1alpha1
          kind: Resource
          metadata: { name: '${{ parameters.name }}' }
          spec: { type: part, owner: '${{ parameters.owner }}' }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ana }
spec: { memberOf: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: bo }
spec: { memberOf: [] }
";
const VISION: &str = "\
naming:
  - {kind: Resource, pattern: '^[a-z]+$', reason: Names are hosts, severity: advice, new: blocking}
rules:
  - id: team
    title: A team owns it
    severity: advice
    new: warning
    for: {kind: Resource}
    require: entity.spec.owner.startsWith(\"group:\")
approvals:
  - {id: many, blueprint: part, when: values.copies > 3, by: ['user:default/bo'], reason: Copies cost}
";

fn plan(machine: &Machine, more: &str) -> Answer {
    machine.run(&format!("--as user:default/ana new part --plan {more}"))
}

#[test]
fn a_plan_says_what_the_vision_forbids_warns_of_and_asks_for() {
    let machine = Machine::with(&[
        ("muster.toml", ""),
        ("catalog.yaml", CATALOG),
        ("vision.yaml", VISION),
    ]);
    let forbidden = plan(&machine, "--json --set name=Wheel_1");
    assert_eq!(forbidden.status, 1);
    let findings = forbidden.json()["findings"].clone();
    assert_eq!(findings[0]["rule"], "naming-resource");
    assert_eq!(findings[0]["blocking"], true);
    assert_eq!(findings[0]["ref"], "resource:default/wheel_1");
    assert_eq!(
        (&findings[1]["rule"], &findings[1]["waivable"]),
        (&json!("team"), &json!(true))
    );

    let warned = plan(&machine, "--set name=wheel --set copies=9").ok();
    for said in [
        "! warning: A team owns it",
        "--waive team=REASON makes an exception for 90 days",
        "? bo has to agree (vision-approval-many)",
        "Copies cost",
    ] {
        assert!(warned.contains(said), "{said} in\n{warned}");
    }
    let waived = plan(&machine, "--set name=wheel --waive team=soon").ok();
    assert!(waived.contains("~ waived: A team owns it"), "{waived}");
    assert!(waived.contains("exception: soon"), "{waived}");
    assert_eq!(plan(&machine, "--set name=wheel --waive tam=soon").status, 2);
    assert_eq!(
        plan(&machine, "--set name=Wheel_1 --waive naming-resource=soon").status,
        2
    );
}
