//! An owner's repositories on GitHub looked at: who may do what in each, people and teams. What may not be seen is a problem, no
//! failure; who must wait does not: the survey says when it goes on, and goes on there.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Watch;
use super::cursor::{Cursor, Part};
use crate::model::access::{AccessSurvey, FROM_OUTSIDE, INVITED, PrincipalSort, Right};
use crate::remote::Transport;
use crate::sources::discovery::github::ask::{Asker, Refused};
use crate::sources::discovery::github::limited;
use crate::sources::discovery::github::repository::{is_login, is_name};

/// Rights at most: what a broken GitHub makes up must end.
const MOST: usize = 200_000;
const PAGE: usize = 100;
/// Pages of one list at most.
const PAGES: usize = 200;
/// After so many repositories what there is so far is kept.
const KEPT: usize = 20;

/// Who may do what in the repositories of an owner, at `github:OWNER`. An earlier look that is not complete is gone on with, and
/// the whole is as old as that.
pub fn github(
    owner: &str,
    transport: Arc<dyn Transport>,
    earlier: Option<&AccessSurvey>,
    watch: &mut dyn Watch,
) -> AccessSurvey {
    let place = format!("github:{}", owner.to_lowercase());
    if !is_login(owner) {
        let problem = format!("`{owner}` is no name of an organisation or person on GitHub.");
        return AccessSurvey {
            place,
            problems: vec![problem],
            ..AccessSurvey::default()
        };
    }
    let unfinished = earlier.filter(|earlier| earlier.place == place && !earlier.complete);
    let resumed = unfinished.and_then(|earlier| {
        let cursor = Cursor::read(earlier.cursor.as_deref()?)?;
        Some((earlier.rights.clone(), cursor, earlier.taken))
    });
    let (rights, cursor, begun) = resumed.unwrap_or_default();
    let mut look = Look {
        owner: owner.to_owned(),
        place,
        asker: Asker::new(transport),
        is_person: false,
        outside: BTreeSet::new(),
        rights,
        cursor,
        begun: begun.unwrap_or_else(Timestamp::now),
        problems: vec![],
        is_cut: false,
    };
    let end = look.look(watch);
    look.survey(end)
}

/// GitHub says `read` and `write` of what is asked for as `pull` and `push`.
pub fn asked_for(role: &str) -> &str {
    match role {
        "read" => "pull",
        "write" => "push",
        other => other,
    }
}

/// A look on its way.
struct Look {
    owner: String,
    place: String,
    asker: Asker,
    /// A person has no teams.
    is_person: bool,
    /// Logins in lower case of those who are not in the organisation.
    outside: BTreeSet<String>,
    rights: Vec<Right>,
    cursor: Cursor,
    /// When its first part was begun: what is given since may be in none of the parts.
    begun: Timestamp,
    /// What is found out anew by each look.
    problems: Vec<String>,
    /// Whether a list was longer than anybody reads.
    is_cut: bool,
}

/// Why a look ends before everything was seen.
enum Stopped {
    Refused(Refused),
    /// By whoever watches.
    Asked,
    TooMuch,
}

impl From<Refused> for Stopped {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(Refused::Limited { until }) => f.write_str(&limited(*until)),
            Self::Refused(refused) => write!(f, "{refused}. Look again: it goes on where it stopped."),
            Self::Asked => f.write_str("The look was stopped: the next one goes on there."),
            Self::TooMuch => write!(f, "There are more than {MOST} rights; the others are left out."),
        }
    }
}

impl Look {
    fn look(&mut self, watch: &mut dyn Watch) -> Result<(), Stopped> {
        let names = self.repositories(watch)?;
        // What went since an unfinished look is gone.
        let targets: BTreeSet<String> = names.iter().map(|name| self.target(name)).collect();
        self.rights.retain(|right| targets.contains(&right.target));
        self.outside()?;
        for (at, name) in names.iter().enumerate() {
            if self.cursor.is_past(name) {
                continue;
            }
            if watch.stopped() {
                return Err(Stopped::Asked);
            }
            if self.rights.len() > MOST {
                return Err(Stopped::TooMuch);
            }
            self.repository(name)?;
            self.cursor.after = Some(name.clone());
            watch.seen(at + 1, Some(names.len()));
            if (at + 1).is_multiple_of(KEPT) {
                watch.keep(&self.so_far());
            }
        }
        Ok(())
    }

    fn target(&self, name: &str) -> String {
        format!("{}/{name}", self.place)
    }

    /// The names of all repositories, in lower case, sorted.
    fn repositories(&mut self, watch: &mut dyn Watch) -> Result<Vec<String>, Stopped> {
        let mut items = Vec::new();
        let of = |kind: &str, owner: &str| format!("/{kind}/{owner}/repos?sort=full_name");
        match self.list(&of("orgs", &self.owner), &mut items, Some(watch)) {
            Err(Refused::Status { status: 404, .. }) if items.is_empty() => {
                self.is_person = true;
                self.list(&of("users", &self.owner), &mut items, Some(watch))?;
            }
            answer => answer?,
        }
        let names = items.iter().filter_map(|item| item["name"].as_str());
        let names: BTreeSet<String> = names
            .filter(|name| is_name(name))
            .map(str::to_lowercase)
            .collect();
        Ok(names.into_iter().collect())
    }

