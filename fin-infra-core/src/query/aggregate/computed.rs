//! The methods that add a value to the rows of an aggregate.

use chrono::NaiveDate;

use super::row::{Output, With};
use super::zone::{Calendar, TimeZone};
use super::{Aggregate, Average, Key, Measure, Period, scale};
use crate::resource::Resource;
use crate::value::{Extreme, Number, Unit};

/// The methods that the derive's type calls.
impl<R: Resource, Row> Aggregate<R, Row> {
    /// Counts the rows of each group.
    #[must_use]
    pub fn count(self) -> Aggregate<R, <Row as With<u64>>::Row>
    where
        Row: With<u64>,
    {
        self.with(Output::count(Measure::Count))
    }

    /// Counts the different values of a column.
    #[must_use]
    pub fn count_distinct(self, ordinal: usize) -> Aggregate<R, <Row as With<u64>>::Row>
    where
        Row: With<u64>,
    {
        self.with(Output::count(Measure::CountDistinct(ordinal)))
    }

    /// Adds up a column.
    #[must_use]
    pub fn sum<T: Number>(self, ordinal: usize) -> Aggregate<R, <Row as With<T::Amount>>::Row>
    where
        Row: With<T::Amount>,
    {
        self.with(Output::sum::<T>(Measure::Sum { ordinal, scale: scale::<R, T>(ordinal) }))
    }

    /// Adds up and counts the values of a column.
    #[must_use]
    pub fn average<T: Number>(self, ordinal: usize) -> Aggregate<R, <Row as With<Average<T::Amount>>>::Row>
    where
        Row: With<Average<T::Amount>>,
    {
        self.with(Output::average::<T>(Measure::Sum { ordinal, scale: scale::<R, T>(ordinal) }, ordinal))
    }

    /// Finds the smallest value of a column.
    #[must_use]
    pub fn min<T: Extreme>(self, ordinal: usize) -> Aggregate<R, <Row as With<Option<T>>>::Row>
    where
        Row: With<Option<T>>,
    {
        self.with(Output::optional::<T>(Measure::Least(ordinal)))
    }

    /// Finds the greatest value of a column.
    #[must_use]
    pub fn max<T: Extreme>(self, ordinal: usize) -> Aggregate<R, <Row as With<Option<T>>>::Row>
    where
        Row: With<Option<T>>,
    {
        self.with(Output::optional::<T>(Measure::Greatest(ordinal)))
    }

    /// Groups the rows by a column that is never null.
    #[must_use]
    pub fn by<T: Send + Sync + 'static>(self, ordinal: usize) -> Aggregate<R, <Row as With<T>>::Row>
    where
        Row: With<T>,
    {
        self.with(Output::column(Measure::Key(Key { ordinal, period: None })))
    }

    /// Groups the rows by a column that may be null.
    #[must_use]
    pub fn by_optional<T: Send + Sync + 'static>(
        self,
        ordinal: usize,
    ) -> Aggregate<R, <Row as With<Option<T>>>::Row>
    where
        Row: With<Option<T>>,
    {
        self.with(Output::optional::<T>(Measure::Key(Key { ordinal, period: None })))
    }

    /// Groups the rows by a period of a column that is never null.
    #[must_use]
    pub fn by_period<T: Calendar<Z>, Z: Into<TimeZone>>(
        self,
        ordinal: usize,
        unit: Unit,
        zone: Z,
    ) -> Aggregate<R, <Row as With<NaiveDate>>::Row>
    where
        Row: With<NaiveDate>,
    {
        let period = Some(Period { unit, column: T::COLUMN, zone: zone.into() });
        self.with(Output::date(Measure::Key(Key { ordinal, period })))
    }

    /// Groups the rows by a period of a column that may be null.
    #[must_use]
    pub fn by_optional_period<T: Calendar<Z>, Z: Into<TimeZone>>(
        self,
        ordinal: usize,
        unit: Unit,
        zone: Z,
    ) -> Aggregate<R, <Row as With<Option<NaiveDate>>>::Row>
    where
        Row: With<Option<NaiveDate>>,
    {
        let period = Some(Period { unit, column: T::COLUMN, zone: zone.into() });
        self.with(Output::optional_date(Measure::Key(Key { ordinal, period })))
    }
}
