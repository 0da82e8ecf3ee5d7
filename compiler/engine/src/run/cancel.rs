//! Cancellation in two steps: finish what is in flight, then leave at once.

use tokio_util::sync::CancellationToken;

/// A request to stop, shared by everyone who works on a run.
#[derive(Clone, Default, Debug)]
pub struct Cancel {
    gentle: CancellationToken,
    hard: CancellationToken,
}

impl Cancel {
    /// Asks once more: the first time nothing more is begun, the second time what is in flight is left (and looked up at the next start).
    pub fn press(&self) {
        if self.gentle.is_cancelled() {
            self.hard.cancel();
        }
        self.gentle.cancel();
    }

    /// Whether nothing more may begin.
    pub fn gentle(&self) -> bool {
        self.gentle.is_cancelled()
    }

    /// Whether to leave at once.
    pub fn hard(&self) -> bool {
        self.hard.is_cancelled()
    }

    /// Waits for the first request.
    pub async fn gently(&self) {
        self.gentle.cancelled().await;
    }

    /// Waits for the second request.
    pub async fn hardly(&self) {
        self.hard.cancelled().await;
    }
}
