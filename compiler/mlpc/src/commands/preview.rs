//! `mlpc preview --base REV --head REV`

use clap::{Args, ValueEnum};
use mlpc_diag::{Findings, Sound};
use mlpc_graph::ResourceGraph;
use mlpc_plan::{Draft, Options, Prior, UnknownTargets};
use mlpc_project::{Compiled, Files, Loaded, PlanRequest, Snapshot, Standard};
use mlpc_report::cost::Costs;
use mlpc_report::plan::{Summaries, summaries};
use mlpc_report::preview::{self as view, PreviewInput, Side};
use mlpc_report::{diagnostics, preview::Preview as View};
use smol_str::SmolStr;

use crate::compile::{Strictness, of_files, show};
use crate::context::Context;
use crate::costs::costs;
use crate::exit::{Exit, Failure};
use crate::input::{DiskFiles, GitFiles};
use crate::post::{self, Host};

/// Says what a change of the spec does, for the people who review it. Needs git, no credentials and no state.
#[derive(Args, Debug)]
pub(crate) struct Preview {
    /// The revision that is changed.
    #[arg(long, value_name = "REV")]
    base: String,
    /// The revision with the change; the files as they are, if not given.
    #[arg(long, value_name = "REV")]
    head: Option<String>,
    /// As what, on stdout.
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
    /// Keeps one comment with the Markdown on the change under review, through `curl`; the host's runners set what that takes.
    #[arg(long, value_enum, value_name = "HOST")]
    post: Option<Host>,
    /// The number of the pull or merge request; that of the runner, if not given.
    #[arg(long, value_name = "N", requires = "post")]
    change: Option<u64>,
}

/// As what.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// A comment that a code host takes.
    Markdown,
    /// A page.
    Html,
    /// Data.
    Json,
    /// The head's findings as SARIF 2.1.0.
    Sarif,
}

/// One revision, compiled in all environments.
struct Revision {
    snapshot: Snapshot,
    standard: Standard,
}

/// One environment of one revision.
struct Compile {
    graph: Sound<ResourceGraph>,
    compiled: Compiled,
    costs: Costs,
}

/// An environment on both sides, planned.
struct Compared {
    base: Compile,
    head: Compile,
    draft: Draft,
    summaries: Summaries,
}

impl Preview {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        let disk = context.files()?;
        let at = |revision: &str| GitFiles::read(disk.root(), disk.only(), revision);
        let base = Revision::of(context, &at(&self.base)?)?;
        let head = match &self.head {
            Some(revision) => Revision::of(context, &at(revision)?)?,
            None => Revision::of(context, &disk)?,
        };
        let sarif = |it: &Revision| {
            diagnostics::sarif(&it.snapshot.findings, &it.snapshot.loaded.sources, &mlpc_check::registry(), env!("CARGO_PKG_VERSION"))
        };
        for (side, revision) in [("head", &head), ("base", &base)] {
            if revision.snapshot.findings.n_errors() > 0 {
                self.broken(context, side, revision, sarif)?;
                let comment = |limit| view::broken(side, &revision.snapshot.findings, &revision.snapshot.loaded.sources, limit);
                self.publish(context, &disk, comment)?;
                return Ok(Exit::Findings);
            }
        }
        if self.format == Format::Sarif {
            context.print(&sarif(&head))?;
            return Ok(Exit::Done);
        }
        let (base_findings, base_loaded, base_standard, base_compiles) = base.split()?;
        let (head_findings, head_loaded, head_standard, head_compiles) = head.split()?;
        let mut compared = Vec::new();
        for (base, head) in pairs(base_compiles, head_compiles)? {
            compared.push(compare(context, (base, &base_loaded, &base_standard), (head, &head_loaded, &head_standard))?);
        }
        let touched: Vec<_> =
            compared.iter().map(|it| mlpc_project::touches(&it.draft.plan, it.head.graph.get(), &it.head.compiled.platform)).collect();
        let previews: Vec<View<'_>> = compared
            .iter()
            .zip(&touched)
            .map(|(it, touched)| {
                view::preview(PreviewInput {
                    environment: it.head.compiled.environment.as_ref(),
                    draft: &it.draft,
                    touched,
                    graph: it.head.graph.get(),
                    summaries: &it.summaries,
                    base: Side { platform: &it.base.compiled.platform, costs: &it.base.costs, findings: &base_findings },
                    head: Side { platform: &it.head.compiled.platform, costs: &it.head.costs, findings: &head_findings },
                })
            })
            .collect();
        context.print(&match self.format {
            Format::Markdown | Format::Sarif => view::markdown(&previews, view::LIMIT),
            Format::Html => view::html(&previews),
            Format::Json => view::json(&previews),
        })?;
        self.publish(context, &disk, |limit| view::markdown(&previews, limit))?;
        let refused = compared.iter().any(|it| it.draft.applicable().is_none());
        Ok(if refused { Exit::Findings } else { Exit::Done })
    }

    /// Keeps the comment on the change, where that is asked for.
    fn publish(&self, context: &Context, files: &DiskFiles, comment: impl Fn(usize) -> String) -> Result<(), Failure> {
        let Some(host) = self.post else { return Ok(()) };
        let marker = post::marker(&files.dir_name());
        let text = comment(view::LIMIT.saturating_sub(marker.chars().count()));
        context.say(post::post(host, self.change, &marker, &text)?)
    }

    /// A side with errors gives its findings.
    fn broken(&self, context: &Context, side: &str, revision: &Revision, sarif: impl Fn(&Revision) -> String) -> Result<(), Failure> {
        let (findings, sources) = (&revision.snapshot.findings, &revision.snapshot.loaded.sources);
        match self.format {
            Format::Markdown => context.print(&view::broken(side, findings, sources, view::LIMIT)),
            Format::Html => show(context, findings, sources),
            Format::Json => context.print(&diagnostics::json(findings, sources)),
            Format::Sarif => context.print(&sarif(revision)),
        }
    }
}

