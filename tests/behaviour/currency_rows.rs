//! Amounts with their currency, on every way on which rows are written and read.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use futures_util::TryStreamExt;

use super::support::fields;

/// A cart.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, rls, soft_delete, children("Item"))]
struct Cart {
    #[fin(filter)]
    budget: Option<Money>,
    #[fin(fixed = "EUR", default = money!(0 EUR), decimal(precision = 12, scale = 2))]
    fee: Money,
}

/// An item of a cart, whose columns have names of their own.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, rls, soft_delete, version, prepare = absolute, validate = not_in_yen)]
struct Item {
    #[fin(belongs_to = "Cart", group)]
    cart_id: Uuid,
    #[fin(column = "amount", currency_column = "ccy", filter, order, sum, adjust)]
    #[fin(decimal(precision = 8, scale = 3))]
    price: Money,
    #[fin(filter)]
    discount: Option<Money>,
    #[fin(order, default)]
    position: i32,
}

/// A row of some columns.
#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Item")]
struct Price {
    price: Decimal,
    price_currency: Currency,
    discount_currency: Option<Currency>,
}

/// Removes the sign of a price.
fn absolute(input: Input<'_, Item>) -> Result<(), Error> {
    let price = match input {
        Input::Create(create) => Some(&mut create.price),
        Input::Update(update) => update.price.as_mut(),
        Input::Adjust(_) => None,
    };
    if let Some(price) = price.filter(|price| price.is_negative()) {
        *price = -*price;
    }
    Ok(())
}

/// Rejects prices in yen.
fn not_in_yen(input: Input<'_, Item>) -> Result<(), Error> {
    let price = match input {
        Input::Create(create) => Some(create.price),
        Input::Update(update) => update.price,
        Input::Adjust(_) => None,
    };
    match price.filter(|price| price.currency() == Currency::JPY) {
        Some(_) => Err(Error::invalid("price", "must not be in yen")),
        None => Ok(()),
    }
}

on_each_store!(
    [Cart, Item] rows_are_created_with_their_children,
    [Cart, Item] an_amount_of_a_child_is_rejected_with_its_path,
    [Cart, Item] related_rows_are_loaded,
    [Cart, Item] hooks_see_and_change_amounts,
    [Cart, Item] a_savepoint_undoes_amounts_and_currencies,
    [Cart, Item] a_stream_reads_them_in_order,
    [Cart, Item] equal_amounts_are_on_one_page_each,
    [Cart, Item] rows_are_updated_and_deleted_by_their_amounts,
    [Cart, Item] an_operator_reads_those_of_all_tenants,
    [Cart, Item] a_row_of_some_columns_has_both,
    [Cart, Item] a_tenants_transaction_writes_both_columns,
    [Cart, Item] the_sums_of_children_are_grouped_by_their_currency,
);

struct Repositories {
    carts: CartRepository,
    items: ItemRepository,
}

fn repositories() -> Repositories {
    let tenant = Uuid::now_v7();
    Repositories { carts: Cart::repository().tenant(tenant), items: Item::repository().tenant(tenant) }
}

fn cart(budget: Option<Money>) -> CartCreate {
    CartCreate { budget, fee: money!(0 EUR) }
}

fn item(cart_id: Uuid, price: Money) -> ItemCreate {
    ItemCreate { cart_id, price, discount: None, position: 0 }
}

/// A tenant's cart with items of these prices.
async fn filled(db: &Db, prices: &[Money]) -> (Repositories, CartRead, Vec<ItemRead>) {
    let all = repositories();
    let cart = all.carts.create(db, cart(None)).await.unwrap();
    let items = (0..).zip(prices).map(|(position, &price)| ItemCreate { position, ..item(cart.id, price) });
    let items = all.items.create_many(db, items).await.unwrap();
    (all, cart, items)
}

/// The prices of the rows of a list.
async fn prices(db: &Db, items: &ItemRepository, query: ItemQuery) -> Vec<Money> {
    items.list(db, query).await.unwrap().items.into_iter().map(|row| row.price).collect()
}

