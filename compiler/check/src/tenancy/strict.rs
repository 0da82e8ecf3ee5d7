//! Which tenants must be kept apart strictly.

use mlpc_model::{DataClass, IsolationLevel, Tenant};

/// Why a tenant's isolation is strict: `None` where it isn't.
pub(super) fn reason(tenant: &Tenant) -> Option<String> {
    let level = tenant.isolation.level.value;
    if level != IsolationLevel::Namespace {
        return Some(format!("isolation `{}`", level.as_str()));
    }
    let strictest = tenant.data.classes.iter().map(|class| class.value).max()?;
    (strictest >= DataClass::Pii).then(|| format!("cleared for {}", strictest.as_str()))
}
