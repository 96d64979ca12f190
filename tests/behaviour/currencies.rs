//! Amounts with their currency: what is stored, compared, added up and rejected.

use fin_infra::prelude::*;
use fin_infra::query::Average;
use fin_infra_tests::on_each_store;

use super::support::fields;

#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, version, unique("customer", "price"), check(price >= 0), check(discount <= price))]
pub struct Invoice {
    customer: String,
    #[fin(adjust, sum, min, max, filter, order)]
    price: Money,
    #[fin(sum, filter)]
    discount: Option<Money>,
    #[fin(fixed = "EUR", adjust, sum, max, filter, order, decimal(precision = 12, scale = 2))]
    tax: Money,
}

on_each_store!(
    [Invoice] money_comes_back_as_it_went_in,
    [Invoice] an_update_replaces_the_amount_and_the_currency,
    [Invoice] an_amount_that_its_column_cannot_hold_is_rejected,
    [Invoice] the_only_currency_of_a_column_is_the_only_one_that_it_takes,
    [Invoice] a_filter_compares_amounts_in_one_currency,
    [Invoice] a_filter_by_several_amounts_has_several_currencies,
    [Invoice] a_list_is_ordered_by_the_currency_and_then_by_the_amount,
    [Invoice] sums_are_per_currency,
    [Invoice] extremes_and_averages_are_per_currency,
    [Invoice] a_sum_without_its_currency_is_an_error,
    [Invoice] groups_are_selected_and_ordered_within_a_currency,
    [Invoice] a_condition_on_groups_has_one_currency,
    [Invoice] an_adjustment_does_not_mix_currencies,
    [Invoice] rules_do_not_mix_currencies,
    [Invoice] equal_numbers_of_different_currencies_are_not_equal,
    [Invoice] changes_by_condition_and_upserts_store_both_columns,
);

fn invoices() -> InvoiceRepository {
    Invoice::repository().tenant(Uuid::now_v7())
}

fn invoice(customer: &str, price: Money) -> InvoiceCreate {
    InvoiceCreate { customer: customer.to_owned(), price, discount: None, tax: money!(0 EUR) }
}

async fn stored(db: &Db, prices: &[Money]) -> (InvoiceRepository, Vec<InvoiceRead>) {
    let invoices = invoices();
    let created = prices.iter().enumerate().map(|(number, &price)| invoice(&number.to_string(), price));
    let rows = invoices.create_many(db, created).await.unwrap();
    (invoices, rows)
}

/// The prices of the rows that a filter selects, in the order of the query.
async fn prices(db: &Db, invoices: &InvoiceRepository, query: InvoiceQuery) -> Vec<Money> {
    invoices.list(db, query).await.unwrap().items.into_iter().map(|row| row.price).collect()
}

async fn money_comes_back_as_it_went_in(db: &Db) {
    let invoices = invoices();
    let amounts = [
        money!(10.5 EUR),
        money!(7 JPY),
        money!(0.001 KWD),
        money!(99999999999999.9999 CLF),
        money!(0 USD),
        money!(1.5 XAU),
    ];
    for (number, price) in amounts.into_iter().enumerate() {
        let create = InvoiceCreate { discount: Some(price), ..invoice(&number.to_string(), price) };
        let created = invoices.create(db, create).await.unwrap();
        let read = invoices.get(db, created.id).await.unwrap();
        for row in [created, read] {
            assert_eq!((row.price, row.discount), (price, Some(price)));
            assert_eq!(row.price.to_string(), price.to_string());
            assert_eq!(serde_json::to_value(row.price).unwrap(), serde_json::to_value(price).unwrap());
        }
    }
    let row = invoices.create(db, invoice("none", money!(1 EUR))).await.unwrap();
    assert_eq!(invoices.get(db, row.id).await.unwrap().discount, None);
}

async fn an_update_replaces_the_amount_and_the_currency(db: &Db) {
    let (invoices, rows) = stored(db, &[money!(10 EUR)]).await;
    let row = &rows[0];
    let update = InvoiceUpdate { price: Some(money!(7 JPY)), ..Default::default() };
    let updated = invoices.update(db, (row.id, row.version), update).await.unwrap();
    assert_eq!(updated.price, money!(7 JPY));
    let update = InvoiceUpdate { discount: Some(Some(money!(7 JPY))), ..Default::default() };
    let updated = invoices.update(db, (row.id, updated.version), update).await.unwrap();
    assert_eq!((updated.price, updated.discount), (money!(7 JPY), Some(money!(7 JPY))));
    let update = InvoiceUpdate { discount: Some(None), ..Default::default() };
    let updated = invoices.update(db, (row.id, updated.version), update).await.unwrap();
    assert_eq!(invoices.get(db, row.id).await.unwrap(), updated);
    assert_eq!((updated.price, updated.discount), (money!(7 JPY), None));
}

