//! A state in memory: for previews of an apply (`--simulate` on a copy) and for tests.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Holder, Lock, Store, StoreError};

/// A store that is gone with the process. Clones share it.
#[derive(Clone, Default, Debug)]
pub struct MemoryStore(Arc<Mutex<Inner>>);

#[derive(Default, Debug)]
struct Inner {
    files: BTreeMap<String, Vec<u8>>,
    token: u64,
    holder: Option<Holder>,
}

struct Guard(Arc<Mutex<Inner>>, u64);

impl Drop for Guard {
    fn drop(&mut self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.token == self.1 {
            inner.holder = None;
        }
    }
}

impl MemoryStore {
    /// The bytes of all files together.
    pub fn size(&self) -> usize {
        self.inner().files.values().map(Vec::len).sum()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fenced(&self, lock: &Lock) -> Result<MutexGuard<'_, Inner>, StoreError> {
        let inner = self.inner();
        if inner.token == lock.token { Ok(inner) } else { Err(StoreError::Fenced) }
    }
}

impl Store for MemoryStore {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.inner().files.get(name).cloned())
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.inner().files.entry(name.to_owned()).or_insert_with(|| bytes.to_vec());
        Ok(())
    }

    fn swap(&self, lock: &Lock, name: &str, expected: Option<&[u8]>, bytes: &[u8]) -> Result<(), StoreError> {
        let mut inner = self.fenced(lock)?;
        if inner.files.get(name).map(Vec::as_slice) != expected {
            return Err(StoreError::Changed(name.to_owned()));
        }
        inner.files.insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn append(&self, lock: &Lock, name: &str, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let mut inner = self.fenced(lock)?;
        let file = inner.files.entry(name.to_owned()).or_default();
        if file.len() < at as usize {
            return Err(StoreError::Changed(name.to_owned()));
        }
        file.truncate(at as usize);
        file.extend_from_slice(bytes);
        Ok(())
    }

    fn remove(&self, lock: &Lock, name: &str) -> Result<(), StoreError> {
        self.fenced(lock)?.files.remove(name);
        Ok(())
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.inner().files.keys().filter(|it| it.starts_with(prefix)).cloned().collect())
    }

    fn try_lock(&self, holder: &Holder) -> Result<Lock, StoreError> {
        let mut inner = self.inner();
        if let Some(other) = &inner.holder {
            return Err(StoreError::Locked(Box::new(other.clone())));
        }
        inner.holder = Some(holder.clone());
        inner.token += 1;
        Ok(Lock { token: inner.token, _guard: Box::new(Guard(Arc::clone(&self.0), inner.token)) })
    }

    fn renew(&self, lock: &Lock, holder: &Holder) -> Result<(), StoreError> {
        self.fenced(lock)?.holder = Some(holder.clone());
        Ok(())
    }

    fn holder(&self) -> Result<Option<Holder>, StoreError> {
        Ok(self.inner().holder.clone())
    }

    fn break_lock(&self) -> Result<Option<Holder>, StoreError> {
        let mut inner = self.inner();
        inner.token += 1;
        Ok(inner.holder.take())
    }
}
