//! Tags: azurerm puts none on everything by itself, so each resource carries all of them.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Scope;

/// The keys that mlpc sets, first.
const OURS: [&str; 3] = ["mlpc-platform", "mlpc-tenant", "mlpc-cost-center"];

/// The tags of what a declaration lowers to.
pub(crate) fn tags(scope: &Scope<'_>) -> Value {
    let all = scope.platform.labels(scope.id);
    let ours = OURS.iter().filter_map(|key| all.get(*key).map(|value| (*key, value)));
    let rest = all.iter().filter(|(key, _)| !OURS.contains(&key.as_str())).map(|(key, value)| (key.as_str(), value));
    ours.chain(rest).collect::<Map>().into()
}
