//! The loop: messages and compiled states in, answers and diagnostics out. It never waits for a compile: a request that needs one waits in a
//! list, and is told that its text has changed if an edit comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use gen_lsp_types::{LspNotificationMethod, LspRequestMethod, MessageType};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::capabilities;
use crate::client::Client;
use crate::documents::{Documents, path_of};
use crate::event::Event;
use crate::job::{Job, Outcome};
use crate::platform::Platform;
use crate::requests::{self, Answer};
use crate::session::Session;
use crate::settings::Settings;
use crate::worker::{self, Queue};

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// By `shutdown` and `exit`.
    Cleanly,
    /// By `exit` alone, or because the client went away.
    Abruptly,
}

/// The loop's own state around the session.
pub(crate) struct Server {
    pub(crate) session: Session,
    /// Platforms whose texts changed since their last job.
    changed: BTreeSet<PathBuf>,
    /// Requests that wait for a state to be compiled.
    waiting: Vec<(PathBuf, u64, Request)>,
    sender: Outbox,
    queue: Arc<Queue>,
    shut_down: bool,
}

/// Where messages to the client go. One that went away is noticed by the loop.
type Outbox = Box<dyn Fn(Message)>;

/// Serves an editor on stdin and stdout until it ends the session.
pub fn serve_stdio(settings: Settings) -> std::io::Result<Ended> {
    let (connection, threads) = Connection::stdio();
    let ended = serve(connection, settings)?;
    threads.join()?;
    Ok(ended)
}

/// Serves a client over a connection until it ends the session. An error is one of the system: a thread can't be had.
pub fn serve(connection: Connection, settings: Settings) -> std::io::Result<Ended> {
    let Ok((id, params)) = connection.initialize_start() else { return Ok(Ended::Abruptly) };
    let client = Client::read(&params);
    if connection.initialize_finish(id, capabilities::result(client.encoding)).is_err() {
        return Ok(Ended::Abruptly);
    }
    let Connection { sender, receiver } = connection;
    let (events, inbox) = channel();
    let queue = Arc::new(Queue::default());
    let worker = worker::spawn(Arc::clone(&queue), events.clone(), settings)?;
    std::thread::Builder::new().name("mlpc-messages".to_owned()).spawn(move || {
        for message in receiver {
            if events.send(Event::Client(message)).is_err() {
                return;
            }
        }
        let _ = events.send(Event::Gone);
    })?;
    let sender: Outbox = Box::new(move |message| drop(sender.send(message)));
    if client.watches {
        sender(capabilities::watch());
    }
    let mut server = Server {
        session: Session { client, documents: Documents::default(), platforms: BTreeMap::new() },
        changed: BTreeSet::new(),
        waiting: Vec::new(),
        sender,
        queue: Arc::clone(&queue),
        shut_down: false,
    };
    let ended = server.run(&inbox);
    queue.close();
    // A panic there was reported by its hook, and nothing of it is needed any more.
    let _ = worker.join();
    Ok(ended)
}

impl Server {
    fn run(&mut self, inbox: &Receiver<Event>) -> Ended {
        while let Ok(event) = inbox.recv() {
            if let Some(ended) = self.step(event) {
                return ended;
            }
            // All that has arrived is taken in before anything is compiled: of a burst of edits the last counts.
            while let Ok(event) = inbox.try_recv() {
                if let Some(ended) = self.step(event) {
                    return ended;
                }
            }
            self.submit_changed();
        }
        Ended::Abruptly
    }

    fn step(&mut self, event: Event) -> Option<Ended> {
        match event {
            Event::Gone => return Some(Ended::Abruptly),
            Event::Client(Message::Notification(it)) if it.method == LspNotificationMethod::Exit.to_string() => {
                return Some(if self.shut_down { Ended::Cleanly } else { Ended::Abruptly });
            }
            Event::Client(Message::Notification(it)) => self.guarded(None, |server| server.notified(it)),
            Event::Client(Message::Request(request)) => self.guarded(Some(request.id.clone()), |server| server.requested(request)),
            Event::Client(Message::Response(_)) => {}
            Event::Compiled(outcome) => self.guarded(None, |server| server.compiled(outcome)),
        }
        None
    }

