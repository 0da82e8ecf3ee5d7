//! Finds what looks like a rename: something goes and its like comes. `moved` would keep it.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_graph::{Address, AttrPath, Part, Value, leaves};
use mlpc_source::IdxVec;
use smol_str::SmolStr;

use crate::decide::in_cluster;
use crate::{Action, ActionId, Op, PriorResource};

/// A proposal: `moved from="…" to="…"` instead of destroying one and making the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rename {
    /// The declaration or resource that goes.
    pub from: SmolStr,
    /// Its like that comes.
    pub to: SmolStr,
    /// How many resources it has.
    pub n_resources: usize,
    /// How many of them are made anew all the same: their own name, or the namespace they lie in, follows the declaration's.
    pub n_anew: usize,
}

/// How many new declarations are compared with one that goes: renaming thousands at once is no slip that a proposal would help.
const CANDIDATES: usize = 64;

/// One declaration's resources that all go, or all come.
#[derive(Default)]
struct Side<'a> {
    kinds: Vec<&'a str>,
    members: Vec<&'a Action>,
    otherwise: bool,
}

/// Proposes renames, declarations before single resources.
pub(crate) fn propose(actions: &IdxVec<ActionId, Action>) -> Vec<Rename> {
    let going = |it: &&Action| it.op == Op::Delete && it.partner.is_none() && it.deposed.is_none();
    let coming = |it: &&Action| it.op == Op::Create && it.partner.is_none() && it.from.is_none();
    if !actions.iter().any(|it| going(&it)) || !actions.iter().any(|it| coming(&it)) {
        return Vec::new();
    }
    let old = sides(actions, going);
    let new = sides(actions, coming);
    let mut found = Vec::new();
    let mut settled: BTreeSet<&Address> = BTreeSet::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (from, gone) in old.iter().filter(|(_, it)| !it.otherwise) {
        let like = |(to, come): &(&&str, &Side<'_>)| {
            !come.otherwise && !taken.contains(**to) && kind_of(to) == kind_of(from) && come.kinds == gone.kinds && **to != *from
        };
        let likes = new.iter().filter(like).take(CANDIDATES).filter_map(|side| alike((from, gone), (side.0, side.1)).map(|n| (n, side)));
        // Of several that are alike, the one that kept its own name.
        let own = |name: &str| name.rsplit(['.', '/']).next().map(str::to_owned);
        if let Some((_, (to, come))) = likes.max_by_key(|(n, (to, _))| (own(to) == own(from), *n)) {
            found.push(Rename { from: (*from).into(), to: (*to).into(), n_resources: gone.members.len(), n_anew: made_anew(gone, come) });
            taken.insert(to);
            settled.extend(gone.members.iter().chain(&come.members).map(|it| &it.target));
        }
    }
    let free = |it: &&Action| !settled.contains(&it.target);
    let arrivals: Vec<&Action> = actions.iter().filter(coming).filter(free).collect();
    let mut used: BTreeSet<&Address> = BTreeSet::new();
    for gone in actions.iter().filter(going).filter(free) {
        let attrs = gone.from.as_ref().map(|it| &it.attrs);
        let same = |it: &&&Action| it.target.kind() == gone.target.kind() && it.attrs() == attrs && !used.contains(&it.target);
        if let Some(come) = arrivals.iter().find(same) {
            used.insert(&come.target);
            found.push(Rename { from: gone.target.as_str().into(), to: come.target.as_str().into(), n_resources: 1, n_anew: 0 });
        }
    }
    found
}

/// How many resources `moved` doesn't keep: in a cluster a name and a namespace are what a thing is, and so is a node group's name. Cloud names
/// that are derived stay as they are while a `moved` stands.
fn made_anew(gone: &Side<'_>, come: &Side<'_>) -> usize {
    let own_name = |it: &PriorResource| {
        let metadata = it.attrs.get("metadata").and_then(Value::as_map).filter(|_| in_cluster(&it.kind));
        metadata.and_then(|it| it.get("name")).or_else(|| it.attrs.get("node_group_name")).cloned()
    };
    let moves = |(old, new): &(&&Action, &&Action)| match (&old.from, &new.to) {
        (Some(from), Some(to)) => from.place != to.place || own_name(from) != own_name(to),
        _ => false,
    };
    gone.members.iter().zip(&come.members).filter(moves).count()
}

fn sides(actions: &IdxVec<ActionId, Action>, counts: impl Fn(&&Action) -> bool) -> BTreeMap<&str, Side<'_>> {
    let mut sides: BTreeMap<&str, Side<'_>> = BTreeMap::new();
    for action in actions {
        let side = sides.entry(action.owner()).or_default();
        if counts(&action) {
            side.kinds.push(action.target.kind());
            side.members.push(action);
        } else if !action.is_data() {
            side.otherwise = true;
        }
    }
    sides.retain(|_, side| !side.members.is_empty());
    for side in sides.values_mut() {
        side.kinds.sort_unstable();
    }
    sides
}

fn kind_of(declaration: &str) -> &str {
    declaration.split_once('.').map_or(declaration, |(kind, _)| kind)
}

/// How many leaves agree, over members paired in order of address; `None` where fewer than half do, as then they are two things. What follows
/// from the names of the two counts as agreeing.
fn alike((from, gone): (&str, &Side<'_>), (to, come): (&str, &Side<'_>)) -> Option<usize> {
    let names: Vec<(&str, &str)> = names(from).zip(names(to)).filter(|(old, new)| old != new).collect();
    let renamed = |text: String| names.iter().fold(text, |text, (old, new)| text.replace(old, new));
    let (mut agreeing, mut all) = (0, 0);
    for (old, new) in gone.members.iter().zip(&come.members) {
        let (Some(old), Some(new)) = (old.from.as_ref(), new.attrs()) else { continue };
        let mut after: BTreeMap<AttrPath, &Value> = BTreeMap::new();
        leaves(new, &mut |path, value| {
            after.insert(path.clone(), value);
        });
        leaves(&old.attrs, &mut |path, value| {
            all += 1;
            let now = after.get(path).copied();
            let same = now == Some(value) || now.and_then(text).zip(text(value)).is_some_and(|(now, old)| renamed(old) == now);
            agreeing += usize::from(same);
        });
    }
    (agreeing * 2 >= all).then_some(agreeing)
}

/// The names in the address of a declaration: `search` and `lake` of `bucket.search/lake`.
fn names(declaration: &str) -> impl Iterator<Item = &str> {
    declaration.split(['.', '/']).skip(1)
}

/// A leaf that may have a name in it.
fn text(value: &Value) -> Option<String> {
    let part = |part: &Part| match part {
        Part::Text(text) => text.to_string(),
        Part::Ref(reference) => reference.to_string(),
    };
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Ref(reference) => Some(reference.to_string()),
        Value::Template(parts) => Some(parts.iter().map(part).collect()),
        _ => None,
    }
}
