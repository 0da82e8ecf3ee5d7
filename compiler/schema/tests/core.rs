//! What must hold of the table of core kinds as a whole.

use mlpc_schema::{Condition, Field, Group, Kind, KindTable, Place, Position, Type, component_fields, docs, find};
use mlpc_units::{Duration, Quantity, Ratio};

/// Calls `visit` with each field of a kind, those of groups too, and the fields it stands among.
fn each_field(fields: &[Field], path: &str, visit: &mut dyn FnMut(&str, &Field, &[Field])) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        visit(&path, field, fields);
        each_field(field.ty.group_fields(), &path, visit);
    }
}

fn all_fields(visit: &mut dyn FnMut(&str, &Field, &[Field])) {
    for kind in KindTable::core().iter() {
        each_field(&kind.fields, &kind.name, visit);
    }
    each_field(&component_fields(), "component", visit);
}

#[test]
fn everything_is_documented_in_sentences() {
    let sentence = |text: &str| {
        text.ends_with(['.', '…']) && text.chars().next().is_some_and(|first| first.is_uppercase() || "`0123456789".contains(first))
    };
    for kind in KindTable::core().iter() {
        assert!(sentence(&kind.summary), "{}: {}", kind.name, kind.summary);
        assert!(kind.read_only.iter().all(|value| sentence(&value.doc)), "{}", kind.name);
    }
    all_fields(&mut |path, field, _| assert!(sentence(&field.doc), "{path}: {}", field.doc));
}

#[test]
fn positions_are_contiguous_and_unambiguous() {
    let check = |path: &str, fields: &[Field]| {
        let mut places = fields.iter().filter_map(|field| field.position).collect::<Vec<_>>();
        places.sort_unstable();
        let numbers = places.iter().filter_map(|place| if let Position::Nth(index) = place { Some(*index) } else { None });
        assert!(numbers.enumerate().all(|(at, index)| at == usize::from(index)), "{path}: {places:?}");
        assert!(places.windows(2).all(|pair| pair[0] != pair[1]), "{path}: {places:?}");
    };
    for kind in KindTable::core().iter() {
        check(&kind.name, &kind.fields);
    }
    all_fields(&mut |path, field, _| {
        check(path, field.ty.group_fields());
        match (field.position, &field.ty) {
            (Some(Position::Rest), Type::List(_)) | (Some(Position::Others), Type::Map(_)) | (Some(Position::Block), Type::Tree) => {}
            (Some(Position::Nth(_)) | None, _) => {}
            (position, ty) => panic!("{path}: {position:?} of type {ty}"),
        }
    });
}

#[test]
fn context_fields_are_references() {
    all_fields(&mut |path, field, _| assert!(!field.context || matches!(field.ty, Type::Ref(_)), "{path}"));
}

#[test]
fn references_name_kinds_or_components() {
    let table = KindTable::core();
    let components = ["component", "argo-workflows", "airflow", "kubeflow-pipelines", "dagster", "flyte"];
    all_fields(&mut |path, field, _| {
        for kind in field.ty.ref_kinds() {
            assert!(table.get(kind).is_some() || components.contains(&kind.as_str()), "{path}: {kind}");
        }
    });
}

#[test]
fn fields_that_repeat_are_groups_with_a_key() {
    all_fields(&mut |path, field, _| {
        if field.repeats {
            assert!(field.key().is_some_and(|key| key.required), "{path}");
        }
    });
}

#[test]
fn a_field_has_one_default_and_names_are_unique() {
    all_fields(&mut |path, field, among| {
        assert!(field.default.is_none() || field.derived.is_none(), "{path}");
        assert!(field.default.is_none() || !field.required, "{path} is required and has a default");
        assert_eq!(among.iter().filter(|other| other.name == field.name).count(), 1, "{path}");
        assert!(field.name.split('-').all(|part| !part.is_empty() && part.chars().all(|ch| ch.is_ascii_lowercase())), "{path}");
    });
}

/// Reads the simple values that defaults are made of; a quoted text with blanks in it doesn't occur.
fn reads_as(word: &str, ty: &Type) -> bool {
    let text = word.trim_matches('"');
    match ty {
        Type::Bool => matches!(word, "#true" | "#false"),
        Type::Int => word.parse::<i64>().is_ok(),
        Type::Quantity(dimension) => Quantity::parse_as(text, *dimension).is_ok(),
        Type::Duration => Duration::parse(text).is_ok(),
        Type::Ratio => Ratio::parse(text).is_ok(),
        Type::Enum(words) => words.iter().any(|allowed| allowed == text) && word.starts_with('"'),
        Type::List(element) => reads_as(word, element),
        Type::Union(types) => types.iter().any(|ty| reads_as(word, ty)),
        Type::Text => word.starts_with('"') && word.ends_with('"'),
        _ => false,
    }
}

