//! The programs of the chapter about money are those that `tests/behaviour/guide_money.rs` runs on every store.

use crate::blocks::{blocks, repository};

#[test]
fn the_programs_of_the_chapter_about_money_run_on_every_store() {
    let path = repository().join("tests/behaviour/guide_money.rs");
    let tested = std::fs::read_to_string(path).unwrap();
    let blocks = blocks("fin-infra/docs/money.md");
    assert!(blocks.len() > 5);
    for block in blocks {
        let is_shown = |line: &&str| !line.starts_with("# ") && !line.starts_with("use ") && *line != "#";
        let shown = block.text.lines().filter(is_shown).collect::<Vec<_>>().join("\n");
        assert!(tested.contains(shown.trim()), "nobody runs this:\n{shown}");
    }
}
