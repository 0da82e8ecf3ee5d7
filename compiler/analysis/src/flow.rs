//! Where data goes: from datasets to who reads them, on to what these write, keep and answer, and so on.
//!
//! A request carries the caller's data, too, but what it holds is the caller's choice; only answers flow.

use mlpc_model::{At, DeclId, Platform, Val};
use mlpc_source::OriginId;
use rustc_hash::FxHashMap;

/// One step of data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// From what.
    pub from: DeclId,
    /// To what.
    pub to: DeclId,
    /// How.
    pub hop: Hop,
    /// Where the spec says so.
    pub at: OriginId,
}

/// How data takes a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hop {
    /// A dataset is read.
    Reads,
    /// A dataset is written.
    Writes,
    /// A job keeps its progress in a store.
    Checkpoints,
    /// A dataset lies in a filesystem that pods mount.
    LiesIn,
    /// A filesystem is mounted.
    Mounts,
    /// A mounted filesystem is written.
    Fills,
    /// A service answers who depends on it.
    Answers,
}

impl Hop {
    /// What the receiving end does, in the third person, for the end of a path.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "is written by",
            Self::Checkpoints => "holds checkpoints of",
            Self::LiesIn => "holds",
            Self::Mounts => "mounts",
            Self::Fills => "is filled by",
            Self::Answers => "gets answers of",
        }
    }
}

/// All steps that data can take.
#[derive(Debug)]
pub struct Flow {
    from: FxHashMap<DeclId, Vec<Step>>,
}

impl Flow {
    /// The steps that a platform's declarations allow.
    pub fn of(platform: &Platform) -> Self {
        let mut flow = Self { from: FxHashMap::default() };
        for workload in platform.workloads() {
            let (id, shared) = (workload.decl(), workload.shared());
            flow.data(id, &shared.reads, &shared.writes);
            for mount in &shared.mounts {
                flow.mount(id, &mount.filesystem, mount.read_only.value);
            }
        }
        for component in &platform.components {
            flow.data(component.decl, &component.reads, &component.writes);
            for mount in &component.mounts {
                flow.mount(component.decl, &mount.filesystem, mount.read_only.value);
            }
        }
        for service in &platform.services {
            for depends in &service.depends_on {
                flow.step(depends.on.value, service.decl, Hop::Answers, depends.on.origin);
            }
        }
        for training in &platform.trainings {
            if let Some(kept) = &training.checkpoints {
                flow.step(training.decl, kept.store.value, Hop::Checkpoints, kept.store.origin);
            }
        }
        for dataset in &platform.datasets {
            if platform.filesystem(dataset.store.value).is_some() {
                flow.step(dataset.decl, dataset.store.value, Hop::LiesIn, dataset.store.origin);
            }
        }
        flow
    }

    fn data(&mut self, who: DeclId, reads: &[At<DeclId>], writes: &[At<DeclId>]) {
        for read in reads {
            self.step(read.value, who, Hop::Reads, read.origin);
        }
        for written in writes {
            self.step(who, written.value, Hop::Writes, written.origin);
        }
    }

    fn mount(&mut self, who: DeclId, filesystem: &At<DeclId>, read_only: bool) {
        self.step(filesystem.value, who, Hop::Mounts, filesystem.origin);
        if !read_only {
            self.step(who, filesystem.value, Hop::Fills, filesystem.origin);
        }
    }

    fn step(&mut self, from: DeclId, to: DeclId, hop: Hop, at: OriginId) {
        self.from.entry(from).or_default().push(Step { from, to, hop, at });
    }

    /// Everything that data from `sources` reaches, the nearest first, each place by one shortest path. `enter` says of each step whether data goes
    /// on from where it leads.
    pub fn spread(&self, sources: impl IntoIterator<Item = DeclId>, mut enter: impl FnMut(&Step, &Reached) -> bool) -> Reached {
        let mut reached = Reached::default();
        let mut open: Vec<DeclId> = Vec::new();
        for source in sources {
            if reached.came_by.insert(source, None).is_none() {
                open.push(source);
            }
        }
        let mut next = 0;
        while let Some(at) = open.get(next).copied() {
            next += 1;
            for step in self.from.get(&at).into_iter().flatten() {
                if reached.came_by.contains_key(&step.to) {
                    continue;
                }
                reached.came_by.insert(step.to, Some(*step));
                if enter(step, &reached) {
                    open.push(step.to);
                }
            }
        }
        reached
    }
}

/// What data reached, and how.
#[derive(Clone, Default, Debug)]
pub struct Reached {
    came_by: FxHashMap<DeclId, Option<Step>>,
}

impl Reached {
    /// The steps from a source to a place, in order.
    pub fn path(&self, to: DeclId) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = to;
        while let Some(Some(step)) = self.came_by.get(&at) {
            steps.push(*step);
            at = step.from;
        }
        steps.reverse();
        steps
    }
}

/// The store in which a dataset or store lies: itself, or what `in` names.
pub fn store_of(platform: &Platform, id: DeclId) -> DeclId {
    platform.decl(id).and_then(|decl| decl.fields.get("in")).map_or(id, |item| match item.val {
        Val::Ref(store) => store,
        _ => id,
    })
}
