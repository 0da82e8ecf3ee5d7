//! Rego in bounds: a text of at most 256 KiB whose brackets nest at most twelve deep (reading takes exponential time in their depth), without
//! functions whose result is random or unbounded, evaluated for at most two seconds. The evaluator itself looks at the clock; its result
//! doesn't depend on it, only whether there is one.

use std::num::NonZeroU32;
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use serde_json::Value;

use crate::CheckCx;

/// The most bytes of a policy.
const MOST_BYTES: usize = 256 << 10;
/// The most brackets inside each other.
const MOST_NESTED: usize = 12;
/// How long one evaluation may take.
const LIMIT: Duration = Duration::from_secs(2);
/// Steps between two looks at the clock.
const STEPS: NonZeroU32 = NonZeroU32::new(256).expect("256 isn't 0");
/// Functions that no policy may call, and why.
const REFUSED: &[(&str, &str)] = &[
    ("rand.", "its result differs from run to run"),
    ("numbers.range", "it fills the memory before the time is up; walk a list of the input instead"),
];

/// The name under which errors speak of the policy.
const FILE: &str = "policy.rego";

/// What keeps a policy from being judged.
#[derive(Debug)]
pub(super) struct Fault {
    /// One line.
    pub(super) message: String,
    /// Line and column in the policy, from 1.
    pub(super) place: Option<(usize, usize)>,
    /// What to do.
    pub(super) help: &'static str,
}

/// One thing that a policy denies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Denied {
    /// The policy's own words.
    pub(super) msg: String,
    /// An address, with or without a field.
    pub(super) at: Option<String>,
}

/// A policy that was read.
pub(super) struct Engine(regorus::Engine);

fn fault(message: impl Into<String>, help: &'static str) -> Fault {
    Fault { message: message.into(), place: None, help }
}

/// The text of a policy: as written, or of the file that is named.
pub(super) fn source(cx: &CheckCx<'_>, written: &str) -> Result<String, Fault> {
    if written.contains('\n') || written.trim_end().rsplit('.').next() != Some("rego") {
        return Ok(written.to_owned());
    }
    let is_inside = !written.starts_with('/') && written.split('/').all(|part| part != "..");
    let text = if is_inside { (cx.data)(written) } else { None };
    text.map(|text| text.to_string()).ok_or_else(|| {
        fault(
            format!("the platform's folder has no file `{written}`"),
            "give a path below the folder of the platform, or write the policy here",
        )
    })
}

impl Engine {
    /// Reads a policy.
    pub(super) fn new(source: &str) -> Result<Self, Fault> {
        bounded(source)?;
        let mut engine = regorus::Engine::new();
        engine.set_strict_builtin_errors(true);
        engine.set_gather_prints(true);
        engine.set_execution_timer_config(ExecutionTimerConfig { limit: LIMIT, check_interval: STEPS });
        let package = engine.add_policy(FILE.into(), source.to_owned()).map_err(|error| said(&error.to_string()))?;
        if package != "data.mlpc" {
            let package = package.strip_prefix("data.").unwrap_or(&package);
            return Err(fault(format!("it stands in package `{package}`"), "begin it with `package mlpc`"));
        }
        Ok(Self(engine))
    }

