//! The driver.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use mlpc_engine::{Call, Class, Driver, Failure, Found, Observed};
use mlpc_graph::{Address, ResourceKind};
use mlpc_plan::Op;
use smol_str::{SmolStr, format_smolstr};

use crate::cloud::{Change, Cloud, SimObject};
use crate::computed;
use crate::faults::{Fault, Faults};
use crate::log::{self, Log};

/// A cloud on this machine.
#[derive(Clone, Debug)]
pub struct Simulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    faults: Faults,
    cloud: Mutex<Shared>,
    log: Option<Log>,
}

#[derive(Default, Debug)]
struct Shared {
    cloud: Cloud,
    /// Calls made, by address and operation: the attempt that a fault is drawn for.
    attempts: BTreeMap<(Address, &'static str), u32>,
    /// Reads of an object since it was made, as long as some are still blind.
    reads: BTreeMap<SmolStr, u32>,
    /// Faults to come before any that are drawn.
    next: Vec<Fault>,
    stats: Stats,
}

/// What a simulator was asked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stats {
    /// Calls of any kind.
    pub calls: usize,
    /// Faults met.
    pub faults: usize,
    /// Objects ever made, those of earlier processes included.
    pub made: u64,
}

/// Why a simulator's log can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The disk failed.
    #[error("can't use {path}: {why}")]
    Io {
        /// The log.
        path: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// The log is damaged.
    #[error("{path} is damaged at byte {at}: `mlpc state reset` clears it")]
    Damaged {
        /// The log.
        path: String,
        /// Where.
        at: usize,
    },
}

impl Simulator {
    /// The cloud whose log lies in this folder (`.mlpc/simulator`).
    pub fn open(folder: &Path, faults: Faults) -> Result<Self, SimulatorError> {
        let (cloud, log) = log::open(&folder.join("cloud.log"))?;
        Ok(Self(Arc::new(Inner { faults, cloud: Mutex::new(Shared { cloud, ..Shared::default() }), log: Some(log) })))
    }

    /// A cloud that is gone with the process.
    pub fn in_memory(faults: Faults) -> Self {
        Self(Arc::new(Inner { faults, cloud: Mutex::default(), log: None }))
    }

    /// Everything there is, in order of creation.
    pub fn objects(&self) -> Vec<SimObject> {
        let mut objects: Vec<_> = self.shared().cloud.objects.values().cloned().collect();
        objects.sort_by_key(|it| it.n);
        objects
    }

    /// What it was asked so far.
    pub fn stats(&self) -> Stats {
        let shared = self.shared();
        Stats { made: shared.cloud.n_made, ..shared.stats }
    }

    /// The next calls meet these faults, in this order.
    pub fn inject(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared().next.extend(faults);
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.cloud.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pause of a call and the fault it meets.
    fn enter(&self, address: &Address, op: &'static str) -> (Duration, Option<Fault>) {
        let mut shared = self.shared();
        shared.stats.calls += 1;
        let attempt = shared.attempts.entry((address.clone(), op)).or_default();
        *attempt += 1;
        let attempt = *attempt;
        let faults = &self.0.faults;
        let forced = if shared.next.is_empty() { None } else { Some(shared.next.remove(0)) };
        let fault = forced.or_else(|| faults.fault(address.as_str(), op, attempt));
        shared.stats.faults += usize::from(fault.is_some());
        (faults.pause(address.as_str(), op, attempt), fault)
    }

    /// A call: pause, faults before it, the change, its sync, and a fault after it.
    async fn call<T>(
        &self,
        call: &Call,
        op: &'static str,
        act: impl FnOnce(&mut Shared, &Faults) -> Result<(T, Option<Change>), Failure> + Send,
    ) -> Result<T, Failure> {
        let (pause, fault) = self.enter(&call.address, op);
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        let request = || format_smolstr!("sim-{:012x}", self.0.faults.chance(&["request", call.address.as_str(), op]) & 0xffff_ffff_ffff);
        match fault {
            Some(Fault::Throttled) => return Err(Failure::new(Class::Throttled, "Rate exceeded").request(request())),
            Some(Fault::Unavailable) => return Err(Failure::new(Class::Retry, "Service unavailable").request(request())),
            Some(Fault::Lost) | None => {}
        }
        let (answer, synced) = {
            let mut shared = self.shared();
            let (answer, change) = act(&mut shared, &self.0.faults).map_err(|it| it.request(request()))?;
            let synced = change.map(|change| {
                // Into the log in the order in which it happens: the lock is held for both.
                let synced = self.0.log.as_ref().map(|it| it.append(&change));
                shared.cloud.apply(change);
                synced
            });
            (answer, synced.flatten())
        };
        if let Some(synced) = synced {
            let lost = |why: String| Failure::new(Class::Lost, format!("the simulator's log can't be written: {why}"));
            synced.await.map_err(|it| lost(it.to_string()))?.map_err(|it| lost(it.to_string()))?;
        }
        if fault == Some(Fault::Lost) { Err(Failure::new(Class::Lost, "connection reset before the answer")) } else { Ok(answer) }
    }
}

fn observed(object: &SimObject, call: &Call, faults: &Faults) -> Observed {
    let mut attrs = object.attrs.clone();
    let draw = |what: &str| faults.chance(&["computed", object.id.as_str(), what]);
    for path in std::iter::once(mlpc_graph::AttrPath::parse("id")).chain(call.wanted.iter().cloned()) {
        let text = path.to_string();
        if mlpc_graph::Value::Map(object.attrs.clone()).at(&path).is_none() && attrs.get(&text).is_none() {
            attrs.push(text.clone(), computed::attribute(object, &path, draw(&text)));
        }
    }
    Observed { id: object.id.clone(), attrs }
}

fn gone(id: &str) -> Failure {
    Failure::new(Class::Gone, format!("{id} does not exist"))
}

fn make(call: &Call, shared: &mut Shared, faults: &Faults) -> Result<(Observed, Option<Change>), Failure> {
    if let Some(object) = shared.cloud.by_token(&call.token) {
        return Ok((observed(object, call, faults), None));
    }
    if let Some(machine) = faults.missing_machine(&call.attrs) {
        return Err(Failure::new(Class::Permanent, format!("InsufficientInstanceCapacity for {machine}")));
    }
    let kind = call.address.kind();
    if let Some(quota) = faults.quotas.get(kind).filter(|it| shared.cloud.n_of(kind) >= **it) {
        return Err(Failure::new(Class::Permanent, format!("LimitExceeded: {quota} of {quota} {kind}")));
    }
    let drawn = faults.chance(&["id", call.address.as_str(), &call.token]);
    let object = SimObject {
        id: computed::id(kind, drawn),
        address: call.address.clone(),
        target: call.place.target.clone(),
        token: call.token.clone(),
        attrs: call.attrs.clone(),
        version: 1,
        n: 0,
    };
    if faults.blind_reads > 0 {
        shared.reads.insert(object.id.clone(), 0);
    }
    Ok((observed(&object, call, faults), Some(Change::Made(object))))
}

/// Whether this read comes too early to see the object.
fn is_blind(shared: &mut Shared, id: &str, faults: &Faults) -> bool {
    let Some(n) = shared.reads.get_mut(id) else { return false };
    *n += 1;
    let blind = *n <= faults.blind_reads;
    if !blind {
        shared.reads.remove(id);
    }
    blind
}

impl Driver for Simulator {
    fn name(&self) -> &'static str {
        "simulate"
    }

