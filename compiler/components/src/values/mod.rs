//! The values of a release: chart defaults ← template ← size profile ← fields ← the user's `values`, of which only what differs from the
//! chart's defaults remains, in the chart's order.

mod check;
mod merge;

use mlpc_diag::Diagnostics;
use mlpc_graph::{Map, Value};
use mlpc_source::{OriginId, Origins, Span};
use smol_str::SmolStr;

use crate::{Component, Size, TemplateError, template};

pub use merge::merge;

/// What a release's values follow from.
#[derive(Debug)]
pub struct Release<'a> {
    /// The component.
    pub component: &'a Component,
    /// The size profile.
    pub size: Size,
    /// What templates read: `platform`, `target`, `cluster`, `release`, `namespace`, `size`, `fields`, `stores`, `has` (capabilities on the
    /// cluster), `pools`.
    pub context: &'a Map,
    /// The fields that are there, written or by default, with the origin of their values.
    pub fields: &'a [SetField],
    /// The user's `values`, each entry with its origin as a note.
    pub user: Option<&'a Map>,
    /// The address of the declaration, which findings are about.
    pub address: &'a str,
}

/// A field of the declaration that has a value.
#[derive(Clone, Debug)]
pub struct SetField {
    /// Its name.
    pub name: SmolStr,
    /// Where its value comes from.
    pub origin: OriginId,
    /// Whether it is written in the spec.
    pub written: bool,
}

/// The values of a release.
#[derive(Clone, Debug, Default)]
pub struct ReleaseValues {
    /// What differs from the chart's defaults, in the chart's order.
    pub values: Map,
    /// Keys that the user's `values` set although a written field already does.
    pub conflicts: Vec<Conflict>,
}

/// A value that is set twice: by a written field, and under `values`.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The field.
    pub field: SmolStr,
    /// The value's dotted path.
    pub path: SmolStr,
    /// Where the field is written.
    pub field_span: Option<Span>,
    /// Where it stands under `values`.
    pub value_span: Option<Span>,
}

/// Works out the values of a release; what is wrong with the user's `values` is reported.
pub fn values(release: &Release<'_>, origins: &Origins, out: &mut Diagnostics) -> Result<ReleaseValues, TemplateError> {
    let chart = &release.component.chart;
    let mut ours = template::render(&format!("{}/values.hbs", release.component.name), &release.component.template, release.context)?;
    if let Some(profile) = release.component.profile(release.size) {
        merge(&mut ours, profile);
    }
    for setting in &chart.settings {
        let Some(field) = release.fields.iter().find(|it| it.name == setting.field) else { continue };
        let value = match &setting.template {
            Some(text) => Value::Text(template::render_text(&setting.field, text, release.context)?.into()),
            None => field_value(release.context, &setting.field),
        };
        merge::set(&mut ours, &setting.path, value, field.origin);
    }
    let mut all = chart.defaults.clone();
    merge(&mut all, &ours);
    let mut conflicts = Vec::new();
    if let Some(user) = release.user {
        check::user_values(release, &all, user, origins, out);
        conflicts = conflicting(release, user, origins);
        merge(&mut all, user);
    }
    Ok(ReleaseValues { values: merge::difference(&chart.defaults, all), conflicts })
}

fn field_value(context: &Map, field: &str) -> Value {
    context.get("fields").and_then(Value::as_map).and_then(|fields| fields.get(field)).cloned().unwrap_or(Value::Null)
}

fn conflicting(release: &Release<'_>, user: &Map, origins: &Origins) -> Vec<Conflict> {
    let written = release.fields.iter().filter(|it| it.written);
    let settings = written.flat_map(|field| {
        let of_field = release.component.chart.settings.iter().filter(move |it| it.field == field.name);
        of_field.map(move |setting| (field, setting))
    });
    let found = settings.filter_map(|(field, setting)| {
        let entry = merge::entry(user, &setting.path)?;
        let origin = entry.note.as_ref().and_then(|it| it.origin);
        Some(Conflict {
            field: field.name.clone(),
            path: setting.path.clone(),
            field_span: origins.span(field.origin),
            value_span: origin.and_then(|it| origins.span(it)),
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests;
