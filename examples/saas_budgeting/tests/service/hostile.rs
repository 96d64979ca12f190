//! Requests of somebody who means harm: odd JSON, ids of another company, bodies that are too large.

use serde_json::{Value, json};

use crate::page::session;
use crate::support::{EDITOR, OWNER, PASSWORD, Program, Served, VIEWER};

const JSON: &str = "content-type: application/json\r\n";

/// Sends a body as it is.
fn post(served: &Served, token: &str, path: &str, body: &str) -> u16 {
    let headers = format!("{JSON}authorization: Bearer {token}\r\n");
    let answer = served.send(&format!("POST /api{path}"), &headers, body);
    if answer.status >= 400 {
        answer.assert_is_problem();
    }
    assert!(answer.status < 500, "{path} {body:.300}: {}", answer.body);
    answer.status
}

#[test]
fn nobody_signs_in_with_odd_texts() {
    let program = Program::with_sample();
    let served = program.serve();
    for odd in ["\0", "bakery\0", "'; DROP TABLE members --", "\u{feff}", "%", "🥖", "\u{202e}"] {
        assert_eq!(served.try_sign_in(odd, OWNER, PASSWORD).status, 401, "{odd:?}");
        assert_eq!(served.try_sign_in("bakery", odd, PASSWORD).status, 401, "{odd:?}");
        assert_eq!(served.try_sign_in("garage", OWNER, &odd.repeat(20)).status, 401, "{odd:?}");
    }
    for body in [
        r#"{"company":"bakery","company":"garage","email":"a","password":"b"}"#,
        r#"{"company":"\ud800","email":"a","password":"b"}"#,
        &format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000)),
    ] {
        let status = post(&served, "", "/sign-in", body);
        assert!([400, 422].contains(&status), "{body:.100}: {status}");
    }
}

#[test]
fn odd_json_is_stored_or_refused_and_never_an_error_of_the_server() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", EDITOR);
    let good = served.budget(&token, "Odd");
    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed.to_string()
    };
    let nested = |levels: usize| {
        let value = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let mut changed = good.clone();
        changed["name"] = json!(format!("Nested {levels}"));
        changed["extra"] = json!({ "a": value });
        changed.to_string()
    };
    for (body, expected) in [
        (with("name", json!("a\0b")), 422),
        (with("extra", json!({ "a": "b\0c" })), 422),
        (with("extra", json!({ "a\0": 1 })), 422),
        (with("extra", json!([])), 422),
        (with("starts_on", json!("+262142-12-31")), 422),
        (with("ends_on", json!("+262142-12-31")), 422),
        (with("starts_on", json!("-4800-01-01")), 422),
        (with("user_id", json!("018f2f1e-7c5e-7000-8000-00000000000")), 422),
        (with("user_id", json!([1, 2, 3])), 422),
        (with("id", json!("018f2f1e-7c5e-7000-8000-000000000001")), 422),
        (with("version", json!(7)), 422),
        (with("deleted_at", json!("2026-01-01T00:00:00Z")), 422),
        (with("rolled_from", json!("018f2f1e-7c5e-7000-8000-000000000001")), 422),
        (with("budget_categories", json!("all")), 422),
        (nested(25), 201),
        (nested(50), 422),
        (with("name", json!("x".repeat(2_000_000))), 413),
        (format!("{}{}", "{\"extra\":".repeat(500), "}".repeat(500)), 400),
    ] {
        assert_eq!(post(&served, &token, "/budgets", &body), expected, "{body:.300}");
    }
    for number in ["1e400", "-0.0", "123456789012345678901234567890.123456789"] {
        let body = with("name", json!(number))
            .replace("\"name\"", &format!("\"extra\":{{\"n\":{number}}},\"name\""));
        post(&served, &token, "/budgets", &body);
        assert_eq!(served.get(&token, "/budgets").status, 200, "{number}");
    }
    // What was stored is shown.
    let cookie = format!("cookie: {}\r\n", session(&served, OWNER));
    assert_eq!(served.send("GET /budgets", &cookie, "").status, 200);
}