#[test]
fn defaults_read_by_their_types() {
    all_fields(&mut |path, field, _| {
        let Some(default) = &field.default else { return };
        for (at, word) in default.split(' ').enumerate() {
            let leading = |fields: &[Field]| {
                let nth = fields.iter().find(|inner| inner.position == Some(Position::Nth(at as u8))).cloned();
                nth.or_else(|| fields.iter().find(|inner| inner.position == Some(Position::Rest)).cloned())
            };
            let fits = match (&field.ty, word.split_once('=')) {
                (Type::Group(fields), Some((name, value))) => find(fields, name).is_some_and(|inner| reads_as(value, &inner.ty)),
                (Type::Group(fields), None) => leading(fields).is_some_and(|inner| reads_as(word, &inner.ty)),
                (Type::Map(entry), Some((_, value))) => reads_as(value, entry),
                (ty, _) => reads_as(word, ty),
            };
            assert!(fits, "{path}: {default}");
        }
    });
}

#[test]
fn bounds_read_by_their_types() {
    fn bounded(word: &str, ty: &Type) -> bool {
        match ty {
            Type::Map(inner) | Type::List(inner) => bounded(word, inner),
            Type::Union(types) => types.iter().any(|ty| bounded(word, ty)),
            ty => reads_as(word, ty),
        }
    }
    all_fields(&mut |path, field, _| {
        for bound in [&field.min, &field.max].into_iter().flatten() {
            assert!(bounded(&bound.value, &field.ty), "{path}: {bound:?}");
        }
    });
}

/// Whether a path of a condition leads from field to field.
fn leads(table: &KindTable, kind: Option<&Kind>, fields: &[Field], path: &str) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    if first == "name" && rest.is_none() && kind.is_some() {
        return true;
    }
    let Some(field) = find(fields, first) else { return false };
    let Some(rest) = rest else { return true };
    field.ty.ref_kinds().into_iter().all(|name| table.get(name).is_some_and(|kind| leads(table, Some(kind), &kind.fields, rest)))
}

#[test]
fn conditions_and_requirements_name_fields() {
    let table = KindTable::core();
    let check = |path: &str, kind: Option<&Kind>, fields: &[Field], condition: &Condition| {
        for inner in condition.paths() {
            assert!(leads(&table, kind, fields, inner), "{path}: {inner}");
        }
    };
    for kind in table.iter() {
        for requirement in &kind.requires {
            assert!(requirement.any.iter().flatten().all(|name| kind.get(name).is_some()), "{}: {requirement:?}", kind.name);
            requirement.when.iter().for_each(|condition| check(&kind.name, Some(kind), &kind.fields, condition));
        }
        each_field(&kind.fields, &kind.name, &mut |path, field, among| {
            let own = kind.get(&field.name).is_some_and(|top| top == field);
            field.unless.iter().for_each(|condition| check(path, own.then_some(kind), among, condition));
            for requirement in &field.requires {
                let inner = field.ty.group_fields();
                assert!(requirement.any.iter().flatten().all(|name| find(inner, name).is_some()), "{path}: {requirement:?}");
                requirement.when.iter().for_each(|condition| check(path, None, inner, condition));
            }
        });
    }
}

