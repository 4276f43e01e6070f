//! What is shown of the radar and which technology is selected; the methods are what the keys do.

use super::plot::{Direction, Plot, Shown};
use super::rows::{Row, Users, rows};
use crate::app::geometry::{Layout, Size, Target, ViewId};
use crate::app::input::{Edit, Input};
use crate::app::list::{List, Motion};
use crate::model::catalog::EntityId;
use crate::model::vision::{Judged, TechnologyId};

/// All of the radar's place on the screen.
pub const WHOLE: ViewId = ViewId("vision.radar");
/// The circle or quarter circle.
pub const DRAWING: ViewId = ViewId("vision.radar.drawing");
/// The technologies: a row is a row of the list, a line of the legend, or a blip.
pub const LIST: ViewId = ViewId("vision.radar.technologies");
/// What there is to say about the selected one, and how many lines that is.
pub const DETAIL: ViewId = ViewId("vision.radar.detail");
pub const DETAIL_LINES: ViewId = ViewId("vision.radar.detail-lines");
/// Who uses the selected one.
pub const USERS: ViewId = ViewId("vision.radar.users");

/// With fewer columns or rows, one quadrant is drawn instead of all of them, unless it is asked for otherwise.
const ALL_FROM: Size = Size::new(100, 26);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Drawn,
    List,
}

/// What has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    Radar,
    Detail,
    Users,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub mode: Mode,
    pub pane: Pane,
    /// The filter, and whether it is being typed.
    pub input: Input,
    pub editing: bool,
    /// What the filter leaves, in the order of quadrants, rings and titles.
    pub rows: Vec<Row>,
    pub list: List,
    /// Who uses the selected technology.
    pub users: List,
    pub detail_offset: usize,
    /// The technology that the detail and the users are of.
    about: Option<String>,
    /// Whether one quadrant is shown; none where the size decides.
    zoom: Option<bool>,
    /// The quadrant of the selected technology, or the one gone to last.
    quadrant: usize,
    whole: Size,
    drawing: Size,
    /// How many lines of the detail are seen, and how many there are.
    detail: (usize, usize),
}

impl State {
    /// For a picture of these technologies, of all quadrants or of one, with nothing selected or with the first of them.
    pub fn picture(
        judged: &Judged,
        shown: &[TechnologyId],
        quadrant: Option<usize>,
        selects_first: bool,
    ) -> Self {
        let mut state = Self {
            rows: rows(&judged.vision.radar, ""),
            zoom: quadrant.map(|_| true),
            quadrant: quadrant.unwrap_or(0),
            ..Self::default()
        };
        state.rows.retain(|row| shown.contains(&row.technology));
        if selects_first {
            state.list.select(0, &state.rows[..]);
            state.follow(judged);
        }
        state
    }

    /// Takes what was judged anew. What was selected stays selected.
    pub fn judged(&mut self, judged: &Judged) {
        self.rows = rows(&judged.vision.radar, self.input.text());
        self.list.replaced(&self.rows[..]);
        self.follow(judged);
    }

