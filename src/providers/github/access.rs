//! `github:repo:access`: lets a person or a team into a repository, for a time or for good. What they could do before is
//! noted first, so that taking it back restores just that.

use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) use crate::sources::access::asked_for;

use super::client::Client;
use super::repo::{Repo, one_segment, refuse_unknown, schema};
use crate::model::access::{PrincipalSort, Right};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::catalog::external::normal_id;
use crate::model::run::{Change, Effect, Others, Undo, gift};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned, Taken};
use crate::providers::input::{Input, moment, wrong};
use crate::providers::note;
use crate::remote::Method;

const UNDO: &str = "gives back what they could do before";

pub(super) struct Access(ActionSpec);

impl Access {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        Self(ActionSpec {
            id: "github:repo:access",
            summary: "Lets a person or a team into a repository, for a time or for good",
            input: schema(
                &["repoUrl", "permission"],
                json!({
                    "repoUrl": text("github.com?owner=OWNER&repo=NAME"),
                    "user": text("The login of a person; or give `team`"),
                    "team": text("The slug of a team; or give `user`"),
                    "permission": text("pull (read), triage, push (write), maintain, admin, or a role of the organisation"),
                    "until": text("A date (its last day, in UTC) or a moment, when it is taken back by itself"),
                }),
            ),
            output: schema(
                &[],
                json!({
                    "permission": text("What they can do now"),
                    "before": {"type": ["string", "null"], "description": "What they could do before"},
                    "invited": {"type": "boolean", "description": "Whether they have to take an invitation first"},
                    "gives": {"type": "array", "description": "The rights that it gave"},
                    "had": {"type": "array", "description": "The rights that were there before"},
                    "until": {"type": ["string", "null"], "description": "When it is taken back"},
                }),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By(UNDO),
        })
    }
}

/// Someone with access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Person(String),
    /// A slug of a team of the repository's owner.
    Team(String),
}

/// What someone may do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// In GitHub's words for asking: `pull`, `push`, …
    pub permission: Option<String>,
    /// The number of an invitation that is not taken yet.
    pub invitation: Option<u64>,
}

impl Who {
    /// A team is `team`, `org/team` or `@org/team`.
    pub(super) fn team(text: &str) -> Self {
        Self::Team(
            text.trim_start_matches('@')
                .rsplit('/')
                .next()
                .unwrap_or(text)
                .to_owned(),
        )
    }

    pub(super) fn person(text: &str) -> Self {
        Self::Person(text.trim_start_matches('@').to_owned())
    }

    pub(super) fn shown(&self) -> String {
        match self {
            Self::Person(login) => format!("@{login}"),
            Self::Team(slug) => format!("the team {slug}"),
        }
    }

    fn path(&self, repo: &Repo) -> String {
        match self {
            Self::Person(login) => repo.path(&format!("/collaborators/{}", one_segment(login))),
            Self::Team(slug) => format!(
                "/orgs/{}/teams/{}/repos/{}/{}",
                repo.0.owner,
                one_segment(slug),
                repo.0.owner,
                repo.0.repo
            ),
        }
    }

    /// Whether there is somebody of this name.
    pub(super) fn exists(&self, client: &Client<'_>, repo: &Repo) -> Result<bool, ActionError> {
        let path = match self {
            Self::Person(login) => format!("/users/{}", one_segment(login)),
            Self::Team(slug) => format!("/orgs/{}/teams/{}", repo.0.owner, one_segment(slug)),
        };
        Ok(client.find(&path)?.is_some())
    }

    /// What they may do by themselves; what everybody of the organisation may is not counted.
    pub(super) fn standing(&self, client: &Client<'_>, repo: &Repo) -> Result<Standing, ActionError> {
        match self {
            Self::Team(slug) => {
                let teams = client.list(&repo.path("/teams"), None)?;
                let team = teams.iter().find(|team| is_same(&team["slug"], slug));
                let permission = team.and_then(|team| team["permission"].as_str());
                Ok(Standing {
                    permission: permission.map(|name| asked_for(name).to_owned()),
                    invitation: None,
                })
            }
            Self::Person(login) => {
                let people = client.list(&repo.path("/collaborators?affiliation=direct"), None)?;
                if let Some(person) = people.iter().find(|person| is_same(&person["login"], login)) {
                    let role = person["role_name"].as_str().unwrap_or("pull");
                    return Ok(Standing {
                        permission: Some(asked_for(role).to_owned()),
                        invitation: None,
                    });
                }
                let invitations = client.list(&repo.path("/invitations"), None)?;
                let theirs = invitations
                    .iter()
                    .find(|invitation| is_same(&invitation["invitee"]["login"], login));
                Ok(theirs.map_or_else(Standing::default, |invitation| Standing {
                    permission: invitation["permissions"]
                        .as_str()
                        .map(|name| asked_for(name).to_owned()),
                    invitation: invitation["id"].as_u64(),
                }))
            }
        }
    }

