//! MLP1104: a pool's `limit` that its machines don't go into.

use mlpc_analysis::pool;
use mlpc_catalog::Machine;
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Amounts, Platform, Pool};
use mlpc_units::Quantity;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP1104",
    name: "limit-below-machine",
    severity: Severity::Warning,
    title: "a pool's limit below one of its machines",
    since: "0.1",
    explain: include_str!("limit_below_machine.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in platform.pools.iter().filter(|it| platform.made_by_karpenter(it)) {
        let (Some(limit), Some(known)) = (&pool.limit, pool::machines(platform, cx.catalog, pool)) else { continue };
        // One finding a pool: of the limit that leaves out most.
        let found = shortfalls(limit, &known.machines);
        if let Some(worst) = found.into_iter().max_by_key(|it| it.out.len()) {
            out.push(diagnose(cx, pool, &worst, known.machines.len()));
        }
    }
}

/// A limit below machines.
struct Shortfall<'m> {
    field: &'static str,
    /// `64 CPUs`.
    limit: String,
    /// The machines that don't go into it, with what each has.
    out: Vec<(&'m Machine, String)>,
    /// What the smallest of all machines has, and the largest.
    least: String,
    most: String,
}

fn shortfalls<'m>(limit: &Amounts, machines: &'m [Machine]) -> Vec<Shortfall<'m>> {
    let count = |n: i64| Quantity::count(mlpc_units::Rational::integer(n));
    let gpus = |machine: &Machine| machine.whole_accelerators().map(count);
    let of = |field, limit: Option<Quantity>, each: &dyn Fn(&Machine) -> Option<Quantity>| {
        let limit = limit?;
        let mut all: Vec<(&Machine, Quantity)> = machines.iter().filter_map(|it| Some((it, each(it)?))).collect();
        all.sort_by_key(|(_, has)| has.value);
        let (least, most) = (all.first()?.1, all.last()?.1);
        let out: Vec<_> = all.iter().filter(|(_, has)| has.value > limit.value).map(|(it, has)| (*it, amount(field, *has))).collect();
        (!out.is_empty()).then(|| Shortfall { field, limit: amount(field, limit), out, least: bare(least), most: bare(most) })
    };
    let rows = [
        of("cpu", limit.cpu.map(|it| it.value), &|machine| Some(Quantity::count(machine.vcpus))),
        of("memory", limit.memory.map(|it| it.value), &|machine| Some(machine.memory)),
        of("gpus", limit.gpus.map(|it| count(it.value)), &gpus),
    ];
    rows.into_iter().flatten().collect()
}

fn amount(field: &str, quantity: Quantity) -> String {
    let unit = match field {
        "cpu" => "vCPU",
        "memory" => "GiB",
        _ => "GPUs",
    };
    format!("{} {unit}", words::quantity(quantity))
}

/// As it is written in `limit`.
fn bare(quantity: Quantity) -> String {
    quantity.to_string()
}

fn diagnose(cx: &CheckCx<'_>, pool: &Pool, short: &Shortfall<'_>, of: usize) -> Diagnostic {
    let none_fits = short.out.len() == of;
    let names: Vec<String> = short.out.iter().map(|(machine, has)| format!("{} ({has})", machine.id)).collect();
    let message = if none_fits {
        format!("pool `{}` can never have a node: its limit of {} is below {}", pool.name, short.limit, words::list(&names))
    } else {
        format!("pool `{}` never takes {}: its limit is {}", pool.name, words::list(&names), short.limit)
    };
    let write = |value: &str| if short.field == "memory" { format!("`memory=\"{value}\"`") } else { format!("`{}={value}`", short.field) };
    let enough = if none_fits { write(&short.least) } else { write(&short.most) };
    let at = cx.field_of(pool.decl, "limit", short.field).or_else(|| cx.field(pool.decl, "limit"));
    let diagnostic = Diagnostic::new(&RULE, message)
        .severity(if none_fits { Severity::Error } else { Severity::Warning })
        .label_opt(at, format!("{} for all nodes together", short.limit))
        .label_opt(cx.field(pool.decl, "machine"), format!("{} of {of} don't go into it", short.out.len()))
        .subject(pool.address.clone());
    let diagnostic = diagnostic.help(format!("let one node go into the limit: {enough} at least"));
    if none_fits { diagnostic } else { diagnostic.help(format!("or take {} out of `machine`", dead(short))) }
}

fn dead(short: &Shortfall<'_>) -> String {
    let names: Vec<String> = short.out.iter().map(|(machine, _)| format!("`{}`", machine.id)).collect();
    words::list(&names)
}
