//! The facts that this crate shares with the derive, and the names that only this crate creates.

fin_infra_derive::shared!();

/// The name of the `CHECK` constraint that replaces `NOT NULL` while PostgreSQL validates the existing rows.
#[must_use]
pub fn not_null_name(table: &str, column: &str) -> String {
    shortened(format!("nn_{table}_{column}"))
}

#[cfg(test)]
mod tests {
    use super::{Database, LONGEST_NAME, constraint_name, name_hash, primary_key_name};

    #[test]
    fn a_name_that_is_too_long_is_cut_and_stays_unique() {
        let long = "a_very_long_name_of_a_column_that_goes_on";
        let one = constraint_name("uq", "snapshots", &format!("{long}_one"));
        let two = constraint_name("uq", "snapshots", &format!("{long}_one_and_two"));
        assert_eq!(one, format!("uq_snapshots_{long}_one"));
        assert_eq!(two.len(), LONGEST_NAME);
        assert!(two.ends_with(&name_hash(&format!("uq_snapshots_{long}_one_and_two"))));

        let stem = "x".repeat(60);
        assert_eq!(primary_key_name(&stem), format!("pk_{stem}"));
        let [one, two] = ["one", "two"].map(|end| primary_key_name(&format!("{stem}{end}")));
        assert_eq!((one.len(), two.len()), (LONGEST_NAME, LONGEST_NAME));
        assert_ne!(one, two);
    }

    #[test]
    fn the_names_in_databases_never_change() {
        assert_eq!(name_hash(""), "811c9dc5");
        assert_eq!(name_hash("foobar"), "bf9cf968");
        let long = format!("{}one", "x".repeat(60));
        assert_eq!(
            primary_key_name(&long),
            "pk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_25363093"
        );
    }

    #[test]
    fn literals_are_those_of_their_database() {
        for (digits, scale, units) in
            [("1.5", 2, "150"), ("0.05", 2, "5"), ("-0.5", 4, "-5000"), ("0", 2, "0"), ("12", 0, "12")]
        {
            assert_eq!(Database::Sqlite.decimal_literal(digits, scale), units);
            assert_eq!(Database::Postgres.decimal_literal(digits, scale), digits);
        }
        assert_eq!(Database::Postgres.text_literal("it's \\"), "'it''s \\'");
        assert_eq!(Database::MySql.text_literal("it's \\"), "'it''s \\\\'");
    }
}
