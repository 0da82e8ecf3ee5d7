//! `preview --post` keeps one comment, on hosts that are played here.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, skipped};

/// What was asked of a host: method, path, and the header that says who asks.
type Asked = Arc<Mutex<Vec<(String, String, String)>>>;

/// A host that keeps comments, on a port of this machine.
fn host(who: &'static str, asked: Asked, comments: Arc<Mutex<Vec<Value>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), who, &asked, &comments);
        }
    });
    at
}

fn answer(mut stream: TcpStream, who: &str, asked: &Asked, comments: &Mutex<Vec<Value>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let (mut length, mut token) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        match header.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            Some((name, value)) if name.eq_ignore_ascii_case("expect") => {
                assert_eq!(value, "100-continue");
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
            }
            Some((name, value)) if name.eq_ignore_ascii_case(who) => value.clone_into(&mut token),
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    asked.lock().unwrap().push((method.clone(), path.clone(), token.clone()));
    let mut comments = comments.lock().unwrap();
    let (status, answer) = match method.as_str() {
        _ if !token.ends_with("t0ken") => ("403 Forbidden", json!({ "message": "no rights" })),
        "GET" => ("200 OK", json!(*comments)),
        "POST" => {
            let mut comment: Value = serde_json::from_slice(&body).unwrap();
            comment["id"] = json!(41 + comments.len());
            comments.push(comment.clone());
            ("201 Created", comment)
        }
        _ => {
            let id: u64 = path.rsplit('/').next().unwrap().parse().unwrap();
            let comment = comments.iter_mut().find(|it| it["id"] == id).unwrap();
            comment["body"] = serde_json::from_slice::<Value>(&body).unwrap()["body"].clone();
            ("200 OK", comment.clone())
        }
    };
    let text = answer.to_string();
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len()).unwrap();
}

fn committed() -> Sandbox {
    let sandbox = Sandbox::quickstart();
    for args in [&["init", "-q"][..], &["add", "-A"], &["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "base"]] {
        let done = Command::new("git").current_dir(sandbox.path()).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap();
        assert!(done.success());
    }
    sandbox
}

#[test]
fn one_comment_is_written_and_then_updated_in_place() {
    if Command::new("curl").arg("--version").output().is_err() {
        return skipped("curl is missing");
    }
    for (name, who) in [("github", "authorization"), ("gitlab", "private-token")] {
        let mut sandbox = committed();
        let (asked, comments) = (Asked::default(), Arc::new(Mutex::new(vec![json!({ "id": 40, "body": "Looks good \"to\" me" })])));
        let at = host(who, asked.clone(), comments.clone());
        for (variable, value) in [
            ("NO_PROXY", "127.0.0.1"),
            ("GITHUB_API_URL", at.as_str()),
            ("GITHUB_REPOSITORY", "acme/platform"),
            ("GITHUB_REF", "refs/pull/7/merge"),
            ("GITHUB_TOKEN", "t0ken"),
            ("CI_API_V4_URL", at.as_str()),
            ("CI_PROJECT_ID", "12"),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("GITLAB_TOKEN", "t0ken"),
        ] {
            sandbox.set_env(variable, value);
        }
        let args = ["preview", "--base", "HEAD", "--post", name];
        let first = sandbox.ok(&args);
        assert!(first.out.contains("nothing changes") && first.err.contains("a comment was written"), "{}", first.err);
        sandbox.edit("research.mlp.kdl", "gpus=24", "gpus=16");
        let second = sandbox.ok(&args);
        assert!(second.err.contains("the comment was updated"), "{}", second.err);
        {
            let comments = comments.lock().unwrap();
            assert_eq!((comments.len(), comments[0]["body"].as_str()), (2, Some("Looks good \"to\" me")));
            let body = comments[1]["body"].as_str().unwrap();
            let (marker, text) = body.split_once('\n').unwrap();
            assert!(marker.starts_with("<!-- mlpc preview: ") && text == second.out, "{body}");
        }
        let calls: Vec<_> = asked.lock().unwrap().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        let list = if name == "github" { "/repos/acme/platform/issues/7/comments" } else { "/projects/12/merge_requests/7/notes" };
        let one =
            if name == "github" { "PATCH /repos/acme/platform/issues/comments/42" } else { "PUT /projects/12/merge_requests/7/notes/42" };
        let get = format!("GET {list}?per_page=100&page=1");
        assert_eq!(calls, [get.as_str(), &format!("POST {list}"), &get, one]);

        // A token without rights: the report stands, the failure says what the host said, and the token isn't shown.
        sandbox.set_env(if name == "github" { "GITHUB_TOKEN" } else { "GITLAB_TOKEN" }, "s3cret");
        let refused = sandbox.run(&args);
        assert_eq!(refused.code, Some(1));
        assert!(refused.out.contains("### mlpc") && refused.err.contains("403") && refused.err.contains("no rights"), "{}", refused.err);
        assert!(!refused.err.contains("s3cret"), "{}", refused.err);
    }
}

#[test]
fn what_is_not_known_of_the_host_is_asked_for() {
    let mut sandbox = committed();
    for name in ["GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_TOKEN", "GH_TOKEN"] {
        sandbox.set_env(name, "");
    }
    let ran = sandbox.run(&["preview", "--base", "HEAD", "--post", "github"]);
    assert_eq!(ran.code, Some(64));
    assert!(ran.err.contains("GITHUB_REPOSITORY") && ran.err.contains("help: "), "{}", ran.err);
}
