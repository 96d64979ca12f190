//! Shutdown by a signal.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fin_infra::prelude::Uuid;

use crate::client::{TENANT, draft};

/// The maximum duration of every step.
const PATIENCE: Duration = Duration::from_secs(20);

/// The process of a server, and its address.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_served_app"));
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().parse().unwrap();
        Self { process, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Waits for a response. The server has read earlier requests by then.
    fn is_up(&self) {
        let mut stream = self.connect();
        stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn tell(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits until it exits successfully.
    fn has_ended(&mut self) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        assert!(status.success(), "{status}");
    }

    /// Waits until connections are refused.
    fn is_closed(&self) {
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_ok() {
            assert!(begun.elapsed() < PATIENCE, "new connections are still accepted");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already, unless something went wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A request that creates a row, in two parts.
fn request() -> (String, String) {
    let body = draft("Food").to_string();
    let (first, second) = body.split_at(body.len() / 2);
    let head = format!(
        "POST /budgets HTTP/1.1\r\nhost: test\r\n{TENANT}: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        Uuid::now_v7(),
        body.len()
    );
    (format!("{head}{first}"), second.to_owned())
}

fn a_request_in_progress_is_finished_after(signal: &str) {
    let mut server = Server::start();
    let idle = server.connect();
    let mut stream = server.connect();
    let (first, second) = request();
    stream.write_all(first.as_bytes()).unwrap();
    server.is_up();

    server.tell(signal);
    server.is_closed();
    assert_eq!(server.process.try_wait().unwrap(), None, "it ended with a request in flight");
    stream.write_all(second.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(answer.contains("\"name\":\"Food\""), "{answer}");

    server.has_ended();
    drop(idle);
}

#[test]
fn sigterm_finishes_requests_in_progress() {
    a_request_in_progress_is_finished_after("-TERM");
}

#[test]
fn sigint_finishes_requests_in_progress() {
    a_request_in_progress_is_finished_after("-INT");
}

#[test]
fn a_second_signal_ends_the_server_at_once() {
    let mut server = Server::start();
    let mut stalled = server.connect();
    stalled.write_all(b"GET /budgets HTTP/1.1\r\nhost: test\r\n").unwrap();
    server.is_up();
    server.tell("-TERM");
    server.is_closed();
    assert_eq!(server.process.try_wait().unwrap(), None, "it ended with a request in flight");
    server.tell("-INT");
    server.has_ended();
}
