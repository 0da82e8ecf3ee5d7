//! What a model takes of each GPU's memory: weights and cached keys and values, over tensor and pipeline parallelism (rules LLM-01 to 03).

use mlpc_catalog::Model;
use mlpc_units::{ByteUnit, Quantity, Rational};

use super::format::Format;
use super::split::has_latent_attention;

/// Share of a GPU's memory beyond which vLLM doesn't start, whatever it is told.
const MOST_OF_A_GPU: (i128, i128) = (95, 100);
/// What the runtime takes at least: CUDA's context and kernels.
const LEAST_RUNTIME: (i128, i128) = (6, 10);
/// What runtime, activations and captured graphs take, by KAITO's estimator.
const RUNTIME: (i128, i128) = (23, 10);
/// What weights take beyond their size on the disk, by KAITO's estimator: 2 % of tensors, 5 % of fragments.
const WEIGHTS_OVERHEAD: (i128, i128) = (102 * 105, 10_000);

/// A model as it is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Loaded<'a> {
    /// The model.
    pub model: &'a Model,
    /// How its weights are stored.
    pub format: &'static Format,
    /// GPUs that share each layer.
    pub tensor_parallel: i64,
    /// Groups of layers, each on GPUs of its own.
    pub pipeline_parallel: i64,
}

/// What one GPU holds, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Weights.
    pub weights: Quantity,
    /// Cached keys and values.
    pub cache: Quantity,
    /// The runtime's own.
    pub runtime: Quantity,
}

impl Held {
    /// All of it.
    pub fn total(&self) -> Option<Quantity> {
        self.weights.checked_add(self.cache)?.checked_add(self.runtime)
    }
}

impl Loaded<'_> {
    /// How many GPUs hold it together.
    pub fn gpus(&self) -> i64 {
        self.tensor_parallel.saturating_mul(self.pipeline_parallel)
    }

    /// All weights: the published files', else by their number. Embeddings and heads stay at 16 bits where the rest is smaller.
    pub fn weights(&self) -> Option<Quantity> {
        let Self { model, format, .. } = self;
        if format.name == model.dtype {
            // What is published in 32 bits is loaded in 16.
            let shrink = if format.name == "fp32" { Rational::new(1, 2)? } else { Rational::ONE };
            return model.weights?.checked_mul(shrink);
        }
        let parameters = model.parameters_billion.scaled(9)?;
        if !format.is_quantized() {
            let bytes = format.bytes()?.min(Rational::integer(2));
            return Some(Quantity::bytes(parameters.checked_mul(bytes)?));
        }
        let kept = embeddings(model).unwrap_or(Rational::ZERO);
        let packed = parameters.checked_sub(kept)?.checked_mul(format.bytes()?)?;
        Some(Quantity::bytes(packed.checked_add(kept.checked_mul(Rational::integer(2))?)?))
    }

    /// Weights on one GPU.
    pub fn weights_each(&self) -> Option<Quantity> {
        self.weights()?.checked_div(Rational::integer(self.gpus()))
    }

    /// Keys and values of one sequence of so many tokens, all GPUs together; layers with a window keep no more than that. Nothing for models
    /// that don't generate.
    pub fn cache(&self, tokens: i64) -> Option<Quantity> {
        let Some(per_token) = self.model.kv_bytes_per_token else { return Some(Quantity::bytes(Rational::ZERO)) };
        let whole = |n: u64| i64::try_from(n).ok().map(Rational::integer);
        let tokens = Rational::integer(tokens);
        let windowed = self.model.sliding_window.zip(self.model.window_layers).zip(self.model.layers);
        let kept = match windowed {
            Some(((window, with_window), layers)) if layers > 0 => {
                let short = whole(with_window)?.checked_div(whole(layers)?)?;
                let full = Rational::ONE.checked_sub(short)?;
                tokens.checked_mul(full)?.checked_add(tokens.min(whole(window)?).checked_mul(short)?)?
            }
            _ => tokens,
        };
        Some(Quantity::bytes(whole(per_token)?.checked_mul(kept)?))
    }

    /// Keys and values of one sequence on one GPU. Latent attention isn't split by tensor parallelism, and GPUs beyond the number of heads hold
    /// copies.
    pub fn cache_each(&self, tokens: i64) -> Option<Quantity> {
        let heads = self.model.kv_heads.and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX);
        let over = if has_latent_attention(self.model) { 1 } else { self.tensor_parallel.min(heads) };
        self.cache(tokens)?.checked_div(Rational::integer(over.checked_mul(self.pipeline_parallel)?))
    }

    /// What each GPU must hold for the engine to start: one sequence of full length (LLM-03, floor).
    pub fn floor(&self, context: i64) -> Option<Held> {
        Some(Held { weights: self.weights_each()?, cache: self.cache_each(context)?, runtime: gib(LEAST_RUNTIME)? })
    }

    /// What each GPU holds with so many sequences of full length, by KAITO's estimate (LLM-03).
    pub fn estimate(&self, context: i64, sequences: i64) -> Option<Held> {
        let (above, below) = WEIGHTS_OVERHEAD;
        Some(Held {
            weights: self.weights_each()?.checked_mul(Rational::new(above, below)?)?,
            cache: self.cache_each(context)?.checked_mul(Rational::integer(sequences))?,
            runtime: gib(RUNTIME)?,
        })
    }

    /// The longest context, up to `most`, with which the floor stays within `memory`; `None` where not even one token finds room.
    pub fn longest_context(&self, memory: Quantity, most: i64) -> Option<i64> {
        largest(most, |context| self.floor(context).and_then(|held| held.total()).is_some_and(|total| total <= memory))
    }

    /// The most sequences, up to `most`, with which the estimate stays within `memory`; `None` where there is no room for one.
    pub fn most_sequences(&self, context: i64, memory: Quantity, most: i64) -> Option<i64> {
        largest(most, |sequences| self.estimate(context, sequences).and_then(|held| held.total()).is_some_and(|total| total <= memory))
    }
}

