//! KDL nodes as values: how `sizes` and other trees of an interface are read.

use mlpc_graph::{Map, Value};
use mlpc_syntax::{Node, Scalar};

/// The children of a node as a map: one argument is a scalar, several a list, children a map, `-` children the items of a list.
pub(crate) fn map(node: Node<'_>) -> Map {
    let mut map = Map::new();
    for prop in node.props() {
        if let Some(name) = prop.name() {
            map.set(name.as_ref(), scalar(prop.value()));
        }
    }
    for child in node.children() {
        map.set(child.name().as_ref(), value(child));
    }
    map
}

fn value(node: Node<'_>) -> Value {
    let args: Vec<_> = node.args().collect();
    let items: Vec<_> = node.children().filter(|child| child.name() == "-").collect();
    if !items.is_empty() {
        return Value::List(items.into_iter().map(value).collect());
    }
    match args.as_slice() {
        [] => Value::Map(map(node)),
        [one] => scalar(one.value()),
        several => Value::List(several.iter().map(|it| scalar(it.value())).collect()),
    }
}

pub(crate) fn scalar(value: Scalar<'_>) -> Value {
    match value {
        Scalar::Null | Scalar::Infinity | Scalar::NegInfinity | Scalar::Nan | Scalar::Broken => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Number(raw) => raw.parse().map_or_else(|_| Value::Number(raw.into()), Value::Int),
        Scalar::Text(text) => Value::Text(text.into()),
    }
}
