//! The text of documentation comments, for readers who do not see the Rust code.

/// The text of a documentation comment up to its first example or section. Links to items become their words.
pub(super) fn prose(docs: &str) -> String {
    let is_text = |line: &&str| !["```", "~~~", "# ", "## "].iter().any(|mark| line.trim().starts_with(mark));
    let text: Vec<&str> = docs.lines().take_while(is_text).collect();
    without_item_links(text.join("\n").trim())
}

fn without_item_links(text: &str) -> String {
    let (mut written, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('[') {
        written.push_str(before);
        match link(after) {
            Some((words, after)) => {
                written.push_str(words);
                rest = after;
            }
            None => {
                written.push('[');
                rest = after;
            }
        }
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
    }

    #[test]
    fn addresses_and_other_brackets_stay() {
        for docs in
            ["[RFC](https://a.b/)", "[us](mailto:a@b)", "a [sic] b", "`a[0]`", "an open [bracket", "a #1"]
        {
            assert_eq!(prose(docs), docs);
        }
    }
}
