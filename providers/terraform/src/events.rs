//! The lines that `terraform plan -json` and `apply -json` print.

use mlpc_graph::Address;
use serde::Deserialize;
use smol_str::SmolStr;

/// A line that says something about a resource or about the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    /// An operation on a resource begins.
    Begun(Address, Half),
    /// It goes on; the text says for how long.
    Progress(Address, Half, String),
    /// It is done; the cloud's id.
    Done(Address, Half, SmolStr),
    /// It failed; a report with the reason follows.
    Failed(Address, Half),
    /// A diagnostic.
    Report(Report),
}

/// Which half of a replacement an operation is; everything that isn't a deletion makes or changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Half {
    /// Creates or changes.
    Make,
    /// Deletes.
    Delete,
}

/// A diagnostic of Terraform's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whether it is an error; else a warning.
    pub error: bool,
    /// One line.
    pub summary: String,
    /// More.
    pub detail: String,
    /// The resource it speaks of.
    pub address: Option<SmolStr>,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "@message", default)]
    message: String,
    hook: Option<RawHook>,
    diagnostic: Option<RawReport>,
}

#[derive(Deserialize)]
struct RawHook {
    resource: RawResource,
    #[serde(default)]
    action: String,
    id_value: Option<String>,
}

#[derive(Deserialize)]
struct RawResource {
    addr: String,
}

#[derive(Deserialize)]
struct RawReport {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    address: Option<SmolStr>,
}

impl Report {
    /// The summary and the detail's lines, as Terraform breaks them.
    pub fn lines(&self) -> Vec<String> {
        let address = self.address.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        let detail = self.detail.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(|line| format!("  {line}"));
        std::iter::once(format!("{address}{}", self.summary)).chain(detail).collect()
    }

    /// Summary and detail on one line.
    pub fn text(&self) -> String {
        let words = self.summary.split_whitespace().chain(self.detail.split_whitespace());
        let separated = if self.detail.is_empty() || self.summary.ends_with([':', '.']) { "" } else { ":" };
        let n = self.summary.split_whitespace().count();
        let mut text = String::with_capacity(self.summary.len() + self.detail.len() + 2);
        for (at, word) in words.enumerate() {
            if at == n {
                text.push_str(separated);
            }
            if at > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}

/// Reads a line; `None` for those that say nothing about resources, newer kinds among them.
pub(crate) fn read(line: &str) -> Option<Line> {
    let raw: Raw = serde_json::from_str(line).ok()?;
    if let Some(report) = raw.diagnostic {
        let RawReport { severity, summary, detail, address } = report;
        return Some(Line::Report(Report { error: severity == "error", summary, detail, address }));
    }
    let hook = raw.hook?;
    let address = Address::parse(&hook.resource.addr).ok()?;
    let half = if hook.action == "delete" { Half::Delete } else { Half::Make };
    match raw.kind.as_str() {
        "apply_start" => Some(Line::Begun(address, half)),
        "apply_progress" => {
            let text = raw.message.strip_prefix(address.as_str()).unwrap_or(&raw.message).trim_start_matches([':', ' ']);
            Some(Line::Progress(address, half, text.to_owned()))
        }
        "apply_complete" => Some(Line::Done(address, half, hook.id_value.unwrap_or_default().into())),
        "apply_errored" => Some(Line::Failed(address, half)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_an_apply() {
        let line = r#"{"@level":"info","@message":"aws_vpc.main: Creation complete after 0s [id=vpc-0f]","hook":{"resource":{"addr":"aws_vpc.main"},
            "action":"create","id_key":"id","id_value":"vpc-0f","elapsed_seconds":0},"type":"apply_complete"}"#;
        assert_eq!(read(line), Some(Line::Done(Address::new("aws_vpc", "main"), Half::Make, "vpc-0f".into())));
        let line = r#"{"@message":"aws_vpc.main: Still creating... [10s elapsed]","hook":{"resource":{"addr":"aws_vpc.main"},"action":"create"},
            "type":"apply_progress"}"#;
        assert_eq!(read(line), Some(Line::Progress(Address::new("aws_vpc", "main"), Half::Make, "Still creating... [10s elapsed]".into())));
        assert_eq!(read(r#"{"type":"version","ui":"1.2"}"#), None);
        assert_eq!(read("not json"), None);
    }

    #[test]
    fn a_report_on_one_line() {
        let report =
            Report { error: true, summary: "Instance  cannot be destroyed".into(), detail: "Resource x\nhas y.".into(), address: None };
        assert_eq!(report.text(), "Instance cannot be destroyed: Resource x has y.");
    }
}
