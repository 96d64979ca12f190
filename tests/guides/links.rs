//! The links between the documents of the repository. `docs/builder` follows those between the pages of the book.

use std::fs;
use std::path::Path;

use crate::blocks::repository;

/// The documents that a reader meets first.
const DOCUMENTS: &[&str] = &[
    "README.md",
    "AGENTS.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "STABILITY.md",
    "llms.txt",
];

/// The name of a section, as a link has it: the words of its heading.
fn section(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// The targets of the links in a text, outside of its blocks of code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| prose.split("](").skip(1)).filter_map(|rest| rest.split(')').next()).collect()
}

/// Whether a link of a document leads to a file or a folder, and to a section of it.
fn leads_somewhere(document: &Path, link: &str) -> bool {
    let (file, name) = link.split_once('#').unwrap_or((link, ""));
    let path = if file.is_empty() { document.to_owned() } else { document.with_file_name(file) };
    let headings = || fs::read_to_string(&path).unwrap_or_default();
    path.exists()
        && (name.is_empty() || headings().lines().any(|line| line.starts_with('#') && section(line) == name))
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut broken = Vec::new();
    for name in DOCUMENTS {
        let document = repository().join(name);
        let text = fs::read_to_string(&document).unwrap();
        let local = links(&text).into_iter().filter(|link| !link.contains("://"));
        broken.extend(
            local.filter(|link| !leads_somewhere(&document, link)).map(|link| format!("{name}: {link}")),
        );
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Files that the book names in its prose exist.
#[test]
fn every_test_that_the_book_names_exists() {
    for chapter in crate::blocks::chapters() {
        let text = fs::read_to_string(repository().join(&chapter)).unwrap();
        for name in text.split('`').filter(|name| name.starts_with("tests/")) {
            assert!(repository().join(name).exists(), "{chapter}: {name}");
        }
    }
}
