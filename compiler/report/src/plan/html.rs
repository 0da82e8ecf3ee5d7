//! The plan as one HTML page for reviewers.

use std::fmt::Write as _;

use mlpc_analysis::cost::Spread;

use super::markdown::{diff_lines, remarks};
use super::{PlanInput, counts_line, sections};
use crate::cost::Known;
use crate::money::{Before, CostChange};
use crate::page::{code, fold, html_text, page};

/// How many sections are open from the start.
const OPEN: usize = 4;

/// The whole plan.
pub fn html(input: PlanInput<'_>) -> String {
    let mut body = format!("<h2>{}</h2>\n", html_text(&counts_line(input.plan, input.touched)));
    let remarks = remarks(input, code);
    if !remarks.is_empty() {
        let lines: String = remarks.iter().map(|it| format!("<p>{it}.</p>\n")).collect();
        let _ = writeln!(body, "<blockquote>\n{lines}</blockquote>");
    }
    if let Some(cost) = input.cost {
        costs(&mut body, cost);
    }
    for (at, section) in sections(input.plan).iter().enumerate() {
        body.push_str(&fold(&section.title(), &diff_lines(section, input.plan), at < OPEN));
    }
    page("mlpc plan", &body)
}

fn costs(body: &mut String, cost: &CostChange) {
    body.push_str("<table><tr><th>USD/month</th><th>min</th><th>expected</th><th>max</th></tr>\n");
    let mut row = |name: &str, spread: &Spread, known: Known| {
        let amounts = [spread.min, spread.expected, spread.max].map(|it| format!("<td class=\"n\">{}</td>", known.short(it))).concat();
        let _ = writeln!(body, "<tr><td>{name}</td>{amounts}</tr>");
    };
    match &cost.before {
        Before::Nothing => row("before", &Spread::ZERO, Known::Whole),
        Before::Was(before) => row("before", before, cost.known_before()),
        Before::Unknown => {}
    }
    row("after", &cost.after, cost.known());
    body.push_str("</table>\n");
    if !cost.unknown.is_empty() {
        let _ = writeln!(body, "<p>Without a price: {}</p>", html_text(&cost.unknown.join(", ")));
    }
}
