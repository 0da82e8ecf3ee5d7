//! The cloud's alarm on budgets: of a `tenant` by its label, of the `platform` as a whole.

use mlpc_graph::{AttrPath, Map, Part, Reference, Value};
use mlpc_lowering::{Lowering, Scope};
use mlpc_model::{Cloud, DeclId};
use mlpc_source::OriginId;
use mlpc_units::{Money, Rational};
use smol_str::SmolStr;

/// The shares of the platform's budget at which its owner is told.
const PLATFORM_ALERTS: [(i128, i128); 2] = [(4, 5), (1, 1)];

/// Lowers the budget of a tenant.
pub fn tenant(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(spec)) = (Scope::new(cx.platform, id), cx.platform.tenant(id)) else { return };
    let Some(budget) = &spec.budget else { return };
    let shares = budget.alert.iter().filter_map(|it| share(it.value.percent()?)).collect();
    let labels = Map::new().with("mlpc-tenant", &spec.name);
    make(
        cx,
        &scope,
        "tenant",
        &Budget { amount: &budget.amount.value, origin: budget.amount.origin, labels, shares, owner: &spec.owner.value },
    );
}

/// Lowers the budget of the platform.
pub fn platform(cx: &mut Lowering<'_>, id: DeclId) {
    let (Some(scope), Some(settings)) = (Scope::new(cx.platform, id), &cx.platform.settings) else { return };
    let Some(amount) = &settings.budget else { return };
    let shares = PLATFORM_ALERTS.iter().filter_map(|(of, all)| Rational::new(*of, *all)).map(|it| it.to_string().into()).collect();
    let labels = Map::new().with("mlpc-platform", &cx.platform.name);
    make(cx, &scope, "platform", &Budget { amount: &amount.value, origin: amount.origin, labels, shares, owner: &settings.owner.value });
}

struct Budget<'b> {
    amount: &'b Money,
    origin: OriginId,
    labels: Map,
    /// As shares of 1.
    shares: Vec<SmolStr>,
    owner: &'b SmolStr,
}

fn share(percent: Rational) -> Option<SmolStr> {
    Some(percent.checked_div(Rational::integer(100))?.to_string().into())
}

/// Budgets are of a billing account: that of the platform's first project.
fn make(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, budget: &Budget<'_>) {
    let platform = cx.platform;
    let Some(target) = platform.targets.iter().find(|it| it.cloud.value == Cloud::Gcp) else { return };
    let (Some(amount), Some(project)) = (budget.amount.monthly(), Scope::new(platform, target.decl)) else { return };
    let project = project.address("data.google_project", None);
    let name: SmolStr = scope.joined("-", None).into();
    let attrs = Map::new().with("display_name", &name).with("type", "email").with("labels", Map::new().with("email_address", budget.owner));
    let mut channel = scope.managed(cx, "google_monitoring_notification_channel", Some(part), "who is told", attrs);
    channel.place.target = target.name.clone();
    let told = Value::reference(&channel.address, "id");
    cx.add(channel);
    let number = Reference { to: project.clone(), path: AttrPath::parse("number") };
    let filter = Map::new()
        .with("projects", vec![Value::Template(vec![Part::Text("projects/".into()), Part::Ref(number)])])
        .with("labels", budget.labels.clone());
    let limit = Map::new()
        .with("currency_code", budget.amount.currency().code())
        .with("units", amount.ceil().to_string())
        .from_field(budget.origin);
    let rules = budget.shares.iter().map(|share| Map::new().with("threshold_percent", Value::Number(share.clone())));
    let attrs = Map::new()
        .with("billing_account", Value::reference(&project, "billing_account"))
        .with("display_name", name)
        .with("budget_filter", Value::block(filter))
        .with("amount", Value::block(Map::new().with("specified_amount", Value::block(limit))))
        .with("threshold_rules", Value::Blocks(rules.collect()))
        .with("all_updates_rule", Value::block(Map::new().with("monitoring_notification_channels", vec![told])));
    let mut resource = scope.managed(cx, "google_billing_budget", Some(part), "tells the owner what is spent", attrs);
    resource.place.target = target.name.clone();
    cx.add(resource);
}
