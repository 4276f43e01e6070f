//! `muster new`: the wizard without the screen. Shows what would be done, and does it where that is agreed to.

pub(super) mod values;

use std::sync::Arc;

use color_eyre::Result;

use super::run::agreed;
use super::run::document;
use super::run::follow::{conclude, follow};
use super::run::open::{Use, held, open};
use super::{Context, Failure, Outcome, entity as entities};
use crate::engine::blueprints::{self, Shelf};
use crate::engine::run::Library;
use crate::model::blueprint::{Blueprint, form};
use crate::model::catalog::{Catalog, EntityRef};
use crate::model::run::{Order, OrderedWaiver, Plan};
use crate::model::text::nearest;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    asked: Asked,

    /// Only show what would be done; nothing is written anywhere
    #[arg(long, conflicts_with = "yes")]
    plan: bool,

    /// Do it without asking
    #[arg(long, short)]
    yes: bool,

    /// Print JSON: the plan, or with --yes the run
    #[arg(long)]
    json: bool,
}

/// A blueprint and the answers to what it asks for.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Asked {
    /// The blueprint: its name or ref, as `repository`
    #[arg(value_name = "BLUEPRINT")]
    blueprint: String,

    #[command(flatten)]
    values: values::Flags,

    /// A secret: the text of a file, or a variable of the environment
    #[arg(long, value_name = "NAME=@FILE|env:VAR")]
    secret: Vec<String>,

    /// The entity that it is about: the form begins with what fits it
    #[arg(long, value_name = "REF")]
    entity: Option<String>,

    /// An exception from a warning of the vision, for 90 days: the rule's id and why
    #[arg(long, value_name = "RULE=REASON")]
    waive: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if !args.plan {
        context.may_write("muster new")?;
    }
    let (catalog, runs) = open(if args.plan { Use::Plan } else { Use::Change }, context)?;
    let runs = held(runs, &catalog, context)?;
    let order = order(&args.asked, &catalog, context)?;
    let plan = runs.plan(&order).map_err(Failure::from)?;
    check_waivers(&order, &plan)?;
    let is_blocked = plan.findings.iter().any(|finding| finding.blocking);
    if args.json && !args.yes {
        context.output().json(&document::plan(&plan))?;
    } else if !args.json {
        document::print_plan(&plan, context)?;
    }
    if is_blocked {
        return match args.plan {
            true => Ok(Outcome::Problems),
            false => Err(blocked(&plan).into()),
        };
    }
    if args.plan {
        return Ok(Outcome::Done);
    }
    if !args.yes && !agreed("Do this?")? {
        context.output().line("nothing was done")?;
        return Ok(Outcome::Done);
    }
    let id = runs.start(&order, &plan.hash).map_err(Failure::from)?;
    if !args.json {
        context.output().line(&format!("run {id}"))?;
    }
    let run = follow(&runs, &id, args.json, context)?;
    conclude(&run, args.json, context)
}

/// What keeps a plan from being run.
pub(in crate::cli) fn blocked(plan: &Plan) -> Failure {
    let blocking = plan.findings.iter().filter(|finding| finding.blocking);
    let reasons: Vec<&str> = blocking.map(|finding| finding.message.as_str()).collect();
    Failure::new(reasons.join("; ")).hint("mend that, then try again")
}

/// The exceptions that are asked for.
fn waivers(flags: &[String]) -> Result<Vec<OrderedWaiver>> {
    let waiver = |flag: &String| match flag.split_once('=') {
        Some((rule, reason)) if !rule.trim().is_empty() && !reason.trim().is_empty() => Ok(OrderedWaiver {
            rule: rule.trim().to_owned(),
            entity: None,
            reason: reason.trim().to_owned(),
        }),
        _ => Err(Failure::usage(format!("--waive {flag}: which rule, and why?"))
            .hint("write it as --waive RULE='the reason'")
            .into()),
    };
    flags.iter().map(waiver).collect()
}

/// An exception that changes nothing is a mistake: of a rule that does not warn, or that only others can waive.
pub(in crate::cli) fn check_waivers(order: &Order, plan: &Plan) -> Result<()> {
    let shortfalls = || {
        plan.findings
            .iter()
            .filter_map(|finding| finding.shortfall.as_ref())
    };
    for waiver in &order.waivers {
        let rule = &waiver.rule;
        let of_rule: Vec<_> = shortfalls().filter(|shortfall| shortfall.rule == *rule).collect();
        let failure = match of_rule.first() {
            None => {
                let hint = match nearest(rule, shortfalls().map(|shortfall| shortfall.rule.as_str())) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "leave it out".to_owned(),
                };
                Failure::usage(format!("--waive {rule}: nothing here falls short of it")).hint(hint)
            }
            Some(first) if !of_rule.iter().any(|shortfall| shortfall.waived.is_some()) => Failure::usage(
                format!("--waive {rule}: only others can make an exception from it"),
            )
            .hint(format!(
                "`muster vision waive {rule} {}` asks for one",
                first.entity
            )),
            Some(_) => continue,
        };
        return Err(failure.into());
    }
    Ok(())
}

/// The run that is asked for.
pub(in crate::cli) fn order(asked: &Asked, catalog: &Arc<Catalog>, context: &Context) -> Result<Order> {
    let node = entities::find_among(catalog, &asked.blueprint, &["template"])?;
    let blueprint_ref = catalog.node_ref(node).to_owned();
    let shelf = Shelf::new(catalog.clone(), context.workspace()?.scope());
    let source = shelf.open(&blueprint_ref);
    let source = source.ok_or_else(|| {
        Failure::new(format!("the file of {blueprint_ref} no longer says what it did"))
            .hint("`muster blueprint check` shows what is wrong")
    })?;
    let blueprint = Blueprint::of_json(&source.document, &blueprint_ref);
    let entity = asked
        .entity
        .as_deref()
        .map(|text| entities::find(catalog, text))
        .transpose()?;
    let entity = entity.map(|entity| entity.entity_ref().to_owned());
    let me = context.me()?;
    let me = me.as_ref().map(EntityRef::as_str);
    let occasion = blueprints::occasion(catalog, context.workspace()?, me, entity.as_deref());
    let start = form::start(&form::presets(&blueprint, &occasion));
    Ok(Order {
        values: asked.values.over(start, &blueprint)?,
        secrets: values::secrets(&asked.secret)?,
        blueprint: blueprint_ref,
        entity,
        waivers: waivers(&asked.waive)?,
    })
}
