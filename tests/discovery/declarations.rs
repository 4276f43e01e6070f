//! Declarations: only the lines that must change do, and only in files that are the workspace's own.

use std::fs;

use muster::engine::run::Asking;

use crate::stage::Stage;

fn topics(stage: &Stage) {
    let topic = |name: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {{name: {name}}}\nspec: {{type: kafka-topic, owner: shop}}\n"
        )
    };
    stage.write("catalog/topics.yaml", &["a", "b"].map(topic).concat());
}

const CART: &str = "component:default/cart";

#[test]
fn a_file_keeps_all_that_is_written_in_it() {
    let stage = Stage::new();
    topics(&stage);
    let before = stage.read("catalog/cart.yaml");
    let declared = stage.declare(&[(CART, "resource:default/a"), (CART, "resource:default/b")]);
    assert_eq!(
        declared,
        [
            Ok("catalog/cart.yaml".to_owned()),
            Ok("catalog/cart.yaml".to_owned())
        ]
    );
    let after = stage.read("catalog/cart.yaml");
    assert!(after.starts_with(&before), "{after}");
    assert_eq!(
        &after[before.len()..],
        "  dependsOn:\n    - resource:default/a\n    - resource:default/b\n"
    );
    // Saying it again changes nothing.
    stage.declare(&[(CART, "resource:default/a")]);
    assert_eq!(stage.read("catalog/cart.yaml"), after);
}

#[test]
fn what_somebody_else_governs_is_left_to_them() {
    let stage = Stage::new();
    topics(&stage);
    let before = stage.read("catalog/cart.yaml");
    let edges = [(CART, "resource:default/a")];
    let asking = Asking::default();
    let stranger = stage.declare_as("user:default/zed", Some(&asking), &edges);
    assert_eq!(
        stranger,
        [Err(
            "user:default/ana governs changes of component:default/cart: `muster edit component:default/cart --add \
             spec.dependsOn=resource:default/a` asks them"
                .to_owned()
        )]
    );
    assert_eq!(stage.read("catalog/cart.yaml"), before);
    assert!(stage.events("dependency.declared").is_empty());
    let own = stage.declare_as("user:default/ana", Some(&asking), &edges);
    assert_eq!(own, [Ok("catalog/cart.yaml".to_owned())]);
}

#[test]
fn several_entities_of_one_file_are_changed_together() {
    let stage = Stage::new();
    topics(&stage);
    let component = |name: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  lifecycle: production\n  owner: shop\n"
        )
    };
    stage.write("catalog/two.yaml", &["one", "two"].map(component).concat());
    let edges = [
        ("component:default/one", "resource:default/a"),
        ("component:default/two", "resource:default/b"),
    ];
    assert!(stage.declare(&edges).iter().all(Result::is_ok));
    let catalog = stage.catalog();
    for (from, to) in edges {
        let entity = catalog.entity(catalog.find(from).unwrap());
        let on: Vec<&str> = entity
            .targets(muster::model::catalog::Relation::DependsOn)
            .map(|node| catalog.node_ref(node))
            .collect();
        assert_eq!(on, [to]);
    }
    assert_eq!(stage.events("dependency.declared").len(), 2);
}

#[test]
fn files_of_others_are_left_alone_with_the_reason() {
    let settings = "[catalog]\nlocations = [\"catalog\", \"vendor\", { git = \"../elsewhere\" }]\n";
    let stage = Stage::with_settings(settings);
    topics(&stage);
    let component = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec: {{type: service, lifecycle: production, owner: shop}}\n"
        )
    };
    stage.write("vendor/lib/catalog-info.yaml", &component("vendored"));
    stage.write("vendor/lib/.git/HEAD", "ref: refs/heads/main\n");
    let elsewhere = stage.outside().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("catalog-info.yaml"), component("outside")).unwrap();
    let declared = stage.declare(&[
        ("component:default/vendored", "resource:default/a"),
        ("component:default/outside", "resource:default/a"),
        ("component:default/nobody", "resource:default/a"),
        (CART, "resource:default/nothing"),
        ("user:default/ana", "resource:default/a"),
    ]);
    let refused: Vec<String> = declared.into_iter().map(Result::unwrap_err).collect();
    assert_eq!(
        refused[0],
        "vendor/lib/catalog-info.yaml belongs to another repository, vendor/lib; declare it there"
    );
    assert!(
        refused[1].ends_with("is outside of the workspace; declare it there"),
        "{}",
        refused[1]
    );
    assert_eq!(refused[2], "component:default/nobody is not in the catalog");
    assert_eq!(refused[3], "resource:default/nothing is not in the catalog");
    assert!(
        refused[4].contains("only components and resources"),
        "{}",
        refused[4]
    );
    assert_eq!(
        fs::read_to_string(elsewhere.join("catalog-info.yaml")).unwrap(),
        component("outside")
    );
    assert!(stage.events("dependency.declared").is_empty());
}