    fn handles(&self, _kind: &ResourceKind, _address: &Address) -> bool {
        true
    }

    fn api(&self, address: &Address) -> SmolStr {
        address.kind().split('_').nth(1).unwrap_or("kubernetes").into()
    }

    fn deadline(&self, _address: &Address, _op: Op) -> Duration {
        Duration::from_mins(5)
    }

    fn read(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Option<Observed>, Failure>> {
        async move {
            if matches!(call.kind, ResourceKind::Data) {
                return self.call(&call, "read", |_, faults| Ok((Some(data(&call, faults)), None))).await;
            }
            self.call(&call, "read", |shared, faults| {
                if is_blind(shared, &id, faults) {
                    return Ok((None, None));
                }
                Ok((shared.cloud.objects.get(&id).map(|it| observed(it, &call, faults)), None))
            })
            .await
        }
        .boxed()
    }

    fn create(&self, call: Call) -> BoxFuture<'_, Result<Observed, Failure>> {
        async move { self.call(&call, "create", |shared, faults| make(&call, shared, faults)).await }.boxed()
    }

    fn update(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>> {
        async move {
            self.call(&call, "update", |shared, faults| {
                let object = shared.cloud.objects.get(&id).ok_or_else(|| gone(&id))?;
                if let Some(machine) = faults.missing_machine(&call.attrs) {
                    return Err(Failure::new(Class::Permanent, format!("InsufficientInstanceCapacity for {machine}")));
                }
                let after = SimObject { attrs: call.attrs.clone(), version: object.version + 1, ..object.clone() };
                Ok((observed(&after, &call, faults), Some(Change::Changed(id.clone(), call.attrs.clone()))))
            })
            .await
        }
        .boxed()
    }

    fn delete(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<(), Failure>> {
        async move {
            self.call(&call, "delete", |shared, _| {
                if shared.cloud.objects.contains_key(&id) { Ok(((), Some(Change::Gone(id.clone())))) } else { Err(gone(&id)) }
            })
            .await
        }
        .boxed()
    }

    fn import(&self, call: Call, id: SmolStr) -> BoxFuture<'_, Result<Observed, Failure>> {
        async move {
            self.call(&call, "import", |shared, faults| {
                if let Some(object) = shared.cloud.objects.get(&id) {
                    return Ok((observed(object, &call, faults), None));
                }
                // What a user says exists outside does: the simulator begins to know it now.
                let object = SimObject {
                    id: id.clone(),
                    address: call.address.clone(),
                    target: call.place.target.clone(),
                    token: call.token.clone(),
                    attrs: call.attrs.clone(),
                    version: 1,
                    n: 0,
                };
                Ok((observed(&object, &call, faults), Some(Change::Made(object))))
            })
            .await
        }
        .boxed()
    }

    fn find(&self, call: Call) -> BoxFuture<'_, Result<Vec<Found>, Failure>> {
        async move {
            self.call(&call, "find", |shared, faults| {
                let found = shared.cloud.by_token(&call.token).map(|it| (it.id.clone(), observed(it, &call, faults)));
                let Some((id, observed)) = found else { return Ok((Vec::new(), None)) };
                let blind = is_blind(shared, &id, faults);
                let found = (!blind).then_some(Found { observed, ours: true });
                Ok((found.into_iter().collect(), None))
            })
            .await
        }
        .boxed()
    }
}

/// What a data source answers: what it was asked by, and whatever is wanted of it.
fn data(call: &Call, faults: &Faults) -> Observed {
    let id = computed::id(call.address.kind(), faults.chance(&["data", call.address.as_str()]));
    let object = SimObject {
        id,
        address: call.address.clone(),
        target: call.place.target.clone(),
        token: SmolStr::default(),
        attrs: call.attrs.clone(),
        version: 1,
        n: 0,
    };
    observed(&object, call, faults)
}
