//! What a policy in Rego denies, as findings: where it is, what the policy reads there, what passes instead.

use mlpc_diag::{Diagnostic, Diagnostics, Severity};
use mlpc_model::{Decl, DeclId, Policy};
use mlpc_schema::{Field, KindTable, Position, find};
use mlpc_source::{Frame, OriginId, Span, TextRange};
use rustc_hash::FxHashSet;
use serde_json::Value;
use smol_str::SmolStr;

use super::input::{key, plural};
use super::rego::{Denied, Engine, Fault};
use super::{RULE, severity, violated};
use crate::CheckCx;

/// For so many violations of a policy other values are tried, each with an evaluation of its own.
const MOST_TRIED: usize = 3;
/// The most declarations with which that is done.
const MOST_DECLARATIONS: usize = 2_000;

/// A policy with what it was judged on.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub(super) cx: &'a CheckCx<'a>,
    pub(super) kinds: &'a KindTable,
    pub(super) policy: &'a Policy,
    pub(super) source: &'a str,
    pub(super) input: &'a Value,
}

/// A field of the violating declaration that the policy reads.
struct Read<'a> {
    name: SmolStr,
    /// Its words, of a field that takes one of a few.
    words: Vec<SmolStr>,
    /// Whether the input has it as a list.
    is_list: bool,
    origin: OriginId,
    is_written: bool,
    text: SmolStr,
    decl: &'a Decl,
}

/// A policy that can't be judged: an error, whatever its severity, or it would hold nothing up without anybody knowing.
pub(super) fn unusable(cx: &CheckCx<'_>, policy: &Policy, fault: &Fault) -> Diagnostic {
    let whole = policy.rego.as_ref().and_then(|text| cx.span(text.origin));
    let place = whole.and_then(|whole| Some((whole, fault.place?))).and_then(|(whole, place)| line_of(cx, whole, place));
    let (label, at) = match (place, fault.place) {
        (Some(_), _) => (String::new(), String::new()),
        (None, Some((line, column))) => ("read from here".to_owned(), format!(" at {line}:{column}")),
        (None, None) => (String::new(), String::new()),
    };
    Diagnostic::new(&RULE, format!("policy `{}` can't be judged: {}{at}", policy.name, fault.message))
        .severity(Severity::Error)
        .label_opt(place.or(whole), label)
        .help(fault.help)
        .subject(policy.address.clone())
}

/// The line of a policy that is written in the spec itself.
fn line_of(cx: &CheckCx<'_>, whole: Span, (line, _): (usize, usize)) -> Option<Span> {
    let text = cx.sources.text(whole);
    let opening = text.find("\"\"\"")?;
    let body = text.get(opening..)?;
    // Line 1 of the policy is the one below the opening quotes.
    let start = body.match_indices('\n').nth(line.checked_sub(1)?)?.0 + 1;
    let rest = body.get(start..)?;
    let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let length = rest.get(indent..)?.lines().next()?.trim_end().len();
    let from = whole.range.start + (opening + start + indent) as u32;
    Some(Span::new(whole.file, TextRange::new(from, from + length as u32)))
}

/// Reports what a policy denies.
pub(super) fn report(judged: Judged<'_>, denied: Vec<Denied>, mut engine: Engine, out: &mut Diagnostics) {
    let read = identifiers(judged.source);
    for (at, denied) in denied.iter().enumerate() {
        let tried = if at < MOST_TRIED && judged.cx.platform.decls.len() <= MOST_DECLARATIONS { Some(&mut engine) } else { None };
        out.push(one(judged, denied, &read, tried));
    }
}

fn one(judged: Judged<'_>, denied: &Denied, read: &FxHashSet<String>, engine: Option<&mut Engine>) -> Diagnostic {
    let Judged { cx, policy, .. } = judged;
    let mut found = violated(policy, &denied.msg);
    let place = denied.at.as_deref().and_then(|at| place(cx, at));
    let field = place.and_then(|(id, field)| reads(judged, id, field, read));
    found = match (&field, place) {
        (Some(field), Some((id, _))) if !field.is_written => {
            found.label_opt(cx.head(id), format!("`{}` isn't written, so it is {}", field.name, quoted(field)))
        }
        (Some(field), _) => found.label_opt(cx.span(field.origin), "what the policy reads"),
        (None, Some((id, _))) => found.label_opt(cx.head(id), "what the policy speaks of"),
        (None, None) => found,
    };
    found = found.label_opt(cx.kind_and_name(policy.decl), "the policy");
    let passing = engine.map(|engine| Passing::of(judged, denied, place.map(|(id, _)| id), field.as_ref(), engine)).unwrap_or_default();
    if let (Some(environment), false) = (cx.environment, passing.environments.is_empty()) {
        let names: Vec<String> = passing.environments.iter().map(|name| format!("`{name}`")).collect();
        let verb = if names.len() == 1 { "passes" } else { "pass" };
        found = found.note(format!("in environment `{environment}`; {} {verb}", crate::words::list(&names)));
    }
    let instead = field.as_ref().and_then(|field| passing.help(cx, field));
    let address = place.map_or(policy.address.as_str(), |(id, _)| cx.address(id));
    let level = if severity(policy) == Severity::Error { " level=\"error\"" } else { "" };
    let or = if instead.is_some() { "or waive" } else { "waive" };
    let waive = format!("{or} it for a while: `waive \"{}\" on=\"{address}\"{level} until=… reason=…`", policy.name);
    if let Some(instead) = instead {
        found = found.help(instead);
    }
    found.help(waive).subject(address)
}

