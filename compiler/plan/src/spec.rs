//! The spec as flat fields, so that an action can name the edit it follows from.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_source::{Idx as _, OriginId, Origins, define_idx};
use mlpc_units::Rational;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::{Inputs, Reason};

define_idx! {
    /// An edit of the spec between the last apply and now.
    pub struct FieldChangeId;
}

/// The digest of everything a spec is made of, as hexadecimal text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct SpecDigest(pub SmolStr);

/// A spec as plans compare and remember it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SpecView {
    /// Declaration address → field → its text. Nested declarations have addresses of their own (`tenant.research.quota.h100`).
    pub fields: BTreeMap<SmolStr, BTreeMap<SmolStr, SpecField>>,
    /// Declaration address → what it costs; empty where nobody counted.
    pub costs: BTreeMap<SmolStr, MonthlyCost>,
}

/// USD a month, at the list prices of the day it was counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthlyCost {
    /// With all at their minimum.
    pub min: Rational,
    /// With what the declared peak needs.
    pub expected: Rational,
    /// With all at their maximum.
    pub max: Rational,
}

/// A field of a declaration.
#[derive(Clone, Debug)]
pub struct SpecField {
    /// The value as text, canonical: layout and comments are no change.
    pub text: SmolStr,
    /// `FILE:LINE`.
    pub at: SmolStr,
    /// The origin that attribute entries which follow from it carry; none in a state.
    pub origin: Option<OriginId>,
}

impl PartialEq for SpecField {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for SpecField {}

/// An edited, added or removed field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    /// The declaration (`gpu-pool.h100`).
    pub declaration: SmolStr,
    /// The field (`machine`).
    pub field: SmolStr,
    /// Its text before.
    pub from: Option<SmolStr>,
    /// Its text now.
    pub to: Option<SmolStr>,
    /// `FILE:LINE`, now or, if removed, before.
    pub at: SmolStr,
}

impl SpecView {
    /// Adds a field.
    pub fn add(&mut self, declaration: impl Into<SmolStr>, field: impl Into<SmolStr>, value: SpecField) {
        self.fields.entry(declaration.into()).or_default().insert(field.into(), value);
    }
}

/// Which declarations there were, and which there are: by their fields, and by what they make.
pub(crate) struct Standing<'a> {
    before: FxHashSet<&'a str>,
    after: FxHashSet<&'a str>,
}

impl<'a> Standing<'a> {
    pub(crate) fn of(inputs: &Inputs<'a>) -> Self {
        let of_view = |view: &'a SpecView| view.fields.keys().map(SmolStr::as_str);
        let made = inputs.prior.resources.values().map(|it| it.owner.as_str());
        let makes = inputs.desired.get().resources().iter().map(|it| it.owner.as_str());
        Self { before: of_view(&inputs.prior.spec).chain(made).collect(), after: of_view(inputs.spec).chain(makes).collect() }
    }

    pub(crate) fn before(&self, owner: &str) -> bool {
        self.before.contains(owner)
    }

    pub(crate) fn after(&self, owner: &str) -> bool {
        self.after.contains(owner)
    }
}

/// The edits between two views, with look-ups from origins and owners.
#[derive(Default)]
pub(crate) struct Edits {
    pub(crate) changes: Vec<FieldChange>,
    by_origin: FxHashMap<OriginId, usize>,
    by_declaration: BTreeMap<SmolStr, Vec<usize>>,
    /// Targets that mean another place than before.
    relocated: BTreeSet<SmolStr>,
}

/// The fields of a target that say where in the world it is.
const WHERE: [&str; 6] = ["account", "cloud", "context", "project", "region", "subscription"];

/// Whether a field of a target says where in the world it is.
pub(crate) fn is_place(field: &str) -> bool {
    WHERE.contains(&field)
}

impl Edits {
    /// Compares two views. An empty `before` is a state without a spec: everything is new, and saying so of each field helps nobody.
    pub(crate) fn between(before: &SpecView, after: &SpecView) -> Self {
        let mut edits = Self::default();
        if before.fields.is_empty() {
            return edits;
        }
        let none = BTreeMap::new();
        for (declaration, fields) in &after.fields {
            let old = before.fields.get(declaration).unwrap_or(&none);
            for (field, value) in fields {
                let from = old.get(field);
                if from != Some(value) {
                    edits.push(declaration, field, from, Some(value));
                }
            }
        }
        for (declaration, fields) in &before.fields {
            let new = after.fields.get(declaration).unwrap_or(&none);
            for (field, value) in fields.iter().filter(|(field, _)| !new.contains_key(*field)) {
                edits.push(declaration, field, Some(value), None);
            }
        }
        edits
    }

    fn push(&mut self, declaration: &SmolStr, field: &SmolStr, from: Option<&SpecField>, to: Option<&SpecField>) {
        let at = self.changes.len();
        if let (Some(target), Some(_), Some(_)) = (declaration.strip_prefix("target."), from, to)
            && is_place(field)
        {
            self.relocated.insert(target.into());
        }
        if let Some(origin) = to.and_then(|it| it.origin) {
            self.by_origin.insert(origin, at);
        }
        self.by_declaration.entry(declaration.clone()).or_default().push(at);
        self.changes.push(FieldChange {
            declaration: declaration.clone(),
            field: field.clone(),
            from: from.map(|it| it.text.clone()),
            to: to.map(|it| it.text.clone()),
            at: to.or(from).map(|it| it.at.clone()).unwrap_or_default(),
        });
    }

    /// The edit that an origin leads to: its own field, else one it was made from.
    pub(crate) fn of_origin(&self, origin: OriginId, origins: &Origins) -> Option<usize> {
        if self.by_origin.is_empty() {
            return None;
        }
        let nearest = origins.chain(origin).find_map(|(id, _)| self.by_origin.get(&id));
        nearest.or_else(|| self.by_origin.get(&origin)).copied()
    }

    /// Whether everything in a target has to be made anew, since it is in another region or account now.
    pub(crate) fn relocates(&self, target: &str) -> bool {
        self.relocated.contains(target)
    }

    /// Why a resource comes or goes as a whole: with its declaration, else by the edits of that, else by what is around it.
    pub(crate) fn of_standing(&self, stands: bool, owner: &str, whole: Reason, part: Reason) -> Vec<Reason> {
        if !stands {
            return vec![whole];
        }
        let own: Vec<_> = self.of_owner(owner).into_iter().map(|at| Reason::Field(FieldChangeId::from_usize(at))).collect();
        if own.is_empty() { vec![part] } else { own }
    }

    /// The edits inside a declaration and those nested in it.
    pub(crate) fn of_owner(&self, owner: &str) -> Vec<usize> {
        let inside = |address: &str| address.strip_prefix(owner).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let from = SmolStr::from(owner);
        let near = self.by_declaration.range(from..).take_while(|(address, _)| address.starts_with(owner));
        near.filter(|(address, _)| inside(address)).flat_map(|(_, at)| at.iter().copied()).collect()
    }
}
