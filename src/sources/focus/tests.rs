use super::*;
use crate::model::cost::Entry;

const HEADER: &str = "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ProviderName,ServiceName,SubAccountName,ResourceId,Tags";

fn export(text: &str) -> Export {
    read(text.as_bytes(), &mut |_| true).unwrap()
}

fn sums(export: &Export) -> Vec<String> {
    let told = |entry: Entry<'_>| {
        format!(
            "{} {} {} {} {}",
            entry.month, entry.effective, entry.currency, entry.provider, entry.resource
        )
    };
    let mut sums: Vec<String> = export.ledger.entries().map(told).collect();
    sums.sort();
    sums
}

#[test]
fn rows_alike_are_added_exactly() {
    let text = format!(
        "{HEADER}\n1,0.1,USD,2024-09-18 22:00:00,AWS,S3,dev,r1,NULL\n1,0.2,USD,2024-09-30T23:59:59Z,AWS,S3,dev,r1,NULL\n\
         -5,1E-7,EUR,2024-10-01T01:00:00+02:00,AWS,S3,dev,r1,NULL\n"
    );
    assert_eq!(
        sums(&export(&text)),
        ["2024-09 0.0000001 EUR AWS r1", "2024-09 0.3 USD AWS r1"]
    );
}

#[test]
fn every_version_and_spelling_of_the_header_is_understood() {
    for (text, expected) in [
        // 1.3 names the provider otherwise; another order; unknown columns.
        (
            "x_Extra,ServiceProviderName,BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ResourceId\ny,Azure,1,2,USD,2025-01-01,r",
            "2025-01 2 USD Azure r",
        ),
        // Without EffectiveCost, parted by semicolons, with a mark at the beginning and other case.
        (
            "\u{feff}billed_cost;Billing Currency;chargeperiodstart;PROVIDERNAME;ResourceId\r\n3.50;USD;2025-01-01 00:00:00;GCP;NULL\r\n",
            "2025-01 3.5 USD GCP ",
        ),
    ] {
        assert_eq!(sums(&export(text)), [expected], "{text}");
    }
}

#[test]
fn a_row_that_cannot_be_read_is_told_with_its_line_and_costs_itself_alone() {
    let text = format!(
        "{HEADER}\nx,1,USD,2024-09-18,AWS,S3,dev,r1,\n1,1,USD,yesterday,AWS,S3,dev,r1,\n1,1,,2024-09-18,AWS,S3,dev,r1,\n1,1\n\
         1,1,USD,2024-09-18,AWS,\"S3\nmore\",dev,r1,\n1,4,USD,2024-09-18,AWS,S3,dev,r1,\"{{\"\"a\"\": 1}}\"\n"
    );
    let export = export(&text);
    let told: Vec<String> = export.told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, BilledCost: `x` is no amount that can be kept exactly",
            "line 3, ChargePeriodStart: `yesterday` is no date",
            "line 4, BillingCurrency: it is empty",
            "line 5: it has 2 cells, the first line has 9",
        ]
    );
    assert_eq!((export.rows, export.refused, export.ledger.rows()), (6, 4, 2));
    // Only what counts is compared with other exports.
    assert_eq!(export.prints.len(), 2);
}

#[test]
fn a_row_that_does_not_say_what_it_costs_its_owner_costs_what_is_on_the_invoice() {
    let rows = |rows: &[&str]| {
        let rows = rows
            .iter()
            .map(|costs| format!("{costs},USD,2024-09-18,AWS,S3,dev,r1,\n"));
        export(&format!("{HEADER}\n{}", rows.collect::<String>()))
    };
    let found = rows(&["50,", "70,NULL", "1, ", "3,0", "4,5"]);
    assert_eq!(sums(&found), ["2024-09 126 USD AWS r1"]);
    assert_eq!(
        found.remarks,
        ["3 rows have no EffectiveCost, so their BilledCost counts"]
    );
    assert_eq!(
        rows(&["50,", "1,1"]).remarks,
        ["1 row has no EffectiveCost, so its BilledCost counts"]
    );
    let found = rows(&[",", "NULL,null", ",2"]);
    let told: Vec<String> = found.told.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2, EffectiveCost: it is empty, and so is BilledCost",
            "line 3, EffectiveCost: it is empty, and so is BilledCost",
        ]
    );
    assert_eq!(
        (sums(&found), found.remarks),
        (vec!["2024-09 2 USD AWS r1".to_owned()], vec![])
    );
}

#[test]
fn a_cost_that_stands_nowhere_is_told_by_the_column_that_is_there() {
    for name in ["BilledCost", "EffectiveCost"] {
        let found = export(&format!(
            "{name},BillingCurrency,ChargePeriodStart,Tags\n,USD,2024-09-18,\n"
        ));
        let told: Vec<String> = found.told.iter().map(ToString::to_string).collect();
        assert_eq!(told, [format!("line 2, {name}: it is empty")]);
    }
}

#[test]
fn lines_are_counted_however_they_end() {
    let good = "1,1,USD,2024-09-18,AWS,S3,dev,r1,";
    let bad = "x,1,USD,2024-09-18,AWS,S3,dev,r1,";
    let (opens, closes) = ("1,1,USD,2024-09-18,AWS,\"S3", "more\",dev,r1,");
    let long = "x,".repeat(2_500_000);
    for end in ["\n", "\r\n", "\r"] {
        for (lines, expected) in [
            (&[HEADER, good, bad][..], &[3][..]),
            (&[HEADER, bad, bad, good, bad], &[2, 3, 5]),
            (&[HEADER, "", good, "", "", bad, ""], &[6]),
            (&["", "", HEADER, bad], &[4]),
            (&[HEADER, opens, "", closes, bad, opens, closes, bad], &[5, 8]),
            (&[HEADER, good, &long, "", bad], &[3, 5]),
        ] {
            for last in ["", end] {
                let told = export(&(lines.join(end) + last)).told;
                let told: Vec<u64> = told.iter().map(|refused| refused.line).collect();
                assert_eq!(told, expected, "{end:?} {last:?}");
            }
        }
    }
    // A file may mix them.
    let mixed = format!("{HEADER}\r\n{good}\n{bad}\r{good}\r\n\n\r\r\n{bad}");
    let told: Vec<u64> = export(&mixed).told.iter().map(|refused| refused.line).collect();
    assert_eq!(told, [3, 8]);
}

#[test]
fn what_is_no_export_says_what_it_lacks() {
    let why = |text: &[u8]| read(text, &mut |_| true).unwrap_err().to_string();
    assert!(why(b"a,b\n1,2\n").contains("no ChargePeriodStart, no BillingCurrency, no BilledCost"));
    assert!(why(b"\xff\xfeB\0").contains("UTF-16"));
    assert!(why(b"PAR1").contains("Parquet"));
    assert!(why(b"").contains("no ChargePeriodStart"));
}

#[test]
fn a_packed_export_is_read_as_it_is() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(format!("{HEADER}\n1,2,USD,2024-09-18,AWS,S3,dev,r1,\n").as_bytes())
        .unwrap();
    let packed = packed.finish().unwrap();
    let export = read(packed.as_slice(), &mut |_| true).unwrap();
    assert_eq!(sums(&export), ["2024-09 2 USD AWS r1"]);
}