async fn rows_are_created_with_their_children(db: &Db) {
    let all = repositories();
    let items = Cart::items().create(|cart_id| {
        let first = ItemCreate { discount: Some(money!(0.5 USD)), ..item(cart_id, money!(10.5 EUR)) };
        [first, item(cart_id, money!(1.125 KWD))]
    });
    let made = all.carts.create_with(db, cart(Some(money!(100 JPY))), items).await.unwrap();
    let amounts: Vec<_> = made.related.iter().map(|item| (item.price, item.discount)).collect();
    assert_eq!(amounts, [(money!(10.5 EUR), Some(money!(0.5 USD))), (money!(1.125 KWD), None)]);
    let read = all.carts.get(db, made.id).await.unwrap();
    assert_eq!((read.budget, read.fee), (Some(money!(100 JPY)), money!(0 EUR)));
    assert_eq!(all.carts.load(db, [read], Cart::items()).await.unwrap(), [made]);
}

async fn an_amount_of_a_child_is_rejected_with_its_path(db: &Db) {
    let all = repositories();
    for (price, reason) in [
        (money!(100000 EUR), "items[1].price: must have at most 5 digits before the point"),
        (money!(0.0001 CLF), "items[1].price: must have at most 3 decimal places"),
        (money!(5 JPY), "items[1].price: must not be in yen"),
    ] {
        let items = Cart::items().create(move |cart_id| [item(cart_id, money!(1 EUR)), item(cart_id, price)]);
        let error = all.carts.create_with(db, cart(None), items).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
        assert_eq!(error.to_string(), format!("carts: {reason}"));
    }
    assert_eq!(all.carts.count(db, CartQuery::new()).await.unwrap(), 0);
}

async fn related_rows_are_loaded(db: &Db) {
    let (all, cart, items) = filled(db, &[money!(3 USD), money!(1 EUR), money!(2 USD)]).await;
    let dear = ItemFilter::new().price(Condition::ge(money!(2 USD)));
    let relation = Cart::items().filter(dear).order_by(ItemOrder::Price.desc());
    let loaded = all.carts.load(db, [cart.clone()], relation).await.unwrap();
    assert_eq!(loaded[0].related, [items[0].clone(), items[2].clone()]);
    let first = Cart::items().order_by(ItemOrder::Price.asc()).limit(2);
    let loaded = all.carts.load(db, [cart.clone()], first).await.unwrap();
    assert_eq!(loaded[0].related, [items[1].clone(), items[2].clone()]);
    let update = CartUpdate { budget: Some(Some(money!(9.99 EUR))), ..Default::default() };
    let cart = all.carts.update(db, cart.id, update).await.unwrap();
    let loaded = all.items.load(db, items, Item::cart()).await.unwrap();
    assert!(
        loaded
            .iter()
            .all(|item| item.related.as_ref() == Some(&cart) && cart.budget == Some(money!(9.99 EUR)))
    );
}

async fn hooks_see_and_change_amounts(db: &Db) {
    let (all, cart, items) = filled(db, &[money!(-3 USD)]).await;
    assert_eq!(items[0].price, money!(3 USD));
    let update = |price| ItemUpdate { price: Some(price), ..Default::default() };
    let updated = all.items.update(db, (items[0].id, 1), update(money!(-2.5 EUR))).await.unwrap();
    assert_eq!(updated.price, money!(2.5 EUR));
    let by = ItemFilter::new().price(money!(2.5 EUR));
    assert_eq!(all.items.update_where(db, by, update(money!(-4 GBP))).await.unwrap(), 1);
    assert_eq!(all.items.get(db, items[0].id).await.unwrap().price, money!(4 GBP));
    let errors = [
        all.items.create(db, item(cart.id, money!(1 JPY))).await.unwrap_err(),
        all.items.create_many(db, [item(cart.id, money!(1 JPY))]).await.unwrap_err(),
        all.items.update(db, (items[0].id, 3), update(money!(1 JPY))).await.unwrap_err(),
        all.items.update_where(db, ItemFilter::new(), update(money!(1 JPY))).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(fields(&error), ["price"]);
        assert!(error.reason().starts_with("must not be in yen"), "{error}");
    }
}

