//! A proxy for a database server, which counts messages.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::meter::{Cost, Meter};
use crate::wire::{Messages, Protocol};

/// The proxy. It ends with the test's runtime.
pub(crate) struct Proxy {
    url: Url,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    statements: AtomicUsize,
    round_trips: AtomicUsize,
    received: AtomicUsize,
}

impl Proxy {
    /// Starts a proxy for the server of a URL.
    pub(crate) async fn before(url: &str, protocol: Protocol) -> Self {
        let mut url = Url::parse(url).unwrap();
        let server =
            (url.host_str().expect("the server has a host").to_owned(), url.port().expect("and a port"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        url.set_ip_host([127, 0, 0, 1].into()).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let counts = Arc::new(Counts::default());
        let proxy = Self { url, counts: counts.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                connect(client, &server, protocol, &counts).await;
            }
        });
        proxy
    }

    /// The way through the proxy.
    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    /// How many bytes the server has sent.
    pub(crate) fn received(&self) -> usize {
        self.counts.received.load(Ordering::SeqCst)
    }

    fn counted(&self) -> Cost {
        Cost {
            statements: self.counts.statements.load(Ordering::SeqCst),
            round_trips: self.counts.round_trips.load(Ordering::SeqCst),
        }
    }
}

impl Meter for Proxy {
    async fn cost(&self, call: impl Future<Output = ()>) -> Cost {
        let before = self.counted();
        call.await;
        let after = self.counted();
        Cost {
            statements: after.statements - before.statements,
            round_trips: after.round_trips - before.round_trips,
        }
    }
}

/// Connects a client with the server. Data that is sent after a response starts one more round trip, however many
/// pieces it has.
async fn connect(client: TcpStream, server: &(String, u16), protocol: Protocol, counts: &Arc<Counts>) {
    let server = TcpStream::connect((server.0.as_str(), server.1)).await.expect("the server is there");
    for stream in [&client, &server] {
        stream.set_nodelay(true).unwrap();
    }
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let answered = Arc::new(AtomicBool::new(true));
    let messages = Mutex::new(Messages::new(protocol));
    let (counts, asked) = (counts.clone(), answered.clone());
    let of_server = counts.clone();
    tokio::spawn(pump(from_client, to_server, move |bytes| {
        if asked.swap(false, Ordering::SeqCst) {
            counts.round_trips.fetch_add(1, Ordering::SeqCst);
        }
        counts.statements.fetch_add(messages.lock().unwrap().statements_in(bytes), Ordering::SeqCst);
    }));
    tokio::spawn(pump(from_server, to_client, move |bytes| {
        answered.store(true, Ordering::SeqCst);
        of_server.received.fetch_add(bytes.len(), Ordering::SeqCst);
    }));
}

/// Inspects and forwards data.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, look: impl Fn(&[u8])) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        look(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
}
