//! What the tree remembers, and how it answers.

use std::borrow::Cow;
use std::sync::Arc;

use super::branch::Branch;
use super::finder::Finder;
use super::outline::Level;
use super::{Action, copy, words};
use crate::app::context::{Context, Event, Flow};
use crate::app::create;
use crate::app::discovery;
use crate::app::effect::Generation;
use crate::app::geometry::ViewId;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::Load;
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level as ToastLevel;
use crate::model::catalog::graph::Direction;
use crate::model::catalog::{Catalog, NodeId};
use crate::model::ownership::{BlastRadius, Told};

/// The lists, for the mouse.
pub const DOWN: ViewId = ViewId("tree.down");
pub const UP: ViewId = ViewId("tree.up");
pub const PEOPLE: ViewId = ViewId("tree.people");

/// The panes. Where there is no room for all, the one that has the keys is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    #[default]
    Down,
    Up,
    People,
}

impl Pane {
    pub const ALL: [Pane; 3] = [Pane::Down, Pane::Up, Pane::People];

    pub fn view(self) -> ViewId {
        match self {
            Self::Down => DOWN,
            Self::Up => UP,
            Self::People => PEOPLE,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::People,
            Self::People => Self::Down,
        }
    }
}

/// The people to be told as rows of a list.
pub(super) struct People<'a>(pub(super) &'a [Told]);

impl Rows for People<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.0.get(index).map_or("", |told| told.person.as_str()).into()
    }
}

/// The two trees of one root.
#[derive(Debug, Clone, PartialEq)]
pub struct Planted {
    pub catalog: Arc<Catalog>,
    pub down: Branch,
    pub up: Branch,
}

/// The state of the tree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The canonical ref of the entity whose tree this is; empty while none is chosen.
    root: String,
    pub pane: Pane,
    pub level: Level,
    /// None before there was a catalog that has the root.
    pub(super) planted: Option<Planted>,
    /// The catalog no longer has the root. What was unfolded is kept until it has it again.
    pub(super) gone: bool,
    pub finder: Finder,
    /// What is hit when the root fails, and in [`State::people`] the cursor in whom to tell.
    pub radius: Load<Arc<BlastRadius>>,
    pub people: List,
    /// The catalog is another one since the blast radius was asked for.
    pub(super) radius_is_old: bool,
    /// The count that is under way: one at a time, because a newer question ends an older one.
    pub(super) counting: Option<(Generation, Direction)>,
    /// Counting did not work; it is tried again with the next catalog, or when the tree is shown again.
    pub(super) cannot_count: bool,
}

impl State {
    /// The tree of an entity, by its canonical ref.
    pub fn of(entity_ref: impl Into<String>) -> Self {
        Self {
            root: entity_ref.into(),
            ..Self::default()
        }
    }

    pub fn root(&self) -> &str {
        &self.root
    }

    /// The trees; none while the catalog does not have the root.
    pub fn planted(&self) -> Option<&Planted> {
        self.planted.as_ref().filter(|_| !self.gone)
    }

    /// The tree that has the keys, or had them last.
    pub fn branch(&self) -> Option<&Branch> {
        let planted = self.planted()?;
        Some(match self.pane {
            Pane::Up => &planted.up,
            _ => &planted.down,
        })
    }

    pub(super) fn branch_mut(&mut self) -> Option<&mut Branch> {
        let planted = self.planted.as_mut().filter(|_| !self.gone)?;
        match self.pane {
            Pane::Down => Some(&mut planted.down),
            Pane::Up => Some(&mut planted.up),
            Pane::People => None,
        }
    }

    /// What is under the cursor: a node of a tree, or a person.
    fn selected(&self) -> Option<String> {
        if self.pane == Pane::People {
            let told = self.told().get(self.people.cursor()?)?;
            return Some(told.person.clone());
        }
        let node = self.branch()?.selected()?;
        Some(self.planted()?.catalog.node_ref(node).to_owned())
    }

    /// The people to be told, as far as they are known.
    pub fn told(&self) -> &[Told] {
        self.radius.value().map_or(&[], |radius| &radius.people)
    }

