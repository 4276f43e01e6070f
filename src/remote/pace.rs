//! How fast a system may be written to, by all processes of this machine together: a file below the data folder says when
//! the last writes were, under an OS lock. A moment is reserved before it is waited for, so nobody waits with the lock.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::Waiter;

/// GitHub's published limits on what makes content, for one account
/// (docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api, best-practices-for-using-the-rest-api).
const APART: Duration = Duration::from_secs(1);
const LIMITS: [(Duration, usize); 2] = [(Duration::from_secs(60), 80), (Duration::from_secs(3600), 500)];
/// Whoever would have to wait longer is told to come back instead.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Keeps the writes to each host apart.
#[derive(Clone, Debug)]
pub struct Pace {
    folder: PathBuf,
}

/// Why nothing may be written now.
#[derive(Debug)]
pub enum PaceError {
    /// The hour's allowance is used up: again after this time.
    UsedUp {
        after: Duration,
    },
    Io {
        file: PathBuf,
        cause: io::Error,
    },
}

impl Pace {
    /// `folder` holds one file for each host, and is made when first needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Waits until the host may be written to once more.
    pub fn next(&self, host: &str, waiter: &mut dyn Waiter) -> Result<(), PaceError> {
        let file = self.folder.join(file_name(host));
        let moment = reserve(&file, waiter.now()).map_err(|cause| PaceError::Io {
            file: file.clone(),
            cause,
        })?;
        let wait = until(waiter.now(), moment.reserved);
        if !moment.is_near {
            return Err(PaceError::UsedUp { after: wait });
        }
        if !wait.is_zero() {
            waiter.wait(wait, &format!("{host} takes one change a second"));
        }
        Ok(())
    }
}

struct Moment {
    reserved: Timestamp,
    /// Whether it is so near that it is waited for; only then it is reserved.
    is_near: bool,
}

fn reserve(file: &Path, now: Timestamp) -> io::Result<Moment> {
    let mut opened = open(file)?;
    opened.lock()?;
    let mut text = String::new();
    opened.read_to_string(&mut text)?;
    let longest = LIMITS[1].0;
    let mut writes: Vec<Timestamp> = text
        .lines()
        .filter_map(|line| Timestamp::from_millisecond(line.trim().parse().ok()?).ok())
        // A clock that was set back must not keep anybody waiting for the difference.
        .filter(|write| until(*write, now) < longest && until(now, *write) < longest)
        .collect();
    writes.sort();
    let reserved = next_moment(&writes, now);
    let is_near = until(now, reserved) <= LONGEST_WAIT;
    if is_near {
        writes.push(reserved);
        let lines: String = writes
            .iter()
            .map(|write| format!("{}\n", write.as_millisecond()))
            .collect();
        opened.seek(SeekFrom::Start(0))?;
        opened.write_all(lines.as_bytes())?;
        opened.set_len(lines.len() as u64)?;
    }
    Ok(Moment { reserved, is_near })
}

/// The first moment from `now` on that keeps every limit after these writes, which are sorted. Pure.
fn next_moment(writes: &[Timestamp], now: Timestamp) -> Timestamp {
    let mut moment = now;
    if let Some(last) = writes.last() {
        moment = moment.max(later(*last, APART));
    }
    for (period, most) in LIMITS {
        // With one more, `most` writes lie within the period that ends then.
        if let Some(oldest) = writes.len().checked_sub(most).and_then(|at| writes.get(at)) {
            moment = moment.max(later(*oldest, period));
        }
    }
    // Moments are kept in whole milliseconds: rounded up, so that none is early.
    let whole = moment.as_millisecond() + i64::from(moment.subsec_nanosecond() % 1_000_000 != 0);
    Timestamp::from_millisecond(whole).unwrap_or(moment)
}

fn later(moment: Timestamp, by: Duration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn until(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

fn open(file: &Path) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// A host as the name of a file.
fn file_name(host: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-.".contains(c) {
            c
        } else {
            '_'
        }
    };
    format!("{}.writes", host.chars().map(safe).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Time that passes only by being waited for; shared by all who ask.
    #[derive(Clone)]
    struct Clock(Arc<Mutex<Timestamp>>);

    impl Waiter for Clock {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }

        fn wait(&mut self, time: Duration, _: &str) {
            let mut now = self.0.lock().unwrap();
            *now = later(*now, time);
        }
    }

    #[test]
    fn two_processes_together_never_pass_the_limits() {
        let folder = tempfile::tempdir().unwrap();
        let mut clock = Clock(Arc::new(Mutex::new("2026-01-01T00:00:00Z".parse().unwrap())));
        let processes = [Pace::new(folder.path()), Pace::new(folder.path())];
        let mut writes = vec![];
        let mut refused = 0;
        while writes.len() < 1200 {
            match processes[writes.len() % 2].next("github.com", &mut clock) {
                Ok(()) => writes.push(clock.now()),
                Err(PaceError::UsedUp { after }) => {
                    refused += 1;
                    clock.wait(after, "");
                }
                Err(PaceError::Io { cause, .. }) => panic!("{cause}"),
            }
        }
        assert!(writes.windows(2).all(|pair| until(pair[0], pair[1]) >= APART));
        for (period, most) in LIMITS {
            let kept = |window: &[Timestamp]| until(window[0], window[most]) >= period;
            assert!(writes.windows(most + 1).all(kept), "{most} within {period:?}");
        }
        assert!(refused > 0, "who would wait for most of an hour is told so");
    }

    #[test]
    fn hosts_do_not_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut clock = Clock(Arc::new(Mutex::new(start)));
        let pace = Pace::new(folder.path());
        for host in ["github.com", "github.example.com"] {
            pace.next(host, &mut clock).unwrap();
        }
        assert_eq!(clock.now(), start);
    }
}
