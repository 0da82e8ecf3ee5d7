//! The preview as Markdown: what stands in the comment.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mlpc_analysis::cost::Gap;
use mlpc_diag::Findings;
use mlpc_plan::Draft;
use mlpc_plan::{Answer, Op};
use mlpc_source::Sources;
use mlpc_units::n_of;
use smol_str::SmolStr;

use super::fit::{Piece, fit};
use super::{Preview, RiskKind};
use crate::cost::without_price;
use crate::money::{Before, more, signed_usd};
use crate::page::html_text;
use crate::plan::{code, diff_lines, rename_text};
use crate::style::Terminal;

/// How many characters a comment may have: GitHub's limit, the narrowest of the hosts.
pub const LIMIT: usize = 65_536;

/// How many risks are told in full, and how many names a line has.
const SHOWN: usize = 12;

/// All environments, within `limit` characters.
pub fn markdown(previews: &[Preview<'_>], limit: usize) -> String {
    let mut pieces = Vec::new();
    for preview in previews {
        pieces.extend(self::pieces(preview));
    }
    fit(pieces, limit)
}

/// A side with errors: what is wrong, nothing else.
pub fn broken(side: &str, findings: &Findings, sources: &Sources, limit: usize) -> String {
    let n = findings.n_errors();
    let head = format!("### mlpc: {} in the {side}, so nothing can be compared\n\n", n_of(n, "error"));
    let mut pieces = vec![Piece::Kept(head)];
    for finding in &findings.standing {
        let at = finding.primary().map(|label| sources.at(label.span)).unwrap_or_default();
        let title = format!("<details><summary>{} <code>{at}</code> {}</summary>\n\n```\n", finding.rule.code, html_text(&finding.message));
        let text = crate::diagnostics::finding(finding, sources, Terminal::PLAIN).replace("```", "'''");
        pieces.push(Piece::Fold(title, text, "```\n\n</details>\n\n".into()));
    }
    fit(pieces, limit)
}

/// What stands behind `### mlpc`: the counts, the cost, who is interrupted.
pub(super) fn headline(preview: &Preview<'_>) -> String {
    let counts = preview.input.draft.plan.counts();
    let mut parts = Vec::new();
    let Draft { protected, refused, relocated, .. } = preview.input.draft;
    let impossible = refused.iter().filter(|it| it.certain()).count();
    let told = [
        (relocated.len(), "target", "moved away from what it holds"),
        (impossible, "change", "the cloud can't make"),
        (protected.len(), "protected resource", "would go"),
    ];
    let told: Vec<_> = told.iter().filter(|(n, ..)| *n > 0).map(|(n, noun, what)| format!("{} {what}", n_of(*n, noun))).collect();
    if !told.is_empty() {
        parts.push(format!("refused, {}", told.join(", ")));
    }
    let words = [
        (counts.delete, "to destroy"),
        (counts.replace, "to replace"),
        (counts.update, "to change"),
        (counts.create, "to add"),
        (counts.adopt, "to adopt"),
        (counts.rename, "to rename"),
        (counts.forget, "to forget"),
    ];
    let some: Vec<_> = words.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if preview.is_empty() {
        parts.push(format!("nothing changes, {} as before", n_of(counts.untouched, "resource")));
    } else {
        parts.push(if some.is_empty() { "no resource changes".to_owned() } else { some.join(", ") });
    }
    if !preview.cost.is_comparable() {
        parts.push(format!(
            "cost can't be compared, {}",
            without_price(&preview.cost.unknown).unwrap_or_else(|| "the base has no price".to_owned())
        ));
    } else if let Before::Was(before) = &preview.cost.before {
        let after = &preview.cost.after;
        let changed = [("expected", more(before.expected, after.expected)), ("maximum", more(before.max, after.max))];
        let told: Vec<_> = changed.iter().map(|(word, by)| (word, signed_usd(*by))).filter(|(_, by)| by != "0").collect();
        if !told.is_empty() {
            let told: Vec<_> = told.iter().map(|(word, by)| format!("{word} {by}")).collect();
            parts.push(format!("{} USD/month", told.join(", ")));
        }
    }
    match preview.restarts.len() {
        0 => {}
        1 => parts.push("1 tenant restarts jobs".to_owned()),
        n => parts.push(format!("{n} tenants restart jobs")),
    }
    let environment = preview.input.environment.map(|name| format!(" {name}")).unwrap_or_default();
    format!("mlpc{environment}: {}", parts.join(" · "))
}

fn pieces(preview: &Preview<'_>) -> Vec<Piece> {
    let mut head = format!("### {}\n\n", headline(preview));
    if preview.is_empty() {
        return vec![Piece::Kept(head)];
    }
    for risk in preview.risks.iter().take(SHOWN) {
        let at = if risk.at.is_empty() { String::new() } else { format!("{}, ", risk.at) };
        let line =
            format!("> **{}** `{}` ({at}{}): {}.", risk.kind.word(), risk.declaration, inline(&risk.cause), inline(&risk.consequence));
        let _ = writeln!(head, "{line}  ");
    }
    if let Some(more) = preview.risks.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(head, "> and {more} more below.");
    }
    if !preview.risks.is_empty() {
        let _ = writeln!(head, ">\n> {}\n", rollback(preview));
    }
    for rename in &preview.input.draft.plan.renames {
        let _ = writeln!(head, "> {}.\n", rename_text(rename, code));
    }
    if !preview.facts.is_empty() {
        head.push_str("| | before | after |\n|---|---|---|\n");
        for fact in &preview.facts {
            let _ = writeln!(head, "| {} | {} | {} |", cell(&fact.what), cell(&fact.before), cell(&fact.after));
        }
        head.push('\n');
    }
    let mut pieces = vec![Piece::Kept(head)];
    for section in &preview.sections {
        let open = format!("<details><summary>{}</summary>\n\n```diff\n", section.title());
        pieces.push(Piece::Fold(open, diff_lines(section, &preview.input.draft.plan), "```\n\n</details>\n\n".into()));
    }
    let mut proof = String::new();
    for line in proved(preview) {
        let _ = writeln!(proof, "- {}", inline(&line));
    }
    let open = "<details><summary>What was proved, and what only a cloud can know</summary>\n\n".to_owned();
    pieces.push(Piece::Fold(open, proof, "\n</details>\n\n".into()));
    pieces.push(Piece::Kept(closing(preview).join(" ") + "\n"));
    pieces
}

