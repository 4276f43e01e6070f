//! A cart with a contact, a deputy, an accountable person and a lead above, whose probe answers what a test says.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use muster::config::{FoundBy, Workspace as Config};
use muster::engine::CatalogReader;
use muster::engine::health::{Declarations, Telling, Watching};
use muster::model::catalog::Catalog;
use muster::model::health::{Due, Health, HealthAct, Healths, Probe};
use muster::model::journal::{Filter, sentence};
use muster::remote::notify::Untold;
use muster::remote::probe::Heard;
use muster::store::Journal;
use tempfile::TempDir;

use crate::workspace::Workspace;

pub const CART: &str = "component:default/cart";

pub const ORG: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: tech, annotations: {muster/lead: bo}}, spec: {type: department, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: shop, annotations: {muster/lead: ana}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ana}, spec: {memberOf: [shop]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: bo}, spec: {memberOf: [tech]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: cleo}, spec: {memberOf: [shop]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dan}, spec: {memberOf: [tech]}}
";

pub const CART_FILE: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  title: The cart
  annotations:
    muster/contact: cleo
    muster/deputy: dan
    muster/probe: tcp://cart.example.com:443
spec: {type: service, lifecycle: production, owner: shop}
";

/// Everybody is reached by a pager.
pub const PAGER: &str = "
[notify.pager]
kind = \"command\"
";

pub struct Company {
    _files: Workspace,
    pub config: Config,
    pub journal: Journal,
    pub catalog: Arc<Catalog>,
    pub declared: Declarations,
    home: TempDir,
}

/// Minutes after the beginning.
pub fn at(minutes: i64) -> Timestamp {
    let begin: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
    begin + SignedDuration::from_mins(minutes)
}

pub fn heard(health: Health) -> Heard {
    Heard {
        heard: health,
        seen: format!("it is {}", health.name()),
        took: None,
        reached: health != Health::Down,
    }
}

impl Company {
    pub fn new(settings: &str) -> Self {
        Self::with(settings, CART_FILE)
    }

    pub fn with(settings: &str, services: &str) -> Self {
        let files = Workspace::new(&[
            ("muster.toml", settings),
            ("org.yaml", ORG),
            ("services.yaml", services),
        ]);
        let config = Config::open(&files.path(""), FoundBy::Program).unwrap();
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::open(&home.path().join("journal.db"), home.path()).unwrap();
        let catalog = CatalogReader::new(config.scope(), None).current().catalog;
        Self {
            declared: Declarations::of(&config, &catalog),
            _files: files,
            config,
            journal,
            catalog,
            home,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Another window.
    pub fn window(&self) -> Watching {
        Watching::open(Some(self.journal.clone()), true, &self.data(), "user:default/bo").unwrap()
    }

    /// A window that keeps what it hears.
    pub fn keeper(&self) -> Watching {
        let mut window = self.window();
        assert!(window.hold().unwrap());
        window
    }

    pub fn probe(&self) -> &Probe {
        &self.declared.probes[0]
    }

    /// The cart's probe answers so, from a minute on, a minute apart.
    pub fn hears(&self, window: &mut Watching, from: i64, answers: &[Health]) {
        for (minute, health) in (from..).zip(answers) {
            window.hear(self.probe(), &heard(*health), at(minute)).unwrap();
        }
    }

    /// Who is to be told in a minute, as `whom role by state`; the end of it is heard of where there is an outcome.
    pub fn tells(
        &self,
        window: &mut Watching,
        minute: i64,
        outcome: Option<Result<(), String>>,
    ) -> Vec<String> {
        // Only what was looked at lately is told.
        let key = &self.probe().key;
        let is_old = |looked| at(minute).duration_since(looked) > SignedDuration::from_mins(3);
        if window.looked(key).is_none_or(is_old) {
            let state = window.state(key);
            self.hears(window, minute, &[state]);
        }
        let mut all = Vec::new();
        // One way tells one thing at a time.
        loop {
            let tellings = self.tellings(window, minute);
            if tellings.is_empty() {
                break;
            }
            all.extend(tellings);
        }
        let due: Vec<&Due> = all.iter().flat_map(Telling::dues).collect();
        for due in &due {
            if let Some(outcome) = &outcome {
                let outcome = outcome.clone().map_err(Untold::Failed);
                window.told(due, &outcome, at(minute)).unwrap();
            }
        }
        due.into_iter().map(told).collect()
    }

    /// The tellings that begin together in a minute, when nobody is being told.
    pub fn tellings(&self, window: &mut Watching, minute: i64) -> Vec<Telling> {
        let room = (2, &BTreeSet::new());
        window
            .tellings(&self.config, &self.declared, room, at(minute))
            .unwrap()
    }

    pub fn healths(&self, window: &Watching, minute: i64) -> Healths {
        window.healths(&self.declared, at(minute))
    }

    pub fn act(&self, minute: i64, act: &HealthAct) -> Result<String, String> {
        let actor = "user:default/bo";
        muster::engine::health::act(&self.journal, &self.catalog, act, actor, at(minute)).unwrap()
    }

    /// What the journal says of health, in sentences.
    pub fn told(&self) -> Vec<String> {
        let filter = Filter {
            type_prefix: Some("health.".to_owned()),
            ..Filter::default()
        };
        self.journal
            .events(&filter)
            .unwrap()
            .iter()
            .map(sentence)
            .collect()
    }
}

pub fn told(due: &Due) -> String {
    let whom = due.whom.trim_start_matches("user:default/");
    let note = due.note.as_ref().map_or("", |_| " again");
    format!("{whom} {} {} {}{note}", due.role, due.by, due.state.name())
}
