//! The artifacts of small structs.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::super::context::Context;
use super::super::{
    columns, conversions, create, filter, http, needs, order, read, reading, relations, repository, resource,
    rules, schema, statements, update,
};
use super::{artifact, formatted, goal, note};
use crate::sql::Database;

#[test]
fn a_row_of_a_resource_reads_its_columns() {
    let input = parse_quote! {
        #[fin(of = "super::Goal")]
        struct GoalName {
            name: String,
            r#type: Option<i64>,
        }
    };
    let mut errors = darling::Error::accumulator();
    let row = crate::attr::row::parse(&input, &mut errors).expect("a row");
    errors.finish().expect("a valid struct");
    let file = syn::parse2(super::super::row(&row)).expect("items");
    let text = prettyplease::unparse(&file).replace("::fin_infra::private::", "");
    assert_snapshot!(text);
}

#[test]
fn create_has_what_json_can_set() {
    assert_snapshot!(formatted(&note(), |context| [
        create::types(context),
        create::implementations(context)
    ]
    .into_iter()
    .collect()));
}

#[test]
fn create_is_read_by_its_fields() {
    let input = parse_quote! {
        #[fin(update = false)]
        struct Note {
            text: String,
            #[fin(json)]
            tags: Vec<String>,
            share: Option<Decimal>,
            #[fin(default = 3)]
            stars: i32,
            #[fin(internal, default)]
            score: i64,
        }
    };
    assert_snapshot!(formatted(&input, reading::inputs));
}

#[test]
fn update_is_read_by_its_fields() {
    let input = parse_quote! {
        #[fin(create = false)]
        struct Goal {
            id: i64,
            name: String,
            target: Option<Decimal>,
        }
    };
    assert_snapshot!(formatted(&input, reading::inputs));
}

#[test]
fn create_is_read_by_serde_if_it_has_attributes_of_serde() {
    let input = parse_quote! {
        #[fin(create(attr(serde(rename_all = "camelCase"))))]
        struct Note {
            long_text: String,
            #[fin(json)]
            tags: Vec<String>,
        }
    };
    assert_snapshot!(formatted(&input, |context| [create::types(context), create::implementations(context)]
        .into_iter()
        .collect()));
}

#[test]
fn read_has_the_documentation_of_the_struct() {
    assert_snapshot!(formatted(&goal(), |context| [read::types(context), read::implementations(context)]
        .into_iter()
        .collect()));
}

#[test]
fn update_distinguishes_absent_and_null() {
    assert_snapshot!(formatted(&goal(), |context| [
        update::types(context),
        update::implementations(context)
    ]
    .into_iter()
    .collect()));
}

#[test]
fn a_row_has_create_and_managed_columns() {
    assert_snapshot!(formatted(&goal(), create::creatable));
}

#[test]
fn an_update_assigns_present_fields() {
    assert_snapshot!(formatted(&goal(), update::updatable));
}

#[test]
fn a_filter_has_a_method_for_each_declared_column() {
    assert_snapshot!(formatted(&note(), |context| [
        filter::types(context),
        filter::implementations(context)
    ]
    .into_iter()
    .collect()));
}

#[test]
fn an_order_has_a_variant_for_each_declared_column() {
    assert_snapshot!(formatted(&note(), |context| [order::types(context), order::implementations(context)]
        .into_iter()
        .collect()));
}

#[test]
fn a_repository_starts_with_its_tenant() {
    assert_snapshot!(formatted(&goal(), |context| [
        repository::types(context),
        repository::implementations(context)
    ]
    .into_iter()
    .collect()));
}

#[test]
fn a_resource_visits_each_column() {
    assert_snapshot!(formatted(&note(), resource::resource));
}

#[test]
fn a_rest_api_describes_every_column() {
    assert_snapshot!(formatted(&note(), http::http));
}

#[test]
fn a_rest_api_describes_what_can_be_computed() {
    let input = parse_quote! {
        #[fin(timestamps = false, create = false, update = false, delete = false)]
        struct Entry {
            #[fin(group, max)]
            category: Option<String>,
            #[fin(sum)]
            amount: Decimal,
            #[fin(group(month))]
            booked_at: DateTime<Utc>,
        }
    };
    assert_snapshot!(formatted(&input, http::http));
}

#[test]
fn the_type_of_a_column_determines_its_storage() {
    let input = parse_quote! {
        #[fin(timestamps = false, backends("sqlite", "memory"))]
        struct Label {
            #[fin(json)]
            text: Translations,
        }
    };
    assert_snapshot!(formatted(&input, columns::columns));
}

#[test]
fn a_table_is_a_static() {
    assert_snapshot!(formatted(&goal(), schema::table));
}

#[test]
fn a_struct_converts_into_create_and_from_read() {
    let input = parse_quote! {
        struct Note {
            text: String,
            #[fin(skip, default = 7)]
            window: u8,
        }
    };
    assert_snapshot!(formatted(&input, conversions::conversions));
}

#[test]
fn a_reference_finds_children_of_parents() {
    let input = parse_quote! {
        struct Deposit {
            #[fin(belongs_to = "crate::Goal")]
            goal_id: Option<Uuid>,
        }
    };
    assert_snapshot!(formatted(&input, relations::relations));
}

#[test]
fn a_rule_is_checked_for_each_row() {
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
    assert_snapshot!(formatted(&input, check));
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
fn a_named_database_is_required() {
    let mut input = note();
    assert!(artifact(&input, needs::databases).is_empty());
    input.attrs.push(parse_quote!(#[fin(backends("mysql", "memory"))]));
    assert_eq!(artifact(&input, needs::databases).to_string(), "__fin :: needs_mysql ! { }");
}

#[test]
fn statements_of_sqlite() {
    assert_snapshot!(formatted(&goal(), |context| statements_for(context, Database::Sqlite)));
}

#[test]
fn statements_of_postgresql() {
    assert_snapshot!(formatted(&goal(), |context| statements_for(context, Database::Postgres)));
}

#[test]
fn statements_of_mysql() {
    assert_snapshot!(formatted(&goal(), |context| statements_for(context, Database::MySql)));
}

fn statements_for(context: &Context<'_>, database: Database) -> TokenStream {
    let statements = statements::statements(context, database);
    quote!(const STATEMENTS: &Statements = &#statements;)
}
