//! What happens to each resource, decided in the order of the graph so that what moves below is known above.

use std::collections::BTreeMap;

use mlpc_graph::{
    Address, AttrPath, Difference, Map, PathStep, Reference, Resource, ResourceGraph, ResourceId, ResourceKind, Value, diff, leaves,
    references,
};
use mlpc_source::{Idx, IdxVec};

use crate::facts::answer;
use crate::inputs::Inputs;
use crate::limits;
use crate::obstacles::Finder;
use crate::scope::{Scope, names};
use crate::spec::{Edits, Standing};
use crate::verdict::{Step, Verdict};
use crate::{Answer, Change, Draft, Drift, FieldChangeId, Options, PriorResource, Reason, UnknownTargets, order};

/// Which attributes of a decided resource get other values.
enum Moves {
    None,
    All,
    Paths(Vec<AttrPath>),
}

/// Plans: what to do so that reality becomes `desired`, and what stands in the way of doing it.
pub fn plan(inputs: &Inputs<'_>, options: &Options) -> Result<Draft, UnknownTargets> {
    let graph = inputs.desired.get();
    let scope = Scope::of(options, graph, inputs.prior)?;
    let edits = if options.destroy { Edits::default() } else { Edits::between(&inputs.prior.spec, inputs.spec) };
    let standing = Standing::of(inputs);
    let verdicts = if options.destroy {
        IdxVec::new()
    } else {
        Decider { inputs, options, scope: &scope, edits: &edits, standing: &standing, moved: moved(inputs) }.all()
    };
    let kept: std::collections::BTreeSet<&Address> = verdicts.iter().filter_map(|it| it.was.as_ref()).collect();
    let gone: Vec<(&Address, Vec<Reason>)> = inputs
        .prior
        .resources
        .iter()
        .filter(|(address, _)| !kept.contains(address) && scope.gone(address))
        .filter(|(_, record)| !(options.hand_over_clusters && in_cluster(&record.kind)))
        .filter(|(address, _)| options.destroy || graph.id(address).is_none())
        .map(|(address, record)| {
            let removed = options.removed.iter().any(|it| names(it, address, &record.owner));
            let why = match (removed, options.destroy) {
                (true, _) => vec![Reason::Removed],
                (false, true) => vec![Reason::Destroy],
                (false, false) => edits.of_standing(standing.after(&record.owner), &record.owner, Reason::Undeclared, Reason::Unmade),
            };
            (address, why)
        })
        .collect();
    let finder = Finder { inputs, edits: &edits, verdicts: &verdicts, gone: &gone };
    let (refused, relocated) = (finder.refused(), finder.relocated());
    let plan = order::assemble(inputs, &verdicts, &gone, &scope, &edits);
    let protected = finder.protected(&plan.renames);
    Ok(Draft { plan, protected, refused, relocated })
}

pub(crate) const fn in_cluster(kind: &ResourceKind) -> bool {
    matches!(kind, ResourceKind::Object { .. } | ResourceKind::Helm(_))
}

struct Decider<'a> {
    inputs: &'a Inputs<'a>,
    options: &'a Options,
    scope: &'a Scope,
    edits: &'a Edits,
    standing: &'a Standing<'a>,
    /// Former addresses that records stand under, and the new ones.
    moved: BTreeMap<Address, Address>,
}

