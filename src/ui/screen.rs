//! Which drawing belongs to which screen: an arm each.

use ratatui::layout::Rect;

use super::access;
use super::cost;
use super::health;
use super::{
    Surface, catalog, create, discovery, home, insights, journal, owned, problems, queue, run, tree, vision,
    welcome, wizard,
};
use crate::app::screen::Screen;
use crate::app::shared::Shared;

pub(super) fn draw(screen: &Screen, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match screen {
        Screen::Welcome(state) => welcome::draw(state, shared, area, surface),
        Screen::Home(state) => home::draw(state, shared, area, surface),
        Screen::Catalog(state) => catalog::draw(state, shared, area, surface),
        Screen::Entity(state) => catalog::draw_entity(state, shared, surface),
        Screen::Document(state) => catalog::draw_document(state, area, surface),
        Screen::Discovery(state) => discovery::draw(state, shared, area, surface),
        Screen::Create(state) => create::draw(state, shared, area, surface),
        Screen::Wizard(state) => wizard::draw(state, area, surface),
        Screen::Run(state) => run::draw(state, shared, area, surface),
        Screen::Runs(state) => run::draw_list(state, shared, area, surface),
        Screen::Insights(state) => insights::draw(state, shared, area, surface),
        Screen::Journal(state) => journal::draw(state, shared, area, surface),
        Screen::Tree(state) => tree::draw(state, shared, area, surface),
        Screen::Problems(state) => problems::draw(state, shared, area, surface),
        Screen::Queue(state) => queue::draw(state, shared, area, surface),
        Screen::Vision(state) => vision::draw(state, shared, area, surface),
        Screen::Owned(state) => owned::draw(state, shared, area, surface),
        Screen::Health(state) => health::draw(state, shared, area, surface),
        Screen::Cost(state) => cost::draw(state, shared, area, surface),
        Screen::Access(state) => access::draw(state, shared, area, surface),
        Screen::Findings(state) => vision::draw_findings(state, shared, area, surface),
    }
}
