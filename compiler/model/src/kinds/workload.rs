//! What model-service, training and pipeline share, and one view of the three.

use mlpc_units::Quantity;
use smol_str::SmolStr;

use super::{ModelService, Pipeline, Training};
use crate::record::record;
use crate::{At, DeclId, Item, read::Entries, read::LateText};

record! {
    /// The fields of every workload.
    Workload {
        tenant "tenant": At<DeclId>,
        pool "pool": At<DeclId>,
        image "image": Option<At<LateText>>,
        command "command": Vec<At<LateText>>,
        resources "resources": Option<Resources>,
        mounts "mount": Vec<Mount>,
        env "env": Entries<Item>,
        priority "priority": At<SmolStr>,
        reads "reads": Vec<At<DeclId>>,
        writes "writes": Vec<At<DeclId>>,
        labels "labels": Entries<At<SmolStr>>,
    }
}

record! {
    /// What one pod gets.
    Resources {
        cpu "cpu": Option<At<Quantity>>,
        memory "memory": Option<At<Quantity>>,
        gpus "gpus": Option<At<i64>>,
        profiles "profiles": Entries<At<i64>>,
    }
}

record! {
    /// CPU, memory and GPUs of a node, or of a whole pool.
    Amounts {
        cpu "cpu": Option<At<Quantity>>,
        memory "memory": Option<At<Quantity>>,
        gpus "gpus": Option<At<i64>>,
    }
}

record! {
    /// A filesystem in a pod.
    Mount {
        filesystem "filesystem": At<DeclId>,
        path "path": At<SmolStr>,
        read_only "read-only": At<bool>,
    }
}

record! {
    /// A fixed number, or the bounds of an elastic one.
    Bounds {
        count "count": Option<At<i64>>,
        min "min": Option<At<i64>>,
        max "max": Option<At<i64>>,
    }
}

impl Bounds {
    /// The least: the fixed number, else `min`. `None` where neither could be read.
    pub fn at_least(&self) -> Option<At<i64>> {
        self.count.or(self.min)
    }

    /// The most: the fixed number, else `max`. `None` where neither could be read.
    pub fn at_most(&self) -> Option<At<i64>> {
        self.count.or(self.max)
    }
}

/// One of the three workloads.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum WorkloadRef<'a> {
    /// A model-service.
    Service(&'a ModelService),
    /// A training.
    Training(&'a Training),
    /// A pipeline.
    Pipeline(&'a Pipeline),
}

impl<'a> WorkloadRef<'a> {
    /// The fields it shares with the others.
    pub fn shared(self) -> &'a Workload {
        match self {
            Self::Service(it) => &it.work,
            Self::Training(it) => &it.work,
            Self::Pipeline(it) => &it.work,
        }
    }

    /// Its declaration.
    pub fn decl(self) -> DeclId {
        match self {
            Self::Service(it) => it.decl,
            Self::Training(it) => it.decl,
            Self::Pipeline(it) => it.decl,
        }
    }

    /// Its name.
    pub fn name(self) -> &'a SmolStr {
        match self {
            Self::Service(it) => &it.name,
            Self::Training(it) => &it.name,
            Self::Pipeline(it) => &it.name,
        }
    }

    /// Its address.
    pub fn address(self) -> &'a SmolStr {
        match self {
            Self::Service(it) => &it.address,
            Self::Training(it) => &it.address,
            Self::Pipeline(it) => &it.address,
        }
    }
}
