//! The memory of the process under a mixed load.

use std::fs;
use std::net::SocketAddr;
use std::ops::RangeFrom;
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use uuid::Uuid;

use super::client::Clients;
use super::request::{Ask, LIST, TENANT};

/// The memory of the process, in mebibytes.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// The number of requests.
    pub requests: u64,
    /// Before the load.
    pub begin: f64,
    /// After the warm-up.
    pub warm: f64,
    /// The maximum after the warm-up.
    pub peak: f64,
    /// At the end of the load.
    pub end: f64,
}

/// Sends a mixture of requests for some time, and measures the memory.
pub async fn watch(
    server: SocketAddr,
    tenant: Uuid,
    rows: &[Uuid],
    numbers: &mut RangeFrom<u64>,
    (lasting, warming): (Duration, Duration),
) -> Growth {
    let mut clients = Clients::of(server, tenant).await;
    let begin = resident();
    let (start, mut requests, mut warm) = (Instant::now(), 0, Vec::new());
    while start.elapsed() < lasting || warm.is_empty() {
        let mixture = mixture(rows, numbers);
        requests += mixture.len() as u64;
        clients.send_all(mixture).await;
        abort(server, tenant).await;
        if start.elapsed() >= warming {
            warm.push(resident());
        }
    }
    let peak = warm.iter().copied().fold(begin, f64::max);
    Growth { requests, begin, warm: warm[0], peak, end: warm[warm.len() - 1] }
}

/// Some of each kind.
fn mixture(rows: &[Uuid], numbers: &mut RangeFrom<u64>) -> Vec<Ask> {
    let mut asks = Vec::new();
    for number in numbers.take(40) {
        let id = a_row(rows, number);
        asks.extend([
            Ask::row(id),
            Ask::row(Uuid::now_v7()).expecting(StatusCode::NOT_FOUND),
            Ask::rename(id, &format!("Renamed {number}")),
            Ask::create(number),
        ]);
        if number % 4 == 0 {
            asks.push(Ask::get(LIST));
        }
    }
    // One byte more than the limit of a body.
    let too_large = vec![b' '; 1024 * 1024 + 1];
    asks.push(Ask::with_body(Method::POST, "/budgets", too_large, StatusCode::PAYLOAD_TOO_LARGE));
    asks
}

/// The row for a number.
#[must_use]
pub fn a_row(rows: &[Uuid], number: u64) -> Uuid {
    rows[usize::try_from(number).unwrap_or_default() * 7 % rows.len()]
}

/// Connections that are closed early: in a body, and before a response.
async fn abort(server: SocketAddr, tenant: Uuid) {
    let head = format!("host: localhost\r\n{TENANT}: {tenant}\r\ncontent-type: application/json\r\n");
    for text in [
        format!("POST /budgets HTTP/1.1\r\n{head}content-length: 500\r\n\r\n{{\"name\": "),
        format!("GET {LIST} HTTP/1.1\r\n{head}\r\n"),
    ] {
        let mut stream = TcpStream::connect(server).await.expect("the server listens");
        stream.write_all(text.as_bytes()).await.expect("the server reads");
    }
}

/// The resident memory of the process.
fn resident() -> f64 {
    // Without this file, memory is not reported.
    let sizes = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = sizes.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or_default();
    pages * 4096.0 / 1024.0 / 1024.0
}
