//! What comparing promises, by example and for any surveys.

use proptest::prelude::*;

use super::stage::{catalog, related};
use super::*;
use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, External, Relation};

const ID: External = External::Id;

fn company() -> Catalog {
    related(
        &[
            ("component:default/cart", &[(ID, "github:acme/cart")]),
            ("component:default/billing", &[]),
            (
                "resource:default/orders.placed",
                &[(ID, "kafka:main/orders.placed")],
            ),
            ("resource:default/orders.paid", &[(ID, "kafka:main/orders.paid")]),
            ("resource:default/old", &[(ID, "kafka:main/old")]),
            ("resource:default/stock.moved", &[]),
            ("group:default/shop", &[(ID, "github:acme/team/store")]),
            ("group:default/money", &[]),
            ("user:default/ana", &[]),
            ("user:default/ben", &[]),
        ],
        &[
            ("component:default/cart", Relation::OwnedBy, "group:default/shop"),
            (
                "component:default/billing",
                Relation::OwnedBy,
                "group:default/money",
            ),
            (
                "resource:default/orders.placed",
                Relation::OwnedBy,
                "group:default/shop",
            ),
            (
                "resource:default/orders.paid",
                Relation::OwnedBy,
                "group:default/shop",
            ),
            (
                "resource:default/stock.moved",
                Relation::OwnedBy,
                "group:default/money",
            ),
            ("resource:default/old", Relation::OwnedBy, "user:default/ben"),
            ("group:default/shop", Relation::LedBy, "user:default/ana"),
            (
                "component:default/cart",
                Relation::DependsOn,
                "resource:default/orders.placed",
            ),
            (
                "component:default/billing",
                Relation::DependsOn,
                "resource:default/orders.paid",
            ),
        ],
    )
}

fn sighting(sort: Sort, id: &str, hints: &[Hint]) -> Sighting {
    Sighting {
        id: id.to_owned(),
        sort,
        name: id.rsplit('/').next().unwrap_or_default().to_owned(),
        hints: hints.to_vec(),
        ..Sighting::default()
    }
}

fn topic(name: &str, hints: &[Hint]) -> Sighting {
    sighting(Sort::Topic, &format!("kafka:main/{name}"), hints)
}

fn survey(place: &str, sightings: Vec<Sighting>) -> Survey {
    Survey {
        place: place.to_owned(),
        taken: Some(jiff::Timestamp::UNIX_EPOCH),
        complete: true,
        sightings,
        ..Survey::default()
    }
}

fn places() -> Vec<Place> {
    ["github:acme", "kafka:main", "kafka:test"]
        .map(|name| Place {
            name: name.to_owned(),
            ..Place::default()
        })
        .into()
}

fn all_there() -> Vec<Sighting> {
    vec![
        topic("orders.placed", &[]),
        topic("orders.paid", &[]),
        topic("old", &[]),
    ]
}

fn guess_of(sighting: Sighting) -> Guess {
    let place = sighting.id.split('/').next().unwrap_or_default().to_owned();
    let found = compare(&company(), &[survey(&place, vec![sighting])], &places());
    assert_eq!(found.unregistered.len(), 1, "{found:?}");
    found.unregistered[0].guess.clone()
}

