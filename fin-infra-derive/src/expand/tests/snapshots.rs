//! The artifacts of small structs, short enough to be read.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_quote};

use super::super::context::Context;
use super::super::{
    columns, conversions, create, filter, http, needs, order, read, relations, repository, resource, rules,
    schema, statements, update,
};
use super::{artifact, goal, laid_out, note};

#[test]
fn create_is_what_json_may_set() {
    assert_snapshot!(laid_out(&note(), create::types));
}

#[test]
fn read_is_documented_as_the_struct_is() {
    assert_snapshot!(laid_out(&goal(), read::types));
}

#[test]
fn update_tells_an_absent_field_from_an_empty_one() {
    assert_snapshot!(laid_out(&goal(), update::types));
}

#[test]
fn a_row_is_made_of_create_and_what_the_library_manages() {
    assert_snapshot!(laid_out(&goal(), create::creatable));
}

#[test]
fn an_update_assigns_what_is_there() {
    assert_snapshot!(laid_out(&goal(), update::updatable));
}

#[test]
fn a_filter_has_a_method_for_each_declared_column() {
    assert_snapshot!(laid_out(&note(), filter::types));
}

#[test]
fn an_order_has_a_variant_for_each_declared_column() {
    assert_snapshot!(laid_out(&note(), order::types));
}

#[test]
fn a_repository_begins_with_its_tenant() {
    assert_snapshot!(laid_out(&goal(), repository::types));
}

#[test]
fn a_resource_shows_its_columns_one_by_one() {
    assert_snapshot!(laid_out(&note(), resource::resource));
}

#[test]
fn a_rest_api_is_told_of_every_column() {
    assert_snapshot!(laid_out(&note(), http::http));
}

#[test]
fn a_column_finds_its_storage_by_its_type() {
    let input = parse_quote! {
        #[fin(timestamps = false, backends("sqlite", "memory"))]
        struct Label {
            #[fin(json)]
            text: Translations,
        }
    };
    assert_snapshot!(laid_out(&input, columns::columns));
}

#[test]
fn a_table_is_a_constant() {
    assert_snapshot!(laid_out(&goal(), schema::table));
}

#[test]
fn a_struct_becomes_its_create_and_comes_of_its_read() {
    let input = parse_quote! {
        struct Note {
            text: String,
            #[fin(skip, default = 7)]
            window: u8,
        }
    };
    assert_snapshot!(laid_out(&input, conversions::conversions));
}

#[test]
fn a_reference_gives_the_children_of_its_parents() {
    let input = parse_quote! {
        struct Deposit {
            #[fin(belongs_to = "crate::Goal")]
            goal_id: Option<Uuid>,
        }
    };
    assert_snapshot!(laid_out(&input, relations::relations));
}

#[test]
fn a_rule_is_asked_of_each_row() {
    let input = parse_quote! {
        #[fin(check(worth == assets - (debts + 0.5) && active), check(kind != "none"))]
        struct Sheet {
            worth: Decimal,
            assets: Decimal,
            debts: Option<Decimal>,
            active: bool,
            kind: String,
        }
    };
    let check = |context: &Context<'_>| -> TokenStream {
        let check = rules::check(context);
        quote::quote!(impl Rules { #check })
    };
    assert_snapshot!(laid_out(&input, check));
}

#[test]
fn a_sum_is_wide_enough_on_each_database() {
    let input = parse_quote! {
        #[fin(check(a + b >= c), check(d >= e - f))]
        struct Sheet {
            a: i64,
            b: i64,
            c: i64,
            d: u32,
            e: u32,
            f: u32,
        }
    };
    let table = artifact(&input, schema::table).to_string().replace("\\\"", "'");
    for sql in [
        "(`a` >> 32) + (`b` >> 32) - (`c` >> 32) + (((`a` & 4294967295) + (`b` & 4294967295) - (`c` & 4294967295)) >> 32) >= 0",
        "'a'::NUMERIC + 'b' >= 'c'",
        "CAST(`a` AS DECIMAL(20,0)) + `b` >= `c`",
        "`d` >= `e` - `f`",
        "'d' >= 'e'::BIGINT - 'f'",
        "`d` >= CAST(`e` AS DECIMAL(20,0)) - `f`",
    ] {
        assert!(table.contains(&format!("\"{sql}\"")), "{sql} is not in {table}");
    }
}

#[test]
fn a_database_that_is_named_has_to_be_there() {
    let mut input = note();
    assert!(artifact(&input, needs::databases).is_empty());
    input.attrs.push(parse_quote!(#[fin(backends("mysql", "memory"))]));
    assert_eq!(
        artifact(&input, needs::databases).to_string(),
        ":: fin_infra :: private :: needs_mysql ! { }"
    );
}

/// The goal, for one database.
fn statements_for(database: &str) -> String {
    let mut input: DeriveInput = goal();
    input.attrs.push(parse_quote!(#[fin(backends(#database))]));
    laid_out(&input, statements::statements)
}

#[test]
fn statements_of_sqlite() {
    assert_snapshot!(statements_for("sqlite"));
}

#[test]
fn statements_of_postgresql() {
    assert_snapshot!(statements_for("postgres"));
}

#[test]
fn statements_of_mysql() {
    assert_snapshot!(statements_for("mysql"));
}
