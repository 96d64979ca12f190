//! A module with types that shadow the standard prelude.

#![allow(dead_code, reason = "the types are there to be in the way")]

macro_rules! in_the_way {
    ($($name:ident)*) => {$(
        /// Shadows a name of the prelude.
        pub struct $name;
    )*};
}

in_the_way! {
    Result Option String Vec Some None Ok Err Box Clone Copy Debug Default Drop Eq PartialEq Ord PartialOrd Hash From
    Into Iterator Send Sync Sized Display Formatter Decimal DateTime Utc Uuid Condition Error Resource Repository Query
    Table Column Store Deref Serialize Deserialize Ordering
}

/// Macros are in the way as well.
#[allow(unused_macros, reason = "it is there to be in the way")]
macro_rules! format_args {
    ($($anything:tt)*) => {
        compile_error!("not this one")
    };
}

pub(crate) mod std {
    //! So is a module.
}
pub(crate) mod core {
    //! So is a module.
}
pub(crate) mod serde {
    //! So is a module.
}
pub(crate) mod fin_infra {
    //! So is a module.
}

/// Everything that has code of its own.
#[derive(::fin_infra::FinResource)]
#[fin(tenant, soft_delete, version, search = "name", unique("name"), check(place > 0))]
pub struct Budget {
    #[fin(filter, order)]
    pub name: ::std::string::String,
    #[fin(default = 1)]
    pub place: i64,
    #[fin(secret, default)]
    pub pin: ::std::option::Option<::std::string::String>,
    #[fin(json, default)]
    pub tags: ::std::vec::Vec<::std::string::String>,
}

#[tokio::test]
async fn rows_are_stored() {
    let db = super::store::<Budget>().await;
    let budgets = Budget::repository().tenant(::fin_infra::prelude::Uuid::nil());
    let draft = || BudgetCreate {
        name: "Food".into(),
        place: 1,
        pin: ::std::option::Option::None,
        tags: ::std::vec::Vec::new(),
    };
    let food = budgets.create(&db, draft()).await.expect("created");
    let change = BudgetUpdate { name: ::std::option::Option::Some("Rent".into()), ..BudgetUpdate::default() };
    let rent = budgets.update(&db, (food.id, food.version), change).await.expect("updated");
    assert_eq!(::std::format!("{:?}", rent.name), "\"Rent\"");
}
