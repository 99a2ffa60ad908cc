// SPDX-License-Identifier: MIT

//! Two files, in ranges that the cores share.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::Outcome;

const BUFFER_BYTES: usize = 256 << 10;
const RANGE_BYTES: u64 = 8 << 20;

/// How many threads are worth it.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, |count| count.get())
}

/// What one thread reads into.
pub struct Buffers {
    left: Vec<u8>,
    right: Vec<u8>,
}

impl Buffers {
    pub fn new() -> Self {
        Buffers { left: vec![0; BUFFER_BYTES], right: vec![0; BUFFER_BYTES] }
    }

    fn same_range(&mut self, left: &File, right: &File, mut begin: u64, end: u64) -> Outcome {
        while begin < end {
            let step = (end - begin).min(BUFFER_BYTES as u64) as usize;
            let (ours, theirs) = (&mut self.left[..step], &mut self.right[..step]);
            left.read_exact_at(ours, begin)?;
            right.read_exact_at(theirs, begin)?;
            if ours != theirs {
                return Ok(false);
            }
            begin += step as u64;
        }
        Ok(true)
    }

    /// Two files on this thread alone.
    pub fn same_files(&mut self, left: &Path, right: &Path) -> Outcome {
        let ((left, size), (right, right_size)) = (open_regular(left)?, open_regular(right)?);
        if size != right_size {
            return Ok(false);
        }
        self.same_range(&left, &right, 0, size)
    }
}

fn open_regular(path: &Path) -> Result<(File, u64), Box<dyn std::error::Error + Send + Sync>> {
    let trouble = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| trouble(&error))?;
    let metadata = file.metadata().map_err(|error| trouble(&error))?;
    if !metadata.is_file() {
        return Err(trouble(&"not a regular file").into());
    }
    Ok((file, metadata.len()))
}

pub fn same_pair(left: &Path, right: &Path) -> Outcome {
    let ((left, size), (right, right_size)) = (open_regular(left)?, open_regular(right)?);
    if size != right_size {
        return Ok(false);
    }
    if size <= RANGE_BYTES {
        return Buffers::new().same_range(&left, &right, 0, size);
    }
    same_ranges(&left, &right, size)
}

fn same_ranges(left: &File, right: &File, size: u64) -> Outcome {
    let next = AtomicU64::new(0);
    let ended = AtomicBool::new(false);
    let compare = || {
        let mut buffers = Buffers::new();
        while !ended.load(Ordering::Relaxed) {
            let begin = next.fetch_add(RANGE_BYTES, Ordering::Relaxed);
            if begin >= size {
                break;
            }
            let outcome = buffers.same_range(left, right, begin, size.min(begin + RANGE_BYTES));
            if !matches!(outcome, Ok(true)) {
                ended.store(true, Ordering::Relaxed);
                return outcome;
            }
        }
        Ok(true)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(compare)).collect();
        join(workers.into_iter().map(|worker| worker.join().expect("a thread panicked")))
    })
}

/// Trouble outranks a difference, a difference outranks equality.
pub fn join(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let all: Vec<bool> = outcomes.collect::<Vec<_>>().into_iter().collect::<Result<_, _>>()?;
    Ok(all.into_iter().all(|same| same))
}
