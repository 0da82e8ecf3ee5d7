//! What Terraform's state holds: addresses and the cloud's ids (state format 4, as `terraform state pull` prints it).

use std::collections::BTreeMap;

use mlpc_graph::Address;
use serde::Deserialize;
use smol_str::SmolStr;

/// The objects in a Terraform state, by address.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TerraformState {
    /// The objects; data sources under `data.TYPE.NAME`.
    pub objects: BTreeMap<Address, StateObject>,
}

/// An object in a Terraform state.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct StateObject {
    /// The cloud's id.
    pub id: SmolStr,
    /// Whether only a former object is left, whose replacement exists or was to come.
    pub only_deposed: bool,
    /// Whether its creation was cut off or failed half-way: the next apply replaces it.
    pub tainted: bool,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    resources: Vec<RawResource>,
}

#[derive(Deserialize)]
struct RawResource {
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    module: Option<String>,
    #[serde(default)]
    instances: Vec<RawInstance>,
}

#[derive(Deserialize)]
struct RawInstance {
    deposed: Option<String>,
    status: Option<String>,
    #[serde(default)]
    attributes: serde_json::Value,
}

impl TerraformState {
    /// Reads a state's text; empty text is an empty state.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let raw: Raw = serde_json::from_str(text)?;
        let mut objects = BTreeMap::new();
        for resource in raw.resources.into_iter().filter(|it| it.module.is_none()) {
            let kind = if resource.mode == "data" { format!("data.{}", resource.kind) } else { resource.kind };
            let current = resource.instances.iter().find(|it| it.deposed.is_none());
            let Some(instance) = current.or(resource.instances.first()) else { continue };
            let id = instance.attributes.get("id").and_then(serde_json::Value::as_str).unwrap_or_default();
            let object =
                StateObject { id: id.into(), only_deposed: current.is_none(), tainted: instance.status.as_deref() == Some("tainted") };
            objects.insert(Address::new(&kind, &resource.name), object);
        }
        Ok(Self { objects })
    }

    /// The object at an address, former ones apart.
    pub fn get(&self, address: &Address) -> Option<&StateObject> {
        self.objects.get(address).filter(|it| !it.only_deposed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_by_address() {
        let text = r#"{"version":4,"resources":[
            {"mode":"managed","type":"aws_vpc","name":"a","instances":[{"attributes":{"id":"vpc-1"}}]},
            {"mode":"managed","type":"aws_vpc","name":"b","instances":[{"deposed":"00ff","attributes":{"id":"vpc-2"}}]},
            {"mode":"data","type":"aws_iam_policy_document","name":"p","instances":[{"attributes":{"id":"7"}}]}]}"#;
        let state = TerraformState::parse(text).expect("a state");
        assert_eq!(state.get(&Address::new("aws_vpc", "a")).map(|it| it.id.as_str()), Some("vpc-1"));
        assert!(state.get(&Address::new("aws_vpc", "b")).is_none());
        assert!(state.get(&Address::new("data.aws_iam_policy_document", "p")).is_some());
        assert_eq!(TerraformState::parse("").expect("empty"), TerraformState::default());
    }
}
