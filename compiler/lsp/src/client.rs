//! What the client said of itself. Read leniently: a field that is missing or odd is as if the client couldn't do that.

use std::path::PathBuf;

use gen_lsp_types::Uri;
use mlpc_source::Encoding;
use serde_json::Value;

/// The client's offers, as far as they matter here.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// The unit of columns that was agreed on.
    pub(crate) encoding: Encoding,
    /// Folders beyond which no platform is looked for.
    pub(crate) workspace: Vec<PathBuf>,
    /// Whether it can be asked to watch files.
    pub(crate) watches: bool,
    /// Whether it shows further places of a diagnostic.
    pub(crate) related: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(crate) fn read(params: &Value) -> Self {
        let yes = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let folders = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
        let mut workspace: Vec<PathBuf> = folders.filter_map(|it| path(it.get("uri")?)).collect();
        if workspace.is_empty() {
            workspace.extend(params.get("rootUri").and_then(path));
        }
        Self {
            encoding: encoding(params.pointer("/capabilities/general/positionEncodings")),
            workspace,
            watches: yes("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            related: yes("/capabilities/textDocument/publishDiagnostics/relatedInformation"),
        }
    }
}

fn path(uri: &Value) -> Option<PathBuf> {
    Uri::parse(uri.as_str()?).ok()?.to_file_path().ok()
}

/// UTF-8 if it is offered, as texts are kept in it; else the client's first choice; UTF-16 where nothing is said.
fn encoding(offered: Option<&Value>) -> Encoding {
    let known = |offer: &Value| match offer.as_str() {
        Some("utf-8") => Some(Encoding::Utf8),
        Some("utf-16") => Some(Encoding::Utf16),
        Some("utf-32") => Some(Encoding::Utf32),
        _ => None,
    };
    let offers: Vec<Encoding> = offered.and_then(Value::as_array).into_iter().flatten().filter_map(known).collect();
    if offers.contains(&Encoding::Utf8) { Encoding::Utf8 } else { offers.first().copied().unwrap_or(Encoding::Utf16) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn encodings_are_negotiated() {
        let agreed = |offers: Value| Client::read(&json!({"capabilities": {"general": {"positionEncodings": offers}}})).encoding;
        assert_eq!(agreed(json!(["utf-16", "utf-8"])), Encoding::Utf8);
        assert_eq!(agreed(json!(["utf-32", "utf-16"])), Encoding::Utf32);
        assert_eq!(agreed(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(agreed(Value::Null), Encoding::Utf16);
    }
}