    /// What it denies of this input, in order.
    pub(super) fn denied(&mut self, input: &Value) -> Result<Vec<Denied>, Fault> {
        self.0.set_input(regorus::Value::from(input.clone()));
        let denied = self.0.eval_rule("data.mlpc.deny".into()).map_err(|error| {
            let text = error.to_string();
            if text.contains("not a valid rule path") {
                return fault("it has no rule `deny`", "write `deny contains {\"msg\": …, \"at\": …} if { … }`");
            }
            said(&text)
        })?;
        let denied = denied.to_json_str().ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
        let Value::Array(items) = denied else {
            return Ok(Vec::new());
        };
        let mut found: Vec<Denied> = items.iter().map(one).collect();
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// An element of `deny`: an object with `msg` and `at`, or a text.
fn one(item: &Value) -> Denied {
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let msg = text("msg").or_else(|| item.as_str().map(str::to_owned)).unwrap_or_else(|| item.to_string());
    // A message is one line of a finding.
    Denied { msg: msg.split_whitespace().collect::<Vec<_>>().join(" "), at: text("at") }
}

/// What can be said before reading.
fn bounded(source: &str) -> Result<(), Fault> {
    if source.len() > MOST_BYTES {
        return Err(fault(
            format!("it has {} bytes; a policy has at most {} KiB", source.len(), MOST_BYTES >> 10),
            "cut it into several policies",
        ));
    }
    for (name, why) in REFUSED {
        if source.contains(name) {
            return Err(Fault {
                message: format!("it names `{name}`, which no policy may: {why}"),
                place: place_of(source, name),
                help: "write it without",
            });
        }
    }
    let (mut depth, mut quote, mut line, mut in_comment, mut escaped) = (0_usize, None, 1, false, false);
    for ch in source.chars() {
        match (ch, quote) {
            ('\n', _) => {
                line += 1;
                in_comment = false;
            }
            _ if in_comment => {}
            (_, Some('"')) if escaped => escaped = false,
            ('\\', Some('"')) => escaped = true,
            (ch, Some(open)) if ch == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '`', None) => quote = Some(ch),
            ('#', None) => in_comment = true,
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTED {
            let message = format!("its brackets are nested more than {MOST_NESTED} deep");
            return Err(Fault { message, place: Some((line, 1)), help: "give the inner parts rules of their own" });
        }
    }
    Ok(())
}

fn place_of(source: &str, name: &str) -> Option<(usize, usize)> {
    let at = source.find(name)?;
    let before = source.get(..at)?;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count());
    Some((before.matches('\n').count() + 1, column + 1))
}

/// What the evaluator said, as one line and a place.
fn said(text: &str) -> Fault {
    let marker = format!("--> {FILE}:");
    let place = text.split(&marker).nth(1).and_then(|rest| {
        let mut numbers = rest.split(|ch: char| !ch.is_ascii_digit());
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    });
    if text.contains("time limit") {
        return fault(format!("it took longer than {} s", LIMIT.as_secs()), "let it walk each list once, and look things up by key");
    }
    let message =
        text.lines().find_map(|line| line.trim().strip_prefix("error: ")).unwrap_or_else(|| text.lines().next().unwrap_or("")).to_owned();
    Fault { message, place, help: "`opa check` says more; `mlpc schema platform` describes the input" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn denied(source: &str, input: Value) -> Result<Vec<Denied>, String> {
        let said = |fault: Fault| {
            format!("{}{}", fault.message, fault.place.map_or(String::new(), |(line, column)| format!(" at {line}:{column}")))
        };
        Engine::new(source).and_then(|mut engine| engine.denied(&input)).map_err(said)
    }

    #[test]
    fn denies_what_it_says() {
        let source = "package mlpc\ndeny contains {\"msg\": msg, \"at\": pool.address} if {\n    some pool in input.gpu_pools\n    \"on-demand\" in pool.capacity\n    msg := sprintf(\"%s is on demand\", [pool.address])\n}\n";
        let input = json!({ "gpu_pools": [{ "address": "gpu-pool.h100", "capacity": ["on-demand"] }, { "address": "gpu-pool.l40s", "capacity": ["spot"] }] });
        let expected = Denied { msg: "gpu-pool.h100 is on demand".into(), at: Some("gpu-pool.h100".into()) };
        assert_eq!(denied(source, input), Ok(vec![expected]));
    }

    #[test]
    fn hostile_policies_end_early() {
        let message = |source: &str| denied(source, json!({ "xs": (0..2000).collect::<Vec<_>>() })).unwrap_err();
        assert_eq!(
            message(&format!("package mlpc\nx := {}1{}\n", "[".repeat(5000), "]".repeat(5000))),
            "its brackets are nested more than 12 deep at 2:1"
        );
        assert_eq!(
            message("package mlpc\ndeny contains \"x\" if rand.intn(\"a\", 2) == 1\n"),
            "it names `rand.`, which no policy may: its result differs from run to run at 2:22"
        );
        assert_eq!(message("package other\ndeny contains \"x\" if true\n"), "it stands in package `other`");
        assert_eq!(message("package mlpc\nallow := true\n"), "it has no rule `deny`");
        assert!(message(&" ".repeat(1 << 20)).contains("256 KiB"));
        let endless =
            "package mlpc\ndeny contains \"x\" if {\n some a in input.xs\n some b in input.xs\n some c in input.xs\n a * b * c == 0.5\n}\n";
        assert_eq!(message(endless), "it took longer than 2 s");
        assert!(message("package mlpc\ndeny contains {\n").contains(" at "), "{}", message("package mlpc\ndeny contains {\n"));
    }
}
