//! The REST API, as the built program serves it: tokens, advisors, and two people who edit the same client.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::json;

use crate::support::{Program, Served, Session, euros};

fn with_advisors(test: &str) -> (Program, Served) {
    let program = Program::migrated(test);
    program.run(&["advisor", "North"]);
    program.run(&["advisor", "South"]);
    let served = Served::start(&program);
    (program, served)
}

#[test]
fn of_two_people_who_edit_a_client_the_second_one_reads_merges_and_retries() {
    let (program, served) = with_advisors("api_edit");
    let (ada_token, ben_token) = (program.token("North", "Ada"), program.token("North", "Ben"));
    let (ada, ben) = (served.with(&ada_token), served.with(&ben_token));
    let path = format!("/clients/{}", ada.client("C-1"));
    let tag = |session: &Session<'_>| session.get(&path).header("etag").unwrap().to_owned();
    let (for_ada, for_ben) = (tag(&ada), tag(&ben));
    assert_eq!(for_ada, for_ben);

    assert_eq!(ada.patch(&path, &for_ada, &json!({ "manager": "Ada" })).status, 200);
    let refused = ben.patch(&path, &for_ben, &json!({ "notes": "Prefers mail" }));
    assert_eq!(
        (refused.status, &refused.body["type"]),
        (412, &json!("urn:fin-infra:problem:precondition-failed"))
    );
    // He sees what she changed, and keeps it.
    let read = ben.get(&path);
    assert_eq!((&read.body["manager"], &read.body["notes"]), (&json!("Ada"), &json!(null)));
    let merged = ben.patch(&path, read.header("etag").unwrap(), &json!({ "notes": "Prefers mail" }));
    assert_eq!(merged.status, 200);
    assert_eq!((&merged.body["manager"], &merged.body["notes"]), (&json!("Ada"), &json!("Prefers mail")));
    assert_eq!(merged.body["version"], 3);

    // A change of an unknown version is refused, and so is a deletion.
    let headers = "if-match: \"2\"\r\n";
    assert_eq!(ben.delete(&path, headers).status, 412);
    assert_eq!(ben.delete(&path, "").status, 428);
    assert_eq!(ben.delete(&path, "if-match: \"3\"\r\n").status, 204);
    assert_eq!(ada.get(&path).status, 404);
    assert_eq!(ada.post(&format!("{path}/restore"), &json!({})).status, 200);
}

#[test]
fn an_advisor_does_not_see_the_clients_of_another_one() {
    let (program, served) = with_advisors("api_tenants");
    let (north_token, south_token) = (program.token("North", "Ada"), program.token("South", "Ada"));
    let (north, south) = (served.with(&north_token), served.with(&south_token));
    let client = north.client("C-1");
    let goal = north.goal(&client, "House");
    for path in [format!("/clients/{client}"), format!("/goals/{goal}")] {
        assert_eq!((north.get(&path).status, south.get(&path).status), (200, 404), "{path}");
    }
    assert_eq!(south.get("/clients").body["items"], json!([]));
    assert_eq!(south.patch(&format!("/clients/{client}"), "\"1\"", &json!({ "name": "Mine" })).status, 404);
    let new = json!({ "name": "Boat", "target": euros("10.00"), "starts_on": "2026-01-01" });
    assert_eq!(south.post(&format!("/clients/{client}/goals"), &new).status, 404);
    let booking = json!({ "amount": euros("10.00"), "booked_on": "2026-11-28" });
    assert_eq!(south.post(&format!("/goals/{goal}/contributions"), &booking).status, 404);
    // Each has a client of that reference.
    south.client("C-1");
    // Nobody chooses an advisor by a header.
    let headers = format!("authorization: Bearer {south_token}\r\nx-tenant-id: North\r\n");
    assert_eq!(served.send(&format!("GET /clients/{client}"), &headers, "").status, 404);
}

