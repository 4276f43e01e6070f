//! The organisation: groups from the company down to the teams, and their people. Pure.

use super::document::{Document, Entity, Sheet, Style, Value};
use super::markets::{self, market};
use super::plan::{COMPANY, Plan, SOLO_TEAM, area, market_group};
use super::random::Random;
use super::story::{CORPORATE, Domain, UNITS};

const MAIL: &str = "quayside.example";

const OFFICES: [&str; 9] = [
    "Rotterdam",
    "Hamburg",
    "Lyon",
    "Porto",
    "Kraków",
    "Bengaluru",
    "Lagos",
    "Tokyo",
    "São Paulo",
];

const ROLES: [&str; 16] = [
    "Backend engineer",
    "Backend engineer",
    "Backend engineer",
    "Senior backend engineer",
    "Senior backend engineer",
    "Frontend engineer",
    "Senior frontend engineer",
    "Data engineer",
    "Site reliability engineer",
    "Quality engineer",
    "Product manager",
    "Product designer",
    "Data scientist",
    "Staff engineer",
    "Platform engineer",
    "Junior engineer",
];

/// How a catalog says who leads a group. All three are found in real ones.
enum LeadBy {
    /// `muster/lead` on the Group.
    Annotation,
    /// `spec.leaderOf` on the User.
    User,
    /// Nobody says; there is only one member.
    BeingAlone,
}

pub(super) fn path(group: &str) -> String {
    format!("catalog/org/{group}.yaml")
}

fn sheet(group: &str, entities: Vec<Entity>) -> Sheet {
    let style = Style {
        indented_lists: true,
        ..Style::default()
    };
    Sheet {
        path: path(group),
        style,
        documents: entities.into_iter().map(Document::Entity).collect(),
    }
}

/// The company itself, its head, and the divisions of its brands abroad.
pub(super) fn company(plan: &Plan) -> Sheet {
    let purpose = "An online marketplace that also ships what it sells and moves the money.";
    let mut entities = vec![
        group(COMPANY, "Quayside", "root", purpose, None)
            .annotation("muster/lead", plan.user(plan.head_of_company()))
            .list(
                "children",
                UNITS
                    .iter()
                    .map(|unit| unit.name.into())
                    .chain([CORPORATE.0.into()]),
            ),
        user(plan, plan.head_of_company(), COMPANY, "Chief executive"),
    ];
    for (first, (name, title)) in markets::divisions(plan.markets()) {
        let division = group(
            &name,
            &title,
            "division",
            "The same business, in other countries.",
            Some(COMPANY),
        );
        entities.push(division.annotation("muster/lead", plan.user(plan.head_of_market(first))));
    }
    sheet(COMPANY, entities)
}

/// A unit at home with its areas, teams and people; the one after the last is corporate.
pub(super) fn unit(plan: &Plan, index: usize) -> Sheet {
    let head = plan.head_of_unit(index);
    let mut entities = Vec::new();
    let Some(unit) = UNITS.get(index) else {
        let (name, title, purpose) = CORPORATE;
        entities.push(
            group(name, title, "business-unit", purpose, Some(COMPANY))
                .annotation("muster/lead", plan.user(head)),
        );
        entities.push(user(plan, head, name, "Chief financial officer"));
        for team in plan.offices() {
            entities.extend(self::team(plan, team));
        }
        return sheet(name, entities);
    };
    let areas = unit.domains.iter().map(area);
    entities.push(
        group(
            unit.name,
            unit.title,
            "business-unit",
            unit.purpose,
            Some(COMPANY),
        )
        .annotation("muster/lead", plan.user(head))
        .list("children", areas),
    );
    entities.push(
        user(plan, head, unit.name, &format!("Vice president {}", unit.title))
            .list("leaderOf", [unit.name.into()]),
    );
    for domain in unit.domains {
        entities.extend(area_groups(plan, domain));
    }
    sheet(unit.name, entities)
}

fn area_groups(plan: &Plan, domain: &'static Domain) -> Vec<Entity> {
    let (name, director) = (area(domain), plan.head_of_area(domain));
    let title = format!("{} area", domain.title);
    let teams: Vec<_> = plan.teams_of(domain).collect();
    let children = teams.iter().map(|team| plan.team(*team).name);
    // A director is the only direct member of the area, and that is how a reader knows.
    let mut entities = vec![
        group(
            &name,
            &title,
            "product-area",
            domain.purpose,
            Some(&unit_of(domain)),
        )
        .list("children", children),
        user(
            plan,
            director,
            &name,
            &format!("Director of engineering, {}", domain.title),
        ),
    ];
    for team in teams {
        entities.extend(self::team(plan, team));
    }
    if domain.name == "developer-platform" {
        let purpose = "Keeps the AS/400 of the bank that we bought on speaking terms with everything else.";
        entities.push(group(SOLO_TEAM, "Host systems", "team", purpose, Some(&name)));
        entities.push(user(
            plan,
            plan.solo(),
            SOLO_TEAM,
            "Principal engineer, RPG and COBOL",
        ));
    }
    entities
}

