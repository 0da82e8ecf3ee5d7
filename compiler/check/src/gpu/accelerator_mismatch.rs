//! MLP0402: a machine and what is said of its accelerators disagree.

use mlpc_analysis::model::fit::Gpus;
use mlpc_catalog::Machine;
use mlpc_diag::{Diagnostic, Diagnostics, Fix, Rule, Severity};
use mlpc_model::{At, Cloud, Platform, Pool, PoolClass};
use mlpc_sema::nearest;
use mlpc_units::Rational;
use smol_str::SmolStr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0402",
    name: "accelerator-mismatch",
    severity: Severity::Error,
    title: "machine and accelerator disagree",
    since: "0.1",
    explain: include_str!("accelerator_mismatch.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in &platform.pools {
        let Some(cloud) = platform.target_of(pool.decl).map(|target| target.cloud.value).filter(|it| *it != Cloud::Kubernetes) else {
            continue;
        };
        for (written, machine) in pool.machine.iter().map(|written| (written, cx.catalog.machine(cloud.as_str(), written))) {
            let found = match &machine {
                None => Some(unknown(cx, pool, cloud, written)),
                Some(machine) => of_machine(cx, pool, written, machine),
            };
            if let Some(diagnostic) = found {
                out.push(diagnostic.subject(pool.address.clone()));
            }
        }
        if let Some(diagnostic) = several(cx, pool) {
            out.push(diagnostic.subject(pool.address.clone()));
        }
    }
}

fn unknown(cx: &CheckCx<'_>, pool: &Pool, cloud: Cloud, written: &At<SmolStr>) -> Diagnostic {
    let blind = pool.class() == PoolClass::Gpu && (pool.accelerator.is_none() || pool.node.as_ref().is_none_or(|node| node.gpus.is_none()));
    let diagnostic = Diagnostic::new(&RULE, format!("the catalog has no machine {} of {cloud}", written.value));
    let diagnostic = if blind {
        diagnostic.label_opt(cx.span(written.origin), "unknown, and nothing else says which accelerators its nodes have")
    } else {
        diagnostic
            .severity(Severity::Warning)
            .label_opt(cx.span(written.origin), "unknown: its size, accelerators and price aren't checked")
            .label_opt(cx.field(pool.decl, "accelerator"), "taken as it is")
    };
    let family = written.value.rsplit_once(['.', '-']).map_or("", |(family, _)| family);
    let alike: Vec<SmolStr> = cx.catalog.machine_ids(cloud.as_str()).filter(|id| !family.is_empty() && id.starts_with(family)).collect();
    let of_class = |id: &SmolStr| {
        let has_accelerator = cx.catalog.machine(cloud.as_str(), id).is_some_and(|it| it.accelerator.is_some());
        has_accelerator == (pool.class() == PoolClass::Gpu)
    };
    let near = nearest(&written.value, cx.catalog.machine_ids(cloud.as_str()).filter(of_class));
    let diagnostic = match near {
        Some(near) => cx.did_you_mean(diagnostic, written.origin, &written.value, &near),
        None => diagnostic,
    };
    let row = if blind {
        "of a private one, say `accelerator=…` and `node cpu=… memory=… gpus=…`, or add a row to `stdlib/catalog/instances.csv`"
    } else {
        "a row in `stdlib/catalog/instances.csv` makes a private one known"
    };
    if alike.is_empty() {
        diagnostic.help(format!("correct it; {row}"))
    } else {
        diagnostic.help(format!("write one of {}; {row}", words::list(&alike)))
    }
}

fn of_machine(cx: &CheckCx<'_>, pool: &Pool, written: &At<SmolStr>, machine: &Machine) -> Option<Diagnostic> {
    let has = what(cx, machine);
    match (pool.class(), &machine.accelerator) {
        (PoolClass::Gpu, None) => Some(
            Diagnostic::new(&RULE, format!("{} has no accelerator, and `{}` is a GPU pool", machine.id, pool.name))
                .label_opt(cx.span(written.origin), "CPUs only")
                .help("write `cpu-pool`, or a machine with accelerators"),
        ),
        (PoolClass::Cpu, Some(_)) => Some(
            Diagnostic::new(&RULE, format!("{} has {has}, and `{}` is a CPU pool: nobody can ask for them", machine.id, pool.name))
                .severity(Severity::Warning)
                .label_opt(cx.span(written.origin), has)
                .help("write `gpu-pool`, or a machine without accelerators"),
        ),
        (PoolClass::Cpu, None) => None,
        (PoolClass::Gpu, Some(_)) if machine.whole_accelerators().is_none() => Some(
            Diagnostic::new(&RULE, format!("{} has {has}: less than one, which device plugins don't offer", machine.id))
                .label_opt(cx.span(written.origin), has)
                .help("write a machine with a whole one, and `share` it"),
        ),
        (PoolClass::Gpu, Some(accelerator)) => {
            other_accelerator(cx, pool, written, machine, accelerator).or_else(|| other_count(cx, pool, written, machine))
        }
    }
}

