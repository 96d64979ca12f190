//! Files in the folder for temporary files.

use std::path::PathBuf;
use std::{env, fs, io};

/// The suffixes of a database's files.
const FILES: [&str; 4] = ["", "-wal", "-shm", "-journal"];

const EXTENSION: &str = ".db";

fn file(name: &str, suffix: &str) -> PathBuf {
    env::temp_dir().join(format!("{name}{EXTENSION}{suffix}"))
}

pub(super) fn url_of(name: &str) -> String {
    format!("sqlite://{}?mode=rwc", file(name, "").display())
}

/// An empty file is a database without tables.
pub(super) fn create(name: &str) -> io::Result<()> {
    fs::File::create_new(file(name, "")).map(drop)
}

pub(super) fn remove(name: &str) -> io::Result<()> {
    for suffix in FILES {
        match fs::remove_file(file(name, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

pub(super) fn names() -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(env::temp_dir())? {
        let file = entry?.file_name();
        names.extend(file.to_str().and_then(|file| file.strip_suffix(EXTENSION)).map(str::to_owned));
    }
    Ok(names)
}
