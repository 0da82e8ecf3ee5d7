//! The top level of all files: params, lets, definitions, libraries and environments, gathered before anything else is read.

use std::rc::Rc;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_source::{FileId, Span};
use mlpc_syntax::{Node, Scalar};
use smol_str::SmolStr;

use super::{Define, Ground};
use crate::codes::{duplicate, file_not_found, not_in_enum, unknown_field};
use crate::cx::Cx;
use crate::scope::ScopeId;
use crate::suggest::{listing, nearest};

/// An `environment`.
pub(crate) struct Environment<'a> {
    pub(crate) name: SmolStr,
    pub(crate) span: Span,
    pub(crate) file: FileId,
    pub(crate) node: Node<'a>,
}

const TEST_SUFFIX: &str = ".test.mlp.kdl";

impl<'a> Cx<'a> {
    /// Binds what is seen everywhere and returns the other nodes at the top level, in order of path and place.
    pub(super) fn globals(&mut self) -> Vec<(FileId, Node<'a>)> {
        let (roots, libraries) = self.files_by_role();
        for (_, files) in &libraries {
            let scope = self.open_scope(None);
            for file in files {
                self.library_file(*file, scope);
            }
        }
        let mut environments = Vec::new();
        let mut params = Vec::new();
        let mut rest = Vec::new();
        for file in roots {
            for node in self.top_nodes(file) {
                let origin = match &*node.name() {
                    "use" => continue,
                    "param" | "let" | "define" | "environment" => self.top_origin(Span::new(file, node.head_range())),
                    _ => {
                        rest.push((file, node));
                        continue;
                    }
                };
                let ground = Ground { file, scope: self.root, origin, decl: None };
                match &*node.name() {
                    "param" => params.extend(self.param_decl(ground, node)),
                    "let" => self.bind_let(ground, node),
                    "define" => self.define(ground, node, false),
                    _ => self.environment(ground, node, &mut environments),
                }
            }
        }
        self.bind_params(params, &environments);
        rest
    }

