//! The plan: actions, their order and their reasons.

use std::collections::BTreeMap;

use mlpc_graph::{Address, AttrPath, Charge, Map, Placement, ResourceKind, Value};
use mlpc_source::{Idx, IdxVec, define_idx};
use smol_str::SmolStr;

use crate::{Answer, FieldChange, FieldChangeId, PriorResource, ReadSet, Rename, SpecDigest, StateVersion};

define_idx! {
    /// An action of one plan.
    pub struct ActionId;
}

/// What is done, made by [`plan`](crate::plan) or read back from a file that holds one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The state it was made against.
    pub base: StateVersion,
    /// The spec it was made from.
    pub spec: SpecDigest,
    /// The actions, in order of address.
    pub actions: IdxVec<ActionId, Action>,
    /// `(later, earlier)`: the first starts only when the second is done.
    pub after: Vec<(ActionId, ActionId)>,
    /// What of the state it rests on.
    pub reads: ReadSet,
    /// The edits of the spec since the last apply, that reasons point into.
    pub fields: IdxVec<FieldChangeId, FieldChange>,
    /// Declarations or resources that look renamed: `moved` would save them from being destroyed.
    pub renames: Vec<Rename>,
    /// Desired resources without an action.
    pub n_untouched: usize,
    /// Desired resources that weren't asked for: what is to be done about them isn't planned.
    pub n_outside: usize,
    /// In-cluster objects and releases that others carry out.
    pub handed_over: Vec<Address>,
    /// What is written anew in records whose resource stays as it is: without a call.
    pub rewrites: BTreeMap<Address, Rewrite>,
}

/// What a record says about a resource beside its attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rewrite {
    /// Whom it is charged to.
    pub charge: Charge,
    /// The declaration that it was lowered from.
    pub owner: SmolStr,
    /// `FILE:LINE`.
    pub origin: SmolStr,
    /// Whether a plan that destroys it fails.
    pub protect: bool,
    /// Whether that is otherwise than before.
    pub turns_protection: bool,
    /// What it needs first.
    pub needs: Vec<Address>,
    /// Whether only lines moved: no reason to apply by itself.
    pub only_origin: bool,
}

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The resource it acts on.
    pub target: Address,
    /// What it does.
    pub op: Op,
    /// Why, most telling first.
    pub why: Vec<Reason>,
    /// The attributes that change; empty for what is made or goes as a whole.
    pub changes: Vec<Change>,
    /// The record before, for what is there.
    pub from: Option<PriorResource>,
    /// The record after, for what will be there: attributes desired, references not filled.
    pub to: Option<PriorResource>,
    /// The other half of a replacement.
    pub partner: Option<ActionId>,
    /// The cloud id of the former object that a delete is for, where it isn't the current one.
    pub deposed: Option<SmolStr>,
    /// The former address (`Rename`).
    pub moved_from: Option<Address>,
    /// The cloud's id to adopt by (`Adopt`).
    pub import: Option<SmolStr>,
    /// Terraform-style timeouts: operation and duration.
    pub timeouts: Vec<(SmolStr, SmolStr)>,
    /// Attribute paths of this resource that others refer to: the engine must know them when it is done.
    pub wanted: Vec<AttrPath>,
}

/// What an action does. A replacement is a `Create` and a `Delete` with an edge, each the other's partner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Op {
    /// Reads a data source.
    Read,
    /// Makes it.
    Create,
    /// Changes it in place.
    Update,
    /// Destroys it.
    Delete,
    /// Takes over what exists in the cloud.
    Adopt,
    /// Drops the record, not the thing.
    Forget,
    /// Gives the record another address.
    Rename,
}

/// One changed attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Where.
    pub path: AttrPath,
    /// Before; `None` where it wasn't set.
    pub from: Option<Value>,
    /// After; `None` where it is no longer set.
    pub to: Option<Value>,
    /// Whether this change replaces the resource.
    pub replaces: Answer,
    /// The text stays, but what it refers to gets a value known only after apply.
    pub after_apply: bool,
    /// It was changed outside of mlpc.
    pub drift: bool,
    /// The edit of the spec that it follows from.
    pub field: Option<FieldChangeId>,
}

/// Why an action is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The spec has its declaration, the state hasn't.
    New,
    /// Its declaration stood before and makes it now, by an edit elsewhere.
    Made,
    /// A field of the spec was edited.
    Field(FieldChangeId),
    /// The lowering gives another value, without an edit of its declaration (a new version of mlpc or of a component, a shared thing).
    Lowered(AttrPath),
    /// This attribute can't be changed in place.
    Forces(AttrPath),
    /// It moves to another target, cluster or namespace.
    Place,
    /// It refers to something that gets a new value.
    Follows {
        /// To what.
        to: Address,
        /// Which of its attributes.
        path: AttrPath,
    },
    /// The spec no longer has its declaration.
    Undeclared,
    /// Its declaration still stands and no longer makes it, by an edit elsewhere.
    Unmade,
    /// Destruction was asked for.
    Destroy,
    /// `removed` says to forget it.
    Removed,
    /// `moved` says where it was.
    Moved(Address),
    /// `import` says which it is in the cloud.
    Imported(SmolStr),
    /// It was changed outside of mlpc.
    Drift(AttrPath),
    /// It was removed outside of mlpc.
    Gone,
    /// A replacement was cut off before the former object was deleted.
    Deposed,
    /// A run was cut off while changing it.
    Uncertain,
}

