//! Which engine carries out what.

use std::collections::BTreeMap;
use std::sync::Arc;

use mlpc_graph::Placement;
use smol_str::SmolStr;

use crate::{Driver, Executor};

/// Who carries out the actions of a place.
#[derive(Clone)]
pub enum Route {
    /// Call by call.
    Driver(Arc<dyn Driver>),
    /// A whole target in one run.
    Executor(Arc<dyn Executor>),
}

/// The routes of a run: by target, else the default.
#[derive(Clone, Default)]
pub struct Routes {
    /// By target.
    pub targets: BTreeMap<SmolStr, Route>,
    /// For everything else: the simulator takes all.
    pub default: Option<Route>,
}

impl Routes {
    /// Everything to one driver.
    pub fn all_to(driver: Arc<dyn Driver>) -> Self {
        Self { targets: BTreeMap::new(), default: Some(Route::Driver(driver)) }
    }

    pub(crate) fn of(&self, place: &Placement) -> Option<&Route> {
        self.targets.get(&place.target).or(self.default.as_ref())
    }
}

impl Route {
    /// The engine's name, as records keep it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Driver(it) => it.name(),
            Self::Executor(it) => it.name(),
        }
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Routes").field("targets", &self.targets).field("default", &self.default).finish()
    }
}
