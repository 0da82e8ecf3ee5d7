//! The thread that compiles. It takes the newest state of a platform, drops what a newer one has overtaken, and survives our own mistakes.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mlpc_project::{Cache, Choice, Options, Standard};

use crate::disk::{Disk, OverlaidFiles};
use crate::event::Event;
use crate::job::{Compiled, Job, Outcome};
use crate::settings::Settings;

/// Changes that come closer together than this are compiled together.
const QUIET: Duration = Duration::from_millis(1);
/// Without word from the client, files on disk are looked at again after this long.
const STALE: Duration = Duration::from_secs(2);
/// Of a platform that takes longer than this, what can be told before anything is lowered is told first.
const LONG: Duration = Duration::from_millis(40);
/// What is left of it waits until nothing was typed for this long: a compile that runs can't be stopped, and would delay the next answer.
const PAUSE: Duration = Duration::from_millis(150);
/// As the command line's own thread: expressions nest 256 deep, and unoptimised frames are wide.
const STACK: usize = 16 << 20;

/// What waits to be compiled.
#[derive(Default, Debug)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default, Debug)]
struct Waiting {
    jobs: Vec<Job>,
    closed: bool,
}

impl Queue {
    /// Adds a job; an older one of the same platform is dropped.
    pub(crate) fn submit(&self, mut job: Job) {
        let mut waiting = self.lock();
        waiting.jobs.retain(|old| {
            job.refresh |= old.root == job.root && old.refresh;
            old.root != job.root
        });
        waiting.jobs.push(job);
        self.changed.notify_all();
    }

    /// Ends the thread after what it is at.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Whether a newer state of a platform waits, or nobody waits any more.
    fn is_overtaken(&self, root: &Path) -> bool {
        let waiting = self.lock();
        waiting.closed || waiting.jobs.iter().any(|job| job.root == root)
    }

    /// Whether a newer state of a platform comes within a time, or nobody waits any more.
    fn is_overtaken_within(&self, root: &Path, time: Duration) -> bool {
        let still = |waiting: &mut Waiting| !waiting.closed && waiting.jobs.iter().all(|job| job.root != root);
        let (_waiting, timeout) = self.changed.wait_timeout_while(self.lock(), time, still).unwrap_or_else(PoisonError::into_inner);
        !timeout.timed_out()
    }

    /// The newest job, once no further one came for a moment; `None` at the end.
    fn next(&self) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if waiting.jobs.is_empty() {
                waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (guard, timeout) = self.changed.wait_timeout(waiting, QUIET).unwrap_or_else(PoisonError::into_inner);
            waiting = guard;
            if timeout.timed_out() && !waiting.closed {
                return waiting.jobs.pop();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is kept of a platform between its compiles.
#[derive(Default)]
struct Kept {
    cache: Cache,
    disk: Disk,
    looked: Option<Instant>,
    standard: Option<Overlaid>,
    /// How long its last whole compile took.
    took: Duration,
}

/// The standard library with an overlay.
struct Overlaid {
    overlay: BTreeMap<String, Arc<[u8]>>,
    standard: Arc<Standard>,
    faults: Vec<String>,
}

/// Starts the thread.
pub(crate) fn spawn(queue: Arc<Queue>, events: Sender<Event>, settings: Settings) -> std::io::Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name("mlpc-compile".to_owned()).stack_size(STACK).spawn(move || {
        let mut platforms: BTreeMap<PathBuf, Kept> = BTreeMap::new();
        while let Some(job) = queue.next() {
            let (root, revision) = (job.root.clone(), job.revision);
            let mut kept = platforms.remove(&root).unwrap_or_default();
            // What a panic leaves half done is thrown away with `kept`.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let outcome = compile(job, &mut kept, &queue, &events, &settings);
                (outcome, kept)
            }));
            let outcome = match outcome {
                Ok((outcome, kept)) => {
                    platforms.insert(root, kept);
                    outcome
                }
                Err(_) => Some(Outcome::Panicked { root, revision }),
            };
            if let Some(outcome) = outcome
                && events.send(Event::Compiled(outcome)).is_err()
            {
                return;
            }
        }
    })
}

/// Compiles a job; `None` if it was overtaken.
fn compile(job: Job, kept: &mut Kept, queue: &Queue, events: &Sender<Event>, settings: &Settings) -> Option<Outcome> {
    let Job { root, revision, buffers, refresh } = job;
    if refresh || kept.looked.is_none_or(|looked| looked.elapsed() > STALE) {
        kept.disk.refresh(&root);
        kept.looked = Some(Instant::now());
    }
    let files = OverlaidFiles { root: root.clone(), buffers, disk: Mutex::new(std::mem::take(&mut kept.disk)) };
    let loaded = match mlpc_project::load(&files, &mut kept.cache) {
        Ok(loaded) => loaded,
        Err(error) => {
            kept.disk = files.disk.into_inner().unwrap_or_else(PoisonError::into_inner);
            return Some(Outcome::Failed { root, revision, reason: error.to_string() });
        }
    };
    let current = kept.standard.take().filter(|it| it.overlay == loaded.overlay).unwrap_or_else(|| overlaid(&loaded));
    let (standard, overlay_faults) = (Arc::clone(&current.standard), current.faults.clone());
    kept.standard = Some(current);
    let options = Options { choice: Choice::All, set: settings.set.clone(), today: (settings.today)() };
    let done = |snapshot| {
        let (root, standard, overlay_faults) = (root.clone(), Arc::clone(&standard), overlay_faults.clone());
        Outcome::Done(Box::new(Compiled { root, revision, snapshot, standard, overlay_faults }))
    };
    let mut is_overtaken = queue.is_overtaken(&root);
    if kept.took > LONG && !is_overtaken {
        // A loop that is gone shows when the job's end is sent.
        let _ = events.send(Event::Compiled(done(mlpc_project::survey(loaded.clone(), &files, &standard, &options))));
        is_overtaken = queue.is_overtaken_within(&root, PAUSE);
    }
    let begun = Instant::now();
    let snapshot = (!is_overtaken).then(|| mlpc_project::snapshot(loaded, &files, &standard, &options));
    if snapshot.is_some() {
        // A broken spec isn't lowered and takes less: what counts is how long it can take.
        kept.took = begun.elapsed().max(kept.took);
    }
    kept.disk = files.disk.into_inner().unwrap_or_else(PoisonError::into_inner);
    snapshot.filter(|_| !queue.is_overtaken(&root)).map(done)
}

/// The standard library with the platform's overlay; without it, and with what is wrong, if it is broken.
fn overlaid(loaded: &mlpc_project::Loaded) -> Overlaid {
    let (standard, faults) = match Standard::of(loaded) {
        Ok(standard) => (standard, Vec::new()),
        Err(faults) => (Standard::embedded(), faults),
    };
    Overlaid { overlay: loaded.overlay.clone(), standard: Arc::new(standard), faults }
}
