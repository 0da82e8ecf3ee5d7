//! From verdicts to actions and the edges between them.

use std::collections::BTreeMap;

use mlpc_graph::{Address, AttrPath, Resource, ResourceGraph, ResourceId, references};
use mlpc_source::{Idx, IdxVec};
use rustc_hash::FxHashMap;

use crate::prior::origin_text;
use crate::scope::Scope;
use crate::spec::Edits;
use crate::verdict::{Step, Verdict};
use crate::{Action, ActionId, Inputs, Op, Plan, PriorResource, ReadSet, Reason, Rewrite, renames};

/// Puts the plan together.
pub(crate) fn assemble(
    inputs: &Inputs<'_>,
    verdicts: &IdxVec<ResourceId, Verdict>,
    gone: &[(&Address, Vec<Reason>)],
    scope: &Scope,
    edits: &Edits,
) -> Plan {
    let graph = inputs.desired.get();
    let mut actions = Vec::new();
    let mut rewrites = BTreeMap::new();
    let mut handed_over = Vec::new();
    let (mut n_untouched, mut n_outside) = (0, 0);
    for ((id, resource), verdict) in graph.resources().iter_enumerated().zip(verdicts.iter()) {
        if verdict.step == Step::HandedOver {
            handed_over.push(resource.address.clone());
            continue;
        }
        let before = actions.len();
        act(inputs, (id, resource), verdict, &mut actions);
        if actions.len() == before {
            if scope.forward(&resource.address) {
                n_untouched += 1;
                rewrite(inputs, id, resource, &mut rewrites);
            } else {
                n_outside += 1;
            }
        }
    }
    for (address, why) in gone {
        if let Some(record) = inputs.prior.resources.get(*address) {
            leave(address, record, why, &mut actions);
        }
    }
    for (address, record) in inputs.prior.resources.iter().filter(|(it, _)| scope.gone(it)) {
        actions.extend(record.deposed.iter().map(|id| {
            let mut action = blank(address.clone(), Op::Delete, vec![Reason::Deposed], Some(record.clone()), None);
            action.deposed = Some(id.clone());
            action
        }));
    }
    actions.sort_by(|a, b| (&a.target, a.op, &a.deposed).cmp(&(&b.target, b.op, &b.deposed)));
    want(graph, &mut actions);
    let mut actions: IdxVec<ActionId, Action> = actions.into();
    let after = Edges::of(inputs, verdicts, &mut actions).sorted();
    let reads = reads(inputs, &actions);
    let renames = renames::propose(&actions);
    let base = inputs.prior.version.clone();
    Plan {
        base,
        spec: inputs.digest.clone(),
        actions,
        after,
        reads,
        fields: edits.changes.clone().into(),
        renames,
        n_untouched,
        n_outside,
        handed_over,
        rewrites,
    }
}

fn blank(target: Address, op: Op, why: Vec<Reason>, from: Option<PriorResource>, to: Option<PriorResource>) -> Action {
    Action {
        target,
        op,
        why,
        changes: Vec::new(),
        from,
        to,
        partner: None,
        deposed: None,
        moved_from: None,
        import: None,
        timeouts: Vec::new(),
        wanted: Vec::new(),
    }
}

/// The actions of a desired resource.
fn act(inputs: &Inputs<'_>, (id, resource): (ResourceId, &Resource), verdict: &Verdict, actions: &mut Vec<Action>) {
    let from = verdict.was.as_ref().and_then(|it| inputs.prior.resources.get(it));
    if let Some(was) = verdict.was.as_ref().filter(|it| **it != resource.address) {
        let mut rename =
            blank(resource.address.clone(), Op::Rename, vec![Reason::Moved(was.clone())], from.cloned(), Some(after(inputs, id, resource)));
        // The record moves as it is; an update that goes with it is an action of its own.
        if let (Some(to), Some(from)) = (&mut rename.to, from) {
            to.attrs = from.attrs.clone();
            to.kind = from.kind.clone();
            to.deposed.clone_from(&from.deposed);
        }
        rename.moved_from = Some(was.clone());
        actions.push(rename);
    }
    let op = match verdict.step {
        Step::Nothing | Step::HandedOver => return,
        Step::Read => Op::Read,
        Step::Create | Step::Replace { .. } => Op::Create,
        Step::Adopt => Op::Adopt,
        Step::Update => Op::Update,
    };
    let replaced = matches!(verdict.step, Step::Replace { .. });
    let mut forward = blank(resource.address.clone(), op, verdict.why.clone(), from.cloned(), Some(after(inputs, id, resource)));
    forward.changes.clone_from(&verdict.changes);
    forward.timeouts.clone_from(&resource.life.timeouts);
    forward.import.clone_from(&resource.life.import);
    actions.push(forward);
    if replaced {
        let mut delete = blank(resource.address.clone(), Op::Delete, verdict.why.clone(), from.cloned(), None);
        delete.timeouts.clone_from(&resource.life.timeouts);
        actions.push(delete);
    }
}

