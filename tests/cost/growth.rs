//! What grew out of a month in which more was owed back than charged: more is more, whatever the sign of what was.

use jiff::civil::date;
use muster::model::cost::{Costs, Report, news};
use muster::sources::files::{self, Scope};
use muster::sources::focus;

use crate::company::{CATALOG, SETTINGS};
use crate::machine::Machine;

const HEADER: &str = "ChargePeriodStart,BillingCurrency,EffectiveCost,ProviderName,Tags\n";

fn export(rows: &[(&str, &str, &str)]) -> String {
    let row = |(component, before, now): &(&str, &str, &str)| {
        let tags = format!("\"{{\"\"component\"\": \"\"{component}\"\"}}\"");
        format!("2026-08-01,USD,{before},AWS,{tags}\n2026-09-01,USD,{now},AWS,{tags}\n")
    };
    HEADER.to_owned() + &rows.iter().map(row).collect::<String>()
}

#[test]
fn a_command_says_how_much_more_it_is_of_what_it_was_by_size() {
    for (before, now, moved, change) in [
        ("-10", "-5", "+5.00", "+50 %"),
        ("-10", "5", "+15.00", "+150 %"),
        ("-10", "-15", "-5.00", "-50 %"),
        ("10", "15", "+5.00", "+50 %"),
        ("0", "5", "+5.00", "new"),
    ] {
        let machine = Machine::with(&[("muster.toml", SETTINGS), ("catalog-info.yaml", CATALOG)]);
        machine.write("cost/rows.csv", &export(&[("cart", before, now)]));
        let answer = machine.run("cost show --month 2026-09");
        let line = answer.stdout.lines().find(|line| line.contains("cart")).unwrap();
        assert!(
            line.contains(moved) && line.contains(change),
            "{before} {now}: {line}"
        );
    }
}

#[test]
fn what_grew_out_of_a_negative_month_is_news() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("catalog-info.yaml"), CATALOG).unwrap();
    let catalog = files::read(&Scope::folder(folder.path()), None)
        .snapshot
        .unwrap()
        .catalog;
    let rows = export(&[("till", "-10", "-5"), ("cart", "-10", "-9.5")]);
    let ledger = focus::read(rows.as_bytes(), &mut |_| true).unwrap().ledger;
    let costs = Costs::new(&catalog, &ledger, &[]);
    let report = Report::new(&catalog, &costs, Vec::new(), date(2026, 10, 1));
    let grew = news(&report, "user:default/di").unwrap().grew;
    let grew: Vec<&str> = grew.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(grew, ["component:default/till"]);
}
