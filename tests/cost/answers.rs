//! What the commands say beside the sums: rows that are missing, files that changed, what counts twice, budgets.

use crate::company::{CATALOG, SETTINGS, V1_0, company, lines, simple, with_rows};
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
    assert_eq!(kept.len(), 1);
    // What is kept is what answers.
    let text = std::fs::read_to_string(&kept[0]).unwrap();
    std::fs::write(&kept[0], text.replace("\"1\",\"1\",1", "\"8\",\"8\",1")).unwrap();
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "8");
    // What is kept and cannot be read is made anew.
    std::fs::write(&kept[0], "1 0\n{").unwrap();
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "1");
    machine.write("cost/rows.csv", &simple(&[("", "1"), ("", "22")]));
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "23");
}

fn kept(machine: &Machine) -> Vec<std::path::PathBuf> {
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
        let said = "cost/a-1.0.csv and cost/copy.csv hold the same 6 rows (AWS, account 1, 2026-09 and 2 more), \
                    which count twice";
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
        assert!(!answer.stderr.contains("b-1.2"), "{}", answer.stderr);
    }
    // One digit more and they are not the same.
    machine.write(
        "cost/copy.csv",
        &V1_0
            .replace("12.5", "12.51")
            .replace("\"0.3\"", "\"0.31\"")
            .replace("\"0.1\"", "\"0.11\""),
    );
    assert!(!machine.run("cost show").stderr.contains("twice"));
}

#[test]
fn a_budget_that_is_over_is_said_first_and_by_the_exit_status() {
    let machine = company();
    let answer = machine.run("cost budgets --json --month 2026-09");
    assert_eq!(answer.status, 1);
    assert_eq!(
        answer.json(),
        serde_json::json!([{
            "ref": "component:default/cart", "month": "2026-09", "budget": "10", "spent": "10.25",
            "currency": "USD", "over": true, "others": ["7.77 EUR"],
        }])
    );
    // Settings come before annotations; a system's is of all that belongs to it.
    let budgets = "[[cost.budgets]]\nfor = \"cart\"\nmonth = \"10.25 USD\"\n\
                   [[cost.budgets]]\nfor = \"system:store\"\nmonth = \"EUR 9.27\"\n";
    machine.write("muster.toml", &format!("{SETTINGS}{budgets}"));
    let answer = machine.run("cost budgets --json --month 2026-09");
    assert_eq!(answer.status, 0, "{}", answer.stdout);
    let spent: Vec<String> = (0..2).map(|at| answer.json()[at]["spent"].to_string()).collect();
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
    assert_eq!(answer.status, 0);
    assert!(
        answer.stderr.contains("cost/d.csv is missing from the sums"),
        "{}",
        answer.stderr
    );
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
    assert_eq!(row(&machine)["cost_month"], "10.25 USD, 7.77 EUR");
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
    let over: Vec<bool> = (0..2).map(|at| budgets.json()[at]["over"] == true).collect();
    assert_eq!(over, [true, false], "{}", budgets.stdout);
    assert!(
        machine
            .run("--workspace shop cost unmatched")
            .stdout
            .contains("application=legacy-importer")
    );
}
