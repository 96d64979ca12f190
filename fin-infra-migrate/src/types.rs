//! Comparison of column types.

/// A parsed type: its name, spelled as in a struct, its sizes and its collation.
struct Parts {
    name: String,
    sizes: Vec<u32>,
    /// How text compares.
    rest: String,
}

fn parts(sql_type: &str) -> Parts {
    let sql_type = sql_type.to_uppercase();
    let (head, rest) = ["COLLATE", "CHARACTER SET"]
        .iter()
        .filter_map(|word| sql_type.find(word))
        .min()
        .map_or((sql_type.as_str(), ""), |position| sql_type.split_at(position));
    let (name, sizes, words) = match head.split_once('(') {
        None => (head, "", ""),
        Some((name, rest)) => {
            let (sizes, words) = rest.split_once(')').unwrap_or((rest, ""));
            (name, sizes, words)
        }
    };
    let name = format!("{}{}", name.trim(), words.trim_end());
    let (of, array) = name.strip_suffix("[]").map_or((name.as_str(), ""), |of| (of, "[]"));
    // PostgreSQL's own names, by which sqlx knows the types.
    let of = match of {
        "BOOL" => "BOOLEAN",
        "CHARACTER VARYING" => "VARCHAR",
        "FLOAT4" => "REAL",
        "FLOAT8" => "DOUBLE PRECISION",
        "INT2" => "SMALLINT",
        "INT4" => "INTEGER",
        "INT8" => "BIGINT",
        "TIMESTAMP WITH TIME ZONE" => "TIMESTAMPTZ",
        "TIMESTAMP WITHOUT TIME ZONE" => "TIMESTAMP",
        "TIME WITHOUT TIME ZONE" => "TIME",
        of => of,
    };
    let name = format!("{of}{array}");
    // MySQL's display width of an integer has no meaning.
    let is_whole =
        ["TINYINT", "SMALLINT", "INT", "BIGINT"].iter().any(|word| name.split(' ').next() == Some(word));
    let sizes = sizes.split(',').filter_map(|size| size.trim().parse().ok());
    Parts { sizes: if is_whole { Vec::new() } else { sizes.collect() }, name, rest: collation(rest) }
}

/// The two MySQL collations that compare by code points are equivalent; see the backend.
fn collation(rest: &str) -> String {
    let is_binary = ["UTF8MB4_NOPAD_BIN", "UTF8MB4_0900_BIN"].iter().any(|name| rest.contains(name));
    if is_binary { "BINARY".to_owned() } else { rest.trim().to_owned() }
}

/// Whether its values are texts.
pub(crate) fn is_text(sql_type: &str) -> bool {
    matches!(parts(sql_type).name.as_str(), "VARCHAR" | "TEXT")
}

/// Whether every value of `before` is one of `after`, and the same value there, which compares in the same way.
pub(crate) fn is_widening(before: &str, after: &str) -> bool {
    let (from, to) = (parts(before), parts(after));
    before.eq_ignore_ascii_case(after) || (from.rest == to.rest && fits(&from, &to))
}

/// Whether every value of `before` is one of `after`, and the same value there. A text may compare in another way.
pub(crate) fn keeps_values(before: &str, after: &str) -> bool {
    let (from, to) = (parts(before), parts(after));
    // In MySQL, a collation belongs to a character set, and `utf8mb4` has all characters. PostgreSQL's are in quotes.
    let has_all_characters =
        to.rest.is_empty() || to.rest == "BINARY" || to.rest.contains("UTF8MB4") || to.rest.contains('"');
    before.eq_ignore_ascii_case(after) || ((from.rest == to.rest || has_all_characters) && fits(&from, &to))
}

/// Whether the values of a type are those of another one, apart from how texts compare.
fn fits(from: &Parts, to: &Parts) -> bool {
    const FAMILIES: [&[&str]; 8] = [
        &["TINYINT", "SMALLINT", "INT", "BIGINT"],
        &["TINYINT UNSIGNED", "SMALLINT UNSIGNED", "INT UNSIGNED", "BIGINT UNSIGNED"],
        &["SMALLINT", "INTEGER", "BIGINT"],
        &["INT", "INTEGER"],
        &["REAL", "DOUBLE PRECISION"],
        &["FLOAT", "DOUBLE"],
        &["TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB"],
        &["TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT"],
    ];
    match (&from.sizes[..], &to.sizes[..]) {
        (one, other) if from.name == to.name && one == other => true,
        // The decimal places of seconds: without a size, all six in PostgreSQL, and none in MySQL.
        (&[_], []) if from.name.starts_with("TIMESTAMP") => from.name == to.name,
        ([], &[_]) if from.name == "DATETIME" => from.name == to.name,
        // Precision and scale: neither side of the decimal point gets smaller.
        (&[from_all, from_behind], &[to_all, to_behind]) => {
            from.name == to.name
                && to_behind >= from_behind
                && to_all.saturating_sub(to_behind) >= from_all.saturating_sub(from_behind)
        }
        (&[from_length], &[to_length]) => from.name == to.name && to_length >= from_length,
        (&[_], []) => {
            matches!(
                (from.name.as_str(), to.name.as_str()),
                ("VARCHAR", "TEXT" | "LONGTEXT") | ("VARBINARY", "LONGBLOB")
            )
        }
        ([], []) => FAMILIES.iter().any(|family| {
            let position = |name: &str| family.iter().position(|other| *other == name);
            matches!((position(&from.name), position(&to.name)), (Some(from), Some(to)) if from <= to)
        }),
        _ => false,
    }
}

