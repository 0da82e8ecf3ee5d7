//! Number formats of weights: their size, their groups, and which GPUs compute in them.

use mlpc_catalog::{Accelerator, Model};
use mlpc_units::Rational;

/// How weights are stored.
#[derive(Debug, PartialEq, Eq)]
pub struct Format {
    /// Its short name: `bf16`, `fp8`, `awq`.
    pub name: &'static str,
    /// What the spec calls it.
    words: &'static [&'static str],
    /// Thousandths of a byte that a parameter takes, scales counted (rule LLM-01).
    millibytes: i64,
    /// Parameters that share a scale, along the side that tensor parallelism cuts.
    pub group: Option<u64>,
    /// Least compute capability, times ten, that multiplies in it.
    pub computes_from: u32,
    /// Least compute capability, times ten, on which vLLM runs it at all, if only to store weights.
    pub runs_from: u32,
}

impl Format {
    /// Bytes of a parameter.
    pub fn bytes(&self) -> Option<Rational> {
        Rational::new(i128::from(self.millibytes), 1000)
    }

    /// Whether it is smaller than 16 bits, so that embeddings and heads, which stay at 16, count apart.
    pub fn is_quantized(&self) -> bool {
        self.millibytes < 2000
    }
}

/// Sizes by rule LLM-01; capabilities by `get_min_capability` of vLLM's quantization methods and its documentation of supported hardware.
const FORMATS: &[Format] = &[
    Format { name: "fp32", words: &["fp32", "float32", "float"], millibytes: 4000, group: None, computes_from: 0, runs_from: 0 },
    Format { name: "bf16", words: &["bf16", "bfloat16"], millibytes: 2000, group: None, computes_from: 80, runs_from: 80 },
    Format { name: "fp16", words: &["fp16", "float16", "half"], millibytes: 2000, group: None, computes_from: 53, runs_from: 0 },
    Format { name: "fp8", words: &["fp8", "fbgemm_fp8", "ptpc_fp8"], millibytes: 1000, group: None, computes_from: 89, runs_from: 75 },
    Format { name: "int8", words: &["int8", "w8a8", "experts_int8"], millibytes: 1000, group: None, computes_from: 75, runs_from: 75 },
    Format { name: "awq", words: &["awq", "awq_marlin"], millibytes: 520, group: Some(128), computes_from: 0, runs_from: 75 },
    Format { name: "gptq", words: &["gptq", "gptq_marlin"], millibytes: 520, group: Some(128), computes_from: 0, runs_from: 60 },
    Format { name: "int4", words: &["int4", "w4a16", "bitsandbytes"], millibytes: 520, group: None, computes_from: 0, runs_from: 70 },
    Format { name: "mxfp4", words: &["mxfp4"], millibytes: 530, group: None, computes_from: 0, runs_from: 75 },
    Format {
        name: "nvfp4",
        words: &["nvfp4", "fp4", "modelopt_fp4", "petit_nvfp4"],
        millibytes: 563,
        group: None,
        computes_from: 100,
        runs_from: 75,
    },
];

/// Side of the blocks that share a scale in weights published in fp8 (DeepSeek-V3: `weight_block_size` 128 × 128).
const FP8_BLOCK: u64 = 128;

/// The format of a word of the spec or catalog; `None` where its size isn't known.
pub fn format(word: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.words.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// The format in which a model is loaded: the one written, else the published one. `None` where either isn't known.
pub fn loaded(model: &Model, written: Option<&str>) -> Option<&'static Format> {
    format(written.unwrap_or(&model.dtype))
}

/// Parameters that share a scale, along the side that tensor parallelism cuts (rule LLM-07).
pub fn group(model: &Model, format: &Format) -> Option<u64> {
    let blocks = format.name == "fp8" && model.dtype == "fp8";
    format.group.or(if blocks { Some(FP8_BLOCK) } else { None })
}

/// An NVIDIA GPU's compute capability times ten, by its architecture; of an architecture with several the least. `None` for others' GPUs.
pub fn compute_capability(accelerator: &Accelerator) -> Option<u32> {
    Some(match accelerator.arch.as_str() {
        "maxwell" => 52,
        "pascal" => 60,
        "volta" => 70,
        "turing" => 75,
        "ampere" => 80,
        "ada" => 89,
        "hopper" => 90,
        "blackwell" => 100,
        "blackwell-ultra" => 103,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_catalog::Catalog;

    #[test]
    fn words_of_specs_and_catalog() {
        assert_eq!(format("FP8").map(|it| it.name), Some("fp8"));
        assert_eq!(format("awq_marlin").and_then(|it| it.group), Some(128));
        assert_eq!(format("gguf"), None, "of any size");
        for model in Catalog::embedded().models() {
            assert!(loaded(&model, None).is_some(), "{}", model.id);
        }
    }

    #[test]
    fn blocks_of_published_fp8() {
        let catalog = Catalog::embedded();
        let group_of = |id: &str, written| {
            let model = catalog.model(id).expect("in the catalog");
            loaded(&model, written).and_then(|it| group(&model, it))
        };
        assert_eq!(group_of("deepseek-v3", None), Some(128));
        assert_eq!(group_of("llama-3.1-70b", Some("fp8")), None, "one scale a tensor");
        assert_eq!(group_of("llama-3.1-70b", Some("gptq")), Some(128));
    }

    #[test]
    fn capabilities() {
        // CUDA GPUs, compute capability: developer.nvidia.com/cuda-gpus.
        let catalog = Catalog::embedded();
        for (id, expected) in [("t4", 75), ("v100-sxm-32gb", 70), ("a100-sxm-80gb", 80), ("l40s", 89), ("h100-sxm-80gb", 90)] {
            assert_eq!(catalog.accelerator(id).as_ref().and_then(compute_capability), Some(expected), "{id}");
        }
        assert_eq!(catalog.accelerator("mi300x").as_ref().and_then(compute_capability), None);
    }
}
