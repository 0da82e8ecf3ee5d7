//! MLP0407: a model that doesn't fit the memory of the GPUs it is split over.

use std::cell::OnceCell;

use mlpc_analysis::model::fit::{Gpus, Priced, Served, Split, Verdict, engine_name, priced};
use mlpc_analysis::model::format::{Format, format};
use mlpc_analysis::model::lookup::Lookup;
use mlpc_analysis::model::memory::Held;
use mlpc_analysis::model::split::{tensor_parallel, tensor_parallel_degrees};
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{DeclId, ModelService, Platform, Pool};
use mlpc_source::Span;
use mlpc_units::{MONTH_HOURS, Quantity, Rational};
use rustc_hash::FxHashMap;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0407",
    name: "model-does-not-fit",
    severity: Severity::Error,
    title: "model larger than the memory of its GPUs",
    since: "0.1",
    explain: include_str!("model_does_not_fit.md"),
};

/// Contexts are proposed in steps of so many tokens.
const STEP: i64 = 1000;

/// A model that doesn't fit.
struct Misfit<'a> {
    service: &'a ModelService,
    pool: &'a Pool,
    served: &'a Served,
    machines: &'a Machines<'a>,
}

/// The machines of a pool's region, looked up once and only when something doesn't fit.
struct Machines<'a> {
    cx: &'a CheckCx<'a>,
    pool: &'a Pool,
    priced: OnceCell<Vec<Priced>>,
}

impl Machines<'_> {
    fn get(&self) -> &[Priced] {
        self.priced.get_or_init(|| priced(self.cx.platform, self.cx.catalog, self.pool))
    }
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let mut machines: FxHashMap<DeclId, Machines<'_>> = FxHashMap::default();
    let mut lookup = Lookup::new(platform, cx.catalog);
    for service in &platform.services {
        if ["context", "concurrency", "engine", "memory"].iter().any(|field| cx.unread(service.decl, field)) {
            continue;
        }
        let Some(served) = lookup.served(service) else { continue };
        // A degree that can't be is MLP0408; what it would hold says nothing.
        let degree = u64::try_from(served.tensor_parallel).unwrap_or(0);
        let Some(pool) = platform.pool(service.work.pool.value).filter(|_| tensor_parallel(&served.model, degree).is_ok()) else {
            continue;
        };
        let machines = machines.entry(pool.cluster.value).or_insert_with(|| Machines { cx, pool, priced: OnceCell::new() });
        let misfit = Misfit { service, pool, served: &served, machines };
        let found = match served.verdict() {
            Some(Verdict::TooLarge { floor, available }) => too_large(cx, &misfit, floor, available),
            Some(Verdict::Tight { estimate, available }) => tight(cx, &misfit, estimate, available),
            Some(Verdict::Fits { .. }) | None => None,
        };
        if let Some(diagnostic) = found {
            out.push(diagnostic);
        }
    }
}

fn too_large(cx: &CheckCx<'_>, misfit: &Misfit<'_>, floor: Held, available: Quantity) -> Option<Diagnostic> {
    let served = misfit.served;
    let gpus = &served.gpus;
    let message = format!(
        "{} needs {} GiB on {} to start; {} gives {}",
        served.model.id,
        words::gib(floor.total()?),
        each_of(served),
        one(gpus),
        words::gib(available),
    );
    let engine = engine_name(served.engine);
    let share = match served.declared_share {
        Some(share) => format!("of which `memory` lets {engine} use {}", share.to_decimal_text(2)),
        None => format!("of which {engine} can use 0.95 at most"),
    };
    let mut diagnostic = Diagnostic::new(&RULE, message).label_opt(parallel(cx, misfit.service), weights(served)?);
    let (at, text) = cache(cx, misfit, 1)?;
    diagnostic = diagnostic.label_opt(at, text).label_opt(machine(cx, misfit.pool), format!("{}, {share}", memory(gpus)));
    diagnostic = subjects(diagnostic.note(sum(floor)?), misfit);
    for (at, (text, fix)) in helps(cx, misfit, available).into_iter().enumerate() {
        let text = if at == 0 { text } else { format!("or {text}") };
        diagnostic = match fix {
            Some(fix) => diagnostic.help_fix(text, fix),
            None => diagnostic.help(text),
        };
    }
    Some(diagnostic)
}

