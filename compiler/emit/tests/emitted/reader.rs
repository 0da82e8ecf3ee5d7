//! Translation validation: reads emitted HCL back with a parser that isn't ours and compares addresses, references and values with the graph.
//!
//! It shares no code with the printers. It knows the shapes in which values may be printed, not how they are laid out.

use std::collections::BTreeMap;
use std::fmt;

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, StringTemplate};
use mlpc_emit::Tree;
use mlpc_graph::{Map, Part, PolicyDoc, Reference, Resource, ResourceGraph, ResourceKind, Value};

/// A value as it was read.
#[derive(Clone, PartialEq, Debug)]
enum Read {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Read>),
    Object(BTreeMap<String, Read>),
    /// An expression over names, as text.
    Names(String),
    Template(Vec<Read>),
    Json(Box<Read>),
}

/// The arguments and nested blocks of a block.
#[derive(Clone, PartialEq, Default, Debug)]
struct ReadBody {
    arguments: BTreeMap<String, Read>,
    blocks: BTreeMap<String, Vec<ReadBody>>,
}

/// Where files and graph differ.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// Which resource and attribute.
    pub at: String,
    /// In the graph.
    pub wanted: String,
    /// In the file.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the graph has {}, the file {}", self.at, self.wanted, self.found)
    }
}

/// Compares all Terraform resources of a graph with the `.tf` files of a tree.
pub(crate) fn verify(graph: &ResourceGraph, tree: &Tree) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let mut files: BTreeMap<(String, String), ReadBody> = BTreeMap::new();
    for (path, file) in tree.files.iter().filter(|(path, _)| path.ends_with(".tf")) {
        let target = path.split('/').next().unwrap_or_default();
        let body = hcl_edit::parser::parse_body(&file.text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for block in body.iter().filter_map(Structure::as_block) {
            let labels: Vec<_> = block.labels.iter().map(|label| label.as_str().to_owned()).collect();
            let address = match block.ident.as_str() {
                "resource" => labels.join("."),
                "data" => format!("data.{}", labels.join(".")),
                _ => continue,
            };
            if files.insert((target.to_owned(), address.clone()), read_body(&block.body)).is_some() {
                found.push(mismatch(&address, "one block", "two"));
            }
        }
    }
    for resource in graph.resources().iter().filter(|it| it.in_terraform()) {
        for doc in policies(&resource.attrs) {
            let address = doc.address().to_string();
            if let Some(read) = files.remove(&(resource.place.target.to_string(), address.clone())) {
                let statements = doc.statements.len();
                let wanted = policy_body(doc);
                compare_bodies(&wanted, &read, &address, &mut found);
                let n = read.blocks.get("statement").map_or(0, Vec::len);
                if n != statements {
                    found.push(mismatch(&address, &format!("{statements} statements"), &n.to_string()));
                }
            }
        }
    }
    for resource in graph.resources().iter().filter(|it| it.in_terraform()) {
        let address = resource.address.to_string();
        match files.remove(&(resource.place.target.to_string(), address.clone())) {
            Some(read) => compare_bodies(&resource_body(resource), &read, &address, &mut found),
            None => found.push(mismatch(&address, "a resource", "nothing")),
        }
    }
    for (_, address) in files.keys() {
        found.push(mismatch(address, "nothing", "a resource"));
    }
    found
}

/// Compares a map with the text of a body; for random trees.
pub(crate) fn compare_text(map: &Map, text: &str) -> Vec<Mismatch> {
    let body = hcl_edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut found = Vec::new();
    compare_bodies(&wanted_body(map), &read_body(&body), "body", &mut found);
    found
}

fn mismatch(at: &str, wanted: &str, found: &str) -> Mismatch {
    Mismatch { at: at.to_owned(), wanted: wanted.to_owned(), found: found.to_owned() }
}

fn compare_bodies(wanted: &ReadBody, read: &ReadBody, at: &str, found: &mut Vec<Mismatch>) {
    for key in wanted.arguments.keys().chain(read.arguments.keys()).collect::<std::collections::BTreeSet<_>>() {
        let (a, b) = (wanted.arguments.get(key), read.arguments.get(key));
        if a != b {
            found.push(Mismatch { at: format!("{at}.{key}"), wanted: format!("{a:?}"), found: format!("{b:?}") });
        }
    }
    for key in wanted.blocks.keys().chain(read.blocks.keys()).collect::<std::collections::BTreeSet<_>>() {
        let (a, b) = (wanted.blocks.get(key).cloned().unwrap_or_default(), read.blocks.get(key).cloned().unwrap_or_default());
        if a.len() != b.len() {
            found.push(mismatch(&format!("{at}.{key}"), &format!("{} blocks", a.len()), &b.len().to_string()));
        }
        for (index, (a, b)) in a.iter().zip(&b).enumerate() {
            compare_bodies(a, b, &format!("{at}.{key}[{index}]"), found);
        }
    }
}

// What the graph wants.

