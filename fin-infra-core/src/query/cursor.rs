//! Cursors: the position where a page ended.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Selected;
use crate::column::InMemory;
use crate::column::Medium;
use crate::error::{Error, Result};
use crate::predicate::Conditions;
use crate::predicate::{Clause, Operator, Order, SortKey};
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// The position in a list after which the next page begins.
///
/// A cursor is an opaque string that a client can store and send back. It is only valid for the resource, tenant,
/// filter, search and order of the page that it came with; any other list rejects it. It grants no access, since the
/// statement that uses it is tenant-scoped like every other. Nor is it a secret: it contains the last row's values of
/// the columns in the order, in readable form.
///
/// Its `Display` output consists of hexadecimal digits, which need no escaping in URLs. `parse` reads it:
///
/// ```
/// use fin_infra::ErrorKind;
/// use fin_infra::query::Cursor;
///
/// # fn main() -> Result<(), fin_infra::Error> {
/// let cursor: Cursor = "00ff".parse()?;
/// assert_eq!(cursor.to_string(), "00ff");
/// assert!("?".parse::<Cursor>().is_err_and(|error| error.kind() == ErrorKind::Invalid));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len().is_multiple_of(2)
            && !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(refused())
        }
    }
}

fn refused() -> Error {
    Error::invalid("cursor", "is not a cursor of this list; start again without a cursor")
}

/// The content of a cursor: the last row's values of the columns of an [`Order`](crate::predicate::Order).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Position {
    pub(crate) keys: Vec<Scalar>,
}

impl Position {
    /// Returns the cursor for this position in a list.
    pub(crate) fn seal(&self, list: Fingerprint) -> Cursor {
        let mut bytes = Vec::with_capacity(64);
        self.keys.iter().for_each(|key| write_scalar(key, &mut bytes));
        let seal = list.and(&bytes);
        bytes.extend(seal.0.to_be_bytes());
        Cursor(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(hex_digit).collect())
    }

    /// Returns the position that a cursor contains, if the cursor belongs to this list.
    pub(crate) fn unseal(cursor: &Cursor, list: Fingerprint, order: &Order, table: &Table) -> Result<Self> {
        let bytes = cursor.bytes().ok_or_else(refused)?;
        let (mut body, seal) = bytes.split_last_chunk::<8>().ok_or_else(refused)?;
        if list.and(body).0.to_be_bytes() != *seal {
            return Err(refused());
        }
        let mut read = |key: &SortKey| {
            read_scalar(&mut body).filter(|value| !value.is_null() || table.columns[key.ordinal].nullable)
        };
        let keys: Option<Vec<_>> = order.keys.iter().map(&mut read).collect();
        let keys = keys.filter(|_| body.is_empty()).ok_or_else(refused)?;
        Ok(Self { keys })
    }
}

fn hex_digit(value: u8) -> Option<char> {
    char::from_digit(value.into(), 16)
}

impl Cursor {
    fn bytes(&self) -> Option<Vec<u8>> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (pairs, _) = self.0.as_bytes().as_chunks::<2>();
        pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
    }
}

/// Identifies a list: a 64-bit FNV-1a hash (Fowler, Noll and Vo), which is the same in every build.
#[derive(Clone, Copy)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Returns the fingerprint of the rows that are listed, and the terms of their filter.
    pub(crate) fn of(
        scope: ErasedScope<'_, InMemory>,
        selected: Selected<'_, InMemory>,
        order: &Order,
    ) -> Result<(Self, Vec<Clause>)> {
        let table = scope.stored.table;
        let mut cells = Vec::new();
        scope.add_tenant(&mut cells)?;
        let mut conditions = Conditions::<InMemory>::after(cells);
        selected.filter.conditions(&mut conditions)?;
        for text in selected.search {
            InMemory::add_text(Some(text.clone()), &mut conditions.arguments)
                .map_err(|error| Error::database("the search text cannot be encoded").with_source(error))?;
        }

        // A zero byte, which no name contains, ends each name, so that different lists never produce the same bytes.
        let mut bytes = table.name.as_bytes().to_vec();
        bytes.extend([0, selected.rows as u8]);
        for key in &order.keys {
            bytes.extend(table.columns[key.ordinal].name.as_bytes());
            bytes.extend([0, 1 + key.direction as u8]);
        }
        bytes.push(0);
        write_clauses(table, &conditions.clauses, &mut bytes);
        conditions.arguments.iter().for_each(|cell| write_scalar(&cell.scalar, &mut bytes));
        Ok((Self(0xcbf2_9ce4_8422_2325).and(&bytes), conditions.clauses))
    }

    fn and(self, bytes: &[u8]) -> Self {
        let step = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(bytes.iter().fold(self.0, step))
    }
}

/// Writes the conditions of a filter. A zero byte, which no name contains, begins each group.
fn write_clauses(table: &Table, clauses: &[Clause], to: &mut Vec<u8>) {
    for clause in clauses {
        match clause {
            Clause::Term(term) => {
                to.extend(table.columns[term.ordinal].name.as_bytes());
                to.extend(operator_tag(term.operator));
            }
            Clause::AnyOf(branches) => {
                to.extend(b"\0any");
                for branch in branches {
                    write_group(table, branch, to);
                }
                to.extend(b"\0end");
            }
            Clause::Not(clauses) => {
                to.extend(b"\0not");
                write_group(table, clauses, to);
            }
        }
    }
}

fn write_group(table: &Table, clauses: &[Clause], to: &mut Vec<u8>) {
    to.extend(b"\0(");
    write_clauses(table, clauses, to);
    to.extend(b"\0)");
}

fn operator_tag(operator: Operator) -> Vec<u8> {
    format!("\0{operator:?}\0").into_bytes()
}

fn write_scalar(scalar: &Scalar, out: &mut Vec<u8>) {
    let body = match scalar {
        Scalar::Null => Vec::new(),
        Scalar::Bool(value) => vec![u8::from(*value)],
        Scalar::Int(value) => value.to_be_bytes().to_vec(),
        Scalar::Float(value) => value.to_be_bytes().to_vec(),
        Scalar::Decimal(value) => value.serialize().to_vec(),
        Scalar::Text(text) => text.as_bytes().to_vec(),
        Scalar::Bytes(bytes) => bytes.clone(),
    };
    out.push(scalar.rank());
    out.extend((body.len() as u64).to_be_bytes());
    out.extend(body);
}

fn read_scalar(from: &mut &[u8]) -> Option<Scalar> {
    let (&rank, rest) = from.split_first()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (body, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
    *from = rest;
    Some(match rank {
        0 => Scalar::Null,
        1 => Scalar::Bool(*body.first()? != 0),
        2 => Scalar::Int(i128::from_be_bytes(body.try_into().ok()?)),
        3 => Scalar::Float(f64::from_be_bytes(body.try_into().ok()?)),
        4 => Scalar::Decimal(Decimal::deserialize(body.try_into().ok()?)),
        5 => Scalar::Text(String::from_utf8(body.to_vec()).ok()?),
        6 => Scalar::Bytes(body.to_vec()),
        _ => return None,
    })
}