impl Decider<'_> {
    fn all(&self) -> IdxVec<ResourceId, Verdict> {
        let graph = self.inputs.desired.get();
        let mut verdicts: Vec<Option<Verdict>> = (0..graph.len()).map(|_| None).collect();
        let mut moves: Vec<Moves> = (0..graph.len()).map(|_| Moves::None).collect();
        for (id, resource) in graph.in_order() {
            let verdict = self.one(id, resource, &moves);
            if let Some(slot) = moves.get_mut(id.to_usize()) {
                *slot = match verdict.step {
                    Step::Nothing | Step::HandedOver => Moves::None,
                    Step::Read | Step::Create | Step::Adopt | Step::Replace { .. } => Moves::All,
                    Step::Update => Moves::Paths(verdict.changes.iter().map(|it| it.path.clone()).collect()),
                };
            }
            if let Some(slot) = verdicts.get_mut(id.to_usize()) {
                *slot = Some(verdict);
            }
        }
        let nothing = || Verdict { step: Step::Nothing, why: Vec::new(), changes: Vec::new(), was: None };
        let mut verdicts: IdxVec<ResourceId, Verdict> = verdicts.into_iter().map(|it| it.unwrap_or_else(nothing)).collect();
        force_create_first(graph, &mut verdicts);
        verdicts
    }

    fn one(&self, id: ResourceId, resource: &Resource, moves: &[Moves]) -> Verdict {
        let (was, record) = self.record(resource);
        let quiet = |step| Verdict { step, why: Vec::new(), changes: Vec::new(), was: was.cloned() };
        if self.options.hand_over_clusters && resource.in_cluster() {
            return quiet(Step::HandedOver);
        }
        if !self.scope.forward(&resource.address) {
            return quiet(Step::Nothing);
        }
        let Some(record) = record else { return self.fresh(resource) };
        let drift = self.inputs.reality.and_then(|it| was.and_then(|was| it.get(was)));
        if drift == Some(&Drift::Gone) {
            return Verdict { step: Step::Create, why: vec![Reason::Gone], changes: Vec::new(), was: was.cloned() };
        }
        let mut changes = Vec::new();
        let current = self.with_moves(record);
        self.compare(resource, &current, &mut changes);
        let outdated = was.and_then(|it| self.inputs.prior.outdated.get(it)).map(Vec::as_slice).unwrap_or_default();
        let follows = self.follow(id, resource, (moves, outdated), &mut changes);
        if let Some(Drift::Differs(differences)) = drift {
            self.drifted(resource, differences, &mut changes);
        }
        let moved = matches!(was, Some(was) if *was != resource.address);
        let elsewhere = self.changes_place(resource, record);
        if changes.is_empty() && !record.uncertain && !elsewhere {
            let why = if moved { was.iter().map(|it| Reason::Moved((*it).clone())).collect() } else { Vec::new() };
            return Verdict { step: Step::Nothing, why, changes, was: was.cloned() };
        }
        let why = self.reasons(resource, record, &changes, follows, was.filter(|_| moved));
        let replace = elsewhere || changes.iter().any(|it| it.replaces == Answer::Yes);
        let step = match (&resource.kind, replace) {
            (ResourceKind::Data, _) => Step::Read,
            (_, true) => Step::Replace { create_first: resource.life.create_before_destroy },
            (_, false) => Step::Update,
        };
        Verdict { step, why, changes, was: was.cloned() }
    }

    /// Whether it is to be elsewhere: in another target, cluster or namespace, or in a target that means another place now.
    fn changes_place(&self, resource: &Resource, record: &PriorResource) -> bool {
        record.place != resource.place || self.edits.relocates(&record.place.target)
    }

    /// The record of a resource: under its address, else under the newest former one that nothing else claims.
    fn record<'b>(&'b self, resource: &'b Resource) -> (Option<&'b Address>, Option<&'b PriorResource>) {
        let prior = &self.inputs.prior.resources;
        let claimed = |address: &Address| self.inputs.desired.get().id(address).is_some();
        let former = resource.life.moved_from.iter().filter(|it| !claimed(it));
        let at = std::iter::once(&resource.address).chain(former).find(|it| prior.contains_key(*it));
        (at, at.and_then(|at| prior.get(at)))
    }

    /// The record with its references led to where things moved.
    fn with_moves<'b>(&self, record: &'b PriorResource) -> std::borrow::Cow<'b, PriorResource> {
        if self.moved.is_empty() || !record.needs.iter().any(|it| self.moved.contains_key(it)) {
            return std::borrow::Cow::Borrowed(record);
        }
        let attrs = crate::with_moved_references(&record.attrs, &self.moved);
        std::borrow::Cow::Owned(PriorResource { attrs, ..record.clone() })
    }

    fn fresh(&self, resource: &Resource) -> Verdict {
        // A state whose first run was cut off has resources but no spec yet: what they lack is as new as they were.
        let stood = !self.inputs.prior.spec.fields.is_empty() && self.standing.before(&resource.owner);
        let new = || self.edits.of_standing(stood, &resource.owner, Reason::New, Reason::Made);
        let (step, why) = match (&resource.kind, &resource.life.import) {
            (ResourceKind::Data, _) => (Step::Read, new()),
            (_, Some(id)) => (Step::Adopt, vec![Reason::Imported(id.clone())]),
            (_, None) => (Step::Create, new()),
        };
        Verdict { step, why, changes: Vec::new(), was: None }
    }

    fn compare(&self, resource: &Resource, record: &PriorResource, changes: &mut Vec<Change>) {
        if record.attrs != resource.attrs {
            let ignored = &resource.life.ignore_changes;
            let found = diff(&record.attrs, &resource.attrs).into_iter().filter(|it| !is_ignored(&it.path, ignored));
            changes.extend(found.map(|it| self.change(resource, it, false)));
        }
        if record.kind != resource.kind {
            changes.extend(kind_differences(&record.kind, &resource.kind).into_iter().map(|(it, replaces)| {
                let mut change = self.change(resource, it, false);
                change.replaces = replaces;
                change
            }));
        }
    }

    fn change(&self, resource: &Resource, found: Difference, drift: bool) -> Change {
        let field = note_origin(&resource.attrs, &found.path).and_then(|origin| self.edits.of_origin(origin, self.inputs.origins));
        let limits = self.inputs.facts.limits(limits::kind(resource), &found.path.dotted());
        let replaces = limits::answer(self.answer(resource, &found.path), &limits, found.from.as_ref(), found.to.as_ref());
        let Difference { path, from, to } = found;
        Change { path, from, to, replaces, after_apply: false, drift, field: field.map(FieldChangeId::from_usize) }
    }

    fn answer(&self, resource: &Resource, path: &AttrPath) -> Answer {
        match &resource.kind {
            ResourceKind::Managed => answer(self.inputs.facts, resource.address.kind(), path),
            ResourceKind::Object { kind, .. } => crate::kubernetes::replaces(kind, &path.dotted()),
            ResourceKind::Data | ResourceKind::Helm(_) => Answer::No,
        }
    }

    /// Adds a change for each attribute that refers to something which gets a new value; what they follow is returned.
    fn follow(
        &self,
        id: ResourceId,
        resource: &Resource,
        (moves, outdated): (&[Moves], &[Reference]),
        changes: &mut Vec<Change>,
    ) -> Vec<Reason> {
        let graph = self.inputs.desired.get();
        let mut why = Vec::new();
        if outdated.is_empty() && graph.needs(id).iter().all(|it| matches!(moves.get(it.to_usize()), None | Some(Moves::None))) {
            return why;
        }
        leaves(&resource.attrs, &mut |path, value| {
            if changes.iter().any(|it| it.path.0.starts_with(&path.0) || path.0.starts_with(&it.path.0))
                || is_ignored(path, &resource.life.ignore_changes)
            {
                return;
            }
            if let Some(moving) = self.first_moving(value, moves, outdated) {
                why.push(Reason::Follows { to: moving.to.clone(), path: moving.path });
                let replaces = self.answer(resource, path);
                let text = Some(value.clone());
                changes.push(Change {
                    path: path.clone(),
                    from: text.clone(),
                    to: text,
                    replaces,
                    after_apply: true,
                    drift: false,
                    field: None,
                });
            }
        });
        why
    }

    fn first_moving(&self, value: &Value, moves: &[Moves], outdated: &[Reference]) -> Option<Reference> {
        let graph = self.inputs.desired.get();
        let holder = Map::new().with("value", value.clone());
        let mut found = None;
        references(&holder, &mut |reference| {
            let Some(id) = graph.id(&reference.to).filter(|_| found.is_none()) else { return };
            let moving = match moves.get(id.to_usize()) {
                None | Some(Moves::None) => false,
                Some(Moves::All) => !self.stays(reference),
                Some(Moves::Paths(paths)) => {
                    let touched = paths.iter().any(|it| it.0.starts_with(&reference.path.0) || reference.path.0.starts_with(&it.0));
                    touched || self.inputs.facts.follows_update(reference.to.kind(), &reference.path.dotted())
                }
            };
            if moving || outdated.contains(reference) {
                found = Some(reference.clone());
            }
        });
        found
    }

    /// Whether an attribute of something that is made anew is written out in the spec and the same as before: a name, say.
    fn stays(&self, reference: &Reference) -> bool {
        let now = self.inputs.desired.get().get(&reference.to).and_then(|it| it.value().at(&reference.path).cloned());
        let before =
            self.inputs.prior.resources.get(&reference.to).and_then(|it| Value::Map(it.attrs.clone()).at(&reference.path).cloned());
        matches!((now, before), (Some(now), Some(before)) if now == before && is_plain(&now))
    }

    fn drifted(&self, resource: &Resource, differences: &[Difference], changes: &mut Vec<Change>) {
        for found in differences.iter().filter(|it| !is_ignored(&it.path, &resource.life.ignore_changes)) {
            // `to` of a drift is what was found; the change leads from there back to what is desired.
            let back = Difference { path: found.path.clone(), from: found.to.clone(), to: found.from.clone() };
            if !changes.iter().any(|it| it.path == back.path) {
                changes.push(self.change(resource, back, true));
            }
        }
    }

    fn reasons(
        &self,
        resource: &Resource,
        record: &PriorResource,
        changes: &[Change],
        follows: Vec<Reason>,
        moved: Option<&Address>,
    ) -> Vec<Reason> {
        let mut why: Vec<Reason> = Vec::new();
        if self.changes_place(resource, record) {
            why.push(Reason::Place);
        }
        why.extend(changes.iter().filter(|it| it.replaces == Answer::Yes).map(|it| Reason::Forces(it.path.clone())));
        let mut fields: Vec<FieldChangeId> = changes.iter().filter_map(|it| it.field).collect();
        let unexplained = changes.iter().filter(|it| it.field.is_none() && !it.after_apply && !it.drift);
        if fields.is_empty() && unexplained.clone().next().is_some() {
            fields.extend(self.edits.of_owner(&resource.owner).into_iter().map(FieldChangeId::from_usize));
        }
        fields.sort_unstable();
        fields.dedup();
        if fields.is_empty() {
            why.extend(unexplained.map(|it| Reason::Lowered(it.path.clone())));
        }
        why.extend(fields.into_iter().map(Reason::Field));
        why.extend(follows);
        why.extend(changes.iter().filter(|it| it.drift).map(|it| Reason::Drift(it.path.clone())));
        why.extend(moved.map(|it| Reason::Moved(it.clone())));
        if record.uncertain {
            why.push(Reason::Uncertain);
        }
        why
    }
}

