//! The chapter about error messages has them as they are printed.

mod run_time;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::blocks::{blocks, repository};

const CHAPTER: &str = "docs/src/troubleshooting.md";

/// The files of a folder and of those within it that have this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// The errors of a program that does not compile, each with its lines. The modules around its items are left out, since a
/// program of a reader's own has none.
fn errors(printed: &Path) -> Vec<Vec<String>> {
    let program = fs::read_to_string(printed.with_extension("rs")).unwrap();
    let mut text = fs::read_to_string(printed).unwrap();
    for module in program.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(" {")) {
        text = text.replace(&format!("{module}::"), "");
    }
    let mut errors: Vec<Vec<String>> = Vec::new();
    for line in text.lines() {
        if line.starts_with("error") {
            errors.push(Vec::new());
        }
        if let Some(error) = errors.last_mut() {
            error.push(line.trim().to_owned());
        }
    }
    errors
}

#[tokio::test]
async fn each_message_is_printed_by_the_compiler_or_by_the_library() {
    let folder = repository().join("tests/ui/fail");
    let compiler: Vec<_> = files(&folder, "stderr").iter().flat_map(|printed| errors(printed)).collect();
    let library = run_time::messages().await;
    let mut count = 0;
    for block in blocks(CHAPTER) {
        count += 1;
        assert_eq!(block.language, "text", "{CHAPTER}:{}", block.line);
        let lines: Vec<&str> = block.text.lines().collect();
        let is_printed = match lines[0].starts_with("error") {
            true => compiler.iter().any(|error| lines.iter().all(|line| error.iter().any(|own| own == line))),
            false => lines.iter().all(|line| library.iter().any(|message| message == line)),
        };
        assert!(is_printed, "{CHAPTER}:{}: nobody prints this:\n{}\n{library:#?}", block.line, block.text);
    }
    assert!(count > 100, "{count}");
}

#[tokio::test]
async fn the_chapter_has_each_message_that_newcomers_meet() {
    let chapter: BTreeSet<String> = blocks(CHAPTER)
        .iter()
        .flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let newcomers = repository().join("tests/ui/fail/newcomers");
    let met = files(&newcomers, "stderr")
        .into_iter()
        .flat_map(|printed| errors(&printed))
        .map(|mut error| error.remove(0));
    let missing: BTreeSet<String> =
        met.chain(run_time::messages().await).filter(|message| !chapter.contains(message)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
