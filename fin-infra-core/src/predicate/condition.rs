//! Conditions on a column.

use crate::value::{InvalidValue, Scalar};

/// A condition on the value of a column, for rows to be listed.
///
/// As in SQL, no comparison holds for a null, not even `ne`; use [`is_null`](Self::is_null) to match nulls. A plain
/// value is a condition, too: the column must be equal to it.
///
/// A filter has a method for each column that is declared with `filter`. If it is called several times, all of the
/// conditions must hold. The values have the column's type, without its `Option`. A query accepts at most 100
/// conditions in total, with at most 5,000 values ([`limits`](crate::limits)); more are
/// [`Invalid`](crate::ErrorKind::Invalid) when the query is used:
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(filter("name", "target", "due"))]
/// pub struct Goal {
///     pub name: String,
///     pub target: Decimal,
///     pub due: Option<DateTime<Utc>>,
/// }
///
/// let filter = GoalFilter::new()
///     .name(Condition::any_of(["Bicycle".to_owned(), "Boat".to_owned()]))
///     .target(Condition::ge(100.into()))
///     .target(Condition::lt(1_000.into()))
///     .due(Condition::is_null());
/// let exactly = GoalFilter::new().name("Boat");
/// # drop((filter, exactly));
/// ```
///
/// Strings are compared by their code points, on every store: `Z` sorts before `a`, and `é` after `z`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<T>(pub(crate) Kind<T>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind<T> {
    Compare(Operator, T),
    Between(T, T),
    StartsWith(T),
    AnyOf(Vec<T>),
    NoneOf(Vec<T>),
    Null(bool),
}

impl<T> Kind<T> {
    /// The number of values that it compares with.
    pub(super) fn values(&self) -> usize {
        match self {
            Self::Compare(..) => 1,
            Self::Between(..) | Self::StartsWith(_) => 2,
            Self::AnyOf(values) | Self::NoneOf(values) => values.len(),
            Self::Null(_) => 0,
        }
    }
}

impl Operator {
    /// Returns the number of values that the operator compares with.
    pub(crate) fn arity(self) -> usize {
        match self {
            Self::AnyOf(count) | Self::NoneOf(count) => count,
            Self::IsNull | Self::IsNotNull => 0,
            _ => 1,
        }
    }

    /// Returns whether a value, which may be null, compares like this with other values.
    pub(crate) fn holds(self, value: &Scalar, others: &[Scalar]) -> bool {
        match (self, others) {
            (Self::IsNull, _) => value.is_null(),
            (Self::IsNotNull, _) => !value.is_null(),
            _ if value.is_null() => false,
            (Self::AnyOf(_), others) => others.contains(value),
            (Self::NoneOf(_), others) => !others.contains(value),
            (Self::Contains, [Scalar::Text(part)]) => {
                matches!(value, Scalar::Text(text) if text.contains(part.as_str()))
            }
            (Self::Eq, [other]) => value == other,
            (Self::Ne, [other]) => value != other,
            (Self::Lt, [other]) => value < other,
            (Self::Le, [other]) => value <= other,
            (Self::Gt, [other]) => value > other,
            (Self::Ge, [other]) => value >= other,
            _ => false,
        }
    }
}

/// An operator between a column and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Contains,
    AnyOf(usize),
    NoneOf(usize),
    IsNull,
    IsNotNull,
}

/// A comparison with a number of values that depends on its operator.
pub(crate) struct Comparison<T> {
    pub(crate) operator: Operator,
    pub(crate) values: Vec<T>,
}

impl<T> Condition<T> {
    /// Returns the comparisons that must hold, or the reason why there are none.
    pub(crate) fn comparisons(self) -> Result<Vec<Comparison<T>>, InvalidValue> {
        let comparison = |operator, values| Comparison { operator, values };
        Ok(match self.0 {
            Kind::Compare(Operator::Contains, _) | Kind::StartsWith(_) => {
                return Err("groups are selected by comparisons, not by parts of a text".into());
            }
            Kind::Compare(operator, value) => vec![comparison(operator, vec![value])],
            Kind::Between(low, high) => {
                vec![comparison(Operator::Ge, vec![low]), comparison(Operator::Le, vec![high])]
            }
            Kind::AnyOf(values) => vec![comparison(Operator::AnyOf(values.len()), values)],
            Kind::NoneOf(values) => vec![comparison(Operator::NoneOf(values.len()), values)],
            Kind::Null(true) => vec![comparison(Operator::IsNull, Vec::new())],
            Kind::Null(false) => vec![comparison(Operator::IsNotNull, Vec::new())],
        })
    }
    /// Contains a substring, if the column is text. For values whose type is not known.
    #[doc(hidden)]
    pub fn contains_value(part: T) -> Self {
        Self(Kind::Compare(Operator::Contains, part))
    }

    /// Starts with a text, if the column is text. For values whose type is not known.
    #[doc(hidden)]
    pub fn starts_with_value(beginning: T) -> Self {
        Self(Kind::StartsWith(beginning))
    }

