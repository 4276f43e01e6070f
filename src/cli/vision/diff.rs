//! `muster vision diff`: what a change of the vision makes fall out or in, who answers for that, and tasks for them.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stderr, stdin};
use std::path::Path;
use std::sync::Arc;

use color_eyre::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::judged::{journal_to_read, judged};
use crate::cli::run::agreed;
use crate::cli::task::short;
use crate::cli::{Context, Failure, Outcome, journal};
use crate::engine::vision::{Mend, file_tasks, judged_with, mends};
use crate::model::text::{counted, safe};
use crate::model::vision::diff::{Fall, diff};
use crate::model::vision::{Judged, Severity, Vision, VisionDiff};
use crate::sources::revision::Revision;
use crate::sources::vision::{Unread, VISION_FILE, load, read_with, text_in};
use crate::store::Filed;

/// Entities of one group that are named on a screen.
const NAMED: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The vision before: a file, a folder, or one of the workspace's Git repository as HEAD~1:vision.yaml or main:
    #[arg(value_name = "OLD")]
    old: String,

    /// The vision after, named in the same way; the workspace's own, if not given
    #[arg(value_name = "NEW")]
    new: Option<String>,

    /// File a task for each rule and person, for what falls out; what is asked for already is not asked for again
    #[arg(long)]
    file_tasks: bool,

    /// File them without asking
    #[arg(long, short, requires = "file_tasks")]
    yes: bool,

    /// Print the difference as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    added: &'a [String],
    removed: &'a [String],
    changed: &'a [String],
    technologies: Vec<Moved<'a>>,
    fell_out: Vec<Fallen<'a>>,
    fell_in: Vec<Fallen<'a>>,
    /// With `--file-tasks`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<FiledTask>,
}

#[derive(Serialize)]
struct Moved<'a> {
    id: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

#[derive(Serialize)]
struct Fallen<'a> {
    rule: &'a str,
    severity: &'static str,
    #[serde(rename = "ref")]
    entity: &'a str,
    message: &'a str,
    owner: Option<&'a str>,
    accountable: Option<&'a str>,
}