/// How many of each, replacements counted once.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Made.
    pub create: usize,
    /// Changed in place.
    pub update: usize,
    /// Replaced.
    pub replace: usize,
    /// Destroyed.
    pub delete: usize,
    /// Adopted.
    pub adopt: usize,
    /// Forgotten.
    pub forget: usize,
    /// Given another address.
    pub rename: usize,
    /// Data sources read.
    pub read: usize,
    /// Without an action.
    pub untouched: usize,
    /// Not asked for.
    pub outside: usize,
}

impl Plan {
    /// Whether nothing changes, no protection either: data sources may be read or forgotten, records rewritten.
    pub fn is_empty(&self) -> bool {
        self.actions.iter().all(|it| it.op == Op::Read || it.is_data()) && !self.rewrites.values().any(|it| it.turns_protection)
    }

    /// Whether an apply has anything to do, bookkeeping included.
    pub fn has_work(&self) -> bool {
        !self.actions.is_empty() || self.rewrites.values().any(|it| !it.only_origin)
    }

    /// How many of each.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { untouched: self.n_untouched, outside: self.n_outside, ..Counts::default() };
        for action in &self.actions {
            match action.op {
                Op::Create if action.partner.is_some() => counts.replace += 1,
                Op::Delete if action.partner.is_some() => {}
                Op::Create => counts.create += 1,
                Op::Update => counts.update += 1,
                Op::Delete => counts.delete += 1,
                Op::Adopt => counts.adopt += 1,
                Op::Forget if action.is_data() => {}
                Op::Forget => counts.forget += 1,
                Op::Rename => counts.rename += 1,
                Op::Read => counts.read += 1,
            }
        }
        counts
    }

    /// What is done at an address: of a replacement the half that makes.
    pub fn acting(&self, address: &Address) -> Option<&Action> {
        let actions = self.actions.as_slice();
        let first = actions.partition_point(|it| it.target < *address);
        let here = || actions.iter().skip(first).take_while(|it| it.target == *address);
        here().find(|it| matches!(it.op, Op::Create | Op::Update | Op::Adopt)).or_else(|| here().next())
    }

    /// For each action those that must be done first.
    pub fn needs(&self) -> Vec<Vec<ActionId>> {
        let mut needs = vec![Vec::new(); self.actions.len()];
        for (later, earlier) in &self.after {
            if let Some(list) = needs.get_mut(later.to_usize()) {
                list.push(*earlier);
            }
        }
        needs
    }
}

impl Action {
    /// The record that describes it best: after, else before.
    pub fn record(&self) -> Option<&PriorResource> {
        self.to.as_ref().or(self.from.as_ref())
    }

    /// The declaration it comes from.
    pub fn owner(&self) -> &str {
        self.record().map_or("", |it| &it.owner)
    }

    /// `FILE:LINE` of that declaration.
    pub fn origin(&self) -> &str {
        self.record().map_or("", |it| &it.origin)
    }

    /// Whom it is charged to.
    pub fn charge(&self) -> Charge {
        self.record().map(|it| it.charge.clone()).unwrap_or_default()
    }

    /// Where it acts.
    pub fn place(&self) -> Placement {
        self.record().map(|it| it.place.clone()).unwrap_or_default()
    }

    /// How the resource is made.
    pub fn kind(&self) -> Option<&ResourceKind> {
        self.record().map(|it| &it.kind)
    }

    /// The attributes desired, references not filled.
    pub fn attrs(&self) -> Option<&Map> {
        self.to.as_ref().map(|it| &it.attrs)
    }

    /// Whether it is about a data source.
    pub fn is_data(&self) -> bool {
        matches!(self.kind(), Some(ResourceKind::Data))
    }

    /// Whether it is half of a replacement.
    pub const fn replaces(&self) -> bool {
        self.partner.is_some()
    }
}

impl Op {
    /// The word in messages: "create", "update" …
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Adopt => "adopt",
            Self::Forget => "forget",
            Self::Rename => "rename",
        }
    }

    /// The operation with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Read, Self::Create, Self::Update, Self::Delete, Self::Adopt, Self::Forget, Self::Rename];
        all.into_iter().find(|it| it.word() == word)
    }

    /// Whether it calls the cloud.
    pub const fn calls(self) -> bool {
        matches!(self, Self::Read | Self::Create | Self::Update | Self::Delete | Self::Adopt)
    }
}
