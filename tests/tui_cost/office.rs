//! A small company that is charged by two clouds in four months, the last of which is not over.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use muster::app::{Answer, Failure, Request};
use muster::model::catalog::Catalog;
use muster::model::cost::{Costs, Report, budgets, news};
use muster::model::ownership::{Beside, Policy, Review, holding};
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use muster::sources::files::{self, Scope};
use muster::sources::focus;

use crate::program;

pub const ANA: &str = "user:default/ana";
pub const TODAY: Date = date(2026, 11, 23);

const CATALOG: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: search, annotations: {muster/lead: bo}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana, title: Ana Ruiz}
spec: {profile: {displayName: Ana Ruiz}, memberOf: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: [search]}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: money, annotations: {muster/budget: '2000 USD'}}
spec: {owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger, title: The Ledger}
spec: {type: service, lifecycle: production, owner: payments, system: money}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout}
spec: {type: service, lifecycle: production, owner: payments, system: money}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: finder}
spec: {type: service, lifecycle: production, owner: search}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ledger-db
  annotations: {muster/external-id: 'arn:aws:rds:eu:1:db:ledger', muster/budget: '500 USD'}
spec: {type: database, owner: payments, system: money}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: index
  annotations: {muster/external-id: '//storage/index', muster/cost-owner: ana, muster/budget: '100 EUR'}
spec: {type: bucket, owner: search}
";

const HEADER: &str = "ChargePeriodStart,BillingCurrency,EffectiveCost,BilledCost,ProviderName,ServiceName,ChargeCategory,\
                      SubAccountName,ResourceId,Tags\n";

/// Service, category, resource, tag, and what it costs in each of the four months.
type Charged = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [&'static str; 4],
);

const AWS: [Charged; 8] = [
    (
        "Amazon RDS",
        "Usage",
        "arn:aws:rds:eu:1:db:ledger",
        "",
        ["280.10", "284.004", "680.5", "310"],
    ),
    (
        "Amazon RDS",
        "Tax",
        "arn:aws:rds:eu:1:db:ledger",
        "",
        ["28", "28.4", "68.05", "31"],
    ),
    (
        "Amazon ECS",
        "Usage",
        "task/ledger",
        "component=ledger",
        ["910", "905.25", "899.999", "402"],
    ),
    (
        "Amazon ECS",
        "Usage",
        "task/checkout",
        "component=checkout",
        ["0", "0", "120", "61"],
    ),
    (
        "Amazon ECS",
        "Usage",
        "task/finder",
        "component=finder",
        ["44", "44", "44", "20"],
    ),
    ("AWS Support", "Purchase", "", "", ["250", "250", "250", "0"]),
    (
        "Amazon EC2",
        "Usage",
        "i-0a93be6d2f71c5048",
        "application=importer",
        ["70", "71", "75.25", "30"],
    ),
    (
        "Amazon EC2",
        "Usage",
        "i-0b7725c08fe1436da",
        "application=importer",
        ["60", "61", "65", "30"],
    ),
];
const GOOGLE: [Charged; 3] = [
    (
        "Cloud Storage",
        "Usage",
        "//storage/index",
        "",
        ["40", "60", "120.25", "70"],
    ),
    (
        "Cloud Run",
        "Usage",
        "//run/finder",
        "component=finder",
        ["210.5", "190", "180", "90"],
    ),
    (
        "BigQuery",
        "Usage",
        "//bigquery/sandbox",
        "",
        ["12", "13", "14", "15"],
    ),
];

fn export() -> String {
    let mut text = HEADER.to_owned();
    let clouds = AWS.iter().map(|charged| ("AWS", "USD", "production", charged));
    let google = GOOGLE
        .iter()
        .map(|charged| ("Google Cloud", "EUR", "insight", charged));
    for (provider, currency, account, (service, category, resource, tag, costs)) in clouds.chain(google) {
        let tags = tag.split_once('=').map_or_else(String::new, |(key, value)| {
            format!("\"{{\"\"{key}\"\": \"\"{value}\"\"}}\"")
        });
        for (month, cost) in (8..).zip(costs) {
            text += &format!(
                "2026-{month:02}-01,{currency},{cost},{cost},{provider},{service},{category},{account},{resource},{tags}\n"
            );
        }
    }
    text
}

/// What the exports say of a catalog.
fn report(catalog: &Catalog) -> Report {
    let export = focus::read(export().as_bytes(), &mut |_| true).unwrap();
    let costs = Costs::new(catalog, &export.ledger, &[]);
    let mut report = Report::new(catalog, &costs, budgets(catalog, &[]).0, TODAY);
    (report.is_named, report.files) = (true, 1);
    report
}

/// What there is of costs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum There {
    All,
    /// No exports are named.
    Nothing,
    /// They are named and none is there.
    NoFile,
    /// With rows that are missing.
    Flawed,
    /// They cannot be had.
    Broken,
}

pub struct Office {
    catalog: Arc<Catalog>,
    there: Mutex<There>,
}

pub fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

impl Office {
    pub fn new() -> Arc<Self> {
        Self::with(There::All)
    }

    pub fn with(there: There) -> Arc<Self> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("catalog-info.yaml"), CATALOG).unwrap();
        let reading = files::read(&Scope::folder(folder.path()), None);
        Arc::new(Self {
            catalog: reading.snapshot.unwrap().catalog,
            there: Mutex::new(there),
        })
    }

    pub fn becomes(&self, there: There) {
        *self.there.lock().unwrap() = there;
    }

    fn report(&self) -> Result<Report, Failure> {
        let report = report(&self.catalog);
        Ok(match *self.there.lock().unwrap() {
            There::All => report,
            There::Nothing => Report::default(),
            There::NoFile => {
                let mut nothing = Report::default();
                nothing.is_named = true;
                nothing
            }
            There::Flawed => {
                let mut report = report;
                report.remarks = vec![
                    "2 of 40 rows of cost/aws.csv are missing from the sums; `muster cost read cost/aws.csv` says why"
                        .to_owned(),
                    "cost/aws.csv and cost/copy.csv hold the same 3 rows (12.5 USD), which count twice".to_owned(),
                ];
                report
            }
            There::Broken => return Err(Failure::new("The disk is gone.", "r tries again.")),
        })
    }
}

impl Services for Office {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let answer = |answer: fn(Report, &str) -> Answer, of: &str| match self.report() {
            Ok(report) => answer(report, of),
            Err(failure) => Answer::Failed(failure),
        };
        match request {
            Request::Costs { .. } => answer(|report, _| Answer::Costs(Arc::new(report)), ""),
            Request::CostNews { .. } => answer(
                |report, me| Answer::CostNews(news(&report, me).map(Arc::new)),
                ANA,
            ),
            Request::CostOf { entity, .. } => answer(
                |report, entity| Answer::CostOf(report.of_entity(entity).map(Arc::new)),
                &entity,
            ),
            Request::Owned { catalog, team, .. } => {
                let (known, policy) = (Default::default(), Policy::default());
                let review = Review {
                    catalog: &catalog,
                    ownership: &known,
                    policy: &policy,
                    today: TODAY,
                };
                Answer::Owned(Arc::new(holding(&review, Beside::default(), ANA, team)))
            }
            other => program::Fake(self.catalog.clone()).answer(other, ticket),
        }
    }
}
