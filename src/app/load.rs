//! Data that arrives later: loading, there, failed, or there but stale. Every screen has these four faces.

use super::effect::Generation;
use super::msg::Failure;

/// A value on its way, and the last good one meanwhile.
#[derive(Debug, Clone, PartialEq)]
pub struct Load<T> {
    value: Option<T>,
    pending: Option<Generation>,
    failure: Option<Failure>,
}

/// What a screen shows of a [`Load`].
#[derive(Debug, PartialEq)]
pub enum Phase<'a, T> {
    /// Nobody asked yet.
    Idle,
    Loading,
    Failed(&'a Failure),
    /// The newest value there is; `stale` says why there is no newer one, `refreshing` that one is on its way.
    Ready {
        value: &'a T,
        refreshing: bool,
        stale: Option<&'a Failure>,
    },
}

impl<T> Default for Load<T> {
    fn default() -> Self {
        Self {
            value: None,
            pending: None,
            failure: None,
        }
    }
}

impl<T> Load<T> {
    pub fn ready(value: T) -> Self {
        Self {
            value: Some(value),
            ..Self::default()
        }
    }

    pub fn phase(&self) -> Phase<'_, T> {
        match (&self.value, &self.failure) {
            (Some(value), failure) => Phase::Ready {
                value,
                refreshing: self.pending.is_some(),
                stale: failure.as_ref(),
            },
            (None, _) if self.pending.is_some() => Phase::Loading,
            (None, Some(failure)) => Phase::Failed(failure),
            (None, None) => Phase::Idle,
        }
    }

    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Notes that a value was asked for.
    pub fn expect(&mut self, generation: Generation) {
        self.pending = Some(generation);
    }

    /// Whether an answer is waited for.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether an answer of this generation is the one waited for.
    pub fn expects(&self, generation: Generation) -> bool {
        self.pending == Some(generation)
    }

    /// Takes a new value that came by itself; one that was asked for may still follow.
    pub fn renew(&mut self, value: T) {
        self.value = Some(value);
        self.failure = None;
    }

    /// Without what is on its way: whoever comes later asks anew.
    pub fn settled(self) -> Self {
        Self {
            pending: None,
            ..self
        }
    }

    /// Takes the value that was asked for.
    pub fn succeed(&mut self, value: T) {
        *self = Self::ready(value);
    }

    /// Notes that the newest try failed; the last good value stays, as stale.
    pub fn fail(&mut self, failure: Failure) {
        self.pending = None;
        self.failure = Some(failure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_keeps_the_last_good_value() {
        let mut load = Load::default();
        assert_eq!(load.phase(), Phase::Idle);
        load.expect(Generation(1));
        assert_eq!(load.phase(), Phase::Loading);
        assert!(load.expects(Generation(1)) && !load.expects(Generation(2)));
        load.succeed(7);
        load.expect(Generation(2));
        assert_eq!(
            load.phase(),
            Phase::Ready {
                value: &7,
                refreshing: true,
                stale: None
            }
        );
        let failure = Failure::new("The disk is gone.", "Press r.");
        load.fail(failure.clone());
        assert_eq!(
            load.phase(),
            Phase::Ready {
                value: &7,
                refreshing: false,
                stale: Some(&failure)
            }
        );
    }

    #[test]
    fn without_a_value_a_failure_is_all_there_is() {
        let mut load = Load::<u8>::default();
        load.expect(Generation(1));
        load.fail(Failure::new("No such folder.", "Press r."));
        assert!(matches!(load.phase(), Phase::Failed(_)));
    }
}
