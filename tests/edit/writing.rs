//! Edits on the disk: together, whole, journaled, and only in files that are the workspace's own and as they were read.

use std::fs;

use muster::model::journal::Fact;
use muster::providers::catalog::place::{Place, Replaced};
use serde_json::{Value, json};

use crate::stage::{CART, Stage, deputy, owner};

const CART_REF: &str = "component:default/cart";
const BASKET: &str = "component:default/basket";

#[test]
fn several_edits_of_one_file_are_written_together_and_journaled_each() {
    let stage = Stage::new();
    let catalog = stage.catalog();
    let edits = [
        deputy(CART_REF, Some("user:default/ana")),
        owner(CART_REF, "group:default/shop"),
        owner(BASKET, "user:default/ana"),
        deputy(BASKET, Some("user:default/ana")),
    ];
    let (told, files) = stage.edits(&catalog).preview(&edits);
    assert!(
        told.iter().all(|told| told.as_deref() == Ok("catalog/cart.yaml")),
        "{told:?}"
    );
    assert_eq!((files.len(), files[0].before.as_str()), (1, CART));
    assert_eq!(stage.read("catalog/cart.yaml"), CART);
    let written = stage.edit(&catalog, &edits);
    assert!(written.iter().all(Result::is_ok), "{written:?}");
    assert_eq!(stage.read("catalog/cart.yaml"), files[0].after);
    let expected = CART
        .replace(
            "acme/cart # here\n",
            "acme/cart # here\n    muster/deputy: user:default/ana\n",
        )
        .replace("owner: shop # for", "owner: group:default/shop # for")
        .replace("owner: shop}", "owner: user:default/ana}")
        .replace(
            "{name: basket}",
            "{name: basket, annotations: {muster/deputy: user:default/ana}}",
        );
    assert_eq!(stage.read("catalog/cart.yaml"), expected);
    let events = stage.events();
    assert_eq!(events.len(), 4);
    let Some(Fact::EntityEdited(first)) = events.first().and_then(|event| event.fact().ok()) else {
        panic!("no edit: {:?}", events.first());
    };
    assert_eq!(
        (first.entity.as_str(), first.file.as_str(), first.reason.as_str()),
        (CART_REF, "catalog/cart.yaml", "holidays")
    );
    let fields = json!({ "metadata.annotations.muster/deputy": [Value::Null, "user:default/ana"] });
    assert_eq!(serde_json::to_value(&first.fields).unwrap(), fields);
}

#[test]
fn what_is_said_already_is_no_event_and_no_write() {
    let stage = Stage::new();
    let catalog = stage.catalog();
    let before = fs::metadata(stage.root().join("catalog/cart.yaml"))
        .unwrap()
        .modified()
        .unwrap();
    let written = stage.edit(&catalog, &[owner(CART_REF, "shop"), deputy(CART_REF, None)]);
    assert!(written.iter().all(Result::is_ok), "{written:?}");
    let after = fs::metadata(stage.root().join("catalog/cart.yaml"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
    assert!(stage.events().is_empty());
}

#[test]
fn one_that_cannot_be_done_leaves_the_others_alone() {
    let stage = Stage::new();
    stage.write(
        "catalog/shared.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shared, annotations: {a: &o shop, b: *o}}\nspec: {type: service, lifecycle: production, owner: shop}\n",
    );
    let catalog = stage.catalog();
    let annotated = muster::engine::edit::Edit {
        changes: vec![muster::model::catalog::edit::Change::annotation("a", Some("b"))],
        ..deputy("component:default/shared", None)
    };
    let written = stage.edit(
        &catalog,
        &[
            deputy("component:default/nobody", Some("user:default/ana")),
            annotated,
            deputy(CART_REF, Some("user:default/ana")),
        ],
    );
    assert_eq!(
        written[0].as_ref().unwrap_err(),
        "component:default/nobody is not in the catalog"
    );
    assert_eq!(
        written[1].as_ref().unwrap_err(),
        "catalog/shared.yaml cannot be changed: `a` holds what an alias repeats elsewhere, which would change too; change it by hand"
    );
    assert!(written[2].is_ok());
    assert_eq!(stage.events().len(), 1);
}

#[test]
fn whoever_saved_a_file_meanwhile_loses_nothing() {
    let stage = Stage::new();
    let catalog = stage.catalog();
    stage.write("catalog/cart.yaml", "# all is new\nkind: X\n");
    let written = stage.edit(&catalog, &[deputy(CART_REF, Some("user:default/ana"))]);
    assert_eq!(
        written[0].as_ref().unwrap_err(),
        "catalog/cart.yaml has changed since it was read; read the catalog again"
    );
    assert_eq!(stage.read("catalog/cart.yaml"), "# all is new\nkind: X\n");
    fs::remove_file(stage.root().join("catalog/cart.yaml")).unwrap();
    let written = stage.edit(&catalog, &[deputy(CART_REF, Some("user:default/ana"))]);
    assert_eq!(
        written[0].as_ref().unwrap_err(),
        "catalog/cart.yaml is not there any more"
    );
}

#[test]
fn files_of_others_are_left_alone_with_the_reason() {
    let stage = Stage::with_settings(
        "[catalog]\nlocations = [\"catalog\", \"vendor\", { git = \"../elsewhere\" }]\n",
    );
    let component = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec: {{type: service, lifecycle: production, owner: shop}}\n"
        )
    };
    stage.write("vendor/lib/catalog-info.yaml", &component("vendored"));
    stage.write("vendor/lib/.git/HEAD", "ref: refs/heads/main\n");
    let elsewhere = stage.folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("catalog-info.yaml"), component("outside")).unwrap();
    let catalog = stage.catalog();
    let written = stage.edit(
        &catalog,
        &[
            deputy("component:default/vendored", Some("user:default/ana")),
            deputy("component:default/outside", Some("user:default/ana")),
        ],
    );
    assert_eq!(
        written[0].as_ref().unwrap_err(),
        "vendor/lib/catalog-info.yaml belongs to another repository, vendor/lib; change it there"
    );
    assert!(
        written[1]
            .as_ref()
            .unwrap_err()
            .ends_with("is outside of the workspace; change it there")
    );
    assert_eq!(
        fs::read_to_string(elsewhere.join("catalog-info.yaml")).unwrap(),
        component("outside")
    );
    assert!(stage.events().is_empty());
}

