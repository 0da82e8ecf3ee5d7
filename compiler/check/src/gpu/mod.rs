//! Group 04: machines and accelerators of pools, and what is asked of them.

pub(crate) mod accelerator_mismatch;
mod accelerator_not_offered;
mod addresses_short;
mod capacity_unfit;
mod driver_too_old;
mod format_unsupported;
mod gang_not_packed;
mod idle_pool;
mod interconnect_impossible;
mod mig_not_placed;
mod model_does_not_fit;
mod model_unknown;
mod nvlink_beyond_the_machine;
mod quantization_group_torn;
mod scratch_too_small;
mod sharing_unsupported;
mod tensor_parallel_misfit;

use mlpc_catalog::{Accelerator, Machine};
use mlpc_model::{Platform, Pool};
use mlpc_source::Span;

use crate::{Check, CheckCx, words};

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &accelerator_not_offered::RULE, run: accelerator_not_offered::check },
    Check { rule: &accelerator_mismatch::RULE, run: accelerator_mismatch::check },
    Check { rule: &mig_not_placed::RULE, run: mig_not_placed::check },
    Check { rule: &sharing_unsupported::RULE, run: sharing_unsupported::check },
    Check { rule: &gang_not_packed::RULE, run: gang_not_packed::check },
    Check { rule: &interconnect_impossible::RULE, run: interconnect_impossible::check },
    Check { rule: &model_does_not_fit::RULE, run: model_does_not_fit::check },
    Check { rule: &model_does_not_fit::RULE, run: model_unknown::check },
    Check { rule: &tensor_parallel_misfit::RULE, run: tensor_parallel_misfit::check },
    Check { rule: &format_unsupported::RULE, run: format_unsupported::check },
    Check { rule: &capacity_unfit::RULE, run: capacity_unfit::check },
    Check { rule: &addresses_short::RULE, run: addresses_short::check },
    Check { rule: &driver_too_old::RULE, run: driver_too_old::check },
    Check { rule: &idle_pool::RULE, run: idle_pool::check },
    Check { rule: &scratch_too_small::RULE, run: scratch_too_small::check },
    Check { rule: &quantization_group_torn::RULE, run: quantization_group_torn::check },
    Check { rule: &nvlink_beyond_the_machine::RULE, run: nvlink_beyond_the_machine::check },
];

impl CheckCx<'_> {
    /// The machines of a pool that the catalog knows.
    fn machines(&self, pool: &Pool) -> Vec<Machine> {
        let cloud = self.platform.target_of(pool.decl).map_or("", |target| target.cloud.value.as_str());
        pool.machine.iter().filter_map(|machine| self.catalog.machine(cloud, machine)).collect()
    }

    /// The accelerator of a pool: of its first machine, else the one it names.
    fn accelerator_of(&self, pool: &Pool) -> Option<Accelerator> {
        match self.machines(pool).into_iter().next() {
            Some(machine) => self.catalog.accelerator(machine.accelerator.as_ref()?),
            None => self.catalog.accelerator(&pool.accelerator.as_ref()?.value),
        }
    }

    /// Where a pool says what its nodes are.
    fn machine_of(&self, pool: &Pool) -> Option<Span> {
        self.field(pool.decl, "machine").or_else(|| self.field(pool.decl, "accelerator"))
    }
}

/// `a p5.48xlarge`; without a machine `a node`.
fn node_of(pool: &Pool) -> String {
    pool.machine.first().map_or_else(|| "a node".to_owned(), |machine| words::with_article(&machine.value))
}
