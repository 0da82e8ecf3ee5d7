//! Pages of HTML that stand alone: no scripts, nothing from elsewhere.

use std::fmt::Write as _;

const STYLE: &str = ":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
pre{overflow-x:auto;padding:.7rem;background:#8881}table{border-collapse:collapse;margin:1rem 0}\
td,th{padding:.2rem .8rem;border:1px solid #8886;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}\
blockquote{margin:1rem 0;padding:.2rem 1rem;border-left:4px solid #b00}code{background:#8881}summary{cursor:pointer;margin:.4rem 0}\
.add{color:#1a7f37}.gone{color:#cf222e}.change{color:#9a6700}";

/// A whole page.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head><body>\n{body}</body></html>\n",
        html_text(title)
    )
}

/// Lines whose first column says what happens, folded under a title; colour repeats the column.
pub(crate) fn fold(title: &str, lines: &str, open: bool) -> String {
    let mut text = format!("<details{}><summary>{}</summary><pre>", if open { " open" } else { "" }, html_text(title));
    for line in lines.lines() {
        let class = match line.chars().next() {
            Some('+') => "add",
            Some('-') => "gone",
            Some('!') => "change",
            _ => "",
        };
        let safe = html_text(line);
        let _ = if class.is_empty() { writeln!(text, "{safe}") } else { writeln!(text, "<span class=\"{class}\">{safe}</span>") };
    }
    text.push_str("</pre></details>\n");
    text
}

/// Text inside HTML.
pub(crate) fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A name or a line of a spec; what is around it must be safe already.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", html_text(text))
}
