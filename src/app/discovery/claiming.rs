//! What is about to be claimed, shown before anything is written: which entity each thing becomes and who answers for it.
//! Filled in by the guess; every part of it can be changed, of one or of all.

use std::collections::BTreeSet;

use super::DRAFTS;
use super::intents::Action;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::list::{List, Motion};
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef};
use crate::model::discovery::{Claim, ClaimBy, Sort, Unregistered, file_of, prepare};
use crate::model::text::{counted, yaml};

/// A claim that is being filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    found: Unregistered,
    pub entity_ref: String,
    pub owner: Option<String>,
    pub accountable: Option<String>,
    pub by: ClaimBy,
    /// What would be written, or what keeps it from being claimed.
    pub written: Result<Written, String>,
}

/// A file that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In the workspace, or in the repository that is asked by a pull request.
    pub file: String,
    pub text: String,
}

impl AsRef<str> for Draft {
    fn as_ref(&self) -> &str {
        self.id()
    }
}

impl Draft {
    fn of(found: &Unregistered, catalog: &Catalog) -> Self {
        let mut draft = Self {
            entity_ref: found.entity_ref.clone(),
            owner: found.guess.owner.clone(),
            accountable: found.guess.accountable.clone(),
            by: ClaimBy::File,
            written: Err(String::new()),
            found: found.clone(),
        };
        draft.prepare(catalog);
        draft
    }

    /// The external id of what is claimed.
    pub fn id(&self) -> &str {
        &self.found.sighting.id
    }

    pub fn name(&self) -> &str {
        &self.found.sighting.name
    }

    pub fn sort(&self) -> Sort {
        self.found.sighting.sort
    }

    /// Why the guess is what it is.
    pub fn reason(&self) -> &str {
        &self.found.guess.reason
    }

    /// What it asks for, as soon as somebody answers for it.
    fn claim(&self) -> Option<Claim> {
        Some(Claim {
            id: self.id().to_owned(),
            entity_ref: Some(self.entity_ref.clone()),
            owner: self.owner.clone(),
            accountable: self.accountable.clone()?,
            by: self.by,
        })
    }

    /// Works out what would be written, by the same rule that writes it.
    fn prepare(&mut self, catalog: &Catalog) {
        let claim = self.claim();
        let claim = claim.ok_or_else(|| "nobody is accountable yet; a chooses".to_owned());
        let claiming = claim.and_then(|claim| prepare(catalog, &self.found, &claim));
        self.written = claiming.map(|claiming| Written {
            file: match self.by {
                ClaimBy::File => file_of(&claiming.entity_ref),
                ClaimBy::PullRequest => "catalog-info.yaml".to_owned(),
            },
            text: yaml(&claiming.document),
        });
    }
}

/// What of a draft is being asked for, of the selected one or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Accountable { all: bool },
    Owner { all: bool },
    Reference,
}

/// The state of the preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Claiming {
    pub drafts: Vec<Draft>,
    pub list: List,
    pub popup: Option<(Field, Popup)>,
    /// Why it was not done.
    pub error: Option<String>,
}

