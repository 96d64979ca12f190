//! The parts of two protocols that distinguish the execution of a statement from everything else.

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// <https://www.postgresql.org/docs/current/protocol-message-formats.html>
    Postgres,
    /// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html>
    MySql,
}

/// The messages of a client, as they arrive.
pub(crate) struct Messages {
    protocol: Protocol,
    /// Whether the client has sent its first message, which has its own format on PostgreSQL.
    started: bool,
    /// The beginning of a message whose end is still to come.
    rest: Vec<u8>,
}

impl Messages {
    pub(crate) fn new(protocol: Protocol) -> Self {
        Self { protocol, started: false, rest: Vec::new() }
    }

    /// Processes the next data and returns how many statements it executes.
    pub(crate) fn statements_in(&mut self, bytes: &[u8]) -> usize {
        self.rest.extend_from_slice(bytes);
        let mut statements = 0;
        while let Some(length) = self.length().filter(|&length| length <= self.rest.len()) {
            let message: Vec<_> = self.rest.drain(..length).collect();
            statements += usize::from(self.runs_a_statement(&message));
        }
        statements
    }

    /// The length of the message at the beginning, once it is known.
    fn length(&self) -> Option<usize> {
        match self.protocol {
            Protocol::Postgres => {
                let kind = usize::from(self.started);
                let length = self.rest.get(kind..kind + 4)?.try_into().ok()?;
                usize::try_from(u32::from_be_bytes(length)).ok().map(|length| length + kind)
            }
            Protocol::MySql => match self.rest.as_slice() {
                &[low, middle, high, _, ..] => {
                    usize::try_from(u32::from_le_bytes([low, middle, high, 0])).ok()
                }
                _ => None,
            }
            .map(|length| length + 4),
        }
    }

    fn runs_a_statement(&mut self, message: &[u8]) -> bool {
        const VERSION_3: &[u8] = &[0, 3, 0, 0];
        const COM_QUERY: u8 = 0x03;
        const COM_STMT_EXECUTE: u8 = 0x17;
        match self.protocol {
            // It may ask for encryption before.
            Protocol::Postgres if !self.started => {
                self.started = message.get(4..8) == Some(VERSION_3);
                false
            }
            Protocol::Postgres => matches!(message[0], b'E' | b'Q'),
            // A command begins a new sequence of packets.
            Protocol::MySql => {
                message[3] == 0 && matches!(message.get(4), Some(&(COM_QUERY | COM_STMT_EXECUTE)))
            }
        }
    }
}

#[test]
fn statements_are_told_from_other_messages_however_they_are_cut() {
    let mut sent = vec![0, 0, 0, 8, 4, 210, 22, 47]; // encryption, please
    sent.extend([0, 0, 0, 9, 0, 3, 0, 0, 0]); // the introduction
    for kind in [b'P', b'S', b'B', b'E', b'C', b'S', b'Q'] {
        sent.extend([kind, 0, 0, 0, 6, b'E', b'Q']);
    }
    for size in 1..sent.len() {
        let mut messages = Messages::new(Protocol::Postgres);
        assert_eq!(sent.chunks(size).map(|bytes| messages.statements_in(bytes)).sum::<usize>(), 2);
    }
    let mut messages = Messages::new(Protocol::MySql);
    let login = [1, 0, 0, 1, 3];
    let (query, ping, execute) = ([2, 0, 0, 0, 3, 0], [1, 0, 0, 0, 14], [1, 0, 0, 0, 23]);
    assert_eq!(messages.statements_in(&[&login[..], &query, &ping, &execute].concat()), 2);
}
