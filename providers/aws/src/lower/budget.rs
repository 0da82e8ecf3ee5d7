//! The cloud's alarm on budgets: of a `tenant` by its tag, of the `platform` as a whole.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::{Cloud, DeclId};
use mlpc_units::{Money, Ratio};
use smol_str::{SmolStr, format_smolstr};

/// What a budget by tag doesn't see. AWS knows a key for cost allocation only some hours after the first resource carries it, and lets the payer
/// account alone activate it: `aws_ce_cost_allocation_tag` would fail the first apply.
const BY_TAG: &str = "Counts what carries the tag, once the payer account activates `mlpc-tenant` for cost allocation; not its share of nodes that tenants share, which `mlpc cost` counts.";

/// The shares of the platform's budget at which its owner is told.
const PLATFORM_ALERTS: [i64; 2] = [80, 100];

/// Lowers the budget of a tenant.
pub fn tenant(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.tenant(id)) else { return };
    let Some(budget) = &spec.budget else { return };
    let shares = budget.alert.iter().filter_map(|it| percent(it.value)).collect();
    let filter = Map::new().with("name", "TagKeyValue").with("values", Value::texts([format_smolstr!("user:mlpc-tenant${}", spec.name)]));
    let budget =
        Budget { amount: &budget.amount.value, origin: budget.amount.origin, filter: Some(filter), shares, owner: &spec.owner.value };
    make(cx, &scope, "tenant", &budget);
}

/// Lowers the budget of the platform.
pub fn platform(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(settings)) = (Scope::new(cx.platform, id), &cx.platform.settings) else { return };
    let Some(amount) = &settings.budget else { return };
    let shares = PLATFORM_ALERTS.iter().map(|share| SmolStr::from(share.to_string())).collect();
    let budget = Budget { amount: &amount.value, origin: amount.origin, filter: None, shares, owner: &settings.owner.value };
    make(cx, &scope, "platform", &budget);
}

struct Budget<'b> {
    amount: &'b Money,
    origin: mlpc_source::OriginId,
    filter: Option<Map>,
    /// In percent.
    shares: Vec<SmolStr>,
    owner: &'b SmolStr,
}

fn percent(share: Ratio) -> Option<SmolStr> {
    share.percent().map(|it| it.to_string().into())
}

/// Budgets are of an account: the platform's first one on AWS holds them.
fn make(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, budget: &Budget<'_>) {
    let Some(target) = cx.platform.targets.iter().find(|it| it.cloud.value == Cloud::Aws) else { return };
    let Some(amount) = budget.amount.monthly() else { return };
    let notifications = budget.shares.iter().map(|share| {
        Map::new()
            .with("comparison_operator", "GREATER_THAN")
            .with("notification_type", "ACTUAL")
            .with("threshold", Value::Number(share.clone()))
            .with("threshold_type", "PERCENTAGE")
            .with("subscriber_email_addresses", Value::texts([budget.owner.clone()]))
    });
    let mut attrs = Map::new()
        .with("name", scope.joined("-", None))
        .with("budget_type", "COST")
        .with("limit_amount", amount.to_decimal_text(2))
        .from_field(budget.origin)
        .with("limit_unit", budget.amount.currency().code())
        .with("time_unit", "MONTHLY")
        .with_opt("tags", scope.tags(None));
    if let Some(filter) = &budget.filter {
        attrs.push("cost_filter", Value::block(filter.clone()));
    }
    let attrs = attrs.with("notification", Value::Blocks(notifications.collect()));
    let mut resource = scope.managed(cx, "aws_budgets_budget", Some(part), "tells the owner what is spent", attrs);
    resource.place.target = target.name.clone();
    resource.comment = budget.filter.as_ref().map(|_| BY_TAG.into());
    cx.add(resource);
}
