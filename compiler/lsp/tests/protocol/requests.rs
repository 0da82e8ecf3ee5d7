//! Each request once, through the protocol; what they answer is tested in `ide`.

use serde_json::{Value, json};

use crate::client::{Client, at, utf8};

const TEXT: &str = "target \"v\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\nbucket \"lake\"\ntenant \"t\" owner=\"t@example.com\" {\n    dataset \"d\" class=\"internal\"   in=\"lake\"\n    bukcet \"x\"\n}\n";

fn start() -> Client {
    let client = Client::start(&[("a.mlp.kdl", TEXT)], utf8());
    client.open("a.mlp.kdl", TEXT);
    client
}

fn params(client: &Client, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": client.uri("a.mlp.kdl") }, "position": at(line, character) })
}

#[test]
fn hover_definition_and_references() {
    let mut client = start();
    let here = params(&client, 3, 40);
    // Asked before anything is compiled: it waits.
    let hover = client.ask("textDocument/hover", here.clone());
    assert!(hover["contents"]["value"].as_str().unwrap().contains("bucket \"lake\""), "{hover}");
    let found = client.ask("textDocument/definition", here.clone());
    assert_eq!(found[0]["range"]["start"], at(1, 0));
    let mut with_context = here;
    with_context["context"] = json!({ "includeDeclaration": true });
    let found = client.ask("textDocument/references", with_context);
    assert_eq!(found.as_array().unwrap().len(), 2, "{found}");
    client.end();
}

#[test]
fn formatting_edits_only_what_differs() {
    let mut client = start();
    let edits = client.ask(
        "textDocument/formatting",
        json!({ "textDocument": { "uri": client.uri("a.mlp.kdl") }, "options": { "tabSize": 4, "insertSpaces": true } }),
    );
    assert_eq!(edits, json!([{ "range": { "start": at(3, 33), "end": at(3, 35) }, "newText": "" }]));
    client.end();
}

#[test]
fn completion_works_right_after_an_edit() {
    let mut client = start();
    client.diagnostics("a.mlp.kdl", Some(1));
    client.change("a.mlp.kdl", 2, json!([{ "range": { "start": at(5, 0), "end": at(5, 0) }, "text": "    dataset \"e\" in=\"" }]));
    let here = params(&client, 5, 20);
    let found = client.ask("textDocument/completion", here);
    let labels: Vec<_> = found["items"].as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["lake"]);
    assert_eq!(found["items"][0]["textEdit"]["range"]["start"], at(5, 20));
    client.end();
}

#[test]
fn symbols_and_actions() {
    let mut client = start();
    let symbols = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": client.uri("a.mlp.kdl") } }));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["v", "lake", "t"]);
    let range = json!({ "start": at(4, 5), "end": at(4, 5) });
    let context = json!({ "diagnostics": [] });
    let actions = client
        .ask("textDocument/codeAction", json!({ "textDocument": { "uri": client.uri("a.mlp.kdl") }, "range": range, "context": context }));
    assert_eq!(actions[0]["title"], "write `bucket`");
    assert_eq!(actions[0]["kind"], "quickfix");
    let uri = client.uri("a.mlp.kdl");
    assert_eq!(actions[0]["edit"]["changes"][&uri][0]["newText"], "bucket");
    client.end();
}

#[test]
fn a_request_overtaken_by_an_edit_is_told_so_or_answered() {
    let mut client = start();
    for version in 2..12 {
        let here = params(&client, 3, 40);
        let id = client.send("textDocument/hover", here);
        client.change("a.mlp.kdl", version, json!([{ "text": TEXT }]));
        match client.response(id).response_result {
            Ok(hover) => assert!(hover["contents"].is_object(), "{hover}"),
            Err(error) => assert_eq!(error.code, -32801),
        }
    }
    client.end();
}