    /// Lets them do this much; true where they were invited and have to come.
    pub(super) fn admit(
        &self,
        client: &Client<'_>,
        repo: &Repo,
        permission: &str,
    ) -> Result<bool, ActionError> {
        let body = json!({"permission": permission});
        let answer = client.write(Method::PUT, &self.path(repo), Some(body))?;
        Ok(answer.get("id").is_some())
    }

    /// Takes away what they may do, or the invitation to it.
    pub(super) fn dismiss(
        &self,
        client: &Client<'_>,
        repo: &Repo,
        standing: &Standing,
    ) -> Result<(), ActionError> {
        if let Some(id) = standing.invitation {
            client.write(Method::DELETE, &repo.path(&format!("/invitations/{id}")), None)?;
        } else if standing.permission.is_some() {
            client.write(Method::DELETE, &self.path(repo), None)?;
        }
        Ok(())
    }
}

fn is_same(value: &Value, name: &str) -> bool {
    value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(name))
}

struct Wanted {
    repo: Repo,
    who: Who,
    permission: String,
    until: Option<Timestamp>,
}

impl Wanted {
    fn of(call: &Call<'_>, spec: &ActionSpec) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &spec.input)?;
        let who = match (input.text("user")?, input.text("team")?) {
            (Some(user), None) => Who::person(user),
            (None, Some(team)) => Who::team(team),
            _ => {
                return Err(
                    wrong("either `user` or `team` must be given").hint("who is let in is one of the two")
                );
            }
        };
        Ok(Self {
            repo: Repo::of(&input)?,
            who,
            permission: asked_for(input.required("permission")?).to_owned(),
            until: input.text("until")?.map(moment).transpose()?,
        })
    }

    /// What they could do before was not given by this step. It has an end all the same: it may be left to it by a grant that
    /// ends sooner.
    fn output(&self, before: &Value, invited: bool) -> Value {
        let had_it = before["permission"] == self.permission.as_str();
        let (gives, had) = match had_it {
            false => (vec![self.right()], vec![]),
            true => (vec![], vec![self.right()]),
        };
        json!({
            "permission": self.permission, "before": before["permission"], "invited": invited,
            "gives": gives, "had": had, "until": self.until.map(|until| until.to_string()),
        })
    }

    fn right(&self) -> Right {
        let (principal, principal_sort) = match &self.who {
            Who::Person(login) => (login.clone(), PrincipalSort::Login),
            Who::Team(slug) => (format!("{}/{slug}", self.repo.0.owner), PrincipalSort::Team),
        };
        Right {
            target: normal_id(&format!("github:{}/{}", self.repo.0.owner, self.repo.0.repo)),
            principal,
            principal_sort,
            right: self.permission.clone(),
            through: String::new(),
        }
    }

    /// What they could do before, and could still if all grants that have ended since had never been.
    fn fallback(&self, taken: &Taken<'_>) -> Option<String> {
        let said = |output: &Value| output["before"].as_str().map(str::to_owned);
        let (mut before, mut since) = (said(taken.output), taken.since);
        while let Some(permission) = &before {
            let right = Right {
                right: permission.clone(),
                ..self.right()
            };
            let giver = taken.others.handed_on(
                since,
                |output| tells(output, gift::GIVES, &right),
                |output| names(output, &right),
            );
            match giver.filter(|_| taken.others.needing(|output| names(output, &right)).is_none()) {
                Some(giver) => (before, since) = (said(&giver.output), giver.since),
                None => break,
            }
        }
        before
    }

