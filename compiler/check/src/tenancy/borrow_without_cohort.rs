//! MLP0302: what a quota borrows or lends has no counterpart.

use mlpc_analysis::kueue::{Tenants, share_of};
use mlpc_analysis::pool::{Reserved, reserved};
use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Platform, Pool, Quota, Tenant};
use mlpc_units::Quantity;

use super::reserved::{amount, is_none, resources};
use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0302",
    name: "borrow-without-cohort",
    severity: Severity::Error,
    title: "nobody to borrow from or lend to",
    since: "0.1",
    explain: include_str!("borrow_without_cohort.md"),
};

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let shares = Tenants::of(platform);
    // A quota that couldn't be read may be what the others borrow.
    let unread = platform.tenants.iter().any(|tenant| cx.unread(tenant.decl, "quota") || cx.unread(tenant.decl, "cohort"));
    for tenant in &platform.tenants {
        for quota in &tenant.quotas {
            let Some(pool) = platform.pool(quota.pool.value) else { continue };
            let borrows = !is_none(quota.borrow.value);
            match &tenant.cohort {
                _ if borrows && unread => {}
                None if borrows => out.push(alone(cx, tenant, pool, quota)),
                None => out.extend(quota.lend.map(|_| lends_to_nobody(cx, tenant, pool, quota))),
                Some(_) if borrows => out.extend(beyond(cx, &shares, tenant, pool, quota)),
                Some(_) => {}
            }
            if tenant.cohort.is_some() {
                out.extend(lends_too_much(cx, tenant, pool, quota));
            }
        }
    }
}

/// Who else has quota on the pool, and so could lend.
fn others<'a>(cx: &'a CheckCx<'_>, tenant: &Tenant, pool: &Pool) -> Vec<&'a Tenant> {
    cx.platform.quotas_on(pool.decl).map(|(other, _)| other).filter(|other| other.decl != tenant.decl).collect()
}

fn alone(cx: &CheckCx<'_>, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Diagnostic {
    let message = format!("tenant `{}` borrows on pool `{}`, but belongs to no cohort", tenant.name, pool.name);
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .label_opt(cx.span(quota.borrow.origin), "borrowed from nobody")
        .label_opt(cx.kind_and_name(tenant.decl), "no `cohort` here")
        .subject(tenant.address.clone())
        .subject(pool.address.clone());
    let others = others(cx, tenant, pool);
    let named = others.iter().find_map(|other| Some((other, other.cohort.as_ref()?)));
    diagnostic = match (named, others.first()) {
        (Some((other, cohort)), _) => {
            diagnostic.help(format!("join the cohort of tenant `{}`, which has quota there: `cohort=\"{}\"`", other.name, cohort.value))
        }
        (None, Some(other)) => diagnostic.help(format!(
            "give `{}` and tenant `{}`, which has quota there, one cohort: `cohort=\"shared\"` in both",
            tenant.name, other.name
        )),
        (None, None) => diagnostic.help("remove `borrow`: no other tenant has quota on this pool"),
    };
    diagnostic
}

fn lends_to_nobody(cx: &CheckCx<'_>, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Diagnostic {
    let message =
        format!("tenant `{}` limits what it lends on pool `{}`, but belongs to no cohort and lends nothing", tenant.name, pool.name);
    Diagnostic::new(&RULE, message)
        .severity(Severity::Advice)
        .label_opt(quota.lend.and_then(|lend| cx.span(lend.origin)), "lent to nobody")
        .help("remove `lend`, or name the `cohort` that may borrow")
        .subject(tenant.address.clone())
        .subject(pool.address.clone())
}

/// The resource in which shares of a quota are said, with its amount.
fn main_resource(quota: &Quota) -> Option<(Reserved, Quantity)> {
    let resource = resources(quota).into_iter().next()?;
    let whole = reserved(quota, &resource)?.value;
    Some((resource, whole))
}

/// KUE-02: kueue refuses a queue that lends more than it has.
fn lends_too_much(cx: &CheckCx<'_>, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Option<Diagnostic> {
    let lend = quota.lend?;
    let (resource, whole) = main_resource(quota)?;
    let lent = whole.checked_mul(share_of(pool.class(), quota, lend.value)?)?;
    if lent <= whole {
        return None;
    }
    let (lent, whole) = (amount(&resource, lent), amount(&resource, whole));
    Some(
        Diagnostic::new(&RULE, format!("tenant `{}` lends {lent} of pool `{}`, but is guaranteed only {whole}", tenant.name, pool.name))
            .label_opt(cx.span(lend.origin), format!("{lent} lent"))
            .label_opt(cx.span(super::reserved::origin(quota)), format!("{whole} guaranteed"))
            .help("lend at most the guarantee, or remove `lend`: without it all of it is lent while idle")
            .subject(tenant.address.clone())
            .subject(pool.address.clone()),
    )
}

/// A limit that the cohort can never fill. It does no harm.
fn beyond(cx: &CheckCx<'_>, shares: &Tenants, tenant: &Tenant, pool: &Pool, quota: &Quota) -> Option<Diagnostic> {
    let (resource, whole) = main_resource(quota)?;
    let borrow = whole.checked_mul(share_of(pool.class(), quota, quota.borrow.value)?)?;
    let lendable = shares.lendable(tenant, pool, &resource)?;
    if borrow <= lendable {
        return None;
    }
    let cohort = tenant.cohort.as_ref()?;
    let all = if lendable.value.is_zero() { "nothing".to_owned() } else { words::quantity(lendable) };
    let most = if lendable.value.is_zero() { "nothing".to_owned() } else { format!("at most {all}") };
    let message = format!(
        "tenant `{}` may borrow {} of pool `{}`, but cohort `{}` can lend it {most}",
        tenant.name,
        amount(&resource, borrow),
        pool.name,
        cohort.value
    );
    let mut diagnostic = Diagnostic::new(&RULE, message)
        .severity(Severity::Advice)
        .label_opt(cx.span(quota.borrow.origin), format!("{} beyond what there is", words::quantity(borrow.checked_sub(lendable)?)))
        .subject(tenant.address.clone())
        .subject(pool.address.clone());
    let lenders = others(cx, tenant, pool).into_iter().filter(|other| other.cohort.as_ref() == Some(cohort));
    let lenders: Vec<String> = lenders.map(|other| format!("`{}`", other.name)).collect();
    diagnostic = diagnostic.note(match lenders.as_slice() {
        [] => "nobody else of the cohort has quota on this pool".to_owned(),
        [one] => format!("tenant {one} lends {most}"),
        _ => format!("tenants {} together lend {most}", words::list(&lenders)),
    });
    Some(if lendable.value.is_zero() { diagnostic.help("remove `borrow`") } else { diagnostic.help(format!("write `borrow={all}`")) })
}
