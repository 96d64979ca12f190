//! Sums, averages and extremes of money, in groups of one currency.

use rust_decimal::Decimal;

use super::having::normalized;
use super::row::{Output, Value, Values, ordinal, total, wrong_type};
use super::{Aggregate, Average, Having, Key, Measure, Sort, With, scale};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Money, MoneyField, mixed, other_than};
use crate::predicate::{Comparison, Condition, Operator};
use crate::resource::Resource;
use crate::table::{Column, CurrencyOf};
use crate::value::{InvalidValue, Native as _, Number, Scalar};

impl<R: Resource, Row> Aggregate<R, Row> {
    /// Adds up amounts.
    #[must_use]
    pub fn sum_money<T: MoneyField>(self, ordinal: usize) -> Aggregate<R, <Row as With<T>>::Row>
    where
        Row: With<T>,
    {
        self.with(Output { measures: in_currency::<R>(ordinal, [sum::<R>(ordinal)]), read: read_sum::<T> })
    }

    /// Averages amounts.
    #[must_use]
    pub fn average_money<T: MoneyField>(self, ordinal: usize) -> Aggregate<R, <Row as With<Average<T>>>::Row>
    where
        Row: With<Average<T>>,
    {
        let measures = in_currency::<R>(ordinal, [sum::<R>(ordinal), Measure::CountValues(ordinal)]);
        self.with(Output { measures, read: read_average::<T> })
    }

    /// Finds the smallest amount.
    #[must_use]
    pub fn min_money(self, ordinal: usize) -> Aggregate<R, <Row as With<Option<Money>>>::Row>
    where
        Row: With<Option<Money>>,
    {
        let measures = in_currency::<R>(ordinal, [Measure::Least(ordinal)]);
        self.with(Output { measures, read: read_extreme })
    }

    /// Finds the greatest amount.
    #[must_use]
    pub fn max_money(self, ordinal: usize) -> Aggregate<R, <Row as With<Option<Money>>>::Row>
    where
        Row: With<Option<Money>>,
    {
        let measures = in_currency::<R>(ordinal, [Measure::Greatest(ordinal)]);
        self.with(Output { measures, read: read_extreme })
    }

    /// Selects groups by a sum.
    #[must_use]
    pub fn having_sum_money(self, ordinal: usize, condition: Condition<Money>) -> Self {
        let units = |amount| Decimal::units(amount, scale::<R, Decimal>(ordinal)).map(Scalar::Int);
        self.having_money(&sum::<R>(ordinal), ordinal, condition, units)
    }

    /// Selects groups by their smallest amount.
    #[must_use]
    pub fn having_min_money(self, ordinal: usize, condition: Condition<Money>) -> Self {
        self.having_money(&Measure::Least(ordinal), ordinal, condition, |amount| {
            normalized(&R::TABLE.columns[ordinal], amount)
        })
    }

    /// Selects groups by their greatest amount.
    #[must_use]
    pub fn having_max_money(self, ordinal: usize, condition: Condition<Money>) -> Self {
        self.having_money(&Measure::Greatest(ordinal), ordinal, condition, |amount| {
            normalized(&R::TABLE.columns[ordinal], amount)
        })
    }

    /// Selects groups whose measure meets a condition and which have its currency.
    fn having_money(
        mut self,
        measure: &Measure,
        ordinal: usize,
        condition: Condition<Money>,
        scalar: impl Fn(Decimal) -> Result<Scalar, InvalidValue>,
    ) -> Self {
        let column = &R::TABLE.columns[ordinal];
        let having = condition.comparisons().and_then(|comparisons| {
            single(comparisons.iter().flat_map(|comparison| &comparison.values))?;
            comparisons
                .into_iter()
                .map(|comparison| in_one_currency(column, measure, comparison, &scalar))
                .collect()
        });
        let having: Result<Vec<Vec<Having>>, InvalidValue> = having;
        match having {
            Ok(having) => self.having.extend(having.into_iter().flatten()),
            Err(InvalidValue { reason, .. }) => self.refused.push((column.field, reason)),
        }
        self
    }

