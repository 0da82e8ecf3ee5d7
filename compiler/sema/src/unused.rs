//! What is declared and never used: params, lets, definitions, secrets, keys.

use mlpc_diag::Diagnostic;
use mlpc_source::{FileId, Span};
use mlpc_syntax::Node;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::codes::{missing_required, unused};
use crate::cx::Cx;

impl Cx<'_> {
    /// Reports what nothing uses. Names count as used wherever they stand, also in what a `when` leaves out.
    pub(crate) fn report_unused(&mut self) {
        let indexes = self.inputs.indexes;
        let mentioned: FxHashSet<&SmolStr> = indexes.iter().flat_map(|index| &index.mentions).collect();
        let node_names: FxHashSet<&SmolStr> = indexes.iter().flat_map(|index| &index.node_names).collect();
        let files: Vec<FileId> = self.inputs.sources.files.ids().collect();
        for file in files {
            let is_test = self.inputs.sources.files.get(file).is_some_and(|file| file.path.ends_with(".test.mlp.kdl"));
            let Some(parse) = self.inputs.parses.get(file).filter(|_| !is_test) else { continue };
            for node in parse.tree.nodes() {
                self.unused_name(file, node, &mentioned);
            }
        }
        let mut defines: Vec<(SmolStr, Span)> = self
            .defines
            .values()
            .filter(|define| !define.library && !node_names.contains(&define.name))
            .map(|define| (define.name.clone(), define.span))
            .collect();
        defines.sort();
        for (name, span) in defines {
            self.report_one(format!("nothing is a `{name}`"), span, "defined, never used", "use it, or remove the `define`");
        }
        self.unused_declarations(&mentioned);
    }

    /// Reports a spec without any declaration: to plan it would be to destroy all there is.
    pub(crate) fn report_empty(&mut self) {
        let is_spec = |file: &mlpc_source::SourceFile| !file.path.ends_with(".test.mlp.kdl");
        let Some((first, _)) = self.inputs.sources.files.iter_enumerated().find(|(_, file)| is_spec(file)) else { return };
        let has_any = |parse: &mlpc_syntax::Parse| parse.tree.roots().next().is_some() || !parse.problems.is_empty() || parse.cut_short;
        if self.inputs.parses.iter().any(|parse| has_any(parse)) {
            return;
        }
        let start = Span::new(first, mlpc_source::TextRange::empty(0));
        self.report(
            Diagnostic::new(&missing_required::RULE, "the spec declares nothing")
                .label(start, "no declaration in any file")
                .help("`mlpc init` starts a platform; `mlpc destroy` ends one"),
        );
    }

    fn unused_name(&mut self, file: FileId, node: Node<'_>, mentioned: &FxHashSet<&SmolStr>) {
        let name = node.name();
        let in_define = node.parent().is_some_and(|parent| parent.name() == "define");
        let is_param = name == "param" && (node.parent().is_none() || in_define);
        let is_let = name == "let" && !self.in_tree(node);
        if !is_param && !is_let {
            return;
        }
        let Some(entry) = node.args().next() else { return };
        let mlpc_syntax::Scalar::Text(text) = entry.value() else { return };
        let text = SmolStr::new(&text);
        if mentioned.contains(&text) || self.gaps.skipped.contains(&text) || !crate::expand::is_name(&text) || self.is_core_kind(&text) {
            return;
        }
        let span = Span::new(file, entry.value_range());
        self.report_one(
            format!("nothing reads {name} `{text}`"),
            span,
            "declared, never read",
            &format!("read it as `${{{text}}}`, or remove it"),
        );
    }

    /// Whether a node stands in a field, where `let` may be any key.
    fn in_tree(&self, node: Node<'_>) -> bool {
        let Some(parent) = node.parent() else { return false };
        let name = parent.name();
        let holds_lets = ["when", "for", "define"].contains(&&*name)
            || self.defines.contains_key(&*name)
            || self.inputs.kinds.get(&name).is_some_and(|kind| kind.block_field().is_none());
        !holds_lets
    }

    fn unused_declarations(&mut self, mentioned: &FxHashSet<&SmolStr>) {
        let unused: Vec<(String, Span, &'static str)> = self
            .decls
            .iter_enumerated()
            .filter(|(id, decl)| !decl.out && decl.first.is_none() && !self.referred.contains(id))
            .filter_map(|(_, decl)| {
                let name = decl.known_name()?;
                let skipped = self.gaps.skipped.contains(name) || mentioned.contains(name) || self.gaps.has_declarations();
                let help = match decl.kind.name.as_str() {
                    "secret" => "read it as `${secret.NAME}` in an `env` entry or a chart's values, or remove it",
                    "key" => "name it in the `key` of a store or cluster, or remove it",
                    _ => return None,
                };
                (!skipped).then(|| (format!("nothing uses {}", decl.address), decl.head_span(), help))
            })
            .collect();
        for (message, span, help) in unused {
            self.report_one(message, span, "declared, never used", help);
        }
    }

    fn report_one(&mut self, message: String, span: Span, label: &str, help: &str) {
        self.report(Diagnostic::new(&unused::RULE, message).label(span, label).help(help));
    }
}
