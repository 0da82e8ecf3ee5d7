//! The preview as JSON, `format_version` 1.

use serde_json::{Value, json};
use smol_str::SmolStr;

use super::{Preview, Risk};

/// All environments as one document.
pub fn json(previews: &[Preview<'_>]) -> String {
    let document = json!({ "format_version": 1, "environments": previews.iter().map(environment).collect::<Vec<_>>() });
    format!("{document:#}\n")
}

fn environment(preview: &Preview<'_>) -> Value {
    let texts = |names: &[SmolStr]| names.iter().map(SmolStr::as_str).map(Value::from).collect::<Vec<_>>();
    let facts: Vec<_> = preview.facts.iter().map(|it| json!({ "what": it.what, "before": it.before, "after": it.after })).collect();
    let untouched: Vec<_> = preview.untouched.iter().map(|(name, n)| json!({ "tenant": name.as_str(), "resources": n })).collect();
    let refused: Vec<_> = preview
        .input
        .draft
        .protected
        .iter()
        .map(|it| json!({ "address": it.address.as_str(), "declaration": it.owner.as_str(), "at": it.origin.as_str(), "replaced_for": it.replaced_for }))
        .collect();
    let impossible: Vec<_> = preview
        .input
        .draft
        .refused
        .iter()
        .map(|it| {
            json!({
                "address": it.address.as_str(), "declaration": it.owner.as_str(), "path": it.path.to_string(), "from": it.from.as_str(),
                "to": it.to.as_str(), "certain": it.certain(), "instead": it.instead(),
            })
        })
        .collect();
    let relocated: Vec<_> = preview
        .input
        .draft
        .relocated
        .iter()
        .map(|it| {
            json!({
                "target": it.target.as_str(), "at": it.at.as_str(), "field": it.field.as_str(), "from": it.from.as_str(), "to": it.to.as_str(),
                "resources": it.n_resources,
            })
        })
        .collect();
    json!({
        "environment": preview.input.environment.map(SmolStr::as_str),
        "headline": super::markdown::headline(preview),
        "risks": preview.risks.iter().map(risk).collect::<Vec<_>>(),
        "refused": refused,
        "impossible": impossible,
        "relocated": relocated,
        "restarts_jobs_of": preview.restarts.iter().map(SmolStr::as_str).collect::<Vec<_>>(),
        "facts": facts,
        "untouched": untouched,
        "affected": texts(&preview.affected),
        "owners": texts(&preview.owners),
        "waivers": preview.waivers,
        "proved": super::markdown::proved(preview),
        "plan": crate::plan::document(preview.plan_input()),
    })
}

fn risk(risk: &Risk) -> Value {
    json!({
        "kind": risk.kind.word().to_lowercase(),
        "declaration": risk.declaration.as_str(),
        "at": risk.at.as_str(),
        "cause": risk.cause,
        "consequence": risk.consequence,
        "content_lost": risk.lost,
    })
}
