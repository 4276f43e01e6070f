//! `muster init`: a new workspace with a small catalog to grow from. The files are beside this one, as they will be
//! written. Nothing that exists is ever touched.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use serde::Serialize;

use super::context::shown;
use super::failure::Failure;
use super::{Context, Outcome};

/// Path and text of each file; `{name}` stands for the workspace's name as a TOML text.
const FILES: [(&str, &str); 3] = [
    ("muster.toml", include_str!("workspace/muster.toml")),
    ("catalog/org.yaml", include_str!("workspace/catalog/org.yaml")),
    (
        "catalog/greetings.yaml",
        include_str!("workspace/catalog/greetings.yaml"),
    ),
];

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
struct Made {
    root: PathBuf,
    files: Vec<&'static str>,
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
    for file in &made.files {
        output.line(&format!("  {file}"))?;
    }
    let next = if folder == "." {
        "muster doctor".to_owned()
    } else {
        format!("cd {folder} && muster doctor")
    };
    output.line(&format!("Next: {next}"))?;
    Ok(Outcome::Done)
}

fn make(dir: &Path) -> Result<Made> {
    let wanted = || format!("cannot make a workspace in {}", dir.display());
    fs::create_dir_all(dir).wrap_err_with(wanted)?;
    let root = dir.canonicalize().wrap_err_with(wanted)?;
    if let Some((taken, _)) = FILES
        .iter()
        .find(|(file, _)| root.join(file).symlink_metadata().is_ok())
    {
        let taken = shown(&root.join(taken));
        return Err(
            Failure::new(format!("{taken} is there already; nothing was written"))
                .hint("name another folder, or move the file away first")
                .into(),
        );
    }
    let name = root
        .file_name()
        .map_or_else(|| "workspace".into(), |name| name.to_string_lossy());
    let name = toml::Value::from(name.as_ref()).to_string();
    for (file, text) in FILES {
        let text = text.replace("\"{name}\"", &name);
        write_new(&root.join(file), &text).wrap_err_with(|| format!("cannot write {file}"))?;
    }
    Ok(Made {
        root,
        files: FILES.iter().map(|(file, _)| *file).collect(),
    })
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
