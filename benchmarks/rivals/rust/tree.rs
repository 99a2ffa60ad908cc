// SPDX-License-Identifier: MIT

//! Two trees: this thread walks, the others compare files.

use std::fs::{self, DirEntry, FileType};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::Mutex;
use std::thread;

use crate::pair::{join, threads, Buffers};
use crate::Outcome;

/// So many files are handed over at once, and so many batches wait before the walk does.
const BATCH_FILES: usize = 32;
const WAITING_BATCHES: usize = 64;

type Batch = Vec<(PathBuf, PathBuf)>;

/// Compares all files of two trees. One difference is enough to end it.
pub fn same_tree(left: &Path, right: &Path) -> Outcome {
    let (sender, receiver) = sync_channel(WAITING_BATCHES);
    let receiver = Mutex::new(receiver);
    let differ = AtomicBool::new(false);
    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads()).map(|_| scope.spawn(|| compare_files(&receiver, &differ))).collect();
        let mut walk = Walk { sender, batch: Batch::new(), differ: &differ };
        let walked = walk.directories(left, right).and_then(|same| walk.send().map(|()| same));
        if !matches!(walked, Ok(true)) {
            differ.store(true, Ordering::Relaxed);
        }
        drop(walk);
        let compared = workers.into_iter().map(|worker| worker.join().expect("a thread panicked"));
        join(std::iter::once(walked).chain(compared.collect::<Vec<_>>()))
    })
}

/// Takes batches to the last one, also when nothing is compared any more: the walk waits for room.
fn compare_files(receiver: &Mutex<Receiver<Batch>>, differ: &AtomicBool) -> Outcome {
    let mut buffers = Buffers::new();
    let mut found = Ok(true);
    loop {
        let batch = match receiver.lock().expect("a thread panicked").recv() {
            Ok(batch) => batch,
            Err(_) => return found, // the walk is over
        };
        for (left, right) in batch {
            if differ.load(Ordering::Relaxed) {
                break;
            }
            let outcome = buffers.same_files(&left, &right);
            if !matches!(outcome, Ok(true)) {
                differ.store(true, Ordering::Relaxed);
                found = outcome;
            }
        }
    }
}

struct Walk<'a> {
    sender: SyncSender<Batch>,
    batch: Batch,
    differ: &'a AtomicBool,
}

impl Walk<'_> {
    /// The names of both sides are sorted, so that trees with different names differ without a
    /// file being opened.
    fn directories(&mut self, left: &Path, right: &Path) -> Outcome {
        let (ours, theirs) = (sorted_entries(left)?, sorted_entries(right)?);
        if ours.len() != theirs.len() {
            return Ok(false);
        }
        for (our, their) in ours.iter().zip(&theirs) {
            let kind = our.file_type()?;
            if our.file_name() != their.file_name() || kind != their.file_type()? {
                return Ok(false);
            }
            if self.differ.load(Ordering::Relaxed) {
                return Ok(true); // whoever found that says so
            }
            if !self.visit(kind, our.path(), their.path())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn visit(&mut self, kind: FileType, left: PathBuf, right: PathBuf) -> Outcome {
        if kind.is_dir() {
            return self.directories(&left, &right);
        }
        if !kind.is_file() {
            return Err(format!("{}: neither file nor directory", left.display()).into());
        }
        self.batch.push((left, right));
        if self.batch.len() == BATCH_FILES {
            self.send()?;
        }
        Ok(true)
    }

    fn send(&mut self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.sender.send(std::mem::take(&mut self.batch))?)
    }
}

fn sorted_entries(path: &Path) -> Result<Vec<DirEntry>, Box<dyn std::error::Error + Send + Sync>> {
    let trouble = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut entries: Vec<_> =
        fs::read_dir(path).map_err(trouble)?.collect::<Result<_, _>>().map_err(trouble)?;
    entries.sort_unstable_by_key(DirEntry::file_name);
    Ok(entries)
}