/// Share of a GPU's memory beyond which vLLM doesn't start, whatever it is told.
pub fn most_of_a_gpu() -> Option<Rational> {
    Rational::new(MOST_OF_A_GPU.0, MOST_OF_A_GPU.1)
}

/// The largest number from 1 to `most` that holds, all below it holding, too.
fn largest(most: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut low, mut high) = (0, most.max(0));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if holds(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    (low > 0).then_some(low)
}

/// Parameters of the embeddings, and of the head where it isn't the same.
fn embeddings(model: &Model) -> Option<Rational> {
    let both = if model.tied_embeddings == Some(true) { 1 } else { 2 };
    let n = model.vocabulary?.checked_mul(model.hidden?)?.checked_mul(both)?;
    i64::try_from(n).ok().map(Rational::integer)
}

fn gib((above, below): (i128, i128)) -> Option<Quantity> {
    Quantity::bytes(Rational::integer(ByteUnit::Gi.bytes())).checked_mul(Rational::new(above, below)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::format;
    use mlpc_catalog::Catalog;
    use mlpc_units::group_rational;

    fn shown(bytes: Option<Quantity>) -> String {
        bytes.and_then(|it| it.in_unit(ByteUnit::Gi)).map_or_else(String::new, |gib| group_rational(gib, 2))
    }

    fn model(id: &str) -> Model {
        Catalog::embedded().model(id).expect("in the catalog")
    }

    fn loaded<'a>(model: &'a Model, written: Option<&str>, tensor_parallel: i64, pipeline_parallel: i64) -> Loaded<'a> {
        Loaded { model, format: format::loaded(model, written).expect("known"), tensor_parallel, pipeline_parallel }
    }

    #[test]
    fn weights_and_caches_of_known_models() {
        // `domain-rules.md`, 3.9: weights in GiB, and the cache of one sequence at 8 and 32 Ki tokens.
        for (id, weights, short, long) in [
            ("llama-3.1-8b", "14.96", "1.00", "4.00"),
            ("llama-3.1-70b", "131.41", "2.50", "10.00"),
            ("llama-3.1-405b", "755.95", "3.94", "15.75"),
            ("qwen2.5-7b", "14.19", "0.44", "1.75"),
            ("qwen2.5-32b", "61.02", "2.00", "8.00"),
            ("phi-4", "27.31", "1.56", "6.25"),
        ] {
            let model = model(id);
            let loaded = loaded(&model, None, 1, 1);
            let found = [loaded.weights(), loaded.cache(8192), loaded.cache(32768)].map(shown);
            assert_eq!(found, [weights, short, long], "{id}");
        }
    }

    #[test]
    fn quantized_weights_keep_their_embeddings() {
        let eight = model("llama-3-8b");
        // 8.03e9 parameters, of which 1.05e9 are embeddings and head: 5.7 GB in AWQ, as its published files have.
        assert_eq!(shown(loaded(&eight, Some("awq"), 1, 1).weights()), "5.34");
        let seventy = model("llama-3.3-70b");
        assert_eq!(shown(loaded(&seventy, Some("fp8"), 1, 1).weights()), "67.66");
        assert_eq!(shown(loaded(&seventy, Some("bf16"), 1, 1).weights()), "131.41");
    }

    #[test]
    fn windows_and_latent_attention() {
        let gemma = model("gemma-3-27b");
        // 52 of 62 layers keep 1024 tokens.
        assert_eq!(shown(loaded(&gemma, None, 1, 1).cache(131_072)), "10.41");
        assert_eq!(shown(loaded(&gemma, None, 1, 1).cache(512)), "0.24");
        let deepseek = model("deepseek-v3");
        let (one, eight) = (loaded(&deepseek, None, 1, 1), loaded(&deepseek, None, 8, 1));
        assert_eq!(one.cache_each(32_768), eight.cache_each(32_768));
        let phi = model("qwen2.5-7b");
        assert_eq!(loaded(&phi, None, 4, 1).cache_each(8192), loaded(&phi, None, 8, 1).cache_each(8192), "4 heads on 8 GPUs are copies");
    }

    #[test]
    fn the_quickstart_s_assistant() {
        let model = model("llama-3.3-70b");
        let held = loaded(&model, Some("fp8"), 1, 4).estimate(16_384, 13).expect("known");
        assert_eq!([Some(held.weights), Some(held.cache), held.total()].map(shown), ["18.12", "16.25", "36.67"]);
    }

    #[test]
    fn most_that_finds_room() {
        let model = model("llama-3.3-70b");
        let loaded = loaded(&model, None, 2, 1);
        let memory = Quantity::gibibytes(Rational::new(7562, 100).expect("a number")).expect("bytes");
        let longest = loaded.longest_context(memory, 131_072).expect("some");
        let total = |context| loaded.floor(context).and_then(|it| it.total()).expect("known");
        assert!(total(longest) <= memory && total(longest + 1) > memory && longest / 1000 == 61, "{longest}");
        assert_eq!(loaded.longest_context(memory, 1000), Some(1000));
        assert_eq!(loaded.longest_context(Quantity::bytes(Rational::ZERO), 1000), None);
        assert_eq!(loaded.most_sequences(131_072, memory, 5), None);
    }
}