fn tight(cx: &CheckCx<'_>, misfit: &Misfit<'_>, estimate: Held, available: Quantity) -> Option<Diagnostic> {
    let served = misfit.served;
    let sequences = served.concurrency.unwrap_or(1);
    let requests = if sequences == 1 { "one request".to_owned() } else { format!("{} requests", words::whole(sequences)) };
    let message = format!(
        "{} needs an estimated {} GiB on {} for {requests} of {} tokens; {} uses {} of {}",
        served.model.id,
        words::gib(estimate.total()?),
        each_of(served),
        words::whole(served.context),
        engine_name(served.engine),
        words::gib(available),
        one(&served.gpus),
    );
    let (at, text) = cache(cx, misfit, sequences)?;
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(at, text)
        .label_opt(parallel(cx, misfit.service), weights(served)?)
        .label_opt(machine(cx, misfit.pool), memory(&served.gpus));
    diagnostic = subjects(diagnostic.note(sum(estimate)?), misfit);
    if let Some(most) = served.loaded().most_sequences(served.context, available, sequences) {
        let rest = sequences.saturating_sub(most);
        diagnostic =
            diagnostic.help(format!("`concurrency {most}` is the most that finds room; the other {} would queue", words::whole(rest)));
    }
    let way = larger_split(cx, misfit).or_else(|| smaller_format(cx, misfit));
    Some(match way {
        Some((text, fix)) => with_fix(diagnostic, text, fix),
        None => diagnostic,
    })
}

fn with_fix(diagnostic: Diagnostic, text: String, fix: Option<Fix>) -> Diagnostic {
    match fix {
        Some(fix) => diagnostic.help_fix(text, fix),
        None => diagnostic.help(text),
    }
}

fn subjects(diagnostic: Diagnostic, misfit: &Misfit<'_>) -> Diagnostic {
    diagnostic.subject(misfit.service.address.clone()).subject(misfit.pool.address.clone())
}

/// `each of 2 GPUs`, `its GPU`, `its slice 3g.40gb`.
fn each_of(served: &Served) -> String {
    match (served.loaded().gpus(), &served.gpus.slice) {
        (1, None) => "its GPU".to_owned(),
        (1, Some(slice)) => format!("its slice {slice}"),
        (n, None) => format!("each of {n} GPUs"),
        (n, Some(slice)) => format!("each of {n} slices {slice}"),
    }
}

fn one(gpus: &Gpus) -> String {
    gpus.slice.as_ref().map_or_else(|| words::with_article(gpus.name()), |_| "it".to_owned())
}

/// `8 × H100: 79.6 GiB`.
fn memory(gpus: &Gpus) -> String {
    match &gpus.slice {
        Some(slice) => format!("{} slices {slice} of {}: {} GiB each", gpus.per_node, gpus.name(), words::gib(gpus.memory)),
        None => format!("{} × {}: {} GiB", gpus.per_node, gpus.name(), words::gib(gpus.memory)),
    }
}

/// `65.7 weights + 20.0 KV cache + 0.6 runtime = 86.3 GiB`.
fn sum(held: Held) -> Option<String> {
    Some(format!(
        "{} weights + {} KV cache + {} runtime = {} GiB",
        words::gib(held.weights),
        words::gib(held.cache),
        words::gib(held.runtime),
        words::gib(held.total()?)
    ))
}

/// `131.4 GiB of weights in bf16 over 2 GPUs: 65.7 each`.
fn weights(served: &Served) -> Option<String> {
    let loaded = served.loaded();
    let all = format!("{} GiB of weights in {}", words::gib(loaded.weights()?), served.format.name);
    Some(match loaded.gpus() {
        1 => format!("{all} on one GPU"),
        n => format!("{all} over {n} GPUs: {} each", words::gib(loaded.weights_each()?)),
    })
}

