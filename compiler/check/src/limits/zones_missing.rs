//! MLP0103: a network without `zones` in a region whose zones the catalog doesn't know. Its subnets, of which AWS wants one a zone, can't be made.

use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{Cloud, Platform};
use mlpc_sema::codes::missing_required::RULE;

use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for network in platform.networks.iter().filter(|it| it.existing.is_none()) {
        let Some((target, region)) = zones::region(platform, network.decl) else { continue };
        let written = cx.field(network.decl, "zones").is_some();
        // A region that no cloud has, or may have one day, is reported by itself: without zones it is no use either.
        if target.cloud.value != Cloud::Aws || written || !zones::of_network(platform, cx.catalog, network).is_empty() {
            continue;
        }
        out.push(
            Diagnostic::new(&RULE, format!("network `{}` needs `zones`: the catalog doesn't know those of {region}", network.name))
                .label_opt(cx.kind_and_name(network.decl), "a subnet a zone")
                .label_opt(target.region.as_ref().and_then(|it| cx.span(it.origin)), "zones unknown")
                .help(format!(
                    "write their ids, `zones \"…-az1\" \"…-az2\"`: `aws ec2 describe-availability-zones --region {region}` lists them"
                ))
                .help("or a row in `stdlib/catalog/regions.csv` of the platform, for all its networks")
                .subject(network.address.clone()),
        );
    }
}
