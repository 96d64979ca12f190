//! Text from a database in Rust source: comments and literals that end where they should, whatever the text contains.

/// The longest line of a comment.
const WIDTH: usize = 100;

/// A text on one line, without characters that are invisible or end a line.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::with_capacity(text.len());
    for letter in words.join(" ").chars() {
        match letter {
            '"' | '\'' | '\\' => out.push(letter),
            // A control character, or one that changes the direction of the line.
            _ => out.extend(letter.escape_debug()),
        }
    }
    out
}

/// A line of documentation. rustdoc runs code in documentation, so no character of it can begin a block of code.
pub(super) fn documentation(text: &str) -> Option<String> {
    let mut out = String::from("///");
    for (position, letter) in plain(text).chars().enumerate() {
        if position == 0 {
            out.push(' ');
        }
        if "\\`~[]<>".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    (out.len() > 3).then_some(out)
}

/// A comment in lines of limited length.
pub(super) fn comment(text: &str, indent: usize) -> Vec<String> {
    let room = WIDTH - indent;
    let mut lines = Vec::new();
    let mut line = String::from("//");
    for word in plain(text).split(' ') {
        if line.chars().count() + 1 + word.chars().count() > room && line.len() > 2 {
            lines.push(std::mem::replace(&mut line, String::from("//")));
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// Names in backquotes, joined with commas.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{comment, documentation, literal, plain};

    #[test]
    fn a_comment_ends_at_the_end_of_its_lines() {
        let text = "one\r\n*/ fn main() {}\u{2028}#[test]\u{202e}\0 two\u{7}";
        assert_eq!(plain(text), "one */ fn main() {} #[test]\\u{202e}\\0 two\\u{7}");
        assert!(
            comment(&"word\n".repeat(99), 4)
                .iter()
                .all(|line| line.starts_with("// word") && line.len() <= 96)
        );
        assert_eq!(comment(&"x".repeat(300), 0).len(), 1, "a word is never cut");
    }

    #[test]
    fn documentation_contains_no_block_of_code() {
        let text = "\n\n```\nstd::process::exit(1)\n```\n    indented()\n~~~\n<script>[x]: y";
        let line = documentation(text).unwrap();
        assert!(line.starts_with("/// \\`\\`\\` std::process") && !line.contains('\n'), "{line}");
        assert!(line.contains("\\~\\~\\~ \\<script\\>\\[x\\]: y"), "{line}");
        assert_eq!(documentation(" \n\t"), None);
    }

    #[test]
    fn a_literal_is_the_text() {
        let text = "a\"b\\c\nd\u{202e}*/#";
        assert_eq!(literal(text), "\"a\\\"b\\\\c\\nd\\u{202e}*/#\"");
    }
}