/// Where the context is written, or the model whose maximum it is, and what its cache takes.
fn cache(cx: &CheckCx<'_>, misfit: &Misfit<'_>, sequences: i64) -> Option<(Option<Span>, String)> {
    let (served, decl) = (misfit.served, misfit.service.decl);
    let loaded = served.loaded();
    let count = Rational::integer(sequences);
    let all = words::gib(loaded.cache(served.context)?.checked_mul(count)?);
    let each = if loaded.gpus() == 1 {
        String::new()
    } else {
        format!(", {} each", words::gib(loaded.cache_each(served.context)?.checked_mul(count)?))
    };
    if served.model.kv_bytes_per_token.is_none() {
        return Some((cx.field(decl, "model"), "it caches nothing between tokens".to_owned()));
    }
    let tokens = words::whole(served.context);
    if sequences > 1 {
        let at = cx.field(decl, "concurrency").or_else(|| cx.field(decl, "context"));
        return Some((at, format!("{} × {tokens} tokens have {all} GiB of KV cache{each}", words::whole(sequences))));
    }
    Some(match &misfit.service.context {
        Some(_) => (cx.field(decl, "context"), format!("one sequence of {tokens} tokens has {all} GiB of KV cache{each}")),
        None => {
            let text = format!("no `context` written, so its {tokens} tokens: one sequence has {all} GiB of KV cache{each}");
            (cx.field(decl, "model"), text)
        }
    })
}

fn machine(cx: &CheckCx<'_>, pool: &Pool) -> Option<Span> {
    cx.field(pool.decl, "machine").or_else(|| cx.field(pool.decl, "accelerator"))
}

/// Where it is said over how many GPUs the model is split; without, what serves it.
fn parallel(cx: &CheckCx<'_>, service: &ModelService) -> Option<Span> {
    let entry = |name| cx.field_of(service.decl, "engine", name);
    entry("tensor-parallel").or_else(|| entry("pipeline-parallel")).or_else(|| cx.field(service.decl, "engine"))
}

/// What to write instead, the smallest change first.
fn helps(cx: &CheckCx<'_>, misfit: &Misfit<'_>, available: Quantity) -> Vec<(String, Option<Fix>)> {
    let mut helps = Vec::new();
    helps.extend(more_memory(misfit));
    helps.extend(shorter_context(cx, misfit, available));
    match larger_split(cx, misfit) {
        Some(help) => helps.push(help),
        None => {
            helps.extend(smaller_format(cx, misfit));
            helps.extend(other_machine(misfit).map(|text| (text, None)));
        }
    }
    helps
}

/// What the engine would use unless told otherwise.
fn more_memory(misfit: &Misfit<'_>) -> Option<(String, Option<Fix>)> {
    misfit.served.declared_share?;
    let untold = Served { declared_share: None, ..misfit.served.clone() };
    let used = untold.used(&untold.gpus)?;
    let fits = matches!(untold.verdict(), Some(Verdict::Fits { .. }));
    fits.then(|| (format!("leave `memory` out: {} then uses {} GiB", engine_name(untold.engine), words::gib(used)), None))
}

fn shorter_context(cx: &CheckCx<'_>, misfit: &Misfit<'_>, available: Quantity) -> Option<(String, Option<Fix>)> {
    let served = misfit.served;
    let longest = served.loaded().longest_context(available, served.context)?;
    let rounded = longest.checked_div(STEP)?.checked_mul(STEP)?;
    if rounded == 0 {
        return None;
    }
    let n = served.loaded().gpus();
    let text = format!(
        "`context {rounded}` is the most that {} with",
        if n == 1 { "one GPU starts".to_owned() } else { format!("{n} GPUs start") }
    );
    let fix = misfit.service.context.as_ref().and_then(|_| cx.field(misfit.service.decl, "context"));
    Some((text, fix.map(|span| Fix::replace(format!("write `context {rounded}`"), span, format!("context {rounded}")).unsafely())))
}

