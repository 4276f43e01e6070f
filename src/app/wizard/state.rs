//! What the wizard remembers, what it asks for, and what it does with the answers.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::form::Form;
use super::lines::Manner;
use super::popup::Popup;
use super::review::Review;
use super::{AREA, OFFERS, REVIEW, command, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Draft, Effect, Generation, Request};
use crate::app::intent::Scope;
use crate::app::load::{Load, Phase};
use crate::app::msg::{Answer, Failure, OpenedForm};
use crate::app::overlay::CopyItem;
use crate::app::run;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::text_area::TextArea;
use crate::app::toast::Level;
use crate::model::blueprint::Blueprint;
use crate::model::run::{Order, OrderedWaiver, Run, RunAct};

/// How long nothing is typed before a draft is kept.
const REST: SignedDuration = SignedDuration::from_secs(2);

/// What the form is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// A new run of a blueprint.
    New {
        blueprint: String,
        entity: Option<String>,
    },
    /// To go on with a draft, by its id.
    Draft(String),
    /// Other answers for the steps of a run that have not run yet.
    Edit(Box<Run>),
}

/// Which part of the wizard is in front.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Form,
    Review,
}

/// The state of the wizard.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub purpose: Purpose,
    /// The draft that was opened, until its form is.
    draft: Option<Draft>,
    asked_drafts: Option<Generation>,
    pub opening: Load<Arc<OpenedForm>>,
    pub form: Option<Form>,
    pub stage: Stage,
    pub popup: Option<Popup>,
    pub area: Option<TextArea>,
    pub review: Option<Review>,
    asked_names: Option<Generation>,
    /// What the vision was asked about last.
    checking: Option<(Generation, Value)>,
    /// The exceptions from warnings of the vision that were made so far.
    pub(super) waivers: Vec<OrderedWaiver>,
    /// Under which id the answers are kept.
    draft_id: String,
    /// The answers and the page as they were last kept.
    kept: Option<(Value, usize)>,
    saving: Option<Generation>,
    /// When the answers are kept, if nothing more is typed.
    rest_at: Option<Timestamp>,
    changing: Option<Generation>,
}