    /// Survives a bug of ours: the client is told, and the session goes on.
    fn guarded(&mut self, id: Option<RequestId>, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            let what = "mlpc made a mistake of its own here; its log names the place";
            self.log(MessageType::Error, what);
            if let Some(id) = id {
                self.send(Response::new_err(id, ErrorCode::InternalError as i32, what.to_owned()).into());
            }
        }
    }

    fn requested(&mut self, request: Request) {
        if self.shut_down {
            let what = "the session was shut down".to_owned();
            return self.send(Response::new_err(request.id, ErrorCode::InvalidRequest as i32, what).into());
        }
        if LspRequestMethod::from(request.method.as_str()) == LspRequestMethod::Shutdown {
            self.shut_down = true;
            return self.send(Response::new_ok(request.id, Value::Null).into());
        }
        match requests::answer(&self.session, &request) {
            Answer::Now(response) => self.send(response.into()),
            Answer::AfterCompile(root) => {
                let revision = self.session.platforms.get(&root).map_or(0, |state| state.revision);
                self.waiting.push((root, revision, request));
            }
        }
    }

    /// Takes in a compiled state: tells what changed, answers who waited.
    fn compiled(&mut self, outcome: Outcome) {
        let (root, revision) = match outcome {
            Outcome::Done(compiled) => {
                let (root, revision) = (compiled.root.clone(), compiled.revision);
                let Some(state) = self.session.platforms.get_mut(&root) else { return };
                if state.revision != revision {
                    return; // A newer text is being compiled: what this one says would stand in wrong places.
                }
                let platform =
                    Platform { root: &root, compiled: &compiled, documents: &self.session.documents, client: &self.session.client };
                let messages = state.published.update(&platform);
                let faults = if state.shown == compiled.overlay_faults { Vec::new() } else { compiled.overlay_faults.clone() };
                state.shown.clone_from(&compiled.overlay_faults);
                let old = state.compiled.replace(compiled);
                messages.into_iter().for_each(&self.sender);
                // To give back the memory of a large platform takes as long as many answers; without a thread it is done here.
                let _ = std::thread::Builder::new().spawn(move || drop(old));
                for fault in faults {
                    self.show(MessageType::Error, &format!("{fault}; the standard library is used without this overlay"));
                }
                (root, revision)
            }
            Outcome::Failed { root, revision, reason } => {
                self.show(MessageType::Error, &reason);
                (root, revision)
            }
            Outcome::Panicked { root, revision } => {
                self.show(
                    MessageType::Error,
                    "mlpc made a mistake of its own on this text; its log names the place, and the next edit is checked anew",
                );
                (root, revision)
            }
        };
        self.resume(&root, revision);
    }

    /// Answers the requests that waited for a state of a platform.
    fn resume(&mut self, root: &Path, revision: u64) {
        let (ready, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(of, at, _)| of == root && *at <= revision);
        self.waiting = rest;
        for (_, _, request) in ready {
            let id = request.id.clone();
            self.guarded(Some(id), |server| {
                let response = match requests::answer(&server.session, &request) {
                    Answer::Now(response) => response,
                    // The compile failed: nothing is known.
                    Answer::AfterCompile(_) => Response::new_ok(request.id, Value::Null),
                };
                server.send(response.into());
            });
        }
    }

    /// Notes that a platform's texts, or with `refresh` its files on disk, have changed.
    pub(crate) fn touch(&mut self, root: &Path, refresh: bool) {
        let state = self.session.platforms.entry(root.to_owned()).or_default();
        state.revision += 1;
        state.refresh |= refresh;
        self.changed.insert(root.to_owned());
        let (stale, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(|(of, ..)| of == root);
        self.waiting = rest;
        for (_, _, request) in stale {
            self.send(Response::new_err(request.id, ErrorCode::ContentModified as i32, "the text has changed".to_owned()).into());
        }
    }

    /// Notes a change of files on disk for all platforms.
    pub(crate) fn touch_all(&mut self) {
        for root in self.session.platforms.keys().cloned().collect::<Vec<_>>() {
            self.touch(&root, true);
        }
    }

    /// Leaves a platform of which no text is open.
    pub(crate) fn leave(&mut self, root: &Path) {
        if let Some(mut state) = self.session.platforms.remove(root) {
            state.published.clear().into_iter().for_each(&self.sender);
        }
        self.changed.remove(root);
    }

    /// The directories of the platforms that are open.
    pub(crate) fn roots(&self) -> Vec<PathBuf> {
        self.session.platforms.keys().cloned().collect()
    }

    fn submit_changed(&mut self) {
        for root in std::mem::take(&mut self.changed) {
            let Some(state) = self.session.platforms.get_mut(&root) else { continue };
            let refresh = std::mem::take(&mut state.refresh);
            let buffers = self.session.documents.buffers(&root);
            self.queue.submit(Job { revision: state.revision, refresh, buffers, root });
        }
    }

    /// Takes back a request that waits.
    pub(crate) fn cancel(&mut self, id: &RequestId) {
        let before = self.waiting.len();
        self.waiting.retain(|(_, _, request)| request.id != *id);
        if self.waiting.len() < before {
            self.send(Response::new_err(id.clone(), ErrorCode::RequestCanceled as i32, "cancelled".to_owned()).into());
        }
    }

    /// The path of a URI; `None`, with a line in the log, for what is no file.
    pub(crate) fn path(&self, uri: &gen_lsp_types::Uri) -> Option<PathBuf> {
        let path = path_of(uri);
        if path.is_none() {
            self.log(MessageType::Info, &format!("`{uri}` is no file on this machine; mlpc leaves it alone"));
        }
        path
    }

    fn send(&self, message: Message) {
        (self.sender)(message);
    }

    /// A line in the client's log.
    pub(crate) fn log(&self, kind: MessageType, text: &str) {
        self.tell(LspNotificationMethod::WindowLogMessage, kind, text);
    }

    /// A line that the client shows.
    fn show(&self, kind: MessageType, text: &str) {
        self.tell(LspNotificationMethod::WindowShowMessage, kind, text);
    }

    fn tell(&self, method: LspNotificationMethod<'_>, kind: MessageType, text: &str) {
        self.send(Message::Notification(Notification::new(method.to_string(), json!({ "type": kind, "message": text }))));
    }
}