/// `8 × H100`.
fn what(cx: &CheckCx<'_>, machine: &Machine) -> String {
    let name = machine.accelerator.as_ref().and_then(|id| cx.catalog.accelerator(id)).map_or_else(String::new, |it| it.name.to_string());
    format!("{} × {name}", machine.accelerator_count.unwrap_or(Rational::ZERO))
}

fn other_accelerator(cx: &CheckCx<'_>, pool: &Pool, written: &At<SmolStr>, machine: &Machine, has: &SmolStr) -> Option<Diagnostic> {
    let claim = pool.accelerator.as_ref()?;
    let accelerator = cx.catalog.accelerator(has)?;
    if accelerator.is_called(&claim.value) {
        return None;
    }
    let span = cx.span(claim.origin);
    let short = accelerator.id.strip_prefix(accelerator.vendor.as_str()).and_then(|rest| rest.strip_prefix('-')).unwrap_or(&accelerator.id);
    let diagnostic = Diagnostic::new(&RULE, format!("{} has {}, not {}", machine.id, what(cx, machine), claim.value))
        .label_opt(span, "claimed here")
        .label_opt(cx.span(written.origin), what(cx, machine));
    let known = cx.catalog.accelerator(&claim.value);
    let of_claim: Vec<SmolStr> = match &known {
        Some(known) => {
            cx.catalog.machines(&machine.cloud).filter(|it| it.accelerator.as_ref() == Some(&known.id)).map(|it| it.id).collect()
        }
        None => Vec::new(),
    };
    let text = format!("write `accelerator=\"{short}\"`, or leave it out: the machine says it");
    let diagnostic = match span {
        Some(span) => diagnostic.help_fix(text, Fix::replace(format!("write `{short}`"), span, format!("\"{short}\"")).unsafely()),
        None => diagnostic.help(text),
    };
    Some(if of_claim.is_empty() {
        diagnostic
    } else {
        diagnostic.help(format!("or take a machine with {}: {}", claim.value, words::list(&of_claim)))
    })
}

/// Nodes that others made, and of which the spec says another number of GPUs.
fn other_count(cx: &CheckCx<'_>, pool: &Pool, written: &At<SmolStr>, machine: &Machine) -> Option<Diagnostic> {
    let claim = pool.node.as_ref()?.gpus?;
    let has = machine.whole_accelerators().filter(|has| *has != claim.value)?;
    Some(
        Diagnostic::new(&RULE, format!("a node of `{}` is said to have {} GPUs; {} has {has}", pool.name, claim.value, machine.id))
            .label_opt(cx.field_of(pool.decl, "node", "gpus").or_else(|| cx.span(claim.origin)), format!("{} GPUs", claim.value))
            .label_opt(cx.span(written.origin), what(cx, machine))
            .help(format!("write `gpus={has}`, or the machine that these nodes are")),
    )
}

/// Several machines must have one accelerator: the pool's quota counts its GPUs.
fn several(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let known = cx.machines(pool);
    let gpus: Vec<(&Machine, Gpus)> = known.iter().filter_map(|machine| Some((machine, Gpus::of_machine(cx.catalog, machine)?))).collect();
    let (first, first_gpus) = gpus.first()?;
    let (other, other_gpus) = gpus.iter().find(|(_, it)| it.accelerator.id != first_gpus.accelerator.id)?;
    let at = |id: &SmolStr| pool.machine.iter().find(|it| it.value == *id).and_then(|it| cx.span(it.origin));
    Some(
        Diagnostic::new(&RULE, format!("`{}` has machines with {} and with {}", pool.name, first_gpus.name(), other_gpus.name()))
            .label_opt(at(&other.id), what(cx, other))
            .label_opt(at(&first.id), what(cx, first))
            .help("write a pool for each accelerator"),
    )
}
