//! What must be there depending on other fields: the requirements of kinds and groups.

use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::{DeclId, Fields, Item, Val};
use mlpc_schema::{Condition, Field, Requirement};
use mlpc_source::{Span, TextRange};
use smol_str::SmolStr;

use crate::codes::{duplicate, missing_required, not_in_enum};
use crate::cx::{Cx, Site};
use crate::suggest::nearest;

/// What a condition is asked about.
#[derive(Clone, Copy)]
struct Scope<'s> {
    fields: &'s [(SmolStr, Item)],
    decl: Option<DeclId>,
}

impl Cx<'_> {
    /// Checks the requirements of a group.
    pub(crate) fn check_requirements(&mut self, field: &Field, found: &[(SmolStr, Item)], site: Site, range: TextRange) {
        let scope = Scope { fields: found, decl: None };
        for requirement in &field.requires {
            self.check_requirement(requirement, &format!("`{}`", field.name), scope, site.span(range));
        }
    }

    /// Whether a required field of a group may be absent after all.
    pub(crate) fn excused(&mut self, field: &Field, found: &[(SmolStr, Item)], _site: Site) -> bool {
        let scope = Scope { fields: found, decl: None };
        field.unless.as_ref().is_some_and(|condition| self.holds(condition, scope) != Some(false))
    }

    /// Whether a required field of a declaration may be absent after all.
    pub(crate) fn excused_in_decl(&mut self, id: DeclId, field: &Field, fields: &Fields) -> bool {
        let scope = Scope { fields: &fields.0, decl: Some(id) };
        field.unless.as_ref().is_some_and(|condition| self.holds(condition, scope) != Some(false))
    }

    /// Whether a context field may be absent by what the declaration's own fields say: nothing is guessed for it then. Conditions that lead through
    /// context are left to [`Self::excused_in_decl`]: asked while context is settled, they would settle it too early.
    pub(crate) fn excused_by_own_fields(&mut self, id: DeclId, field: &Field) -> bool {
        let (Some(condition), Some(kind)) = (&field.unless, self.kind_of(id)) else { return false };
        let Some(span) = self.decls.get(id).map(crate::program::RawDecl::head_span) else { return false };
        let mut fields: Vec<(SmolStr, Item)> = Vec::new();
        for path in condition.paths() {
            let name = path.split('.').next().unwrap_or(path);
            if kind.get(name).is_none_or(|field| field.context) {
                return false;
            }
            if let Some(item) = self.field_index(id, name).and_then(|index| self.field_at(id, index, span)) {
                fields.push((name.into(), item));
            }
        }
        self.holds(condition, Scope { fields: &fields, decl: Some(id) }) == Some(true)
    }

    /// Checks the requirements of a declaration's kind. Defaults don't count as written.
    pub(crate) fn check_kind_requirements(&mut self, id: DeclId, fields: &Fields) {
        let Some(kind) = self.kind_of(id) else { return };
        if self.decls.get(id).is_some_and(|decl| decl.node.is_broken()) {
            return;
        }
        let Some((head, whole, name)) =
            self.decls.get(id).map(|decl| (decl.head_span(), Span::new(decl.file, decl.node.range()), decl.known_name().cloned()))
        else {
            return;
        };
        let what = match name {
            Some(name) => format!("{} `{name}`", kind.name),
            None => format!("`{}`", kind.name),
        };
        for requirement in &kind.requires {
            if self.is_misspelt(requirement, whole) {
                continue;
            }
            if requirement.when.as_ref().is_some_and(|when| self.holds(when, Scope { fields: &fields.0, decl: Some(id) }) != Some(true)) {
                continue;
            }
            if let Some((item, word, near)) = Self::nearly(requirement, &fields.0) {
                self.report_nearly(&what, item, &word, &near, head);
                continue;
            }
            let written: Vec<&(SmolStr, Item)> = fields.iter().filter(|(name, _)| !self.is_default(id, name)).collect();
            self.check_sets(requirement, &what, &written, head);
        }
    }

    /// What stands where a requirement wants none of a few words, and nearly is one of them: a slip is likelier than a word of one's own.
    fn nearly<'f>(requirement: &Requirement, fields: &'f [(SmolStr, Item)]) -> Option<(&'f Item, SmolStr, String)> {
        let Some(Condition::Not(inner)) = &requirement.when else { return None };
        let Condition::Is { path, words } = &**inner else { return None };
        let has_any = requirement.any.iter().flatten().any(|name| fields.iter().any(|(known, _)| known == name));
        let (_, item) = fields.iter().find(|(name, _)| name == path).filter(|_| !has_any)?;
        let Val::Text(word) = &item.val else { return None };
        Some((item, word.clone(), nearest(word, words)?))
    }

    fn report_nearly(&mut self, what: &str, item: &Item, word: &str, near: &str, head: Span) {
        let span = self.origins.span(item.origin).unwrap_or(head);
        let text = self.inputs.sources.text(span);
        let fix = text.contains(word).then(|| Fix::replace(format!("write `{near}`"), span, text.replacen(word, near, 1)));
        let diagnostic = Diagnostic::new(&not_in_enum::RULE, format!("{what}: mlpc has no `{word}`"))
            .label(span, "unknown, and nothing here defines it");
        let help = format!("did you mean `{near}`?");
        self.report(match fix {
            Some(fix) => diagnostic.help_fix(help, fix),
            None => diagnostic.help(help),
        });
    }

    fn is_default(&self, id: DeclId, name: &str) -> bool {
        let index = self.field_index(id, name);
        let written = self.decls.get(id).is_some_and(|decl| decl.items.iter().any(|item| Some(item.field) == index));
        let context = self.decls.get(id).and_then(|decl| decl.kind.get(name)).is_some_and(|field| field.context);
        !written && !context
    }

    fn check_requirement(&mut self, requirement: &Requirement, what: &str, scope: Scope<'_>, span: Span) {
        if requirement.when.as_ref().is_some_and(|when| self.holds(when, scope) != Some(true)) || self.is_misspelt(requirement, span) {
            return;
        }
        self.check_sets(requirement, what, &scope.fields.iter().collect::<Vec<_>>(), span);
    }

    /// Whether one of the fields it speaks of stands there misspelt.
    fn is_misspelt(&self, requirement: &Requirement, within: Span) -> bool {
        requirement.any.iter().flatten().any(|name| self.gaps.misspelt(name, within))
    }

    fn check_sets(&mut self, requirement: &Requirement, what: &str, found: &[&(SmolStr, Item)], span: Span) {
        let has = |name: &SmolStr| found.iter().copied().find(|(known, item)| known == name && item.val != Val::Null);
        let full: Vec<&Vec<SmolStr>> = requirement.any.iter().filter(|set| set.iter().all(|name| has(name).is_some())).collect();
        let condition = requirement.when.as_ref().map_or(String::new(), |when| format!(", because {}", when.words()));
        if full.is_empty() {
            self.report(
                Diagnostic::new(&missing_required::RULE, format!("{what} needs {}{condition}", requirement.words()))
                    .label(span, "missing here")
                    .help(format!("write {}", requirement.words())),
            );
            return;
        }
        if !requirement.exclusive {
            return;
        }
        let Some(kept) = full.first() else { return };
        let extra = requirement.any.iter().filter(|set| set != kept).flatten().filter(|name| !kept.contains(name));
        let stray: Vec<(SmolStr, Span)> =
            extra.filter_map(&has).map(|(name, item)| (name.clone(), self.origins.span(item.origin).unwrap_or(span))).collect();
        for (name, at) in stray {
            let first = kept.first().and_then(&has).and_then(|(_, item)| self.origins.span(item.origin));
            let diagnostic = Diagnostic::new(&duplicate::RULE, format!("{what} has `{name}` beside {}", set_words(kept)))
                .label(at, "says it a second time")
                .label_opt(first, "said here")
                .help(format!("write {}, not both", requirement.words()));
            self.report(diagnostic);
        }
    }

    /// Whether a condition holds; `None` where a poisoned value leaves it open.
    fn holds(&mut self, condition: &Condition, scope: Scope<'_>) -> Option<bool> {
        match condition {
            Condition::Is { path, words } => match self.at_path(path, scope) {
                Some(Val::Poison) => None,
                Some(Val::Text(word)) => Some(words.contains(&word)),
                Some(Val::Int(number)) => Some(words.iter().any(|word| *word == number.to_string())),
                Some(Val::Bool(flag)) => Some(words.iter().any(|word| *word == format!("#{flag}"))),
                Some(Val::List(items)) => Some(items.iter().any(|item| matches!(&item.val, Val::Text(word) if words.contains(word)))),
                Some(_) | None => Some(false),
            },
            Condition::Present(path) => match self.at_path(path, scope) {
                Some(Val::Poison) => None,
                Some(Val::Null) | None => Some(false),
                Some(_) => Some(true),
            },
            Condition::Not(inner) => self.holds(inner, scope).map(|holds| !holds),
            Condition::All(conditions) => {
                let results: Vec<Option<bool>> = conditions.iter().map(|condition| self.holds(condition, scope)).collect();
                if results.contains(&Some(false)) {
                    Some(false)
                } else {
                    results.iter().copied().collect::<Option<Vec<bool>>>().map(|_| true)
                }
            }
            Condition::Any(conditions) => {
                let results: Vec<Option<bool>> = conditions.iter().map(|condition| self.holds(condition, scope)).collect();
                if results.contains(&Some(true)) {
                    Some(true)
                } else {
                    results.iter().copied().collect::<Option<Vec<bool>>>().map(|_| false)
                }
            }
        }
    }

    /// The value at a path: a field, then fields of what it refers to or holds. A group counts as its first value.
    fn at_path(&mut self, path: &str, scope: Scope<'_>) -> Option<Val> {
        let mut names = path.split('.');
        let first = names.next()?;
        let mut val = match scope.fields.iter().find(|(name, _)| name == first) {
            Some((_, item)) => item.val.clone(),
            None if first == "name" => Val::Text(self.name_of(scope.decl?)?),
            None => return None,
        };
        for name in names {
            val = match val {
                Val::Ref(id) if name == "name" => Val::Text(self.name_of(id)?),
                Val::Ref(id) => {
                    let index = self.field_index(id, name)?;
                    let span = Span::new(self.decls.get(id)?.file, TextRange::default());
                    self.field_at(id, index, span)?.val
                }
                Val::Group(fields) => fields.get(name)?.val.clone(),
                Val::Poison => return Some(Val::Poison),
                _ => return None,
            };
        }
        Some(match val {
            Val::Group(fields) => fields.0.into_iter().next()?.1.val,
            val => val,
        })
    }
}

fn set_words(set: &[SmolStr]) -> String {
    set.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
