//! The resource of a struct, also of one with mistakes. `tests/ui` has the errors.

use quote::ToTokens as _;
use syn::{DeriveInput, parse_quote};

use super::{Column, Kind, Operator, Resource, Role, Rule, Sign, Term, build, outline};
use crate::attr;

/// The resource of a struct, and the messages of its errors.
fn read(input: &DeriveInput) -> (Resource, Vec<String>) {
    let mut errors = darling::Error::accumulator();
    let written = attr::parse(input, &mut errors).expect("a plain struct");
    let resource = build(written, &mut errors);
    let sentences =
        errors.into_inner().into_iter().flat_map(darling::Error::flatten).map(|error| error.to_string());
    (resource, sentences.collect())
}

fn sound(input: &DeriveInput) -> Resource {
    let (resource, errors) = read(input);
    assert!(errors.is_empty(), "{errors:#?}");
    resource
}

fn column<'a>(resource: &'a Resource, name: &str) -> &'a Column {
    resource.columns.iter().find(|column| column.name == name).expect("a column of that name")
}

fn names(resource: &Resource) -> Vec<&str> {
    resource.columns.iter().map(|column| column.name.as_str()).collect()
}

fn budget() -> DeriveInput {
    parse_quote! {
        #[fin(tenant, soft_delete, search = "name", unique("user_id", "name"))]
        pub struct Budget {
            #[fin(filter)]
            pub user_id: Uuid,
            #[fin(order, filter)]
            pub name: String,
            #[fin(filter, order)]
            pub period_start: DateTime<Utc>,
            #[fin(json)]
            pub categories: BTreeMap<String, Decimal>,
            #[fin(default)]
            pub rollover_enabled: bool,
            pub amount: Option<Decimal>,
        }
    }
}

#[test]
fn columns_are_in_table_order_with_managed_ones() {
    let resource = sound(&budget());
    let own = ["user_id", "name", "period_start", "categories", "rollover_enabled", "amount"];
    let mut all = vec!["id", "tenant_id"];
    all.extend(own);
    all.extend(["created_at", "updated_at", "deleted_at"]);
    assert_eq!(names(&resource), all);
    assert!(resource.columns.iter().all(|column| column.declared == own.contains(&column.name.as_str())));
}

#[test]
fn a_declared_managed_column_is_in_table_order() {
    let resource = sound(&parse_quote! {
        #[fin(version)]
        struct Entry {
            created_at: DateTime<Utc>,
            text: String,
            #[fin(tenant, column = "org")]
            org_id: OrgId,
            #[fin(id)]
            code: String,
        }
    });
    assert_eq!(names(&resource), ["code", "org", "text", "created_at", "updated_at", "version"]);
    assert_eq!(column(&resource, "org").role, Role::Tenant);
    assert_eq!(column(&resource, "code").kind, Kind::Text { max: Some(255) });
    assert!(column(&resource, "created_at").declared);
}

#[test]
fn kinds_follow_from_types_and_options() {
    let resource = sound(&budget());
    assert_eq!(column(&resource, "name").kind, Kind::Text { max: Some(255) });
    assert_eq!(
        column(&resource, "name").folded.as_ref().map(|folded| folded.name.as_str()),
        Some("name_folded")
    );
    assert_eq!(column(&resource, "categories").kind, Kind::Json);
    assert_eq!(column(&resource, "period_start").kind, Kind::Time);
    let amount = column(&resource, "amount");
    assert_eq!(amount.kind, Kind::Decimal { precision: 18, scale: 4 });
    assert!(amount.nullable);
    assert_eq!(amount.inner.to_token_stream().to_string(), "Decimal");
}

#[test]
fn managed_columns_are_never_set_and_may_be_listed() {
    let resource = sound(&budget());
    for column in resource.columns.iter().filter(|column| column.role != Role::Data) {
        let listed = matches!(column.role, Role::Id | Role::CreatedAt);
        assert_eq!((column.filter, column.order), (listed, listed), "{}", column.name);
        assert!(!column.access.create && !column.access.update);
        assert_eq!(column.docs.len(), 1);
    }
    let switched_off = sound(&parse_quote!(
        struct Entry {
            #[fin(filter = false)]
            id: Uuid,
            text: String,
        }
    ));
    assert!(!column(&switched_off, "id").filter && column(&switched_off, "id").order);
}

#[test]
fn default_names_follow_from_the_struct() {
    let resource = sound(&parse_quote!(
        #[fin(tenant, unique("day"), index("day", "worth"))]
        pub(crate) struct NetWorthSnapshot {
            day: Time,
            worth: Decimal,
            #[fin(belongs_to = "crate::Goal")]
            goal_id: Uuid,
        }
    ));
    assert_eq!(resource.table, "net_worth_snapshots");
    assert_eq!(resource.path, "/net-worth-snapshots");
    assert_eq!(resource.create.name, "NetWorthSnapshotCreate");
    assert_eq!(resource.uniques[0].name, "uq_net_worth_snapshots_day");
    assert_eq!(resource.indexes[0].name, "ix_net_worth_snapshots_day_worth");
    let parent = column(&resource, "goal_id").belongs_to.as_ref().expect("a parent");
    assert_eq!(parent.name, "fk_net_worth_snapshots_goal_id");
    assert!(column(&resource, "goal_id").filter);
}

