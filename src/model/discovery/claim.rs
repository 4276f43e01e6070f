//! What a claim makes of something that was seen: an entity with exactly one accountable person, or why not. Pure.

use serde_json::{Map, Value, json};

use super::proposal::kind_of;
use super::{Claim, Sighting, Sort, Unregistered};
use crate::model::catalog::external::{EXTERNAL_ID, normal_id};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef, is_valid_name, is_valid_namespace};

/// An entity that is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Claiming {
    pub entity_ref: EntityRef,
    /// Canonical ref.
    pub owner: String,
    pub accountable: String,
    /// The whole entity.
    pub document: Value,
}

/// What a claim of something unregistered makes.
///
/// # Errors
/// In a sentence, with what to do instead.
pub fn prepare(catalog: &Catalog, found: &Unregistered, claim: &Claim) -> Result<Claiming, String> {
    let sighting = &found.sighting;
    let id = normal_id(&sighting.id);
    if let Some(holder) = catalog.find_external(&id) {
        let holder = catalog.entity(holder).entity_ref();
        return Err(format!("{holder} stands for it already"));
    }
    let Some(kind) = kind_of(sighting.sort) else {
        let name = &sighting.name;
        return Err(format!(
            "a consumer group becomes no entity; give the component that reads with it the annotation muster/consumer-group: {name}"
        ));
    };
    let accountable = person(catalog, &claim.accountable)?;
    let owner = claim
        .owner
        .as_deref()
        .map(|owner| owner_of(catalog, owner))
        .transpose()?;
    let owner = owner.unwrap_or_else(|| accountable.clone());
    let wanted = claim.entity_ref.as_deref().unwrap_or(&found.entity_ref);
    let entity_ref = EntityRef::parse(wanted, Some(kind), "default")
        .map_err(|error| format!("`{wanted}` cannot be its ref: {error}"))?;
    if entity_ref.kind() != kind {
        return Err(format!(
            "{} becomes a {kind}, so its ref begins with `{kind}:`",
            described(sighting.sort)
        ));
    }
    if !is_valid_name(entity_ref.name()) || !is_valid_namespace(entity_ref.namespace()) {
        return Err(format!(
            "`{wanted}` cannot be its ref: a name has 1 to 63 letters and digits, joined by single `-`, `_` or `.`"
        ));
    }
    if catalog.find(entity_ref.as_str()).is_some() {
        return Err(format!("there is a {entity_ref} already; choose another name"));
    }
    Ok(Claiming {
        document: document(sighting, &entity_ref, &owner, &accountable),
        entity_ref,
        owner,
        accountable,
    })
}

/// Where the file of a claimed entity is: `catalog/discovered/resource-orders.placed.yaml`.
pub fn file_of(entity: &EntityRef) -> String {
    let (kind, name) = (entity.kind(), entity.name());
    match entity.namespace() {
        DEFAULT_NAMESPACE => format!("catalog/discovered/{kind}-{name}.yaml"),
        namespace => format!("catalog/discovered/{namespace}/{kind}-{name}.yaml"),
    }
}

fn described(sort: Sort) -> &'static str {
    match sort {
        Sort::Topic => "a topic",
        Sort::Group => "a consumer group",
        Sort::Repository => "a repository",
        Sort::Team => "a team",
    }
}

fn person(catalog: &Catalog, written: &str) -> Result<String, String> {
    if written.trim().is_empty() {
        return Err(
            "nobody is guessed to answer for it, and exactly one person must: name a User of the catalog"
                .to_owned(),
        );
    }
    let found = EntityRef::parse(written, Some("user"), "default").ok();
    let found = found.filter(|person| person.kind() == "user" && catalog.find(person.as_str()).is_some());
    found
        .map(|person| person.to_string())
        .ok_or_else(|| format!("`{written}` is no User of the catalog, so nobody would answer for it"))
}

fn owner_of(catalog: &Catalog, written: &str) -> Result<String, String> {
    let found = EntityRef::parse(written, Some("group"), "default").ok();
    let found = found
        .filter(|owner| matches!(owner.kind(), "group" | "user") && catalog.find(owner.as_str()).is_some());
    found
        .map(|owner| owner.to_string())
        .ok_or_else(|| format!("`{written}` is no Group or User of the catalog, so it cannot own anything"))
}

fn document(sighting: &Sighting, entity_ref: &EntityRef, owner: &str, accountable: &str) -> Value {
    let (kind, spec) = match sighting.sort {
        Sort::Topic | Sort::Group => (
            "Resource",
            json!({ "type": "kafka-topic", "lifecycle": "production", "owner": owner }),
        ),
        Sort::Repository => (
            "Component",
            json!({ "type": type_of(&sighting.name), "lifecycle": lifecycle_of(sighting), "owner": owner }),
        ),
        Sort::Team => ("Group", json!({ "type": "team", "children": [] })),
    };
    let mut metadata = Map::new();
    if entity_ref.namespace() != "default" {
        metadata.insert("namespace".to_owned(), entity_ref.namespace().into());
    }
    metadata.insert("name".to_owned(), entity_ref.name().into());
    if !sighting.name.is_empty() && sighting.name != entity_ref.name() {
        metadata.insert("title".to_owned(), sighting.name.as_str().into());
    }
    metadata.insert("annotations".to_owned(), annotations(sighting, accountable));
    if let Some(url) = sighting.url.as_deref().filter(|url| url.starts_with("https://")) {
        metadata.insert("links".to_owned(), json!([{ "url": url, "title": "Source" }]));
    }
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    })
}

