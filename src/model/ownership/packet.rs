//! All that hangs on one person, in one document: what somebody who takes over has to know.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::holding::{Beside, holding};
use super::standing::Review;
use super::{Holder, OwnRole, Owned, Resolver};
use crate::model::catalog::graph::{Direction, neighbours};
use crate::model::catalog::{Catalog, Entity, Relation};
use crate::model::cost::Money;
use crate::model::run::RunSummary;
use crate::model::task::{Status, Tasks};
use crate::model::text::{counted, safe};

/// Everything that hangs on a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packet {
    /// Canonical ref.
    pub person: String,
    pub name: String,
    /// The day on which it was put together.
    pub today: Date,
    /// Their last day, where they leave.
    pub leaving: Option<Date>,
    /// What they answer for, grouped by system as in a holding.
    pub resources: Vec<Owned>,
    /// What they are to entities of others.
    pub roles: Vec<HeldRole>,
    /// The groups that they lead.
    pub groups: Vec<LedGroup>,
    /// Open tasks that they asked for or have.
    pub tasks: Vec<HeldTask>,
    /// Runs that wait for their word.
    pub runs: Vec<WaitingRun>,
    /// Waivers that are theirs and hold.
    pub waivers: Vec<HeldWaiver>,
    /// The month that the cost is of, by its first day; none where no cost is known.
    pub month: Option<Date>,
    /// What all they answer for cost in it, each currency by itself.
    pub cost: Vec<Money>,
    /// What others answer for and depends on theirs.
    pub dependants: Vec<Dependant>,
    /// Hand-overs of theirs that wait for somebody's word, by id.
    pub handovers: Vec<String>,
}

/// A role of somebody, of an entity that somebody else answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRole {
    /// Canonical ref.
    pub entity: String,
    pub role: OwnRole,
    /// Canonical ref of who is accountable.
    pub accountable: Option<String>,
}

/// A group that somebody leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedGroup {
    /// Canonical ref.
    pub group: String,
    pub members: usize,
    /// How many entities it owns.
    pub owns: usize,
}

/// A task that somebody asked for or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTask {
    pub id: String,
    pub title: String,
    pub status: Status,
    /// They have it; else they only asked for it.
    pub is_assigned: bool,
}

/// A run that waits for somebody's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRun {
    pub id: String,
    pub title: String,
    /// Who else may say it.
    pub others: usize,
}

/// A waiver that is somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldWaiver {
    pub rule: String,
    /// Canonical ref.
    pub entity: String,
    pub until: Date,
    pub reason: String,
}

/// Something of others that depends on what somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependant {
    /// Canonical ref.
    pub entity: String,
    /// Canonical refs of what it depends on.
    pub on: Vec<String>,
    /// Canonical ref of who is accountable.
    pub accountable: Option<String>,
}

impl Packet {
    /// The packet for people, in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# What hangs on {}\n\n", self.name);
        text.push_str(&format!("{}, on {}.", self.person, self.today));
        if let Some(on) = self.leaving {
            text.push_str(&format!(" Their last day is {on}."));
        }
        text.push('\n');
        let resources = self.resources.iter().map(|row| {
            let system = row.system.as_deref().unwrap_or("in no system");
            let due = row.due.map_or_else(String::new, |day| format!(", due on {day}"));
            format!(
                "{} ({system}): {}, {}{due}",
                row.entity_ref,
                counted(row.dependants, "dependant", "dependants"),
                counted(row.findings, "finding", "findings"),
            )
        });
        section(&mut text, "Answers for", resources);
        let nobody = || "nobody".to_owned();
        let roles = self.roles.iter().map(|role| {
            let accountable = role.accountable.clone().unwrap_or_else(nobody);
            format!(
                "{} of {}, which {accountable} answers for",
                role.role.words(),
                role.entity
            )
        });
        section(&mut text, "Is also", roles);
        let groups = self.groups.iter().map(|group| {
            format!(
                "{}: {}, owns {}",
                group.group,
                counted(group.members, "member", "members"),
                counted(group.owns, "entity", "entities")
            )
        });
        section(&mut text, "Leads", groups);
        let tasks = self.tasks.iter().map(|task| {
            let whose = if task.is_assigned { "has" } else { "asked for" };
            format!("{whose} {} {} ({})", task.id, task.title, task.status)
        });
        section(&mut text, "Open tasks", tasks);
        let runs = self.runs.iter().map(|run| {
            let others = match run.others {
                0 => "nobody else can say it".to_owned(),
                others => format!("{} can say it too", counted(others, "other", "others")),
            };
            format!("{} {}: {others}", run.id, run.title)
        });
        section(&mut text, "Runs that wait for their word", runs);
        let waivers = self.waivers.iter().map(|waiver| {
            format!(
                "{} of {} until {}: {}",
                waiver.rule, waiver.entity, waiver.until, waiver.reason
            )
        });
        section(&mut text, "Waivers", waivers);
        if let (Some(month), false) = (self.month, self.cost.is_empty()) {
            let sums: Vec<String> = self.cost.iter().map(ToString::to_string).collect();
            let month = month.strftime("%Y-%m").to_string();
            section(
                &mut text,
                "Cost",
                std::iter::once(format!("{month}: {}", sums.join(", "))),
            );
        }
        let dependants = self.dependants.iter().map(|one| {
            let accountable = one.accountable.clone().unwrap_or_else(nobody);
            format!("{} ({accountable}) depends on {}", one.entity, one.on.join(", "))
        });
        section(&mut text, "Others that depend on it", dependants);
        section(
            &mut text,
            "Hand-overs that wait for a word",
            self.handovers.iter().cloned(),
        );
        text
    }
}

