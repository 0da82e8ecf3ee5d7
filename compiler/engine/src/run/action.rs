//! What the scheduler reads off an action: its note, its call, its deadline, its place in the report.

use std::collections::BTreeMap;
use std::time::Duration;

use mlpc_graph::Map;
use mlpc_plan::{Action, ActionId, Op, Plan, Rewrite};
use smol_str::SmolStr;

use super::scheduler::Status;
use crate::state::Note;
use crate::{Call, Driver, Failed, Failure, TenantReport};

pub(crate) fn former(plan: &Plan) -> std::collections::BTreeSet<ActionId> {
    let halves = plan
        .after
        .iter()
        .filter(|(later, earlier)| plan.actions.get(*later).is_some_and(|it| it.op == Op::Delete && it.partner == Some(*earlier)));
    halves.map(|(later, _)| *later).collect()
}

pub(crate) fn note_of(action: &Action) -> Option<Note> {
    match (action.op, &action.moved_from, &action.to) {
        (Op::Rename, Some(from), Some(to)) => {
            let rewrite = Rewrite {
                charge: to.charge.clone(),
                owner: to.owner.clone(),
                origin: to.origin.clone(),
                protect: to.protect,
                turns_protection: false,
                needs: to.needs.clone(),
                only_origin: false,
            };
            Some(Note::Rename(from.clone(), action.target.clone(), rewrite))
        }
        (Op::Forget, _, _) => Some(Note::Forget(action.target.clone())),
        _ => None,
    }
}

pub(crate) fn call_of(action: &Action, attrs: Map) -> Call {
    let kind = action.kind().cloned().unwrap_or(mlpc_graph::ResourceKind::Managed);
    Call { address: action.target.clone(), kind, place: action.place(), attrs, token: SmolStr::default(), wanted: action.wanted.clone() }
}

/// What the resource says, else what the driver does.
pub(crate) fn deadline(action: &Action, driver: &dyn Driver) -> Duration {
    let said = action.timeouts.iter().find(|(op, _)| op == action.op.word()).and_then(|(_, text)| duration(text));
    said.unwrap_or_else(|| driver.deadline(&action.target, action.op))
}

/// `60m`, `1h30m`, `45s`.
fn duration(text: &str) -> Option<Duration> {
    let mut total = 0_u64;
    let mut number: Option<u64> = None;
    for ch in text.chars() {
        if let Some(digit) = ch.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(digit))?);
        } else {
            let unit = match ch {
                'h' => 3600,
                'm' => 60,
                's' => 1,
                _ => return None,
            };
            total = total.checked_add(number.take()?.checked_mul(unit)?)?;
        }
    }
    (number.is_none() && total > 0).then(|| Duration::from_secs(total))
}

pub(crate) fn failed(id: ActionId, action: &Action, failure: Failure, deadline: bool) -> Failed {
    Failed {
        action: id,
        address: action.target.clone(),
        op: action.op,
        owner: action.owner().into(),
        origin: action.origin().into(),
        failure,
        deadline,
        n_dependents: 0,
    }
}

pub(crate) fn by_tenant(plan: &Plan, status: &[Status]) -> BTreeMap<Option<SmolStr>, TenantReport> {
    let mut tenants: BTreeMap<Option<SmolStr>, TenantReport> = BTreeMap::new();
    for (action, status) in plan.actions.iter().zip(status) {
        let report = tenants.entry(action.charge().tenant).or_default();
        if *status == Status::Done {
            report.n_done += 1;
        } else {
            report.lacks.entry(action.owner().into()).or_default().push(action.target.clone());
        }
    }
    tenants
}
