//! Figures of reading costs: an export in FOCUS of as many rows, made as it is read so that no file and no memory is needed,
//! summed up in a ledger.
//!
//! `cargo bench --bench focus`; `MUSTER_BENCH_SIZES=100000` chooses other sizes than 1,000,000 rows. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::io::{self, Read, Write};
use std::time::Instant;

use figures::{Row, print_table, thousands};
use muster::model::cost::Amount;
use muster::sources::focus::read;

/// Resources of the company: each is charged every hour of every day, as exports do.
const RESOURCES: u64 = 20_000;
const HEADER: &str = "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodEnd,\
                      ChargePeriodStart,EffectiveCost,ListCost,PricingQuantity,PricingUnit,ProviderName,RegionId,ResourceId,\
                      ResourceName,ServiceCategory,ServiceName,SkuId,SubAccountId,SubAccountName,Tags\n";

fn main() {
    let wanted = std::env::var("MUSTER_BENCH_SIZES").unwrap_or_else(|_| "1000000".to_owned());
    let sizes = wanted.split(',').filter_map(|size| size.trim().parse().ok());
    let columns: Vec<(usize, Vec<Row>)> = sizes.map(|size| (size, measure(size))).collect();
    print_table("costs", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let made = Instant::now();
    let bytes = io::copy(&mut Rows::new(size), &mut io::sink()).expect("rows");
    let made = made.elapsed();
    let begun = Instant::now();
    let export = read(Rows::new(size), &mut |_| true).expect("an export");
    let taken = begun.elapsed();
    assert_eq!((export.rows, export.refused), (size as u64, 0));
    let begun = Instant::now();
    let sum: Amount = export.ledger.entries().map(|entry| entry.effective).sum();
    let summed = begun.elapsed();
    vec![
        Row::new("megabytes", thousands(usize::try_from(bytes >> 20).unwrap_or(0))),
        Row::new("made", format!("{made:.2?}")),
        Row::new("made and read", format!("{taken:.2?}")),
        Row::new("entries", thousands(export.ledger.entries().count())),
        Row::new("sum of all", format!("{summed:.2?} ({})", sum.rounded())),
        Row::new("most memory", most_memory()),
    ]
}

/// Of the whole process, as Linux tells it.
fn most_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// An export that is made while it is read.
struct Rows {
    left: usize,
    random: u64,
    text: Vec<u8>,
    at: usize,
}

impl Rows {
    fn new(left: usize) -> Self {
        Self {
            left,
            random: 42,
            text: HEADER.into(),
            at: 0,
        }
    }

    /// By xorshift.
    fn random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn row(&mut self) -> io::Result<()> {
        let (resource, cost, hour) = (self.random() % RESOURCES, self.random(), self.random());
        let (service, account, team) = (resource % 40, resource % 25, resource % 300);
        let (month, day, hour) = (hour % 3 + 1, hour / 3 % 28 + 1, hour / 84 % 24);
        let (effective, billed) = (cost % 10_000_000_007, cost % 20_000_000_003);
        writeln!(
            self.text,
            "0.{billed:011},111122223333,USD,Usage,\"Usage of service {service}, by the hour\",2026-{month:02}-{day:02} 23:59:59,\
             2026-{month:02}-{day:02} {hour:02}:00:00,0.{effective:011},0.{billed:011},1,Hours,AWS,eu-west-1,\
             arn:aws:ec2:eu-west-1:111122223333:instance/i-{resource:017x},instance-{resource},Compute,Service {service},\
             SKU{service:08},{account:012},account-{account},\
             \"{{\"\"component\"\": \"\"service-{team}\"\", \"\"environment\"\": \"\"production\"\"}}\""
        )
    }
}

impl Read for Rows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.at = 0;
            self.text.clear();
            let rows = self.left.min(1_000);
            self.left -= rows;
            for _ in 0..rows {
                self.row()?;
            }
        }
        let given = self.text.get(self.at..).unwrap_or_default().read(out)?;
        self.at += given;
        Ok(given)
    }
}
