//! The built program, with a folder and a private database of its own.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use fin_infra_test_servers::{Database, Server, mysql};
use serde_json::{Value, json};
use sqlx::{Connection, MySqlConnection};

/// The day that counts as today.
pub(crate) const TODAY: &str = "2026-11-28";

/// A database and a folder.
pub(crate) struct Program {
    pub(crate) folder: PathBuf,
    url: String,
    // The database exists as long as one of these does.
    _database: Option<Database>,
    _server: Option<Server>,
}

impl Program {
    /// Tables without rows. The folder has the name of the test.
    pub(crate) fn migrated(test: &str) -> Self {
        let program = Self::without_tables(test);
        program.run(&["migrate"]);
        program
    }

    /// An empty database.
    pub(crate) fn without_tables(test: &str) -> Self {
        let database = mysql().unwrap();
        let url = database.url().to_owned();
        Self { folder: folder(test), url, _database: Some(database), _server: None }
    }

    /// An empty database on a server that nobody else uses.
    pub(crate) fn on_own_server(test: &str) -> Self {
        let server = Server::mysql().unwrap();
        let url = format!("{}wealth", server.url().trim_end_matches("mysql"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = MySqlConnection::connect(server.url()).await.unwrap();
            let create = "CREATE DATABASE wealth CHARACTER SET utf8mb4";
            sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
        });
        Self { folder: folder(test), url, _database: None, _server: Some(server) }
    }

    /// Where the database is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// One advisor, `North`, with a client `C-1` and others.
    pub(crate) fn with_clients(test: &str, number: usize) -> Self {
        let program = Self::migrated(test);
        program.run(&["advisor", "North"]);
        let clients: Vec<String> = (1..=number).map(|client| format!("C-{client},Client {client}")).collect();
        program.write("clients.csv", format!("reference,name\n{}\n", clients.join("\n")));
        assert_eq!(program.json(&["import", "clients", "clients.csv"])["added"], number);
        program
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wealth-management"));
        command.args(["--today", TODAY]).args(arguments).current_dir(&self.folder);
        command.env("WEALTH_DATABASE_URL", &self.url).env_remove("WEALTH_ADVISOR");
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that has to succeed, and returns what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that has to fail, and returns its error.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs a command with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap()
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    /// Reads a file of the folder.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }

    /// Imports a text as snapshots. Returns how many lines were added, known and refused, and the refusals.
    pub(crate) fn import(&self, text: &str) -> ([u64; 3], Vec<String>) {
        self.write("snapshots.csv", text);
        let outcome = self.json(&["import", "snapshots", "snapshots.csv"]);
        let refusals = outcome["refusals"].as_array().unwrap().iter();
        let refusals =
            refusals.map(|refusal| format!("{}: {}", refusal["line"], refusal["reason"].as_str().unwrap()));
        (["added", "known", "refused"].map(|name| outcome[name].as_u64().unwrap()), refusals.collect())
    }

    /// A new token of a person who works for an advisor.
    pub(crate) fn token(&self, advisor: &str, person: &str) -> String {
        self.run(&["--advisor", advisor, "token", "create", person]).trim().to_owned()
    }
}

/// An empty folder with the name of a test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The program, serving until it is dropped.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: String,
}

/// A response.
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Value,
}

impl Response {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Served {
    pub(crate) fn start(program: &Program) -> Self {
        let mut command = program.command(&["serve", "--address", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        Self { process, address }
    }

    /// A client of the API with a token.
    pub(crate) fn with(&self, token: &str) -> Session<'_> {
        Session { served: self, headers: format!("authorization: Bearer {token}\r\n") }
    }

    /// Sends a request with further headers, each with a line break.
    pub(crate) fn send(&self, method_and_path: &str, headers: &str, body: &str) -> Response {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, length) = (&self.address, body.len());
        write!(
            stream,
            "{method_and_path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-type: \
             application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Response { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap_or(Value::Null) }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A client of the API.
#[derive(Clone)]
pub(crate) struct Session<'a> {
    served: &'a Served,
    headers: String,
}

impl Session<'_> {
    pub(crate) fn get(&self, path: &str) -> Response {
        self.served.send(&format!("GET {path}"), &self.headers, "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        self.served.send(&format!("POST {path}"), &self.headers, &body.to_string())
    }

    /// Posts what has to be created, and returns it.
    pub(crate) fn create(&self, path: &str, body: &Value) -> Value {
        let response = self.post(path, body);
        assert_eq!(response.status, 201, "{path}: {}", response.body);
        response.body
    }

    /// Changes a row of the version that an entity tag names.
    pub(crate) fn patch(&self, path: &str, tag: &str, body: &Value) -> Response {
        let headers = format!("{}if-match: {tag}\r\n", self.headers);
        self.served.send(&format!("PATCH {path}"), &headers, &body.to_string())
    }

    pub(crate) fn delete(&self, path: &str, headers: &str) -> Response {
        self.served.send(&format!("DELETE {path}"), &format!("{}{headers}", self.headers), "")
    }

    /// Creates a client, and returns its id.
    pub(crate) fn client(&self, reference: &str) -> String {
        let client = self.create("/clients", &json!({ "reference": reference, "name": "M. Okafor" }));
        client["id"].as_str().unwrap().to_owned()
    }

    /// Creates a goal of 10,000 euros, and returns its id.
    pub(crate) fn goal(&self, client: &str, name: &str) -> String {
        let goal = json!({ "name": name, "target": euros("10000.00"), "starts_on": "2026-01-01" });
        let goal = self.create(&format!("/clients/{client}/goals"), &goal);
        goal["id"].as_str().unwrap().to_owned()
    }
}

/// An amount in euros.
pub(crate) fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}