async fn a_savepoint_undoes_amounts_and_currencies(db: &Db) {
    let (all, _, items) = filled(db, &[money!(3 USD), money!(1 EUR)]).await;
    let tx = db.begin_for(*all.items.tenant_id()).await.unwrap();
    let point = tx.savepoint().await.unwrap();
    let update =
        ItemUpdate { price: Some(money!(7 GBP)), discount: Some(Some(money!(1 CHF))), ..Default::default() };
    all.items.update(&point, (items[0].id, 1), update).await.unwrap();
    point.rollback().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    let add = |amount| ItemAdjust::new().price(amount);
    let error = all.items.adjust(&point, items[0].id, add(money!(1 EUR))).await.unwrap_err();
    assert_eq!((fields(&error), error.reason()), (vec!["price"], "USD and EUR cannot be mixed"));
    point.rollback().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    all.items.adjust(&point, items[0].id, add(money!(1 USD))).await.unwrap();
    point.release().await.unwrap();
    tx.commit().await.unwrap();
    let row = all.items.get(db, items[0].id).await.unwrap();
    assert_eq!((row.price, row.discount), (money!(4 USD), None));
    assert_eq!(all.items.get(db, items[1].id).await.unwrap(), items[1]);
}

async fn a_stream_reads_them_in_order(db: &Db) {
    let (all, ..) = filled(db, &[money!(3 USD), money!(1.5 KWD), money!(10 EUR), money!(9 EUR)]).await;
    let query = ItemQuery::new().order_by(ItemOrder::Price.desc());
    let streamed: Vec<ItemRead> = all.items.stream(db, query).try_collect().await.unwrap();
    let streamed: Vec<Money> = streamed.into_iter().map(|row| row.price).collect();
    assert_eq!(streamed, [money!(3 USD), money!(1.5 KWD), money!(10 EUR), money!(9 EUR)]);
}

async fn equal_amounts_are_on_one_page_each(db: &Db) {
    let all = [
        money!(1 EUR),
        money!(1 USD),
        money!(2 EUR),
        money!(1 EUR),
        money!(1 USD),
        money!(1 EUR),
        money!(2 KWD),
    ];
    let (repositories, ..) = filled(db, &all).await;
    let position = |row: &ItemRead| row.position;
    for (order, expected) in [
        (ItemOrder::Price.asc().then_by(ItemOrder::Position.desc()), [5, 3, 0, 2, 6, 4, 1]),
        (ItemOrder::Price.desc().then_by(ItemOrder::Position.asc()), [1, 4, 6, 2, 0, 3, 5]),
        (ItemOrder::Position.desc().then_by(ItemOrder::Price.asc()), [6, 5, 4, 3, 2, 1, 0]),
    ] {
        for size in [1, 2, 3] {
            let mut query = ItemQuery::new().order_by(order.clone()).page_size(size);
            let mut found = Vec::new();
            loop {
                let page = repositories.items.list(db, query.clone()).await.unwrap();
                found.extend(page.items.iter().map(position));
                let Some(next) = page.next else { break };
                query = query.after(next);
            }
            assert_eq!(found, expected, "{order:?} in pages of {size}");
        }
    }
    let euros = ItemFilter::new().price(Condition::le(money!(1 EUR)));
    let query = ItemQuery::new().filter(euros).order_by(ItemOrder::Price.asc()).page_size(2);
    let page = repositories.items.list(db, query.clone()).await.unwrap();
    let rest = repositories.items.list(db, query.after(page.next.unwrap())).await.unwrap();
    assert_eq!((page.items.len(), rest.items.len(), rest.next.is_none()), (2, 1, true));
}

async fn rows_are_updated_and_deleted_by_their_amounts(db: &Db) {
    let (all, _, items) = filled(db, &[money!(3 USD), money!(3 EUR), money!(5 USD), money!(1 USD)]).await;
    let (others, _, theirs) = filled(db, &[money!(3 USD)]).await;
    let update = ItemUpdate { discount: Some(Some(money!(0.25 USD))), ..Default::default() };
    let at_least = ItemFilter::new().price(Condition::ge(money!(3 USD)));
    assert_eq!(all.items.update_where(db, at_least, update).await.unwrap(), 2);
    let discounted = || ItemFilter::new().discount(Condition::any_of([money!(0.25 USD), money!(1 EUR)]));
    assert_eq!(
        prices(db, &all.items, ItemQuery::new().filter(discounted())).await,
        [money!(3 USD), money!(5 USD)]
    );
    let none = ItemUpdate { discount: Some(None), ..Default::default() };
    let five = discounted().price(money!(5 USD));
    assert_eq!(all.items.update_where(db, five, none).await.unwrap(), 1);
    assert_eq!(all.items.get(db, items[2].id).await.unwrap().discount, None);
    let in_dollars = ItemFilter::new().price_currency(Currency::USD).discount(Condition::is_null());
    assert_eq!(all.items.delete_where(db, in_dollars).await.unwrap(), 2);
    assert_eq!(prices(db, &all.items, ItemQuery::new()).await, [money!(3 USD), money!(3 EUR)]);
    let mixed = ItemFilter::new().price(Condition::between(money!(1 EUR), money!(9 USD)));
    let error = all.items.delete_where(db, mixed).await.unwrap_err();
    assert_eq!((fields(&error), error.reason()), (vec!["price"], "EUR and USD cannot be mixed"));
    assert_eq!(others.items.get(db, theirs[0].id).await.unwrap(), theirs[0]);
}

