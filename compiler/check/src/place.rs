//! Where labels go: the narrowest text that says what a finding speaks of.

use mlpc_diag::{Diagnostic, Fix};
use mlpc_graph::Resource;
use mlpc_model::{Decl, DeclId, Item, Val};
use mlpc_source::{Frame, OriginId, Span, TextRange};

use crate::CheckCx;

impl CheckCx<'_> {
    /// The text that a value came from; of a default the declaration's head.
    pub(crate) fn span(&self, origin: OriginId) -> Option<Span> {
        self.origins.span(origin)
    }

    /// The head of a declaration, to the end of its line.
    pub(crate) fn head(&self, id: DeclId) -> Option<Span> {
        self.platform.decl(id).map(|decl| decl.head)
    }

    /// Kind and name of a declaration: `dataset "clicks"`.
    pub(crate) fn kind_and_name(&self, id: DeclId) -> Option<Span> {
        let decl = self.platform.decl(id)?;
        let parse = mlpc_syntax::parse(self.sources.text(decl.head).into());
        let node = parse.tree.roots().next()?;
        let end = node.args().next().map_or(node.name_range(), mlpc_syntax::Entry::range).end;
        Some(Span::new(decl.head.file, TextRange::new(decl.head.range.start, decl.head.range.start + end)))
    }

    /// The name of a declaration, in its quotes; of one without a name its kind.
    pub(crate) fn name(&self, id: DeclId) -> Option<Span> {
        let decl = self.platform.decl(id)?;
        let parse = mlpc_syntax::parse(self.sources.text(decl.head).into());
        let node = parse.tree.roots().next()?;
        let range = node.args().next().map_or(node.name_range(), mlpc_syntax::Entry::range);
        let start = decl.head.range.start;
        Some(Span::new(decl.head.file, TextRange::new(start + range.start, start + range.end)))
    }

    /// A whole field of a declaration as written: `budget "60000 USD/month"`.
    pub(crate) fn field(&self, decl: DeclId, name: &str) -> Option<Span> {
        self.span(self.platform.decl(decl)?.fields.get(name)?.origin)
    }

    /// A written field of a group, as written: `tensor-parallel=2` of `engine`.
    pub(crate) fn field_of(&self, decl: DeclId, group: &str, name: &str) -> Option<Span> {
        let Val::Group(fields) = &self.platform.decl(decl)?.fields.get(group)?.val else { return None };
        self.written(fields.get(name)?.origin)
    }

    /// The text of a value, if it was written and isn't a default.
    fn written(&self, origin: OriginId) -> Option<Span> {
        let own = self.origins.chain(origin).take_while(|(_, entry)| !matches!(entry.frame, Frame::Declaration(_)));
        if own.into_iter().any(|(_, entry)| entry.frame == Frame::Default) { None } else { self.span(origin) }
    }

    /// Whether a field holds something that couldn't be read, which is reported already: what it would have allowed isn't known.
    pub(crate) fn unread(&self, decl: DeclId, field: &str) -> bool {
        let mut found = false;
        if let Some(item) = self.platform.decl(decl).and_then(|decl| decl.fields.get(field)) {
            item.walk(&mut |inner| found |= inner.val == Val::Poison);
        }
        found
    }

    /// Adds "did you mean", with the edit where the value stands literally in the text.
    pub(crate) fn did_you_mean(&self, diagnostic: Diagnostic, origin: OriginId, written: &str, near: &str) -> Diagnostic {
        let help = format!("did you mean `{near}`?");
        match self.span(origin).map(|span| (span, self.sources.text(span))).filter(|(_, text)| text.contains(written)) {
            Some((span, text)) => {
                let fix = Fix::replace(format!("write `{near}`"), span, text.replacen(written, near, 1)).unsafely();
                diagnostic.help_fix(help, fix)
            }
            None => diagnostic.help(help),
        }
    }

    /// The address of a declaration.
    pub(crate) fn address(&self, id: DeclId) -> &str {
        self.platform.decl(id).map_or("", |decl| decl.address.as_str())
    }
}

/// The entry of a repeated field whose leading field refers to `to`: `depends-on "ranker"`.
pub(crate) fn entry_referring<'a>(decl: &'a Decl, field: &str, to: DeclId) -> Option<&'a Item> {
    let refers = |item: &&Item| match &item.val {
        Val::Group(fields) => fields.iter().any(|(_, inner)| inner.val == Val::Ref(to)),
        val => *val == Val::Ref(to),
    };
    decl.fields.get(field)?.elements().iter().find(refers)
}

/// Whether a resource is written in the spec as it is, not lowered from something else.
pub(crate) fn is_raw(cx: &CheckCx<'_>, resource: &Resource) -> bool {
    cx.platform.decl_by_address(&resource.owner).is_some_and(|id| cx.platform.resource(id).is_some())
}

/// The heads of the patches on a resource.
pub(crate) fn patches(cx: &CheckCx<'_>, resource: &Resource) -> Vec<Span> {
    let address = resource.address.to_string();
    let patches = cx.platform.patches.iter().filter(|patch| patch.resource.value == address);
    patches.filter_map(|patch| cx.head(patch.decl)).collect()
}

/// Where a resource comes from: the patches that changed it, else its declaration.
pub(crate) fn sources(cx: &CheckCx<'_>, resource: &Resource) -> Vec<Span> {
    let patches = patches(cx, resource);
    if !patches.is_empty() {
        return patches;
    }
    let owner = cx.platform.decl_by_address(&resource.owner).and_then(|id| cx.head(id));
    owner.or_else(|| cx.span(resource.origin)).into_iter().collect()
}
