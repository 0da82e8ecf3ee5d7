//! `moved`: former addresses of resources, so that a new name of the spec replaces nothing.

use mlpc_graph::{Address, Resource};
use mlpc_lowering::Lowering;
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, format_smolstr};

/// How often one thing may have been renamed while all its `moved` still stand.
const HOPS: usize = 64;

/// Gives resources their former addresses, the latest first.
pub(crate) fn apply(lowering: &mut Lowering<'_>) {
    let platform = lowering.platform;
    if platform.moved.is_empty() {
        return;
    }
    let former: FxHashMap<&str, &str> = platform.moved.iter().map(|it| (it.to.value.as_str(), it.from.value.as_str())).collect();
    for resource in lowering.graph.resources_mut() {
        let mut owner = resource.owner.clone();
        let mut address = resource.address.clone();
        for _ in 0..HOPS {
            let before = match (former.get(address.as_str()), former.get(owner.as_str())) {
                (Some(before), _) => Address::parse(before).ok(),
                (None, Some(before)) => {
                    let renamed = renamed(resource, &address, &owner, before);
                    owner = (*before).into();
                    renamed
                }
                (None, None) => break,
            };
            let Some(before) = before.filter(|it| *it != address) else { break };
            resource.life.moved_from.push(before.clone());
            address = before;
        }
    }
}

/// The address that a resource had when its declaration was called otherwise.
fn renamed(resource: &Resource, address: &Address, owner: &str, former: &str) -> Option<Address> {
    let cluster = resource.place.cluster.as_ref().map(|it| format_smolstr!("{it}_"));
    let name = address.name();
    let (prefix, rest) = match cluster.as_ref().and_then(|it| name.strip_prefix(it.as_str())) {
        Some(rest) => (cluster.as_deref().unwrap_or_default(), rest),
        None => ("", name),
    };
    let rest = rest.strip_prefix(in_names(owner)?.as_str())?;
    (rest.is_empty() || rest.starts_with('_'))
        .then(|| Address::new(address.kind(), &format!("{prefix}{}{rest}", in_names(former).unwrap_or_default())))
}

/// An address of the spec as names of resources have it: `bucket.search/lake` as `search_lake`.
fn in_names(address: &str) -> Option<SmolStr> {
    let (_, name) = address.split_once('.')?;
    Some(name.replace('/', "_").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_graph::Map;
    use mlpc_source::{Idx, OriginId, SegmentId};

    #[test]
    fn parts_follow_their_declaration() {
        let origin = OriginId::new(SegmentId::from_usize(0), 0);
        let address = Address::new("aws_s3_bucket", "search_audit__x");
        let resource = Resource::managed(address.clone(), Map::new(), "bucket.search/audit", origin);
        let before = renamed(&resource, &address, "bucket.search/audit", "bucket.search/logs");
        assert_eq!(before, Some(Address::new("aws_s3_bucket", "search_logs__x")));
    }
}
