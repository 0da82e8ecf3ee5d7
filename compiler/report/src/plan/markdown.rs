//! The plan as Markdown: a headline, what is lost, and the changes folded by tenant.

use std::fmt::Write as _;

use mlpc_plan::Plan;

use super::human::irreversible;
use super::reason::cause;
use super::{Change, Group, PlanInput, Section, counts_line, sections, short};

/// The whole plan.
pub fn markdown(input: PlanInput<'_>) -> String {
    let mut text = format!("### mlpc plan: {}\n\n", counts_line(input.plan.counts(), input.touched));
    let lost = irreversible(input.plan);
    if !lost.is_empty() {
        let _ = writeln!(text, "> **Irreversible**: {}\n", lost.join(", "));
    }
    if let Some(cost) = input.cost {
        let _ = writeln!(text, "Cost: {}\n", cost.line());
    }
    for section in sections(input.plan) {
        text.push_str(&changes(&section, input.plan));
    }
    text
}

/// One section as a fold.
pub fn changes(section: &Section<'_>, plan: &Plan) -> String {
    format!("<details><summary>{}</summary>\n\n```diff\n{}```\n\n</details>\n\n", section.title(), diff_lines(section, plan))
}

/// The lines of a section as they stand in a `diff` block.
pub(crate) fn diff_lines(section: &Section<'_>, plan: &Plan) -> String {
    let mut text = String::new();
    for group in &section.groups {
        group_lines(&mut text, group, plan);
    }
    text
}

fn group_lines(text: &mut String, group: &Group<'_>, plan: &Plan) {
    let plain = matches!(group.change, Change::Add | Change::Destroy) && group.fields.is_empty();
    let why = if plain { String::new() } else { format!("  {}", cause(group, plan)) };
    let head = format!("{} {} ({}){why}", diff_mark(group.change), group.declaration, group.at);
    let _ = writeln!(text, "{}", head.replace("```", "'''"));
    for item in &group.actions {
        let mut line = format!("{}     {}", diff_mark(item.change), item.action.target);
        if item.change == Change::Replace {
            line.push_str("  replaced");
        }
        if let Some(former) = &item.action.moved_from {
            let _ = write!(line, "  was {former}");
        }
        for change in item.action.changes.iter().take(3) {
            let value = |value: &Option<mlpc_graph::Value>| value.as_ref().map_or_else(|| "unset".to_owned(), |value| short(value, 40));
            let what = if change.after_apply {
                "known after apply".to_owned()
            } else {
                format!("{} → {}", value(&change.from), value(&change.to))
            };
            let _ = write!(line, "  {} {what}", change.path);
        }
        // A fence inside a value would end the block.
        let _ = writeln!(text, "{}", line.replace("```", "'''"));
    }
}

/// The first column of a `diff` block, which code hosts colour.
const fn diff_mark(change: Change) -> char {
    match change {
        Change::Keep | Change::Adopt => ' ',
        Change::Add => '+',
        Change::Change | Change::Replace => '!',
        Change::Destroy => '-',
    }
}
