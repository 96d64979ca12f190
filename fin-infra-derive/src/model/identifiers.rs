//! Valid names in the stores, and valid paths of the REST API.

use darling::Result;
use proc_macro2::Span;
use syn::LitStr;

use super::{Backends, Settings};
use crate::attr::error;
use crate::shared::{LIVE_COLUMN, LONGEST_NAME};

/// A name in a schema, its span, and how to choose another.
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) remedy: &'a str,
}

/// Reports the first thing that is wrong with a table's name.
pub(super) fn check_table(name: &Name<'_>, backends: Backends) -> Result<()> {
    check_is_not_empty(name)
        .and_then(|()| check_is_plain(name))
        .and_then(|()| check_is_short(name))
        .and_then(|()| check_is_not_reserved_by_sqlite(name, backends))
        .and_then(|()| check_is_not_the_migration_table(name))
}

/// Reports the first thing that is wrong with a column's name.
pub(super) fn check_column(name: &Name<'_>, settings: &Settings) -> Result<()> {
    check_is_not_empty(name)
        .and_then(|()| check_is_plain(name))
        .and_then(|()| check_is_short(name))
        .and_then(|()| check_is_no_system_column(name, settings.backends))
        .and_then(|()| check_is_not_the_live_column(name, settings))
        .and_then(|()| check_is_no_page_key(name, settings.backends))
}

fn check_is_not_empty(name: &Name<'_>) -> Result<()> {
    if name.text.is_empty() {
        return Err(error(name.span, format!("a name cannot be empty: {}", name.remedy)));
    }
    Ok(())
}

fn check_is_plain(name: &Name<'_>) -> Result<()> {
    let plain = name.text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if plain && !name.text.starts_with(|first: char| first.is_ascii_digit()) {
        return Ok(());
    }
    Err(error(
        name.span,
        format!(
            "`{}` is not a valid name in every store (letters `a` to `z`, digits and `_`, not starting with \
             a digit): {}",
            name.text, name.remedy
        ),
    ))
}

fn check_is_short(name: &Name<'_>) -> Result<()> {
    if name.text.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(error(
        name.span,
        format!(
            "`{}` has {} characters, and PostgreSQL truncates names after {LONGEST_NAME}: {}",
            name.text,
            name.text.len(),
            name.remedy
        ),
    ))
}

fn check_is_not_reserved_by_sqlite(name: &Name<'_>, backends: Backends) -> Result<()> {
    if backends.sqlite && name.text.to_ascii_lowercase().starts_with("sqlite_") {
        return Err(error(
            name.span,
            format!("SQLite reserves names that start with `sqlite_`: {}", name.remedy),
        ));
    }
    Ok(())
}

fn check_is_not_the_migration_table(name: &Name<'_>) -> Result<()> {
    if name.text.eq_ignore_ascii_case("_sqlx_migrations") {
        return Err(error(
            name.span,
            format!("`_sqlx_migrations` is the table in which sqlx records migrations: {}", name.remedy),
        ));
    }
    Ok(())
}

fn check_is_no_system_column(name: &Name<'_>, backends: Backends) -> Result<()> {
    const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
    if backends.postgres && SYSTEM_COLUMNS.iter().any(|column| name.text.eq_ignore_ascii_case(column)) {
        return Err(error(
            name.span,
            format!("`{}` is a system column of every PostgreSQL table: {}", name.text, name.remedy),
        ));
    }
    Ok(())
}

/// MySQL and MariaDB have no partial indexes, so a table with soft delete has a column that marks its live rows.
fn check_is_not_the_live_column(name: &Name<'_>, settings: &Settings) -> Result<()> {
    if settings.soft_delete && settings.backends.mysql && name.text.eq_ignore_ascii_case(LIVE_COLUMN) {
        return Err(error(
            name.span,
            format!(
                "the library adds the column `{LIVE_COLUMN}` on MySQL for `soft_delete`: {}",
                name.remedy
            ),
        ));
    }
    Ok(())
}

/// A list on MySQL first finds the keys of its page, under these names.
fn check_is_no_page_key(name: &Name<'_>, backends: Backends) -> Result<()> {
    if backends.mysql && ["fin_id", "fin_tenant"].iter().any(|key| name.text.eq_ignore_ascii_case(key)) {
        return Err(error(
            name.span,
            format!("the library uses the name `{}` for lists on MySQL: {}", name.text, name.remedy),
        ));
    }
    Ok(())
}

/// Reports the first thing that is wrong with the path of a REST API.
pub(super) fn check_path(path: &LitStr) -> Result<()> {
    check_path_begins_at_the_root(path)
        .and_then(|()| check_path_has_segments(path))
        .and_then(|()| check_path_is_fixed(path))
}

fn check_path_begins_at_the_root(path: &LitStr) -> Result<()> {
    let text = path.value();
    if text.starts_with('/') {
        return Ok(());
    }
    Err(error(path.span(), format!("a path starts with a slash: write `path = \"/{text}\"`")))
}

fn check_path_has_segments(path: &LitStr) -> Result<()> {
    let text = path.value();
    if text.split('/').skip(1).all(|segment| !segment.is_empty()) {
        return Ok(());
    }
    Err(error(
        path.span(),
        "a path has no empty segment and no slash at its end (both forms are served): write `path = \
         \"/budgets\"`",
    ))
}

fn check_path_is_fixed(path: &LitStr) -> Result<()> {
    let fixed = |letter: char| letter.is_ascii_alphanumeric() || "-_.~/".contains(letter);
    match path.value().chars().find(|letter| !fixed(*letter)) {
        None => Ok(()),
        Some(letter) => Err(error(
            path.span(),
            format!(
                "`{letter}` is not allowed in a path: write letters, digits, `-`, `_`, `.` and `~` only; \
                 the library adds the id"
            ),
        )),
    }
}
