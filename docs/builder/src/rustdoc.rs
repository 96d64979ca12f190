//! Markdown for rustdoc, as Markdown for mdBook.
//!
//! | rustdoc | mdBook |
//! |---|---|
//! | a block without a language is Rust | a block is Rust if it says so |
//! | a link may name an item, as in `[Db](crate::Db)` and ``[`Db`]`` | a link is a URL |
//! | the sections of a page are headings of the first level | so is the title of a chapter alone |

/// The chapters and sections for items that have one. Other items are found by the search of the API documentation.
const CHAPTERS: &[(&str, &str)] = &[
    ("guide::money", "money.md"),
    ("guide::reports", "reports.md"),
    ("guide::loading", "loading.md"),
    ("guide::sql", "sql.md"),
    ("guide::existing", "existing.md"),
    ("migrate", "migrations.md"),
    ("scoped_sql", "scoped_sql.md"),
    ("FinResource", "reference.md"),
];

/// The words after the backticks of a block that say how rustdoc runs it. A block with no others is Rust.
const HOW_IT_RUNS: &[&str] = &["", "no_run", "compile_fail", "should_panic", "standalone_crate"];

/// Where `cargo doc` writes the pages of the API, seen from the pages of the book.
const API: &str = "../doc/fin_infra/index.html";

/// Rewrites a chapter: its blocks get their language, its links URLs, and its sections their level below the title.
#[must_use]
pub fn to_mdbook(chapter: &str) -> String {
    let (mut text, mut is_code) = (String::with_capacity(chapter.len()), false);
    let mut titles = Titles::default();
    for line in chapter.lines() {
        match line.strip_prefix("```") {
            Some(language) if !is_code => {
                text.push_str(&opening(language));
                is_code = true;
            }
            Some(_) => {
                text.push_str(line);
                is_code = false;
            }
            None if is_code => text.push_str(line),
            None => {
                text.push_str(titles.below(line));
                text.push_str(&links(line));
            }
        }
        text.push('\n');
    }
    text
}

/// The headings of the first level so far. The first one is the title of the chapter.
#[derive(Default)]
struct Titles {
    count: usize,
}

impl Titles {
    /// What makes the level of a heading lower by one, if it is after a second one of the first level.
    fn below(&mut self, line: &str) -> &'static str {
        let is_heading = line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
        self.count += usize::from(is_heading && line.starts_with("# "));
        if is_heading && self.count > 1 { "#" } else { "" }
    }
}

/// The line that opens a block of code.
fn opening(language: &str) -> String {
    let is_rust = language.split(',').all(|word| HOW_IT_RUNS.contains(&word));
    match (is_rust, language) {
        (false, _) => format!("```{language}"),
        (true, "") => "```rust".to_owned(),
        (true, _) => format!("```rust,{language}"),
    }
}

/// A line of text, with URLs in place of the items that its links name.
fn links(line: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(end) = rest.find(']') {
        let (before, after) = rest.split_at(end);
        text.push_str(before);
        text.push(']');
        rest = &after[1..];
        if let Some((target, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            text.push_str(&parenthesized(&if is_item(target) { url(target) } else { target.to_owned() }));
            rest = after;
        } else if let Some(item) = shortcut(before)
            && !rest.starts_with('[')
        {
            text.push_str(&parenthesized(&url(item)));
        }
    }
    text + rest
}

fn parenthesized(target: &str) -> String {
    format!("({target})")
}

/// The item that a text in brackets names, given the line up to its closing bracket.
fn shortcut(before: &str) -> Option<&str> {
    let (_, name) = before.rsplit_once("[`")?;
    let name = name.strip_suffix('`')?;
    is_item(name.trim_end_matches(['!', '(', ')'])).then_some(name)
}

/// Whether the target of a link is the path of an item, and not a file, a section or a URL.
fn is_item(target: &str) -> bool {
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'#' | b'-');
    !target.is_empty() && !target.starts_with('#') && target.bytes().all(is_path)
}

/// The chapter of an item, or the search of the API documentation for it.
fn url(item: &str) -> String {
    let path = item.trim_end_matches(['!', '(', ')']);
    let path = path.strip_prefix("crate::").or_else(|| path.strip_prefix("fin_infra_core::")).unwrap_or(path);
    let (path, section) = path.split_once('#').map_or((path, None), |(path, section)| (path, Some(section)));
    match (CHAPTERS.iter().find(|(of, _)| *of == path), section) {
        (Some((_, chapter)), Some(section)) => format!("{chapter}#{section}"),
        (Some((_, chapter)), None) => (*chapter).to_owned(),
        (None, _) => {
            format!("{API}?search={}", path.replace("::", "%3A%3A"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEARCH: &str = "../doc/fin_infra/index.html?search=";

    #[test]
    fn a_block_that_rustdoc_runs_is_rust() {
        let chapter = "```\nlet a = [`b`];\n```\n```no_run\n```\n```text\n```\n```rust\n```\n";
        let expected = "```rust\nlet a = [`b`];\n```\n```rust,no_run\n```\n```text\n```\n```rust\n```\n";
        assert_eq!(to_mdbook(chapter), expected);
    }

    #[test]
    fn a_link_to_an_item_is_a_search_or_a_chapter() {
        let line = "[`Db`], [adjust](crate::Repository::adjust) and [keys](crate::FinResource#number)";
        let expected = format!(
            "[`Db`]({SEARCH}Db), [adjust]({SEARCH}Repository%3A%3Aadjust) and [keys](reference.md#number)"
        );
        assert_eq!(links(line), expected);
    }

    #[test]
    fn the_sections_of_an_included_guide_are_below_the_title() {
        let chapter = "# REST API\n\n# Routes\n```sh\n# 200\n```\n## Paths\n# Lists\n#[fin]\n";
        let expected = "# REST API\n\n## Routes\n```sh\n# 200\n```\n### Paths\n## Lists\n#[fin]\n";
        assert_eq!(to_mdbook(chapter), expected);
        assert_eq!(to_mdbook("# Testing\n## Fixtures\n### One\n"), "# Testing\n## Fixtures\n### One\n");
    }

    #[test]
    fn other_links_and_brackets_stay() {
        for line in
            ["[a](#b)", "[a](b.md#c)", "[a](https://b.c/)", "`#[fin(tenant)]`", "[[a]] [b][c]", "`a[0]`"]
        {
            assert_eq!(links(line), line);
        }
    }
}
