//! MLP0403: MIG slices that the GPU doesn't have, that can't be placed on it, or that are to work as one.

use mlpc_analysis::mig::{Obstacle, as_much, place};
use mlpc_catalog::{Accelerator, MigProfile};
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{At, Platform, Pool, ShareMode, Training, WorkloadRef};
use smol_str::SmolStr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0403",
    name: "mig-not-placed",
    severity: Severity::Error,
    title: "MIG slices that the GPU can't be cut into, or that can't do what is asked",
    since: "0.1",
    explain: include_str!("mig_not_placed.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|pool| pool.share_mode() == ShareMode::Mig) {
        let found = cx.accelerator_of(pool).and_then(|accelerator| of_pool(cx, pool, &accelerator));
        if let Some(diagnostic) = found {
            out.push(diagnostic.subject(pool.address.clone()));
        }
        for workload in platform.workloads_on(pool.decl) {
            let found = absent(cx, pool, workload).or_else(|| match workload {
                WorkloadRef::Service(service) => {
                    service.engine.parallel().filter(|gpus| *gpus > 1).map(|gpus| joined(cx, pool, workload, gpus))
                }
                WorkloadRef::Training(training) => gang(cx, pool, training),
                WorkloadRef::Pipeline(_) => None,
            });
            if let Some(diagnostic) = found {
                out.push(diagnostic.subject(workload.address().clone()).subject(pool.address.clone()));
            }
        }
    }
}

/// The profiles that a pool cuts its GPUs into.
fn cut(pool: &Pool) -> impl Iterator<Item = &(SmolStr, At<i64>)> {
    pool.share.iter().flat_map(|share| share.profiles.iter())
}

fn of_pool(cx: &CheckCx<'_>, pool: &Pool, accelerator: &Accelerator) -> Option<Diagnostic> {
    let known = cx.catalog.mig_profiles(&accelerator.id);
    // Without any it is MLP0404, or not known.
    if known.is_empty() {
        return None;
    }
    let mut wanted: Vec<(&MigProfile, u64)> = Vec::new();
    for (name, count) in cut(pool) {
        let Some(profile) = known.iter().find(|it| it.name == *name) else {
            return Some(unknown(cx, pool, accelerator, (name, count), &known));
        };
        wanted.push((profile, u64::try_from(count.value).unwrap_or(0)));
    }
    let obstacle = place(&wanted).err()?;
    let why = match obstacle {
        Obstacle::Compute { wanted, has } => format!("they take {wanted} compute slices of {has}"),
        Obstacle::Memory { wanted, has } => format!("they take {wanted} memory slices of {has}"),
        Obstacle::Places => "each size lies at few places only, and these overlap".to_owned(),
    };
    let mix: Vec<String> = wanted.iter().map(|(profile, n)| format!("{n} × {}", profile.name)).collect();
    let message = format!("{} can't be cut into {}: {why}", words::with_article(accelerator.short_name()), words::list(&mix));
    let mut diagnostic = Diagnostic::new(&RULE, message);
    for ((profile, n), (_, at)) in wanted.iter().zip(cut(pool)) {
        let compute = profile.compute_slices.saturating_mul(*n);
        let memory = profile.memory_slices.saturating_mul(*n);
        diagnostic = diagnostic.label_opt(cx.span(at.origin), format!("{compute} compute, {memory} memory slices"));
    }
    let fitting: Vec<String> = as_much(&wanted).into_iter().map(|(profile, n)| format!("\"{profile}\"={n}")).collect();
    Some(
        diagnostic
            .label_opt(cx.machine_of(pool), format!("{}: {}", accelerator.short_name(), slices(&known)))
            .help(format!("write `share \"mig\" {}`, which fits one GPU", fitting.join(" "))),
    )
}

/// `7 compute and 8 memory slices`.
fn slices(known: &[MigProfile]) -> String {
    let of = |each: fn(&MigProfile) -> u64| known.first().map_or(0, each);
    format!("{} compute and {} memory slices", of(|it| it.accelerator_compute_slices), of(|it| it.accelerator_memory_slices))
}

fn unknown(
    cx: &CheckCx<'_>,
    pool: &Pool,
    accelerator: &Accelerator,
    (name, count): (&SmolStr, &At<i64>),
    known: &[MigProfile],
) -> Diagnostic {
    let plain: Vec<&str> = known.iter().map(|it| it.name.as_str()).filter(|it| !it.contains(['+', '-'])).collect();
    let compute = name.split('.').next().unwrap_or_default();
    let near = plain.iter().find(|it| it.split('.').next() == Some(compute));
    let span = cx.span(count.origin);
    let diagnostic = Diagnostic::new(&RULE, format!("{} has no MIG profile {name}", words::with_article(accelerator.short_name())))
        .label_opt(span, "not a profile of this GPU")
        .label_opt(cx.machine_of(pool), format!("{}: {} GiB", accelerator.short_name(), words::gib(accelerator.memory)));
    let profiles = format!("its profiles are {}", words::list(&plain));
    match (near, span) {
        (Some(near), Some(span)) => {
            let fix = Fix::replace(format!("write `{near}`"), span, format!("\"{near}\"={}", count.value)).unsafely();
            diagnostic.help_fix(format!("write `\"{near}\"={}`; {profiles}", count.value), fix)
        }
        _ => diagnostic.help(profiles),
    }
}

/// A profile that a workload asks for and the pool isn't cut into.
fn absent(cx: &CheckCx<'_>, pool: &Pool, workload: WorkloadRef<'_>) -> Option<Diagnostic> {
    let resources = workload.shared().resources.as_ref()?;
    let (name, at) = resources.profiles.iter().find(|(name, _)| cut(pool).all(|(has, _)| has != name))?;
    let has: Vec<&SmolStr> = cut(pool).map(|(has, _)| has).collect();
    Some(
        Diagnostic::new(&RULE, format!("`{}` asks for slices {name}; pool `{}` has none", workload.name(), pool.name))
            .label_opt(cx.span(at.origin), "no node offers it")
            .label_opt(cx.field(pool.decl, "share"), format!("cut into {}", words::list(&has)))
            .help(format!("ask for {}, or cut the pool's GPUs so", words::list(&has))),
    )
}

fn joined(cx: &CheckCx<'_>, pool: &Pool, workload: WorkloadRef<'_>, gpus: i64) -> Diagnostic {
    let entry = |name| cx.field_of(workload.decl(), "engine", name);
    Diagnostic::new(&RULE, format!("`{}` splits its model over {gpus} slices, which can't reach each other's memory", workload.name()))
        .label_opt(entry("tensor-parallel").or_else(|| entry("pipeline-parallel")), format!("{gpus} slices that work as one"))
        .label_opt(cx.field(pool.decl, "share"), "slices stand alone: no NVLink, no peer-to-peer")
        .help("serve it from one larger slice, or from whole GPUs")
}

fn gang(cx: &CheckCx<'_>, pool: &Pool, training: &Training) -> Option<Diagnostic> {
    let gang = training.gang.at_most().filter(|gang| gang.value > 1)?;
    let message = format!("`{}` trains on {} slices, which exchange gradients through host memory", training.name, gang.value);
    Some(
        Diagnostic::new(&RULE, message)
            .severity(Severity::Warning)
            .label_opt(cx.span(gang.origin), format!("{} slices that start together", gang.value))
            .label_opt(cx.field(pool.decl, "share"), "slices stand alone: no NVLink, no peer-to-peer")
            .help("train on whole GPUs, or run one slice a job"),
    )
}
