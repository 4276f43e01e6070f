//! Exports that want too much: each costs itself alone, is told by line, and never takes more memory than a few rows do.

use std::io::{self, Read};

use muster::model::cost::Amount;
use muster::sources::focus::{Export, read};

use crate::company::with_rows;

const HEADER: &str = "ChargePeriodStart,BillingCurrency,EffectiveCost,BilledCost,ResourceId,Tags\n";
const ROW: &str = "2026-09-01,USD,1,1,r,\n";

fn export(source: impl Read) -> Export {
    read(source, &mut |_| true).unwrap()
}

fn told(export: &Export) -> Vec<String> {
    export.told.iter().map(ToString::to_string).collect()
}

fn again(text: &str, count: u64) -> impl Read + use<> {
    let text = text.to_owned();
    io::repeat(b'x').take(count).chain(io::Cursor::new(text))
}

#[test]
fn a_cell_of_fifty_megabytes_is_left_out_and_the_next_line_counts() {
    let start = format!("{HEADER}{ROW}2026-09-01,USD,1,1,");
    let source = io::Cursor::new(start).chain(again(&format!(",\n{ROW}oops\n"), 50 << 20));
    let export = export(source);
    assert_eq!((export.rows, export.refused, export.ledger.rows()), (4, 2, 2));
    assert_eq!(
        told(&export),
        [
            "line 3: the row is longer than 4 MiB and is left out",
            "line 5: it has 1 cells, the first line has 6",
        ]
    );
}

#[test]
fn a_quote_that_never_ends_is_told_where_it_begins() {
    let swallowed = ROW.repeat(1000);
    let export = export(format!("{HEADER}{ROW}2026-09-01,USD,1,1,r,\"{{\n{swallowed}").as_bytes());
    assert_eq!((export.rows, export.refused), (2, 1));
    assert_eq!(
        told(&export),
        ["line 3: its quote does not end before the file does; the lines it takes in are left out"]
    );
}

#[test]
fn a_quote_that_takes_in_megabytes_is_ended_and_reading_goes_on() {
    let swallowed = ROW.repeat((6 << 20) / ROW.len());
    let export = export(format!("{HEADER}{ROW}2026-09-01,USD,1,1,r,\"{{\n{swallowed}").as_bytes());
    assert_eq!(export.refused, 1);
    assert!(told(&export)[0].starts_with("line 3: the row is longer than 4 MiB, as its quote does not end"));
    // Those of the last third are there again.
    assert!(export.ledger.rows() > 80_000, "{}", export.ledger.rows());
}

#[test]
fn many_columns_and_cells_that_are_too_long_are_told() {
    let many = "x,".repeat(100_000);
    let wide = format!("{many}{HEADER}{many}{ROW}{ROW}");
    let found = export(wide.as_bytes());
    assert_eq!((found.ledger.rows(), found.refused), (1, 1));
    let long = format!(
        "{HEADER}2026-09-01,USD,1,1,{},\n2026-09-01,USD,{},1,r,\n",
        "r".repeat(70_000),
        "9".repeat(70_000)
    );
    let found = told(&export(long.as_bytes()));
    assert_eq!(found[0], "line 2, ResourceId: it is longer than 64 KiB");
    assert_eq!(
        found[1],
        format!(
            "line 3, EffectiveCost: `{}…` is no amount that can be kept exactly",
            "9".repeat(60)
        )
    );
}

#[test]
fn a_first_line_without_end_is_no_export() {
    let error = read(io::repeat(b',').take(20 << 20), &mut |_| true).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1: the row is longer than 4 MiB and is left out"
    );
}

#[test]
fn bytes_that_are_no_text_harm_nobody() {
    let machine = with_rows(&[]);
    let rows = format!("{HEADER}2026-09-01,USD,1,1,a\0b\u{1b}[31m,\n2026-09-01,USD,\0,1,r,\n\0\0\0\n{ROW}");
    machine.write("cost/rows.csv", &rows);
    let answer = machine.run("cost show --json --by provider");
    assert_eq!(answer.json()["total"][0], "2 USD");
    assert!(answer.stderr.contains("2 of 4 rows"), "{}", answer.stderr);
    let answer = machine.run("cost unmatched");
    assert!(!answer.stdout.contains(['\0', '\u{1b}']), "{}", answer.stdout);
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"2026-09-01,USD,1,1,\xff\xfe,\n");
    assert_eq!(
        told(&export(bytes.as_slice())),
        ["line 2, ResourceId: it is no UTF-8"]
    );
}

#[test]
fn a_packed_export_that_breaks_off_says_so() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed
        .write_all(format!("{HEADER}{}", ROW.repeat(100_000)).as_bytes())
        .unwrap();
    let packed = packed.finish().unwrap();
    let half = &packed[..packed.len() / 2];
    assert!(read(half, &mut |_| true).is_err());
}

#[test]
fn an_exponent_as_far_as_numbers_go_is_no_amount() {
    for text in [
        "1E-2147483648",
        ".5E-2147483648",
        "1E2147483647",
        "1E-2147483649",
        "1E-1001",
        "1E1001",
    ] {
        assert_eq!(Amount::read(text.as_bytes()), None, "{text}");
    }
    assert_eq!(Amount::read(b"0E-2147483648"), Some(Amount::ZERO));
}

#[test]
fn a_row_that_a_comma_of_its_own_makes_longer_is_refused_and_not_read_as_something_else() {
    let shifted = "2026-09-01,USD,1,234.50,1,234.50,r,\n";
    let by_tags = "2026-09-01,USD,1,1,r,{\"a\": 1, \"b\": 2}\n";
    // Its last cell is empty, so it is longer by nothing that says anything.
    let by_amount = "2026-09-01,USD,1,234.50,r,,\n";
    let found = export(format!("{HEADER}{ROW}{shifted}{by_tags}{by_amount}{ROW}").as_bytes());
    let why = |line: u64, cells: u64| {
        format!(
            "line {line}: it has {cells} cells, the first line has 6; a cell that holds what parts cells has to stand in quotes"
        )
    };
    assert_eq!(told(&found), [why(3, 8), why(4, 7), why(5, 7)]);
    assert_eq!(found.ledger.rows(), 2);
}

#[test]
fn rows_that_all_end_with_a_comma_are_read() {
    let row = ROW.replace('\n', ",\n");
    let found = export(format!("{HEADER}{row}{row}{ROW}").as_bytes());
    assert_eq!((found.ledger.rows(), found.refused), (3, 0));
    // What is longer still has a comma of its own.
    let found = export(format!("{HEADER}{row}2026-09-01,USD,1,234.50,1,,,\n").as_bytes());
    assert_eq!((found.ledger.rows(), found.refused), (1, 1));
}