#[test]
fn kinds_nest_through_their_context_fields() {
    let mut table = KindTable::core();
    table.insert(Kind::component("kueue", "Queues."));
    let children = |parent: &str| {
        let parent = table.get(parent).unwrap();
        table.children(parent).map(|kind| kind.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(children("target"), "bucket cache cluster database filesystem key network registry resource secret");
    assert_eq!(children("network"), "cache cluster database filesystem");
    assert_eq!(children("cluster"), "cpu-pool gpu-pool kueue resource");
    assert_eq!(
        children("tenant"),
        "bucket cache database dataset filesystem grant key kueue model-service pipeline policy registry resource secret training waive"
    );
    for parent in ["model-service", "training", "pipeline", "dataset", "database", "kueue"] {
        assert_eq!(children(parent), "slo");
    }
    assert_eq!(table.nests("slo", "kueue").map(|field| field.name.as_str()), Some("of"));
    assert!(table.nests("platform", "tenant").is_none());
}

#[test]
fn a_child_is_a_field_or_a_nested_kind_never_both() {
    let table = KindTable::core();
    for parent in table.iter() {
        for child in table.children(parent) {
            assert!(parent.get(&child.name).is_none(), "{} in {}", child.name, parent.name);
        }
    }
}

#[test]
fn values_to_read_are_not_fields() {
    for kind in KindTable::core().iter().filter(|kind| kind.place == Place::Anywhere) {
        for value in &kind.read_only {
            assert!(kind.get(&value.name).is_none(), "{}.{}", kind.name, value.name);
        }
    }
}

#[test]
fn names_that_a_define_cannot_take() {
    let table = KindTable::core();
    assert!(table.is_taken("tenant") && table.is_taken("quota") && table.is_taken("when"));
    assert!(!table.is_taken("site") && !table.is_taken("standard-team"));
}

#[test]
fn a_kinds_page() {
    let table = KindTable::core();
    insta::assert_snapshot!(docs::kind_page(table.get("cache").unwrap()), @r#"
    # cache

    A key-value store in memory, encrypted, reachable from inside only.

    ## Fields

    - `target`: reference to target · required · from context · default: that of its network  
      The target it is made in.

    - `network`: reference to network · required where `target.cloud` is not kubernetes · from context  
      The network it stands in. Not for a `kubernetes` target.

    - `tenant`: reference to tenant · from context  
      Whose it is, and so who reaches it. Absent, it is the platform's own.

    - `engine`: `valkey` `redis` · default `"valkey"`  
      What speaks.

    - `machine`: machine  
      Its machine type.

    - `memory`: quantity of bytes · above 0B  
      Memory, instead of a machine.

    - `replicas`: int · default `1` · at least 0  
      Copies that take over, beside the primary.

    - `existing`: text  
      Its id or name (Azure: `group/name`; in a cluster `namespace/name`), if it is there already. It is read and never changed; the fields beside it are claims that checks use.

    - `protect`: bool · default `#false`  
      A plan that would destroy or replace it fails.

    - `labels`: map(text)  
      Tags and labels of what it lowers to, beside `mlpc-platform`, `mlpc-tenant` and `mlpc-cost-center`.

    - `cloud-name`: text · default: the platform's, the tenant's and its own name  
      Its exact name in the cloud.

    Exactly one must be written where `existing` is absent: `machine`, or `memory`.

    ## Values to read

    - `name`: text. Its name.
    - `address`: text. Its address, as plans and findings write it.
    - `host`: text, known after apply. Host name of its endpoint.
    - `port`: int, known after apply. Port of its endpoint.
    - `credentials`: text, a secret. User and password, as a secret.
    - `id`: text, known after apply. Its id in the cloud.
    - `arn`: arn, known after apply. Its Amazon resource name, or the cloud's equal.

    ## Lowers to

    AWS `aws_elasticache_replication_group`; Google Cloud `google_redis_instance`; Azure `azurerm_managed_redis`; in a cluster the valkey chart.
    "#);
}

#[test]
fn a_page_with_groups() {
    let kind = Kind::core("sample", Group::Store, "A kind of one group.")
        .fields(KindTable::core().get("tenant").and_then(|kind| kind.get("data")).cloned());
    insta::assert_snapshot!(docs::kind_page(&kind), @r#"
    # sample

    A kind of one group.

    ## Fields

    - `data`: group · default `"internal"`  
      What data it may handle, and where that must stay.

      `data "CLASSES" … residency=…`

      - `classes`: list of `public` `internal` `pii` `phi` · required · arguments  
        Classes of data it is cleared for.

      - `residency`: text  
        Jurisdiction in which its data must stay: `EU`, `US`, `UK`, `CH` …

    ## Values to read

    - `name`: text. Its name.
    - `address`: text. Its address, as plans and findings write it.
    "#);
}

#[test]
fn hovers() {
    let table = KindTable::core();
    let tenant = table.get("tenant").unwrap();
    insta::assert_snapshot!(docs::hover_field(tenant.get("quota").unwrap()), @r#"
    **quota**: group · repeats

    Its guaranteed share of a pool: GPUs, CPU and memory, or slices.

    `quota "POOL" cpu=… memory=… gpus=… KEY=… borrow=… lend=…`
    "#);
    insta::assert_snapshot!(docs::hover_field(tenant.get("isolation").unwrap()), @r#"
    **isolation**: group · default `"namespace" egress="internet"`

    What keeps it apart. Traffic from and to other tenants is denied always.

    `isolation "LEVEL" egress=…`
    "#);
    insta::assert_snapshot!(docs::hover_kind(table.get("secret").unwrap()), @r#"
    **secret**: A value in the target's secret store, which mlpc never sees.

    Its value comes by hand or from another system. `${secret.NAME}` is a reference to it, and must be the whole value of an `env` entry or of a leaf of chart values. In a cluster that exists it is a Secret that is there, `existing="namespace/name"`, with the value under the key `value`.
    "#);
}

#[test]
fn groups_show_how_they_are_written() {
    let table = KindTable::core();
    let form = |kind: &str, field: &str| docs::form(table.get(kind).and_then(|kind| kind.get(field)).unwrap()).unwrap();
    assert_eq!(form("model-service", "metrics"), r#"metrics port=… path=… { counter "NAME" "LABELS" …; histogram "NAME" "BUCKETS" … }"#);
    assert_eq!(form("target", "provider"), r#"provider "SOURCE" version=… { KEY … }"#);
    assert!(docs::form(table.get("tenant").and_then(|kind| kind.get("owner")).unwrap()).is_none());
}
