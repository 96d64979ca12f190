//! The changes from one schema to another.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Alter, Change};
use super::describe::Desired;
use super::model::{Schema, Table};

/// Decisions that the structs do not contain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    /// Tables, columns and digits may be lost.
    pub(crate) allow_drop: bool,
    /// SQL for the values of existing rows, by `table.column`.
    pub(crate) fills: BTreeMap<String, String>,
}

/// The changes, or all questions to answer first.
pub(crate) fn diff(before: &Schema, wanted: &Desired, answers: &Answers) -> Result<Vec<Change>, Vec<String>> {
    let mut changes = Vec::new();
    let mut questions = Vec::new();
    for name in wanted.schema.parents_first() {
        let table = &wanted.schema.tables[name];
        match before.tables.get(name) {
            None => changes.push(Change::Create { name: name.to_owned(), table: table.clone() }),
            Some(old) => {
                if let Some(alter) = compare(name, old, table, wanted, answers) {
                    ask(&alter, wanted, answers, &mut questions);
                    changes.push(Change::Alter(alter));
                }
            }
        }
    }
    for name in before.parents_first().into_iter().rev() {
        if !wanted.schema.tables.contains_key(name) {
            changes.push(Change::Drop { name: name.to_owned(), table: before.tables[name].clone() });
        }
    }
    // Unmanaged parts alone are not a difference.
    if changes.iter().all(|change| matches!(change, Change::Alter(alter) if is_nothing(alter))) {
        changes.clear();
    }
    ask_about_losses(&changes, answers, &mut questions);
    ask_about_answers(&changes, answers, &mut questions);
    if questions.is_empty() { Ok(changes) } else { Err(questions) }
}

/// The change of a table, if any. The order of columns does not matter.
fn compare(name: &str, before: &Table, after: &Table, wanted: &Desired, answers: &Answers) -> Option<Alter> {
    let renames = after.columns.iter().filter_map(|column| {
        let old = wanted.renames.get(&(name.to_owned(), column.name.clone()))?;
        let is_rename = before.column(old).is_some()
            && before.column(&column.name).is_none()
            && after.column(old).is_none();
        is_rename.then(|| (column.name.clone(), old.clone()))
    });
    let change = Alter {
        name: name.to_owned(),
        before: before.clone(),
        after: after.clone(),
        renames: renames.collect(),
        fills: BTreeMap::new(),
    };
    let change = change.filled(&answers.fills);
    (!(is_nothing(&change) && after.adopted.is_empty())).then_some(change)
}

/// Whether it changes nothing, except for recording unmanaged parts.
fn is_nothing(change: &Alter) -> bool {
    let Alter { before, after, .. } = change;
    change.renames.is_empty()
        && change.added().next().is_none()
        && change.dropped().next().is_none()
        && change.changed().next().is_none()
        && before.primary_key == after.primary_key
        && before.indexes == after.indexes
        && before.foreign_keys == after.foreign_keys
        && before.checks == after.checks
        && before.to_validate(after).next().is_none()
        && before.row_security == after.row_security
        && before.placement == after.placement
}

/// Asks about columns that may be renamed, and about required columns without values.
fn ask(alter: &Alter, wanted: &Desired, answers: &Answers, questions: &mut Vec<String>) {
    let table = &alter.name;
    let new: Vec<&str> =
        alter.added().filter(|column| !column.is_derived()).map(|column| column.name.as_str()).collect();
    for gone in alter.dropped().filter(|column| !column.is_derived() && !answers.allow_drop) {
        if let [first, ..] = new[..] {
            let gone = &gone.name;
            questions.push(format!(
                "`{table}.{gone}` is gone, and `{}` is new: if it is the same column, write `#[fin(renamed_from = \"{gone}\")]` \
                 on `{first}`; if it is not, `--allow-drop` drops `{gone}` with what it holds",
                new.join("`, `"),
            ));
        }
    }
    for (column, one, other) in alter.converted().filter(|_| !answers.allow_drop) {
        questions.push(format!(
            "the amounts of `{table}.{}` in {one} would be read as {other}, with the same numbers: `--allow-drop` allows it, \
             and the statements that convert them belong in the migration before it is applied",
            column.name
        ));
    }
    for (column, before) in alter.unknown() {
        let name = &column.name;
        let what = match alter.amounts_without_currency(column) {
            Some(amounts) => format!("is new, and rows with a value in `{}` have none in it", amounts.name),
            None if before.is_some() => "is required now, and rows may have no value there".to_owned(),
            None => "is new and required, and rows have no value for it".to_owned(),
        };
        let fill = format!("--fill {table}.{name}=SQL");
        let remedy = if wanted.numbers.contains(&(table.clone(), name.clone())) {
            format!("give each its number with `{fill}`")
        } else if column.nullable {
            format!("give one with `{fill}`, such as `'EUR'`")
        } else {
            format!(
                "give one with `{fill}`, give the field a plain `#[fin(default = ..)]`, or make it an `Option`"
            )
        };
        questions.push(format!("`{table}.{name}` {what}: {remedy}"));
    }
}

fn ask_about_losses(changes: &[Change], answers: &Answers, questions: &mut Vec<String>) {
    if answers.allow_drop {
        return;
    }
    for loss in changes.iter().flat_map(Change::losses).map(|loss| loss.to_string()) {
        let asked = questions.iter().any(|question| {
            let column = loss.strip_prefix("column ").unwrap_or(&loss);
            question.starts_with(column.split(" (").next().unwrap_or_default())
        });
        if !asked {
            questions.push(format!("{loss} would be lost: pass `--allow-drop` to allow it"));
        }
    }
}

/// An answer without a question is a mistake.
fn ask_about_answers(changes: &[Change], answers: &Answers, questions: &mut Vec<String>) {
    let used: BTreeSet<String> = changes
        .iter()
        .flat_map(|change| match change {
            Change::Alter(alter) => {
                alter.fills.keys().map(|column| format!("{}.{column}", alter.name)).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    for fill in answers.fills.keys().filter(|fill| !used.contains(*fill)) {
        questions.push(format!("`--fill {fill}=..` has no effect: every row has a value there"));
    }
}
