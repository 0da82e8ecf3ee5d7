//! MLP0410: a reservation or block that doesn't hold what the pool wants, and spot for what may not be interrupted.

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, CapacityType, Platform, Pool, WorkloadRef};
use mlpc_units::{Date, Rational};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0410",
    name: "capacity-unfit",
    severity: Severity::Error,
    title: "capacity that doesn't hold what the pool or its work wants",
    since: "0.1",
    explain: include_str!("capacity_unfit.md"),
};

/// The longest capacity block of AWS, and how far ahead its start may lie, in days (GPU-12).
const LONGEST_BLOCK: i64 = 182;
/// How many days ahead a block may start.
const BLOCK_AHEAD: i64 = 56;

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let today = Date::parse(cx.today).ok();
    for pool in &platform.pools {
        for diagnostic in of_pool(cx, pool, today) {
            out.push(diagnostic.subject(pool.address.clone()));
        }
        for workload in platform.workloads_on(pool.decl) {
            let found = ends_before(cx, pool, workload, today).or_else(|| interrupted(cx, pool, workload));
            if let Some(diagnostic) = found {
                out.push(diagnostic.subject(workload.address().clone()).subject(pool.address.clone()));
            }
        }
    }
}

/// The type of capacity that is bought ahead, if any.
fn held(pool: &Pool) -> Option<At<CapacityType>> {
    let ahead = |it: &&At<CapacityType>| matches!(it.value, CapacityType::Reservation | CapacityType::Block);
    pool.capacity.types.iter().find(ahead).copied()
}

fn noun(held: CapacityType) -> &'static str {
    if held == CapacityType::Block { "block" } else { "reservation" }
}

fn of_pool(cx: &CheckCx<'_>, pool: &Pool, today: Option<Date>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(mixed(cx, pool));
    let Some(held) = held(pool) else { return found };
    let noun = noun(held.value);
    let size = pool.capacity.nodes.zip(pool.nodes.at_most()).filter(|(has, most)| has.value < most.value);
    if let Some((has, most)) = size {
        let message = format!("`{}` can grow to {} nodes; its {noun} holds {}", pool.name, most.value, has.value);
        found.push(
            Diagnostic::new(&RULE, message)
                .label_opt(cx.span(has.origin), format!("{} nodes", has.value))
                .label_opt(cx.span(most.origin), format!("{} nodes at most", most.value))
                .help(format!(
                    "write `{}`, and a pool of another capacity for what is above",
                    words::nodes(&pool.nodes, pool.nodes.at_least().map_or(0, |at| at.value.min(has.value)), has.value)
                )),
        );
    }
    if let [first, second, ..] = pool.zones.as_slice() {
        found.push(
            Diagnostic::new(
                &RULE,
                format!("the {noun} of `{}` lies in one zone; the pool is written to have {}", pool.name, pool.zones.len()),
            )
            .label_opt(cx.span(second.origin), "another zone")
            .label_opt(cx.span(held.origin), "of one zone")
            .help(format!("write the zone it was bought in alone: `zones \"{}\"`", first.value)),
        );
    }
    if let Some((until, today)) = pool.capacity.until.zip(today) {
        found.extend(over(cx, pool, held.value, until, today));
    }
    found
}

fn over(cx: &CheckCx<'_>, pool: &Pool, held: CapacityType, until: At<Date>, today: Date) -> Option<Diagnostic> {
    let left = today.days_until(until.value);
    let (message, label, help) = if left < 0 {
        let message = format!("the {} of `{}` is over since {}", noun(held), pool.name, until.value);
        (message, format!("{} days ago", -left), "write the new one's id, or take another capacity")
    } else if held == CapacityType::Block && left > LONGEST_BLOCK + BLOCK_AHEAD {
        let message =
            format!("a block can't last until {}: it has {LONGEST_BLOCK} days at most, and starts within {BLOCK_AHEAD}", until.value);
        (message, format!("{left} days from today"), "write the block's last day")
    } else {
        return None;
    };
    Some(Diagnostic::new(&RULE, message).label_opt(cx.span(until.origin), label).help(help))
}

/// Capacities that no pool can have together.
fn mixed(cx: &CheckCx<'_>, pool: &Pool) -> Option<Diagnostic> {
    let types = pool.capacity.types.as_slice();
    let [first, second, ..] = types else { return None };
    let plain = types.iter().all(|it| matches!(it.value, CapacityType::OnDemand | CapacityType::Spot));
    if plain {
        return None;
    }
    Some(
        Diagnostic::new(&RULE, format!("`{}` is bought as {} and as {}: one excludes the other", pool.name, first.value, second.value))
            .label_opt(cx.span(second.origin), "a second way")
            .label_opt(cx.span(first.origin), "one way")
            .help("write a pool for each"),
    )
}

/// A job that can't end before its capacity does, even if it starts today.
fn ends_before(cx: &CheckCx<'_>, pool: &Pool, workload: WorkloadRef<'_>, today: Option<Date>) -> Option<Diagnostic> {
    let held = held(pool)?;
    let until = pool.capacity.until?;
    let left = today?.days_until(until.value);
    let WorkloadRef::Training(training) = workload else { return None };
    let longest = training.max_duration.filter(|it| left >= 0 && it.value.days() > Rational::integer(left.saturating_add(1)))?;
    Some(
        Diagnostic::new(
            &RULE,
            format!("`{}` may run {}; the {} ends in {left} days", workload.name(), words::days(longest.value), noun(held.value)),
        )
        .label_opt(cx.span(longest.origin), "longer than what is left")
        .label_opt(cx.span(until.origin), format!("its last day, {left} days from today"))
        .help(if left == 0 {
            "run it elsewhere".to_owned()
        } else {
            format!("write `max-duration \"{left}d\"`, or run it elsewhere")
        }),
    )
}

/// Work that an interruption hurts, on spot alone.
fn interrupted(cx: &CheckCx<'_>, pool: &Pool, workload: WorkloadRef<'_>) -> Option<Diagnostic> {
    let [spot] = pool.capacity.types.as_slice() else { return None };
    if spot.value != CapacityType::Spot {
        return None;
    }
    // A service whose availability spot can't hold is MLP0503.
    let WorkloadRef::Training(training) = workload else { return None };
    if training.preemptible.value {
        return None;
    }
    let gang = training.gang.at_least()?;
    let message = format!("`{}` isn't preemptible, and its pool is spot: the cloud takes nodes back within minutes", training.name);
    let diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(cx.span(gang.origin), format!("{} GPUs stop with one node", gang.value))
        .label_opt(cx.span(spot.origin), "can be taken back at any time");
    Some(match &training.checkpoints {
        Some(_) => diagnostic.help("write `preemptible #true`: it goes on from its last checkpoint"),
        None => diagnostic.help("write `preemptible #true` and `checkpoints`, or a pool on demand"),
    })
}
