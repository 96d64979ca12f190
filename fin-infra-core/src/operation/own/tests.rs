//! The SQL that is accepted and the SQL that is rejected, for each database.

use super::balanced::{Term, check, terms};
use crate::backend::Lexicon;

const ALL: [&Lexicon; 3] = [&Lexicon::SQLITE, &Lexicon::POSTGRES, &Lexicon::MYSQL];

fn is_accepted(lexicon: &Lexicon, sql: &str) -> bool {
    check(lexicon, &sql.chars().map(Some).collect::<Vec<_>>()).is_ok()
}

fn on_all(sql: &str) -> [bool; 3] {
    ALL.map(|lexicon| is_accepted(lexicon, sql))
}

#[test]
fn sql_that_every_database_parses_alike_is_accepted() {
    for sql in [
        "",
        "a = 1 OR (b = 2)",
        "name = ')'",
        "name LIKE '%(%' AND name <> 'it''s'",
        "a IN (1, 2.5, .5, 1e5, 1.5E-3)\n\tAND t.b_2 != -3",
        "a - -1 > 0 AND a * b / c % d = e || f",
        "date '2026-01-01' < day",
        "name = '-- /* # ; ? $1 :a @b [ \u{e4} \u{2028}'",
        "EXISTS (SELECT 1 FROM t WHERE t.id = budgets.id LIMIT 1)",
        "a -> 'b' ->> 'c' IS NULL",
        "a <=> b AND NOT a & ~b | c ^ d",
    ] {
        assert_eq!(on_all(sql), [true; 3], "{sql}");
    }
}

#[test]
fn sql_that_is_unbalanced_or_unknown_is_rejected() {
    for sql in [
        "a = 1) OR (1 = 1",
        ")",
        "(",
        "(]",
        "a = '",
        "a = 'b''",
        "a -- ",
        "a --1",
        "a /* b */",
        "a /*! b */",
        "a /*M! b */",
        "a */ b",
        "a # ",
        "a; b",
        "$$)$$ ",
        "a = $1",
        "a = ?",
        "a = ?1",
        "a = :a",
        "a = @a",
        "a := 1",
        "a = '\\' ) --'",
        "a = \\N",
        "a = '\0'",
        "a = '\u{1b}'",
        "a = '\u{85}'",
        "a\u{a0}= 1",
        "a\u{2003}= 1",
        "\u{feff}a = 1",
        "\u{e4} = 1",
        "a\u{b}= 1",
        "a\u{c}= 1",
        "a = {d '2026-01-01'}",
        "a = N'b'",
        "a = n'b'",
        "a = x'00'",
        "a = E'b'",
        "a = U&'b'",
        "a = _utf8'b'",
        "a = 1'b'",
        "a = 'b'c",
        "a = 'b' 'c'",
        "a = 'b'\n'c'",
        "1a = 1",
        "a = 1_000",
        "a = 0x1F",
    ] {
        let taken = on_all(sql);
        // An operator of PostgreSQL.
        let wanted = if sql == "a = @a" { [false, true, false] } else { [false; 3] };
        assert_eq!(taken, wanted, "{sql}");
    }
}

#[test]
fn quotes_are_those_of_the_database() {
    for (sql, sqlite, postgres, mysql) in [
        ("[a'] = 1", true, false, false),
        ("[a')] = 1 AND [b'] = 1", true, false, false),
        ("[a]] = 1", false, false, false),
        ("[a = 1", false, false, false),
        ("a[1] = 1", false, true, false),
        ("a[1 = (1]", false, false, false),
        ("`a'` = 1", true, false, true),
        ("`a``)` = 1", true, false, true),
        ("\"a'\" = 1", true, true, false),
        ("\"a\"\")\" = 1", true, true, false),
        ("\"a = 1", false, false, false),
        ("a::text = 'b'", false, true, false),
        ("a:::text", false, false, false),
        ("a @> b", false, true, false),
    ] {
        assert_eq!(on_all(sql), [sqlite, postgres, mysql], "{sql}");
    }
}

#[test]
fn a_bound_value_is_outside_quotes_and_does_not_change_the_depth() {
    let with_value = |before: &str, after: &str| {
        let before = before.chars().map(Some);
        before.chain([None]).chain(after.chars().map(Some)).collect::<Vec<_>>()
    };
    for lexicon in ALL {
        assert!(check(lexicon, &with_value("(a = ", ")")).is_ok());
        for (before, after) in [("a = 'b", "c'"), ("(a = ", ""), ("a = ", ")"), ("`a", "`"), ("[a", "]")] {
            assert!(check(lexicon, &with_value(before, after)).is_err() || before == "[a", "{before}");
        }
    }
    check(&Lexicon::SQLITE, &with_value("[a", "]")).unwrap_err();
}

#[test]
fn parentheses_are_of_a_bounded_depth() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(on_all(&nested(50)), [true; 3]);
    assert_eq!(on_all(&nested(51)), [false; 3]);
}

#[test]
fn an_order_is_terms_with_a_direction() {
    let term = |expression: &str, direction: &str| Term {
        expression: expression.to_owned(),
        direction: direction.to_owned(),
    };
    for lexicon in ALL {
        assert_eq!(
            terms(lexicon, "amount DESC, coalesce(a, 'b,c') asc nulls Last,id").unwrap(),
            [term("amount", " DESC"), term("coalesce(a, 'b,c')", " asc NULLS Last"), term("id", "")]
        );
        // In parentheses, it is not a clause.
        assert_eq!(terms(lexicon, "id LIMIT 1").unwrap(), [term("id LIMIT 1", "")]);
        for refused in
            ["", " ", "a,", ",a", "DESC", "a, NULLS FIRST", "1", "2 DESC", "a)", "(a", "a --", "a DESC; b"]
        {
            terms(lexicon, refused).unwrap_err();
        }
    }
}