#[cfg(unix)]
#[test]
fn rights_and_links_stay_as_they_are() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let stage = Stage::new();
    let path = stage.root().join("catalog/cart.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
    let catalog = stage.catalog();
    let written = stage.edit(&catalog, &[deputy(CART_REF, Some("user:default/ana"))]);
    assert!(written[0].is_ok(), "{written:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o664);
    let kept = stage.root().join("kept.yaml");
    fs::rename(&path, &kept).unwrap();
    symlink("../kept.yaml", &path).unwrap();
    let place = Place::open(stage.root()).unwrap();
    let text = fs::read_to_string(&kept).unwrap();
    let outcomes = place.replace_all(&[("catalog/cart.yaml", &text, "a: b\n")]);
    assert_eq!(
        outcomes.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
        [Replaced::Done]
    );
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&kept).unwrap(), "a: b\n");
    // What a link leads to outside is nobody's to change.
    fs::write(stage.folder.path().join("far.yaml"), "c: d\n").unwrap();
    fs::remove_file(&path).unwrap();
    symlink("../../far.yaml", &path).unwrap();
    assert!(place.replace_all(&[("catalog/cart.yaml", "c: d\n", "e: f\n")])[0].is_err());
    assert_eq!(
        fs::read_to_string(stage.folder.path().join("far.yaml")).unwrap(),
        "c: d\n"
    );
    let left = fs::read_dir(stage.root().join("catalog")).unwrap().flatten();
    let left: Vec<_> = left
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.iter().all(|name| !name.ends_with(".tmp")), "{left:?}");
}

#[test]
fn many_files_are_written_together() {
    let stage = Stage::new();
    let count = 300;
    let name = |at: usize| format!("part-{at}");
    for at in 0..count {
        let text = format!(
            "# {at}\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {}\nspec:\n  type: service # {at}\n  owner: shop\n",
            name(at)
        );
        stage.write(&format!("catalog/{}/{}.yaml", at % 7, name(at)), &text);
    }
    let catalog = stage.catalog();
    let edits: Vec<_> = (0..count)
        .map(|at| owner(&format!("component:default/{}", name(at)), "user:default/ana"))
        .collect();
    let written = stage.edit(&catalog, &edits);
    for (at, outcome) in written.iter().enumerate() {
        let file = format!("catalog/{}/{}.yaml", at % 7, name(at));
        assert_eq!(outcome.as_deref(), Ok(file.as_str()));
        assert!(
            stage
                .read(&file)
                .ends_with(&format!("type: service # {at}\n  owner: user:default/ana\n"))
        );
    }
    assert_eq!(stage.events().len(), count);
}
