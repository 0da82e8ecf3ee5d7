//! What the session's loop waits for.

use lsp_server::Message;

use crate::job::Outcome;

/// An event.
#[derive(Debug)]
pub(crate) enum Event {
    /// A message of the client.
    Client(Message),
    /// The client is gone.
    Gone,
    /// The other thread has compiled, or failed to.
    Compiled(Outcome),
}
