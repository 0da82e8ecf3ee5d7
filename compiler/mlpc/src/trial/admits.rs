//! `admits`: what a tenant can run on a pool while others are idle.

use mlpc_analysis::kueue::{Answer, Claim, Tenants};
use mlpc_analysis::pool::Reserved;
use mlpc_model::Admits;
use mlpc_project::{Compiled, Test};
use mlpc_units::Quantity;

use super::{Outcome, statements};

pub(super) fn run(compiled: &Compiled, test: &Test, outcome: &mut Outcome) {
    let platform = &compiled.platform;
    let tenants = Tenants::of(platform);
    for (item, _, span) in statements(compiled, test, "admits") {
        // What a name doesn't lead to is a finding of its own.
        let Some(said) = Admits::read(item) else { continue };
        let Some(claim) = Claim::of(platform, &said) else { continue };
        let answer = tenants.answer(platform, &claim);
        let (who, pool) = (&claim.tenant.name, &claim.pool.name);
        let amounts: Vec<String> = claim.amounts.iter().map(|(resource, quantity)| amount(resource, *quantity)).collect();
        let what = if amounts.is_empty() { "nothing".to_owned() } else { amounts.join(" and ") };
        let message = match (answer, said.never.value) {
            (Answer::Runs { .. }, false) | (Answer::Waits { .. } | Answer::Never { .. }, true) => continue,
            (Answer::Runs { borrows }, true) => {
                let how = if borrows { "borrowing some of it" } else { "within its own quota" };
                format!("tenant `{who}` can run {what} on pool `{pool}`, {how}")
            }
            (Answer::Waits { resource, free }, false) => {
                format!("tenant `{who}` has to wait with {what} on pool `{pool}`: {} are free for it", amount(&resource, free))
            }
            (Answer::Never { resource, at_most }, false) => {
                format!("tenant `{who}` can never run {what} on pool `{pool}`: it can have {} at most", amount(&resource, at_most))
            }
        };
        outcome.failed.push((span, message));
    }
}

/// `33 GPUs`
fn amount(resource: &Reserved, quantity: Quantity) -> String {
    match resource {
        Reserved::Gpus if quantity == Quantity::count(mlpc_units::Rational::ONE) => "1 GPU".to_owned(),
        Reserved::Gpus => format!("{quantity} GPUs"),
        Reserved::Cpu => format!("{quantity} CPU"),
        Reserved::Memory => format!("{quantity} of memory"),
        Reserved::Slices(profile) => format!("{quantity} × {profile}"),
    }
}
