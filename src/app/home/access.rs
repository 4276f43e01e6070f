//! What of access wants to be looked at: what is over, what nothing explains. Pure: of looks that are kept.

use super::content::{Body, Line};
use crate::app::access::{Aim, Tab};
use crate::app::link::Link;
use crate::app::shared::Shared;
use crate::model::access::{Access, Presence, agenda};
use crate::model::text::counted;

/// At most two lines, each leading to the rows it is about: of what the person is accountable for, of everything where nobody says
/// who they are. Nothing where there is nothing.
pub(super) fn lines(shared: &Shared) -> Vec<Line> {
    let Some((review, catalog)) = shared.access.known().zip(shared.catalog.value()) else {
        return Vec::new();
    };
    let mine = shared.me.as_ref().map(|me| agenda(review, catalog, me));
    let is_meant = |row: &&Access| match &mine {
        Some(mine) => row
            .entity
            .as_ref()
            .is_some_and(|entity| mine.resources.contains(entity)),
        None => true,
    };
    let (over, unexplained) = match &mine {
        Some(mine) => (mine.over, mine.unexplained),
        None => review.counts(),
    };
    let unseen = review.rows.iter().filter(is_meant);
    let unseen = unseen
        .filter(|row| row.is_over && row.presence != Presence::There)
        .count();
    let aim = |tab| match shared.me {
        Some(_) => Aim::mine(tab),
        None => Aim {
            tab,
            ..Aim::default()
        },
    };
    let over = (over > 0).then(|| {
        let rights = counted(over, "right is over", "rights are over");
        let text = match unseen {
            0 => format!("{rights} and still there"),
            all if all == over => format!("{rights}; nobody has looked since"),
            some => format!("{rights}, {some} of them not looked at since"),
        };
        line("access over", text, aim(Tab::Over))
    });
    let unexplained = (unexplained > 0).then(|| {
        let text = format!(
            "{} that nothing explains",
            counted(unexplained, "right", "rights")
        );
        line("access unexplained", text, aim(Tab::Unexplained))
    });
    over.into_iter().chain(unexplained).collect()
}

fn line(id: &str, text: String, aim: Aim) -> Line {
    Line::leading(id, Body::Failed(text), Link::Access(aim))
}