/// The record a resource will have.
fn after(inputs: &Inputs<'_>, id: ResourceId, resource: &Resource) -> PriorResource {
    let mut record = PriorResource::of(resource, needs(inputs.desired.get(), id));
    record.origin = origin_text(resource.origin, inputs.origins, inputs.sources);
    record
}

fn needs(graph: &ResourceGraph, id: ResourceId) -> Vec<Address> {
    graph.needs(id).iter().filter_map(|it| graph.resources().get(*it)).map(|it| it.address.clone()).collect()
}

/// The action of a record that the spec no longer has.
fn leave(address: &Address, record: &PriorResource, why: &[Reason], actions: &mut Vec<Action>) {
    let op = if record.is_data() || why.contains(&Reason::Removed) { Op::Forget } else { Op::Delete };
    actions.push(blank(address.clone(), op, why.to_vec(), Some(record.clone()), None));
}

fn rewrite(inputs: &Inputs<'_>, id: ResourceId, resource: &Resource, rewrites: &mut BTreeMap<Address, Rewrite>) {
    let Some(record) = inputs.prior.resources.get(&resource.address) else { return };
    let graph = inputs.desired.get();
    let needed = graph.needs(id).iter().filter_map(|it| graph.resources().get(*it)).map(|it| &it.address);
    let origin = origin_text(resource.origin, inputs.origins, inputs.sources);
    let turns_protection = record.protect != resource.life.protect;
    let same = record.charge == resource.charge && record.owner == resource.owner && !turns_protection && needed.eq(record.needs.iter());
    if same && record.origin == origin {
        return;
    }
    let Resource { charge, owner, life, .. } = resource;
    let rewrite = Rewrite {
        charge: charge.clone(),
        owner: owner.clone(),
        origin,
        protect: life.protect,
        turns_protection,
        needs: needs(graph, id),
        only_origin: same,
    };
    rewrites.insert(resource.address.clone(), rewrite);
}

/// Notes on each action that makes something which of its attributes others refer to.
fn want(graph: &ResourceGraph, actions: &mut [Action]) {
    let mut wanted: FxHashMap<&Address, Vec<&AttrPath>> = FxHashMap::default();
    for resource in graph.resources() {
        references(&resource.attrs, &mut |it| wanted.entry(&it.to).or_default().push(&it.path));
    }
    for action in actions.iter_mut().filter(|it| it.to.is_some()) {
        let mut paths: Vec<AttrPath> = wanted.get(&action.target).into_iter().flatten().map(|it| (*it).clone()).collect();
        paths.sort();
        paths.dedup();
        action.wanted = paths;
    }
}

#[derive(Default)]
struct Edges {
    n: usize,
    /// Later, earlier, and whether it may be dropped where it would close a circle.
    edges: Vec<(ActionId, ActionId, bool)>,
}

/// The actions at one address.
#[derive(Clone, Copy, Default)]
struct At {
    rename: Option<ActionId>,
    forward: Option<ActionId>,
    delete: Option<ActionId>,
    create_first: bool,
}

