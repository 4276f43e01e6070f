//! Two teams below one group: Ana leads payments and answers for its service, Dan is its deputy, Bo leads both teams' group,
//! Cleo leads the other team.

use jiff::Timestamp;
use jiff::civil::Date;
use muster::config::{FoundBy, Workspace as Config};
use muster::engine::ownership::{Owning, day, ownership, review, sweep};
use muster::engine::{CatalogReader, record};
use muster::model::catalog::Catalog;
use muster::model::journal::Hash;
use muster::model::ownership::{Beside, Holding, OwnAct, Ownership, Review, Seen, holding};
use muster::store::Journal;
use std::sync::Arc;
use tempfile::TempDir;

use crate::workspace::Workspace;

pub const ANA: &str = "user:default/ana";
pub const BO: &str = "user:default/bo";
pub const CLEO: &str = "user:default/cleo";
pub const DAN: &str = "user:default/dan";
pub const CART: &str = "component:default/cart";
pub const LEDGER: &str = "component:default/ledger";
pub const BUS: &str = "resource:default/bus";

pub const ORG: &str = "\
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: tech, annotations: {muster/lead: bo}}, spec: {type: department, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: payments, annotations: {muster/lead: ana}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: catalogue, annotations: {muster/lead: cleo}}, spec: {type: team, parent: tech, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ana}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: bo}, spec: {memberOf: [tech]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: cleo}, spec: {memberOf: [catalogue]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dan}, spec: {memberOf: [payments]}}
---
{apiVersion: backstage.io/v1alpha1, kind: System, metadata: {name: shop}, spec: {owner: payments}}
";

/// Written as a person would: comments and quotes are to survive.
pub const SERVICES: &str = "\
# The cart's own file.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    muster/deputy: 'dan'   # until spring
spec:
  type: service
  lifecycle: production
  owner: payments
  system: shop
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ledger
spec:
  type: service
  lifecycle: production
  owner: payments
  dependsOn: [component:cart]
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: bus}
spec: {type: kafka-cluster}
";

/// A workspace on disk with its journal, as it was read on the first day.
pub struct Company {
    pub files: Workspace,
    pub config: Config,
    pub journal: Journal,
    _home: TempDir,
}

impl Company {
    pub fn new(settings: &str) -> Self {
        let files = Workspace::new(&[
            ("muster.toml", settings),
            ("org.yaml", ORG),
            ("services.yaml", SERVICES),
        ]);
        let config = Config::open(&files.path(""), FoundBy::Program).unwrap();
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::open(&home.path().join("journal.sqlite"), home.path()).unwrap();
        let company = Self {
            files,
            config,
            journal,
            _home: home,
        };
        company.journal.workspace_opened("Acme", BO, at(0)).unwrap();
        company.read_on(0);
        company
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        self.reader().current().catalog
    }

    fn reader(&self) -> CatalogReader {
        CatalogReader::new(self.config.scope(), None)
    }

    /// Reads the files and journals what they say.
    pub fn read_on(&self, days: i64) {
        record(&self.journal, &self.reader(), &self.catalog(), at(days), BO).unwrap();
    }

    pub fn ownership(&self) -> Ownership {
        ownership(&self.journal, None).unwrap()
    }

    /// What is said of the company on a day.
    pub fn on<T>(&self, days: i64, look: impl FnOnce(&Review<'_>) -> T) -> T {
        let (catalog, known) = (self.catalog(), self.ownership());
        look(&review(
            &catalog,
            &known,
            &self.config.settings.ownership,
            date(days),
        ))
    }

    /// Does something; each outcome as a text, refusals with a mark.
    pub fn act(&self, actor: &str, days: i64, act: &OwnAct) -> Vec<String> {
        self.on(days, |review| {
            let owning = Owning {
                workspace: &self.config,
                review: *review,
                journal: &self.journal,
                actor,
                now: at(days),
                proposing: None,
            };
            let outcomes = owning.act(act).unwrap().into_iter();
            outcomes
                .map(|outcome| outcome.unwrap_or_else(|refusal| format!("! {refusal}")))
                .collect()
        })
    }

    /// Asks those whose turn it is on a day; who was asked about an entity by then.
    pub fn asked(&self, days: i64, entity: &str) -> Vec<(String, String)> {
        self.on(days, |review| {
            sweep(review, &self.journal, "muster", at(days)).unwrap()
        });
        let known = self.ownership();
        let hops = known.asked(entity).iter();
        hops.map(|hop| (hop.whom.clone(), hop.role.clone())).collect()
    }

    pub fn holding(&self, person: &str, team: bool, days: i64) -> Holding {
        self.on(days, |review| holding(review, Beside::default(), person, team))
    }

    /// That somebody attests these, as they are now.
    pub fn attest(&self, names: &[&str]) -> OwnAct {
        let catalog = self.catalog();
        let seen = |name: &&str| match catalog.find(name) {
            Some(id) => Seen::of(catalog.entity(id)),
            None => Seen {
                entity: (*name).to_owned(),
                version: Hash::ZERO,
            },
        };
        OwnAct::Attest {
            seen: names.iter().map(seen).collect(),
        }
    }

    pub fn accountable(&self, entity: &str) -> Option<String> {
        let catalog = self.catalog();
        let entity = catalog.entity(catalog.find(entity)?);
        entity.accountable().map(|person| person.entity_ref().to_owned())
    }
}

/// So many days after the first.
pub fn at(days: i64) -> Timestamp {
    let first: Timestamp = "2026-01-01T09:00:00Z".parse().unwrap();
    first + jiff::SignedDuration::from_hours(24 * days)
}

pub fn date(days: i64) -> Date {
    day(at(days))
}

pub fn refs(refs: &[&str]) -> Vec<String> {
    refs.iter().map(|text| (*text).to_owned()).collect()
}
