//! Changes that the cloud refuses or answers with a new resource, judged by their values.

use std::cmp::Ordering;

use mlpc_graph::schema::{ChangeLimit, Then, When};
use mlpc_graph::{Address, AttrPath, Resource, ResourceKind, Value};
use mlpc_source::Span;
use mlpc_units::{Quantity, Version};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};

use crate::{Answer, FieldChangeId};

/// A change in place that the cloud refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The resource.
    pub address: Address,
    /// Its declaration.
    pub owner: SmolStr,
    /// The attribute.
    pub path: AttrPath,
    /// Its value before.
    pub from: SmolStr,
    /// Its value after.
    pub to: SmolStr,
    /// The limit that it meets.
    pub limit: &'static ChangeLimit,
    /// The edit of the spec that it follows from.
    pub field: Option<FieldChangeId>,
    /// Where the spec says the new value.
    pub span: Option<Span>,
}

impl Refused {
    /// Whether it is refused for sure, so that the plan can't be applied.
    pub const fn certain(&self) -> bool {
        matches!(self.limit.then, Then::Refused)
    }

    /// What to do instead, with the values in it.
    pub fn instead(&self) -> String {
        let next =
            Version::parse(&self.from).map_or_else(|_| SmolStr::default(), |it| format_smolstr!("{}.{}", it.major(), it.minor() + 1));
        self.limit.instead.replace("{from}", &self.from).replace("{to}", &self.to).replace("{next}", &next)
    }
}

/// The first limit that a change meets.
pub(crate) fn met<'a>(limits: &[&'a ChangeLimit], from: Option<&Value>, to: Option<&Value>) -> Option<&'a ChangeLimit> {
    let (from, to) = (text(from?)?, text(to?)?);
    limits.iter().find(|it| meets(it.when, &from, &to)).copied()
}

/// Whether a change replaces, where that depends on the values; the fact itself where they don't tell.
pub(crate) fn answer(fact: Answer, limits: &[&ChangeLimit], from: Option<&Value>, to: Option<&Value>) -> Answer {
    let told = fact == Answer::Conditional && limits.iter().any(|it| it.then == Then::Replaces);
    if !told || from.and_then(text).is_none() || to.and_then(text).is_none() {
        return fact;
    }
    match met(limits, from, to) {
        Some(limit) if limit.then == Then::Replaces => Answer::Yes,
        _ => Answer::No,
    }
}

/// The type that limits are kept under: an object's is its kind.
pub(crate) fn kind(resource: &Resource) -> &str {
    match &resource.kind {
        ResourceKind::Object { kind, .. } => kind,
        _ => resource.address.kind(),
    }
}

/// A value that is known before apply.
pub(crate) fn text(value: &Value) -> Option<SmolStr> {
    match value {
        Value::Int(number) => Some(number.to_smolstr()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn meets(when: When, from: &str, to: &str) -> bool {
    match when {
        When::Lower => compare(from, to) == Some(Ordering::Greater),
        When::OneMinorLower => minors(from, to) == Some(-1),
        When::SkipsAMinor => minors(from, to).is_some_and(|it| it > 1),
        When::AnyBut(old, new) => (from, to) != (old, new),
        // No value tells: what it names does.
        When::NamesAnew => false,
    }
}

/// Versions part by part as far as both go, so that `16` and `16.3` are alike; else sizes. `None` for what isn't comparable.
fn compare(a: &str, b: &str) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (Version::parse(a), Version::parse(b)) {
        let common = a.n_parts().min(b.n_parts());
        return Some((0..common).map(|at| a.part(at).cmp(&b.part(at))).find(|it| it.is_ne()).unwrap_or(Ordering::Equal));
    }
    let (a, b) = (Quantity::parse(a).ok()?, Quantity::parse(b).ok()?);
    (a.dimension == b.dimension).then(|| a.cmp(&b))
}

/// How many minor versions up it goes within one major version.
fn minors(from: &str, to: &str) -> Option<i128> {
    let (from, to) = (Version::parse(from).ok()?, Version::parse(to).ok()?);
    (from.major() == to.major()).then(|| i128::from(to.minor()) - i128::from(from.minor()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_graph::schema::change_limits;

    fn said(kind: &str, path: &str, from: impl Into<Value>, to: impl Into<Value>) -> Option<Then> {
        let limits: Vec<_> = change_limits(kind, path).collect();
        met(&limits, Some(&from.into()), Some(&to.into())).map(|it| it.then)
    }

    #[test]
    fn values_tell_what_is_refused() {
        let storage = |from: i64, to: i64| said("aws_db_instance", "allocated_storage", from, to);
        assert_eq!((storage(100, 50), storage(50, 100), storage(9, 10)), (Some(Then::Refused), None, None));
        let engine = |from: &str, to: &str| said("aws_db_instance", "engine_version", from, to);
        assert_eq!([engine("16", "15"), engine("8.0.36", "8.0.35"), engine("16.3", "15")], [Some(Then::Refused); 3]);
        assert_eq!([engine("15", "16"), engine("16.3", "16"), engine("16", "16.3"), engine("9", "10")], [None; 4]);
        let eks = |from: &str, to: &str| said("aws_eks_cluster", "version", from, to);
        assert_eq!([eks("1.35", "1.33"), eks("1.33", "1.35"), eks("1.9", "1.11")], [Some(Then::Refused); 3]);
        assert_eq!((eks("1.35", "1.34"), eks("1.34", "1.35")), (Some(Then::MayBeRefused), None));
        let claim = |from: &str, to: &str| said("PersistentVolumeClaim", "spec.resources.requests.storage", from, to);
        assert_eq!((claim("1Ti", "900Gi"), claim("900Gi", "1Ti")), (Some(Then::Refused), None));
        assert_eq!(storage(0, 0), None);
    }

    #[test]
    fn values_tell_what_replaces() {
        let cache = |path: &str, from: &str, to: &str| {
            let limits: Vec<_> = change_limits("aws_elasticache_replication_group", path).collect();
            answer(Answer::Conditional, &limits, Some(&from.into()), Some(&to.into()))
        };
        assert_eq!((cache("engine", "redis", "valkey"), cache("engine", "valkey", "redis")), (Answer::No, Answer::Yes));
        assert_eq!((cache("engine_version", "7.1", "7.0"), cache("engine_version", "7.0", "7.1")), (Answer::Yes, Answer::No));
        assert_eq!(cache("node_group_configuration", "a", "b"), Answer::Conditional);
    }
}
