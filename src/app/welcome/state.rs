//! What Welcome remembers, and how it answers.

use std::path::PathBuf;

use super::Action;
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Request, WorkspaceChoice};
use crate::app::geometry::{Target, ViewId};
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::list::List;
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::{Confirm, CopyItem, Overlay};
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;

/// The list of choices, for the mouse.
pub const LIST: ViewId = ViewId("welcome.choices");

/// One way to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub action: Action,
    pub name: &'static str,
    pub text: &'static str,
}

pub const CHOICES: &[Choice] = &[
    Choice {
        action: Action::Demo,
        name: "Look at a demo company",
        text: "600 people, everything works offline, gone when you leave",
    },
    Choice {
        action: Action::Init,
        name: "Make a new workspace",
        text: "muster.toml and a commented catalog in a folder of yours",
    },
    Choice {
        action: Action::Folder,
        name: "Open a folder",
        text: "A workspace, or any folder with Backstage entity files below it",
    },
];

/// A folder being typed, and what for.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub action: Action,
    pub input: Input,
}

/// The state of Welcome.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub list: List,
    pub field: Option<Field>,
    /// The workspace being opened.
    pub opening: Load<()>,
}

impl State {
    fn choose(&mut self, action: Action, context: &mut Context<'_>) {
        match action {
            Action::Demo => self.open(WorkspaceChoice::Demo, context),
            Action::Init | Action::Folder => {
                let input = Input::default();
                self.field = Some(Field { action, input });
            }
            Action::Make => {
                if let Some(folder) = self.folder() {
                    self.open(WorkspaceChoice::Init(folder), context);
                }
            }
        }
    }

    /// The folder that was typed, if one was.
    fn folder(&self) -> Option<PathBuf> {
        let text = self.field.as_ref()?.input.text().trim();
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    /// Opens a workspace, one at a time.
    fn open(&mut self, choice: WorkspaceChoice, context: &mut Context<'_>) {
        if self.opening.phase() != Phase::Loading {
            let generation = context.ask(Request::OpenWorkspace(choice));
            self.opening.expect(generation);
        }
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        match (&self.field, self.folder()) {
            (Some(field), Some(folder)) if field.action == Action::Init => {
                context.show(Overlay::Confirm(Confirm {
                    title: "Make a workspace?".to_owned(),
                    lines: vec![
                        format!("In {}:", folder.display()),
                        "muster.toml and a small commented catalog. Files that are there stay as they are."
                            .to_owned(),
                    ],
                    yes: Intent::Welcome(Action::Make),
                }))
            }
            (Some(_), Some(folder)) => self.open(WorkspaceChoice::Folder(folder), context),
            (Some(_), None) => {}
            (None, _) => {
                if let Some(choice) = self.list.cursor().and_then(|at| CHOICES.get(at)) {
                    self.choose(choice.action, context);
                }
            }
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Welcome".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.field {
            Some(_) => &[Scope::Picker, Scope::Text, Scope::System],
            None => &[Scope::Welcome, Scope::Global, Scope::System],
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown => {
                self.list.select(0, &names()[..]);
            }
            Event::Intent(Intent::Move(motion)) if self.field.is_none() => {
                self.list.go(motion, &names()[..]);
            }
            Event::Intent(Intent::Welcome(action)) => self.choose(action, context),
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) if self.field.is_some() => self.field = None,
            Event::Click(Target::Row(LIST, row)) => {
                if !self.list.select(*row, &names()[..]) {
                    self.enter(context);
                }
            }
            Event::Insert(text) => {
                if let Some(field) = &mut self.field {
                    field.input.insert(text);
                }
            }
            Event::Answer(generation, Answer::Failed(failure)) if self.opening.expects(generation) => {
                self.opening.fail(failure.clone());
            }
            _ => match (&mut self.field, event.edit()) {
                (Some(field), Some(edit)) => {
                    field.input.edit(edit);
                }
                _ => return Flow::Ignored,
            },
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        vec![CopyItem::new('c', "The command line", "muster demo")]
    }
}

fn names() -> Vec<&'static str> {
    CHOICES.iter().map(|choice| choice.name).collect()
}
