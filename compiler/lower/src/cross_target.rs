//! References from one target's resources to another's: each target is a Terraform root of its own, so none can hold.

use mlpc_diag::Diagnostic;
use mlpc_graph::{Address, references};
use mlpc_lowering::{Lowering, codes};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Reports resources that refer to what another target makes (MLP0805).
pub(crate) fn report(lowering: &mut Lowering<'_>) {
    if lowering.platform.targets.len() < 2 {
        return;
    }
    let resources = lowering.graph.resources();
    let targets: FxHashMap<&Address, &SmolStr> =
        resources.iter().filter(|it| it.in_terraform()).map(|it| (&it.address, &it.place.target)).collect();
    let mut found = Vec::new();
    for resource in resources.iter().filter(|it| it.in_terraform()) {
        let mut elsewhere: Option<(&Address, &SmolStr)> = None;
        references(&resource.attrs, &mut |reference| {
            let target = targets.get(&reference.to).filter(|target| ***target != resource.place.target);
            elsewhere = elsewhere.or(target.map(|target| (&reference.to, *target)));
        });
        if let Some((to, target)) = elsewhere {
            let message =
                format!("`{}` of target `{}` needs `{to}`, which target `{target}` makes", resource.address, resource.place.target);
            found.push((resource.owner.clone(), resource.origin, message));
        }
    }
    for (owner, origin, message) in found {
        let decl = lowering.platform.decl_by_address(&owner).and_then(|id| lowering.platform.decl(id));
        let span = decl.map(|it| it.head).or_else(|| lowering.origins.span(origin));
        lowering.out.push(
            Diagnostic::new(&codes::NOT_AVAILABLE, message)
                .label_opt(span, "each target is applied on its own")
                .help("put both into one target, or name the other by what is known before: its `cloud-name`, its ARN")
                .subject(owner),
        );
    }
}
