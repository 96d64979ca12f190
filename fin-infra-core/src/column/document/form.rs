//! The form in which JSON is written, so that every database returns it unchanged.

use std::fmt::Display;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{Error, Result, Write};

use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

use crate::value::NEGATIVE_ZERO;

/// The deepest nesting of arrays and objects that MariaDB supports.
const MOST_LEVELS: usize = 31;

/// The form in which JSON is written:
///
/// - A float has a decimal point, whatever its size. JSONB has no exponents and would turn `1e16` into an integer, which
///   serde distinguishes from a float.
/// - An integer has at most 64 bits, like in MySQL.
///
/// Anything that some database would reject or change is an error: U+0000, negative zero, a duplicate name in an object, too
/// deep nesting, and raw JSON text, whose formatting JSONB does not preserve.
#[derive(Default)]
pub(super) struct Form {
    /// For each enclosing object or array, the index of its first name in `names`.
    levels: Vec<usize>,
    /// The hashes of the names in the enclosing objects.
    names: Vec<u64>,
    hashing: RandomState,
    /// The hash of the current name.
    name: Option<<RandomState as BuildHasher>::Hasher>,
    has_nulls: bool,
}

impl Form {
    pub(super) fn has_nulls(&self) -> bool {
        self.has_nulls
    }

    fn enter(&mut self) -> Result<()> {
        if self.levels.len() == MOST_LEVELS {
            return reject(format!("must not be nested deeper than {MOST_LEVELS} levels"));
        }
        self.levels.push(self.names.len());
        Ok(())
    }

    fn leave(&mut self) -> Result<()> {
        let first = self.levels.pop().unwrap_or_default();
        let names = &mut self.names[first..];
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return reject("must not have the same name twice in an object");
        }
        self.names.truncate(first);
        Ok(())
    }

    /// Hashes a part of a name.
    fn hash(&mut self, part: &[u8]) {
        if let Some(name) = &mut self.name {
            name.write(part);
        }
    }

    /// Hashes a number or a boolean that is a name.
    fn hash_value(&mut self, value: impl Display) {
        if self.name.is_some() {
            self.hash(value.to_string().as_bytes());
        }
    }

    fn write_float<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> Result<()> {
        self.hash(text.as_bytes());
        writer.write_all(text.as_bytes())?;
        if text.contains('.') { Ok(()) } else { writer.write_all(b".0") }
    }
}

fn reject<T>(reason: impl Into<String>) -> Result<T> {
    Err(Error::other(reason.into()))
}

fn check_zero(value: f64) -> Result<()> {
    if value == 0.0 && value.is_sign_negative() { reject(NEGATIVE_ZERO) } else { Ok(()) }
}

/// Above it, `serde_json` writes an exponent, and `Display` all digits.
const MANY_DIGITS: f64 = 1e13;

macro_rules! integers {
    ($($write:ident $int:ty),*) => {$(
        fn $write<W: ?Sized + Write>(&mut self, writer: &mut W, value: $int) -> Result<()> {
            self.hash_value(value);
            CompactFormatter.$write(writer, value)
        }
    )*};
}

impl Formatter for &mut Form {
    integers! {
        write_i8 i8, write_i16 i16, write_i32 i32, write_i64 i64, write_u8 u8, write_u16 u16, write_u32 u32, write_u64 u64
    }

    fn write_null<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.has_nulls = true;
        CompactFormatter.write_null(writer)
    }

    fn write_bool<W: ?Sized + Write>(&mut self, writer: &mut W, value: bool) -> Result<()> {
        self.hash_value(value);
        CompactFormatter.write_bool(writer, value)
    }

    fn write_i128<W: ?Sized + Write>(&mut self, writer: &mut W, value: i128) -> Result<()> {
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => self.write_i64(writer, value),
            (_, Ok(value)) => self.write_u64(writer, value),
            _ => reject("must not have a whole number of more than 64 bits; write it as text"),
        }
    }

    fn write_u128<W: ?Sized + Write>(&mut self, writer: &mut W, value: u128) -> Result<()> {
        self.write_i128(writer, i128::try_from(value).unwrap_or(i128::MAX))
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> Result<()> {
        check_zero(f64::from(value))?;
        if f64::from(value.abs()) < MANY_DIGITS && self.name.is_none() {
            return CompactFormatter.write_f32(writer, value);
        }
        self.write_float(writer, &value.to_string())
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> Result<()> {
        check_zero(value)?;
        if value.abs() < MANY_DIGITS && self.name.is_none() {
            return CompactFormatter.write_f64(writer, value);
        }
        self.write_float(writer, &value.to_string())
    }

    // serde_json calls this for each number of a `Value`, if some crate of the program enables `arbitrary_precision`.
    fn write_number_str<W: ?Sized + Write>(&mut self, writer: &mut W, text: &str) -> Result<()> {
        if text != "-0" && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
            return match text.parse::<i128>() {
                Ok(value) => self.write_i128(writer, value),
                Err(_) => self.write_i128(writer, i128::MAX),
            };
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() && digits(text) == digits(&value.to_string()) => {
                self.write_f64(writer, value)
            }
            _ => reject("must not have a number with more digits than a float can hold; write it as text"),
        }
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        self.hash(fragment.as_bytes());
        CompactFormatter.write_string_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> Result<()> {
        let character = match escape {
            CharEscape::AsciiControl(0) => return reject("must not contain the character U+0000"),
            CharEscape::Quote => b'"',
            CharEscape::ReverseSolidus => b'\\',
            CharEscape::Solidus => b'/',
            CharEscape::Backspace => 8,
            CharEscape::FormFeed => 12,
            CharEscape::LineFeed => b'\n',
            CharEscape::CarriageReturn => b'\r',
            CharEscape::Tab => b'\t',
            CharEscape::AsciiControl(byte) => byte,
        };
        self.hash(&[character]);
        CompactFormatter.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.enter()?;
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.leave()?;
        CompactFormatter.end_array(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.enter()?;
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.leave()?;
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.name = Some(self.hashing.build_hasher());
        CompactFormatter.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _writer: &mut W) -> Result<()> {
        self.names.extend(self.name.take().map(|name| name.finish()));
        Ok(())
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, _writer: &mut W, _fragment: &str) -> Result<()> {
        reject("must not have raw JSON text, which no database stores unchanged; use `serde_json::Value`")
    }
}

/// The digits of a number without leading and trailing zeros, and the power of ten of the last one.
fn digits(number: &str) -> Option<(String, i64)> {
    let unsigned = number.trim_start_matches('-');
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_end_matches('0');
    if significant.is_empty() {
        return Some((String::new(), 0));
    }
    let zeros = i64::try_from(all.len() - significant.len()).ok()?;
    let decimals = i64::try_from(fraction.len()).ok()?;
    let exponent = exponent.trim_start_matches('+').parse::<i64>().ok()?;
    Some((
        significant.trim_start_matches('0').to_owned(),
        exponent.checked_add(zeros)?.checked_sub(decimals)?,
    ))
}