    /// Begins again with another root.
    fn replant(&mut self, entity_ref: &str, shared: &Shared) {
        *self = Self {
            pane: self.pane,
            ..Self::of(entity_ref)
        };
        self.plant(shared);
    }

    /// Takes up the catalog as it is now.
    fn plant(&mut self, shared: &Shared) {
        self.counting = None;
        self.cannot_count = false;
        let Some(catalog) = shared.catalog.value() else {
            return;
        };
        let root = catalog.find_node(&self.root);
        self.gone = root.is_none();
        let known = self.planted.as_ref();
        if known.is_some_and(|planted| Arc::ptr_eq(&planted.catalog, catalog)) {
            return;
        }
        self.radius_is_old = true;
        self.planted = match (root, self.planted.take()) {
            (None, planted) => planted,
            (Some(root), None) => Some(Planted::new(catalog, root, self.level)),
            (Some(root), Some(planted)) => Some(planted.renewed(catalog, root)),
        };
        self.see(shared);
    }

    /// Takes what is known of the world outside by now.
    fn see(&mut self, shared: &Shared) {
        if let Some(planted) = &mut self.planted {
            let known = shared.discovery.known();
            planted.down.see(known.cloned());
            planted.up.see(known.cloned());
        }
    }

    /// Shows what declaring would write: the dependency under the cursor, or all that were seen of the root.
    fn declare(&self, context: &mut Context<'_>) {
        let shared = context.shared;
        let (Some(planted), Some(known)) = (self.planted(), shared.discovery.known()) else {
            return;
        };
        let at_cursor = self
            .branch()
            .filter(|_| self.pane != Pane::People)
            .and_then(|branch| {
                let at = branch.list.cursor()?;
                let node = branch
                    .outline
                    .node(at)
                    .filter(|node| node.relation == words::SEEN)?;
                let (from, to) = branch.outline.edge(branch.outline.above(at), node.id);
                let text = |node| planted.catalog.node_ref(node).to_owned();
                Some(vec![(text(from), text(to))])
            });
        let edges = at_cursor.unwrap_or_else(|| known.edges_of(&self.root));
        let nothing = "No dependency of it was seen that is not declared.";
        discovery::declaring::show_edges(&edges, nothing, context);
    }

    /// The root in the present catalog; at the level of systems it may be part of what the trees have as root.
    pub(super) fn root_node(&self) -> Option<NodeId> {
        self.planted()?.catalog.find_node(&self.root)
    }

    pub(super) fn act(&mut self, action: Action, context: &mut Context<'_>) {
        match action {
            Action::Open => match self.selected().filter(|selected| *selected != self.root) {
                Some(entity_ref) => context.push(super::open(entity_ref)),
                None => context.toast(ToastLevel::Info, "Select another entity to see its tree."),
            },
            Action::Show(pane) => self.pane = pane,
            Action::Toggle => {
                let followed = self.branch_mut().is_none_or(Branch::toggle);
                self.explain(followed, context);
            }
            Action::UnfoldLevel => {
                if self.branch_mut().is_some_and(|branch| !branch.level(true)) {
                    context.toast(ToastLevel::Info, "There is no more to unfold.");
                }
            }
            Action::FoldLevel => {
                self.branch_mut().map(|branch| branch.level(false));
            }
            Action::Systems => self.change_level(context.shared),
        }
    }

    /// What leads back to the root has nothing below it here.
    fn explain(&self, followed: bool, context: &mut Context<'_>) {
        if !followed {
            let text = format!("This leads back to {}, the root of this tree.", self.root);
            context.toast(ToastLevel::Info, text);
        }
    }

    fn change_level(&mut self, shared: &Shared) {
        self.level = match self.level {
            Level::Entities => Level::Systems,
            Level::Systems => Level::Entities,
        };
        if let (Some(root), Some(planted)) = (self.root_node(), self.planted()) {
            self.planted = Some(Planted::new(&planted.catalog.clone(), root, self.level));
            self.counting = None;
            self.see(shared);
        }
    }

