//! Amounts as banks write them: exact, whatever separates thousands and decimals.

use clap::ValueEnum;
use fin_infra::prelude::*;

use super::quoted::quoted;

/// The character before the decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecimalMark {
    /// As in `1.234,50`.
    Comma,
    /// As in `1,234.50`.
    Point,
}

impl DecimalMark {
    fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Comma => Self::Point,
            Self::Point => Self::Comma,
        }
    }
}

/// What an amount says about its decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// It has this mark.
    Mark(DecimalMark),
    /// `1.234` is one or a thousand.
    Ambiguous,
    /// It has neither a comma nor a point, or is no amount.
    Nothing,
}

/// Returns what an amount says about its decimal mark.
pub(crate) fn evidence(text: &str) -> Evidence {
    let Some((_, digits)) = signed(text) else { return Evidence::Nothing };
    let found: Vec<(usize, DecimalMark)> = digits
        .char_indices()
        .filter_map(|(at, character)| match character {
            ',' => Some((at, DecimalMark::Comma)),
            '.' => Some((at, DecimalMark::Point)),
            _ => None,
        })
        .collect();
    let Some(&(at, last)) = found.last() else { return Evidence::Nothing };
    let (before, after) = (&digits[..at], &digits[at + 1..]);
    if found.iter().any(|(_, mark)| *mark != last) {
        return Evidence::Mark(last);
    }
    let may_separate_thousands = after.len() == 3 && !before.is_empty() && !before.starts_with('0');
    match (found.len(), may_separate_thousands) {
        (2.., _) => Evidence::Mark(last.other()),
        (_, true) => Evidence::Ambiguous,
        (_, false) => Evidence::Mark(last),
    }
}

/// Reads an amount. It may have a sign before or after it, parentheses for a negative amount, the symbol or the code of a
/// currency, and thousands that are separated by spaces, apostrophes, or the mark that does not separate decimals.
///
/// # Errors
///
/// The reason, if that is not what it is. Nothing is rounded.
pub(crate) fn parse(text: &str, mark: DecimalMark) -> Result<Decimal, String> {
    let not_an_amount = || format!("{} is not an amount with a decimal {}", quoted(text), name(mark));
    let (is_negative, digits) = signed(text).ok_or_else(not_an_amount)?;
    let (whole, places) = digits.split_once(mark.character()).unwrap_or((&digits, ""));
    let whole = without_separators(whole, mark.other().character()).ok_or_else(not_an_amount)?;
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(&whole) || !is_number(places) || (whole.is_empty() && places.is_empty()) {
        return Err(not_an_amount());
    }
    let number = format!("{}{}.{}", if is_negative { "-" } else { "" }, or_zero(&whole), or_zero(places));
    Decimal::from_str_exact(&number).map_err(|_| format!("{} has too many digits", quoted(text)))
}

fn name(mark: DecimalMark) -> &'static str {
    match mark {
        DecimalMark::Comma => "comma",
        DecimalMark::Point => "point",
    }
}

fn or_zero(digits: &str) -> &str {
    if digits.is_empty() { "0" } else { digits }
}

/// Removes the signs and the currency. Returns whether the amount is negative, and what is left of it.
fn signed(text: &str) -> Option<(bool, String)> {
    // A space of any width is an ordinary one here, and an apostrophe a straight one.
    let plain = text.chars().map(|character| match character {
        '\u{2212}' | '\u{2013}' => '-',
        '\u{2019}' | '\u{b4}' | '`' => '\'',
        character if character.is_whitespace() => ' ',
        character => character,
    });
    let plain: String = plain.collect();
    let inner = plain.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let (mut is_negative, mut rest) = (inner.is_some(), inner.unwrap_or(plain.trim()));
    let mut signs = usize::from(is_negative);
    for _ in 0..3 {
        rest = without_currency(rest.trim());
        let bare = rest.strip_prefix(['-', '+']).or_else(|| rest.strip_suffix(['-', '+']));
        let Some(bare) = bare else { break };
        is_negative |= rest.starts_with('-') || rest.ends_with('-');
        signs += 1;
        rest = bare;
    }
    let rest = rest.trim();
    (signs <= 1 && rest.contains(|character: char| character.is_ascii_digit()))
        .then(|| (is_negative, rest.to_owned()))
}

