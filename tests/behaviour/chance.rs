//! Values that a fixed seed decides.

use fin_infra::prelude::*;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Map, Number, Value, json};

/// Random numbers that are the same in each run.
pub(crate) struct Chance(pub(crate) ChaCha8Rng);

impl Chance {
    pub(crate) fn new() -> Self {
        Self(ChaCha8Rng::seed_from_u64(9))
    }

    /// Any finite number, or an ordinary one. Zero has no sign: that a column takes it away is tested elsewhere.
    pub(crate) fn double(&mut self) -> f64 {
        let float = match self.0.random_range(0..4) {
            0 => f64::from_bits(self.0.random()),
            // Powers of ten, around which some formats change.
            1 => f64::from(self.0.random_range(1..100_u8)) * 10_f64.powi(self.0.random_range(-20..25)),
            2 => f64::from_bits(self.0.random_range(0..1 << 52)),
            _ => f64::from(self.0.random::<i32>()) / 100.0,
        };
        if float.is_finite() && float != 0.0 { float } else { 0.1 }
    }

    pub(crate) fn single(&mut self) -> f32 {
        let float = f32::from_bits(self.0.random());
        if float.is_finite() && float != 0.0 { float } else { 0.1 }
    }

    pub(crate) fn time(&mut self) -> DateTime<Utc> {
        let micros = self.0.random_range(-30_610_224_000_000_000..253_402_300_799_999_999_i64);
        DateTime::from_timestamp_micros(micros).unwrap()
    }

    pub(crate) fn text(&mut self) -> String {
        let letters = ['a', 'é', '"', '\\', '\u{1}', '\u{7f}', '\u{2028}', '😀', ' ', '/', '\n'];
        (0..self.0.random_range(0..6)).map(|_| letters[self.0.random_range(0..letters.len())]).collect()
    }

    pub(crate) fn value(&mut self, depth: u32) -> Value {
        match self.0.random_range(0..if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.0.random::<bool>()),
            2 => json!(self.0.random::<i64>() >> self.0.random_range(0..64)),
            3 => json!(self.0.random::<u64>()),
            4 => Value::Number(Number::from_f64(self.double()).unwrap()),
            5 => json!(self.text()),
            6 => (0..self.0.random_range(0..4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let fields = (0..self.0.random_range(0..4)).map(|_| (self.text(), self.value(depth - 1)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }
}
