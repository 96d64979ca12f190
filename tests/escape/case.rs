//! Generated conditions and orders.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::tokens::{ATOMS, COVERS, HIDDEN, PLAIN, TAME, TERMS, TOKENS, WAYS_OUT};

/// How many orders one process makes: their texts live as long as it does.
const ORDERS: usize = 500_000;

static ORDERS_MADE: AtomicUsize = AtomicUsize::new(0);

/// A part of a condition.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Sql(&'static str),
    Name,
    Amount,
}

/// A condition and an order.
pub(crate) struct Case {
    pub(crate) condition: Vec<Part>,
    pub(crate) order: Option<&'static str>,
    pub(crate) limit: Option<u32>,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("condition: ")?;
        for part in &self.condition {
            match part {
                Part::Sql(sql) => f.write_str(sql)?,
                bound => write!(f, "<{bound:?}>")?,
            }
        }
        write!(f, "\norder: {:?}, limit: {:?}", self.order, self.limit)
    }
}

impl Case {
    /// The case of a number, always the same for the same seed.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut dice = Rng(ChaCha8Rng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let has_order = dice.chance(25) && ORDERS_MADE.fetch_add(1, Ordering::Relaxed) < ORDERS;
        let condition = if has_order && dice.chance(50) { Vec::new() } else { dice.condition() };
        let order = has_order.then(|| -> &'static str { dice.order().leak() });
        Self { condition, order, limit: dice.chance(20).then_some(3) }
    }
}

struct Rng(ChaCha8Rng);

impl Rng {
    fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        *list.choose(&mut self.0).expect("there is something to choose from")
    }

    fn condition(&mut self) -> Vec<Part> {
        let tokens = match self.0.random_range(0..10) {
            0..3 => self.joined(PLAIN, &[" AND ", " OR "]),
            3..5 => self.tokens(TAME, 8),
            5..8 => self.way_out(),
            _ => self.tokens(TOKENS, 12),
        };
        let tokens = self.mutated(tokens);
        let mut parts: Vec<Part> = tokens.into_iter().map(Part::Sql).collect();
        while self.chance(15) {
            let position = self.0.random_range(0..=parts.len());
            let bound = self.pick(&[Part::Name, Part::Amount]);
            parts.insert(position, bound);
        }
        parts
    }

    fn order(&mut self) -> String {
        let mut tokens = match self.0.random_range(0..3) {
            0 => self.joined(TERMS, &[", "]),
            1 => self.way_out(),
            _ => self.tokens(TAME, 6),
        };
        if self.chance(30) {
            tokens.insert(0, "id ");
        }
        self.mutated(tokens).concat()
    }

    /// One to three of a list, with something of another one between them.
    fn joined(&mut self, list: &[&'static str], between: &[&'static str]) -> Vec<&'static str> {
        let mut joined = vec![self.pick(list)];
        while joined.len() < 5 && self.chance(50) {
            joined.extend([self.pick(between), self.pick(list)]);
        }
        joined
    }

    fn tokens(&mut self, list: &[&'static str], most: usize) -> Vec<&'static str> {
        let count = self.0.random_range(1..=most);
        (0..count).map(|_| self.pick(list)).collect()
    }

    /// A condition, an attempt to escape, and another condition, each with tokens that hide text.
    fn way_out(&mut self) -> Vec<&'static str> {
        let first = self.atom();
        let second = if self.chance(60) { first.clone() } else { self.atom() };
        let way = self.pick(WAYS_OUT);
        first.into_iter().chain([way]).chain(second).collect()
    }

    fn atom(&mut self) -> Vec<&'static str> {
        let ((before, behind), (open, close)) = (self.pick(ATOMS), self.pick(COVERS));
        vec![before, open, self.pick(HIDDEN), close, behind]
    }

    /// Mostly as it was, else with some tokens more, less or others.
    fn mutated(&mut self, mut tokens: Vec<&'static str>) -> Vec<&'static str> {
        while self.chance(25) {
            let token = self.pick(TOKENS);
            let position = self.0.random_range(0..=tokens.len());
            match tokens.get_mut(position) {
                Some(there) if self.chance(30) => *there = token,
                Some(_) if self.chance(30) => drop(tokens.remove(position)),
                _ => tokens.insert(position, token),
            }
        }
        tokens
    }
}
