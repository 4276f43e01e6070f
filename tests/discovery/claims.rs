//! Claims: what was seen becomes an entity with one accountable person, once, and nowhere but in its folder.

use std::fs;

use muster::model::discovery::{Claim, ClaimBy};
use muster::model::journal::{Fact, sentence};

use crate::stage::{FakeCluster, Stage, claim};

#[test]
fn what_is_claimed_is_in_the_catalog_and_in_its_history() {
    let stage = Stage::new();
    stage.look(&FakeCluster::with(&["orders.placed", "orders.paid"], &[]));
    let claimed = stage.claim(&[claim("kafka:main/orders.placed")]);
    assert_eq!(
        claimed[0].outcome,
        Ok("catalog/discovered/resource-orders.placed.yaml".to_owned())
    );
    assert_eq!(stage.unregistered(), ["kafka:main/orders.paid"]);
    let catalog = stage.catalog();
    let entity = catalog.entity(catalog.find("resource:default/orders.placed").unwrap());
    assert_eq!(entity.type_(), Some("kafka-topic"));
    assert_eq!(
        entity.accountable().map(|person| person.entity_ref()),
        Some("user:default/ana")
    );
    assert_eq!(
        catalog.problem_count(),
        0,
        "{:?}",
        catalog.problems().map(|p| p.message()).collect::<Vec<_>>()
    );
    let history = stage
        .journal
        .entity_history("resource:default/orders.placed", 10)
        .unwrap();
    assert_eq!(
        sentence(&history[0]),
        "resource:default/orders.placed claimed for kafka:main/orders.placed: user:default/ana answers for it"
    );
    assert_eq!(history[0].actor, "user:default/ana");
}

#[test]
fn many_are_claimed_at_once_and_each_outcome_stands_alone() {
    let stage = Stage::new();
    stage.write("catalog/discovered/resource-c.yaml", "# somebody's own\n");
    stage.look(&FakeCluster::with(&["a", "b", "c", "d"], &[("stranger", &[])]));
    let nobody = Claim {
        accountable: "user:default/eve".to_owned(),
        ..claim("kafka:main/b")
    };
    let same = Claim {
        entity_ref: Some("resource:default/a".to_owned()),
        ..claim("kafka:main/d")
    };
    let to_repository = Claim {
        by: ClaimBy::PullRequest,
        ..claim("kafka:main/d")
    };
    let claims = [
        claim("kafka:main/a"),
        nobody,
        claim("kafka:main/c"),
        same,
        to_repository,
        claim("kafka:main/never-seen"),
        claim("kafka:main/group/stranger"),
        claim("kafka:main/a"),
    ];
    let claimed = stage.claim(&claims);
    let told: Vec<&str> = claimed
        .iter()
        .map(|claimed| {
            claimed
                .outcome
                .as_ref()
                .map_or_else(String::as_str, String::as_str)
        })
        .collect();
    assert_eq!(
        told,
        [
            "catalog/discovered/resource-a.yaml",
            "`user:default/eve` is no User of the catalog, so nobody would answer for it",
            "there is a file catalog/discovered/resource-c.yaml already",
            "another claim makes resource:default/a already",
            "only a repository takes a pull request; claim it by a file instead",
            "nothing of this id was seen that is not registered",
            "a consumer group becomes no entity; give the component that reads with it the annotation muster/consumer-group: stranger",
            "another claim makes resource:default/a already",
        ]
    );
    assert_eq!(stage.events("entity.claimed").len(), 1);
    assert_eq!(
        stage.read("catalog/discovered/resource-c.yaml"),
        "# somebody's own\n"
    );
}

#[test]
fn a_program_killed_between_the_file_and_the_journal_is_made_up_for() {
    let stage = Stage::new();
    stage.look(&FakeCluster::with(&["orders"], &[]));
    stage.claim(&[claim("kafka:main/orders")]);
    let file = "catalog/discovered/resource-orders.yaml";
    let text = stage.read(file);
    // As if it had been killed: the file is there, the journal knows nothing.
    let killed = Stage::new();
    killed.look(&FakeCluster::with(&["orders"], &[]));
    killed.write(file, &text);
    let again = killed.claim(&[claim("kafka:main/orders")]);
    assert_eq!(again[0].outcome, Ok(file.to_owned()));
    assert_eq!(killed.events("entity.claimed").len(), 1);
    let third = killed.claim(&[claim("kafka:main/orders")]);
    assert_eq!(
        third[0].outcome,
        Err("resource:default/orders stands for it already".to_owned())
    );
    assert_eq!(killed.events("entity.claimed").len(), 1);
    assert_eq!(killed.read(file), text);
}

