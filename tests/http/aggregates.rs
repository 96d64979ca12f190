//! `GET /transactions/aggregate` computes sums and counts of groups.

use axum::http::request::Parts;
use chrono::NaiveDate;
use fin_infra::http::{Action, Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use crate::client::Client;

/// Money that was spent or received.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "memo")]
struct Transaction {
    #[fin(filter, group, count_distinct)]
    category: String,
    #[fin(group, count_distinct)]
    owner: Option<String>,
    #[fin(filter, sum, min, max, decimal(precision = 18, scale = 2))]
    amount: Decimal,
    #[fin(sum, max, decimal(precision = 18, scale = 4))]
    fee: Option<Decimal>,
    #[fin(sum, min, default)]
    points: i64,
    #[fin(filter, min, group(day, month))]
    booked_at: DateTime<Utc>,
    #[fin(group(year))]
    due: Option<NaiveDate>,
    #[fin(default)]
    memo: String,
}

/// What a bank charges, without tenants and without times.
#[derive(FinResource)]
struct Charge {
    #[fin(sum)]
    units: i64,
    #[fin(group)]
    bank: String,
}

/// A resource that declares nothing to compute.
#[derive(FinResource)]
#[fin(tenant)]
struct Label {
    name: String,
}

fn resources(db: &Db) -> Resources {
    Resources::new(db.clone()).add::<Transaction>()
}

/// A client, and its four transactions. Two of them are in December in Berlin, and one of these in November in UTC.
async fn some(db: &Db) -> Client {
    let client = Client::of(resources(db));
    for (category, owner, amount, fee, booked_at, due, memo) in [
        ("Food", Some("Ada"), "12.30", Some("0.5"), "2026-11-03T10:00:00Z", Some("2026-12-31"), "bread"),
        ("Food", Some("Ada"), "7.70", None, "2026-11-30T23:30:00Z", None, "tea"),
        ("Rent", None, "800.00", None, "2026-12-01T08:00:00Z", Some("2027-01-01"), "flat"),
        ("Rent", Some("Bob"), "-50.00", Some("0.25"), "2026-11-05T08:00:00Z", None, "refund for bread"),
    ] {
        let row = json!({
            "category": category, "owner": owner, "amount": amount, "fee": fee, "points": 3, "booked_at": booked_at,
            "due": due, "memo": memo,
        });
        client.post("/transactions", &row).await.expect(201);
    }
    client
}

async fn aggregate(client: &Client, query: &str) -> Value {
    client.get(&format!("/transactions/aggregate?{query}")).await.expect(200)
}

/// The groups of a page that is the only one.
async fn groups(client: &Client, query: &str) -> Value {
    let mut page = aggregate(client, query).await;
    assert_eq!(page["has_more"], false, "{query}");
    page["items"].take()
}

/// The categories of the groups, in order.
async fn categories(client: &Client, query: &str) -> String {
    let groups = groups(client, &format!("by=category&{query}")).await;
    let names = groups.as_array().unwrap().iter().map(|group| group["category"].as_str().unwrap().to_owned());
    names.collect::<Vec<_>>().join(" ")
}

on_each_store!(
    [Transaction] values_have_the_form_that_they_have_in_rows,
    [Transaction] rows_are_grouped_by_values_and_by_periods_of_a_time_zone,
    [Transaction] without_groups_there_is_one,
    [Transaction] filters_and_searches_choose_rows,
    [Transaction] conditions_choose_groups,
    [Transaction] lists_of_a_thousand_values_choose_groups,
    [Transaction] groups_have_an_order,
    [Transaction] groups_have_pages,
    [Transaction] rows_of_others_and_deleted_rows_do_not_count,
    [Transaction] what_cannot_be_computed_is_rejected,
    [Transaction] a_sum_that_is_out_of_range_is_rejected,
    [Transaction] it_needs_its_permission,
    [Transaction, Label] it_exists_where_there_is_something_to_compute,
    [Charge] rows_without_tenants_are_computed_with,
    [Transaction] headers_are_those_of_a_list,
);

async fn values_have_the_form_that_they_have_in_rows(db: &Db) {
    let client = some(db).await;
    let query = "by=category&sum=amount,fee&average=amount&min=amount,booked_at&max=amount&max=fee&count=true\
                 &count_distinct=owner,category&sum=points";
    let food = json!({
        "category": "Food",
        "sum_amount": "20.00",
        "sum_fee": "0.5000",
        "sum_points": 6,
        "average_amount": {"sum": "20.00", "count": 2},
        "min_amount": "7.70",
        "min_booked_at": "2026-11-03T10:00:00Z",
        "max_amount": "12.30",
        "max_fee": "0.5000",
        "count": 2,
        "count_distinct_owner": 1,
        "count_distinct_category": 1,
    });
    let groups = groups(&client, query).await;
    assert_eq!(groups[0], food);
    assert_eq!((&groups[1]["category"], &groups[1]["sum_amount"]), (&json!("Rent"), &json!("750.00")));
    assert_eq!(groups.as_array().unwrap().len(), 2);

    let text = client.get("/transactions/aggregate?by=category&count=true&sum=points").await;
    let expected = r#"{"items":[{"category":"Food","sum_points":6,"count":2},{"category":"Rent","sum_points":6,"count":2}],"has_more":false}"#;
    assert_eq!(String::from_utf8(text.body).unwrap(), expected, "in this order");
}

async fn rows_are_grouped_by_values_and_by_periods_of_a_time_zone(db: &Db) {
    let client = some(db).await;
    let query = |zone| format!("by=month(booked_at)&count=true&time_zone={zone}");
    for (zone, november, december) in [
        ("Europe/Berlin", 2, 2),
        ("UTC", 3, 1),
        ("%2B00:30", 2, 2),
        ("%2B00:29", 3, 1),
        ("-08:30", 4, 0),
        ("America/New_York", 3, 1),
    ] {
        let mut expected = vec![json!({"month_of_booked_at": "2026-11-01", "count": november})];
        if december > 0 {
            expected.push(json!({"month_of_booked_at": "2026-12-01", "count": december}));
        }
        assert_eq!(groups(&client, &query(zone)).await, json!(expected), "{zone}");
    }
    // Dates have no time zone, and a key may be null.
    let years = groups(&client, "by=year(due)&by=category&count=true").await;
    let of = |due: Option<&str>, category: &str, count: u64| json!({"year_of_due": due, "category": category, "count": count});
    let expected = [
        of(None, "Food", 1),
        of(None, "Rent", 1),
        of(Some("2026-01-01"), "Food", 1),
        of(Some("2027-01-01"), "Rent", 1),
    ];
    assert_eq!(years, json!(expected));
    let owners = groups(
        &client,
        "by=owner,day(booked_at)&time_zone=Europe/Berlin&booked_at[gte]=2026-11-30T00:00:00Z",
    )
    .await;
    let expected = [
        json!({"owner": null, "day_of_booked_at": "2026-12-01"}),
        json!({"owner": "Ada", "day_of_booked_at": "2026-12-01"}),
    ];
    assert_eq!(owners, json!(expected));
}

async fn without_groups_there_is_one(db: &Db) {
    let client = some(db).await;
    assert_eq!(groups(&client, "sum=amount").await, json!([{"sum_amount": "770.00"}]));
    let nothing = groups(&client, "sum=amount&average=fee&max=amount&count=true&category=None").await;
    let expected = json!({
        "sum_amount": "0.00", "average_fee": {"sum": "0.0000", "count": 0}, "max_amount": null, "count": 0,
    });
    assert_eq!(nothing, json!([expected]));
    assert_eq!(groups(&client, "by=category&category=None").await, json!([]));
}

async fn filters_and_searches_choose_rows(db: &Db) {
    let client = some(db).await;
    for (filter, sum) in [
        ("category=Food", "20.00"),
        ("category[in]=Food,Rent", "770.00"),
        ("booked_at[lt]=2026-11-30T00:00:00Z", "-37.70"),
        ("q=BREAD", "-37.70"),
        ("q=", "770.00"),
        ("q=bread&amount[gt]=0", "12.30"),
    ] {
        assert_eq!(groups(&client, &format!("sum=amount&{filter}")).await[0]["sum_amount"], sum, "{filter}");
    }
}

async fn conditions_choose_groups(db: &Db) {
    let client = some(db).await;
    for (conditions, expected) in [
        ("sum(amount)[gte]=20.00", "Food Rent"),
        ("sum(amount)[gt]=20", "Rent"),
        ("sum(amount)[eq]=20", "Food"),
        ("sum(amount)[ne]=20", "Rent"),
        ("sum(amount)[in]=1,750", "Rent"),
        ("sum(amount)[in]=1&sum(amount)[in]=20", "Food"),
        ("sum(amount)[not_in]=750,20", ""),
        ("sum(points)[lte]=6", "Food Rent"),
        ("count[gt]=2", ""),
        ("count[eq]=2", "Food Rent"),
        ("min(amount)[lt]=0", "Rent"),
        ("min(amount)[is_null]=true", ""),
        ("max(fee)[gte]=0.5&sum(amount)[lt]=100", "Food"),
        ("min(booked_at)[lt]=2026-11-04T00:00:00Z", "Food"),
        ("count_distinct(owner)[eq]=1", "Food Rent"),
        ("count_distinct(owner)[gte]=2", ""),
    ] {
        assert_eq!(categories(&client, conditions).await, expected, "{conditions}");
    }
}

async fn lists_of_a_thousand_values_choose_groups(db: &Db) {
    let client = some(db).await;
    let listed = |most: usize| (21..21 + most).map(|value| value.to_string()).collect::<Vec<_>>().join(",");
    let thousand = listed(1_000);
    for (measure, chosen) in
        [("sum(amount)", "Rent"), ("max(amount)", "Rent"), ("count", ""), ("sum(points)", "")]
    {
        assert_eq!(categories(&client, &format!("{measure}[in]={thousand}")).await, chosen, "{measure}");
        let others = if chosen.is_empty() { "Food Rent" } else { "Food" };
        let query = format!("{measure}[not_in]={thousand}&{measure}[ne]=1&{measure}[gt]=0&count[eq]=2");
        assert_eq!(categories(&client, &query).await, others, "{measure}");
    }
    let path = format!("/transactions/aggregate?count=true&sum(amount)[in]={}", listed(1_001));
    let refused = client.get(&path).await;
    assert_eq!(refused.problem(400, "invalid-query"), ["sum(amount)[in]"]);
    assert_eq!(refused.value()["errors"][0]["detail"], "takes at most 1,000 values");
}

async fn groups_have_an_order(db: &Db) {
    let client = some(db).await;
    for (order, expected) in [
        ("category", "Food Rent"),
        ("-category", "Rent Food"),
        ("sum(amount)", "Food Rent"),
        ("-sum(amount)", "Rent Food"),
        ("count,-category", "Rent Food"),
        ("count&order_by=-max(amount)", "Rent Food"),
        ("-max(fee)", "Food Rent"),
        ("count_distinct(owner),-min(booked_at)", "Rent Food"),
    ] {
        assert_eq!(categories(&client, &format!("order_by={order}")).await, expected, "{order}");
    }
    let months = groups(&client, "by=month(booked_at)&time_zone=UTC&order_by=-month(booked_at)").await;
    assert_eq!(months, json!([{"month_of_booked_at": "2026-12-01"}, {"month_of_booked_at": "2026-11-01"}]));
}

async fn groups_have_pages(db: &Db) {
    let client = some(db).await;
    let page = async |query: &str| {
        let page = aggregate(&client, &format!("by=day(booked_at)&time_zone=UTC&{query}")).await;
        let days = page["items"].as_array().unwrap().iter();
        let days: Vec<String> =
            days.map(|day| day["day_of_booked_at"].as_str().unwrap()[5..].to_owned()).collect();
        (days.join(" "), page["has_more"].as_bool().unwrap())
    };
    for (query, days, has_more) in [
        ("", "11-03 11-05 11-30 12-01", false),
        ("page_size=4", "11-03 11-05 11-30 12-01", false),
        ("page_size=3", "11-03 11-05 11-30", true),
        ("page_size=3&page=2", "12-01", false),
        ("page_size=1&page=2", "11-05", true),
        ("page_size=1&page=4", "12-01", false),
        ("page_size=2&page=3", "", false),
        ("page_size=100000&page=4294967295", "", false),
    ] {
        assert_eq!(page(query).await, (days.to_owned(), has_more), "{query}");
    }
    let rows = (0..21).map(|number| TransactionCreate {
        category: format!("{number:02}"),
        owner: None,
        amount: dec!(1),
        fee: None,
        points: 1,
        booked_at: Utc::now(),
        due: None,
        memo: String::new(),
    });
    let tenant = Uuid::now_v7();
    Transaction::repository().tenant(tenant).create_many(db, rows.collect::<Vec<_>>()).await.unwrap();
    let many = aggregate(&client.of_tenant(tenant), "by=category").await;
    assert_eq!((many["items"].as_array().unwrap().len(), &many["has_more"]), (20, &json!(true)));
}

async fn rows_of_others_and_deleted_rows_do_not_count(db: &Db) {
    let client = some(db).await;
    let other = client.of_another_tenant();
    assert_eq!(groups(&other, "count=true&sum=amount").await, json!([{"count": 0, "sum_amount": "0.00"}]));
    assert_eq!(groups(&other, "by=category,owner&count=true").await, json!([]));
    client
        .without(crate::client::TENANT)
        .get("/transactions/aggregate?count=true")
        .await
        .problem(400, "tenant-missing");

    let row =
        client.get("/transactions?category=Rent&amount[gt]=0").await.expect(200)["items"][0]["id"].clone();
    client.delete(&format!("/transactions/{}", row.as_str().unwrap())).await.expect(204);
    assert_eq!(groups(&client, "count=true&sum=amount").await, json!([{"count": 3, "sum_amount": "-30.00"}]));
    for parameter in ["include_deleted", "only_deleted"] {
        let path = format!("/transactions/aggregate?count=true&{parameter}=true");
        assert_eq!(client.get(&path).await.problem(400, "invalid-query"), [parameter]);
    }
}

async fn what_cannot_be_computed_is_rejected(db: &Db) {
    let client = some(db).await;
    const ZONE: &str = "must be UTC, an offset such as +02:00 (a URL has %2B for the plus sign), or a name of the IANA \
                        time zone database such as Europe/Berlin";
    let required = format!("is required by `month(booked_at)`; it {ZONE}");
    let orders = "must be a comma-separated list of: count, count_distinct(category), category, \
                  count_distinct(owner), owner, sum(amount), min(amount), max(amount), sum(fee), max(fee), sum(points), min(points), \
                  min(booked_at), day(booked_at), month(booked_at), year(due)";
    for (query, name, detail) in [
        ("", "aggregate", "asks for nothing: add a sum, a count or a group"),
        ("count=false", "aggregate", "asks for nothing: add a sum, a count or a group"),
        ("count=1", "count", "must be true or false"),
        ("count=true&count=true", "count", "is given more than once"),
        ("sum=", "sum", "must be a comma-separated list of: amount, fee, points"),
        ("sum=category", "sum", "must be a comma-separated list of: amount, fee, points"),
        ("sum=amount,amount", "sum", "asks for `sum_amount` more than once"),
        ("sum=amount&sum=fee,amount", "sum", "asks for `sum_amount` more than once"),
        ("average=booked_at", "average", "must be a comma-separated list of: amount, fee, points"),
        ("max=points", "max", "must be a comma-separated list of: amount, fee"),
        (
            "by=memo",
            "by",
            "must be a comma-separated list of: category, owner, day(booked_at), month(booked_at), year(due)",
        ),
        (
            "by=booked_at",
            "by",
            "must be a comma-separated list of: category, owner, day(booked_at), month(booked_at), year(due)",
        ),
        (
            "by=week(booked_at)&time_zone=UTC",
            "by",
            "must be a comma-separated list of: category, owner, day(booked_at), month(booked_at), year(due)",
        ),
        ("by=month(booked_at)", "time_zone", &required),
        ("by=month(booked_at)&time_zone=+02:00", "time_zone", ZONE),
        ("by=month(booked_at)&time_zone=", "time_zone", ZONE),
        ("by=month(booked_at)&time_zone=Europe/Nowhere", "time_zone", ZONE),
        ("by=month(booked_at)&time_zone=../../etc/passwd", "time_zone", ZONE),
        (
            "by=year(due)&time_zone=UTC",
            "time_zone",
            "would be ignored: `by` has no period of an instant; omit it",
        ),
        ("count=true&order_by=sum", "order_by", orders),
        ("count=true&order_by=average(amount)", "order_by", orders),
        (
            "count=true&order_by=-category",
            "order_by",
            "has `category`, by which groups are ordered only if it is in `by`",
        ),
        (
            "count=true&order_by=count,count,count,count,count,count,count,count,count",
            "order_by",
            "takes at most 8 columns",
        ),
        ("count=true&page=0", "page", "must be 1 or more"),
        ("count=true&page_size=0", "page_size", "must be a number from 1 to 100"),
        (
            "count=true&sum(amount)[gt]=x",
            "sum(amount)[gt]",
            "a decimal has digits and a point, such as \"12.50\"",
        ),
        ("count=true&sum(amount)[gt]=0.001", "sum(amount)[gt]", "must have at most 2 decimal places"),
        ("count=true&count[gt]=-1", "count[gt]", "must be an integer from 0 to 18446744073709551615"),
        (
            "count=true&sum(points)[in]=1,x",
            "sum(points)[in]",
            "must be an integer from -9223372036854775808 to 9223372036854775807",
        ),
    ] {
        let answer = client.get(&format!("/transactions/aggregate?{query}")).await;
        assert_eq!(answer.problem(400, "invalid-query"), [name], "{query}: {}", answer.value());
        assert_eq!(answer.value()["errors"][0]["detail"], detail, "{query}");
    }
    for (query, name) in [
        ("sums=amount", "sums"),
        ("cursor=00", "cursor"),
        ("with_total=true", "with_total"),
        ("order_dir=asc", "order_dir"),
        ("sum(amount)=3", "sum(amount)"),
        ("sum(amount)[like]=3", "sum(amount)[like]"),
        ("average(amount)[gt]=3", "average(amount)[gt]"),
        ("sum(amount)[is_null]=true", "sum(amount)[is_null]"),
        ("count_distinct(category)[contains]=F", "count_distinct(category)[contains]"),
        ("month(booked_at)[gt]=2026-11-01", "month(booked_at)[gt]"),
        ("owner=Ada", "owner"),
    ] {
        let answer = client.get(&format!("/transactions/aggregate?count=true&{query}")).await;
        assert_eq!(answer.problem(400, "invalid-query"), [name]);
        let detail = answer.value()["errors"][0]["detail"].as_str().unwrap().to_owned();
        let expected = "is not a known parameter; allowed: by, sum, average, min, max, count, count_distinct, time_zone, \
                        order_by, page, page_size, q, count[eq], count[ne],";
        assert!(detail.starts_with(expected), "{detail}");
    }
    let three =
        client.get("/transactions/aggregate?sum=x&by=y&order_by=month(booked_at)&time_zone=UTC&z=1").await;
    assert_eq!(three.problem(400, "invalid-query"), ["by", "sum", "z"], "each mistake once");
}

async fn a_sum_that_is_out_of_range_is_rejected(db: &Db) {
    let client = Client::of(resources(db));
    for _ in 0..2 {
        let row = json!({
            "category": "Food", "amount": "1", "points": i64::MAX, "booked_at": "2026-11-03T10:00:00Z",
        });
        client.post("/transactions", &row).await.expect(201);
    }
    let answer = client.get("/transactions/aggregate?sum=points").await;
    assert_eq!(answer.problem(400, "invalid-query"), ["points"]);
    assert_eq!(answer.value()["errors"][0]["detail"], "the sum has more digits than its type can hold");
}

async fn it_needs_its_permission(db: &Db) {
    let client = some(db).await;
    let path = "/transactions/aggregate?count=true";
    let granting = |denied: Action| {
        let grants =
            move |_: &Parts, action: Action, _: &str| if action == denied { Err(Denied) } else { Ok(()) };
        Client::of(resources(db).permissions(grants))
    };
    let denied = granting(Action::Aggregate).get(path).await;
    denied.problem(403, "forbidden");
    assert_eq!(denied.value()["detail"], "the action `aggregate` is not permitted");
    granting(Action::List).get(path).await.expect(200);
    // A search is an action of its own.
    let searched = format!("{path}&q=bread");
    client.get(&searched).await.expect(200);
    let denied = granting(Action::Search);
    denied.get(path).await.expect(200);
    denied.get(&searched).await.problem(403, "forbidden");
    let without = Resources::new(db.clone()).add_with::<Transaction>(|rows| rows.without([Action::Search]));
    Client::of(without).get(&searched).await.problem(403, "forbidden");
}

async fn it_exists_where_there_is_something_to_compute(db: &Db) {
    let client = Client::of(resources(db).add::<Label>());
    client.get("/transactions/aggregate/?count=true").await.expect(200);
    client.get("/labels/aggregate").await.problem(404, "not-found");
    client.post("/transactions/aggregate", &json!({})).await.problem(405, "method-not-allowed");
    let left_out =
        Resources::new(db.clone()).add_with::<Transaction>(|rows| rows.without([Action::Aggregate]));
    Client::of(left_out).get("/transactions/aggregate?count=true").await.expect(404);
    let read_only = Resources::new(db.clone()).add_with::<Transaction>(|rows| rows.read_only());
    Client::of(read_only).get("/transactions/aggregate?count=true").await.expect(200);
}

async fn rows_without_tenants_are_computed_with(db: &Db) {
    for (bank, units) in [("a", 3), ("b", 4), ("a", 5)] {
        Charge::repository().create(db, ChargeCreate { bank: bank.to_owned(), units }).await.unwrap();
    }
    let client = Client::of(Resources::new(db.clone()).add::<Charge>());
    let answer = client.get("/charges/aggregate?by=bank&sum=units").await.expect(200);
    let expected = json!([{"bank": "a", "sum_units": 8}, {"bank": "b", "sum_units": 4}]);
    assert_eq!(answer, json!({"items": expected, "has_more": false}));
    let answer = client.get("/charges/aggregate?by=bank&time_zone=UTC").await;
    assert_eq!(answer.problem(400, "invalid-query"), ["time_zone"], "there are no times");
}

async fn headers_are_those_of_a_list(db: &Db) {
    let client = some(db).await;
    let (list, path) = ("/transactions", "/transactions/aggregate?count=true");
    for name in ["cache-control", "etag", "content-type", "vary"] {
        assert_eq!(client.get(path).await.header(name), client.get(list).await.header(name), "{name}");
    }
    assert_eq!(client.get(path).await.header("cache-control"), Some("private, no-cache"));
    let head = client.send("HEAD", path, axum::body::Body::empty()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    client.with("idempotency-key", "a-key").get(path).await.expect(200);
    for (name, value) in [("if-none-match", "\"1\""), ("if-match", "\"1\"")] {
        assert_eq!(client.with(name, value).get(path).await.problem(400, "invalid-header"), [name]);
    }
}