/// Whether a change of type rewrites or reads rows: not if a text may get longer, or a decimal gets more digits before
/// the decimal point.
pub(crate) fn rewrites(before: &str, after: &str) -> bool {
    if before.eq_ignore_ascii_case(after) {
        return false;
    }
    let (from, to) = (parts(before), parts(after));
    let keeps_scale = from.name == "NUMERIC" && from.sizes.get(1) == to.sizes.get(1);
    !(is_widening(before, after) && (is_text(before) && is_text(after) || keeps_scale))
}

/// Whether MySQL copies the table for it. A longer text is changed in place if its length takes the same number of bytes,
/// one or two.
pub(crate) fn copies(before: &str, after: &str) -> bool {
    let is_short = |sql_type: &str| parts(sql_type).sizes.first().is_some_and(|letters| letters * 4 < 256);
    let is_text = parts(before).name == "VARCHAR";
    rewrites(before, after) || (is_text && is_short(before) != is_short(after))
}

/// By what power of ten a decimal that is stored as a whole number of its smallest unit has to be multiplied; SQLite's
/// decimals are.
pub(crate) fn rescaling(before: &str, after: &str) -> Option<i32> {
    let (from, to) = (parts(before), parts(after));
    match (from.name.as_str(), to.name.as_str(), &from.sizes[..], &to.sizes[..]) {
        // An integer has no decimal places.
        ("INTEGER", "INTEGER", &[_, _] | &[], &[_, _] | &[]) if scale(&from) != scale(&to) => {
            Some(i32::try_from(scale(&to)).ok()? - i32::try_from(scale(&from)).ok()?)
        }
        _ => None,
    }
}

fn scale(parts: &Parts) -> u32 {
    parts.sizes.get(1).copied().unwrap_or_default()
}

/// The power of ten below which the absolute value of a decimal stored as an integer fits another type; `None` if every
/// value fits. SQLite's integers have eighteen digits.
pub(crate) fn largest_power(before: &str, after: &str) -> Option<i32> {
    let (from, to) = (parts(before), parts(after));
    let &[digits, _] = &to.sizes[..] else { return None };
    if (from.name.as_str(), to.name.as_str()) != ("INTEGER", "INTEGER") {
        return None;
    }
    let power = i32::try_from(digits).ok()? - rescaling(before, after).unwrap_or_default();
    (power < 19).then_some(power.max(0))
}

#[cfg(test)]
mod tests {
    use super::{copies, is_widening, keeps_values, largest_power, rescaling, rewrites};

