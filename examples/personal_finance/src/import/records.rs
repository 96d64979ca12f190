//! The records of a CSV file, one at a time. A line that is not CSV is reported, and the ones after it are read.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// The most bytes of a line. A longer one is no line of a bank's file.
const MAX_LINE: usize = 64 * 1024;

/// The most lines of a record: quoted text may contain line breaks. With a limit, a quotation mark that is never closed
/// costs one line and not the rest of the file.
const MAX_LINES: usize = 20;

/// What is read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// The fields of a record.
    Record(Record),
    /// A line that is no record.
    Broken {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// The fields of a record, not decoded yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The number of its first line, from 1.
    pub(crate) line: u64,
    /// The fields, without their quotation marks.
    pub(crate) fields: Vec<Vec<u8>>,
}

/// Reads records.
pub(crate) struct Records<R> {
    input: R,
    parser: csv_core::Reader,
    /// Lines that were read ahead of the record that they belong to.
    ahead: VecDeque<Line>,
    number: u64,
    read: u64,
}

enum Line {
    Text(u64, Vec<u8>),
    TooLong(u64),
}

impl<R: BufRead> Records<R> {
    /// Reads records whose fields are separated by a character of one byte.
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        let parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, parser, ahead: VecDeque::new(), number: 0, read: 0 }
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.read
    }

    /// Returns the next record that is not empty, or `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Item>> {
        loop {
            let (line, mut text) = match self.line()? {
                None => return Ok(None),
                Some(Line::TooLong(line)) => {
                    return Ok(Some(Item::Broken { line, reason: "is longer than 65,536 bytes" }));
                }
                Some(Line::Text(line, text)) => (line, text),
            };
            if text.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut more = Vec::new();
            loop {
                if let Some(fields) = self.fields(&text) {
                    return Ok(Some(Item::Record(Record { line, fields })));
                }
                match self.line()? {
                    Some(Line::Text(number, next)) if more.len() + 1 < MAX_LINES => {
                        text.extend_from_slice(&next);
                        more.push(Line::Text(number, next));
                    }
                    last => {
                        for line in more.into_iter().chain(last).rev() {
                            self.ahead.push_front(line);
                        }
                        return Ok(Some(Item::Broken {
                            line,
                            reason: "has a quotation mark that is not closed",
                        }));
                    }
                }
            }
        }
    }

    /// Returns the fields, or `None` if the last one is not complete.
    fn fields(&mut self, text: &[u8]) -> Option<Vec<Vec<u8>>> {
        self.parser.reset();
        // No field is longer than the text, and there is at most one field more than it has bytes.
        let (mut output, mut ends) = (vec![0; text.len()], vec![0; text.len() + 1]);
        let (result, _, _, count) = self.parser.read_record(text, &mut output, &mut ends);
        (result == csv_core::ReadRecordResult::Record).then(|| {
            let mut start = 0;
            let mut fields = Vec::with_capacity(count);
            for end in &ends[..count] {
                fields.push(output[start..*end].to_vec());
                start = *end;
            }
            fields
        })
    }

    fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        let (mut text, mut length) = (Vec::new(), 0_usize);
        let is_end = loop {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                break true;
            }
            let end = available.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = end.unwrap_or(available.len());
            length += part;
            if length <= MAX_LINE {
                text.extend_from_slice(&available[..part]);
            }
            let is_return = end.is_some_and(|end| available[end] == b'\r');
            let used = end.map_or(part, |end| end + 1);
            self.consume(used);
            if is_return && self.input.fill_buf()?.first() == Some(&b'\n') {
                self.consume(1);
            }
            if end.is_some() {
                break false;
            }
        };
        if is_end && length == 0 {
            return Ok(None);
        }
        self.number += 1;
        text.push(b'\n');
        let line = if length > MAX_LINE { Line::TooLong(self.number) } else { Line::Text(self.number, text) };
        Ok(Some(line))
    }

    fn consume(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.read += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<(u64, String)> {
        let mut records = Records::new(text.as_bytes(), b';');
        let mut items = Vec::new();
        while let Some(item) = records.next().unwrap() {
            items.push(match item {
                Item::Record(Record { line, fields }) => {
                    let fields = fields.iter().map(|field| String::from_utf8_lossy(field).into_owned());
                    (line, fields.collect::<Vec<_>>().join("|"))
                }
                Item::Broken { line, reason } => (line, reason.to_owned()),
            });
        }
        assert_eq!(records.bytes(), text.len() as u64);
        items
    }

    fn expected(items: &[(u64, &str)]) -> Vec<(u64, String)> {
        items.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn records_end_with_their_lines_whatever_ends_those() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "", "\"c;c\";\"d \"\"d\"\"\"", "e;"].join(end);
            assert_eq!(items(&text), expected(&[(1, "a|b"), (3, "c;c|d \"d\""), (4, "e|")]), "{end:?}");
        }
    }

    #[test]
    fn quoted_text_may_contain_line_breaks() {
        assert_eq!(items("\"a\nb\";c\nd;e\n"), expected(&[(1, "a\nb|c"), (3, "d|e")]));
    }

    #[test]
    fn a_quotation_mark_within_text_is_a_character() {
        assert_eq!(items("5\" pipe;1\nb;2\n"), expected(&[(1, "5\" pipe|1"), (2, "b|2")]));
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_one_line() {
        let reason = "has a quotation mark that is not closed";
        let lines: Vec<String> = (0..50).map(|number| format!("{number};x")).collect();
        let read = items(&format!("a;\"b\n{}", lines.join("\n")));
        assert_eq!(read.len(), 51);
        assert_eq!(read[0], (1, reason.to_owned()));
        assert_eq!(read[50], (51, "49|x".to_owned()));
        assert_eq!(items("a;b\nc;\"d"), expected(&[(1, "a|b"), (2, reason)]));
    }

    #[test]
    fn a_line_without_an_end_costs_no_memory() {
        let long = "x".repeat(MAX_LINE + 1);
        assert_eq!(
            items(&format!("a\n{long}\nb")),
            expected(&[(1, "a"), (2, "is longer than 65,536 bytes"), (3, "b")])
        );
    }
}
