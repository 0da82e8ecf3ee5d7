//! A state in a folder (`file:.mlpc`): rename and fsync for what is replaced, append and fdatasync for logs, the system's file lock for holders.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Holder, Lock, Store, StoreError};

/// The file whose lock is held; never removed, so that everybody locks the same one.
const LOCK: &str = "lock";
/// What the extension of a file begins with that is written beside another, before it takes its place; the process follows.
const BESIDE: &str = "new-";
/// Who holds it, and the fencing token.
const HOLDER: &str = "lock.json";

/// A store in a folder.
#[derive(Debug)]
pub struct FileStore {
    root: PathBuf,
    /// Open logs: opening one for each batch would cost more than writing it.
    logs: Mutex<BTreeMap<String, File>>,
}

#[derive(Serialize, Deserialize, Default)]
struct HolderFile {
    token: u64,
    holder: Option<Holder>,
}

impl FileStore {
    /// A store in this folder, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), logs: Mutex::default() }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes beside and renames, so that a reader sees the old bytes or the new.
    fn replace(&self, name: &str, bytes: &[u8], durable: bool) -> Result<(), StoreError> {
        let path = self.path(name);
        let failed = || StoreError::io(format!("can't write {}", path.display()));
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(failed())?;
        let beside = path.with_extension(format!("{BESIDE}{}", std::process::id()));
        let mut file = File::create(&beside).map_err(failed())?;
        file.write_all(bytes).map_err(failed())?;
        if durable {
            file.sync_all().map_err(failed())?;
        }
        fs::rename(&beside, &path).map_err(failed())?;
        if durable { sync_folder(folder) } else { Ok(()) }
    }

    /// Removes what processes that were killed in [`Self::replace`] left. Who holds the lock is the only writer; a file that stays does no harm.
    fn sweep(&self) {
        let names = self.list("").unwrap_or_default();
        let left = |name: &&String| {
            let process = Path::new(name.as_str()).extension().and_then(|it| it.to_str()).and_then(|it| it.strip_prefix(BESIDE));
            process.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()))
        };
        for name in names.iter().filter(left) {
            let _ = fs::remove_file(self.path(name));
        }
    }

    fn holder_file(&self) -> Result<HolderFile, StoreError> {
        let bytes = self.get(HOLDER)?;
        // A holder file that can't be read says nothing; the lock itself is the system's.
        Ok(bytes.and_then(|it| serde_json::from_slice(&it).ok()).unwrap_or_default())
    }

    fn write_holder(&self, file: &HolderFile) -> Result<(), StoreError> {
        let bytes = serde_json::to_vec(file).unwrap_or_default();
        self.replace(HOLDER, &bytes, false)
    }

    fn fenced(&self, lock: &Lock) -> Result<(), StoreError> {
        if self.holder_file()?.token == lock.token { Ok(()) } else { Err(StoreError::Fenced) }
    }

    /// The open lock file, and whether it was free.
    fn lock_file(&self) -> Result<(File, bool), StoreError> {
        let path = self.path(LOCK);
        let failed = || StoreError::io(format!("can't lock {}", path.display()));
        fs::create_dir_all(&self.root).map_err(failed())?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed())?;
        match file.try_lock() {
            Ok(()) => Ok((file, true)),
            Err(TryLockError::WouldBlock) => Ok((file, false)),
            Err(TryLockError::Error(why)) => Err(failed()(why)),
        }
    }
}

/// Makes names in a folder durable. Systems that can't sync a folder (Windows) make them so by themselves.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    match File::open(folder) {
        Ok(open) => open.sync_all().map_err(StoreError::io(format!("can't sync {}", folder.display()))),
        Err(_) => Ok(()),
    }
}

impl Store for FileStore {
    fn name(&self) -> String {
        format!("file:{}", self.root.display())
    }

    fn place(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(StoreError::io(format!("can't read {}", self.path(name).display()))(why)),
        }
    }

    fn create(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        if self.path(name).exists() { Ok(()) } else { self.replace(name, bytes, true) }
    }

    fn swap(&self, lock: &Lock, name: &str, expected: Option<&[u8]>, bytes: &[u8]) -> Result<(), StoreError> {
        self.fenced(lock)?;
        if self.get(name)?.as_deref() != expected {
            return Err(StoreError::Changed(name.to_owned()));
        }
        self.replace(name, bytes, true)
    }

    fn append(&self, lock: &Lock, name: &str, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        self.fenced(lock)?;
        let path = self.path(name);
        let failed = || StoreError::io(format!("can't append to {}", path.display()));
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        if !logs.contains_key(name) {
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder).map_err(failed())?;
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed())?;
            sync_folder(folder)?;
            logs.insert(name.to_owned(), file);
        }
        let Some(file) = logs.get_mut(name) else { return Err(StoreError::Changed(name.to_owned())) };
        let length = file.metadata().map_err(failed())?.len();
        if length < at {
            return Err(StoreError::Changed(name.to_owned()));
        }
        if length > at {
            file.set_len(at).map_err(failed())?;
        }
        file.seek(SeekFrom::Start(at)).map_err(failed())?;
        file.write_all(bytes).map_err(failed())?;
        file.sync_data().map_err(failed())
    }

    fn remove(&self, lock: &Lock, name: &str) -> Result<(), StoreError> {
        self.fenced(lock)?;
        self.logs.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        match fs::remove_file(self.path(name)) {
            Err(why) if why.kind() != ErrorKind::NotFound => {
                Err(StoreError::io(format!("can't remove {}", self.path(name).display()))(why))
            }
            _ => Ok(()),
        }
    }

    fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        let mut open = vec![(self.root.clone(), String::new())];
        while let Some((folder, above)) = open.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(why) if why.kind() == ErrorKind::NotFound => continue,
                Err(why) => return Err(StoreError::io(format!("can't list {}", folder.display()))(why)),
            };
            for entry in entries {
                let entry = entry.map_err(StoreError::io(format!("can't list {}", folder.display())))?;
                let name = format!("{above}{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    let below = format!("{name}/");
                    // A folder that holds other things (a simulator's cloud, Terraform's state) is walked only if the prefix leads there.
                    if below.starts_with(prefix) || prefix.starts_with(&below) {
                        open.push((entry.path(), below));
                    }
                } else if name.starts_with(prefix) {
                    names.push(name);
                }
            }
        }
        names.sort();
        Ok(names)
    }

    fn try_lock(&self, holder: &Holder) -> Result<Lock, StoreError> {
        let (file, free) = self.lock_file()?;
        let mut written = self.holder_file()?;
        if !free {
            return Err(StoreError::Locked(Box::new(written.holder.unwrap_or_default())));
        }
        self.sweep();
        written.token += 1;
        written.holder = Some(holder.clone());
        self.write_holder(&written)?;
        Ok(Lock { token: written.token, _guard: Box::new(file) })
    }

    fn renew(&self, lock: &Lock, holder: &Holder) -> Result<(), StoreError> {
        self.fenced(lock)?;
        self.write_holder(&HolderFile { token: lock.token, holder: Some(holder.clone()) })
    }

    fn holder(&self) -> Result<Option<Holder>, StoreError> {
        if !self.path(LOCK).exists() {
            return Ok(None);
        }
        let (_file, free) = self.lock_file()?;
        if free { Ok(None) } else { Ok(Some(self.holder_file()?.holder.unwrap_or_default())) }
    }

    fn break_lock(&self) -> Result<Option<Holder>, StoreError> {
        let holder = self.holder()?;
        let token = self.holder_file()?.token + 1;
        self.write_holder(&HolderFile { token, holder: None })?;
        Ok(holder)
    }
}
