//! The plan on a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use mlpc_plan::{Answer, Change as AttrChange, Touch, holds_content};
use mlpc_units::n_of;
use unicode_width::UnicodeWidthStr as _;

use super::difference::differences;
use super::reason::cause;
use super::summary::{interrupted, summary};
use super::{Change, Group, Item, PlanInput, counts_line, difference_text, irreversible, place, protection_text, rename_text, sections};
use crate::style::{self, Terminal};

/// How many resources of a group, and attributes of a resource, are shown unless opened.
const SHOWN: usize = 6;

/// How far the further lines of a paragraph are indented.
const INDENT: usize = 4;

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
    let plain = |text: &str| text.to_owned();
    for rename in &plan.renames {
        paragraph(&mut text, "Renamed?", &rename_text(rename, plain), terminal);
    }
    for protection in plan.protections() {
        paragraph(&mut text, "Protection:", &protection_text(&protection, plain), terminal);
    }
    // Counts and costs stay on one line each: that is what people search logs for.
    let _ = writeln!(text, "{} {}", terminal.paint(style::BOLD, "Plan:"), counts_line(plan, input.touched));
    if let Some(cost) = input.cost {
        let _ = writeln!(text, "{} {}", terminal.paint(style::BOLD, "Cost:"), cost.line());
    }
    let lost = irreversible(plan);
    if !lost.is_empty() {
        paragraph(&mut text, "Irreversible:", &format!("the content of {}", lost.join(", ")), terminal);
    }
    if !plan.handed_over.is_empty() {
        let n = n_of(plan.handed_over.len(), "object");
        let words = format!("{n} in clusters; `mlpc build -o DIR` writes them, and the README.md there says in which order to apply them");
        paragraph(&mut text, "Handed over:", &words, terminal);
    }
    affected(&mut text, input.touched, terminal);
    text
}

fn affected(text: &mut String, touched: &BTreeMap<smol_str::SmolStr, Touch>, terminal: Terminal) {
    let names: Vec<_> = touched.iter().filter(|(_, touch)| **touch == Touch::Affected).map(|(name, _)| name.as_str()).collect();
    if !names.is_empty() && names.len() <= 8 {
        paragraph(text, "Affected:", &format!("{}, through what they share", names.join(", ")), terminal);
    }
}

/// A heading and what it says, broken between words at the terminal's width; what follows the first line is indented.
fn paragraph(text: &mut String, heading: &str, words: &str, terminal: Terminal) {
    let _ = write!(text, "{}", terminal.paint(style::BOLD, heading));
    let mut used = heading.width();
    for word in words.split(' ') {
        if used + 1 + word.width() > terminal.width && used > INDENT {
            let _ = write!(text, "\n{:1$}{word}", "", INDENT);
            used = INDENT + word.width();
        } else {
            let _ = write!(text, " {word}");
            used += 1 + word.width();
        }
    }
    text.push('\n');
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
    let limit = if verbose { usize::MAX } else { SHOWN };
    let width = terminal.width.saturating_sub(12).max(40);
    let all = action.changes.iter().flat_map(|change| differences(change, action).into_iter().map(move |it| (change, it)));
    let all: Vec<_> = all.map(|(change, it)| format!("{}{}", difference_text(&it, width), fate(change))).collect();
    let shown = all.get(..all.len().min(limit)).unwrap_or_default();
    match shown {
        [one] if !verbose && all.len() == 1 && line.width() + 2 + one.width() <= terminal.width => {
            let _ = write!(line, "  {one}");
        }
        many => {
            for one in many {
                let _ = write!(line, "\n            {one}");
            }
        }
    }
    if let Some(more) = all.len().checked_sub(limit).filter(|more| *more > 0) {
        let _ = write!(line, "\n            and {more} more (-v shows them)");
    }
    if item.change == Change::Replace && holds_content(action.target.kind()) {
        line.push_str("; its content is lost");
    }
    let _ = writeln!(text, "{line}");
}

/// What a change means for the resource.
fn fate(change: &AttrChange) -> String {
    let mut text = String::new();
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