impl Claiming {
    pub fn new<'a>(found: impl IntoIterator<Item = &'a Unregistered>, catalog: &Catalog) -> Self {
        let found = found.into_iter();
        let drafts: Vec<Draft> = found.map(|found| Draft::of(found, catalog)).collect();
        let mut list = List::default();
        list.select(0, &drafts[..]);
        Self {
            drafts,
            list,
            popup: None,
            error: None,
        }
    }

    pub fn title(&self) -> String {
        match &self.drafts[..] {
            [only] => format!("Claim {}", only.id()),
            drafts => format!("Claim {}", counted(drafts.len(), "thing", "things")),
        }
    }

    pub fn selected(&self) -> Option<&Draft> {
        self.drafts.get(self.list.cursor()?)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        match self.popup {
            Some(_) => &[Scope::Picker, Scope::Text, Scope::System],
            None => &[Scope::Claim, Scope::Menu, Scope::System],
        }
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Drawn => self.drawn(context),
            Event::Catalog => self.prepare(context),
            Event::Answer(generation, answer) => {
                if let Some((_, popup)) = &mut self.popup {
                    popup.answer(generation, answer);
                }
            }
            event if self.popup.is_some() => self.in_popup(event, context),
            Event::Intent(Intent::Move(motion)) => self.go(motion),
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.drafts[..]);
            }
            Event::Click(Target::Row(DRAFTS, row)) => {
                self.list.select(*row, &self.drafts[..]);
            }
            Event::Intent(Intent::Discovery(action)) => self.act(action, context),
            Event::Intent(Intent::Enter) => self.claim(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn drawn(&mut self, context: &Context<'_>) {
        let layout = &context.shared.layout;
        self.list.set_height(layout.height(DRAFTS));
        if let Some((_, popup)) = &mut self.popup {
            popup.list.set_height(layout.height(OFFERS));
        }
    }

    fn prepare(&mut self, context: &Context<'_>) {
        if let Some(catalog) = context.shared.catalog.value() {
            self.drafts.iter_mut().for_each(|draft| draft.prepare(catalog));
        }
    }

    fn go(&mut self, motion: Motion) {
        self.list.go(motion, &self.drafts[..]);
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) {
        self.error = None;
        let Some(selected) = self.selected() else { return };
        let name = selected.name().to_owned();
        let all = counted(self.drafts.len(), "thing", "things");
        let whose = |of_all: bool| if of_all { all.clone() } else { name.clone() };
        self.popup = Some(match action {
            Action::Accountable | Action::AccountableOfAll => {
                let of_all = action == Action::AccountableOfAll;
                let title = format!("Who answers for {}", whose(of_all));
                let popup = Popup::entities(title, &["User"], context);
                (Field::Accountable { all: of_all }, popup)
            }
            Action::Owner | Action::OwnerOfAll => {
                let of_all = action == Action::OwnerOfAll;
                let title = format!("Who owns {}", whose(of_all));
                let popup = Popup::entities(title, &["Group", "User"], context);
                (Field::Owner { all: of_all }, popup)
            }
            Action::Reference => {
                let title = format!("What {name} is called in the catalog");
                (Field::Reference, Popup::text(title, &selected.entity_ref))
            }
            Action::ByPullRequest => {
                self.change_by();
                return self.prepare(context);
            }
            Action::LeaveOut => return self.leave_out(context),
            _ => return,
        });
    }

    /// By a file here or by a pull request there: only a repository can be asked for one.
    fn change_by(&mut self) {
        let Some(draft) = self.list.cursor().and_then(|at| self.drafts.get_mut(at)) else {
            return;
        };
        match (draft.sort(), draft.by) {
            (Sort::Repository, ClaimBy::File) => draft.by = ClaimBy::PullRequest,
            (Sort::Repository, ClaimBy::PullRequest) => draft.by = ClaimBy::File,
            _ => self.error = Some("Only a repository takes a pull request.".to_owned()),
        }
    }

    fn leave_out(&mut self, context: &mut Context<'_>) {
        let Some(at) = self.list.cursor() else { return };
        self.drafts.remove(at);
        if self.drafts.is_empty() {
            return context.close_overlay();
        }
        self.list.select(at, &self.drafts[..]);
    }

    fn in_popup(&mut self, event: Event<'_>, context: &mut Context<'_>) {
        let Some((field, mut popup)) = self.popup.take() else {
            return;
        };
        match popup.update(event, context) {
            Outcome::Closed => {}
            Outcome::Chosen(value) => {
                let text = value.as_str().unwrap_or_default();
                match self.set(field, text) {
                    Ok(()) => self.prepare(context),
                    Err(error) => {
                        popup.failure = Some(error);
                        self.popup = Some((field, popup));
                    }
                }
            }
            Outcome::Open | Outcome::Changed(_) => self.popup = Some((field, popup)),
        }
    }

    /// Takes what was chosen. An error is for the person.
    fn set(&mut self, field: Field, text: &str) -> Result<(), String> {
        let at = self.list.cursor().unwrap_or(0);
        let chosen = |all: bool| move |(index, _): &(usize, &mut Draft)| all || *index == at;
        match field {
            Field::Accountable { all } => {
                let drafts = self.drafts.iter_mut().enumerate().filter(chosen(all));
                drafts.for_each(|(_, draft)| draft.accountable = Some(text.to_owned()));
            }
            Field::Owner { all } => {
                let drafts = self.drafts.iter_mut().enumerate().filter(chosen(all));
                drafts.for_each(|(_, draft)| draft.owner = Some(text.to_owned()));
            }
            Field::Reference => {
                let kind = self
                    .selected()
                    .and_then(|draft| draft.entity_ref.split(':').next());
                let entity_ref = EntityRef::parse(text, kind, DEFAULT_NAMESPACE)
                    .map_err(|error| format!("`{text}` is no reference: {error}."))?;
                if let Some(draft) = self.drafts.get_mut(at) {
                    draft.entity_ref = entity_ref.as_str().to_owned();
                }
            }
        }
        Ok(())
    }

    /// Claims what is shown, if there is nothing against any of it.
    fn claim(&mut self, context: &mut Context<'_>) {
        let mut names = BTreeSet::new();
        let mut bad: Vec<(usize, String)> = Vec::new();
        for (at, draft) in self.drafts.iter().enumerate() {
            let is_new = names.insert(draft.entity_ref.as_str());
            match &draft.written {
                Err(objection) => bad.push((at, format!("{}: {objection}.", draft.name()))),
                Ok(_) if !is_new => {
                    bad.push((
                        at,
                        format!("Two of these would be {}; e names one.", draft.entity_ref),
                    ));
                }
                Ok(_) => {}
            }
        }
        if let Some((at, objection)) = bad.first() {
            self.list.select(*at, &self.drafts[..]);
            let more = match bad.len() {
                1 => String::new(),
                many => format!(" And {} more.", many - 1),
            };
            self.error = Some(format!("Nothing is written. {objection}{more}"));
            return;
        }
        context.claim(self.drafts.iter().filter_map(Draft::claim).collect());
        context.close_overlay();
    }
}
