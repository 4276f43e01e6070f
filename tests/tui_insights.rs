//! Insights: what is seen at which size, and how it is sorted, judged and put in order.

#[path = "support/keyboard.rs"]
#[allow(dead_code)]
mod keyboard;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;
#[path = "support/record.rs"]
mod record;
#[path = "support/screen.rs"]
#[allow(dead_code)]
mod screen;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use keyboard::{press, text, type_text};
use muster::app::geometry::{Size, Target};
use muster::app::insights::{self, LIST, View};
use muster::app::screen::{Screen, ScreenId};
use muster::app::{Answer, Failure, Msg, Request, State};
use muster::model::insight::{Fit, Fits, Insights, Settings};
use muster::model::task::{Act, Acted, Change, Refusal, Task};
use muster::runtime::headless::{Deed, Headless};
use muster::runtime::inbox::Sender;
use muster::runtime::{Screens, Services, Ticket};
use muster::ui::theme::Charset;
use program::{Fake, screens, state};
use screen::{modifiers, picture};
use termprofile::TermProfile;
use uuid::Uuid;

const SIZES: [(u16, u16); 3] = [(140, 45), (80, 24), (60, 15)];
const PATIENCE: Duration = Duration::from_secs(20);

/// A company that counts its tasks.
struct Company {
    fake: Fake,
    tasks: Mutex<Vec<Task>>,
    settings: Settings,
    acts: Mutex<Vec<(String, Act)>>,
    broken: Mutex<Option<Failure>>,
}

impl Company {
    fn new(tasks: Vec<Task>) -> Arc<Self> {
        let fit = Fit {
            weight: "1.5".parse().unwrap(),
            reason: "Topics are the first golden path".to_owned(),
        };
        Arc::new(Self {
            fake: Fake::acme(),
            tasks: Mutex::new(tasks),
            settings: Settings {
                fits: Fits::new([("kafka-topic".to_owned(), fit)].into()),
                ..Settings::default()
            },
            acts: Mutex::default(),
            broken: Mutex::default(),
        })
    }

    fn example() -> Arc<Self> {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        Self::new(record::story(now))
    }

    fn act(&self, acts: Vec<(String, Act)>) -> Vec<Acted> {
        self.acts.lock().unwrap().extend(acts.clone());
        let mut tasks = self.tasks.lock().unwrap();
        let act = |(id, act): (String, Act)| {
            let task = tasks.iter_mut().find(|task| task.id == id);
            let outcome = task.ok_or(Refusal::NoSuchTask).map(|task| {
                let before = task.state.clone();
                match act {
                    Act::Categorise { category } => task.state.category = category,
                    Act::Undo { to, .. } => task.state = *to,
                    other => panic!("{other:?}"),
                }
                Change {
                    event: Uuid::nil(),
                    title: task.title.clone(),
                    before,
                    after: task.state.clone(),
                }
            });
            Acted { task: id, outcome }
        };
        acts.into_iter().map(act).collect()
    }
}

impl Services for Company {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        match request {
            Request::Insights(period) => {
                if let Some(failure) = self.broken.lock().unwrap().clone() {
                    return Answer::Failed(failure);
                }
                let tasks = record::table(&self.tasks.lock().unwrap());
                Answer::Insights(Arc::new(Insights::of(&tasks, period, &self.settings)))
            }
            Request::Act { acts } => Answer::Acted(self.act(acts).into()),
            other => self.fake.answer(other, ticket),
        }
    }
}

fn start_with(
    company: &Arc<Company>,
    state: State,
    screens: Screens,
    (width, height): (u16, u16),
) -> Headless {
    let size = Size::new(width, height);
    let mut program = Headless::start(state, screens, company.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, "7");
    program
}

fn start(company: &Arc<Company>, size: (u16, u16)) -> Headless {
    start_with(
        company,
        state(true),
        screens(TermProfile::TrueColor, Charset::Unicode),
        size,
    )
}

#[track_caller]
fn assert_shows(program: &Headless, words: &str) {
    assert!(
        text(program).contains(words),
        "{words:?} is not in\n{}",
        text(program)
    );
}

