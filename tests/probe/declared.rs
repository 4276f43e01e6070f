//! Which probes there are, by annotations and by settings, and what of them is wrong.

use muster::config::CompanySettings;
use muster::model::health::{Patience, Policy, Probe, probes};
use std::path::Path;

use crate::workspace::catalog;

const SERVICES: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    muster/probe: https://cart.example.com/healthz?key=hidden every=30s fall=5
    muster/probe.lag: kafka:main/cart max-lag=100
    muster/probe.web: tcp://cart.example.com:443
    muster/probe.bad name: tcp://cart.example.com:443
    muster/probe.odd: ftp://cart.example.com
    muster/probe.number: 17
    muster/prober: something else
spec: {type: service, lifecycle: production, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger}
spec: {type: service, lifecycle: production, owner: shop}
";

fn settings(text: &str) -> Result<CompanySettings, String> {
    CompanySettings::parse(Path::new("muster.toml"), text.as_bytes()).map_err(|error| error.to_string())
}

fn shown(probe: &Probe) -> String {
    format!(
        "{} {} {} [{}] every {:#} on {}",
        probe.key.entity, probe.key.probe, probe.asks, probe.declared, probe.every, probe.host
    )
}

#[test]
fn annotations_and_settings_declare_probes() {
    let settings = settings(
        "[health]
every = \"2m\"
fall = 4
[[health.probes]]
for = \"cart\"
name = \"web\"
ask = \"tcp://other.example.com:443\"
[[health.probes]]
for = \"component:ledger\"
ask = \"github:acme/ledger/ci.yml branch=main every=10m\"
[[health.probes]]
for = \"nobody\"
ask = \"tcp://other.example.com:443\"
",
    )
    .unwrap();
    let catalog = catalog(SERVICES);
    let (found, wrong) = probes(&catalog, &settings.health.probes, &settings.health.policy);
    insta::assert_snapshot!(found.iter().map(shown).collect::<Vec<_>>().join("\n"), @"
    component:default/cart lag kafka:main/cart [annotation muster/probe.lag] every 2m on kafka:main
    component:default/cart probe https://cart.example.com/healthz?… [annotation muster/probe] every 30s on cart.example.com
    component:default/cart web tcp://other.example.com:443 [muster.toml:5] every 2m on other.example.com
    component:default/ledger probe github:acme/ledger/ci.yml [muster.toml:9] every 10m on github
    ");
    let wrong: Vec<String> = wrong
        .iter()
        .map(|(whose, why)| format!("{whose}: {why}"))
        .collect();
    insta::assert_snapshot!(wrong.join("\n"), @"
    muster.toml:12: a probe is for `nobody`, which is not in the catalog
    component:default/cart: muster/probe.bad name: `bad name` is no name of a probe; use up to 63 letters, digits, - _ and .
    component:default/cart: muster/probe.number: write what it asks as one text in quotes
    component:default/cart: muster/probe.odd: it begins with no sort of target; write https://HOST/PATH, tcp://HOST:PORT, kafka:CLUSTER/GROUP max-lag=1000 or github:OWNER/REPO/WORKFLOW.yml
    component:default/cart: muster/probe.web: muster.toml declares a probe of this name too, and that one counts
    ");
    assert_eq!(found[1].patience, Patience { fall: 5, rise: 2 });
    assert_eq!(found[0].patience.fall, 4);
}

#[test]
fn what_cannot_be_run_is_a_problem_at_its_line() {
    let found = crate::workspace::problems(&catalog(SERVICES));
    let found: Vec<&String> = found.iter().filter(|one| one.starts_with("bad-probe")).collect();
    let expected = ["9:28", "10:23", "11:26"].map(|at| format!("bad-probe catalog-info.yaml:{at}"));
    assert_eq!(found, expected.iter().collect::<Vec<_>>());
}

#[test]
fn without_settings_there_is_a_usual_way() {
    let (found, _) = probes(&catalog(SERVICES), &[], &Policy::default());
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].every.as_secs(), 60);
}

#[test]
fn settings_say_where_they_are_wrong() {
    for (text, complaint) in [
        (
            "[health]\nevery = \"1x\"",
            "muster.toml:2:9: `1x` is not a duration",
        ),
        ("[health]\ntimeout = \"10m\"", "is not possible here"),
        ("[health]\nfall = 0", "0 is no number of answers"),
        ("[health]\nevry = \"1m\"", "did you mean `every`"),
        (
            "[[health.probes]]\nfor = \"cart\"",
            "a probe says what it is `for`",
        ),
        (
            "[[health.probes]]\nfor = \"cart\"\nask = \"cart\"",
            "muster.toml:3:7: `cart` cannot be asked",
        ),
        (
            "[[health.probes]]\nfor = \"cart\"\nname = \"a b\"\nask = \"tcp://a:1\"",
            "is no name of a probe",
        ),
        ("[notify.sre]\nurl = \"https://a.example\"", "has a `kind`"),
        (
            "[notify.sre]\nkind = \"smoke\"",
            "`smoke` is no way to tell people",
        ),
        ("[notify.sre]\nkind = \"slack\"", "a slack has a `url`"),
        (
            "[notify.sre]\nkind = \"slack\"\nurl = \"SLACK_URL\"",
            "this is no address",
        ),
        (
            "[notify.sre]\nkind = \"command\"\nurl = \"https://a.example\"",
            "a command has no `url`",
        ),
        (
            "[notify.sre]\nkind = \"command\"\ncommand = [\"page\"]",
            "which program is started, each machine's config.toml says",
        ),
        (
            "[notify.sre]\nkind = \"webhook\"\nurl = \"https://a.example\"\nfor = [\"component:cart\"]",
            "neither a person nor a group",
        ),
    ] {
        let error = settings(text).unwrap_err();
        assert!(error.contains(complaint), "{text}: {error}");
    }
}
