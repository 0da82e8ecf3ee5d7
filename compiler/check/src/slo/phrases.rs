//! How findings of this group speak of promises: budgets in minutes, times with blanks, what needs what.

use mlpc_analysis::slo::{Promise, budget_minutes};
use mlpc_model::{DeclId, Slo, Val};
use mlpc_source::Span;
use mlpc_units::Duration;

use crate::place::entry_referring;
use crate::{CheckCx, words};

/// An error budget: `43.2 minutes`.
pub(super) fn minutes(slo: &Slo) -> String {
    let minutes = budget_minutes(slo.objective.value, slo.window.value);
    minutes.map_or_else(|| "some".to_owned(), |minutes| format!("{} minutes", words::number(minutes)))
}

/// A duration with blanks between numbers and units: `1 h 30 m`.
pub(super) fn time(duration: Duration) -> String {
    let text = duration.to_string();
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut last = ' ';
    for ch in text.chars() {
        if !spaced.is_empty() && last.is_ascii_digit() != ch.is_ascii_digit() {
            spaced.push(' ');
        }
        spaced.push(ch);
        last = ch;
    }
    spaced
}

/// A declaration's own name; of a component, which has its cluster's, with its kind: `mlflow.main`.
pub(super) fn name<'a>(cx: &CheckCx<'a>, id: DeclId) -> &'a str {
    let component = cx.platform.component(id).is_some();
    cx.platform.decl(id).map_or("", |decl| if component { decl.address.as_str() } else { decl.name.as_str() })
}

/// Where `of` says that it needs something: its `depends-on`, of a component the field that names a store.
pub(super) fn need(cx: &CheckCx<'_>, of: DeclId, promise: &Promise<'_>) -> Option<Span> {
    let decl = cx.platform.decl(of)?;
    let first = *promise.path.first()?;
    if let Some(entry) = entry_referring(decl, "depends-on", first) {
        return cx.span(entry.origin);
    }
    let field = decl.fields.iter().find(|(_, item)| item.val == Val::Ref(first));
    field.and_then(|(_, item)| cx.span(item.origin))
}

/// `, and through it …` where something is needed only by what is needed.
pub(super) fn through(cx: &CheckCx<'_>, promise: &Promise<'_>) -> Option<String> {
    let (first, rest) = promise.path.split_first()?;
    if rest.is_empty() { None } else { Some(format!("`{}`", name(cx, *first))) }
}

/// The reference to a declaration as one within `from` writes it.
pub(super) fn written(cx: &CheckCx<'_>, from: DeclId, to: DeclId) -> String {
    let tenant = cx.platform.decl(from).and_then(|it| it.tenant);
    match cx.platform.decl(to) {
        Some(decl) if decl.tenant != tenant => decl.scoped_name().to_owned(),
        Some(decl) => decl.name.to_string(),
        None => String::new(),
    }
}

/// `43.2 minutes in 30 days`.
pub(super) fn budget(slo: &Slo, of: &str) -> String {
    format!("{}{of} in {}", minutes(slo), words::days(slo.window.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_blanks() {
        let shown = |text| time(Duration::parse(text).unwrap());
        assert_eq!(["300ms", "1h30m", "30d"].map(shown), ["300 ms", "1 h 30 m", "30 d"]);
    }
}
