//! Building blocks of the language: param, environment, let, when, for, define, use. They are expanded before anything is typed; their
//! entries here serve names, hover, completion and the book.

use crate::{Field, Group, Kind, Naming, Place, Type};

pub(super) fn kinds() -> Vec<Kind> {
    vec![param(), environment(), r#let(), when(), r#for(), define(), r#use()]
}

fn block(name: &str, place: Place, summary: &str) -> Kind {
    let kind = Kind { read_only: Vec::new(), ..Kind::core(name, Group::Building, summary) };
    kind.place(place)
}

fn param() -> Kind {
    block("param", Place::Construct, "A value that is set from outside: by `--set`, an environment, or the fields of a define's instance.")
        .doc("Without `default` it must be set.")
        .field(Field::new("type", Type::Text, "Its type: `int`, `text`, `money`, `ref(cluster)`, `list(text)` …").required())
        .field(Field::new("default", Type::Any, "Its value where nothing sets it."))
        .field(Field::new("one-of", Type::list(Type::Any), "The only values it may have."))
        .field(Field::new("min", Type::Any, "Its lowest value."))
        .field(Field::new("max", Type::Any, "Its highest value."))
        .field(Field::new("pattern", Type::Text, "Regular expression that the whole of its text must match."))
}

fn environment() -> Kind {
    block("environment", Place::TopLevel, "Values of params, chosen with `--env`.")
        .doc("It sets params and nothing else. Where there are environments, `plan`, `apply` and `build` need one; `check` goes through all.")
        .field(Field::new("params", Type::map(Type::Any), "Params and their values.").others())
}

fn r#let() -> Kind {
    block("let", Place::Construct, "A name for a value.")
        .doc("Several arguments make a list.")
        .field(Field::new("value", Type::list(Type::Any), "The value, or the list's elements.").rest().required())
}

fn when() -> Kind {
    block("when", Place::Construct, "Holds what its condition allows: declarations or fields.").naming(Naming::None).field(
        Field::new("condition", Type::Bool, "Reads params, lets, loop variables, files and `env`; never other declarations.")
            .nth(0)
            .required(),
    )
}

fn r#for() -> Kind {
    block("for", Place::Construct, "Repeats its body for each element of a list; the order leaves no trace.")
        .doc("The name is the loop variable's. Names in the body must depend on it.")
        .field(Field::new("in", Type::list(Type::Any), "The list: of a CSV file its rows.").required())
}

fn define() -> Kind {
    block("define", Place::TopLevel, "A kind of one's own: its params are the fields, its body what an instance declares.").doc(
        "`${name}` is the instance's name. Names in the body mean what they mean where it is written; context is that of the instance.",
    )
}

fn r#use() -> Kind {
    block("use", Place::TopLevel, "Loads the defines of a folder, with the lets that they need.")
        .naming(Naming::None)
        .field(Field::new("folder", Type::Path, "The folder.").nth(0).required())
}
