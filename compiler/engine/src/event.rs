//! What an apply tells those who show its progress.

use std::time::Duration;

use mlpc_plan::ActionId;
use smol_str::SmolStr;
use tokio::sync::mpsc::UnboundedSender;

use crate::{Class, Failure};

/// A step of the run. Actions are those of the plan that is applied.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The run begins with so many actions.
    Started {
        /// How many.
        n_actions: usize,
    },
    /// An action's call is made; its intent is durable.
    Begun(ActionId),
    /// An action waits for something.
    Waiting(ActionId, String),
    /// A call is made again.
    Retried {
        /// Of which action.
        action: ActionId,
        /// Why.
        class: Class,
        /// After which pause.
        after: Duration,
    },
    /// An API throttled; calls to it go out at most this often now.
    Throttled {
        /// The API.
        api: SmolStr,
        /// Calls a second.
        per_second: u32,
    },
    /// An action is done; its result is durable.
    Done(ActionId, Duration),
    /// An action failed; so is that.
    Failed(ActionId, Failure),
    /// An action isn't begun because another failed or the run was cancelled.
    Skipped(ActionId),
    /// The run was cancelled; `hard` if it leaves at once.
    Cancelled {
        /// Whether it leaves at once.
        hard: bool,
    },
    /// The state is saved.
    Saved {
        /// Its serial.
        serial: u64,
    },
}

/// Where events go; nobody has to listen.
#[derive(Clone, Default, Debug)]
pub struct Events(Option<UnboundedSender<Event>>);

impl Events {
    /// Events to a channel.
    pub const fn to(sender: UnboundedSender<Event>) -> Self {
        Self(Some(sender))
    }

    pub(crate) fn send(&self, event: Event) {
        if let Some(sender) = &self.0 {
            // A reporter that went away doesn't stop the run.
            let _ = sender.send(event);
        }
    }
}
