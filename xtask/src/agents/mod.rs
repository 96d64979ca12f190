//! `cargo xtask agents`: what a coding assistant reads first, quoted from the documentation.

mod index;
mod page;

use std::{fs, path::Path, process::ExitCode};

use crate::Outcome;

/// A file at the root of the repository, and its text.
type Written = (&'static str, String);

/// Writes the files.
pub(crate) fn write() -> Outcome {
    let root = root();
    for (name, text) in files(&root)? {
        fs::write(root.join(name), text)?;
        println!("{name}");
    }
    Ok(ExitCode::SUCCESS)
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files(root: &Path) -> Result<[Written; 2], String> {
    Ok([("AGENTS.md", page::page(root)?), ("llms.txt", index::index(root)?)])
}

/// The text of a document of the repository.
fn read(root: &Path, document: &str) -> Result<String, String> {
    fs::read_to_string(root.join(document)).map_err(|error| format!("{document}: {error}"))
}

/// The paragraphs of a text outside of its blocks of code, each in its lines.
fn paragraphs(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    prose.split("\n\n").map(|paragraph| paragraph.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{files, read, root};

    /// The longest file that an assistant reads as a whole.
    const MOST_LINES: usize = 200;

    #[test]
    fn the_files_are_what_the_command_writes() {
        for (name, text) in files(&root()).unwrap() {
            let kept = fs::read_to_string(root().join(name)).unwrap_or_default();
            assert!(kept == text, "{name} is outdated: run `cargo xtask agents`");
            assert!(text.lines().count() <= MOST_LINES, "{name} has more than {MOST_LINES} lines");
        }
    }

    /// The options in the tables of the derive, such as `"tenant" => ..`.
    fn options(file: &str) -> Vec<String> {
        let text = read(&root(), &format!("fin-infra-derive/src/attr/{file}.rs")).unwrap();
        let rows = text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" "));
        let rows = rows.filter(|(_, rest)| rest.trim_start().starts_with("=> "));
        rows.map(|(option, _)| option.to_owned()).collect()
    }

    /// Whether a text has code that begins with a word.
    fn names(text: &str, word: &str) -> bool {
        let mut codes = text.split('`').skip(1).step_by(2);
        codes.any(|code| {
            code.strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && !rest.starts_with('_'))
        })
    }

    #[test]
    fn each_option_of_the_derives_is_in_its_section_and_in_the_reference() {
        let page = read(&root(), "AGENTS.md").unwrap();
        let (_, attributes) = page.split_once("\n| on the struct |").unwrap();
        let (on_struct, rest) = attributes.split_once("\n| on a field |").unwrap();
        let (on_field, _) = rest.split_once("\n## ").unwrap();
        let overview = read(&root(), "fin-infra/docs/overview.md").unwrap();
        let (_, reference) = overview.split_once("# Options").unwrap();
        let (for_struct, for_field) = reference.split_once("On a field:").unwrap();
        for (file, section, reference) in
            [("resource", on_struct, for_struct), ("field", on_field, for_field)]
        {
            let options = options(file);
            assert!(options.len() > 30, "{options:?}");
            for option in options {
                assert!(names(section, &option), "AGENTS.md does not have `{option}`: add it to the README");
                assert!(names(reference, &option), "overview.md does not have `{option}`");
            }
        }
        for option in options("row") {
            assert!(names(&page, &option), "AGENTS.md does not have `{option}`");
        }
    }
}
