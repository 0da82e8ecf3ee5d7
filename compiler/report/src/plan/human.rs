//! The plan on a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use mlpc_plan::{Answer, Change as AttrChange, Plan, Touch, holds_content};
use unicode_width::UnicodeWidthStr as _;

use super::reason::cause;
use super::summary::{interrupted, summary};
use super::{Change, Group, Item, PlanInput, counts_line, n_of, place, sections, short};
use crate::style::{self, Terminal};

/// How many resources of a group, and attributes of a resource, are shown unless opened.
const SHOWN: usize = 6;

/// The whole plan: sections, counts, cost, what can't be undone.
pub fn human(input: PlanInput<'_>, terminal: Terminal) -> String {
    let plan = input.plan;
    let mut text = String::new();
    for section in sections(plan) {
        let title = section.tenant.as_ref().map_or_else(|| "platform".to_owned(), |tenant| format!("tenant {tenant}"));
        let file = common_file(&section.groups);
        let pad = terminal.width.saturating_sub(title.width() + file.width()).max(2);
        let _ = writeln!(text, "{}{:pad$}{}", terminal.paint(style::BOLD, &title), "", terminal.paint(style::DIM, &file));
        let wide = section.groups.iter().map(|group| group.declaration.width()).max().unwrap_or(0).min(44);
        for group in &section.groups {
            group_lines(&mut text, group, input, &file, wide, terminal);
        }
        text.push('\n');
    }
    for rename in &plan.renames {
        let _ = writeln!(
            text,
            "{} and {} look like one thing renamed: `moved from=\"{}\" to=\"{}\"` keeps {} instead of destroying and making them\n",
            rename.from,
            rename.to,
            rename.from,
            rename.to,
            n_of(rename.n_resources, "resource"),
        );
    }
    let _ = writeln!(text, "{} {}", terminal.paint(style::BOLD, "Plan:"), counts_line(plan.counts(), input.touched));
    if !plan.handed_over.is_empty() {
        let _ = writeln!(text, "Handed over: {} in clusters, to be applied by other means", n_of(plan.handed_over.len(), "object"));
    }
    if let Some(cost) = input.cost {
        let _ = writeln!(text, "{} {}", terminal.paint(style::BOLD, "Cost:"), cost.line());
    }
    let lost = irreversible(plan);
    if !lost.is_empty() {
        let _ = writeln!(text, "{} {}", terminal.paint(style::BOLD, "Irreversible:"), lost.join(", "));
    }
    affected(&mut text, input.touched);
    text
}

fn affected(text: &mut String, touched: &BTreeMap<smol_str::SmolStr, Touch>) {
    let names: Vec<_> = touched.iter().filter(|(_, touch)| **touch == Touch::Affected).map(|(name, _)| name.as_str()).collect();
    if !names.is_empty() && names.len() <= 8 {
        let _ = writeln!(text, "Affected through what they share: {}", names.join(", "));
    }
}

/// The contents that a plan loses for good.
pub(crate) fn irreversible(plan: &Plan) -> Vec<String> {
    let mut lost: Vec<String> = Vec::new();
    for action in plan.actions.iter().filter(|action| action.op == mlpc_plan::Op::Delete && holds_content(action.target.kind())) {
        let content = format!("the content of {}", action.owner());
        if !lost.contains(&content) {
            lost.push(content);
        }
    }
    lost
}

fn common_file(groups: &[Group<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        *counts.entry(place(&group.at).0).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map_or_else(String::new, |(file, _)| file.to_owned())
}

fn group_lines(text: &mut String, group: &Group<'_>, input: PlanInput<'_>, file: &str, wide: usize, terminal: Terminal) {
    let (plan, verbose) = (input.plan, input.verbose);
    let (own_file, line) = place(&group.at);
    let at = if own_file == file { format!(":{line}") } else { group.at.to_string() };
    let mark = terminal.paint(style_of(group.change), &format!("{:>3}", group.change.mark()));
    let name = format!("{:wide$}", group.declaration);
    let plain = matches!(group.change, Change::Add | Change::Destroy) && group.fields.is_empty();
    if plain {
        let summary = summary(&group.declaration, &group.actions, input.summaries);
        let used = 4 + name.width() + 6 + at.width() + 2;
        let room = terminal.width.saturating_sub(used + 2).max(16);
        let summary = cut(&summary, room);
        let pad = room.saturating_sub(summary.width());
        let _ = writeln!(text, "{mark} {name} {:>4}  {summary}{:pad$}  {}", group.actions.len(), "", terminal.paint(style::DIM, &at));
    } else {
        let _ = writeln!(text, "{mark} {name}  {}  {}", terminal.paint(style::DIM, &at), cause(group, plan));
    }
    if plain && !verbose {
        return;
    }
    let limit = if verbose { usize::MAX } else { SHOWN };
    for item in group.actions.iter().take(limit) {
        item_line(text, item, verbose, terminal);
    }
    if let Some(more) = group.actions.len().checked_sub(limit).filter(|more| *more > 0) {
        let _ = writeln!(text, "        and {more} more (-v shows them)");
    }
    if let Some(whom) = interrupted(&group.actions, input.summaries) {
        let _ = writeln!(text, "        {whom}");
    }
}

fn item_line(text: &mut String, item: &Item<'_>, verbose: bool, terminal: Terminal) {
    let action = item.action;
    let mark = terminal.paint(style_of(item.change), &format!("{:>7}", item.change.mark()));
    let mut line = format!("{mark} {}", action.target);
    if let Some(former) = &action.moved_from {
        let _ = write!(line, "  was {former}");
    }
    let limit = if verbose { usize::MAX } else { 3 };
    let width = terminal.width.saturating_sub(12).max(40);
    let shown: Vec<_> = action.changes.iter().take(limit).map(|change| change_text(change, width / 3)).collect();
    match shown.as_slice() {
        [one] if !verbose => {
            let _ = write!(line, "  {one}");
        }
        [] => {}
        many => {
            for one in many {
                let _ = write!(line, "\n            {one}");
            }
        }
    }
    if let Some(more) = action.changes.len().checked_sub(limit).filter(|more| *more > 0) {
        let _ = write!(line, "\n            and {more} more");
    }
    if item.change == Change::Replace && holds_content(action.target.kind()) {
        line.push_str("; its content is lost");
    }
    let _ = writeln!(text, "{line}");
}

fn change_text(change: &AttrChange, limit: usize) -> String {
    let path = change.path.to_string();
    let value = |value: &Option<mlpc_graph::Value>| value.as_ref().map_or_else(|| "unset".to_owned(), |value| short(value, limit));
    let mut text = if change.after_apply {
        format!("{path} known after apply")
    } else {
        format!("{path} {} → {}", value(&change.from), value(&change.to))
    };
    match change.replaces {
        Answer::Yes => text.push_str(", forces replacement"),
        Answer::Conditional | Answer::Unknown if !change.after_apply => text.push_str(", may replace"),
        Answer::Conditional | Answer::Unknown | Answer::No => {}
    }
    if change.drift {
        text.push_str(" (changed outside)");
    }
    text
}

fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for part in text.split(", ") {
        if kept.width() + part.width() + 4 > room {
            break;
        }
        if !kept.is_empty() {
            kept.push_str(", ");
        }
        kept.push_str(part);
    }
    kept.push_str(" …");
    kept
}

const fn style_of(change: Change) -> Style {
    match change {
        Change::Keep | Change::Adopt => style::DIM,
        Change::Add => style::ADD,
        Change::Change => style::CHANGE,
        Change::Destroy => style::DESTROY,
        Change::Replace => style::REPLACE,
    }
}
