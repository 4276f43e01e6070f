use super::*;

const COMPANY: &str = r#"
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: tagged, tags: [mongodb]}
spec: {type: service, lifecycle: production, owner: a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: annotated, annotations: {example.com/store: "Mongo 7"}}
spec: {type: service, lifecycle: production, owner: a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: by-type}
spec: {type: MongoDB, lifecycle: production, owner: a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: needs-typed}
spec: {type: service, lifecycle: production, owner: a, dependsOn: ["resource:orders"]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: needs-named}
spec: {type: service, lifecycle: production, owner: a, dependsOn: ["resource:mongo-7"]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: needs-user}
spec: {type: service, lifecycle: production, owner: a, dependsOn: ["component:by-type", "component:tagged"]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: mongodb, owner: a}
"#;

fn known() -> Radar {
    let mut radar = radar(&[[1, 0, 0, 0]]);
    let technology = &mut radar.technologies[0];
    technology.id = "mongodb".to_owned();
    technology.title = "MongoDB".to_owned();
    technology.known_by = KnownBy {
        annotations: vec![("example.com/store".to_owned(), Some("mongo".to_owned()))],
        dependencies: vec!["resource:*/mongo-*".to_owned()],
        ..KnownBy::by_default("mongodb", "MongoDB")
    };
    radar
}

#[test]
fn who_uses_it_and_how_that_is_known() {
    let catalog = workspace::catalog(COMPANY).as_ref().clone();
    let judged = judged(known(), catalog);
    let radar = &judged.vision.radar;
    let id = radar.find("mongodb").unwrap();
    let users: Vec<String> = judged
        .technologies
        .users(id)
        .iter()
        .map(|user| {
            assert_eq!(judged.technologies.used_by(*user), [id]);
            let reason = why(&judged.catalog, radar, *user, id).unwrap();
            format!("{}: {reason}", judged.catalog.entity(*user).name())
        })
        .collect();
    insta::assert_debug_snapshot!(users, @r##"
    [
        "annotated: annotation `example.com/store` with `mongo`",
        "by-type: type `MongoDB`",
        "needs-named: depends on `resource:default/mongo-7`",
        "needs-typed: depends on `resource:default/orders` of type `mongodb`",
        "tagged: tag `mongodb`",
        "orders: type `mongodb`",
    ]
    "##);
    let other = judged.catalog.find("component:default/needs-user").unwrap();
    assert_eq!(why(&judged.catalog, radar, other, id), None);
}

#[test]
fn the_detail_names_its_users() {
    let catalog = workspace::catalog(COMPANY).as_ref().clone();
    let judged = judged(known(), catalog);
    let mut state = opened(&judged);
    state.enter(&judged);
    insta::assert_snapshot!(text(&mut state, &judged, (120, 24)));
    state.enter(&judged);
    state.go(Motion::Down, &judged);
    assert_eq!(state.enter(&judged).as_deref(), Some("component:default/by-type"));
}
