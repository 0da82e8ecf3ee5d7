//! MLP0407, unknown: a model of which the catalog has no sizes, so that nothing says whether it fits.

use mlpc_analysis::model::lookup::Lookup;
use mlpc_diag::{Diagnostic, Diagnostics, Severity};
use mlpc_model::{LateText, Platform};
use mlpc_sema::nearest;

use super::model_does_not_fit::RULE;
use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in &platform.services {
        let Some(model) = &service.model else { continue };
        let LateText::Known(name) = &model.value else { continue };
        if lookup.model(service).is_some() || !is_catalog_name(name) {
            continue;
        }
        let repository = name.strip_prefix("hf:");
        let diagnostic = Diagnostic::new(&RULE, format!("the catalog has no model {name}: nothing says whether it fits"))
            .severity(if repository.is_some() { Severity::Advice } else { Severity::Warning })
            .label_opt(cx.span(model.origin), "unknown: its memory, parallelism and formats aren't checked")
            .subject(service.address.clone());
        let known = cx.catalog.models();
        let near = match repository {
            Some(repository) => nearest(repository, known.filter_map(|it| it.repository)).map(|near| format!("hf:{near}")),
            None => nearest(name, known.map(|it| it.id)),
        };
        let diagnostic = match near {
            Some(near) => cx.did_you_mean(diagnostic, model.origin, name, &near),
            None => diagnostic,
        };
        out.push(diagnostic.help("a row in `stdlib/catalog/models.csv` of the platform gives its sizes: `mlpc explain MLP0407`"));
    }
}

/// Whether a model is named as the catalog names them, or by its repository; weights in a bucket are one's own.
fn is_catalog_name(name: &str) -> bool {
    name.starts_with("hf:") || !name.contains(['/', ':'])
}
