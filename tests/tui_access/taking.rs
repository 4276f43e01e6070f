//! What is said before rights are taken back is what will happen.

use jiff::civil::Date;
use muster::app::access::What;
use muster::app::overlay::Overlay;
use muster::model::access::{Access, AccessReview, Why};
use muster::runtime::headless::Headless;

use crate::driver::*;
use crate::station::{ANA, BO, ORDERS, Station, review, right, row};

const PATTERN: &str = "every topic that begins with orders.";

fn unexplained(target: &str, principal: &str, through: &str, entity: Option<&str>) -> Access {
    row(
        right(target, principal, "read", through),
        entity,
        None,
        Why::Nothing,
    )
}

/// Somebody marks what says something, and wants to take it back.
fn asked(review: AccessReview, actor: Option<&str>, marked: &[&str]) -> Headless {
    let start = Start {
        actor,
        ..Start::default()
    };
    let mut program = start_with(&Station::with(review), &start);
    for words in marked {
        go_to(&mut program, words);
        press(&mut program, "space");
    }
    press(&mut program, "x");
    program
}

/// How many would be taken back.
fn count(program: &Headless) -> usize {
    match program.state().overlays.last() {
        Some(Overlay::Deciding(deciding)) => match &deciding.what {
            What::TakeBack { rights } => rights.len(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}\n{}", text(program)),
    }
}

#[test]
fn who_governs_it_asks_nobody() {
    let program = asked(review(), Some(BO), &["octocat"]);
    says(&program, "takes it back at once: it is yours to decide");
    let program = asked(review(), Some(ANA), &["octocat"]);
    says(&program, "A run asks bo, and takes it back when they agree.");
}

#[test]
fn where_settings_ask_nobody_that_is_said() {
    let mut review = review();
    review.asks.ask = false;
    let program = asked(review, Some(ANA), &["octocat"]);
    says(&program, "settings ask nobody about changes");
}

#[test]
fn who_leaves_is_not_asked() {
    let mut review = review();
    review.asks.leaving = vec![(BO.to_owned(), Date::constant(2026, 12, 31))];
    let program = asked(review, Some(ANA), &["octocat"]);
    says(&program, "all who govern it are leaving");
}

#[test]
fn what_nobody_governs_is_taken_back_alone() {
    let program = asked(review(), Some(ANA), &["User:cart may write"]);
    says(&program, "the catalog does not know it");
    let program = asked(review(), Some(ANA), &["User:cart may write", "octocat"]);
    assert_eq!(count(&program), 1);
    says(&program, "could be asked about it");
}

#[test]
fn who_is_nobody_is_asked_who_they_are() {
    let program = asked(review(), None, &["octocat"]);
    assert!(program.state().overlays.is_empty());
    says(&program, "say who you are");
}

#[test]
fn a_rule_goes_once_and_as_a_whole() {
    let mut review = review();
    let placed = || unexplained("kafka:main/orders.placed", "User:tool", PATTERN, Some(ORDERS));
    let tmp = || unexplained("kafka:main/orders.tmp", "User:tool", PATTERN, None);
    let own = unexplained("kafka:main/orders.placed", "User:tool", "", Some(ORDERS));
    review.rows.extend([placed(), tmp(), own]);
    let marked = ["kafka:main/orders.placed (every", "kafka:main/orders.tmp (every"];
    let program = asked(review, Some(BO), &marked);
    assert_eq!(count(&program), 1);
    says(&program, "User:tool may read kafka:main/orders.*");
    says(&program, "it gives 2 rights that were seen");
    says(&program, "This stays and lets them in: User:tool may read");
}

#[test]
fn what_goes_with_something_explained_stays() {
    let mut review = review();
    let explained = Access {
        why: Why::Declared("it depends on it".to_owned()),
        ..unexplained("kafka:main/orders.placed", "User:tool", PATTERN, Some(ORDERS))
    };
    let tmp = unexplained("kafka:main/orders.tmp", "User:tool", PATTERN, None);
    review.rows.extend([explained, tmp]);
    let program = asked(review, Some(BO), &["kafka:main/orders.tmp (every"]);
    assert!(program.state().overlays.is_empty());
    says(&program, "the same rule gives read on kafka:main/orders.placed");
}
