//! The verbs that change something: what is named, done, and told.

use color_eyre::Result;
use jiff::civil::Date;
use serde::Serialize;

use super::Stage;
use crate::cli::{Context, Failure, Outcome, entity};
use crate::engine::ownership::since;
use crate::model::catalog::{Catalog, Relation};
use crate::model::ownership::{Beside, Holder, OwnAct, OwnRefusal, OwnRole, Seen, Standing, holding};
use crate::model::text::{counted, safe};

/// What a verb is about.
#[derive(Debug, clap::Args)]
struct Refs {
    /// Entities: refs, or parts of one that only one entity has
    #[arg(value_name = "REF")]
    refs: Vec<String>,

    /// Everything of a system, and the system itself
    #[arg(long, value_name = "REF")]
    system: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Attest {
    #[command(flatten)]
    about: Refs,

    /// Everything you are accountable for
    #[arg(long, conflicts_with = "due")]
    all: bool,

    /// Everything you are accountable for that is due by now, or soon
    #[arg(long)]
    due: bool,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Transfer {
    #[command(flatten)]
    about: Refs,

    /// Who is to answer for them: a User of the catalog
    #[arg(long, value_name = "PERSON")]
    to: String,

    /// Why
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    reason: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Accept {
    /// The hand-over
    #[arg(value_name = "ID")]
    id: String,

    /// Only these of it
    #[arg(value_name = "REF")]
    refs: Vec<String>,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Refuse {
    /// The hand-over
    #[arg(value_name = "ID")]
    id: String,

    /// Only these of it
    #[arg(value_name = "REF")]
    refs: Vec<String>,

    /// Why
    #[arg(long, short, value_name = "TEXT")]
    reason: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Withdraw {
    /// The hand-over
    #[arg(value_name = "ID")]
    id: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Role {
    #[command(flatten)]
    about: Refs,

    /// Who: a User of the catalog, or `none`
    #[arg(long, value_name = "PERSON")]
    to: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Leave {
    /// Who leaves
    #[arg(value_name = "PERSON")]
    person: String,

    /// Their last day
    #[arg(long, value_name = "DATE")]
    on: Date,

    /// Who is offered everything they answer for
    #[arg(long, value_name = "PERSON")]
    to: Option<String>,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Stay {
    /// Who stays
    #[arg(value_name = "PERSON")]
    person: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

pub fn attest(args: &Attest, context: &Context) -> Result<Outcome> {
    context.may_write("muster own attest")?;
    let stage = Stage::to_change(context)?;
    let mut refs = args.about.of(&stage.catalog)?;
    if args.all || args.due {
        let held = holding(&stage.review(), Beside::default(), &stage.actor, false).rows;
        let wanted = held.into_iter().filter(|row| {
            let is_due = matches!(row.standing, Standing::Overdue { .. } | Standing::DueSoon);
            row.as_ == Holder::Accountable && row.due.is_some() && (args.all || is_due)
        });
        refs.extend(wanted.map(|row| row.entity_ref.to_string()));
    } else {
        some(&refs)?;
    }
    if refs.is_empty() {
        context.output().line("nothing of yours is due")?;
        return Ok(Outcome::Done);
    }
    if !args.json {
        changed(&stage, &refs, context)?;
    }
    let catalog = &stage.catalog;
    let seen = refs.iter().filter_map(|name| catalog.find(name));
    let seen = seen.map(|id| Seen::of(catalog.entity(id))).collect();
    tell(&stage.act(&OwnAct::Attest { seen })?, args.json, context)
}

/// What says something else than it did when it was attested last.
fn changed(stage: &Stage<'_>, refs: &[String], context: &Context) -> Result<()> {
    let Some(journal) = &stage.journal else {
        return Ok(());
    };
    for name in refs {
        let since = since(&stage.review(), Some(journal), name).map_err(Failure::from)?;
        let Some(since) = since.filter(|since| !since.fields.is_empty() || since.untold.is_some()) else {
            continue;
        };
        context
            .output()
            .line(&format!("{name} has changed since it was attested:"))?;
        super::since::print(&since, context)?;
    }
    Ok(())
}

pub fn transfer(args: &Transfer, context: &Context) -> Result<Outcome> {
    context.may_write("muster own transfer")?;
    let stage = Stage::to_change(context)?;
    let refs = args.about.of(&stage.catalog)?;
    some(&refs)?;
    let act = OwnAct::Transfer {
        refs,
        to: person(&stage.catalog, &args.to)?,
        reason: args.reason.clone(),
    };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn accept(args: &Accept, context: &Context) -> Result<Outcome> {
    context.may_write("muster own accept")?;
    let stage = Stage::to_change(context)?;
    let act = OwnAct::Accept {
        id: args.id.clone(),
        refs: each(&stage.catalog, &args.refs)?,
    };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn refuse(args: &Refuse, context: &Context) -> Result<Outcome> {
    context.may_write("muster own refuse")?;
    let stage = Stage::to_change(context)?;
    let act = OwnAct::Refuse {
        id: args.id.clone(),
        refs: each(&stage.catalog, &args.refs)?,
        reason: args.reason.clone(),
    };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn withdraw(args: &Withdraw, context: &Context) -> Result<Outcome> {
    context.may_write("muster own withdraw")?;
    let stage = Stage::to_change(context)?;
    let act = OwnAct::Withdraw { id: args.id.clone() };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn role(args: &Role, role: OwnRole, context: &Context) -> Result<Outcome> {
    context.may_write(&format!("muster own {}", role.name()))?;
    let stage = Stage::to_change(context)?;
    let refs = args.about.of(&stage.catalog)?;
    some(&refs)?;
    let to = match args.to.as_str() {
        "none" => None,
        name => Some(person(&stage.catalog, name)?),
    };
    let act = OwnAct::Role {
        refs,
        role,
        person: to,
    };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn leave(args: &Leave, context: &Context) -> Result<Outcome> {
    context.may_write("muster own leave")?;
    let stage = Stage::to_change(context)?;
    let to = args
        .to
        .as_ref()
        .map(|to| person(&stage.catalog, to))
        .transpose()?;
    let act = OwnAct::Leave {
        person: person(&stage.catalog, &args.person)?,
        on: args.on,
        to,
    };
    tell(&stage.act(&act)?, args.json, context)
}

pub fn stay(args: &Stay, context: &Context) -> Result<Outcome> {
    context.may_write("muster own stay")?;
    let stage = Stage::to_change(context)?;
    let act = OwnAct::Stay {
        person: person(&stage.catalog, &args.person)?,
    };
    tell(&stage.act(&act)?, args.json, context)
}

impl Refs {
    /// The canonical refs, each once.
    fn of(&self, catalog: &Catalog) -> Result<Vec<String>> {
        let mut refs = each(catalog, &self.refs)?;
        for system in &self.system {
            let node = entity::find_among(catalog, system, &["system"])?;
            let parts = catalog
                .incoming(node)
                .filter(|edge| edge.relation == Relation::PartOf);
            let parts = parts.filter_map(|edge| catalog.entity_of(edge.node));
            refs.push(catalog.node_ref(node).to_owned());
            refs.extend(parts.map(|part| part.entity_ref().to_owned()));
        }
        let mut seen = std::collections::BTreeSet::new();
        refs.retain(|name| seen.insert(name.clone()));
        Ok(refs)
    }
}

fn each(catalog: &Catalog, texts: &[String]) -> Result<Vec<String>> {
    let one = |text: &String| Ok(entity::find(catalog, text)?.entity_ref().to_owned());
    texts.iter().map(one).collect()
}

/// A User of the catalog.
pub(super) fn person(catalog: &Catalog, text: &str) -> Result<String> {
    let node = entity::find_among(catalog, text, &["user"])?;
    Ok(catalog.node_ref(node).to_owned())
}

fn some(refs: &[String]) -> Result<()> {
    match refs.is_empty() {
        true => Err(Failure::usage("nothing is named")
            .hint("name entities, or a system with --system")
            .into()),
        false => Ok(()),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    done: bool,
    message: std::borrow::Cow<'a, str>,
}

/// Prints what came of it; exit status 1 where something was refused.
fn tell(
    outcomes: &[std::result::Result<String, OwnRefusal>],
    json: bool,
    context: &Context,
) -> Result<Outcome> {
    if json {
        let documents = outcomes.iter().map(|outcome| match outcome {
            Ok(told) => Document {
                done: true,
                message: told.into(),
            },
            Err(refusal) => Document {
                done: false,
                message: refusal.to_string().into(),
            },
        });
        context.output().json(&documents.collect::<Vec<_>>())?;
    } else {
        for outcome in outcomes {
            match outcome {
                Ok(told) => context.output().line(told)?,
                Err(refusal) => eprintln!("muster: {}", safe(&refusal.to_string())),
            }
        }
        let refused = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        if refused > 0 && outcomes.len() > 1 {
            eprintln!(
                "muster: {} not done",
                counted(refused, "thing was", "things were")
            );
        }
    }
    Ok(match outcomes.iter().all(|outcome| outcome.is_ok()) {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}
