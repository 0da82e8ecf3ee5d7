//! Numbers before and after: what pools have reserved, what it costs, which objectives are at risk.

use std::collections::BTreeSet;

use mlpc_diag::{Findings, Severity};
use smol_str::SmolStr;

use super::{PreviewInput, Risk, RiskKind, Side};
use crate::cost::{Known, PoolUse};
use crate::money::usd;

/// One number before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What is counted.
    pub what: String,
    /// On the base; empty where there was none.
    pub before: String,
    /// On the head; empty where there is none.
    pub after: String,
}

/// The rows, pools that change first.
pub(super) fn facts(input: &PreviewInput<'_>, risks: &[Risk]) -> Vec<Fact> {
    let mut facts = pools(input);
    let (before, after) = (input.base.costs, input.head.costs);
    let cost = |side: &Side<'_>| {
        let costs = side.costs;
        let budget = costs.budget.map(|budget| format!(" (budget {})", usd(budget))).unwrap_or_default();
        match costs.known() {
            Known::Nothing => format!("unknown{budget}"),
            known => format!("{}, {}{budget}", known.words(costs.total.expected), known.words(costs.total.max)),
        }
    };
    if before.unpriced() != after.unpriced()
        || before.total != after.total
        || before.budget != after.budget
        || !facts.is_empty()
        || !risks.is_empty()
    {
        facts.push(Fact { what: "expected, maximum cost, USD/month".to_owned(), before: cost(&input.base), after: cost(&input.head) });
    }
    let at_risk = (slos_at_risk(input.base.findings).len(), slos_at_risk(input.head.findings).len());
    if at_risk != (0, 0) || risks.iter().any(|risk| risk.kind != RiskKind::Refused) {
        facts.push(Fact { what: "SLOs at risk".to_owned(), before: at_risk.0.to_string(), after: at_risk.1.to_string() });
    }
    facts
}

fn pools(input: &PreviewInput<'_>) -> Vec<Fact> {
    let (before, after) = (&input.base.costs.pools, &input.head.costs.pools);
    let names: BTreeSet<&SmolStr> = before.iter().chain(after).map(|pool| &pool.declaration).collect();
    let find = |pools: &[PoolUse], name: &SmolStr| pools.iter().find(|pool| pool.declaration == *name).cloned();
    let mut facts = Vec::new();
    for name in names {
        let (old, new) = (find(before, name), find(after, name));
        let Some(pool) = new.as_ref().or(old.as_ref()) else { continue };
        let shown = |pool: &Option<PoolUse>| pool.as_ref().map(PoolUse::shown).unwrap_or_default();
        if shown(&old) != shown(&new) {
            facts.push(Fact { what: format!("{} reserved of pool {}", pool.unit, pool.name), before: shown(&old), after: shown(&new) });
        }
    }
    facts
}

/// The objectives that a standing finding is about.
fn slos_at_risk(findings: &Findings) -> BTreeSet<&SmolStr> {
    let weighty = findings.standing.iter().filter(|it| it.severity >= Severity::Warning);
    weighty.flat_map(|it| &it.subjects).filter(|subject| subject.starts_with("slo.")).collect()
}
