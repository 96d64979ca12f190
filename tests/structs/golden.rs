//! Files with what is expected.

use std::path::PathBuf;

use crate::blocks::repository;

/// Compares a text with the file, or writes the file with `FIN_TEST_BLESS=1`.
#[track_caller]
pub(crate) fn is(file: &str, text: &str) {
    let path: PathBuf = repository().join("tests/structs/golden").join(file);
    if std::env::var_os("FIN_TEST_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let mut lines = kept.lines().zip(text.lines());
    let different = lines.find(|(kept, written)| kept != written);
    assert!(kept == text, "FIN_TEST_BLESS=1 writes {file}; the first difference: {different:#?}\n{text}");
}
