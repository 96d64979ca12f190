//! Where the servers' programs are.

use std::{
    cmp::Reverse,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Folders for servers that are on few people's PATH.
const SYSTEM_FOLDERS: [&str; 7] = [
    "/usr/sbin",
    "/usr/local/sbin",
    "/usr/libexec",
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/usr/local/mysql/bin",
    "/usr/local/pgsql/bin",
];

/// The folders to look in, in order.
pub(crate) fn folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .chain(SYSTEM_FOLDERS.map(PathBuf::from))
        .collect()
}

/// The `bin` folders of a distribution that keeps each version apart (`/usr/lib/postgresql/17/bin`), newest first.
pub(crate) fn versioned_folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// The first of `names` that one of `folders` holds.
pub(crate) fn find(folders: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| is_program(path)))
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_by_number() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["9", "17", "common"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let expected = ["17/bin", "9/bin"].map(|folder| parent.path().join(folder));
        assert_eq!(versioned_folders(parent.path()), expected);
    }

    #[test]
    fn a_file_that_cannot_be_executed_is_not_a_program() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("postgres"), "").unwrap();
        assert_eq!(find(&[folder.path().to_path_buf()], &["postgres"]), None);
    }
}