/// A heading and its points; nothing where there are none.
fn section(text: &mut String, heading: &str, points: impl Iterator<Item = String>) {
    let mut points = points.peekable();
    if points.peek().is_none() {
        return;
    }
    text.push_str(&format!("\n## {heading}\n\n"));
    for point in points {
        text.push_str(&format!("- {}\n", safe(&point)));
    }
}

/// All that hangs on somebody. Tasks and runs are those that are open.
pub fn packet(
    review: &Review<'_>,
    beside: Beside<'_>,
    person: &str,
    tasks: &Tasks,
    runs: &[RunSummary],
) -> Packet {
    let catalog = review.catalog;
    let all = holding(review, beside, person, false).rows.into_iter();
    let resources: Vec<Owned> = all.filter(|row| row.as_ == Holder::Accountable).collect();
    let me = catalog.find(person).map(|id| catalog.entity(id));
    let mut cost: Vec<Money> = Vec::new();
    for money in resources
        .iter()
        .filter_map(|row| row.cost.as_ref())
        .flat_map(|cost| &cost.latest)
    {
        match cost.iter_mut().find(|sum| sum.currency == money.currency) {
            Some(sum) => sum.amount = sum.amount.checked_add(money.amount).unwrap_or(sum.amount),
            None => cost.push(money.clone()),
        }
    }
    let waivers = beside.judged.map(|judged| {
        let theirs = judged.waivers.iter();
        let theirs = theirs.filter(|waiver| waiver.owner == person && waiver.until >= review.today);
        theirs
            .map(|waiver| HeldWaiver {
                rule: waiver.rule.clone(),
                entity: waiver.entity.clone(),
                until: waiver.until,
                reason: waiver.reason.clone(),
            })
            .collect()
    });
    let handovers = review.handovers();
    let handovers = handovers.filter(|one| one.is_open() && one.from.as_deref() == Some(person));
    Packet {
        person: person.to_owned(),
        name: me.map_or(person, |me| me.label()).to_owned(),
        today: review.today,
        leaving: review.ownership.last_day(person),
        roles: me.map(|me| roles(catalog, me)).unwrap_or_default(),
        groups: me.map(|me| groups(catalog, me)).unwrap_or_default(),
        tasks: open_tasks(tasks, person),
        runs: waiting(runs, person),
        waivers: waivers.unwrap_or_default(),
        month: beside.costs.and_then(|costs| costs.month),
        cost,
        dependants: dependants(catalog, &resources, person),
        handovers: handovers.map(|handover| handover.id.clone()).collect(),
        resources,
    }
}

fn roles(catalog: &Catalog, me: Entity<'_>) -> Vec<HeldRole> {
    let of_role = |role: OwnRole| {
        let entities = me
            .sources(role.relation())
            .filter_map(|node| catalog.entity_of(node));
        let of_others = entities.filter(move |entity| entity.accountable().is_none_or(|one| one.id != me.id));
        of_others.map(move |entity| HeldRole {
            entity: entity.entity_ref().to_owned(),
            role,
            accountable: entity.accountable().map(|one| one.entity_ref().to_owned()),
        })
    };
    OwnRole::ALL.into_iter().flat_map(of_role).collect()
}

fn groups(catalog: &Catalog, me: Entity<'_>) -> Vec<LedGroup> {
    let mut resolver = Resolver::new(catalog);
    let led = catalog
        .entities()
        .filter(|entity| entity.is_kind("Group"))
        .filter(|group| resolver.leads(group.id) == Some(me.id));
    led.map(|group| LedGroup {
        group: group.entity_ref().to_owned(),
        members: group.sources(Relation::MemberOf).count(),
        owns: group.sources(Relation::OwnedBy).count(),
    })
    .collect()
}

fn open_tasks(tasks: &Tasks, person: &str) -> Vec<HeldTask> {
    let theirs = tasks.iter().filter(|task| task.status().is_open());
    let theirs = theirs.filter(|task| task.assignee() == Some(person) || task.requester() == Some(person));
    theirs
        .map(|task| HeldTask {
            id: task.name().to_owned(),
            title: task.title().to_owned(),
            status: task.status(),
            is_assigned: task.assignee() == Some(person),
        })
        .collect()
}

fn waiting(runs: &[RunSummary], person: &str) -> Vec<WaitingRun> {
    let asks = |run: &&RunSummary| run.closed.is_none() && run.approvers.iter().any(|one| one == person);
    runs.iter()
        .filter(asks)
        .map(|run| WaitingRun {
            id: run.id.clone(),
            title: run.title.clone(),
            others: run.approvers.len() - 1,
        })
        .collect()
}

fn dependants(catalog: &Catalog, resources: &[Owned], person: &str) -> Vec<Dependant> {
    let mut found: BTreeMap<String, Dependant> = BTreeMap::new();
    for row in resources {
        for neighbour in neighbours(catalog, row.id.into(), Direction::Up) {
            let Some(entity) = catalog.entity_of(neighbour.node) else {
                continue;
            };
            let accountable = entity.accountable().map(|one| one.entity_ref().to_owned());
            if accountable.as_deref() == Some(person) {
                continue;
            }
            let name = entity.entity_ref().to_owned();
            let dependant = found.entry(name.clone()).or_insert_with(|| Dependant {
                entity: name,
                on: Vec::new(),
                accountable,
            });
            dependant.on.push(row.entity_ref.to_string());
        }
    }
    found.into_values().collect()
}
