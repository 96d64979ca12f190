//! How a file is written: its encoding, its columns, and what separates fields, decimals and days.

use std::borrow::Cow;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use super::amounts::{self, DecimalMark};
use super::columns::{Columns, NamedColumn};
use super::dates::{self, DateOrder};
use super::records::{Item, Records};
use super::roles::Role;
use super::source::Source;

/// The most records before the header: some banks begin with the account and its balance.
const MAX_PREAMBLE: usize = 40;

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
                votes.add(&record.fields, &columns);
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
    let (mut best, mut widest): (Option<(u8, u64, Columns)>, Vec<String>) = (None, Vec::new());
    for delimiter in delimiters {
        let mut records = Records::new(source.open()?, delimiter);
        for _ in 0..=MAX_PREAMBLE {
            let item = records.next().with_context(|| format!("cannot read {}", source.name()))?;
            let record = match item {
                Some(Item::Record(record)) => record,
                Some(Item::Broken { .. }) => continue,
                None => break,
            };
            let names: Vec<String> = record.fields.iter().map(|name| header_text(name)).collect();
            let found = Columns::find(&names, &options.columns);
            if names.len() > widest.len() {
                widest = names;
            }
            let Some(columns) = found else { continue };
            if best.as_ref().is_none_or(|(_, _, best)| columns.count() > best.count()) {
                best = Some((delimiter, record.line, columns));
            }
        }
    }
    best.with_context(|| {
        format!(
            "{} has no header with a date and an amount: name them, as in `--column date=NAME --column amount=NAME` \
             (or `debit` and `credit`). Its columns seem to be: {}",
            source.name(),
            widest.join(", ")
        )
    })
}

fn header_text(name: &[u8]) -> String {
    let text = Encoding::Utf8.decode(name).or_else(|_| Encoding::Windows1252.decode(name));
    text.unwrap_or_default().into_owned()
}

/// What the lines say, each for itself. The majority decides, and the lines of the minority are refused later if they cannot
/// be read.
#[derive(Default)]
struct Votes {
    utf8: u64,
    other: u64,
    comma: u64,
    point: u64,
    day_first: u64,
    month_first: u64,
    amounts: u64,
    days: u64,
}

impl Votes {
    fn add(&mut self, fields: &[Vec<u8>], columns: &Columns) {
        for field in fields.iter().filter(|field| !field.is_ascii()) {
            match std::str::from_utf8(field) {
                Ok(_) => self.utf8 += 1,
                Err(_) => self.other += 1,
            }
        }
        for role in [Role::Amount, Role::Debit, Role::Credit] {
            let Some(field) = columns.place(role).and_then(|place| fields.get(place)) else { continue };
            match amounts::evidence(&header_text(field)) {
                amounts::Evidence::Mark(DecimalMark::Comma) => self.comma += 1,
                amounts::Evidence::Mark(DecimalMark::Point) => self.point += 1,
                amounts::Evidence::Ambiguous => self.amounts += 1,
                amounts::Evidence::Nothing => {}
            }
        }
        let Some(field) = columns.place(Role::Date).and_then(|place| fields.get(place)) else { return };
        match dates::evidence(&header_text(field)) {
            dates::Evidence::Order(DateOrder::DayFirst) => self.day_first += 1,
            dates::Evidence::Order(DateOrder::MonthFirst) => self.month_first += 1,
            dates::Evidence::Ambiguous => self.days += 1,
            dates::Evidence::Nothing => {}
        }
    }

    fn encoding(&self) -> Encoding {
        if self.other > self.utf8 { Encoding::Windows1252 } else { Encoding::Utf8 }
    }

    fn decimal(&self) -> Result<DecimalMark> {
        match self.comma.cmp(&self.point) {
            std::cmp::Ordering::Greater => Ok(DecimalMark::Comma),
            std::cmp::Ordering::Less => Ok(DecimalMark::Point),
            // Without a mark in any amount, it makes no difference.
            std::cmp::Ordering::Equal if self.comma == 0 && self.amounts == 0 => Ok(DecimalMark::Point),
            std::cmp::Ordering::Equal => {
                bail!(
                    "it is not clear whether 1.234 is one or a thousand: say `--decimal comma` or `--decimal point`"
                )
            }
        }
    }

    fn dates(&self) -> Result<DateOrder> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Ok(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Ok(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal if self.day_first == 0 && self.days == 0 => Ok(DateOrder::DayFirst),
            std::cmp::Ordering::Equal => {
                bail!(
                    "it is not clear whether 03/04 is in March or in April: say `--dates day-first` or `--dates \
                     month-first`"
                )
            }
        }
    }
}
