//! `parse_once mlpc|kdlite|kdl FILE`: the processor seconds of one parse and the kilobytes that it adds, for `cargo xtask bench`.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a program that measures, no stage")]

use std::fs::read_to_string;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;

/// Parses are repeated for at least so long; the clock's grain is much smaller.
const SECONDS: f64 = 0.3;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [parser, file] = arguments.as_slice() else { return ExitCode::from(2) };
    let Ok(text) = read_to_string(file) else { return ExitCode::from(2) };
    let figures = match parser.as_str() {
        "mlpc" => {
            let text: Arc<str> = text.into();
            figures(|| mlpc_syntax::parse(Arc::clone(&text)))
        }
        "kdlite" => figures(|| kdlite::dom::Document::parse(&text)),
        "kdl" => figures(|| kdl::KdlDocument::parse_v2(&text)),
        _ => None,
    };
    let Some((seconds, kilobytes)) = figures else { return ExitCode::from(2) };
    println!("{seconds:.9} {kilobytes}");
    ExitCode::SUCCESS
}

/// Seconds and kilobytes of one parse; the first is the one whose memory counts.
fn figures<T>(parse: impl Fn() -> T) -> Option<(f64, u64)> {
    let before = status("VmRSS:")?;
    drop(black_box(parse()));
    let kilobytes = status("VmHWM:")?.saturating_sub(before);
    let (start, mut n) = (processor_seconds()?, 0_u32);
    loop {
        drop(black_box(parse()));
        n += 1;
        let seconds = processor_seconds()? - start;
        if seconds >= SECONDS {
            return Some((seconds / f64::from(n), kilobytes));
        }
    }
}

/// Processor time of this thread, as Linux tells it.
fn processor_seconds() -> Option<f64> {
    let nanoseconds: f64 = read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// A line of what Linux tells of this process's memory, in kilobytes.
fn status(name: &str) -> Option<u64> {
    let text = read_to_string("/proc/self/status").ok()?;
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}
