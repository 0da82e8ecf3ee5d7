//! `cargo xtask terraform-data`: the bench of planning and applying, as a platform and as Terraform.
//!
//! Everything is a function of the resource's number: no randomness, no date.

use std::fmt::Write as _;
use std::path::PathBuf;

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
enum Shape {
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
    let mut platform = String::from(
        "/// Raw resources for benches.\nplatform \"bench\" owner=\"bench@example.com\"\n\ntarget \"bench\" cloud=\"aws\" region=\"us-east-1\" account=\"111122223333\"\n\n",
    );
    let mut terraform = String::new();
    for i in 0..arguments.n {
        let (dependency, many) = references(arguments.shape, i, arguments.n);
        spec(&mut platform, i, dependency, &many);
        hcl(&mut terraform, i, dependency, &many);
    }
    reference::write(&arguments.out.join("platform.mlp.kdl"), platform)?;
    reference::write(&arguments.out.join("terraform/main.tf"), terraform)
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
