//! What commands say of months that are not over or not known, of what is missing, and of what groups may cost.

use jiff::Zoned;
use muster::model::cost::Month;
use serde_json::json;

use crate::company::{CATALOG, SETTINGS, V1_0, company, lines, simple, with_rows};

const VERBS: [&str; 4] = ["show", "moved", "unmatched", "budgets"];

#[test]
fn remarks_are_part_of_every_answer_as_json() {
    let machine = company();
    machine.write("cost/copy.csv", V1_0);
    machine.write("cost/d.csv", "a,b\n1,2\n");
    for verb in VERBS {
        let answer = machine.run(&format!("cost {verb} --json"));
        let remarks = answer.json()["remarks"].clone();
        let remarks: Vec<&str> = remarks
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one.as_str())
            .collect();
        assert_eq!(remarks.len(), 3, "{verb}: {remarks:?}");
        assert!(
            remarks[0].starts_with("2 of 4 rows of cost/c-1.3.csv"),
            "{remarks:?}"
        );
        assert!(remarks[1].starts_with("cost/d.csv is missing"), "{remarks:?}");
        assert!(remarks[2].contains("which count twice"), "{remarks:?}");
        assert_eq!(answer.status, 1, "{verb}");
    }
}

#[test]
fn nothing_is_said_to_have_moved_where_the_month_before_is_not_known() {
    let machine = with_rows(&[("", "1")]);
    let answer = machine.run("cost moved --json").json();
    assert_eq!(answer["lines"], json!([]));
    assert_eq!(answer["before"], json!(null));
    let text = machine.run("cost moved").ok();
    assert!(text.contains("nothing is known of 2026-08"), "{text}");
    assert!(!text.contains("1.00"), "{text}");
    // It is shown, and nothing is said of how it moved.
    let answer = machine.run("cost show --json").json();
    assert_eq!(answer["lines"][0]["now"], "1");
    assert_eq!(answer["lines"][0]["moved"], json!(null));
    assert!(!machine.run("cost show").ok().contains('+'));
}

#[test]
fn the_month_that_is_not_over_is_shown_only_where_it_is_asked_for() {
    let machine = with_rows(&[]);
    let this = Month::of(Zoned::now().date());
    let row = |month: Month, cost: &str| format!("{month}-01,USD,{cost},{cost},AWS,\n");
    let rows = [(this.before().before(), "1"), (this.before(), "2"), (this, "3")];
    let rows: String = rows.map(|(month, cost)| row(month, cost)).concat();
    machine.write("cost/rows.csv", &format!("{}{rows}", simple(&[])));
    for verb in VERBS {
        let answer = machine.run(&format!("cost {verb} --json"));
        assert_eq!(answer.json()["month"], this.before().to_string(), "{verb}");
    }
    assert_eq!(lines(&machine.run("cost show --json"))[0].2, "2");
    let text = machine.run("cost show").ok();
    let heading = format!("{}, and {} before it", this.before(), this.before().before());
    assert!(text.starts_with(&heading), "{text}");
    let text = machine.run(&format!("cost show --month {this}")).ok();
    assert!(text.starts_with(&format!("{this} (not over yet), and")), "{text}");
    let text = machine.run("cost unmatched").ok();
    assert!(text.starts_with(&format!("{}: ", this.before())), "{text}");
}

#[test]
fn what_was_read_is_printed_though_another_file_cannot_be() {
    let machine = with_rows(&[("", "1")]);
    machine.write("cost/bad.csv", "a,b\n1,2\n");
    let answer = machine.run("cost read --json cost/rows.csv cost/bad.csv cost/gone.csv cost/rows.csv");
    assert_eq!(answer.status, 1);
    let read = answer.json();
    assert_eq!(read[0]["sums"][0]["effective"], "1");
    assert_eq!(read[0]["error"], json!(null));
    let error = read[1]["error"].as_str().unwrap();
    assert!(error.contains("no ChargePeriodStart"), "{error}");
    assert!(read[2]["error"].is_string());
    assert_eq!(read.as_array().unwrap().len(), 4);
    for said in ["cost/bad.csv: its first line has no", "cost/gone.csv: "] {
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
    // And what counts twice.
    machine.write("cost/copy.csv", &simple(&[("", "1")]));
    let answer = machine.run("cost read --json cost/rows.csv cost/copy.csv");
    assert_eq!(answer.status, 1);
    let remark = answer.json()[1]["remarks"][0].to_string();
    assert!(remark.contains("which count twice"), "{remark}");
}

#[test]
fn a_budget_of_a_group_counts_what_the_groups_below_it_own() {
    let machine = company();
    let group = |name: &str, parent: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {name}}}\n\
             spec: {{type: unit, children: [], parent: {parent}}}\n"
        )
    };
    // The last one closes a ring.
    for (parent, above) in [("retail", "all"), ("retail", "shop")] {
        let catalog = CATALOG.replace(
            "spec: {type: team, children: []}",
            &format!("spec: {{type: team, children: [], parent: {parent}}}"),
        );
        machine.write(
            "catalog-info.yaml",
            &format!("{catalog}{}{}", group("retail", above), group("all", "all")),
        );
        let budget = |name: &str| format!("[[cost.budgets]]\nfor = \"group:{name}\"\nmonth = \"9.51 EUR\"\n");
        machine.write(
            "muster.toml",
            &format!("{SETTINGS}{}{}", budget("shop"), budget("retail")),
        );
        let answer = machine.run("cost budgets --json --month 2026-09").json();
        let budgets = answer["budgets"].as_array().unwrap();
        for name in ["group:default/shop", "group:default/retail"] {
            let budget = budgets.iter().find(|budget| budget["ref"] == name).unwrap();
            assert_eq!(
                (&budget["spent"], &budget["over"]),
                (&json!("9.52"), &json!(true)),
                "{name} {above}"
            );
        }
        // The view of teams counts each charge once.
        let teams = lines(&machine.run("cost show --by team --json --month 2026-09"));
        assert!(
            teams.iter().all(|(name, ..)| name != "group:default/retail"),
            "{teams:?}"
        );
    }
}
