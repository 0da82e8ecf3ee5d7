//! The plan as Markdown: a headline, what is lost, and the changes folded by tenant.

use std::fmt::Write as _;

use mlpc_plan::Plan;
use unicode_width::UnicodeWidthStr as _;

use super::difference::differences;
use super::reason::cause;
use super::{
    Change, Group, PlanInput, Section, counts_line, difference_text, irreversible, obstacle_text, protection_text, rename_text, sections,
};

/// How many differences of a resource are shown: a comment is for reading, `--format json` has all.
const SHOWN: usize = 12;

/// How wide a line is that nobody has to scroll.
const WIDE: usize = 120;

/// The whole plan.
pub fn markdown(input: PlanInput<'_>) -> String {
    let mut text = format!("### mlpc plan: {}\n\n", counts_line(input.plan, input.touched));
    for remark in remarks(input, code) {
        let _ = writeln!(text, "> {remark}.\n");
    }
    if let Some(cost) = input.cost {
        let _ = writeln!(text, "Cost: {}\n", cost.line());
    }
    for section in sections(input.plan) {
        text.push_str(&changes(&section, input.plan));
    }
    text
}

/// What a reviewer must see of a plan: what stands in its way, what is lost, what loses or gets its protection, what looks renamed.
pub(crate) fn remarks(input: PlanInput<'_>, code: impl Fn(&str) -> String) -> Vec<String> {
    let plan = input.plan;
    let lost = irreversible(plan);
    let content = || format!("Irreversible: the content of {}", lost.iter().map(|it| code(it)).collect::<Vec<_>>().join(", "));
    let mut remarks: Vec<String> = input.obstacles.iter().map(|it| obstacle_text(it, &code)).collect();
    remarks.extend((!lost.is_empty()).then(content));
    remarks.extend(plan.protections().iter().map(|it| protection_text(it, &code)));
    remarks.extend(plan.renames.iter().map(|it| rename_text(it, &code)));
    remarks
}

/// A name or a line of a spec in Markdown.
pub(crate) fn code(text: &str) -> String {
    format!("`{text}`")
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
        let all: Vec<_> = item.action.changes.iter().flat_map(|change| differences(change, item.action)).collect();
        let mark = diff_mark(item.change);
        match all.as_slice() {
            [only] if line.width() + 2 + difference_text(only, WIDE).width() <= WIDE => {
                let _ = write!(line, "  {}", difference_text(only, WIDE));
            }
            many => {
                for one in many.iter().take(SHOWN) {
                    let _ = write!(line, "\n{mark}         {}", difference_text(one, WIDE));
                }
            }
        }
        if let Some(more) = all.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = write!(line, "\n{mark}         and {more} more");
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