/// Removes a symbol or a code of three letters from either end.
fn without_currency(text: &str) -> &str {
    const SYMBOLS: [char; 6] = ['€', '$', '£', '¥', '₣', '₹'];
    let bare = text.strip_prefix(SYMBOLS).or_else(|| text.strip_suffix(SYMBOLS));
    let is_code = |code: &str| Currency::from_code(code).is_some();
    let bare =
        bare.or_else(|| text.get(..3).filter(|code| is_code(code)).map(|_| &text[3..])).or_else(|| {
            let at = text.len().checked_sub(3)?;
            text.get(at..).filter(|code| is_code(code)).map(|_| &text[..at])
        });
    bare.unwrap_or(text).trim()
}

/// Removes what separates thousands, if it does: one kind of it, and three digits after each.
fn without_separators(whole: &str, mark: char) -> Option<String> {
    let separator = whole.chars().find(|character| !character.is_ascii_digit());
    let Some(separator) = separator else { return Some(whole.to_owned()) };
    if ![mark, ' ', '\''].contains(&separator) {
        return None;
    }
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let is_separated = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    is_separated.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comma(text: &str) -> Result<Decimal, String> {
        parse(text, DecimalMark::Comma)
    }

    fn point(text: &str) -> Result<Decimal, String> {
        parse(text, DecimalMark::Point)
    }

    #[test]
    fn amounts_are_read_as_their_country_writes_them() {
        for (text, amount) in [
            ("-1.234,50", dec!(-1234.50)),
            ("1 234,50", dec!(1234.50)),
            ("1\u{202f}234,50 €", dec!(1234.50)),
            ("12,5", dec!(12.5)),
            ("EUR -0,07", dec!(-0.07)),
            ("7", dec!(7)),
            ("1.234.567,89-", dec!(-1_234_567.89)),
        ] {
            assert_eq!(comma(text), Ok(amount), "{text}");
        }
        for (text, amount) in [
            ("-$1,234.50", dec!(-1234.50)),
            ("$-1,234.50", dec!(-1234.50)),
            ("(12.00)", dec!(-12)),
            ("1'234.50", dec!(1234.50)),
            ("CHF 1’234’567.05", dec!(1_234_567.05)),
            ("\u{2212}3.20", dec!(-3.20)),
            ("+.5", dec!(0.5)),
        ] {
            assert_eq!(point(text), Ok(amount), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", "-", "abc", "12,34,56", "1.23.4", "--5", "(-5)", "1,2 3", "12.50", "1'23,00", "0x10", "1e3"]
        {
            assert!(comma(text).is_err(), "{text}");
        }
        assert_eq!(comma("12.50").unwrap_err(), "`12.50` is not an amount with a decimal comma");
        assert_eq!(
            point("12345678901234567890123456789012").unwrap_err(),
            "`12345678901234567890123456789012` has too many digits"
        );
    }

    #[test]
    fn the_mark_is_recognized_unless_an_amount_could_be_two() {
        let mark = |text| evidence(text);
        assert_eq!(mark("1.234,50"), Evidence::Mark(DecimalMark::Comma));
        assert_eq!(mark("1,234.50"), Evidence::Mark(DecimalMark::Point));
        assert_eq!(mark("1.234.567"), Evidence::Mark(DecimalMark::Comma));
        assert_eq!(mark("12.5"), Evidence::Mark(DecimalMark::Point));
        assert_eq!(mark("0,125"), Evidence::Mark(DecimalMark::Comma));
        assert_eq!(mark("1.234"), Evidence::Ambiguous);
        assert_eq!(mark("1234"), Evidence::Nothing);
        assert_eq!(mark("n/a"), Evidence::Nothing);
    }
}
