//! Terraform's plan against mlpc's: what it would do beyond.

use std::collections::BTreeMap;
use std::fmt;

use mlpc_graph::{Address, AttrPath, Difference};
use mlpc_plan::{Action, Drift, Op, Prior};

use crate::{Planned, PlannedChange, Verb};

/// Something that Terraform would do and mlpc's plan doesn't have: the cloud isn't as the state says, or the provider decides otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Surprise {
    /// What Terraform would do.
    pub change: PlannedChange,
    /// What mlpc's plan has for that address.
    pub planned: Vec<Op>,
}

impl Surprise {
    /// Whether what exists would be lost, which needs a new yes (MLP1003).
    pub const fn destroys(&self) -> bool {
        self.change.verb.destroys()
    }
}

impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.change.verb.word(), self.change.address)?;
        let names = if self.change.forces.is_empty() { &self.change.attributes } else { &self.change.forces };
        match names.as_slice() {
            [] => Ok(()),
            [one] => write!(f, " ({one})"),
            [one, rest @ ..] => write!(f, " ({one} and {} more)", rest.len()),
        }
    }
}

/// What Terraform would do beyond the actions, in its order.
pub(crate) fn surprises<'a>(actions: impl Iterator<Item = &'a Action>, planned: &Planned) -> Vec<Surprise> {
    let mut wanted: BTreeMap<&Address, Vec<Op>> = BTreeMap::new();
    for action in actions {
        wanted.entry(&action.target).or_default().push(action.op);
    }
    let beyond = planned.changes.iter().filter_map(|change| {
        let ops = wanted.get(&change.address).map_or(&[][..], Vec::as_slice);
        (!covers(ops, change)).then(|| Surprise { change: change.clone(), planned: ops.to_vec() })
    });
    beyond.collect()
}

/// What of it is drift of recorded resources: gone, or with other attributes than the spec sets. The rest stays Terraform's own.
pub(crate) fn drift(surprises: &[Surprise], prior: &Prior) -> BTreeMap<Address, Drift> {
    let found = surprises.iter().filter(|it| it.change.deposed.is_none()).filter_map(|surprise| {
        let change = &surprise.change;
        let record = prior.resources.get(&change.address)?;
        let found = match change.verb {
            Verb::Create => Drift::Gone,
            Verb::Update | Verb::Replace => {
                let set = change.found.iter().filter_map(|it| Some((it, record.attrs.get(&it.key)?)));
                let differs = set.map(|(it, recorded)| Difference {
                    path: AttrPath::parse(&it.key),
                    from: Some(recorded.clone()),
                    to: Some(it.value.clone()).filter(|it| *it != mlpc_graph::Value::Null),
                });
                Drift::Differs(differs.collect())
            }
            Verb::Nothing | Verb::Read | Verb::Delete | Verb::Forget => return None,
        };
        (found != Drift::Differs(Vec::new())).then(|| (change.address.clone(), found))
    });
    found.collect()
}

/// Whether the actions on an address amount to what Terraform would do there, or to more.
fn covers(ops: &[Op], change: &PlannedChange) -> bool {
    let has = |op: Op| ops.contains(&op);
    match change.verb {
        Verb::Nothing | Verb::Read => true,
        Verb::Create => has(Op::Create),
        // An adopted or renamed resource gets what the spec says; a replacement that turns out to be a change is less.
        Verb::Update => has(Op::Update) || has(Op::Create) || has(Op::Adopt) || has(Op::Rename),
        Verb::Replace => has(Op::Create) && has(Op::Delete),
        Verb::Delete => has(Op::Delete),
        Verb::Forget => has(Op::Forget),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(verb: Verb) -> PlannedChange {
        PlannedChange {
            address: Address::new("aws_vpc", "a"),
            verb,
            deposed: None,
            previous: None,
            imports: false,
            attributes: vec!["cidr_block".into(), "id".into()],
            found: mlpc_graph::Map::new(),
            forces: Vec::new(),
        }
    }

    #[test]
    fn what_is_more_than_planned_is_a_surprise() {
        assert!(covers(&[Op::Create, Op::Delete], &change(Verb::Replace)));
        assert!(covers(&[Op::Create, Op::Delete], &change(Verb::Update)));
        assert!(!covers(&[Op::Update], &change(Verb::Replace)));
        assert!(!covers(&[], &change(Verb::Delete)));
        assert!(!covers(&[Op::Update], &change(Verb::Create)));
        assert!(covers(&[], &change(Verb::Nothing)));
        let surprise = Surprise { change: change(Verb::Replace), planned: vec![Op::Update] };
        assert_eq!((surprise.to_string().as_str(), surprise.destroys()), ("replace aws_vpc.a (cidr_block and 1 more)", true));
    }
}
