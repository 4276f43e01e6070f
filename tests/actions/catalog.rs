//! Entities fetched, written, registered and taken out again.

use muster::model::run::Effect;
use muster::providers::action::{Applied, Observed};
use serde_json::{Value, json};

use crate::world::{Bench, OP};

const CART: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    muster/accountable: user:default/ben
spec:
  type: service
  lifecycle: experimental
  owner: group:default/ledgers
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: cart-api
spec:
  type: openapi
  lifecycle: experimental
  owner: group:default/ledgers
  definition:
    $text: ./api/openapi.yaml
";

fn input() -> Value {
    json!({ "repoContentsUrl": "local://acme/cart/blob/main", "catalogInfoPath": "/catalog-info.yaml" })
}

fn bench() -> Bench {
    Bench::new(&[]).files(&[
        ("catalog-info.yaml", CART),
        ("api/openapi.yaml", "openapi: 3.1.0\n"),
    ])
}

#[test]
fn an_entity_is_fetched_with_who_answers_for_it() {
    let mut bench = Bench::new(&[]);
    let output = bench.done(
        "catalog:fetch",
        json!({ "entityRef": "ledger", "defaultKind": "Component" }),
    );
    assert_eq!(output["entity"]["spec"]["owner"], "group:default/ledgers");
    assert_eq!(output["ref"], "component:default/ledger");
    assert_eq!(output["accountable"], "user:default/ana");
    assert_eq!(output["repoUrl"], "github.com?owner=acme&repo=ledger");
    let several = bench.done(
        "catalog:fetch",
        json!({ "entityRefs": ["user:ana", "user:nobody"], "optional": true }),
    );
    assert_eq!(several["entities"][0]["metadata"]["name"], "ana");
    assert_eq!(several["entities"][1], Value::Null);
    let missing = bench.refusal("catalog:fetch", json!({ "entityRef": "component:nothing" }));
    assert_eq!(missing, "there is no component:default/nothing in the catalog");
}

#[test]
fn who_still_depends_on_it_is_listed() {
    let mut bench = Bench::new(&[]);
    let input = json!({ "entityRef": "component:ledger" });
    let planned = bench.plan("catalog:dependants", input.clone()).expect("a plan");
    assert_eq!(
        planned.findings,
        ["1 thing depends on component:default/ledger:\n- component:default/invoices (Ben Otieno)"]
    );
    let output = bench.done("catalog:dependants", input);
    assert_eq!(output["count"], 1);
    assert_eq!(output["people"], json!(["user:default/ben"]));
    let none = bench.done("catalog:dependants", json!({ "entityRef": "component:invoices" }));
    assert_eq!(none["text"], "Nothing depends on component:default/invoices.");
}