#[test]
fn nothing_is_written_that_the_catalog_would_not_read() {
    let settings =
        "[catalog]\nlocations = [\"entities\"]\n[kafka.clusters.main]\nbootstrap = [\"kafka:9092\"]\n";
    let stage = Stage::with_settings(settings);
    stage.write("entities/people.yaml", &stage.read("catalog/people.yaml"));
    stage.look(&FakeCluster::with(&["orders"], &[]));
    let claimed = stage.claim(&[claim("kafka:main/orders")]);
    let refused = claimed[0].outcome.clone().unwrap_err();
    assert!(
        refused.contains("the workspace reads no catalog/discovered/resource-orders.yaml"),
        "{refused}"
    );
    assert!(!stage.root().join("catalog/discovered").exists());
}

#[test]
fn hostile_names_stay_in_the_folder_and_are_harmless() {
    let stage = Stage::new();
    let long = "x".repeat(300);
    let names = [
        "../../../etc/passwd",
        "..",
        "a/b",
        "/absolute",
        "\u{1b}[31mred",
        "line\nbreak: {}",
        "\u{202e}gnp.exe",
        "ünïcödé",
        "'\"`$(id)",
        "- !!python/object",
        &long,
    ];
    let before = stage.files();
    stage.look(&FakeCluster::with(&names, &[]));
    let claims: Vec<Claim> = stage.unregistered().iter().map(|id| claim(id)).collect();
    assert_eq!(claims.len(), names.len());
    let claimed = stage.claim(&claims);
    let files = claimed.iter().map(|claimed| claimed.outcome.clone().unwrap());
    for file in files {
        let name = file
            .strip_prefix("catalog/discovered/resource-")
            .expect("its folder");
        assert!(
            name.chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)),
            "{name}"
        );
        let text = stage.read(&file);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'), "{text:?}");
    }
    let new: Vec<_> = stage
        .files()
        .into_iter()
        .filter(|file| !before.contains(file))
        .collect();
    assert_eq!(new.len(), names.len());
    assert!(
        new.iter()
            .all(|file| file.starts_with(stage.root().join("catalog/discovered")))
    );
    // Each is known again by exactly its name.
    assert_eq!(stage.unregistered(), Vec::<String>::new());
    let up = Claim {
        entity_ref: Some("resource:default/../up".to_owned()),
        ..claim("kafka:main/more")
    };
    stage.look(&FakeCluster::with(&["more"], &[]));
    assert!(stage.claim(&[up])[0].outcome.is_err());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_way_leads_nowhere() {
    let stage = Stage::new();
    let elsewhere = stage.outside().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, stage.root().join("catalog/discovered")).unwrap();
    stage.look(&FakeCluster::with(&["orders"], &[]));
    let claimed = stage.claim(&[claim("kafka:main/orders")]);
    assert!(claimed[0].outcome.is_err(), "{claimed:?}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    assert!(stage.events("entity.claimed").is_empty());
}

#[test]
fn a_claim_says_all_in_the_journal() {
    let stage = Stage::new();
    stage.look(&FakeCluster::with(&["orders"], &[]));
    stage.claim(&[claim("kafka:main/orders")]);
    let events = stage.events("entity.claimed");
    let Ok(Fact::EntityClaimed(claimed)) = events[0].fact() else {
        panic!("a claim: {events:?}");
    };
    assert_eq!(
        (
            claimed.id.as_str(),
            claimed.owner.as_str(),
            claimed.by,
            claimed.file.as_deref(),
            claimed.run
        ),
        (
            "kafka:main/orders",
            "group:default/shop",
            ClaimBy::File,
            Some("catalog/discovered/resource-orders.yaml"),
            None
        )
    );
}
