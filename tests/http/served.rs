//! A server on a free port, and unusual clients.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use fin_infra::http::{Resources, ServeOptions, TrustedHeaderTenant, serve_until};
use fin_infra::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::client::TENANT;

/// The maximum duration of steps without a deadline.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A deadline of the server, and the tolerance on a busy machine.
pub(crate) const WAIT: Duration = Duration::from_millis(400);
pub(crate) const SLACK: Duration = Duration::from_secs(3);

/// A row with a long text.
#[derive(FinResource)]
#[fin(tenant)]
pub(crate) struct Page {
    text: String,
}

pub(crate) fn options() -> ServeOptions {
    ServeOptions::new()
        .header_timeout(WAIT)
        .idle_timeout(WAIT)
        .body_timeout(WAIT)
        .write_timeout(WAIT)
        .drain_delay(Duration::ZERO)
        .shutdown_grace(WAIT)
}

/// Options with which a client keeps its slot until another client needs it.
pub(crate) fn patient() -> ServeOptions {
    options().header_timeout(Duration::from_secs(600)).idle_timeout(Duration::from_secs(600))
}

/// A server on a free port.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) server: JoinHandle<()>,
    tenant: Uuid,
}

impl Served {
    pub(crate) async fn start(options: ServeOptions) -> Self {
        Self::start_with(options, |resources| resources).await
    }

    pub(crate) async fn start_with(options: ServeOptions, with: impl FnOnce(Resources) -> Resources) -> Self {
        let resources = Resources::new(Db::memory()).tenant(TrustedHeaderTenant::new(TENANT));
        let length = post(async |body: Bytes| body.len().to_string());
        let resources = resources.add_with::<Page>(|pages| pages.route("/length", length));
        Self::start_router(options, with(resources).into_router()).await
    }

    pub(crate) async fn start_router(options: ServeOptions, router: Router) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async move {
            let _ = stopped.await;
        };
        let server = tokio::spawn(serve_until(listener, router, options, stopped));
        Self { address, stop: Some(stop), server, tenant: Uuid::now_v7() }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        timeout(PATIENCE, TcpStream::connect(self.address)).await.unwrap().unwrap()
    }

    pub(crate) async fn sent(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        stream
    }

    /// The head of a request.
    pub(crate) fn head(&self, request: &str, headers: &str) -> String {
        format!("{request} HTTP/1.1\r\nhost: test\r\n{TENANT}: {}\r\n{headers}\r\n", self.tenant)
    }

    /// The response to an ordinary client.
    pub(crate) async fn ask(&self, request: &str, headers: &str, body: &str) -> String {
        let asked = async {
            let mut stream = self.connect().await;
            let head = self.head(request, &format!("{headers}connection: close\r\n"));
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await.unwrap();
            String::from_utf8(answer).unwrap()
        };
        timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("nobody answers {request}"))
    }

    pub(crate) async fn is_up(&self) {
        let answer = self.ask("GET /pages", "", "").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Adds a row of this size.
    pub(crate) async fn add(&self, bytes: usize) {
        let body = format!(r#"{{"text":"{}"}}"#, "a".repeat(bytes));
        let headers = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
        let answer = self.ask("POST /pages", &headers, &body).await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }

    /// Stops the server, and returns how long that took.
    pub(crate) async fn stop(mut self) -> Duration {
        let begun = Instant::now();
        drop(self.stop.take());
        timeout(PATIENCE, &mut self.server).await.expect("it does not end").unwrap();
        begun.elapsed()
    }
}

/// How long the server takes to close a connection, and what it sent.
pub(crate) async fn closed(mut stream: TcpStream) -> (Duration, String) {
    let begun = Instant::now();
    let mut said = Vec::new();
    // A reset closes the connection, too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("it is not closed");
    (begun.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

/// The connection is closed at its deadline, and not earlier.
pub(crate) async fn closed_in_time(what: &str, stream: TcpStream) {
    let (after, said) = closed(stream).await;
    assert!(after > WAIT / 2 && after < WAIT + SLACK, "{what}: {after:?}, {said}");
    assert!(!said.starts_with("HTTP/1.1 2"), "{what}: {said}");
}

/// Sends bytes slowly until the connection is closed.
pub(crate) async fn trickle(mut stream: TcpStream, byte: u8) -> TcpStream {
    for _ in 0..200 {
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
        sleep(WAIT / 20).await;
        let mut said = [0; 1];
        if timeout(Duration::from_millis(1), stream.peek(&mut said)).await.is_ok() {
            break;
        }
    }
    stream
}

/// The beginning of HTTP/2, with an empty SETTINGS frame.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A client that requests a page and does not read it, with a small receive buffer.
pub(crate) async fn does_not_read(served: &Served) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(served.address).await.unwrap();
    stream.write_all(served.head("GET /pages?page_size=100", "").as_bytes()).await.unwrap();
    stream
}
