//! Text of a file in a message.

/// The most characters of a text that a message has.
const MAX_CHARACTERS: usize = 60;

/// A text in quotation marks, as the file has it, but in one line: a file could otherwise control the terminal.
pub(super) fn quoted(text: &str) -> String {
    let text = text.trim();
    let mut shown = String::new();
    for character in text.chars().take(MAX_CHARACTERS) {
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_quotation_is_one_line_of_limited_length() {
        assert_eq!(quoted(" 1.234,5 € "), "`1.234,5 €`");
        assert_eq!(quoted("a\n\u{1b}[2J"), "`a\\n\\u{1b}[2J`");
        assert_eq!(quoted(&"é".repeat(60)), format!("`{}`", "é".repeat(60)));
        assert_eq!(quoted(&"é".repeat(61)), format!("`{}…`", "é".repeat(60)));
    }
}
