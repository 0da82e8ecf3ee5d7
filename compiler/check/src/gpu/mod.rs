//! Group 04: machines and accelerators of pools, and what is asked of them.

mod accelerator_not_offered;
mod format_unsupported;
mod model_does_not_fit;
mod quantization_group_torn;
mod tensor_parallel_misfit;

use mlpc_model::Platform;

use crate::Check;

/// The rules, by code.
pub(crate) const CHECKS: &[Check<Platform>] = &[
    Check { rule: &accelerator_not_offered::RULE, run: accelerator_not_offered::check },
    Check { rule: &model_does_not_fit::RULE, run: model_does_not_fit::check },
    Check { rule: &tensor_parallel_misfit::RULE, run: tensor_parallel_misfit::check },
    Check { rule: &format_unsupported::RULE, run: format_unsupported::check },
    Check { rule: &quantization_group_torn::RULE, run: quantization_group_torn::check },
];
