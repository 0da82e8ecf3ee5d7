//! Facts read before: rules ask for the machine of a pool once a tenant, and a row's text takes longer to read than to find.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Facts of one type by the two texts that name them. What isn't there isn't remembered, so that it grows no larger than the catalog.
#[derive(Debug)]
pub(crate) struct Memo<T>(RwLock<FxHashMap<SmolStr, FxHashMap<SmolStr, T>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T: Clone> Memo<T> {
    /// The fact of this name: as it was read before, else as `read` has it.
    pub(crate) fn get(&self, group: &str, name: &str, read: impl FnOnce() -> Option<T>) -> Option<T> {
        // A reader that panicked changed nothing.
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(group).and_then(|it| it.get(name)).cloned();
        known.or_else(|| {
            let fact = read()?;
            let mut facts = self.0.write().unwrap_or_else(PoisonError::into_inner);
            facts.entry(group.into()).or_default().insert(name.into(), fact.clone());
            Some(fact)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_read_once() {
        let memo = Memo::default();
        assert_eq!(memo.get("aws", "m7i", || None::<u8>), None);
        assert_eq!(memo.get("aws", "m7i", || Some(1)), Some(1));
        assert_eq!(memo.get("aws", "m7i", || Some(2)), Some(1));
        assert_eq!(memo.get("gcp", "m7i", || Some(3)), Some(3));
    }
}
