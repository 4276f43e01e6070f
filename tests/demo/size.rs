//! How big the company is, and that it is the same one every time.

use crate::reader::Company;
use crate::{default_company, sized};
use muster::demo::{self, Options};
use std::collections::BTreeSet;

#[test]
fn the_default_company_has_about_600_people_and_every_kind() {
    let company = default_company();
    let counts = company.counts();
    assert_eq!(counts["User"], 600);
    for kind in [
        "API",
        "Component",
        "Domain",
        "Group",
        "Location",
        "Resource",
        "System",
        "Template",
        "User",
    ] {
        assert!(counts[kind] > 0, "no {kind}");
    }
    let total: usize = counts.values().sum();
    assert!((2_000..=2_500).contains(&total), "{total} entities: {counts:?}");
}

#[test]
fn a_company_has_exactly_the_size_that_was_asked_for() {
    for asked in [Options::LEAST, 1_000, 2_200, 2_600, 5_000, 8_000] {
        let total: usize = Company::of(&sized(asked)).counts().values().sum();
        assert_eq!(total, asked);
    }
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_gives_others() {
    let files = |seed| {
        demo::generate(&Options {
            entities: Some(1_000),
            seed,
        })
        .collect::<Vec<_>>()
    };
    assert!(files(1) == files(1));
    assert!(files(1) != files(2));
}

/// A change of these numbers changes every demo and every bench: do it knowingly.
#[test]
fn the_bytes_are_the_same_on_every_machine() {
    let digest = |options: &Options| {
        let bytes =
            demo::generate(options).flat_map(|file| [file.path.into_bytes(), file.contents.into_bytes()]);
        // FNV-1a
        bytes.flatten().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    insta::assert_snapshot!(format!("{:x} {:x}", digest(&Options::default()), digest(&sized(5_000))), @"382528a323e0f781 9451ba01b8bed848");
}

#[test]
fn at_scale_files_and_entities_have_the_size_of_real_ones() {
    let company = Company::of(&sized(8_000));
    let files: BTreeSet<_> = company.entities.iter().map(|entity| &entity.path).collect();
    let each = company.entities.len() / files.len();
    assert!((15..=25).contains(&each), "{each} entities a file");
    let bytes: usize = files.iter().map(|path| company.files[*path].len()).sum();
    let size = bytes / company.entities.len();
    assert!((400..=700).contains(&size), "{size} bytes an entity");
    let people = company.counts()["User"] * 100 / company.entities.len();
    assert!((10..=27).contains(&people), "{people} % people");
}
