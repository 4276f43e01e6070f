//! What the check says, by example.

use serde_json::{Value, json};

use super::*;
use crate::model::blueprint::action::{Settlement, UndoSpec};

fn spec(id: &'static str, input: Value, output: Value) -> ActionSpec {
    ActionSpec {
        id,
        summary: "",
        input,
        output,
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }
}

fn said(document: Value) -> Vec<String> {
    let specs = [
        spec(
            "fetch:template",
            json!({"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "description": "Where it is."}, "values": {"type": "object"}}}),
            json!({"type": "object", "properties": {}}),
        ),
        spec(
            "publish:git",
            json!({"properties": {"repoUrl": {}}}),
            json!({"properties": {"remoteUrl": {}}}),
        ),
        spec("publish:github", json!({}), json!({})),
        spec(
            "debug:log",
            json!({"properties": {"message": {"type": "string"}}}),
            json!({}),
        ),
        spec("task:human", json!({}), json!({})),
    ];
    let specs: Vec<&ActionSpec> = specs.iter().collect();
    let problems = check(&Blueprint::of_json(&document, "template:default/x"), &specs);
    problems
        .into_iter()
        .map(|problem| format!("{}: {}", problem.code.name(), problem.message))
        .collect()
}

fn with(parameters: Value, steps: Value, output: Value) -> Value {
    json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "spec": {"parameters": parameters, "steps": steps, "output": output},
    })
}

fn of_steps(steps: Value) -> Vec<String> {
    said(with(json!({"properties": {"name": {}}}), steps, json!({})))
}

#[test]
fn what_is_well_has_no_problems() {
    let parameters = json!([
        {"required": ["name", "size"], "properties": {"name": {"ui:field": "EntityNamePicker", "pattern": "^a$"}},
         "dependencies": {"name": {"oneOf": [{"properties": {"name": {"const": "a"}, "size": {}}}]}}},
    ]);
    let steps = json!([
        {"id": "fetch", "action": "fetch:template", "input": {"url": "./skeleton", "values": {"name": "${{ parameters.name | upper }}"}}},
        {"id": "publish-it", "if": "${{ parameters.size }}", "action": "publish:git", "input": {"repoUrl": "${{ user.ref }}"}},
        {"id": "log", "each": "${{ parameters.name }}", "action": "debug:log", "input": {"message": "${{ each.value }} ${{ steps['publish-it'].output.remoteUrl }}"}},
    ]);
    let output = json!({"links": [{"url": "${{ steps['publish-it'].output.remoteUrl }}"}]});
    assert_eq!(said(with(parameters, steps, output)), [""; 0]);
}

#[test]
fn steps_are_checked() {
    for (steps, expected) in [
        (
            json!([]),
            "no-steps: the blueprint has no steps: it would do nothing",
        ),
        (json!([{"id": "a"}]), "no-steps: the step `a` names no action"),
        (
            json!([{"action": "publish:gitlab"}]),
            "unknown-action: muster has no action `publish:gitlab`; the nearest is publish:git or publish:github",
        ),
        (
            json!([{"action": "argocd:create-resources"}]),
            "unknown-action: muster has no action `argocd:create-resources`; the nearest is task:human, a step that a person does",
        ),
        (
            json!([{"action": "debug:lgo"}]),
            "unknown-action: muster has no action `debug:lgo`; the nearest is debug:log",
        ),
        (
            json!([{"action": "fetch:template"}]),
            "missing-input: `fetch:template` needs the input `url`: Where it is",
        ),
        (
            json!([{"action": "fetch:template", "input": {"url": "x", "value": {}}}]),
            "unknown-input: `fetch:template` takes no input `value`; it is not used; is `values` meant?",
        ),
        (
            json!([{"action": "debug:log", "input": {"message": 3}}]),
            "bad-input: the input `message` of `debug:log` is a text",
        ),
        (
            json!([{"action": "task:human", "if": "parameters.name"}]),
            "bad-condition: `parameters.name` is a text, which is always true; write ${{ parameters.name }}",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ 1 + }}"}}]),
            "bad-expression: a value is missing before the end in `${{ 1 + }}`",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ 'x' | uper }}"}}]),
            "unknown-filter: there is no filter `uper`; is `upper` meant?",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ parameters.nam }}"}}]),
            "unknown-name: there is no parameter `nam`; is `name` meant?",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ steps.x.output.y }}"}}]),
            "unknown-name: there is no step `x`",
        ),
        (
            json!([{"id": "a", "action": "task:human", "input": {"a": "${{ steps.b.output.y }}"}}, {"id": "b", "action": "task:human"}]),
            "unknown-name: the step `b` comes later, so its output is not there yet",
        ),
        (
            json!([{"id": "a", "action": "publish:git"}, {"action": "task:human", "input": {"a": "${{ steps.a.output.url }}"}}]),
            "unknown-name: `publish:git` has no output `url`; it gives remoteUrl",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ each.value }}"}}]),
            "unknown-name: `each` is known only in a step that has one",
        ),
        (
            json!([{"action": "task:human", "input": {"a": "${{ roadie.tenant }}"}}]),
            "unknown-name: expressions know no `roadie`; it gives nothing",
        ),
    ] {
        assert_eq!(of_steps(steps.clone()), [expected], "{steps}");
    }
    let twice = json!([{"id": "a", "action": "task:human"}, {"id": "a", "action": "task:human"}]);
    assert!(of_steps(twice)[0].starts_with("duplicate-step: the step `a` is there already"));
}

#[test]
fn forms_are_checked() {
    for (page, expected) in [
        (
            json!({"required": ["x"], "properties": {}}),
            "bad-form: `x` is required, and the page does not ask for it",
        ),
        (
            json!({"properties": {"a": {"ui:field": "GitlabPicker"}}}),
            "unknown-form-field: muster has no field `GitlabPicker`, so it is asked for as text; the nearest is RepoUrlPicker",
        ),
        (
            json!({"properties": {"a": {"pattern": "([a"}}}),
            "bad-pattern: the pattern `([a` is not checked: it is no regular expression",
        ),
        (
            json!({"properties": {"a": {"enum": []}}}),
            "bad-form: `enum` is a list of values to choose from, and here is none",
        ),
        (
            json!({"properties": {"a": {"$ref": "#/nowhere"}}}),
            "bad-form: `#/nowhere` leads to nothing; references lead to the same page, as #/definitions/x",
        ),
        (json!("x"), "bad-form: parameters are one form or a list of forms"),
    ] {
        let steps = json!([{"action": "task:human"}]);
        assert_eq!(said(with(page.clone(), steps, json!({}))), [expected], "{page}");
    }
}

#[test]
fn other_versions_are_named_and_nothing_else() {
    for version in ["backstage.io/v1beta2", "backstage.io/v1alpha1", ""] {
        let said = said(json!({"apiVersion": version, "spec": {"steps": [{"input": "{{ x"}]}}));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("blueprint-version: "));
    }
}
