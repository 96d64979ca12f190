//! `llms.txt`: the chapters of the guide with what each is about, in the format of <https://llmstxt.org>.

use std::path::Path;

use super::{paragraphs, read};

/// The chapters of the guide.
const CHAPTERS: &str = "docs/src";

/// The title, the summary, and one list of links for each part of the guide.
pub(super) fn index(root: &Path) -> Result<String, String> {
    let readme = read(root, "README.md")?;
    let summary = paragraphs(&readme).into_iter().nth(1).ok_or("README.md has no first paragraph")?;
    let mut index = format!("# fin-infra\n\n> {}\n\n", joined(&summary));
    index.push_str("Programs depend on the crate `fin-infra`. [AGENTS.md](AGENTS.md) has the attributes, the commands and the\ncommon mistakes on one page.\n");
    for line in read(root, &format!("{CHAPTERS}/SUMMARY.md"))?.lines().skip(1) {
        if let Some(part) = line.strip_prefix("# ") {
            index.extend(["\n## ", part, "\n\n"]);
        } else if let Some((title, file)) = line.strip_prefix("- [").and_then(|link| link.split_once("](")) {
            let file = format!("{CHAPTERS}/{}", file.trim_end_matches(')'));
            index.push_str(&chapter(root, title, &file)?);
        }
    }
    Ok(index)
}

/// The link to a chapter. A chapter that includes a guide of a crate is that guide, and one that includes several has a link
/// for each.
fn chapter(root: &Path, title: &str, file: &str) -> Result<String, String> {
    let text = read(root, file)?;
    let included: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("{{#include ../../")?.strip_suffix("}}")).collect();
    match included.as_slice() {
        [] => link(title, file, about(&text)),
        [only] => link(title, only, about(&read(root, only)?)),
        several => several.iter().map(|part| self::part(title, part, &read(root, part)?)).collect(),
    }
}

/// The link to a part of a chapter, with its sections, each of which is about one attribute.
fn part(title: &str, file: &str, text: &str) -> Result<String, String> {
    let Some((heading, text)) = text.strip_prefix("# ").and_then(|text| text.split_once('\n')) else {
        return link(title, file, about(text));
    };
    let sections: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let sections = (!sections.is_empty()).then(|| format!("{}.", sections.join(", ")));
    link(&format!("{title}: {heading}"), file, sections.or_else(|| about(text)))
}

fn link(title: &str, file: &str, about: Option<String>) -> Result<String, String> {
    let about = about.ok_or_else(|| format!("{file} does not begin with a sentence"))?;
    Ok(format!("- [{title}]({file}): {about}\n"))
}

/// The first sentence of a chapter, without links.
fn about(text: &str) -> Option<String> {
    let is_prose =
        |paragraph: &String| paragraph.starts_with(|first: char| first.is_alphabetic() || first == '`');
    let paragraph = joined(&paragraphs(text).into_iter().find(is_prose)?);
    let sentence = paragraph.split_once(". ").map_or(paragraph.as_str(), |(sentence, _)| sentence);
    Some(format!("{}.", without_links(sentence.trim_end_matches([':', '.']))))
}

fn joined(lines: &str) -> String {
    lines.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts of the links in place of the links.
fn without_links(sentence: &str) -> String {
    let (mut plain, mut rest) = (String::new(), sentence);
    while let Some((before, after)) = rest.split_once("](")
        && let (Some((start, text)), Some((_, after))) = (before.rsplit_once('['), after.split_once(')'))
    {
        plain.push_str(start);
        plain.push_str(text);
        rest = after;
    }
    plain + rest
}
