//! Overlays: what lies over the screen and has the keys while it is open. They are a stack of their own.

mod choice;
mod confirm;
mod copy_menu;
mod picker;

pub use choice::Choice;
pub use confirm::Confirm;
pub use copy_menu::{CopyItem, CopyMenu};
pub use picker::{Picker, PickerKind};

use super::access::Deciding;
use super::context::{Context, Event, Flow};
use super::discovery::{Claiming, Declaring};
use super::geometry::ViewId;
use super::health::Silencing;
use super::intent::Scope;
use super::owned::Asking;
use super::vision::{Filing, Waiving};

/// The rows of the topmost overlay, for the mouse.
pub const LIST: ViewId = ViewId("overlay.rows");

/// Something over the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The help, the palette, the choice of a theme.
    Picker(Picker),
    CopyMenu(CopyMenu),
    Confirm(Confirm),
    /// What is about to be claimed of what was found outside.
    Claiming(Box<Claiming>),
    /// Which dependencies that were seen are about to be declared.
    Declaring(Declaring),
    /// Which exceptions are about to be asked for.
    Waiving(Box<Waiving>),
    /// Which tasks are about to be made of what falls short.
    Filing(Filing),
    /// What is about to be done about ownership.
    Owning(Box<Asking>),
    /// Which day the catalog is to be shown of.
    Travelling(super::past::Asking),
    /// A silence that is about to begin.
    Silencing(Box<Silencing>),
    /// What is about to be done about access.
    Deciding(Box<Deciding>),
}

impl Overlay {
    /// Where its keys are looked up. The screen's scopes are left out, so nothing leaks through.
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Overlay::Picker(_) => &[Scope::Picker, Scope::Text, Scope::System],
            Overlay::CopyMenu(_) => &[Scope::Menu, Scope::Text, Scope::System],
            Overlay::Confirm(_) => &[Scope::Confirm, Scope::System],
            Overlay::Claiming(claiming) => claiming.scopes(),
            Overlay::Declaring(declaring) => declaring.scopes(),
            Overlay::Waiving(waiving) => waiving.scopes(),
            Overlay::Filing(filing) => filing.scopes(),
            Overlay::Owning(asking) => asking.scopes(),
            Overlay::Travelling(asking) => asking.scopes(),
            Overlay::Silencing(silencing) => silencing.scopes(),
            Overlay::Deciding(deciding) => deciding.scopes(),
        }
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match self {
            Overlay::Picker(picker) => picker.update(event, context),
            Overlay::CopyMenu(menu) => menu.update(event, context),
            Overlay::Confirm(confirm) => confirm.update(event, context),
            Overlay::Claiming(claiming) => claiming.update(event, context),
            Overlay::Declaring(declaring) => declaring.update(event, context),
            Overlay::Waiving(waiving) => waiving.update(event, context),
            Overlay::Filing(filing) => filing.update(event, context),
            Overlay::Owning(asking) => asking.update(event, context),
            Overlay::Travelling(asking) => asking.update(event, context),
            Overlay::Silencing(silencing) => silencing.update(event, context),
            Overlay::Deciding(deciding) => deciding.update(event, context),
        }
    }
}
