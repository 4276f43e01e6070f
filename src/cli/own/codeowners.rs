//! `muster own codeowners`: a CODEOWNERS from the catalog, shown, written, or checked.

use std::path::{Path, PathBuf};

use color_eyre::Result;
use serde::Serialize;
use similar::TextDiff;

use crate::cli::{Context, Failure, Outcome};
use crate::model::ownership::codeowners::write::{draw, with_block};
use crate::model::text::counted;
use crate::providers::action::ActionError;
use crate::providers::catalog::place::{Place, Put, Replaced};
use crate::sources::codeowners::{PLACES, file_of};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write it, instead of only showing it
    #[arg(long, conflicts_with = "check")]
    write: bool,

    /// Exit with 1 and show what differs where the file is not up to date
    #[arg(long)]
    check: bool,

    /// The folder of the repository that it is for; the workspace if not given
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    path: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    /// Whether the file is not, or was not, as it is to be.
    changed: bool,
    written: bool,
    text: &'a str,
    left_out: Vec<LeftOut<'a>>,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    reason: &'a str,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if args.write {
        context.may_write("muster own codeowners --write")?;
    }
    let workspace = context.workspace()?;
    let catalog = context.catalog()?;
    let folder = folder(args, &workspace.root)?;
    let prefix = match workspace.scope().name(&folder) {
        name if name.is_empty() => name,
        name => format!("{name}/"),
    };
    let owners = &workspace.settings.github.owners;
    let drawn = draw(catalog, &prefix, owners.first().map(String::as_str));
    let found = file_of(&folder);
    let is_gitlab = folder.join(".gitlab-ci.yml").exists();
    let default = folder.join(if is_gitlab { PLACES[1] } else { PLACES[0] });
    let file = found.clone().unwrap_or(default);
    let place = Place::open(&folder).map_err(|error| refused(&error))?;
    let inside = file
        .strip_prefix(&folder)
        .unwrap_or(&file)
        .to_string_lossy()
        .into_owned();
    let before = place.read(&inside).map_err(|error| refused(&error))?;
    let old = before.as_deref().unwrap_or_default();
    let after = with_block(old, &drawn.lines);
    let changed = before.as_deref() != Some(after.as_str());
    if args.write && changed {
        write(&place, &inside, before.as_deref(), &after)?;
    }
    let shown = workspace.scope().name(&file);
    let output = context.output();
    if args.json {
        let left_out = drawn
            .left_out
            .iter()
            .map(|(entity_ref, reason)| LeftOut { entity_ref, reason });
        output.json(&Document {
            file: &shown,
            changed,
            written: args.write && changed,
            text: &after,
            left_out: left_out.collect(),
        })?;
    } else {
        told(args, context, (&shown, old, &after), changed)?;
        if args.write || args.check {
            for (entity_ref, reason) in &drawn.left_out {
                output.line(&format!("left out: {entity_ref}: {reason}"))?;
            }
        }
    }
    Ok(match args.check && changed {
        true => Outcome::Problems,
        false => Outcome::Done,
    })
}

fn told(args: &Args, context: &Context, (file, old, after): (&str, &str, &str), changed: bool) -> Result<()> {
    let output = context.output();
    let lines = after.lines().count();
    match (args.write, args.check) {
        (true, _) if changed => output.line(&format!("{file}: written, {}", counted(lines, "line", "lines"))),
        (true, _) => output.line(&format!("{file} is up to date")),
        (_, true) if changed => {
            let diff = TextDiff::from_lines(old, after);
            let diff = diff
                .unified_diff()
                .header(file, "as the catalog has it")
                .to_string();
            diff.lines().try_for_each(|line| output.line(line))
        }
        (_, true) => output.line(&format!("{file} is up to date")),
        _ => after.lines().try_for_each(|line| output.line(line)),
    }
}

/// The folder that the file is for, links resolved.
fn folder(args: &Args, root: &Path) -> Result<PathBuf> {
    let Some(path) = &args.path else {
        return Ok(root.to_owned());
    };
    let cannot = |error| {
        Failure::new(format!("cannot open {}: {error}", path.display())).hint("name a folder that is there")
    };
    Ok(path.canonicalize().map_err(cannot)?)
}

fn write(place: &Place, file: &str, before: Option<&str>, after: &str) -> Result<()> {
    let changed = || Failure::new(format!("somebody changed {file} meanwhile")).hint("run it again");
    match before {
        None => match place.create(file, after).map_err(|error| refused(&error))? {
            Put::Done => Ok(()),
            Put::Taken => Err(changed().into()),
        },
        Some(before) => match place.replace_all(&[(file, before, after)]).pop() {
            Some(Ok(Replaced::Done)) => Ok(()),
            Some(Err(error)) => Err(refused(&error).into()),
            _ => Err(changed().into()),
        },
    }
}

fn refused(error: &ActionError) -> Failure {
    let failure = Failure::new(error.message.clone());
    match &error.hint {
        Some(hint) => failure.hint(hint.clone()),
        None => failure,
    }
}
