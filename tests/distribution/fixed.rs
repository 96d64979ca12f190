//! The fixed texts of each resource.

use fin_infra::Backend;
use fin_infra::private::{ByKeys, Numbering, Reads, Selection, Statements, StoredIn, Upsert};
use fin_infra::schema::Database;
use sqlx::{MySql, Postgres, Sqlite};

use crate::exceptions::ALL_TENANTS;
use crate::judge::{Kind, StatementChecker};
use crate::subjects::{Group, budgeting, funds, later, wealth};

/// A text for each fixed statement, finished where the run time would finish it.
fn texts(statements: &Statements, placeholder: &str) -> Vec<(&'static str, String)> {
    let row = vec![placeholder; statements.width].join(", ");
    let update = format!("{}`x` = {placeholder}", statements.update);
    let mut texts = vec![
        ("find", statements.find.to_owned()),
        ("insert", statements.insert.to_owned()),
        ("insert_into", format!("{}VALUES ({row}), ({row})", statements.insert_into)),
        ("update", format!("{update}{}", statements.update_where.join(placeholder))),
        ("update_rows", format!("{update}{}", statements.update_rows.join(placeholder))),
        ("delete_where", statements.delete_where.to_owned()),
        ("delete", statements.delete.to_owned()),
        ("delete_many", format!("{}{placeholder})", statements.delete_many)),
        ("hard_delete", statements.hard_delete.to_owned()),
        ("restore", statements.restore.to_owned()),
    ];
    texts.extend(reads(&statements.tenant));
    texts.extend(statements.upserts.iter().flat_map(upsert));
    texts.extend(statements.numbering.iter().flat_map(numbering));
    // What a resource cannot do has no text.
    texts.retain(|(_, text)| !text.is_empty());
    texts
}

fn reads(reads: &Reads) -> Vec<(&'static str, String)> {
    let Reads { select, by_keys, rows, purge } = reads;
    let of = |selection: &Selection| [selection.live, selection.deleted, selection.all];
    let counts = of(rows).map(|rows| format!("SELECT COUNT(*){rows}"));
    let selections = of(select).map(str::to_owned).into_iter().chain(counts);
    let whole = |keys: &ByKeys| of(&keys.select).map(|text| format!("{}{text}{}", keys.begin, keys.end));
    let by_keys = by_keys.iter().flat_map(whole);
    let selections = selections.chain(by_keys).map(|text| ("selection", text));
    selections.chain([("purge", (*purge).to_owned())]).filter(|(_, text)| !text.is_empty()).collect()
}

fn numbering(Numbering { take, highest, insert }: &Numbering) -> Vec<(&'static str, String)> {
    let mut texts = vec![("take", (*take).to_owned()), ("highest", (*highest).to_owned())];
    texts.extend(insert.map(|parts| ("insert_numbered", parts.concat())));
    texts
}

fn upsert(upsert: &Upsert) -> Vec<(&'static str, String)> {
    match upsert {
        Upsert::OneStatement(text) => vec![("upsert", (*text).to_owned())],
        Upsert::UpdateFirst { update, select, .. } => {
            vec![("upsert", (*update).to_owned()), ("upsert", (*select).to_owned())]
        }
    }
}

/// A resource's statements in one database.
struct ResourceStatements {
    name: &'static str,
    database: Database,
    statements: &'static Statements,
}

impl ResourceStatements {
    fn of<R: StoredIn<DB>, DB: Backend>(database: Database) -> Self {
        Self { name: R::TABLE.name, database, statements: R::STATEMENTS.expect("it is generated for each") }
    }

    fn texts(&self) -> Vec<(&'static str, String)> {
        let is_postgres = self.database == Database::Postgres;
        let texts = texts(self.statements, if is_postgres { "$9" } else { "?" });
        let quoted = |text: String| if is_postgres { text.replace("`x`", "\"x\"") } else { text };
        texts.into_iter().map(|(what, text)| (what, quoted(text))).collect()
    }
}

macro_rules! resources {
    ($($Resource:ty),*) => {
        [$(
            ResourceStatements::of::<$Resource, Sqlite>(Database::Sqlite),
            ResourceStatements::of::<$Resource, Postgres>(Database::Postgres),
            ResourceStatements::of::<$Resource, MySql>(Database::MySql),
        )*]
    };
}

fn resources(group: &Group) -> Vec<ResourceStatements> {
    let all = match group.name {
        "tests" => Vec::from(resources!(fin_infra_tests::resources::Budget)),
        "budgeting" => Vec::from(resources!(budgeting::Budget, budgeting::Goal, budgeting::Transaction)),
        "wealth" => Vec::from(resources!(wealth::Client, wealth::Snapshot)),
        "funds" => Vec::from(resources!(funds::Fund, funds::Entry, funds::Price, funds::Voucher)),
        "earlier" => Vec::from(resources!(later::before::Plan, later::before::Step)),
        _ => Vec::from(resources!(later::after::Plan, later::after::Step)),
    };
    assert_eq!(all.len(), 3 * group.definitions.len(), "{}", group.name);
    all
}

#[test]
fn every_fixed_statement_says_whose_rows_it_is_about() {
    let mut number = 0;
    for group in crate::subjects::groups() {
        let judge = StatementChecker::of(&group);
        for resource in resources(&group) {
            for (what, text) in resource.texts() {
                let verdict = judge.read(&text, resource.database);
                assert!(verdict.is_ok(), "{what} of {}: {verdict:?}\n{text}", resource.name);
                number += 1;
            }
        }
    }
    assert!(number > 500, "{number}");
}

#[test]
fn what_is_about_all_tenants_is_the_only_exception_and_is_one() {
    for group in crate::subjects::groups() {
        let judge = StatementChecker::of(&group);
        for resource in resources(&group) {
            let all = resource.statements.all_tenants.as_ref().expect("it has tenants");
            for (what, text) in reads(all) {
                let verdict = judge.read(&text, resource.database);
                assert!(verdict.is_err(), "{ALL_TENANTS}, but {what} of {} is not:\n{text}", resource.name);
            }
        }
    }
}

/// A statement with the condition on the tenant replaced by one that always holds.
fn without_predicate(text: &str, tenant: &str) -> Option<String> {
    let conditions = [("\"", "$1"), ("\"", "$2"), ("\"", "$3"), ("\"", "$4"), ("\"", "$9"), ("`", "?")];
    let conditions = conditions.map(|(quote, value)| format!("{quote}{tenant}{quote} = {value}"));
    conditions
        .iter()
        .find(|condition| text.contains(*condition))
        .map(|found| text.replacen(found, "1 = 1", 1))
}

#[test]
fn each_predicate_that_is_taken_away_is_missed() {
    let mut number = 0;
    for group in crate::subjects::groups() {
        let judge = StatementChecker::of(&group);
        let tenants = group.definitions.iter().map(|definition| definition.table);
        let tenants = tenants.map(|table| (table.name, table.columns[table.tenant.unwrap()].name));
        let tenants: std::collections::BTreeMap<_, _> = tenants.collect();
        for resource in resources(&group) {
            for (what, text) in resource.texts() {
                if judge
                    .read(&text, resource.database)
                    .is_ok_and(|kind| kind > Kind::Upsert || kind == Kind::Select)
                {
                    let without = without_predicate(&text, tenants[resource.name]);
                    let without = without.unwrap_or_else(|| panic!("{what} of {}: {text}", resource.name));
                    assert!(judge.read(&without, resource.database).is_err(), "{without}");
                    number += 1;
                }
            }
        }
    }
    assert!(number > 300, "{number}");
}
