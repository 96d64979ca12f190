//! The text of documentation comments, for readers who do not see the Rust code.

/// The text of a documentation comment up to its first example or section. Links to items become their words.
pub(super) fn prose(docs: &str) -> String {
    let is_text = |line: &&str| !["```", "~~~", "# ", "## "].iter().any(|mark| line.trim().starts_with(mark));
    let is_no_definition = |line: &&str| !(line.trim().starts_with('[') && line.contains("]: "));
    let text: Vec<&str> = docs.lines().take_while(is_text).filter(is_no_definition).collect();
    without_item_links(text.join("\n").trim())
}

fn without_item_links(text: &str) -> String {
    let (mut written, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['[', '`']) {
        let (before, after) = rest.split_at(at);
        written.push_str(before);
        let (kept, next) = match after.strip_prefix('[') {
            Some(inner) => link(inner).unwrap_or(("[", inner)),
            // Code contains no links.
            None => after.split_at(after[1..].find('`').map_or(after.len(), |length| length + 2)),
        };
        written.push_str(kept);
        rest = next;
    }
    written + rest
}

/// The words of a link to an item, and the text after it, given the text after the first bracket.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, after) = text.split_once(']')?;
    if words.contains('[') {
        return None;
    }
    if let Some((target, after)) = after.strip_prefix('(').and_then(|after| after.split_once(')')) {
        let is_address = target.contains("://") || target.starts_with("mailto:");
        return (!is_address).then_some((words, after));
    }
    if let Some((_, after)) = after.strip_prefix('[').and_then(|after| after.split_once(']')) {
        return Some((words, after));
    }
    words.starts_with('`').then_some((words, after))
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn examples_and_sections_are_left_out() {
        for end in ["\n\n```\n# use a;\nlet b = 1;\n```", "\n\n# Examples\n\nMore.", "\n", ""] {
            assert_eq!(prose(&format!("A budget.\n\nOf a user.{end}")), "A budget.\n\nOf a user.");
        }
    }

    #[test]
    fn a_link_to_an_item_is_its_words() {
        let docs = "See [`Goal`], [its list](crate::Goal#list), [this][Goal] and [`that`](Goal::that).";
        assert_eq!(prose(docs), "See `Goal`, its list, this and `that`.");
        assert_eq!(prose("See [`Goal`].\n\n[`Goal`]: crate::Goal"), "See `Goal`.");
    }

    #[test]
    fn addresses_and_other_brackets_stay() {
        for docs in [
            "[RFC](https://a.b/)",
            "[us](mailto:a@b)",
            "a [sic] b",
            "`a[0](x)` or `[b]`",
            "an open [bracket",
            "an open ` mark",
            "a #1",
        ] {
            assert_eq!(prose(docs), docs);
        }
    }
}
