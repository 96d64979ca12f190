//! Conditions on what is computed of each group.

use super::check::field;
use super::{Aggregate, Having, Measure, scale};
use crate::predicate::{Comparison, Condition};
use crate::resource::Resource;
use crate::table::Column;
use crate::value::{Extreme, InvalidValue, Native, Number, Scalar};

impl<R: Resource, Row> Aggregate<R, Row> {
    /// Selects groups whose measure meets a condition.
    fn having<T>(
        mut self,
        measure: &Measure,
        condition: Condition<T>,
        scalar: impl Fn(T) -> Result<Scalar, InvalidValue>,
    ) -> Self {
        let having = condition.comparisons().and_then(|comparisons| {
            let having = comparisons.into_iter().map(|Comparison { operator, values }| {
                let values = values.into_iter().map(&scalar).collect::<Result<_, _>>()?;
                Ok(Having { measure: measure.clone(), operator, values })
            });
            having.collect::<Result<Vec<_>, _>>()
        });
        match having {
            Ok(having) => self.having.extend(having),
            Err(InvalidValue { reason, .. }) => {
                self.refused.push((field::<R>(measure), reason));
            }
        }
        self
    }

    /// Selects groups by the number of their rows.
    #[must_use]
    pub fn having_count(self, condition: Condition<u64>) -> Self {
        self.having(&Measure::Count, condition, |count| Ok(Scalar::Int(count.into())))
    }

    /// Selects groups by the number of different values of a column.
    #[must_use]
    pub fn having_count_distinct(self, ordinal: usize, condition: Condition<u64>) -> Self {
        self.having(&Measure::CountDistinct(ordinal), condition, |count| Ok(Scalar::Int(count.into())))
    }

    /// Selects groups by a sum.
    #[must_use]
    pub fn having_sum<T: Number>(self, ordinal: usize, condition: Condition<T::Amount>) -> Self {
        let scale = scale::<R, T>(ordinal);
        self.having(&Measure::Sum { ordinal, scale }, condition, |amount| {
            T::units(amount, scale).map(Scalar::Int)
        })
    }

    /// Selects groups by their smallest value.
    #[must_use]
    pub fn having_min<T: Extreme>(self, ordinal: usize, condition: Condition<T>) -> Self {
        self.having(&Measure::Least(ordinal), condition, |value| {
            normalized(&R::TABLE.columns[ordinal], value)
        })
    }

    /// Selects groups by their greatest value.
    #[must_use]
    pub fn having_max<T: Extreme>(self, ordinal: usize, condition: Condition<T>) -> Self {
        self.having(&Measure::Greatest(ordinal), condition, |value| {
            normalized(&R::TABLE.columns[ordinal], value)
        })
    }
}

/// The form in which a value of a column compares.
pub(super) fn normalized<T: Native>(column: &Column, mut value: T) -> Result<Scalar, InvalidValue> {
    value.normalize(&column.limits)?;
    Ok(value.scalar())
}
