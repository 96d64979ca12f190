//! The built program, with a database of its own and two sample companies.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fin_infra_test_servers::Database;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

pub(crate) const PASSWORD: &str = "a sample password";
pub(crate) const SECRET: &str = "a secret of the tests, which is long enough";
pub(crate) const OWNER: &str = "olivia@example.org";
pub(crate) const EDITOR: &str = "eric@example.org";
pub(crate) const VIEWER: &str = "vera@example.org";

/// How long a response may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many connections to the database wait for a lock.
const WAITING: &str =
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// An empty database, its owner, and the role of the application.
pub(crate) struct Program {
    database: Database,
    owner: String,
    pub(crate) role: String,
}

impl Program {
    /// A database without tables.
    pub(crate) fn new() -> Self {
        let database = fin_infra_test_servers::postgres().unwrap();
        // Roles belong to the whole server.
        let (owner, role) = (format!("{}_owner", database.name()), format!("{}_app", database.name()));
        let program = Self { database, owner, role };
        let Self { owner, role, .. } = &program;
        for statement in [
            format!("CREATE ROLE {owner} LOGIN PASSWORD 'owner'"),
            format!("CREATE ROLE {role} LOGIN PASSWORD 'app'"),
            format!("ALTER DATABASE {} OWNER TO {owner}", program.database.name()),
        ] {
            program.sql(&statement);
        }
        program
    }

    /// The sample companies, `bakery` and `garage`.
    pub(crate) fn with_sample() -> Self {
        let program = Self::new();
        program.run(&["migrate", "--application-role", &program.role]);
        program.run(&["seed"]);
        program
    }

    fn url(&self, role: &str, password: &str) -> String {
        let (_, address) = self.database.url().split_once('@').unwrap();
        format!("postgres://{role}:{password}@{address}")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saas-budgeting"));
        command.args(arguments).env("DATABASE_URL", self.url_of_application());
        command
            .env("OWNER_DATABASE_URL", self.owner_url())
            .env("PASSWORD", PASSWORD)
            .env("TOKEN_SECRET", SECRET);
        command
    }

    pub(crate) fn database_name(&self) -> &str {
        self.database.name()
    }

    pub(crate) fn owner_url(&self) -> String {
        self.url(&self.owner, "owner")
    }

    pub(crate) fn url_of_application(&self) -> String {
        self.url(&self.role, "app")
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let until = Instant::now() + PATIENCE;
        while process.try_wait().unwrap().is_none() {
            if Instant::now() > until {
                process.kill().unwrap();
                panic!("{arguments:?} did not end");
            }
            thread::sleep(Duration::from_millis(10));
        }
        process.wait_with_output().unwrap()
    }

    /// Runs a command that has to succeed, and returns what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that has to fail, and returns what it says.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs a statement as the administrator, whom the policies do not hold.
    pub(crate) fn sql(&self, statement: &str) {
        self.connected(async |connection| {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
        });
    }

    /// The number that a query as the administrator returns.
    pub(crate) fn number(&self, query: &str) -> i64 {
        self.connected(async |connection| {
            sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(connection).await
        })
    }

    fn connected<T>(&self, work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(self.database.url()).await.unwrap();
            let result = work(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            result
        })
    }

    /// Locks rows, starts two pieces of work, and frees the rows when both wait for them.
    pub(crate) fn run_at_once<T: Send>(&self, lock: &str, work: [&(dyn Fn() -> T + Sync); 2]) -> [T; 2] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut connection = runtime.block_on(PgConnection::connect(self.database.url())).unwrap();
        let mut run = |statement: &str| {
            runtime.block_on(sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection)).unwrap();
        };
        run("BEGIN");
        run(lock);
        thread::scope(|scope| {
            let running = work.map(|work| scope.spawn(work));
            self.wait_until(WAITING, 2);
            run("COMMIT");
            running.map(|work| work.join().unwrap())
        })
    }

    /// Waits until a query as the administrator returns a number.
    pub(crate) fn wait_until(&self, query: &str, expected: i64) {
        let until = Instant::now() + PATIENCE;
        while self.number(query) != expected {
            assert!(Instant::now() < until, "{query} does not become {expected}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn serve(&self) -> Served {
        self.serve_logging(Stdio::null())
    }

    /// Serves, and logs to a file.
    pub(crate) fn serve_logging(&self, log: impl Into<Stdio>) -> Served {
        let mut command = self.command(&["serve", "--address", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        Served { process, address }
    }
}

/// The program, serving until it is dropped.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.status, self.body))
    }

    /// The names of the fields that a problem is about.
    pub(crate) fn fields(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Fails unless the body is a problem document with the status of the response.
    pub(crate) fn assert_is_problem(&self) {
        assert!(self.head.contains("content-type: application/problem+json"), "{}", self.head);
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        assert!(["type", "title", "detail"].iter().all(|field| problem[field].is_string()), "{problem}");
    }

    /// The only row of a list.
    pub(crate) fn first(&self) -> Value {
        self.json()["items"][0].clone()
    }
}

impl Served {
    /// Sends a request with headers, each with its line end.
    pub(crate) fn send(&self, request: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, length) = (&self.address, body.len());
        write!(
            stream,
            "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Sends a request to the API with a token, if it is not empty.
    pub(crate) fn call(&self, token: &str, method: &str, path: &str, body: &Value) -> Answer {
        let authorization = match token {
            "" => String::new(),
            token => format!("authorization: Bearer {token}\r\n"),
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = format!("{authorization}content-type: application/json\r\n");
        self.send(&format!("{method} /api{path}"), &headers, &body)
    }

    pub(crate) fn get(&self, token: &str, path: &str) -> Answer {
        self.call(token, "GET", path, &Value::Null)
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.call(token, "POST", path, body)
    }

    pub(crate) fn try_sign_in(&self, company: &str, email: &str, password: &str) -> Answer {
        self.post("", "/sign-in", &json!({ "company": company, "email": email, "password": password }))
    }

    /// The token of a sample member.
    pub(crate) fn sign_in(&self, company: &str, email: &str) -> String {
        let answer = self.try_sign_in(company, email, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// The id of a member, as they see it.
    pub(crate) fn member(&self, token: &str, email: &str) -> String {
        let found = self.get(token, &format!("/members?email={email}")).first();
        found["id"].as_str().unwrap_or_else(|| panic!("{email}: {found}")).to_owned()
    }

    /// A budget that can be created.
    pub(crate) fn budget(&self, token: &str, name: &str) -> Value {
        let user = self.member(token, OWNER);
        json!({ "user_id": user, "name": name, "period": "monthly", "starts_on": "2026-11-01", "ends_on": "2026-11-30" })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
