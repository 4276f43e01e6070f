//! The catalog as it was, on the screens: said so that nobody takes it for now, looked at and never changed.

#[path = "../support/payments.rs"]
mod payments;
#[path = "../support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../support/screen.rs"]
#[allow(dead_code)]
mod screen;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::app::geometry::Size;
use muster::app::overlay::Overlay;
use muster::app::past::Then;
use muster::app::screen::ScreenId;
use muster::app::{Answer, Failure, Msg, Request, tree};
use muster::model::catalog::Catalog;
use muster::runtime::headless::Headless;
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use muster::ui::theme::Charset;
use payments::{Answers, payments};
use program::{screens, state};
use screen::{PATIENCE, picture};
use termprofile::TermProfile;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];
const LEDGER: &str = "component:default/ledger";

/// Payments, of which the journal knows something since the first of June: then the ledger was Bo's, and needed less.
struct Years {
    now: Arc<Answers>,
    then: Arc<Catalog>,
    /// What was asked, in its order.
    asked: Mutex<Vec<Request>>,
}

impl Years {
    fn new() -> Arc<Self> {
        let then = payments()
            .replace("muster/lead: user:default/ana", "muster/lead: user:default/bo")
            .replace("'component:clearing', 'component:gone'", "'component:gone'");
        Arc::new(Self {
            now: Answers::from(&payments()),
            then: workspace::catalog(&then),
            asked: Mutex::default(),
        })
    }
}

impl Services for Years {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let first: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        self.asked.lock().unwrap().push(request.clone());
        match request {
            Request::Past { at, .. } if at < first => Answer::Failed(Failure::new(
                "The journal knows the catalog since 2026-06-01 and not before.",
                "Name 2026-06-01 or a later day.",
            )),
            Request::Past { at, .. } => Answer::Past(Then {
                catalog: self.then.clone(),
                at,
                unkept: 0,
            }),
            other => self.now.answer(other, ticket),
        }
    }
}

fn open(size: (u16, u16), depth: TermProfile, charset: Charset) -> Headless {
    of(Years::new(), size, depth, charset)
}

