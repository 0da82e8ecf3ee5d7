//! Reality against the state: every record is read, differences are what a refresh gives the planner.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use mlpc_graph::Address;
use mlpc_plan::Drift;
use smol_str::SmolStr;

use super::contains::contains;
use super::references::fill;
use super::{Route, Routes};
use crate::{Call, Failure, State};

/// What differs, and what could not be read. Targets of an executor are left out: it refreshes by its own plan.
pub async fn drift(state: &State, routes: &Routes, parallelism: usize) -> (BTreeMap<Address, Drift>, Vec<(Address, Failure)>) {
    let reads = state.prior.resources.iter().filter(|(_, it)| !it.is_data()).filter_map(|(address, record)| {
        let Some(Route::Driver(driver)) = routes.of(&record.place) else { return None };
        let object = state.objects.get(address)?;
        let attrs = fill(&record.attrs, state).ok()?;
        let call = Call {
            address: address.clone(),
            kind: record.kind.clone(),
            place: record.place.clone(),
            attrs: attrs.clone(),
            token: SmolStr::default(),
            wanted: Vec::new(),
        };
        Some(async move { (address, attrs, driver.read(call, object.id.clone()).await) })
    });
    let mut found = BTreeMap::new();
    let mut failed = Vec::new();
    let mut answers = stream::iter(reads).buffer_unordered(parallelism.max(1));
    while let Some((address, attrs, answer)) = answers.next().await {
        match answer {
            Ok(None) => {
                found.insert(address.clone(), Drift::Gone);
            }
            Ok(Some(observed)) => {
                let differences = contains(&observed.attrs, &attrs);
                if !differences.is_empty() {
                    found.insert(address.clone(), Drift::Differs(differences));
                }
            }
            Err(failure) => failed.push((address.clone(), failure)),
        }
    }
    failed.sort_by(|a, b| a.0.cmp(&b.0));
    (found, failed)
}
