//! MLP0301: the guaranteed quotas on a pool exceed what its maximum nodes give.

use std::collections::BTreeMap;

use mlpc_analysis::cost::pool_cost;
use mlpc_analysis::pool::{Amount, Reservation, Reserved, amounts, reservations};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Pool};
use mlpc_source::Span;
use mlpc_units::{MONTH_HOURS, Quantity, Ratio, Rational};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0301",
    name: "quota-exceeds-pool",
    severity: Severity::Error,
    title: "guaranteed quotas exceed what the pool gives",
    since: "0.1",
    explain: include_str!("quota_exceeds_pool.md"),
};

/// How many tenants beside the largest are labelled.
const MOST_LABELS: usize = 4;

/// A pool with more reserved than it gives.
struct Excess<'a> {
    pool: &'a Pool,
    amount: &'a Amount,
    /// The largest first.
    shares: Vec<Reservation<'a>>,
    reserved: Quantity,
    /// What may be reserved, overcommitment counted.
    allowed: Quantity,
    /// The same if all nodes are of the largest machine.
    allowed_at_most: Quantity,
    nodes: i64,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for pool in &platform.pools {
        for amount in amounts(platform, cx.catalog, pool) {
            let mut shares: Vec<Reservation<'_>> = reservations(platform, pool.decl, &amount.resource).collect();
            let sum =
                shares.iter().try_fold(Quantity { value: Rational::ZERO, ..amount.capacity }, |sum, it| sum.checked_add(it.amount.value));
            let allowed = amount.capacity.checked_mul(pool.overcommit.fraction());
            let at_most = amount.at_most.checked_mul(pool.overcommit.fraction());
            let (Some(reserved), Some(allowed), Some(allowed_at_most)) = (sum, allowed, at_most) else { continue };
            if reserved > allowed {
                shares.sort_by_key(|it| std::cmp::Reverse(it.amount.value));
                let nodes = amount.nodes;
                out.push(diagnose(cx, &Excess { pool, amount: &amount, shares, reserved, allowed, allowed_at_most, nodes }));
            }
        }
    }
}

fn diagnose(cx: &CheckCx<'_>, excess: &Excess<'_>) -> Diagnostic {
    let Excess { pool, amount, shares, reserved, allowed, allowed_at_most, nodes } = excess;
    let (noun, unit) = nouns(&amount.resource);
    let sum = words::quantity(*reserved);
    let over = if pool.overcommit.value == Ratio::ONE {
        String::new()
    } else {
        format!(", or {}{unit} with its overcommit of {}", words::quantity(*allowed), words::percent(pool.overcommit.value))
    };
    let message = format!(
        "tenants reserve {sum}{unit} {noun} of pool `{}`, which gives at most {nodes} node{} × {} = {}{unit}{over}",
        pool.name,
        if *nodes == 1 { "" } else { "s" },
        words::quantity(amount.per_node),
        words::quantity(amount.capacity),
    );
    let may_fit = reserved <= allowed_at_most;
    let severity = if amount.estimated || may_fit { Severity::Warning } else { Severity::Error };
    let mut diagnostic = Diagnostic::new(&RULE, message).severity(severity);
    let places = places(cx, shares);
    for (at, place) in places.iter().take(MOST_LABELS + 1).enumerate() {
        let by = if place.n_tenants > 1 { format!(" by {} tenants", place.n_tenants) } else { String::new() };
        let together = if at == 1 { format!(": together {sum}") } else { String::new() };
        let text = format!("{}{unit} reserved here{by}{together}", words::quantity(place.amount));
        diagnostic = diagnostic.label_opt(place.span, text);
    }
    // Fewer than `nodes` says are all that `limit` leaves room for.
    let bound = pool.nodes.at_most().filter(|at| at.value == *nodes);
    let at_most = bound.map_or_else(|| cx.field(pool.decl, "limit"), |at| cx.span(at.origin));
    diagnostic = diagnostic.label_opt(at_most, format!("{nodes} node{} at most; {}", if *nodes == 1 { "" } else { "s" }, has(cx, excess)));
    if places.len() > MOST_LABELS + 1 {
        diagnostic = diagnostic.note(format!("{} tenants reserve shares of it; the largest are shown", shares.len()));
    }
    if amount.estimated {
        diagnostic = diagnostic.note("what these nodes keep for themselves is an estimate");
    }
    if may_fit {
        let most = words::quantity(*allowed_at_most);
        diagnostic =
            diagnostic.note(format!("that is with the smallest machine that the pool may take; with the largest it gives {most}{unit}"));
    }
    diagnostic = diagnostic.subject(pool.address.clone());
    for share in shares {
        diagnostic = diagnostic.subject(share.tenant.address.clone());
    }
    helps(cx, excess, diagnostic)
}

/// A place in the text that reserves; with a `for` or `define` around it, for several tenants.
struct Place {
    span: Option<Span>,
    amount: Quantity,
    n_tenants: usize,
}

/// The reservations by the place that says them, in the order in which places first appear.
fn places(cx: &CheckCx<'_>, shares: &[Reservation<'_>]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut seen: BTreeMap<Span, usize> = BTreeMap::new();
    for share in shares {
        let span = cx.span(share.amount.origin);
        let known = span.and_then(|span| seen.get(&span).copied()).and_then(|at| places.get_mut(at));
        match known {
            Some(place) => {
                place.amount = place.amount.checked_add(share.amount.value).unwrap_or(place.amount);
                place.n_tenants += 1;
            }
            None => {
                seen.extend(span.map(|span| (span, places.len())));
                places.push(Place { span, amount: share.amount.value, n_tenants: 1 });
            }
        }
    }
    places
}

