//! How a file is written: its encoding, its columns, and what separates fields, decimals and days.

use std::borrow::Cow;

use anyhow::{Context, Result};
use clap::ValueEnum;

use super::amounts::DecimalMark;
use super::columns::{Columns, NamedColumn};
use super::dates::DateOrder;
use super::quoted::quoted;
use super::records::{Item, Records};
use super::source::Source;
use super::votes::Votes;

/// The most records before the header: some banks begin with the account and its balance.
const MAX_PREAMBLE: usize = 40;

/// The most names of columns in a message.
const MAX_NAMES: usize = 20;

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// Windows-1252, which contains Latin-1.
    #[value(name = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// Decodes a field.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, String> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).map(Cow::from).map_err(|_| "is not UTF-8".to_owned()),
            Self::Windows1252 => Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }
}

/// What the user says about a file. The rest is detected.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) encoding: Option<Encoding>,
    pub(crate) delimiter: Option<char>,
    pub(crate) decimal: Option<DecimalMark>,
    pub(crate) dates: Option<DateOrder>,
    pub(crate) columns: Vec<NamedColumn>,
    pub(crate) invert_amounts: bool,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) encoding: Encoding,
    pub(crate) delimiter: u8,
    /// The line of the header.
    pub(crate) header: u64,
    pub(crate) columns: Columns,
    pub(crate) decimal: DecimalMark,
    pub(crate) dates: DateOrder,
    /// Whether what was paid is positive.
    pub(crate) invert_amounts: bool,
}

/// Detects how a file is written. All of it is read, so that the order of dates is not guessed from the first ones.
///
/// # Errors
///
/// If no header is found, or if something could be read in two ways and no option says which one.
pub(crate) fn detect(source: &Source, options: &Options) -> Result<Dialect> {
    let (delimiter, header, columns) = find_header(source, options)?;
    let mut votes = Votes::default();
    let mut records = Records::new(source.open()?, delimiter);
    while let Some(item) = records.next().with_context(|| format!("cannot read {}", source.name()))? {
        match item {
            Item::Record(record) if record.line > header && record.fields.len() >= columns.width => {
                votes.add(&record, &columns);
            }
            _ => {}
        }
    }
    Ok(Dialect {
        encoding: options.encoding.unwrap_or(votes.encoding()),
        delimiter,
        header,
        decimal: options.decimal.map_or_else(|| votes.decimal(), Ok)?,
        dates: options.dates.map_or_else(|| votes.dates(), Ok)?,
        columns,
        invert_amounts: options.invert_amounts,
    })
}

/// Finds the record with the names of the columns: the one with the most known names, whatever separates them.
fn find_header(source: &Source, options: &Options) -> Result<(u8, u64, Columns)> {
    let delimiters = match options.delimiter {
        Some(delimiter) => {
            vec![
                u8::try_from(delimiter)
                    .context("the delimiter must be a character of one byte, such as `;`")?,
            ]
        }
        None => vec![b';', b',', b'\t', b'|'],
    };
    let (mut best, mut seen): (Option<(u8, u64, Columns)>, Seen) = (None, Seen::default());
    for delimiter in delimiters {
        let mut records = Records::new(source.open()?, delimiter);
        for _ in 0..=MAX_PREAMBLE {
            let item = records.next().with_context(|| format!("cannot read {}", source.name()))?;
            let record = match item {
                Some(Item::Record(record)) => record,
                Some(Item::Broken { line, reason }) => {
                    seen.broken.get_or_insert((line, reason));
                    continue;
                }
                None => break,
            };
            seen.is_binary |= record.fields.iter().any(|field| field.contains(&0));
            let names: Vec<String> = record.fields.iter().map(|name| lossy(name)).collect();
            let found = Columns::find(&names, &options.columns);
            if names.len() > seen.widest.len() {
                seen.widest = names;
            }
            let Some(columns) = found else { continue };
            if best.as_ref().is_none_or(|(_, _, best)| columns.count() > best.count()) {
                best = Some((delimiter, record.line, columns));
            }
        }
    }
    best.with_context(|| seen.without_header(&source.name()))
}

/// What was read in search of a header.
#[derive(Default)]
struct Seen {
    widest: Vec<String>,
    broken: Option<(u64, &'static str)>,
    /// Whether there was a byte that no text has.
    is_binary: bool,
}

impl Seen {
    /// Why a file has no header.
    fn without_header(&self, file: &str) -> String {
        match (&self.widest[..], self.broken) {
            ([], None) => format!("{file} is empty"),
            ([], Some((line, reason))) => format!("{file} has no header: line {line} {reason}"),
            _ if self.is_binary => {
                format!("{file} is not a text file: export it from the bank, or save it, as CSV")
            }
            (widest, _) => {
                let names: Vec<String> = widest.iter().take(MAX_NAMES).map(|name| quoted(name)).collect();
                let more = if widest.len() > MAX_NAMES { ", …" } else { "" };
                format!(
                    "{file} has no header with a date and an amount: name them, as in `--column date=NAME --column \
                     amount=NAME` (or `debit` and `credit`). Its columns seem to be {}{more}",
                    names.join(", ")
                )
            }
        }
    }
}

/// The text of a field before the encoding is known.
pub(super) fn lossy(field: &[u8]) -> String {
    let text = Encoding::Utf8.decode(field).or_else(|_| Encoding::Windows1252.decode(field));
    text.unwrap_or_default().into_owned()
}
