//! What the parts of the vision are called, the same on every screen.

use jiff::civil::Date;

pub use crate::app::discovery::words::name;
use crate::model::text::counted;
use crate::model::vision::{By, Origin, Rule, Scope, Waiver};

/// How a waiver stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    Ended,
    Soon,
    Later,
}

/// How long a waiver holds: the words for it, and whether somebody should look at it.
pub fn end(waiver: &Waiver, today: Date) -> (End, String) {
    let days = today.until(waiver.until).map_or(0, |span| span.get_days());
    let told = |days: i32| counted(days.unsigned_abs() as usize, "day", "days");
    match days {
        ..0 => (End::Ended, format!("ended {} ago", told(days))),
        0 => (End::Soon, "ends today".to_owned()),
        _ if waiver.ends_soon(today) => (End::Soon, format!("ends in {}", told(days))),
        _ => (End::Later, format!("{} left", told(days))),
    }
}

/// What groups are called.
pub fn groups(by: By) -> &'static str {
    match by {
        By::Owner => "team",
        By::System => "system",
        By::Domain => "domain",
    }
}

/// Where a rule comes from.
pub fn origin(rule: &Rule) -> &'static str {
    match rule.origin {
        Origin::Written => "a rule of its own",
        Origin::Naming => "from `naming`",
        Origin::Required => "from `required`",
        Origin::Technology(_) => "from the radar",
    }
}

/// Which entities a rule is about, in a line.
pub fn scope(rule: &Rule) -> String {
    let Scope {
        kinds,
        types,
        lifecycles,
        tags,
        owners,
        systems,
        namespaces,
    } = &rule.scope;
    let parts: Vec<String> = [
        ("kind", kinds),
        ("type", types),
        ("lifecycle", lifecycles),
        ("tag", tags),
        ("owner", owners),
        ("system", systems),
        ("namespace", namespaces),
    ]
    .into_iter()
    .filter(|(_, values)| !values.is_empty())
    .map(|(label, values)| format!("{label} {}", values.join(" or ")))
    .collect();
    let all = if parts.is_empty() {
        "every entity".to_owned()
    } else {
        parts.join(", ")
    };
    match rule.each {
        Some(each) => format!("{all}; each {}", each.name()),
        None => all,
    }
}

/// The name of a group in a score; what belongs to none says so.
pub fn group(by: By, group: &str) -> &str {
    match (group, by) {
        ("", By::Owner) => "no owner",
        ("", By::System) => "no system",
        ("", By::Domain) => "no domain",
        (group, _) => name(group),
    }
}
