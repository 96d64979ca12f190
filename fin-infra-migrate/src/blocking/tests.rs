//! The lines of a plan.

use super::*;
use crate::model::{ForeignKey, Index, Table};

fn table(columns: &[&str], is_indexed: bool) -> Table {
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        sql_type: "INTEGER".to_owned(),
        nullable: true,
        default: None,
        generated: None,
        folded_from: None,
    };
    let index =
        Index { columns: vec!["a".to_owned()], unique: false, live: None, deleted: None, made_by: None };
    Table {
        columns: columns.iter().map(column).collect(),
        indexes: is_indexed.then(|| ("ix".to_owned(), index)).into_iter().collect(),
        ..Table::default()
    }
}

fn alter(name: &str, before: Table, after: Table) -> Change {
    let (renames, fills) = (BTreeMap::new(), BTreeMap::new());
    Change::Alter(Alter { name: name.to_owned(), before, after, renames, fills })
}

#[test]
fn a_table_is_locked_while_another_one_is_worked_on() {
    let grows = alter("t", table(&["a"], false), table(&["a", "b"], false));
    let is_indexed = alter("u", table(&["a"], false), table(&["a"], true));
    let said = |changes: &[Change], files| {
        let all = blocking_up(changes, &Schema::default(), Database::Postgres, files);
        all.iter().map(|blocking| blocking.describe(None)).collect::<Vec<_>>()
    };
    for changes in [[grows.clone(), is_indexed.clone()], [is_indexed.clone(), grows.clone()]] {
        assert_eq!(
            said(&changes, Files::One),
            [
                "keeps writers out of u while it builds the index `ix`",
                "keeps readers and writers out of t while it works on u"
            ]
        );
        assert!(said(&changes, Files::Many).is_empty());
    }
    assert!(said(&[grows], Files::One).is_empty(), "it takes a moment");
    let none = Vec::<String>::new();
    assert_eq!(said(&[alter("t", table(&["a"], true), table(&["a"], false))], Files::One), none);
}

/// When a column's type changes, PostgreSQL checks each row against its rules again, even if no row is rewritten, and
/// checks references from both of their tables.
#[test]
fn another_type_has_rules_and_references_looked_at_again() {
    let typed = |columns: &[&str], sql_type: &str| {
        let mut table = table(columns, false);
        table.columns.iter_mut().for_each(|column| sql_type.clone_into(&mut column.sql_type));
        table.checks.insert("ck".to_owned(), "\"a\" <> 'no'".to_owned());
        table
    };
    let said = |change: Change, schema: &Schema| {
        let all = [Files::One, Files::Many]
            .map(|files| blocking_up(std::slice::from_ref(&change), schema, Database::Postgres, files));
        assert_eq!(all[0], all[1]);
        all[0].iter().map(|blocking| blocking.describe(None)).collect::<Vec<_>>()
    };
    let longer = alter("t", typed(&["a"], "VARCHAR(40)"), typed(&["a"], "VARCHAR(80)"));
    let again = "keeps readers and writers out of t while it checks the rule `ck` again, for the type of `a`";
    assert_eq!(said(longer, &Schema::default()), [again]);
    let other = alter("t", typed(&["b"], "VARCHAR(40)"), typed(&["b"], "VARCHAR(80)"));
    assert!(said(other, &Schema::default()).is_empty(), "no rule says the column");

    let key = ForeignKey {
        columns: vec!["a".to_owned()],
        parent: "t".to_owned(),
        parent_columns: vec!["a".to_owned()],
    };
    let child =
        Table { foreign_keys: [("fk".to_owned(), key)].into_iter().collect(), ..table(&["a"], false) };
    let schema =
        Schema { tables: [("u".to_owned(), child.clone())].into_iter().collect(), ..Schema::default() };
    let becomes = |name: &str| {
        format!(
            "keeps readers and writers out of {name} while it rewrites each row, since `a` is INTEGER and becomes BIGINT"
        )
    };
    let looked = |name: &str, at: &str| {
        format!(
            "keeps readers and writers out of {name} while it checks the reference `fk` again, for the type of `{at}.a`"
        )
    };
    let mut wider = table(&["a"], false);
    "BIGINT".clone_into(&mut wider.columns[0].sql_type);
    assert_eq!(
        said(alter("t", table(&["a"], false), wider.clone()), &schema),
        [becomes("t"), looked("u", "t")]
    );
    let wider = Table { columns: wider.columns, ..child.clone() };
    assert_eq!(said(alter("u", child, wider), &schema), [becomes("u"), looked("t", "u")]);
}
