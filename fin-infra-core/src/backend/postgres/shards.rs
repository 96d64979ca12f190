//! Names in the error messages of Citus.
//!
//! Citus passes a worker's message on without the fields that name the constraint, the table and the column. The worker
//! uses the names of the shard: the name of the table or the constraint, followed by the number of the shard, as in
//! `uq_goals_name_102010`.

use std::borrow::Cow;

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

use crate::backend::Constraint;

/// The maximum length of a name in PostgreSQL, in bytes.
const LONGEST: usize = 63;

/// The minimum number of digits: Citus numbers shards from 102008 on.
const DIGITS: usize = 6;

/// Returns the constraint of an error.
pub(super) fn constraint(error: &dyn DatabaseError) -> Constraint {
    match error.constraint() {
        Some(name) => Constraint::Name(name.to_owned()),
        None => Constraint::Quoted(quoted(error.message())),
    }
}

/// Returns the column that must not be null.
pub(super) fn null_column(error: &dyn DatabaseError) -> String {
    let column = error.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::column);
    // null value in column ".." of relation ".." violates not-null constraint
    let named = || quoted(error.message()).into_iter().next();
    column.map(str::to_owned).or_else(named).unwrap_or_default()
}

/// Returns the table whose rows refer to a row that could not be removed.
pub(super) fn referring_table(error: &dyn DatabaseError) -> Option<String> {
    // update or delete on table ".." violates foreign key constraint ".." on table ".."
    let named = || without_shard(quoted(error.message()).get(2)?).map(str::to_owned);
    error.table().map(str::to_owned).or_else(named)
}

/// Returns the names that a message quotes, in order. Languages use different quotation marks.
fn quoted(message: &str) -> Vec<String> {
    let parts = message.split(['"', '\u{201e}', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}']);
    parts.skip(1).step_by(2).map(|name| name.trim().to_owned()).collect()
}

/// Returns `true` if a name is the known one, or that of one of its shards.
pub(in crate::backend) fn is_of(name: &str, known: &str) -> bool {
    name == known || split(name).is_some_and(|(_, shard)| name == of_shard(known, shard))
}

/// Returns a name without the number of a shard; `None` if a part of the name is cut off.
pub(in crate::backend) fn without_shard(name: &str) -> Option<&str> {
    match split(name) {
        None => Some(name),
        Some(_) if name.len() == LONGEST => None,
        Some((known, _)) => Some(known),
    }
}

fn split(name: &str) -> Option<(&str, &str)> {
    let (known, shard) = name.rsplit_once('_')?;
    let is_shard = shard.len() >= DIGITS && shard.bytes().all(|digit| digit.is_ascii_digit());
    is_shard.then_some((known, shard))
}

/// The name that Citus gives an object on a shard: `AppendShardIdToName` in
/// `src/backend/distributed/relay/relay_event_utility.c`.
fn of_shard<'a>(known: &'a str, shard: &str) -> Cow<'a, str> {
    if known.len() + 1 + shard.len() <= LONGEST {
        return format!("{known}_{shard}").into();
    }
    let room = LONGEST.saturating_sub(shard.len() + 1 + 9);
    let head = &known[..known.floor_char_boundary(room)];
    format!("{head}_{:08x}_{shard}", hash(known.as_bytes())).into()
}

/// `hash_bytes` in PostgreSQL's src/common/hashfn.c, which is Bob Jenkins's lookup3.
fn hash(bytes: &[u8]) -> u32 {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut state = [0x9e37_79b9_u32.wrapping_add(length).wrapping_add(3_923_095); 3];
    let mut blocks = bytes.chunks_exact(12);
    for block in &mut blocks {
        add(&mut state, block, 0);
        mix(&mut state);
    }
    // The last block does not use the lowest byte of the third word.
    let (first, last) = blocks.remainder().split_at(blocks.remainder().len().min(8));
    add(&mut state, first, 0);
    add(&mut state, last, 9);
    finish(state)
}

/// Adds bytes to three little-endian words of four bytes.
fn add(state: &mut [u32; 3], bytes: &[u8], from: usize) {
    for (position, byte) in (from..).zip(bytes) {
        let word = &mut state[position / 4];
        *word = word.wrapping_add(u32::from(*byte) << (8 * (position % 4)));
    }
}

