//! What a reference means: a name of a tenant's own or the platform's, `"tenant/name"`, `"/name"`, `"kind.name"`, a component's kind.

use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::{DeclId, Val};
use mlpc_source::Span;
use smol_str::{SmolStr, format_smolstr};

use crate::codes::{reference_of_wrong_kind, unknown_reference};
use crate::cx::Cx;
use crate::gaps::Guess;
use crate::resolutions::Target;
use crate::scope::ScopeId;
use crate::suggest::{is_slip, listing, nearest};

/// A reference taken apart.
struct Parts {
    kind: Option<SmolStr>,
    whose: Whose,
    name: SmolStr,
}

enum Whose {
    /// The tenant's own or the platform's.
    Near,
    Platform,
    Tenant(SmolStr),
}

impl Cx<'_> {
    /// The declaration that `text` means as one of `kinds`, seen from `from`. What fits nothing, or several, is reported.
    pub(crate) fn refer(&mut self, text: &str, kinds: &[SmolStr], from: Option<DeclId>, span: Span) -> Option<DeclId> {
        let parts = Self::reference_parts(text);
        let wanted = self.concrete_kinds(kinds, parts.kind.as_ref());
        let found = self.candidates(&parts, &wanted, from);
        let found = if found.is_empty() { self.component_by_kind(text, &wanted) } else { found };
        match self.surest(found, from).as_slice() {
            [only] => {
                self.referred.insert(*only);
                self.note_use(span, Target::Decl(*only));
                Some(*only)
            }
            [] => {
                self.report_unresolved(text, &parts, kinds, &wanted, from, span);
                None
            }
            several => {
                self.report_several(text, several, span);
                None
            }
        }
    }

    fn reference_parts(text: &str) -> Parts {
        let (kind, rest) = match text.split_once('.') {
            Some((kind, rest)) => (Some(SmolStr::new(kind)), rest),
            None => (None, text),
        };
        let (whose, name) = match rest.split_once('/') {
            Some(("", name)) => (Whose::Platform, name),
            Some((tenant, name)) => (Whose::Tenant(SmolStr::new(tenant)), name),
            None => (Whose::Near, rest),
        };
        Parts { kind, whose, name: SmolStr::new(name) }
    }

    /// The names of kinds that a reference can mean, `component` taken apart, narrowed to the one written.
    fn concrete_kinds(&self, kinds: &[SmolStr], written: Option<&SmolStr>) -> Vec<SmolStr> {
        let mut all: Vec<SmolStr> = Vec::new();
        for kind in kinds {
            if kind == "component" {
                all.extend(self.inputs.kinds.answering_to(kind).map(|kind| kind.name.clone()));
            } else {
                all.push(kind.clone());
            }
        }
        match written {
            Some(written) => all.into_iter().filter(|kind| kind == written).collect(),
            None => all,
        }
    }

    /// The tenant whose names are meant from a declaration: its own, or of a tenant itself.
    pub(crate) fn tenant_seen_from(&self, from: Option<DeclId>) -> Option<DeclId> {
        let id = from?;
        let decl = self.decls.get(id)?;
        if decl.kind.name == "tenant" {
            return Some(decl.first.unwrap_or(id));
        }
        decl.tenant.or_else(|| self.tenant_seen_from_parent(decl.parent))
    }

    fn tenant_seen_from_parent(&self, parent: Option<DeclId>) -> Option<DeclId> {
        let mut next = parent;
        while let Some(id) = next {
            let decl = self.decls.get(id)?;
            if decl.kind.name == "tenant" {
                return Some(id);
            }
            if decl.tenant.is_some() {
                return decl.tenant;
            }
            next = decl.parent;
        }
        None
    }

    fn candidates(&self, parts: &Parts, kinds: &[SmolStr], from: Option<DeclId>) -> Vec<DeclId> {
        let own = self.tenant_seen_from(from);
        let fits = |tenant: Option<DeclId>| match &parts.whose {
            Whose::Near => tenant.is_none() || tenant == own,
            Whose::Platform => tenant.is_none(),
            Whose::Tenant(name) => tenant.and_then(|tenant| self.decls.get(tenant)).and_then(|decl| decl.known_name()) == Some(name),
        };
        let named = kinds.iter().flat_map(|kind| self.names.named(kind, &parts.name));
        named.filter(|(tenant, _)| fits(*tenant)).map(|(_, id)| *id).collect()
    }

    /// Of a component that is the only one of its kind, the kind will do.
    fn component_by_kind(&self, text: &str, kinds: &[SmolStr]) -> Vec<DeclId> {
        let is_component = |kind: &SmolStr| self.inputs.kinds.get(kind).is_some_and(|kind| kind.is_component());
        match kinds.iter().find(|kind| *kind == text && is_component(kind)) {
            Some(kind) => self.names.of_kind(kind).to_vec(),
            None => Vec::new(),
        }
    }

    /// Whether the declaration meant may be one that couldn't be read. Where nothing is known of the name of such a one, a slip in a name that is
    /// declared is the likelier reason.
    fn may_be_missing(&self, text: &str, parts: &Parts, kinds: &[SmolStr], names: Option<&[SmolStr]>, from: Option<DeclId>) -> bool {
        if matches!(parts.whose, Whose::Near) && self.is_of_unread_tenant(from) {
            return true;
        }
        if let Whose::Tenant(tenant) = &parts.whose
            && self.gaps.may_hold(&[SmolStr::new_static("tenant")], tenant) != Guess::No
        {
            return true;
        }
        match self.gaps.may_hold(kinds, &parts.name) {
            Guess::No => false,
            Guess::Likely => true,
            Guess::Open => !names.unwrap_or_default().iter().any(|name| is_slip(text, name)),
        }
    }

    /// Whether a declaration, or one around it, names a tenant that couldn't be found: whose names it sees is open.
    fn is_of_unread_tenant(&self, from: Option<DeclId>) -> bool {
        let mut next = from;
        while let Some(id) = next {
            let tenant = self.field_index(id, "tenant").and_then(|index| self.fields.done(id, index));
            if tenant.is_some_and(|item| item.val == Val::Poison) {
                return true;
            }
            next = self.decls.get(id).and_then(|decl| decl.parent);
        }
        false
    }

    /// Of several declarations of one name those that are there for sure, as seen from `from`; else the first.
    fn surest(&self, found: Vec<DeclId>, from: Option<DeclId>) -> Vec<DeclId> {
        if found.len() < 2 {
            return found;
        }
        let own = from.and_then(|from| self.doubt_of(from));
        let is_sure = |id: &DeclId| self.doubt_of(*id).is_none_or(|doubt| own == Some(doubt));
        if found.iter().any(is_sure) { found.into_iter().filter(is_sure).collect() } else { found.into_iter().take(1).collect() }
    }

    /// The doubt under which a declaration is there.
    pub(crate) fn doubt_of(&self, id: DeclId) -> Option<ScopeId> {
        self.doubt(self.decls.get(id)?.scope)
    }

    /// What to say where a place sees none: that nothing of the kind is there is true of the place only if another one has some.
    fn none_declared(&self, noun: &str, kinds: &[SmolStr]) -> String {
        let elsewhere = kinds.iter().any(|kind| !self.names.of_kind(kind).is_empty());
        if elsewhere { format!("no {noun} is declared in this scope") } else { format!("no {noun} is declared") }
    }

    fn report_unresolved(&mut self, text: &str, parts: &Parts, kinds: &[SmolStr], wanted: &[SmolStr], from: Option<DeclId>, span: Span) {
        if self.is_full() {
            return;
        }
        let names = self.reachable(wanted, from);
        if self.may_be_missing(text, parts, wanted, names.as_deref(), from) {
            return;
        }
        let shown = crate::value::shorten(text);
        let noun = kinds_noun(kinds);
        if let Some(written) = parts.kind.as_ref().filter(|_| wanted.is_empty()) {
            return self.report_unknown_prefix(text, written, kinds, span);
        }
        let elsewhere = self.of_other_kinds(parts, wanted, from);
        if let Some(other) = elsewhere.and_then(|id| self.decls.get(id)) {
            let message = format!("`{shown}` is a {}, a {noun} is wanted", other.kind.name);
            let label = format!("looked for among {}", listing_plain(kinds));
            let mut diagnostic = Diagnostic::new(&reference_of_wrong_kind::RULE, message)
                .label(span, label)
                .label(other.head_span(), format!("this is what `{shown}` names"));
            diagnostic = match names {
                Some(names) if names.is_empty() => diagnostic.help(self.none_declared(&noun, wanted)),
                Some(names) => diagnostic.help(format!("the {noun}s are {}", listing_words(&names))),
                None => diagnostic.help(format!("write the name of a {noun}")),
            };
            self.report(diagnostic);
            return;
        }
        let message = format!("no {noun} is called `{shown}`");
        let label = format!("looked for among {}", listing_plain(kinds));
        let mut diagnostic = Diagnostic::new(&unknown_reference::RULE, message).label(span, label);
        let Some(names) = names else {
            return self.report(diagnostic.help(format!("declare a {noun} of this name, or write one that is declared")));
        };
        let listed = if names.is_empty() { self.none_declared(&noun, wanted) } else { are(&noun, &names) };
        let before = text.strip_suffix(parts.name.as_str()).unwrap_or_default();
        let near = nearest(&parts.name, &names).map(|near| format!("{before}{near}"));
        let means_one = |near: &String| before.is_empty() || !self.candidates(&Self::reference_parts(near), wanted, from).is_empty();
        diagnostic = match near.filter(means_one) {
            Some(near) => {
                let similar = self.candidates(&Self::reference_parts(&near), wanted, from);
                self.referred.extend(similar.iter().copied());
                if let Some(decl) = similar.first().and_then(|id| self.decls.get(*id)) {
                    diagnostic = diagnostic.label(decl.head_span(), "a similar name is declared here");
                }
                self.help_rewrite(diagnostic, span, text, &near, &listed)
            }
            None => match self.of_other_tenants(parts, wanted) {
                Some(full) => diagnostic.help(format!("another tenant has one: write `\"{full}\"`, with a `grant` of its owner; {listed}")),
                None => diagnostic.help(listed),
            },
        };
        self.report(diagnostic);
    }

    /// `model-servce.ranker`: what stands before the point is no kind that is looked for.
    fn report_unknown_prefix(&mut self, text: &str, written: &SmolStr, kinds: &[SmolStr], span: Span) {
        let (shown, kind) = (crate::value::shorten(text), crate::value::shorten(written));
        let message = format!("`{shown}` names nothing: no kind that can stand here is called `{kind}`");
        let diagnostic = Diagnostic::new(&unknown_reference::RULE, message).label(span, "unknown kind before the `.`");
        let mut known: Vec<&SmolStr> = kinds.iter().collect();
        known.sort();
        let diagnostic = match nearest(written, &known) {
            Some(near) => {
                let meant = text.replacen(written.as_str(), &near, 1);
                let is_literal = self.inputs.sources.text(span).trim_matches(['"', '#']) == text;
                let fix = Fix::replace(format!("write `{meant}`"), span, format!("\"{meant}\""));
                let help = format!("did you mean `{meant}`?");
                if is_literal { diagnostic.help_fix(help, fix) } else { diagnostic.help(help) }
            }
            None => diagnostic.help("write the kind and the name, with the tenant where it has one: `model-service.ads/ranker`"),
        };
        self.report(diagnostic);
    }

    /// The help with the line as it should be, and the fix, where the reference stands literally in the text.
    fn help_rewrite(&self, diagnostic: Diagnostic, span: Span, text: &str, near: &str, listed: &str) -> Diagnostic {
        let source = self.inputs.sources.text(span);
        let quoted = format!("\"{near}\"");
        if source.trim_matches(['"', '#']) != text {
            return diagnostic.help(format!("did you mean `{near}`? {listed}"));
        }
        let new = if source.starts_with(['"', '#']) { quoted } else { near.to_owned() };
        let before = self.field_before(span);
        let fix = Fix::replace(format!("write `{near}`"), span, new.clone());
        diagnostic.help_fix(format!("write `{before}{new}` (mlpc check --fix does); {listed}"), fix)
    }

    /// What stands before a value on its line and belongs to it: `quota ` or `pool=`.
    fn field_before(&self, span: Span) -> String {
        let Some(file) = self.inputs.sources.files.get(span.file) else { return String::new() };
        let before = file.text.get(..span.range.start as usize).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        let separated = line.ends_with('=') || line.ends_with(' ');
        let trimmed = line.trim_end_matches([' ', '=']);
        let word_start = trimmed.rfind(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '-')).map_or(0, |at| at + 1);
        let word = trimmed.get(word_start..).unwrap_or("");
        if word.is_empty() || !separated {
            return String::new();
        }
        line.get(word_start..).unwrap_or("").to_owned()
    }

    fn of_other_kinds(&self, parts: &Parts, wanted: &[SmolStr], from: Option<DeclId>) -> Option<DeclId> {
        let others: Vec<SmolStr> = self
            .inputs
            .kinds
            .names()
            .filter(|kind| !wanted.contains(kind) && parts.kind.as_ref().is_none_or(|it| it == *kind))
            .cloned()
            .collect();
        self.candidates(parts, &others, from).first().copied()
    }

    fn of_other_tenants(&self, parts: &Parts, wanted: &[SmolStr]) -> Option<SmolStr> {
        let (tenant, _) = wanted.iter().flat_map(|kind| self.names.named(kind, &parts.name)).find(|(tenant, _)| tenant.is_some())?;
        Some(format_smolstr!("{}/{}", self.name_of((*tenant)?)?, parts.name))
    }

    /// Names that a reference of these kinds can mean from here, sorted; `None` once too many were looked through.
    fn reachable(&mut self, kinds: &[SmolStr], from: Option<DeclId>) -> Option<Vec<SmolStr>> {
        let n_names = kinds.iter().map(|kind| self.names.of_kind(kind).len()).sum();
        if !self.spend_comparisons(n_names) {
            return None;
        }
        let own = self.tenant_seen_from(from);
        let all = kinds.iter().flat_map(|kind| self.names.of_kind(kind)).filter_map(|id| self.decls.get(*id));
        let mut names: Vec<SmolStr> =
            all.filter(|decl| decl.tenant.is_none() || decl.tenant == own).filter_map(|decl| decl.known_name().cloned()).collect();
        names.sort();
        names.dedup();
        Some(names)
    }

    fn report_several(&mut self, text: &str, several: &[DeclId], span: Span) {
        let shown = crate::value::shorten(text);
        let mut diagnostic =
            Diagnostic::new(&unknown_reference::RULE, format!("`{shown}` fits {} declarations", several.len())).label(span, "which one?");
        let written: Vec<(Span, SmolStr)> = several
            .iter()
            .filter_map(|id| {
                let decl = self.decls.get(*id)?;
                let name = decl.known_name()?;
                let same_kind = several.iter().filter_map(|id| self.decls.get(*id)).all(|other| other.kind.name == decl.kind.name);
                let scoped = match decl.tenant.and_then(|tenant| self.name_of(tenant)) {
                    Some(tenant) => format_smolstr!("{tenant}/{name}"),
                    None => format_smolstr!("/{name}"),
                };
                let full = if same_kind { scoped } else { format_smolstr!("{}.{name}", decl.kind.name) };
                Some((decl.head_span(), full))
            })
            .collect();
        for (head, full) in &written {
            diagnostic = diagnostic.label(*head, format!("`\"{full}\"` means this one"));
        }
        for (_, full) in written {
            let fix = Fix::replace(format!("write `{full}`"), span, format!("\"{full}\"")).unsafely();
            diagnostic = diagnostic.help_fix(format!("write `\"{full}\"`"), fix);
        }
        self.report(diagnostic);
    }
}

