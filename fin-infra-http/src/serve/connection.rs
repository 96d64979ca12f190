//! One connection: its socket, its requests, and their responses.

use std::convert::Infallible;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::{Request, Response, StatusCode};
use futures_util::future::{Either, select};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::Service as _;

use super::super::guarded_body::GuardedBody;
use super::activity::{Activity, Serving};
use super::deadlines::Deadlines;
use super::options::ServeOptions;
use super::rejected::ProblemSocket;
use super::slots::Slot;
use super::stop::ShutdownFlag;
use super::upload::Upload;
use super::{framing, host, rejected};

/// The maximum size of the head of a request, and of the buffer for a response.
const BUFFER: usize = 128 * 1024;

/// The send buffer of the system. By default it has megabytes, and Linux takes no more until a third of them is read, so that
/// a client that reads slowly would seem not to read at all.
const SEND_BUFFER: usize = 256 * 1024;

/// What is needed to respond to the requests of a connection.
#[derive(Clone)]
pub(super) struct RequestHandler {
    pub(super) router: Router,
    pub(super) stopping: ShutdownFlag,
    pub(super) body_timeout: Duration,
}

/// Serves a connection until it ends, or until its slot is needed.
pub(super) async fn serve(
    socket: TcpStream,
    activity: Arc<Activity>,
    slot: Slot,
    handler: RequestHandler,
    options: ServeOptions,
    mut finishing: watch::Receiver<bool>,
) {
    // Without this option a response may be delayed, so that an error does no harm.
    let _ = socket.set_nodelay(true);
    let _ = SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER);
    let socket = Deadlines::new(socket, slot, activity.clone(), &options);
    let socket = ProblemSocket::new(socket, activity.clone());
    let of_requests = activity.clone();
    let service = service_fn(move |request| respond(of_requests.clone(), handler.clone(), request));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).max_buf_size(BUFFER);
    // The socket enforces the deadlines. This one never expires first; it makes hyper read again after each response.
    server.header_read_timeout(options.idle_timeout.saturating_add(options.header_timeout));
    let mut connection = pin!(server.serve_connection(TokioIo::new(socket), service).with_upgrades());
    let stop_requested = pin!(async {
        let _ = finishing.wait_for(|finishing| *finishing).await;
    });
    let ended = async {
        match select(connection.as_mut(), stop_requested).await {
            Either::Left((result, _)) => result,
            Either::Right(_) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        }
    };
    if let Either::Left((Err(error), _)) = select(pin!(ended), pin!(activity.closed())).await {
        tracing::debug!(%error, "connection closed");
    }
}

/// Responds to a request.
async fn respond(
    activity: Arc<Activity>,
    mut handler: RequestHandler,
    request: Request<Incoming>,
) -> Result<Response<GuardedBody<Option<Serving>>>, Closing> {
    let serving = activity.serve().ok_or(Closing)?;
    let reason =
        host::invalid(request.version(), request.headers()).or_else(|| framing::invalid(request.headers()));
    let response = match reason {
        Some(reason) => rejected::response(reason),
        None => {
            let request = received(request, &activity, &handler);
            handler.router.call(request).await.unwrap_or_else(|never: Infallible| match never {})
        }
    };
    activity.responded(rejected::is_rejection(response.status()) && response.body().is_end_stream());
    let serving = match response.status() {
        StatusCode::SWITCHING_PROTOCOLS => {
            serving.upgrade();
            None
        }
        _ => Some(serving),
    };
    Ok(response.map(|body| GuardedBody::new(body, serving)))
}

/// Prepares a request for the router.
fn received(request: Request<Incoming>, activity: &Arc<Activity>, handler: &RequestHandler) -> Request<Body> {
    let mut request = request.map(|body| match body.is_end_stream() {
        true => Body::empty(),
        false => Body::new(Upload::new(body, handler.body_timeout, activity.clone())),
    });
    request.extensions_mut().insert(handler.stopping.clone());
    request
}

/// A request arrived while its connection was being closed.
#[derive(Debug)]
struct Closing;

impl fmt::Display for Closing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was needed for another client")
    }
}

impl std::error::Error for Closing {}

#[cfg(test)]
mod tests {
    use axum::extract::Request;
    use axum::http::header::{CONNECTION, UPGRADE};
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::super::slots::Slots;
    use super::*;

    const WAIT: Duration = Duration::from_millis(100);

    /// Upgrades to a protocol that echoes each byte.
    async fn echo(mut request: Request) -> Response<Body> {
        let upgrade = hyper::upgrade::on(&mut request);
        tokio::spawn(async {
            let mut spoken = TokioIo::new(upgrade.await.unwrap());
            while let Ok(byte) = spoken.read_u8().await {
                spoken.write_u8(byte).await.unwrap();
            }
        });
        let response = Response::builder().status(101).header(CONNECTION, "upgrade").header(UPGRADE, "echo");
        response.body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn an_upgraded_connection_has_no_deadlines_and_keeps_its_slot() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (socket, _) = listener.accept().await.unwrap();
        let options = ServeOptions::new().header_timeout(WAIT).idle_timeout(WAIT);
        let (slots, activity) = (Slots::new(1), Activity::new(&options));
        let slot = slots.take(activity.clone()).await;
        let router = Router::new().route("/", get(echo));
        let handler = RequestHandler { router, stopping: ShutdownFlag::default(), body_timeout: WAIT };
        let (_tell, stop_requested) = watch::channel(false);
        tokio::spawn(serve(socket, activity, slot, handler, options, stop_requested));
        let head = b"GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n";
        client.write_all(head).await.unwrap();
        let mut said = Vec::new();
        while !said.ends_with(b"\r\n\r\n") {
            said.push(client.read_u8().await.unwrap());
        }
        for byte in 0..4 {
            tokio::time::sleep(WAIT).await;
            client.write_u8(byte).await.unwrap();
            assert_eq!(client.read_u8().await.unwrap(), byte);
        }
        assert!(!slots.close_longest_waiting());
        drop(client);
        let free = slots.take(Activity::new(&ServeOptions::new()));
        drop(tokio::time::timeout(Duration::from_secs(5), free).await.expect("its slot is not released"));
    }
}
