//! Who may do what in a repository: people, teams, and invitations that are not taken yet.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::shape::id_of;
use super::state::{Invitation, Repository};
use super::{GitHub, Handled, ME, invalid, not_found, page};
use crate::providers::sandbox::{Answer, Asked, Shelf};
use crate::remote::Method;

const PERMISSIONS: [&str; 5] = ["pull", "triage", "push", "maintain", "admin"];

impl GitHub {
    pub(super) fn collaborators(
        &self,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
    ) -> Answer {
        match (asked.method, rest) {
            (&Method::GET, []) => {
                let person = |(login, permission): (&String, &String)| {
                    let mut person = self.at.user(login, "User");
                    person["role_name"] = json!(role(permission));
                    person["permissions"] = permissions(permission);
                    person
                };
                let is_wanted =
                    |login: &str| asked.query("affiliation") != Some("outside") || self.is_outside(login);
                let people = repository.people.iter().filter(|(login, _)| is_wanted(login));
                Answer::new(200, json!(page(people.map(person).collect(), asked)))
            }
            (&Method::PUT, [login]) => {
                let permission = asked.text("permission").unwrap_or("push");
                if !self.is_user(login) {
                    return not_found();
                }
                if !PERMISSIONS.contains(&permission) {
                    return invalid("Repository", "permission", "invalid", None);
                }
                if let Some(current) = repository.people.get_mut(*login) {
                    permission.clone_into(current);
                    return Answer::empty(204);
                }
                repository
                    .invitations
                    .retain(|invitation| invitation.login != *login);
                // Members of an organisation are let in at once; to a person's own repository everybody is invited.
                if self.is_org(&repository.owner) && !self.is_outside(login) {
                    repository
                        .people
                        .insert((*login).to_owned(), permission.to_owned());
                    return Answer::empty(204);
                }
                let invitation = Invitation {
                    id: id_of(&format!("{}/{}/{login}", repository.owner, repository.name)),
                    login: (*login).to_owned(),
                    permission: permission.to_owned(),
                    created: asked.now,
                };
                repository.invitations.push(invitation.clone());
                let sort = self.owner_sort(&repository.owner);
                Answer::new(201, self.at.invitation(repository, &invitation, sort, ME))
            }
            (&Method::DELETE, [login]) => {
                repository.people.remove(*login);
                Answer::empty(204)
            }
            _ => not_found(),
        }
    }

    pub(super) fn invitations(
        &self,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
    ) -> Answer {
        let sort = self.owner_sort(&repository.owner);
        match (asked.method, rest) {
            (&Method::GET, []) => {
                let all = repository.invitations.iter();
                let shapes = all.map(|invitation| self.at.invitation(repository, invitation, sort, ME));
                Answer::new(200, json!(page(shapes.collect(), asked)))
            }
            (&Method::DELETE, [id]) => {
                let id: u64 = id.parse().unwrap_or_default();
                let before = repository.invitations.len();
                repository.invitations.retain(|invitation| invitation.id != id);
                if repository.invitations.len() == before {
                    not_found()
                } else {
                    Answer::empty(204)
                }
            }
            _ => not_found(),
        }
    }

    pub(super) fn teams(&self, repository: &Repository, asked: &Asked<'_>) -> Answer {
        let team = |(slug, permission): (&String, &String)| self.at.team(&repository.owner, slug, permission);
        let teams = repository.teams.iter().map(team).collect();
        Answer::new(200, json!(page(teams, asked)))
    }

    /// Those who may do something in an organisation's repositories and are not in it.
    pub(super) fn outside_collaborators(&self, org: &str, asked: &Asked<'_>, shelf: &Shelf) -> Handled {
        let all = self.listed(org, asked, shelf)?;
        let logins: BTreeSet<&String> = all
            .iter()
            .flat_map(|repository| repository.people.keys())
            .collect();
        let outside = logins.into_iter().filter(|login| self.is_outside(login));
        let people = outside.map(|login| self.at.user(login, "User")).collect();
        Ok(Answer::new(200, json!(page(people, asked))))
    }

    pub(super) fn team_access(&self, slug: &str, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        match *asked.method {
            Method::PUT => {
                let permission = asked.text("permission").unwrap_or("push");
                if !PERMISSIONS.contains(&permission) {
                    return invalid("Team", "permission", "invalid", None);
                }
                repository.teams.insert(slug.to_owned(), permission.to_owned());
            }
            Method::DELETE => {
                repository.teams.remove(slug);
            }
            _ => return not_found(),
        }
        Answer::empty(204)
    }
}

/// GitHub has two names for two of the roles.
fn role(permission: &str) -> &str {
    match permission {
        "pull" => "read",
        "push" => "write",
        other => other,
    }
}

pub(super) fn permissions(permission: &str) -> Value {
    let rank = PERMISSIONS
        .iter()
        .position(|known| *known == permission)
        .unwrap_or_default();
    let has = |name: &str| {
        PERMISSIONS
            .iter()
            .position(|known| *known == name)
            .is_some_and(|at| at <= rank)
    };
    json!({"pull": has("pull"), "triage": has("triage"), "push": has("push"), "maintain": has("maintain"), "admin": has("admin")})
}