fn annotations(sighting: &Sighting, accountable: &str) -> Value {
    let mut annotations = json!({ EXTERNAL_ID: sighting.id });
    let (_, rest) = sighting.id.split_once(':').unwrap_or_default();
    match sighting.sort {
        Sort::Repository => annotations["github.com/project-slug"] = rest.into(),
        Sort::Team => annotations["github.com/team-slug"] = rest.replacen("/team/", "/", 1).into(),
        Sort::Topic | Sort::Group => {}
    }
    // A group's lead answers for it, and for what it owns.
    let role = match sighting.sort {
        Sort::Team => "muster/lead",
        _ => "muster/accountable",
    };
    annotations[role] = accountable.into();
    annotations
}

/// What a repository probably is, by the words that teams put into names; most are services.
fn type_of(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let has = |words: &[&str]| name.split(['-', '_', '.']).any(|part| words.contains(&part));
    if has(&["lib", "library", "sdk", "client", "common"]) {
        "library"
    } else if has(&["web", "website", "site", "ui", "frontend", "docs"]) {
        "website"
    } else {
        "service"
    }
}

fn lifecycle_of(sighting: &Sighting) -> &'static str {
    let is_archived = sighting
        .facts
        .iter()
        .any(|(what, is)| what == "archived" && matches!(is.as_str(), "yes" | "true"));
    if is_archived { "deprecated" } else { "production" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::External;
    use crate::model::discovery::stage::catalog;

    fn found(sort: Sort, id: &str, entity_ref: &str) -> Unregistered {
        Unregistered {
            sighting: Sighting {
                id: id.to_owned(),
                sort,
                name: id.rsplit('/').next().unwrap_or_default().to_owned(),
                ..Sighting::default()
            },
            guess: Default::default(),
            entity_ref: entity_ref.to_owned(),
        }
    }

    #[test]
    fn what_cannot_be_claimed_says_why() {
        let catalog = catalog(&[
            ("user:default/ana", &[]),
            ("group:default/shop", &[]),
            ("resource:default/taken", &[(External::Id, "kafka:main/known")]),
        ]);
        let topic = found(Sort::Topic, "kafka:main/new", "resource:default/new");
        let claim = |entity_ref: Option<&str>, owner: Option<&str>, accountable: &str| Claim {
            id: "kafka:main/new".to_owned(),
            entity_ref: entity_ref.map(str::to_owned),
            owner: owner.map(str::to_owned),
            accountable: accountable.to_owned(),
            by: Default::default(),
        };
        for (found, claim, why) in [
            (
                &topic,
                claim(None, None, "eve"),
                "`eve` is no User of the catalog",
            ),
            (&topic, claim(None, None, "group:shop"), "`group:shop` is no User"),
            (&topic, claim(None, None, ""), "exactly one person must"),
            (
                &topic,
                claim(None, Some("money"), "ana"),
                "`money` is no Group or User",
            ),
            (
                &topic,
                claim(Some("taken"), None, "ana"),
                "there is a resource:default/taken already",
            ),
            (
                &topic,
                claim(Some("component:new"), None, "ana"),
                "its ref begins with `resource:`",
            ),
            (&topic, claim(Some("../up"), None, "ana"), "cannot be its ref"),
            (
                &found(Sort::Topic, "kafka:main/known", "resource:default/known"),
                claim(None, None, "ana"),
                "resource:default/taken stands for it already",
            ),
            (
                &found(Sort::Group, "kafka:main/group/x", ""),
                claim(None, None, "ana"),
                "muster/consumer-group: x",
            ),
        ] {
            let refused = prepare(&catalog, found, &claim).expect_err(why);
            assert!(refused.contains(why), "{refused}");
        }
        let made = prepare(&catalog, &topic, &claim(None, Some("shop"), "Ana")).expect("a claim");
        assert_eq!(
            (made.owner.as_str(), made.accountable.as_str()),
            ("group:default/shop", "user:default/ana")
        );
        let alone = prepare(&catalog, &topic, &claim(Some("other"), None, "ana")).expect("a claim");
        assert_eq!(
            (alone.owner.as_str(), alone.entity_ref.as_str()),
            ("user:default/ana", "resource:default/other")
        );
    }

    #[test]
    fn each_sort_becomes_its_kind() {
        let catalog = catalog(&[("user:default/ana", &[])]);
        let claim = Claim {
            id: String::new(),
            entity_ref: None,
            owner: None,
            accountable: "ana".to_owned(),
            by: Default::default(),
        };
        let made = |sort, id: &str, entity_ref: &str| {
            let made = prepare(&catalog, &found(sort, id, entity_ref), &claim).expect("a claim");
            crate::model::text::yaml(&made.document)
        };
        let all = [
            made(Sort::Topic, "kafka:main/Orders", "resource:default/orders"),
            made(
                Sort::Repository,
                "github:acme/shop-ui",
                "component:default/shop-ui",
            ),
            made(Sort::Team, "github:acme/team/pay", "group:default/pay"),
        ];
        insta::assert_snapshot!(all.join(""), @r"
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders
  title: Orders
  annotations:
    muster/external-id: kafka:main/Orders
    muster/accountable: user:default/ana
spec:
  type: kafka-topic
  lifecycle: production
  owner: user:default/ana
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop-ui
  annotations:
    muster/external-id: github:acme/shop-ui
    github.com/project-slug: acme/shop-ui
    muster/accountable: user:default/ana
spec:
  type: website
  lifecycle: production
  owner: user:default/ana
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: pay
  annotations:
    muster/external-id: github:acme/team/pay
    github.com/team-slug: acme/pay
    muster/lead: user:default/ana
spec:
  type: team
  children: []
");
    }
}
