//! Posting a preview where a change is reviewed: one comment, found by its first line and updated in place.
//!
//! The host's interface is called by the `curl` program. What it is told goes through its stdin, so that no token stands in a list of processes.

use std::io::Write as _;
use std::process::{Command, Stdio};

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::exit::Failure;

/// Comments that one request returns at most, on either host.
const PAGE: usize = 100;

/// Pages that are looked through for our comment.
const PAGES: usize = 50;

/// Where changes are reviewed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Host {
    /// GitHub, or GitHub Enterprise Server.
    Github,
    /// GitLab.
    Gitlab,
}

/// A change's comments.
struct Comments {
    host: Host,
    /// `https://api.github.com/repos/acme/platform/issues/7/comments`
    list: String,
    /// Where single ones are changed.
    one: String,
    header: String,
}

/// The first line of our comment on a platform: it isn't shown.
pub(crate) fn marker(platform: &str) -> String {
    // What ends an HTML comment can't stand in one.
    format!("<!-- mlpc preview: {} -->\n", platform.replace("--", "- -").replace('>', ""))
}

/// Writes the comment, in place of the one that an earlier run wrote. Says what was done.
pub(crate) fn post(host: Host, change: Option<u64>, marker: &str, text: &str) -> Result<&'static str, Failure> {
    let comments = Comments::find(host, change)?;
    let body = json!({ "body": format!("{marker}{text}") });
    match comments.ours(marker.trim_end())? {
        Some(id) => {
            let method = if host == Host::Github { "PATCH" } else { "PUT" };
            comments.call(method, &format!("{}/{id}", comments.one), Some(&body))?;
            Ok("the comment was updated")
        }
        None => {
            comments.call("POST", &comments.list, Some(&body))?;
            Ok("a comment was written")
        }
    }
}

impl Comments {
    /// Where they are, by what the host's own runners set.
    fn find(host: Host, change: Option<u64>) -> Result<Self, Failure> {
        match host {
            Host::Github => {
                let api = set("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned());
                let repository = needed("GITHUB_REPOSITORY", "`OWNER/NAME` of the repository")?;
                let of_ref = || set("GITHUB_REF")?.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok();
                let number = change.or_else(of_ref).ok_or_else(|| unknown_change("GITHUB_REF=refs/pull/7/merge"))?;
                let token = set("GITHUB_TOKEN").or_else(|| set("GH_TOKEN"));
                let token = token.ok_or_else(|| missing("GITHUB_TOKEN", "a token that may write comments (`pull-requests: write`)"))?;
                let repository = format!("{api}/repos/{repository}/issues");
                let (list, one) = (format!("{repository}/{number}/comments"), format!("{repository}/comments"));
                Ok(Self { host, list, one, header: format!("Authorization: Bearer {token}") })
            }
            Host::Gitlab => {
                let api = needed("CI_API_V4_URL", "`https://gitlab.example.com/api/v4`")?;
                let project = needed("CI_PROJECT_ID", "the project's number")?;
                let number =
                    change.or_else(|| set("CI_MERGE_REQUEST_IID")?.parse().ok()).ok_or_else(|| unknown_change("CI_MERGE_REQUEST_IID=7"))?;
                let token = needed("GITLAB_TOKEN", "a token of the project with scope `api`; a job's own can't write notes")?;
                let list = format!("{api}/projects/{project}/merge_requests/{number}/notes");
                Ok(Self { host, one: list.clone(), list, header: format!("PRIVATE-TOKEN: {token}") })
            }
        }
    }

    /// The number of the comment that begins with our line.
    fn ours(&self, marker: &str) -> Result<Option<u64>, Failure> {
        for page in 1..=PAGES {
            let answer = self.call("GET", &format!("{}?per_page={PAGE}&page={page}", self.list), None)?;
            let Some(all) = answer.as_array() else { return Err(refused("the host's answer is no list of comments", "")) };
            let is_ours = |it: &&Value| it.get("body").and_then(Value::as_str).is_some_and(|body| body.starts_with(marker));
            if let Some(id) = all.iter().find(is_ours).and_then(|it| it.get("id")).and_then(Value::as_u64) {
                return Ok(Some(id));
            }
            if all.len() < PAGE {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// One request and its answer.
    fn call(&self, method: &str, url: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let accept = if self.host == Host::Github { "application/vnd.github+json" } else { "application/json" };
        let mut lines = vec![("url", url.to_owned()), ("request", method.to_owned()), ("header", self.header.clone())];
        lines.push(("header", format!("Accept: {accept}")));
        if let Some(body) = body {
            lines.push(("header", "Content-Type: application/json".to_owned()));
            lines.push(("data-binary", body.to_string()));
        }
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r");
        let config: String = lines.iter().map(|(name, value)| format!("{name} = \"{}\"\n", quoted(value))).collect();
        let text = curl(&config).map_err(|cause| refused(&format!("{method} {url}: {cause}"), ""))?;
        let (text, status) = text.rsplit_once('\n').unwrap_or(("", &text));
        if !status.starts_with('2') {
            let said: Option<Value> = serde_json::from_str(text).ok();
            let said = said.as_ref().and_then(|it| it.get("message")).and_then(Value::as_str).unwrap_or_default();
            return Err(refused(&format!("{method} {url} was answered with {status}"), said));
        }
        serde_json::from_str(text).map_err(|error| refused(&format!("{method} {url}: the answer is no JSON: {error}"), ""))
    }
}

/// Runs curl with a configuration on its stdin; what was answered, and on a last line its status.
fn curl(config: &str) -> Result<String, String> {
    // The user's own `.curlrc` would change what is sent.
    let mut command = Command::new("curl");
    command.args(["--disable", "--silent", "--show-error", "--max-time", "60", "--write-out", "\\n%{http_code}", "--config", "-"]);
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| format!("curl can't be run ({error}): install it"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(config.as_bytes()).map_err(|error| format!("curl takes no more: {error}"))?;
    }
    let output = child.wait_with_output().map_err(|error| format!("curl can't be waited for: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

fn refused(what: &str, said: &str) -> Failure {
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    Failure::refused(format!("the preview wasn't posted: {what}{said}"))
        .help("look at the token's rights and the change's number; the report above is whole and can be posted by hand")
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn needed(name: &str, what: &str) -> Result<String, Failure> {
    set(name).ok_or_else(|| missing(name, what))
}

fn missing(name: &str, what: &str) -> Failure {
    Failure::usage(format!("--post needs {name}: {what}")).help("the host's own runners set most of these; elsewhere set them by hand")
}

fn unknown_change(example: &str) -> Failure {
    Failure::usage("--post doesn't know which change is reviewed".to_owned()).help(format!("add `--change 7`, or set `{example}`"))
}
