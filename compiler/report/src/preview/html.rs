//! The preview as one HTML page without scripts or outside parts.

use std::fmt::Write as _;

use super::Preview;
use super::markdown::{closing, headline, html_text, proved, rollback};
use crate::plan::diff_lines;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
pre{overflow-x:auto;padding:.7rem;background:#8881}table{border-collapse:collapse}td,th{padding:.2rem .8rem;border:1px solid #8886;text-align:left}\
blockquote{margin:1rem 0;padding:.2rem 1rem;border-left:4px solid #b00}code{background:#8881}";

/// All environments as one page.
pub fn html(previews: &[Preview<'_>]) -> String {
    let mut text = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>mlpc preview</title><style>{STYLE}</style></head><body>\n"
    );
    for preview in previews {
        section(&mut text, preview);
    }
    text.push_str("</body></html>\n");
    text
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
        let _ = writeln!(
            text,
            "<details><summary>{}</summary><pre>{}</pre></details>",
            html_text(&section.title()),
            html_text(&diff_lines(section, preview.input.plan))
        );
    }
    text.push_str("<details><summary>What was proved, and what only a cloud can know</summary><ul>\n");
    for line in proved(preview) {
        let _ = writeln!(text, "<li>{}</li>", html_text(&line));
    }
    let _ = writeln!(text, "</ul></details>\n<p>{}</p>", html_text(&closing(preview).join(" ")));
}
