//! A proxy in front of MariaDB, which has each statement explained instead of answered.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html>

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const COM_STMT_PREPARE: u8 = 0x16;
const EXPLAIN: &[u8] = b"ANALYZE FORMAT=JSON ";

/// The proxy. It ends with the test's runtime.
pub(crate) struct Proxy {
    url: Url,
    answers: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    /// Starts a proxy for the server of a URL.
    pub(crate) async fn before(url: &str) -> Self {
        let mut url = Url::parse(url).unwrap();
        let server =
            (url.host_str().expect("the server has a host").to_owned(), url.port().expect("and a port"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        url.set_ip_host([127, 0, 0, 1].into()).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let answers = Arc::new(Mutex::new(Vec::new()));
        let proxy = Self { url, answers: answers.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect((server.0.as_str(), server.1)).await.unwrap();
                server.set_nodelay(true).unwrap();
                client.set_nodelay(true).unwrap();
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(ask(from_client, to_server));
                tokio::spawn(answer(from_server, to_client, answers.clone()));
            }
        });
        proxy
    }

    /// The way through the proxy.
    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The plans that were answered since the last time. Each is text in a row that has nothing else.
    pub(crate) fn take_plans(&self) -> Vec<Value> {
        let answers = std::mem::take(&mut *self.answers.lock().unwrap());
        let text = sound(&String::from_utf8_lossy(&answers));
        let begins = text.match_indices("{\n  \"query_").map(|(place, _)| &text[place..]);
        let plan = |text: &str| serde_json::Deserializer::from_str(text).into_iter().next().unwrap().unwrap();
        begins.map(plan).collect()
    }
}

/// MariaDB writes bytes of ids into its JSON as they are, with escapes that JSON has not.
fn sound(text: &str) -> String {
    let mut sound = String::with_capacity(text.len());
    let mut letters =
        text.chars().map(|letter| if letter.is_control() && letter != '\n' { '?' } else { letter });
    while let Some(letter) = letters.next() {
        match (letter, if letter == '\\' { letters.next() } else { None }) {
            (_, None) => sound.push(letter),
            (_, Some(escaped @ ('"' | '\\'))) => sound.extend([letter, escaped]),
            (_, Some(escaped)) => sound.push(escaped),
        }
    }
    sound
}

/// Forwards the client's packets, and has its prepared statements explained.
async fn ask(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut header = [0; 4];
    while from.read_exact(&mut header).await.is_ok() {
        let [low, middle, high, sequence] = header;
        let mut body = vec![0; u32::from_le_bytes([low, middle, high, 0]) as usize];
        if from.read_exact(&mut body).await.is_err() {
            return;
        }
        if let Some(sql) = body.strip_prefix(&[COM_STMT_PREPARE]).filter(|sql| sql.starts_with(b"SELECT ")) {
            body = [&[COM_STMT_PREPARE], EXPLAIN, sql].concat();
        }
        let [low, middle, high, _] = u32::try_from(body.len()).unwrap().to_le_bytes();
        let packet = [&[low, middle, high, sequence], body.as_slice()].concat();
        if to.write_all(&packet).await.is_err() {
            return;
        }
    }
}

/// Forwards and records the server's packets.
async fn answer(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, answers: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        answers.lock().unwrap().extend_from_slice(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
}
