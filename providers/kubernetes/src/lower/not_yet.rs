//! What this version can't lower: said, never left out in silence.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, codes};
use mlpc_model::{Decl, EngineName, Framework, ModelService, Training};

use crate::PoolFacts;

/// Reports that `what` of a declaration can't be made.
pub(super) fn report(cx: &mut Lowering<'_>, decl: &Decl, what: &str, instead: &str) {
    let message = format!("this version of mlpc can't make {what} of `{}`", decl.address);
    cx.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, message).label(decl.head, "would be left out").help(instead).subject(decl.address.clone()),
    );
}

/// A pipeline: its orchestrators' components aren't in the standard library yet.
pub(super) fn pipeline(cx: &mut Lowering<'_>, decl: &Decl) {
    report(cx, decl, "the schedule", "write the orchestrator's own object as `resource \"kubernetes_manifest\"` until then");
}

/// Whether a service can be made; if not, that was said.
pub(super) fn service(cx: &mut Lowering<'_>, decl: &Decl, service: &ModelService, pool: &PoolFacts) -> bool {
    let engine = service.engine.name.value;
    let parallel = service.engine.parallel();
    let node_gpus = pool.node.as_ref().map_or(0, |it| it.gpus);
    let own_image = service.work.image.is_some();
    let (what, instead) = match engine {
        EngineName::RayServe => ("the RayService", "run it as `engine \"vllm\"`, or an image of your own as `engine \"http\"`"),
        EngineName::Kserve => ("the InferenceService", "run it as `engine \"vllm\"`, or an image of your own as `engine \"http\"`"),
        EngineName::Triton if !own_image => ("Triton's model repository", "build an image with the models in it, and name it with `image`"),
        EngineName::Vllm | EngineName::Sglang if node_gpus > 0 && parallel.is_none_or(|gpus| gpus > node_gpus) => {
            ("replicas over several nodes", "take a machine with more GPUs, or a quantization that needs fewer")
        }
        EngineName::Vllm | EngineName::Sglang | EngineName::Triton | EngineName::Http => return true,
    };
    report(cx, decl, what, instead);
    false
}

/// Whether a job can be made; if not, that was said.
pub(super) fn training(cx: &mut Lowering<'_>, decl: &Decl, training: &Training) -> bool {
    if training.is_queue() || training.framework.value == Framework::Jobset {
        return true;
    }
    report(cx, decl, "the job of this framework", "run it as `framework \"jobset\"` until then");
    false
}
