// SPDX-License-Identifier: MIT

//! A comparison of two files or two trees as one writes it in Rust with the standard library.
//! Exit status: 0 same, 1 differ, 2 trouble.

mod pair;
mod tree;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

pub type Outcome = Result<bool, Box<dyn Error + Send + Sync>>;

fn compare(arguments: &[std::ffi::OsString]) -> Outcome {
    if let [verb, left, right] = arguments {
        let (left, right) = (Path::new(left), Path::new(right));
        match verb.to_str() {
            Some("pair") => return pair::same_pair(left, right),
            Some("tree") => return tree::same_tree(left, right),
            _ => {}
        }
    }
    Err("usage: rival pair|tree LEFT RIGHT".into())
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match compare(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(trouble) => {
            eprintln!("rival: {trouble}");
            ExitCode::from(2)
        }
    }
}
