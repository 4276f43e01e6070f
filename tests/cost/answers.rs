//! What the commands say beside the sums: rows that are missing, files that changed, what counts twice, budgets.

use crate::company::{CATALOG, SETTINGS, V1_0, V1_2, company, lines, simple, with_rows};
use crate::machine::Machine;

#[test]
fn rows_that_are_missing_are_said_in_every_answer_from_the_cache_too() {
    let machine = company();
    for _ in 0..2 {
        for verb in ["show", "moved", "unmatched", "budgets"] {
            let answer = machine.run(&format!("cost {verb}"));
            let said = "2 of 4 rows of cost/c-1.3.csv are missing from the sums";
            assert!(answer.stderr.contains(said), "{verb}: {}", answer.stderr);
        }
    }
    let answer = machine.run("cost read cost/c-1.3.csv");
    assert_eq!(answer.status, 1);
    assert!(
        answer.stderr.contains("cost/c-1.3.csv:4, BilledCost: `five`"),
        "{}",
        answer.stderr
    );
    assert!(
        answer
            .stderr
            .contains("cost/c-1.3.csv:5, ChargePeriodStart: `soon`"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_file_that_changed_is_read_anew_and_one_that_did_not_comes_from_the_cache() {
    let machine = with_rows(&[("", "1")]);
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "1");
    let kept = kept(&machine);
    assert_eq!(kept.len(), 2);
    // What is kept is what answers.
    let ledger = kept
        .iter()
        .find(|path| path.extension().is_some_and(|end| end == "json"));
    let ledger = ledger.unwrap();
    let text = std::fs::read_to_string(ledger).unwrap();
    std::fs::write(ledger, text.replace("\"1\",\"1\",1", "\"8\",\"8\",1")).unwrap();
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "8");
    // What is kept and cannot be read is made anew.
    std::fs::write(ledger, "1 0\n{").unwrap();
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "1");
    machine.write("cost/rows.csv", &simple(&[("", "1"), ("", "22")]));
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "23");
}

pub fn kept(machine: &Machine) -> Vec<std::path::PathBuf> {
    let mut folders = vec![machine.path("~/")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let in_cost = path.parent().is_some_and(|parent| parent.ends_with("cost"));
            match path.is_dir() {
                true => folders.push(path),
                false if in_cost => found.push(path),
                false => {}
            }
        }
    }
    found
}

#[test]
fn the_same_rows_in_two_files_are_warned_of_with_both_names() {
    let machine = company();
    machine.write("cost/copy.csv", V1_0);
    for _ in 0..2 {
        let answer = machine.run("cost show");
        let said = "cost/a-1.0.csv and cost/copy.csv hold the same 6 rows (10.84999990000000000000000000007 USD), \
                    which count twice; leave one out of [cost] files";
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
        assert!(!answer.stderr.contains("b-1.2"), "{}", answer.stderr);
    }
}

#[test]
fn rows_of_which_only_some_are_in_two_files_are_warned_of_with_how_much_they_are() {
    let machine = company();
    // One digit more and a row is another one; a row more is no matter.
    let other = V1_0
        .replace("12.5", "12.51")
        .replace("\"0.3\"", "\"0.31\"")
        .replace("\"0.1\"", "\"0.11\"");
    machine.write("cost/copy.csv", &other);
    let said = "cost/a-1.0.csv and cost/copy.csv hold the same 3 rows (-2.05000009999999999999999999993 USD), \
                which count twice; export them so that no row is in both";
    for _ in 0..2 {
        let answer = machine.run("cost show");
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
        assert_eq!(answer.stderr.matches("twice").count(), 1, "{}", answer.stderr);
    }
    // It is told where files are named by hand, too, and where nothing may be kept.
    let answer = machine.run("cost read cost/a-1.0.csv cost/copy.csv");
    assert_eq!(answer.status, 1);
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
    let answer = machine.run("--read-only cost show");
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
    // Nothing is dropped.
    let total = machine.run("cost show --json --month 2026-09").json()["total"].clone();
    assert_ne!(total[1], "17.74999990000000000000000000007 USD");
    // Nothing of what was kept of other files is kept for ever.
    machine.write("cost/copy.csv", V1_2);
    machine.run("cost show");
    assert_eq!(kept(&machine).len(), 2 * 4 + 1);
}