/// The declaration that an address speaks of, and the field behind it: `gpu-pool.h100.capacity`.
fn place<'a>(cx: &CheckCx<'_>, at: &'a str) -> Option<(DeclId, Option<&'a str>)> {
    if let Some(id) = cx.platform.decl_by_address(at) {
        return Some((id, None));
    }
    let mut end = at.len();
    while let Some(dot) = at.get(..end).and_then(|head| head.rfind('.')) {
        if let Some(id) = at.get(..dot).and_then(|head| cx.platform.decl_by_address(head)) {
            return Some((id, at.get(dot + 1..).and_then(|rest| rest.split('.').next())));
        }
        end = dot;
    }
    None
}

/// The words behind a dot in a policy: the keys that it may read.
fn identifiers(source: &str) -> FxHashSet<String> {
    let word = |rest: &str| rest.chars().take_while(|ch| ch.is_ascii_alphanumeric() || *ch == '_').collect::<String>();
    source.split('.').skip(1).map(word).filter(|word| !word.is_empty()).collect()
}

/// The field that is violated: the one that `at` names, else the only one of the declaration that the policy reads.
fn reads<'a>(judged: Judged<'a>, id: DeclId, named: Option<&str>, read: &FxHashSet<String>) -> Option<Read<'a>> {
    let decl = judged.cx.platform.decl(id)?;
    let table = judged.kinds.get(&decl.kind).map_or(&[][..], |kind| &kind.fields);
    let mut fields = decl.fields.iter().filter(|(name, _)| match named {
        Some(named) => key(name) == key(named),
        None => read.contains(&key(name)),
    });
    let (name, item) = fields.next().filter(|_| fields.next().is_none())?;
    let field = find(table, name);
    let leading = field.and_then(leading);
    let chain = judged.cx.origins.chain(item.origin).take_while(|(_, entry)| !matches!(entry.frame, Frame::Declaration(_)));
    let text = match &item.val {
        mlpc_model::Val::Group(group) => {
            let inner = leading.and_then(|leading| group.get(&leading.name));
            inner.map(|inner| judged.cx.platform.text_of(&inner.val, id)).unwrap_or_default()
        }
        val => judged.cx.platform.text_of(val, id),
    };
    Some(Read {
        name: name.clone(),
        words: leading.or(field).map(|field| field.ty.choices().into_iter().cloned().collect()).unwrap_or_default(),
        is_list: leading.is_some(),
        origin: item.origin,
        is_written: !chain.into_iter().any(|(_, entry)| entry.frame == Frame::Default),
        text,
        decl,
    })
}

/// The field of a group that stands for it as a list.
fn leading(field: &Field) -> Option<&Field> {
    field.ty.group_fields().iter().find(|field| field.position == Some(Position::Rest))
}

fn quoted(field: &Read<'_>) -> String {
    if field.words.is_empty() { format!("`{}`", field.text) } else { format!("\"{}\"", field.text) }
}

/// Under what a violation vanishes: found by judging again, with one thing changed.
#[derive(Default)]
struct Passing {
    environments: Vec<String>,
    word: Option<SmolStr>,
}

impl Passing {
    fn of(judged: Judged<'_>, denied: &Denied, place: Option<DeclId>, field: Option<&Read<'_>>, engine: &mut Engine) -> Self {
        let mut passes = |input: &Value| engine.denied(input).is_ok_and(|found| !found.iter().any(|it| it.at == denied.at));
        let mut environments = Vec::new();
        for name in judged.cx.environments.iter().filter(|name| Some(name.as_str()) != judged.cx.environment) {
            let mut input = judged.input.clone();
            if let Some(env) = input.get_mut("env") {
                *env = name.as_str().into();
            }
            if passes(&input) {
                environments.push(name.clone());
            }
        }
        let (Some(_), Some(field)) = (place, field) else { return Self { environments, word: None } };
        let word = field.words.iter().filter(|word| **word != field.text).find(|word| {
            let mut input = judged.input.clone();
            let list = input.get_mut(plural(&field.decl.kind)).and_then(Value::as_array_mut);
            let object =
                list.and_then(|list| list.iter_mut().find(|it| it.get("address").and_then(Value::as_str) == Some(&field.decl.address)));
            let Some(value) = object.and_then(|object| object.get_mut(key(&field.name))) else { return false };
            *value = if field.is_list { serde_json::json!([word.as_str()]) } else { word.as_str().into() };
            passes(&input)
        });
        Self { environments, word: word.cloned() }
    }

    /// What to write, if a word of the field's own passes.
    fn help(&self, cx: &CheckCx<'_>, field: &Read<'_>) -> Option<String> {
        let word = self.word.as_ref()?;
        let verb = if field.is_written { "write" } else { "add" };
        let value = match (self.environments.as_slice(), cx.environment) {
            ([only], _) => format!("${{if env == '{only}' then '{}' else '{word}'}}", field.text),
            ([_, ..], Some(environment)) => format!("${{if env == '{environment}' then '{word}' else '{}'}}", field.text),
            _ => word.to_string(),
        };
        Some(format!("{verb} `{} \"{value}\"`", field.name))
    }
}