    #[test]
    fn what_another_program_made_keeps_its_values() {
        for (before, after) in [
            ("text", "TEXT COLLATE \"C\""),
            ("character varying(40) COLLATE \"de_DE\"", "VARCHAR(40) COLLATE \"C\""),
            (
                "varchar(40) COLLATE latin1_swedish_ci",
                "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
            ),
            ("datetime", "DATETIME(6)"),
            ("datetime(3)", "DATETIME(6)"),
            ("timestamp(3) without time zone", "TIMESTAMP"),
            ("timestamp(0) with time zone", "TIMESTAMPTZ"),
            ("blob", "LONGBLOB"),
            ("text COLLATE utf8mb4_general_ci", "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin"),
            ("INT", "INTEGER"),
            ("integer[]", "INT4[]"),
        ] {
            assert!(keeps_values(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("varchar(40) COLLATE utf8mb4_nopad_bin", "varchar(40) COLLATE latin1_swedish_ci"),
            ("DATETIME(6)", "datetime"),
            ("TIMESTAMPTZ", "timestamp(0) with time zone"),
            ("timestamp without time zone", "TIMESTAMPTZ"),
            ("LONGBLOB", "blob"),
            ("text", "VARCHAR(40) COLLATE \"C\""),
            ("bigint[]", "INT4[]"),
        ] {
            assert!(!keeps_values(before, after), "{before} to {after}");
        }
    }

    #[test]
    fn a_longer_text_and_more_digits_need_no_row() {
        for (before, after) in [
            ("VARCHAR(40) COLLATE \"C\"", "VARCHAR(80) COLLATE \"C\""),
            ("VARCHAR(40) COLLATE \"C\"", "TEXT COLLATE \"C\""),
            ("NUMERIC(12, 2)", "NUMERIC(14, 2)"),
            ("UUID", "uuid"),
        ] {
            assert!(!rewrites(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("VARCHAR(80) COLLATE \"C\"", "VARCHAR(40) COLLATE \"C\""),
            ("NUMERIC(12, 2)", "NUMERIC(14, 4)"),
            ("NUMERIC(12, 2)", "NUMERIC(10, 2)"),
            ("INTEGER", "BIGINT"),
            ("REAL", "DOUBLE PRECISION"),
            ("TEXT", "UUID"),
        ] {
            assert!(rewrites(before, after), "{before} to {after}");
        }
        assert!(copies("VARCHAR(40)", "VARCHAR(80)") && copies("VARCHAR(40)", "LONGTEXT"));
        assert!(!copies("VARCHAR(40)", "VARCHAR(63)") && !copies("VARCHAR(80)", "VARCHAR(255)"));
    }

    #[test]
    fn a_wider_type_loses_nothing() {
        for (before, after) in [
            ("UUID", "UUID"),
            ("NUMERIC(12, 2)", "NUMERIC(14, 4)"),
            ("VARCHAR(40) COLLATE \"C\"", "VARCHAR(80) COLLATE \"C\""),
            ("VARCHAR(40) COLLATE \"C\"", "TEXT COLLATE \"C\""),
            ("SMALLINT", "BIGINT"),
            ("INT", "BIGINT"),
            ("TINYINT UNSIGNED", "INT UNSIGNED"),
            ("REAL", "DOUBLE PRECISION"),
            ("FLOAT", "DOUBLE"),
            ("integer", "BIGINT"),
            ("int(11)", "BIGINT"),
            ("int(10) unsigned", "BIGINT UNSIGNED"),
            ("numeric(12,2)", "NUMERIC(14, 2)"),
            ("character varying(40) COLLATE \"C\"", "VARCHAR(80) COLLATE \"C\""),
            (
                "varchar(40) COLLATE utf8mb4_nopad_bin",
                "VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
            ),
        ] {
            assert!(is_widening(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("NUMERIC(18, 4)", "NUMERIC(18, 6)"),
            ("NUMERIC(18, 4)", "NUMERIC(18, 2)"),
            ("VARCHAR(80) COLLATE \"C\"", "VARCHAR(40) COLLATE \"C\""),
            ("VARCHAR(40) COLLATE \"C\"", "VARCHAR(40)"),
            ("TEXT", "VARCHAR(40)"),
            ("BIGINT", "INTEGER"),
            ("TEXT", "UUID"),
            ("INT", "INT UNSIGNED"),
            ("INT UNSIGNED", "SMALLINT UNSIGNED"),
            ("DOUBLE", "FLOAT"),
            ("bigint", "INTEGER"),
            ("int(10) unsigned", "BIGINT"),
        ] {
            assert!(!is_widening(before, after), "{before} to {after}");
        }
    }

    #[test]
    fn a_decimal_fits_up_to_a_power_of_ten() {
        assert_eq!(largest_power("INTEGER(18, 2)", "INTEGER(18, 6)"), Some(14));
        assert_eq!(largest_power("INTEGER(18, 4)", "INTEGER(12, 4)"), Some(12));
        assert_eq!(largest_power("INTEGER(18, 4)", "INTEGER(18, 2)"), None);
        assert_eq!(largest_power("INTEGER", "INTEGER(18, 4)"), Some(14));
        assert_eq!(largest_power("INTEGER(18, 4)", "INTEGER"), None);
    }

    #[test]
    fn whole_numbers_of_units_are_rescaled() {
        assert_eq!(rescaling("INTEGER(18, 4)", "INTEGER(18, 6)"), Some(2));
        assert_eq!(rescaling("INTEGER(18, 4)", "INTEGER(18, 2)"), Some(-2));
        assert_eq!(rescaling("INTEGER(12, 4)", "INTEGER(18, 4)"), None);
        assert_eq!(rescaling("INTEGER", "INTEGER(18, 4)"), Some(4));
        assert_eq!(rescaling("INTEGER(18, 4)", "INTEGER"), Some(-4));
        assert_eq!(rescaling("INTEGER", "INTEGER"), None);
        assert_eq!(rescaling("NUMERIC(18, 4)", "NUMERIC(18, 2)"), None);
    }
}