async fn an_amount_that_its_column_cannot_hold_is_rejected(db: &Db) {
    let invoices = invoices();
    let error = invoices.create(db, invoice("a", money!(100000000000000 EUR))).await.unwrap_err();
    assert!(error.is_invalid());
    assert_eq!(fields(&error), ["price"]);
}

async fn the_only_currency_of_a_column_is_the_only_one_that_it_takes(db: &Db) {
    let (invoices, rows) = stored(db, &[money!(10 USD)]).await;
    let row = &rows[0];
    let tax = money!(1 USD);
    let errors = [
        invoices.create(db, InvoiceCreate { tax, ..invoice("b", money!(1 USD)) }).await.unwrap_err(),
        invoices.create_many(db, [InvoiceCreate { tax, ..invoice("b", money!(1 USD)) }]).await.unwrap_err(),
        invoices
            .update(db, (row.id, row.version), InvoiceUpdate { tax: Some(tax), ..Default::default() })
            .await
            .unwrap_err(),
        invoices.adjust(db, row.id, InvoiceAdjust::new().tax(tax)).await.unwrap_err(),
        invoices.list(db, InvoiceQuery::new().filter(InvoiceFilter::new().tax(tax))).await.unwrap_err(),
        invoices
            .aggregate(db, InvoiceAggregate::new().sum_tax().having_sum_tax(Condition::gt(tax)))
            .await
            .unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_invalid(), "{error}");
        assert_eq!(fields(&error), ["tax"]);
        assert!(error.reason().starts_with("must be in EUR"), "{error}");
    }
    let adjusted = invoices.adjust(db, row.id, InvoiceAdjust::new().tax(money!(0.25 EUR))).await.unwrap();
    assert_eq!(adjusted.tax, money!(0.25 EUR));
}

async fn a_filter_compares_amounts_in_one_currency(db: &Db) {
    let all = [money!(1 EUR), money!(2 EUR), money!(1 USD), money!(3 USD)];
    let (invoices, _) = stored(db, &all).await;
    for (condition, expected) in [
        (Condition::eq(money!(1 EUR)), &all[..1]),
        (Condition::gt(money!(1 EUR)), &all[1..2]),
        (Condition::ge(money!(1 USD)), &all[2..]),
        (Condition::lt(money!(3 USD)), &all[2..3]),
        (Condition::ne(money!(1 EUR)), &all[1..]),
        (Condition::between(money!(0 EUR), money!(9 EUR)), &all[..2]),
        (Condition::gt(money!(0 JPY)), &[]),
    ] {
        let filter = InvoiceFilter::new().price(condition.clone());
        assert_eq!(
            prices(db, &invoices, InvoiceQuery::new().filter(filter)).await,
            expected,
            "{condition:?}"
        );
    }
    let euros = InvoiceFilter::new().price_currency(Currency::EUR);
    assert_eq!(prices(db, &invoices, InvoiceQuery::new().filter(euros)).await, all[..2]);
    let mixed = InvoiceFilter::new().price(Condition::between(money!(1 EUR), money!(3 USD)));
    let error = invoices.list(db, InvoiceQuery::new().filter(mixed)).await.unwrap_err();
    assert_eq!((fields(&error), error.reason()), (vec!["price"], "EUR and USD cannot be mixed"));
}

async fn a_filter_by_several_amounts_has_several_currencies(db: &Db) {
    let all = [money!(1 EUR), money!(2 EUR), money!(1 USD), money!(3 USD)];
    let (invoices, rows) = stored(db, &all).await;
    let update = InvoiceUpdate { discount: Some(Some(money!(1 EUR))), ..Default::default() };
    invoices.update(db, (rows[1].id, rows[1].version), update).await.unwrap();
    let select = |filter| prices(db, &invoices, InvoiceQuery::new().filter(filter));
    let some = [money!(2 EUR), money!(1 USD), money!(9 USD), money!(7 JPY)];
    assert_eq!(select(InvoiceFilter::new().price(Condition::any_of(some))).await, all[1..3]);
    assert_eq!(select(InvoiceFilter::new().price(Condition::none_of(some))).await, [all[0], all[3]]);
    assert_eq!(select(InvoiceFilter::new().price(Condition::any_of([]))).await, []);
    assert_eq!(select(InvoiceFilter::new().discount(Condition::none_of([]))).await, all[1..2]);
    assert_eq!(select(InvoiceFilter::new().discount(Condition::is_not_null())).await, all[1..2]);
    assert_eq!(select(InvoiceFilter::new().discount(Condition::ne(money!(1 EUR)))).await, []);
    let not = InvoiceFilter::new().not(InvoiceFilter::new().price(Condition::ge(money!(2 EUR))));
    assert_eq!(select(not).await, [all[0], all[2], all[3]]);
}

