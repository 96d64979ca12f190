//! Random numbers from a seed: the same seed gives the same numbers on every machine and in every release.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// The source of all random values.
pub(crate) struct Rng {
    generator: ChaCha8Rng,
    /// Whether only values that a store accepts are generated.
    is_tame: bool,
}

impl Rng {
    /// Random numbers that a seed decides.
    pub(crate) fn new(seed: u64) -> Self {
        Self { generator: ChaCha8Rng::seed_from_u64(seed), is_tame: false }
    }

    /// A number less than `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.generator.random_range(0..end.max(1))
    }

    /// Whether something happens that does so in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Whether to generate a value that no store accepts, which happens with this percentage.
    pub(crate) fn goes_wrong(&mut self, percent: usize) -> bool {
        self.chance(percent) && !self.is_tame
    }

    /// Makes something of values that a store takes.
    pub(crate) fn tame<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.is_tame = true;
        let made = make(self);
        self.is_tame = false;
        made
    }

    /// One of the choices.
    pub(crate) fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// A value in some cases, and else none.
    pub(crate) fn maybe<T>(&mut self, percent: usize, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| value(self))
    }

    /// So many values, and less than `end`.
    pub(crate) fn several<T>(&mut self, end: usize, mut value: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(end)).map(|_| value(self)).collect()
    }
}
