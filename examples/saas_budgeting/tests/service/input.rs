//! Input that is refused, by the name of the field.

use serde_json::{Value, json};

use crate::support::{OWNER, Program, Served};

fn with(body: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut changed = body.clone();
    changed[name] = value.into();
    changed
}

fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

/// Sends a body that has to be refused, with a problem that names a field, or the rule that it breaks.
fn refuse(served: &Served, token: &str, path: &str, body: &Value, field: &str) {
    let answer = served.post(token, path, body);
    assert_eq!(answer.status, 422, "{body}: {}", answer.body);
    let problem = answer.json();
    let told = format!("{} {}", problem["errors"], problem["detail"]);
    assert!(told.contains(field), "{field}: {told}");
}

#[test]
fn a_budget_is_refused_by_the_field_at_fault() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let good = served.budget(&token, "Odd");
    for (name, value) in [
        ("ends_on", json!("2026-10-31")),
        ("name", json!("   ")),
        ("name", json!("x".repeat(129))),
        ("period", json!("daily")),
        ("kind", json!("royal")),
        ("starts_on", json!("2026-02-30")),
        ("tenant_id", json!("018f2f1e-7c5e-7000-8000-000000000001")),
    ] {
        refuse(&served, &token, "/budgets", &with(&good, name, value), name);
    }
    assert_eq!(served.post(&token, "/budgets", &good).status, 201);
    assert_eq!(served.post(&token, "/budgets", &with(&good, "name", "ODD")).status, 409);
}

#[test]
fn a_budget_belongs_to_a_member_of_the_company() {
    let program = Program::with_sample();
    let served = program.serve();
    let (bakery, garage) = (served.sign_in("bakery", OWNER), served.sign_in("garage", OWNER));
    let good = served.budget(&bakery, "Odd");
    for user in ["018f2f1e-7c5e-7000-8000-000000000001".to_owned(), served.member(&garage, OWNER)] {
        let answer = served.post(&bakery, "/budgets", &with(&good, "user_id", user));
        // The foreign key is not one of the struct, so that no field can be named.
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert_eq!(answer.json()["detail"], "refers to a row that does not exist");
    }
}

#[test]
fn an_amount_has_the_decimal_places_of_its_currency_and_a_sign_where_it_may() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let budget = served.post(&token, "/budgets", &served.budget(&token, "Odd")).json();
    let category = json!({ "budget_id": budget["id"], "name": "Food", "planned": euros("10.00") });
    for planned in [
        euros("-0.01"),
        euros("1.005"),
        euros("1e2"),
        json!("10.00"),
        json!({ "amount": "1", "currency": "XXQ" }),
    ] {
        refuse(&served, &token, "/budget-categories", &with(&category, "planned", planned), "planned");
    }
    let yen = json!({ "amount": "1.5", "currency": "JPY" });
    refuse(&served, &token, "/budget-categories", &with(&category, "planned", yen), "planned");
    assert_eq!(served.post(&token, "/budget-categories", &category).status, 201);

    // A refund is negative. More than two decimal places are no cents.
    let refund = json!({
        "user_id": served.member(&token, OWNER), "budget_id": budget["id"], "category": "Food",
        "booked_on": "2026-11-03", "amount": euros("-2.50")
    });
    assert_eq!(served.post(&token, "/transactions", &refund).status, 201);
    refuse(&served, &token, "/transactions", &with(&refund, "amount", euros("2.505")), "amount");
}

#[test]
fn a_threshold_is_a_percentage_above_zero() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let budget = served.post(&token, "/budgets", &served.budget(&token, "Odd")).json();
    let category = |name: &str, threshold: &str| json!({ "budget_id": budget["id"], "name": name, "planned": euros("10.00"), "approaching_at": threshold });
    for threshold in ["0", "-5", "80.555", "100.01", "100000"] {
        refuse(&served, &token, "/budget-categories", &category("Food", threshold), "approaching_at");
    }
    for (name, threshold) in [("Food", "0.01"), ("Rent", "100")] {
        assert_eq!(served.post(&token, "/budget-categories", &category(name, threshold)).status, 201);
    }
}

#[test]
fn progress_is_that_of_each_currency() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let categories = json!([{ "name": "Food", "planned": euros("10.00") }]);
    let plan = with(&served.budget(&token, "Small"), "budget_categories", categories);
    let budget = served.post(&token, "/budgets", &plan).json();
    let path = format!("/budgets/{}/progress", budget["id"].as_str().unwrap());
    let progress = served.get(&token, &path).json();
    assert_eq!(progress["EUR"]["categories"]["Food"]["remaining"], "10.00");
    assert_eq!(progress["EUR"]["total"]["spent"], "0");
    let stranger = served.sign_in("garage", OWNER);
    assert_eq!(served.get(&stranger, &path).status, 404);
}

#[test]
fn a_budget_is_created_with_its_categories_or_not_at_all() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    let categories = |second: &str| json!([{ "name": "Food", "planned": euros("10.00") }, { "name": "Rent", "planned": euros(second) }]);
    let plan = served.budget(&token, "Whole");
    let plan_with = |second: &str| with(&plan, "budget_categories", categories(second));
    refuse(&served, &token, "/budgets", &plan_with("-1.00"), "budget_categories[1]");
    assert_eq!(served.get(&token, "/budgets?name=Whole").json()["items"], json!([]));
    let created = served.post(&token, "/budgets", &plan_with("20.00"));
    assert_eq!(created.json()["related"]["budget_categories"]["items"][1]["planned"], euros("20.00"));
}

#[test]
fn a_member_has_an_address() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", OWNER);
    for email in
        ["nobody", "@example.org", "no body@example.org", &format!("{}@example.org", "x".repeat(254))]
    {
        let member = json!({ "email": email, "name": "Nobody", "role": "viewer" });
        refuse(&served, &token, "/members", &member, "email");
    }
    let member = json!({ "email": "a@example.org", "name": "A", "role": "owner", "password_hash": "x" });
    refuse(&served, &token, "/members", &member, "password_hash");
}
