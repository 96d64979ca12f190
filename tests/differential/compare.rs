//! Compares the results of a store with those of the model.

use fin_infra_tests::StoreKind;

use crate::act::Answer;
use crate::run::{self, Trace};
use crate::scribe::Step;

/// The reference store.
pub(crate) const MODEL: StoreKind = StoreKind::Memory;

/// Two stores that do not agree.
pub(crate) struct Difference {
    pub(crate) kind: StoreKind,
    pub(crate) text: String,
}

/// The differences in a run of all stores.
pub(crate) fn difference(steps: &[Step], kinds: &[StoreKind]) -> Option<Difference> {
    let traces = run::on_each(kinds, steps);
    if let Some((kind, trace)) = traces.iter().find(|(_, trace)| !trace.broken_rules.is_empty()) {
        return Some(Difference {
            kind: *kind,
            text: format!("{kind:?} broke a rule: {:#?}", trace.broken_rules),
        });
    }
    let ((_, model), others) = traces.split_first().expect("the model is among the stores");
    others.iter().find_map(|(kind, trace)| {
        between(steps, model, trace, *kind).map(|text| Difference { kind: *kind, text })
    })
}

fn between(steps: &[Step], model: &Trace, other: &Trace, kind: StoreKind) -> Option<String> {
    let answers = model.answers.iter().zip(&other.answers);
    for ((number, expected), (_, answer)) in answers {
        if expected != answer && !is_one_of_several(steps, *number, expected, answer) {
            let (expected, answer) = (shorten(&expected.text), shorten(&answer.text));
            return Some(format!("act {number}\n  {MODEL:?}: {expected}\n  {kind:?}: {answer}"));
        }
    }
    if model.contents == other.contents {
        return None;
    }
    let missing = model.contents.iter().filter(|line| !other.contents.contains(line));
    let unexpected = other.contents.iter().filter(|line| !model.contents.contains(line));
    let lines: Vec<_> = missing
        .map(|line| format!("  {MODEL:?}: {line}"))
        .chain(unexpected.map(|line| format!("  {kind:?}: {line}")))
        .take(10)
        .collect();
    Some(format!("the contents at the end\n{}", lines.join("\n")))
}

/// How the names of references begin.
const REFERENCE: &str = "fk_";

/// Whether two stores refused the same thing for a unique value and for a reference, and it breaks both. SQLite looks at
/// references at the end of a statement; of unique values, each store names the same.
fn is_one_of_several(steps: &[Step], number: usize, expected: &Answer, answer: &Answer) -> bool {
    let (Some(one), Some(other)) = (&expected.constraint, &answer.constraint) else { return false };
    if one.starts_with(REFERENCE) == other.starts_with(REFERENCE) {
        return false;
    }
    let broken = run::on(MODEL, steps, Some(number)).constraints;
    broken.contains(one) && broken.contains(other)
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 4_000;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST).chain("…".chars()).collect()
    }
}
