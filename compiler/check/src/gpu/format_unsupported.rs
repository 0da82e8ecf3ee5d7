//! MLP0409: a number format in which the GPU doesn't compute.

use mlpc_analysis::model::fit::{Gpus, engine_name, is_judged};
use mlpc_analysis::model::format::{Format, compute_capability, loaded};
use mlpc_analysis::model::lookup::Lookup;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{ModelService, Platform, Pool, PoolClass};
use mlpc_source::Span;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0409",
    name: "format-unsupported",
    severity: Severity::Error,
    title: "number format that the GPU doesn't compute in",
    since: "0.1",
    explain: include_str!("format_unsupported.md"),
};

/// A model in a format, on a GPU.
struct Asked<'a> {
    service: &'a ModelService,
    pool: &'a Pool,
    gpus: &'a Gpus,
    format: &'static Format,
    /// Compute capability, times ten.
    capability: u32,
    /// Whether the spec says the format; else it is the model's own.
    written: bool,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in platform.services.iter().filter(|service| is_judged(service.engine.name.value)) {
        let Some(pool) = platform.pool(service.work.pool.value).filter(|pool| pool.class() == PoolClass::Gpu) else { continue };
        let Some(gpus) = lookup.gpus_of(service) else { continue };
        let Some(capability) = compute_capability(&gpus.accelerator) else { continue };
        let word = service.engine.quantization.as_ref().map(|it| it.value.as_str());
        let format = match lookup.model(service) {
            Some(model) => loaded(&model, word),
            None => word.and_then(mlpc_analysis::model::format::format),
        };
        let Some(format) = format else { continue };
        let asked = Asked { service, pool, gpus: &gpus, format, capability, written: word.is_some() };
        if let Some(diagnostic) = judge(cx, &asked) {
            out.push(diagnostic);
        }
    }
}

fn judge(cx: &CheckCx<'_>, asked: &Asked<'_>) -> Option<Diagnostic> {
    let Asked { format, capability, gpus, service, .. } = asked;
    let gpu = words::with_article(gpus.name());
    let has = tenths(*capability);
    // A model published in bf16 is loaded in fp16 where there is none, unless bf16 is asked for.
    if format.name == "bf16" && !asked.written && *capability < format.computes_from {
        let message =
            format!("{gpu} has no bf16: {} casts the weights to fp16, whose range is smaller", engine_name(service.engine.name.value));
        let need = format!("compute capability {has}; bf16 needs {}", tenths(format.computes_from));
        let diagnostic = labelled(cx, asked, Diagnostic::new(&RULE, message).severity(Severity::Advice), &need);
        return Some(diagnostic.help("write `quantization=\"fp16\"` to say so, or take GPUs from Ampere on (A10G, L4, A100 …)"));
    }
    let need = |from: u32| format!("compute capability {has}; {} needs {}", format.name, tenths(from));
    if *capability < format.runs_from {
        let message = format!("{gpu} can't run {}", format.name);
        let diagnostic = labelled(cx, asked, Diagnostic::new(&RULE, message), &need(format.runs_from));
        return Some(diagnostic.help(instead(format)));
    }
    if *capability < format.computes_from && format.is_quantized() {
        let message = format!("{gpu} doesn't compute in {}: weights are stored so, and unpacked to 16 bits for each product", format.name);
        let diagnostic = Diagnostic::new(&RULE, message).severity(Severity::Warning);
        let diagnostic = labelled(cx, asked, diagnostic, &need(format.computes_from));
        return Some(
            diagnostic
                .note("it saves memory, and no time")
                .help(format!("take GPUs that compute in it ({}), or waive this where memory is what counts", computing(format))),
        );
    }
    None
}

fn labelled(cx: &CheckCx<'_>, asked: &Asked<'_>, diagnostic: Diagnostic, need: &str) -> Diagnostic {
    let Asked { service, pool, format, .. } = asked;
    let text = if asked.written { "asked for here".to_owned() } else { format!("published in {}", format.name) };
    diagnostic
        .label_opt(said(cx, asked), text)
        .label_opt(cx.field(pool.decl, "machine").or_else(|| cx.field(pool.decl, "accelerator")), need)
        .subject(service.address.clone())
        .subject(pool.address.clone())
}

fn said(cx: &CheckCx<'_>, asked: &Asked<'_>) -> Option<Span> {
    let decl = asked.service.decl;
    cx.field_of(decl, "engine", "quantization").or_else(|| cx.field(decl, "model"))
}

/// `7.5`.
fn tenths(capability: u32) -> String {
    format!("{}.{}", capability / 10, capability % 10)
}

fn instead(format: &Format) -> &'static str {
    match format.name {
        "bf16" => "write `quantization=\"fp16\"`, or take GPUs from Ampere on (A10G, L4, A100 …)",
        _ => "take GPUs from Turing on (T4, A10G, L4 …), or weights in 16 bits",
    }
}

/// GPUs that compute in a format.
fn computing(format: &Format) -> &'static str {
    if format.computes_from >= 100 { "from Blackwell on: B200, RTX PRO 6000" } else { "from Ada on: L4, L40S, H100" }
}