async fn a_list_is_ordered_by_the_currency_and_then_by_the_amount(db: &Db) {
    let (invoices, _) = stored(
        db,
        &[money!(1 USD), money!(5 EUR), money!(0.5 USD), money!(2 JPY), money!(10 EUR), money!(5.01 EUR)],
    )
    .await;
    let mut expected =
        vec![money!(5 EUR), money!(5.01 EUR), money!(10 EUR), money!(2 JPY), money!(0.5 USD), money!(1 USD)];
    for order in [InvoiceOrder::Price.asc(), InvoiceOrder::Price.desc()] {
        let (mut query, mut found) = (InvoiceQuery::new().order_by(order).page_size(2), Vec::new());
        loop {
            let page = invoices.list(db, query.clone()).await.unwrap();
            let next = page.next.clone();
            found.extend(page.items.into_iter().map(|row| row.price));
            match next {
                Some(cursor) => query = query.after(cursor),
                None => break,
            }
        }
        assert_eq!(found, expected);
        expected.reverse();
    }
}

async fn sums_are_per_currency(db: &Db) {
    let (invoices, rows) =
        stored(db, &[money!(1 EUR), money!(2.25 EUR), money!(7 JPY), money!(1 JPY), money!(0.001 KWD)]).await;
    let update = InvoiceUpdate { discount: Some(Some(money!(1 EUR))), ..Default::default() };
    invoices.update(db, (rows[0].id, rows[0].version), update).await.unwrap();
    let sums = invoices
        .aggregate(db, InvoiceAggregate::new().by_price_currency().sum_price().count())
        .await
        .unwrap();
    let expected = [
        (Currency::EUR, money!(3.25 EUR), 2),
        (Currency::JPY, money!(8 JPY), 2),
        (Currency::KWD, money!(0.001 KWD), 1),
    ];
    assert_eq!(sums, expected);
    let sums = invoices.aggregate(db, InvoiceAggregate::new().by_discount_currency().sum_discount()).await;
    assert_eq!(sums.unwrap(), [(None, None), (Some(Currency::EUR), Some(money!(1 EUR)))]);
    let taxes = invoices.aggregate(db, InvoiceAggregate::new().sum_tax().max_tax()).await.unwrap();
    assert_eq!(taxes, [(money!(0 EUR), Some(money!(0 EUR)))]);
}

async fn extremes_and_averages_are_per_currency(db: &Db) {
    let (invoices, _) = stored(db, &[money!(1 EUR), money!(2.25 EUR), money!(7 JPY)]).await;
    let asked = InvoiceAggregate::new().by_price_currency().min_price().max_price().average_price();
    let expected = [
        (
            Currency::EUR,
            Some(money!(1 EUR)),
            Some(money!(2.25 EUR)),
            Average { sum: money!(3.25 EUR), count: 2 },
        ),
        (Currency::JPY, Some(money!(7 JPY)), Some(money!(7 JPY)), Average { sum: money!(7 JPY), count: 1 }),
    ];
    assert_eq!(invoices.aggregate(db, asked).await.unwrap(), expected);
}

/// The REST API names what it computes at run time.
async fn a_sum_without_its_currency_is_an_error(db: &Db) {
    let (invoices, _) = stored(db, &[money!(1 EUR)]).await;
    let price = Invoice::TABLE.columns.iter().position(|column| column.field == "price").unwrap();
    let asked = fin_infra::query::Aggregate::<Invoice>::new().sum_money::<Money>(price);
    let error = invoices.aggregate(db, asked).await.unwrap_err();
    assert!(error.is_invalid());
    assert_eq!(
        (fields(&error), error.reason()),
        (vec!["price"], "may be in several currencies: group by `price_currency`")
    );
}

