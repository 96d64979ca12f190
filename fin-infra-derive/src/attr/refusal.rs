//! How a mistake is told: a sentence that states the fact and then the fix, on the token at fault, with the word that
//! was probably meant.

use std::fmt::Display;

use darling::Error;
use proc_macro2::Span;

/// An error on one token.
pub(crate) fn refuse(span: Span, message: impl Display) -> Error {
    Error::custom(message).with_span(&span)
}

/// The candidate that `word` was probably meant to be, if one is near enough to say so.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a sentence about an unknown word: what was probably meant, or else all that could be.
pub(crate) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, candidates.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if candidates.clone().into_iter().nth(1).is_none() => format!("write {}", list(candidates)),
        None => format!("write one of {}", list(candidates)),
    }
}

/// Names in backquotes with "and" before the last.
fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = above[column] + usize::from(letter != *other);
            let mut best = changed.min(above[column + 1] + 1).min(current[column] + 1);
            if column > 0 && previous == Some(*other) && letter == right[column - 1] {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
        previous = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, list, nearest};

    #[test]
    fn distance_counts_a_swap_of_neighbours_once() {
        assert_eq!(distance("tenant", "tenant"), 0);
        assert_eq!(distance("tenent", "tenant"), 1);
        assert_eq!(distance("nmae", "name"), 1);
        assert_eq!(distance("", "name"), 4);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        assert_eq!(nearest("serach", ["search", "secret"]), Some("search"));
        assert_eq!(nearest("softdelete", ["soft_delete", "delete"]), Some("soft_delete"));
        assert_eq!(nearest("colour", ["table", "path"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn a_list_reads_as_a_sentence_does() {
        assert_eq!(list([]), "none");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
