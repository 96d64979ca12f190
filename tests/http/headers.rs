//! Every method with every header or parameter that changes a request: it is honoured, or the request is rejected.

use std::time::Duration;

use fin_infra::http::{IdempotencyKey, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::json;

use crate::client::{Answer, Client, path_of};

/// A resource with all actions.
#[derive(FinResource)]
#[fin(tenant, soft_delete, version, search = "name")]
struct Goal {
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    List,
    Search,
    Get,
    Create,
    Update,
    Delete,
    HardDelete,
    Restore,
}

use Verb::{Create, Delete, Get, HardDelete, List, Restore, Search, Update};

const VERBS: [Verb; 8] = [List, Search, Get, Create, Update, Delete, HardDelete, Restore];

impl Verb {
    /// The status of the plain request.
    fn usual(self) -> u16 {
        match self {
            Create => 201,
            Delete | HardDelete => 204,
            _ => 200,
        }
    }

    /// Whether it requires a version.
    fn is_versioned(self) -> bool {
        matches!(self, Update | Delete)
    }
}

/// A request about a new row.
async fn ask(client: &Client, verb: Verb, headers: &[(&str, &str)], query: &str) -> Answer {
    let name = Uuid::now_v7().to_string();
    let path = path_of(&client.post("/goals", &json!({"name": name})).await);
    if verb == Restore {
        client.with("if-match", "*").delete(&path).await.expect(204);
    }
    let asked = headers.iter().fold(client.clone(), |client, (name, value)| client.with(name, value));
    match verb {
        List => asked.get(&format!("/goals?{query}")).await,
        Search => asked.get(&format!("/goals/search?q={name}&{query}")).await,
        Get => asked.get(&format!("{path}?{query}")).await,
        Create => asked.post(&format!("/goals?{query}"), &json!({"name": "a"})).await,
        Update => asked.patch(&format!("{path}?{query}"), &json!({"name": "b"})).await,
        Delete => asked.delete(&format!("{path}?{query}")).await,
        HardDelete => asked.delete(&format!("{path}?hard=true&{query}")).await,
        Restore => asked.post(&format!("{path}/restore?{query}"), &json!({})).await,
    }
}

/// The effect of a header.
#[derive(Clone, Copy)]
enum Fate {
    /// These methods respond with the status; all others reject the header.
    Honoured(&'static [(Verb, u16)]),
    /// The header only permits a shorter response.
    Harmless,
}

const TIME: &str = "Sat, 29 Oct 1994 19:43:31 GMT";

const FATES: [(&str, &str, Fate); 15] = [
    ("if-match", "\"1\"", Fate::Honoured(&[(Update, 200), (Delete, 204)])),
    ("if-match", "*", Fate::Honoured(&[(Update, 200), (Delete, 204)])),
    ("if-match", "\"2\"", Fate::Honoured(&[(Update, 412), (Delete, 412)])),
    ("if-match", "W/\"1\"", Fate::Honoured(&[(Update, 412), (Delete, 412)])),
    ("if-none-match", "\"1\"", Fate::Honoured(&[(Get, 304)])),
    ("if-none-match", "W/\"1\"", Fate::Honoured(&[(Get, 304)])),
    ("if-none-match", "*", Fate::Honoured(&[(Get, 304)])),
    ("if-none-match", "\"2\"", Fate::Honoured(&[(Get, 200)])),
    ("if-unmodified-since", TIME, Fate::Honoured(&[])),
    ("idempotency-key", "a-key", Fate::Honoured(&[(Create, 201), (List, 200), (Search, 200), (Get, 200)])),
    ("if-modified-since", TIME, Fate::Harmless),
    ("range", "bytes=0-1", Fate::Harmless),
    ("if-range", "\"1\"", Fate::Harmless),
    ("prefer", "return=minimal", Fate::Harmless),
    ("accept", "text/html", Fate::Harmless),
];

on_each_store!(
    [Goal, IdempotencyKey] a_header_is_honoured_or_the_request_is_rejected,
    [Goal] a_content_type_is_not_ignored,
);

async fn a_header_is_honoured_or_the_request_is_rejected(db: &Db) {
    let resources = Resources::new(db.clone()).add::<Goal>().permissions(|_: &_, _, _: &str| Ok(()));
    let client = Client::of(resources.idempotency_keys(Duration::from_secs(60)));
    for verb in VERBS {
        let needed: &[_] = if verb.is_versioned() { &[("if-match", "\"1\"")] } else { &[] };
        assert_eq!(ask(&client, verb, needed, "").await.status, verb.usual(), "{verb:?}");
        assert_eq!(ask(&client, verb, needed, "x=1").await.problem(400, "invalid-query"), ["x"], "{verb:?}");
        for (name, value, fate) in FATES {
            let mut headers = vec![(name, value)];
            if name != "if-match" {
                headers.extend(needed);
            }
            let answer = ask(&client, verb, &headers, "").await;
            let what = format!("{verb:?} with {name}: {value}");
            match fate {
                Fate::Harmless => assert_eq!(answer.status, verb.usual(), "{what}"),
                Fate::Honoured(by) => match by.iter().find(|(by, _)| *by == verb) {
                    Some(&(_, status)) => assert_eq!(answer.status, status, "{what}"),
                    None => assert_eq!(answer.problem(400, "invalid-header"), [name], "{what}"),
                },
            }
        }
    }
}

async fn a_content_type_is_not_ignored(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Goal>());
    let body = || axum::body::Body::from(r#"{"name":"a"}"#);
    for kind in ["application/json; charset=latin1", "application/json;charset=\"utf-16\""] {
        let refused = client.with("content-type", kind).send("POST", "/goals", body()).await;
        refused.problem(415, "unsupported-media-type");
    }
    let two = client.with("content-type", "application/json").with("content-type", "text/plain");
    two.send("POST", "/goals", body()).await.problem(415, "unsupported-media-type");
    let json = client.with("content-type", "application/json");
    let two = json.with("content-encoding", "identity").with("content-encoding", "gzip");
    two.send("POST", "/goals", body()).await.problem(415, "unsupported-media-type");
    for kind in ["application/json; charset=UTF-8", "application/json;charset=\"utf-8\"; x=y"] {
        client.with("content-type", kind).send("POST", "/goals", body()).await.expect(201);
    }
}