impl Revision {
    fn of(context: &Context, files: &dyn Files) -> Result<Self, Failure> {
        let (snapshot, standard) = of_files(context, files, Strictness::All)?;
        Ok(Self { snapshot, standard })
    }

    /// Its environments, each sound.
    fn split(self) -> Result<(Findings, Loaded, Standard, Vec<Compile>), Failure> {
        let Snapshot { loaded, compiled, findings } = self.snapshot;
        let mut compiles = Vec::new();
        for mut compiled in compiled {
            let graph = std::mem::replace(&mut compiled.graph, ResourceGraph::empty());
            let graph = findings.certify(graph).ok_or_else(|| Failure::bug("findings without errors don't certify"))?;
            let costs = costs(&compiled, &self.standard);
            compiles.push(Compile { graph, compiled, costs });
        }
        Ok((findings, loaded, self.standard, compiles))
    }
}

/// Environments that both sides have, by name. One that only a side has can't be compared.
fn pairs(base: Vec<Compile>, head: Vec<Compile>) -> Result<Vec<(Compile, Compile)>, Failure> {
    let mut base: Vec<Option<Compile>> = base.into_iter().map(Some).collect();
    let mut pairs = Vec::new();
    let mut alone: Vec<SmolStr> = Vec::new();
    for head in head {
        let same = base.iter_mut().find(|it| it.as_ref().is_some_and(|base| base.compiled.environment == head.compiled.environment));
        match same.and_then(Option::take) {
            Some(base) => pairs.push((base, head)),
            None => alone.push(head.compiled.environment.clone().unwrap_or_default()),
        }
    }
    if pairs.is_empty() {
        let names = alone.join(", ");
        return Err(Failure::refused(format!("the base has no environment that the head has ({names}): they can't be compared")));
    }
    Ok(pairs)
}

type OneSide<'a> = (Compile, &'a Loaded, &'a Standard);

fn compare(
    context: &Context,
    (base, base_loaded, base_standard): OneSide<'_>,
    (head, loaded, standard): OneSide<'_>,
) -> Result<Compared, Failure> {
    let spec = mlpc_project::spec_view(&base.compiled, base_standard, &base_loaded.sources);
    let prior = Prior::from_graph(base.graph.get(), &base.compiled.origins, &base_loaded.sources, spec);
    let digest = mlpc_project::spec_digest(loaded, head.compiled.environment.as_deref(), &context.set());
    let removed = head.compiled.platform.removed.iter().map(|it| it.removed.value.clone()).collect();
    let options = Options { removed, ..Options::default() };
    let request =
        PlanRequest { graph: &head.graph, prior: &prior, compiled: &head.compiled, loaded, standard, digest: &digest, reality: None };
    let draft = mlpc_project::plan(&request, &options)
        .map_err(|UnknownTargets(names)| Failure::bug(format!("targets nobody asked for: {}", names.join(", "))))?;
    let summaries = summaries(&head.compiled.platform);
    Ok(Compared { base, head, draft, summaries })
}
