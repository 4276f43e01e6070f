//! `muster queue`: the tasks that a query or a view lets through, in the order in which they want doing.

use color_eyre::Result;
use jiff::Timestamp;

use super::task::{Document, person, short};
use super::{Context, Failure, Outcome, Table};
use crate::config::SavedViews;
use crate::engine::vision;
use crate::model::task::{Circumstances, Promises, TaskQuery, TaskRef, View, Whose, list, views};
use crate::model::text::ago;

/// Tasks found by words in their descriptions and comments.
const FOUND: usize = 10_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words and conditions: status:new category:repo-access assignee:me is:overdue priority:urgent
    #[arg(value_name = "QUERY")]
    query: Vec<String>,

    /// A named view, as Inbox, Mine, Overdue, or one of your own
    #[arg(long, value_name = "NAME")]
    view: Option<String>,

    /// At most so many
    #[arg(long, short = 'n', value_name = "COUNT")]
    limit: Option<usize>,

    /// Print the tasks as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let query = query(args, context)?;
    let tasks = super::journal::tasks(context)?;
    let in_text = in_text(&query, tasks.is_empty(), context)?;
    let in_text: Vec<&str> = in_text.iter().map(String::as_str).collect();
    let workspace = context.workspace()?;
    let vision = vision::current(workspace, None);
    let promises = workspace.settings.promises().or(&vision.promises);
    let actor = context.actor()?;
    let now = Timestamp::now();
    let circumstances = Circumstances {
        now,
        me: Some(&actor),
        promises: &promises,
        in_text: &in_text,
    };
    let ids = list(&tasks, &query, &circumstances);
    let limit = args.limit.unwrap_or(usize::MAX);
    let found: Vec<TaskRef<'_>> = ids.iter().take(limit).filter_map(|id| tasks.get(*id)).collect();
    if args.json {
        let document = |task: &TaskRef<'_>| Document::from(*task).due(promises.due(*task));
        context
            .output()
            .json(&found.iter().map(document).collect::<Vec<_>>())?;
    } else if found.is_empty() {
        context.output().line("no task is like that")?;
    } else {
        context.output().table(&table(&found, &promises, now))?;
    }
    Ok(Outcome::Done)
}

/// The ids of the tasks in whose descriptions and comments the words are.
fn in_text(query: &TaskQuery, is_empty: bool, context: &Context) -> Result<Vec<String>> {
    if is_empty || query.words.is_empty() {
        return Ok(Vec::new());
    }
    let journal = super::journal::open_to_read(context)?;
    let found = journal.tasks_with_text(&query.words.join(" "), FOUND);
    Ok(found.map_err(Failure::from)?)
}

fn query(args: &Args, context: &Context) -> Result<TaskQuery> {
    let mut line = args.query.join(" ");
    if let Some(name) = &args.view {
        let given = company_and_own(context)?;
        let known = views(&given);
        let view = known.iter().find(|view| view.name.eq_ignore_ascii_case(name));
        let names = || {
            known
                .iter()
                .map(|view| view.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let view = view.ok_or_else(|| {
            Failure::usage(format!("there is no view `{name}`")).hint(format!("there are {}", names()))
        })?;
        line = format!("{} {line}", view.query);
    }
    Ok(TaskQuery::parse(&line).map_err(|error| Failure::usage(error.to_string()))?)
}

fn company_and_own(context: &Context) -> Result<Vec<View>> {
    let saved = SavedViews::load(&context.paths()?.views_file())
        .map_err(|error| Failure::new(error.to_string()).hint("mend or remove that file"))?;
    let settings = &context.workspace()?.settings;
    let company = settings
        .queue
        .views
        .iter()
        .map(|(name, query)| View::new(&name.value, &query.value, Whose::Company));
    let own = saved
        .queue
        .iter()
        .map(|(name, query)| View::new(name, query, Whose::Own));
    Ok(company.chain(own).collect())
}

fn table(tasks: &[TaskRef<'_>], promises: &Promises, now: Timestamp) -> Table {
    let mut table = Table::new(&[
        "TITLE",
        "ID",
        "STATUS",
        "PRIORITY",
        "DUE",
        "CATEGORY",
        "ASSIGNEE",
        "REQUESTER",
        "AGE",
    ]);
    for task in tasks {
        let due = promises.countdown(*task, now);
        table.row(vec![
            task.title().to_owned(),
            task.key().unwrap_or(short(task.name())).to_owned(),
            task.status_at(now).to_string(),
            task.priority().to_string(),
            due.map_or_else(String::new, |due| due.text),
            task.category().unwrap_or_default().to_owned(),
            task.assignee().map(person).unwrap_or_default().to_owned(),
            task.requester().map(person).unwrap_or_default().to_owned(),
            ago(task.created(), now),
        ]);
    }
    table
}
