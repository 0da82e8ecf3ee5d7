//! What the cloud holds, and how its log's lines change that.

use std::collections::BTreeMap;

use mlpc_engine::wire::{MapIn, MapOut};
use mlpc_graph::{Address, Map};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// An object in the cloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SimObject {
    /// The cloud's id.
    pub id: SmolStr,
    /// The resource it was made for.
    pub address: Address,
    /// The target it is in.
    pub target: SmolStr,
    /// The idempotency token of the call that made it.
    pub token: SmolStr,
    /// What was set.
    pub attrs: Map,
    /// How often it was changed, the making counted.
    pub version: u32,
    /// Its place in the order of creation.
    pub n: u64,
}

/// All objects.
#[derive(Default, Debug)]
pub(crate) struct Cloud {
    pub(crate) objects: BTreeMap<SmolStr, SimObject>,
    by_token: BTreeMap<SmolStr, SmolStr>,
    per_kind: BTreeMap<SmolStr, usize>,
    /// Objects ever made.
    pub(crate) n_made: u64,
}

/// A line of the log.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line<M> {
    Made { id: SmolStr, address: SmolStr, target: SmolStr, token: SmolStr, attrs: M },
    Changed { id: SmolStr, attrs: M },
    Gone { id: SmolStr },
}

/// A change of the cloud.
pub(crate) enum Change {
    Made(SimObject),
    Changed(SmolStr, Map),
    Gone(SmolStr),
}

impl Change {
    pub(crate) fn line(&self) -> Vec<u8> {
        let line = match self {
            Self::Made(it) => Line::Made {
                id: it.id.clone(),
                address: it.address.as_str().into(),
                target: it.target.clone(),
                token: it.token.clone(),
                attrs: MapOut(&it.attrs),
            },
            Self::Changed(id, attrs) => Line::Changed { id: id.clone(), attrs: MapOut(attrs) },
            Self::Gone(id) => Line::Gone { id: id.clone() },
        };
        // Maps with text keys always serialise.
        let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    pub(crate) fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(match serde_json::from_slice::<Line<MapIn>>(line)? {
            Line::Made { id, address, target, token, attrs } => {
                let address = Address::parse(&address).map_err(serde::de::Error::custom)?;
                Self::Made(SimObject { id, address, target, token, attrs: attrs.0, version: 1, n: 0 })
            }
            Line::Changed { id, attrs } => Self::Changed(id, attrs.0),
            Line::Gone { id } => Self::Gone(id),
        })
    }
}

impl Cloud {
    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Made(mut object) => {
                self.n_made += 1;
                object.n = self.n_made;
                *self.per_kind.entry(object.address.kind().into()).or_default() += 1;
                self.by_token.insert(object.token.clone(), object.id.clone());
                self.objects.insert(object.id.clone(), object);
            }
            Change::Changed(id, attrs) => {
                if let Some(object) = self.objects.get_mut(&id) {
                    object.attrs = attrs;
                    object.version += 1;
                }
            }
            Change::Gone(id) => {
                if let Some(object) = self.objects.remove(&id) {
                    self.by_token.remove(&object.token);
                    if let Some(n) = self.per_kind.get_mut(object.address.kind()) {
                        *n = n.saturating_sub(1);
                    }
                }
            }
        }
    }

    pub(crate) fn by_token(&self, token: &str) -> Option<&SimObject> {
        self.by_token.get(token).and_then(|it| self.objects.get(it))
    }

    pub(crate) fn n_of(&self, kind: &str) -> usize {
        self.per_kind.get(kind).copied().unwrap_or(0)
    }
}
