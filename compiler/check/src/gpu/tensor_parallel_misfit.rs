//! MLP0408: a degree of tensor parallelism into which the model's layers don't split, or that leaves the node.

use std::sync::Arc;

use mlpc_analysis::model::fit::{Gpus, engine_name};
use mlpc_analysis::model::lookup::Lookup;
use mlpc_analysis::model::split::{Misfit, tensor_parallel, tensor_parallel_degrees};
use mlpc_catalog::Model;
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{EngineName, ModelService, Platform, Pool, PoolClass, ShareMode};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0408",
    name: "tensor-parallel-misfit",
    severity: Severity::Error,
    title: "tensor parallelism that doesn't divide the model, or leaves the node",
    since: "0.1",
    explain: include_str!("tensor_parallel_misfit.md"),
};

/// A service whose layers are shared by several GPUs.
struct Shared<'a> {
    service: &'a ModelService,
    pool: &'a Pool,
    /// How many share each layer.
    degree: u64,
    /// The GPUs of a node, where they are known.
    gpus: Option<Arc<Gpus>>,
    /// The model, where the catalog knows it.
    model: Option<Arc<Model>>,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in &platform.services {
        // Servers of one's own shard as they like.
        let degree = u64::try_from(service.engine.tensor_parallel.value).unwrap_or(0);
        if service.engine.name.value == EngineName::Http || degree < 2 {
            continue;
        }
        let Some(pool) = platform.pool(service.work.pool.value).filter(|pool| pool.class() == PoolClass::Gpu) else { continue };
        // Over slices it is MLP0403.
        if pool.share_mode() == ShareMode::Mig {
            continue;
        }
        let gpus = lookup.gpus(pool, None);
        let shared = Shared { service, pool, degree, gpus, model: lookup.model(service) };
        let found = model_misfit(cx, &shared).or_else(|| leaves_node(cx, &shared)).or_else(|| over_pcie(cx, &shared));
        if let Some(diagnostic) = found {
            out.push(diagnostic);
        }
    }
}

fn model_misfit(cx: &CheckCx<'_>, shared: &Shared<'_>) -> Option<Diagnostic> {
    let Shared { service, degree, .. } = shared;
    let model = shared.model.as_ref()?;
    let (has, arithmetic) = match tensor_parallel(model, *degree).err()? {
        Misfit::Heads(n) => (format!("{n} attention heads"), rest(n, *degree)),
        Misfit::KvHeads(n) => {
            (format!("{n} heads of keys and values"), format!("{}, and {degree} is no multiple of {n}", rest(n, *degree)))
        }
        Misfit::FeedForward(n) => (format!("a feed-forward layer of {n}"), rest(n, *degree)),
    };
    let message = format!("`tensor-parallel={degree}` doesn't divide {}: it has {has}", model.id);
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.field_of(service.decl, "engine", "tensor-parallel"), arithmetic)
        .label_opt(cx.field(service.decl, "model"), has.clone())
        .subject(service.address.clone());
    let most = shared.gpus.as_ref().and_then(|gpus| u64::try_from(gpus.per_node).ok()).unwrap_or(8);
    let valid = tensor_parallel_degrees(model, most);
    let listed: Vec<String> = valid.iter().map(u64::to_string).collect();
    let next = valid.iter().find(|other| **other > *degree).or(valid.last())?;
    let text = format!("write `tensor-parallel={next}`; on one node valid are {}", listed.join(", "));
    Some(with_fix(cx, service, diagnostic, text, *next))
}

/// `10 = 2 × 4 + 2`.
fn rest(n: u64, degree: u64) -> String {
    let (whole, left) = (n.checked_div(degree).unwrap_or(0), n.checked_rem(degree).unwrap_or(0));
    format!("{n} = {whole} × {degree} + {left}")
}

fn leaves_node(cx: &CheckCx<'_>, shared: &Shared<'_>) -> Option<Diagnostic> {
    let Shared { service, pool, degree, .. } = shared;
    // GPUs that are linked beyond their machine are MLP0416's.
    let gpus = shared.gpus.as_ref().filter(|gpus| gpus.linked <= gpus.per_node)?;
    let per_node = u64::try_from(gpus.per_node).ok().filter(|n| n < degree)?;
    let message = format!(
        "`tensor-parallel={degree}` leaves the node: {} has {per_node} {}",
        pool.machine.first().map_or_else(|| "a node".to_owned(), |machine| words::with_article(&machine.value)),
        gpus.name()
    );
    let diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.field_of(service.decl, "engine", "tensor-parallel"), format!("{degree} GPUs that share each layer"))
        .label_opt(cx.field(pool.decl, "machine"), format!("{per_node} a node"))
        .subject(service.address.clone())
        .subject(pool.address.clone());
    let within = |other: &u64| *other <= per_node && degree.is_multiple_of(*other);
    let fitting = shared.model.as_ref().map(|model| tensor_parallel_degrees(model, per_node));
    let degrees = fitting.unwrap_or_else(|| (1..=per_node).collect());
    let tensor = degrees.into_iter().rfind(within)?;
    let stages = degree.checked_div(tensor)?.saturating_mul(u64::try_from(service.engine.pipeline_parallel.value).ok()?);
    Some(diagnostic.help(format!("cut layers into groups between nodes: `tensor-parallel={tensor} pipeline-parallel={stages}`")))
}

fn over_pcie(cx: &CheckCx<'_>, shared: &Shared<'_>) -> Option<Diagnostic> {
    let Shared { service, pool, degree, .. } = shared;
    let gpus = shared
        .gpus
        .as_ref()
        .filter(|gpus| gpus.linked <= gpus.per_node && u64::try_from(gpus.linked).is_ok_and(|linked| linked < *degree))?;
    let linked = match gpus.linked {
        1 => format!("{} have no NVLink", gpus.name()),
        n => format!("NVLink joins {n} {}", gpus.name()),
    };
    let message = format!("`tensor-parallel={degree}` over PCIe: {linked}, and every layer waits for {degree} of them");
    let stages = degree.saturating_mul(u64::try_from(service.engine.pipeline_parallel.value).unwrap_or(1));
    let diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Advice)
        .label_opt(cx.field_of(service.decl, "engine", "tensor-parallel"), format!("{degree} GPUs that share each layer"))
        .label_opt(cx.field(pool.decl, "machine"), linked)
        .subject(service.address.clone())
        .subject(pool.address.clone());
    let engine = engine_name(service.engine.name.value);
    Some(
        diagnostic
            .help(format!("write `pipeline-parallel={stages}` instead: {engine} then sends only what passes between groups of layers")),
    )
}

fn with_fix(cx: &CheckCx<'_>, service: &ModelService, diagnostic: Diagnostic, text: String, degree: u64) -> Diagnostic {
    match cx.field_of(service.decl, "engine", "tensor-parallel") {
        Some(span) => {
            let written = format!("tensor-parallel={degree}");
            diagnostic.help_fix(text, Fix::replace(format!("write `{written}`"), span, written).unsafely())
        }
        None => diagnostic.help(text),
    }
}
