//! Runs the same operations, generated from a seed, on the four stores: every result, every error and the final
//! contents must be the same. The memory store is the model for the databases.
//!
//! Each run uses the same few seeds and a new one. `cargo xtask differential --seeds 200 --steps 300` uses more.
//! `FIN_TEST_SEED` reproduces the difference of a seed; the failure explains how.

mod act;
mod acts;
mod compare;
mod contents;
mod dice;
mod ids;
mod player;
mod races;
mod run;
mod scribe;
mod settings;
mod shrink;
mod subjects;
mod values;

use std::fmt::Write as _;

use fin_infra_tests::StoreKind;

#[test]
fn the_four_stores_give_the_same_answers() {
    let seeds = settings::seeds();
    println!("{} seeds of {} steps, the last of them {:?}", seeds.len(), settings::steps(), seeds.last());
    for (number, &seed) in seeds.iter().enumerate() {
        if number > 0 && number % 10 == 0 {
            println!("{number} seeds agree");
        }
        let steps = scribe::write(seed, settings::steps());
        if let Some(difference) = compare::difference(&steps, &StoreKind::ALL) {
            let all = steps.len();
            println!("seed {seed}: {}\nlooking for the fewest steps that show a difference", difference.text);
            let (steps, difference) = shrink::shrink(steps, difference);
            panic!("{}", report(seed, all, &steps, &difference));
        }
    }
}

fn report(seed: u64, all: usize, steps: &[scribe::Step], difference: &compare::Difference) -> String {
    let mut text =
        format!("the stores differ with seed {seed}; {} of its {all} steps are enough:\n", steps.len());
    for step in steps {
        match step {
            scribe::Step::Alone(act) => _ = writeln!(text, "  act {}: {:?}", act.number, act.act),
            scribe::Step::Together { number, acts, commit } => {
                _ = writeln!(
                    text,
                    "  act {number}: a transaction with {}",
                    if *commit { "a commit" } else { "a rollback" }
                );
                for act in acts {
                    _ = writeln!(text, "    act {}: {:?}", act.number, act.act);
                }
            }
        }
    }
    _ = write!(text, "{}\nto repeat it: {}", difference.text, settings::replay(seed));
    text
}