/// What brings it back.
pub(super) fn rollback(preview: &Preview<'_>) -> String {
    let lost: Vec<_> = preview.risks.iter().filter(|risk| risk.lost).map(|risk| format!("`{}`", risk.declaration)).collect();
    if preview.risks.iter().all(|risk| risk.kind == RiskKind::Refused) {
        "Rollback: not needed, nothing is applied.".to_owned()
    } else if lost.is_empty() {
        "Rollback: apply the base again, same cost in time.".to_owned()
    } else {
        format!("Rollback: apply the base again; the content of {} stays lost.", lost.join(", "))
    }
}

/// Who isn't touched, who is to be asked, which waivers it takes.
pub(super) fn closing(preview: &Preview<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let untouched: Vec<_> = preview.untouched.iter().map(|(name, n)| format!("{name} ({})", n_of(*n, "resource"))).collect();
    if !untouched.is_empty() {
        parts.push(format!("Untouched, byte for byte: {}.", tenants(&untouched)));
    }
    if !preview.affected.is_empty() {
        let names: Vec<_> = preview.affected.iter().map(SmolStr::to_string).collect();
        parts.push(format!("Changed only in what they share: {}.", tenants(&names)));
    }
    if !preview.owners.is_empty() {
        let shown = preview.owners.iter().take(SHOWN).map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
        let more = preview.owners.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        parts.push(format!("Owners to ask: {shown}{more}."));
    }
    parts.push(match preview.waivers.as_slice() {
        [] => "Needs no waiver.".to_owned(),
        new => format!("Rests on waivers that the base didn't need: {}.", new.join("; ")),
    });
    parts
}

fn tenants(names: &[String]) -> String {
    match names {
        [one] => format!("tenant {one}"),
        many if many.len() > SHOWN => {
            let shown: Vec<_> = many.iter().take(SHOWN).cloned().collect();
            format!("{} tenants: {} and {} more", many.len(), shown.join(", "), many.len() - SHOWN)
        }
        many => format!("tenants {}", many.join(", ")),
    }
}

/// What the compile holds for, and what it can't.
pub(super) fn proved(preview: &Preview<'_>) -> Vec<String> {
    let input = &preview.input;
    let (platform, findings) = (input.head.platform, input.head.findings);
    let mut lines = vec![format!(
        "Proved of the head: {} lower to {} without an error, by the rules that `mlpc check` runs.",
        n_of(platform.decls.len(), "declaration"),
        n_of(input.graph.len(), "resource"),
    )];
    for finding in findings.standing.iter().take(SHOWN) {
        lines.push(format!("It says {} ({}): {}", finding.severity.word(), finding.rule.code, finding.message));
    }
    for waived in &findings.waived {
        let waiver = &waived.waiver;
        lines.push(format!("Waived until {}: {} on {} ({}).", waiver.until, waiver.what, waiver.on, waiver.reason));
    }
    let by_use = input.head.costs.missing.iter().filter(|it| it.gap == Gap::ByUse);
    let by_use: BTreeSet<&SmolStr> = by_use.map(|it| &it.place.declaration).collect();
    if let Some(prices) = input.head.costs.prices() {
        lines.push(format!("Costs are {prices}; what is paid by use isn't in them ({}).", n_of(by_use.len(), "declaration")));
    }
    if let Some(words) = without_price(&preview.cost.unknown) {
        lines.push(format!("The costs are lower bounds: {words}."));
    }
    let doubtful: Vec<_> = input
        .draft
        .plan
        .actions
        .iter()
        .filter(|it| it.op == Op::Update)
        .filter_map(|it| {
            let change =
                it.changes.iter().find(|change| !change.after_apply && matches!(change.replaces, Answer::Unknown | Answer::Conditional))?;
            Some(format!("{} by its {}", it.target, change.path))
        })
        .collect();
    if !doubtful.is_empty() {
        lines.push(format!(
            "The provider decides whether these are replaced: {}.",
            doubtful.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ")
        ));
    }
    lines.push(
        "Only a cloud can know: whether machines are to be had, what the account's quotas leave, names that others took, and what was changed outside of the spec."
            .to_owned(),
    );
    lines
}

/// Text of the spec inside a line of Markdown.
fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\n' | '\r' => safe.push(' '),
            '*' | '[' | ']' | '|' => safe.extend(['\\', letter]),
            other => safe.push(other),
        }
    }
    safe
}

fn cell(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { inline(text) }
}
