//! Each mistake costs one error: the program that uses what is generated is not wrong as well.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenent, soft_delet, searching = "name", search = "nmae", unique("user_id", "nmae"))]
#[fin(order("nmae"), filter("amuont"), create(nam = "NewBudget"), backends("oracle"))]
#[fin(prepare = Self::tidy, check(amount * 2 > 0))]
pub struct Budget {
    #[fin(filtr)]
    pub user_id: Uuid,
    pub name: String,
    #[fin(decimal(precison = 12))]
    pub amount: Decimal,
}

impl Budget {
    fn tidy(input: Input<'_, Self>) -> Result<(), Error> {
        match input {
            Input::Create(create) => create.name = create.name.trim().to_owned(),
            Input::Update(_) => {}
        }
        Ok(())
    }
}

async fn used(db: &Db, tenant: Uuid) -> Result<(), Error> {
    let budgets = Budget::repository().tenant(tenant);
    let new = NewBudget { user_id: tenant, name: "Food".to_owned(), amount: Decimal::ONE };
    let food = budgets.create(db, new.clone()).await?;
    let filter = BudgetFilter::new().amount(Decimal::ONE).user_id(tenant);
    let query = BudgetQuery::new().filter(filter).search("fo").order_by(BudgetOrder::Name.asc());
    for row in budgets.list(db, query).await? {
        println!("{row:?}");
    }
    budgets.upsert_by_user_id_and_name(db, new).await?;
    budgets.update(db, food.id, BudgetUpdate { name: Some("Rent".to_owned()), ..Default::default() }).await?;
    budgets.delete(db, food.id).await?;
    let restored: Budget = budgets.restore(db, food.id).await?.into();
    println!("{}", restored.name);
    Ok(())
}

fn main() {
    let _ = used;
}