impl State {
    pub fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            draft: None,
            asked_drafts: None,
            opening: Load::default(),
            form: None,
            stage: Stage::default(),
            popup: None,
            area: None,
            review: None,
            asked_names: None,
            checking: None,
            waivers: Vec::new(),
            draft_id: String::new(),
            kept: None,
            saving: None,
            rest_at: None,
            changing: None,
        }
    }

    pub fn blueprint(&self) -> &str {
        match (&self.purpose, &self.draft, &self.form) {
            (_, _, Some(form)) => &form.opened.blueprint.entity_ref,
            (Purpose::New { blueprint, .. }, ..) => blueprint,
            (Purpose::Draft(_), Some(draft), _) => &draft.blueprint,
            (Purpose::Draft(_), None, _) => "",
            (Purpose::Edit(run), ..) => &run.blueprint,
        }
    }

    /// The entity that the form was opened on.
    pub fn entity(&self) -> Option<&str> {
        match (&self.purpose, &self.draft) {
            (Purpose::New { entity, .. }, _) => entity.as_deref(),
            (_, Some(draft)) => draft.entity.as_deref(),
            _ => None,
        }
    }

    /// Why the blueprint cannot be run at all.
    pub fn broken(&self) -> Option<&[String]> {
        let opened = self.opening.value()?;
        (opened.broken && self.form.is_none()).then_some(opened.problems.as_slice())
    }

    fn open(&mut self, context: &mut Context<'_>) {
        if let (Purpose::Draft(_), None) = (&self.purpose, &self.draft) {
            let generation = context.ask(Request::Drafts);
            self.asked_drafts = Some(generation);
            self.opening.expect(generation);
            return;
        }
        let request = Request::Form {
            blueprint: self.blueprint().to_owned(),
            entity: self.entity().map(str::to_owned),
        };
        let generation = context.ask(request);
        if self.draft_id.is_empty() {
            // Unique among the windows of one person, without chance.
            self.draft_id = format!("{:x}-{:x}", context.shared.now.as_microsecond(), generation.0);
        }
        self.opening.expect(generation);
    }

    /// Reads the blueprint again where there is no form yet, else only what running would do.
    pub(super) fn refresh(&mut self, context: &mut Context<'_>) {
        match &mut self.review {
            Some(review) if self.stage == Stage::Review => review.ask(context),
            _ if self.form.is_none() => self.open(context),
            _ => {}
        }
    }

    fn opened(&mut self, opened: &Arc<OpenedForm>, context: &mut Context<'_>) {
        self.opening.succeed(opened.clone());
        let frozen = matches!(self.purpose, Purpose::Edit(_));
        if opened.broken && !frozen || self.form.is_some() {
            return;
        }
        let kept = match (&self.purpose, &self.draft) {
            (Purpose::Edit(run), _) => Some((run.values.clone(), 0)),
            (_, Some(draft)) => Some((draft.values.clone(), draft.page)),
            _ => None,
        };
        self.kept.clone_from(&kept);
        // A run goes on with the blueprint as it was when it was asked for.
        let opened = match &self.purpose {
            Purpose::Edit(run) if run.document.is_object() => Arc::new(OpenedForm {
                blueprint: Blueprint::of_json(&run.document, &run.blueprint),
                ..(**opened).clone()
            }),
            _ => opened.clone(),
        };
        self.form = Some(Form::new(opened, kept));
        self.ask_names(context);
        self.ask_vision(context);
    }

    /// Asks what the vision says of the answers as they are. Answers to older questions are dropped.
    fn ask_vision(&mut self, context: &mut Context<'_>) {
        let (Some(form), false) = (&self.form, matches!(self.purpose, Purpose::Edit(_))) else {
            return;
        };
        let asked = form.values.clone();
        let order = self.order(form);
        self.checking = Some((context.ask(Request::CheckDraft { order }), asked));
    }

    /// What is asked for with the answers as they are.
    fn order(&self, form: &Form) -> Order {
        Order {
            blueprint: self.blueprint().to_owned(),
            values: form.active(),
            secrets: form.secrets.clone(),
            entity: self.entity().map(str::to_owned),
            waivers: self.waivers.clone(),
        }
    }

    /// Looks up whether the names on the page are free.
    pub(super) fn ask_names(&mut self, context: &mut Context<'_>) {
        let Some(form) = &self.form else { return };
        let names = form.names();
        let is_known = |name| form.taken.iter().any(|(known, _)| known == name);
        if !names.is_empty() && !names.iter().all(is_known) {
            self.asked_names = Some(context.ask(Request::CheckNames { names }));
        }
    }

    /// Something was answered: names are looked up, and a draft is kept when nothing more is typed.
    pub(super) fn answered(&mut self, context: &mut Context<'_>) {
        self.ask_names(context);
        self.ask_vision(context);
        let at = context.shared.now.saturating_add(REST).unwrap_or(Timestamp::MAX);
        self.rest_at = Some(at);
        context.effect(Effect::WakeAt(at));
    }

    /// Keeps what was answered, if anything was since it was last kept. True if there is a draft.
    pub(super) fn keep(&mut self, context: &mut Context<'_>) -> bool {
        self.rest_at = None;
        let (Some(form), false) = (&self.form, matches!(self.purpose, Purpose::Edit(_))) else {
            return false;
        };
        if !form.edited && self.draft.is_none() || context.shared.read_only {
            return false;
        }
        let now = (form.values.clone(), form.page);
        if self.kept.as_ref() == Some(&now) {
            return true;
        }
        let draft = Draft {
            id: self.id_of_draft().to_owned(),
            blueprint: self.blueprint().to_owned(),
            title: form.opened.blueprint.title.clone(),
            values: now.0.clone(),
            page: now.1,
            entity: self.entity().map(str::to_owned),
            saved: context.shared.now,
        };
        self.kept = Some(now);
        self.saving = Some(context.ask(Request::SaveDraft(draft)));
        true
    }

    fn id_of_draft(&self) -> &str {
        self.draft.as_ref().map_or(&self.draft_id, |draft| &draft.id)
    }

    /// Forgets the draft: it has become a run, or nobody wants it.
    pub(super) fn drop_draft(&mut self, context: &mut Context<'_>) {
        self.rest_at = None;
        if self.kept.take().is_some() && !matches!(self.purpose, Purpose::Edit(_)) {
            let id = self.id_of_draft().to_owned();
            context.ask(Request::DropDraft { id });
        }
    }

    /// Shows what running would do with the answers as they are.
    pub(super) fn review(&mut self, context: &mut Context<'_>) {
        let Some(form) = &self.form else { return };
        let order = self.order(form);
        let mut review = Review::new(order, form);
        review.fit(context.shared.layout.size.width);
        review.ask(context);
        self.review = Some(review);
        self.stage = Stage::Review;
    }

    /// Answers differently for the steps of a run that have not run yet.
    pub(super) fn change_run(&mut self, context: &mut Context<'_>) {
        let (Purpose::Edit(run), Some(form), None) = (&self.purpose, &self.form, self.changing) else {
            return;
        };
        let act = RunAct::Edit {
            values: form.active(),
        };
        let id = run.id.clone();
        self.changing = Some(context.ask(Request::RunAct { id, act }));
    }

    /// Runs what is shown.
    pub(super) fn start(&mut self, context: &mut Context<'_>) {
        let Some(review) = &mut self.review else { return };
        if let Some(why) = review.blocked() {
            let text = format!("It cannot be run: {why}");
            return context.toast(Level::Warning, text);
        }
        match review.plan.phase() {
            Phase::Ready {
                value,
                refreshing: false,
                ..
            } if review.starting.is_none() => {
                let request = Request::StartRun {
                    order: review.order.clone(),
                    plan_hash: value.hash.clone(),
                };
                review.starting = Some(context.ask(request));
            }
            Phase::Ready { .. } | Phase::Loading => {
                context.toast(Level::Info, "One moment: it is being looked at.");
            }
            _ => context.toast(Level::Warning, "There is no plan to be run. r plans again."),
        }
    }

    fn take_answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Drafts(drafts) if self.asked_drafts == Some(generation) => {
                self.asked_drafts = None;
                self.draft = drafts
                    .iter()
                    .find(|draft| matches!(&self.purpose, Purpose::Draft(id) if *id == draft.id))
                    .cloned();
                match self.draft {
                    Some(_) => self.open(context),
                    None => self.opening.fail(Failure::new(
                        "This draft is not there any more.",
                        "Esc goes back; it was finished or thrown away elsewhere.",
                    )),
                }
            }
            Answer::Form(opened) if self.opening.expects(generation) => self.opened(opened, context),
            Answer::Failed(failure) if self.opening.expects(generation) => self.opening.fail(failure.clone()),
            Answer::Names(names) if self.asked_names == Some(generation) => {
                if let Some(form) = &mut self.form {
                    form.taken = names.to_vec();
                }
            }
            Answer::DraftChecked(findings)
                if self
                    .checking
                    .as_ref()
                    .is_some_and(|(asked, _)| *asked == generation) =>
            {
                if let (Some(form), Some((_, asked))) = (&mut self.form, self.checking.take()) {
                    form.held(asked, findings);
                }
            }
            Answer::Failed(failure) if self.saving == Some(generation) => {
                self.kept = None;
                let text = format!("The draft was not kept. {} {}", failure.message, failure.next);
                context.toast(Level::Error, text);
            }
            Answer::RunActed { .. } if self.changing == Some(generation) => {
                context.toast(
                    Level::Done,
                    "Answered anew for the steps to come. t tries the failed step again.",
                );
                context.back();
            }
            Answer::Failed(failure) if self.changing == Some(generation) => {
                self.changing = None;
                context.toast(Level::Error, format!("{} {}", failure.message, failure.next));
            }
            answer => self.answer_review(generation, answer, context),
        }
        if let Some(popup) = &mut self.popup {
            popup.answer(generation, answer);
        }
    }

    fn answer_review(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        let Some(review) = &mut self.review else { return };
        let is_start = review.starting == Some(generation);
        match answer {
            Answer::Planned(plan) if review.plan.expects(generation) => review.take(plan),
            Answer::Failed(failure) if review.plan.expects(generation) => review.plan.fail(failure.clone()),
            Answer::RunStarted { id } if is_start => {
                let id = id.clone();
                self.drop_draft(context);
                context.replace(run::open(id));
            }
            Answer::Failed(failure) if is_start => {
                review.starting = None;
                review.refused = Some(failure.clone());
                context.toast(Level::Warning, format!("{} {}", failure.message, failure.next));
                // Most often something has changed meanwhile: what it is now is shown.
                review.ask(context);
            }
            _ => {}
        }
    }

    fn drawn(&mut self, context: &mut Context<'_>) {
        let layout = &context.shared.layout;
        if let Some(review) = &mut self.review {
            review.fit(layout.size.width);
            review.list.set_height(layout.height(REVIEW));
        }
        if let Some(popup) = &mut self.popup {
            popup.list.set_height(layout.height(OFFERS));
        }
    }

    /// How far an editor of several lines moves by a page.
    pub(super) fn page_of_area(shared: &Shared) -> usize {
        shared.layout.height(AREA)
    }
}