async fn an_operator_reads_those_of_all_tenants(db: &Db) {
    filled(db, &[money!(3 USD), money!(3 EUR)]).await;
    filled(db, &[money!(3 USD), money!(1 KWD)]).await;
    let all = Item::repository().all_tenants();
    let ordered = || ItemQuery::new().order_by(ItemOrder::Price.asc());
    let expected = [money!(3 EUR), money!(1 KWD), money!(3 USD), money!(3 USD)];
    let streamed: Vec<ItemRead> = all.stream(db, ordered()).try_collect().await.unwrap();
    assert!(streamed.iter().map(|row| row.price).eq(expected));
    let (mut query, mut found) = (ordered().page_size(1), Vec::new());
    loop {
        let page = all.list(db, query.clone()).await.unwrap();
        found.extend(page.items.iter().map(|row| row.price));
        let Some(next) = page.next else { break };
        query = query.after(next);
    }
    assert_eq!(found, expected);
    let three = ItemFilter::new().price(Condition::any_of([money!(3 EUR), money!(3 USD)]));
    assert_eq!(all.count(db, ItemQuery::new().filter(three)).await.unwrap(), 3);
    let sums = all.aggregate(db, ItemAggregate::new().by_price_currency().sum_price()).await.unwrap();
    let expected =
        [(Currency::EUR, money!(3 EUR)), (Currency::KWD, money!(1 KWD)), (Currency::USD, money!(6 USD))];
    assert_eq!(sums, expected);
}

async fn a_row_of_some_columns_has_both(db: &Db) {
    let (all, ..) = filled(db, &[money!(3.5 USD), money!(1.125 KWD)]).await;
    let query = ItemQuery::new().order_by(ItemOrder::Price.desc());
    let rows: Vec<Price> = all.items.select::<Price>().list(db, query).await.unwrap().items;
    let expected = [(dec!(3.5), Currency::USD), (dec!(1.125), Currency::KWD)]
        .map(|(price, price_currency)| Price { price, price_currency, discount_currency: None });
    assert_eq!(rows, expected);
}

async fn a_tenants_transaction_writes_both_columns(db: &Db) {
    let (all, cart, items) = filled(db, &[money!(3 USD)]).await;
    let mut tx = db.begin_for(*all.items.tenant_id()).await.unwrap();
    let created = all.items.create(&mut tx, item(cart.id, money!(2 CHF))).await.unwrap();
    let locked = all.items.get_for_update(&mut tx, items[0].id).await.unwrap();
    assert_eq!(locked.price, money!(3 USD));
    all.items.adjust(&mut tx, items[0].id, ItemAdjust::new().price(money!(-1 USD))).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(all.items.get(db, created.id).await.unwrap().price, money!(2 CHF));
    assert_eq!(all.items.get(db, items[0].id).await.unwrap().price, money!(2 USD));
}

async fn the_sums_of_children_are_grouped_by_their_currency(db: &Db) {
    let (all, cart, _) = filled(db, &[money!(3 USD), money!(1 EUR), money!(2 USD)]).await;
    let of_carts = ItemAggregate::new().by_cart_id().by_price_currency().sum_price();
    let sums = all.items.aggregate(db, of_carts).await.unwrap();
    let expected = [(cart.id, Currency::EUR, money!(1 EUR)), (cart.id, Currency::USD, money!(5 USD))];
    assert_eq!(sums, expected);
    let of_each = ItemAggregate::new().by_price_currency().sum_price();
    let error = all.carts.items_sum_of(db, &[cart.id], of_each).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(error.to_string().contains("is of all children of each parent"), "{error}");
}
