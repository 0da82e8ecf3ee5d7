//! Which branches of NVIDIA's driver support a GPU.

use mlpc_catalog::Accelerator;

/// Driver branches, by their first number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Branches {
    /// The first that knows the GPU.
    pub first: u64,
    /// The last that does, where there is one already.
    pub last: Option<u64>,
}

/// The branches that support a GPU; `None` where that isn't known.
///
/// First: NVIDIA, release notes of CUDA and of the Data Center Driver, the earliest branch that knows the architecture; a GPU that came later may
/// need a later release. Last: release notes of 580, after which Maxwell,
/// Pascal and Volta are no longer supported.
pub fn branches(accelerator: &Accelerator) -> Option<Branches> {
    let (first, last) = match accelerator.arch.as_str() {
        "maxwell" | "pascal" => (361, Some(580)),
        "volta" => (384, Some(580)),
        "turing" => (410, None),
        "ampere" => (450, None),
        "hopper" if accelerator.id.contains("h200") || accelerator.id.contains("gh200") => (535, None),
        "ada" | "hopper" => (520, None),
        "blackwell" if accelerator.id.contains("gb200") => (565, None),
        "blackwell" => (570, None),
        "blackwell-ultra" => (575, None),
        _ => return None,
    };
    Some(Branches { first, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_catalog::Catalog;

    #[test]
    fn branches_of_known_gpus() {
        let catalog = Catalog::embedded();
        for (id, first, last) in [
            ("v100-sxm-32gb", 384, Some(580)),
            ("t4", 410, None),
            ("a100-sxm-80gb", 450, None),
            ("l40s", 520, None),
            ("h100-sxm-80gb", 520, None),
            ("h200-sxm-141gb", 535, None),
            ("b200-sxm-180gb", 570, None),
        ] {
            assert_eq!(catalog.accelerator(id).as_ref().and_then(branches), Some(Branches { first, last }), "{id}");
        }
        assert_eq!(catalog.accelerator("mi300x").as_ref().and_then(branches), None);
    }
}
