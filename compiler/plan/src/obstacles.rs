//! What stands in a plan's way: protected things, changes that the cloud refuses, targets that mean another place than before.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_diag::Sound;
use mlpc_graph::schema::{ChangeLimit, Then, When};
use mlpc_graph::{Address, AttrPath, Map, Resource, ResourceGraph, ResourceId, Value, references};
use mlpc_source::{Idx, IdxVec, Span};
use smol_str::SmolStr;

use crate::limits::{self, Refused};
use crate::prior::origin_text;
use crate::scope::names;
use crate::spec::Edits;
use crate::verdict::{Step, Verdict};
use crate::{Answer, Change, FieldChangeId, Inputs, Protected, Reason, Relocated, Rename};

/// The attributes in which clouds keep the name that a declaration's `cloud-name` would set.
const NAMES: [&str; 3] = ["bucket", "identifier", "name"];

/// The cloud name that a replacement gives up, where no line of the spec changed it: a `moved` that was taken out, say.
fn former_name(owner: &str, verdict: &Verdict) -> Option<SmolStr> {
    // A registry has a repository for each of its paths, which no `cloud-name` sets.
    if owner.starts_with("registry.") {
        return None;
    }
    let mut forcing = verdict.changes.iter().filter(|it| it.replaces == Answer::Yes && !it.after_apply && !it.drift);
    let only = forcing.next().filter(|_| forcing.next().is_none())?;
    (only.field.is_none() && NAMES.contains(&only.path.to_string().as_str())).then(|| limits::text(only.from.as_ref()?))?
}

/// From what to what, and the edit that it follows from.
type Cause = (SmolStr, SmolStr, Option<FieldChangeId>);

/// A limit that a change meets, with the values that meet it.
struct Met {
    limit: &'static ChangeLimit,
    path: AttrPath,
    from: SmolStr,
    to: SmolStr,
    field: Option<FieldChangeId>,
}

/// Finds what stands in the way.
pub(crate) struct Finder<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) edits: &'a Edits,
    pub(crate) verdicts: &'a IdxVec<ResourceId, Verdict>,
    pub(crate) gone: &'a [(&'a Address, Vec<Reason>)],
}

