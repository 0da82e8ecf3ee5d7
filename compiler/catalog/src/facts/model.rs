//! Published models and their shapes.

use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use crate::facts::provenance::Provenance;
use crate::row::Row;

/// A published model. What a task doesn't have, or isn't known, is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The catalog's id: `llama-3.3-70b`.
    pub id: SmolStr,
    /// Its repository at Hugging Face: `meta-llama/Llama-3.3-70B-Instruct`.
    pub repository: Option<SmolStr>,
    /// `text-generation`, `text-embedding`, …
    pub task: SmolStr,
    /// Parameters in 10^9.
    pub parameters_billion: Rational,
    /// Parameters that one token passes, in 10^9.
    pub active_parameters_billion: Option<Rational>,
    /// Layers.
    pub layers: Option<u64>,
    /// Width of the hidden state.
    pub hidden: Option<u64>,
    /// Attention heads.
    pub heads: Option<u64>,
    /// Heads of keys and values.
    pub kv_heads: Option<u64>,
    /// Width of a head.
    pub head_dim: Option<u64>,
    /// Width of the feed-forward layer.
    pub feed_forward: Option<u64>,
    /// Entries of the vocabulary.
    pub vocabulary: Option<u64>,
    /// Longest context in tokens.
    pub max_context: Option<u64>,
    /// The published type of its weights: `bf16`, `fp8`, `mxfp4`.
    pub dtype: SmolStr,
    /// Size of the published weights.
    pub weights: Option<Quantity>,
    /// `gqa`, `mha`, `mla`, …
    pub attention: Option<SmolStr>,
    /// Bytes of cached keys and values for a token at 16 bits, within the windows of layers that have one.
    pub kv_bytes_per_token: Option<u64>,
    /// Experts of a mixture.
    pub experts: Option<u64>,
    /// Experts that one token passes.
    pub experts_per_token: Option<u64>,
    /// Width of an expert's feed-forward layer.
    pub expert_feed_forward: Option<u64>,
    /// Whether input and output embeddings are one.
    pub tied_embeddings: Option<bool>,
    /// Tokens that layers with a sliding window keep; `None` where all layers keep all.
    pub sliding_window: Option<u64>,
    /// How many layers have that window.
    pub window_layers: Option<u64>,
    /// Where the fact is from.
    pub provenance: Provenance,
}

impl Model {
    pub(crate) fn read(row: &Row<'_>) -> Option<Self> {
        Some(Self {
            id: row.text("id"),
            repository: row.some_text("hf_repo"),
            task: row.text("task"),
            parameters_billion: row.number("params_b")?,
            active_parameters_billion: row.number("active_params_b"),
            layers: row.integer("layers"),
            hidden: row.integer("hidden"),
            heads: row.integer("heads"),
            kv_heads: row.integer("kv_heads"),
            head_dim: row.integer("head_dim"),
            feed_forward: row.integer("ffn"),
            vocabulary: row.integer("vocab"),
            max_context: row.integer("max_context"),
            dtype: row.text("dtype"),
            weights: row.gibibytes("weights_gib_native"),
            attention: row.some_text("attention"),
            kv_bytes_per_token: row.integer("kv_bytes_per_token_16bit"),
            experts: row.integer("experts"),
            experts_per_token: row.integer("experts_per_token"),
            expert_feed_forward: row.integer("moe_ffn"),
            tied_embeddings: row.flag("tied_embeddings"),
            sliding_window: row.integer("sliding_window"),
            window_layers: row.integer("window_layers"),
            provenance: row.provenance()?,
        })
    }
}