    /// Who is not in the organisation; that it may not be known is no reason to stop.
    fn outside(&mut self) -> Result<(), Stopped> {
        if self.is_person {
            return Ok(());
        }
        self.problems.push(format!(
            "Owners of {} may administer every repository, and what it gives all its members is not listed.",
            self.owner
        ));
        let mut items = Vec::new();
        let path = format!("/orgs/{}/outside_collaborators", self.owner);
        match self.list(&path, &mut items, None) {
            Err(refused) if refused.is_refusal() => self.problems.push(format!(
                "Who is from outside {} cannot be told: {refused}.",
                self.owner
            )),
            answer => answer?,
        }
        let logins = items.iter().filter_map(|item| item["login"].as_str());
        self.outside = logins.map(str::to_lowercase).collect();
        Ok(())
    }

    /// All that is given in one repository.
    fn repository(&mut self, name: &str) -> Result<(), Stopped> {
        let mut rights = Vec::new();
        // Whether what fails here has stopped the last look too: then it is gone past.
        let was_stuck = self.cursor.stuck.as_deref() == Some(name);
        let mut cursor = self.cursor.clone();
        for part in Part::ALL {
            if part == Part::Teams && self.is_person {
                continue;
            }
            if cursor.is_given_up(part) {
                cursor.unseen(part, name, None);
                continue;
            }
            let mut items = Vec::new();
            match self.list(&self.path(part, name), &mut items, None) {
                Ok(()) => cursor.answered(part),
                Err(refused @ Refused::Limited { .. }) => return Err(refused.into()),
                Err(refused) if refused.is_refusal() || was_stuck => {
                    cursor.unseen(part, name, Some(refused.to_string()));
                }
                Err(refused) => {
                    self.cursor.stuck = Some(name.to_owned());
                    return Err(refused.into());
                }
            }
            rights.extend(items.iter().filter_map(|item| self.right(part, name, item)));
        }
        cursor.stuck = None;
        self.cursor = cursor;
        self.rights.extend(rights);
        Ok(())
    }

    fn path(&self, part: Part, name: &str) -> String {
        let part = match part {
            Part::Collaborators => "collaborators?affiliation=direct",
            Part::Invitations => "invitations",
            Part::Teams => "teams",
        };
        format!("/repos/{}/{name}/{part}", self.owner)
    }

    /// What an item of a list tells; nothing where nobody could be called so.
    fn right(&self, part: Part, name: &str, item: &Value) -> Option<Right> {
        let (who, permission, sort) = match part {
            Part::Collaborators => (&item["login"], &item["role_name"], PrincipalSort::Login),
            Part::Invitations => (
                &item["invitee"]["login"],
                &item["permissions"],
                PrincipalSort::Login,
            ),
            Part::Teams => (&item["slug"], &item["permission"], PrincipalSort::Team),
        };
        let is_name =
            |text: &&str| (1..=100).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic());
        let who = who.as_str().filter(is_name)?;
        let permission = permission
            .as_str()
            .filter(|text| !text.is_empty() && text.len() <= 100);
        let from = match self.outside.contains(&who.to_lowercase()) {
            true => FROM_OUTSIDE,
            false => "",
        };
        let through = match part {
            Part::Teams => "for all members of the team",
            Part::Invitations => INVITED,
            Part::Collaborators if self.is_person && who.eq_ignore_ascii_case(&self.owner) => "as its owner",
            Part::Collaborators => from,
        };
        Some(Right {
            target: self.target(name),
            principal: match sort {
                PrincipalSort::Team => format!("{}/{who}", self.owner),
                _ => who.to_owned(),
            },
            principal_sort: sort,
            right: asked_for(permission.unwrap_or("pull")).to_owned(),
            through: through.to_owned(),
        })
    }

    /// All items of a list, as far as they came.
    fn list(
        &mut self,
        path: &str,
        items: &mut Vec<Value>,
        mut watch: Option<&mut dyn Watch>,
    ) -> Result<(), Refused> {
        let sign = if path.contains('?') { '&' } else { '?' };
        for page in 1..=PAGES {
            let (answer, _) = self
                .asker
                .get(&format!("{path}{sign}per_page={PAGE}&page={page}"))?;
            let Value::Array(part) = answer else {
                return Err(Refused::Malformed("it is no list".to_owned()));
            };
            let is_last = part.len() < PAGE;
            items.extend(part);
            if let Some(watch) = watch.as_deref_mut() {
                watch.seen(0, Some(items.len()));
            }
            if is_last {
                return Ok(());
            }
        }
        let path = path.split('?').next().unwrap_or(path);
        self.problems
            .push(format!("Only the first {} of {path} are looked at.", items.len()));
        self.is_cut = true;
        Ok(())
    }

    /// What there is by now.
    fn so_far(&self) -> AccessSurvey {
        let mut survey = AccessSurvey {
            place: self.place.clone(),
            taken: Some(self.begun),
            complete: false,
            rights: self.rights.clone(),
            problems: self.problems.clone(),
            cursor: self.cursor.written(),
        };
        survey.rights.sort();
        survey.rights.dedup();
        survey.problems.extend(self.cursor.problems());
        survey
    }

    fn survey(self, end: Result<(), Stopped>) -> AccessSurvey {
        let mut survey = self.so_far();
        match end {
            Ok(()) => {
                survey.complete = !self.cursor.is_partial() && !self.is_cut;
                survey.cursor = None;
            }
            Err(stopped) => {
                let seen = match &self.cursor.after {
                    Some(after) => format!("Looked at up to {after}. {stopped}"),
                    None => format!("No repository of {} was looked at. {stopped}", self.owner),
                };
                survey.problems.push(seen);
                if matches!(stopped, Stopped::TooMuch) {
                    survey.cursor = None;
                }
            }
        }
        survey
    }
}
