//! Carries out a plan: lock, recovery, consent, the run with its progress, and the report at its end.

use std::fmt::Write as _;
use std::io::IsTerminal as _;

use mlpc_engine::codes;
use mlpc_engine::{Cancel, Events, Reality, Routes, RunOptions, RunReport, Session, WaitForLock, apply, recover};
use mlpc_plan::{Draft, Options, SpecView};
use tokio::sync::mpsc::unbounded_channel;

use crate::compile::SoundCompile;
use crate::context::Context;
use crate::engines::{Attachments, Engines};
use crate::exit::{Exit, Failure};
use crate::planned::{self, Format, View};
use crate::progress::{self, retries, seconds};
use crate::refused;
use crate::request::{Request, consent};
use crate::state::{Place, reality_line};

/// Plans and, with consent, carries it out.
pub(crate) fn run(context: &Context, compile: &SoundCompile, request: &Request) -> Result<Exit, Failure> {
    if !request.auto_approve && !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!("without a terminal nobody can say yes: mlpc {} --auto-approve", request.again())));
    }
    runtime()?.block_on(carry_out(context, compile, request))
}

/// Where engines run.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| refused::system("start threads", &error))
}

async fn carry_out(context: &Context, compile: &SoundCompile, request: &Request) -> Result<Exit, Failure> {
    let place = Place::of_compile(context, compile)?;
    let mut session = Session::open(place.store.clone(), place.expect.clone(), request.command, WaitForLock(request.wait))?;
    if session.info.torn > 0 {
        context.say(&format!(
            "the journal's last {} bytes were cut off by a crash before they counted; they are dropped",
            session.info.torn
        ))?;
    }
    let reality = reality(&session, request)?;
    if let Some(line) = reality_line(&session.info) {
        context.say(&line)?;
    }
    let engines = Engines::of(compile, &place, &session.state.prior, reality, request)?;
    let routes = engines.routes();
    settle(context, &mut session, &routes).await?;
    let planned = match &request.saved {
        Some(file) => {
            let digest = planned::digest(context, compile);
            file.plan.holds(&session.state.prior, Some(&digest)).map_err(|stale| Failure::found(&codes::plan_stale::diagnose(&stale)))?;
            planned::around(compile, Draft::sound(file.plan.clone()), &session.state.prior, true)
        }
        None => {
            let options = Options { destroy: request.destroy, hand_over_clusters: reality == Reality::Real, ..Options::default() };
            planned::make(context, compile, &session.state.prior, &options, None)?
        }
    };
    planned::show(
        context,
        compile,
        &planned,
        View { format: Format::Human, opened: &[], simulated: reality == Reality::Simulated, asked_for: false },
    )?;
    let Some(plan) = planned.draft.applicable() else {
        session.finish()?;
        return Ok(Exit::Findings);
    };
    if !plan.has_work() {
        if !request.destroy {
            context.say(&Failure::found(&codes::nothing_to_do::diagnose(session.state.prior.resources.len())).message)?;
        }
        session.finish()?;
        return Ok(Exit::Done);
    }
    if !plan.is_empty() && !request.auto_approve && !consent(context, request)? {
        session.finish()?;
        context.say("nothing was changed")?;
        return Ok(Exit::Done);
    }
    let cancel = Cancel::default();
    if !engines.agree(context, plan, request.saved.as_ref().map_or(&Attachments::new(), |file| &file.attachments), request, &cancel).await?
    {
        session.finish()?;
        context.say("nothing was changed")?;
        return Ok(Exit::Done);
    }
    let view = if request.destroy { SpecView::default() } else { planned::spec_view(compile) };
    let mut options = RunOptions::new(reality, view);
    options.parallelism = request.parallelism;
    options.timeout = request.timeout;
    let (sender, receiver) = unbounded_channel();
    let shown = tokio::spawn(progress::show(plan.clone(), receiver, context.global.quiet));
    let listener = tokio::spawn(interrupts(cancel.clone()));
    let outcome = apply(session, plan, &routes, &options, Events::to(sender), cancel).await;
    listener.abort();
    // The reporter ends with the events; a panic in it would be ours and is no reason to lose the outcome.
    let _ = shown.await;
    let (report, _) = outcome?;
    context.complain(&ending(&report, context, request))?;
    Ok(match (report.cancelled, report.complete()) {
        (true, false) => Exit::Interrupted,
        (_, false) => Exit::Failures,
        (_, true) => Exit::Done,
    })
}

