//! `search`, `filter` and `order`, on the struct and on its fields.

use fin_infra::Resource;
use fin_infra::prelude::*;

use super::column;

#[derive(FinResource)]
#[fin(
    search = "name",
    search("notes"),
    filter("amount", "paid"),
    order = "amount",
    order("paid", "updated_at")
)]
pub struct Bill {
    #[fin(order)]
    pub name: String,
    pub notes: Option<String>,
    pub amount: Decimal,
    pub paid: Option<bool>,
    #[fin(filter, order, search = false)]
    pub shop: String,
    #[fin(search, filter = false)]
    pub payer: String,
}

#[derive(FinResource)]
pub struct Tag {
    #[fin(filter = false, order = false)]
    pub id: Uuid,
    pub name: String,
    #[fin(filter, order)]
    pub updated_at: DateTime<Utc>,
}

#[test]
fn lists_use_the_declared_columns() {
    let filters = |name| column::<Bill>(name).filter;
    let orders = |name| column::<Bill>(name).order;
    assert!(
        filters("amount") && filters("paid") && filters("shop") && filters("id") && filters("created_at")
    );
    assert!(!filters("name") && !filters("payer") && !filters("updated_at"));
    assert!(orders("name") && orders("amount") && orders("paid") && orders("shop") && orders("updated_at"));
    assert!(!orders("notes") && !orders("payer"));
    let searched: Vec<&str> =
        Bill::TABLE.search.iter().map(|&position| Bill::TABLE.columns[position].name).collect();
    assert_eq!(searched, ["name", "notes", "payer"]);
    assert!(!column::<Tag>("id").filter && column::<Tag>("updated_at").filter);
}

#[tokio::test]
async fn a_list_is_filtered_searched_and_ordered() {
    let db = Db::memory();
    let bills = Bill::repository();
    let bill = |name: &str, amount| BillCreate {
        name: name.to_owned(),
        notes: None,
        amount: Decimal::from(amount),
        paid: Some(amount > 10),
        shop: "Corner".to_owned(),
        payer: "Me".to_owned(),
    };
    bills.create_many(&db, [bill("Bread", 3), bill("Rent", 900), bill("Trend", 20)]).await.expect("created");
    let filter = BillFilter::new().amount(Condition::ge(Decimal::ONE)).paid(true).shop("Corner");
    let query = BillQuery::new().filter(filter).search("REN").order_by(BillOrder::Amount.asc());
    let page = bills.list(&db, query.with_total()).await.expect("listed");
    let names: Vec<&str> = page.items.iter().map(|bill| bill.name.as_str()).collect();
    assert_eq!((names.as_slice(), page.total), (["Trend", "Rent"].as_slice(), Some(2)));
}
