//! What the integration tests share: a tree as text, and problems as text.
#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(clippy::indexing_slicing, reason = "tests may panic")]

use mlpc_syntax::{Node, Parse, Scalar, quote};

/// The tree in one canonical line a node: properties as written, values decoded.
pub(crate) fn canonical(parsed: &Parse) -> String {
    let mut out = String::new();
    let mut work: Vec<(Option<Node<'_>>, usize)> = parsed.tree.roots().map(|node| (Some(node), 0)).collect();
    work.reverse();
    while let Some((node, depth)) = work.pop() {
        let indent = "    ".repeat(depth);
        let Some(node) = node else {
            out.push_str(&format!("{indent}}}\n"));
            continue;
        };
        let before = annotation(node.type_annotation(), parsed);
        out.push_str(&format!("{indent}{before}{}", quote::name(&node.name())));
        for entry in node.entries() {
            out.push(' ');
            if let Some(name) = entry.name() {
                out.push_str(&format!("{}=", quote::name(&name)));
            }
            out.push_str(&annotation(entry.type_annotation(), parsed));
            out.push_str(&scalar(&entry.value()));
        }
        if node.children().next().is_some() {
            out.push_str(" {");
            work.push((None, depth));
            let at = work.len();
            work.extend(node.children().map(|child| (Some(child), depth + 1)));
            work[at..].reverse();
        } else if node.has_block() {
            out.push_str(" {}");
        }
        out.push('\n');
    }
    out
}

pub(crate) fn scalar(value: &Scalar<'_>) -> String {
    match value {
        Scalar::Null => "#null".to_owned(),
        Scalar::Bool(value) => format!("#{value}"),
        Scalar::Number(raw) => (*raw).to_owned(),
        Scalar::Infinity => "#inf".to_owned(),
        Scalar::NegInfinity => "#-inf".to_owned(),
        Scalar::Nan => "#nan".to_owned(),
        Scalar::Text(text) => quote::text(text),
        Scalar::Broken => "<broken>".to_owned(),
    }
}

/// One line a problem: code, what is marked, message, labels, notes, help and edits.
pub(crate) fn problems(parsed: &Parse) -> String {
    let text = parsed.tree.text();
    let place = |range: mlpc_source::TextRange| {
        let before = range_before(text, range.start);
        format!(
            "{}:{} `{}`",
            before.matches('\n').count() + 1,
            before.chars().rev().take_while(|ch| *ch != '\n').count() + 1,
            range.of(text).chars().map(visible).collect::<String>()
        )
    };
    let mut out = String::new();
    for problem in &parsed.problems {
        out.push_str(&format!("{} {}: {}", problem.rule.code, place(problem.range), problem.message));
        if !problem.label.is_empty() {
            out.push_str(&format!(" ({})", problem.label));
        }
        out.push('\n');
        for (range, label) in &problem.labels {
            out.push_str(&format!("    {} {label}\n", place(*range)));
        }
        for help in &problem.helps {
            out.push_str(&format!("    help: {}\n", help.text));
            if let Some(edit) = &help.edit {
                out.push_str(&format!("    fix: {}: {} -> {:?}\n", edit.title, place(edit.range), edit.text));
            }
        }
        for note in &problem.notes {
            out.push_str(&format!("    note: {note}\n"));
        }
    }
    out
}

fn range_before(text: &str, at: u32) -> &str {
    text.get(..at as usize).unwrap_or("")
}

/// The text with all safe edits applied, last first.
pub(crate) fn mended(parsed: &Parse) -> String {
    let mut text = parsed.tree.text().to_owned();
    let mut edits: Vec<_> = parsed.problems.iter().filter_map(|it| it.helps.iter().find_map(|help| help.edit.clone())).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range));
    for edit in edits {
        text.replace_range(edit.range.start as usize..edit.range.end as usize, &edit.text);
    }
    text
}

fn visible(ch: char) -> String {
    match ch {
        '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => ch.escape_unicode().to_string(),
        _ if ch.is_control() => ch.escape_default().to_string(),
        _ => ch.to_string(),
    }
}

fn annotation(range: Option<mlpc_source::TextRange>, parsed: &Parse) -> String {
    let inner = range.map_or("", |range| range.of(parsed.tree.text())).trim_start_matches('(').trim_end_matches(')').trim();
    if inner.is_empty() { String::new() } else { format!("({inner})") }
}
