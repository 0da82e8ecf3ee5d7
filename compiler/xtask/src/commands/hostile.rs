//! `cargo xtask hostile`: specs that ask for too much, and what mlpc makes of them in a release build on a stack of 2 MB.
//!
//! Each ends with a result or findings, never with a crash, and within [`MOST_SECONDS`] and [`MOST_MEGABYTES`].

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::bench::measure::Job;
use super::bench::release_build;
use super::report::Report;
use crate::reference;

/// How hostile.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Divides all sizes.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    divide: u32,
    /// Only inputs whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Seconds after which a run is ended; its row says so, and the next begins.
    #[arg(long, default_value_t = 6.0 * MOST_SECONDS)]
    limit: f64,
    /// Where the specs lie while they run.
    #[arg(long, default_value = "/dev/shm/mlpc-hostile")]
    work: PathBuf,
    /// Where the table goes besides stdout.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Bounds of each run, for inputs of full size.
const MOST_SECONDS: f64 = 20.0;
/// A file of 50 MB holds 800 000 tenants, each of them about 3 kB once typed.
const MOST_MEGABYTES: f64 = 3000.0;

const PLATFORM: &str = "platform \"p\" owner=\"o@example.com\"\n";

/// A text that is repeated.
fn times(n: usize, text: &str) -> Vec<u8> {
    text.repeat(n).into_bytes()
}

/// A platform and something hostile after it.
fn spec(text: &str) -> Vec<u8> {
    format!("{PLATFORM}{text}").into_bytes()
}

/// Definitions that use each other twice, so that the last stands for 2^n nodes.
fn definition_bomb(n: usize) -> String {
    let mut text = String::from("define \"d0\" {\n    bucket \"${name}\"\n}\n");
    for i in 1..=n {
        let _ = write!(text, "define \"d{i}\" {{\n    d{0} \"a-${{name}}\"\n    d{0} \"b-${{name}}\"\n}}\n", i - 1);
    }
    let _ = writeln!(text, "d{n} \"x\"");
    text
}

/// Values that hold each other twice.
fn let_bomb(n: usize) -> String {
    let mut text = String::from("let \"a0\" 1 2\n");
    for i in 1..=n {
        let _ = writeln!(text, "let \"a{i}\" \"${{[x for x in a{0}] + a{0}}}\"", i - 1);
    }
    let _ = writeln!(text, "bucket \"x\" existing=\"${{len(a{n})}}\"");
    text
}

/// Texts that hold each other twice.
fn text_bomb(n: usize) -> String {
    let mut text = String::from("let \"a0\" \"0123456789abcdef\"\n");
    for i in 1..=n {
        let _ = writeln!(text, "let \"a{i}\" \"${{a{0}}}${{a{0}}}\"", i - 1);
    }
    let _ = writeln!(text, "bucket \"x\" existing=\"${{a{n}}}\"");
    text
}

