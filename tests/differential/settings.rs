//! Which operations to run, and how many of them: from the environment, or the defaults for every run of the tests.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// One seed, to reproduce its difference.
const SEED: &str = "FIN_TEST_SEED";
/// How many seeds, all of them new.
const SEEDS: &str = "FIN_TEST_SEEDS";
/// How many steps each seed takes.
const STEPS: &str = "FIN_TEST_STEPS";

/// The default number of steps per seed.
const USUAL_STEPS: usize = 250;
/// The seeds of every run of the tests, to which a new one is added.
const USUAL_SEEDS: [u64; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

/// The number that a variable holds.
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok().filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} has to be a whole number, not {text:?}")))
}

/// How many steps each seed takes.
pub(crate) fn steps() -> usize {
    number(STEPS)
        .map_or(USUAL_STEPS, |steps| usize::try_from(steps).expect("a number of steps fits into memory"))
}

/// The seeds.
pub(crate) fn seeds() -> Vec<u64> {
    if let Some(seed) = number(SEED) {
        return vec![seed];
    }
    let time = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    let new = u64::from(time.subsec_nanos()) + time.as_secs() * 1_000_000_000;
    match number(SEEDS) {
        Some(count) => (new..new + count).collect(),
        None => USUAL_SEEDS.into_iter().chain([new]).collect(),
    }
}

/// The seed of the first task of a race.
pub(crate) fn seed_of_races() -> u64 {
    number(SEED).unwrap_or(1)
}

/// How often each task of a race does something.
pub(crate) fn rounds() -> usize {
    number(STEPS).map_or(60, |steps| usize::try_from(steps).expect("a number of rounds fits into memory"))
}

/// The command that reproduces a seed.
pub(crate) fn replay(seed: u64) -> String {
    format!("{SEED}={seed} {STEPS}={} cargo test --package fin-infra-tests --test differential", steps())
}
