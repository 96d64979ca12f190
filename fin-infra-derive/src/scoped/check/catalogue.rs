//! Names that read the session or the catalogue of a database, and not rows.

use sqlparser::ast::DataType;

/// Whether PostgreSQL reads a name without parentheses as a function about the session.
pub(super) fn is_of_the_session(name: &str) -> bool {
    const NAMES: [&str; 7] = [
        "current_catalog",
        "current_role",
        "current_schema",
        "current_user",
        "session_user",
        "system_user",
        "user",
    ];
    NAMES.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// `regclass` and the like, also with a schema, in quotes, and as arrays, which are `_regclass`, too.
pub(super) fn is_of_a_catalogue(data_type: &DataType) -> bool {
    const KINDS: [&str; 11] = [
        "class",
        "collation",
        "config",
        "dictionary",
        "namespace",
        "oper",
        "operator",
        "proc",
        "procedure",
        "role",
        "type",
    ];
    let text = data_type.to_string().to_ascii_lowercase();
    let mut words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.any(|word| word.strip_prefix("reg").is_some_and(|kind| KINDS.contains(&kind)))
}