/// Which records stand under a former address of a desired resource.
fn moved(inputs: &Inputs<'_>) -> BTreeMap<Address, Address> {
    let graph = inputs.desired.get();
    let prior = &inputs.prior.resources;
    let moving = graph.resources().iter().filter(|it| !it.life.moved_from.is_empty() && !prior.contains_key(&it.address));
    let from = |it: &Resource| it.life.moved_from.iter().find(|from| prior.contains_key(*from) && graph.id(from).is_none()).cloned();
    moving.filter_map(|it| from(it).map(|from| (from, it.address.clone()))).collect()
}

/// What a create-first replacement stands on, near or far, must be there in its new form before the old one goes: so that is made first too.
fn force_create_first(graph: &ResourceGraph, verdicts: &mut IdxVec<ResourceId, Verdict>) {
    if !verdicts.iter().any(|it| it.step == Step::Replace { create_first: true }) {
        return;
    }
    let mut below = vec![false; graph.len()];
    let order: Vec<ResourceId> = graph.in_order().map(|(id, _)| id).collect();
    for id in order.into_iter().rev() {
        let verdict = &mut verdicts[id];
        let mut first = below.get(id.to_usize()).copied().unwrap_or(false);
        if let Step::Replace { create_first } = &mut verdict.step {
            *create_first |= first;
            first = *create_first;
        }
        for slot in graph.needs(id).iter().filter(|_| first) {
            if let Some(slot) = below.get_mut(slot.to_usize()) {
                *slot = true;
            }
        }
    }
}

