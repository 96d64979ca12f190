//! What the lines of a file say about how it is written.

use std::cmp::Ordering;

use anyhow::{Result, bail};

use super::amounts::{self, DecimalMark};
use super::columns::Columns;
use super::dates::{self, DateOrder};
use super::dialect::{Encoding, lossy};
use super::quoted::quoted;
use super::records::Record;
use super::roles::Role;

/// Each line votes. The majority decides, and the lines of the minority are refused later if they cannot be read.
#[derive(Default)]
pub(super) struct Votes {
    utf8: u64,
    other: u64,
    comma: Seen,
    point: Seen,
    amounts: Seen,
    day_first: Seen,
    month_first: Seen,
    days: Seen,
}

/// How often something was seen, and where first.
#[derive(Default)]
struct Seen {
    times: u64,
    line: u64,
    text: String,
}

impl Seen {
    fn add(&mut self, line: u64, text: &str) {
        if self.times == 0 {
            (self.line, self.text) = (line, text.to_owned());
        }
        self.times += 1;
    }
}

impl Votes {
    pub(super) fn add(&mut self, record: &Record, columns: &Columns) {
        for field in record.fields.iter().filter(|field| !field.is_ascii()) {
            match std::str::from_utf8(field) {
                Ok(_) => self.utf8 += 1,
                Err(_) => self.other += 1,
            }
        }
        let text =
            |role| columns.place(role).and_then(|place| record.fields.get(place)).map(|field| lossy(field));
        for amount in [Role::Amount, Role::Debit, Role::Credit].into_iter().filter_map(text) {
            let seen = match amounts::evidence(&amount) {
                amounts::Evidence::Mark(DecimalMark::Comma) => &mut self.comma,
                amounts::Evidence::Mark(DecimalMark::Point) => &mut self.point,
                amounts::Evidence::Ambiguous => &mut self.amounts,
                amounts::Evidence::Nothing => continue,
            };
            seen.add(record.line, &amount);
        }
        let date = text(Role::Date).unwrap_or_default();
        let seen = match dates::evidence(&date) {
            dates::Evidence::Order(DateOrder::DayFirst) => &mut self.day_first,
            dates::Evidence::Order(DateOrder::MonthFirst) => &mut self.month_first,
            dates::Evidence::Ambiguous => &mut self.days,
            dates::Evidence::Nothing => return,
        };
        seen.add(record.line, &date);
    }

    pub(super) fn encoding(&self) -> Encoding {
        if self.other > self.utf8 { Encoding::Windows1252 } else { Encoding::Utf8 }
    }

    /// The decimal mark. Without one in any amount, it makes no difference.
    pub(super) fn decimal(&self) -> Result<DecimalMark> {
        let Self { comma, point, amounts, .. } = self;
        let options = "say `--decimal comma` or `--decimal point`";
        match comma.times.cmp(&point.times) {
            Ordering::Greater => Ok(DecimalMark::Comma),
            Ordering::Equal if comma.times > 0 => bail!(
                "line {} has a decimal comma, {}, and line {} a decimal point, {}: {options}",
                comma.line,
                quoted(&comma.text),
                point.line,
                quoted(&point.text)
            ),
            Ordering::Equal if amounts.times > 0 => {
                let read = |mark| {
                    amounts::parse(&amounts.text, mark)
                        .map_or_else(|reason| reason, |amount| amount.normalize().to_string())
                };
                bail!(
                    "line {}: {} is {} or {}, and no other amount shows which: {options}",
                    amounts.line,
                    quoted(&amounts.text),
                    read(DecimalMark::Comma),
                    read(DecimalMark::Point)
                )
            }
            Ordering::Less | Ordering::Equal => Ok(DecimalMark::Point),
        }
    }

    /// The order of day and month. Without a date that does not show it, it makes no difference.
    pub(super) fn dates(&self) -> Result<DateOrder> {
        let Self { day_first, month_first, days, .. } = self;
        let options = "say `--dates day-first` or `--dates month-first`";
        match day_first.times.cmp(&month_first.times) {
            Ordering::Less => Ok(DateOrder::MonthFirst),
            Ordering::Equal if day_first.times > 0 => bail!(
                "line {} has the day first, {}, and line {} the month, {}: {options}",
                day_first.line,
                quoted(&day_first.text),
                month_first.line,
                quoted(&month_first.text)
            ),
            Ordering::Equal if days.times > 0 => {
                let read = |order| {
                    dates::parse(&days.text, order)
                        .map_or_else(|reason| reason, |day| day.format("%-d %B %Y").to_string())
                };
                bail!(
                    "line {}: {} is {} or {}, and no other date shows which: {options}",
                    days.line,
                    quoted(&days.text),
                    read(DateOrder::DayFirst),
                    read(DateOrder::MonthFirst)
                )
            }
            Ordering::Greater | Ordering::Equal => Ok(DateOrder::DayFirst),
        }
    }
}
