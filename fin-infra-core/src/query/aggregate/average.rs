//! An average that is not rounded.

/// The average of the values of a column, as the sum and the number of values. Nulls count as neither.
///
/// Whether and how the quotient is rounded is for the program to decide:
///
/// ```
/// use fin_infra::dec;
/// use fin_infra::query::Average;
///
/// let average = Average { sum: dec!(10.00), count: 3 };
/// assert_eq!((average.sum / fin_infra::prelude::Decimal::from(average.count)).round_dp(2), dec!(3.33));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Average<T> {
    /// The sum of the values; zero if there are none.
    pub sum: T,
    /// The number of values.
    pub count: u64,
}