fn insights(program: &Headless) -> &insights::State {
    match program.state().nav.top() {
        Screen::Insights(insights) => insights,
        other => panic!("{:?} is in front", other.id()),
    }
}

fn names(program: &Headless) -> Vec<&str> {
    insights(program).table().ids.iter().map(String::as_str).collect()
}

#[test]
fn what_to_automate_next_at_every_size() {
    for size in SIZES {
        let program = start(&Company::example(), size);
        insta::assert_snapshot!(format!("automate_{}x{}", size.0, size.1), picture(&program));
    }
}

#[test]
fn the_other_views() {
    for size in SIZES {
        let mut program = start(&Company::example(), size);
        press(&mut program, "p");
        press(&mut program, "y");
        for view in ["trend", "self_served", "uncategorised"] {
            press(&mut program, "]");
            insta::assert_snapshot!(format!("{view}_{}x{}", size.0, size.1), picture(&program));
        }
        press(&mut program, "]");
        assert_eq!(insights(&program).view, View::Automate);
        press(&mut program, "[");
        assert_eq!(insights(&program).view, View::Uncategorised);
    }
}

#[test]
fn without_colours_and_with_plain_characters_only() {
    let screens = screens(TermProfile::NoColor, Charset::Ascii);
    let mut program = start_with(&Company::example(), state(true), screens, (80, 24));
    insta::assert_snapshot!("automate_ascii", modifiers(&program));
    press(&mut program, "]");
    insta::assert_snapshot!("trend_ascii", modifiers(&program));
}

#[test]
fn an_effort_says_after_how_long_it_pays() {
    let mut program = start(&Company::example(), (140, 45));
    press(&mut program, "e");
    type_text(&mut program, "forty");
    press(&mut program, "enter");
    assert_shows(&program, "`forty` is no number of hours; write 40 or 12.5");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "40");
    press(&mut program, "enter");
    let row = insights(&program).row().unwrap();
    let hours = row.hours_month.unwrap();
    let months = row.break_even("40".parse().unwrap()).unwrap();
    assert_shows(
        &program,
        &format!("40.00 h ÷ {hours} h a month = after {months} months"),
    );
    assert_shows(&program, &format!("{months} mo"));
    press(&mut program, "e");
    press(&mut program, "ctrl-u");
    press(&mut program, "enter");
    assert_eq!(insights(&program).effort, None);
}

#[test]
fn rows_are_sorted_by_any_part_and_the_cursor_stays_on_its_category() {
    let mut program = start(&Company::example(), (140, 45));
    let first = insights(&program).table().list.selected().unwrap().to_owned();
    for (keys, order) in [
        (["s", "c"], vec!["deploy", "kafka-topic", "repo-access"]),
        (["s", "c"], vec!["repo-access", "kafka-topic", "deploy"]),
        (["s", "v"], vec!["kafka-topic", "deploy", "repo-access"]),
    ] {
        keys.iter().for_each(|key| press(&mut program, key));
        assert_eq!(names(&program), order, "{keys:?}");
        assert_eq!(insights(&program).table().list.selected(), Some(first.as_str()));
    }
    program.click(&Target::Column(LIST, 0)).unwrap();
    assert_eq!(names(&program), ["deploy", "kafka-topic", "repo-access"]);
    press(&mut program, "S");
    assert_eq!(names(&program), ["repo-access", "kafka-topic", "deploy"]);
}

#[test]
fn a_first_key_shows_the_periods_and_the_orders_there_are() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "p");
    assert_shows(&program, "Period");
    press(&mut program, "h");
    assert_eq!(insights(&program).days, 180);
    assert_shows(&program, "last 180 days");
    press(&mut program, "s");
    assert_shows(&program, "Sort by growth");
}

