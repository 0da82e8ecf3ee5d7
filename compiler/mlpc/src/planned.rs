//! Plans for the command line: made from a compile and a state, shown in a format with what stands in their way.

use std::collections::BTreeMap;

use clap::ValueEnum;
use mlpc_analysis::cost::Spread;
use mlpc_engine::codes;
use mlpc_graph::Address;
use mlpc_plan::{Draft, Drift, MonthlyCost, Options, Prior, SpecDigest, SpecView, Touch, UnknownTargets};
use mlpc_project::PlanRequest;
use mlpc_report::cost::Costs;
use mlpc_report::diagnostics;
use mlpc_report::money::CostChange;
use mlpc_report::plan::{self, PlanInput, Summaries};
use smol_str::SmolStr;

use crate::compile::SoundCompile;
use crate::context::Context;
use crate::costs::costs;
use crate::exit::Failure;

/// A plan and what it touches.
#[derive(Debug)]
pub(crate) struct Planned {
    /// The plan, with what stands in its way.
    pub(crate) draft: Draft,
    /// How each tenant is touched.
    pub(crate) touched: BTreeMap<SmolStr, Touch>,
    /// What it costs; nothing for a part of the platform or its end.
    pub(crate) cost: Option<CostChange>,
    /// What its declarations amount to.
    pub(crate) summaries: Summaries,
}

/// What a refresh found.
pub(crate) type Reality = BTreeMap<Address, Drift>;

/// How a plan is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One JSON document.
    Json,
    /// For a review.
    Markdown,
    /// A page for a review.
    Html,
}

/// Plans from `prior` to what was compiled.
pub(crate) fn make(
    context: &Context,
    compile: &SoundCompile,
    prior: &Prior,
    options: &Options,
    reality: Option<&Reality>,
) -> Result<Planned, Failure> {
    let digest = digest(context, compile);
    let request = PlanRequest {
        graph: &compile.graph,
        prior,
        compiled: &compile.compiled,
        loaded: &compile.loaded,
        standard: &compile.standard,
        digest: &digest,
        reality,
    };
    let mut options = options.clone();
    options.removed.extend(compile.compiled.platform.removed.iter().map(|it| it.removed.value.clone()));
    let draft = mlpc_project::plan(&request, &options).map_err(unknown)?;
    let whole = options.targets.is_empty() && !draft.plan.is_empty();
    let mut planned = around(compile, draft, prior, whole && !options.destroy);
    if whole && options.destroy {
        planned.cost = CostChange::to_nothing(&remembered(prior));
    }
    Ok(planned)
}

/// The digest of the spec as the command line has it.
pub(crate) fn digest(context: &Context, compile: &SoundCompile) -> SpecDigest {
    mlpc_project::spec_digest(&compile.loaded, compile.compiled.environment.as_deref(), &context.set())
}

/// A plan with what is shown around it; `whole` if it is about everything, so that costs can be told.
pub(crate) fn around(compile: &SoundCompile, draft: Draft, prior: &Prior, whole: bool) -> Planned {
    let touched = mlpc_project::touches(&draft.plan, compile.graph.get(), &compile.compiled.platform);
    let cost = whole.then(|| {
        let costs = costs(&compile.compiled, &compile.standard);
        match remembered(prior) {
            _ if prior.resources.is_empty() => Costs::change(None, &costs),
            before if before.is_empty() => costs.now(),
            before => costs.since(&before),
        }
    });
    let summaries = plan::summaries(&compile.compiled.platform);
    Planned { draft, touched, cost, summaries }
}

/// What the declarations of a state cost when they were applied.
fn remembered(prior: &Prior) -> BTreeMap<SmolStr, Spread> {
    let spread = |it: &MonthlyCost| Spread { min: it.min, expected: it.expected, max: it.max };
    prior.spec.costs.iter().map(|(declaration, it)| (declaration.clone(), spread(it))).collect()
}

/// The spec of a compile as its state remembers it: fields and costs.
pub(crate) fn spec_view(compile: &SoundCompile) -> SpecView {
    let costs = costs(&compile.compiled, &compile.standard).by_declaration();
    let monthly = |it: Spread| MonthlyCost { min: it.min, expected: it.expected, max: it.max };
    SpecView {
        costs: costs.into_iter().map(|(declaration, it)| (declaration, monthly(it))).collect(),
        ..mlpc_project::spec_view(&compile.compiled, &compile.standard, &compile.loaded.sources)
    }
}

/// The plan with its cost beside that of the other side, where that is known.
pub(crate) fn compared(mut planned: Planned, compile: &SoundCompile, before: Option<&Costs>) -> Planned {
    if let (Some(before), true) = (before, planned.cost.is_some()) {
        planned.cost = Some(Costs::change(Some(before), &costs(&compile.compiled, &compile.standard)));
    }
    planned
}

/// Targets that name nothing, in words.
fn unknown(UnknownTargets(names): UnknownTargets) -> Failure {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    Failure::usage(format!("nothing in the spec or the state has the address {}", names.join(", ")))
}

/// How a plan is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// As what.
    pub(crate) format: Format,
    /// The resources and declarations asked for: they are shown whole.
    pub(crate) opened: &'a [SmolStr],
    /// Whether it is about a simulated state.
    pub(crate) simulated: bool,
    /// Whether it is what was asked for, and goes to stdout; else it is shown for people before it is carried out, on stderr.
    pub(crate) asked_for: bool,
}

/// Writes a plan. What stands in its way follows it, on stderr.
pub(crate) fn show(context: &Context, compile: &SoundCompile, planned: &Planned, view: View<'_>) -> Result<(), Failure> {
    let verbose = context.global.verbose || !view.opened.is_empty();
    let Planned { draft, touched, cost, summaries } = planned;
    let obstacles = codes::obstacles(draft, view.simulated);
    let input = PlanInput { plan: &draft.plan, obstacles: &obstacles, touched, cost: cost.as_ref(), summaries, verbose };
    match view.format {
        Format::Human if view.asked_for => context.print(&plan::human(input, context.stdout_style()))?,
        Format::Human => context.say(plan::human(input, context.stderr_style()).trim_end())?,
        Format::Json => context.print(&plan::json(input))?,
        Format::Markdown => context.print(&plan::markdown(input))?,
        Format::Html => context.print(&plan::html(input))?,
    }
    let told: Vec<_> = obstacles.iter().map(|it| diagnostics::finding(it, &compile.loaded.sources, context.stderr_style())).collect();
    // A blank line parts them from the plan above.
    let gap = if context.global.quiet { "" } else { "\n" };
    if told.is_empty() { Ok(()) } else { context.complain(&format!("{gap}{}", told.join("\n"))) }
}
