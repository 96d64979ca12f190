//! What tables a database has.
//!
//! A database tells of a table in words of its own: `character varying(40)` for `VARCHAR(40)`, a rule with other
//! parentheses, a default with a cast. Each file here reads its database's catalogue, and [`settle`] puts the words in
//! which the structs say the same where they do.
//!
//! The catalogues are read here and not by a library: none tells of partial indexes, computed columns and policies,
//! which is where the isolation of tenants is.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "mysql")]
pub(crate) use self::mysql::inspect as mysql;
#[cfg(feature = "postgres")]
pub(crate) use self::postgres::inspect as postgres;
#[cfg(feature = "sqlite")]
pub(crate) use self::sqlite::inspect as sqlite;
use super::model::{Schema, Table};

/// The column that is null, or that is not null, in the rows that an index holds, out of the index's predicate.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn rows_of(predicate: Option<&str>, unquoted: fn(&str) -> &str) -> (Option<String>, Option<String>) {
    let Some(predicate) = predicate else { return (None, None) };
    match predicate.strip_suffix(" IS NOT NULL") {
        Some(column) => (None, Some(unquoted(column).to_owned())),
        None => (Some(predicate.strip_suffix(" IS NULL").map_or(predicate, unquoted).to_owned()), None),
    }
}

/// The copies that a run remembered and did not set right to the end, of tables that were found.
const PENDING: &str =
    "SELECT table_name, folded_name, source_name FROM _fin_refold ORDER BY table_name, folded_name";

/// A copy that is not right yet: its table, itself, and what it is a copy of.
type Pending = (String, String, String);

/// Says which copies are not right yet. One that a migration would have made that was taken back is none.
fn add_pending(found: &mut Schema, pending: Vec<Pending>) {
    for (table, folded, source) in pending {
        if found.tables.get(&table).is_some_and(|table| table.column(&folded).is_some()) {
            found.waiting.push(format!(
                "{table}: the copies of {source} in {folded} are not all made yet, and searches and `unique_ci` go by them: \
                 `upgrade` or `refold` goes on with them"
            ));
        }
    }
}

/// Takes the struct's words for what only sounds different.
fn settle(found: &mut Schema, wanted: &Schema, canonical_type: fn(&str) -> String) {
    for (name, table) in &mut found.tables {
        if let Some(wanted) = wanted.tables.get(name) {
            settle_table(table, wanted, canonical_type);
        }
    }
}

fn settle_table(found: &mut Table, wanted: &Table, canonical_type: fn(&str) -> String) {
    for column in &mut found.columns {
        let Some(wanted) = wanted.column(&column.name) else { continue };
        if canonical_type(&column.sql_type) == canonical_type(&wanted.sql_type) {
            column.sql_type.clone_from(&wanted.sql_type);
        }
        for (text, wanted) in
            [(&mut column.default, &wanted.default), (&mut column.generated, &wanted.generated)]
        {
            if let (Some(text), Some(wanted)) = (text, wanted)
                && canonical(text) == canonical(wanted)
            {
                text.clone_from(wanted);
            }
        }
        column.folded_from.clone_from(&wanted.folded_from);
    }
    for (name, rule) in &mut found.checks {
        if let Some(wanted) = wanted.checks.get(name)
            && canonical(rule) == canonical(wanted)
        {
            rule.clone_from(wanted);
        }
    }
}

/// SQL without what the databases add and leave out: parentheses, quotes of names, casts, spaces, and the case of
/// words; numbers without zeros at their end.
fn canonical(sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (text, behind) = text(rest);
            // PostgreSQL says `'-8'::integer` for -8.
            let is_number = ["::integer", "::bigint", "::smallint", "::numeric"]
                .iter()
                .any(|cast| behind.starts_with(cast));
            out.push_str(if is_number { text.trim_matches('\'') } else { text });
            rest = behind;
        } else if let Some(cast) = rest.strip_prefix("::") {
            rest = cast.trim_start_matches(|letter: char| letter.is_alphanumeric() || "_ ".contains(letter));
            rest = match rest.strip_prefix('(') {
                Some(sizes) => sizes.split_once(')').map_or("", |(_, behind)| behind),
                None => rest,
            };
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest
                .find(|letter: char| !(letter.is_alphanumeric() || "_.".contains(letter)))
                .unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            out.push_str(&canonical_word(word));
            rest = behind;
        } else {
            if !" ()\"`\n".contains(first) {
                out.push(first);
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    out.replace("!=", "<>")
}

/// A text in quotes at the beginning, and what stands behind it.
fn text(sql: &str) -> (&str, &str) {
    let mut end = 1;
    while let Some(quote) = sql[end..].find('\'') {
        end += quote + 1;
        if !sql[end..].starts_with('\'') {
            return sql.split_at(end);
        }
        end += 1;
    }
    (sql, "")
}

fn canonical_word(word: &str) -> String {
    let word = word.to_lowercase();
    if word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.') {
        return word.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    match word.as_str() {
        "true" => "1".to_owned(),
        "false" => "0".to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn what_only_sounds_different_is_the_same() {
        for (one, other) in [
            ("\"worth\" = \"assets\" - \"debts\"", "(worth = (assets - debts))"),
            ("`amount` > 0.50", "(amount > (0.5)::numeric)"),
            ("\"kind\" <> 'no ''such'' (kind)'", "((kind)::text <> 'no ''such'' (kind)'::text)"),
            ("'pending'", "'pending'::character varying(20)"),
            ("\"total\" > -8", "(total > ('-8'::integer)::numeric)"),
            ("FALSE", "0"),
            ("(TRUE)", "true"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        for (one, other) in
            [("a > 1", "a > 2"), ("a = 'X'", "a = 'x'"), ("a = 10", "a = 1"), ("a < b", "b < a")]
        {
            assert_ne!(canonical(one), canonical(other));
        }
    }
}