#[test]
fn a_whole_group_gets_its_category_after_a_preview_and_loses_it_again() {
    let company = Company::example();
    let mut program = start(&company, (140, 45));
    press(&mut program, "[");
    let (shape, count) = {
        let group = &insights(&program).insights().unwrap().groups[0];
        (group.shape.clone(), group.tasks.len() + group.others.len())
    };
    assert_eq!(shape, "restart …");
    press(&mut program, "c");
    assert_shows(&program, &format!("Category for {count} tasks:"));
    type_text(&mut program, "Service restart");
    press(&mut program, "enter");
    insta::assert_snapshot!("preview", text(&program));
    press(&mut program, "n");
    assert!(company.acts.lock().unwrap().is_empty());
    press(&mut program, "c");
    type_text(&mut program, "deploy");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "service-restart");
    press(&mut program, "enter");
    press(&mut program, "y");
    assert_eq!(company.acts.lock().unwrap().len(), count);
    assert_shows(
        &program,
        &format!("{count} tasks have a category now; z takes it back."),
    );
    assert_ne!(names(&program).first(), Some(&"restart …"));
    press(&mut program, "]");
    assert!(
        names(&program).contains(&"service-restart"),
        "{:?}",
        names(&program)
    );
    press(&mut program, "z");
    assert_shows(&program, &format!("{count} tasks have no category again."));
    assert!(!names(&program).contains(&"service-restart"));
}

#[test]
fn up_and_down_go_through_the_categories_there_are() {
    let mut program = start(&Company::example(), (80, 24));
    press(&mut program, "[");
    press(&mut program, "c");
    press(&mut program, "down");
    press(&mut program, "down");
    let typed = |program: &Headless| insights(program).prompt.as_ref().unwrap().input.text().to_owned();
    assert_eq!(typed(&program), "kafka-topic");
    press(&mut program, "up");
    assert_eq!(typed(&program), "deploy");
    press(&mut program, "ctrl-u");
    type_text(&mut program, "!");
    press(&mut program, "enter");
    assert_shows(&program, "cannot name a category");
    press(&mut program, "esc");
    assert!(insights(&program).prompt.is_none());
}

#[test]
fn what_is_shown_can_be_copied_as_a_command() {
    let mut program = start(&Company::example(), (140, 45));
    press(&mut program, "e");
    type_text(&mut program, "12.5");
    press(&mut program, "enter");
    press(&mut program, "s");
    press(&mut program, "w");
    press(&mut program, "y");
    press(&mut program, "c");
    let line = "muster insights automate --since 90d --effort 12.50 --sort wait";
    assert_eq!(program.deeds().last(), Some(&Deed::Copied(line.to_owned())));
}

#[test]
fn enter_leads_to_the_tasks_of_the_category_and_back() {
    let mut program = start(&Company::example(), (140, 45));
    press(&mut program, "enter");
    assert_eq!(program.state().nav.top().id(), ScreenId::Queue);
    assert_shows(&program, "category:repo-access is:all");
    press(&mut program, "q");
    assert_eq!(insights(&program).table().list.selected(), Some("repo-access"));
}

#[test]
fn the_journal_growing_counts_anew_and_the_cursor_stays() {
    let company = Company::example();
    let mut program = start(&company, (140, 45));
    press(&mut program, "j");
    let selected = insights(&program).table().list.selected().unwrap().to_owned();
    let mut more = record::story(Timestamp::from_second(1_790_000_000).unwrap());
    more.retain(|task| task.state.category.as_deref() == Some("deploy"));
    for task in &mut more {
        task.state.category = Some("a-new-one".to_owned());
        task.state.stated = Some(600);
    }
    company.tasks.lock().unwrap().extend(more);
    program.send(Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    assert_eq!(names(&program)[0], "a-new-one");
    assert_eq!(
        insights(&program).table().list.selected(),
        Some(selected.as_str())
    );
}

#[test]
fn an_empty_record_and_a_broken_one_say_what_to_do() {
    let company = Company::new(Vec::new());
    let mut program = start(&company, (80, 24));
    assert_shows(&program, "No task in this period.");
    *company.broken.lock().unwrap() = Some(Failure::new("The disk is gone.", "r tries again."));
    press(&mut program, "r");
    assert_shows(&program, "The disk is gone.");
    let program = start(&company, (80, 24));
    assert_shows(&program, "The disk is gone.");
    assert_shows(&program, "r tries again.");
}

#[test]
fn where_no_task_has_a_category_the_way_to_give_one_is_told() {
    let company = Company::example();
    company
        .tasks
        .lock()
        .unwrap()
        .iter_mut()
        .for_each(|task| task.state.category = None);
    let program = start(&company, (80, 24));
    assert_shows(&program, "No task has a category yet.");
}
