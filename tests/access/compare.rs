//! What the providers have, held against grants and catalog: a table of what explains what.

use jiff::{SignedDuration, Timestamp};
use muster::model::access::{
    AccessReview, AccessSurvey, Beside, Grant, Granted, Presence, PrincipalSort, Right, Standing, Taken,
    agenda, compare, without_taken,
};
use muster::model::catalog::Catalog;
use muster::model::ownership::Ownership;
use std::sync::Arc;

use muster::config::{FoundBy, Workspace};
use muster::engine::CatalogReader;

const CATALOG: &str = "
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders'}}
spec: {type: kafka-topic, owner: shop, dependencyOf: [component:cart]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, annotations: {github.com/project-slug: Acme/Cart}}
spec: {type: service, lifecycle: production, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger}
spec: {type: service, lifecycle: production, owner: money, dependsOn: [resource:orders]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: search}
spec: {type: service, lifecycle: production, owner: money}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: company, annotations: {muster/lead: bo}}
spec: {type: department, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana, github.com/team-slug: acme/shop-team}}
spec: {type: team, parent: company, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: money, annotations: {muster/lead: cleo}}
spec: {type: team, parent: company, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana, annotations: {github.com/user-login: Ana-1}}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: [company]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cleo}
spec: {memberOf: [money]}
";

fn catalog() -> Arc<Catalog> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.yaml"), CATALOG).unwrap();
    let workspace = Workspace::open(folder.path(), FoundBy::Program).unwrap();
    CatalogReader::new(workspace.scope(), None).current().catalog
}

fn now() -> Timestamp {
    Timestamp::from_second(1_780_000_000).unwrap()
}

