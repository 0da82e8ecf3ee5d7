//! MLP0415: quantized weights whose groups tensor parallelism tears.

use mlpc_analysis::model::fit::is_judged;
use mlpc_analysis::model::format::{group, loaded};
use mlpc_analysis::model::lookup::Lookup;
use mlpc_analysis::model::split::{feed_forward, tensor_parallel, tensor_parallel_degrees, torn_group};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{ModelService, Platform};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0415",
    name: "quantization-group-torn",
    severity: Severity::Warning,
    title: "tensor parallelism tears groups of quantized weights",
    since: "0.1",
    explain: include_str!("quantization_group_torn.md"),
};

/// Degrees that are looked at for a proposal.
const MOST: u64 = 8;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in platform.services.iter().filter(|service| is_judged(service.engine.name.value)) {
        if let Some(diagnostic) = judge(cx, &mut lookup, service) {
            out.push(diagnostic);
        }
    }
}

fn judge(cx: &CheckCx<'_>, lookup: &mut Lookup<'_>, service: &ModelService) -> Option<Diagnostic> {
    let engine = &service.engine;
    let model = lookup.model(service)?;
    let format = loaded(&model, engine.quantization.as_ref().map(|it| it.value.as_str()))?;
    let (group, degree) = (group(&model, format)?, u64::try_from(engine.tensor_parallel.value).ok()?);
    // A degree that can't be is MLP0408.
    tensor_parallel(&model, degree).ok()?;
    let (width, part) = torn_group(&model, degree, group)?;
    let groups = words::number(mlpc_units::Rational::new(i128::from(part), i128::from(group))?);
    let message = format!("`tensor-parallel={degree}` tears groups of {group} {} weights of {}", format.name, model.id);
    let at = cx.field_of(service.decl, "engine", "tensor-parallel").or_else(|| cx.field(service.decl, "engine"));
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(at, format!("{} / {degree} = {} a GPU: {groups} groups of {group}", grouped(width), grouped(part)))
        .label_opt(cx.field_of(service.decl, "engine", "quantization"), format!("weights in groups of {group}"))
        .label_opt(cx.field(service.decl, "model"), format!("feed-forward layers of {}", widths(&feed_forward(&model))))
        .note("files that were padded before they were quantized load all the same")
        .subject(service.address.clone());
    let whole: Vec<String> = tensor_parallel_degrees(&model, MOST)
        .into_iter()
        .filter(|other| torn_group(&model, *other, group).is_none())
        .map(|other| other.to_string())
        .collect();
    Some(match whole.as_slice() {
        [] => diagnostic.help("write `pipeline-parallel` instead, or weights in another format"),
        [one] => diagnostic.help(format!("write `tensor-parallel={one}` with `pipeline-parallel`, or take padded files")),
        _ => diagnostic.help(format!("write one of these degrees, which keep groups whole: {}", whole.join(", "))),
    })
}

fn widths(widths: &[u64]) -> String {
    let widths: Vec<String> = widths.iter().map(|width| grouped(*width)).collect();
    words::list(&widths)
}

fn grouped(n: u64) -> String {
    i64::try_from(n).map_or_else(|_| n.to_string(), words::whole)
}
