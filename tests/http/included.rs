//! Related rows in responses: `?include=`.

use std::sync::{Arc, Mutex};

use axum::http::request::Parts;
use fin_infra::http::{Action, Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use crate::client::{Client, path_of};

/// A currency, which is everybody's.
#[derive(FinResource)]
#[fin(table = "currencies")]
struct Currency {
    code: String,
    #[fin(secret, default)]
    key: Option<String>,
}

/// Where money comes from.
#[derive(FinResource)]
#[fin(tenant, soft_delete)]
struct Account {
    name: String,
    #[fin(secret)]
    pin: String,
    #[fin(belongs_to = "Currency")]
    currency_id: Option<Uuid>,
}

/// Something to save for.
#[derive(FinResource)]
#[fin(tenant, version, children("Deposit"))]
struct Goal {
    #[fin(filter, order)]
    name: String,
}

/// What was saved.
#[derive(FinResource)]
#[fin(tenant, soft_delete, children("Mark"))]
struct Deposit {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
    amount: i32,
}

/// A mark on a deposit, which the API does not expose.
#[derive(FinResource)]
#[fin(tenant)]
struct Mark {
    #[fin(belongs_to = "Deposit")]
    deposit_id: Uuid,
    text: String,
}

fn resources(db: &Db) -> Resources {
    let resources = Resources::new(db.clone()).add::<Currency>().add::<Account>();
    resources.add::<Goal>().add::<Deposit>()
}

fn client(db: &Db) -> Client {
    Client::of(resources(db).permissions(|_: &Parts, _: Action, _: &str| Ok(())))
}

async fn made(client: &Client, path: &str, body: Value) -> String {
    path_of(&client.post(path, &body).await).rsplit('/').next().unwrap().to_owned()
}

/// A goal with two deposits from an account in euros, and the ids of the goal and of the account.
async fn goal(client: &Client, name: &str) -> (String, String) {
    let currency = made(client, "/currencies", json!({"code": "EUR"})).await;
    let account = json!({"name": "cash", "pin": "1234", "currency_id": currency});
    let account = made(client, "/accounts", account).await;
    let goal = made(client, "/goals", json!({"name": name})).await;
    for amount in [1, 2] {
        deposit(client, &goal, &account, amount).await;
    }
    (goal, account)
}

async fn deposit(client: &Client, goal: &str, account: &str, amount: i32) -> String {
    let body = json!({"goal_id": goal, "account_id": account, "amount": amount});
    made(client, "/deposits", body).await
}

fn amounts(deposits: &Value) -> Vec<i64> {
    deposits["items"].as_array().unwrap().iter().map(|row| row["amount"].as_i64().unwrap()).collect()
}

on_each_store!(
    [Currency, Account, Goal, Deposit, Mark] related_rows_are_in_each_row_of_a_list,
    [Currency, Account, Goal, Deposit, Mark] related_rows_are_in_a_single_row,
    [Currency, Account, Goal, Deposit, Mark] a_row_that_is_deleted_or_not_referred_to_is_null,
    [Currency, Account, Goal, Deposit, Mark] more_rows_than_the_limit_are_visible,
    [Currency, Account, Goal, Deposit, Mark] more_rows_in_all_than_the_limit_are_an_error,
    [Currency, Account, Goal, Deposit, Mark] an_unknown_relation_is_an_error_that_names_the_known_ones,
    [Currency, Account, Goal, Deposit, Mark] each_related_resource_has_its_own_permission,
    [Currency, Account, Goal, Deposit, Mark] related_rows_are_those_of_the_tenant,
    [Currency, Account, Goal, Deposit, Mark] rows_show_no_more_than_on_their_own_route,
    [Currency, Account, Goal, Deposit, Mark] a_list_with_related_rows_has_its_filter_order_and_pages,
    [Currency, Account, Goal, Deposit, Mark] the_document_describes_related_rows,
);

async fn related_rows_are_in_each_row_of_a_list(db: &Db) {
    let client = client(db);
    let (boat, account) = goal(&client, "boat").await;
    let (car, other) = goal(&client, "car").await;
    let list = client.get("/goals?include=deposits,deposits.account.currency").await.expect(200);
    for (row, goal, account) in [(&list["items"][0], &boat, &account), (&list["items"][1], &car, &other)] {
        assert_eq!(&row["id"], goal);
        let deposits = &row["related"]["deposits"];
        assert_eq!((amounts(deposits), &deposits["has_more"]), (vec![1, 2], &json!(false)));
        for deposit in deposits["items"].as_array().unwrap() {
            assert_eq!(&deposit["goal_id"], goal);
            assert_eq!(&deposit["related"]["account"]["id"], account);
            assert_eq!(deposit["related"]["account"]["related"]["currency"]["code"], "EUR");
        }
    }
    let rows = client.get("/deposits?include=goal&include=account").await.expect(200);
    let names: Vec<_> =
        rows["items"].as_array().unwrap().iter().map(|row| &row["related"]["goal"]["name"]).collect();
    assert_eq!(names, ["boat", "boat", "car", "car"]);
    assert_eq!(rows["items"][3]["related"]["account"]["id"], other);
    let plain = client.get("/goals").await.expect(200);
    assert!(plain["items"][0].get("related").is_none());
}

async fn related_rows_are_in_a_single_row(db: &Db) {
    let client = client(db);
    let (boat, _) = goal(&client, "boat").await;
    goal(&client, "car").await;
    let answer = client.get(&format!("/goals/{boat}?include=deposits.goal")).await;
    let row = answer.expect(200);
    assert_eq!((&row["name"], amounts(&row["related"]["deposits"])), (&json!("boat"), vec![1, 2]));
    assert_eq!(row["related"]["deposits"]["items"][1]["related"]["goal"]["id"], boat);
    // The version of the row says nothing about its related rows.
    assert_eq!(answer.header("etag"), None);
    let again = client.with("if-none-match", "\"1\"");
    assert_eq!(again.get(&format!("/goals/{boat}")).await.status, 304);
    again.get(&format!("/goals/{boat}?include=deposits")).await.expect(200);
    let malformed = client.with("if-none-match", "1").get(&format!("/goals/{boat}?include=deposits")).await;
    assert_eq!(malformed.problem(400, "invalid-header"), ["if-none-match"]);
    client.get(&format!("/goals/{}?include=deposits", Uuid::now_v7())).await.problem(404, "not-found");
}

async fn a_row_that_is_deleted_or_not_referred_to_is_null(db: &Db) {
    let client = client(db);
    let (boat, account) = goal(&client, "boat").await;
    let free = made(&client, "/accounts", json!({"name": "free", "pin": "1"})).await;
    let one = client.get(&format!("/accounts/{free}?include=currency")).await.expect(200);
    assert_eq!(one["related"]["currency"], Value::Null);
    client.delete(&format!("/accounts/{account}")).await.expect(204);
    let row = client.get(&format!("/goals/{boat}?include=deposits.account.currency")).await.expect(200);
    let deposits = &row["related"]["deposits"];
    assert_eq!(amounts(deposits), [1, 2]);
    assert_eq!(deposits["items"][0]["related"]["account"], Value::Null);
    let deposit = deposits["items"][0]["id"].as_str().unwrap();
    client.delete(&format!("/deposits/{deposit}")).await.expect(204);
    let row = client.get(&format!("/goals/{boat}?include=deposits")).await.expect(200);
    assert_eq!(amounts(&row["related"]["deposits"]), [2]);
}

async fn more_rows_than_the_limit_are_visible(db: &Db) {
    let client = client(db);
    let (boat, account) = goal(&client, "boat").await;
    for amount in 3..=20 {
        deposit(&client, &boat, &account, amount).await;
    }
    let load = async || {
        client.get("/goals?include=deposits").await.expect(200)["items"][0]["related"]["deposits"].clone()
    };
    let deposits = load().await;
    assert_eq!((amounts(&deposits), &deposits["has_more"]), ((1..=20).collect(), &json!(false)));
    deposit(&client, &boat, &account, 21).await;
    let deposits = load().await;
    assert_eq!(
        (amounts(&deposits), &deposits["has_more"]),
        ((1..=20).collect(), &json!(true)),
        "the oldest ones"
    );
}

async fn more_rows_in_all_than_the_limit_are_an_error(db: &Db) {
    let client = client(db);
    let tenant = Uuid::now_v7();
    let client = client.of_tenant(tenant);
    let (_, account) = goal(&client, "boat").await;
    let goals = Goal::repository().tenant(tenant);
    let creates = (0..49).map(|number| GoalCreate { name: format!("goal {number}") });
    let rows = goals.create_many(db, creates.collect::<Vec<_>>()).await.unwrap();
    let account_id: Uuid = account.parse().unwrap();
    let of = |goal_id| (0..20).map(move |amount| DepositCreate { goal_id, account_id, amount });
    let creates: Vec<_> = rows.iter().flat_map(|row| of(row.id)).collect();
    Deposit::repository().tenant(tenant).create_many(db, creates).await.unwrap();
    // 49 goals with 20 deposits, one with 2, and their account.
    client.get("/goals?page_size=50&include=deposits").await.expect(200);
    client.get("/goals?page_size=50&include=deposits.account").await.expect(200);
    // The 50 goals once more.
    let refused = client.get("/goals?page_size=50&include=deposits.goal,deposits.account").await;
    assert_eq!(refused.problem(400, "invalid-query"), ["include"]);
    client.get("/goals?page_size=40&include=deposits.goal,deposits.account").await.expect(200);
}

async fn an_unknown_relation_is_an_error_that_names_the_known_ones(db: &Db) {
    let client = client(db);
    let reason = async |path: &str| {
        let answer = client.get(path).await;
        assert_eq!(answer.problem(400, "invalid-query"), ["include"], "{path}");
        answer.value()["errors"][0]["detail"].as_str().unwrap().to_owned()
    };
    let known = "must be a comma-separated list of relations; those of";
    for text in ["owner", "", "deposits,", "Deposits", "goals", "tenant", "deposits,owner"] {
        let path = format!("/goals?include={text}");
        assert_eq!(reason(&path).await, format!("{known} goals: deposits"), "{text}");
    }
    assert_eq!(reason("/goals?include=deposits.marks").await, format!("{known} deposits: goal, account"));
    assert_eq!(reason("/accounts?include=x").await, format!("{known} accounts: currency"));
    let levels = "/goals?include=deposits.goal.deposits.goal";
    assert_eq!(reason(levels).await, "takes at most 3 levels");
    let many = format!("/goals?include={}", ["deposits"; 11].join(","));
    assert_eq!(reason(&many).await, "takes at most 10 relations");
    // Without relations, it is an unknown parameter, as on other routes.
    let refused = client.get("/currencies?include=accounts").await;
    assert!(String::from_utf8_lossy(&refused.body).contains("is not a known parameter"));
    let id = Uuid::now_v7();
    assert_eq!(
        client.get(&format!("/goals/{id}?include=x")).await.problem(400, "invalid-query"),
        ["include"]
    );
    let body = json!({"name": "x"});
    assert_eq!(
        client.post("/goals?include=deposits", &body).await.problem(400, "invalid-query"),
        ["include"]
    );
    assert_eq!(client.get("/goals/aggregate?include=deposits").await.status, 404);
    let unknown = client.get("/goals?colour=x").await;
    assert!(String::from_utf8_lossy(&unknown.body).contains("include"), "it is among the allowed ones");
}

async fn each_related_resource_has_its_own_permission(db: &Db) {
    let all = client(db);
    let tenant = Uuid::now_v7();
    let (boat, _) = goal(&all.of_tenant(tenant), "boat").await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let paths = [
        ("/goals?include=deposits".to_owned(), ("deposits", Action::List)),
        (format!("/goals/{boat}?include=deposits"), ("deposits", Action::List)),
        ("/goals?include=deposits.account".to_owned(), ("accounts", Action::Get)),
        ("/goals?include=deposits.account.currency".to_owned(), ("currencies", Action::Get)),
    ];
    for (path, (denied, action)) in &paths {
        let (denied, action) = (*denied, *action);
        let log = asked.clone();
        let permissions = move |_: &Parts, asked: Action, resource: &str| {
            log.lock().unwrap().push((resource.to_owned(), asked));
            if resource == denied && asked == action { Err(Denied) } else { Ok(()) }
        };
        let client = Client::of(resources(db).permissions(permissions)).of_tenant(tenant);
        let answer = client.get(path).await;
        assert!(answer.problem(403, "forbidden").is_empty(), "{path}");
        assert_eq!(answer.value()["detail"], format!("the action `{action}` is not permitted"));
        assert_eq!(asked.lock().unwrap().last(), Some(&(denied.to_owned(), action)));
        client.get("/goals").await.expect(200);
        all.of_tenant(tenant).get(path).await.expect(200);
    }
    // What is not exposed, or not by this action, is no relation.
    let some =
        || Resources::new(db.clone()).permissions(|_: &Parts, _: Action, _: &str| Ok(())).add::<Goal>();
    for resources in [some(), some().add_with::<Deposit>(|deposits| deposits.without([Action::List]))] {
        let client = Client::of(resources).of_tenant(tenant);
        let refused = client.get("/goals?include=deposits").await;
        assert_eq!(refused.problem(400, "invalid-query"), ["include"]);
        client.get("/goals").await.expect(200);
    }
    // Without permissions, rows without tenants can be read.
    Client::of(resources(db)).of_tenant(tenant).get("/accounts?include=currency").await.expect(200);
}

async fn related_rows_are_those_of_the_tenant(db: &Db) {
    let client = client(db);
    let (goal_id, account_id) = (Uuid::now_v7(), Uuid::now_v7());
    let tenants = [("ours", 1), ("theirs", 100)].map(|(name, amount)| (Uuid::now_v7(), name, amount));
    // Both tenants have a goal and an account with the same ids.
    for (tenant, name, amount) in tenants {
        let goal = GoalCreate { name: name.to_owned() };
        Goal::repository().tenant(tenant).create_with_id(db, goal_id, goal).await.unwrap();
        let account = AccountCreate { name: name.to_owned(), pin: String::new(), currency_id: None };
        Account::repository().tenant(tenant).create_with_id(db, account_id, account).await.unwrap();
        let create = DepositCreate { goal_id, account_id, amount };
        Deposit::repository().tenant(tenant).create(db, create).await.unwrap();
    }
    for (tenant, name, amount) in tenants {
        let client = client.of_tenant(tenant);
        let list = client.get("/goals?include=deposits.account,deposits.goal").await.expect(200);
        let one =
            client.get(&format!("/goals/{goal_id}?include=deposits.account,deposits.goal")).await.expect(200);
        for row in [&list["items"][0], &one] {
            let deposits = &row["related"]["deposits"];
            assert_eq!(amounts(deposits), [i64::from(amount)]);
            let related = &deposits["items"][0]["related"];
            assert_eq!((&related["account"]["name"], &related["goal"]["name"]), (&json!(name), &json!(name)));
        }
    }
    let nobody = client.of_another_tenant();
    assert_eq!(nobody.get("/goals?include=deposits").await.expect(200)["items"], json!([]));
    nobody.get(&format!("/goals/{goal_id}?include=deposits")).await.problem(404, "not-found");
    client.without("x-tenant-id").get("/goals?include=deposits").await.problem(400, "tenant-missing");
}

async fn rows_show_no_more_than_on_their_own_route(db: &Db) {
    let client = client(db);
    let (_, account) = goal(&client, "boat").await;
    let own = client.get(&format!("/accounts/{account}?include=currency")).await.expect(200);
    let included = client.get("/deposits?include=account.currency").await.expect(200);
    assert_eq!(included["items"][0]["related"]["account"], own);
    for hidden in ["1234", "\"pin\"", "\"key\""] {
        assert!(!included.to_string().contains(hidden), "{hidden}");
    }
    // What is not exposed is not included.
    assert_eq!(client.get("/deposits?include=marks").await.problem(400, "invalid-query"), ["include"]);
}

async fn a_list_with_related_rows_has_its_filter_order_and_pages(db: &Db) {
    let client = client(db);
    for name in ["a", "b", "c"] {
        goal(&client, name).await;
    }
    let path = "/goals?include=deposits&order_by=-name&page_size=2&with_total=true";
    let page = client.get(path).await.expect(200);
    assert_eq!((&page["items"][0]["name"], &page["total"]), (&json!("c"), &json!(3)));
    assert_eq!(amounts(&page["items"][1]["related"]["deposits"]), [1, 2]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = client.get(&format!("{path}&cursor={cursor}")).await.expect(200);
    assert_eq!(next["items"][0]["name"], "a");
    assert_eq!(amounts(&next["items"][0]["related"]["deposits"]), [1, 2]);
    let filtered = client.get("/goals?name=b&include=deposits").await.expect(200);
    assert_eq!(
        (filtered["items"].as_array().unwrap().len(), &filtered["items"][0]["name"]),
        (1, &json!("b"))
    );
}

async fn the_document_describes_related_rows(db: &Db) {
    let document = client(db).get("/openapi.json").await.expect(200);
    let parameter = |path: &str| {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap().clone();
        parameters.into_iter().find(|parameter| parameter["name"] == "include")
    };
    for path in ["/deposits", "/deposits/{id}"] {
        let names = parameter(path).unwrap()["schema"]["items"]["enum"].clone();
        let expected = [
            "goal",
            "goal.deposits",
            "goal.deposits.goal",
            "goal.deposits.account",
            "account",
            "account.currency",
        ];
        assert_eq!(names, json!(expected));
    }
    assert_eq!(parameter("/currencies"), None);
    let related = &document["components"]["schemas"]["Goal"]["properties"]["related"]["properties"];
    assert_eq!(related["deposits"]["properties"]["items"]["items"]["$ref"], "#/components/schemas/Deposit");
    let related = &document["components"]["schemas"]["Deposit"]["properties"]["related"]["properties"];
    assert_eq!(related["account"]["oneOf"][1]["$ref"], "#/components/schemas/Account");
    assert_eq!(document["components"]["schemas"]["Currency"]["properties"]["related"], Value::Null);
}
