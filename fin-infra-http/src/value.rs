//! Values that arrive as text, in a path or a query.

use std::any::{Any, TypeId};

use fin_infra_core::Money;
use fin_infra_core::private::Reading;
use fin_infra_core::query::Condition;
use serde::de::DeserializeOwned;

use super::json_errors;

/// Parses a value from plain text: its JSON, without quotation marks.
///
/// # Errors
///
/// If the text is not a value of the type.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, serde_plain::Error> {
    serde_plain::from_str(text)
}

/// Parses a tenant, and returns it with its canonical text.
#[must_use]
pub fn tenant<T: DeserializeOwned + serde::Serialize>(text: &str) -> Option<(T, String)> {
    let tenant = parse(text).ok()?;
    let text = text_of(&tenant)?;
    Some((tenant, text))
}

/// The plain text of a value, as [`parse`] reads it.
pub(super) fn text_of<T: serde::Serialize>(value: &T) -> Option<String> {
    serde_plain::to_string(value).ok()
}

/// Whether a type is text, so that a part of it can be searched for.
#[must_use]
pub fn is_text<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<String>()
}

/// The result of a check: the error is a message that describes the expected value.
pub type Checked = Result<(), String>;

/// An unparsed condition of a query: `amount[gte]=9.5`.
pub struct ConditionText {
    pub(super) operator: FilterOperator,
    pub(super) text: String,
}

/// The operator of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilterOperator {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    NotIn,
    IsNull,
    Contains,
    StartsWith,
}

impl FilterOperator {
    /// The operators of every column, by their names in a query.
    pub(super) const COMPARISONS: [(&'static str, Self); 7] = [
        ("ne", Self::Ne),
        ("lt", Self::Lt),
        ("lte", Self::Lte),
        ("gt", Self::Gt),
        ("gte", Self::Gte),
        ("in", Self::In),
        ("not_in", Self::NotIn),
    ];

    /// The operators of a measure of groups, by their names in a query.
    pub(super) fn of_measure(nullable: bool) -> impl Iterator<Item = (&'static str, Self)> {
        let null = nullable.then_some(("is_null", Self::IsNull));
        std::iter::once(("eq", Self::Eq)).chain(Self::COMPARISONS).chain(null)
    }

    /// The operators of a column, by their names in a query.
    pub(super) fn of_column(nullable: bool, text: bool) -> impl Iterator<Item = (&'static str, Self)> {
        let null = nullable.then_some(("is_null", Self::IsNull));
        let text = text.then_some([("contains", Self::Contains), ("starts_with", Self::StartsWith)]);
        Self::COMPARISONS.into_iter().chain(null).chain(text.into_iter().flatten())
    }
}

impl ConditionText {
    /// Reports that the column is not filterable.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn not_filterable(&self) -> Checked {
        Err("is not filterable".to_owned())
    }

    /// Adds the condition to those of a filter.
    ///
    /// # Errors
    ///
    /// A message that describes the expected value.
    pub fn add_to<T: 'static>(
        &self,
        reading: impl for<'de> Reading<'de, T> + Copy,
        to: &mut Vec<Condition<T>>,
    ) -> Checked {
        to.push(self.read(reading)?);
        Ok(())
    }

    /// Parses the values of the condition.
    ///
    /// # Errors
    ///
    /// A message that describes the expected value.
    pub fn read<T: 'static>(
        &self,
        reading: impl for<'de> Reading<'de, T> + Copy,
    ) -> Result<Condition<T>, String> {
        let read = |text: &str| {
            if let Some(money) = money::<T>(text) {
                return money;
            }
            let value = reading.read(serde_plain::Deserializer::new(text));
            value.map_err(|error| json_errors::message::<T>("", &error))
        };
        let list = |condition: fn(Vec<T>) -> Condition<T>| {
            let values = members(&self.text)?.iter().map(|text| read(text)).collect::<Result<Vec<T>, _>>();
            values.map(condition)
        };
        let compare = |condition: fn(T) -> Condition<T>| read(&self.text).map(condition);
        match self.operator {
            FilterOperator::Eq => compare(Condition::eq),
            FilterOperator::Ne => compare(Condition::ne),
            FilterOperator::Lt => compare(Condition::lt),
            FilterOperator::Lte => compare(Condition::le),
            FilterOperator::Gt => compare(Condition::gt),
            FilterOperator::Gte => compare(Condition::ge),
            FilterOperator::Contains => compare(Condition::contains_value),
            FilterOperator::StartsWith => compare(Condition::starts_with_value),
            FilterOperator::In => list(Condition::any_of),
            FilterOperator::NotIn => list(Condition::none_of),
            FilterOperator::IsNull => boolean(&self.text)
                .map(|null| if null { Condition::is_null() } else { Condition::is_not_null() }),
        }
    }
}

/// Reads money, which is an object in JSON, from a text such as `10.00 EUR`. None for any other type.
fn money<T: 'static>(text: &str) -> Option<Result<T, String>> {
    let read = || {
        let read = text.parse::<Money>().map_err(|error| error.reason().to_owned());
        Box::new(read) as Box<dyn Any>
    };
    (TypeId::of::<T>() == TypeId::of::<Money>()).then(read)?.downcast().ok().map(|read| *read)
}

/// Reads `true` or `false`, and nothing else.
pub(super) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

/// Splits a list at its commas; `\,` is a comma in a member, and `\\` a backslash.
fn members(text: &str) -> Result<Vec<String>, String> {
    let mut members = vec![String::new()];
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let literal = match character {
            '\\' => characters.next().ok_or("ends in a backslash; write two for a literal one")?,
            ',' => {
                members.push(String::new());
                continue;
            }
            other => other,
        };
        if let Some(last) = members.last_mut() {
            last.push(literal);
        }
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn a_comma_separates_members_unless_it_is_escaped() {
        assert_eq!(members("a,b").unwrap(), ["a", "b"]);
        assert_eq!(members(r"a\,b,c\\").unwrap(), ["a,b", r"c\"]);
        assert_eq!(members("").unwrap(), [""]);
        members(r"a\").unwrap_err();
    }
}