/// What one node has: `a p5.48xlarge has 8 H100`.
fn has(cx: &CheckCx<'_>, excess: &Excess<'_>) -> String {
    let Excess { pool, amount, .. } = excess;
    let node = amount.machine.as_ref().map_or("a node".to_owned(), |machine| words::with_article(machine));
    let n = words::quantity(amount.per_node);
    match &amount.resource {
        Reserved::Gpus => format!("{node} has {n} {}", accelerator(cx, pool).unwrap_or_else(|| "GPUs".to_owned())),
        Reserved::Slices(profile) if amount.per_node.value.is_zero() => format!("no GPU of {node} is cut into {profile}"),
        Reserved::Slices(profile) => format!("{node} is cut into {n} slices {profile}"),
        Reserved::Cpu => format!("{node} has {n} CPUs left for pods"),
        Reserved::Memory => format!("{node} has {n} GiB left for pods"),
    }
}

/// The short name that people use: `H100`.
fn accelerator(cx: &CheckCx<'_>, pool: &Pool) -> Option<String> {
    let cloud = cx.platform.target_of(pool.decl)?.cloud.value;
    let machine = cx.catalog.machine(cloud.as_str(), pool.machine.first()?)?;
    let accelerator = cx.catalog.accelerator(machine.accelerator.as_ref()?)?;
    accelerator.name.split(' ').next().map(str::to_owned)
}

fn helps(cx: &CheckCx<'_>, excess: &Excess<'_>, diagnostic: Diagnostic) -> Diagnostic {
    let Excess { pool, amount, reserved, allowed, nodes, .. } = excess;
    let unit = nouns(&amount.resource).1;
    let Some(missing) = reserved.checked_sub(*allowed) else { return diagnostic };
    let per_node = amount.per_node.checked_mul(pool.overcommit.fraction());
    let needed = per_node.and_then(|per_node| reserved.checked_ratio(per_node)).and_then(|nodes| nodes.ceil().to_i64());
    let less = format!("reserve {}{unit} less", words::quantity(missing));
    let by_limit = pool.nodes.at_most().is_some_and(|at| at.value != *nodes);
    let diagnostic = match needed {
        Some(_) if by_limit => diagnostic.help(format!("{less}, or raise the pool's `limit`")),
        Some(needed) if !amount.per_node.value.is_zero() => {
            let min = pool.nodes.at_least().map_or(0, |at| at.value);
            let grow = words::nodes(&pool.nodes, min, needed);
            diagnostic.help(format!("{less}, or let the pool grow: `{grow}`{}", more(cx, pool, needed.saturating_sub(*nodes))))
        }
        _ => match cut_into(pool) {
            Some(profiles) => diagnostic.help(format!("reserve slices that the pool is cut into: {profiles}")),
            None => diagnostic.help(less),
        },
    };
    borrow(excess, missing).map_or(diagnostic.clone(), |text| diagnostic.help(text))
}

/// The profiles of a pool's slices.
fn cut_into(pool: &Pool) -> Option<String> {
    let profiles: Vec<&str> = pool.share.iter().flat_map(|share| share.profiles.iter()).map(|(profile, _)| profile.as_str()).collect();
    (!profiles.is_empty()).then(|| words::list(&profiles))
}

/// What more nodes cost: ` (+40 179.20 USD/month at the maximum)`.
fn more(cx: &CheckCx<'_>, pool: &Pool, nodes: i64) -> String {
    let hourly = pool_cost(cx.platform, cx.catalog, pool).hourly;
    let monthly = hourly.and_then(|(_, high)| high.checked_mul(Rational::integer(MONTH_HOURS))?.checked_mul(Rational::integer(nodes)));
    monthly.map_or_else(String::new, |monthly| format!(" (+{} USD/month at the maximum)", words::cents(monthly)))
}

/// How the largest tenant could borrow instead, where what it keeps is still something.
fn borrow(excess: &Excess<'_>, missing: Quantity) -> Option<String> {
    let largest = excess.shares.first()?;
    // What can be borrowed is what others reserve and leave idle.
    let others = excess.shares.iter().skip(1);
    let lent = others.map(|it| it.amount.value).try_fold(Quantity { value: Rational::ZERO, ..missing }, Quantity::checked_add)?;
    if lent < missing {
        return None;
    }
    let rest = largest.amount.value.checked_sub(missing).filter(|rest| rest.value > Rational::ZERO)?;
    let field = match excess.amount.resource {
        Reserved::Gpus => "gpus",
        Reserved::Cpu => "cpu",
        Reserved::Slices(_) | Reserved::Memory => return None,
    };
    let whole = |quantity: Quantity| quantity.value.is_integer().then(|| quantity.value.to_string());
    let (rest, missing) = (whole(rest)?, whole(missing)?);
    let memory = largest.quota.memory.filter(|_| field == "cpu").map_or_else(String::new, |memory| format!(" memory=\"{}\"", memory.value));
    Some(format!("to share on purpose, reserve less and borrow: `quota \"{}\" {field}={rest}{memory} borrow={missing}`", excess.pool.name))
}

/// What the resource is called, and its unit with a blank in front.
fn nouns(resource: &Reserved) -> (String, &'static str) {
    match resource {
        Reserved::Gpus => ("GPUs".to_owned(), ""),
        Reserved::Slices(profile) => (format!("slices {profile}"), ""),
        Reserved::Cpu => ("CPUs".to_owned(), ""),
        Reserved::Memory => ("of memory".to_owned(), " GiB"),
    }
}
