//! Amounts with their currency, as the unprivileged role.

use fin_infra::prelude::*;
use fin_infra::schema;

use crate::env::TestEnv;

/// An invoice.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete, children("Payment"))]
struct Invoice {
    #[fin(filter, order, sum, adjust)]
    price: Money,
    #[fin(filter)]
    discount: Option<Money>,
    #[fin(fixed = "EUR", default = money!(0 EUR))]
    tax: Money,
}

/// A payment of an invoice.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls)]
struct Payment {
    #[fin(belongs_to = "Invoice")]
    invoice_id: Uuid,
    amount: Money,
}

/// The rows of the invoices' table as a resource without tenants sees them: its statements have no predicate.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "invoices", create = false, update = false, delete = false)]
struct AnyInvoice {
    #[fin(filter, order, sum)]
    price: Money,
}

async fn two_tenants() -> (TestEnv, Db, [InvoiceRepository; 2]) {
    let env = TestEnv::new().await;
    let tables = [schema::of::<Invoice>(), schema::of::<Payment>()];
    schema::create_all(&env.db_of_administrator().await, &tables).await.unwrap();
    env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON invoices, payments TO {role}").await;
    let db = env.db().await;
    let tenants = [(); 2].map(|()| Invoice::repository().tenant(Uuid::now_v7()));
    for tenant in &tenants {
        let prices = [money!(3 EUR), money!(5 USD)].map(InvoiceCreate::new);
        tenant.create_many(&db, prices).await.unwrap();
    }
    (env, db, tenants)
}

#[tokio::test]
async fn a_tenant_does_everything_with_its_own_amounts() {
    let (_env, db, [ours, theirs]) = two_tenants().await;
    let db = &db;
    let dear = || InvoiceFilter::new().price(Condition::ge(money!(1 EUR)));
    let query = InvoiceQuery::new().filter(dear());
    let rows = ours.list(db, query.clone()).await.unwrap().items;
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((row.price, row.discount, row.tax), (money!(3 EUR), None, money!(0 EUR)));
    let adjusted = ours.adjust(db, row.id, InvoiceAdjust::new().price(money!(1 EUR))).await.unwrap();
    assert_eq!(adjusted.price, money!(4 EUR));
    let mixed = ours.adjust(db, row.id, InvoiceAdjust::new().price(money!(1 USD))).await.unwrap_err();
    assert_eq!(mixed.reason(), "EUR and USD cannot be mixed");
    let theirs_too = theirs.adjust(db, row.id, InvoiceAdjust::new().price(money!(1 EUR))).await.unwrap_err();
    assert!(theirs_too.is_not_found(), "{theirs_too}");
    let update = InvoiceUpdate { discount: Some(Some(money!(1 JPY))), ..Default::default() };
    assert_eq!(ours.update_where(db, dear(), update).await.unwrap(), 1);
    let discounted = InvoiceFilter::new().discount(Condition::is_not_null());
    assert_eq!(theirs.count(db, InvoiceQuery::new().filter(discounted.clone())).await.unwrap(), 0);
    let by_currency = || InvoiceAggregate::new().by_price_currency().sum_price();
    let sums = ours.aggregate(db, by_currency()).await.unwrap();
    assert_eq!(sums, [(Currency::EUR, money!(4 EUR)), (Currency::USD, money!(5 USD))]);
    assert_eq!(ours.delete_where(db, discounted).await.unwrap(), 1);
    let sums = theirs.aggregate(db, by_currency()).await.unwrap();
    assert_eq!(sums, [(Currency::EUR, money!(3 EUR)), (Currency::USD, money!(5 USD))]);
}

#[tokio::test]
async fn related_amounts_are_the_tenants() {
    let (_env, db, [ours, theirs]) = two_tenants().await;
    for tenant in [&ours, &theirs] {
        let payments = Invoice::payments().create(|invoice_id| {
            [money!(1 CHF), money!(2 EUR)].map(|amount| PaymentCreate { invoice_id, amount })
        });
        let made = tenant.create_with(&db, InvoiceCreate::new(money!(9 EUR)), payments).await.unwrap();
        let amounts: Vec<Money> = made.related.iter().map(|payment| payment.amount).collect();
        assert_eq!(amounts, [money!(1 CHF), money!(2 EUR)]);
    }
    let rows = ours.list(&db, InvoiceQuery::new()).await.unwrap().items;
    let payments = ours.load(&db, rows, Invoice::payments()).await.unwrap();
    assert_eq!(payments.iter().map(|invoice| invoice.related.len()).collect::<Vec<_>>(), [0, 0, 2]);
}

#[tokio::test]
async fn a_statement_without_a_predicate_sees_no_amounts_of_others() {
    let (_env, db, [ours, _]) = two_tenants().await;
    let any = AnyInvoice::repository();
    let dear = AnyInvoiceQuery::new().filter(AnyInvoiceFilter::new().price(Condition::ge(money!(1 EUR))));
    assert_eq!(any.count(&db, dear.clone()).await.unwrap(), 0);
    let mut tx = db.begin_for(*ours.tenant_id()).await.unwrap();
    assert_eq!(any.count(&mut tx, dear).await.unwrap(), 1);
    let sums =
        any.aggregate(&mut tx, AnyInvoiceAggregate::new().by_price_currency().sum_price()).await.unwrap();
    assert_eq!(sums, [(Currency::EUR, money!(3 EUR)), (Currency::USD, money!(5 USD))]);
    tx.rollback().await.unwrap();
}