fn unit_of(domain: &Domain) -> String {
    let unit = UNITS
        .iter()
        .find(|unit| unit.domains.iter().any(|known| known.name == domain.name));
    unit.map(|unit| unit.name.to_owned()).unwrap_or_default()
}

/// A market's own group, its teams and their people.
pub(super) fn market_sheet(plan: &Plan, index: usize) -> Sheet {
    let market = market(index);
    let (name, head) = (market_group(&market), plan.head_of_market(index));
    let purpose = format!(
        "{}: the whole business, in its own language and law.",
        market.title
    );
    let mut entities = vec![
        group(
            &name,
            &market.title,
            "business-unit",
            &purpose,
            Some(&market.division.0),
        )
        .annotation("muster/lead", plan.user(head)),
        user(plan, head, &name, "General manager"),
    ];
    for team in plan.teams_of_market(index) {
        entities.extend(self::team(plan, team));
    }
    sheet(&name, entities)
}

fn lead_by(plan: &Plan, team: usize) -> LeadBy {
    match Random::keyed(plan.seed, "lead", team).below(2) {
        _ if plan.members(team).len() == 1 => LeadBy::BeingAlone,
        0 => LeadBy::Annotation,
        _ => LeadBy::User,
    }
}

/// A team and its people.
fn team(plan: &Plan, index: usize) -> Vec<Entity> {
    let (team, members, lead_by) = (plan.team(index), plan.members(index), lead_by(plan, index));
    let mut random = Random::keyed(plan.seed, "team", index);
    let mut group = group(
        &team.name,
        &title(&team.name),
        "team",
        &team.purpose,
        Some(&team.parent),
    );
    if matches!(lead_by, LeadBy::Annotation) {
        group.annotate("muster/lead", plan.user(members.start));
    }
    if team.roles.is_empty() {
        group.annotate("github.com/team-slug", format!("quayside/{}", team.name));
    }
    if random.chance(25) {
        group = group.list("members", members.clone().map(|person| plan.person(person).login));
    }
    let mut entities = vec![group];
    for person in members.clone() {
        let role = match (person == members.start, team.roles) {
            (true, []) => "Engineering manager",
            (true, _) => "Head",
            (false, []) => random.pick(&ROLES),
            (false, roles) => random.pick(roles),
        };
        let mut user = user(plan, person, &team.name, role);
        if person == members.start && matches!(lead_by, LeadBy::User) {
            user.add("leaderOf", team.name.as_str());
        }
        entities.push(user);
    }
    entities
}

fn group(name: &str, title: &str, type_: &str, purpose: &str, parent: Option<&str>) -> Entity {
    let profile = vec![
        ("displayName", title.to_owned()),
        ("email", format!("{name}@{MAIL}")),
    ];
    let mut entity = Entity::new("Group", name, purpose)
        .spec("type", type_)
        .spec("profile", Value::Map(profile));
    if let Some(parent) = parent {
        entity.set("parent", parent);
    }
    entity.spec("children", Value::List(Vec::new()))
}

pub(super) fn user(plan: &Plan, index: usize, group: &str, role: &str) -> Entity {
    let name = plan.person(index);
    let mut random = Random::keyed(plan.seed, "person", index);
    let description = format!("{role}, {}", random.pick(&OFFICES));
    let mail = format!("{}@{MAIL}", name.login);
    let handle = name.login.replace('.', "-");
    let mut profile = vec![("displayName", name.shown), ("email", mail)];
    if random.chance(40) {
        profile.push((
            "picture",
            format!("https://people.{MAIL}/portraits/{}.jpg", name.login),
        ));
    }
    let mut entity = Entity::new("User", name.login, description);
    if random.chance(70) {
        entity.annotate("github.com/user-login", handle);
    }
    entity
        .spec("profile", Value::Map(profile))
        .list("memberOf", [group.to_owned()])
}

/// "order-management" as people say it: "Order management".
fn title(name: &str) -> String {
    super::system::capitalised(&name.replace('-', " "))
}
