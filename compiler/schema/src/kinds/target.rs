//! `target`: an account of a cloud, or a cluster that exists.

use crate::{Condition, Field, Group, Kind, Type};

pub(super) fn kind() -> Kind {
    let cloud = |name: &str| Condition::is("cloud", &[name]);
    Kind::core("target", Group::Place, "Where things are made: an account of a cloud in one region, or a Kubernetes cluster that exists.")
        .lowers_to("Provider blocks; one Terraform root a target. On Azure also an `azurerm_resource_group`.")
        .field(
            Field::new("cloud", Type::words(&["aws", "gcp", "azure", "kubernetes"]), "The cloud; `kubernetes` is any cluster that exists.")
                .required(),
        )
        .field(Field::new("region", Type::Region, "The region that its declarations are made in.").required_unless(cloud("kubernetes")))
        .field(Field::new("account", Type::Text, "Id of the AWS account.").required_when(cloud("aws")))
        .field(Field::new("project", Type::Text, "Id of the Google Cloud project.").required_when(cloud("gcp")))
        .field(Field::new("subscription", Type::Text, "Id of the Azure subscription.").required_when(cloud("azure")))
        .field(
            Field::new("context", Type::Text, "Context of the kubeconfig: the one cluster of the target.")
                .required_when(cloud("kubernetes")),
        )
        .field(
            Field::new("jurisdiction", Type::Text, "Where its data legally is, for residency: `EU`, `US`, `UK`, `CH` …")
                .derived("the region's"),
        )
        .field(
            Field::new("engine", Type::words(&["terraform", "direct"]), "Who applies: Terraform, or mlpc through the cloud's own API.")
                .default(r#""terraform""#),
        )
        .field(
            Field::new(
                "delivery",
                Type::words(&["helm", "argocd", "flux"]),
                "How charts arrive. `argocd` and `flux` need that component on the cluster.",
            )
            .default(r#""helm""#),
        )
        .field(provider())
}

fn provider() -> Field {
    let group = vec![
        Field::new("source", Type::Text, "Source address of the provider: `hashicorp/awscc`.").nth(0).required(),
        Field::new("version", Type::Text, "Versions of it, as Terraform writes them: `~> 1.60`.").required(),
        Field::new("settings", Type::Tree, "The provider's own settings.").block(),
    ];
    Field::new("provider", Type::Group(group), "A further Terraform provider, for the types of `resource` declarations.").repeats()
}
