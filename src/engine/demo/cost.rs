//! What the demo company was charged in its last three whole months, as two clouds export it: most of it for things in the
//! catalog, some for nobody, and one thing of the persona's team that became much dearer. The same on the same day.

use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHasher;

use super::SRES;
use crate::demo::DemoError;
use crate::model::catalog::{Catalog, Entity};
use crate::model::cost::Month;

const MONTHS: usize = 3;
/// No more things of a kind are charged, however large the company is.
const MOST: usize = 220;
/// One service in so many runs in the other cloud.
const ELSEWHERE: u64 = 7;
/// In hundredths of what it was, what became dearer costs in the latest month.
const GROWN: u64 = 340;
/// What it cost before, in cents a month.
const BEFORE_GROWN: u64 = 28_400;
const AWS_ACCOUNT: &str = "quayside-production";
const GOOGLE_ACCOUNT: &str = "quayside-insight";

/// A thing that is charged each month.
struct Charged {
    service: &'static str,
    resource: String,
    tags: String,
    /// In cents.
    month: u64,
    grows: bool,
}

/// A cloud and how it writes.
struct Cloud {
    file: &'static str,
    provider: &'static str,
    currency: &'static str,
    account: &'static str,
    /// How it writes the time of day.
    midnight: &'static str,
    /// In hundredths, what is left of a price after what was committed to.
    effective: u64,
}

const AWS: Cloud = Cloud {
    file: "cost/aws.csv",
    provider: "AWS",
    currency: "USD",
    account: AWS_ACCOUNT,
    midnight: "T00:00:00Z",
    effective: 91,
};
const GOOGLE: Cloud = Cloud {
    file: "cost/google-cloud.csv",
    provider: "Google Cloud",
    currency: "EUR",
    account: GOOGLE_ACCOUNT,
    midnight: " 00:00:00",
    effective: 100,
};

/// Writes both exports into the company.
pub(super) fn write(company: &Path, catalog: &Catalog, seed: u64, today: Date) -> Result<(), DemoError> {
    let (mut aws, mut google) = (stores(catalog, seed), Vec::new());
    for (at_google, charged) in services(catalog, seed) {
        match at_google {
            true => google.push(charged),
            false => aws.push(charged),
        }
    }
    let nobody = |service, resource: &str, tags: &str, month| Charged {
        service,
        resource: resource.to_owned(),
        tags: tags.to_owned(),
        month,
        grows: false,
    };
    aws.extend([
        nobody("AWS Support", "", "", 180_000),
        nobody("Amazon VPC", "nat-0c1f7a52e9d84b360", "", 64_310),
        nobody(
            "Amazon EC2",
            "i-0a93be6d2f71c5048",
            &tag("application", "legacy-importer"),
            21_940,
        ),
        nobody(
            "Amazon EC2",
            "i-0b7725c08fe1436da",
            &tag("application", "legacy-importer"),
            21_940,
        ),
        nobody("Amazon S3", "arn:aws:s3:::old-photos-2019", "", 9_475),
    ]);
    google.extend([
        nobody(
            "BigQuery",
            "//bigquery/sandbox",
            &tag("project", "analytics-sandbox"),
            38_820,
        ),
        nobody("Cloud Storage", "//storage/exports", "", 4_150),
    ]);
    for (cloud, charged) in [(AWS, aws), (GOOGLE, google)] {
        let path = company.join(cloud.file);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        written
            .and_then(|()| fs::write(&path, export(&cloud, &charged, seed, today)))
            .map_err(|source| DemoError::Io { path, source })?;
    }
    Ok(())
}

