//! Comma-separated values as RFC 4180 has them: quotes around fields, doubled inside.

/// The records of a text, each a list of fields. Blank lines are no records; a quote that is never closed runs to the end.
pub fn records(text: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                push_record(&mut records, std::mem::take(&mut record));
            }
            _ => field.push(c),
        }
    }
    record.push(field);
    push_record(&mut records, record);
    records
}

/// One record as a line, without its end.
pub fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let quoted = fields
        .into_iter()
        .map(|field| if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() });
    quoted.collect::<Vec<_>>().join(",")
}

fn push_record(records: &mut Vec<Vec<String>>, record: Vec<String>) {
    if record.iter().any(|field| !field.is_empty()) {
        records.push(record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_and_line_ends() {
        let text = "a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\n\n,last";
        assert_eq!(records(text), vec![vec!["a", "b"], vec!["x, \"y\"", "two\nlines"], vec!["", "last"]]);
    }

    #[test]
    fn writes_what_it_reads() {
        let fields = ["plain", "a,b", "say \"x\"", ""];
        assert_eq!(records(&line(fields)), vec![fields.to_vec()]);
    }
}
