//! Answers about blueprints, forms, runs and drafts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;

use super::finder::Finder;
use super::opened::Opened;
use super::{now, shelf, vision};
use crate::app::effect::{Draft, Name};
use crate::app::msg::{BlueprintCard, OpenedForm, Pick, ShownRun};
use crate::app::{Answer, Failure, Request};
use crate::engine::blueprints::{self, Shelved};
use crate::engine::drafts::{self, Drafts};
use crate::engine::run::{self, Runs, RunsError};
use crate::model::blueprint::field::{Occasion, Picker};
use crate::model::blueprint::form::presets;
use crate::model::blueprint::picker::Person;
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::catalog::{Catalog, Problem, Severity};
use crate::model::run::{RunAct, RunStatus};

/// Lines of a run's log that are shown.
const LOG: usize = 2_000;
/// How far back tasks done by hand are counted.
const COUNTED: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(super) fn answer(
    opened: &Arc<Opened>,
    finder: &Finder,
    request: Request,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Answer, Failure> {
    let read_only = opened.is_read_only();
    Ok(match request {
        Request::StartRun { .. } | Request::RunAct { .. } if read_only => {
            return Err(Failure::new(
                "Nothing is changed: muster was started with --read-only.",
                "Start it without to run blueprints.",
            ));
        }
        // Nobody waits for a draft where nothing may be written: a screen drawn into a file, for one.
        Request::SaveDraft(_) | Request::DropDraft { .. } if read_only => listed(&opened.drafts())?,
        Request::Blueprints => Answer::Blueprints(cards(opened, None)?.into()),
        Request::BlueprintsFor { entity } => Answer::Blueprints(cards(opened, Some(&entity))?.into()),
        Request::Form { blueprint, entity } => {
            Answer::Form(Arc::new(form(opened, &blueprint, entity.as_deref())?))
        }
        Request::Pick {
            catalog,
            picker,
            words,
            limit,
        } => Answer::Picked(pick(opened, finder, &catalog, &picker, (&words, limit), stop)),
        Request::CheckNames { names } => {
            let catalog = opened.catalog();
            let taken = names.into_iter().map(|name| {
                let by = taken(opened, &catalog, &name);
                (name, by)
            });
            Answer::Names(taken.collect())
        }
        Request::Plan { order } => Answer::Planned(Arc::new(held(opened)?.plan(&order).map_err(failed)?)),
        Request::CheckDraft { order } => {
            Answer::DraftChecked(held(opened)?.check(&order).map_err(failed)?.into())
        }
        Request::StartRun { order, plan_hash } => {
            let id = held(opened)?.start(&order, &plan_hash).map_err(failed)?;
            opened.ring();
            Answer::RunStarted { id }
        }
        Request::Runs => match opened.runs()?.list() {
            Err(RunsError::NoJournal) => Answer::Runs(Arc::new([])),
            runs => Answer::Runs(runs.map_err(failed)?.into()),
        },
        Request::Run { id } => Answer::Run(Arc::new(shown(opened, &id)?)),
        Request::UndoList { id } => Answer::UndoList(opened.runs()?.undo_list(&id).map_err(failed)?.into()),
        Request::RunAct { id, act } => {
            let runs = match &act {
                RunAct::Edit { .. } => held(opened)?,
                _ => opened.runs()?,
            };
            runs.act(&id, act).map_err(failed)?;
            opened.ring();
            Answer::RunActed { id }
        }
        Request::SaveDraft(draft) => {
            let drafts = opened.drafts();
            drafts.save(&kept(draft)).map_err(not_kept)?;
            listed(&drafts)?
        }
        Request::DropDraft { id } => {
            let drafts = opened.drafts();
            drafts.remove(&id).map_err(not_kept)?;
            listed(&drafts)?
        }
        // Drafts; the portal sends nothing else here.
        _ => listed(&opened.drafts())?,
    })
}

/// The runs, held to the vision as it is now.
fn held(opened: &Opened) -> Result<Runs, Failure> {
    let judged = vision::judged(opened, &opened.catalog())?;
    Ok(opened.runs()?.held_to(judged))
}

fn failed(error: RunsError) -> Failure {
    let hint = error.hint();
    Failure::new(sentence(&error.to_string()), sentence(&hint))
}

/// A text as a sentence: with a capital, and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().filter(|c| *c != '`');
    let text = match first {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => text.to_owned(),
    };
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        text + "."
    }
}