#[derive(Serialize)]
struct FiledTask {
    rule: String,
    accountable: Option<String>,
    entities: usize,
    /// None where it is not filed.
    task: Option<String>,
    is_new: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if args.file_tasks {
        context.may_write("muster vision diff --file-tasks")?;
        let can_ask = !args.json && stdin().is_terminal() && stderr().is_terminal();
        if !args.yes && !can_ask {
            return Err(Failure::usage("nobody can be asked whether to file the tasks")
                .hint("add --yes to file them, or leave --file-tasks out to look only")
                .into());
        }
    }
    let journal = journal_to_read(context)?;
    let now = judged(context, journal.as_ref())?;
    let held = |named: &str| -> Result<Judged> {
        let vision = Arc::new(vision(named, context)?);
        Ok(judged_with(journal.as_ref(), vision, &now).map_err(Failure::from)?)
    };
    let before = held(&args.old)?;
    let after = args.new.as_deref().map(held).transpose()?;
    let after = after.as_ref().unwrap_or(&now);
    let difference = diff(&before, after);
    if !args.json {
        print(&difference, after, context)?;
    }
    let filed = match args.file_tasks {
        true => file(&difference, after, args, context)?,
        false => Vec::new(),
    };
    if args.json {
        context.output().json(&document(&difference, after, filed))?;
    }
    Ok(match difference.fell_out.is_empty() {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

/// The vision that a person means. What cannot be read of it is told, and the rest counts.
fn vision(named: &str, context: &Context) -> Result<Vision> {
    let path = Path::new(named);
    let vision = match named.split_once(':') {
        _ if path.is_dir() => load(path),
        _ if path.is_file() => of_file(path),
        Some((revision, file)) => of_revision(revision, file, context)?,
        None => {
            return Err(Failure::usage(format!("`{named}` is no file and no folder"))
                .hint("name a file, a folder, or a revision as HEAD~1:vision.yaml")
                .into());
        }
    };
    let wrong: Vec<_> = vision
        .complaints
        .iter()
        .filter(|complaint| complaint.is_error)
        .collect();
    if vision.files.is_empty() {
        let why = wrong.first().map(|complaint| complaint.message.clone());
        let why = why.unwrap_or_else(|| format!("there is no {VISION_FILE}"));
        return Err(Failure::new(format!("`{named}` cannot be read: {why}")).into());
    }
    for complaint in wrong {
        let at = complaint.at;
        let place = format!("{named}: {}:{}:{}", complaint.file, at.line, at.column);
        eprintln!("muster: {}: {}", safe(&place), safe(&complaint.message));
    }
    Ok(vision)
}

/// A file, whatever it is called; the radars that it names lie beside it.
fn of_file(path: &Path) -> Vision {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    read_with(&|file| match (file, &name) {
        (VISION_FILE, Some(name)) => text_in(folder, name),
        _ => text_in(folder, file),
    })
}

/// A file of a revision; the radars that it names are those of the revision, from its workspace.
fn of_revision(revision: &str, file: &str, context: &Context) -> Result<Vision> {
    let root = &context.workspace()?.root;
    let revision = Revision::open(root, revision).map_err(|error| Failure::new(error.to_string()))?;
    let named = Some(file).filter(|file| !file.is_empty());
    Ok(read_with(&|path| {
        let found = match (path, named) {
            (VISION_FILE, Some(named)) => revision.file(named),
            _ => revision.in_workspace(path),
        };
        let bytes = found
            .map_err(|error| Unread::Cannot(std::io::Error::other(error)))?
            .ok_or(Unread::Missing)?;
        String::from_utf8(bytes).map_err(|_| Unread::NotText)
    }))
}

fn print(difference: &VisionDiff, after: &Judged, context: &Context) -> Result<()> {
    let output = context.output();
    for (what, rules) in [
        ("new rules", &difference.added),
        ("changed rules", &difference.changed),
        ("rules that are gone", &difference.removed),
    ] {
        if !rules.is_empty() {
            output.line(&format!("{what}: {}", rules.join(", ")))?;
        }
    }
    for (id, before, after) in &difference.technologies {
        output.line(&match (before, after) {
            (Some(before), Some(after)) => format!("{id} moved from {before} to {after}"),
            (None, Some(after)) => format!("{id} is new on the radar, in {after}"),
            (Some(before), None) => format!("{id} is off the radar; it was in {before}"),
            (None, None) => format!("{id} has another place on the radar"),
        })?;
    }
    for (falls, way, how) in [
        (&difference.fell_out, "out", "more"),
        (&difference.fell_in, "in", "less"),
    ] {
        if falls.is_empty() {
            continue;
        }
        let (fall, count) = match falls.len() {
            1 => ("falls", "counts"),
            _ => ("fall", "count"),
        };
        // Under a changed rule, what fell short before may still do, and only matter otherwise.
        let or = match difference.changed.is_empty() {
            true => String::new(),
            false => format!(", or {count} for {how}"),
        };
        let findings = counted(falls.len(), "finding", "findings");
        output.line(&format!("{findings} {fall} {way}{or}"))?;
        print_groups(falls, after, context)?;
    }
    if difference.is_empty() {
        output.line("both visions say the same of this catalog")?;
    } else if difference.fell_out.is_empty() {
        output.line("nothing falls out")?;
    }
    Ok(())
}

/// Falls by owner and accountable person, the largest group first.
fn print_groups(falls: &[Fall], judged: &Judged, context: &Context) -> Result<()> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Fall>> = BTreeMap::new();
    for fall in falls {
        let (owner, accountable) = answering(judged, fall);
        let key = (owner.unwrap_or("no owner"), accountable.unwrap_or("nobody"));
        groups.entry(key).or_default().push(fall);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, falls)| std::cmp::Reverse(falls.len()));
    let output = context.output();
    for ((owner, accountable), falls) in groups {
        let blocking = falls
            .iter()
            .filter(|fall| fall.severity == Severity::Blocking)
            .count();
        output.line(&format!(
            "  {owner}, {accountable} answers: {}{}",
            falls.len(),
            if blocking > 0 {
                format!(", {blocking} blocking")
            } else {
                String::new()
            },
        ))?;
        for fall in falls.iter().take(NAMED) {
            let entity = judged.catalog.entity(fall.entity).entity_ref();
            let severity = fall.severity.name();
            output.line(&format!(
                "    {severity:<8}  {entity}  {}: {}",
                fall.rule, fall.message
            ))?;
        }
        if let Some(more) = falls.len().checked_sub(NAMED).filter(|more| *more > 0) {
            output.line(&format!("    and {more} more; --json lists all"))?;
        }
    }
    Ok(())
}

/// The owner of what falls, and who answers for it.
fn answering<'j>(judged: &'j Judged, fall: &Fall) -> (Option<&'j str>, Option<&'j str>) {
    let entity = judged.catalog.entity(fall.entity);
    let owner = entity.owner().map(|owner| judged.catalog.node_ref(owner));
    (owner, entity.accountable().map(|person| person.entity_ref()))
}

