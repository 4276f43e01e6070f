//! What every screen may read: the time, the workspace, who is asking, the catalog. Changed only by `update`.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::geometry::Layout;
use super::load::Load;
use crate::model::catalog::Catalog;

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
    /// Nothing that writes may be done.
    pub read_only: bool,
    pub catalog: Load<Arc<Catalog>>,
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
}

impl Shared {
    pub fn new(now: Timestamp, workspace: Option<Workspace>) -> Self {
        Self {
            now,
            workspace,
            me: None,
            actor: String::new(),
            read_only: false,
            catalog: Load::default(),
            layout: Layout::default(),
        }
    }
}
