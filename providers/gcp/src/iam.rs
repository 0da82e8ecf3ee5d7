//! Members of IAM: pods by their service account in Kubernetes, and agents of Google's services by the project's number.

use mlpc_graph::{Address, AttrPath, Map, Part, Reference, Value};
use mlpc_lowering::{Lowering, Scope};
use smol_str::{SmolStr, format_smolstr};

/// The project of a target, read for its number and its billing account.
pub(crate) fn project(scope: &Scope<'_>) -> Option<Address> {
    let target = Scope::new(scope.platform, scope.target?.decl)?;
    Some(target.address("data.google_project", None))
}

/// Text with the project's number in it.
fn with_number(scope: &Scope<'_>, before: &str, after: SmolStr) -> Option<Value> {
    let number = Reference { to: project(scope)?, path: AttrPath::parse("number") };
    Some(Value::Template(vec![Part::Text(before.into()), Part::Ref(number), Part::Text(after)]))
}

/// Pods of a service account, by Workload Identity Federation for GKE: a principal of the project's pool, without an account of Google's between
/// (GKE documentation, "Authenticate to Google Cloud APIs from GKE workloads").
pub(crate) fn pods(cluster: &Scope<'_>, namespace: &str, service_account: &str) -> Option<Value> {
    let pool = format_smolstr!(
        "/locations/global/workloadIdentityPools/{}.svc.id.goog/subject/ns/{namespace}/sa/{service_account}",
        cluster.account()
    );
    with_number(cluster, "principal://iam.googleapis.com/projects/", pool)
}

/// The agent of one of Google's services in the project: `container-engine-robot`.
pub(crate) fn agent(scope: &Scope<'_>, service: &str) -> Option<Value> {
    with_number(scope, "serviceAccount:service-", format_smolstr!("@{service}.iam.gserviceaccount.com"))
}

/// Lets a member use a key to encrypt and decrypt.
pub(crate) fn use_key(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, key: &Value, member: Option<Value>) {
    let attrs =
        Map::new().with("crypto_key_id", key.clone()).with("role", "roles/cloudkms.cryptoKeyEncrypterDecrypter").with_opt("member", member);
    scope.make(cx, "google_kms_crypto_key_iam_member", Some(part), "lets what it encrypts use the key", attrs);
}

/// The agent of Cloud Storage in the project.
pub(crate) fn agent_of_storage(scope: &Scope<'_>) -> Option<Value> {
    agent(scope, "gs-project-accounts")
}
