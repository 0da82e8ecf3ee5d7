//! The tests that a platform's `*.test.mlp.kdl` hold: which there are, and in which environment each is tried.

use mlpc_diag::{Diagnostic, Diagnostics};
use mlpc_sema::TestAt;
use mlpc_sema::codes::{missing_required, unknown_kind};
use mlpc_source::{FileId, Span};
use mlpc_syntax::{Entry, Node, Scalar};
use smol_str::SmolStr;

use crate::load::{Loaded, Role};

/// A test as far as it is known before anything is compiled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    /// What it says of itself.
    pub name: SmolStr,
    /// Where it stands.
    pub at: TestAt,
    /// Its head.
    pub span: Span,
    /// The environment that it names.
    pub env: Option<SmolStr>,
    /// The params that it sets, in order.
    pub set: Vec<(SmolStr, SmolStr)>,
}

/// All tests, in order of path and place. What else stands at the top level of their files is reported, and a test without a name.
pub fn tests(loaded: &Loaded, out: &mut Diagnostics) -> Vec<Test> {
    let mut tests = Vec::new();
    for ((file, parse), role) in loaded.parses.iter_enumerated().zip(loaded.roles.iter()) {
        if *role != Role::Test {
            continue;
        }
        for node in parse.tree.roots().filter(|node| !node.is_broken()) {
            let span = Span::new(file, node.name_range());
            if node.name() != "test" {
                let message = format!("a file of tests holds `test`, not `{}`", node.name());
                let found = Diagnostic::new(&unknown_kind::RULE, message).label(span, "can't stand here");
                out.push(found.help("write it into a `test`, or into a file of the platform"));
                continue;
            }
            match node.args().next().and_then(text) {
                Some(name) => tests.push(test(file, node, name)),
                None => {
                    let found = Diagnostic::new(&missing_required::RULE, "this test has no name").label(span, "a name is missing after it");
                    out.push(found.help("say in a few words what holds: `test \"every H100 is given away\" { … }`"));
                }
            }
        }
    }
    tests
}

fn test(file: FileId, node: Node<'_>, name: SmolStr) -> Test {
    let named = |name: &'static str| node.children().filter(move |child| child.name() == name);
    let env = named("env").find_map(|child| child.args().next().and_then(text));
    let set = named("set").flat_map(|child| child.props().collect::<Vec<_>>());
    let set = set.filter_map(|entry| Some((SmolStr::new(entry.name()?), said(entry)))).collect();
    Test { name, at: TestAt { file, node: node.id() }, span: Span::new(file, node.head_range()), env, set }
}

fn text(entry: Entry<'_>) -> Option<SmolStr> {
    match entry.value() {
        Scalar::Text(text) => Some(SmolStr::new(text)),
        _ => None,
    }
}

/// A value as `--set` would say it.
fn said(entry: Entry<'_>) -> SmolStr {
    let raw = || {
        let raw = entry.raw();
        let value = raw.split_once('=').map_or(raw, |(_, value)| value);
        SmolStr::new(value.trim().trim_start_matches('#'))
    };
    text(entry).unwrap_or_else(raw)
}