impl ScreenState for State {
    fn title(&self, shared: &Shared) -> String {
        let title = match (&self.form, self.opening.value()) {
            (Some(form), _) => form.opened.blueprint.title.clone(),
            (None, Some(opened)) => opened.blueprint.title.clone(),
            (None, None) => match self.blueprint() {
                "" => "Draft".to_owned(),
                blueprint => blueprint.to_owned(),
            },
        };
        let catalog = shared.catalog.value();
        let name = |entity: &str| {
            let found = catalog.and_then(|catalog| Some(catalog.entity(catalog.find(entity)?)));
            found.map_or(entity.to_owned(), |found| found.label().to_owned())
        };
        match self.entity() {
            Some(entity) => format!("{title} for {}", name(entity)),
            None => title,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if let Some(popup) = &self.popup {
            return match popup.chosen {
                Some(_) => &[Scope::Marks, Scope::Text, Scope::System],
                None => &[Scope::Picker, Scope::Text, Scope::System],
            };
        }
        let Some(form) = self.form.as_ref() else {
            return &[Scope::List, Scope::Global, Scope::System];
        };
        match (self.area.is_some(), self.stage, form.manner()) {
            (true, ..) => &[Scope::Area, Scope::Text, Scope::System],
            (_, Stage::Review, _) => &[Scope::Review, Scope::List, Scope::Global, Scope::System],
            (_, _, Manner::Text | Manner::Secret | Manner::Fixed) => {
                &[Scope::FormText, Scope::Form, Scope::Text, Scope::System]
            }
            (_, _, Manner::Area) => &[Scope::FormArea, Scope::Form, Scope::Text, Scope::System],
            (_, _, Manner::Switch) => &[Scope::FormSwitch, Scope::Form, Scope::Text, Scope::System],
            (_, _, Manner::Choose) => &[Scope::FormChoice, Scope::Form, Scope::Text, Scope::System],
            (_, _, Manner::Add) => &[Scope::FormAdd, Scope::Form, Scope::Text, Scope::System],
            (_, _, Manner::Next) => &[Scope::FormNext, Scope::Form, Scope::Text, Scope::System],
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.opening.phase() == Phase::Idle => self.open(context),
            Event::Answer(generation, answer) => self.take_answer(generation, answer, context),
            Event::Drawn => self.drawn(context),
            Event::Clock => {
                if self.rest_at.is_some_and(|at| at <= context.shared.now) {
                    self.keep(context);
                }
            }
            Event::Leaving => {
                self.keep(context);
            }
            Event::Intent(_) | Event::Insert(_) | Event::Click(_) | Event::Scroll(..) => {
                return keys::update(self, event, context);
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        let (values, secrets) = match (&self.review, &self.form) {
            (Some(review), _) => (review.order.values.clone(), review.order.secrets.clone()),
            (None, Some(form)) => (form.active(), form.secrets.clone()),
            (None, None) => Default::default(),
        };
        let names = secrets.keys().map(String::as_str);
        let line = command::command_line(self.blueprint(), self.entity(), &values, names, &self.waivers);
        items.push(CopyItem::new(
            'c',
            "The command line that does the same",
            line.clone(),
        ));
        items.push(CopyItem::new(
            'p',
            "The command line that only plans it",
            format!("{line} --plan"),
        ));
        if let Ok(text) = serde_json::to_string_pretty(&values) {
            items.push(CopyItem::new('v', "The answers, for --values", text));
        }
        items.push(CopyItem::new('b', "The blueprint", self.blueprint()));
        items
    }
}
