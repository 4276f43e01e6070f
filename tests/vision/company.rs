//! A small company with a vision: two teams below one group, and services that fall short of its rules.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use muster::model::catalog::Catalog;
use muster::model::vision::{Judged, Vision, Waiver};
use muster::sources::files::{self, Scope};
use muster::sources::vision::{Unread, read_with};
use muster::store::Journal;
use tempfile::TempDir;

pub const ANA: &str = "user:default/ana";
pub const BO: &str = "user:default/bo";
pub const CLEO: &str = "user:default/cleo";
pub const DAN: &str = "user:default/dan";
pub const EVE: &str = "user:default/eve";
pub const CART: &str = "component:default/cart";
pub const LEDGER: &str = "component:default/ledger";

/// Ana leads payments and answers for the cart, Dan is its deputy; Bo leads the group above, Cleo is the architect, Eve
/// answers for nothing.
const CATALOG: &str = "
{kind: Group, metadata: {name: tech, annotations: {muster/lead: bo}}, spec: {type: department, children: []}}
---
{kind: Group, metadata: {name: payments, annotations: {muster/lead: ana}}, spec: {type: team, parent: tech, children: []}}
---
{kind: Group, metadata: {name: architects}, spec: {type: team, children: []}}
---
{kind: User, metadata: {name: ana}, spec: {memberOf: [payments]}}
---
{kind: User, metadata: {name: bo}, spec: {memberOf: [tech]}}
---
{kind: User, metadata: {name: cleo}, spec: {memberOf: [architects]}}
---
{kind: User, metadata: {name: dan}, spec: {memberOf: [payments]}}
---
{kind: User, metadata: {name: eve}, spec: {memberOf: [payments]}}
---
kind: Component
metadata: {name: cart, tags: [mongodb], annotations: {muster/deputy: dan}}
spec: {type: service, lifecycle: production, owner: payments}
---
kind: Component
metadata: {name: ledger, tags: [tested]}
spec: {type: service, lifecycle: production, owner: payments}
---
kind: Component
metadata: {name: tech-site}
spec: {type: website, lifecycle: production, owner: tech}
";

pub const VISION: &str = "
rules:
  - id: tested
    title: Services are tested
    severity: warning
    for: {kind: Component, type: service}
    require: '\"tested\" in entity.metadata.tags'
    message: '\"nobody tests \" + entity.metadata.name'
    examples: {pass: [{kind: Component, metadata: {tags: [tested]}, spec: {type: service}}], fail: [{kind: Component, metadata: {tags: [x]}, spec: {type: service}}]}
  - id: no-mongodb
    title: Services keep events, not documents
    severity: blocking
    for: {kind: Component, type: service}
    require: '!(\"mongodb\" in entity.metadata.tags)'
    examples: {pass: [{kind: Component, metadata: {tags: [x]}, spec: {type: service}}], fail: [{kind: Component, metadata: {tags: [mongodb]}, spec: {type: service}}]}
";

pub fn today() -> Date {
    "2026-02-20".parse().unwrap()
}

pub fn now() -> Timestamp {
    "2026-02-20T10:00:00Z".parse().unwrap()
}

pub fn catalog() -> Arc<Catalog> {
    let folder = tempfile::tempdir().unwrap();
    let text = CATALOG.replace("kind:", "apiVersion: backstage.io/v1alpha1, kind:");
    let text = text.replace(
        "\napiVersion: backstage.io/v1alpha1, kind:",
        "\napiVersion: backstage.io/v1alpha1\nkind:",
    );
    std::fs::write(folder.path().join("catalog-info.yaml"), text).unwrap();
    files::read(&Scope::folder(folder.path()), None)
        .snapshot
        .unwrap()
        .catalog
}

/// The vision of a text that is right.
pub fn vision(text: &str) -> Arc<Vision> {
    let vision = read_with(&|path| match path {
        "vision.yaml" => Ok(text.to_owned()),
        _ => Err(Unread::Missing),
    });
    assert_eq!(vision.complaints, [], "{text}");
    Arc::new(vision)
}

pub fn judged(vision: &Arc<Vision>, waivers: Vec<Waiver>, today: Date) -> Judged {
    Judged::new(Arc::clone(vision), catalog(), waivers, today, None)
}

/// A journal and the folder that it lies in.
pub fn journal() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(&folder);
    (folder, journal)
}

pub fn open(folder: &TempDir) -> Journal {
    Journal::open(&folder.path().join("journal.db"), folder.path()).unwrap()
}