    fn go(&mut self, motion: Motion) {
        match self.branch_mut() {
            Some(branch) => branch.go(motion),
            None => {
                let radius = self.radius.value().cloned().unwrap_or_default();
                self.people.go(motion, &People(&radius.people));
            }
        }
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        let on_more = self.branch_mut().is_some_and(|branch| branch.is_on_more());
        match (self.selected(), self.planted()) {
            _ if on_more => self.act(Action::Toggle, context),
            (Some(selected), Some(planted)) if planted.catalog.find(&selected).is_some() => {
                context.follow(Link::Entity(selected));
            }
            (Some(selected), _) => context.toast(
                ToastLevel::Warning,
                format!("No file of the catalog defines {selected}."),
            ),
            (None, _) => {}
        }
    }

    fn drawn(&mut self, context: &mut Context<'_>) {
        let layout = &context.shared.layout;
        if let Some(planted) = &mut self.planted {
            planted.down.list.set_height(layout.height(DOWN));
            planted.up.list.set_height(layout.height(UP));
        }
        self.people.set_height(layout.height(PEOPLE));
        self.ask(context);
    }
}

impl Planted {
    fn new(catalog: &Arc<Catalog>, root: NodeId, level: Level) -> Self {
        let branch = |direction| Branch::new(catalog.clone(), root, direction, level);
        Self {
            catalog: catalog.clone(),
            down: branch(Direction::Down),
            up: branch(Direction::Up),
        }
    }

    fn renewed(mut self, catalog: &Arc<Catalog>, root: NodeId) -> Self {
        self.down.renew(catalog.clone(), root);
        self.up.renew(catalog.clone(), root);
        self.catalog = catalog.clone();
        self
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        match self.root.as_str() {
            "" => "Tree".to_owned(),
            root => format!("Tree of {root}"),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.finder.typing {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Tree,
                Scope::List,
                Scope::Past,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        if self.finder.typing && self.typed(event, context) == Flow::Handled {
            return Flow::Handled;
        }
        match event {
            Event::Shown | Event::Catalog => self.plant(context.shared),
            Event::Follow(Link::Entity(entity_ref)) => self.replant(entity_ref, context.shared),
            Event::Answer(generation, answer) => return self.answered(generation, answer),
            Event::Drawn => self.drawn(context),
            Event::Discovery => self.see(context.shared),
            Event::Intent(Intent::Discovery(discovery::Action::Declare)) => self.declare(context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(target, lines) => return self.scroll(target, lines),
            Event::Intent(Intent::Tree(action)) => self.act(action, context),
            Event::Intent(Intent::Move(motion)) => self.go(motion),
            Event::Intent(Intent::Left) => {
                self.branch_mut().map(Branch::left);
            }
            Event::Intent(Intent::Right) => {
                let followed = self.branch_mut().is_none_or(Branch::right);
                self.explain(followed, context);
            }
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::NextPane) => self.pane = self.pane.next(),
            Event::Intent(Intent::PreviousPane) => self.pane = self.pane.next().next(),
            Event::Intent(Intent::Filter) => self.begin_finding(),
            // Where nothing is looked for, there is no next match: `n` is what it is on every other entity.
            Event::Intent(Intent::NextMatch) if self.finder.input.is_empty() => {
                let entity = self.selected().unwrap_or_else(|| self.root.clone());
                context.push(create::open_for(entity));
            }
            Event::Intent(Intent::NextMatch) => self.find(false, context),
            Event::Intent(Intent::PreviousMatch) => self.find(true, context),
            Event::Intent(Intent::Escape) if !self.finder.input.is_empty() => {
                self.finder = Finder::default();
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let (Some(planted), Some(branch)) = (self.planted(), self.branch()) else {
            return vec![CopyItem::new('c', "The command line", "muster deps REF")];
        };
        let (catalog, outline) = (&planted.catalog, &branch.outline);
        let command = copy::command(&self.root, outline.direction(), copy::depth(outline));
        let mut items = Vec::new();
        items.extend(
            self.selected()
                .map(|text| CopyItem::new('r', "The reference", text)),
        );
        items.push(CopyItem::new('c', "The command line", command));
        items.push(CopyItem::new(
            't',
            "The tree as text",
            copy::text(catalog, branch),
        ));
        items.extend(copy::graphs(catalog, outline));
        if !self.told().is_empty() {
            items.push(CopyItem::new(
                'p',
                "The people to be told",
                copy::people(self.told()),
            ));
        }
        items
    }
}
