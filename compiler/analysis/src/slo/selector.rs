//! Selectors of PromQL, as far as a metric's name and labels go: `name`, `name{label="value",…}`.

/// A selector of one metric.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector<'a> {
    /// The metric.
    pub metric: &'a str,
    /// The labels it names, in order.
    pub labels: Vec<&'a str>,
}

/// Reads a selector. `None` for anything else: an expression, a range, text that doesn't end.
pub fn selector(text: &str) -> Option<Selector<'_>> {
    let text = text.trim();
    let Some((name, rest)) = text.split_once('{') else {
        return is_name(text, true).then(|| Selector { metric: text, labels: Vec::new() });
    };
    let metric = name.trim_end();
    let labels = matchers(rest)?;
    is_name(metric, true).then_some(Selector { metric, labels })
}

/// The labels up to the closing brace, which must be the end.
fn matchers(text: &str) -> Option<Vec<&str>> {
    let mut labels = Vec::new();
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return after.is_empty().then_some(labels);
        }
        let at = rest.find(['=', '!'])?;
        let (label, after) = rest.split_at_checked(at)?;
        let label = label.trim();
        let value = ["=~", "!~", "!=", "="].iter().find_map(|op| after.strip_prefix(op))?.trim_start();
        if !is_name(label, false) {
            return None;
        }
        labels.push(label);
        rest = after_quoted(value)?.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None if rest.starts_with('}') => {}
            None => return None,
        }
    }
}

/// What follows a quoted text.
fn after_quoted(text: &str) -> Option<&str> {
    let mut chars = text.char_indices();
    let (_, quote) = chars.next().filter(|(_, ch)| matches!(ch, '"' | '\'' | '`'))?;
    let mut escaped = false;
    for (at, ch) in chars {
        if escaped {
            escaped = false;
        } else if ch == '\\' && quote != '`' {
            escaped = true;
        } else if ch == quote {
            return text.get(at + ch.len_utf8()..);
        }
    }
    None
}

fn is_name(text: &str, colons: bool) -> bool {
    let mut bytes = text.bytes();
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || (colons && byte == b':');
    bytes.next().is_some_and(letter) && bytes.all(|byte| letter(byte) || byte.is_ascii_digit())
}

/// The histogram or summary that a series belongs to: its name without `_bucket`, `_count` or `_sum`. `None` for other names.
pub fn base_name(series: &str) -> Option<&str> {
    ["_bucket", "_count", "_sum"].iter().find_map(|suffix| series.strip_suffix(suffix)).filter(|base| !base.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_labels() {
        let read = |text| selector(text).map(|it| (it.metric, it.labels));
        assert_eq!(read("requests_total"), Some(("requests_total", vec![])));
        assert_eq!(read(r#" vllm:x { a = "1" , b!~'2..',}"#), Some(("vllm:x", vec!["a", "b"])));
        assert_eq!(read(r#"m{a="}\",x=",b="{"}"#), Some(("m", vec!["a", "b"])));
        assert_eq!(read("m{}"), Some(("m", vec![])));
        for wrong in ["", "sum(x)", "rate(m[5m])", "m[5m]", "m{a}", "m{a=1}", r#"m{a="1"} / m"#, r#"m{a="1"#, r#"m{a="1" b="2"}"#, "1m"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn series_of_a_histogram() {
        assert_eq!(["a_bucket", "a_count", "a_sum", "a", "_sum"].map(base_name), [Some("a"), Some("a"), Some("a"), None, None]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = selector(&text);
        }
    }
}
