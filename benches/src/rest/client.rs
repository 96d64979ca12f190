//! Clients with persistent connections, on the thread of a `LocalSet`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use futures_util::future::join_all;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use uuid::Uuid;

use super::request::Ask;

/// The number of connections.
pub const CONNECTIONS: usize = 8;

/// One connection to a server.
struct Connection {
    server: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    async fn open(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).await.expect("the server listens");
        stream.set_nodelay(true).expect("the socket takes the option");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("the server answers");
        // A server that rejects a body closes the connection, which ends with an error.
        tokio::task::spawn_local(connection);
        Self { server, sender }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>, expected: StatusCode) -> Bytes {
        if self.sender.ready().await.is_err() {
            *self = Self::open(self.server).await;
        }
        let response = self.sender.send_request(request).await.expect("the server answers");
        let status = response.status();
        let body = response.into_body().collect().await.expect("the answer is whole").to_bytes();
        assert_eq!(status, expected, "{}", String::from_utf8_lossy(&body));
        body
    }
}

/// The clients of one server, for one tenant.
pub struct Clients {
    tenant: Uuid,
    connections: Vec<Connection>,
}

impl Clients {
    /// Connects.
    pub async fn of(server: SocketAddr, tenant: Uuid) -> Self {
        let connections = join_all((0..CONNECTIONS).map(|_| Connection::open(server))).await;
        Self { tenant, connections }
    }

    /// Sends a request, and returns the body of the response.
    pub async fn send(&mut self, ask: Ask) -> Bytes {
        let (request, expected) = ask.of_tenant(self.tenant);
        self.connections[0].send(request, expected).await
    }

    /// Sends requests over all connections, and returns the duration.
    pub async fn send_all(&mut self, asks: Vec<Ask>) -> Duration {
        let requests: Vec<_> = asks.into_iter().map(|ask| ask.of_tenant(self.tenant)).collect();
        let requests = std::cell::RefCell::new(requests.into_iter());
        let next = || requests.borrow_mut().next();
        let start = Instant::now();
        join_all(self.connections.iter_mut().map(async |connection| {
            while let Some((request, expected)) = next() {
                connection.send(request, expected).await;
            }
        }))
        .await;
        start.elapsed()
    }
}
