//! A proxy in front of a database server, which can swallow all that passes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// The proxy. It ends with the test's runtime.
pub(crate) struct Proxy {
    url: Url,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    swallows: AtomicBool,
    accepted: AtomicUsize,
}

impl Proxy {
    /// Starts a proxy for the server of a URL.
    pub(crate) async fn before(url: &str) -> Self {
        let mut url = Url::parse(url).unwrap();
        let server = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        url.set_ip_host([127, 0, 0, 1].into()).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let state = Arc::new(State::default());
        let proxy = Self { url, state: state.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                state.accepted.fetch_add(1, Ordering::SeqCst);
                let server = TcpStream::connect((server.0.as_str(), server.1)).await.unwrap();
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(pump(from_client, to_server, state.clone()));
                tokio::spawn(pump(from_server, to_client, state.clone()));
            }
        });
        proxy
    }

    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Data that arrives while it drops packets is lost, and so is the connection, without notice to either side.
    pub(crate) fn swallow(&self, swallows: bool) {
        self.state.swallows.store(swallows, Ordering::SeqCst);
    }

    /// The number of connections that were opened.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, state: Arc<State>) {
    let mut buffer = vec![0; 1 << 16];
    let mut is_lost = false;
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        is_lost |= state.swallows.load(Ordering::SeqCst);
        if !is_lost && to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
}
