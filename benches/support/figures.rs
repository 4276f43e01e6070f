//! What the benches share: companies to measure on, medians, and the table.

#![allow(dead_code)] // Each bench uses its part.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use muster::demo::{self, Options};

/// A figure of one size.
pub struct Row {
    pub name: &'static str,
    pub value: String,
}

impl Row {
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
        }
    }
}

/// How many entities to measure with.
pub fn sizes() -> Vec<usize> {
    let wanted = std::env::var("MUSTER_BENCH_SIZES").unwrap_or_else(|_| "1000,10000,100000".to_owned());
    wanted
        .split(',')
        .filter_map(|size| size.trim().parse().ok())
        .collect()
}

/// Where benches keep what they make.
pub fn scratch() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target"),
        PathBuf::from,
    );
    target.join("bench")
}

/// The folder of a company with so many entities; made once.
pub fn company(size: usize) -> PathBuf {
    let folder = scratch().join(format!("company-{size}"));
    if !folder.join("muster.toml").exists() {
        let options = Options {
            entities: Some(size.max(Options::LEAST)),
            ..Options::default()
        };
        demo::write(&folder, &options).expect("a company that can be written");
    }
    folder
}

/// The median time of some runs.
pub fn median<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let result = work();
            let time = start.elapsed();
            drop(result);
            time
        })
        .collect();
    times.sort();
    times[runs / 2]
}

/// The 50th and 99th percentile.
pub fn percentile(times: &[Duration]) -> String {
    let mut times = times.to_vec();
    times.sort();
    let at = |part: f64| {
        times
            .get(((times.len() - 1) as f64 * part) as usize)
            .copied()
            .unwrap_or_default()
    };
    format!("{:.2?} / {:.2?}", at(0.50), at(0.99))
}

/// A number with its thousands apart.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub fn print_table(name: &str, columns: &[(usize, Vec<Row>)]) {
    let titles: Vec<String> = columns.iter().map(|(size, _)| thousands(*size)).collect();
    println!("| {name} | {} |", titles.join(" | "));
    println!("|---|{}", "---|".repeat(columns.len()));
    let rows = columns.first().map_or(0, |(_, rows)| rows.len());
    for row in 0..rows {
        let values: Vec<&str> = columns.iter().map(|(_, rows)| rows[row].value.as_str()).collect();
        println!("| {} | {} |", columns[0].1[row].name, values.join(" | "));
    }
}
