//! Attestations: how long they hold, by kind, for whom they count, and who is asked in turn when they run out.

use muster::model::ownership::{Holder, Standing};

use crate::company::{ANA, BO, BUS, CART, CLEO, Company, DAN, LEDGER, date};

const TERMS: &str = "
[ownership]
attest = \"100d\"
warn = \"10d\"
answer = \"5d\"
[ownership.kinds]
Component = \"30d\"
\"Component/library\" = \"never\"
System = \"never\"
";

#[test]
fn an_attestation_holds_for_the_term_of_its_kind_and_then_somebody_is_asked() {
    let company = Company::new(TERMS);
    assert_eq!(
        company.act(ANA, 1, &company.attest(&[CART, "group:default/payments"])),
        [
            format!("{CART} is attested until {}", date(31)),
            format!("group:default/payments is attested until {}", date(101)),
        ]
    );
    for (day, expected) in [
        (2, Standing::Holds),
        (21, Standing::DueSoon),
        (30, Standing::DueSoon),
        (31, Standing::Overdue { asked: vec![] }),
    ] {
        let rows = company.holding(ANA, false, day).rows;
        let cart = rows.iter().find(|row| &*row.entity_ref == CART).unwrap();
        assert_eq!(
            (cart.due, &cart.standing),
            (Some(date(31)), &expected),
            "day {day}"
        );
    }
}

#[test]
fn the_accountable_person_is_asked_then_the_deputy_then_the_leads_each_once() {
    let company = Company::new(TERMS);
    company.act(ANA, 1, &company.attest(&[CART]));
    let (ana, dan, bo) = (
        (ANA.to_owned(), "accountable".to_owned()),
        (DAN.to_owned(), "deputy".to_owned()),
        (BO.to_owned(), "lead".to_owned()),
    );
    for (day, expected) in [
        (30, vec![]),
        (31, vec![ana.clone()]),
        (31, vec![ana.clone()]),
        (35, vec![ana.clone()]),
        (36, vec![ana.clone(), dan.clone()]),
        (40, vec![ana.clone(), dan.clone()]),
        (60, vec![ana.clone(), dan.clone(), bo.clone()]),
        (200, vec![ana, dan, bo]),
    ] {
        assert_eq!(company.asked(day, CART), expected, "day {day}");
    }
    // The deputy's word is as good, and ends the asking.
    assert_eq!(
        company.act(DAN, 201, &company.attest(&[CART])),
        [format!("{CART} is attested until {}", date(231))]
    );
    assert_eq!(company.asked(202, CART), []);
    assert!(company.journal.verify(&|_, _| {}).unwrap().findings.is_empty());
}

#[test]
fn two_windows_ask_once() {
    let company = Company::new(TERMS);
    company.act(ANA, 1, &company.attest(&[CART]));
    company.on(31, |first| {
        for _ in 0..2 {
            // Both have seen the journal as it was before either asked.
            muster::engine::ownership::sweep(first, &company.journal, "muster", crate::company::at(31))
                .unwrap();
        }
    });
    let asked = company
        .journal
        .events(&muster::model::journal::Filter {
            type_prefix: Some("ownership.asked".to_owned()),
            text: Some(CART.to_owned()),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(asked.len(), 1);
}

#[test]
fn only_those_whose_turn_it_could_be_attest_and_only_what_can_be() {
    let company = Company::new(TERMS);
    for (actor, entity, expected) in [
        (BO, CART, "is attested until"),
        (
            CLEO,
            CART,
            "! you do not answer for component:default/cart: user:default/ana or user:default/dan or user:default/bo can do this",
        ),
        (
            ANA,
            BUS,
            "! you do not answer for resource:default/bus, and neither does anybody else",
        ),
        (
            ANA,
            "user:default/dan",
            "! user:default/dan is not a thing that somebody answers for beside themselves",
        ),
        (ANA, "system:default/shop", "! system:default/shop is not a thing"),
        (
            ANA,
            "component:default/crt",
            "! component:default/crt is not in the catalog; did you mean component:default/cart?",
        ),
        ("os:root", CART, "! nobody in the catalog is you"),
    ] {
        let told = company.act(actor, 1, &company.attest(&[entity])).concat();
        assert!(told.contains(expected), "{actor} {entity}: {told}");
    }
}

#[test]
fn an_attestation_is_of_what_was_read_and_of_who_was_accountable() {
    let company = Company::new(TERMS);
    company.act(ANA, 1, &company.attest(&[LEDGER]));
    let text = crate::company::SERVICES.replace("name: ledger", "name: ledger\n  title: The Ledger");
    company.files.write("services.yaml", text);
    company.read_on(2);
    let rows = company.holding(ANA, false, 3).rows;
    let ledger = rows.iter().find(|row| &*row.entity_ref == LEDGER).unwrap();
    assert!(ledger.changed);
    assert_eq!(ledger.due, Some(date(31)));
    let since = company.on(3, |review| {
        muster::engine::ownership::since(review, Some(&company.journal), LEDGER)
            .unwrap()
            .unwrap()
    });
    let fields: Vec<String> = since
        .fields
        .iter()
        .map(|change| format!("{}: {} -> {}", change.path, change.before, change.after))
        .collect();
    assert_eq!(fields, [r#"metadata.title: null -> "The Ledger""#]);
    // Somebody else answers for it now: what Ana attested does not count for them.
    let text = crate::company::SERVICES.replace(
        "name: ledger",
        "name: ledger\n  annotations:\n    muster/accountable: cleo",
    );
    company.files.write("services.yaml", text);
    let rows = company.holding(CLEO, false, 4).rows;
    let ledger = rows.iter().find(|row| &*row.entity_ref == LEDGER).unwrap();
    assert!(matches!(ledger.standing, Standing::Overdue { .. }), "{ledger:?}");
}

#[test]
fn a_holding_has_ones_own_what_one_is_deputy_of_and_with_team_what_is_below() {
    let company = Company::new("");
    let of = |person: &str, team: bool| -> Vec<(String, Holder)> {
        let rows = company.holding(person, team, 1).rows.into_iter();
        let mut rows: Vec<(String, Holder)> = rows.map(|row| (row.entity_ref.to_string(), row.as_)).collect();
        rows.sort();
        rows
    };
    let names = |rows: Vec<(String, Holder)>| -> Vec<String> {
        rows.into_iter()
            .map(|(name, holder)| format!("{name} {holder:?}"))
            .collect()
    };
    assert_eq!(
        names(of(ANA, false)),
        [
            "component:default/cart Accountable",
            "component:default/ledger Accountable",
            "group:default/payments Accountable",
            "system:default/shop Accountable"
        ]
    );
    assert_eq!(names(of(DAN, false)), ["component:default/cart Deputy"]);
    assert_eq!(names(of(BO, false)), ["group:default/tech Accountable"]);
    assert_eq!(
        names(of(BO, true)),
        [
            "component:default/cart Manager",
            "component:default/ledger Manager",
            "group:default/catalogue Manager",
            "group:default/payments Manager",
            "group:default/tech Accountable",
            "system:default/shop Manager"
        ]
    );
    assert!(!company.holding("user:default/nobody", true, 1).is_known);
}
