//! The REST API, as the built program serves it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::support::Program;

/// The program, serving until it is dropped.
struct Served {
    process: Child,
    address: String,
}

impl Served {
    fn start(program: &Program) -> Self {
        let mut command = program.command(&["serve", "--address", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        Self { process, address }
    }

    /// Sends a request, and returns the status and the body.
    fn send(&self, head: &str, host: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: \
             {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(&format!("GET {path}"), &self.address, "");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|_| panic!("{path}: {body}"))
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, body) = self.send(&format!("POST {path}"), &self.address, &body.to_string());
        (status, serde_json::from_str(&body).unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn the_api_reads_and_writes_what_the_commands_do() {
    let program = Program::with_sample("serve");
    let served = Served::start(&program);
    let account = served.get("/accounts?name=Checking")["items"][0]["id"].clone();
    let transaction = json!({
        "account_id": account, "booked_on": "2026-11-28", "amount": { "amount": "-9.99", "currency": "EUR" },
        "payee": "From the API", "category": "Leisure"
    });
    let (status, row) = served.post("/transactions", &transaction);
    assert_eq!(status, 201, "{row}");
    assert!(program.transactions().contains(&"2026-11-28 -9.99 EUR From the API".to_owned()));

    let aggregate = "/transactions/aggregate?by=category,amount_currency&sum=amount&booked_on[gte]=2026-11-01&category=Leisure";
    assert_eq!(served.get(aggregate)["items"][0]["sum_amount"]["amount"], "-56.26");
    assert_eq!(served.get("/transactions/search?q=from%20the%20api")["items"][0]["id"], row["id"]);
    assert_eq!(served.get("/goals?include=contributions")["items"].as_array().unwrap().len(), 2);
    assert_eq!(served.get("/net-worth-snapshots?taken_on=2026-11-30")["items"][0]["currency"], "EUR");

    let path = format!("/transactions/{}", row["id"].as_str().unwrap());
    assert_eq!(served.send(&format!("DELETE {path}"), &served.address, "").0, 204);
    assert_eq!(served.post(&format!("{path}/restore"), &json!({})).0, 200);
    for path in ["/imports", "/goals", "/contributions"] {
        assert_eq!(served.post(path, &json!({})).0, 405, "{path}");
    }
}

#[test]
fn invalid_bodies_are_refused_by_name() {
    let served = Served::start(&Program::with_sample("serve_invalid"));
    let budget = json!({
        "name": "Odd", "period": "monthly", "starts_on": "2026-11-01",
        "categories": { "Food": "10.00" }, "total": { "amount": "11.00", "currency": "EUR" }
    });
    let (status, problem) = served.post("/budgets", &budget);
    assert_eq!((status, &problem["errors"][0]["name"]), (422, &json!("total")));
    let (status, problem) = served.post("/budgets", &json!({ "name": "Odd", "period": "daily" }));
    assert_eq!(status, 422, "{problem}");
    // The fingerprint is the program's own.
    assert_eq!(served.post("/transactions", &json!({ "fingerprint": null })).0, 422);
}

#[test]
fn swagger_ui_and_the_document_are_served() {
    let served = Served::start(&Program::with_sample("serve_docs"));
    let document = served.get("/openapi.json");
    assert_eq!(document["info"]["title"], "Personal finance");
    assert!(document["paths"]["/transactions/aggregate"].is_object());
    let (status, page) = served.send("GET /docs/", &served.address, "");
    assert!(status == 200 && page.to_lowercase().contains("swagger"), "{status}");
    assert_eq!(served.send("GET /health/ready", &served.address, "").0, 200);
}

#[test]
fn a_page_of_another_site_cannot_use_the_api() {
    let served = Served::start(&Program::with_sample("serve_other_site"));
    assert_eq!(served.send("GET /accounts", "evil.example", "").0, 403);
    let foreign = format!("{}\r\norigin: http://evil.example", served.address);
    assert_eq!(served.send("POST /rules", &foreign, "{}").0, 403);
    let own = format!("{0}\r\norigin: http://{0}", served.address);
    assert_eq!(served.send("GET /accounts", &own, "").0, 200);
}