    /// The selected technology.
    pub fn selected(&self) -> Option<TechnologyId> {
        self.row().map(|row| row.technology)
    }

    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.list.cursor()?)
    }

    /// Selects a technology, takes the filter away if it hides it; false where the radar has none of this id.
    pub fn select(&mut self, id: &str, judged: &Judged) -> bool {
        if !self.rows.iter().any(|row| row.id == id) {
            self.input.clear();
            self.judged(judged);
        }
        let is_there = self.list.select_id(id, &self.rows[..]);
        self.follow(judged);
        is_there
    }

    /// Selects the row at an index, as a click does; true if it was selected already.
    pub fn click(&mut self, index: usize, judged: &Judged) -> bool {
        let was = self.pane == Pane::Radar && self.list.cursor() == Some(index);
        self.pane = Pane::Radar;
        self.list.select(index, &self.rows[..]);
        self.follow(judged);
        was
    }

    /// What of the radar is drawn at a size of all its place.
    pub fn shown(&self, whole: Size) -> Shown {
        match self.is_zoomed(whole) {
            true => Shown::Quadrant(self.quadrant),
            false => Shown::All,
        }
    }

    fn is_zoomed(&self, whole: Size) -> bool {
        let is_small = whole.width < ALL_FROM.width || whole.height < ALL_FROM.height;
        self.zoom.unwrap_or(is_small)
    }

    /// One quadrant instead of all, or the other way round.
    pub fn zoom(&mut self) {
        self.mode = Mode::Drawn;
        self.zoom = Some(!self.is_zoomed(self.whole));
    }

    /// Drawn or as a list.
    pub fn toggle(&mut self) {
        self.pane = Pane::Radar;
        self.mode = match self.mode {
            Mode::Drawn => Mode::List,
            Mode::List => Mode::Drawn,
        };
    }

    /// Goes round the quadrants: the first technology of the next one (or, backward, of the one before) is selected.
    pub fn turn(&mut self, backward: bool, judged: &Judged) {
        let radar = &judged.vision.radar;
        let count = radar.quadrants.len().max(1);
        let step = if backward { count - 1 } else { 1 };
        self.quadrant = (self.quadrant + step) % count;
        let is_there = |row: &Row| {
            let technology = radar.technology(row.technology);
            technology.is_some_and(|technology| technology.quadrant == self.quadrant)
        };
        if let Some(index) = self.rows.iter().position(is_there) {
            self.list.select(index, &self.rows[..]);
            self.follow(judged);
        }
    }

    /// Moves as the keys for up, down and pages say, in what has the keys. In the drawing, up and down lead to the nearest
    /// blip there.
    pub fn go(&mut self, motion: Motion, judged: &Judged) {
        match (self.pane, self.mode, motion) {
            (Pane::Detail, _, _) => self.scroll_detail(motion),
            (Pane::Users, _, _) => {
                let ids = self.user_ids(judged);
                let catalog = &judged.catalog;
                self.users.go(motion, &Users { catalog, ids });
            }
            (Pane::Radar, Mode::Drawn, Motion::Up) => self.toward(Direction::Up, judged),
            (Pane::Radar, Mode::Drawn, Motion::Down) => self.toward(Direction::Down, judged),
            (Pane::Radar, _, motion) => {
                self.list.go(motion, &self.rows[..]);
                self.follow(judged);
            }
        }
    }

    pub fn left(&mut self, judged: &Judged) {
        match (self.pane, self.mode) {
            (Pane::Radar, Mode::Drawn) => self.toward(Direction::Left, judged),
            (Pane::Radar, Mode::List) => self.turn(true, judged),
            _ => self.pane = Pane::Radar,
        }
    }

    pub fn right(&mut self, judged: &Judged) {
        match (self.pane, self.mode) {
            (Pane::Radar, Mode::Drawn) => self.toward(Direction::Right, judged),
            (Pane::Radar, Mode::List) => self.turn(false, judged),
            (Pane::Detail, _) => self.pane = Pane::Users,
            (Pane::Users, _) => {}
        }
    }

    /// The next technology by number, or the one before; round again at the end.
    pub fn step(&mut self, backward: bool, judged: &Judged) {
        let count = self.rows.len().max(1);
        let step = if backward { count - 1 } else { 1 };
        let index = self.list.cursor().map_or(0, |at| (at + step) % count);
        self.list.select(index, &self.rows[..]);
        self.follow(judged);
    }

    /// To the nearest blip in a direction; stays where there is none.
    fn toward(&mut self, direction: Direction, judged: &Judged) {
        let radar = &judged.vision.radar;
        let plot = Plot::of(radar, self.shown(self.whole), self.drawing);
        let is_shown = |id: TechnologyId| self.rows.iter().any(|row| row.technology == id);
        let to = match self.selected() {
            Some(from) => plot.nearest(from, direction, is_shown),
            None => plot.blips.first().map(|blip| blip.technology),
        };
        let index = to.and_then(|to| self.rows.iter().position(|row| row.technology == to));
        if let Some(index) = index {
            self.list.select(index, &self.rows[..]);
            self.follow(judged);
        }
    }

    /// Opens what is under the cursor: the detail of a technology, or of who uses it one; then its ref is returned.
    pub fn enter(&mut self, judged: &Judged) -> Option<String> {
        if self.editing {
            self.editing = false;
            return None;
        }
        match self.pane {
            Pane::Radar if self.selected().is_some() => self.pane = Pane::Detail,
            Pane::Detail if !self.user_ids(judged).is_empty() => self.pane = Pane::Users,
            Pane::Users => return self.users.selected().map(str::to_owned),
            _ => {}
        }
        None
    }

    /// The next pane, or the one before.
    pub fn next_pane(&mut self, backward: bool) {
        self.pane = match (self.pane, backward) {
            (Pane::Radar, false) | (Pane::Users, true) => Pane::Detail,
            (Pane::Detail, false) | (Pane::Radar, true) => Pane::Users,
            (Pane::Users, false) | (Pane::Detail, true) => Pane::Radar,
        };
    }

    /// Takes back one thing after the other; false when there is nothing left to take back.
    pub fn escape(&mut self, judged: &Judged) -> bool {
        if self.pane != Pane::Radar && !self.editing {
            self.pane = Pane::Radar;
        } else if self.editing || !self.input.is_empty() {
            self.editing = false;
            self.input.clear();
            self.judged(judged);
        } else if self.zoom.take().is_none() {
            return false;
        }
        true
    }

    /// Begins to type a filter.
    pub fn filter(&mut self) {
        self.pane = Pane::Radar;
        self.editing = true;
    }

    pub fn insert(&mut self, text: &str, judged: &Judged) {
        self.input.insert(text);
        self.judged(judged);
    }

    pub fn edit(&mut self, edit: Edit, judged: &Judged) {
        if self.input.edit(edit) {
            self.judged(judged);
        }
    }

    /// Scrolls what is under the mouse.
    pub fn scroll(&mut self, view: ViewId, lines: isize, judged: &Judged) {
        match view {
            LIST => {
                self.list.scroll(lines, &self.rows[..]);
                self.follow(judged);
            }
            USERS => {
                let ids = self.user_ids(judged);
                let catalog = &judged.catalog;
                self.users.scroll(lines, &Users { catalog, ids });
            }
            DETAIL => self.detail_offset = self.scrolled(lines),
            _ => {}
        }
    }

    /// Learns from the last frame how much was seen of what.
    pub fn drawn(&mut self, layout: &Layout) {
        let size = |view| {
            let area = layout.area_of(&Target::Pane(view));
            area.map(|area| Size::new(area.width, area.height))
        };
        self.whole = size(WHOLE).unwrap_or(self.whole);
        self.drawing = size(DRAWING).unwrap_or(self.drawing);
        self.list.set_height(layout.height(LIST));
        self.users.set_height(layout.height(USERS));
        self.detail = (layout.height(DETAIL), layout.height(DETAIL_LINES));
    }

    /// Who uses the selected technology.
    pub fn user_ids<'a>(&self, judged: &'a Judged) -> &'a [EntityId] {
        let selected = self.selected();
        selected.map_or(&[], |technology| judged.technologies.users(technology))
    }

    fn scroll_detail(&mut self, motion: Motion) {
        self.detail_offset = self.scrolled(motion.lines(self.detail.0.max(2)));
    }

    fn scrolled(&self, lines: isize) -> usize {
        let last = self.detail.1.saturating_sub(self.detail.0);
        self.detail_offset.saturating_add_signed(lines).min(last)
    }

    /// After the selection moved: the quadrant is that of what is selected, and its users are others.
    fn follow(&mut self, judged: &Judged) {
        let radar = &judged.vision.radar;
        if let Some(technology) = self.selected().and_then(|id| radar.technology(id)) {
            self.quadrant = technology.quadrant;
        }
        self.quadrant = self.quadrant.min(radar.quadrants.len().saturating_sub(1));
        let ids = self.user_ids(judged);
        let catalog = &judged.catalog;
        let users = Users { catalog, ids };
        if self.about.as_deref() == self.list.selected() {
            return self.users.replaced(&users);
        }
        self.about = self.list.selected().map(str::to_owned);
        self.users.reset(&users);
        self.detail_offset = 0;
    }
}
