//! Types as people write them: of a `param` (`list(text)`, `ref(cluster)`) and of a component's interface (`words(small large)`).

use mlpc_units::Dimension;

use crate::{Type, shared};

/// Types nest no deeper in a text.
const DEEPEST: u8 = 8;

/// The words that name a type without parentheses, for "did you mean".
pub const TYPE_NAMES: &[&str] = &[
    "bool",
    "int",
    "number",
    "text",
    "quantity",
    "count",
    "bytes",
    "duration",
    "ratio",
    "rate",
    "money",
    "date",
    "version",
    "cidr",
    "ip",
    "email",
    "url",
    "image",
    "cron",
    "arn",
    "path",
    "principal",
    "accelerator",
    "model",
    "region",
    "zone",
    "machine",
    "tree",
];

impl Type {
    /// Reads a type: one of [`TYPE_NAMES`], `list(T)`, `map(T)`, `ref(KIND …)` (with `pool` for both kinds of pool) or `words(WORD …)`. Kinds
    /// and words stand apart by blanks or commas. `None` where it names none; whether the kinds exist is not asked.
    pub fn parse(text: &str) -> Option<Self> {
        parse(text, 0)
    }
}

fn parse(text: &str, depth: u8) -> Option<Type> {
    let text = text.trim();
    if depth > DEEPEST {
        return None;
    }
    let Some((name, rest)) = text.split_once('(') else { return simple(text) };
    let inner = rest.strip_suffix(')')?;
    let words = inner.split([',', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    match name.trim_end() {
        "list" => parse(inner, depth + 1).map(Type::list),
        "map" => parse(inner, depth + 1).map(Type::map),
        "ref" if !words.is_empty() => {
            let kinds = words.iter().flat_map(|kind| if *kind == "pool" { shared::POOLS } else { std::slice::from_ref(kind) });
            Some(Type::refs(&kinds.copied().collect::<Vec<_>>()))
        }
        "words" if !words.is_empty() => Some(Type::words(&words)),
        _ => None,
    }
}

fn simple(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "number" => Type::Number,
        "text" => Type::Text,
        "quantity" => Type::Union(vec![Type::Quantity(Dimension::Count), Type::Quantity(Dimension::Bytes)]),
        "count" => Type::Quantity(Dimension::Count),
        "bytes" => Type::Quantity(Dimension::Bytes),
        "duration" => Type::Duration,
        "ratio" => Type::Ratio,
        "rate" => Type::Rate,
        "money" => Type::Money,
        "date" => Type::Date,
        "version" => Type::Version,
        "cidr" => Type::Cidr,
        "ip" => Type::Ip,
        "email" => Type::Email,
        "url" => Type::Url,
        "image" => Type::Image,
        "cron" => Type::Cron,
        "arn" => Type::Arn,
        "path" => Type::Path,
        "principal" => Type::Principal,
        "accelerator" => Type::Accelerator,
        "model" => Type::Model,
        "region" => Type::Region,
        "zone" => Type::Zone,
        "machine" => Type::Machine,
        "tree" => Type::Tree,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_written() {
        assert!(TYPE_NAMES.iter().all(|name| Type::parse(name).is_some()));
        assert_eq!(Type::parse("list( ref(bucket, filesystem) )"), Some(Type::list(Type::refs(&["bucket", "filesystem"]))));
        assert_eq!(Type::parse("ref(pool)"), Some(Type::refs(&["cpu-pool", "gpu-pool"])));
        assert_eq!(Type::parse("words(small large)"), Some(Type::words(&["small", "large"])));
        assert_eq!(Type::parse("map(text)"), Some(Type::map(Type::Text)));
    }

    #[test]
    fn what_names_no_type_is_refused() {
        let deep = format!("{}text{}", "list(".repeat(1000), ")".repeat(1000));
        for text in ["", "texts", "list", "list()", "ref()", "list(text", "(text)", "map(text))", &deep] {
            assert_eq!(Type::parse(text), None, "{text}");
        }
    }
}
