//! What clouds get, judged by Terraform itself and by the providers' schemas.

use std::process::Command;

use crate::support::{Lowered, example, lower, reference, spec};
use mlpc_diag::Severity;
use mlpc_graph::schema::{ProviderSchemas, Replaces};
use mlpc_graph::{AttrPath, Value};

/// Runs Terraform on a lowered spec: init, validate, plan, apply, and a second plan that must be empty; and its formatter.
fn terraform_accepts(lowered: &Lowered) {
    let tool = reference().map(|it| it.join("tfcheck/tfcheck")).filter(|it| it.is_file());
    let terraform = Command::new("terraform").arg("version").output().is_ok_and(|it| it.status.success());
    let Some(tool) = tool.filter(|_| terraform) else {
        assert!(std::env::var_os("CI").is_none(), "terraform or the reference tools are missing");
        println!("skipped: terraform or the reference tools (MLPC_REFERENCE) are missing");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (path, file) in &lowered.emit().files {
        let path = folder.path().join(path.as_str());
        std::fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder");
        std::fs::write(path, &file.text).expect("a file");
    }
    for target in &lowered.platform.targets {
        let root = folder.path().join(target.name.as_str());
        let check = Command::new(&tool).arg("--apply").arg(&root).output().expect("it runs");
        let said = format!("{}{}", String::from_utf8_lossy(&check.stdout), String::from_utf8_lossy(&check.stderr));
        assert!(check.status.success(), "{said}");
        let format = Command::new("terraform").args(["fmt", "-check", "-diff"]).arg(&root).output().expect("it runs");
        assert!(format.status.success(), "{}", String::from_utf8_lossy(&format.stdout));
    }
}

/// Every attribute and block that is set is in the provider's schema, may be set, and has an answer to whether a change replaces.
fn schemas_know(lowered: &Lowered) -> Vec<String> {
    let mut unknown = Vec::new();
    for resource in lowered.graph.resources().iter().filter(|it| it.in_terraform() && !it.address.is_data()) {
        let kind = resource.address.kind();
        let Some(schema) = ProviderSchemas::embedded().resource(kind) else {
            unknown.push(format!("{kind}: no such type"));
            continue;
        };
        settable(&Value::Map(resource.attrs.clone()), &AttrPath::default(), &mut |path| {
            if let Some(attribute) = schema.attribute(path) {
                if attribute.is_read_only() {
                    unknown.push(format!("{kind}.{path} is read-only"));
                }
            } else if !schema.is_block(path) {
                unknown.push(format!("{kind}.{path} isn't in the schema"));
            }
            // What people write as raw resources may be anything; of ours each answer is known.
            if !resource.owner.starts_with(kind) && *schema.replaces(path) == Replaces::Unknown {
                unknown.push(format!("{kind}.{path}: replaces?"));
            }
        });
    }
    unknown.sort();
    unknown.dedup();
    unknown
}

/// Calls `each` with the dotted paths of attributes and blocks; maps and documents are values.
fn settable(value: &Value, at: &AttrPath, each: &mut impl FnMut(&str)) {
    let mut blocks = Vec::new();
    match value {
        Value::Map(map) if at.0.is_empty() => blocks.push(map),
        Value::Blocks(all) => blocks.extend(all),
        _ => {}
    }
    for block in blocks {
        for entry in block {
            let path = at.key(&entry.key);
            each(&path.dotted());
            settable(&entry.value, &path, each);
        }
    }
}

fn holds(lowered: &Lowered) {
    assert_eq!(lowered.findings(Severity::Error), Vec::<String>::new());
    assert_eq!(schemas_know(lowered), Vec::<String>::new());
    terraform_accepts(lowered);
}

#[test]
fn the_quickstart_is_what_terraform_takes() {
    holds(&lower(&example("quickstart")));
}

#[test]
fn every_store_and_option_is_what_terraform_takes() {
    holds(&lower(&spec(include_str!("every_option.mlp.kdl"))));
}

#[test]
fn every_option_on_azure_is_what_terraform_takes() {
    holds(&lower(&spec(include_str!("azure.mlp.kdl"))));
}

/// What an expert would write by hand, to be read by one: a site in a network that is there, a tenant, and what acts for it.
#[test]
fn a_site_on_azure_reads_as_by_hand() {
    let lowered = lower(&spec(include_str!("site.mlp.kdl")));
    assert_eq!(lowered.findings(Severity::Error), Vec::<String>::new());
    let tree = lowered.emit();
    let files = tree.files.iter().filter(|(path, _)| path.starts_with("gavle/"));
    let text: Vec<_> = files.map(|(path, file)| format!("=== {path}\n{}", file.text)).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots/emit"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("azure", text.concat()));
    terraform_accepts(&lowered);
}

#[test]
fn every_option_on_google_cloud_is_what_terraform_takes() {
    holds(&lower(&spec(include_str!("gcp.mlp.kdl"))));
}

#[test]
fn nodes_for_a_cluster_that_is_there_are_what_terraform_takes() {
    holds(&lower(&spec(
        r#"
        platform "atlas" owner="ml-platform@example.com"
        target "ireland" cloud="aws" region="eu-west-1" account="111122223333"
        network "there" cidr="10.80.0.0/20" existing="vpc-0123456789abcdef0" {
            zones "euw1-az1" "euw1-az2"
        }
        cluster "old" version="1.34" existing="legacy"
        cpu-pool "more" machine="m7i.2xlarge" {
            nodes min=1 max=2
        }
        "#,
    )));
}
