//! The parameters of lists, valid and invalid.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use serde_json::json;

use crate::client::{Client, budgets, draft, names};

/// Budgets with amounts, one of them with none.
async fn with_amounts(db: &Db, amounts: &[(&str, Option<&str>)]) -> Client {
    let client = budgets(db);
    for (name, amount) in amounts {
        let mut body = draft(name);
        body["amount"] = json!(amount);
        client.post("/budgets", &body).await.expect(201);
    }
    client
}

on_each_store!(
    [Budget] every_operator_compares_exactly,
    [Budget] rows_are_ordered_by_several_columns,
    [Budget] a_search_has_no_wildcards,
    [Budget] invalid_parameters_are_rejected_by_name,
    [Budget] a_query_has_limits,
    [Budget] a_page_is_never_larger_than_a_hundred,
    [Budget] a_cursor_belongs_to_its_list,
    [Budget] routes_of_one_row_take_no_parameters,
);

async fn every_operator_compares_exactly(db: &Db) {
    let amounts =
        [("a", Some("9.00")), ("b", Some("10.00")), ("c", Some("-1.0001")), ("d", Some("0")), ("e", None)];
    let client = with_amounts(db, &amounts).await;
    for (query, expected) in [
        ("amount=9", "a"),
        ("amount=9.0000", "a"),
        ("amount[ne]=9", "bcd"),
        ("amount[gt]=9", "b"),
        ("amount[gte]=9", "ab"),
        ("amount[lt]=0", "c"),
        ("amount[lte]=0", "cd"),
        ("amount[in]=9,10", "ab"),
        ("amount[in]=9&amount[in]=0", "ad"),
        ("amount[not_in]=9,10", "cd"),
        ("amount[not_in]=9&amount[not_in]=0", "bc"),
        ("amount[is_null]=true", "e"),
        ("amount[is_null]=false", "abcd"),
        ("amount[gte]=0&amount[lt]=10", "ad"),
        ("amount%5Bgte%5D=10", "b"),
        ("name[contains]=b", "b"),
        ("name[starts_with]=c", "c"),
        ("name[starts_with]=", "abcde"),
        ("name[in]=a,b&amount[gt]=9", "b"),
        ("period_start[gt]=2026-10-31T23:59:59.999999Z", "abcde"),
        ("period_start=2026-11-01T01:00:00%2B01:00", "abcde"),
        ("period_start[lt]=2026-11-01T00:00:00Z", ""),
        ("user_id=00000000-0000-0000-0000-000000000000", "abcde"),
        ("q=", "abcde"),
    ] {
        let answer = client.get(&format!("/budgets?order_by=name&{query}")).await;
        assert_eq!(names(&answer).concat(), expected, "{query}");
    }
}

async fn rows_are_ordered_by_several_columns(db: &Db) {
    let amounts = [("b", Some("9")), ("d", None), ("a", Some("10")), ("c", Some("9")), ("e", None)];
    let client = with_amounts(db, &amounts).await;
    for (query, expected) in [
        ("order_by=name", "abcde"),
        ("order_by=-name", "edcba"),
        ("order_by=name&order_dir=desc", "edcba"),
        ("order_by=amount,name", "debca"),
        ("order_by=amount,-name", "edcba"),
        ("order_by=amount&order_by=-name", "edcba"),
        ("order_by=-amount,name", "abcde"),
        ("order_by=-amount,-name", "acbed"),
        ("order_by=-amount%2C-name", "acbed"),
        ("order_by=period_start,-amount,-name", "acbed"),
        // The first direction of a column is used.
        ("order_by=-name,name", "edcba"),
        ("order_by=name,-id,-name", "abcde"),
        ("order_by=id,id,id,id,id,id,id,-name", "bdace"),
    ] {
        let mut path = format!("/budgets?{query}&page_size=2");
        let mut found = String::new();
        loop {
            let answer = client.get(&path).await;
            found.push_str(&names(&answer).concat());
            let page = answer.expect(200);
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/budgets?{query}&page_size=2&cursor={cursor}");
        }
        assert_eq!(found, expected, "{query}");
    }
    let page = client.get("/budgets?order_by=-amount,name&page_size=2").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    for query in
        ["order_by=amount,name", "order_by=-amount,-name", "order_by=-amount", "order_by=name,-amount"]
    {
        let answer = client.get(&format!("/budgets?{query}&cursor={cursor}")).await;
        assert_eq!(answer.problem(400, "invalid-query"), ["cursor"], "{query}");
    }
}