fn days(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

/// `User:cart write kafka:main/orders`; a principal with a slash is a team, one without a colon a person.
fn right(line: &str) -> Right {
    let [principal, right, target]: [&str; 3] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
    Right {
        target: target.to_owned(),
        principal: principal.to_owned(),
        principal_sort: match (principal.contains(':'), principal.contains('/')) {
            (true, _) => PrincipalSort::Account,
            (false, true) => PrincipalSort::Team,
            (false, false) => PrincipalSort::Login,
        },
        right: right.to_owned(),
        through: String::new(),
    }
}

fn survey(place: &str, lines: &[&str]) -> AccessSurvey {
    AccessSurvey {
        place: place.to_owned(),
        taken: Some(now()),
        complete: true,
        rights: lines.iter().map(|line| right(line)).collect(),
        ..AccessSurvey::default()
    }
}

fn grant(line: &str, until: Option<Timestamp>, standing: Standing) -> Granted {
    Granted {
        right: right(line),
        grant: Grant {
            run: "run".to_owned(),
            step: "access".to_owned(),
            until,
            by: "user:default/cleo".to_owned(),
            given: days(-40),
            reason: "the audit".to_owned(),
        },
        standing,
        is_given: true,
        stays: false,
    }
}

fn review(surveys: &[AccessSurvey], granted: &[Granted], taken: &[Taken]) -> AccessReview {
    let places = ["kafka:main".to_owned(), "github:acme".to_owned()];
    compare(&Beside {
        catalog: &catalog(),
        ownership: &Ownership::default(),
        places: &places,
        surveys,
        granted,
        taken,
        reviewed: &[],
        asks: true,
        now: now(),
    })
}

#[test]
fn each_right_is_explained_by_the_catalog_or_by_nothing() {
    for (line, expected) in [
        (
            "User:cart write kafka:main/orders",
            "resource:default/orders belongs to component:default/cart",
        ),
        (
            "User:ledger read kafka:main/orders",
            "component:default/ledger dependsOn resource:default/orders",
        ),
        // A dependency is no reason to administer.
        ("User:ledger admin kafka:main/orders", ""),
        ("User:search read kafka:main/orders", ""),
        ("User:nobody read kafka:main/orders", ""),
        ("User:cart read kafka:main/group/cart", "its own"),
        // It opens others, too.
        ("User:cart read kafka:main/group/cart*", ""),
        ("User:search read kafka:main/unregistered", ""),
        ("ana-1 admin github:acme/cart", "accountable person of it"),
        (
            "ben push github:acme/cart",
            "member of group:default/shop, which owns it",
        ),
        ("bo admin github:acme/cart", "lead of it"),
        ("cleo pull github:acme/cart", ""),
        (
            "acme/shop-team maintain github:acme/cart",
            "group:default/shop owns it",
        ),
        (
            "acme/company pull github:acme/cart",
            "group:default/company is above group:default/shop, which owns it",
        ),
        ("acme/money pull github:acme/cart", ""),
    ] {
        let place = if line.contains("kafka:") {
            "kafka:main"
        } else {
            "github:acme"
        };
        let review = review(&[survey(place, &[line])], &[], &[]);
        assert_eq!(review.rows.len(), 1, "{line}");
        assert_eq!(review.rows[0].why.words(), expected, "{line}");
        assert_eq!(review.rows[0].is_unexplained(), expected.is_empty(), "{line}");
    }
}

#[test]
fn grants_explain_until_they_end() {
    let line = "User:search read kafka:main/orders";
    let declared = "User:ledger read kafka:main/orders";
    for (seen, until, standing, expected) in [
        (
            line,
            Some(days(9)),
            Standing::Holds,
            ("granted", Presence::There, false),
        ),
        (line, None, Standing::Holds, ("granted", Presence::There, false)),
        (
            line,
            Some(days(-1)),
            Standing::Holds,
            ("granted", Presence::There, true),
        ),
        (
            line,
            Some(days(-1)),
            Standing::Stuck,
            ("granted", Presence::There, true),
        ),
        (
            line,
            Some(days(-1)),
            Standing::TakenBack(days(-1)),
            ("nothing", Presence::There, false),
        ),
        // An end that was agreed on counts for more than what the catalog says.
        (
            declared,
            Some(days(-1)),
            Standing::Holds,
            ("granted", Presence::There, true),
        ),
    ] {
        let review = review(
            &[survey("kafka:main", &[seen])],
            &[grant(seen, until, standing)],
            &[],
        );
        let row = &review.rows[0];
        assert_eq!(
            (row.why.word(), row.presence, row.is_over),
            expected,
            "{seen} {until:?}"
        );
    }
    // A run that only agreed to what was there explains what nothing else does, and keeps what another gave from being over.
    let had = Granted {
        is_given: false,
        ..grant(declared, Some(days(5)), Standing::Holds)
    };
    let seen = [survey("kafka:main", &[declared])];
    assert_eq!(
        review(&seen, std::slice::from_ref(&had), &[]).rows[0].why.word(),
        "declared"
    );
    let beside = [had, grant(declared, Some(days(-1)), Standing::Holds)];
    assert!(!review(&seen, &beside, &[]).rows[0].is_over);
    // Of two the one that lasts longer counts.
    let both = [
        grant(line, Some(days(-1)), Standing::Holds),
        grant(line, Some(days(5)), Standing::Holds),
    ];
    assert!(!review(&[survey("kafka:main", &[line])], &both, &[]).rows[0].is_over);
}

#[test]
fn what_was_given_and_is_not_there_is_gone_where_somebody_looked() {
    let line = "User:search read kafka:main/orders";
    let given = [grant(line, Some(days(9)), Standing::Holds)];
    let incomplete = AccessSurvey {
        complete: false,
        ..survey("kafka:main", &[])
    };
    let earlier = AccessSurvey {
        taken: Some(days(-50)),
        ..survey("kafka:main", &[])
    };
    for (surveys, expected) in [
        (vec![survey("kafka:main", &[])], Some(Presence::Gone)),
        (vec![incomplete], Some(Presence::NotSeen)),
        (vec![earlier], Some(Presence::NotSeen)),
        (vec![], Some(Presence::NotSeen)),
    ] {
        let review = review(&surveys, &given, &[]);
        assert_eq!(
            review.rows.first().map(|row| row.presence),
            expected,
            "{surveys:?}"
        );
    }
    // What is over and gone is as it should be.
    let over = [grant(line, Some(days(-1)), Standing::Holds)];
    assert_eq!(review(&[survey("kafka:main", &[])], &over, &[]).rows, []);
}

#[test]
fn what_a_run_took_after_the_look_is_not_there_any_more() {
    let line = "User:search read kafka:main/orders";
    let taken = |at: Timestamp| {
        [Taken {
            right: right(line),
            at,
        }]
    };
    let seen = [survey("kafka:main", &[line])];
    assert_eq!(review(&seen, &[], &taken(days(1))).rows, []);
    assert_eq!(review(&seen, &[], &taken(days(-1))).rows.len(), 1);
}

#[test]
fn what_is_over_stands_first_then_what_nothing_explains() {
    let seen = [survey(
        "kafka:main",
        &[
            "User:cart write kafka:main/orders",
            "User:nobody read kafka:main/orders",
            "User:search read kafka:main/orders",
        ],
    )];
    let over = [grant(
        "User:search read kafka:main/orders",
        Some(days(-1)),
        Standing::Holds,
    )];
    let review = review(&seen, &over, &[]);
    let order: Vec<&str> = review
        .rows
        .iter()
        .map(|row| row.right.principal.as_str())
        .collect();
    assert_eq!(order, ["User:search", "User:nobody", "User:cart"]);
    let catalog = catalog();
    let mine = agenda(&review, &catalog, "user:default/ana");
    assert_eq!((mine.over, mine.unexplained), (1, 1));
    assert_eq!(mine.resources, ["resource:default/orders"]);
    assert!(agenda(&review, &catalog, "user:default/cleo").is_empty());
}

#[test]
fn a_person_has_what_their_groups_have() {
    let seen = [survey(
        "github:acme",
        &[
            "ana-1 admin github:acme/cart",
            "acme/shop-team push github:acme/cart",
            "acme/company pull github:acme/cart",
            "cleo pull github:acme/cart",
        ],
    )];
    let review = review(&seen, &[], &[]);
    let catalog = catalog();
    for (name, count) in [
        ("user:default/ana", 3),
        ("user:default/cleo", 2),
        ("group:default/shop", 1),
        ("component:default/cart", 4),
        ("Ana-1", 1),
    ] {
        assert_eq!(review.of(&catalog, name).rows.len(), count, "{name}");
    }
}

/// With how it is given.
fn through(line: &str, through: &str) -> Right {
    Right {
        through: through.to_owned(),
        ..right(line)
    }
}

#[test]
fn a_grant_stands_for_what_it_gave_and_for_nothing_else() {
    let read = "User:search read kafka:main/orders";
    let by_hand = through(read, "every topic that begins with orders");
    let admin = right("User:search admin kafka:main/orders");
    let describe = "User:search describe kafka:main/orders";
    let over = |line: &str| grant(line, Some(days(-1)), Standing::Holds);
    for (seen, given) in [
        (by_hand.clone(), over(read)),
        (admin.clone(), grant(describe, None, Standing::Holds)),
        (admin.clone(), over(describe)),
        (right(read), over(describe)),
    ] {
        let place = AccessSurvey {
            rights: vec![seen.clone()],
            ..survey("kafka:main", &[])
        };
        let found = review(&[place], &[given], &[]);
        let row = found.row(&seen).unwrap();
        assert!(row.is_unexplained() && !row.is_over, "{row:?}");
        // That it is there still is seen all the same, where one implies the other.
        assert!(
            found.rows.iter().all(|row| row.presence == Presence::There),
            "{found:?}"
        );
    }
    // What was taken by its own rule is there by the other one.
    let place = AccessSurvey {
        rights: vec![by_hand.clone()],
        ..survey("kafka:main", &[])
    };
    let taken = Taken {
        right: right(read),
        at: days(1),
    };
    assert_eq!(review(&[place], &[], std::slice::from_ref(&taken)).rows.len(), 1);
    let pattern = Granted {
        right: Right {
            target: "kafka:main/orders*".to_owned(),
            ..by_hand
        },
        ..grant(read, None, Standing::Holds)
    };
    let left = without_taken(vec![pattern], &[taken]);
    assert_eq!(left[0].standing, Standing::Holds);
}

#[test]
fn strangers_are_nobody_of_the_company_though_they_are_called_so() {
    for (line, how, holder) in [
        ("ben push github:acme/cart", "", Some("user:default/ben")),
        ("ben push github:acme/cart", "from outside the organisation", None),
        ("ben push github:acme/cart", "invited, not come yet", None),
        // Who has a name on GitHub is known by that one only.
        ("ana push github:acme/cart", "", None),
        (
            "ana-1 push github:acme/cart",
            "from outside the organisation",
            Some("user:default/ana"),
        ),
    ] {
        let place = AccessSurvey {
            rights: vec![through(line, how)],
            ..survey("github:acme", &[])
        };
        let row = &review(&[place], &[], &[]).rows[0];
        assert_eq!(row.holder.as_deref(), holder, "{line} {how}");
        assert_eq!(row.is_unexplained(), holder.is_none(), "{line} {how}");
    }
}

#[test]
fn places_that_were_not_seen_whole_are_told() {
    let part = AccessSurvey {
        complete: false,
        ..survey("kafka:main", &[])
    };
    let whole = |place: &str| survey(place, &[]);
    for (surveys, unseen) in [
        (vec![], 2),
        (vec![whole("kafka:main")], 1),
        (vec![part, whole("github:acme")], 1),
        (vec![whole("kafka:main"), whole("github:acme")], 0),
    ] {
        assert_eq!(review(&surveys, &[], &[]).unseen().count(), unseen, "{surveys:?}");
    }
}
