//! The preview as one HTML page without scripts or outside parts.

use std::fmt::Write as _;

use super::Preview;
use super::markdown::{closing, headline, proved, rollback};
use crate::page::{code, fold, html_text, page};
use crate::plan::{diff_lines, rename_text};

/// All environments as one page.
pub fn html(previews: &[Preview<'_>]) -> String {
    let mut text = String::new();
    for preview in previews {
        section(&mut text, preview);
    }
    page("mlpc preview", &text)
}

fn section(text: &mut String, preview: &Preview<'_>) {
    let _ = writeln!(text, "<h2>{}</h2>", html_text(&headline(preview)));
    if preview.is_empty() {
        return;
    }
    if !preview.risks.is_empty() {
        text.push_str("<blockquote>\n");
        for risk in &preview.risks {
            let at = if risk.at.is_empty() { String::new() } else { format!("{}, ", html_text(&risk.at)) };
            let (what, cause) = (html_text(&risk.declaration), html_text(&risk.cause));
            let _ = writeln!(
                text,
                "<p><strong>{}</strong> <code>{what}</code> ({at}{cause}): {}.</p>",
                risk.kind.word(),
                html_text(&risk.consequence)
            );
        }
        let _ = writeln!(text, "<p>{}</p>\n</blockquote>", html_text(&rollback(preview).replace('`', "")));
    }
    for rename in &preview.input.draft.plan.renames {
        let _ = writeln!(text, "<p>{}.</p>", rename_text(rename, code));
    }
    if !preview.facts.is_empty() {
        text.push_str("<table><tr><th></th><th>before</th><th>after</th></tr>\n");
        for fact in &preview.facts {
            let _ = writeln!(
                text,
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
                html_text(&fact.what),
                html_text(&fact.before),
                html_text(&fact.after)
            );
        }
        text.push_str("</table>\n");
    }
    for section in &preview.sections {
        text.push_str(&fold(&section.title(), &diff_lines(section, &preview.input.draft.plan), false));
    }
    text.push_str("<details><summary>What was proved, and what only a cloud can know</summary><ul>\n");
    for line in proved(preview) {
        let _ = writeln!(text, "<li>{}</li>", html_text(&line));
    }
    let _ = writeln!(text, "</ul></details>\n<p>{}</p>", html_text(&closing(preview).join(" ")));
}