#[test]
fn an_entity_is_written_into_the_files() {
    let mut bench = Bench::new(&[]);
    let entity = json!({ "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "x" }, "spec": { "type": "on" } });
    bench.done(
        "catalog:write",
        json!({ "entity": entity, "filePath": "a/catalog-info.yaml" }),
    );
    insta::assert_snapshot!(bench.text("a/catalog-info.yaml"), @r#"
    ---
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: x
    spec:
      type: "on"
    "#);
    assert!(
        bench
            .refusal("catalog:write", json!({ "entity": { "kind": "x" } }))
            .contains("no entity")
    );
}

#[test]
fn what_is_registered_is_in_the_catalog_at_once() {
    let mut bench = bench();
    let planned = bench.plan("catalog:register", input()).expect("a plan");
    assert_eq!(
        planned.entities,
        ["component:default/cart", "api:default/cart-api"]
    );
    assert_eq!(planned.effect, Effect::Create);
    assert!(
        bench.read("workspace/catalog/components/cart.yaml").is_none(),
        "a plan writes nothing"
    );
    let output = bench.done("catalog:register", input());
    assert_eq!(output["entityRef"], "component:default/cart");
    let text = bench
        .read("workspace/catalog/components/cart.yaml")
        .expect("a file");
    assert_eq!(planned.changes[0].after.as_deref(), Some(text.as_str()));
    insta::assert_snapshot!(text.replace(OP, "OP"), @r#"
    # Registered by the run abcdefghij of template:default/test.
    # muster-op: OP
    ---
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: cart
      annotations:
        muster/accountable: user:default/ben
        backstage.io/managed-by-location: url:local://acme/cart/blob/main/catalog-info.yaml
        backstage.io/managed-by-origin-location: url:local://acme/cart/blob/main/catalog-info.yaml
        muster/run: abcdefghij
    spec:
      type: service
      lifecycle: experimental
      owner: group:default/ledgers
    "#);
    let catalog = bench.catalog();
    let cart = catalog.entity(catalog.find("component:default/cart").expect("it is there"));
    assert_eq!(
        cart.accountable().map(|person| person.entity_ref()),
        Some("user:default/ben")
    );
    let api = bench
        .read("workspace/catalog/apis/cart-api.yaml")
        .expect("a file");
    assert!(
        api.contains("definition: \"openapi: 3.1.0\\n\"") || api.contains("openapi: 3.1.0"),
        "{api}"
    );
    assert_eq!(
        bench.observe("catalog:register", input()),
        Ok(Observed::Done {
            output: output.clone()
        })
    );
    bench.undo("catalog:register", input(), &output).expect("undone");
    assert!(bench.catalog().find("component:default/cart").is_none());
    bench
        .undo("catalog:register", input(), &output)
        .expect("again does no harm");
}

#[test]
fn half_of_it_is_gone_on_with() {
    let mut bench = bench();
    bench.done("catalog:register", input());
    std::fs::remove_file(bench.path("workspace/catalog/apis/cart-api.yaml")).expect("a file to remove");
    assert_eq!(bench.observe("catalog:register", input()), Ok(Observed::Begun));
    bench.done("catalog:register", input());
    assert!(matches!(
        bench.observe("catalog:register", input()),
        Ok(Observed::Done { .. })
    ));
}

#[test]
fn what_is_not_ours_is_never_written_over() {
    let mut bench = bench();
    bench.write("workspace/catalog/components/cart.yaml", "# mine\n");
    let foreign = bench.observe("catalog:register", input());
    assert_eq!(
        foreign,
        Ok(Observed::Foreign {
            what: "the file catalog/components/cart.yaml".into()
        })
    );
    assert!(bench.apply("catalog:register", input()).is_err());
    assert_eq!(
        bench.read("workspace/catalog/components/cart.yaml").as_deref(),
        Some("# mine\n")
    );
    std::fs::remove_file(bench.path("workspace/catalog/components/cart.yaml")).expect("a file to remove");
    bench.write("workspace/catalog/elsewhere.yaml", CART);
    let foreign = bench.observe("catalog:register", input());
    assert_eq!(
        foreign,
        Ok(Observed::Foreign {
            what: "component:default/cart in catalog/elsewhere.yaml".into()
        })
    );
    std::fs::remove_file(bench.path("workspace/catalog/elsewhere.yaml")).expect("a file to remove");
    let output = bench.done("catalog:register", input());
    bench.write("workspace/catalog/components/cart.yaml", "# changed\n");
    let refused = bench
        .undo("catalog:register", input(), &output)
        .expect_err("a refusal");
    assert_eq!(
        refused.message,
        "catalog/components/cart.yaml was changed since, so it stays"
    );
}

#[cfg(unix)]
#[test]
fn no_link_and_no_name_leads_out_of_the_workspace() {
    let bench = bench();
    std::fs::create_dir_all(bench.path("outside")).expect("a folder");
    std::os::unix::fs::symlink(bench.path("outside"), bench.path("workspace/catalog/components"))
        .expect("a link");
    assert!(bench.apply("catalog:register", input()).is_err());
    assert!(
        bench
            .path("outside")
            .read_dir()
            .expect("a folder")
            .next()
            .is_none()
    );
    let named = |name: &str| {
        let text = format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: {name:?}\nspec: {{}}\n"
        );
        let bench = Bench::new(&[]).files(&[("catalog-info.yaml", text.as_str())]);
        bench.refusal("catalog:register", input())
    };
    for name in ["../../x", "a/../../../x", "x\\y", "con"] {
        let refused = named(name);
        assert!(refused.contains("cannot be used"), "{name}: {refused}");
    }
}

#[test]
fn it_is_found_in_the_repository_that_was_published() {
    let mut bench = bench();
    bench.done("publish:git", json!({ "repoUrl": "local?owner=acme&repo=cart" }));
    bench = bench.files(&[]);
    let output = bench.done(
        "catalog:register",
        json!({ "catalogInfoUrl": "local://acme/cart/blob/main/catalog-info.yaml" }),
    );
    assert_eq!(output["entityRef"], "component:default/cart");
    let missing = json!({ "catalogInfoUrl": "local://acme/cart/blob/main/nothing.yaml" });
    assert!(
        bench
            .refusal("catalog:register", missing.clone())
            .starts_with("there is no local://")
    );
    let optional = json!({ "catalogInfoUrl": missing["catalogInfoUrl"], "optional": true });
    assert_eq!(bench.done("catalog:register", optional), Value::Null);
}

#[test]
fn an_entity_is_taken_out_and_put_back() {
    let mut bench = Bench::new(&[]);
    let input = json!({ "entityRef": "component:invoices" });
    let before = bench.read("workspace/catalog/org.yaml").expect("a file");
    let planned = bench.plan("catalog:unregister", input.clone()).expect("a plan");
    assert_eq!(
        planned.summary,
        "Takes component:default/invoices out of catalog/org.yaml"
    );
    let output = bench.done("catalog:unregister", input.clone());
    let catalog = bench.catalog();
    assert!(catalog.find("component:default/invoices").is_none());
    assert!(catalog.find("component:default/ledger").is_some());
    assert!(matches!(
        bench.observe("catalog:unregister", input.clone()),
        Ok(Observed::Done { .. })
    ));
    bench
        .undo("catalog:unregister", input.clone(), &output)
        .expect("undone");
    assert_eq!(bench.read("workspace/catalog/org.yaml"), Some(before));
    let output = bench.done("catalog:unregister", input.clone());
    bench.write("workspace/catalog/org.yaml", "# changed\n");
    assert!(bench.undo("catalog:unregister", input, &output).is_err());
}

#[test]
fn a_file_goes_with_its_only_entity() {
    let mut bench = bench();
    bench.done("catalog:register", input());
    let input = json!({ "entityRef": "component:cart" });
    let before = bench.read("workspace/catalog/components/cart.yaml");
    let output = bench.done("catalog:unregister", input.clone());
    assert!(bench.read("workspace/catalog/components/cart.yaml").is_none());
    bench.undo("catalog:unregister", input, &output).expect("undone");
    assert!(bench.read("workspace/catalog/components/cart.yaml").is_some());
    assert_ne!(before, None);
}

#[test]
fn a_dependency_is_declared_in_its_file_and_taken_out_again() {
    let bench = Bench::new(&[]);
    let input = json!({"entity": "component:default/ledger", "targets": ["resource:default/orders.v1", "group:shop/x"]});
    let before = bench.read("workspace/catalog/org.yaml").unwrap();
    let planned = bench.plan("catalog:declare", input.clone()).unwrap();
    let after = planned.changes[0].after.clone().unwrap();
    let Applied::Done(done) = bench.apply("catalog:declare", input.clone()).unwrap() else {
        panic!("it is done at once");
    };
    assert_eq!(bench.read("workspace/catalog/org.yaml"), Some(after.clone()));
    let added: Vec<&str> = after
        .lines()
        .filter(|line| !before.lines().any(|old| old == *line))
        .collect();
    assert_eq!(
        added,
        [
            "  dependsOn:",
            "    - resource:default/orders.v1",
            "    - group:shop/x"
        ]
    );
    // Looked for again, it is there; done again, nothing changes.
    assert_eq!(
        bench.observe("catalog:declare", input.clone()),
        Ok(Observed::Done {
            output: done.output.clone()
        })
    );
    assert!(
        bench
            .plan("catalog:declare", input.clone())
            .unwrap()
            .changes
            .is_empty()
    );
    bench
        .undo("catalog:declare", input.clone(), &done.output)
        .unwrap();
    assert_eq!(bench.read("workspace/catalog/org.yaml"), Some(before.clone()));

    let Applied::Done(done) = bench.apply("catalog:declare", input.clone()).unwrap() else {
        panic!("it is done at once");
    };
    bench.write("workspace/catalog/org.yaml", &format!("{after}# changed\n"));
    assert!(bench.undo("catalog:declare", input, &done.output).is_err());
}

#[test]
fn what_is_in_no_file_of_the_workspace_is_declared_by_hand() {
    let bench = Bench::new(&[]);
    let input = |optional: bool| json!({"entity": "component:default/nobody", "targets": "resource:default/x", "optional": optional});
    assert!(bench.apply("catalog:declare", input(false)).is_err());
    let lines = bench.logged("catalog:declare", input(true));
    assert!(lines[0].contains("is in no file of this workspace"), "{lines:?}");
}
