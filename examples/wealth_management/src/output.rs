//! Tables and bars of a terminal.

use std::io::{self, Write};

use anyhow::Result;
use fin_infra::prelude::*;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// Writes a line to standard output. A reader that is gone, such as `head`, ends the program without a message.
pub(crate) fn line(text: impl AsRef<str>) -> Result<()> {
    let mut out = io::stdout().lock();
    Ok(writeln!(out, "{}", text.as_ref().trim_end())?)
}

/// Writes a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value)?)
}

/// A name that is stored in lower case with underscores, such as `real_estate`, in words.
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The side of a column that cells are aligned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// For text.
    Left,
    /// For numbers.
    Right,
}

/// A table whose columns fit their widest cell.
pub(crate) struct Table<const N: usize> {
    align: [Align; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table without a header.
    pub(crate) fn new(align: [Align; N]) -> Self {
        Self { align, rows: Vec::new() }
    }

    /// A table with a header.
    pub(crate) fn with_header(align: [Align; N], header: [&str; N]) -> Self {
        Self { align, rows: vec![header.map(str::to_uppercase)] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The lines of the table.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let widths: [usize; N] = std::array::from_fn(|column| {
            self.rows.iter().map(|row| row[column].width()).max().unwrap_or_default()
        });
        self.rows.iter().map(move |row| {
            let cells = row.iter().zip(widths).zip(self.align).map(|((cell, width), align)| {
                let space = " ".repeat(width - cell.width());
                match align {
                    Align::Left => format!("{cell}{space}"),
                    Align::Right => format!("{space}{cell}"),
                }
            });
            format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
        })
    }

    /// Writes the table.
    pub(crate) fn print(&self) -> Result<()> {
        self.lines().try_for_each(line)
    }
}

/// The eighths of a character.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar whose length is to `width` characters as `part` is to `whole`, rounded down to an eighth of a character. It is never
/// longer than `width`, and empty if either amount is not above zero.
pub(crate) fn bar(part: Decimal, whole: Decimal, width: u16) -> String {
    if part <= Decimal::ZERO || whole <= Decimal::ZERO {
        return String::new();
    }
    let most = u32::from(width) * 8;
    let eighths = part.checked_mul(most.into()).and_then(|product| product.checked_div(whole));
    let eighths = eighths.and_then(|eighths| u32::try_from(eighths.trunc()).ok()).unwrap_or(most).min(most);
    let full = "█".repeat(usize::try_from(eighths / 8).unwrap_or_default());
    format!("{full}{}", EIGHTHS[usize::try_from(eighths % 8).unwrap_or_default()])
}

/// An amount with the decimal places of its currency.
pub(crate) fn amount(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    amount.rescale(amount.scale().max(currency.decimal_places().unwrap_or_default()));
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_the_length_of_its_part() {
        assert_eq!(bar(dec!(50), dec!(100), 4), "██");
        assert_eq!(bar(dec!(0.01), dec!(100), 4), "");
        assert_eq!(bar(dec!(90), dec!(100), 1), "▉");
        assert_eq!(bar(dec!(500), dec!(100), 4), "████");
        assert_eq!(bar(dec!(-5), dec!(100), 4), "");
        assert_eq!(bar(dec!(5), dec!(0), 4), "");
        assert_eq!(bar(Decimal::MAX, dec!(0.01), 4), "████");
    }

    #[test]
    fn columns_fit_wide_characters() {
        let mut table = Table::new([Align::Left, Align::Right]);
        table.row(["寿司".to_owned(), "1.00".to_owned()]);
        table.row(["Brot".to_owned(), "12.00".to_owned()]);
        assert_eq!(table.lines().collect::<Vec<_>>(), ["  寿司   1.00", "  Brot  12.00"]);
    }

    #[test]
    fn amounts_have_the_decimal_places_of_their_currency() {
        assert_eq!(amount(dec!(12.5000), Currency::EUR), "12.50");
        assert_eq!(amount(dec!(1200), Currency::JPY), "1200");
    }
}