fn resource_body(resource: &Resource) -> ReadBody {
    let mut body = wanted_body(&resource.attrs);
    let life = &resource.life;
    let names = |items: Vec<String>| Read::List(items.into_iter().map(Read::Names).collect());
    let after: Vec<_> = life.after.iter().map(|(to, _)| to.to_string()).collect();
    if !after.is_empty() {
        body.arguments.insert("depends_on".into(), names(after));
    }
    if !life.timeouts.is_empty() {
        let times = life.timeouts.iter().map(|(key, time)| (key.to_string(), Read::Text(time.to_string())));
        body.blocks.insert("timeouts".into(), vec![ReadBody { arguments: times.collect(), ..ReadBody::default() }]);
    }
    let mut cycle = ReadBody::default();
    for (set, key) in [(life.protect, "prevent_destroy"), (life.create_before_destroy, "create_before_destroy")] {
        if set {
            cycle.arguments.insert(key.into(), Read::Bool(true));
        }
    }
    if !life.ignore_changes.is_empty() {
        let ignored = life.ignore_changes.iter().map(ToString::to_string).collect();
        cycle.arguments.insert("ignore_changes".into(), names(ignored));
    }
    if cycle != ReadBody::default() {
        body.blocks.insert("lifecycle".into(), vec![cycle]);
    }
    assert_eq!(resource.kind == ResourceKind::Data, resource.address.is_data());
    body
}

fn policies(map: &Map) -> Vec<&PolicyDoc> {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a PolicyDoc>) {
        match value {
            Value::Policy(doc) => found.push(doc),
            Value::List(items) => items.iter().for_each(|it| walk(it, found)),
            Value::Map(map) => map.iter().for_each(|it| walk(&it.value, found)),
            Value::Blocks(maps) => maps.iter().flat_map(Map::iter).for_each(|it| walk(&it.value, found)),
            Value::Json(inner) => walk(inner, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    map.iter().for_each(|entry| walk(&entry.value, &mut found));
    found
}

fn policy_body(doc: &PolicyDoc) -> ReadBody {
    let list = |values: &[Value]| Read::List(values.iter().map(wanted).collect());
    let texts = |values: &[smol_str::SmolStr]| Read::List(values.iter().map(|it| Read::Text(it.to_string())).collect());
    let arguments = |pairs: Vec<(&str, Read)>| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let mut body = ReadBody::default();
    for statement in &doc.statements {
        let mut read = ReadBody::default();
        for (there, key, value) in [
            (!statement.sid.is_empty(), "sid", Read::Text(statement.sid.to_string())),
            (statement.deny, "effect", Read::Text("Deny".into())),
            (!statement.actions.is_empty(), "actions", texts(&statement.actions)),
            (!statement.resources.is_empty(), "resources", list(&statement.resources)),
        ] {
            if there {
                read.arguments.insert(key.into(), value);
            }
        }
        for it in &statement.principals {
            let pairs = vec![("type", Read::Text(it.kind.to_string())), ("identifiers", list(&it.identifiers))];
            read.blocks.entry("principals".into()).or_default().push(ReadBody { arguments: arguments(pairs), ..ReadBody::default() });
        }
        for it in &statement.conditions {
            let pairs = vec![
                ("test", Read::Text(it.test.to_string())),
                ("variable", Read::Text(it.variable.to_string())),
                ("values", list(&it.values)),
            ];
            read.blocks.entry("condition".into()).or_default().push(ReadBody { arguments: arguments(pairs), ..ReadBody::default() });
        }
        body.blocks.entry("statement".into()).or_default().push(read);
    }
    body
}

fn wanted_body(map: &Map) -> ReadBody {
    let mut body = ReadBody::default();
    for entry in map {
        match &entry.value {
            Value::Null => {}
            Value::Blocks(blocks) if blocks.is_empty() => {}
            Value::Blocks(blocks) => {
                body.blocks.insert(entry.key.to_string(), blocks.iter().map(wanted_body).collect());
            }
            value => {
                body.arguments.insert(entry.key.to_string(), wanted(value));
            }
        }
    }
    body
}

fn wanted(value: &Value) -> Read {
    match value {
        Value::Null | Value::Poison => Read::Null,
        Value::Bool(value) => Read::Bool(*value),
        Value::Int(value) => Read::Number(*value as f64),
        Value::Number(text) => Read::Number(text.parse().expect("a number")),
        Value::Text(text) | Value::Secret(text) => Read::Text(text.to_string()),
        Value::List(items) => Read::List(items.iter().map(wanted).collect()),
        Value::Map(map) => wanted_object(map),
        Value::Blocks(blocks) => Read::List(blocks.iter().map(wanted_object).collect()),
        Value::Ref(reference) => Read::Names(names(reference)),
        Value::Json(inner) => Read::Json(Box::new(wanted(inner))),
        Value::Policy(doc) => Read::Names(format!("{}.json", doc.address())),
        Value::Template(parts) => template(parts.iter().map(|part| match part {
            Part::Text(text) => Read::Text(text.to_string()),
            Part::Ref(reference) => Read::Names(names(reference)),
        })),
    }
}

fn wanted_object(map: &Map) -> Read {
    let shown = map.iter().filter(|entry| entry.value != Value::Null);
    Read::Object(shown.map(|entry| (entry.key.to_string(), wanted(&entry.value))).collect())
}

fn names(reference: &Reference) -> String {
    if reference.path.0.is_empty() { reference.to.to_string() } else { reference.to_string().replace(".[", "[") }
}

/// Neighbouring texts joined; a template of one part is that part.
fn template(parts: impl Iterator<Item = Read>) -> Read {
    let mut joined: Vec<Read> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Read::Text(text)) if text.is_empty() => {}
            (Some(Read::Text(last)), Read::Text(text)) => last.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    match joined.len() {
        0 => Read::Text(String::new()),
        1 => joined.remove(0),
        _ => Read::Template(joined),
    }
}

// What the file says.

fn read_body(body: &Body) -> ReadBody {
    let mut read = ReadBody::default();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                assert!(read.arguments.insert(attribute.key.as_str().to_owned(), read_value(&attribute.value)).is_none());
            }
            Structure::Block(block) if block.ident.as_str() == "dynamic" => {
                let kind = block.labels.first().expect("a label").as_str().to_owned();
                read.blocks.entry(kind.clone()).or_default().extend(spelled_out(block, &kind));
            }
            Structure::Block(block) => {
                read.blocks.entry(block.ident.as_str().to_owned()).or_default().push(read_body(&block.body));
            }
        }
    }
    read
}