    fn refuse_past(&self, call: &Call<'_>) -> Result<(), ActionError> {
        match self.until {
            Some(until) if until <= call.now => {
                Err(wrong(format!("`until` is over: {until}")).hint("give a later date"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a grant is about a right, whoever gave it.
fn names(output: &Value, right: &Right) -> bool {
    tells(output, gift::GIVES, right) || tells(output, gift::HAD, right)
}

fn tells(output: &Value, key: &str, right: &Right) -> bool {
    let rights = output[key].as_array().into_iter().flatten();
    rights
        .filter_map(|one| serde_json::from_value::<Right>(one.clone()).ok())
        .any(|one| {
            one.target == right.target
                && one.principal_sort == right.principal_sort
                && one.principal.eq_ignore_ascii_case(&right.principal)
                && one.right == right.right
        })
}

impl Action for Access {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        wanted.refuse_past(call)?;
        let client = wanted.repo.client(call)?;
        let (who, target) = (wanted.who.shown(), wanted.repo.0.to_string());
        let mut planned = Planned {
            target: Some(format!("{target} · {who}")),
            undo: Undo::By(UNDO.to_owned()),
            ..Planned::default()
        };
        if wanted.repo.look(&client)?.is_none() {
            // An earlier step may make it.
            planned.effect = Effect::Ask;
            planned.summary = format!(
                "Lets {who} into {target} ({}), once it is there",
                wanted.permission
            );
            return Ok(planned);
        }
        if !wanted.who.exists(&client, &wanted.repo)? {
            planned
                .blocking
                .push(format!("{} knows nobody called {who}", wanted.repo.0.host));
        }
        let now = wanted.who.standing(&client, &wanted.repo)?;
        let until = wanted.until.map_or_else(String::new, |until| {
            format!(" until {}", until.strftime("%Y-%m-%d %H:%M UTC"))
        });
        planned.effect = match &now.permission {
            Some(permission) if *permission == wanted.permission => Effect::None,
            Some(_) => Effect::Change,
            None => Effect::Create,
        };
        planned.summary = match planned.effect {
            Effect::None => format!("{who} has {} in {target} already", wanted.permission),
            _ => format!("Gives {who} {} in {target}{until}", wanted.permission),
        };
        if planned.effect == Effect::None && wanted.until.is_some() {
            planned.findings.push(format!(
                "{who} has it already: at the end only what other runs gave is taken back"
            ));
        }
        planned.changes.push(Change {
            what: format!("{who} in {target}"),
            before: now.permission.clone(),
            after: Some(format!("{}{until}", wanted.permission)),
        });
        planned.output = wanted.output(&json!({"permission": now.permission}), false);
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let now = wanted.who.standing(&client, &wanted.repo)?;
        let noted = note::find(call)?;
        let is_there = now.permission.as_deref() == Some(wanted.permission.as_str());
        Ok(match (noted, is_there) {
            (Some(_), false) => Observed::Begun,
            (None, false) => Observed::Absent,
            (noted, true) => Observed::Done {
                output: wanted.output(
                    &noted.unwrap_or_else(|| json!({"permission": now.permission})),
                    now.invitation.is_some(),
                ),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        wanted.refuse_past(call)?;
        let client = wanted.repo.client(call)?;
        wanted.repo.must_be_there(&client)?;
        let now = wanted.who.standing(&client, &wanted.repo)?;
        let before = note::keep(call, &json!({"permission": now.permission}))?;
        let mut invited = now.invitation.is_some();
        if now.permission.as_deref() != Some(wanted.permission.as_str()) {
            if let Some(id) = now.invitation {
                // An invitation is for what it was sent for.
                client.write(
                    Method::DELETE,
                    &wanted.repo.path(&format!("/invitations/{id}")),
                    None,
                )?;
            }
            invited = wanted.who.admit(&client, &wanted.repo, &wanted.permission)?;
        }
        let verb = if invited { "is invited to" } else { "has" };
        log.line(&format!(
            "{} {verb} {} in {}",
            wanted.who.shown(),
            wanted.permission,
            wanted.repo.0
        ));
        Ok(Applied::Done(Done {
            output: wanted.output(&before, invited),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let alone = Taken {
            output,
            since: call.now,
            others: &Others::default(),
        };
        self.undo_beside(call, &alone, log).map(drop)
    }

    fn undo_beside(
        &self,
        call: &Call<'_>,
        taken: &Taken<'_>,
        log: &mut dyn Log,
    ) -> Result<Vec<Value>, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        if wanted.repo.look(&client)?.is_none() {
            log.line("the repository is gone, and the access with it");
            return Ok(vec![]);
        }
        let (who, right) = (wanted.who.shown(), wanted.right());
        let before = wanted.fallback(taken);
        let now = wanted.who.standing(&client, &wanted.repo)?;
        if now.permission == before {
            return Ok(vec![]);
        }
        if now.permission.is_some() && now.permission.as_deref() != Some(wanted.permission.as_str()) {
            let given = now.permission.unwrap_or_default();
            log.line(&format!(
                "{who} was given {given} by somebody else since; that stays"
            ));
            return Ok(vec![]);
        }
        let needing = taken.others.needing(|output| names(output, &right));
        if let Some(other) = needing.filter(|_| now.permission.is_some()) {
            log.line(&format!("{who} keeps {}: {}", wanted.permission, other.shown()));
            let mut kept = json!(right);
            kept["for"] = json!(other.run);
            return Ok(vec![kept]);
        }
        match before {
            Some(permission) => {
                wanted.who.admit(&client, &wanted.repo, &permission)?;
                log.line(&format!("{who} has {permission} again"));
            }
            None => {
                wanted.who.dismiss(&client, &wanted.repo, &now)?;
                log.line(&format!("{who} has no access any more"));
            }
        }
        Ok(vec![])
    }
}
