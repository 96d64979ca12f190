//! Money as JSON and as text.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::{Exact, Exactly, decimal_of};
use crate::currency::Currency;
use crate::error::Error;
use crate::money::Money;

const FIELDS: [&str; 2] = ["amount", "currency"];

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut to = to.serialize_struct("Money", FIELDS.len())?;
        to.serialize_field(FIELDS[0], &self.amount())?;
        to.serialize_field(FIELDS[1], self.currency().code())?;
        to.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize_exact(from)
    }
}

impl Exact for Money {
    fn deserialize_exact<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let is_text = from.is_human_readable();
        from.deserialize_struct("Money", &FIELDS, MoneyVisitor { is_text })
    }
}

/// The code.
impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize_exact(from)
    }
}

impl Exact for Currency {
    fn deserialize_exact<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = Cow::<str>::deserialize(from)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom("must be a code of ISO 4217, such as EUR"))
    }
}

struct MoneyVisitor {
    /// Whether the format is text, such as JSON.
    is_text: bool,
}

impl<'de> Visitor<'de> for MoneyVisitor {
    type Value = Money;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("an amount with its currency, such as {\"amount\": \"10.00\", \"currency\": \"EUR\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Money, A::Error> {
        let (mut amount, mut currency) = (None, None);
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            match &*name {
                "amount" if amount.is_none() => amount = Some(map.next_value::<Exactly<_>>()?.0),
                "currency" if currency.is_none() => currency = Some(map.next_value::<Exactly<_>>()?.0),
                "amount" => return Err(A::Error::duplicate_field(FIELDS[0])),
                "currency" => return Err(A::Error::duplicate_field(FIELDS[1])),
                other => return Err(A::Error::unknown_field(other, &FIELDS)),
            }
        }
        of_fields(amount, currency)
    }

    /// Formats that are not self-describing have a struct as a sequence. In JSON, it would be another form of the same amount.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Money, A::Error> {
        if self.is_text {
            return Err(A::Error::invalid_type(Unexpected::Seq, &self));
        }
        let amount = seq.next_element::<Exactly<_>>()?.map(|Exactly(amount)| amount);
        let currency = seq.next_element::<Exactly<_>>()?.map(|Exactly(currency)| currency);
        of_fields(amount, currency)
    }
}

fn of_fields<E: serde::de::Error>(amount: Option<Decimal>, currency: Option<Currency>) -> Result<Money, E> {
    let amount = amount.ok_or_else(|| E::missing_field(FIELDS[0]))?;
    let currency = currency.ok_or_else(|| E::missing_field(FIELDS[1]))?;
    Money::new(amount, currency).map_err(|error| E::custom(error.reason()))
}

/// Reads `10.00 EUR`.
impl FromStr for Money {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = || {
            let (amount, code) = text.split_once(' ')?;
            Some((decimal_of(amount)?, Currency::from_code(code)?))
        };
        match read() {
            Some((amount, currency)) => Self::new(amount, currency),
            None => Err(Error::invalid(
                "money",
                "must be an amount and the code of its currency, such as 10.00 EUR",
            )),
        }
    }
}
