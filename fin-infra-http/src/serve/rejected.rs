//! Problem documents for heads that hyper rejects before the router sees a request.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONNECTION, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use uuid::Uuid;

use super::activity::Activity;
use crate::problem::{Kind, MEDIA_TYPE, PRIVATE_CACHE, Problem};
use crate::request_id::REQUEST_ID;

/// How long the rest of a rejected request is read and discarded. Closing a socket with unread bytes resets it, and the client
/// may lose the response.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(2);

/// The maximum number of bytes to discard.
const DISCARD_LIMIT: usize = 4 * 1024 * 1024;

/// The header in hyper's responses that the document replaces.
const NO_BODY: &str = "content-length: 0\r\n";

/// A socket that adds a problem document to hyper's own responses, which have no body.
pub(super) struct ProblemSocket<S> {
    socket: S,
    activity: Arc<Activity>,
    replacement: Option<Replacement>,
    discarding: Option<Discarding>,
}

/// The response that is sent instead of hyper's.
struct Replacement {
    bytes: Vec<u8>,
    sent: usize,
}

/// The bytes to discard before the socket is closed.
struct Discarding {
    deadline: Pin<Box<Sleep>>,
    left: usize,
}

impl<S> ProblemSocket<S> {
    pub(super) fn new(socket: S, activity: Arc<Activity>) -> Self {
        Self { socket, activity, replacement: None, discarding: None }
    }
}

impl<S: AsyncWrite + Unpin> ProblemSocket<S> {
    /// Sends the replacement if `head` is a rejection by hyper; ready with `None` if it is not.
    fn poll_replacement(
        &mut self,
        context: &mut Context<'_>,
        head: &[u8],
    ) -> Poll<Option<io::Result<usize>>> {
        if self.replacement.is_none() {
            let Some(bytes) = with_problem(head).filter(|_| !self.activity.is_from_router()) else {
                return Poll::Ready(None);
            };
            self.replacement = Some(Replacement { bytes, sent: 0 });
        }
        while let Some(replacement) = &mut self.replacement {
            let rest = replacement.bytes.get(replacement.sent..).unwrap_or_default();
            if rest.is_empty() {
                self.replacement = None;
                let deadline = Box::pin(sleep_until(Instant::now() + DISCARD_TIMEOUT));
                self.discarding = Some(Discarding { deadline, left: DISCARD_LIMIT });
                break;
            }
            match ready!(Pin::new(&mut self.socket).poll_write(context, rest)) {
                Ok(0) => return Poll::Ready(Some(Err(io::ErrorKind::WriteZero.into()))),
                Ok(sent) => replacement.sent += sent,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready(Some(Ok(head.len())))
    }
}

/// Whether hyper uses this status for its own rejections.
pub(super) fn is_rejection(status: StatusCode) -> bool {
    kind(status).is_some()
}

fn kind(status: StatusCode) -> Option<Kind> {
    let rejections = [Kind::MalformedRequest, Kind::UriTooLong, Kind::HeadTooLarge];
    rejections.into_iter().find(|kind| kind.status() == status)
}

/// Adds a problem document to a response of hyper.
fn with_problem(head: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(head).ok()?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?;
    let kind = kind(status.parse().ok()?)?;
    let (before, after) = head.split_once(NO_BODY)?;
    if !after.ends_with("\r\n") || head.find("\r\n\r\n") != head.len().checked_sub(4) {
        return None;
    }
    let (body, id) = (Problem::rejected_head(kind).json(), logged(kind.status(), kind.title()));
    let fields = format!(
        "content-type: {MEDIA_TYPE}\r\ncache-control: {PRIVATE_CACHE}\r\n{REQUEST_ID}: {id}\r\ncontent-length: {}\r\n",
        body.len()
    );
    Some([before.as_bytes(), fields.as_bytes(), after.as_bytes(), &body].concat())
}

/// The response to a request that must not reach the router. The end of the request is ambiguous, so that the connection is
/// closed after it.
pub(super) fn response(reason: &'static str) -> Response<Body> {
    let kind = Kind::MalformedRequest;
    let mut response = Problem::new(kind, reason).into_response();
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if let Ok(id) = HeaderValue::try_from(logged(kind.status(), reason).to_string()) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// Logs a rejection, and returns the generated id of the request. An id from the client was not read.
fn logged(status: StatusCode, reason: &'static str) -> Uuid {
    let id = Uuid::now_v7();
    tracing::info!(request_id = %id, status = status.as_u16(), reason, "rejected before the router");
    id
}

impl<S: AsyncRead + Unpin> AsyncRead for ProblemSocket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for ProblemSocket<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match ready!(self.poll_replacement(context, bytes)) {
            Some(result) => Poll::Ready(result),
            None => Pin::new(&mut self.socket).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut filled = parts.iter().filter(|part| !part.is_empty());
        if let (Some(head), None) = (filled.next(), filled.next())
            && let Some(result) = ready!(self.poll_replacement(context, head))
        {
            return Poll::Ready(result);
        }
        Pin::new(&mut self.socket).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(Pin::new(&mut this.socket).poll_shutdown(context))?;
        let mut thrown_away = [0; 8 * 1024];
        while let Some(discarding) = &mut this.discarding {
            let mut buffer = ReadBuf::new(&mut thrown_away);
            let read = Pin::new(&mut this.socket).poll_read(context, &mut buffer);
            let read = read.map(|result| result.map_or(0, |()| buffer.filled().len()));
            match read {
                Poll::Ready(0) => this.discarding = None,
                Poll::Ready(read) if read >= discarding.left => this.discarding = None,
                Poll::Ready(read) => discarding.left -= read,
                Poll::Pending => {
                    ready!(discarding.deadline.as_mut().poll(context));
                    this.discarding = None;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_response_without_a_body_gets_one() {
        let head = "HTTP/1.1 414 URI Too Long\r\ncontent-length: 0\r\ndate: now\r\n\r\n";
        let answer = String::from_utf8(with_problem(head.as_bytes()).unwrap()).unwrap();
        let (head_of_answer, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head_of_answer.starts_with("HTTP/1.1 414 URI Too Long\r\ncontent-type: application/problem+json")
        );
        assert!(head_of_answer.contains(&format!("content-length: {}", body.len())), "{head_of_answer}");
        assert!(head_of_answer.ends_with("date: now") && body.contains("uri-too-long"), "{answer}");
        for other in [
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n",
            "",
        ] {
            assert_eq!(with_problem(other.as_bytes()), None, "{other}");
        }
    }
}
