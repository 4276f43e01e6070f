//! Who is told when something is unresponsive: which ways there are, whom each reaches, and whether what it needs is there.
//! Nobody is told anything.

use super::Area;
use crate::cli::Context;
use crate::config::{NotifyCommand, WayKind, WaySetting, Workspace};
use crate::engine::health::{Declarations, reaches, way};
use crate::model::catalog::Catalog;
use crate::model::health::reaches_anybody;
use crate::model::text::counted;

/// So many are named of those of whom nobody is told.
const NAMED: usize = 3;

pub(super) fn look(context: &Context) -> Area {
    let mut area = Area::new("Probes");
    let Ok(Ok(workspace)) = context.find_workspace() else {
        return area;
    };
    // What is wrong with the catalog is said elsewhere.
    let declared = context
        .reading()
        .map(|reading| Declarations::of(&workspace, &reading.shared()))
        .ok();
    let (probes, wrong) = declared
        .as_ref()
        .map_or((0, 0), |declared| (declared.probes.len(), declared.wrong.len()));
    let ways = &workspace.settings.notify;
    if probes == 0 && wrong == 0 && ways.is_empty() {
        return area;
    }
    let count = counted(probes, "probe is declared", "probes are declared");
    match wrong {
        0 => area.ok(count),
        wrong => area.problem(
            format!("{count}, and {wrong} cannot be run"),
            "`muster probe list` says why",
        ),
    }
    if ways.is_empty() && probes > 0 {
        area.warning(
            "nobody is told of what is down",
            "name a way to tell people in [notify.NAME] of muster.toml",
        );
    }
    // What is wrong with config.toml is said elsewhere.
    let commands = context.person().map_or(&[][..], |person| &person.notify);
    let catalog = declared.as_ref().map(|declared| &*declared.catalog);
    for setting in ways {
        look_at(setting, &workspace, commands, catalog, &mut area);
    }
    if let (Some(declared), false) = (&declared, ways.is_empty()) {
        look_for_unreached(declared, &workspace, &mut area);
    }
    area
}

/// Whether a way has what it needs, and reaches whom it names.
fn look_at(
    setting: &WaySetting,
    workspace: &Workspace,
    commands: &[NotifyCommand],
    catalog: Option<&Catalog>,
    area: &mut Area,
) {
    let name = &setting.name.value;
    let told = format!("{name} is a {} for {}", setting.kind.name(), whom(setting));
    let ways = &workspace.settings.notify;
    if let Err(why) = way(ways, name, &|name| std::env::var(name).ok(), commands) {
        let remedy = match &setting.kind {
            WayKind::Command => {
                format!("name the program in config.toml: [notify.{name}] command = [\"/path/to/program\"]")
            }
            WayKind::Slack { .. } | WayKind::Webhook { .. } => "set it where muster is started".to_owned(),
        };
        return area.problem(format!("{told}, but {why}"), remedy);
    }
    let is_strange = |whom: &&String| catalog.is_some_and(|catalog| catalog.find(whom).is_none());
    let strange: Vec<&str> = setting
        .whom
        .iter()
        .filter(is_strange)
        .map(String::as_str)
        .collect();
    match &strange[..] {
        [] => area.ok(told),
        strange => area.warning(
            format!("{told}, but the catalog has no {}", strange.join(", no ")),
            format!("name persons and groups of the catalog in `for` of [notify.{name}]"),
        ),
    }
}

/// The probes of which nobody is told, because no way reaches anybody whose turn it would be.
fn look_for_unreached(declared: &Declarations, workspace: &Workspace, area: &mut Area) {
    let ways = reaches(workspace);
    let entities = declared.probes.iter().map(|probe| probe.key.entity.as_str());
    let mut unreached: Vec<&str> = entities
        .filter(|entity| !reaches_anybody(&declared.catalog, entity, &ways))
        .collect();
    unreached.sort_unstable();
    unreached.dedup();
    if unreached.is_empty() {
        return;
    }
    let more = match unreached.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<&str> = unreached.into_iter().take(NAMED).collect();
    area.warning(
        format!("nobody is told when these are down: {}{more}", named.join(", ")),
        "name who is told of them in `for` of a [notify.NAME] of muster.toml; a way without `for` reaches everybody",
    );
}

fn whom(setting: &WaySetting) -> String {
    match setting.whom.is_empty() {
        true => "everybody".to_owned(),
        false => setting.whom.join(", "),
    }
}
