//! The schemas of money.

use std::any::TypeId;

use fin_infra_core::schema::{Column, CurrencyOf};
use fin_infra_core::{Currency, Money};
use serde_json::{Value, json};

use super::types::decimal;

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