/// More GPUs of the same pool.
fn larger_split(cx: &CheckCx<'_>, misfit: &Misfit<'_>) -> Option<(String, Option<Fix>)> {
    let served = misfit.served;
    let gpus = &served.gpus;
    let nodes = misfit.pool.nodes.at_most().map_or(1, |nodes| nodes.value);
    let split = served.split_on(gpus, nodes, served.format).filter(|split| split.gpus() > served.loaded().gpus())?;
    let mut text = format!("{}: {} GiB each", quoted(&split), words::gib(split.floor.total()?));
    let over = split.gpus().checked_div(gpus.per_node).unwrap_or(1);
    if over > 1 {
        text.push_str(&format!(", over {over} nodes"));
    } else if split.pipeline_parallel == 1 {
        let most = u64::try_from(gpus.per_node.min(gpus.linked)).ok()?;
        let valid: Vec<String> = tensor_parallel_degrees(&served.model, most).iter().map(u64::to_string).collect();
        text.push_str(&format!("; valid here are {}", valid.join(", ")));
    }
    let only_tensor = split.pipeline_parallel == served.pipeline_parallel;
    let at = cx.field_of(misfit.service.decl, "engine", "tensor-parallel").filter(|_| only_tensor);
    let fix = at.map(|span| {
        Fix::replace(format!("write {}", quoted(&split)), span, format!("tensor-parallel={}", split.tensor_parallel)).unsafely()
    });
    Some((text, fix))
}

/// `` `tensor-parallel=4` ``, with the stages where there are several.
fn quoted(split: &Split) -> String {
    match (split.tensor_parallel, split.pipeline_parallel) {
        (tensor, 1) => format!("`tensor-parallel={tensor}`"),
        (1, stages) => format!("`pipeline-parallel={stages}`"),
        (tensor, stages) => format!("`tensor-parallel={tensor} pipeline-parallel={stages}`"),
    }
}

/// The same GPUs with weights in 8 bits, where they compute in that and the model isn't as small already.
fn smaller_format(cx: &CheckCx<'_>, misfit: &Misfit<'_>) -> Option<(String, Option<Fix>)> {
    let served = misfit.served;
    let fp8: &'static Format = format("fp8").filter(|_| !served.format.is_quantized())?;
    let capability = mlpc_analysis::model::format::compute_capability(&served.gpus.accelerator)?;
    if capability < fp8.computes_from {
        return None;
    }
    let nodes = misfit.pool.nodes.at_most().map_or(1, |nodes| nodes.value);
    let split = served.split_on(&served.gpus, nodes, fp8)?;
    let same = split.tensor_parallel == served.tensor_parallel && split.pipeline_parallel == served.pipeline_parallel;
    let with = if same { String::new() } else { format!(" with {}", quoted(&split)) };
    let text = format!("`quantization=\"fp8\"`{with}: {} GiB each", words::gib(split.floor.total()?));
    let at = cx.field_of(misfit.service.decl, "engine", "quantization").filter(|_| same);
    Some((text, at.map(|span| Fix::replace("write `quantization=\"fp8\"`", span, "quantization=\"fp8\"").unsafely())))
}

/// The cheapest machine of the region that holds it.
fn other_machine(misfit: &Misfit<'_>) -> Option<String> {
    let (machine, split) = misfit.served.cheapest(misfit.machines.get())?;
    let monthly = machine.hourly.checked_mul(Rational::integer(MONTH_HOURS))?;
    let with = if split.gpus() == 1 { String::new() } else { format!(" with {}", quoted(&split)) };
    Some(format!(
        "a pool of {} ({} × {}){with}: {} GiB each; {} USD/month a node",
        machine.machine,
        machine.gpus.per_node,
        machine.gpus.name(),
        words::gib(split.floor.total()?),
        words::cents(monthly),
    ))
}
