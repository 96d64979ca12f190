//! A struct that a macro defines.

use fin_infra::prelude::*;

macro_rules! ledger {
    ($Name:ident { $($field:ident: $ty:ty),* } unique $unique:literal, default $default:expr, parent $Parent:path) => {
        /// Defined by a macro.
        #[derive(FinResource)]
        #[fin(tenant, unique($unique), check(amount > 0))]
        pub struct $Name {
            $(pub $field: $ty,)*
            #[fin(default = $default)]
            pub amount: Decimal,
            #[fin(belongs_to = $Parent)]
            pub parent_id: Option<Uuid>,
        }
    };
}

/// The parent.
#[derive(FinResource)]
#[fin(tenant)]
pub struct Book {
    pub name: String,
}

ledger!(Ledger { name: String, note: Option<String>, count: i64 } unique "name", default Decimal::TEN, parent Book);

#[test]
fn a_struct_has_the_columns_of_the_macro() {
    use fin_infra::Resource;

    let nullable: Vec<&str> =
        Ledger::TABLE.columns.iter().filter(|column| column.nullable).map(|column| column.name).collect();
    assert_eq!(nullable, ["note", "parent_id"]);
    let draft = serde_json::json!({ "name": "Food", "note": null, "count": 1, "parent_id": null });
    let draft: LedgerCreate = serde_json::from_value(draft).expect("a draft");
    assert_eq!(draft.amount, Decimal::TEN);
}
