//! What the vision forbids, warns of and asks for, as a new engineer meets it in the wizard.

use std::sync::Arc;

use muster::app::screen::ScreenId;
use muster::model::run::{AnswerFinding, Approval, Order, PlanFinding, Shortfall};
use muster::model::vision::radar::Stage;
use muster::model::vision::{Radar, Ring, Severity, Technology};
use muster::ui::theme::Charset;

use crate::review::to_review;
use crate::screen::picture;
use crate::shop::*;

fn shortfall(rule: &str, severity: &str) -> Shortfall {
    Shortfall {
        rule: rule.to_owned(),
        severity: severity.to_owned(),
        entity: "component:default/Parcel_Labels".to_owned(),
        reason: Some("Names are hosts, and hosts are in lower case".to_owned()),
        principles: vec!["One name everywhere".to_owned()],
        waivable: severity == "warning",
        waived: None,
    }
}

fn finding(rule: &str, severity: &str, message: &str, hint: &str) -> PlanFinding {
    PlanFinding {
        blocking: severity == "blocking",
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
        shortfall: Some(shortfall(rule, severity)),
        ..PlanFinding::default()
    }
}

/// A vision that wants lower case, no bronze, and a description.
fn says_of(order: &Order) -> Vec<AnswerFinding> {
    let mut found = Vec::new();
    let text = |key: &str| order.values[key].as_str().unwrap_or_default().to_owned();
    if text("name").chars().any(char::is_uppercase) {
        found.push(AnswerFinding {
            pointer: Some("/name".to_owned()),
            finding: finding(
                "naming-component-service",
                "blocking",
                "A service is called in lower case",
                "Call it parcel-labels",
            ),
        });
    }
    if text("tier") == "bronze" {
        found.push(AnswerFinding {
            pointer: Some("/tier".to_owned()),
            finding: finding("tiers", "warning", "Bronze is on nobody's watch", "Take silver"),
        });
    }
    if text("about").is_empty() {
        found.push(AnswerFinding {
            pointer: None,
            finding: finding(
                "described",
                "warning",
                "Nobody can tell what it is for",
                "Describe it",
            ),
        });
    }
    found
}

fn shop() -> Arc<Shop> {
    let shop = Shop::new();
    *shop.says_of.lock().unwrap() = Some(says_of);
    let ring = |name: &str, for_new| Ring {
        id: name.to_lowercase(),
        name: name.to_owned(),
        for_new,
        ..Ring::default()
    };
    let technology = |id: &str, ring, reason: Option<&str>| Technology {
        id: id.to_owned(),
        title: id.to_owned(),
        timeline: vec![Stage {
            ring,
            reason: reason.map(str::to_owned),
            ..Stage::default()
        }],
        ..Technology::default()
    };
    *shop.radar.lock().unwrap() = Radar {
        rings: vec![ring("Adopt", None), ring("Hold", Some(Severity::Warning))],
        technologies: vec![
            technology("silver", 0, None),
            technology("bronze", 1, Some("nobody watches it")),
        ],
        ..Radar::default()
    };
    shop
}

#[test]
fn a_name_that_the_vision_forbids_is_refused_with_its_reason_and_what_instead() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_with(&shop(), ANA, size, Charset::Unicode);
        press(&mut program, "enter");
        type_text(&mut program, "Parcel_Labels");
        insta::assert_snapshot!(format!("forbidden_{}x{}", size.0, size.1), picture(&program));
        press(&mut program, "pgdn");
        says(&program, "1 answer to mend before it goes on");
        says(&program, "✗ A service is called in lower case");
        says(&program, "Rule naming-component-service");
        says(&program, "principle: One name");
        says(&program, "Call it parcel-labels");
    }
    let mut program = start(&shop());
    press(&mut program, "enter");
    type_text(&mut program, "Parcel_Labels");
    keys(&mut program, &["ctrl-u", "pgdn"]);
    assert!(!text(&program).contains("lower case"), "{}", text(&program));
    type_text(&mut program, "parcel-labels");
    press(&mut program, "pgdn");
    says(&program, "2 of 2 · Repository");
}

#[test]
fn choices_show_their_ring_and_what_is_on_hold_is_marked() {
    let mut program = start(&shop());
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    keys(&mut program, &["tab", "tab", "right"]);
    says(&program, "‹ bronze ›  Hold: nobody watches it");
    says(&program, "! Bronze is on nobody's watch");
    press(&mut program, "enter");
    insta::assert_snapshot!("rings", text(&program));
    // A warning keeps nobody from going on.
    keys(&mut program, &["esc", "pgdn"]);
    says(&program, "2 of 2 · Repository");
}

/// A plan of which the vision warns, and for which it wants somebody's word.
fn warning() -> Arc<Shop> {
    let shop = shop();
    {
        let mut plan = shop.plan.lock().unwrap();
        plan.findings = vec![finding(
            "described",
            "warning",
            "Nobody can tell what it is for",
            "Describe it",
        )];
        plan.approvals.insert(
            0,
            Approval {
                step: "vision-approval-many".to_owned(),
                by: vec![BEN.to_owned()],
                why: Some("Many partitions cost everybody".to_owned()),
                rule: Some("many".to_owned()),
                principles: vec!["Who builds it runs it".to_owned()],
                ..Approval::default()
            },
        );
    }
    shop
}

#[test]
fn a_warning_is_waived_on_the_review_with_a_reason() {
    for size in [(140, 45), (80, 24)] {
        let mut program = start_with(&warning(), ANA, size, Charset::Unicode);
        to_review(&mut program);
        insta::assert_snapshot!(format!("warned_{}x{}", size.0, size.1), picture(&program));
    }
    let shop = warning();
    let mut program = start(&shop);
    to_review(&mut program);
    press(&mut program, "w");
    says(
        &program,
        "Why may component:default/Parcel_Labels fall short of described?",
    );
    press(&mut program, "enter");
    type_text(&mut program, "It is described next week");
    insta::assert_snapshot!("waiving", text(&program));
    press(&mut program, "enter");
    says(&program, "waived");
    says(&program, "Exception: It is described next week");
    press(&mut program, "R");
    assert_eq!(program.state().nav.top().id(), ScreenId::Run);
    let orders = shop.orders.lock().unwrap();
    let waiver = &orders[0].waivers[0];
    assert_eq!(
        (waiver.rule.as_str(), waiver.reason.as_str()),
        ("described", "It is described next week")
    );
}

#[test]
fn what_blocks_cannot_be_waived_by_whoever_asks() {
    let shop = shop();
    shop.plan.lock().unwrap().findings = vec![finding(
        "radar-mongodb",
        "blocking",
        "MongoDB is on hold",
        "Use PostgreSQL",
    )];
    let mut program = start(&shop);
    to_review(&mut program);
    says(&program, "It cannot be run: MongoDB is on hold");
    press(&mut program, "w");
    says(&program, "only others can make an exception");
    press(&mut program, "R");
    assert!(shop.orders.lock().unwrap().is_empty());
}

#[test]
fn what_comes_from_no_single_answer_is_said_once_all_are_given() {
    let mut program = start(&shop());
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    assert!(!text(&program).contains("Nobody can tell what it is for"));
    press(&mut program, "pgdn");
    keys(&mut program, &["tab"]);
    type_text(&mut program, "acme");
    press(&mut program, "enter");
    type_text(&mut program, "cart");
    press(&mut program, "enter");
    type_text(&mut program, "hunter2");
    says(&program, "! Nobody can tell what it is for");
}
