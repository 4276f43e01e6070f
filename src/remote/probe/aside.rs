//! Work that may hang, as looking a name up does, on a thread of its own: waited for only so long. However long it hangs, there
//! is one thread for each thing that is asked.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

/// What is under way, by what is asked.
pub(crate) struct Asides<T> {
    under_way: Arc<Mutex<HashMap<String, Arc<Aside<T>>>>>,
}

struct Aside<T> {
    stage: Mutex<Stage<T>>,
    ended: Condvar,
}

enum Stage<T> {
    UnderWay,
    Done(T),
    /// It ended without an answer.
    Lost,
}

impl<T> Default for Asides<T> {
    fn default() -> Self {
        Self {
            under_way: Arc::default(),
        }
    }
}

impl<T: Clone + Send + 'static> Asides<T> {
    /// What the work gives, if it does so in time. While earlier work for the same key is under way, that is waited for and
    /// none is begun.
    pub fn wait(&self, key: &str, time: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let aside = self.join(key, work);
        let stage = locked(&aside.stage);
        let is_under_way = |stage: &mut Stage<T>| matches!(stage, Stage::UnderWay);
        let waited = aside.ended.wait_timeout_while(stage, time, is_under_way);
        let (stage, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match &*stage {
            Stage::Done(answer) => Some(answer.clone()),
            Stage::UnderWay | Stage::Lost => None,
        }
    }

    /// The work for a key that is under way, begun where there is none.
    fn join(&self, key: &str, work: impl FnOnce() -> T + Send + 'static) -> Arc<Aside<T>> {
        let mut under_way = locked(&self.under_way);
        if let Some(aside) = under_way.get(key) {
            return Arc::clone(aside);
        }
        let aside = Arc::new(Aside {
            stage: Mutex::new(Stage::UnderWay),
            ended: Condvar::new(),
        });
        under_way.insert(key.to_owned(), Arc::clone(&aside));
        drop(under_way);
        let end = End {
            key: key.to_owned(),
            aside: Arc::clone(&aside),
            under_way: Arc::clone(&self.under_way),
        };
        // Where this machine has no thread left, `end` is dropped at once, and the work is lost.
        let _ = Builder::new()
            .name("muster-aside".to_owned())
            .spawn(move || end.with(work()));
        aside
    }
}

/// Ends it however the work ends, by a panic too.
struct End<T> {
    key: String,
    aside: Arc<Aside<T>>,
    under_way: Arc<Mutex<HashMap<String, Arc<Aside<T>>>>>,
}

impl<T> End<T> {
    fn with(self, answer: T) {
        *locked(&self.aside.stage) = Stage::Done(answer);
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        locked(&self.under_way).remove(&self.key);
        let mut stage = locked(&self.aside.stage);
        if matches!(*stage, Stage::UnderWay) {
            *stage = Stage::Lost;
        }
        drop(stage);
        self.aside.ended.notify_all();
    }
}

fn locked<S>(mutex: &Mutex<S>) -> MutexGuard<'_, S> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn work_is_begun_once_and_waited_for_by_all_who_ask() {
        let asides = Asides::default();
        let (go, wait) = channel::<()>();
        let work = move || wait.recv().map_or(0, |()| 1);
        assert_eq!(asides.wait("a", Duration::ZERO, work), None, "it is under way");
        assert_eq!(asides.wait("a", Duration::ZERO, || 2), None, "no other is begun");
        assert_eq!(
            asides.wait("b", LONG, || 3),
            Some(3),
            "one does not wait for another"
        );
        go.send(()).unwrap();
        let after = asides.wait("a", LONG, || 4);
        assert!(
            matches!(after, Some(1 | 4)),
            "what was under way, or new work: {after:?}"
        );
        assert_eq!(
            asides.wait("a", LONG, || 5),
            Some(5),
            "what has ended is asked for anew"
        );
    }

    #[test]
    fn work_that_is_lost_is_no_answer_and_can_be_begun_anew() {
        let asides = Asides::default();
        assert_eq!(
            asides.wait("a", LONG, || -> u32 { panic!("as it is meant to") }),
            None
        );
        assert_eq!(asides.wait("a", LONG, || 2), Some(2));
    }
}
