//! The blocks of code in the guides.

use std::path::{Path, PathBuf};

/// A block between three backticks.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The text after the first backticks.
    pub(crate) language: String,
    pub(crate) text: String,
    /// The line of the first backticks.
    pub(crate) line: usize,
}

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every guide, by its path in the repository.
pub(crate) fn guides() -> Vec<String> {
    let mut guides = vec!["README.md".to_owned()];
    for folder in ["fin-infra/docs", "fin-infra-http/docs", "fin-infra-migrate/docs"] {
        for entry in std::fs::read_dir(repository().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name.ends_with(".md"), "{folder}/{name} is no guide");
            guides.push(format!("{folder}/{name}"));
        }
    }
    guides.extend(chapters());
    guides
}

/// The chapters of the book, by their paths in the repository. Most of those without blocks include a guide.
pub(crate) fn chapters() -> Vec<String> {
    let folder = "docs/src";
    let entries = std::fs::read_dir(repository().join(folder)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| format!("{folder}/{name}")).collect()
}

/// The blocks of a guide, in their order.
pub(crate) fn blocks(guide: &str) -> Vec<Block> {
    let text = std::fs::read_to_string(repository().join(guide)).unwrap();
    let (mut blocks, mut open) = (Vec::new(), None::<Block>);
    for (number, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => {
                let language = language.to_owned();
                open = Some(Block { language, text: String::new(), line: number + 1 });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of {guide} has no end");
    blocks
}

/// Returns the only block of a guide in this language that contains this text.
pub(crate) fn block(guide: &str, language: &str, words: &str) -> String {
    let mut found =
        blocks(guide).into_iter().filter(|block| block.language == language && block.text.contains(words));
    let block = found.next().unwrap_or_else(|| panic!("{guide} has no block in {language:?} with {words:?}"));
    assert!(found.next().is_none(), "{guide} has several blocks in {language:?} with {words:?}");
    block.text
}
