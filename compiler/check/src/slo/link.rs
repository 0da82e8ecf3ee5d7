//! What a workload needs, with what is promised of it.

use mlpc_analysis::slo::Promise;
use mlpc_model::Slo;
use mlpc_units::Ratio;

use super::phrases::name;
use crate::CheckCx;

/// A dependency with what is promised of it.
pub(super) struct Link<'a> {
    pub(super) needed: Promise<'a>,
    pub(super) slo: &'a Slo,
    pub(super) name: &'a str,
    /// What the share of requests that need it leaves possible.
    pub(super) ceiling: Ratio,
}

impl<'a> Link<'a> {
    /// `None` of what promises nothing.
    pub(super) fn of(cx: &CheckCx<'a>, needed: Promise<'a>) -> Option<Self> {
        let slo = needed.slo?;
        Some(Self { slo, name: name(cx, slo.of.value), ceiling: needed.leaves(slo.objective.value)?, needed })
    }
}
