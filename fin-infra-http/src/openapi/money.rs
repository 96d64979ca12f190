//! The schemas of money.

use std::any::TypeId;

use fin_infra_core::schema::{Column, CurrencyOf, Limits, Literal, Table};
use fin_infra_core::{Currency, Money};
use serde_json::{Value, json};
use utoipa::ToSchema as _;
use utoipa::openapi::{Ref, RefOr, Schema};

use super::schemas::fragment;
use super::types::decimal;
use crate::field::Field;

/// The digits of an amount, and how many of them are decimal places, without `decimal(..)`.
const USUAL: (u8, u8) = (18, 4);

/// Whether a type is money.
pub(super) fn is_money(id: TypeId) -> bool {
    id == TypeId::of::<Money>()
}

/// The schema of an amount with its currency.
pub(super) fn object(column: &Column, digits: u8) -> Value {
    let scale = column.limits.scale;
    let places = match column.currency {
        Some(CurrencyOf::Fixed(currency)) => currency
            .decimal_places()
            .map_or(scale, |places| u8::try_from(places).map_or(scale, |places| scale.min(places))),
        _ => scale,
    };
    let (code, amount) = (code(column), decimal(digits - scale, places));
    let example = json!({ "amount": amount["examples"][0], "currency": code["examples"][0] });
    json!({
        "type": "object",
        "required": ["amount", "currency"],
        "properties": { "amount": amount, "currency": code },
        "additionalProperties": false,
        "examples": [example],
    })
}

/// The default amount, with its currency.
pub(super) fn default(column: &Column, table: &Table) -> Option<Value> {
    let Literal::Decimal(amount) = column.default? else { return None };
    let currency = match column.currency? {
        CurrencyOf::Fixed(currency) => currency,
        CurrencyOf::Column(ordinal) => match table.columns[ordinal].default? {
            Literal::Text(code) => Currency::from_code(code)?,
            _ => return None,
        },
    };
    let money = Money::new(amount.parse().ok()?, currency).ok()?;
    serde_json::to_value(money).ok()
}

/// Whether a column is the amounts of a field of money.
pub(super) fn is_in(column: &Column, field: &Field) -> bool {
    is_money((field.type_id)()) && !column.limits.json
}

/// Whether a schema is a reference to that of the type.
pub(super) fn is_of_type(given: &Ref) -> bool {
    given.ref_location == Ref::from_schema_name(Money::name()).ref_location
}

/// The name of the schema of a column of money that says nothing of its own: `Money`, `MoneyInEUR`, or `Money12_2` with other
/// digits than usual. Columns with equal schemas share it.
pub(super) fn name(column: &Column, field: &Field, schema: &RefOr<Schema>) -> Option<String> {
    let Limits { precision, scale, .. } = column.limits;
    let is_plain = is_in(column, field) && *schema == fragment(object(column, precision));
    let currency = match column.currency {
        Some(CurrencyOf::Fixed(currency)) => format!("In{}", currency.code()),
        _ => String::new(),
    };
    let digits = if (precision, scale) == USUAL { String::new() } else { format!("{precision}_{scale}") };
    is_plain.then(|| format!("Money{currency}{digits}"))
}

/// The schema of an amount with its currency in a query.
pub(super) fn text(column: &Column) -> Value {
    let code = code(column);
    let code = code["examples"][0].as_str().unwrap_or_default();
    let pattern = r"^-?[0-9]{1,28}(\.[0-9]{1,28})? [A-Z]{3}$";
    json!({ "type": "string", "pattern": pattern, "examples": [format!("120 {code}")] })
}

/// The schema of the code of a currency: the only one of a column, or any.
pub(super) fn code(column: &Column) -> Value {
    match column.currency {
        Some(CurrencyOf::Fixed(currency)) => {
            json!({ "type": "string", "enum": [currency.code()], "examples": [currency.code()] })
        }
        _ => any_code(),
    }
}

/// The schema of the code of any currency.
pub(super) fn any_code() -> Value {
    json!({ "type": "string", "pattern": "^[A-Z]{3}$", "examples": [Currency::EUR.code()] })
}
