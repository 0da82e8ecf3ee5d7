//! `cargo xtask terraform-data`: the bench of planning and applying, as a platform and as Terraform.
//!
//! Everything is a function of the resource's number: no randomness, no date.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Outcome;
use crate::reference;

/// What to write.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How the resources refer to each other.
    #[arg(long, value_enum)]
    shape: Shape,
    /// How many resources.
    #[arg(short = 'n')]
    n: usize,
    /// The folder to write: `platform.mlp.kdl` in it, and `terraform/main.tf`.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shape {
    /// Not at all.
    None,
    /// One path through all.
    Chain,
    /// Hubs that twenty refer to, and one that refers to one of each twenty.
    Fan,
    /// Many chains of ten.
    #[value(name = "chain10")]
    Chain10,
}

const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "ap-south-1"];

/// Writes both.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    write(&arguments.out, arguments.shape, arguments.n)
}

impl Shape {
    /// As on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Chain => "chain",
            Self::Fan => "fan",
            Self::Chain10 => "chain10",
        }
    }
}

/// Writes both sides into a folder.
pub(crate) fn write(out: &Path, shape: Shape, n: usize) -> Outcome {
    let mut platform = String::from(
        "/// Raw resources for benches.\nplatform \"bench\" owner=\"bench@example.com\"\n\ntarget \"bench\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\n\n",
    );
    let mut terraform = String::new();
    for i in 0..n {
        let (dependency, many) = references(shape, i, n);
        spec(&mut platform, i, dependency, &many);
        hcl(&mut terraform, i, dependency, &many);
    }
    reference::write(&out.join("platform.mlp.kdl"), platform)?;
    reference::write(&out.join("terraform/main.tf"), terraform)
}

/// Changes one value of the first resource on both sides.
pub(crate) fn edit(out: &Path) -> Outcome {
    for file in ["platform.mlp.kdl", "terraform/main.tf"] {
        let path = out.join(file);
        let text = reference::read_file(&path)?;
        reference::write(&path, text.replacen("r00000:1.0.0", "r00000:2.0.0", 1))?;
    }
    Ok(())
}

/// The state file that `terraform apply` would leave, without its time, which is quadratic in the number of resources. Not for `fan`.
pub(crate) fn state(shape: Shape, n: usize) -> Result<String, String> {
    let id = |i: usize| format!("00000000-0000-4000-8000-{i:012}");
    let mut before: Vec<String> = Vec::new();
    let mut resources = Vec::new();
    for i in 0..n {
        let (dependency, many) = references(shape, i, n);
        if !many.is_empty() {
            return Err("a fan's state isn't made up; apply it".to_owned());
        }
        // Terraform stores what a resource needs through others too, sorted.
        match dependency {
            Some(dependency) => before.push(format!("terraform_data.r{dependency:05}")),
            None => before.clear(),
        }
        let region = REGIONS.get(i % REGIONS.len()).copied().unwrap_or_default();
        let mut value = json!({
            "name": format!("r{i:05}"), "image": format!("registry.example/r{i:05}:1.{}.0", i % 50), "replicas": i % 7,
            "labels": { "team": format!("team-{:02}", i % 37), "region": region },
        });
        let mut ty = json!({
            "name": "string", "image": "string", "replicas": "number", "labels": ["object", { "team": "string", "region": "string" }],
        });
        if let (Some(dependency), Some(value), Some(ty)) = (dependency, value.as_object_mut(), ty.as_object_mut()) {
            value.insert("dep".to_owned(), id(dependency).into());
            ty.insert("dep".to_owned(), "string".into());
        }
        let typed = json!({ "value": value, "type": ["object", ty] });
        let mut instance = json!({
            "schema_version": 0, "sensitive_attributes": [],
            "attributes": { "id": id(i), "input": typed, "output": typed, "triggers_replace": null },
        });
        if let (false, Some(instance)) = (before.is_empty(), instance.as_object_mut()) {
            instance.insert("dependencies".to_owned(), before.clone().into());
        }
        resources.push(json!({
            "mode": "managed", "type": "terraform_data", "name": format!("r{i:05}"),
            "provider": "provider[\"terraform.io/builtin/terraform\"]", "instances": [instance],
        }));
    }
    let state = json!({
        "version": 4, "terraform_version": "1.11.4", "serial": n + 1, "lineage": id(n), "outputs": {}, "resources": resources, "check_results": null,
    });
    serde_json::to_string_pretty(&state).map_err(|error| error.to_string())
}