    /// Clones the condition, with a function that clones its values.
    pub(crate) fn clone_with(&self, clone: fn(&T) -> T) -> Self {
        Self(match &self.0 {
            Kind::Compare(operator, value) => Kind::Compare(*operator, clone(value)),
            Kind::Between(low, high) => Kind::Between(clone(low), clone(high)),
            Kind::StartsWith(beginning) => Kind::StartsWith(clone(beginning)),
            Kind::AnyOf(values) => Kind::AnyOf(values.iter().map(clone).collect()),
            Kind::NoneOf(values) => Kind::NoneOf(values.iter().map(clone).collect()),
            Kind::Null(null) => Kind::Null(*null),
        })
    }

    /// Matches values that are equal to `value`.
    pub fn eq(value: T) -> Self {
        Self(Kind::Compare(Operator::Eq, value))
    }

    /// Matches values that differ from `value` and are not null.
    pub fn ne(value: T) -> Self {
        Self(Kind::Compare(Operator::Ne, value))
    }

    /// Matches values that are less than `value`.
    pub fn lt(value: T) -> Self {
        Self(Kind::Compare(Operator::Lt, value))
    }

    /// Matches values that are less than or equal to `value`.
    pub fn le(value: T) -> Self {
        Self(Kind::Compare(Operator::Le, value))
    }

    /// Matches values that are greater than `value`.
    pub fn gt(value: T) -> Self {
        Self(Kind::Compare(Operator::Gt, value))
    }

    /// Matches values that are greater than or equal to `value`.
    pub fn ge(value: T) -> Self {
        Self(Kind::Compare(Operator::Ge, value))
    }

    /// Matches values from `low` to `high`, both included. If `low` is greater, it matches no row. It counts as two
    /// conditions.
    ///
    /// ```
    /// use fin_infra::query::Condition;
    ///
    /// let second_quarter = Condition::between(4, 6);
    /// # drop(second_quarter);
    /// ```
    pub fn between(low: T, high: T) -> Self {
        Self(Kind::Between(low, high))
    }

    /// Matches values that are equal to one of `values`. More than 1,000 values are
    /// [`Invalid`](crate::ErrorKind::Invalid) when the query is used; an empty list matches no row.
    ///
    /// ```
    /// use fin_infra::query::Condition;
    ///
    /// let months = Condition::any_of([11, 12]);
    /// # drop(months);
    /// ```
    pub fn any_of(values: impl IntoIterator<Item = T>) -> Self {
        Self(Kind::AnyOf(values.into_iter().collect()))
    }

    /// Matches values that are equal to none of `values`, and not null. More than 1,000 values are
    /// [`Invalid`](crate::ErrorKind::Invalid) when the query is used; an empty list matches all values that are not null.
    ///
    /// ```
    /// use fin_infra::query::Condition;
    ///
    /// let not_in_summer = Condition::none_of([6, 7, 8]);
    /// # drop(not_in_summer);
    /// ```
    pub fn none_of(values: impl IntoIterator<Item = T>) -> Self {
        Self(Kind::NoneOf(values.into_iter().collect()))
    }

    /// Matches nulls.
    #[must_use]
    pub fn is_null() -> Self {
        Self(Kind::Null(true))
    }

    /// Matches values that are not null.
    #[must_use]
    pub fn is_not_null() -> Self {
        Self(Kind::Null(false))
    }
}

impl Condition<String> {
    /// Matches strings that contain `text`, byte for byte. Unlike a search, it does not ignore case. `text` has at most
    /// 16,384 characters.
    ///
    /// ```
    /// use fin_infra::query::Condition;
    ///
    /// let about_holidays = Condition::contains("Holiday");
    /// # drop(about_holidays);
    /// ```
    pub fn contains(text: impl Into<String>) -> Self {
        Self(Kind::Compare(Operator::Contains, text.into()))
    }

    /// Matches strings that start with `text`, byte for byte. If the column has an index, it finds them there. It counts
    /// as two conditions. `text` has at most 16,384 characters.
    ///
    /// ```
    /// use fin_infra::query::Condition;
    ///
    /// let of_this_year = Condition::starts_with("INV-2026-");
    /// # drop(of_this_year);
    /// ```
    pub fn starts_with(text: impl Into<String>) -> Self {
        Self(Kind::StartsWith(text.into()))
    }
}

/// A condition on a column of type `T`: a [`Condition`], or a value that the column must equal.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition on a column of type `{T}`",
    label = "expected a `{T}`, or a `Condition` on one",
    note = "write a decimal as `dec!(500)`, and a condition on it as `Condition::ge(dec!(500))`"
)]
pub trait IntoCondition<T> {
    /// The condition.
    fn into_condition(self) -> Condition<T>;
}

impl<T> IntoCondition<T> for Condition<T> {
    fn into_condition(self) -> Self {
        self
    }
}

impl<T> IntoCondition<T> for T {
    fn into_condition(self) -> Condition<T> {
        Condition::eq(self)
    }
}

impl IntoCondition<String> for &str {
    fn into_condition(self) -> Condition<String> {
        Condition::eq(self.to_owned())
    }
}
