//! Sessions: several files, unsaved texts, encodings, what goes wrong.

use mlpc_lsp::Ended;
use serde_json::{Value, json};

use crate::client::{Client, at, short, utf8};

const PLATFORM: &str = "platform \"demo\" owner=\"a@example.com\"\nbucket \"lake\"\n";
const TENANT: &str = "tenant \"t\" owner=\"t@example.com\" {\n    dataset \"d\" class=\"internal\" in=\"lake\"\n}\n";

#[test]
fn unsaved_texts_of_several_files_are_one_platform() {
    let mut client = Client::start(&[("platform.mlp.kdl", PLATFORM), ("teams/t.mlp.kdl", TENANT)], utf8());
    client.open("teams/t.mlp.kdl", TENANT);
    assert_eq!(short(&client.diagnostics("teams/t.mlp.kdl", Some(1))), Vec::<String>::new());
    client.open("platform.mlp.kdl", PLATFORM);
    client.diagnostics("platform.mlp.kdl", Some(1));
    // The bucket goes, in the editor only: the finding is the other file's.
    client.change("platform.mlp.kdl", 2, json!([{ "range": { "start": at(1, 8), "end": at(1, 12) }, "text": "pond" }]));
    let found = client.diagnostics("teams/t.mlp.kdl", Some(1));
    assert_eq!(short(&found), ["MLP0106 2:37"]);
    assert!(found[0]["message"].as_str().unwrap().lines().next().unwrap().contains("lake"), "{found:?}");
    assert!(found[0]["codeDescription"]["href"].as_str().unwrap().ends_with("MLP0106.md"));
    // Closed unsaved, it is again as the disk has it.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": client.uri("platform.mlp.kdl") } }));
    assert_eq!(short(&client.diagnostics("teams/t.mlp.kdl", Some(1))), Vec::<String>::new());
    assert_eq!(client.end(), Ended::Cleanly);
}

#[test]
fn files_that_are_not_open_are_told_of_and_cleared() {
    let mut client = Client::start(&[("platform.mlp.kdl", PLATFORM), ("t.mlp.kdl", "tenent \"t\"\n")], utf8());
    client.open("platform.mlp.kdl", PLATFORM);
    assert_eq!(short(&client.diagnostics("t.mlp.kdl", None)), ["MLP0101 1:1"]);
    std::fs::write(client.folder().join("t.mlp.kdl"), TENANT).unwrap();
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": client.uri("t.mlp.kdl"), "type": 2 }] }));
    assert_eq!(short(&client.diagnostics("t.mlp.kdl", None)), Vec::<String>::new());
    assert_eq!(client.end(), Ended::Cleanly);
}

#[test]
fn leaving_a_platform_clears_its_diagnostics() {
    let mut client = Client::start(&[("a.mlp.kdl", "bukcet \"x\"\n")], utf8());
    client.open("a.mlp.kdl", "bukcet \"x\"\n");
    assert_eq!(short(&client.diagnostics("a.mlp.kdl", None)), ["MLP0101 1:1"]);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": client.uri("a.mlp.kdl") } }));
    assert_eq!(client.diagnostics("a.mlp.kdl", None), Vec::<Value>::new());
    client.end();
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "/* é😀 */ bukcet \"x\"\n";
    for (offer, column) in [("utf-8", 14), ("utf-16", 11), ("utf-32", 10)] {
        let mut client = Client::start(&[("a.mlp.kdl", text)], json!({ "general": { "positionEncodings": [offer] } }));
        client.open("a.mlp.kdl", text);
        let found = client.diagnostics("a.mlp.kdl", Some(1));
        assert_eq!(short(&found), [format!("MLP0101 1:{column}")], "{offer}");
        let end = u32::try_from(found[0]["range"]["end"]["character"].as_u64().unwrap()).unwrap();
        client.change("a.mlp.kdl", 2, json!([{ "range": { "start": found[0]["range"]["start"], "end": at(0, end) }, "text": "bucket" }]));
        let codes = short(&client.diagnostics("a.mlp.kdl", Some(2)));
        assert!(!codes.iter().any(|it| it.starts_with("MLP0101")), "{codes:?}");
        client.end();
    }
}

#[test]
fn a_burst_of_edits_ends_with_the_last_text() {
    let mut client = Client::start(&[("a.mlp.kdl", PLATFORM)], utf8());
    client.open("a.mlp.kdl", PLATFORM);
    for version in 2..30 {
        let kind = if version % 2 == 0 { "bukcet" } else { "bucket" };
        client.change("a.mlp.kdl", version, json!([{ "text": format!("{kind} \"x{version}\"\n") }]));
    }
    let found = client.diagnostics("a.mlp.kdl", Some(29));
    assert!(!short(&found).iter().any(|it| it.starts_with("MLP0101")), "{found:?}");
    client.end();
}

#[test]
fn what_cannot_be_read_is_answered() {
    let mut client = Client::start(&[("a.mlp.kdl", PLATFORM)], utf8());
    let id = client.send("textDocument/hover", json!({ "nonsense": 1 }));
    assert_eq!(client.response(id).response_result.unwrap_err().code, -32602);
    let id = client.send("textDocument/rename", json!({}));
    assert_eq!(client.response(id).response_result.unwrap_err().code, -32601);
    client.tell("textDocument/didChange", json!({ "odd": true }));
    client
        .tell("textDocument/didOpen", json!({ "textDocument": { "uri": "untitled:one", "languageId": "mlpc", "version": 1, "text": "" } }));
    let hover = json!({ "textDocument": { "uri": "untitled:one" }, "position": at(0, 0) });
    assert_eq!(client.ask("textDocument/hover", hover), Value::Null);
    client.ask("shutdown", Value::Null);
    let id = client.send("textDocument/hover", json!({}));
    assert_eq!(client.response(id).response_result.unwrap_err().code, -32600);
    client.tell("exit", Value::Null);
}

#[test]
fn a_client_that_goes_away_ends_the_session() {
    let client = Client::start(&[("a.mlp.kdl", PLATFORM)], utf8());
    client.open("a.mlp.kdl", PLATFORM);
    assert_eq!(client.hang_up(), Ended::Abruptly);
}

#[test]
fn findings_of_some_environments_say_which() {
    let text = "param \"n\" type=\"int\"\nenvironment \"dev\" n=1\nenvironment \"prod\" n=2\nwhen \"${n > 1}\" {\n    bukcet \"x\"\n}\n";
    let mut client = Client::start(&[("a.mlp.kdl", text)], utf8());
    client.open("a.mlp.kdl", text);
    let found = client.diagnostics("a.mlp.kdl", Some(1));
    let first = found.iter().find(|it| it["code"] == "MLP0101").unwrap()["message"].as_str().unwrap().lines().next().unwrap().to_owned();
    assert!(first.ends_with("(in prod)"), "{first}");
    client.end();
}
