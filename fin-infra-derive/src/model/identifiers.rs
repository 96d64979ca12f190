//! What the stores take as a name, and what a path of the REST API may look like.

use darling::Result;
use proc_macro2::Span;
use syn::LitStr;

use super::{Backends, Settings};
use crate::attr::error;
use crate::shared::{LIVE_COLUMN, LONGEST_NAME};

/// A name on its way into a schema: what it names, where it was written, and what would choose another.
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) remedy: &'a str,
}

/// Refuses the first thing that is wrong with a table's name.
pub(super) fn check_table(name: &Name<'_>, backends: Backends) -> Result<()> {
    check_is_not_empty(name)
        .and_then(|()| check_is_plain(name))
        .and_then(|()| check_is_short(name))
        .and_then(|()| check_is_not_sqlites(name, backends))
        .and_then(|()| check_is_not_the_migrators(name))
}

/// Refuses the first thing that is wrong with a column's name.
pub(super) fn check_column(name: &Name<'_>, settings: &Settings) -> Result<()> {
    check_is_not_empty(name)
        .and_then(|()| check_is_plain(name))
        .and_then(|()| check_is_short(name))
        .and_then(|()| check_is_not_postgres_own(name, settings.backends))
        .and_then(|()| check_is_not_the_live_mark(name, settings))
        .and_then(|()| check_is_no_key_of_a_page(name, settings.backends))
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
            "`{}` is no name that every store takes (letters `a` to `z`, digits and `_`, no digit first): {}",
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
            "`{}` has {} letters and PostgreSQL keeps {LONGEST_NAME} of a name: {}",
            name.text,
            name.text.len(),
            name.remedy
        ),
    ))
}

fn check_is_not_sqlites(name: &Name<'_>, backends: Backends) -> Result<()> {
    if backends.sqlite && name.text.to_ascii_lowercase().starts_with("sqlite_") {
        return Err(error(
            name.span,
            format!("SQLite keeps names that begin with `sqlite_` to itself: {}", name.remedy),
        ));
    }
    Ok(())
}

fn check_is_not_the_migrators(name: &Name<'_>) -> Result<()> {
    if name.text.eq_ignore_ascii_case("_sqlx_migrations") {
        return Err(error(
            name.span,
            format!("`_sqlx_migrations` is where sqlx writes which migrations ran: {}", name.remedy),
        ));
    }
    Ok(())
}

fn check_is_not_postgres_own(name: &Name<'_>, backends: Backends) -> Result<()> {
    const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
    if backends.postgres && SYSTEM_COLUMNS.iter().any(|column| name.text.eq_ignore_ascii_case(column)) {
        return Err(error(
            name.span,
            format!("every PostgreSQL table has a hidden column `{}` already: {}", name.text, name.remedy),
        ));
    }
    Ok(())
}

/// MySQL and MariaDB have no partial index, so a soft-deleting table there has a column that marks its live rows.
fn check_is_not_the_live_mark(name: &Name<'_>, settings: &Settings) -> Result<()> {
    if settings.soft_delete && settings.backends.mysql && name.text.eq_ignore_ascii_case(LIVE_COLUMN) {
        return Err(error(
            name.span,
            format!(
                "with `soft_delete`, MySQL's table has a column `{LIVE_COLUMN}` of the library's own: {}",
                name.remedy
            ),
        ));
    }
    Ok(())
}

/// A list on MySQL finds the keys of its page first, under names of the library's own.
fn check_is_no_key_of_a_page(name: &Name<'_>, backends: Backends) -> Result<()> {
    if backends.mysql && ["fin_id", "fin_tenant"].iter().any(|key| name.text.eq_ignore_ascii_case(key)) {
        return Err(error(
            name.span,
            format!("lists on MySQL have a column `{}` of the library's own: {}", name.text, name.remedy),
        ));
    }
    Ok(())
}

/// Refuses the first thing that is wrong with the path of a REST API.
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
    Err(error(path.span(), format!("a path begins with a slash: write `path = \"/{text}\"`")))
}

fn check_path_has_segments(path: &LitStr) -> Result<()> {
    let text = path.value();
    if text.split('/').skip(1).all(|segment| !segment.is_empty()) {
        return Ok(());
    }
    Err(error(
        path.span(),
        "a path has a word after each slash and none at its end (both forms are served): write `path = \
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
                "`{letter}` cannot stand in a path: write letters, digits, `-`, `_`, `.` and `~` only; the id \
                 is added by the library"
            ),
        )),
    }
}