fn not_kept(error: std::io::Error) -> Failure {
    Failure::new(
        format!("Drafts cannot be written: {error}."),
        "Look at the data folder and the disk: `muster doctor` names it.",
    )
}

fn listed(drafts: &Drafts) -> Result<Answer, Failure> {
    let all = drafts.list().map_err(|error| {
        Failure::new(
            format!("Your drafts cannot be read: {error}."),
            "Look at the data folder: `muster doctor` names it.",
        )
    })?;
    let shown = all.into_iter().map(|draft| Draft {
        id: draft.id,
        blueprint: draft.blueprint,
        title: draft.title,
        values: draft.values,
        page: draft.page,
        entity: draft.entity,
        saved: draft.saved,
    });
    Ok(Answer::Drafts(shown.collect()))
}

fn kept(draft: Draft) -> drafts::Draft {
    drafts::Draft {
        id: draft.id,
        blueprint: draft.blueprint,
        title: draft.title,
        values: draft.values,
        page: draft.page,
        entity: draft.entity,
        saved: draft.saved,
    }
}

/// All blueprints, or those whose form begins with something else when it is opened on an entity.
fn cards(opened: &Opened, entity: Option<&str>) -> Result<Vec<BlueprintCard>, Failure> {
    let catalog = opened.catalog();
    let all = blueprints::list(&catalog, &opened.workspace().scope(), opened.actions());
    let used = used(opened)?;
    let by_hand = by_hand(opened, &catalog)?;
    let without = shelf::occasion(opened, &catalog, None);
    let with = entity.map(|entity| shelf::occasion(opened, &catalog, Some(entity)));
    let fits = |shelved: &Shelved| match &with {
        Some(with) => presets(&shelved.blueprint, with) != presets(&shelved.blueprint, &without),
        None => true,
    };
    let fitting = all.into_iter().filter(fits);
    Ok(fitting
        .map(|shelved| {
            let entity_ref = shelved.blueprint.entity_ref.clone();
            let owner = catalog
                .find(&entity_ref)
                .and_then(|id| catalog.entity(id).owner())
                .map(|owner| catalog.node_ref(owner).to_owned());
            BlueprintCard {
                title: shelved.blueprint.title.clone(),
                description: shelved.blueprint.description.clone(),
                type_: shelved.blueprint.type_.clone(),
                owner: owner.or_else(|| shelved.blueprint.owner.clone()),
                tags: shelved.blueprint.tags.clone(),
                pages: shelved.blueprint.pages.len(),
                steps: shelved.blueprint.steps.len(),
                minutes_saved: shelved.blueprint.minutes_saved,
                broken: shelved.is_broken(),
                problems: problems(&shelved),
                runs: used.get(&entity_ref).copied().unwrap_or(0),
                manual: by_hand.get(&entity_ref).copied().unwrap_or(0),
                entity_ref,
            }
        })
        .collect())
}

/// What is wrong with a blueprint, each with its line; what keeps it from running stands first.
fn problems(shelved: &Shelved) -> Vec<String> {
    let mut problems: Vec<&Problem> = shelved
        .problems
        .iter()
        .filter(|problem| problem.code.severity() != Severity::Info)
        .collect();
    problems.sort_by_key(|problem| problem.code.severity() != Severity::Error);
    let told = problems
        .into_iter()
        .map(|problem| format!("{}:{}: {}", shelved.file, problem.at.line, problem.message));
    told.collect()
}

/// How many runs of each blueprint ended well.
fn used(opened: &Opened) -> Result<BTreeMap<String, usize>, Failure> {
    let runs = match opened.runs()?.list() {
        Err(RunsError::NoJournal) => Vec::new(),
        runs => runs.map_err(failed)?,
    };
    let mut used = BTreeMap::new();
    for run in runs {
        if run.status == RunStatus::Succeeded {
            *used.entry(run.blueprint).or_insert(0) += 1;
        }
    }
    Ok(used)
}

