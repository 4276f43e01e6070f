//! `muster init`: a new workspace with a small catalog to grow from and the blueprints that ship, or settings for the entity
//! files that are there already. The files are beside this one, as they will be written. Nothing that exists is ever touched.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use serde::Serialize;

use super::context::shown;
use super::failure::Failure;
use super::output::counted;
use super::{Context, Outcome};
use crate::model::blueprint::shipped;
use crate::sources::files::{self, Scope};

/// Path and text of the settings. `"{name}"` becomes the workspace's name.
const SETTINGS: (&str, &str) = ("muster.toml", include_str!("workspace/muster.toml"));
/// Path and text of the example's files.
const EXAMPLE: [(&str, &str); 3] = [
    ("vision.yaml", include_str!("workspace/vision.yaml")),
    ("catalog/org.yaml", include_str!("workspace/catalog/org.yaml")),
    (
        "catalog/greetings.yaml",
        include_str!("workspace/catalog/greetings.yaml"),
    ),
];

/// Where blueprints are.
const BLUEPRINTS: &str = "blueprints";
/// The team of the example, which owns the blueprints.
const TEAM: &str = "group:default/platform";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder, made if it is missing
    #[arg(default_value = ".", value_hint = clap::ValueHint::DirPath)]
    dir: PathBuf,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
pub(super) struct Made {
    pub root: PathBuf,
    files: Vec<String>,
    /// How many entities were there already.
    found: usize,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("`muster init`")?;
    let made = make(&args.dir)?;
    let output = context.output();
    if args.json {
        output.json(&made)?;
        return Ok(Outcome::Done);
    }
    let folder = shown(&made.root);
    output.line(&format!("Made a workspace in {folder}"))?;
    let (blueprints, others): (Vec<&String>, Vec<&String>) =
        made.files.iter().partition(|file| file.starts_with(BLUEPRINTS));
    for file in others {
        output.line(&format!("  {file}"))?;
    }
    let templates = blueprints.iter().filter(|file| file.ends_with("/template.yaml"));
    if !blueprints.is_empty() {
        let blueprints = counted(templates.count(), "blueprint", "blueprints");
        output.line(&format!("  {BLUEPRINTS}/ with {blueprints} to begin with"))?;
    }
    if made.found > 0 {
        let found = counted(made.found, "entity", "entities");
        output.line(&format!("It already holds {found}; every folder in it is read"))?;
    }
    let next = if folder == "." {
        "muster doctor".to_owned()
    } else {
        format!("cd {folder} && muster doctor")
    };
    output.line(&format!("Next: {next}"))?;
    Ok(Outcome::Done)
}

/// Makes a workspace in a folder, which is made too if it is missing.
pub(super) fn make(dir: &Path) -> Result<Made> {
    let wanted = || format!("cannot make a workspace in {}", dir.display());
    fs::create_dir_all(dir).wrap_err_with(wanted)?;
    let root = dir.canonicalize().wrap_err_with(wanted)?;
    refuse_taken(&root, [SETTINGS.0])?;
    let found = entities_in(&root);
    let name = root
        .file_name()
        .map_or_else(|| "workspace".into(), |name| name.to_string_lossy());
    let settings = SETTINGS
        .1
        .replace("\"{name}\"", &toml::Value::from(name.as_ref()).to_string());
    let mut files = vec![];
    if found > 0 {
        files.push((SETTINGS.0.to_owned(), without_locations(&settings)));
    } else {
        refuse_taken(&root, EXAMPLE.iter().map(|(file, _)| *file).chain([BLUEPRINTS]))?;
        files.push((SETTINGS.0.to_owned(), settings));
        files.extend(EXAMPLE.map(|(file, text)| (file.to_owned(), text.to_owned())));
        files.extend(shipped::files(TEAM).map(|(file, text)| (format!("{BLUEPRINTS}/{file}"), text)));
    }
    for (file, text) in &files {
        write_new(&root.join(file), text).wrap_err_with(|| format!("cannot write {file}"))?;
    }
    Ok(Made {
        root,
        files: files.into_iter().map(|(file, _)| file).collect(),
        found,
    })
}

fn refuse_taken<'f>(root: &Path, files: impl IntoIterator<Item = &'f str>) -> Result<(), Failure> {
    let mut files = files.into_iter();
    match files.find(|file| root.join(file).symlink_metadata().is_ok()) {
        None => Ok(()),
        Some(taken) => {
            let taken = shown(&root.join(taken));
            Err(
                Failure::new(format!("{taken} is there already; nothing was written"))
                    .hint("name another folder, or move the file away first"),
            )
        }
    }
}

/// How many entities a folder holds: an example catalog would be in the way of a real one.
fn entities_in(root: &Path) -> usize {
    let reading = files::read(&Scope::folder(root), None);
    reading.snapshot.map_or(0, |snapshot| snapshot.catalog.len())
}

/// The settings with their `locations` as a comment, so that everything is read.
fn without_locations(settings: &str) -> String {
    let mut inside = false;
    let mut text = String::with_capacity(settings.len() + 32);
    for line in settings.lines() {
        inside |= line.starts_with("locations = [");
        text.push_str(if inside { "# " } else { "" });
        text.push_str(line);
        text.push('\n');
        inside &= line != "]";
    }
    text
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)?
        .write_all(text.as_bytes())
}
