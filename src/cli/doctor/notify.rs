//! Who is told when something is unresponsive: which ways there are, whom each reaches, and whether what it needs is there.
//! Nobody is told anything.

use super::Area;
use crate::cli::Context;
use crate::config::WaySetting;
use crate::engine::health::{Declarations, way};
use crate::model::text::counted;

pub(super) fn look(context: &Context) -> Area {
    let mut area = Area::new("Probes");
    let Ok(Ok(workspace)) = context.find_workspace() else {
        return area;
    };
    let ways = &workspace.settings.notify;
    // What is wrong with the catalog is said elsewhere.
    let declared = context
        .reading()
        .map(|reading| Declarations::of(&workspace, &reading.shared()))
        .unwrap_or_default();
    let (probes, wrong) = (declared.probes.len(), declared.wrong.len());
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
    for setting in ways {
        let told = format!(
            "{} is a {} for {}",
            setting.name.value,
            setting.kind.name(),
            whom(setting)
        );
        let name = &setting.name.value;
        match way(ways, name, &|name| std::env::var(name).ok(), commands) {
            Ok(_) => area.ok(told),
            Err(why) => area.problem(format!("{told}, but {why}"), "set it where muster is started"),
        }
    }
    area
}

fn whom(setting: &WaySetting) -> String {
    match setting.whom.is_empty() {
        true => "everybody".to_owned(),
        false => setting.whom.join(", "),
    }
}
