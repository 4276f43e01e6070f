//! `muster edit`: what an entity's file says, changed. One's own at once; somebody else's once they agree; what another repository
//! holds by a pull request there.

use std::sync::Arc;

use color_eyre::Result;
use serde_json::{Map, Value, json};

use super::new::blocked;
use super::run::agreed;
use super::run::document;
use super::run::follow::{conclude, follow};
use super::run::open::{Use, held, open};
use super::{Context, Failure, Outcome, entity as entities};
use crate::engine::edit::{Edit, Edited, Edits, Looked, Way, Why};
use crate::engine::run::Runs;
use crate::model::catalog::edit::{Change, Field, field};
use crate::model::catalog::{Catalog, Node};
use crate::model::ownership::listed;
use crate::model::run::{Change as Shown, Order, Plan};
use crate::sources::files::documents_of;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The entity: its ref, or a part of it that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// A value at a path: spec.lifecycle=production, metadata.annotations.muster/deputy=user:default/ana,
    /// 'metadata.tags=[go, kafka]'. Lists and mappings are written as in YAML
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,

    /// Nothing at a path
    #[arg(long, value_name = "PATH")]
    unset: Vec<String>,

    /// A text into the list at a path
    #[arg(long, value_name = "PATH=TEXT")]
    add: Vec<String>,

    /// A text out of the list at a path
    #[arg(long, value_name = "PATH=TEXT")]
    take: Vec<String>,

    /// Why, for whoever is asked and for the journal
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    reason: String,

    /// Only show what would change and who would be asked; nothing is written anywhere
    #[arg(long, conflicts_with = "yes")]
    plan: bool,

    /// Do it without asking
    #[arg(long, short)]
    yes: bool,

    /// Print JSON: what would be done, or with --yes what was
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let only_shows = args.plan || (args.json && !args.yes);
    if !only_shows {
        context.may_write("muster edit")?;
    }
    let wishes = wishes(args)?;
    let (catalog, runs) = open(if only_shows { Use::Plan } else { Use::Change }, context)?;
    let actor = context.actor()?;
    let edits = Edits {
        workspace: context.workspace()?,
        catalog: &catalog,
        actor: &actor,
    };
    let entity = entities::find(&catalog, &args.entity)?.entity_ref().to_owned();
    let document = edits
        .document(&entity)
        .map_err(|why| Failure::new(why.to_string()))?;
    let edit = Edit {
        changes: wishes
            .iter()
            .map(|wish| wish.change(&document))
            .collect::<Result<_, _>>()?,
        entity,
        reason: args.reason.trim().to_owned(),
    };
    let asks = context.workspace()?.settings.changes.ask;
    let looked = edits
        .look(&edit, asks)
        .map_err(|why| Failure::new(why.to_string()))?;
    let editing = Editing {
        args,
        edits: &edits,
        edit: &edit,
        looked: &looked,
        context,
    };
    let Some(edited) = &looked.edited else {
        return editing.nothing();
    };
    match &looked.way {
        Way::Write(why) => editing.write(edited, *why, only_shows),
        Way::Ask => {
            let order = edits.order(&edit, edited);
            editing.by_run(&order, runs, &catalog, only_shows)
        }
        Way::Propose(proposal) => {
            let order = edits.proposing(&edit, proposal);
            editing.by_run(&order, runs, &catalog, only_shows)
        }
    }
}

/// An edit on its way.
struct Editing<'a> {
    args: &'a Args,
    edits: &'a Edits<'a>,
    edit: &'a Edit,
    looked: &'a Looked,
    context: &'a Context,
}