/// The blocks that a `dynamic` over a range stands for.
fn spelled_out(block: &Block, kind: &str) -> Vec<ReadBody> {
    let Some(Expression::FuncCall(call)) = block.body.get_attribute("for_each").map(|it| &it.value) else { panic!("a range") };
    assert_eq!(call.name.name.as_str(), "range");
    let bounds: Vec<i64> = call.args.iter().map(|it| it.as_number().and_then(hcl_edit::Number::as_i64).expect("a bound")).collect();
    let content = block.body.get_blocks("content").next().expect("content");
    let counter = Read::Names(format!("{kind}.value"));
    let body = read_body(&content.body);
    (bounds[0]..bounds[1])
        .map(|number| {
            let mut body = body.clone();
            body.arguments.values_mut().filter(|it| **it == counter).for_each(|it| *it = Read::Number(number as f64));
            body
        })
        .collect()
}

fn read_value(value: &Expression) -> Read {
    match value {
        Expression::Null(_) => Read::Null,
        Expression::Bool(value) => Read::Bool(*value.value()),
        Expression::Number(number) => Read::Number(number.value().as_f64().expect("a number")),
        Expression::UnaryOp(op) => match read_value(&op.expr) {
            Read::Number(number) => Read::Number(-number),
            other => panic!("{other:?}"),
        },
        Expression::String(text) => Read::Text(unescaped(text.value())),
        Expression::Array(items) => Read::List(items.iter().map(read_value).collect()),
        Expression::Object(object) => Read::Object(
            object
                .iter()
                .map(|(key, value)| {
                    let key = match key {
                        ObjectKey::Ident(name) => name.as_str().to_owned(),
                        ObjectKey::Expression(expression) => match read_value(expression) {
                            Read::Text(text) => text,
                            Read::Names(text) => text,
                            other => panic!("{other:?}"),
                        },
                    };
                    (key, read_value(value.expr()))
                })
                .collect(),
        ),
        Expression::StringTemplate(parts) => read_template(parts),
        Expression::FuncCall(call) if call.name.name.as_str() == "jsonencode" => {
            Read::Json(Box::new(read_value(call.args.iter().next().expect("an argument"))))
        }
        Expression::Variable(name) => Read::Names(name.value().as_str().to_owned()),
        Expression::Traversal(traversal) => {
            let Read::Names(mut text) = read_value(&traversal.expr) else { panic!("a name") };
            for operator in &traversal.operators {
                match operator.value() {
                    TraversalOperator::GetAttr(name) => text.push_str(&format!(".{}", name.as_str())),
                    TraversalOperator::Index(Expression::String(key)) => text.push_str(&format!("[\"{}\"]", unescaped(key.value()))),
                    TraversalOperator::Index(index) => match read_value(index) {
                        Read::Number(number) => text.push_str(&format!("[{number}]")),
                        other => panic!("{other:?}"),
                    },
                    other => panic!("{other:?}"),
                }
            }
            Read::Names(text)
        }
        other => panic!("{other:?}"),
    }
}

fn read_template(parts: &StringTemplate) -> Read {
    template(parts.iter().map(|element| match element {
        Element::Literal(text) => Read::Text(unescaped(text.value())),
        Element::Interpolation(inner) => read_value(&inner.expr),
        Element::Directive(_) => panic!("a directive"),
    }))
}

/// hcl-edit leaves the escapes of interpolation marks in place.
fn unescaped(text: &str) -> String {
    text.to_owned()
}
