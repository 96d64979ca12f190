//! A socket that limits every wait for the client.

use std::future::Future as _;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::activity::Activity;
use super::options::ServeOptions;
use super::pace::Pace;

/// A reusable timer.
#[derive(Default)]
struct Timer(Option<Pin<Box<Sleep>>>);

impl Timer {
    /// Whether a deadline has passed; if not, the task is woken when it does.
    fn has_come(&mut self, deadline: Instant, context: &mut Context<'_>) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(context).is_ready()
    }
}

/// A socket that limits every wait for the client.
pub(super) struct Deadlines<S, P> {
    socket: S,
    /// Released when the socket is dropped.
    _slot: P,
    activity: Arc<Activity>,
    reading: Timer,
    writing: Timer,
    pace: Pace,
    /// Since when the client has read nothing, while there is something to send.
    stuck_since: Option<Instant>,
}

impl<S, P> Deadlines<S, P> {
    pub(super) fn new(socket: S, slot: P, activity: Arc<Activity>, options: &ServeOptions) -> Self {
        let (reading, writing) = (Timer::default(), Timer::default());
        Self { socket, _slot: slot, activity, reading, writing, pace: Pace::new(options), stuck_since: None }
    }

    /// Handles the result of a write, and limits the wait if it is pending.
    fn sent(
        &mut self,
        attempt: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        self.pace.start_response(self.activity.requests());
        if let Poll::Ready(result) = &attempt {
            let since = self.stuck_since.take();
            let waited = since.map_or(Duration::ZERO, |since| since.elapsed());
            self.pace.took(*result.as_ref().unwrap_or(&0), waited);
            if since.is_some() {
                self.activity.sent(false);
            }
            return attempt;
        }
        let since = *self.stuck_since.get_or_insert_with(|| {
            self.activity.sent(true);
            Instant::now()
        });
        match since.checked_add(self.pace.next_wait()) {
            Some(deadline) if self.writing.has_come(deadline, context) => {
                Poll::Ready(Err(too_slow("the client does not read its response")))
            }
            _ => Poll::Pending,
        }
    }
}

fn too_slow(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::TimedOut, what)
}

impl<S: AsyncRead + Unpin, P: Unpin> AsyncRead for Deadlines<S, P> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        if let Poll::Ready(result) = Pin::new(&mut this.socket).poll_read(context, buffer) {
            if buffer.filled().len() > before {
                this.activity.received();
            }
            return Poll::Ready(result);
        }
        match this.activity.read_deadline() {
            Some(deadline) if this.reading.has_come(deadline, context) => {
                Poll::Ready(Err(too_slow("the client sends no request")))
            }
            _ => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin, P: Unpin> AsyncWrite for Deadlines<S, P> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let attempt = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.sent(attempt, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let attempt = Pin::new(&mut self.socket).poll_write_vectored(context, bytes);
        self.sent(attempt, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A socket has nothing to flush, so this does not wait for the client.
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const WAIT: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_client_that_sends_nothing_has_a_deadline() {
        let options = ServeOptions::new().header_timeout(WAIT);
        let (mut client, socket) = duplex(8);
        let mut socket = Deadlines::new(socket, (), Activity::new(&options), &options);
        let begun = Instant::now();
        client.write_all(b"G").await.unwrap();
        assert_eq!(socket.read_u8().await.unwrap(), b'G');
        assert_eq!(socket.read_u8().await.unwrap_err().kind(), ErrorKind::TimedOut);
        assert!(begun.elapsed() >= WAIT);
    }

    #[tokio::test]
    async fn a_client_has_to_read_its_response() {
        let options = ServeOptions::new().write_timeout(WAIT).write_rate(1);
        let (mut client, socket) = duplex(8);
        let activity = Activity::new(&options);
        let _serving = activity.serve();
        let mut socket = Deadlines::new(socket, (), activity, &options);
        let begun = Instant::now();
        let sending = async {
            socket.write_all(&[0; 64]).await.unwrap();
            socket.write_all(&[0; 64]).await.unwrap_err()
        };
        let reading = async {
            for _ in 0..8 {
                tokio::time::sleep(WAIT / 4).await;
                client.read_exact(&mut [0; 8]).await.unwrap();
            }
            client
        };
        let (error, _client) = tokio::join!(sending, reading);
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(begun.elapsed() >= WAIT * 3, "the client was reading");
    }

    #[tokio::test]
    async fn a_client_that_reads_a_byte_now_and_then_is_too_slow() {
        let options = ServeOptions::new().write_timeout(WAIT).write_rate(1_000);
        let (mut client, socket) = duplex(1);
        let activity = Activity::new(&options);
        let _serving = activity.serve();
        let mut socket = Deadlines::new(socket, (), activity, &options);
        let sending = async { socket.write_all(&[0; 64]).await.unwrap_err() };
        let reading = async {
            loop {
                tokio::time::sleep(WAIT / 2).await;
                if client.read_u8().await.is_err() {
                    break;
                }
            }
        };
        tokio::select! {
            error = sending => assert_eq!(error.kind(), ErrorKind::TimedOut),
            () = reading => unreachable!("the socket is open as long as something is sent"),
        }
    }
}
