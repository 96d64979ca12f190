//! The core under other names: a renamed dependency, and a module of the program.

mod facade {
    pub(crate) mod persistence {
        pub(crate) use fin_infra::*;
    }
}

mod by_dependency {
    use persistence::prelude::*;

    /// Through the dependency's new name.
    #[derive(FinResource)]
    #[fin(crate = "::persistence", tenant, soft_delete, unique("name"), check(amount > 0))]
    pub struct Budget {
        #[fin(filter, order, search)]
        pub name: String,
        #[fin(default = Decimal::ONE)]
        pub amount: Decimal,
    }
}

mod by_module {
    use super::facade::persistence::prelude::*;

    /// Through a module of the program's own.
    #[derive(FinResource)]
    #[fin(crate = crate::renamed::facade::persistence, tenant, soft_delete, unique("name"), check(amount > 0))]
    pub struct Budget {
        #[fin(filter, order, search)]
        pub name: String,
        #[fin(default = Decimal::ONE)]
        pub amount: Decimal,
    }
}

#[tokio::test]
async fn rows_are_stored() {
    use persistence::prelude::*;

    let db = super::store::<by_dependency::Budget>().await;
    let draft = r#"{ "name": "Food" }"#;
    let one: by_dependency::BudgetCreate = serde_json::from_str(draft).expect("a draft");
    let one =
        by_dependency::Budget::repository().tenant(Uuid::nil()).create(&db, one).await.expect("created");
    let db = super::store::<by_module::Budget>().await;
    let other: by_module::BudgetCreate = serde_json::from_str(draft).expect("a draft");
    let other =
        by_module::Budget::repository().tenant(Uuid::nil()).create(&db, other).await.expect("created");
    assert_eq!((one.name, one.amount), (other.name, other.amount));
}
