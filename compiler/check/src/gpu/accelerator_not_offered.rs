//! MLP0401: a machine that isn't offered in its region or zone.

use std::collections::BTreeMap;

use mlpc_analysis::zones;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Cloud, Platform, Pool};
use mlpc_units::Date;
use smol_str::SmolStr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0401",
    name: "accelerator-not-offered",
    severity: Severity::Error,
    title: "machine or accelerator not offered there",
    since: "0.1",
    explain: include_str!("accelerator_not_offered.md"),
};

/// Rows older than this many days may no longer be true: offers grow by the year.
const STALE_AFTER: i64 = 365;

/// A machine of a pool, and where the pool stands.
struct Wanted<'a> {
    pool: &'a Pool,
    machine: &'a At<SmolStr>,
    cloud: Cloud,
    region: &'a SmolStr,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut known: BTreeMap<(Cloud, &SmolStr), bool> = BTreeMap::new();
    for pool in platform.pools.iter().filter(|pool| pool.existing.is_none()) {
        let Some((target, region)) = zones::region(platform, pool.decl) else { continue };
        let cloud = target.cloud.value;
        // Without any row for the region, or for the machine anywhere, nothing is known.
        if !*known.entry((cloud, region)).or_insert_with(|| cx.catalog.knows_offerings(cloud.as_str(), region)) {
            continue;
        }
        for machine in pool.machine.iter().filter(|machine| cx.catalog.machine(cloud.as_str(), machine).is_some()) {
            let wanted = Wanted { pool, machine, cloud, region };
            match cx.catalog.offering(cloud.as_str(), region, machine) {
                None => out.push(not_in_region(cx, &wanted)),
                Some(offering) if !offering.zones.is_empty() => in_zones(cx, &wanted, &offering.zones, offering.provenance.as_of, out),
                Some(_) => {}
            }
        }
    }
}

fn not_in_region(cx: &CheckCx<'_>, wanted: &Wanted<'_>) -> Diagnostic {
    let Wanted { pool, machine, cloud, region } = wanted;
    let elsewhere = cx.catalog.offered_in(cloud.as_str(), machine);
    let facts = cx.catalog.offerings(cloud.as_str(), region).map(|(_, offering)| offering.provenance.as_of).max();
    let mut diagnostic = Diagnostic::new(&RULE, format!("{} isn't offered in {region}", machine.value))
        .label_opt(cx.span(machine.origin), what(cx, wanted))
        .subject(pool.address.clone());
    let target = cx.platform.target_of(pool.decl);
    if let Some(at) = target.and_then(|target| target.region.as_ref()) {
        diagnostic = diagnostic.label_opt(cx.span(at.origin), "the pool stands here");
    }
    if let Some(target) = target {
        diagnostic = diagnostic.subject(target.address.clone());
    }
    if let Some(day) = facts {
        diagnostic = dated(cx, diagnostic, day);
    }
    let alike = alike(cx, wanted);
    if !alike.is_empty() {
        diagnostic = diagnostic.help(format!("{region} has the same accelerator as {}", words::list(&alike)));
    }
    if elsewhere.is_empty() { diagnostic } else { diagnostic.help(format!("it is offered in {}", words::list(&elsewhere))) }
}

/// Machines of the region with the same accelerator.
fn alike(cx: &CheckCx<'_>, wanted: &Wanted<'_>) -> Vec<SmolStr> {
    let cloud = wanted.cloud.as_str();
    let Some(accelerator) = cx.catalog.machine(cloud, wanted.machine).and_then(|machine| machine.accelerator) else { return Vec::new() };
    let has = |id: &SmolStr| cx.catalog.machine(cloud, id).is_some_and(|machine| machine.accelerator.as_ref() == Some(&accelerator));
    cx.catalog.offerings(cloud, wanted.region).map(|(id, _)| id).filter(has).collect()
}

fn in_zones(cx: &CheckCx<'_>, wanted: &Wanted<'_>, offered: &[SmolStr], day: Date, out: &mut Diagnostics) {
    let Wanted { pool, machine, region, .. } = wanted;
    // A zone that the region doesn't have at all is MLP0109.
    let of_region = cx.catalog.zones(wanted.cloud.as_str(), region);
    let there = |zone: &SmolStr| of_region.is_empty() || of_region.contains(zone);
    for zone in pool.zones.iter().filter(|zone| !offered.contains(&zone.value) && there(&zone.value)) {
        let diagnostic = Diagnostic::new(&RULE, format!("{} isn't offered in zone {}", machine.value, zone.value))
            .label_opt(cx.span(zone.origin), "not there")
            .label_opt(cx.span(machine.origin), what(cx, wanted))
            .help(format!("in {region} it is offered in {}", words::list(offered)))
            .subject(pool.address.clone());
        out.push(dated(cx, diagnostic, day));
    }
    let Some(network) = cx.platform.network_of(pool.decl).filter(|_| pool.zones.is_empty()) else { return };
    let zones = zones::of_network(cx.platform, cx.catalog, network);
    if zones.is_empty() || zones.iter().any(|zone| offered.contains(zone)) {
        return;
    }
    let diagnostic = Diagnostic::new(&RULE, format!("{} isn't offered in any zone of network `{}`", machine.value, network.name))
        .label_opt(cx.span(machine.origin), what(cx, wanted))
        .label_opt(cx.field(network.decl, "zones").or_else(|| cx.kind_and_name(network.decl)), format!("zones {}", words::list(&zones)))
        .help(format!("in {region} it is offered in {}: add one of them to the network's zones", words::list(offered)))
        .subject(pool.address.clone())
        .subject(network.address.clone());
    out.push(dated(cx, diagnostic, day));
}

/// What the machine is: `8 × H100 SXM5 80GB`.
fn what(cx: &CheckCx<'_>, wanted: &Wanted<'_>) -> String {
    let machine = cx.catalog.machine(wanted.cloud.as_str(), wanted.machine);
    let shown = machine.and_then(|machine| {
        let accelerator = cx.catalog.accelerator(machine.accelerator.as_ref()?)?;
        Some(format!("{} × {}", words::number(machine.accelerator_count?), accelerator.name))
    });
    shown.unwrap_or_default()
}

/// Says how old the fact is; an old one only warns.
fn dated(cx: &CheckCx<'_>, diagnostic: Diagnostic, day: Date) -> Diagnostic {
    let age = Date::parse(cx.today).map_or(0, |today| day.days_until(today));
    let diagnostic = diagnostic.note(format!("offers as of {day}"));
    if age > STALE_AFTER {
        return diagnostic
            .severity(Severity::Warning)
            .help(format!("that is {age} days old; a row in `stdlib/catalog/offerings.csv` replaces it"));
    }
    diagnostic
}
