//! MLP0109: zones that the region of a network or pool doesn't have.

use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_model::{At, Cloud, DeclId, Platform};
use mlpc_sema::codes::not_in_enum::RULE;
use mlpc_sema::nearest;
use smol_str::SmolStr;

use crate::{CheckCx, words};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let networks = platform.networks.iter().map(|it| (it.decl, &it.address, &it.zones));
    let pools = platform.pools.iter().map(|it| (it.decl, &it.address, &it.zones));
    for (decl, address, written) in networks.chain(pools) {
        if written.is_empty() {
            continue;
        }
        for zone in strangers(cx, decl, written) {
            out.push(unknown(cx, &zone).subject(address.clone()));
        }
    }
}

/// A zone that isn't one of its region.
struct Stranger<'a> {
    zone: &'a At<SmolStr>,
    cloud: Cloud,
    region: SmolStr,
    zones: Vec<SmolStr>,
    /// Whether it is the name of a zone where ids are meant.
    is_name: bool,
}

/// The written zones of a declaration that its region doesn't have; none where the region or its zones aren't known.
fn strangers<'a>(cx: &CheckCx<'_>, decl: DeclId, written: &'a [At<SmolStr>]) -> Vec<Stranger<'a>> {
    let Some((target, region)) = zones::region(cx.platform, decl) else { return Vec::new() };
    let cloud = target.cloud.value;
    let Some(known) = cx.catalog.region(cloud.as_str(), region).filter(|it| !it.zones.is_empty()) else { return Vec::new() };
    let stranger = |zone: &'a At<SmolStr>| Stranger {
        zone,
        cloud,
        region: region.clone(),
        is_name: known.zone_names.contains(&zone.value),
        zones: known.zones.clone(),
    };
    written.iter().filter(|zone| !known.zones.contains(&zone.value)).map(stranger).collect()
}

fn unknown(cx: &CheckCx<'_>, stranger: &Stranger<'_>) -> Diagnostic {
    let Stranger { zone, cloud, region, zones, is_name } = stranger;
    let span = cx.span(zone.origin);
    if *is_name && *cloud == Cloud::Aws {
        return Diagnostic::new(&RULE, format!("{} is the name of a zone, and means another one in each account", zone.value))
            .label_opt(span, "a name")
            .help(format!(
                "write the id of the zone, one of {}: `aws ec2 describe-availability-zones` shows which it is",
                words::list(zones)
            ));
    }
    let diagnostic = Diagnostic::new(&RULE, format!("{region} has no zone {}", zone.value)).label_opt(span, "not one of the region's");
    let diagnostic = match nearest(&zone.value, zones) {
        Some(near) => cx.did_you_mean(diagnostic, zone.origin, &zone.value, &near),
        None => diagnostic,
    };
    diagnostic.help(format!("{region} has {}; a row in `stdlib/catalog/regions.csv` makes newer zones known", words::list(zones)))
}
