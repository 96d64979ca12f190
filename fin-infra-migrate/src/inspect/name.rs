//! Names and literals in SQL.

use super::token::{Kind, tokens};

/// Whether SQL mentions a name, such as that of a column.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).iter().any(|token| matches!(token.kind, Kind::Name | Kind::Word) && token.name() == name)
}

/// Replaces a name in SQL.
pub(crate) fn with_name(sql: &str, name: &str, other: &str) -> String {
    let (mut out, mut end) = (String::with_capacity(sql.len()), 0);
    for token in tokens(sql) {
        if matches!(token.kind, Kind::Name | Kind::Word) && token.name() == name {
            out.push_str(&sql[end..token.start]);
            out.push_str(other);
            end = token.start + token.text.len();
        }
    }
    out.push_str(&sql[end..]);
    out
}

/// Whether SQL is a single number, text or keyword like `TRUE`.
pub(crate) fn is_literal(sql: &str) -> bool {
    let tokens = tokens(sql);
    let [value] = (match &tokens[..] {
        [sign, rest @ ..] if sign.is("-") => rest,
        all => all,
    }) else {
        return false;
    };
    let is_number = || value.text.starts_with(|first: char| first.is_ascii_digit());
    match value.kind {
        Kind::Text => tokens.len() == 1,
        Kind::Word => is_number() || ["TRUE", "FALSE"].iter().any(|word| value.is_word(word)),
        Kind::Name | Kind::Symbol => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_literal, mentions, with_name};

    #[test]
    fn a_literal_is_one_value() {
        for sql in ["1", "-1.5", "'it''s'", "TRUE", " false ", "12 -- a dozen"] {
            assert!(is_literal(sql), "{sql}");
        }
        for sql in ["", "-", "name", "\"name\"", "now()", "'a' || 'b'", "1 + 1", "-'a'", "- -1", "NULL", "$1"]
        {
            assert!(!is_literal(sql), "{sql}");
        }
    }

    #[test]
    fn a_name_is_another_one_wherever_it_stands() {
        let sql = "amount < 9 AND \"amount\" <> 'amount' AND amounts = lower(amount)";
        assert_eq!(
            with_name(sql, "amount", "`total`"),
            "`total` < 9 AND `total` <> 'amount' AND amounts = lower(`total`)"
        );
        assert!(mentions(sql, "amounts") && !mentions("'amount' = amounts", "amount"));
    }
}
