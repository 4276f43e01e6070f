//! Which column of a file is what: the names that Jira, ServiceNow and others give to the same things, and those that a
//! person gave. Knows names only, no rows.

mod known;

use crate::model::text::nearest;
use known::KNOWN;

/// What a ticket is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Key,
    Title,
    Description,
    Category,
    Priority,
    Requester,
    Team,
    Assignee,
    Labels,
    Created,
    Changed,
    Closed,
    Status,
    Minutes,
    Comments,
    Url,
    /// How it ended, beside the status.
    Resolution,
    /// Jira's components and issue types, which a rule may make categories of.
    Components,
    IssueType,
    /// What narrows the category, for tickets without a title.
    Subcategory,
}

impl Field {
    /// The fields that a person can map, by the words for them.
    pub const NAMED: [(&'static str, Field); 16] = [
        ("key", Field::Key),
        ("title", Field::Title),
        ("description", Field::Description),
        ("category", Field::Category),
        ("priority", Field::Priority),
        ("requester", Field::Requester),
        ("team", Field::Team),
        ("assignee", Field::Assignee),
        ("labels", Field::Labels),
        ("created", Field::Created),
        ("changed", Field::Changed),
        ("closed", Field::Closed),
        ("status", Field::Status),
        ("minutes", Field::Minutes),
        ("comments", Field::Comments),
        ("url", Field::Url),
    ];

    pub fn named(word: &str) -> Option<Field> {
        let found = Self::NAMED.iter().find(|(name, _)| *name == word);
        found.map(|(_, field)| *field)
    }

    /// What a system says itself, and no field that a company added: an `End date` of its own may be a plan.
    fn is_the_systems(self) -> bool {
        use Field::*;
        matches!(
            self,
            Key | Title | Created | Changed | Closed | Status | Minutes | Comments
        )
    }

    /// Every column of that name counts, not only the first one that says something.
    fn takes_all(self) -> bool {
        matches!(self, Field::Labels | Field::Comments | Field::Components)
    }
}

/// A way of writing tickets that is recognised by its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Jira,
    ServiceNow,
    GitLab,
    Other,
}

impl Dialect {
    /// What the system of its tickets is called.
    pub fn system(self) -> &'static str {
        match self {
            Dialect::Jira => "jira",
            Dialect::ServiceNow => "servicenow",
            Dialect::GitLab => "gitlab",
            Dialect::Other => "csv",
        }
    }
}

/// The columns of a file, by what they hold.
#[derive(Clone, Debug)]
pub struct Columns {
    pub names: Vec<String>,
    pub dialect: Dialect,
    by_field: Vec<(Field, Vec<usize>)>,
}

/// A column that was asked for and is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchColumn {
    pub name: String,
    pub meant: Option<String>,
}

impl Columns {
    /// Finds out what the columns hold. What was mapped counts alone for its field.
    pub fn find(names: Vec<String>, mapped: &[(Field, String)]) -> Result<Self, NoSuchColumn> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let dialect = dialect(&plain);
        let mut by_field = vec![];
        for (field, known) in KNOWN {
            let asked: Vec<&String> = mapped
                .iter()
                .filter(|(mapped, _)| mapped == field)
                .map(|(_, name)| name)
                .collect();
            let mut columns = vec![];
            for name in &asked {
                columns.extend(positions(name, &names, &plain)?);
            }
            if asked.is_empty() {
                columns = recognised(*field, known, &names, &plain);
            }
            by_field.push((*field, columns));
        }
        Ok(Self {
            names,
            dialect,
            by_field,
        })
    }

    /// Where a field is, the best place first.
    pub fn of(&self, field: Field) -> &[usize] {
        let found = self.by_field.iter().find(|(known, _)| *known == field);
        found.map_or(&[], |(_, columns)| columns)
    }

    /// The columns of a name that a rule gives.
    pub fn named(&self, name: &str) -> Result<Vec<usize>, NoSuchColumn> {
        let plain: Vec<String> = self.names.iter().map(|name| plain(name)).collect();
        positions(name, &self.names, &plain)
    }
}

/// The columns of the names that a field is known by, in the order of the names.
fn recognised(field: Field, known: &str, names: &[String], plain: &[String]) -> Vec<usize> {
    let mut found = vec![];
    for wanted in known.split_whitespace() {
        let all = plain.iter().enumerate().filter(|(_, name)| *name == wanted);
        let fits =
            |at: &usize| !field.is_the_systems() || names.get(*at).and_then(|name| own_field(name)).is_none();
        found.extend(all.map(|(at, _)| at).filter(fits));
        // Numbers and lists of one name are not those of another.
        if field.takes_all() && !found.is_empty() {
            break;
        }
    }
    found
}

