//! Goals: transfers, milestones, and accounts that fund them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::thread;

use serde_json::{Value, json};

use crate::support::{Program, Served, Session, TODAY, euros};

/// How many transfer at the same time, and how often each.
const TASKS: usize = 16;
const TRANSFERS: usize = 10;

fn with_token(test: &str) -> (Program, Served, String) {
    let program = Program::migrated(test);
    program.run(&["advisor", "North"]);
    let served = Served::start(&program);
    let token = program.token("North", "Ada");
    (program, served, token)
}

fn contribute(session: &Session<'_>, goal: &str, amount: &str) -> Value {
    let booking = json!({ "amount": euros(amount), "booked_on": TODAY });
    session.create(&format!("/goals/{goal}/contributions"), &booking)
}

fn transfer(from: &str, to: &str, amount: &str) -> Value {
    json!({ "from": from, "to": to, "amount": euros(amount), "booked_on": TODAY })
}

fn current(session: &Session<'_>, goal: &str) -> String {
    session.get(&format!("/goals/{goal}")).body["current"]["amount"].as_str().unwrap().to_owned()
}

#[test]
fn a_transfer_moves_an_amount_between_two_goals_or_nothing() {
    let (program, served, token) = with_token("goals_transfer");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let (house, boat) = (ada.goal(&client, "House"), ada.goal(&client, "Boat"));
    contribute(&ada, &house, "100.00");
    let moved = ada.create("/goals/transfers", &transfer(&house, &boat, "30.01"));
    assert_eq!(moved[0]["goal"]["current"], euros("69.99"));
    assert_eq!(moved[1]["contribution"]["amount"], euros("30.01"));

    let refused = |body: Value, reason: &str| {
        let response = ada.post("/goals/transfers", &body);
        assert!(response.status == 422 && response.body.to_string().contains(reason), "{}", response.body);
    };
    refused(transfer(&house, &boat, "70.00"), "the goal has 69.99 EUR");
    refused(transfer(&house, &boat, "-1.00"), "must be above zero");
    refused(transfer(&house, &boat, "0.001"), "at most 2 decimal places");
    refused(transfer(&house, &house, "1.00"), "between two goals");
    let stranger = ada.goal(&ada.client("C-2"), "House");
    refused(transfer(&house, &stranger, "1.00"), "must be a goal of the same client");
    // What is sent again is booked once.
    let mut again = transfer(&house, &boat, "1.00");
    again["external_id"] = json!("order-17");
    ada.create("/goals/transfers", &again);
    assert_eq!(ada.post("/goals/transfers", &again).status, 409);
    assert_eq!((current(&ada, &house), current(&ada, &boat)), ("68.99".to_owned(), "31.01".to_owned()));

    let said = program.run(&["transfer", "C-1", "House", "Boat", "8.99"]);
    assert_eq!(said, "House has 60.00 EUR, Boat has 40.00 EUR\n");
    assert!(program.fail(&["transfer", "C-1", "House", "Boat", "60.01"]).contains("the goal has 60.00 EUR"));
    assert!(
        program.fail(&["transfer", "C-1", "House", "Boat", "0.001"]).contains("at most 2 decimal places")
    );
    assert!(program.fail(&["transfer", "C-1", "House", "Car", "1"]).contains("has no goal `Car`"));
    assert!(program.fail(&["transfer", "C-3", "House", "Boat", "1"]).contains("no client `C-3`"));
    assert_eq!((current(&ada, &house), current(&ada, &boat)), ("60.00".to_owned(), "40.00".to_owned()));
}

#[test]
fn the_sum_stays_exact_while_many_transfer_back_and_forth() {
    let (_program, served, token) = with_token("goals_concurrent");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let (house, boat) = (ada.goal(&client, "House"), ada.goal(&client, "Boat"));
    contribute(&ada, &house, "1000.00");
    contribute(&ada, &boat, "1000.00");
    thread::scope(|scope| {
        for task in 0..TASKS {
            let (ada, house, boat) = (ada.clone(), &house, &boat);
            scope.spawn(move || {
                for number in 0..TRANSFERS {
                    let (from, to) = if (task + number) % 2 == 0 { (house, boat) } else { (boat, house) };
                    // The first half of the tasks moves a cent more from the one than from the other.
                    let amount = if task < TASKS / 2 && from == house { "0.34" } else { "0.33" };
                    ada.create("/goals/transfers", &transfer(from, to, amount));
                }
            });
        }
    });
    let moved = TASKS / 2 * TRANSFERS / 2;
    assert_eq!(current(&ada, &house), format!("999.{:02}", 100 - moved));
    assert_eq!(current(&ada, &boat), format!("1000.{moved:02}"));
    // The amounts are those of the contributions.
    let sums = ada.get("/goal-contributions/aggregate?by=goal_id,amount_currency&sum=amount").body;
    for group in sums["items"].as_array().unwrap() {
        assert_eq!(group["sum_amount"]["amount"], current(&ada, group["goal_id"].as_str().unwrap()));
    }
}

