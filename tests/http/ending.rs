//! Shutdown by the app, with connected clients.

use std::future::Future;
use std::time::Instant;

use axum::Router;
use fin_infra::http::{ServeOptions, serve_until};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::served::{PATIENCE, PREFACE, SLACK, Served, WAIT, closed, does_not_read, options, patient};

/// Stops a server while a client is connected, and asserts that it ends.
async fn stops_with(what: &str, at_once: bool, client: impl AsyncFnOnce(&Served) -> Vec<TcpStream>) {
    let grace = WAIT * 4;
    let options = patient().write_timeout(PATIENCE * 2).body_timeout(PATIENCE * 2).shutdown_grace(grace);
    let served = Served::start(options).await;
    let _open = client(&served).await;
    sleep(WAIT / 4).await;
    let took = served.stop().await;
    assert!(if at_once { took < grace } else { took < grace + SLACK }, "{what}: {took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_ends_in_time_whatever_clients_do() {
    fn one<'a>(bytes: &'a [u8]) -> impl AsyncFnOnce(&Served) -> Vec<TcpStream> + 'a {
        async move |served: &Served| vec![served.sent(bytes).await]
    }
    stops_with("silent", true, one(b"")).await;
    stops_with("P", false, one(b"P")).await;
    stops_with("half a preface", false, one(&PREFACE[..14])).await;
    stops_with("half a head", false, one(b"GET /pages HTTP/1.1\r\nho")).await;
    stops_with("idle", true, async |served: &Served| {
        let mut stream = served.sent(served.head("GET /health/live", "").as_bytes()).await;
        assert_ne!(stream.read(&mut [0; 1024]).await.unwrap(), 0);
        vec![stream]
    })
    .await;
    stops_with("half a body", false, async |served: &Served| {
        let headers = "content-type: application/json\r\ncontent-length: 12\r\n";
        vec![served.sent(served.head("POST /pages", headers).as_bytes()).await]
    })
    .await;
    stops_with("no reader", false, async |served: &Served| {
        for _ in 0..10 {
            served.add(700 * 1024).await;
        }
        vec![does_not_read(served).await]
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_not_ready_before_its_listener_is_closed() {
    let mut served = Served::start(options().drain_delay(WAIT * 4)).await;
    assert!(served.ask("GET /health/ready", "", "").await.starts_with("HTTP/1.1 200"));
    let begun = Instant::now();
    drop(served.stop.take());
    while !served.ask("GET /health/ready", "", "").await.starts_with("HTTP/1.1 503") {
        assert!(begun.elapsed() < WAIT * 2, "it is still ready");
    }
    assert!(served.ask("GET /health/live", "", "").await.starts_with("HTTP/1.1 200"));
    served.is_up().await;
    assert!(begun.elapsed() < WAIT * 4, "this machine is too slow for the test");
    timeout(PATIENCE, &mut served.server).await.unwrap().unwrap();
    assert!(begun.elapsed() >= WAIT * 4);
    TcpStream::connect(served.address).await.unwrap_err();
}

#[tokio::test]
async fn dropping_a_server_closes_its_connections() {
    let served = Served::start(patient()).await;
    let (silent, half) = (served.connect().await, served.sent(b"GET").await);
    served.is_up().await;
    served.server.abort();
    assert!(closed(silent).await.0 < SLACK);
    assert!(closed(half).await.0 < SLACK);
}

/// The future is `Send`.
#[allow(dead_code, reason = "it is called by nobody: it has to compile")]
fn a_server_can_be_spawned(listener: TcpListener) -> impl Future<Output = ()> + Send {
    serve_until(listener, Router::new(), ServeOptions::new(), std::future::pending())
}
