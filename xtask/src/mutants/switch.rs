//! This file exists only in the copy of the core, as `mutant.rs`. It selects the mutant of a test run.

use std::panic::Location;
use std::sync::LazyLock;

use crate::backend::Backend;
use crate::schema::Table;
use crate::statements::{ByKeys, Numbering, Reads, Rows, Selection, Statements, Upsert};

static CHOSEN: LazyLock<String> = LazyLock::new(|| std::env::var("FIN_MUTANT").unwrap_or_default());

/// Returns `true` if this is the selected mutant.
pub(crate) fn is(name: &str) -> bool {
    *CHOSEN == name
}

/// Returns `true` if the selected mutant is this predicate in the file of the wrapped function's caller.
#[track_caller]
pub(crate) fn is_here(predicate: &str) -> bool {
    let file = Location::caller().file().replace('\\', "/");
    let inside = file.rsplit_once("src/").map_or(&*file, |(_, inside)| inside);
    let name = inside.trim_end_matches(".rs").trim_end_matches("/mod");
    CHOSEN.strip_prefix(name) == Some(predicate)
}

/// All rows instead of the live or the deleted ones.
#[track_caller]
pub(crate) fn rows(rows: Rows) -> Rows {
    match rows {
        Rows::Live if is_here(": live") => Rows::All,
        Rows::Deleted if is_here(": deleted") => Rows::All,
        rows => rows,
    }
}

/// Any version instead of the expected one.
#[track_caller]
pub(crate) fn version(version: Option<i64>) -> Option<i64> {
    // Within a closure, the caller would be this file.
    let is_missing = is_here(": version");
    version.filter(|_| !is_missing)
}

/// The statements of a resource, without the predicate that the mutant removes: `find: tenant`.
pub(crate) fn statements<DB: Backend>(table: &Table, original: &'static Statements) -> &'static Statements {
    let Some((chosen, predicate)) = CHOSEN.split_once(": ") else { return original };
    let change = |name: &str, text: &'static str| {
        if name == chosen { leak(without::<DB>(table, predicate, text)) } else { text }
    };
    let selection = |name: &str, texts: &Selection| Selection {
        live: change(&format!("{name} of live rows"), texts.live),
        deleted: change(&format!("{name} of deleted rows"), texts.deleted),
        all: change(&format!("{name} of all rows"), texts.all),
    };
    let reads = |prefix: &str, reads: &Reads| Reads {
        select: selection(&format!("{prefix}select"), &reads.select),
        by_keys: reads.by_keys.as_ref().map(|keys| ByKeys {
            begin: keys.begin,
            select: selection(&format!("{prefix}select"), &keys.select),
            end: keys.end,
        }),
        rows: selection(&format!("{prefix}rows"), &reads.rows),
        purge: change(&format!("{prefix}purge"), reads.purge),
    };
    let upserts: Vec<_> = original.upserts.iter().map(|upsert| changed(upsert, &change)).collect();
    let numbering = original.numbering.as_ref().map(|numbering| Numbering {
        take: numbering.take,
        highest: change("highest number", numbering.highest),
        insert: numbering.insert.map(|[begin, end]| {
            // Both queries within the insert compare the tenant: one of the counters, one of the rows.
            let (counter, rows) = begin.split_once(" ELSE ").unwrap_or((begin, ""));
            let counter = change("numbered insert, counter", leak(format!("{counter} ELSE ")));
            let rows = change("numbered insert, rows", leak(rows.to_owned()));
            [leak(format!("{counter}{rows}")), end]
        }),
    });
    let pieces = change("update", leak(original.update_where.join("\0")));
    let rows = change("update_where", leak(original.update_rows.join("\0")));
    Box::leak(Box::new(Statements {
        tenant: reads("", &original.tenant),
        all_tenants: original.all_tenants.as_ref().map(|texts| reads("all tenants, ", texts)),
        find: change("find", original.find),
        update_where: Box::leak(pieces.split('\0').collect()),
        update_rows: Box::leak(rows.split('\0').collect()),
        delete_where: change("delete_where", original.delete_where),
        delete: change("delete", original.delete),
        delete_many: change("delete_many", original.delete_many),
        hard_delete: change("hard_delete", original.hard_delete),
        restore: change("restore", original.restore),
        numbering,
        upserts: Box::leak(upserts.into_boxed_slice()),
        ..*original
    }))
}

fn changed(upsert: &Upsert, change: &impl Fn(&str, &'static str) -> &'static str) -> Upsert {
    match *upsert {
        Upsert::OneStatement(text) => Upsert::OneStatement(change("upsert", text)),
        Upsert::UpdateFirst { update, update_values, select, select_values } => Upsert::UpdateFirst {
            update: change("upsert's update", update),
            update_values,
            select: change("upsert's select", select),
            select_values,
        },
    }
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// Removes a predicate from a text. Its value is still bound: otherwise, the number of arguments would be wrong, the
/// statement would fail, and the test would prove nothing.
fn without<DB: Backend>(table: &Table, predicate: &str, text: &str) -> String {
    let quoted = |name: &str| {
        let mut quoted = String::new();
        DB::quote(name, &mut quoted);
        quoted
    };
    let column = |ordinal: Option<usize>| ordinal.map(|ordinal| quoted(table.columns[ordinal].name)).unwrap_or_default();
    let (tenant, deleted_at) = (column(table.tenant), column(table.deleted_at));
    let of_row = |rest: &str| format!("{}.{rest}", quoted(table.name));
    match predicate {
        "tenant" => unbound(text, " WHERE ", &tenant),
        "version" => unbound(text, " AND ", &column(table.version)),
        "live" => text.replace(&format!("{deleted_at} IS NULL"), "TRUE").replace("`fin_live` = 1", "TRUE"),
        "deleted" => {
            text.replace(&format!("{deleted_at} IS NOT NULL"), "TRUE").replace("`fin_live` IS NULL", "TRUE")
        }
        "live, of the constraint" => {
            text.replace(&format!(" WHERE {deleted_at} IS NULL DO UPDATE"), " DO UPDATE")
        }
        "tenant, of the constraint" => text.replace(&format!("ON CONFLICT ({tenant}, "), "ON CONFLICT ("),
        "live, of the row" => text.replace(&of_row(&format!("{deleted_at} IS NULL")), "TRUE"),
        _ => text.to_owned(),
    }
}

/// Writes `WHERE $1 IS NOT NULL` instead of `WHERE "tenant_id" = $1`.
fn unbound(text: &str, before: &str, column: &str) -> String {
    let start = format!("{before}{column} = ");
    let Some((head, rest)) = text.split_once(&start).filter(|_| !column.is_empty()) else { return text.to_owned() };
    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let (placeholder, tail) = rest.split_at(1 + digits);
    format!("{head}{before}{placeholder} IS NOT NULL{tail}")
}