#[test]
fn rows_that_are_alike_in_one_file_are_as_many_rows() {
    let machine = with_rows(&[("", "1"), ("", "1"), ("", "1")]);
    let answer = machine.run("cost show --json");
    assert_eq!(lines(&answer)[0].2, "3");
    assert!(!answer.stderr.contains("twice"), "{}", answer.stderr);
    // Two of them are in another file.
    machine.write("cost/more.csv", &simple(&[("", "1"), ("", "1"), ("", "2")]));
    let answer = machine.run("cost show --json");
    assert_eq!(lines(&answer)[0].2, "7");
    assert!(
        answer.stderr.contains("the same 2 rows (2 USD)"),
        "{}",
        answer.stderr
    );
}

#[test]
fn the_same_charges_written_otherwise_are_warned_of() {
    let machine = with_rows(&[(r#"{"component": "cart"}"#, "1"), ("", "2")]);
    let text = simple(&[("", "2"), (r#"{"component": "cart"}"#, "1")]);
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let rows: String = lines.map(|row| format!("{row},2026-11\n")).collect();
    machine.write("cost/more.csv", &format!("{header},x_Written\n{rows}"));
    let answer = machine.run("cost show");
    let said = "hold the same charges to the last digit, written otherwise (at least 2 rows: AWS, 2026-09)";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
    // The order of columns is no matter: these rows are the same.
    let turned: String = simple(&[("", "2")])
        .lines()
        .map(|row| {
            row.splitn(2, ',')
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
                .join(",")
                + "\n"
        })
        .collect();
    machine.write("cost/more.csv", &turned);
    let answer = machine.run("cost show");
    assert!(
        answer.stderr.contains("the same row (2 USD)"),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_file_is_journaled_by_the_digest_of_all_its_bytes() {
    let machine = with_rows(&[("", "1")]);
    machine.run("cost read").ok();
    machine.run("cost read").ok();
    let events = machine.run("journal export").stdout;
    let read: Vec<&str> = events.lines().filter(|line| line.contains("cost.read")).collect();
    assert_eq!(read.len(), 1, "{events}");
    use sha2::Digest;
    let digest = sha2::Sha256::digest(std::fs::read(machine.path("cost/rows.csv")).unwrap());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(read[0].contains(&hex), "{}", read[0]);
}

#[test]
fn a_budget_that_is_over_is_said_first_and_by_the_exit_status() {
    let machine = company();
    let answer = machine.run("cost budgets --json --month 2026-09");
    assert_eq!(answer.status, 1);
    assert_eq!(
        answer.json(),
        serde_json::json!({
            "month": "2026-09",
            "budgets": [{
                "ref": "component:default/cart", "budget": "10", "spent": "10.25",
                "currency": "USD", "over": true, "others": ["7.77 EUR"],
            }],
            "remarks": [
                "2 of 4 rows of cost/c-1.3.csv are missing from the sums; `muster cost read cost/c-1.3.csv` says why"
            ],
        })
    );
    // Settings come before annotations; a system's is of all that belongs to it.
    let budgets = "[[cost.budgets]]\nfor = \"cart\"\nmonth = \"10.25 USD\"\n\
                   [[cost.budgets]]\nfor = \"system:store\"\nmonth = \"EUR 9.27\"\n";
    machine.write("muster.toml", &format!("{SETTINGS}{budgets}"));
    let answer = machine.run("cost budgets --json --month 2026-09");
    assert_eq!(answer.status, 0, "{}", answer.stdout);
    let spent: Vec<String> = (0..2)
        .map(|at| answer.json()["budgets"][at]["spent"].to_string())
        .collect();
    assert_eq!(spent, ["\"10.25\"", "\"9.27\""]);
    machine.write(
        "muster.toml",
        &format!("{SETTINGS}{}", budgets.replace("9.27", "9.26")),
    );
    assert_eq!(machine.run("cost budgets --month 2026-09").status, 1);
}

#[test]
fn a_budget_that_nobody_can_read_is_said() {
    let machine = with_rows(&[("", "1")]);
    machine.write("catalog-info.yaml", &CATALOG.replace("10 USD", "a lot"));
    let budgets = "[[cost.budgets]]\nfor = \"component:gone\"\nmonth = \"1 USD\"\n";
    machine.write("muster.toml", &format!("{SETTINGS}{budgets}"));
    let answer = machine.run("cost budgets");
    assert_eq!(answer.status, 1);
    assert!(
        answer
            .stderr
            .contains("`component:gone`, which is not in the catalog"),
        "{}",
        answer.stderr
    );
    assert!(
        answer.stderr.contains("`a lot` is no budget"),
        "{}",
        answer.stderr
    );
}

#[test]
fn an_export_that_cannot_be_read_is_missing_by_name_and_the_others_count() {
    let machine = company();
    machine.write("cost/d.csv", "a,b\n1,2\n");
    let answer = machine.run("cost show --json --month 2026-09");
    assert_eq!(answer.status, 1);
    assert!(
        answer.stderr.contains("cost/d.csv is missing from the sums"),
        "{}",
        answer.stderr
    );
    let remarks = answer.json()["remarks"].to_string();
    assert!(
        remarks.contains("cost/d.csv is missing from the sums"),
        "{remarks}"
    );
    for verb in ["moved", "unmatched"] {
        assert_eq!(machine.run(&format!("cost {verb}")).status, 1, "{verb}");
    }
    assert_eq!(answer.json()["total"][0], "9.52 EUR");
}

#[test]
fn what_somebody_owns_has_its_cost_where_costs_are_known() {
    let machine = company();
    let row = |machine: &Machine| {
        let rows = machine.run("owned --user di --json").json();
        let rows = rows.as_array().unwrap().clone();
        rows.into_iter()
            .find(|row| row["ref"] == "component:default/cart")
            .unwrap()
    };
    assert_eq!(row(&machine)["cost_month"], "7.77 EUR, 10.25 USD");
    let answer = machine.run("owned --user di");
    assert!(
        answer.stdout.contains("COST is that of 2026-09"),
        "{}",
        answer.stdout
    );
    let packet = machine.run("own packet di");
    assert!(packet.stdout.contains("2026-09: "), "{}", packet.stdout);
    machine.write("muster.toml", "");
    assert!(row(&machine)["cost_month"].is_null());
    assert!(!machine.run("owned --user di").stdout.contains("COST"));
}

#[test]
fn the_demo_company_has_costs_that_grew_and_a_budget_that_is_over() {
    let machine = Machine::new();
    machine.run("demo --no-tui --dir shop").ok();
    let moved = machine.run("--workspace shop cost moved --json --limit 1");
    assert_eq!(lines(&moved)[0].0, "resource:default/observability-db");
    assert!(!moved.stderr.contains("missing"), "{}", moved.stderr);
    let budgets = machine.run("--workspace shop cost budgets --json");
    assert_eq!(budgets.status, 1);
    let over: Vec<bool> = (0..2)
        .map(|at| budgets.json()["budgets"][at]["over"] == true)
        .collect();
    assert_eq!(over, [true, false], "{}", budgets.stdout);
    assert!(
        machine
            .run("--workspace shop cost unmatched")
            .stdout
            .contains("application=legacy-importer")
    );
}

#[test]
fn rows_that_say_only_what_is_on_the_invoice_are_part_of_the_sums() {
    let machine = with_rows(&[]);
    let rows = "2026-09-01,USD,,50,AWS,\n2026-09-01,USD,NULL,70,AWS,\n";
    machine.write("cost/rows.csv", &format!("{}{rows}", simple(&[])));
    assert_eq!(lines(&machine.run("cost show --json --by provider"))[0].2, "120");
    let answer = machine.run("cost read cost/rows.csv");
    assert_eq!(answer.status, 0);
    let said = "2 rows have no EffectiveCost, so their BilledCost counts";
    assert!(answer.stdout.contains(said), "{}", answer.stdout);
}