#[test]
fn an_owner_is_guessed_by_the_strongest_sign_and_says_why() {
    let owner = |name: &str| Hint::CodeOwner(name.to_owned());
    let writer = |name: &str| Hint::Writer(name.to_owned());
    let team = |name: &str| Hint::AdminTeam(name.to_owned());
    let repository = |hints: &[Hint]| sighting(Sort::Repository, "github:acme/new", hints);
    let cases: [(Sighting, Option<&str>, Option<&str>, &str); 12] = [
        (
            repository(&[team("money"), owner("@acme/store")]),
            Some("group:default/shop"),
            Some("user:default/ana"),
            "CODEOWNERS names @acme/store, which is group:default/shop; group:default/shop is led by user:default/ana, by muster/lead",
        ),
        (
            repository(&[team("Money")]),
            Some("group:default/money"),
            None,
            "the team Money administers it; group:default/money has no lead",
        ),
        (
            repository(&[owner("@ben")]),
            Some("user:default/ben"),
            Some("user:default/ben"),
            "CODEOWNERS names @ben",
        ),
        (
            repository(&[team("store"), team("money")]),
            None,
            None,
            "several teams administer it: store, money; no two repositories of known owners are called alike",
        ),
        (
            repository(&[owner("@acme/lost")]),
            None,
            None,
            "@acme/lost of CODEOWNERS is not in the catalog; no two repositories of known owners are called alike",
        ),
        (
            topic("new", &[writer("User:billing"), writer("User:nobody")]),
            Some("group:default/money"),
            None,
            "User:billing may write to it, and component:default/billing is owned by group:default/money; group:default/money has no lead",
        ),
        (
            topic("new", &[writer("User:billing"), writer("User:cart")]),
            None,
            None,
            "those who may write to it have 2 owners; no two topics of known owners are called alike",
        ),
        (
            topic("orders.sent", &[writer("User:nobody")]),
            Some("group:default/shop"),
            Some("user:default/ana"),
            "the 2 topics that begin with `orders` are theirs; group:default/shop is led by user:default/ana, by muster/lead",
        ),
        (
            topic("stock.moved", &[]),
            Some("group:default/money"),
            None,
            "resource:default/stock.moved has this name; if it is that, give it the annotation muster/external-id; group:default/money has no lead",
        ),
        (
            topic("old-fashioned", &[]),
            None,
            None,
            "no two topics of known owners are called alike",
        ),
        (
            sighting(Sort::Group, "kafka:main/group/stranger", &[]),
            None,
            None,
            "no component has its name or the beginning of it: say which component reads with this group",
        ),
        (
            sighting(Sort::Team, "github:acme/team/new", &[]),
            None,
            None,
            "a team answers through its lead: say who that is",
        ),
    ];
    for (sighting, owner, accountable, reason) in cases {
        let id = sighting.id.clone();
        let guess = guess_of(sighting);
        let found = (
            guess.owner.as_deref(),
            guess.accountable.as_deref(),
            guess.reason.as_str(),
        );
        assert_eq!(found, (owner, accountable, reason), "{id}");
    }
}

#[test]
fn what_the_catalog_knows_is_not_listed() {
    let mut with_file = sighting(Sort::Repository, "github:acme/billing-service", &[]);
    with_file.files = vec![CatalogFile {
        entities: vec!["component:default/billing".to_owned()],
        ..CatalogFile::default()
    }];
    let surveys = [
        survey(
            "kafka:main",
            vec![
                topic("old", &[]),
                sighting(Sort::Group, "kafka:main/group/cart-v2", &[]),
            ],
        ),
        survey(
            "github:acme",
            vec![
                sighting(Sort::Repository, "github:Acme/Cart", &[]),
                sighting(Sort::Team, "github:acme/team/money", &[]),
                with_file,
            ],
        ),
    ];
    assert_eq!(compare(&company(), &surveys, &places()).unregistered, []);
}

#[test]
fn only_a_complete_look_finds_that_something_is_gone() {
    let there: Vec<Sighting> = all_there()
        .into_iter()
        .filter(|topic| topic.name != "old")
        .collect();
    let complete = survey("kafka:main", there);
    let begun = Survey {
        complete: false,
        ..complete.clone()
    };
    let elsewhere = survey("kafka:test", vec![]);
    let gone = |surveys: &[Survey]| {
        let found = compare(&company(), surveys, &places());
        found
            .gone
            .into_iter()
            .map(|gone| (gone.id, gone.accountable))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        gone(&[complete]),
        [("kafka:main/old".to_owned(), Some("user:default/ben".to_owned()))]
    );
    assert_eq!(gone(&[begun, elsewhere]), []);
}

