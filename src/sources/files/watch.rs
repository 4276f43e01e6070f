//! Says that something below the watched folders may have changed. On Linux the kernel tells; where it cannot, a clock
//! does, and the reading that follows finds out. Knows folders, reads no file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Editors write in several steps; a change is told when this much time has passed without another.
const QUIET: Duration = Duration::from_millis(30);
/// A change is told after this time at the latest, even while writing goes on.
const PATIENCE: u32 = 10;
/// How often folders are looked at where the kernel does not tell.
const POLL: Duration = Duration::from_secs(2);

/// Watches folders until it is dropped.
pub struct Watcher {
    stop: Arc<AtomicBool>,
    #[cfg(target_os = "linux")]
    kernel: kernel::Kernel,
    told: Arc<dyn Fn() + Send + Sync>,
    polling: bool,
}

impl Watcher {
    /// Starts watching nothing yet; `told` is called on another thread after each change.
    pub fn start(told: impl Fn() + Send + Sync + 'static) -> Self {
        let told: Arc<dyn Fn() + Send + Sync> = Arc::new(told);
        let stop = Arc::new(AtomicBool::new(false));
        Self {
            #[cfg(target_os = "linux")]
            kernel: kernel::Kernel::start(Arc::clone(&told), Arc::clone(&stop)),
            stop,
            told,
            polling: false,
        }
    }

    /// Watches these folders, and no others any more.
    pub fn watch(&mut self, folders: &[PathBuf]) {
        #[cfg(target_os = "linux")]
        let complete = self.kernel.watch(folders);
        #[cfg(not(target_os = "linux"))]
        let complete = folders.is_empty();
        if !complete && !self.polling {
            self.polling = true;
            self.poll();
        }
    }

    fn poll(&self) {
        let (told, stop) = (Arc::clone(&self.told), Arc::clone(&self.stop));
        thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                thread::sleep(POLL);
                told();
            }
        });
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.watch(&[]);
    }
}

#[cfg(target_os = "linux")]
mod kernel {
    use super::*;
    use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};
    use std::collections::HashMap;

    /// What inotify watches, by folder.
    pub struct Kernel {
        /// None where the kernel gives no more instances: then the clock serves.
        watches: Option<Watches>,
        known: HashMap<PathBuf, WatchDescriptor>,
    }

    impl Kernel {
        pub fn start(told: Arc<dyn Fn() + Send + Sync>, stop: Arc<AtomicBool>) -> Self {
            let Ok(inotify) = Inotify::init() else {
                return Self {
                    watches: None,
                    known: HashMap::new(),
                };
            };
            let watches = inotify.watches();
            thread::spawn(move || listen(inotify, &*told, &stop));
            Self {
                watches: Some(watches),
                known: HashMap::new(),
            }
        }

        /// Returns whether every folder is watched.
        pub fn watch(&mut self, folders: &[PathBuf]) -> bool {
            let Some(watches) = &mut self.watches else {
                return folders.is_empty();
            };
            let wanted: std::collections::HashSet<&PathBuf> = folders.iter().collect();
            let gone: Vec<PathBuf> = self
                .known
                .keys()
                .filter(|f| !wanted.contains(f))
                .cloned()
                .collect();
            for folder in gone {
                if let Some(descriptor) = self.known.remove(&folder) {
                    // A folder that was deleted has lost its watch already.
                    let _ = watches.remove(descriptor);
                }
            }
            let mask = WatchMask::CLOSE_WRITE
                | WatchMask::CREATE
                | WatchMask::DELETE
                | WatchMask::MOVE
                | WatchMask::ATTRIB
                | WatchMask::DELETE_SELF
                | WatchMask::MOVE_SELF;
            let mut complete = true;
            for folder in folders {
                match watches.add(folder, mask) {
                    Ok(descriptor) => {
                        self.known.insert(folder.clone(), descriptor);
                    }
                    // A folder that has just gone is no limit of the kernel: its parent tells of it.
                    Err(error) => complete &= error.kind() == std::io::ErrorKind::NotFound,
                }
            }
            complete
        }
    }

    fn listen(mut inotify: Inotify, told: &dyn Fn(), stop: &AtomicBool) {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let Ok(events) = inotify.read_events_blocking(&mut buffer) else {
                return;
            };
            let mut changed = events.fold(false, |any, event| any | !event.mask.contains(EventMask::IGNORED));
            if stop.load(Ordering::Relaxed) {
                return;
            }
            for _ in 0..PATIENCE {
                thread::sleep(QUIET);
                match inotify.read_events(&mut buffer).map(|events| events.count()) {
                    Ok(more) if more > 0 => changed = true,
                    _ => break,
                }
            }
            if changed {
                told();
            }
        }
    }
}