#[test]
fn a_token_that_is_forged_expired_or_revoked_is_refused() {
    let (program, served) = with_advisors("api_tokens");
    let token = program.token("North", "Ada");
    assert_eq!(served.with(&token).get("/clients").status, 200);
    let expired = program.run(&["--advisor", "North", "token", "create", "Ben", "--days", "0"]);
    let forged = format!("{}0", &token[..token.len() - 1]);
    let forged = if forged == token { format!("{}1", &token[..token.len() - 1]) } else { forged };
    for wrong in [expired.trim(), &forged, "", "' OR 1=1 -- "] {
        let refused = served.with(wrong).get("/clients");
        assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer")), "{wrong}");
    }
    assert_eq!(served.send("GET /clients", "", "").status, 401);
    let basic = format!("authorization: Basic {token}\r\n");
    assert_eq!(served.send("GET /clients", &basic, "").status, 401);

    assert!(program.fail(&["--advisor", "North", "token", "create", "Ada"]).contains("Ada has a token"));
    let listed = program.json(&["--advisor", "North", "token", "list"]);
    assert_eq!((&listed[0]["person"], &listed[1]["person"]), (&json!("Ada"), &json!("Ben")));
    assert!(!listed.to_string().contains(&token));
    program.run(&["--advisor", "North", "token", "revoke", "Ada"]);
    assert_eq!(served.with(&token).get("/clients").status, 401);
}

#[test]
fn invalid_bodies_are_refused_by_name() {
    let (program, served) = with_advisors("api_invalid");
    let token = program.token("North", "Ada");
    let ada = served.with(&token);
    let problem = |path: &str, body| {
        let response = ada.post(path, &body);
        assert_eq!(response.status, 422, "{path}: {}", response.body);
        response.body.to_string()
    };
    assert!(problem("/clients", json!({ "reference": " ", "name": "A" })).contains("must not be empty"));
    let client = ada.client("C-1");
    let again = ada.post("/clients", &json!({ "reference": "C-1", "name": "Another" }));
    assert_eq!((again.status, &again.body["errors"][0]["name"]), (409, &json!("reference")));
    let goals = format!("/clients/{client}/goals");
    let goal = |target, starts, due| json!({ "name": "House", "target": target, "starts_on": starts, "due_on": due });
    assert!(problem(&goals, goal(euros("-1.00"), "2026-01-01", "2026-12-31")).contains("target > 0"));
    assert!(
        problem(&goals, goal(euros("1.001"), "2026-01-01", "2026-12-31"))
            .contains("at most 2 decimal places")
    );
    assert!(problem(&goals, goal(euros("1.00"), "2026-12-31", "2026-01-01")).contains("due_on >= starts_on"));
    let snapshots = format!("/clients/{client}/net-worth-snapshots");
    let snapshot =
        |cash: &str| json!({ "day": "2026-11-28", "currency": "EUR", "assets_by_kind": { "cash": cash } });
    assert!(problem(&snapshots, snapshot("-1.00")).contains("must not be negative"));
    assert!(problem(&snapshots, snapshot("1.001")).contains("at most 2 decimal places"));
    let unknown = json!({ "day": "2026-11-28", "currency": "EUR", "assets_by_kind": {}, "net": "1.00" });
    assert!(problem(&snapshots, unknown).contains("net"));
    let stored = ada.create(&snapshots, &snapshot("10.00"));
    assert_eq!(stored["net"]["amount"], "10.00");
    assert_eq!(ada.post(&snapshots, &snapshot("11.00")).status, 409);
    let path = format!("/net-worth-snapshots/{}", stored["id"].as_str().unwrap());
    assert_eq!(ada.patch(&path, "*", &json!({ "day": "2026-11-27" })).status, 405);
    // What the methods of the domain keep cannot be written directly.
    for path in ["/goals", "/goal-contributions", "/goal-fundings", "/goal-milestones"] {
        assert_eq!(ada.post(path, &json!({})).status, 405, "{path}");
    }
}

#[test]
fn swagger_ui_and_the_document_are_served() {
    let (_program, served) = with_advisors("api_docs");
    let document = served.send("GET /openapi.json", "", "").body;
    assert_eq!(document["info"]["title"], "Wealth management");
    let transfer = &document["paths"]["/goals/transfers"]["post"];
    assert_eq!(transfer["summary"], "Move an amount between two goals of a client");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for text in document["paths"].to_string().split("#/components/schemas/").skip(1) {
        let name = text.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    assert_eq!(served.send("GET /docs/", "", "").status, 200);
    assert_eq!(served.send("GET /health/ready", "", "").status, 200);
}
