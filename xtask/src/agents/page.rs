//! `AGENTS.md`: how to use fin-infra, for an assistant that works on a program.

use std::path::Path;

use super::{paragraphs, read};

const TEMPLATE: &str = include_str!("template.md");

/// The migration tool's commands, each with a line of documentation.
const COMMANDS: &str = "fin-infra-migrate/src/cli/arguments.rs";

/// What marks the mistakes of newcomers in the chapter about error messages.
const MARK: &str = "<!-- common -->\n";

/// How many mistakes are marked.
const MISTAKES: usize = 5;

/// The template with its quotations in place of their names.
pub(super) fn page(root: &Path) -> Result<String, String> {
    let (mut page, mut rest) = (String::new(), TEMPLATE);
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").ok_or("a `{{` of the template has no end")?;
        page.push_str(before);
        page.push_str(&quotation(root, name)?);
        rest = after;
    }
    Ok(page + rest)
}

/// The text that a name in the template stands for: its kind, the document, and what to look for there.
fn quotation(root: &Path, name: &str) -> Result<String, String> {
    let mut words = name.splitn(3, ' ');
    let [kind, document, what] = std::array::from_fn(|_| words.next().unwrap_or_default());
    let text = || read(root, document);
    let found = match kind {
        "paragraph" | "table" => {
            paragraphs(&text()?).into_iter().find(|paragraph| paragraph.starts_with(what))
        }
        "block" => {
            let (language, words) = what.split_once(' ').unwrap_or((what, ""));
            block(&text()?, language, words)
        }
        "command" => command(&read(root, COMMANDS)?, document),
        "mistakes" => mistakes(&text()?),
        _ => None,
    };
    found.ok_or_else(|| format!("nothing is found for `{{{{{name}}}}}` of the template"))
}

/// The first block of code in a language that contains some words, with its backticks.
fn block(text: &str, language: &str, words: &str) -> Option<String> {
    let blocks = text.split("```").skip(1).step_by(2);
    let mut blocks =
        blocks.filter(|block| block.strip_prefix(language).is_some_and(|code| code.starts_with('\n')));
    blocks.find(|block| block.contains(words)).map(|block| format!("```{block}```"))
}

/// The documentation of a command of the migration tool.
fn command(source: &str, name: &str) -> Option<String> {
    let (_, commands) = source.split_once("enum Command {")?;
    let lines: Vec<&str> = commands.lines().map(str::trim).collect();
    let is_command =
        |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '(', ',']));
    let command = lines.iter().position(|line| is_command(line))?;
    lines[..command].last()?.strip_prefix("/// ").map(str::to_owned)
}

/// The marked messages, each with the paragraph that explains it.
fn mistakes(chapter: &str) -> Option<String> {
    let marked: Option<Vec<String>> = chapter.split(MARK).skip(1).map(mistake).collect();
    marked.filter(|marked| marked.len() == MISTAKES).map(|marked| marked.join("\n\n"))
}

/// The message at the beginning of a text, and the next paragraph.
fn mistake(text: &str) -> Option<String> {
    let message = block(text, "text", "")?;
    Some(format!("{message}\n\n{}", paragraphs(text).first()?))
}
