//! Somebody leaves: everything of theirs is due at once, and nothing is left without a person.

use muster::model::ownership::{Beside, OwnAct, Standing, agenda, packet};
use muster::model::task::Tasks;

use crate::company::{ANA, BO, CART, CLEO, Company, DAN, LEDGER, date, refs};
use crate::workspace::entity;

fn leave(person: &str, to: Option<&str>) -> OwnAct {
    OwnAct::Leave {
        person: person.to_owned(),
        on: date(20),
        to: to.map(str::to_owned),
    }
}

#[test]
fn a_departure_makes_all_of_it_due_and_offers_it_in_one_hand_over() {
    let company = Company::new("");
    company.act(ANA, 1, &company.attest(&[CART, LEDGER]));
    assert!(
        company
            .act(CLEO, 2, &leave(ANA, None))
            .concat()
            .starts_with("! you do not answer for user:default/ana")
    );
    let told = company.act(BO, 2, &leave(ANA, Some(DAN)));
    assert_eq!(
        told[0],
        format!("{ANA} leaves on {}: 4 entities are due now", date(20))
    );
    assert!(
        told[1].contains("offers 4 entities to user:default/dan"),
        "{told:?}"
    );
    let known = company.ownership();
    let handover = &known.handovers()[0];
    assert!(handover.leaving && handover.from.as_deref() == Some(ANA));
    assert_eq!(
        company
            .act(
                DAN,
                3,
                &OwnAct::Accept {
                    id: handover.id.clone(),
                    refs: vec![]
                }
            )
            .len(),
        4
    );
    for entity in [CART, LEDGER, "system:default/shop", "group:default/payments"] {
        assert_eq!(company.accountable(entity).as_deref(), Some(DAN), "{entity}");
    }
}

#[test]
fn who_leaves_is_nobody_to_hand_to_and_after_the_last_day_nobody_to_ask() {
    let company = Company::new("[ownership]\nanswer = \"2d\"");
    company.act(ANA, 1, &company.attest(&[CART]));
    company.act(ANA, 2, &leave(ANA, None));
    let rows = company.holding(ANA, false, 2).rows;
    assert!(
        rows.iter()
            .all(|row| matches!(row.standing, Standing::Overdue { .. })),
        "{rows:?}"
    );
    let to_ana = OwnAct::Transfer {
        refs: refs(&["group:default/catalogue"]),
        to: ANA.to_owned(),
        reason: String::new(),
    };
    assert_eq!(
        company.act(CLEO, 3, &to_ana),
        [format!("! {ANA} leaves on {}: name somebody who stays", date(20))]
    );
    let whom = |day| -> Vec<String> {
        company
            .asked(day, CART)
            .into_iter()
            .map(|(whom, _)| whom)
            .collect()
    };
    assert_eq!(whom(21), [DAN]);
    assert_eq!(whom(23), [DAN, BO]);
    // Attesting holds for no longer than they stay.
    let again = Company::new("");
    again.act(ANA, 2, &leave(ANA, None));
    assert_eq!(
        again.act(ANA, 3, &again.attest(&[CART])),
        [format!("{CART} is attested until {}", date(20))]
    );
}

#[test]
fn what_who_leaves_attests_once_more_is_due_on_their_last_day() {
    let company = Company::new("[ownership.kinds]\nSystem = \"never\"");
    let place = "{apiVersion: backstage.io/v1alpha1, kind: Location, metadata: {name: all, annotations: {muster/accountable: ana}}, spec: {targets: []}}\n";
    company.files.write("place.yaml", place);
    company.read_on(0);
    let all = [CART, "system:default/shop"];
    company.act(ANA, 1, &company.attest(&[CART]));
    let told = company.act(ANA, 2, &leave(ANA, Some(DAN)));
    assert!(told[0].ends_with("4 entities are due now"), "{told:?}");
    assert!(told[1].contains("offers 4 entities"), "{told:?}");
    let stay = company.ownership().handovers()[0].id.clone();
    company.act(ANA, 2, &OwnAct::Withdraw { id: stay });
    let standing = |day: i64, name: &str| {
        let rows = company.holding(ANA, false, day).rows;
        assert_eq!(rows.len(), 4, "a Location is in nobody's holding");
        let row = rows.into_iter().find(|row| &*row.entity_ref == name).unwrap();
        (row.standing, row.due)
    };
    let overdue = Standing::Overdue { asked: vec![] };
    for name in all {
        assert_eq!(standing(3, name), (overdue.clone(), Some(date(2))), "{name}");
    }
    let told = company.act(ANA, 4, &company.attest(&all));
    for (name, told) in all.iter().zip(told) {
        assert_eq!(told, format!("{name} is attested until {}", date(20)));
        assert_eq!(standing(5, name), (Standing::Holds, Some(date(20))), "{name}");
        assert_eq!(standing(20, name), (overdue.clone(), Some(date(20))), "{name}");
    }
    // Said again, it is asked again.
    company.act(ANA, 6, &leave(ANA, None));
    assert_eq!(standing(7, CART), (overdue, Some(date(6))));
}