/// For each blueprint the tasks of late that people did although it covers them.
fn by_hand(opened: &Opened, catalog: &Catalog) -> Result<BTreeMap<String, usize>, Failure> {
    let covered: BTreeMap<String, String> = opened
        .workspace()
        .settings
        .covered()
        .into_iter()
        .filter_map(|(category, blueprint)| {
            let entity = blueprints::named(catalog, &blueprint)?;
            Some((category, entity.entity_ref().to_owned()))
        })
        .collect();
    let mut counts = BTreeMap::new();
    if covered.is_empty() {
        return Ok(counts);
    }
    let since = now().saturating_sub(COUNTED).unwrap_or(jiff::Timestamp::MIN);
    for task in opened.tasks()?.iter() {
        if task.created() < since || task.is_self_served() {
            continue;
        }
        if let Some(blueprint) = task.category().and_then(|category| covered.get(category)) {
            *counts.entry(blueprint.clone()).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

fn form(opened: &Opened, blueprint: &str, entity: Option<&str>) -> Result<OpenedForm, Failure> {
    let catalog = opened.catalog();
    let scope = opened.workspace().scope();
    let Some(shelved) = blueprints::open(&catalog, &scope, opened.actions(), blueprint) else {
        let near = blueprints::nearest_ref(&catalog, blueprint);
        return Err(Failure::new(
            format!("There is no blueprint {blueprint} in the catalog."),
            near.map_or("3 shows all of them.".to_owned(), |near| {
                format!("Did you mean {near}? 3 shows all.")
            }),
        ));
    };
    Ok(OpenedForm {
        occasion: shelf::occasion(opened, &catalog, entity),
        broken: shelved.is_broken(),
        problems: problems(&shelved),
        blueprint: shelved.blueprint,
        radar: vision::judged(opened, &catalog)?.vision.radar.clone(),
    })
}

/// The best entities for what is typed. The candidates of the field that is open are remembered between two keys.
fn pick(
    opened: &Opened,
    finder: &Finder,
    catalog: &Arc<Catalog>,
    picker: &Picker,
    (words, limit): (&str, usize),
    stop: &(dyn Fn() -> bool + Sync),
) -> Arc<[Pick]> {
    let Occasion { me, teams, .. } = shelf::occasion(opened, catalog, None);
    let person = Person {
        me: me.as_deref(),
        teams: &teams,
    };
    let ids = opened.candidates(catalog, picker, person, |candidates| {
        candidates.best(catalog, &finder.index(catalog), words, limit, stop)
    });
    let picked = ids.unwrap_or_default().into_iter().map(|id| {
        let entity = catalog.entity(id);
        let owner = entity.owner().map(|owner| catalog.node_ref(owner));
        let owner = owner.and_then(|owner| owner.rsplit('/').next());
        let kind = entity.kind();
        Pick {
            entity_ref: entity.entity_ref().to_owned(),
            title: entity.label().to_owned(),
            note: owner.map_or(kind.to_owned(), |owner| format!("{kind} · {owner}")),
        }
    });
    picked.collect()
}

/// What has a name already: an entity of the catalog, or the repository of one.
fn taken(opened: &Opened, catalog: &Catalog, name: &Name) -> Option<String> {
    match name {
        Name::Entity { kind, name } => {
            let entity_ref = format!("{}:default/{}", kind.to_lowercase(), name.to_lowercase());
            let entity = catalog.entity(catalog.find(&entity_ref)?);
            let owner = entity
                .owner()
                .map(|owner| format!(", owned by {}", catalog.node_ref(owner)));
            Some(format!("{entity_ref}{}", owner.unwrap_or_default()))
        }
        Name::Repository(text) => {
            let address = RepoUrl::parse(text).ok()?;
            // Whether a system outside has it shows the plan; what is on this disk is looked at at once.
            let path = opened.repository(&address)?;
            path.exists().then(|| path.display().to_string())
        }
    }
}

fn shown(opened: &Opened, id: &str) -> Result<ShownRun, Failure> {
    let runs = opened.runs()?;
    let gone = || Failure::new(format!("There is no run {id}."), "L on Create lists all runs.");
    let run = runs.run(id).map_err(failed)?.ok_or_else(gone)?;
    let (log, skipped) = runs.log(id, LOG);
    Ok(ShownRun {
        run: (*run).clone(),
        log,
        skipped,
        is_driven: run::is_driven(&opened.folders().lock),
    })
}