/// What the catalog knows by the name that the cloud gives it.
fn stores(catalog: &Catalog, seed: u64) -> Vec<Charged> {
    let known = catalog
        .external_ids()
        .map(|(id, entity)| (id, catalog.entity(entity)));
    let mut known: Vec<(&str, Entity<'_>)> = known.filter(|(id, _)| id.starts_with("arn:aws:")).collect();
    known.sort_by_key(|(id, entity)| (!is_of_sres(catalog, *entity), *id));
    known.truncate(MOST);
    let mut is_first = true;
    let charged = known.into_iter().map(|(id, entity)| {
        let (service, least) = match id.split(':').nth(2) {
            Some("rds") => ("Amazon RDS", 14_000),
            Some("elasticache") => ("Amazon ElastiCache", 6_000),
            Some("es") => ("Amazon OpenSearch", 11_000),
            Some("s3") => ("Amazon S3", 900),
            _ => ("AWS", 400),
        };
        let grows = is_of_sres(catalog, entity) && std::mem::take(&mut is_first);
        Charged {
            service,
            resource: id.to_owned(),
            tags: String::new(),
            month: match grows {
                true => BEFORE_GROWN,
                false => least + chance(seed, id) % (least * 2),
            },
            grows,
        }
    });
    charged.collect()
}

/// What runs, by the tag that names it, and whether in the other cloud.
fn services(catalog: &Catalog, seed: u64) -> Vec<(bool, Charged)> {
    let is_service = |entity: &Entity<'_>| entity.is_kind("Component") && entity.type_() == Some("service");
    let mut known: Vec<Entity<'_>> = catalog.entities().filter(is_service).collect();
    known.sort_by_key(|entity| (!is_of_sres(catalog, *entity), entity.entity_ref()));
    known.truncate(MOST);
    let charged = known.into_iter().map(|entity| {
        let name = entity.name();
        let chance = chance(seed, entity.entity_ref());
        let at_google = chance.is_multiple_of(ELSEWHERE) && !is_of_sres(catalog, entity);
        let charged = Charged {
            service: if at_google { "Cloud Run" } else { "Amazon ECS" },
            resource: match at_google {
                true => format!("//run/{name}"),
                false => format!("arn:aws:ecs:eu-west-1:104772018000:service/production/{name}"),
            },
            tags: tag("component", name),
            month: 3_500 + chance / ELSEWHERE % 24_000,
            grows: false,
        };
        (at_google, charged)
    });
    charged.collect()
}

fn is_of_sres(catalog: &Catalog, entity: Entity<'_>) -> bool {
    entity
        .owner()
        .is_some_and(|owner| catalog.node_ref(owner) == SRES)
}

fn tag(key: &str, value: &str) -> String {
    format!("{{\"{key}\": \"{value}\", \"environment\": \"production\"}}")
}

fn export(cloud: &Cloud, charged: &[Charged], seed: u64, today: Date) -> String {
    let mut text = "ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BilledCost,EffectiveCost,BillingCurrency,ProviderName,\
                    ServiceName,SubAccountName,ResourceId,Tags\n"
        .to_owned();
    let mut months: Vec<Month> =
        std::iter::successors(Some(Month::of(today).before()), |month| Some(month.before()))
            .take(MONTHS)
            .collect();
    months.reverse();
    for (at, month) in months.iter().enumerate() {
        for one in charged {
            let billed = hundredths_of_cents(one, seed, *month, at + 1 == months.len());
            text += &format!(
                "{}{midnight},{}{midnight},Usage,{},{},{},{},{},{},{},\"{}\"\n",
                month.first_day(),
                month.after().first_day(),
                amount(billed),
                amount(billed * cloud.effective / 100),
                cloud.currency,
                cloud.provider,
                one.service,
                cloud.account,
                one.resource,
                one.tags.replace('"', "\"\""),
                midnight = cloud.midnight,
            );
        }
    }
    text
}

/// What is charged goes up and down a little from month to month.
fn hundredths_of_cents(one: &Charged, seed: u64, month: Month, is_latest: bool) -> u64 {
    let name = format!("{} {} {month}", one.resource, one.service);
    let percent = match one.grows && is_latest {
        true => GROWN,
        false => 96 + chance(seed, &name) % 9,
    };
    one.month * percent + chance(seed, &name) % 97
}

fn amount(hundredths_of_cents: u64) -> String {
    format!(
        "{}.{:04}",
        hundredths_of_cents / 10_000,
        hundredths_of_cents % 10_000
    )
}

/// The same number for the same name.
fn chance(seed: u64, name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (seed, name).hash(&mut hasher);
    hasher.finish() >> 7
}
