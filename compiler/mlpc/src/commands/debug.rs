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
    /// The time that each stage takes, and the memory at its end.
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

/// Every stage once, the clocks read between them.
fn timings(context: &Context) -> Result<String, Failure> {
    let mut clock = Clock::new();
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
    for lap in &clock.laps {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let _ = writeln!(text, "{:<18} {:>10.3} ms {:>10.3} ms CPU {:>8.1} MB", lap.what, ms(lap.wall), ms(lap.cpu), lap.peak);
    }
    let resources = compile.graph.get().len();
    let _ = writeln!(text, "{decls} declarations, {resources} resources, {files} files, {} actions", planned.draft.plan.actions.len());
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
    wall: Instant,
    cpu: Duration,
    laps: Vec<Lap>,
}

/// What a stage took.
#[derive(Debug)]
struct Lap {
    what: &'static str,
    wall: Duration,
    /// Processor time of all threads; zero where the system doesn't tell.
    cpu: Duration,
    /// The most memory in MB that the process held until the stage's end; zero where the system doesn't tell.
    peak: f64,
}

impl Clock {
    fn new() -> Self {
        Self { wall: Instant::now(), cpu: processor_time(), laps: Vec::new() }
    }

    fn lap(&mut self, what: &'static str) {
        let (wall, cpu) = (Instant::now(), processor_time());
        self.laps.push(Lap { what, wall: wall.duration_since(self.wall), cpu: cpu.saturating_sub(self.cpu), peak: peak_memory() });
        // Reading the clocks belongs to no stage.
        (self.wall, self.cpu) = (Instant::now(), processor_time());
    }
}

/// What Linux says that the threads of this process have run.
fn processor_time() -> Duration {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let nanoseconds = |task: std::fs::DirEntry| -> Option<u64> {
        std::fs::read_to_string(task.path().join("schedstat")).ok()?.split_whitespace().next()?.parse().ok()
    };
    Duration::from_nanos(tasks.flatten().filter_map(nanoseconds).sum())
}

/// What Linux says about the most memory that this process held, in MB.
fn peak_memory() -> f64 {
    let kilobytes = |status: &str| -> Option<f64> {
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
    };
    std::fs::read_to_string("/proc/self/status").ok().and_then(|status| kilobytes(&status)).unwrap_or(0.0) / 1024.0
}