#[test]
fn what_who_has_left_and_nobody_above_them_answers_for_anybody_may_take() {
    let company = Company::new("");
    let (all, tech) = ("group:default/payments", "group:default/tech");
    company.act(BO, 1, &leave(BO, None));
    let to_cleo = OwnAct::Transfer {
        refs: refs(&[tech]),
        to: CLEO.to_owned(),
        reason: String::new(),
    };
    let told = company.act(CLEO, 20, &to_cleo).concat();
    assert!(
        told.starts_with("! you do not answer for"),
        "until then it is bo's: {told}"
    );
    let gone = |day| company.on(day, |review| agenda(review, DAN)).gone;
    assert!(gone(20).is_empty());
    let left = &gone(21)[0];
    assert_eq!((left.person.as_str(), left.on, left.unoffered), (BO, date(20), 1));
    let left = |name: &str| {
        company.on(21, |review| {
            review.left(review.catalog.entity(review.catalog.find(name).unwrap()))
        })
    };
    assert_eq!((left(tech), left(all)), (Some(date(20)), None));
    assert_eq!(
        company.act(CLEO, 21, &to_cleo),
        [format!("{tech} is offered to {CLEO}, who has to accept it")]
    );
    let id = company.ownership().handovers()[0].id.clone();
    let accept = OwnAct::Accept { id, refs: vec![] };
    assert_eq!(
        company.act(CLEO, 21, &accept),
        [format!("You answer for {tech}: org.yaml says so")]
    );
    assert!(gone(21).is_empty());
    // What somebody else can still decide about is not for anybody to take.
    company.act(
        ANA,
        22,
        &OwnAct::Leave {
            person: ANA.to_owned(),
            on: date(23),
            to: None,
        },
    );
    let to_cleo = OwnAct::Transfer {
        refs: refs(&[CART]),
        to: DAN.to_owned(),
        reason: String::new(),
    };
    let stranger = company.act(BO, 24, &to_cleo).concat();
    assert!(stranger.starts_with("! you do not answer for"), "{stranger}");
}

#[test]
fn who_takes_over_a_group_leads_it() {
    let company = Company::new("");
    let (payments, late) = ("group:default/payments", "component:default/late");
    let tool = entity(
        "Component",
        "late",
        "type: service\nlifecycle: production\nowner: payments",
    );
    company.files.write("late.yaml", tool);
    company.read_on(0);
    let accept = |by: &str, day| {
        let id = company.ownership().handovers().last().unwrap().id.clone();
        let names = refs(&[payments]);
        assert_eq!(
            company.act(by, day, &OwnAct::Accept { id, refs: names }),
            [format!("You answer for {payments}: org.yaml says so")]
        );
    };
    let leads = |person: &str| -> Vec<String> {
        let packet = company.on(3, |review| {
            packet(review, Beside::default(), person, &Tasks::default(), &[])
        });
        packet.groups.into_iter().map(|led| led.group).collect()
    };
    company.act(BO, 2, &leave(ANA, Some(DAN)));
    accept(DAN, 3);
    for name in [payments, late] {
        assert_eq!(company.accountable(name).as_deref(), Some(DAN), "{name}");
    }
    assert_eq!((leads(DAN), leads(ANA)), (refs(&[payments]), vec![]));
    // Who only answers for it does not lead it, and hands on no more than that.
    let text = std::fs::read_to_string(company.files.path("org.yaml")).unwrap();
    let lead = "muster/lead: user:default/dan";
    assert!(text.contains(lead), "{text}");
    company.files.write(
        "org.yaml",
        text.replace(lead, &format!("{lead}, muster/accountable: bo")),
    );
    company.read_on(4);
    assert_eq!(
        (leads(DAN), leads(BO)),
        (refs(&[payments]), refs(&["group:default/tech"]))
    );
    let to_cleo = OwnAct::Transfer {
        refs: refs(&[payments]),
        to: CLEO.to_owned(),
        reason: String::new(),
    };
    company.act(BO, 5, &to_cleo);
    accept(CLEO, 6);
    assert_eq!(company.accountable(payments).as_deref(), Some(CLEO));
    assert_eq!(company.accountable(late).as_deref(), Some(DAN));
    assert_eq!(leads(DAN), refs(&[payments]));
}

#[test]
fn staying_after_all_undoes_it() {
    let company = Company::new("");
    company.act(ANA, 1, &company.attest(&[CART]));
    let stay = OwnAct::Stay {
        person: ANA.to_owned(),
    };
    assert_eq!(
        company.act(ANA, 2, &stay),
        ["! nobody said that user:default/ana leaves"]
    );
    company.act(ANA, 2, &leave(ANA, None));
    assert_eq!(company.act(BO, 3, &stay), ["user:default/ana stays"]);
    let rows = company.holding(ANA, false, 4).rows;
    let cart = rows.iter().find(|row| &*row.entity_ref == CART).unwrap();
    assert_eq!(cart.standing, Standing::Holds);
}

#[test]
fn the_packet_and_the_agenda_name_all_that_hangs_on_a_person() {
    let company = Company::new("");
    company.act(BO, 2, &leave(ANA, None));
    let text = company.on(3, |review| {
        packet(review, Beside::default(), ANA, &Tasks::default(), &[]).markdown()
    });
    for expected in [
        "Their last day is 2026-01-21.",
        "- component:default/cart (system:default/shop): 1 dependant",
        "- group:default/payments: 2 members, owns 3 entities",
    ] {
        assert!(text.contains(expected), "{expected} in:\n{text}");
    }
    let bo = company.on(3, |review| agenda(review, BO));
    assert_eq!(bo.leaving.len(), 1);
    assert_eq!((bo.leaving[0].unoffered, bo.leaving[0].offered), (4, 0));
    let dan = company.on(3, |review| {
        packet(review, Beside::default(), DAN, &Tasks::default(), &[])
    });
    assert_eq!(dan.roles.len(), 1);
    assert_eq!(dan.roles[0].entity, CART);
}