/// Whether the run is on the simulated cloud; a state is of one kind only.
fn reality(session: &Session, request: &Request) -> Result<Reality, Failure> {
    match (session.info.reality, request.simulate) {
        (Some(Reality::Simulated), _) if request.simulate || request.destroy => Ok(Reality::Simulated),
        (Some(Reality::Simulated), false) if !session.state.is_empty() => Err(mlpc_engine::StateError::Simulated.into()),
        (Some(Reality::Real), true) if !session.state.is_empty() => Err(Failure::refused("the state is real: a simulation on it would mix both".to_owned())
            .help("simulate on a copy: `cp -r . ../rehearsal && rm -r ../rehearsal/.mlpc && mlpc -C ../rehearsal apply --simulate` makes all of it on a simulated cloud")
            .help("`mlpc plan` shows what a real apply would do, without doing it")),
        (_, true) => Ok(Reality::Simulated),
        (_, false) => Ok(Reality::Real),
    }
}

/// Looks up what a crash left open, and says what came of it (MLP1006).
async fn settle(context: &Context, session: &mut Session, routes: &Routes) -> Result<(), Failure> {
    if session.state.in_doubt.is_empty() {
        return Ok(());
    }
    let findings = recover(session, routes).await?;
    match codes::in_doubt::diagnose(&findings) {
        Some(found) => context.complain(&Failure::found(&found).message),
        None => Ok(()),
    }
}

/// Turns each Ctrl-C into a request to stop: once gently, twice at once.
async fn interrupts(cancel: Cancel) {
    while tokio::signal::ctrl_c().await.is_ok() {
        cancel.press();
    }
}

/// The report at the end, as `screens.md` has it.
fn ending(report: &RunReport, context: &Context, request: &Request) -> String {
    let verb = if request.destroy { "destroyed" } else { "applied" };
    let mut text = if report.n_actions == 0 {
        "saved in the state; no resource had to be called for".to_owned()
    } else {
        format!("{verb} {} of {} in {}", report.n_done, report.n_actions, seconds(report.took))
    };
    if !report.failed.is_empty() || !report.skipped.is_empty() {
        let _ = write!(text, "; {} failed, {} not begun, {} in doubt", report.failed.len(), report.skipped.len(), report.in_doubt.len());
    }
    if report.n_retries > 0 {
        let _ = write!(text, " · {}", retries(report.n_retries));
    }
    for failed in &report.failed {
        let found = Failure::found(&codes::call_failed::diagnose(failed)).message.replace('\n', "\n    ");
        let _ = write!(text, "\n  ✗ {}  {}\n    {found}", failed.owner, failed.origin);
        if failed.n_dependents > 0 {
            let _ = write!(text, "\n    {} more wait for it", failed.n_dependents);
        }
    }
    if report.timed_out {
        let _ = write!(text, "\n{}", Failure::found(&codes::deadline::of_run(report)).message);
    }
    if !report.complete() {
        let complete: Vec<_> =
            report.tenants.iter().filter(|(_, it)| it.lacks.is_empty()).filter_map(|(name, _)| name.as_deref()).collect();
        let lacking = report.tenants.iter().filter(|(_, it)| !it.lacks.is_empty());
        let lacking: Vec<_> = lacking
            .map(|(name, it)| {
                format!(
                    "{} lacks {}",
                    name.as_deref().unwrap_or("the platform"),
                    it.lacks.keys().map(smol_str::SmolStr::as_str).collect::<Vec<_>>().join(", ")
                )
            })
            .collect();
        if !complete.is_empty() {
            let _ = write!(text, "\ntenants complete: {}", complete.join(", "));
        }
        if !lacking.is_empty() {
            let _ = write!(text, "\n{}", lacking.join(" · "));
        }
        let _ = write!(text, "\nNext: mlpc{} {} goes on where this ended", context.chosen(), request.again());
    }
    text
}