#[test]
fn milestones_are_marked_when_they_are_reached() {
    let (_program, served, token) = with_token("goals_milestones");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let (house, boat) = (ada.goal(&client, "House"), ada.goal(&client, "Boat"));
    let milestone = |amount: &str| json!({ "name": "Half", "amount": euros(amount), "today": TODAY });
    let path = format!("/goals/{house}/milestones");
    assert_eq!(ada.create(&path, &milestone("5000.00"))["reached_on"], json!(null));
    let due = json!({ "name": "Most", "amount": euros("9000.00"), "today": TODAY, "due_on": "2027-06-30" });
    assert_eq!(ada.create(&path, &due)["due_on"], "2027-06-30");
    assert_eq!(ada.post(&path, &milestone("5000.00")).status, 409);
    assert_eq!(ada.post(&path, &milestone("10000.01")).status, 422);
    assert_eq!(contribute(&ada, &house, "4999.99")["reached"], json!([]));
    contribute(&ada, &boat, "10000.00");
    assert_eq!(ada.get(&format!("/goals/{boat}")).body["status"], "achieved");
    let moved = ada.create("/goals/transfers", &transfer(&boat, &house, "0.01"));
    assert_eq!(moved[1]["reached"][0]["reached_on"], TODAY);
    // A goal that lacks a cent is active again.
    assert_eq!(moved[0]["goal"]["status"], "active");
    let abandoned = json!({ "status": "abandoned" });
    assert_eq!(ada.post(&format!("/goals/{house}/status"), &abandoned).status, 200);
    assert_eq!(ada.post(&format!("/goals/{house}/status"), &json!({ "status": "active" })).status, 422);
}

#[test]
fn goals_use_at_most_a_hundred_percent_of_an_account() {
    let (_program, served, token) = with_token("goals_funding");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let goals = [ada.goal(&client, "House"), ada.goal(&client, "Boat")];
    let account = |client: &str| {
        let account =
            ada.create(&format!("/clients/{client}/funding-accounts"), &json!({ "name": "Savings" }));
        account["id"].clone()
    };
    let savings = account(&client);
    let fund = |goal: &str, account: &Value, percent: &str| {
        let response = ada
            .post(&format!("/goals/{goal}/fundings"), &json!({ "account_id": account, "percent": percent }));
        (response.status, response.body.to_string())
    };
    assert_eq!(fund(&goals[0], &savings, "99").0, 201);
    let (status, problem) = fund(&goals[1], &savings, "2");
    assert!(status == 422 && problem.contains("101 percent of the account"), "{problem}");
    assert_eq!(fund(&goals[1], &savings, "1").0, 201);
    assert_eq!(fund(&goals[0], &savings, "100").0, 422);
    for (percent, status) in [("101", 422), ("0", 422), ("-1", 422), ("98.999", 422), ("98.99", 201)] {
        assert_eq!(fund(&goals[0], &savings, percent).0, status, "{percent}");
    }
    // A reason is about the field that was sent.
    for (percent, reason) in [
        (json!("101"), "must be above 0, and at most 100"),
        (json!("0"), "must be above 0, and at most 100"),
        (json!("0.001"), "must have at most 2 decimal places"),
        (json!(1), "must be a string"),
        (json!(1.5), "must be a string"),
        (json!("1%"), "must be a string"),
        (json!(null), "must be a string"),
    ] {
        let body = json!({ "account_id": savings, "percent": percent });
        let refused = ada.post(&format!("/goals/{}/fundings", goals[0]), &body);
        let error = &refused.body["errors"][0];
        assert_eq!((refused.status, &error["name"]), (422, &json!("percent")), "{}", refused.body);
        assert!(error["detail"].as_str().unwrap().contains(reason), "{percent}: {error}");
    }
    let path = format!("/funding-accounts/{}", savings.as_str().unwrap());
    assert_eq!(ada.get(&path).body["allocated"], "99.99");
    // Amounts and percentages are texts, since a number of JSON is a float for many clients.
    let number = json!({ "account_id": savings, "percent": 1.5 });
    assert_eq!(ada.post(&format!("/goals/{}/fundings", goals[0]), &number).status, 422);
    let strangers = account(&ada.client("C-2"));
    let (status, problem) = fund(&goals[0], &strangers, "1");
    assert!(status == 422 && problem.contains("an account of the same client"), "{problem}");
    let funding = format!("/goals/{}/fundings/{}", goals[0], savings.as_str().unwrap());
    for status in [204, 404] {
        assert_eq!(ada.delete(&funding, "").status, status);
    }
    assert_eq!(fund(&goals[1], &savings, "100").0, 201);
}

#[test]
fn progress_is_counted_from_the_contributions() {
    let (_program, served, token) = with_token("goals_progress");
    let ada = served.with(&token);
    let house = ada.goal(&ada.client("C-1"), "House");
    contribute(&ada, &house, "250.00");
    let progress = ada.get(&format!("/goals/{house}/progress?today={TODAY}"));
    assert_eq!(progress.status, 200, "{}", progress.body);
    assert_eq!(
        ["current", "remaining", "percent"].map(|field| &progress.body[field]),
        [&json!("250.00"), &json!("9750.00"), &json!("2.50")]
    );
    assert_eq!(ada.get(&format!("/goals/{}/progress", uuid::Uuid::nil())).status, 404);
    assert_eq!(ada.get(&format!("/goals/{house}/progress?today=2026-02-30")).status, 400);
}
