//! The reference implementation of a rule over three columns, and the values with which it is tested.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// How many rows are tried for each rule. Each takes some ten statements.
const ROWS: usize = 40;

/// The values of the three columns.
pub(crate) type Values = [i128; 3];

/// Random values, most of them near the limits of a column or near zero.
pub(crate) fn rows(ends: [(i128, i128); 3]) -> Vec<Values> {
    let mut generator = ChaCha8Rng::seed_from_u64(14);
    (0..ROWS).map(|_| ends.map(|ends| value(&mut generator, ends))).collect()
}

fn value(generator: &mut ChaCha8Rng, (least, most): (i128, i128)) -> i128 {
    let value = match generator.random_range(0..10) {
        0..3 => most - generator.random_range(0..2),
        3..6 => least + generator.random_range(0..2),
        6..9 => generator.random_range(-3..4),
        _ => return generator.random_range(least..=most),
    };
    value.clamp(least, most)
}

/// The results of a store for each kind of input, as far as a rule is concerned.
#[derive(Default)]
pub(crate) struct Answers {
    kept: usize,
    broken: usize,
}

impl Answers {
    /// Compares a result with the expected one: the row is accepted, or rejected with the name of the rule.
    pub(crate) fn hold<T>(
        &mut self,
        answer: fin_infra::Result<T>,
        keeps: bool,
        rule: &str,
        what: &str,
    ) -> Option<T> {
        match answer {
            Ok(value) => {
                assert!(keeps, "{what} was taken and breaks the rule");
                self.kept += 1;
                Some(value)
            }
            Err(error) => {
                assert!(!keeps, "{what} keeps the rule: {error:?}");
                assert!(error.is_invalid() && error.constraint() == Some(rule), "{what}: {error:?}");
                self.broken += 1;
                None
            }
        }
    }

    /// A rule that is always or never satisfied would prove nothing.
    pub(crate) fn check_both_occurred(&self) {
        assert!(self.kept > 9 && self.broken > 9, "{} kept the rule and {} broke it", self.kept, self.broken);
    }
}

/// A resource with one rule over three columns, and a test for each store that tries it on every way in.
///
/// The rule is read twice: by the derive, for the type of the columns, and by Rust, for whole numbers that are wide enough.
macro_rules! rule {
    (
        $stores:tt $name:ident($table:literal): |$($field:ident: $ty:ty $([$($word:tt)*])?),*| $rule:expr,
        ends: $ends:expr, make: $make:expr
    ) => {
        mod $name {
            use fin_infra::Resource as _;
            use fin_infra::prelude::*;

            #[allow(unused_imports)]
            use super::*;
            use crate::judge::{Answers, Values, rows};

            #[derive(FinResource, Debug, Clone)]
            #[fin(table = $table, unique("number"), check($rule))]
            pub(super) struct Sum {
                number: i64,
                $($(#[fin($($word)*)])? $field: $ty,)*
            }

            fn keeps_it([$($field),*]: Values) -> bool {
                $rule
            }

            fn create(number: usize, [$($field),*]: Values) -> SumCreate {
                SumCreate { number: i64::try_from(number).unwrap(), $($field: $make($field)),* }
            }

            /// A change of one column, or of all.
            fn change(only: Option<usize>, [$($field),*]: Values) -> SumUpdate {
                let mut position = 0..;
                $(
                    let own = position.next();
                    let $field = (only.is_none() || only == own).then(|| $make($field));
                )*
                SumUpdate { $($field,)* ..SumUpdate::default() }
            }

            fin_infra_tests::on_stores!($stores [Sum] stores_agree);

            async fn stores_agree(db: &Db) {
                let (sums, rule) = (Sum::repository(), Sum::TABLE.checks[0].name);
                let mut answers = Answers::default();
                let mut first: Option<(Uuid, usize, Values)> = None;
                for (number, values) in rows($ends).into_iter().enumerate() {
                    let what = format!("{} with {values:?}", Sum::TABLE.checks[0].rule);
                    let created = sums.create(db, create(number, values)).await;
                    let created = answers.hold(created, keeps_it(values), rule, &format!("create: {what}"));
                    let twice = [number + 1_000, number + 2_000].map(|number| create(number, values));
                    answers.hold(sums.create_many(db, twice).await, keeps_it(values), rule, &format!("bulk: {what}"));
                    let Some((id, number, kept)) = &mut first else {
                        first = created.map(|row| (row.id, number, values));
                        continue;
                    };
                    for column in 0..3 {
                        let mut changed = *kept;
                        changed[column] = values[column];
                        let update = sums.update(db, *id, change(Some(column), values)).await;
                        let what = format!("update of {kept:?} to {changed:?}: {what}");
                        if answers.hold(update, keeps_it(changed), rule, &what).is_some() {
                            *kept = changed;
                        }
                    }
                    let update = sums.update(db, *id, change(None, values)).await;
                    if answers.hold(update, keeps_it(values), rule, &format!("update: {what}")).is_some() {
                        *kept = values;
                    }
                    let upsert = sums.upsert_by_number(db, create(*number, values)).await;
                    if answers.hold(upsert, keeps_it(values), rule, &format!("upsert: {what}")).is_some() {
                        *kept = values;
                    }
                    let [$($field),*] = *kept;
                    let stored = sums.get(db, *id).await.unwrap();
                    assert_eq!(($(stored.$field,)*), ($($make($field),)*), "what was refused changed nothing");
                }
                answers.check_both_occurred();
                let drift = schema::verify_of(db, &[schema::of::<Sum>()]).await.unwrap();
                assert!(drift.is_none(), "{drift}");
            }
        }
    };
}

pub(crate) use rule;