    /// Returns an error for amounts in several currencies that would be added up or compared.
    pub(super) fn check_currencies(&self) -> Result<()> {
        let having = self.having.iter().map(|having| &having.measure);
        let asked = self.measures().chain(having).filter(|measure| measure.key().is_none());
        let sorted = self.order.iter().filter(|sorted| sorted.by.key().is_none());
        let columns =
            asked.filter_map(Measure::ordinal).chain(sorted.filter_map(|sorted| sorted.by.ordinal()));
        for ordinal in columns {
            let column = &R::TABLE.columns[ordinal];
            let Some(currency) = column.currency_column() else { continue };
            let by_currency = Measure::Key(Key { ordinal: currency, period: None });
            if !self.measures().any(|measure| *measure == by_currency) {
                let reason =
                    format!("may be in several currencies: group by `{}`", R::TABLE.columns[currency].field);
                return Err(Error::invalid(column.field, reason));
            }
        }
        Ok(())
    }
}

impl Sort {
    /// The ordinal of the column that it is about, if it is about one.
    fn ordinal(self) -> Option<usize> {
        match self {
            Self::Count => None,
            Self::Key(ordinal, _)
            | Self::CountDistinct(ordinal)
            | Self::Sum(ordinal)
            | Self::Least(ordinal)
            | Self::Greatest(ordinal) => Some(ordinal),
        }
    }
}

fn sum<R: Resource>(ordinal: usize) -> Measure {
    Measure::Sum { ordinal, scale: scale::<R, Decimal>(ordinal) }
}

/// Measures of amounts, and their currency: all rows of a group have the same.
fn in_currency<R: Resource>(ordinal: usize, measures: impl IntoIterator<Item = Measure>) -> Vec<Measure> {
    let currency = R::TABLE.columns[ordinal].currency_column().map(Measure::Least);
    measures.into_iter().chain(currency).collect()
}

fn read_sum<T: MoneyField>(measure: &Measure, values: &mut dyn Values) -> Result<Value> {
    let sum = total::<Decimal>(measure, values)?;
    Ok(Box::new(money::<T>(measure, values, sum)?))
}

fn read_average<T: MoneyField>(measure: &Measure, values: &mut dyn Values) -> Result<Value> {
    let (sum, count) = (total::<Decimal>(measure, values)?, values.count()?);
    Ok(Box::new(Average { sum: money::<T>(measure, values, sum)?, count }))
}

fn read_extreme(measure: &Measure, values: &mut dyn Values) -> Result<Value> {
    let amount = values.column(ordinal(measure))?;
    let amount: Option<Decimal> =
        amount.map(|amount| amount.downcast().map_err(|_| wrong_type())).transpose()?.map(|amount| *amount);
    let currency = values.currency(ordinal(measure))?;
    Ok(Box::new(amount.zip(currency).map(|(amount, currency)| Money { amount, currency })))
}

/// An amount in the currency of its group. A group of nulls has none.
fn money<T: MoneyField>(measure: &Measure, values: &mut dyn Values, amount: Decimal) -> Result<T> {
    let currency = values.currency(ordinal(measure))?;
    let money = T::of(currency.map(|currency| Money { amount, currency }));
    money.ok_or_else(|| values.error(ordinal(measure), "the amounts of a group have no currency"))
}

/// The comparison of a measure with amounts in one currency, and that of the currency.
fn in_one_currency(
    column: &Column,
    measure: &Measure,
    Comparison { operator, values }: Comparison<Money>,
    scalar: impl Fn(Decimal) -> Result<Scalar, InvalidValue>,
) -> Result<Vec<Having>, InvalidValue> {
    let is_mixed = column.currency_column().is_some();
    if is_mixed && matches!(operator, Operator::Ne | Operator::NoneOf(_)) {
        return Err("cannot be compared by what it is not, because groups have different currencies".into());
    }
    let currency = single(values.iter())?;
    let amounts = values.into_iter().map(|money| scalar(money.amount)).collect::<Result<_, _>>()?;
    let mut having = vec![Having { measure: measure.clone(), operator, values: amounts }];
    match (currency, column.currency) {
        (Some(currency), Some(CurrencyOf::Column(ordinal))) => having.push(Having {
            measure: Measure::Least(ordinal),
            operator: Operator::Eq,
            values: vec![currency.scalar()],
        }),
        (Some(currency), Some(CurrencyOf::Fixed(fixed))) if fixed != currency => {
            return Err(other_than(fixed).into());
        }
        _ => {}
    }
    Ok(having)
}

/// The currency of all amounts.
fn single<'a>(mut values: impl Iterator<Item = &'a Money>) -> Result<Option<Currency>, InvalidValue> {
    let Some(first) = values.next() else { return Ok(None) };
    match values.find(|money| money.currency != first.currency) {
        Some(other) => Err(mixed(first.currency, other.currency).into()),
        None => Ok(Some(first.currency)),
    }
}
