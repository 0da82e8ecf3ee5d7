//! `resource`: any resource of a provider.

use crate::{Condition, Field, Group, Kind, Type, shared};

pub(super) fn kind() -> Kind {
    let in_cluster = || Condition::is("type", &["kubernetes_manifest", "helm_release"]);
    Kind {
        name_at: 1,
        ..Kind::core("resource", Group::WayOut, "Any resource of a Terraform provider, for what no kind says.")
            .doc(
                "On the line stand mlpc's fields, among the children the provider's attributes, checked against its schema. `${TYPE.NAME.x}` reads the \
                 provider's attribute `x` after apply; from elsewhere than its tenant `${TYPE['tenant/name'].x}`.",
            )
            .lowers_to("Itself.")
            .field(Field::new("type", Type::Text, "The provider's type: `aws_sqs_queue`.").nth(0).required())
            .field(shared::target("The target it is made in.").required_unless(in_cluster()))
            .field(shared::cluster("The cluster it is made in, of `kubernetes_manifest` and `helm_release`.").required_when(in_cluster()))
            .field(shared::tenant("Whose it is."))
            .field(shared::protect(false))
            .field(Field::new("attributes", Type::Tree, "The provider's attributes and blocks.").block())
    }
}
