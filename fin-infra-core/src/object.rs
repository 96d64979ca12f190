//! Inputs that are deserialized from a map: `BudgetCreate` and `BudgetUpdate`.
//!
//! serde's derive would generate a visitor for each resource. Here all of them have one source. What depends on the type of
//! a field is generic over that type only, so that resources share it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::column::Foreign;
use crate::exact::Reading;

/// The fields of an input. Its impl has no bounds: rustc crashes on constants of an impl whose bounds name a missing type.
pub trait InputFields {
    /// The name of the type.
    const NAME: &'static str;
    /// The names of the fields. The position of a name is the field's ordinal.
    const FIELDS: &'static [&'static str];
    /// The ordinals of the required fields.
    const REQUIRED: &'static [usize] = &[];
}

/// An input that is built from the fields of an object. The derive implements it.
#[diagnostic::on_unimplemented(
    message = "only serde knows the fields of `{Self}`",
    label = "the fields of `{Self}` are not known",
    note = "remove the attributes of serde from the type, as in `create(attr(serde(..)))`"
)]
pub trait FromFields<'de>: InputFields + Sized {
    /// Reads each field, and builds the input.
    ///
    /// # Errors
    ///
    /// Those of the fields.
    fn read<F: Fields<'de>>(from: &mut F) -> Result<Self, F::Error>;
}

/// The fields of an object, one after the other.
pub trait Fields<'de> {
    /// The error of a field.
    type Error;

    /// Moves to the next field, whose value must be read next, and returns its ordinal.
    ///
    /// # Errors
    ///
    /// If the field is unknown or a duplicate.
    fn next_field(&mut self) -> Result<Option<usize>, Self::Error>;

    /// Reads the value of the field with a reader, which a probe selected.
    ///
    /// # Errors
    ///
    /// Those of the selected deserializer.
    fn value_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<T>,
    ) -> Result<(), Self::Error>;

    /// Returns the error of a required field that is not there.
    fn missing(&self, ordinal: usize) -> Self::Error;

    /// Reads the value of the field, or null.
    ///
    /// # Errors
    ///
    /// Those of the selected deserializer.
    fn nullable_by<T: 'static, F: Reading<'de, T>>(
        &mut self,
        reading: F,
        to: &mut Option<Option<T>>,
    ) -> Result<(), Self::Error> {
        self.value_by(Nullable(reading), to)
    }

    /// Reads the value of the field as its type specifies.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn value<T: Deserialize<'de> + 'static>(&mut self, to: &mut Option<T>) -> Result<(), Self::Error> {
        self.value_by(Foreign, to)
    }

    /// Reads the value of the field as its type specifies, or null.
    ///
    /// # Errors
    ///
    /// Those of the type.
    fn nullable<T: Deserialize<'de> + 'static>(
        &mut self,
        to: &mut Option<Option<T>>,
    ) -> Result<(), Self::Error> {
        self.nullable_by(Foreign, to)
    }

    /// Returns the value of a required field.
    ///
    /// # Errors
    ///
    /// If the field was not there.
    fn given<T>(&self, ordinal: usize, value: Option<T>) -> Result<T, Self::Error> {
        value.ok_or_else(|| self.missing(ordinal))
    }
}

/// Deserializes an input.
///
/// # Errors
///
/// If a field is unknown, repeated, missing or invalid.
pub fn from_object<'de, T: FromFields<'de>, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    from.deserialize_struct(T::NAME, T::FIELDS, InputVisitor(PhantomData))
}

struct InputVisitor<T>(PhantomData<T>);

impl<'de, T: FromFields<'de>> Visitor<'de> for InputVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut MapFields { map, names: T::FIELDS, seen: vec![false; T::FIELDS.len()] })
    }

    /// Formats that are not self-describing have a struct as a sequence.
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        T::read(&mut SeqFields { seq, count: T::FIELDS.len(), next: 0, ended: false })
    }
}

/// The fields of a map.
struct MapFields<A> {
    map: A,
    names: &'static [&'static str],
    seen: Vec<bool>,
}

impl<'de, A: MapAccess<'de>> Fields<'de> for MapFields<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        let Some(ordinal) = self.map.next_key_seed(FieldSeed(self.names))? else {
            return Ok(None);
        };
        match self.seen.get_mut(ordinal) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(A::Error::duplicate_field(name(self.names, ordinal))),
        }
        Ok(Some(ordinal))
    }

    fn value_by<T, F: Reading<'de, T>>(&mut self, reading: F, to: &mut Option<T>) -> Result<(), A::Error> {
        *to = Some(self.map.next_value_seed(ValueSeed(reading, PhantomData))?);
        Ok(())
    }

    fn missing(&self, ordinal: usize) -> A::Error {
        A::Error::missing_field(name(self.names, ordinal))
    }
}

fn name(names: &'static [&'static str], ordinal: usize) -> &'static str {
    names.get(ordinal).copied().unwrap_or_default()
}

/// The fields of a sequence.
struct SeqFields<A> {
    seq: A,
    count: usize,
    next: usize,
    ended: bool,
}

impl<'de, A: SeqAccess<'de>> Fields<'de> for SeqFields<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        if self.ended || self.next == self.count {
            return Ok(None);
        }
        self.next += 1;
        Ok(Some(self.next - 1))
    }

    fn value_by<T, F: Reading<'de, T>>(&mut self, reading: F, to: &mut Option<T>) -> Result<(), A::Error> {
        *to = self.seq.next_element_seed(ValueSeed(reading, PhantomData))?;
        self.ended = to.is_none();
        Ok(())
    }

    fn missing(&self, ordinal: usize) -> A::Error {
        A::Error::invalid_length(ordinal, &format!("{} fields", self.count).as_str())
    }
}

/// Reads the name of a field, and returns its ordinal.
struct FieldSeed(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for FieldSeed {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldSeed {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let ordinal = self.0.iter().position(|known| *known == name);
        ordinal.ok_or_else(|| E::unknown_field(name, self.0))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        self.visit_str(&String::from_utf8_lossy(name))
    }

    /// Some formats identify fields by their ordinals.
    fn visit_u64<E: Error>(self, ordinal: u64) -> Result<usize, E> {
        let known = usize::try_from(ordinal).ok().filter(|&ordinal| ordinal < self.0.len());
        known.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(ordinal), &"the ordinal of a field"))
    }
}

/// Reads a value.
struct ValueSeed<T, F>(F, PhantomData<T>);

impl<'de, T, F: Reading<'de, T>> DeserializeSeed<'de> for ValueSeed<T, F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.0.read(deserializer)
    }
}

/// Reads null, or a value.
struct Nullable<F>(F);

impl<'de, T, F: Reading<'de, T>> Reading<'de, Option<T>> for Nullable<F> {
    fn read<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(self.0, PhantomData))
    }
}

struct OptionVisitor<T, F>(F, PhantomData<T>);

impl<'de, T, F: Reading<'de, T>> Visitor<'de> for OptionVisitor<T, F> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("option")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.0.read(deserializer).map(Some)
    }
}
