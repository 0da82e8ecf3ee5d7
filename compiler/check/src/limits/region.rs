//! MLP0109: a region that its cloud doesn't have. One made of words and numbers that regions there have may be newer than the catalog: a warning.

use std::collections::BTreeSet;

use mlpc_diag::{Diagnostic, Diagnostics, Severity};
use mlpc_model::{Cloud, Platform};
use mlpc_sema::codes::not_in_enum::RULE;
use mlpc_sema::nearest;
use smol_str::SmolStr;

use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for target in platform.targets.iter().filter(|it| it.cloud.value != Cloud::Kubernetes) {
        let Some(region) = target.region.as_ref() else { continue };
        let cloud = target.cloud.value;
        if cx.catalog.region(cloud.as_str(), &region.value).is_some() {
            continue;
        }
        let known: Vec<SmolStr> = cx.catalog.regions(cloud.as_str()).map(|it| it.id).collect();
        if known.is_empty() {
            continue;
        }
        let diagnostic = Diagnostic::new(&RULE, format!("the catalog has no region {} of {cloud}", region.value))
            .severity(if may_be_newer(&region.value, &known) { Severity::Warning } else { Severity::Error })
            .label_opt(cx.span(region.origin), "unknown: nothing made in it is checked against offers and prices")
            .subject(target.address.clone());
        let diagnostic = match nearest(&region.value, &known) {
            Some(near) => cx.did_you_mean(diagnostic, region.origin, &region.value, &near),
            None => diagnostic,
        };
        out.push(diagnostic.help("a row in `stdlib/catalog/regions.csv` of the platform makes a newer region known"));
    }
}

/// Whether all words of an id are those of known regions, numbers aside: `us-east-9` may be there one day, `us-esat-1` won't.
fn may_be_newer(region: &str, known: &[SmolStr]) -> bool {
    let words = |id: &str| id.split('-').map(|word| word.trim_end_matches(|ch: char| ch.is_ascii_digit()).to_owned()).collect::<Vec<_>>();
    let all: BTreeSet<String> = known.iter().flat_map(|id| words(id)).collect();
    let numbered = region.ends_with(|ch: char| ch.is_ascii_digit());
    numbered && words(region).iter().all(|word| all.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_be_new_a_word_is_not() {
        let known: Vec<SmolStr> = mlpc_catalog::Catalog::embedded().regions("aws").map(|it| it.id).collect();
        for region in ["us-east-3", "mx-west-1", "eu-south-4"] {
            assert!(may_be_newer(region, &known), "{region}");
        }
        for region in ["us-esat-1", "useast1", "us-east", "virginia", "us-east-1a", ""] {
            assert!(!may_be_newer(region, &known), "{region}");
        }
    }
}
