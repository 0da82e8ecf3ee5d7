//! The embedded schemas, spot-checked, and their text.

use super::*;

fn schema(name: &str) -> &'static ResourceSchema {
    ProviderSchemas::embedded().resource(name).unwrap()
}

#[test]
fn knows_attributes_and_blocks() {
    let group = schema("aws_eks_node_group");
    assert!(group.attribute("cluster_name").unwrap().required);
    assert!(group.attribute("arn").unwrap().is_read_only());
    assert_eq!(group.attribute("scaling_config.0.min_size").unwrap().ty, AttributeType::Number);
    assert_eq!(group.attribute("subnet_ids").unwrap().ty, AttributeType::Set(Box::new(AttributeType::Text)));
    assert!(group.attribute("labels.tier").is_some(), "inside the value of a map");
    assert!(group.attribute("cluster_name.x").is_none());
    assert!(group.attribute("colour").is_none());
    assert!(group.is_block("scaling_config") && !group.is_block("labels") && !group.is_block(""));
    let scaling = group.nested("scaling_config").unwrap();
    assert_eq!((scaling.nesting, scaling.min, scaling.max, scaling.is_single()), (Nesting::List, 1, Some(1), true));
    assert!(schema("aws_db_instance").attribute("password").unwrap().sensitive);
}

#[test]
fn knows_what_replaces() {
    assert_eq!(schema("aws_subnet").replaces("cidr_block"), &Replaces::Yes);
    assert_eq!(schema("aws_eks_node_group").replaces("instance_types"), &Replaces::Yes);
    assert_eq!(schema("aws_eks_node_group").replaces("scaling_config.max_size"), &Replaces::No);
    assert_eq!(schema("aws_sqs_queue").replaces("nothing"), &Replaces::Unknown);
    assert!(schema("aws_subnet").replacement_source.as_deref().unwrap().starts_with("internal/service/ec2 resourceSubnet@"));
    let conditional =
        |name: &str, path: &str| matches!(schema(name).replaces(path), Replaces::Conditional(condition) if !condition.is_empty());
    assert!(
        conditional("aws_elasticache_replication_group", "engine")
            || schema("aws_elasticache_replication_group").replaces("engine") != &Replaces::Unknown
    );
    assert_eq!(schema("aws_autoscaling_group_tag").replaces("tag.0.key"), &Replaces::Yes);
    assert_eq!(schema("terraform_data").replaces("triggers_replace"), &Replaces::Yes);
    assert_eq!(schema("terraform_data").attribute("input").unwrap().ty, AttributeType::Any);
}

#[test]
fn tells_unknown_types_from_unknown_providers() {
    let schemas = ProviderSchemas::embedded();
    assert!(schemas.resource("aws_anything").is_none() && schemas.provider_of("aws_anything").is_some());
    assert!(schemas.resource("random_pet").is_none() && schemas.provider_of("random_pet").is_none());
    assert_eq!(schemas.provider_of("aws_vpc").unwrap().version(), "6.69.1");
}

#[test]
fn every_embedded_type_reads() {
    for provider in ProviderSchemas::embedded().providers() {
        let types: Vec<&str> = provider.types().collect();
        assert!(!types.is_empty() && types.is_sorted());
        for name in types {
            let schema = provider.resource(name).unwrap();
            assert_eq!(schema.name, name);
            assert!(!schema.block.attributes.is_empty(), "{name}");
        }
    }
}

#[test]
fn reads_nested_text() {
    let text =
        "x_y\tsource@1\n a\tro\tl(o{k:s,v:m(n)})\tY\n b\t{l\t1,2\tN\n  c\t{1\t0,0\tCif d\n   e\tc\tb\t\n  f\tosw\ts\tN\n g\tod\ta\t\n";
    // Attributes come before blocks at each level in what the converter writes; the reader takes any order.
    let schema = parse(text).unwrap();
    assert_eq!(schema.block.names().collect::<Vec<_>>(), ["a", "g", "b"]);
    assert_eq!(schema.replaces("b.c"), &Replaces::Conditional("if d".into()));
    assert!(schema.attribute("b.c.e").unwrap().is_read_only());
    assert!(schema.attribute("b.f").unwrap().write_only);
    assert_eq!(schema.replaces("a.0.k"), &Replaces::Yes);
    assert_eq!((schema.nested("b").unwrap().max, schema.nested("b.c").unwrap().max), (Some(2), None));
    for broken in ["", "x\n a", "x\n a\tr\tq\t", "x\n a\t{z\t0,0\t", "x\n a\tr\tl(s\t"] {
        assert!(parse(broken).is_none(), "{broken}");
    }
}
