//! The tenants and ids of the operations. Tenants and most ids are the same on each store and are shared between the
//! tables; an id that a store made itself is known by the act that made it.

use std::fmt;

use fin_infra::prelude::*;

/// How many tenants there are.
pub(crate) const TENANTS: u8 = 8;

/// How many ids the tenants share.
const SHARED: u8 = 10;

/// One of the tenants.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tenant(pub(crate) u8);

impl Tenant {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..TENANTS).map(Self)
    }

    /// Its id.
    pub(crate) fn id(self) -> Uuid {
        // Neither in the order of the numbers nor with different first bytes.
        Uuid::from_bytes([
            0x40 ^ (self.0 & 4),
            7 - self.0,
            0x33,
            0,
            0,
            0,
            0x40,
            0,
            0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            self.0,
        ])
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tenant{}", self.0)
    }
}

/// One of the ids that the tenants share. They sort after all ids that a store generates, whose first bits are the
/// time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Shared(pub(crate) u8);

impl Shared {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..SHARED).map(Self)
    }

    /// The id itself.
    pub(crate) fn id(self) -> Uuid {
        let scattered = self.0.wrapping_mul(0x4d) | 0x80;
        Uuid::from_bytes([scattered, 1, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, self.0])
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "id{}", self.0)
    }
}

/// The row that an operation is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The one with a shared id.
    Shared(Shared),
    /// The id that the act with this number generated, counted from zero if it generated several.
    MadeBy(usize, usize),
    /// One that never was.
    Nowhere,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shared(shared) => shared.fmt(f),
            Self::MadeBy(act, number) => write!(f, "made{act}.{number}"),
            Self::Nowhere => f.write_str("nowhere"),
        }
    }
}

/// A shared id, for a column that refers to a row; in a few cases one that no row ever has.
pub(crate) fn reference(dice: &mut crate::dice::Rng) -> Uuid {
    if dice.goes_wrong(5) { Uuid::from_u128(u128::MAX) } else { shared(dice).id() }
}

/// One of the shared ids.
pub(crate) fn shared(dice: &mut crate::dice::Rng) -> Shared {
    // Few of them have most of the work, so that things meet.
    Shared(u8::try_from(if dice.chance(60) { dice.below(4) } else { dice.below(SHARED.into()) }).unwrap_or(0))
}
