//! The cloud's log: a thread appends what was done together and syncs once before anybody gets an answer.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use mlpc_engine::{frame, frames};
use tokio::sync::oneshot;

use crate::cloud::{Change, Cloud};
use crate::simulator::SimulatorError;

type Job = (Vec<u8>, oneshot::Sender<std::io::Result<()>>);

/// The writer's end.
#[derive(Clone, Debug)]
pub(crate) struct Log(Sender<Job>);

/// Reads a log and opens it for appending; what was cut off at its end was never answered and goes.
pub(crate) fn open(path: &Path) -> Result<(Cloud, Log), SimulatorError> {
    let failed = |why| SimulatorError::Io { path: path.display().to_string(), why };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(why) => return Err(failed(why)),
    };
    let (cloud, sound) = replay(&bytes, path)?;
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    file.set_len(sound as u64).map_err(failed)?;
    file.seek(SeekFrom::End(0)).map_err(failed)?;
    let (sender, receiver) = channel();
    std::thread::Builder::new().name("simulator-log".to_owned()).spawn(move || write(file, &receiver)).map_err(failed)?;
    Ok((cloud, Log(sender)))
}

fn replay(bytes: &[u8], path: &Path) -> Result<(Cloud, usize), SimulatorError> {
    let damaged = |at: usize| SimulatorError::Damaged { path: path.display().to_string(), at };
    let read = frames(bytes).map_err(|it| damaged(it.0))?;
    let mut cloud = Cloud::default();
    for line in read.payloads.iter().flat_map(|it| it.split(|byte| *byte == b'\n')).filter(|it| !it.is_empty()) {
        cloud.apply(Change::read(line).map_err(|_| damaged(0))?);
    }
    Ok((cloud, read.sound))
}

fn write(mut file: File, jobs: &Receiver<Job>) {
    while let Ok((mut lines, first)) = jobs.recv() {
        let mut waiting = vec![first];
        while let Ok((more, sender)) = jobs.try_recv() {
            lines.extend(more);
            waiting.push(sender);
        }
        let result = file.write_all(&frame(&lines)).and_then(|()| file.sync_data());
        for sender in waiting {
            let result = match &result {
                Ok(()) => Ok(()),
                Err(why) => Err(std::io::Error::new(why.kind(), why.to_string())),
            };
            // Who no longer waits was cancelled; what it asked for is done all the same.
            let _ = sender.send(result);
        }
    }
}

impl Log {
    /// Hands a change to the writer; the answer comes when it is on disk.
    pub(crate) fn append(&self, change: &Change) -> oneshot::Receiver<std::io::Result<()>> {
        let (sender, receiver) = oneshot::channel();
        // The thread ends only with the process or the last sender.
        let _ = self.0.send((change.line(), sender));
        receiver
    }
}
