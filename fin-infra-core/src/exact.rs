//! Decimals that are deserialized exactly, or rejected.
//!
//! `Decimal`'s own `Deserialize` rounds a number with more digits than it can hold, and accepts floating-point numbers
//! if any crate of the program enables that. The generated types therefore use this module for decimal columns, both
//! for single decimals and for the collections that implement [`Exact`]. A decimal in a struct of your own, which is
//! stored as JSON, is deserialized as that struct specifies. To read it exactly as well, write:
//!
//! ```
//! use fin_infra::prelude::*;
//!
//! #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
//! struct Share {
//!     holder: String,
//!     #[serde(deserialize_with = "fin_infra::exact::deserialize")]
//!     part: Decimal,
//! }
//!
//! let share: Share = serde_json::from_str(r#"{"holder": "Ada", "part": "0.25"}"#)?;
//! assert_eq!(share.part, Decimal::new(25, 2));
//! let rounded = r#"{"holder": "Ada", "part": "0.33333333333333333333333333333333"}"#;
//! assert!(serde_json::from_str::<Share>(rounded).is_err());
//! assert!(serde_json::from_str::<Share>(r#"{"holder": "Ada", "part": 0.25}"#).is_err());
//! # Ok::<(), serde_json::Error>(())
//! ```

mod money;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::column::{Foreign, Otherwise, Own};

/// A decimal, or a collection of decimals, that is deserialized exactly.
pub trait Exact: Sized {
    /// Deserializes the value: a string for each decimal, in which every digit counts.
    ///
    /// # Errors
    ///
    /// If a string is not a decimal, or is one that a [`Decimal`] could only hold rounded.
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Deserializes decimals exactly, for `#[serde(deserialize_with = "fin_infra::exact::deserialize")]`.
///
/// # Errors
///
/// If a string is not a decimal, or is one that a [`Decimal`] could only hold rounded.
pub fn deserialize<'de, D: Deserializer<'de>, T: Exact>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize_exact(deserializer)
}

impl Exact for Decimal {
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Digits)
    }
}

struct Digits;

impl Visitor<'_> for Digits {
    type Value = Decimal;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a decimal as text, such as \"12.50\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        if !is_written_in_digits(text) {
            return Err(E::custom("a decimal has digits and a point, such as \"12.50\""));
        }
        // A number that does not parse exactly has too many digits.
        decimal_of(text).ok_or_else(|| {
            E::custom("a decimal has digits and a point, such as \"12.50\", and at most 28 digits")
        })
    }
}

/// The decimal that a text is, exactly.
fn decimal_of(text: &str) -> Option<Decimal> {
    is_written_in_digits(text).then(|| Decimal::from_str_exact(text).ok()).flatten()
}

/// Returns `true` if a text has digits on both sides of its point, if it has one, and at most a minus sign before them:
/// there is one way to write a number.
fn is_written_in_digits(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(fraction)
}

/// Deserializes the elements of collections exactly.
struct Exactly<T>(T);

impl<'de, T: Exact> Deserialize<'de> for Exactly<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_exact(deserializer).map(Self)
    }
}

impl<T: Exact> Exact for Option<T> {
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Option::<Exactly<T>>::deserialize(deserializer)?;
        Ok(read.map(|Exactly(value)| value))
    }
}

impl<T: Exact> Exact for Vec<T> {
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Vec::<Exactly<T>>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|Exactly(value)| value).collect())
    }
}

impl<K, T: Exact> Exact for BTreeMap<K, T>
where
    K: for<'any> Deserialize<'any> + Ord,
{
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = BTreeMap::<K, Exactly<T>>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(key, Exactly(value))| (key, value)).collect())
    }
}

impl<K, T: Exact, S> Exact for HashMap<K, T, S>
where
    K: for<'any> Deserialize<'any> + Eq + Hash,
    S: BuildHasher + Default,
{
    fn deserialize_exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = HashMap::<K, Exactly<T>, S>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(key, Exactly(value))| (key, value)).collect())
    }
}

/// Detects whether a type consists of decimals, which are deserialized exactly.
pub struct ExactProbe<T>(PhantomData<T>);

impl<T: Exact> ExactProbe<T> {
    /// Decimals.
    pub const KIND: Own = Own;
}

impl<T> Otherwise for ExactProbe<T> {}

/// Deserializes a `T` in the way that a probe selected.
pub trait Reading<'de, T> {
    /// Deserializes the value.
    ///
    /// # Errors
    ///
    /// Those of the selected deserializer.
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error>;
}

impl<'de, T: Exact> Reading<'de, T> for Own {
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize_exact(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Reading<'de, T> for Foreign {
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

/// A field of an Update, which distinguishes a present field from an absent one.
pub struct Present<F>(pub F);

impl<'de, T, F: Reading<'de, T>> Reading<'de, Option<T>> for Present<F> {
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.0.read(deserializer).map(Some)
    }
}