impl Edges {
    fn of(inputs: &Inputs<'_>, verdicts: &IdxVec<ResourceId, Verdict>, actions: &mut IdxVec<ActionId, Action>) -> Self {
        let graph = inputs.desired.get();
        let mut at: BTreeMap<Address, At> = BTreeMap::new();
        for (id, action) in actions.iter_enumerated() {
            // A former object left over goes with the address's other delete, so far as order is concerned.
            let slot = at.entry(action.target.clone()).or_default();
            match action.op {
                Op::Rename => slot.rename = Some(id),
                Op::Delete if action.deposed.is_none() => slot.delete = Some(id),
                Op::Delete | Op::Forget => {}
                Op::Read | Op::Create | Op::Update | Op::Adopt => slot.forward = Some(id),
            }
        }
        for (resource, verdict) in graph.resources().iter().zip(verdicts.iter()) {
            if let (Step::Replace { create_first }, Some(slot)) = (verdict.step, at.get_mut(&resource.address)) {
                slot.create_first = create_first;
            }
        }
        let mut edges = Self { n: actions.len(), edges: Vec::new() };
        for slot in at.values() {
            edges.within(slot, actions);
        }
        for (id, resource) in graph.resources().iter_enumerated() {
            let Some(forward) = at.get(&resource.address).and_then(|it| it.forward) else { continue };
            for need in graph.needs(id) {
                let need = graph.resources().get(*need).and_then(|it| at.get(&it.address)).and_then(|it| it.forward);
                edges.add(Some(forward), need, false);
            }
        }
        for (address, record) in &inputs.prior.resources {
            let Some(of) = at.get(address) else { continue };
            for need in record.needs.iter().filter_map(|it| at.get(it)) {
                edges.add(need.delete, of.delete, false);
                // Who still stands on it lets go first; a replacement that destroys first has to break that.
                if need.forward.is_none() || need.create_first {
                    edges.add(need.delete, of.forward.filter(|_| of.delete.is_none()), true);
                }
            }
        }
        edges
    }

    fn within(&mut self, slot: &At, actions: &mut IdxVec<ActionId, Action>) {
        self.add(slot.forward, slot.rename, false);
        if let (Some(create), Some(delete)) = (slot.forward, slot.delete) {
            actions[create].partner = Some(delete);
            actions[delete].partner = Some(create);
            self.add(Some(delete), slot.rename, false);
            let (later, earlier) = if slot.create_first { (delete, create) } else { (create, delete) };
            self.add(Some(later), Some(earlier), false);
        }
    }

    fn add(&mut self, later: Option<ActionId>, earlier: Option<ActionId>, soft: bool) {
        if let (Some(later), Some(earlier)) = (later, earlier)
            && later != earlier
        {
            self.edges.push((later, earlier, soft));
        }
    }

    /// The edges, sorted, without a circle: where references changed direction, what may be dropped is.
    fn sorted(mut self) -> Vec<(ActionId, ActionId)> {
        if !self.is_acyclic() {
            self.edges.retain(|(_, _, soft)| !soft);
        }
        let mut edges: Vec<_> = self.edges.into_iter().map(|(later, earlier, _)| (later, earlier)).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    fn is_acyclic(&self) -> bool {
        let mut open = vec![0_usize; self.n];
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); self.n];
        for (later, earlier, _) in &self.edges {
            if let (Some(n), Some(list)) = (open.get_mut(later.to_usize()), dependents.get_mut(earlier.to_usize())) {
                *n += 1;
                list.push(later.to_usize());
            }
        }
        let mut ready: Vec<usize> = open.iter().enumerate().filter(|(_, n)| **n == 0).map(|(at, _)| at).collect();
        let mut done = 0;
        while let Some(at) = ready.pop() {
            done += 1;
            for next in dependents.get(at).into_iter().flatten() {
                if let Some(n) = open.get_mut(*next) {
                    *n -= 1;
                    if *n == 0 {
                        ready.push(*next);
                    }
                }
            }
        }
        done == self.n
    }
}

/// What the plan rests on: the records of what acts, of what that needs, and of who needs what goes.
fn reads(inputs: &Inputs<'_>, actions: &IdxVec<ActionId, Action>) -> ReadSet {
    let mut reads = ReadSet::default();
    let mut going = rustc_hash::FxHashSet::default();
    for action in actions {
        reads.read(&action.target, inputs.prior);
        if let Some(was) = &action.moved_from {
            reads.read(was, inputs.prior);
        }
        for need in action.from.iter().chain(&action.to).flat_map(|it| &it.needs) {
            reads.read(need, inputs.prior);
        }
        if action.op == Op::Delete {
            going.insert(&action.target);
        }
    }
    if !going.is_empty() {
        for (address, _) in inputs.prior.resources.iter().filter(|(_, it)| it.needs.iter().any(|need| going.contains(need))) {
            reads.read(address, inputs.prior);
        }
    }
    reads
}
