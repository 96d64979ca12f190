//! Case folding, which is the same on every store.

use unicase::UniCase;

/// Folds the case of a string by Unicode's full case folding (`CaseFolding.txt`, statuses C and F): `Straße` and
/// `STRASSE` become the same. Accents, spaces, and composed or combining marks do not change.
///
/// Two texts are equal for [`unique_ci`](crate::FinResource#unique_ci) if they are equal when folded.
///
/// ```
/// assert_eq!(fin_infra::fold("Straße"), fin_infra::fold("STRASSE"));
/// ```
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