/// The columns of a name: as it is written, else by its letters and digits.
fn positions(name: &str, names: &[String], plain_names: &[String]) -> Result<Vec<usize>, NoSuchColumn> {
    let with = |is: &dyn Fn(usize) -> bool| (0..names.len()).filter(|at| is(*at)).collect::<Vec<_>>();
    let exact = with(&|at| names.get(at).is_some_and(|column| column.trim() == name.trim()));
    if !exact.is_empty() {
        return Ok(exact);
    }
    let wanted = plain(name);
    let alike = with(&|at| plain_names.get(at) == Some(&wanted));
    if !alike.is_empty() {
        return Ok(alike);
    }
    Err(NoSuchColumn {
        name: name.to_owned(),
        meant: nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
    })
}

/// A name by its letters and digits alone: `Σ Time Spent` and `time_spent` differ in the sigma only, which counts. What is
/// put around the names of a company's own fields is left out, and so is the zone that GitLab adds.
fn plain(name: &str) -> String {
    let plain: String = own_field(name)
        .unwrap_or(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match plain.strip_suffix("utc") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ if plain.is_empty() => name.trim().to_owned(),
        _ => plain,
    }
}

/// The name of a company's own field, as Jira exports it.
fn own_field(name: &str) -> Option<&str> {
    name.trim().strip_prefix("Custom field (")?.strip_suffix(')')
}

fn dialect(plain: &[String]) -> Dialect {
    let has = |name: &str| plain.iter().any(|column| column == name);
    if has("issuekey") && (has("summary") || has("issuetype") || has("issueid")) {
        Dialect::Jira
    } else if has("number") && (has("shortdescription") || has("openedat") || has("syscreatedon")) {
        Dialect::ServiceNow
    } else if has("issueid") && has("authorusername") {
        Dialect::GitLab
    } else {
        Dialect::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, mapped: &[(Field, &str)]) -> Result<Columns, NoSuchColumn> {
        let mapped: Vec<_> = mapped
            .iter()
            .map(|(field, name)| (*field, (*name).to_owned()))
            .collect();
        Columns::find(header.split(',').map(str::to_owned).collect(), &mapped)
    }

    #[test]
    fn columns_are_known_by_the_names_that_systems_give_them() {
        let jira = "Summary,Issue key,Issue id,Issue Type,Status,Created,Resolved,Labels,Labels,Comment,Comment,Custom field (Team),Σ Time Spent";
        for (header, field, dialect, expected) in [
            (jira, Field::Key, Dialect::Jira, vec![1, 2]),
            (jira, Field::Labels, Dialect::Jira, vec![7, 8]),
            (jira, Field::Comments, Dialect::Jira, vec![9, 10]),
            (jira, Field::Team, Dialect::Jira, vec![11]),
            (jira, Field::Minutes, Dialect::Jira, vec![12]),
            (jira, Field::IssueType, Dialect::Jira, vec![3]),
            (
                "number,short_description,opened_at,closed_at,resolved_at",
                Field::Closed,
                Dialect::ServiceNow,
                vec![4, 3],
            ),
            (
                "id,project,task,created_date,finished_date",
                Field::Created,
                Dialect::Other,
                vec![3],
            ),
            ("ID, Title ,What", Field::Title, Dialect::Other, vec![1, 2]),
            (
                "Ticket ID,Subject,Created time,Resolved time,Closed time",
                Field::Closed,
                Dialect::Other,
                vec![3, 4],
            ),
            (
                "Title,Issue ID,Author,Author Username,Created At (UTC)",
                Field::Created,
                Dialect::GitLab,
                vec![4],
            ),
            (
                "#,Subject,Tracker,Created,Closed",
                Field::Key,
                Dialect::Other,
                vec![0],
            ),
            (
                "bug_id,short_desc,opendate,changeddate,bug_status",
                Field::Status,
                Dialect::Other,
                vec![4],
            ),
            (
                "Issue key,Summary,Created,Custom field (End date)",
                Field::Closed,
                Dialect::Jira,
                vec![],
            ),
            ("x,y", Field::Title, Dialect::Other, vec![]),
        ] {
            let columns = columns(header, &[]).unwrap();
            assert_eq!(
                (columns.of(field), columns.dialect),
                (&expected[..], dialect),
                "{header} {field:?}"
            );
        }
    }

    #[test]
    fn what_a_person_maps_counts_alone() {
        let columns_of = |mapped: &[(Field, &str)]| columns("Summary,Kurz Text,key", mapped);
        assert_eq!(
            columns_of(&[(Field::Title, "Kurz Text")])
                .unwrap()
                .of(Field::Title),
            [1]
        );
        assert_eq!(
            columns_of(&[(Field::Title, "kurz_text")])
                .unwrap()
                .of(Field::Title),
            [1]
        );
        let missing = columns_of(&[(Field::Title, "Kurztext ")]).map(|_| ());
        assert_eq!(missing, Ok(()));
        let missing = columns_of(&[(Field::Title, "Sumary")]).map(|_| ()).unwrap_err();
        assert_eq!(missing.meant.as_deref(), Some("Summary"));
    }
}
