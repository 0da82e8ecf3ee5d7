//! What a cloud's driver does: one call, one answer, every failure classified.

use std::time::Duration;

use futures_util::future::BoxFuture;
use mlpc_graph::{Address, AttrPath, Map, Placement, ResourceKind};
use mlpc_plan::Op;
use smol_str::SmolStr;

/// Translates between resources and one cloud's API. It calls and classifies; retries, order, deadlines and records are the engine's.
pub trait Driver: Send + Sync {
    /// Its name in messages and records: `simulate`, `aws`.
    fn name(&self) -> &'static str;

    /// Whether it can apply resources of this type.
    fn handles(&self, kind: &ResourceKind, address: &Address) -> bool;

    /// The API whose limits a call counts against (`ec2`): calls of one API share a token bucket.
    fn api(&self, address: &Address) -> SmolStr;

    /// How long an operation may take unless the resource says otherwise.
    fn deadline(&self, _address: &Address, _op: Op) -> Duration {
        Duration::from_mins(30)
    }

    /// Reads an object, or a data source by its attributes; `None` if it isn't there.
    fn read(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Option<Observed>, Failure>>;

    /// Makes an object. The same [`Call::token`] twice makes one object: the second call answers with the first's.
    fn create(&self, call: Call) -> BoxFuture<'_, Result<Observed, Failure>>;

    /// Changes an object so that it has the attributes of the call; idempotent.
    fn update(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>>;

    /// Destroys an object; [`Class::Gone`] if it isn't there.
    fn delete(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<(), Failure>>;

    /// Reads what exists under the cloud's id, to adopt it.
    fn import(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>>;

    /// Looks for objects that a cut-off create with this token may have made, oldest first: by token, tag or deterministic name.
    fn find(&self, call: Call) -> BoxFuture<'_, Result<Vec<Found>, Failure>>;
}

/// What a call is about.
#[derive(Clone, Debug)]
pub struct Call {
    /// The resource.
    pub address: Address,
    /// How it is made.
    pub kind: ResourceKind,
    /// Where.
    pub place: Placement,
    /// Its attributes, references filled; secrets stay references into the store.
    pub attrs: Map,
    /// The idempotency token of this operation; deterministic tags and client tokens come from it.
    pub token: SmolStr,
    /// Computed attributes that others refer to: an answer to create, update, read or import must know them.
    pub wanted: Vec<AttrPath>,
}

/// What the cloud says of an object.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Observed {
    /// The cloud's id.
    pub id: SmolStr,
    /// Its attributes, computed ones included. Engines that keep values themselves (Terraform) leave it empty.
    pub attrs: Map,
}

/// An object found by [`Driver::find`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What it is.
    pub observed: Observed,
    /// Whether it carries our token or tag; else it only has the name.
    pub ours: bool,
}

/// Why a call failed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What to do about it.
    pub class: Class,
    /// The provider's words.
    pub message: String,
    /// The provider's request id.
    pub request: Option<SmolStr>,
    /// When the provider says to come back.
    pub retry_after: Option<Duration>,
}

/// What to do about a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Nothing happened; the same call may work later.
    Retry,
    /// Too many calls; nothing happened.
    Throttled,
    /// No answer came: it may have happened.
    Lost,
    /// Something of that name exists, or the object is being changed.
    Conflict,
    /// Credentials lack the right.
    Denied,
    /// There are no credentials, or they expired: MLP1008.
    NoCredentials,
    /// The object isn't there.
    Gone,
    /// It will fail again.
    Permanent,
}

impl Failure {
    /// A failure without request id.
    pub fn new(class: Class, message: impl Into<String>) -> Self {
        Self { class, message: message.into(), request: None, retry_after: None }
    }

    /// With the provider's request id.
    #[must_use]
    pub fn request(mut self, id: impl Into<SmolStr>) -> Self {
        self.request = Some(id.into());
        self
    }
}

impl Class {
    /// The word in messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Throttled => "throttled",
            Self::Lost => "no answer",
            Self::Conflict => "conflict",
            Self::Denied => "denied",
            Self::NoCredentials => "no credentials",
            Self::Gone => "gone",
            Self::Permanent => "permanent",
        }
    }
}
