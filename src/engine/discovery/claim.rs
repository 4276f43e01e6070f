//! Claims: what was seen outside becomes an entity file in the workspace's catalog, or a pull request to the repository
//! itself. Each outcome stands alone; what was done is journaled together.

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::propose::Proposing;
use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::catalog::external::normal_id;
use crate::model::discovery::{Claim, ClaimBy, Claimed, Claiming, Discovery, Unregistered, file_of, prepare};
use crate::model::journal::{EntityClaimed, Fact, NewEvent, Subject, Unknown};
use crate::model::text::{safe, yaml};
use crate::providers::action::ActionError;
use crate::providers::catalog::place::{Place, Put};
use crate::sources::files::Scope;
use crate::store::{Journal, JournalError};

/// What claims are made of and where they go.
pub struct Claims<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    /// What is unregistered by now.
    pub discovery: &'a Discovery,
    /// Whom the journal names.
    pub actor: &'a str,
}

/// What a claim would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub id: String,
    pub claiming: Claiming,
    pub by: ClaimBy,
    /// The file that would be written: in the workspace, or in the repository itself.
    pub file: String,
    pub text: String,
}

/// What is unregistered, by its id.
type Found<'a> = FxHashMap<String, &'a Unregistered>;

impl Claims<'_> {
    /// What each claim would do, or why not. Writes nothing.
    pub fn preview(&self, claims: &[Claim]) -> Vec<Result<Preview, String>> {
        let mut taken = FxHashSet::default();
        let found = self.discovery.unregistered.iter();
        let found: Found<'_> = found
            .map(|found| (normal_id(&found.sighting.id), found))
            .collect();
        let scope = self.workspace.scope();
        claims
            .iter()
            .map(|claim| {
                let preview = self.prepared(claim, &found, &scope)?;
                // Also among themselves no two may have one ref or one id.
                if !taken.insert(preview.claiming.entity_ref.to_string()) {
                    return Err(format!(
                        "another claim makes {} already",
                        preview.claiming.entity_ref
                    ));
                }
                if !taken.insert(preview.id.clone()) {
                    return Err("it is claimed twice".to_owned());
                }
                Ok(preview)
            })
            .collect()
    }

    /// Does what each claim asks for, and journals what was done. `proposing` starts the runs of those that are proposed to
    /// their repositories.
    pub fn claim(
        &self,
        claims: &[Claim],
        journal: &Journal,
        proposing: Option<&dyn Proposing>,
    ) -> Result<Vec<Claimed>, JournalError> {
        let mut events = Vec::new();
        let previews = self.preview(claims);
        let mut all = Vec::new();
        for (claim, preview) in claims.iter().zip(previews) {
            let wanted = preview
                .as_ref()
                .map(|preview| preview.claiming.entity_ref.to_string());
            let entity_ref = wanted
                .ok()
                .or_else(|| claim.entity_ref.clone())
                .unwrap_or_default();
            let outcome = match preview {
                Ok(preview) => self.carry_out(&preview, journal, proposing, &mut events)?,
                Err(refused) => self.done_before(claim, &refused, journal, &mut events)?,
            };
            all.push(Claimed {
                id: claim.id.clone(),
                entity_ref,
                outcome,
            });
        }
        if !events.is_empty() {
            journal.append(events)?;
        }
        Ok(all)
    }

    fn prepared(&self, claim: &Claim, found: &Found<'_>, scope: &Scope) -> Result<Preview, String> {
        let id = normal_id(&claim.id);
        let Some(found) = found.get(&id) else {
            return Err(match self.catalog.find_external(&id) {
                Some(holder) => format!(
                    "{} stands for it already",
                    self.catalog.entity(holder).entity_ref()
                ),
                None => "nothing of this id was seen that is not registered".to_owned(),
            });
        };
        let claiming = prepare(self.catalog, found, claim)?;
        let (file, text) = match claim.by {
            ClaimBy::File => {
                let file = file_of(&claiming.entity_ref);
                if !scope.reads(&file) {
                    return Err(format!(
                        "the workspace reads no {file}, so the entity would not be seen; add `catalog` to `locations` in muster.toml"
                    ));
                }
                let text = format!("{}{}", heading(&id), yaml(&claiming.document));
                (file, text)
            }
            ClaimBy::PullRequest => {
                super::propose::refused(found).map_or(Ok(()), Err)?;
                let host = &self.workspace.settings.github.host;
                let document = super::propose::document(&claiming, &id, host)?;
                ("catalog-info.yaml".to_owned(), yaml(&document))
            }
        };
        Ok(Preview {
            id,
            by: claim.by,
            claiming,
            file,
            text,
        })
    }

    fn carry_out(
        &self,
        preview: &Preview,
        journal: &Journal,
        proposing: Option<&dyn Proposing>,
        events: &mut Vec<NewEvent>,
    ) -> Result<Result<String, String>, JournalError> {
        match preview.by {
            ClaimBy::File => Ok(self.write(preview).inspect(|file| {
                events.push(self.event(preview, Some(file.clone()), None));
            })),
            ClaimBy::PullRequest => {
                if let Some(run) = proposed_before(preview, journal)? {
                    return Ok(Err(format!("the run {run} proposes it already")));
                }
                let Some(proposing) = proposing else {
                    return Ok(Err("there is nothing here that could run it".to_owned()));
                };
                Ok(proposing.propose(preview, self.workspace).inspect(|run| {
                    events.push(self.event(preview, None, Some(run.clone())));
                }))
            }
        }
    }

    fn write(&self, preview: &Preview) -> Result<String, String> {
        let place = Place::open(&self.workspace.root).map_err(|error| told(&error))?;
        match place
            .create(&preview.file, &preview.text)
            .map_err(|error| told(&error))?
        {
            Put::Done => Ok(preview.file.clone()),
            // Written just before, by a program that was killed or whose catalog is not read again yet.
            Put::Taken if self.is_there(&place, preview) => Ok(preview.file.clone()),
            Put::Taken => Err(format!("there is a file {} already", preview.file)),
        }
    }

    fn is_there(&self, place: &Place, preview: &Preview) -> bool {
        place
            .read(&preview.file)
            .is_ok_and(|text| text.as_deref() == Some(&preview.text))
    }

    /// A claim that was carried out, but not journaled before the program was killed, is journaled when it is made again.
    fn done_before(
        &self,
        claim: &Claim,
        refused: &str,
        journal: &Journal,
        events: &mut Vec<NewEvent>,
    ) -> Result<Result<String, String>, JournalError> {
        let refused = Err(refused.to_owned());
        let id = normal_id(&claim.id);
        let Some(holder) = self.catalog.find_external(&id).map(|id| self.catalog.entity(id)) else {
            return Ok(refused);
        };
        let file = holder.file();
        let is_ours = Place::open(&self.workspace.root)
            .and_then(|place| place.read(file))
            .is_ok_and(|text| text.is_some_and(|text| text.starts_with(&heading(&id))));
        let accountable = holder.accountable().map(|person| person.entity_ref());
        let is_journaled = |fact: &Fact| matches!(fact, Fact::EntityClaimed(claimed) if claimed.id == id);
        if !is_ours || accountable != Some(claim.accountable.as_str()) {
            return Ok(refused);
        }
        let history = journal.entity_history(holder.entity_ref(), HISTORY)?;
        if history
            .iter()
            .filter_map(|event| event.fact().ok())
            .any(|fact| is_journaled(&fact))
        {
            return Ok(refused);
        }
        let owner = holder
            .owner()
            .map(|owner| self.catalog.node_ref(owner).to_owned());
        let body = EntityClaimed {
            entity: holder.entity_ref().to_owned(),
            id: id.clone(),
            accountable: claim.accountable.clone(),
            owner: owner.unwrap_or_else(|| claim.accountable.clone()),
            file: Some(file.to_owned()),
            ..EntityClaimed::default()
        };
        let subject = Subject::entity(holder.entity_ref());
        events.push(NewEvent::new(&body, subject, Timestamp::now(), self.actor));
        Ok(Ok(file.to_owned()))
    }

    fn event(&self, preview: &Preview, file: Option<String>, run: Option<String>) -> NewEvent {
        let claiming = &preview.claiming;
        let body = EntityClaimed {
            entity: claiming.entity_ref.to_string(),
            id: preview.id.clone(),
            accountable: claiming.accountable.clone(),
            owner: claiming.owner.clone(),
            by: preview.by,
            file,
            run,
            unknown: Unknown::new(),
        };
        let subject = Subject::entity(claiming.entity_ref.as_str());
        NewEvent::new(&body, subject, Timestamp::now(), self.actor)
    }
}

/// Events of an entity that are looked through.
const HISTORY: usize = 200;

/// The run that proposes this already, unless it came to nothing.
fn proposed_before(preview: &Preview, journal: &Journal) -> Result<Option<String>, JournalError> {
    let history = journal.entity_history(preview.claiming.entity_ref.as_str(), HISTORY)?;
    for event in &history {
        let Ok(Fact::EntityClaimed(claimed)) = event.fact() else {
            continue;
        };
        let Some(run) = claimed.run.filter(|_| claimed.id == preview.id) else {
            continue;
        };
        let is_in_the_way = journal.run(&run)?.is_some_and(|run| {
            use crate::model::run::RunStatus;
            !matches!(run.status, RunStatus::Cancelled | RunStatus::Undone)
        });
        if is_in_the_way {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// What a claimed file begins with; says where it came from, also to whoever claims it again.
fn heading(id: &str) -> String {
    format!(
        "# Claimed by muster discover for {}. Type and lifecycle are guesses: correct what is wrong.\n",
        safe(id)
    )
}

pub(in crate::engine) fn told(error: &ActionError) -> String {
    match &error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message.clone(),
    }
}
