//! One node of a block: a field, a declaration, an instance of a `define`, or a mistake.

use mlpc_diag::{Diagnostic, Fix, Safety};
use mlpc_schema::{Group, Kind, Place};
use mlpc_source::Span;
use mlpc_syntax::Node;
use smol_str::SmolStr;

use super::{Block, Ground, Leaf, is_name};
use crate::codes::{unknown_field, unknown_kind};
use crate::cx::Cx;
use crate::gaps::Shape;
use crate::program::{BodyItem, RawDecl, Source};
use crate::resolutions::Target;
use crate::suggest::{listing, nearest};

impl<'a> Cx<'a> {
    /// Expands one node; blocks that follow from it are added to `work`.
    pub(super) fn expand_leaf(&mut self, block: &Block<'a>, leaf: Leaf<'a>, work: &mut Vec<Block<'a>>) {
        let node = leaf.node;
        let name = node.name();
        let ground = Ground { file: block.file, scope: leaf.scope, origin: leaf.origin, decl: block.decl };
        self.report_annotations(ground, node);
        if let Some(decl) = block.decl
            && let Some(field) = self.field_index(decl, &name)
        {
            let item = BodyItem { field, source: Source::Node(node), scope: leaf.scope, origin: leaf.origin };
            if let Some(decl) = self.decls.get_mut(decl) {
                decl.items.push(item);
            }
            return;
        }
        let in_test = block.decl.and_then(|decl| self.decls.get(decl)).is_some_and(RawDecl::is_test);
        // What a test declares stands at the top level of the platform.
        let ground = if in_test { Ground { decl: None, ..ground } } else { ground };
        if let Some(define) = self.defines.get(&*name).cloned() {
            self.note_use(Span::new(block.file, node.name_range()), Target::Name(define.span));
            return self.instantiate(ground, node, &define, block.call.as_ref(), work);
        }
        if name == "param" && is_in_define(node) {
            return; // A param of the `define` itself, bound with the instance.
        }
        let Some(kind) = self.inputs.kinds.get(&name).cloned() else {
            return self.unknown_node(ground, node);
        };
        let at_top = (node.parent().is_none() || in_test) && block.call.is_none();
        if let Some(complaint) = self.misplaced(ground, &kind, at_top) {
            let (message, help) = complaint;
            let span = Span::new(block.file, node.name_range());
            self.report(Diagnostic::new(&unknown_field::RULE, message).label(span, "can't stand here").help(help));
            self.forget(node, Some(&kind));
            return;
        }
        self.declare(ground, node, kind, block.call.as_ref(), work);
    }

    /// The index of a field among those of a declaration's kind.
    pub(crate) fn field_index(&self, decl: mlpc_model::DeclId, name: &str) -> Option<u16> {
        let kind = &self.decls.get(decl)?.kind;
        index_of(kind, name)
    }

    fn misplaced(&self, ground: Ground, kind: &Kind, at_top: bool) -> Option<(String, String)> {
        let name = &kind.name;
        match (kind.place, kind.group) {
            (Place::TopLevel, _) => {
                (!at_top).then(|| (format!("`{name}` stands at the top level only"), format!("move the `{name}` out of the block")))
            }
            (Place::Construct, _) => Some((
                format!("a `{name}` can't stand here"),
                "a `param` stands at the top level or in a `define`; what differs inside a block is a `let`".to_owned(),
            )),
            (Place::TestFile, _) | (_, Group::Test) => {
                Some((format!("`{name}` stands in tests only"), "move it into a file named `*.test.mlp.kdl`".to_owned()))
            }
            (Place::Anywhere, _) => {
                let parent = self.decls.get(ground.decl?).map(|decl| decl.kind.clone())?;
                if kind.nests_in(&parent).is_some() {
                    return None;
                }
                let homes: Vec<SmolStr> =
                    self.inputs.kinds.iter().filter(|home| kind.nests_in(home).is_some()).map(|home| home.name.clone()).collect();
                let help = if homes.is_empty() {
                    format!("write the `{name}` at the top level")
                } else {
                    format!("write it at the top level, or in a {}", listing(&homes))
                };
                Some((format!("a {name} can't stand inside a {}", parent.name), help))
            }
        }
    }

