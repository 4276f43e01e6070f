//! Hand-overs: who may offer what to whom, and that nobody answers for anything before they accept.

use muster::model::ownership::{ItemState, OwnAct, OwnRole, Standing};

use crate::company::{ANA, BO, BUS, CART, CLEO, Company, DAN, LEDGER, SERVICES, refs};

pub fn transfer(names: &[&str], to: &str) -> OwnAct {
    OwnAct::Transfer {
        refs: refs(names),
        to: to.to_owned(),
        reason: "Teams change".to_owned(),
    }
}

pub fn accept(id: &str, names: &[&str]) -> OwnAct {
    OwnAct::Accept {
        id: id.to_owned(),
        refs: refs(names),
    }
}

/// The id of the newest hand-over.
pub fn newest(company: &Company) -> String {
    company.ownership().handovers().last().unwrap().id.clone()
}

pub fn states(company: &Company) -> Vec<&'static str> {
    let known = company.ownership();
    let items = known.handovers().iter().flat_map(|one| &one.items);
    items.map(|item| item.state.name()).collect()
}

#[test]
fn who_is_offered_something_answers_for_it_once_they_accept_and_only_its_line_is_new() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART, LEDGER], CLEO));
    let id = newest(&company);
    assert_eq!(company.accountable(CART).as_deref(), Some(ANA));
    let rows = company.holding(ANA, false, 2).rows;
    let cart = rows.iter().find(|row| &*row.entity_ref == CART).unwrap();
    assert_eq!(
        cart.standing,
        Standing::Offered {
            to: CLEO.to_owned(),
            handover: id.clone()
        }
    );
    assert!(
        company
            .act(BO, 2, &accept(&id, &[]))
            .concat()
            .contains("waits for the word of user:default/cleo")
    );
    assert_eq!(
        company.act(CLEO, 2, &accept(&id, &[CART])),
        ["You answer for component:default/cart: services.yaml says so"]
    );
    let text = std::fs::read_to_string(company.files.path("services.yaml")).unwrap();
    let added: Vec<&str> = text
        .lines()
        .filter(|line| !SERVICES.lines().any(|old| old == *line))
        .collect();
    assert_eq!(added.len(), 1, "{added:?}");
    assert_eq!(text.lines().count(), SERVICES.lines().count() + 1);
    assert_eq!(company.accountable(CART).as_deref(), Some(CLEO));
    assert_eq!(company.accountable(LEDGER).as_deref(), Some(ANA));
    assert_eq!(states(&company), ["accepted", "offered"]);
    // Taking it over is as good as attesting it.
    let rows = company.holding(CLEO, false, 3).rows;
    let cart = rows.iter().find(|row| &*row.entity_ref == CART).unwrap();
    assert_eq!(cart.standing, Standing::Holds);
    assert!(
        company
            .act(CLEO, 3, &accept(&id, &[CART]))
            .concat()
            .contains("is not on offer")
    );
}

#[test]
fn what_is_refused_stays_where_it_was_and_can_be_offered_again() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART], CLEO));
    let id = newest(&company);
    let refuse = |reason: &str| OwnAct::Refuse {
        id: id.clone(),
        refs: vec![],
        reason: reason.to_owned(),
    };
    assert_eq!(company.act(CLEO, 2, &refuse(" ")), ["! say why, with a reason"]);
    assert_eq!(
        company.act(CLEO, 2, &refuse("Not ours")),
        ["component:default/cart is refused: user:default/ana goes on answering for it"]
    );
    assert_eq!(
        company.ownership().handovers()[0].items[0].state,
        ItemState::Refused {
            reason: "Not ours".to_owned()
        }
    );
    assert_eq!(
        company.act(ANA, 3, &transfer(&[CART], DAN)),
        [format!("{CART} is offered to {DAN}, who has to accept it")]
    );
    let id = newest(&company);
    let withdraw = OwnAct::Withdraw { id };
    assert!(
        company
            .act(CLEO, 3, &withdraw)
            .concat()
            .starts_with("! hand-over")
    );
    assert!(
        company
            .act(ANA, 3, &withdraw)
            .concat()
            .contains("is withdrawn: 1 entity stays as before")
    );
    assert_eq!(states(&company), ["refused", "withdrawn"]);
}

#[test]
fn nothing_is_offered_by_others_twice_or_to_nobody() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART], CLEO));
    for (actor, names, to, expected) in [
        (
            ANA,
            &[CART][..],
            DAN,
            "! component:default/cart is on offer to user:default/cleo already",
        ),
        (
            CLEO,
            &[LEDGER],
            CLEO,
            "! you do not answer for component:default/ledger",
        ),
        (
            ANA,
            &[LEDGER],
            ANA,
            "! user:default/ana answers for component:default/ledger already",
        ),
        (
            ANA,
            &[LEDGER],
            "user:default/cloe",
            "! user:default/cloe is no person of the catalog, and only they can answer for anything; did you mean user:default/cleo?",
        ),
        (
            ANA,
            &[LEDGER],
            "group:default/payments",
            "! group:default/payments is no person of the catalog",
        ),
        // What nobody answers for, anybody may take.
        (
            CLEO,
            &[BUS],
            CLEO,
            "resource:default/bus is offered to user:default/cleo",
        ),
    ] {
        let told = company.act(actor, 2, &transfer(names, to)).concat();
        assert!(told.starts_with(expected), "{told}");
    }
    let id = newest(&company);
    assert!(
        company
            .act(CLEO, 2, &accept(&id, &[]))
            .concat()
            .starts_with("You answer for resource:default/bus")
    );
    assert_eq!(company.accountable(BUS).as_deref(), Some(CLEO));
}

#[test]
fn roles_are_written_and_taken_away_again_byte_for_byte() {
    let company = Company::new("");
    let role = |person: Option<&str>| OwnAct::Role {
        refs: refs(&[LEDGER]),
        role: OwnRole::Contact,
        person: person.map(str::to_owned),
    };
    assert_eq!(
        company.act(ANA, 1, &role(Some(DAN))),
        ["user:default/dan is contact of component:default/ledger: services.yaml says so"]
    );
    let text = std::fs::read_to_string(company.files.path("services.yaml")).unwrap();
    assert!(text.contains("    muster/contact: user:default/dan"), "{text}");
    company.act(ANA, 1, &role(None));
    let text = std::fs::read_to_string(company.files.path("services.yaml")).unwrap();
    assert_eq!(text, SERVICES);
    assert!(
        company
            .act(CLEO, 1, &role(Some(DAN)))
            .concat()
            .starts_with("! you do not answer for")
    );
}

#[test]
fn a_file_that_changed_meanwhile_is_not_touched_and_the_offer_stays() {
    let company = Company::new("");
    company.act(ANA, 1, &transfer(&[CART], CLEO));
    let id = newest(&company);
    let told = company.on(2, |review| {
        company
            .files
            .write("services.yaml", SERVICES.replace("name: cart", "name: basket"));
        let owning = muster::engine::ownership::Owning {
            workspace: &company.config,
            review: *review,
            journal: &company.journal,
            actor: CLEO,
            now: crate::company::at(2),
            proposing: None,
        };
        owning.act(&accept(&id, &[])).unwrap()
    });
    assert!(
        told[0]
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("stays as it is"),
        "{told:?}"
    );
    assert_eq!(states(&company), ["offered"]);
}
