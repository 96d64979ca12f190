//! The fewest operations that still show a difference.

use std::time::{Duration, Instant};

use fin_infra_tests::StoreKind;

use crate::compare::{self, Difference, MODEL};
use crate::scribe::Step;

/// The time limit: the result is short enough by then.
const PATIENCE: Duration = Duration::from_secs(120);

/// Removes acts that are not needed for the difference (Zeller's ddmin).
pub(crate) fn shrink(mut steps: Vec<Step>, mut found: Difference) -> (Vec<Step>, Difference) {
    let deadline = Instant::now() + PATIENCE;
    let kinds: Vec<StoreKind> = if found.kind == MODEL { vec![MODEL] } else { vec![MODEL, found.kind] };
    let mut chunk = steps.len().div_ceil(2);
    while chunk > 0 && Instant::now() < deadline {
        let mut start = 0;
        while start < steps.len() && Instant::now() < deadline {
            let end = (start + chunk).min(steps.len());
            let fewer = [&steps[..start], &steps[end..]].concat();
            match compare::difference(&fewer, &kinds) {
                Some(difference) => (steps, found) = (fewer, difference),
                None => start = end,
            }
        }
        chunk = if chunk == 1 { 0 } else { chunk.div_ceil(2) };
    }
    alone(steps, found, &kinds)
}

/// Leaves out acts of transactions.
fn alone(mut steps: Vec<Step>, mut found: Difference, kinds: &[StoreKind]) -> (Vec<Step>, Difference) {
    for position in 0..steps.len() {
        let mut act = 0;
        while let Step::Together { number, acts, commit } = &steps[position]
            && act < acts.len()
        {
            let mut fewer = acts.clone();
            fewer.remove(act);
            let mut attempt = steps.clone();
            attempt[position] = Step::Together { number: *number, acts: fewer, commit: *commit };
            match compare::difference(&attempt, kinds) {
                Some(difference) => (steps, found) = (attempt, difference),
                None => act += 1,
            }
        }
    }
    (steps, found)
}