fn mix([a, b, c]: &mut [u32; 3]) {
    let step = |one: &mut u32, two: &mut u32, three: &mut u32, bits: u32| {
        *one = one.wrapping_sub(*three) ^ three.rotate_left(bits);
        *three = three.wrapping_add(*two);
    };
    step(a, b, c, 4);
    step(b, c, a, 6);
    step(c, a, b, 8);
    step(a, b, c, 16);
    step(b, c, a, 19);
    step(c, a, b, 4);
}

fn finish([mut a, mut b, mut c]: [u32; 3]) -> u32 {
    let step = |one: &mut u32, two: u32, bits: u32| *one = (*one ^ two).wrapping_sub(two.rotate_left(bits));
    step(&mut c, b, 14);
    step(&mut a, c, 11);
    step(&mut b, a, 25);
    step(&mut c, b, 16);
    step(&mut a, c, 4);
    step(&mut b, a, 14);
    step(&mut c, b, 24);
    c
}

#[cfg(test)]
mod tests {
    use super::{hash, is_of, of_shard, quoted, without_shard};

    #[test]
    fn names_are_found_in_the_quotes_of_each_language() {
        let names = ["goals_102008", "fk_deposits_goal_id_102012", "deposits_102012"];
        for message in [
            "update or delete on table \"goals_102008\" violates foreign key constraint \"fk_deposits_goal_id_102012\" on table \
             \"deposits_102012\"",
            "Aktualisieren oder L\u{f6}schen in Tabelle \u{201e}goals_102008\u{201c} verletzt Fremdschl\u{fc}ssel-Constraint \
             \u{201e}fk_deposits_goal_id_102012\u{201c} von Tabelle \u{201e}deposits_102012\u{201c}",
            "UPDATE ou DELETE sur la table \u{ab} goals_102008 \u{bb} viole la contrainte de cl\u{e9} \u{e9}trang\u{e8}re \
             \u{ab} fk_deposits_goal_id_102012 \u{bb} de la table \u{ab} deposits_102012 \u{bb}",
        ] {
            assert_eq!(quoted(message), names);
        }
        assert_eq!(quoted("nothing in quotes"), Vec::<String>::new());
    }

    #[test]
    fn a_name_on_a_shard_matches_its_own_name_and_no_other() {
        assert!(is_of("uq_goals_name_102010", "uq_goals_name"));
        assert!(is_of("uq_goals_name", "uq_goals_name"));
        assert!(is_of("uq_goals_name_2_102010", "uq_goals_name_2"));
        // A name may itself end in a number.
        for other in ["uq_goals_name", "uq_goals_name_2_1", "uq_goals", "goals_name_2"] {
            assert!(!is_of("uq_goals_name_2_102010", other), "{other}");
        }
        assert!(!is_of("uq_goals_name_2", "uq_goals_name"));
        assert_eq!(without_shard("deposits_102012"), Some("deposits"));
        assert_eq!(without_shard("deposits_2025"), Some("deposits_2025"));
    }

    #[test]
    fn a_long_name_is_cut_and_has_the_hash_that_citus_gives_it() {
        let [one, other] = ["one", "two"].map(|end| format!("uq_{}_{end}", "x".repeat(55)));
        let [on_shard, other_on_shard] = [&one, &other].map(|name| of_shard(name, "102010"));
        assert_eq!(on_shard.len(), 63);
        assert!(is_of(&on_shard, &one) && !is_of(&on_shard, &other));
        assert!(is_of(&other_on_shard, &other) && !is_of(&other_on_shard, &one));
        assert_eq!(without_shard(&on_shard), None);
    }

    #[test]
    fn the_hash_is_that_of_postgresql() {
        // SELECT hashtext(..) of PostgreSQL 15, as unsigned numbers.
        for (text, expected) in HASHES {
            assert_eq!(hash(text.as_bytes()), *expected, "{text}");
        }
    }

    const HASHES: &[(&str, u32)] = &[
        ("", 2_817_148_525),
        ("a", 1_075_015_857),
        ("abcd", 3_901_032_492),
        ("abcdefgh", 2_334_039_091),
        ("abcdefghijk", 2_811_163_603),
        ("abcdefghijkl", 2_708_880_084),
        ("uq_goals_name", 1_693_566_602),
        ("pk_a_table_whose_name_is_as_long_as_a_name_can_be_in_postgresql", 1_501_918_878),
    ];
}
