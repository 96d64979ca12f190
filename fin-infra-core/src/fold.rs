//! Text without its case, the same on every store.

use unicase::UniCase;

/// Folds the case of a text as Unicode's full case folding does (`CaseFolding.txt`, statuses C and F): `Straße` and
/// `STRASSE` become the same. Nothing else changes: accents, spaces and the choice between composed and combining
/// marks stay as they are.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { UniCase::unicode(text).to_folded_case() }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_is_folded_beyond_ascii() {
        assert_eq!(fold("ÄRGER"), fold("ärger"));
        assert_eq!(fold("STRASSE"), fold("Straße"));
        assert_eq!(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
        assert_eq!(fold("İstanbul"), "i\u{307}stanbul");
    }
}
