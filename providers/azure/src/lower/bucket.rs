//! `bucket`: a storage account of its own with one container, private, over TLS only, by identity and never by key.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, NameRule, Scope, storage_account_name, whole_days};
use mlpc_model::{Bucket, DeclId};
use smol_str::format_smolstr;

use crate::group::{self, named};
use crate::names::check_characters;
use crate::tags::tags;

/// The resource type of accounts.
const ACCOUNT: &str = "azurerm_storage_account";
/// The resource type of containers.
const CONTAINER: &str = "azurerm_storage_container";

/// Azure resource naming rules, `storageAccounts`.
const NAME: NameRule = NameRule {
    what: "a storage account",
    who: "Azure",
    limit: 24,
    charset: "a-z and 0-9",
    allows: |ch| ch.is_ascii_lowercase() || ch.is_ascii_digit(),
};

/// Days that overwritten and deleted objects are kept where there is no `expire`.
const KEEP_OLD_VERSIONS: i64 = 30;

/// Lowers a bucket.
pub fn lower(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.bucket(id)) else { return };
    if scope.existing().is_some() {
        read(cx, &scope);
        return;
    }
    let name = storage_account_name(&scope);
    check_characters(cx, &scope, &NAME, &name);
    let replication = if cx.catalog.zones("azure", scope.region()).is_empty() { "LRS" } else { "ZRS" };
    let mut attrs = named(&scope, name);
    if let Some(region) = &spec.region {
        attrs.set("location", &region.value);
        attrs = attrs.from_field(region.origin);
    }
    let attrs = attrs
        .with("account_tier", "Standard")
        .with("account_replication_type", replication)
        .with("min_tls_version", "TLS1_2")
        .with("allow_nested_items_to_be_public", false)
        .with("cross_tenant_replication_enabled", false)
        .with("shared_access_key_enabled", false)
        .comment("By identity alone: keys open everything in the account, and nobody knows who has them.")
        .with("default_to_oauth_authentication", true)
        .with("infrastructure_encryption_enabled", true)
        .with("tags", tags(&scope))
        .with("blob_properties", Value::block(blob_properties(spec)));
    let (attrs, allowed) = encryption(cx, &scope, spec, attrs);
    let mut account = scope.managed(cx, ACCOUNT, None, "the account that holds it", attrs);
    account.life.after.extend(allowed.map(|it| (it, None)));
    account.life.protect = spec.protect.value;
    cx.add(account);
    let attrs = Map::new()
        .with("name", &scope.decl.name)
        .with("storage_account_id", Value::reference(&scope.address(ACCOUNT, None), "id"))
        .with("container_access_type", "private");
    let mut container = scope.managed(cx, CONTAINER, None, "the bucket itself", attrs);
    container.life.protect = spec.protect.value;
    cx.add(container);
    lifecycle(cx, &scope, spec);
}

/// The container, made or read; its id is what roles are assigned on.
pub(crate) fn container(bucket: &Scope<'_>) -> Address {
    if bucket.existing().is_some() { bucket.address(&format_smolstr!("data.{CONTAINER}"), None) } else { bucket.address(CONTAINER, None) }
}

/// `existing="group/account/container"`, or `group/account` with the bucket's name for the container's.
fn read(cx: &mut Lowering<'_>, scope: &Scope<'_>) {
    let Some((account, group)) = group::existing(cx, scope) else { return };
    let (account, container) = account.split_once('/').unwrap_or((&account, &scope.decl.name));
    scope.read(cx, ACCOUNT, None, Map::new().with("name", account).with("resource_group_name", group));
    let account = Value::reference(&scope.address(&format_smolstr!("data.{ACCOUNT}"), None), "id");
    scope.read(cx, CONTAINER, None, Map::new().with("name", container).with("storage_account_id", account));
}

fn blob_properties(spec: &Bucket) -> Map {
    let days = || Value::block(Map::new().with("days", KEEP_OLD_VERSIONS));
    Map::new()
        .with("versioning_enabled", spec.versioning.value)
        .from_field(spec.versioning.origin)
        .with("delete_retention_policy", days())
        .with("container_delete_retention_policy", days())
}

/// A key of the customer's: the account has an identity that may use it.
fn encryption(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket, attrs: Map) -> (Map, Option<Address>) {
    let Some(key) = spec.key.and_then(|key| Scope::new(cx.platform, key.value)) else { return (attrs, None) };
    let identity = super::identity::make(cx, scope, "bucket");
    let allowed = super::key::let_use(cx, scope, "bucket-key", &key, &identity);
    let id = Value::reference(&identity, "id");
    let identity = Map::new().with("type", "UserAssigned").with("identity_ids", vec![id.clone()]);
    let key = Map::new().with("key_vault_key_id", super::key::versionless(&key)).with("user_assigned_identity_id", id);
    (attrs.with("identity", Value::block(identity)).with("customer_managed_key", Value::block(key)), Some(allowed))
}

fn lifecycle(cx: &mut Lowering<'_>, scope: &Scope<'_>, spec: &Bucket) {
    let rule = |name: &str, actions: Map| {
        let filters = Map::new().with("blob_types", Value::texts(["blockBlob"]));
        Map::new().with("name", name).with("enabled", true).with("filters", Value::block(filters)).with("actions", Value::block(actions))
    };
    let mut rules = Vec::new();
    if spec.versioning.value {
        let keep = spec.expire.map_or(KEEP_OLD_VERSIONS, |it| whole_days(it.value).min(KEEP_OLD_VERSIONS));
        let version = Map::new().with("delete_after_days_since_creation", keep);
        rules.push(rule("old-versions", Map::new().with("version", Value::block(version))));
    }
    if let Some(expire) = spec.expire {
        let blob = Map::new().with("delete_after_days_since_modification_greater_than", whole_days(expire.value)).from_field(expire.origin);
        rules.push(rule("expire", Map::new().with("base_blob", Value::block(blob))));
    }
    if rules.is_empty() {
        return;
    }
    let account = Value::reference(&scope.address(ACCOUNT, None), "id");
    let attrs = Map::new().with("storage_account_id", account).with("rule", Value::Blocks(rules));
    scope.make(cx, "azurerm_storage_management_policy", None, "what is deleted when", attrs);
}
