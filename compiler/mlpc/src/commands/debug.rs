//! `mlpc debug STAGE`, hidden: what a stage makes of a platform, and what each costs.

use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use mlpc_plan::{Options as PlanOptions, Prior};
use mlpc_project::{Cache, Choice, Options, Snapshot, Stage, Standard, load, watched};

use crate::compile::{Strictness, sound_of, whole};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::planned;

/// Shows what a stage makes of the platform.
#[derive(Args, Debug)]
pub(crate) struct Debug {
    /// Which stage.
    #[arg(value_enum)]
    stage: Shown,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    /// The heads of all nodes, with their ranges.
    Parse,
    /// The fields of every declaration, as plans compare them.
    Platform,
    /// The resources and what they need.
    Graph,
    /// The time that each stage takes, and the memory in the end.
    Timings,
}

impl Debug {
    /// Runs it.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Failure> {
        match self.stage {
            Shown::Parse => context.print(&parse(context)?)?,
            Shown::Platform => {
                let (snapshot, standard) = whole(context, Strictness::Environment)?;
                context.print(&platform(&snapshot, &standard))?;
            }
            Shown::Graph => {
                let (snapshot, _) = whole(context, Strictness::Environment)?;
                context.print(&graph(&snapshot))?;
            }
            Shown::Timings => context.print(&timings(context)?)?,
        }
        Ok(Exit::Done)
    }
}

fn parse(context: &Context) -> Result<String, Failure> {
    let loaded = load(&context.files()?, &mut Cache::default())?;
    let mut text = String::new();
    for ((_, file), parse) in loaded.sources.files.iter_enumerated().zip(loaded.parses.iter()) {
        let _ = writeln!(text, "{}", file.path);
        // Depth first, without recursion: blocks may nest as deep as the limits allow.
        let mut open: Vec<_> = parse.tree.roots().collect();
        open.reverse();
        while let Some(node) = open.pop() {
            let _ = writeln!(text, "{:?} {}", node.range(), node.name());
            let mut children: Vec<_> = node.children().collect();
            children.reverse();
            open.extend(children);
        }
    }
    Ok(text)
}

fn platform(snapshot: &Snapshot, standard: &Standard) -> String {
    let mut text = String::new();
    for compiled in &snapshot.compiled {
        for (declaration, fields) in compiled.platform.spec_view(&standard.kinds, &compiled.origins) {
            let _ = writeln!(text, "{declaration}");
            for field in fields {
                let _ = writeln!(text, "    {} {}", field.field, field.text);
            }
        }
    }
    text
}

fn graph(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    for compiled in &snapshot.compiled {
        for (id, resource) in compiled.graph.in_order() {
            let _ = writeln!(text, "{}", resource.address);
            for needed in compiled.graph.needs(id).iter().filter_map(|id| compiled.graph.resources().get(*id)) {
                let _ = writeln!(text, "    needs {}", needed.address);
            }
        }
    }
    text
}

/// Every stage once, the clock read between them.
fn timings(context: &Context) -> Result<String, Failure> {
    let mut clock = Clock { last: Instant::now(), laps: Vec::new() };
    let files = context.files()?;
    let loaded = load(&files, &mut Cache::default())?;
    clock.lap("read and parse");
    let standard = Standard::of(&loaded).map_err(|errors| Failure::refused(errors.join("\n")))?;
    clock.lap("standard library");
    let choice = Choice::One(context.env.as_deref().map(Into::into));
    let options = Options { choice, set: context.set(), today: context.today.as_str().into() };
    let shared = Mutex::new(&mut clock);
    let snapshot = watched(loaded, &files, &standard, &options, &|stage| {
        if let Ok(mut clock) = shared.lock() {
            clock.lap(name(stage));
        }
    });
    let decls = snapshot.first().map_or(0, |it| it.platform.decls.len());
    let Some(compile) = sound_of(context, snapshot, standard)? else { return Err(Failure::refused("the platform has errors".to_owned())) };
    clock.lap("certify");
    let tree = mlpc_project::emit(&compile.graph.as_ref(), &compile.compiled, &compile.loaded, env!("CARGO_PKG_VERSION"));
    clock.lap("emit");
    let planned = planned::make(context, &compile, &Prior::default(), &PlanOptions::default(), None)?;
    clock.lap("plan from nothing");
    let files = tree.map_or(0, |tree| tree.files.len());
    let mut text = String::new();
    for (what, time) in &clock.laps {
        let _ = writeln!(text, "{what:<18} {:>10.3} ms", time.as_secs_f64() * 1000.0);
    }
    let resources = compile.graph.get().len();
    let _ = writeln!(text, "{decls} declarations, {resources} resources, {files} files, {} actions", planned.plan.actions.len());
    if let Some(peak) = peak_memory() {
        let _ = writeln!(text, "{peak}");
    }
    Ok(text)
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Platform => "platform",
        Stage::PlatformRules => "platform rules",
        Stage::Lower => "lower",
        Stage::Settle => "settle",
    }
}

/// A stopwatch.
#[derive(Debug)]
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn lap(&mut self, what: &'static str) {
        let now = Instant::now();
        self.laps.push((what, now.duration_since(self.last)));
        self.last = now;
    }
}

/// What Linux says about the most memory that this process held.
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find(|line| line.starts_with("VmHWM"))?.split_whitespace().collect::<Vec<_>>().join(" "))
}
