//! What is wrong on purpose, and only that.

use crate::reader::{Company, Entity, documents};
use crate::sized;
use muster::demo::{self, Options};
use std::collections::BTreeSet;

#[test]
fn every_flaw_is_where_the_list_says() {
    for options in [Options::default(), sized(Options::LEAST)] {
        let company = Company::of(&options);
        let folder = tempfile::tempdir().expect("a folder");
        let flaws = demo::write(folder.path(), &options).expect("a demo").flaws;
        let mut codes: Vec<_> = flaws.iter().map(|flaw| flaw.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 14);

        for flaw in flaws {
            let text = &company.files[&flaw.where_];
            let holds = match flaw.code {
                "someone left" => text.contains("user:default/marit.solheim"),
                "orphan" => text.contains("owner: unknown"),
                "disbanded team" => text.contains("growth-squad"),
                "team without a lead" => text.contains("name: data-engineering"),
                "address as owner" => text.contains("returns-team@quayside.example"),
                "circle" => text.contains("component:inventory-api"),
                "dangling dependency" => text.contains("resource:default/oracle-tms"),
                "dead location" => text.contains("./acquired/boxbridge/catalog-info.yaml"),
                "broken YAML" => documents(text).1.len() == 1 && documents(text).0.len() > 10,
                "claimed twice" => {
                    company
                        .entities
                        .iter()
                        .filter(|e| e.reference() == "component:default/listings-api")
                        .count()
                        == 2
                }
                "Kubernetes in between" => text.contains("kind: ConfigMap"),
                "unknown kind" => text.contains("kind: Dashboard"),
                "Windows line ends" => text.contains("\r\n"),
                "skeleton" => text.contains("${{ values.name }}"),
                other => panic!("{other} is not checked"),
            };
            assert!(holds, "{}: {}", flaw.code, flaw.what);
            assert!(company.files["README.md"].contains(&flaw.what));
        }
    }
}

#[test]
fn nothing_is_claimed_twice_and_no_file_has_crlf_but_for_the_flaws() {
    let company = Company::of(&sized(5_000));
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = company
        .entities
        .iter()
        .map(Entity::reference)
        .filter(|r| !seen.insert(r.clone()))
        .collect();
    assert_eq!(twice, ["component:default/listings-api"]);
    let crlf: Vec<_> = company
        .files
        .iter()
        .filter(|(_, text)| text.contains('\r'))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(crlf, ["catalog/accounts/profiles/catalog-info.yaml"]);
}
