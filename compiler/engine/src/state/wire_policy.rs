//! Policy documents as JSON.

use mlpc_graph::{Condition, PolicyDoc, Principal, Statement, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::wire::{ValueIn, ValueOut};

pub(super) struct PolicyOut<'a>(pub(super) &'a PolicyDoc);
pub(super) struct PolicyIn(pub(super) PolicyDoc);

#[derive(Serialize, Deserialize)]
struct Policy<S> {
    name: SmolStr,
    owner: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<SmolStr>,
    statements: Vec<S>,
}

#[derive(Serialize, Deserialize)]
struct Stated<V> {
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    sid: SmolStr,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    deny: bool,
    actions: Vec<SmolStr>,
    resources: Vec<V>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    principals: Vec<(SmolStr, Vec<V>)>,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<(SmolStr, SmolStr, Vec<V>)>,
}

fn out(values: &[Value]) -> Vec<ValueOut<'_>> {
    values.iter().map(ValueOut).collect()
}

fn back(values: Vec<ValueIn>) -> Vec<Value> {
    values.into_iter().map(|it| it.0).collect()
}

impl Serialize for PolicyOut<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let PolicyDoc { name, owner, comment, statements } = self.0;
        let stated = statements.iter().map(|it| Stated {
            sid: it.sid.clone(),
            deny: it.deny,
            actions: it.actions.clone(),
            resources: out(&it.resources),
            principals: it.principals.iter().map(|it| (it.kind.clone(), out(&it.identifiers))).collect(),
            conditions: it.conditions.iter().map(|it| (it.test.clone(), it.variable.clone(), out(&it.values))).collect(),
        });
        let policy = Policy { name: name.clone(), owner: owner.clone(), comment: comment.clone(), statements: stated.collect() };
        policy.serialize(to)
    }
}

impl<'de> Deserialize<'de> for PolicyIn {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let policy = Policy::<Stated<ValueIn>>::deserialize(from)?;
        let statements = policy.statements.into_iter().map(|it| Statement {
            sid: it.sid,
            deny: it.deny,
            actions: it.actions,
            resources: back(it.resources),
            principals: it.principals.into_iter().map(|(kind, of)| Principal { kind, identifiers: back(of) }).collect(),
            conditions: it.conditions.into_iter().map(|(test, variable, of)| Condition { test, variable, values: back(of) }).collect(),
        });
        let mut doc = PolicyDoc::new(policy.name, policy.owner);
        doc.comment = policy.comment;
        doc.statements = statements.collect();
        Ok(Self(doc))
    }
}
