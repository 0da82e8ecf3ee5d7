//! What a change of the spec does, as the comment on a pull request: risk first, every line with its cause.

mod facts;
mod fit;
mod html;
mod json;
mod markdown;
mod risk;

use std::collections::{BTreeMap, BTreeSet};

use mlpc_diag::Findings;
use mlpc_graph::ResourceGraph;
use mlpc_model::Platform;
use mlpc_plan::{Draft, Touch};
use smol_str::SmolStr;

use crate::cost::Costs;
use crate::money::CostChange;
use crate::plan::{PlanInput, Section, Summaries, sections};

pub use facts::Fact;
pub use html::html;
pub use json::json;
pub use markdown::{LIMIT, broken, markdown};
pub use risk::{Risk, RiskKind};

/// One side of the comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The typed platform.
    pub platform: &'a Platform,
    /// What it costs.
    pub costs: &'a Costs,
    /// What was found in it.
    pub findings: &'a Findings,
}

/// What a preview of one environment is made from.
#[derive(Clone, Copy, Debug)]
pub struct PreviewInput<'a> {
    /// The environment; `None` where none is declared.
    pub environment: Option<&'a SmolStr>,
    /// The plan from base to head, with what an apply would refuse of it.
    pub draft: &'a Draft,
    /// How each tenant is touched.
    pub touched: &'a BTreeMap<SmolStr, Touch>,
    /// The head's resources.
    pub graph: &'a ResourceGraph,
    /// What the head's declarations amount to.
    pub summaries: &'a Summaries,
    /// Before.
    pub base: Side<'a>,
    /// After.
    pub head: Side<'a>,
}

/// What a change does in one environment.
#[derive(Clone, Debug)]
pub struct Preview<'a> {
    /// What it was made from.
    pub input: PreviewInput<'a>,
    /// Cost before and after.
    pub cost: CostChange,
    /// What is lost, goes or restarts, worst first.
    pub risks: Vec<Risk>,
    /// Tenants whose jobs restart.
    pub restarts: BTreeSet<SmolStr>,
    /// Numbers before and after.
    pub facts: Vec<Fact>,
    /// The changes, the platform's first, then by tenant.
    pub sections: Vec<Section<'a>>,
    /// Tenants that nothing touches, with how many resources each has.
    pub untouched: Vec<(SmolStr, usize)>,
    /// Tenants whose shared ground changes, nothing of their own.
    pub affected: Vec<SmolStr>,
    /// Who answers for what changes.
    pub owners: Vec<SmolStr>,
    /// Waivers that the head needs and the base didn't.
    pub waivers: Vec<String>,
}

/// Makes the preview of one environment.
pub fn preview(input: PreviewInput<'_>) -> Preview<'_> {
    let sections = sections(&input.draft.plan);
    let risks = risk::risks(&sections, &input);
    let restarts = risks.iter().flat_map(|risk| risk.jobs_of.iter().cloned()).collect();
    let of = |touch: Touch| input.touched.iter().filter(move |(_, it)| **it == touch).map(|(name, _)| name.clone());
    let n_resources = |tenant: &SmolStr| input.graph.resources().iter().filter(|it| it.charge.tenant.as_ref() == Some(tenant)).count();
    let untouched = of(Touch::Untouched).map(|name| (name.clone(), n_resources(&name))).collect();
    Preview {
        cost: Costs::change(Some(input.base.costs), input.head.costs),
        facts: facts::facts(&input, &risks),
        owners: owners(&sections, &input),
        waivers: waivers(&input),
        affected: of(Touch::Affected).collect(),
        untouched,
        restarts,
        risks,
        sections,
        input,
    }
}

impl Preview<'_> {
    /// Whether neither resources nor costs change.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.input.draft.plan.is_empty() && !self.cost.is_change() && self.input.draft.applicable().is_some()
    }

    pub(crate) fn plan_input(&self) -> PlanInput<'_> {
        let PreviewInput { draft, touched, summaries, .. } = self.input;
        PlanInput { plan: &draft.plan, obstacles: &[], touched, cost: Some(&self.cost), summaries, verbose: true }
    }
}

/// The owners of the platform, where it changes, and of each tenant whose section there is: each once, the platform's first.
fn owners(sections: &[Section<'_>], input: &PreviewInput<'_>) -> Vec<SmolStr> {
    let mut owners = Vec::new();
    for section in sections {
        let of = |platform: &Platform| match &section.tenant {
            None => platform.settings.as_ref().map(|it| it.owner.value.clone()),
            Some(name) => platform.tenants.iter().find(|it| it.name == *name).map(|it| it.owner.value.clone()),
        };
        if let Some(owner) = of(input.head.platform).or_else(|| of(input.base.platform))
            && !owners.contains(&owner)
        {
            owners.push(owner);
        }
    }
    owners
}

fn waivers(input: &PreviewInput<'_>) -> Vec<String> {
    let all = |findings: &Findings| -> BTreeSet<String> {
        let text = findings.waived.iter().map(|it| format!("{} on {} until {}", it.waiver.what, it.waiver.on, it.waiver.until));
        text.collect()
    };
    all(input.head.findings).difference(&all(input.base.findings)).cloned().collect()
}
