//! `muster own packet`: all that hangs on a person, as Markdown or JSON.

use color_eyre::Result;
use serde_json::{Value, json};

use super::{Stage, act};
use crate::cli::{Context, Failure, Outcome, cost};
use crate::model::ownership::{Beside, Packet, packet};
use crate::model::task::Tasks;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose
    #[arg(value_name = "PERSON")]
    person: String,

    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let person = act::person(&stage.catalog, &args.person)?;
    let judged = stage.judged()?;
    let costs = cost::of_entities(context, &stage.catalog, stage.today)?;
    let beside = Beside {
        judged: Some(&judged),
        costs: costs.as_ref(),
    };
    let (tasks, runs) = match &stage.journal {
        Some(journal) => (
            crate::cli::journal::tasks(context)?,
            journal.runs().map_err(Failure::from)?,
        ),
        None => (Tasks::default(), Vec::new()),
    };
    let packet = packet(&stage.review(), beside, &person, &tasks, &runs);
    match args.json {
        true => context.output().json(&document(&packet))?,
        false => {
            for line in packet.markdown().lines() {
                context.output().line(line)?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn document(packet: &Packet) -> Value {
    let resources = packet.resources.iter().map(|row| {
        json!({
            "ref": &*row.entity_ref,
            "system": row.system.as_deref(),
            "attested": row.attested.map(|day| day.to_string()),
            "due": row.due.map(|day| day.to_string()),
            "findings": row.findings,
            "dependants": row.dependants,
            "cost": row.cost.iter().flat_map(|cost| &cost.latest).map(ToString::to_string).collect::<Vec<_>>(),
        })
    });
    let roles = packet
        .roles
        .iter()
        .map(|role| json!({ "ref": role.entity, "role": role.role.name(), "accountable": role.accountable }));
    let groups = packet
        .groups
        .iter()
        .map(|group| json!({ "ref": group.group, "members": group.members, "owns": group.owns }));
    let tasks = packet.tasks.iter().map(|task| {
        json!({ "id": task.id, "title": task.title, "status": task.status.to_string(), "assigned": task.is_assigned })
    });
    let runs = packet
        .runs
        .iter()
        .map(|run| json!({ "id": run.id, "title": run.title, "others": run.others }));
    let waivers = packet.waivers.iter().map(|waiver| {
        json!({ "rule": waiver.rule, "ref": waiver.entity, "until": waiver.until.to_string(), "reason": waiver.reason })
    });
    let dependants = packet
        .dependants
        .iter()
        .map(|one| json!({ "ref": one.entity, "on": one.on, "accountable": one.accountable }));
    json!({
        "person": packet.person,
        "name": packet.name,
        "today": packet.today.to_string(),
        "leaving": packet.leaving.map(|day| day.to_string()),
        "resources": resources.collect::<Vec<_>>(),
        "roles": roles.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "tasks": tasks.collect::<Vec<_>>(),
        "runs": runs.collect::<Vec<_>>(),
        "waivers": waivers.collect::<Vec<_>>(),
        "dependants": dependants.collect::<Vec<_>>(),
        "handovers": packet.handovers,
        "cost_month": packet.month.map(|month| month.strftime("%Y-%m").to_string()),
        "cost": packet.cost.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