fn is_ignored(path: &AttrPath, ignored: &[smol_str::SmolStr]) -> bool {
    if ignored.is_empty() {
        return false;
    }
    let dotted = path.dotted();
    ignored.iter().any(|it| dotted.strip_prefix(it.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

fn is_plain(value: &Value) -> bool {
    let holder = Map::new().with("value", value.clone());
    let mut plain = true;
    references(&holder, &mut |_| plain = false);
    plain
}

/// The origin noted nearest to a path.
fn note_origin(attrs: &Map, path: &AttrPath) -> Option<mlpc_source::OriginId> {
    let mut nearest = None;
    let mut maps: Option<&Map> = Some(attrs);
    let mut at: Option<&Value> = None;
    for step in &path.0 {
        match step {
            PathStep::Key(key) => {
                let map = maps.or_else(|| at.and_then(Value::as_map))?;
                let entry = map.entry(key)?;
                nearest = entry.note.as_ref().and_then(|it| it.origin).or(nearest);
                at = Some(&entry.value);
                maps = None;
                if let Value::Json(inner) = &entry.value {
                    at = Some(inner);
                }
            }
            PathStep::Index(index) => match at {
                Some(Value::Blocks(blocks)) => {
                    maps = blocks.get(*index as usize);
                    at = None;
                }
                Some(Value::List(items)) => at = items.get(*index as usize),
                _ => return nearest,
            },
        }
    }
    nearest
}

/// Differences of what isn't an attribute: an object's API version, a release's chart.
fn kind_differences(from: &ResourceKind, to: &ResourceKind) -> Vec<(Difference, Answer)> {
    let one = |path: &str, from: &str, to: &str| Difference { path: AttrPath::parse(path), from: Some(from.into()), to: Some(to.into()) };
    match (from, to) {
        (ResourceKind::Object { api_version: old, kind: of }, ResourceKind::Object { api_version: new, kind }) => {
            // The manifest's own `apiVersion` says it too; only a change of kind is new here.
            if of == kind && old != new { Vec::new() } else { vec![(one("kind", of, kind), Answer::Yes)] }
        }
        (ResourceKind::Helm(old), ResourceKind::Helm(new)) => {
            let fields = [
                ("chart.release", &old.release, &new.release, Answer::Yes),
                ("chart.name", &old.chart, &new.chart, Answer::No),
                ("chart.version", &old.version, &new.version, Answer::No),
                ("chart.repository", &old.repository, &new.repository, Answer::No),
            ];
            fields.into_iter().filter(|(_, old, new, _)| old != new).map(|(path, old, new, answer)| (one(path, old, new), answer)).collect()
        }
        _ => vec![(one("kind", word(from), word(to)), Answer::Yes)],
    }
}

const fn word(kind: &ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Managed => "managed",
        ResourceKind::Data => "data",
        ResourceKind::Object { .. } => "object",
        ResourceKind::Helm(_) => "release",
    }
}
