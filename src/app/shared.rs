//! What every screen may read: the time, the workspace, who is asking, the catalog. Changed only by `update`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::access;
use super::discovery::Lookout;
use super::effect::Generation;
use super::geometry::Layout;
use super::health::Board;
use super::load::Load;
use super::past::Travel;
use super::vision::Work;
use crate::model::catalog::Catalog;
use crate::model::vision::Judged;

/// Facts that belong to no screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    pub now: Timestamp,
    /// `None` shows the first-run screen.
    pub workspace: Option<Workspace>,
    /// The canonical ref of the person at the keyboard, if settings say who they are.
    pub me: Option<String>,
    /// Whom the journal names for what is done here: `me`, or else the account of the operating system.
    pub actor: String,
    /// Where the person's clock is: what `tomorrow 9:00` means.
    pub zone: TimeZone,
    /// Nothing that writes may be done.
    pub read_only: bool,
    pub catalog: Load<Arc<Catalog>>,
    /// What exists outside, and what is under way there.
    pub discovery: Lookout,
    /// The vision held against the catalog, perhaps against the one before: `Judged::catalog`.
    pub vision: Load<Arc<Judged>>,
    /// What is under way about it.
    pub vision_work: Work,
    /// What is being done about ownership; whether it is about somebody who leaves or stays.
    pub owning: BTreeMap<Generation, bool>,
    /// Whether `catalog` is the one of now, or of when.
    pub travel: Travel,
    /// What probes say, and what is under way about them.
    pub health: Board,
    /// Who has what, and what is under way about it.
    pub access: access::Board,
    /// Where everything was in the last frame.
    pub layout: Layout,
}

/// The workspace in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    pub name: String,
    pub root: PathBuf,
    /// A demo company, thrown away at the end.
    pub demo: bool,
    /// In a demo: who looks at it, where nobody says who they are.
    pub persona: Option<String>,
}

impl Shared {
    /// Uses another workspace from now on.
    pub fn open(&mut self, workspace: Workspace) {
        if self.me.is_none()
            && let Some(persona) = &workspace.persona
        {
            self.me = Some(persona.clone());
            self.actor.clone_from(persona);
        }
        self.workspace = Some(workspace);
    }

    /// The time on the person's clock.
    pub fn clock(&self) -> Zoned {
        self.now.to_zoned(self.zone.clone())
    }

    /// The day that it is for the person.
    pub fn today(&self) -> Date {
        self.clock().date()
    }

    pub fn new(now: Timestamp, workspace: Option<Workspace>) -> Self {
        Self {
            now,
            workspace,
            me: None,
            actor: String::new(),
            zone: TimeZone::UTC,
            read_only: false,
            catalog: Load::default(),
            discovery: Lookout::default(),
            vision: Load::default(),
            vision_work: Work::default(),
            owning: BTreeMap::new(),
            travel: Travel::default(),
            health: Board::default(),
            access: access::Board::default(),
            layout: Layout::default(),
        }
    }
}
