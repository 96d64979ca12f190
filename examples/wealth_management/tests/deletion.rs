//! A client is deleted and restored together with their goals and snapshots.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::{Value, json};

use crate::support::{Program, Served, Session, euros};

fn with_advisors(test: &str) -> (Program, Served) {
    let program = Program::migrated(test);
    program.run(&["advisor", "North"]);
    program.run(&["advisor", "South"]);
    let served = Served::start(&program);
    (program, served)
}

/// Creates a snapshot of a day, and returns its path.
fn snapshot(session: &Session<'_>, client: &str, day: &str) -> String {
    let body = json!({ "day": day, "currency": "EUR", "assets_by_kind": { "cash": "10.00" } });
    let created = session.create(&format!("/clients/{client}/net-worth-snapshots"), &body);
    format!("/net-worth-snapshots/{}", created["id"].as_str().unwrap())
}

/// The number of rows in a list.
fn count(session: &Session<'_>, path: &str) -> usize {
    session.get(path).body["items"].as_array().unwrap().len()
}

const ANY: &str = "if-match: *\r\n";

#[test]
fn goals_and_snapshots_go_and_come_back_with_the_client() {
    let (program, served) = with_advisors("deletion_together");
    let token = program.token("North", "Ada");
    let ada = served.with(&token);
    let (client, other) = (ada.client("C-1"), ada.client("C-2"));
    let [house, boat, _] = [(&client, "House"), (&client, "Boat"), (&other, "House")]
        .map(|(client, name)| format!("/goals/{}", ada.goal(client, name)));
    let [first, second, _] = [(&client, "2026-11-27"), (&client, "2026-11-28"), (&other, "2026-11-28")]
        .map(|(client, day)| snapshot(&ada, client, day));
    // Deleted before the client, so that they stay deleted.
    assert_eq!(ada.delete(&boat, ANY).status, 204);
    assert_eq!(ada.delete(&first, "").status, 204);

    let path = format!("/clients/{client}");
    assert_eq!(ada.delete(&path, ANY).status, 204);
    assert_eq!((count(&ada, "/clients"), count(&ada, "/goals")), (1, 1));
    assert_eq!(count(&ada, "/net-worth-snapshots"), 1);
    for gone in [&path, &house, &second] {
        assert_eq!(ada.get(gone).status, 404, "{gone}");
    }

    for _ in 0..2 {
        let restored = ada.post(&format!("{path}/restore"), &Value::Null);
        assert_eq!((restored.status, &restored.body["reference"]), (200, &json!("C-1")));
    }
    assert_eq!((count(&ada, "/goals"), count(&ada, "/net-worth-snapshots")), (2, 2));
    for (path, status) in [(&path, 200), (&house, 200), (&second, 200), (&boat, 404), (&first, 404)] {
        assert_eq!(ada.get(path).status, status, "{path}");
    }
}

#[test]
fn a_client_is_restored_whole_or_not_at_all() {
    let (program, served) = with_advisors("deletion_whole");
    let token = program.token("North", "Ada");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let house = format!("/goals/{}", ada.goal(&client, "House"));
    let path = format!("/clients/{client}");
    assert_eq!(ada.delete(&path, ANY).status, 204);
    ada.client("C-1");
    let refused = ada.post(&format!("{path}/restore"), &Value::Null);
    assert_eq!((refused.status, &refused.body["errors"][0]["name"]), (409, &json!("reference")));
    assert_eq!((ada.get(&path).status, ada.get(&house).status), (404, 404));
}

#[test]
fn a_goal_comes_back_alone_only_while_its_client_is_there() {
    let (program, served) = with_advisors("deletion_alone");
    let token = program.token("North", "Ada");
    let ada = served.with(&token);
    let client = ada.client("C-1");
    let house = format!("/goals/{}", ada.goal(&client, "House"));
    let snapshot = snapshot(&ada, &client, "2026-11-01");
    let restore = |path: &str| ada.post(&format!("{path}/restore"), &Value::Null).status;
    for path in [&house, &snapshot] {
        assert_eq!(
            (ada.delete(path, if *path == house { ANY } else { "" }).status, restore(path)),
            (204, 200)
        );
    }
    assert_eq!(ada.delete(&format!("/clients/{client}"), ANY).status, 204);
    for path in [&house, &snapshot] {
        assert_eq!((restore(path), ada.get(path).status), (404, 404), "{path}");
    }
    let late = json!({ "name": "Late", "target": euros("1.00"), "starts_on": "2026-01-01" });
    assert_eq!(ada.post(&format!("/clients/{client}/goals"), &late).status, 404);
}

#[test]
fn nothing_is_deleted_by_a_request_that_is_refused() {
    let (program, served) = with_advisors("deletion_refused");
    let (north_token, south_token) = (program.token("North", "Ada"), program.token("South", "Ada"));
    let (north, south) = (served.with(&north_token), served.with(&south_token));
    let client = north.client("C-1");
    let house = format!("/goals/{}", north.goal(&client, "House"));
    let path = format!("/clients/{client}");
    for (session, path, headers, status) in [
        (&north, path.clone(), "", 428),
        (&north, path.clone(), "if-match: \"2\"\r\n", 412),
        (&north, path.clone(), "if-match: W/\"1\"\r\n", 412),
        (&north, path.clone(), "if-match: 1\r\n", 412),
        (&north, format!("{path}?hard=true"), ANY, 400),
        (&north, "/clients/C-1".to_owned(), ANY, 404),
        (&south, path.clone(), ANY, 404),
        (&south, path.clone(), "if-match: \"1\"\r\n", 404),
    ] {
        let refused = session.delete(&path, headers);
        assert_eq!(refused.status, status, "{path} {headers}: {}", refused.body);
        assert_eq!(refused.header("content-type"), Some("application/problem+json"), "{path} {headers}");
    }
    assert_eq!(south.post(&format!("{path}/restore"), &Value::Null).status, 404);
    assert_eq!((north.get(&path).status, north.get(&house).status), (200, 200));
    assert_eq!(north.delete(&path, "if-match: \"1\"\r\n").status, 204);
    // A second deletion gets 404.
    assert_eq!(north.delete(&path, "if-match: \"1\"\r\n").status, 404);
    assert_eq!(south.post(&format!("{path}/restore"), &Value::Null).status, 404);
}
