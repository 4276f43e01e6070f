//! What Home remembers, and how it answers.

use crate::app::context::{Context, Event, Flow};
use crate::app::intent::Scope;
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;

/// The state of Home.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Home".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Home, Scope::List, Scope::Global, Scope::System]
    }

    fn update(&mut self, _: Event<'_>, _: &mut Context<'_>) -> Flow {
        Flow::Ignored
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        vec![CopyItem::new('c', "The command line", "muster catalog list")]
    }
}