impl Finder<'_> {
    fn graph(&self) -> &ResourceGraph {
        Sound::get(self.inputs.desired)
    }

    /// Protected resources that would be destroyed. Those that only go because their target was relocated are told by that.
    pub(crate) fn protected(&self, renames: &[Rename]) -> Vec<Protected> {
        let mut found: Vec<Protected> = self.replaced().chain(self.destroyed()).collect();
        found.sort_by(|a, b| a.address.cmp(&b.address));
        for it in &mut found {
            it.renamed = renames.iter().find(|rename| names(&rename.from, &it.address, &it.owner)).cloned();
        }
        found
    }

    fn replaced(&self) -> impl Iterator<Item = Protected> {
        let pairs = self.graph().resources().iter().zip(self.verdicts.iter());
        let replaced = pairs.filter(|(resource, verdict)| matches!(verdict.step, Step::Replace { .. }) && resource.life.protect);
        replaced.filter(|(resource, _)| !self.edits.relocates(&resource.place.target)).map(|(resource, verdict)| {
            let forcing = verdict.changes.iter().filter(|it| it.replaces == Answer::Yes).map(|it| it.path.to_string());
            Protected {
                address: resource.address.clone(),
                owner: resource.owner.clone(),
                origin: origin_text(resource.origin, self.inputs.origins, self.inputs.sources),
                replaced_for: forcing.collect(),
                declared: true,
                cloud_name: former_name(resource.owner.as_str(), verdict),
                renamed: None,
            }
        })
    }

    fn destroyed(&self) -> impl Iterator<Item = Protected> {
        self.gone.iter().filter(|(_, why)| !why.contains(&Reason::Removed)).filter_map(|(address, why)| {
            let record = self.inputs.prior.resources.get(*address)?;
            // What the spec says now counts; of what it no longer declares the record still knows. So deleting a block protects nothing less.
            let declared = self.graph().get(address).filter(|_| why.contains(&Reason::Destroy));
            let protected = !record.is_data() && declared.map_or(record.protect, |it| it.life.protect);
            let origin = || declared.map(|it| origin_text(it.origin, self.inputs.origins, self.inputs.sources));
            protected.then(|| Protected {
                address: (*address).clone(),
                owner: record.owner.clone(),
                origin: origin().unwrap_or_else(|| record.origin.clone()),
                replaced_for: Vec::new(),
                declared: self.graph().get(address).is_some(),
                cloud_name: None,
                renamed: None,
            })
        })
    }

    /// Changes in place that the cloud refuses.
    pub(crate) fn refused(&self) -> Vec<Refused> {
        let mut found = Vec::new();
        for (resource, verdict) in self.graph().resources().iter().zip(self.verdicts.iter()).filter(|(_, it)| it.step == Step::Update) {
            for change in &verdict.changes {
                let Some(met) = self.limit(resource, change) else { continue };
                found.push(Refused {
                    address: resource.address.clone(),
                    owner: resource.owner.clone(),
                    path: met.path,
                    from: met.from,
                    to: met.to,
                    limit: met.limit,
                    field: met.field,
                    span: self.span(met.field).or_else(|| self.inputs.origins.span(resource.origin)),
                });
            }
        }
        found.sort_by(|a, b| (&a.address, &a.path).cmp(&(&b.address, &b.path)));
        // Of a list whose items are all made anew once.
        found.dedup_by(|a, b| (&a.address, &a.path, a.limit) == (&b.address, &b.path, b.limit));
        found
    }

    fn limit(&self, resource: &Resource, change: &Change) -> Option<Met> {
        let dotted = change.path.dotted();
        let limits = self.inputs.facts.limits(limits::kind(resource), &dotted);
        if change.after_apply {
            let limit = limits.into_iter().find(|it| it.when == When::NamesAnew)?;
            let (from, to, field) = self.cause(change.to.as_ref()?, &mut BTreeSet::new())?;
            return Some(Met { limit, path: AttrPath::parse(&dotted), from, to, field });
        }
        let (from, to) = (change.from.as_ref(), change.to.as_ref());
        let limit = limits::met(&limits, from, to).filter(|it| it.then != Then::Replaces)?;
        Some(Met { limit, path: change.path.clone(), from: limits::text(from?)?, to: limits::text(to?)?, field: change.field })
    }

    /// What makes something that a value names be made anew: the value furthest below that changed, and the edit that it follows from.
    fn cause(&self, value: &Value, seen: &mut BTreeSet<Address>) -> Option<Cause> {
        let mut named = Vec::new();
        references(&Map::new().with("value", value.clone()), &mut |it| named.push(it.to.clone()));
        named.into_iter().find_map(|address| {
            let verdict = self.graph().id(&address).and_then(|id| self.verdicts.get(id))?;
            let owner = self.graph().get(&address)?.owner.clone();
            if !matches!(verdict.step, Step::Replace { .. }) || !seen.insert(address) {
                return None;
            }
            let forcing = || verdict.changes.iter().filter(|it| it.replaces == Answer::Yes);
            let below = forcing().filter(|it| it.after_apply).find_map(|it| self.cause(it.to.as_ref()?, seen));
            // An item of a list leads to no field of its own.
            let edit = || self.edits.of_owner(&owner).first().map(|at| FieldChangeId::from_usize(*at));
            let own = || {
                let told = |it: &Change| Some((limits::text(it.from.as_ref()?)?, limits::text(it.to.as_ref()?)?, it.field.or_else(edit)));
                forcing().find_map(told)
            };
            below.or_else(own)
        })
    }

    /// Where an edited field stands now.
    fn span(&self, field: Option<FieldChangeId>) -> Option<Span> {
        let edit = self.edits.changes.get(field?.to_usize())?;
        let written = self.inputs.spec.fields.get(&edit.declaration)?.get(&edit.field)?;
        self.inputs.origins.span(written.origin?)
    }

    /// Targets that mean another place than before while they hold resources, under an engine that finds its resources by their place.
    pub(crate) fn relocated(&self) -> Vec<Relocated> {
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for record in self.inputs.prior.resources.values().filter(|it| !it.is_data()) {
            *held.entry(&record.place.target).or_default() += 1;
        }
        let moves = self.edits.changes.iter().enumerate().filter_map(|(at, edit)| {
            let target = edit.declaration.strip_prefix("target.").filter(|it| self.edits.relocates(it))?;
            let (from, to) = (edit.from.clone()?, edit.to.clone()?);
            let n_resources = *held.get(target)?;
            let relocated = Relocated {
                target: target.into(),
                field: edit.field.clone(),
                from,
                to,
                at: edit.at.clone(),
                span: self.span(Some(FieldChangeId::from_usize(at))),
                n_resources,
            };
            (crate::spec::is_place(&edit.field) && !self.is_direct(&edit.declaration)).then_some(relocated)
        });
        moves.collect()
    }

    /// Whether a target's engine is the one that knows where each of its resources is.
    fn is_direct(&self, target: &str) -> bool {
        let engine = self.inputs.spec.fields.get(target).and_then(|it| it.get("engine"));
        engine.is_some_and(|it| it.text.trim_matches('"') == "direct")
    }
}
