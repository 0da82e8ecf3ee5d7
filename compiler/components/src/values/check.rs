//! The user's values against the chart's: every key must exist, every leaf must have the type of the chart's own.

use mlpc_diag::Diagnostics;
use mlpc_graph::{Entry, Map, Value};
use mlpc_source::{Origins, Span};

use super::Release;
use crate::codes::chart_value::{self, Known};

/// Keys below which Kubernetes' own types stand, whatever the chart's defaults happen to show: amounts are numbers or texts, selectors and
/// annotations have any keys.
const KUBERNETES: &[&str] = &["requests", "limits", "nodeSelector", "annotations", "labels", "podAnnotations", "podLabels", "affinity"];

struct Check<'a> {
    release: &'a Release<'a>,
    origins: &'a Origins,
    out: &'a mut Diagnostics,
}

/// Reports what of `user` the chart doesn't have; `ours` is what holds without it.
pub(super) fn user_values(release: &Release<'_>, ours: &Map, user: &Map, origins: &Origins, out: &mut Diagnostics) {
    Check { release, origins, out }.map("", &release.component.chart.defaults, Some(ours), user);
}

impl Check<'_> {
    fn map(&mut self, above: &str, defaults: &Map, ours: Option<&Map>, user: &Map) {
        for entry in user {
            let path = if above.is_empty() { entry.key.to_string() } else { format!("{above}.{}", entry.key) };
            self.entry(&path, defaults, ours, entry);
        }
    }

    fn entry(&mut self, path: &str, defaults: &Map, ours: Option<&Map>, entry: &Entry) {
        let chart = &self.release.component.chart;
        let known = ours.and_then(|it| it.get(&entry.key));
        let Some(default) = defaults.get(&entry.key) else {
            // A key that only our template sets exists in the chart, too: charts comment out what has no default.
            if known.is_none() && !chart.is_open(path) && !chart.has_typed(path) {
                let near = self.nearest(&entry.key, defaults, ours);
                let finding = chart_value::unknown(chart, path, self.span(entry), near).subject(self.release.address);
                self.out.push(finding);
            } else if let Value::Map(user) = &entry.value
                && chart.has_typed(path)
            {
                self.map(path, &Map::new(), known.and_then(Value::as_map), user);
            } else {
                self.typed(path, entry, known);
            }
            return;
        };
        match (default, &entry.value) {
            (Value::Map(defaults), Value::Map(user)) if !defaults.is_empty() && chart.has_typed(path) => {
                self.map(path, defaults, known.and_then(Value::as_map), user);
            }
            _ if chart.types.contains_key(path) => self.typed(path, entry, known),
            _ if chart.is_open(path) || KUBERNETES.contains(&entry.key.as_str()) => {}
            (Value::Map(defaults), Value::Map(user)) if !defaults.is_empty() => {
                self.map(path, defaults, known.and_then(Value::as_map), user);
            }
            (default, given) if fits(default, given) => {}
            (default, given) => {
                let known = Known { key: &entry.key, value: known, size: self.release.size };
                let wanted = chart_value::describe(default);
                let finding = chart_value::mistyped(chart, path, self.span(entry), wanted, given, known).subject(self.release.address);
                self.out.push(finding);
            }
        }
    }

    /// A value against the types that the chart's schema has for it, if it has any. A null takes the chart's key away.
    fn typed(&mut self, path: &str, entry: &Entry, known: Option<&Value>) {
        let chart = &self.release.component.chart;
        let Some(types) = chart.types.get(path) else { return };
        if entry.value == Value::Null || KUBERNETES.contains(&entry.key.as_str()) || types.take(&entry.value) {
            return;
        }
        let known = Known { key: &entry.key, value: known, size: self.release.size };
        let wanted = types.to_string();
        let finding = chart_value::mistyped(chart, path, self.span(entry), &wanted, &entry.value, known).subject(self.release.address);
        self.out.push(finding);
    }

    fn nearest<'b>(&self, key: &str, defaults: &'b Map, ours: Option<&'b Map>) -> Option<Known<'b>> {
        // Comparing takes the product of both lengths.
        const LONGEST: usize = 128;
        if key.len() > LONGEST {
            return None;
        }
        let best = defaults.iter().map(|it| (strsim::damerau_levenshtein(key, &it.key), it)).min_by_key(|(distance, _)| *distance);
        let (distance, found) = best?;
        let near = distance <= 1 + key.chars().count() / 4;
        near.then(|| Known { key: &found.key, value: ours.and_then(|it| it.get(&found.key)), size: self.release.size })
    }

    fn span(&self, entry: &Entry) -> Option<Span> {
        self.origins.span(entry.note.as_ref()?.origin?)
    }
}

/// Whether a value can stand where the chart has `default`. Texts take numbers (Helm prints both alike) and references; an empty text, a
/// null or an empty list or map says too little to refuse more than the other shape.
fn fits(default: &Value, given: &Value) -> bool {
    match given {
        Value::Null | Value::Poison | Value::Ref(_) | Value::Template(_) | Value::Secret(_) => return true,
        _ => {}
    }
    match default {
        Value::Null => true,
        Value::Bool(_) => matches!(given, Value::Bool(_)),
        Value::Int(_) | Value::Number(_) => matches!(given, Value::Int(_) | Value::Number(_)),
        Value::Text(text) if text.is_empty() => !matches!(given, Value::Map(_) | Value::List(_)),
        Value::Text(_) => matches!(given, Value::Text(_) | Value::Int(_) | Value::Number(_)),
        Value::List(_) => matches!(given, Value::List(_)),
        Value::Map(_) => matches!(given, Value::Map(_)),
        Value::Blocks(_) | Value::Ref(_) | Value::Template(_) | Value::Json(_) | Value::Policy(_) | Value::Secret(_) | Value::Poison => {
            true
        }
    }
}
