//! The types of an interface's fields, as `component.kdl` writes them: `text`, `list(ref(bucket))`, `words(small large)`.

use mlpc_schema::Type;
use mlpc_units::Dimension;

/// Reads a type; `None` for a word that names none.
pub(crate) fn parse(text: &str) -> Option<Type> {
    let text = text.trim();
    if let Some((name, rest)) = text.split_once('(') {
        let inner = rest.strip_suffix(')')?;
        let words = || inner.split_whitespace().collect::<Vec<_>>();
        return match name {
            "list" => Some(Type::list(parse(inner)?)),
            "map" => Some(Type::map(parse(inner)?)),
            "ref" => Some(Type::refs(&words())),
            "words" => Some(Type::words(&words())),
            _ => None,
        };
    }
    Some(match text {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "number" => Type::Number,
        "text" => Type::Text,
        "count" => Type::Quantity(Dimension::Count),
        "bytes" => Type::Quantity(Dimension::Bytes),
        "duration" => Type::Duration,
        "ratio" => Type::Ratio,
        "version" => Type::Version,
        "url" => Type::Url,
        "image" => Type::Image,
        "email" => Type::Email,
        "tree" => Type::Tree,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_nest() {
        assert_eq!(parse("list(ref(bucket filesystem))"), Some(Type::list(Type::refs(&["bucket", "filesystem"]))));
        assert_eq!(parse("bytes"), Some(Type::Quantity(Dimension::Bytes)));
        assert_eq!(parse("list(nothing)"), None);
    }
}