fn are(noun: &str, names: &[SmolStr]) -> String {
    match names {
        [only] => format!("the only {noun} is {only}"),
        _ => format!("the {noun}s are {}", listing_words(names)),
    }
}

fn listing_words(names: &[SmolStr]) -> String {
    listing(names).replace('`', "")
}

fn listing_plain(kinds: &[SmolStr]) -> String {
    if kinds.len() > MANY_KINDS {
        return "all declarations".to_owned();
    }
    // Named from the more to the less special, as people look for a pool: gpu-pool and cpu-pool.
    let mut kinds: Vec<&SmolStr> = kinds.iter().collect();
    kinds.sort_by(|a, b| b.cmp(a));
    listing(&kinds).replace('`', "")
}

/// Above so many kinds, naming them says less than "declaration" does.
const MANY_KINDS: usize = 8;

/// What a reference is of, in a word: "pool", "dataset", "bucket or database".
pub(crate) fn kinds_noun(kinds: &[SmolStr]) -> String {
    if !kinds.is_empty() && kinds.iter().all(|kind| kind.ends_with("-pool")) && kinds.len() > 1 {
        return "pool".to_owned();
    }
    match kinds.split_last() {
        None => "declaration".to_owned(),
        Some(_) if kinds.len() > MANY_KINDS => "declaration".to_owned(),
        Some((last, [])) => last.to_string(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
