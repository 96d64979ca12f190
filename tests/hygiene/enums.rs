//! A column type that only implements storage and `Clone`.

use fin_infra::prelude::*;

/// Has no `Debug`, no `PartialEq` and no serde traits.
#[derive(Clone, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Period {
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
}

/// The same, as a number.
#[derive(Clone, sqlx::Type)]
#[repr(i32)]
pub enum Rank {
    /// The first.
    First = 1,
    /// The second.
    Second = 2,
}

/// Has both.
#[derive(FinResource)]
#[fin(soft_delete, index("period"))]
pub struct Budget {
    /// Its name.
    #[fin(unique)]
    pub name: String,
    /// How often.
    #[fin(filter, order)]
    pub period: Period,
    /// Where it stands.
    #[fin(internal)]
    pub rank: Option<Rank>,
}

#[tokio::test]
async fn rows_are_stored_filtered_ordered_and_read() {
    for db in [Db::memory(), super::store::<Budget>().await] {
        let budgets = Budget::repository();
        for (name, period) in [("Food", Period::Weekly), ("Rent", Period::Monthly)] {
            let draft = BudgetCreate { name: name.to_owned(), period, rank: Some(Rank::Second) };
            budgets.create(&db, draft).await.map(|row| row.id).expect("created");
        }
        let query = BudgetQuery::new().filter(BudgetFilter::new().period(Period::Weekly));
        let Ok(page) = budgets.list(&db, query).await else { panic!("not listed") };
        assert!(matches!(
            &page.items[..],
            [BudgetRead { period: Period::Weekly, rank: Some(Rank::Second), .. }]
        ));
        let query = BudgetQuery::new().order_by(BudgetOrder::Period.asc());
        let Ok(page) = budgets.list(&db, query).await else { panic!("not listed") };
        assert_eq!(page.items.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Rent", "Food"]);
        let change = BudgetUpdate { rank: Some(Some(Rank::First)), ..BudgetUpdate::default() };
        let Ok(row) = budgets.update(&db, page.items[0].id, change).await else { panic!("not updated") };
        assert!(matches!(Budget::from(row).rank, Some(Rank::First)));
    }
}