    fn unknown_node(&mut self, ground: Ground, node: Node<'_>) {
        let name = node.name();
        let span = Span::new(ground.file, node.name_range());
        if node.is_broken() || self.is_full() || self.gaps.defines.contains(&*name) {
            return self.forget(node, None);
        }
        let shown = crate::value::shorten(&name);
        let kinds = self.inputs.kinds;
        let n_defines = self.defines.len();
        let mut candidates: Vec<SmolStr> =
            if self.spend_comparisons(n_defines) { self.defines.keys().cloned().collect() } else { Vec::new() };
        let (rule, message, label) = match ground.decl.and_then(|decl| self.kind_of(decl)) {
            Some(parent) => {
                candidates.extend(kinds.child_names(&parent).cloned());
                (
                    &unknown_field::RULE,
                    format!("a {} has no `{shown}`", parent.name),
                    format!("no field of {}, nor a kind that stands in it", parent.name),
                )
            }
            None => {
                candidates.extend(kinds.names().cloned());
                (&unknown_kind::RULE, format!("no kind is called `{shown}`"), "unknown kind".to_owned())
            }
        };
        candidates.sort();
        let near = nearest(&name, &candidates);
        let meant = near.as_ref().and_then(|near| kinds.get(near).cloned());
        if meant.is_some() || near.as_ref().is_none_or(|near| self.defines.contains_key(near.as_str())) {
            self.forget(node, meant.as_deref());
        } else {
            self.leave_out(node);
        }
        if let Some(homes) = self.homes_of_field(&name, ground) {
            let message = format!("`{shown}` stands in a {homes}");
            let help = format!("move it into the {homes} that it is of: `{homes} \"…\" {{ {shown} … }}`");
            return self.report(Diagnostic::new(rule, message).label(span, "not there").help(help));
        }
        if near.is_none() && self.gaps.unnamed_define && kinds.get(&name).is_none() {
            return; // It may be a kind of one's own that couldn't be read.
        }
        let mut diagnostic = Diagnostic::new(rule, message).label(span, label);
        diagnostic = match near {
            Some(near) => {
                self.gaps.meant.entry(near.as_str().into()).or_default().push(span);
                diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near))
            }
            None if kinds.get(&name).is_some() => diagnostic.help("it stands at the top level"),
            None => match ground.decl.and_then(|decl| self.kind_of(decl)) {
                Some(parent) => {
                    let names: Vec<&SmolStr> = parent.fields.iter().map(|field| &field.name).collect();
                    diagnostic.help(format!("fields of {} are {}", parent.name, listing(&names)))
                }
                None => {
                    let core = kinds.iter().filter(|kind| !kind.is_component() && kind.group != Group::Test).map(|kind| kind.name.as_str());
                    let core = core.collect::<Vec<_>>().join(", ");
                    diagnostic.help(format!(
                        "the kinds are {core}; components are named as in `stdlib/components`, one of your own is a `define`"
                    ))
                }
            },
        };
        self.report(diagnostic);
    }

    /// The one kind in which a word that stands outside of it is a field.
    fn homes_of_field(&self, name: &str, ground: Ground) -> Option<SmolStr> {
        let here = ground.decl.and_then(|decl| self.kind_of(decl)).map(|kind| kind.name.clone());
        let mut homes = self.inputs.kinds.iter().filter(|kind| kind.get(name).is_some() && Some(&kind.name) != here.as_ref());
        match (homes.next(), homes.next()) {
            (Some(home), None) if here.is_none() => Some(home.name.clone()),
            _ => None,
        }
    }

    /// Remembers what a node that can't be read, and those inside it, would have declared. `kind` is what it is, as far as that is known.
    pub(super) fn forget(&mut self, node: Node<'_>, kind: Option<&Kind>) {
        self.leave_out(node);
        match kind {
            Some(kind) => self.forget_declaration(node, kind),
            None => self.forget_instance(node),
        }
        let mut stack: Vec<Node<'_>> = node.children().collect();
        while let Some(inner) = stack.pop() {
            if let Some(kind) = self.inputs.kinds.get(&inner.name()).cloned() {
                self.forget_declaration(inner, &kind);
            } else if self.defines.contains_key(&*inner.name()) {
                self.forget_instance(inner);
            }
            stack.extend(inner.children());
        }
    }

    /// A declaration that can't be read.
    fn forget_declaration(&mut self, node: Node<'_>, kind: &Kind) {
        let entry = node.args().nth(usize::from(kind.name_at));
        let shape = Shape::of(entry);
        let kind = if kind.name_at > 0 { None } else { Some(kind.name.clone()) };
        self.gaps.declaration(kind, shape);
    }

    /// An instance of nobody knows which definition: what it declares has its name in theirs.
    pub(super) fn forget_instance(&mut self, node: Node<'_>) {
        match Shape::of(node.args().next()) {
            Shape::Whole(name) if is_name(&name) => self.gaps.declaration(None, Shape::Holding(name)),
            Shape::Whole(_) => {}
            shape => {
                if node.args().next().is_some() {
                    self.gaps.declaration(None, shape);
                }
            }
        }
    }

    /// Type annotations are reserved.
    pub(crate) fn report_annotations(&mut self, ground: Ground, node: Node<'_>) {
        let of_entries = node.entries().filter_map(mlpc_syntax::Entry::type_annotation);
        let ranges: Vec<_> = node.type_annotation().into_iter().chain(of_entries).collect();
        for range in ranges {
            let span = Span::new(ground.file, range);
            let fix = Fix {
                title: "remove the annotation".to_owned(),
                safety: Safety::Safe,
                edits: vec![mlpc_diag::Edit { span, text: String::new() }],
            };
            self.report(
                Diagnostic::new(&unknown_field::RULE, "type annotations are reserved")
                    .label(span, "has no meaning in a spec")
                    .help_fix("remove it: the field tells the type", fix),
            );
        }
    }
}

/// The index of a field in a kind.
pub(crate) fn index_of(kind: &Kind, name: &str) -> Option<u16> {
    kind.fields.iter().position(|field| field.name == name).and_then(|index| u16::try_from(index).ok())
}

fn is_in_define(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| parent.parent().is_none() && parent.name() == "define")
}