async fn a_search_has_no_wildcards(db: &Db) {
    let client =
        with_amounts(db, &[("100% sure", None), ("under_score", None), ("back\\slash, it's", None)]).await;
    for (query, expected) in [
        ("q=%25", "100% sure"),
        ("q=_", "under_score"),
        ("q=%5C", "back\\slash, it's"),
        ("q='", "back\\slash, it's"),
        ("q=UNDER", "under_score"),
        ("name[contains]=%25", "100% sure"),
        (r"name[in]=back%5C%5Cslash%5C, it's", "back\\slash, it's"),
    ] {
        let answer = client.get(&format!("/budgets?{}", query.replace(' ', "+"))).await;
        assert_eq!(names(&answer), [expected], "{query}");
    }
}

async fn invalid_parameters_are_rejected_by_name(db: &Db) {
    let client = budgets(db);
    for (query, name) in [
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=1.5", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=ten", "page_size"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=1&page=2", "page"),
        ("page=1&cursor=00ff", "page"),
        ("limit=10", "limit"),
        ("name[like]=a", "name[like]"),
        ("name[]=a", "name[]"),
        ("name[is_null]=true", "name[is_null]"),
        ("amount[contains]=1", "amount[contains]"),
        ("amount[starts_with]=1", "amount[starts_with]"),
        ("period_end=2026-11-01T00:00:00Z", "period_end"),
        ("categories=x", "categories"),
        ("amount[gte]=1e999", "amount[gte]"),
        ("amount=NaN", "amount"),
        ("amount=", "amount"),
        ("amount=1.00001", "amount"),
        ("amount[gte]=1.00001", "amount[gte]"),
        ("name[contains]=%00", "name[contains]"),
        ("name[starts_with]=%00", "name[starts_with]"),
        ("amount=99999999999999999", "amount"),
        ("amount=1.00000000000000000000000000000001", "amount"),
        ("amount=1;DROP TABLE budgets".replace(' ', "+").leak(), "amount"),
        ("amount[is_null]=yes", "amount[is_null]"),
        ("user_id=1", "user_id"),
        ("period_start=yesterday", "period_start"),
        ("period_start=2026-11-01", "period_start"),
        ("order_by=categories", "order_by"),
        ("order_by=user_id", "order_by"),
        ("order_by=", "order_by"),
        ("order_by=-", "order_by"),
        ("order_by=--name", "order_by"),
        ("order_by=name,", "order_by"),
        ("order_by=name, amount".replace(' ', "+").leak(), "order_by"),
        ("order_by=name,user_id", "order_by"),
        ("order_by=name;amount", "order_by"),
        ("order_by=id,id,id,id,id,id,id,id,id", "order_by"),
        ("order_by=user_id&order_dir=asc", "order_by"),
        ("order_by=name,amount&order_dir=asc", "order_dir"),
        ("order_by=-name&order_dir=desc", "order_dir"),
        ("name=a&name=b", "name"),
        ("amount[gte]=1&amount[gte]=2", "amount[gte]"),
        (
            "user_id=00000000-0000-0000-0000-000000000000&user_id=00000000-0000-0000-0000-000000000001",
            "user_id",
        ),
        ("with_total=true&with_total=false", "with_total"),
        ("order_dir=asc", "order_dir"),
        ("order_by=name&order_dir=up", "order_dir"),
        ("include_deleted=1", "include_deleted"),
        ("with_total=yes", "with_total"),
        ("cursor=", "cursor"),
        ("cursor=xyz", "cursor"),
        ("cursor=00ff", "cursor"),
        ("q=%00", "q"),
        ("q=a&q=b", "q"),
        ("name=%00", "name"),
    ] {
        let answer = client.get(&format!("/budgets?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.problem(400, "invalid-query"), [name], "{query}");
    }
    assert_eq!(client.get("/budgets/search").await.problem(400, "invalid-query"), ["q"]);
    let everything = client.get("/budgets?page=0&page_size=x&nothing=1&amount=a").await;
    assert_eq!(everything.problem(400, "invalid-query"), ["page_size", "page", "amount", "nothing"]);
    let told = everything.value()["errors"][3]["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("page_size") && told.contains("amount[gte]"), "{told}");
}

async fn a_query_has_limits(db: &Db) {
    let client = budgets(db);
    let ask = async |query: String| client.get(&format!("/budgets?{query}")).await;
    let list = |count: usize| vec!["a"; count].join(",");
    for (query, name, limit) in [
        (format!("name[in]={}", list(1_001)), "name[in]", "1,000"),
        (format!("name[not_in]={}", list(1_001)), "name[not_in]", "1,000"),
        (format!("name[starts_with]={}", "a".repeat(16_385)), "name[starts_with]", "16,384"),
        (format!("q={}", "a".repeat(16_385)), "q", "16,384"),
        (format!("name[contains]={}", "a".repeat(16_385)), "name[contains]", "16,384"),
        ("a&".repeat(5_101), "query", "5,100"),
    ] {
        let answer = ask(query).await;
        assert!(answer.problem(400, "invalid-query").iter().any(|known| known == name), "{name}");
        let told = answer.value();
        let told = told["errors"].as_array().unwrap().iter().find(|error| error["name"] == name).unwrap();
        assert!(told["detail"].as_str().unwrap().contains(&format!("at most {limit} ")), "{told}");
    }
    for query in [
        format!("name[in]={}", list(1_000)),
        format!("q={}", "a".repeat(16_384)),
        "name[in]=a&".repeat(1_000),
    ] {
        ask(query).await.expect(200);
    }
}

async fn a_page_is_never_larger_than_a_hundred(db: &Db) {
    let client = budgets(db);
    for (size, granted) in [("101", 100), ("100", 100), ("1", 1), ("100000000000000000000", 100)] {
        let page = client.get(&format!("/budgets?page_size={size}")).await.expect(200);
        assert_eq!(page["page_size"], granted, "{size}");
    }
    assert_eq!(client.get("/budgets").await.expect(200)["page_size"], 20);
}

async fn a_cursor_belongs_to_its_list(db: &Db) {
    let client = with_amounts(db, &[("a", Some("1")), ("b", Some("2")), ("c", Some("3"))]).await;
    let page = client.get("/budgets?order_by=name&page_size=1").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = client.get(&format!("/budgets?order_by=name&page_size=2&cursor={cursor}")).await;
    assert_eq!(names(&next), ["b", "c"]);

    let cut = &cursor[..cursor.len() - 2];
    let forged = format!("{}{}", if cursor.starts_with('0') { "1" } else { "0" }, &cursor[1..]);
    for (query, cursor) in [
        ("order_by=name&order_dir=desc", cursor),
        ("order_by=amount", cursor),
        ("", cursor),
        ("order_by=name&amount[gt]=1", cursor),
        ("order_by=name&q=a", cursor),
        ("order_by=name", cut),
        ("order_by=name", &forged),
    ] {
        let answer = client.get(&format!("/budgets?{query}&cursor={cursor}")).await;
        assert_eq!(answer.problem(400, "invalid-query"), ["cursor"], "{query}");
    }
}

async fn routes_of_one_row_take_no_parameters(db: &Db) {
    let client = budgets(db);
    let path = format!("/budgets/{}", Uuid::now_v7());
    assert_eq!(client.get(&format!("{path}?fields=name")).await.problem(400, "invalid-query"), ["fields"]);
    assert_eq!(client.delete(&format!("{path}?force=true")).await.problem(400, "invalid-query"), ["force"]);
    assert_eq!(client.delete(&format!("{path}?hard=yes")).await.problem(400, "invalid-query"), ["hard"]);
    assert_eq!(client.post("/budgets?x=1", &draft("a")).await.problem(400, "invalid-query"), ["x"]);
}
