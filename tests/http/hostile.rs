//! Hostile and vanished clients: each wait has a limit, and no client keeps others out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::served::{
    PATIENCE, PREFACE, SLACK, Served, WAIT, closed, closed_in_time, does_not_read, options, patient, trickle,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_a_head_is_closed_at_its_deadline() {
    let served = Served::start(options()).await;
    for begun in [&b""[..], b"P", b"\r\n", &PREFACE[..8], b"GET /pages HTTP/1.1\r\nhost: te"] {
        let what = String::from_utf8_lossy(begun).into_owned();
        tokio::join!(closed_in_time(&what, served.sent(begun).await), served.is_up());
    }
    let slow = served.sent(b"GET /pages HTTP/1.1\r\nx: ").await;
    let begun = Instant::now();
    let (slow, ()) = tokio::join!(trickle(slow, b'a'), served.is_up());
    closed(slow).await;
    assert!(begun.elapsed() > WAIT / 2 && begun.elapsed() < WAIT + SLACK, "{:?}", begun.elapsed());
    served.is_up().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_2_and_other_protocols_are_rejected_at_once() {
    let served = Served::start(patient()).await;
    for begun in [
        PREFACE,
        &PREFACE[..14],
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\0\0\0\0",
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
    ] {
        let (after, said) = closed(served.sent(begun).await).await;
        assert!(after < SLACK && !said.starts_with("HTTP/1.1 2"), "{begun:?}: {after:?}, {said}");
    }
    let head = served.head("GET /pages", "");
    let (after, said) = closed(served.sent(format!("{head}\0\0 garbage\r\n\r\n").as_bytes()).await).await;
    assert!(after < SLACK, "{after:?}");
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("HTTP/1.1 400"), "{said}");
    let long = format!("GET /pages HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(200_000));
    let mut stream = served.connect().await;
    let _ = stream.write_all(long.as_bytes()).await;
    let (_, said) = closed(stream).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    let mut half = served.sent(b"GET /pages HTTP/1.1\r\nho").await;
    half.shutdown().await.unwrap();
    assert!(closed(half).await.0 < SLACK);
    served.is_up().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_kept_alive_until_its_idle_timeout() {
    let served = Served::start(options().header_timeout(WAIT * 4)).await;
    let mut stream = served.connect().await;
    for _ in 0..4 {
        stream.write_all(served.head("GET /health/live", "").as_bytes()).await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        while timeout(Duration::from_millis(20), stream.read(&mut [0; 1024])).await.is_ok() {}
        // The pauses exceed the timeout together, and none of them does alone.
        sleep(WAIT / 2).await;
    }
    stream.write_all(served.head("GET /health/live", "").as_bytes()).await.unwrap();
    let (after, said) = closed(stream).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(after > WAIT / 2 && after < WAIT + SLACK, "{after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_arrives_byte_by_byte_times_out() {
    let served = Served::start(options()).await;
    let headers = "content-type: application/json\r\ncontent-length: 100000\r\n";
    for request in ["POST /pages", "POST /pages/length"] {
        let slow = served.sent(served.head(request, headers).as_bytes()).await;
        let begun = Instant::now();
        let (slow, ()) = tokio::join!(trickle(slow, b' '), served.is_up());
        let (_, said) = closed(slow).await;
        assert!(begun.elapsed() < WAIT + SLACK, "{request}: {:?}", begun.elapsed());
        assert!(
            said.starts_with("HTTP/1.1 408") && said.contains("urn:fin-infra:problem:request-timeout"),
            "{request}: {said}"
        );
    }
    let stalled = served.sent(format!("{}{{", served.head("DELETE /pages/x", headers)).as_bytes()).await;
    let (after, said) = closed(stalled).await;
    assert!(after < WAIT + SLACK && said.starts_with("HTTP/1.1 4"), "{after:?} {said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_head_gets_a_problem_document() {
    let served = Served::start(options()).await;
    let headers: String = (0..200).map(|number| format!("x-{number}: a\r\n")).collect();
    for (kind, status, head) in [
        ("uri-too-long", 414, served.head(&format!("GET /pages?q={}", "a".repeat(100_000)), "")),
        ("head-too-large", 431, served.head("GET /pages", &headers)),
        ("head-too-large", 431, served.head("GET /pages", &format!("x: {}\r\n", "a".repeat(400_000)))),
        ("malformed-request", 400, served.head("GET /pa ges", "")),
        ("malformed-request", 400, served.head("GET /pages", "no colon\r\n")),
    ] {
        let (after, said) = closed(served.sent(head.as_bytes()).await).await;
        assert!(after < SLACK, "{kind}: {after:?}");
        let (head, body) = said.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{kind}: {said:?}"));
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{kind}: {head}");
        assert!(head.contains("content-type: application/problem+json"), "{head}");
        assert!(
            head.contains("cache-control: private, no-cache") && head.contains("x-request-id: "),
            "{head}"
        );
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["type"], format!("urn:fin-infra:problem:{kind}"));
        assert_eq!(problem["status"], status);
    }
    served.is_up().await;
}

/// A response of the app that looks like a rejection by hyper is not replaced.
#[tokio::test]
async fn an_empty_response_of_the_app_stays_empty() {
    let refuse = axum::routing::get(async || axum::http::StatusCode::BAD_REQUEST);
    let served = Served::start_router(options(), axum::Router::new().route("/refuse", refuse)).await;
    let mut stream = served.sent(served.head("GET /refuse", "").as_bytes()).await;
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    stream.write_all(b"no request\r\n\r\n").await.unwrap();
    let (_, rest) = closed(stream).await;
    let (own, refused) = rest.split_once("\r\n\r\n").unwrap();
    assert!(answer == b"HTTP/1.1 400" && own.contains("content-length: 0"), "{own}");
    assert!(refused.contains("urn:fin-infra:problem:malformed-request"), "{rest}");
}

/// Repeats a request until the response is the expected one.
async fn until(ask: impl AsyncFn() -> String, expected: impl Fn(&str) -> bool) -> String {
    let begun = Instant::now();
    loop {
        let answer = ask().await;
        if expected(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE * 2, "{answer:.300}");
        sleep(WAIT / 8).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unread_pages_have_limited_memory_and_time_out() {
    const MIB: usize = 1024 * 1024;
    let options = options().write_timeout(WAIT * 10);
    let served = Served::start_with(options, |resources| resources.page_memory(10 * MIB)).await;
    for _ in 0..10 {
        served.add(700 * 1024).await;
    }
    let mut hogs = Vec::new();
    for _ in 0..8 {
        hogs.push(does_not_read(&served).await);
    }
    let large = async || served.ask("GET /pages?page_size=100", "", "").await;
    let refused = until(large, |answer| answer.starts_with("HTTP/1.1 503")).await;
    assert!(refused.contains("retry-after: 1"), "{refused:.300}");
    // Small responses are not affected.
    let small = served.ask("GET /pages?page_size=1&page=100", "", "").await;
    assert!(small.starts_with("HTTP/1.1 200"), "{small:.300}");
    let answered = until(large, |answer| answer.starts_with("HTTP/1.1 200")).await;
    assert!(answered.len() > 6 * MIB, "{answered:.300}");
    // All timeouts have passed by then.
    sleep(WAIT * 12).await;
    for hog in hogs {
        let (_, said) = closed(hog).await;
        assert!(said.len() < 6 * MIB, "somebody waited until it was read: {}", said.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_have_limited_memory() {
    let options = options().body_timeout(PATIENCE * 60);
    let served = Served::start_with(options, |resources| resources.page_memory(1024 * 1024)).await;
    let (text, json) = ("a".repeat(700 * 1024), "content-type: application/json\r\n");
    let body = format!(r#"{{"text":"{text}"}}"#);
    let headers = format!("{json}content-length: {}\r\n", body.len());
    for request in ["POST /pages", "POST /pages/length"] {
        let head = served.head(request, &headers);
        let ask = async || served.ask(request, &headers, &body).await;
        let begun = Instant::now();
        let (stalled, refused) = loop {
            // If the second request gets the memory first, this one is rejected, and another one has to stall.
            let stalled = served.sent(format!("{head}{}", &body[..body.len() - 1]).as_bytes()).await;
            sleep(WAIT / 8).await;
            let answer = ask().await;
            if answer.starts_with("HTTP/1.1 503") {
                break (stalled, answer);
            }
            assert!(begun.elapsed() < PATIENCE * 2, "{answer:.300}");
        };
        assert!(refused.contains("retry-after: 1") && refused.contains("large bodies"), "{refused}");
        let small =
            served.ask("POST /pages", &format!("{json}content-length: 12\r\n"), r#"{"text":"a"}"#).await;
        assert!(small.starts_with("HTTP/1.1 201"), "{small}");
        drop(stalled);
        until(ask, |answer| answer.starts_with("HTTP/1.1 20")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_and_steady_reader_gets_the_whole_response() {
    let served = Served::start(options().write_timeout(WAIT * 5)).await;
    for _ in 0..10 {
        served.add(700 * 1024).await;
    }
    let mut stream = does_not_read(&served).await;
    let (mut read, begun) = (0, Instant::now());
    let mut buffer = vec![0; 64 * 1024];
    while read < 7_000_000 {
        let part = timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap().unwrap();
        assert_ne!(part, 0, "it was cut off after {read} bytes");
        read += part;
        if begun.elapsed() < WAIT * 7 {
            sleep(WAIT / 16).await;
        }
    }
    assert!(begun.elapsed() > WAIT * 5, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_page_that_is_too_long_is_rejected() {
    let served = Served::start_with(options(), |resources| resources.page_limit(100_000)).await;
    for _ in 0..3 {
        served.add(40_000).await;
    }
    let refused = served.ask("GET /pages", "", "").await;
    assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("page_size"), "{refused:.300}");
    let page = served.ask("GET /pages?page_size=2", "", "").await;
    assert!(page.starts_with("HTTP/1.1 200") && page.len() > 80_000, "{page:.300}");
}

/// The number of tasks, after some of them had time to end.
async fn tasks(expected: impl Fn(usize) -> bool) -> usize {
    let begun = Instant::now();
    loop {
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        if expected(tasks) || begun.elapsed() > PATIENCE {
            return tasks;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_silent_connections_neither_block_others_nor_leak() {
    let served = Served::start(patient().max_connections(50)).await;
    served.is_up().await;
    let before = tasks(|tasks| tasks <= 1).await;
    let mut held = std::collections::VecDeque::new();
    for number in 0..2_000 {
        let said: &[u8] = [&b""[..], b"P", b"GET /pages HTTP/1.1\r\n"][number % 3];
        held.push_back(served.sent(said).await);
        if held.len() > 300 {
            held.pop_front();
        }
        if number % 100 == 99 {
            let begun = Instant::now();
            served.is_up().await;
            assert!(begun.elapsed() < SLACK, "{:?}", begun.elapsed());
        }
    }
    let most = tasks(|_| true).await;
    assert!(most <= before + 52, "{most} tasks for 50 connections");
    drop(held);
    served.is_up().await;
    assert_eq!(tasks(|tasks| tasks <= before).await, before, "tasks are left");
    assert!(served.stop().await < SLACK);
}

/// A slot is not taken from a request that the app works on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_is_not_taken_from_a_request_in_progress() {
    let (begun, done) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (has_begun, may_end) = (begun.clone(), done.clone());
    let work = get(async move || {
        has_begun.add_permits(1);
        may_end.acquire().await.unwrap().forget();
        "worked"
    });
    let router = Router::new().route("/work", work).route("/", get(async || "up"));
    let served = Served::start_router(patient().max_connections(2), router).await;
    let mut busy = Vec::new();
    for _ in 0..2 {
        busy.push(served.sent(served.head("GET /work", "connection: close\r\n").as_bytes()).await);
    }
    begun.acquire_many(2).await.unwrap().forget();
    let mut waiting = served.sent(served.head("GET /", "connection: close\r\n").as_bytes()).await;
    let early = timeout(WAIT, waiting.read(&mut [0; 1])).await;
    assert!(early.is_err(), "somebody was closed for it, or there is more room than allowed");
    done.add_permits(2);
    for stream in busy {
        let (_, said) = closed(stream).await;
        assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("worked"), "{said}");
    }
    let (_, said) = closed(waiting).await;
    assert!(said.ends_with("up"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_bodies_do_not_block_others_and_get_a_response() {
    let options = patient().max_connections(4).body_timeout(PATIENCE * 60).write_timeout(PATIENCE * 60);
    let served = Served::start(options).await;
    let headers = "content-type: application/json\r\ncontent-length: 12\r\n";
    let mut half = Vec::new();
    for _ in 0..8 {
        half.push(served.sent(format!("{}{{\"te", served.head("POST /pages", headers)).as_bytes()).await);
    }
    // The slots are taken before the timeout of the bodies.
    let answer = served.ask("GET /health/live", "", "").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // The first one had waited longest, and lost its slot.
    let (_, said) = closed(half.swap_remove(0)).await;
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("request-timeout"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_is_too_slow_is_disconnected() {
    let served = Served::start(options().write_rate(u32::MAX)).await;
    for _ in 0..10 {
        served.add(700 * 1024).await;
    }
    let mut stream = does_not_read(&served).await;
    let (mut read, mut buffer) = (0, vec![0; 16 * 1024]);
    while let Ok(part @ 1..) = timeout(PATIENCE, stream.read(&mut buffer)).await.unwrap() {
        read += part;
        sleep(WAIT / 20).await;
    }
    assert!(read < 7_000_000, "it was waited for again and again: {read} bytes");
    served.is_up().await;
}

#[tokio::test]
async fn an_unsupported_transfer_encoding_is_rejected() {
    let served = Served::start(options()).await;
    for codings in ["gzip, chunked", "chunked, chunked", "chunked\r\ntransfer-encoding: chunked"] {
        let head = served.head("POST /pages/length", &format!("transfer-encoding: {codings}\r\n"));
        let (_, said) = closed(served.sent(format!("{head}1\r\na\r\n0\r\n\r\n").as_bytes()).await).await;
        assert!(said.starts_with("HTTP/1.1 400 ") && said.contains("x-request-id: "), "{codings}: {said}");
        assert!(
            said.contains("malformed-request") && said.contains("Transfer-Encoding"),
            "{codings}: {said}"
        );
    }
    let length =
        served.ask("POST /pages/length", "transfer-encoding: chunked\r\n", "1\r\na\r\n0\r\n\r\n").await;
    assert!(length.starts_with("HTTP/1.1 200 ") && length.ends_with('1'), "{length}");
}

#[tokio::test]
async fn a_request_has_one_host() {
    let served = Served::start(options()).await;
    for head in [
        "GET /health/live HTTP/1.1\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nhost: a\r\nhost: a\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nhost: a b\r\n\r\n",
        "GET http://a/health/live HTTP/1.1\r\n\r\n",
    ] {
        let (_, said) = closed(served.sent(head.as_bytes()).await).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 400 ") && head.contains("x-request-id: "), "{said}");
        assert!(body.contains("urn:fin-infra:problem:malformed-request") && body.contains("Host"), "{said}");
    }
    for head in ["GET /health/live HTTP/1.0\r\n\r\n", "GET /health/live HTTP/1.1\r\nhost:\r\n\r\n"] {
        let (_, said) = closed(served.sent(head.as_bytes()).await).await;
        assert!(said.starts_with("HTTP/1.") && said.contains(" 200 OK"), "{said}");
    }
}