/// The inputs: a name, and the bytes of the spec.
fn inputs(divide: usize) -> Vec<(&'static str, Vec<u8>)> {
    let n = |full: usize| (full / divide).max(1);
    let tenant = |i: usize| format!("tenant \"t{i:07}\" owner=\"t{i:07}@example.com\" cost-center=\"4400\"\n");
    let tenants = |bytes: usize| (0..bytes / tenant(0).len()).map(tenant).collect::<String>();
    let text = "x".repeat(n(16 << 20));
    vec![
        ("levels", [times(n(100_000), "a {\n"), times(n(100_000), "}\n")].concat()),
        ("levels, one line", [times(n(100_000), "a {"), times(n(100_000), "}")].concat()),
        ("levels, unterminated", times(n(100_000), "a {\n")),
        ("slashdashes", times(n(1_000_000), "/-")),
        ("comments in comments", times(n(1_000_000), "/*")),
        ("closing braces", times(n(100_000), "}\n")),
        ("errors of a unit", spec(&"tenant \"x\" = 5GiB }\n".repeat(n(100_000)))),
        ("errors of a kind", spec(&"tenent \"x\"\n".repeat(n(100_000)))),
        ("errors of a name", spec(&"grant \"nothing\" to=\"nobody\" access=\"read\"\n".repeat(n(100_000)))),
        ("errors of a type", spec(&"tenant \"x\" owner=5 cost-center=#true data=7\n".repeat(n(100_000)))),
        ("duplicates", spec(&"secret \"x\"\n".repeat(n(100_000)))),
        ("bad escapes", spec(&"secret \"\\q\\u{zz}\"\n".repeat(n(100_000)))),
        ("file of 50 MB", spec(&tenants(n(50 << 20)))),
        ("file of 50 MB, one line", spec(&tenants(n(50 << 20)).replace('\n', ";"))),
        ("string of 16 MB", spec(&format!("secret \"{text}\"\n"))),
        ("raw string of 16 MB", spec(&format!("secret #\"{text}\"#\n"))),
        ("identifier of 16 MB", spec(&format!("{text} \"x\"\n"))),
        ("number of 16 MB", spec(&format!("secret \"x\" a={}\n", "1".repeat(n(16 << 20))))),
        ("expression of 16 MB", spec(&format!("bucket \"x\" existing=\"${{{}1}}\"\n", "1+".repeat(n(8 << 20))))),
        ("expression, nested", spec(&format!("bucket \"x\" existing=\"${{{}1}}\"\n", "(".repeat(n(8 << 20))))),
        ("expressions, many", spec(&format!("secret \"{}\"\n", "${1}".repeat(n(4 << 20))))),
        ("16 MB of newlines", times(n(16 << 20), "\n")),
        ("16 MB of spaces", times(n(16 << 20), " ")),
        ("16 MB of zeros", vec![0; n(16 << 20)]),
        ("16 MB, not UTF-8", vec![0xff; n(16 << 20)]),
        ("unterminated string", spec(&format!("secret \"{text}"))),
        ("unterminated raw string", spec(&format!("secret ##\"{text}"))),
        ("unterminated long string", spec(&format!("secret \"\"\"\n{text}"))),
        ("unterminated comment", spec(&format!("/*{text}"))),
        ("unterminated expression", spec(&format!("bucket \"x\" existing=\"${{{text}\"\n"))),
        ("definitions, 2^40", spec(&definition_bomb((40 / divide.ilog2().max(1) as usize).max(8)))),
        ("lists, 2^40", spec(&let_bomb(40))),
        ("texts, 2^40", spec(&text_bomb(40))),
        (
            "comprehension of 10^8",
            spec(&format!(
                "let \"a\" \"${{[[y for y in range({0})] for x in range({0})]}}\"\nbucket \"x\" existing=\"${{len(a)}}\"\n",
                n(10_000)
            )),
        ),
        ("range of 10^18", spec("let \"a\" \"${range(1000000000000000000)}\"\nbucket \"x\" existing=\"${len(a)}\"\n")),
        ("loop of 10^18", spec("for \"i\" in=\"${range(1000000000000000000)}\" {\n    secret \"s${i}\"\n}\n")),
        (
            "loops in loops",
            spec("for \"i\" in=\"${range(10000)}\" {\n    for \"j\" in=\"${range(10000)}\" {\n        secret \"s${i}-${j}\"\n    }\n}\n"),
        ),
        ("loop over itself", spec("let \"a\" \"${b}\"\nlet \"b\" \"${a}\"\nbucket \"x\" existing=\"${a}\"\n")),
        (
            "chain of values",
            spec(&format!(
                "let \"a0\" 1\n{}bucket \"x\" existing=\"${{a{}}}\"\n",
                (1..n(100_000)).map(|i| format!("let \"a{i}\" \"${{a{} + 1}}\"\n", i - 1)).collect::<String>(),
                n(100_000).max(2) - 1
            )),
        ),
        (
            "references in a ring",
            spec(
                &(0..n(20_000))
                    .map(|i| format!("resource \"terraform_data\" \"r{i}\" input=\"${{terraform_data.r{}.id}}\"\n", (i + 1) % n(20_000)))
                    .collect::<String>(),
            ),
        ),
    ]
}

/// Writes each input, runs `mlpc check` and `mlpc fmt --check` on it, and reports each as soon as it ended.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mlpc = release_build()?;
    let mut report = Report::new(arguments.out.as_deref())?;
    report.add("| input | MB | check: exit | CPU s | peak MB | fmt: exit | CPU s | peak MB |\n")?;
    report.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")?;
    let mut bad = Vec::new();
    for (name, text) in inputs(arguments.divide as usize) {
        if !name.contains(&arguments.only) {
            continue;
        }
        let folder = arguments.work.join("spec");
        let _ = std::fs::remove_dir_all(&folder);
        reference::write(&folder.join("platform.mlp.kdl"), &text)?;
        report.add(&format!("| {name} | {:.1}", text.len() as f64 / 1e6))?;
        drop(text);
        for command in [&["check"][..], &["fmt", "--check"]] {
            let cost = on_small_stack(&mlpc, &folder, command).run(arguments.limit)?;
            report.add(&format!(" | {} | {:.2} | {:.0}", cost.end(arguments.limit), cost.cpu, cost.memory))?;
            let orderly = matches!(cost.exit, 0 | 1);
            if !orderly || cost.cpu > MOST_SECONDS || cost.memory > MOST_MEGABYTES {
                bad.push(format!(
                    "{name}: {} ended with {} after {:.1} s and {:.0} MB",
                    command.join(" "),
                    cost.exit,
                    cost.cpu,
                    cost.memory
                ));
            }
        }
        report.add(" |\n")?;
    }
    let _ = std::fs::remove_dir_all(&arguments.work);
    if bad.is_empty() { Ok(()) } else { Err(bad.join("\n")) }
}

fn on_small_stack(mlpc: &Path, folder: &Path, words: &[&str]) -> Job {
    let limited = "ulimit -s 2048; exec \"$@\"";
    let mut command: Vec<std::ffi::OsString> = ["sh", "-c", limited, "sh"].map(Into::into).to_vec();
    command.push(mlpc.into());
    command.extend(words.iter().map(Into::into));
    Job::new(words.join(" "), folder, command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_as_large_as_their_names_say() {
        let all = inputs(1000);
        assert!(all.iter().all(|(name, text)| !name.is_empty() && !text.is_empty()));
        let string = inputs(16).into_iter().find(|(name, _)| *name == "string of 16 MB").unwrap().1;
        assert!(string.len() > 1 << 20);
    }
}