#[test]
fn what_is_seen_is_held_against_what_is_declared() {
    let flow = |who: &str, way, topic: &str| Flow {
        who: who.to_owned(),
        way,
        what: format!("kafka:main/{topic}"),
        evidence: format!("{who} does"),
    };
    let surveys = [Survey {
        flows: vec![
            flow("cart", Way::Reads, "orders.placed"),
            flow("User:cart", Way::Reads, "orders.placed"),
            flow("User:cart", Way::Writes, "orders.placed"),
            flow("cart", Way::Reads, "orders.paid"),
            flow("stranger", Way::Reads, "orders.paid"),
            flow("cart", Way::Reads, "new"),
        ],
        ..survey("kafka:main", all_there())
    }];
    let found = compare(&company(), &surveys, &places());
    let told: Vec<String> = found
        .observed
        .iter()
        .map(|seen| {
            let from = seen.from.as_deref().unwrap_or("?");
            let (way, standing, evidence) = (seen.way, seen.standing, seen.evidence.len());
            format!("{from} {} {way:?} {} {standing:?} {evidence}", seen.who, seen.id)
        })
        .collect();
    assert_eq!(
        told,
        [
            "? stranger Reads kafka:main/orders.paid Unknown 1",
            "component:default/billing billing Reads kafka:main/orders.paid Unseen 1",
            "component:default/cart cart Reads kafka:main/new Unknown 1",
            "component:default/cart cart Reads kafka:main/orders.paid Undeclared 1",
            "component:default/cart User:cart Reads kafka:main/orders.placed Both 2",
            "component:default/cart User:cart Writes kafka:main/orders.placed Both 1",
        ]
    );
}

#[test]
fn a_place_that_nobody_looked_at_is_listed_and_one_that_is_none_any_more_is_not() {
    let old = survey("kafka:left", vec![sighting(Sort::Topic, "kafka:left/x", &[])]);
    let found = compare(&company(), &[old], &places());
    assert_eq!(found.places, places());
    assert_eq!(found.unregistered, []);
}

fn any_sightings() -> impl Strategy<Value = Vec<Sighting>> {
    let name = prop_oneof![
        "(orders|stock)[.-](placed|paid|x|y)",
        "\\PC{0,12}",
        Just("old".to_owned())
    ];
    let hint = prop_oneof![
        Just(None),
        Just(Some(Hint::Writer("User:cart".to_owned()))),
        Just(Some(Hint::Writer("User:billing".to_owned()))),
    ];
    prop::collection::vec((name, hint, 0..3u8), 0..20).prop_map(|all| {
        let made = all.into_iter().map(|(name, hint, sort)| match sort {
            0 => sighting(Sort::Group, &format!("kafka:main/group/{name}"), &[]),
            _ => topic(&name, hint.as_slice()),
        });
        made.collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_what_was_seen_does_not_matter(sightings in any_sightings()) {
        // Of two things of one id the first counts, so there are none.
        let mut sightings = sightings;
        sightings.sort_by(|a, b| a.id.cmp(&b.id));
        sightings.dedup_by(|a, b| a.id == b.id);
        let company = company();
        let other = survey("kafka:test", vec![]);
        let forth = [survey("kafka:main", sightings.clone()), other.clone()];
        sightings.reverse();
        let back = [other, survey("kafka:main", sightings)];
        let mut places = places();
        let found = compare(&company, &forth, &places);
        prop_assert_eq!(&found, &compare(&company, &forth, &places));
        places.reverse();
        prop_assert_eq!(&found, &compare(&company, &back, &places));
    }

    #[test]
    fn what_is_claimed_is_not_listed_any_more(sightings in any_sightings()) {
        let surveys = [survey("kafka:main", sightings)];
        let found = compare(&company(), &surveys, &places());
        let topics = found.unregistered.iter().filter(|item| item.sighting.sort == Sort::Topic);
        // As the catalog reads them from files.
        let claimed: Vec<(&str, String)> = topics
            .map(|item| (item.entity_ref.as_str(), normal_id(&item.sighting.id)))
            .collect();
        let ids: Vec<[(External, &str); 1]> = claimed.iter().map(|(_, id)| [(ID, id.as_str())]).collect();
        let entities: Vec<(&str, &[(External, &str)])> = claimed
            .iter()
            .zip(&ids)
            .map(|((name, _), ids)| (*name, ids.as_slice()))
            .collect();
        let after = compare(&catalog(&entities), &surveys, &places());
        let left = after.unregistered.iter().filter(|item| {
            item.sighting.sort == Sort::Topic && found.unregistered.iter().any(|was| was.sighting.id == item.sighting.id)
        });
        prop_assert_eq!(left.count(), 0);
    }
}
