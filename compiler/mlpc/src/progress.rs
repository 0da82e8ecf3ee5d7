//! What an apply shows while it runs: a live block on a terminal, a line a resource elsewhere.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use mlpc_engine::Event;
use mlpc_plan::{ActionId, Op, Plan};
use tokio::sync::mpsc::UnboundedReceiver;

/// How many running declarations the live block shows.
const SHOWN: usize = 8;

/// Shows events until the run ends.
pub(crate) async fn show(plan: Plan, mut events: UnboundedReceiver<Event>, quiet: bool) {
    let live = !quiet && std::io::stderr().is_terminal();
    let mut view = View::new(&plan, live);
    while let Some(event) = events.recv().await {
        if !quiet {
            view.event(&plan, event);
        }
    }
    view.end();
}

/// One declaration's part of the run.
struct Group {
    n: usize,
    n_done: usize,
    n_failed: usize,
    started: Option<Instant>,
    bar: Option<ProgressBar>,
}

struct View {
    started: Instant,
    groups: BTreeMap<String, Group>,
    bars: Option<(MultiProgress, ProgressBar)>,
    /// Groups that have a bar now.
    n_shown: usize,
    n_retries: usize,
    n_throttled: usize,
}

impl View {
    fn new(plan: &Plan, live: bool) -> Self {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for action in &plan.actions {
            let group = groups.entry(action.owner().to_owned()).or_insert(Group { n: 0, n_done: 0, n_failed: 0, started: None, bar: None });
            group.n += 1;
        }
        let bars = live.then(|| {
            let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            let overall = all.add(ProgressBar::new(plan.actions.len() as u64));
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} · {elapsed}{msg}") {
                overall.set_style(style.progress_chars("██░"));
            }
            (all, overall)
        });
        Self { started: Instant::now(), groups, bars, n_shown: 0, n_retries: 0, n_throttled: 0 }
    }

    fn event(&mut self, plan: &Plan, event: Event) {
        match event {
            Event::Begun(id) => self.begun(plan, id),
            Event::Waiting(id, what) => self.note(plan, id, &what),
            Event::Retried { action, class, after } => {
                self.n_retries += 1;
                self.note(plan, action, &format!("{}, again in {}", class.word(), seconds(after)));
            }
            Event::Throttled { .. } => self.n_throttled += 1,
            Event::Done(id, took) => self.done(plan, id, took),
            Event::Failed(id, failure) => self.failed(plan, id, &failure.message),
            Event::Cancelled { hard: false } => {
                self.line("finishing what is in flight, then saving; Ctrl-C again leaves at once, still saved");
            }
            Event::Cancelled { hard: true } => self.line("leaving at once; what is in flight is looked up at the next run"),
            Event::Started { .. } | Event::Skipped(_) | Event::Saved { .. } => {}
        }
    }

    fn begun(&mut self, plan: &Plan, id: ActionId) {
        let Some((owner, group)) = group_of(&mut self.groups, plan, id) else { return };
        group.started.get_or_insert_with(Instant::now);
        if let Some((all, _)) = &self.bars
            && group.bar.is_none()
            && self.n_shown < SHOWN
        {
            let bar = all.insert_from_back(1, ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix:28} {pos} of {len}  {wide_msg}") {
                bar.set_style(style);
            }
            bar.set_length(group.n as u64);
            bar.set_position(group.n_done as u64);
            bar.set_prefix(owner);
            bar.enable_steady_tick(Duration::from_millis(120));
            group.bar = Some(bar);
            self.n_shown += 1;
        }
    }

    fn note(&mut self, plan: &Plan, id: ActionId, text: &str) {
        if let Some((_, group)) = group_of(&mut self.groups, plan, id)
            && let Some(bar) = &group.bar
        {
            let address = plan.actions.get(id).map_or("", |action| action.target.as_str());
            bar.set_message(format!("{address}: {text}"));
        }
    }

    fn done(&mut self, plan: &Plan, id: ActionId, took: Duration) {
        let elapsed = seconds(self.started.elapsed());
        let Some((owner, group)) = group_of(&mut self.groups, plan, id) else { return };
        group.n_done += 1;
        let finished = group.n_done + group.n_failed == group.n;
        let mut line = None;
        if self.bars.is_some() {
            if let Some(bar) = &group.bar {
                bar.set_position(group.n_done as u64);
            }
            if finished {
                if let Some(bar) = group.bar.take() {
                    bar.finish_and_clear();
                    self.n_shown -= 1;
                }
                let mark = if group.n_failed == 0 { "✓" } else { "✗" };
                let took = group.started.map_or(took, |started| started.elapsed());
                line = Some(format!("{mark} {owner:28} {} of {}  {}", group.n_done, group.n, seconds(took)));
            }
        } else if let Some(action) = plan.actions.get(id) {
            line = Some(format!("{elapsed:>8}  {} {}  {}", past(action.op), action.target, seconds(took)));
        }
        if let Some(line) = line {
            self.line(&line);
        }
        self.advance();
    }

    fn failed(&mut self, plan: &Plan, id: ActionId, why: &str) {
        let elapsed = seconds(self.started.elapsed());
        if let Some((_, group)) = group_of(&mut self.groups, plan, id) {
            group.n_failed += 1;
            if group.n_done + group.n_failed == group.n
                && let Some(bar) = group.bar.take()
            {
                bar.finish_and_clear();
                self.n_shown -= 1;
            }
        }
        let address = plan.actions.get(id).map_or("", |action| action.target.as_str());
        self.line(&format!("{elapsed:>8}  failed {address}: {why}"));
        self.advance();
    }

    fn advance(&self) {
        if let Some((_, overall)) = &self.bars {
            overall.inc(1);
            let mut text = String::new();
            if self.n_retries > 0 {
                text = format!(" · {}", retries(self.n_retries));
            }
            if self.n_throttled > 0 {
                text.push_str(" after throttling");
            }
            overall.set_message(text);
        }
    }

    fn line(&self, text: &str) {
        match &self.bars {
            // A terminal that went away doesn't stop the run.
            Some((all, _)) => drop(all.println(text)),
            None => drop(writeln!(std::io::stderr(), "{text}")),
        }
    }

    fn end(&mut self) {
        for group in self.groups.values_mut() {
            if let Some(bar) = group.bar.take() {
                bar.finish_and_clear();
            }
        }
        if let Some((_, overall)) = &self.bars {
            overall.finish_and_clear();
        }
    }
}

fn group_of<'a>(groups: &'a mut BTreeMap<String, Group>, plan: &Plan, id: ActionId) -> Option<(String, &'a mut Group)> {
    let owner = plan.actions.get(id)?.owner();
    groups.get_mut(owner).map(|group| (owner.to_owned(), group))
}

const fn past(op: Op) -> &'static str {
    match op {
        Op::Read => "read",
        Op::Create => "created",
        Op::Update => "changed",
        Op::Delete => "destroyed",
        Op::Adopt => "adopted",
        Op::Forget => "forgot",
        Op::Rename => "renamed",
    }
}

/// `1 retry`, `3 retries`.
pub(crate) fn retries(n: usize) -> String {
    format!("{n} {}", if n == 1 { "retry" } else { "retries" })
}

/// `0.3 s`, `41 s`, `9 m 12 s`.
pub(crate) fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    match whole {
        0..10 => format!("{:.1} s", took.as_secs_f64()),
        10..60 => format!("{whole} s"),
        _ => format!("{} m {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let times = [300, 9_940, 41_000, 552_000].map(|millis| seconds(Duration::from_millis(millis)));
        assert_eq!(times, ["0.3 s", "9.9 s", "41 s", "9 m 12 s"]);
    }
}
