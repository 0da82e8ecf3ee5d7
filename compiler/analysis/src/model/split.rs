//! Over how many GPUs a model's layers can be split (rules LLM-04 and LLM-07).

use mlpc_catalog::Model;

/// Why a degree of tensor parallelism can't be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// The attention heads, which are so many, don't divide.
    Heads(u64),
    /// The heads of keys and values neither divide nor can be repeated evenly.
    KvHeads(u64),
    /// The feed-forward layer doesn't divide.
    FeedForward(u64),
}

/// Degrees that are looked at.
const MOST_DEGREES: u64 = 1024;

/// Whether layers split into `degree` equal parts; what the catalog doesn't know of the model isn't judged.
pub fn tensor_parallel(model: &Model, degree: u64) -> Result<(), Misfit> {
    let divides = |n: u64| degree != 0 && n.is_multiple_of(degree);
    if let Some(heads) = model.heads.filter(|heads| !divides(*heads)) {
        return Err(Misfit::Heads(heads));
    }
    // Latent attention has one cache that every GPU holds whole.
    let kv_heads = model.kv_heads.filter(|_| !has_latent_attention(model));
    if let Some(kv_heads) = kv_heads.filter(|kv| !divides(*kv) && !degree.is_multiple_of((*kv).max(1))) {
        return Err(Misfit::KvHeads(kv_heads));
    }
    match feed_forward(model).into_iter().find(|width| !divides(*width)) {
        Some(width) => Err(Misfit::FeedForward(width)),
        None => Ok(()),
    }
}

/// The degrees up to `most` into which a model's layers split; only 1 where its shape isn't known.
pub fn tensor_parallel_degrees(model: &Model, most: u64) -> Vec<u64> {
    // No degree above the number of heads divides them; the bound holds whatever a catalog of one's own says.
    let most = most.min(model.heads.unwrap_or(1)).min(MOST_DEGREES);
    (1..=most).filter(|degree| tensor_parallel(model, *degree).is_ok()).collect()
}

/// Whether keys and values are cached as one latent vector (MLA).
pub fn has_latent_attention(model: &Model) -> bool {
    model.attention.as_deref() == Some("mla")
}

/// The widths of feed-forward layers: of dense layers and of experts.
pub fn feed_forward(model: &Model) -> Vec<u64> {
    let experts = model.experts.is_some();
    // A mixture's `feed_forward` is its experts' where it has no dense layers of its own.
    model.feed_forward.into_iter().chain(model.expert_feed_forward.filter(|_| experts)).collect()
}

/// The first feed-forward width whose part for one GPU isn't whole groups of weights: the width, and that part.
pub fn torn_group(model: &Model, degree: u64, group: u64) -> Option<(u64, u64)> {
    let parts = feed_forward(model).into_iter().filter_map(|width| Some((width, width.checked_div(degree)?)));
    parts.into_iter().find(|(_, part)| group != 0 && !part.is_multiple_of(group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_catalog::Catalog;

    fn model(id: &str) -> Model {
        Catalog::embedded().model(id).expect("in the catalog")
    }

    #[test]
    fn degrees_of_known_models() {
        // `domain-rules.md`, 3.9; phi-4 and 4 GPUs: vllm-project/vllm issue 16021.
        for (id, expected) in [
            ("llama-3.1-8b", vec![1, 2, 4, 8]),
            ("llama-3.1-70b", vec![1, 2, 4, 8]),
            ("llama-3.1-405b", vec![1, 2, 4, 8]),
            ("qwen2.5-7b", vec![1, 2, 4]),
            ("qwen2.5-32b", vec![1, 2, 4, 8]),
            ("phi-4", vec![1, 2, 5]),
            ("deepseek-v3", vec![1, 2, 4, 8]),
            ("sdxl-base-1.0", vec![1]),
        ] {
            assert_eq!(tensor_parallel_degrees(&model(id), 8), expected, "{id}");
        }
        assert_eq!(tensor_parallel(&model("phi-4"), 4), Err(Misfit::KvHeads(10)));
        assert_eq!(tensor_parallel(&model("qwen2.5-7b"), 8), Err(Misfit::Heads(28)));
        assert_eq!(tensor_parallel(&model("qwen2.5-0.5b"), 7), Err(Misfit::KvHeads(2)));
        assert_eq!(tensor_parallel(&model("llama-3.1-70b"), 0), Err(Misfit::Heads(64)));
        assert_eq!(tensor_parallel(&model("llama-3.1-70b"), 16), Ok(()), "each of 8 heads twice");
    }

    #[test]
    fn groups_of_quantized_weights() {
        // Qwen2.5-72B: 29 568 are 231 groups of 128, and 231 is odd.
        let qwen = model("qwen2.5-72b");
        assert_eq!(torn_group(&qwen, 1, 128), None);
        assert_eq!(torn_group(&qwen, 2, 128), Some((29568, 14784)));
        assert_eq!(torn_group(&model("deepseek-v3"), 8, 128), None);
        assert_eq!(torn_group(&model("deepseek-v3"), 32, 128), Some((18432, 576)));
    }
}
