//! What can be computed from the rows of a resource.

use fin_infra_core::Resource;
use fin_infra_core::private::{ExactProbe, Otherwise as _};
use fin_infra_core::query::{Aggregate, Sort, TimeZone, Unit, Untyped};
use fin_infra_core::schema::Table;

use super::field::{WriteValue, write};
use super::value::ConditionText;

/// Something that can be computed. The derive generates one for each measure that the struct declares.
pub struct Computed<R: Resource> {
    /// What it is.
    pub output: Output,
    /// Computes it, in a time zone if it depends on one.
    pub add: fn(Aggregate<R, Untyped>, TimeZone) -> Aggregate<R, Untyped>,
    /// Adds a condition on it, unless it is what the rows of a group have in common.
    pub having: Option<Having<R>>,
    /// Writes its value as JSON.
    pub write: WriteValue,
}

/// Adds a condition on a value of the groups.
pub(super) type Having<R> =
    fn(Aggregate<R, Untyped>, &ConditionText) -> Result<Aggregate<R, Untyped>, String>;

impl<R: Resource> Computed<R> {
    /// The number of rows.
    pub const COUNT: Self = Self {
        output: Output { measure: Measure::Count, ordinal: 0 },
        add: |aggregate, _| aggregate.count(),
        having: Some(|aggregate, condition| {
            Ok(aggregate.having_count(condition.read::<u64>(ExactProbe::<u64>::KIND)?))
        }),
        write: write::<u64>,
    };
}

/// What is computed of which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// What is computed.
    pub measure: Measure,
    /// The ordinal of the column, unless rows are counted.
    pub ordinal: usize,
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The number of rows.
    Count,
    /// The sum of the values.
    Sum,
    /// The sum and the number of the values.
    Average,
    /// The smallest value.
    Min,
    /// The greatest value.
    Max,
    /// The number of different values.
    CountDistinct,
    /// The value that the rows of a group have in common.
    Key,
    /// The period that the rows of a group have in common, and whether it is one of instants, which needs a time zone.
    Period(Unit, bool),
}

impl Measure {
    /// The query parameter that asks for it.
    pub(super) fn parameter(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Average => "average",
            Self::Min => "min",
            Self::Max => "max",
            Self::CountDistinct => "count_distinct",
            Self::Key | Self::Period(..) => "by",
        }
    }
}

impl Output {
    fn field(self, table: &'static Table) -> &'static str {
        table.columns[self.ordinal].field
    }

    /// Whether it is what the rows of a group have in common.
    pub(super) fn is_key(self) -> bool {
        matches!(self.measure, Measure::Key | Measure::Period(..))
    }

    /// Whether it depends on a time zone.
    pub(super) fn has_time_zone(self) -> bool {
        matches!(self.measure, Measure::Period(_, true))
    }

    /// Whether groups can be selected by it.
    pub(super) fn is_compared(self) -> bool {
        !self.is_key() && self.measure != Measure::Average
    }

    /// Whether it is null for a group without values.
    pub(super) fn is_optional(self) -> bool {
        matches!(self.measure, Measure::Min | Measure::Max)
    }

    /// How it is written in the parameter that asks for it: `amount`, or `month(booked_at)`.
    pub(super) fn argument(self, table: &'static Table) -> String {
        let field = self.field(table);
        match self.measure {
            Measure::Period(unit, _) => format!("{}({field})", name(unit)),
            _ => field.to_owned(),
        }
    }

    /// How it is written in orders and conditions: `sum(amount)`, `count`, `category`, or `month(booked_at)`.
    pub(super) fn expression(self, table: &'static Table) -> String {
        match self.measure {
            Measure::Count => "count".to_owned(),
            Measure::Key | Measure::Period(..) => self.argument(table),
            measure => format!("{}({})", measure.parameter(), self.field(table)),
        }
    }

    /// The name of its value in a response: `sum_amount`, `count`, `category`, or `month_of_booked_at`.
    pub(super) fn property(self, table: &'static Table) -> String {
        match self.measure {
            Measure::Count => "count".to_owned(),
            Measure::Key => self.field(table).to_owned(),
            Measure::Period(unit, _) => format!("{}_of_{}", name(unit), self.field(table)),
            measure => format!("{}_{}", measure.parameter(), self.field(table)),
        }
    }

    /// The order by it. There is none by an average, which is not computed.
    pub(super) fn sort(self) -> Option<Sort> {
        Some(match self.measure {
            Measure::Count => Sort::Count,
            Measure::Sum => Sort::Sum(self.ordinal),
            Measure::Average => return None,
            Measure::Min => Sort::Least(self.ordinal),
            Measure::Max => Sort::Greatest(self.ordinal),
            Measure::CountDistinct => Sort::CountDistinct(self.ordinal),
            Measure::Key => Sort::Key(self.ordinal, None),
            Measure::Period(unit, _) => Sort::Key(self.ordinal, Some(unit)),
        })
    }
}

/// The name of a unit.
fn name(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}
