//! Short messages that appear over the screen and go away by themselves. Pure: the time is passed in.

use jiff::{SignedDuration, Timestamp};

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    Done,
    Info,
    Warning,
    Error,
}

impl Level {
    /// How long a message of this level stays. Errors stay long enough to be read twice.
    fn lifetime(self) -> SignedDuration {
        match self {
            Level::Done | Level::Info => SignedDuration::from_secs(4),
            Level::Warning => SignedDuration::from_secs(8),
            Level::Error => SignedDuration::from_secs(15),
        }
    }
}

/// One message on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub id: u64,
    pub level: Level,
    pub text: String,
    pub until: Timestamp,
}

/// The messages on the screen, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toasts {
    shown: Vec<Toast>,
    last_id: u64,
}

/// More than this many at once hide the screen; the oldest goes first.
const AT_ONCE: usize = 4;

impl Toasts {
    pub fn shown(&self) -> &[Toast] {
        &self.shown
    }

    /// Shows a message; the same text again only lives longer.
    pub fn push(&mut self, level: Level, text: impl Into<String>, now: Timestamp) {
        let text = text.into();
        let until = now.saturating_add(level.lifetime()).unwrap_or(Timestamp::MAX);
        self.shown.retain(|toast| toast.text != text);
        self.last_id += 1;
        self.shown.push(Toast {
            id: self.last_id,
            level,
            text,
            until,
        });
        if self.shown.len() > AT_ONCE {
            self.shown.remove(0);
        }
    }

    pub fn dismiss(&mut self, id: u64) {
        self.shown.retain(|toast| toast.id != id);
    }

    /// Takes away what has been shown long enough; true if anything went.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.shown.len();
        self.shown.retain(|toast| toast.until > now);
        self.shown.len() != before
    }

    /// When the next message must go.
    pub fn next_expiry(&self) -> Option<Timestamp> {
        self.shown.iter().map(|toast| toast.until).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_message_goes_when_its_time_is_over() {
        let mut toasts = Toasts::default();
        toasts.push(Level::Info, "copied", at(0));
        toasts.push(Level::Error, "no such file", at(1));
        assert_eq!(toasts.next_expiry(), Some(at(4)));
        assert!(!toasts.expire(at(3)));
        assert!(toasts.expire(at(4)));
        assert_eq!(toasts.shown().len(), 1);
        assert_eq!(toasts.next_expiry(), Some(at(16)));
    }

    #[test]
    fn the_same_message_is_shown_once_and_old_ones_make_room() {
        let mut toasts = Toasts::default();
        for text in ["a", "b", "a", "c", "d", "e"] {
            toasts.push(Level::Info, text, at(0));
        }
        let texts: Vec<_> = toasts.shown().iter().map(|toast| toast.text.as_str()).collect();
        assert_eq!(texts, ["a", "c", "d", "e"]);
    }
}