/// Files the tasks, once they were seen and agreed to.
fn file(difference: &VisionDiff, after: &Judged, args: &Args, context: &Context) -> Result<Vec<FiledTask>> {
    let mends = mends(after, &difference.fell_out);
    if mends.is_empty() {
        return Ok(Vec::new());
    }
    if !args.json {
        context
            .output()
            .line(&format!("{}:", counted(mends.len(), "task", "tasks")))?;
        for mend in &mends {
            let whose = mend.accountable.as_deref().unwrap_or("nobody's yet");
            context
                .output()
                .line(&format!("  {whose}: {}", mend.title(after)))?;
        }
    }
    if !args.yes && !agreed("File them?")? {
        context.output().line("no task was filed")?;
        return Ok(Vec::new());
    }
    let journal = journal::open_to_write(context)?;
    let actor = context.actor()?;
    let filed = file_tasks(&journal, after, &mends, &actor, Timestamp::now()).map_err(Failure::from)?;
    let mut documents = Vec::new();
    for (mend, filed) in mends.iter().zip(filed) {
        if let Err(refusal) = &filed {
            eprintln!("muster: {}: {}", safe(&mend.rule), safe(&refusal.to_string()));
        }
        documents.push(told(mend, filed.ok(), args, context)?);
    }
    Ok(documents)
}

fn told(mend: &Mend, filed: Option<Filed>, args: &Args, context: &Context) -> Result<FiledTask> {
    if let (Some(filed), false) = (&filed, args.json) {
        let task = short(filed.task());
        let whose = mend.accountable.as_deref().unwrap_or("nobody");
        let line = match filed {
            Filed::New(_) => format!("{task}  filed for {whose}: {}", mend.rule),
            Filed::Open(_) => format!("{task}  is open already for {whose}: {}", mend.rule),
        };
        context.output().line(&line)?;
    }
    Ok(FiledTask {
        rule: mend.rule.clone(),
        accountable: mend.accountable.clone(),
        entities: mend.falls.len(),
        is_new: matches!(filed, Some(Filed::New(_))),
        task: filed.map(|filed| filed.task().to_owned()),
    })
}

fn document<'a>(difference: &'a VisionDiff, after: &'a Judged, tasks: Vec<FiledTask>) -> Document<'a> {
    let fallen = |fall: &'a Fall| {
        let (owner, accountable) = answering(after, fall);
        Fallen {
            rule: &fall.rule,
            severity: fall.severity.name(),
            entity: after.catalog.entity(fall.entity).entity_ref(),
            message: &fall.message,
            owner,
            accountable,
        }
    };
    Document {
        added: &difference.added,
        removed: &difference.removed,
        changed: &difference.changed,
        technologies: difference
            .technologies
            .iter()
            .map(|(id, before, after)| Moved {
                id,
                before: before.as_deref(),
                after: after.as_deref(),
            })
            .collect(),
        fell_out: difference.fell_out.iter().map(fallen).collect(),
        fell_in: difference.fell_in.iter().map(fallen).collect(),
        tasks,
    }
}