impl Editing<'_> {
    fn nothing(&self) -> Result<Outcome> {
        match self.args.json {
            true => self.context.output().json(&self.document(false, None, None))?,
            false => self
                .context
                .output()
                .line(&format!("{} says so already", self.looked.written.file))?,
        }
        Ok(Outcome::Done)
    }

    /// At once.
    fn write(&self, edited: &Edited, why: Why, only_shows: bool) -> Result<Outcome> {
        let out = self.context.output();
        if !self.args.json {
            let why = match why {
                Why::Own => "it is yours to change",
                Why::Unasked => "it is somebody else's, and settings have nobody asked ([changes] ask)",
            };
            out.line(&format!("{}: written at once, {why}", self.edit.entity))?;
            document::print_change(&shown(edited), self.context)?;
            let lost: Vec<&str> = self.looked.lost.iter().map(String::as_str).collect();
            if !lost.is_empty() {
                out.line(&format!(
                    "! nobody would be accountable any more for {}",
                    listed(&lost)
                ))?;
            }
        }
        if only_shows {
            if self.args.json {
                out.json(&self.document(false, None, None))?;
            }
            return Ok(Outcome::Done);
        }
        if !self.args.yes && !agreed("Write this?")? {
            out.line("nothing was written")?;
            return Ok(Outcome::Done);
        }
        let journal = super::journal::open_to_write(self.context)?;
        let written = self.edits.write_looked(self.edit, edited, &journal);
        let file = written.map_err(Failure::from)?.map_err(Failure::new)?;
        match self.args.json {
            true => out.json(&self.document(true, None, None))?,
            false => out.line(&format!("{file} says so now"))?,
        }
        Ok(Outcome::Done)
    }

    /// By a run, which asks or proposes.
    fn by_run(&self, order: &Order, runs: Runs, catalog: &Arc<Catalog>, only_shows: bool) -> Result<Outcome> {
        let (out, json) = (self.context.output(), self.args.json);
        let runs = held(runs, catalog, self.context)?;
        let plan = runs.plan(order).map_err(Failure::from)?;
        let is_blocked = plan.findings.iter().any(|finding| finding.blocking);
        if !json {
            document::print_plan(&plan, self.context)?;
        }
        if only_shows {
            if json {
                out.json(&self.document(false, Some(&plan), None))?;
            }
            return Ok(if is_blocked {
                Outcome::Problems
            } else {
                Outcome::Done
            });
        }
        if is_blocked {
            return Err(blocked(&plan).into());
        }
        let question = match self.looked.way {
            Way::Propose(_) => "Open this pull request?",
            Way::Write(_) | Way::Ask => "Ask for this?",
        };
        if !self.args.yes && !agreed(question)? {
            out.line("nothing was done")?;
            return Ok(Outcome::Done);
        }
        let id = runs.start(order, &plan.hash).map_err(Failure::from)?;
        if let Way::Propose(_) = self.looked.way {
            let journal = super::journal::open_to_write(self.context)?;
            let proposed = self
                .edits
                .proposed(self.edit, &self.looked.written, &id, &journal);
            proposed.map_err(Failure::from)?;
        }
        if !json {
            out.line(&format!("run {id}"))?;
            let run = follow(&runs, &id, false, self.context)?;
            return conclude(&run, false, self.context);
        }
        let run = follow(&runs, &id, true, self.context)?;
        out.json(&self.document(false, Some(&plan), Some(document::run(&run))))?;
        Ok(if run.status.is_stopped() {
            Outcome::Problems
        } else {
            Outcome::Done
        })
    }

    fn document(&self, written: bool, plan: Option<&Plan>, run: Option<Value>) -> Value {
        let fields: Map<String, Value> = self
            .looked
            .written
            .fields
            .iter()
            .map(|(path, (before, after))| (path.clone(), json!({ "before": before, "after": after })))
            .collect();
        let (way, repository) = match &self.looked.way {
            Way::Write(_) => ("write", None),
            Way::Ask => ("ask", None),
            Way::Propose(proposal) => ("propose", Some(&proposal.repo_url)),
        };
        let shown = self.looked.edited.as_ref().map(shown);
        json!({
            "ref": self.edit.entity,
            "file": self.looked.written.file,
            "way": way,
            "repository": repository,
            "fields": fields,
            "unaccountable": self.looked.lost,
            "diff": document::diff(shown.as_slice()),
            "reason": self.edit.reason,
            "written": written,
            "plan": plan.map(document::plan),
            "run": run,
        })
    }
}

fn shown(edited: &Edited) -> Shown {
    Shown {
        what: edited.file.clone(),
        before: Some(edited.before.clone()),
        after: Some(edited.after.clone()),
    }
}

/// What is to be done at a path, as it was typed.
struct Wish {
    flag: &'static str,
    path: Vec<String>,
    value: String,
}

impl Wish {
    fn new(flag: &'static str, text: &str) -> Result<Self> {
        let (name, value) = match (flag, text.split_once('=')) {
            ("--unset", _) => (text, ""),
            (_, Some(pair)) => pair,
            (flag, None) => {
                let failure = Failure::usage(format!("{flag} {text}: which value?"));
                return Err(failure.hint(format!("write it as {flag} PATH=VALUE")).into());
            }
        };
        Ok(Self {
            flag,
            path: path(name.trim()),
            value: value.to_owned(),
        })
    }

    fn change(&self, document: &Node) -> Result<Change, Failure> {
        let (path, value) = (self.path.clone(), self.value.clone());
        Ok(match self.flag {
            "--unset" => Change::Remove { path },
            "--add" => Change::Add { path, value },
            "--take" => Change::Take { path, value },
            _ => {
                let keys: Vec<&str> = path.iter().map(String::as_str).collect();
                match field(document, &keys).map_err(Failure::new)? {
                    Field::Text => Change::Set { path, value },
                    Field::Texts | Field::TextMap | Field::Any => self.typed()?,
                }
            }
        })
    }

    /// The value as YAML reads it.
    fn typed(&self) -> Result<Change, Failure> {
        let wrong = |why: String| {
            let name = self.path.join(".");
            Failure::usage(format!("--set {name}={}: {why}", self.value)).hint(
                "write a list as [one, two], a mapping as {name: value}; put quotes around what is no YAML",
            )
        };
        let read = match documents_of(&self.value).as_slice() {
            [] => return Err(wrong("there is no value; `--unset` takes one away".to_owned())),
            [Ok(node)] => serde_json::from_str(&node.canonical_json()),
            [Err(why)] => return Err(wrong(why.clone())),
            _ => return Err(wrong("these are several values".to_owned())),
        };
        let path = self.path.clone();
        Ok(match read.map_err(|error| wrong(error.to_string()))? {
            Value::String(value) => Change::Set { path, value },
            value => Change::Put { path, value },
        })
    }
}

fn wishes(args: &Args) -> Result<Vec<Wish>> {
    let flags = [
        ("--set", &args.set),
        ("--unset", &args.unset),
        ("--add", &args.add),
        ("--take", &args.take),
    ];
    let all: Vec<Wish> = flags
        .iter()
        .flat_map(|(flag, texts)| texts.iter().map(|text| Wish::new(flag, text)))
        .collect::<Result<_>>()?;
    if all.is_empty() {
        let failure = Failure::usage("nothing is to be changed");
        return Err(failure
            .hint("say what with --set, --unset, --add or --take")
            .into());
    }
    Ok(all)
}

/// Keys from the outside in; names of annotations and labels have dots of their own.
fn path(text: &str) -> Vec<String> {
    for map in ["annotations", "labels"] {
        if let Some(name) = text.strip_prefix(&format!("metadata.{map}.")) {
            return ["metadata", map, name].map(str::to_owned).to_vec();
        }
    }
    text.split('.').map(str::to_owned).collect()
}
