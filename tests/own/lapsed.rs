//! Offers that nobody can answer any more, or of what is somebody else's by now: they block nothing and take nothing away.

use muster::model::ownership::{OwnAct, Standing, agenda};

use crate::company::{ANA, BO, CART, CLEO, Company, DAN, LEDGER, ORG, SERVICES, date, refs};
use crate::handovers::{accept, newest, states, transfer};

fn leave(person: &str, on: i64, to: Option<&str>) -> OwnAct {
    OwnAct::Leave {
        person: person.to_owned(),
        on: date(on),
        to: to.map(str::to_owned),
    }
}

fn withdraw(id: &str) -> OwnAct {
    OwnAct::Withdraw { id: id.to_owned() }
}

fn standing(company: &Company, entity: &str, day: i64) -> Standing {
    company.on(day, |review| {
        let id = review.catalog.find(entity).unwrap();
        review.standing(review.catalog.entity(id))
    })
}

/// Whom an entity is on offer to on a day.
fn offered_to(company: &Company, entity: &str, day: i64) -> Option<String> {
    match standing(company, entity, day) {
        Standing::Offered { to, .. } => Some(to),
        _ => None,
    }
}

#[test]
fn an_offer_to_somebody_who_leaves_lapses_and_the_next_one_counts() {
    let company = Company::new("[ownership.kinds]\nComponent = \"1d\"");
    company.act(ANA, 1, &transfer(&[CART], CLEO));
    company.act(CLEO, 2, &leave(CLEO, 3, None));
    assert_eq!(offered_to(&company, CART, 4), None);
    let cleo = company.on(4, |review| agenda(review, CLEO));
    assert!(cleo.handovers.is_empty(), "{:?}", cleo.handovers);
    // Who is to attest it is asked again.
    let asked = company.asked(4, CART);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let told = company.act(ANA, 5, &leave(ANA, 6, Some(DAN)));
    assert!(
        told[1].contains("offers 4 entities to user:default/dan"),
        "{told:?}"
    );
    assert_eq!(offered_to(&company, CART, 5).as_deref(), Some(DAN));
    assert_eq!(
        states(&company),
        ["withdrawn", "offered", "offered", "offered", "offered"]
    );
    let told = company.act(DAN, 7, &accept(&newest(&company), &[CART]));
    assert_eq!(
        told,
        ["You answer for component:default/cart: services.yaml says so"]
    );
}

#[test]
fn whoever_may_decide_about_it_withdraws_an_offer() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART, LEDGER], CLEO));
    let id = newest(&company);
    let told = company.act(CLEO, 2, &withdraw(&id)).concat();
    assert!(told.starts_with("! hand-over"), "{told}");
    // Its deputy decides about one of the two.
    let told = company.act(DAN, 2, &withdraw(&id)).concat();
    assert!(told.contains("1 entity stays as before"), "{told}");
    assert_eq!(states(&company), ["withdrawn", "offered"]);
    assert_eq!(
        company.act(BO, 2, &transfer(&[CART], DAN)),
        [format!("{CART} is offered to {DAN}, who has to accept it")]
    );
    let told = company.act(BO, 3, &withdraw(&id)).concat();
    assert!(told.contains("1 entity stays as before"), "{told}");
    assert_eq!(states(&company), ["withdrawn", "withdrawn", "offered"]);
}

#[test]
fn who_is_called_otherwise_by_now_was_offered_nothing_and_has_offered_nothing() {
    for (from, to) in [("ana", "anna"), ("cleo", "clea")] {
        let company = Company::new("");
        company.act(ANA, 1, &transfer(&[CART], CLEO));
        company.files.write("org.yaml", ORG.replace(from, to));
        company.read_on(2);
        assert_eq!(offered_to(&company, CART, 2), None, "{from}");
        let me = company.accountable(CART).unwrap();
        assert_eq!(
            company.act(&me, 2, &transfer(&[CART], DAN)),
            [format!("{CART} is offered to {DAN}, who has to accept it")]
        );
        assert_eq!(states(&company), ["withdrawn", "offered"]);
        assert_eq!(offered_to(&company, CART, 2).as_deref(), Some(DAN));
    }
}

#[test]
fn nobody_is_made_to_give_up_what_they_never_offered() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART, LEDGER], CLEO));
    let id = newest(&company);
    let handed = SERVICES.replace(
        "    muster/deputy: 'dan'   # until spring\n",
        "    muster/accountable: user:default/dan\n",
    );
    company.files.write("services.yaml", &handed);
    company.read_on(2);
    assert_eq!(company.accountable(CART).as_deref(), Some(DAN));
    assert_eq!(offered_to(&company, CART, 2), None);
    assert_eq!(
        company.act(CLEO, 2, &accept(&id, &[])),
        [
            format!(
                "! {CART} was offered when {ANA} answered for it, and by now {DAN} does: who decides about it has to offer it anew"
            ),
            format!("You answer for {LEDGER}: services.yaml says so"),
        ]
    );
    assert_eq!(company.accountable(CART).as_deref(), Some(DAN));
    assert_eq!(company.accountable(LEDGER).as_deref(), Some(CLEO));
}

#[test]
fn who_leaves_takes_nothing_over() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART], CLEO));
    let id = newest(&company);
    company.act(CLEO, 2, &leave(CLEO, 3, None));
    for day in [2, 4] {
        assert_eq!(
            company.act(CLEO, day, &accept(&id, &[])),
            [format!("! {CLEO} leaves on {}: name somebody who stays", date(3))]
        );
    }
    assert_eq!(company.accountable(CART).as_deref(), Some(ANA));
    let refuse = OwnAct::Refuse {
        id,
        refs: refs(&[CART]),
        reason: "I leave".to_owned(),
    };
    assert_eq!(
        company.act(CLEO, 4, &refuse),
        [format!("{CART} is refused: {ANA} goes on answering for it")]
    );
}

#[test]
fn who_stays_or_leaves_to_another_heir_takes_the_first_offer_back() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[LEDGER], BO));
    company.act(ANA, 1, &leave(ANA, 20, Some(DAN)));
    let first = newest(&company);
    assert_eq!(offered_to(&company, CART, 2).as_deref(), Some(DAN));
    // The same heir has it on offer already.
    let again = company.act(ANA, 2, &leave(ANA, 25, Some(DAN)));
    assert_eq!(again.len(), 1, "{again:?}");
    let told = company.act(ANA, 2, &leave(ANA, 30, Some(CLEO)));
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(
        told[1],
        format!("Hand-over {first} to {DAN} is withdrawn: 3 entities")
    );
    assert!(
        told[2].contains(&format!("offers 3 entities to {CLEO}")),
        "{told:?}"
    );
    assert_eq!(offered_to(&company, CART, 2).as_deref(), Some(CLEO));
    assert_eq!(
        offered_to(&company, LEDGER, 2).as_deref(),
        Some(BO),
        "that is no matter of leaving"
    );
    let second = newest(&company);
    let stay = OwnAct::Stay {
        person: ANA.to_owned(),
    };
    assert_eq!(
        company.act(ANA, 3, &stay),
        [
            format!("{ANA} stays"),
            format!("Hand-over {second} to {CLEO} is withdrawn: 3 entities"),
        ]
    );
    for (id, heir) in [(first, DAN), (second, CLEO)] {
        let told = company.act(heir, 4, &accept(&id, &[])).concat();
        assert!(told.contains("nothing in hand-over"), "{told}");
    }
    assert_eq!(company.accountable(CART).as_deref(), Some(ANA));
}
