//! One suite for every driver, against emulator, fake and simulator: create, no-op, update, replace, import, delete, lost response, throttle, gone.
//!
//! A driver's tests call [`run`] with a [`Bench`] of its own; each case gets a fresh name, so that one cloud serves all of them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use mlpc_graph::{Address, AttrPath, Map, Placement, ResourceKind};
use mlpc_plan::{ActionId, Op};
use mlpc_source::Idx;
use smol_str::{SmolStr, format_smolstr};

use crate::run::{End, Task};
use crate::{Call, Class, Driver, Events, Observed, contains};

/// A fault that a bench can arrange for the next call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arranged {
    /// The call is carried out and its answer lost.
    LostAnswer,
    /// The call is refused because there are too many.
    Throttle,
}

/// A driver with a cloud to try it on.
pub trait Bench: Send + Sync {
    /// The driver.
    fn driver(&self) -> Arc<dyn Driver>;
    /// A resource of a type that it handles, named for the case.
    fn resource(&self, case: &str) -> Sample;
    /// Arranges for the next call to meet a fault.
    fn arrange(&self, fault: Arranged) -> BoxFuture<'_, ()>;
    /// How many objects there are in the cloud.
    fn count(&self) -> BoxFuture<'_, usize>;
}

/// A resource to try a driver with.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its address.
    pub address: Address,
    /// How it is made.
    pub kind: ResourceKind,
    /// Attributes to make it with.
    pub attrs: Map,
    /// Attributes to change it to in place.
    pub changed: Map,
    /// A computed attribute that others would refer to.
    pub wanted: AttrPath,
}

/// The outcome of one case: its name, and what is wrong.
pub type Case = (&'static str, Result<(), String>);

/// Runs all cases.
pub async fn run(bench: &dyn Bench) -> Vec<Case> {
    vec![
        ("create", create(bench).await),
        ("no-op", no_op(bench).await),
        ("update", update(bench).await),
        ("replace", replace(bench).await),
        ("import", import(bench).await),
        ("delete", delete(bench).await),
        ("lost response", lost_response(bench).await),
        ("throttle", throttle(bench).await),
        ("gone", gone(bench).await),
    ]
}

/// One case's resource and the calls on it.
struct Trial<'a> {
    bench: &'a dyn Bench,
    sample: Sample,
    token: SmolStr,
}

impl<'a> Trial<'a> {
    fn new(bench: &'a dyn Bench, case: &str) -> Self {
        Self { bench, sample: bench.resource(case), token: format_smolstr!("conformance-{case}") }
    }

    fn call(&self, attrs: &Map) -> Call {
        let Sample { address, kind, wanted, .. } = self.sample.clone();
        Call { address, kind, place: Placement::default(), attrs: attrs.clone(), token: self.token.clone(), wanted: vec![wanted] }
    }

    /// An operation as the engine performs it, retries included.
    async fn perform(&self, op: Op, attrs: &Map, id: &SmolStr) -> Result<Observed, String> {
        let task = Task {
            action: ActionId::from_usize(0),
            op,
            driver: self.bench.driver(),
            call: self.call(attrs),
            id: id.clone(),
            deadline: Duration::from_mins(10),
            backoff: Duration::from_millis(1),
            max_attempts: 5,
            buckets: Arc::default(),
            events: Events::default(),
        };
        match task.run().await {
            End::Done(observed) => Ok(observed),
            End::Partly(_, failure) | End::Failed { failure, .. } | End::Unknown { failure, .. } => {
                Err(format!("{}: {failure}", op.word()))
            }
        }
    }

    async fn made(&self) -> Result<Observed, String> {
        self.perform(Op::Create, &self.sample.attrs, &SmolStr::default()).await
    }

    async fn read(&self, attrs: &Map, id: &SmolStr) -> Result<Option<Observed>, String> {
        self.bench.driver().read(self.call(attrs), id.clone()).await.map_err(|it| format!("read: {it}"))
    }
}

fn hold(condition: bool, otherwise: impl Into<String>) -> Result<(), String> {
    if condition { Ok(()) } else { Err(otherwise.into()) }
}

async fn create(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "create");
    let made = trial.made().await?;
    hold(!made.id.is_empty(), "it has no id")?;
    hold(crate::run::at(&made.attrs, &trial.sample.wanted).is_some(), format!("`{}` isn't known", trial.sample.wanted))?;
    let read = trial.read(&trial.sample.attrs, &made.id).await?.ok_or("a read after the create doesn't see it")?;
    hold(contains(&read.attrs, &trial.sample.attrs).is_empty(), "a read answers other attributes than planned")
}

async fn no_op(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "no-op");
    let made = trial.made().await?;
    let again = trial.perform(Op::Update, &trial.sample.attrs, &made.id).await?;
    hold(again.id == made.id, "an update to the same attributes makes another object")
}

async fn update(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "update");
    let made = trial.made().await?;
    let changed = trial.perform(Op::Update, &trial.sample.changed, &made.id).await?;
    hold(changed.id == made.id, "an update in place gives another id")?;
    let read = trial.read(&trial.sample.changed, &made.id).await?.ok_or("it is gone after an update")?;
    hold(contains(&read.attrs, &trial.sample.changed).is_empty(), "a read answers other attributes than updated")
}

async fn replace(bench: &dyn Bench) -> Result<(), String> {
    let first = Trial::new(bench, "replace");
    let old = first.made().await?;
    first.perform(Op::Delete, &Map::new(), &old.id).await?;
    let second = Trial { token: "conformance-replace-2".into(), ..Trial::new(bench, "replace") };
    let new = second.made().await?;
    let read = second.read(&second.sample.attrs, &new.id).await?;
    hold(read.is_some(), "the new object isn't there")
}

async fn import(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "import");
    let made = trial.made().await?;
    let before = bench.count().await;
    let adopted = trial.perform(Op::Adopt, &trial.sample.attrs, &made.id).await?;
    hold(adopted.id == made.id && bench.count().await == before, "an import makes something")
}

async fn delete(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "delete");
    let made = trial.made().await?;
    trial.perform(Op::Delete, &Map::new(), &made.id).await?;
    hold(trial.read(&trial.sample.attrs, &made.id).await?.is_none(), "it is still there")?;
    trial.perform(Op::Delete, &Map::new(), &made.id).await.map(|_| ())
}

async fn lost_response(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "lost-response");
    let before = bench.count().await;
    bench.arrange(Arranged::LostAnswer).await;
    trial.made().await?;
    let made = bench.count().await - before;
    hold(made == 1, format!("{made} objects after a create whose answer was lost"))
}

async fn throttle(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "throttle");
    bench.arrange(Arranged::Throttle).await;
    trial.made().await.map(|_| ())
}

async fn gone(bench: &dyn Bench) -> Result<(), String> {
    let trial = Trial::new(bench, "gone");
    let id = SmolStr::from("conformance-nothing");
    hold(trial.read(&trial.sample.attrs, &id).await?.is_none(), "a read sees what isn't there")?;
    let call = trial.call(&trial.sample.changed);
    let class = bench.driver().update(call, id).await.err().map(|it| it.class);
    hold(class == Some(Class::Gone), format!("an update of what isn't there is {class:?}, not gone"))
}