#[test]
fn two_keys_never_have_the_same_name() {
    let resource = sound(&parse_quote!(
        #[fin(update = false, unique("a_b"), unique("a", "b"))]
        struct Pair {
            a: i64,
            b: i64,
            a_b: i64,
        }
    ));
    assert_eq!(resource.uniques[0].name, "uq_pairs_a_b");
    assert!(resource.uniques[1].name.starts_with("uq_pairs_a_b_"));
}

#[test]
fn a_raw_identifier_names_a_plain_column() {
    let resource = sound(&parse_quote!(
        #[fin(order("type"), check(r#type != "none"))]
        struct r#Match {
            r#type: String,
        }
    ));
    assert_eq!(resource.table, "matches");
    assert_eq!(resource.create.name, "MatchCreate");
    let column = column(&resource, "type");
    assert!(column.order);
    assert_eq!(column.variant(), "Type");
}

#[test]
fn a_rule_becomes_sums() {
    let resource = sound(&parse_quote!(
        #[fin(check(total == assets - (debts - 1.50) && active))]
        struct Sheet {
            total: Decimal,
            assets: Decimal,
            debts: Decimal,
            active: bool,
        }
    ));
    let [check] = resource.checks.as_slice() else { panic!("one rule") };
    assert_eq!(check.source, "total == assets - (debts - 1.50) && active");
    assert!(check.name.starts_with("ck_sheets_"));
    let Rule::And(first, second) = &check.rule else { panic!("two comparisons") };
    let Rule::Compare { operator: Operator::Eq, right, .. } = &**first else { panic!("an equation") };
    let terms: Vec<_> = right
        .terms
        .iter()
        .map(|(sign, term)| match term {
            Term::Column(ordinal) => (*sign, resource.columns[*ordinal].name.clone()),
            Term::Number(digits) => (*sign, digits.clone()),
            Term::Text(_) | Term::Bool(_) => panic!("a number"),
        })
        .collect();
    let expected = [(Sign::Plus, "assets"), (Sign::Minus, "debts"), (Sign::Plus, "1.50")];
    assert_eq!(terms, expected.map(|(sign, name)| (sign, name.to_owned())));
    assert!(matches!(&**second, Rule::Compare { right, .. } if matches!(right.terms[0].1, Term::Bool(true))));
}

#[test]
fn a_rule_compares_dates_with_dates() {
    let errors = |rule: syn::Expr| {
        let (_, errors) = read(&parse_quote!(
            #[fin(check(#rule))]
            struct Plan {
                starts_on: NaiveDate,
                ends_on: Option<NaiveDate>,
                made_at: DateTime<Utc>,
            }
        ));
        errors.join("; ")
    };
    assert_eq!(errors(parse_quote!(ends_on >= starts_on)), "");
    let literal = errors(parse_quote!(starts_on > "2026-01-01"));
    assert!(literal.contains("`starts_on` is a date, which has no literal"), "{literal}");
    let kinds = errors(parse_quote!(made_at > starts_on));
    assert!(kinds.contains("`made_at` is a timestamp and `starts_on` is a date"), "{kinds}");
    let sum = errors(parse_quote!(starts_on + ends_on > starts_on));
    assert!(sum.contains("only integers and decimals can be added"), "{sum}");
}

#[test]
fn the_name_of_a_constraint_does_not_depend_on_others() {
    let name = |input: &DeriveInput| sound(input).checks.last().expect("a rule").name.clone();
    let alone = name(&parse_quote!(
        #[fin(check(a > 0))]
        struct Pair {
            a: i64,
            b: i64,
        }
    ));
    let second = name(&parse_quote!(
        #[fin(check(b > 0), check(a>0))]
        struct Pair {
            a: i64,
            b: i64,
        }
    ));
    assert_eq!(alone, second);
}

#[test]
fn mistakes_do_not_affect_anything_else() {
    let (resource, errors) = read(&parse_quote!(
        #[fin(tenent, tabel = "plans", search("nmae"), unique("name"), check(amount * 2 > 0))]
        struct Budget {
            tenant_id: Uuid,
            name: String,
            amount: Decimal,
            count: u64,
        }
    ));
    assert_eq!(errors.len(), 5, "{errors:#?}");
    assert_eq!(resource.table, "plans");
    let all = ["id", "tenant_id", "name", "amount", "count", "created_at", "updated_at"];
    assert_eq!(names(&resource), all);
    assert_eq!(column(&resource, "tenant_id").role, Role::Tenant);
    assert_eq!((resource.uniques.len(), resource.checks.len()), (1, 0));
}

#[test]
fn an_outline_has_the_names_of_the_generated_types() {
    let outline = outline(&parse_quote!(
        #[fin(immutable, create(name = "NewBudget"))]
        pub enum Budget {
            Food,
        }
    ));
    let names: Vec<String> = outline.names.iter().map(ToString::to_string).collect();
    assert_eq!(
        names,
        ["NewBudget", "BudgetRead", "BudgetFilter", "BudgetOrder", "BudgetQuery", "BudgetRepository"]
    );
}

#[test]
fn a_composite_order_has_an_index_even_if_its_columns_are_unique() {
    let resource = sound(&parse_quote! {
        #[fin(unique("year", "number"), order("year, number"))]
        struct Invoice {
            year: i32,
            number: i64,
        }
    });
    let names: Vec<_> = resource.all_indexes().into_iter().map(|index| index.name).collect();
    assert_eq!(
        names,
        ["ix_invoices_year_number", "ix_invoices_year", "ix_invoices_number", "ix_invoices_created_at"]
    );
    assert!(["year", "number"].iter().all(|name| column(&resource, name).order));
}