/// The resource that number `i` of `n` refers to, and the many that the last of a fan does.
fn references(shape: Shape, i: usize, n: usize) -> (Option<usize>, Vec<usize>) {
    match shape {
        Shape::None => (None, Vec::new()),
        Shape::Chain => (i.checked_sub(1), Vec::new()),
        Shape::Chain10 => (if i.is_multiple_of(10) { None } else { i.checked_sub(1) }, Vec::new()),
        Shape::Fan if i + 1 == n => (None, (1..i).step_by(20).collect()),
        Shape::Fan => (if i.is_multiple_of(20) { None } else { Some(i - i % 20) }, Vec::new()),
    }
}

fn spec(text: &mut String, i: usize, dependency: Option<usize>, many: &[usize]) {
    let region = REGIONS.get(i % REGIONS.len()).copied().unwrap_or_default();
    let _ = write!(
        text,
        "resource \"terraform_data\" \"r{i:05}\" {{\n    input name=\"r{i:05}\" image=\"registry.example/r{i:05}:1.{}.0\" replicas={} {{\n        labels team=\"team-{:02}\" region=\"{region}\"\n",
        i % 50,
        i % 7,
        i % 37
    );
    if let Some(dependency) = dependency {
        let _ = writeln!(text, "        dep \"${{terraform_data.r{dependency:05}.id}}\"");
    }
    if !many.is_empty() {
        text.push_str("        deps {\n");
        for dependency in many {
            let _ = writeln!(text, "            - \"${{terraform_data.r{dependency:05}.id}}\"");
        }
        text.push_str("        }\n");
    }
    text.push_str("    }\n}\n");
}

fn hcl(text: &mut String, i: usize, dependency: Option<usize>, many: &[usize]) {
    let region = REGIONS.get(i % REGIONS.len()).copied().unwrap_or_default();
    let _ = write!(
        text,
        "resource \"terraform_data\" \"r{i:05}\" {{\n  input = {{\n    name     = \"r{i:05}\"\n    image    = \"registry.example/r{i:05}:1.{}.0\"\n    replicas = {}\n    labels = {{\n      team   = \"team-{:02}\"\n      region = \"{region}\"\n    }}\n",
        i % 50,
        i % 7,
        i % 37
    );
    if let Some(dependency) = dependency {
        let _ = writeln!(text, "    dep = terraform_data.r{dependency:05}.id");
    }
    if !many.is_empty() {
        let ids: Vec<String> = many.iter().map(|dependency| format!("terraform_data.r{dependency:05}.id")).collect();
        let _ = writeln!(text, "    deps = [{}]", ids.join(", "));
    }
    text.push_str("  }\n}\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_refer_backwards_only() {
        for shape in [Shape::None, Shape::Chain, Shape::Fan, Shape::Chain10] {
            for i in 0..100 {
                let (dependency, many) = references(shape, i, 100);
                assert!(dependency.into_iter().chain(many).all(|other| other < i));
            }
        }
        assert_eq!(references(Shape::Fan, 99, 100).1.len(), 5);
        assert_eq!(references(Shape::Fan, 25, 100).0, Some(20));
        assert_eq!(references(Shape::Chain10, 20, 100).0, None);
    }

    #[test]
    fn both_languages_say_the_same() {
        let (mut platform, mut terraform) = (String::new(), String::new());
        spec(&mut platform, 1, Some(0), &[]);
        hcl(&mut terraform, 1, Some(0), &[]);
        assert_eq!(
            platform,
            "resource \"terraform_data\" \"r00001\" {\n    input name=\"r00001\" image=\"registry.example/r00001:1.1.0\" replicas=1 {\n        labels team=\"team-01\" region=\"us-west-2\"\n        dep \"${terraform_data.r00000.id}\"\n    }\n}\n"
        );
        assert!(terraform.contains("    dep = terraform_data.r00000.id\n"));
    }
}