async fn groups_are_selected_and_ordered_within_a_currency(db: &Db) {
    let (invoices, _) = stored(db, &[money!(5 EUR), money!(1 USD), money!(9 USD)]).await;
    let asked = || InvoiceAggregate::new().by_price_currency().sum_price();
    let over = asked().having_sum_price(Condition::gt(money!(4 USD)));
    assert_eq!(invoices.aggregate(db, over).await.unwrap(), [(Currency::USD, money!(10 USD))]);
    let over = asked().having_max_price(Condition::ge(money!(5 EUR)));
    assert_eq!(invoices.aggregate(db, over).await.unwrap(), [(Currency::EUR, money!(5 EUR))]);
    let ordered = asked().order_by(InvoiceAggregateOrder::SumPrice.desc());
    let expected = [(Currency::USD, money!(10 USD)), (Currency::EUR, money!(5 EUR))];
    assert_eq!(invoices.aggregate(db, ordered).await.unwrap(), expected);
    let not = asked().having_sum_price(Condition::ne(money!(4 USD)));
    assert_eq!(fields(&invoices.aggregate(db, not).await.unwrap_err()), ["price"]);
}

async fn a_condition_on_groups_has_one_currency(db: &Db) {
    let (invoices, _) = stored(db, &[money!(5 EUR)]).await;
    let asked = || InvoiceAggregate::new().by_price_currency().sum_price().sum_tax();
    for condition in
        [Condition::between(money!(0 EUR), money!(9 USD)), Condition::any_of([money!(5 EUR), money!(5 USD)])]
    {
        let error = invoices.aggregate(db, asked().having_sum_price(condition)).await.unwrap_err();
        assert_eq!((fields(&error), error.reason()), (vec!["price"], "EUR and USD cannot be mixed"));
    }
    let taxed = asked().having_sum_tax(Condition::ne(money!(0 EUR)));
    assert_eq!(invoices.aggregate(db, taxed).await.unwrap(), []);
}

async fn an_adjustment_does_not_mix_currencies(db: &Db) {
    let (invoices, rows) = stored(db, &[money!(10 EUR), money!(7 JPY)]).await;
    let adjusted =
        invoices.adjust(db, rows[0].id, InvoiceAdjust::new().price(money!(-0.5 EUR))).await.unwrap();
    assert_eq!(adjusted.price, money!(9.50 EUR));
    let error = invoices.adjust(db, rows[1].id, InvoiceAdjust::new().price(money!(1 EUR))).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!((fields(&error), error.reason()), (vec!["price"], "JPY and EUR cannot be mixed"));
    let both = rows.iter().map(|row| (row.id, InvoiceAdjust::new().price(money!(1 EUR))));
    let error = invoices.adjust_many(db, both).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    for (row, price) in rows.iter().zip([money!(9.5 EUR), money!(7 JPY)]) {
        assert_eq!(invoices.get(db, row.id).await.unwrap().price, price);
    }
    let error =
        invoices.adjust(db, rows[0].id, InvoiceAdjust::new().price(money!(-10 EUR))).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

async fn rules_do_not_mix_currencies(db: &Db) {
    let invoices = invoices();
    let with = |discount| InvoiceCreate { discount: Some(discount), ..invoice("a", money!(10 EUR)) };
    for discount in [money!(10.01 EUR), money!(1 USD)] {
        let error = invoices.create(db, with(discount)).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
        assert!(error.reason().contains("discount <= price"), "{error}");
    }
    let row = invoices.create(db, with(money!(10 EUR))).await.unwrap();
    let update = InvoiceUpdate { price: Some(money!(10 USD)), ..Default::default() };
    let error = invoices.update(db, (row.id, row.version), update).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

async fn equal_numbers_of_different_currencies_are_not_equal(db: &Db) {
    let invoices = invoices();
    invoices.create(db, invoice("a", money!(10 EUR))).await.unwrap();
    invoices.create(db, invoice("a", money!(10 USD))).await.unwrap();
    let error = invoices.create(db, invoice("a", money!(10.00 EUR))).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
}

async fn changes_by_condition_and_upserts_store_both_columns(db: &Db) {
    let (invoices, rows) = stored(db, &[money!(10 EUR), money!(7 JPY)]).await;
    let update = InvoiceUpdate { price: Some(money!(5 JPY)), ..Default::default() };
    let filter = InvoiceFilter::new().price(Condition::ge(money!(10 EUR)));
    assert_eq!(invoices.update_where(db, filter, update).await.unwrap(), 1);
    assert_eq!(invoices.get(db, rows[0].id).await.unwrap().price, money!(5 JPY));
    invoices.delete(db, (rows[0].id, 2)).await.unwrap();
    let restored = invoices.restore(db, rows[0].id).await.unwrap();
    assert_eq!(restored.price, money!(5 JPY));
    let create = InvoiceCreate { discount: Some(money!(1 JPY)), ..invoice("1", money!(7 JPY)) };
    let row = invoices.upsert_by_customer_and_price(db, create).await.unwrap();
    assert_eq!((row.id, row.discount), (rows[1].id, Some(money!(1 JPY))));
}