    fn top_nodes(&self, file: FileId) -> Vec<Node<'a>> {
        self.inputs.parses.get(file).map(|parse| parse.tree.roots().collect()).unwrap_or_default()
    }

    /// The platform's own files and those of each library, by path.
    fn files_by_role(&mut self) -> (Vec<FileId>, Vec<(SmolStr, Vec<FileId>)>) {
        let mut files: Vec<(FileId, &'a str)> = self.inputs.sources.files.iter_enumerated().map(|(id, file)| (id, &*file.path)).collect();
        files.retain(|(_, path)| !path.ends_with(TEST_SUFFIX));
        files.sort_by_key(|(_, path)| *path);
        let mut uses: Vec<(SmolStr, Span)> = Vec::new();
        for (file, _) in &files {
            for node in self.top_nodes(*file).into_iter().filter(|node| node.name() == "use") {
                self.use_path(*file, node, &mut uses);
            }
        }
        let folder_of = |path: &str| uses.iter().position(|(folder, _)| is_below(path, folder));
        let mut libraries: Vec<(SmolStr, Vec<FileId>)> = uses.iter().map(|(folder, _)| (folder.clone(), Vec::new())).collect();
        let mut roots = Vec::new();
        for (id, path) in &files {
            match folder_of(path).and_then(|index| libraries.get_mut(index)) {
                Some((_, files)) => files.push(*id),
                None => roots.push(*id),
            }
        }
        for ((folder, span), (_, files)) in uses.iter().zip(&libraries) {
            if files.is_empty() {
                self.gaps.unnamed_define = true;
                self.report(
                    Diagnostic::new(&file_not_found::RULE, format!("the folder `{folder}` has no `*.mlp.kdl`"))
                        .label(*span, "nothing to use there")
                        .help("write the folder's path as seen from the platform's directory"),
                );
            }
        }
        (roots, libraries)
    }

    fn use_path(&mut self, file: FileId, node: Node<'a>, uses: &mut Vec<(SmolStr, Span)>) {
        for entry in node.args() {
            let span = Span::new(file, entry.value_range());
            let Scalar::Text(text) = entry.value() else { continue };
            let folder = SmolStr::new(text.trim_start_matches("./").trim_end_matches('/'));
            if folder.is_empty() || folder.starts_with('/') || folder.split('/').any(|part| part == "..") {
                self.gaps.unnamed_define = true;
                self.report(
                    Diagnostic::new(&file_not_found::RULE, format!("`{text}` lies outside the platform's directory"))
                        .label(span, "a library lies below the platform's directory"),
                );
            } else if !uses.iter().any(|(known, _)| *known == folder) {
                uses.push((folder, span));
            }
        }
        self.gaps.unnamed_define |= node.args().next().is_none();
        if node.args().next().is_none() && !node.is_broken() {
            self.report_at(
                &crate::codes::missing_required::RULE,
                "this `use` names no folder",
                Span::new(file, node.name_range()),
                "a path is missing after it",
            );
        }
    }

    fn library_file(&mut self, file: FileId, scope: ScopeId) {
        for node in self.top_nodes(file) {
            let origin = self.top_origin(Span::new(file, node.head_range()));
            let ground = Ground { file, scope, origin, decl: None };
            match &*node.name() {
                "let" => self.bind_let(ground, node),
                "define" => self.define(ground, node, true),
                other => {
                    let message = format!("a library holds `define` and `let`, not `{other}`");
                    let span = Span::new(file, node.name_range());
                    self.report(
                        Diagnostic::new(&unknown_field::RULE, message)
                            .label(span, "can't stand in a folder that a `use` names")
                            .help("move it into a file of the platform itself"),
                    );
                }
            }
        }
    }

    /// Registers a `define`.
    fn define(&mut self, ground: Ground, node: Node<'a>, library: bool) {
        let Some((name, span)) = self.construct_name(ground, node, "define") else { return };
        if let Some(first) = self.defines.get(&name) {
            let diagnostic = Diagnostic::new(&duplicate::RULE, format!("`{name}` is defined twice"))
                .label(span, "defined again here")
                .label(first.span, "first defined here")
                .help("give one of them another name");
            self.report(diagnostic);
            return;
        }
        if self.inputs.kinds.is_taken(&name) {
            self.report(
                Diagnostic::new(&duplicate::RULE, format!("`{name}` is the name of a kind or field already"))
                    .label(span, "a `define` can't take it")
                    .help(format!("call it something else, such as `our-{name}`")),
            );
            self.gaps.defines.insert(name);
            return;
        }
        let define = Define { name: name.clone(), span, file: ground.file, node, scope: ground.scope, library };
        self.defines.insert(name, Rc::new(define));
    }

    fn environment(&mut self, ground: Ground, node: Node<'a>, environments: &mut Vec<Environment<'a>>) {
        let Some((name, span)) = self.construct_name(ground, node, "environment") else { return };
        if let Some(first) = environments.iter().find(|it| it.name == name) {
            let diagnostic = Diagnostic::new(&duplicate::RULE, format!("environment `{name}` is declared twice"))
                .label(span, "declared again here")
                .label(first.span, "first declared here");
            self.report(diagnostic);
            return;
        }
        environments.push(Environment { name, span, file: ground.file, node });
    }

    /// The environment of this compile; one that isn't declared is reported.
    pub(super) fn chosen<'e>(&mut self, environments: &'e [Environment<'a>]) -> Option<&'e Environment<'a>> {
        let wanted = self.inputs.options.env.as_ref()?;
        let chosen = environments.iter().find(|it| it.name == *wanted);
        if chosen.is_none() {
            let names: Vec<SmolStr> = environments.iter().map(|it| it.name.clone()).collect();
            let mut diagnostic = Diagnostic::new(&not_in_enum::RULE, format!("no environment is called `{wanted}`"))
                .label_opt(environments.first().map(|it| it.span), "environments are declared here");
            diagnostic = match (nearest(wanted, &names), names.is_empty()) {
                (Some(near), _) => diagnostic.help(format!("did you mean `--env {near}`?")),
                (None, true) => diagnostic.help(format!("declare it: `environment \"{wanted}\"`")),
                (None, false) => diagnostic.help(format!("the environments are {}", listing(&names))),
            };
            self.report(diagnostic);
        }
        chosen
    }

    /// Reports a setting of something that isn't a param.
    pub(super) fn report_unknown_param(&mut self, name: &str, span: Option<Span>, names: &[SmolStr]) {
        let diagnostic = Diagnostic::new(&unknown_field::RULE, format!("no param is called `{name}`"))
            .label_opt(span, "an environment sets params and nothing else");
        let compared = if self.spend_comparisons(names.len()) { names } else { &[] };
        let diagnostic = match (nearest(name, compared), span) {
            (Some(near), Some(span)) => {
                diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near))
            }
            (Some(near), None) => diagnostic.help(format!("did you mean `{near}`?")),
            (None, _) => diagnostic.help("declare it at the top level: `param \"name\" type=…`"),
        };
        self.report(diagnostic);
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