fn of(years: Arc<Years>, size: (u16, u16), depth: TermProfile, charset: Charset) -> Headless {
    let mut state = state(true);
    state.nav.go_to(ScreenId::Catalog, || {
        muster::app::screen::Screen::open(ScreenId::Catalog, &state.shared)
    });
    state.nav.push(tree::open(LEDGER));
    let size = Size::new(size.0, size.1);
    let mut program = Headless::start(state, screens(depth, charset), years, size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

fn large() -> Headless {
    open((140, 45), TermProfile::TrueColor, Charset::Unicode)
}

fn press(program: &mut Headless, keys: &[&str]) {
    for key in keys {
        program.press(key).unwrap();
        program.wait_idle(PATIENCE).unwrap();
    }
}

/// Goes to a day as a person does.
fn go(program: &mut Headless, day: &str) {
    press(program, &["@", "ctrl-u"]);
    program.type_text(day).unwrap();
    press(program, &["enter"]);
}

fn at(program: &Headless) -> Option<String> {
    program.state().shared.travel.at().map(|at| at.to_string())
}

fn told(program: &Headless) -> Vec<String> {
    let toasts = program.state().toasts.shown();
    toasts.iter().map(|toast| toast.text.clone()).collect()
}

/// Who answers for the ledger, in the catalog that is shown.
fn whose(program: &Headless) -> String {
    let catalog = program.state().shared.catalog.value().unwrap();
    let ledger = catalog.entity(catalog.find(LEDGER).unwrap());
    ledger.accountable().unwrap().name().to_owned()
}

fn seen(name: &str, act: impl Fn(&mut Headless)) {
    for size in SIZES {
        let mut program = open(size, TermProfile::TrueColor, Charset::Unicode);
        act(&mut program);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn which_day() {
    seen("which_day", |program| press(program, &["@"]));
}

#[test]
fn another_day() {
    seen("another_day", |program| {
        go(program, "2026-08-01");
        press(program, &["@"]);
    });
}

#[test]
fn a_day_of_the_past() {
    seen("tree", |program| go(program, "2026-08-01"));
}

#[test]
fn a_page_of_the_past() {
    seen("page", |program| {
        go(program, "2026-08-01");
        press(program, &["enter"]);
    });
}

#[test]
fn nothing_of_now_stands_on_a_page_of_the_past() {
    let years = Years::new();
    let mut program = of(years.clone(), (140, 45), TermProfile::TrueColor, Charset::Unicode);
    let asked = || std::mem::take(&mut *years.asked.lock().unwrap());
    let is_of_now = |request: &Request| {
        matches!(
            request,
            Request::CostOf { .. } | Request::SinceAttested { .. } | Request::Health { .. }
        )
    };
    let untils = |asked: &[Request]| -> Vec<Option<Timestamp>> {
        let events = asked.iter().filter_map(|request| match request {
            Request::Events(filter) if filter.subject.is_some() => Some(filter.until),
            _ => None,
        });
        events.collect()
    };
    press(&mut program, &["enter"]);
    let of_now = asked();
    assert_eq!(untils(&of_now).last(), Some(&None));
    assert!(of_now.iter().any(is_of_now));
    for day in ["2026-08-01", "2026-08-02"] {
        go(&mut program, day);
        let of_then = asked();
        let end: Timestamp = format!("{day}T23:59:59.999Z").parse().unwrap();
        assert_eq!(untils(&of_then).last(), Some(&Some(end)), "{day}");
        assert!(!of_then.iter().any(is_of_now), "{day}: {of_then:?}");
    }
    press(&mut program, &["0"]);
    let back = asked();
    assert_eq!(untils(&back).last(), Some(&None));
    assert!(back.iter().any(is_of_now));
}

#[test]
fn without_colours() {
    let mut program = open((80, 24), TermProfile::NoColor, Charset::Ascii);
    go(&mut program, "2026-08-01");
    insta::assert_snapshot!(picture(&program));
}

#[test]
fn there_and_back() {
    let mut program = large();
    assert_eq!((at(&program), whose(&program)), (None, "ana".to_owned()));
    go(&mut program, "2026-08-01");
    let end = Some("2026-08-01T23:59:59.999Z".to_owned());
    assert_eq!((at(&program), whose(&program)), (end.clone(), "bo".to_owned()));
    // What the files say now is known when one comes back, and not before.
    let newer = workspace::catalog(&payments().replace("user:default/ana", "user:default/chen"));
    program.send(Msg::Catalog(newer)).unwrap();
    assert_eq!((at(&program), whose(&program)), (end, "bo".to_owned()));
    press(&mut program, &["0"]);
    assert_eq!((at(&program), whose(&program)), (None, "chen".to_owned()));
    assert_eq!(told(&program), ["Back to now."]);
}

#[test]
fn a_step_is_a_day_or_a_week() {
    let mut program = large();
    for (key, expected) in [
        ("<", Some("2026-09-20T23:59:59.999Z")),
        ("<", Some("2026-09-19T23:59:59.999Z")),
        ("{", Some("2026-09-12T23:59:59.999Z")),
        (">", Some("2026-09-13T23:59:59.999Z")),
        ("}", Some("2026-09-20T23:59:59.999Z")),
        (">", None),
        (">", None),
    ] {
        press(&mut program, &[key]);
        assert_eq!(at(&program).as_deref(), expected, "{key}");
    }
}

#[test]
fn a_day_that_is_none_stays_in_the_field() {
    let mut program = large();
    for (day, said) in [
        ("2027-01-01", "still to come"),
        ("soon", "Write 2026-10-03"),
        ("2026-02-30", "Write 2026-10-03"),
    ] {
        go(&mut program, day);
        assert_eq!(program.state().overlays.len(), 1, "{day}");
        assert!(picture(&program).to_string().contains(said), "{day}");
        press(&mut program, &["esc"]);
    }
    go(&mut program, "2020-01-01");
    assert_eq!(at(&program), None);
    assert!(
        told(&program)[0].contains("since 2026-06-01"),
        "{:?}",
        told(&program)
    );
}

#[test]
fn nothing_is_changed_in_the_past() {
    let mut program = large();
    go(&mut program, "2026-08-01");
    press(&mut program, &["n"]);
    let refused = "Nothing is changed in the past: this is the catalog as of 2026-08-01. 0 goes back to now.";
    assert_eq!(told(&program), [refused]);
    assert!(at(&program).is_some());
    assert_eq!(program.state().nav.top().id(), ScreenId::Tree);
}

#[test]
fn what_is_refused_in_the_past_is_not_hinted_at() {
    let hints = |program: &Headless| {
        let seen = picture(program).to_string();
        let line = seen.lines().nth(44).unwrap();
        ["e edit", "n new"].map(|hint| line.contains(hint))
    };
    let mut program = large();
    press(&mut program, &["enter"]);
    assert_eq!(hints(&program), [true; 2]);
    go(&mut program, "2026-08-01");
    assert_eq!(hints(&program), [false; 2]);
    press(&mut program, &["0"]);
    assert_eq!(hints(&program), [true; 2]);
}

#[test]
fn the_day_that_is_shown_stands_in_the_field_until_another_one_is_typed() {
    let mut program = large();
    go(&mut program, "2026-08-01");
    press(&mut program, &["@"]);
    program.type_text("2026-07-01").unwrap();
    press(&mut program, &["enter"]);
    let july = Some("2026-07-01T23:59:59.999Z".to_owned());
    assert_eq!(at(&program), july);
    press(&mut program, &["@", "enter"]);
    assert_eq!(at(&program), july);
    go(&mut program, "now");
    assert_eq!(at(&program), None);
}

#[test]
fn other_screens_are_of_now() {
    let mut program = large();
    go(&mut program, "2026-08-01");
    press(&mut program, &["2"]);
    assert!(at(&program).is_some(), "the catalog is of then");
    press(&mut program, &["4"]);
    assert_eq!((at(&program), whose(&program)), (None, "ana".to_owned()));
    assert_eq!(program.state().nav.top().id(), ScreenId::Queue);
}

#[test]
fn what_is_copied_asks_about_the_same_day() {
    let mut program = large();
    go(&mut program, "2026-08-01");
    press(&mut program, &["y"]);
    let Some(Overlay::CopyMenu(menu)) = program.state().overlays.last() else {
        panic!("no menu");
    };
    let commands = menu.items.iter().filter(|item| item.text.starts_with("muster "));
    let dated: Vec<bool> = commands
        .map(|item| item.text.ends_with(" --at 2026-08-01"))
        .collect();
    assert!(!dated.is_empty() && dated.iter().all(|dated| *dated));
}