#[test]
fn ids_of_another_company_are_refused_in_bodies_and_paths() {
    let program = Program::with_sample();
    let served = program.serve();
    let (bakery, garage) = (served.sign_in("bakery", OWNER), served.sign_in("garage", OWNER));
    let foreign = |path: &str| served.get(&garage, path).first()["id"].as_str().unwrap().to_owned();
    let (budget, category) = (foreign("/budgets"), foreign("/budget-categories"));
    let (transaction, member) = (foreign("/transactions"), foreign("/members"));
    let new = json!({
        "user_id": served.member(&bakery, OWNER), "budget_id": budget, "category": "Food", "booked_on": "2026-11-03",
        "amount": { "amount": "1.00", "currency": "EUR" },
    });
    assert_eq!(served.post(&bakery, "/transactions", &new).fields(), ["budget_id"]);
    let own = served.get(&bakery, "/transactions").first();
    let headers = format!("{JSON}authorization: Bearer {bakery}\r\nif-match: *\r\n");
    let patch =
        |path: &str, body: &Value| served.send(&format!("PATCH /api{path}"), &headers, &body.to_string());
    let moved =
        patch(&format!("/transactions/{}", own["id"].as_str().unwrap()), &json!({ "budget_id": budget }));
    assert_eq!(moved.fields(), ["budget_id"]);
    for (path, body) in [
        (format!("/budgets/{budget}"), json!({ "name": "Mine" })),
        (format!("/budget-categories/{category}"), json!({ "name": "Mine" })),
        (format!("/transactions/{transaction}"), json!({ "category": "Mine" })),
    ] {
        assert_eq!((patch(&path, &body).status, served.get(&bakery, &path).status), (404, 404), "{path}");
        assert_eq!(served.send(&format!("DELETE /api{path}"), &headers, "").status, 404, "{path}");
    }
    let adjustment = json!({ "planned": { "amount": "1.00", "currency": "EUR" } });
    assert_eq!(
        served.post(&bakery, &format!("/budget-categories/{category}/adjust"), &adjustment).status,
        404
    );
    for (action, body) in [
        ("role", json!({ "role": "viewer" })),
        ("password", json!({ "password": "twelve letters" })),
        ("remove", Value::Null),
    ] {
        assert_eq!(
            served.post(&bakery, &format!("/members/{member}/{action}"), &body).status,
            404,
            "{action}"
        );
    }
    for filter in [format!("/budgets?user_id={member}"), format!("/transactions?budget_id={budget}")] {
        assert_eq!(served.get(&bakery, &filter).json()["items"], json!([]), "{filter}");
    }
    for filter in ["/budgets?tenant_id=x", "/members?password_hash=x", "/members?order_by=password_hash"] {
        assert_eq!(served.get(&bakery, filter).status, 400, "{filter}");
    }
}

#[test]
fn a_viewer_changes_nothing() {
    let program = Program::with_sample();
    let served = program.serve();
    let token = served.sign_in("bakery", VIEWER);
    let id = |path: &str| served.get(&token, path).first()["id"].as_str().unwrap().to_owned();
    let headers = format!("{JSON}authorization: Bearer {token}\r\nif-match: *\r\n");
    for (table, path) in ["/budgets", "/budget-categories", "/transactions"]
        .map(|table| (table, format!("{table}/{}", id(table))))
    {
        assert_eq!(post(&served, &token, table, "{}"), 403, "{table}");
        assert_eq!(post(&served, &token, &format!("{path}/restore"), ""), 403, "{path}");
        for request in ["PATCH", "DELETE"] {
            let answer = served.send(&format!("{request} /api{path}"), &headers, "{}");
            assert_eq!(answer.status, 403, "{request} {path}: {}", answer.body);
        }
        for list in ["include_deleted", "only_deleted"] {
            assert_eq!(served.get(&token, &format!("{table}?{list}=true")).status, 403, "{table} {list}");
        }
    }
    let category = id("/budget-categories");
    assert_eq!(post(&served, &token, &format!("/budget-categories/{category}/adjust"), "{}"), 403);
    assert_eq!(post(&served, &token, "/members", "{}"), 403);
}
