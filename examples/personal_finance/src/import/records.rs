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
    delimiter: u8,
    /// How many fields a record of several lines has, if that is known.
    width: Option<usize>,
    /// Lines that were read ahead of the record that they belong to.
    ahead: VecDeque<Line>,
    number: u64,
    read: u64,
}

enum Line {
    Text(u64, Vec<u8>),
    TooLong(u64),
}

/// Whether a record has this number of fields. Some banks end each line with a delimiter.
pub(super) fn has_width(fields: &[Vec<u8>], width: usize) -> bool {
    fields.len() == width || fields.len() == width + 1 && fields.last().is_some_and(Vec::is_empty)
}

/// Whether each field that begins with a quotation mark ends with one.
fn is_well_quoted(text: &[u8], delimiter: u8) -> bool {
    let mut rest = text;
    loop {
        let Some(mut quoted) = rest.strip_prefix(b"\"") else {
            match rest.iter().position(|byte| *byte == delimiter || *byte == b'\n') {
                Some(end) if rest[end] == delimiter => rest = &rest[end + 1..],
                _ => return true,
            }
            continue;
        };
        rest = loop {
            let Some(end) = quoted.iter().position(|byte| *byte == b'"') else { return false };
            let after = &quoted[end + 1..];
            // Two quotation marks are one within the text.
            match after.strip_prefix(b"\"") {
                Some(more) => quoted = more,
                None => break after,
            }
        };
        match rest.split_first() {
            None | Some((b'\n', _)) => return true,
            Some((byte, next)) if *byte == delimiter => rest = next,
            Some(_) => return false,
        }
    }
}

impl<R: BufRead> Records<R> {
    /// Reads records whose fields are separated by a character of one byte.
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        let parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { input, parser, delimiter, width: None, ahead: VecDeque::new(), number: 0, read: 0 }
    }

    /// Sets the number of fields that a record of several lines must have.
    pub(crate) fn with_width(self, width: usize) -> Self {
        Self { width: Some(width), ..self }
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
                match self.fields(&text) {
                    Some(fields) if more.is_empty() || self.is_plausible(&text, &fields) => {
                        return Ok(Some(Item::Record(Record { line, fields })));
                    }
                    Some(_) => {
                        self.put_back(more);
                        let reason = "has a quotation mark that is not closed, or the wrong number of fields";
                        return Ok(Some(Item::Broken { line, reason }));
                    }
                    None => {}
                }
                match self.line()? {
                    Some(Line::Text(number, next)) if more.len() + 1 < MAX_LINES => {
                        text.extend_from_slice(&next);
                        more.push(Line::Text(number, next));
                    }
                    last => {
                        more.extend(last);
                        self.put_back(more);
                        let reason = "has a quotation mark that is not closed";
                        return Ok(Some(Item::Broken { line, reason }));
                    }
                }
            }
        }
    }

    /// Whether a record of several lines is one: a quotation mark that is not closed may be followed by another one in the next
    /// line, and both lines would be one record with parts of each.
    fn is_plausible(&self, text: &[u8], fields: &[Vec<u8>]) -> bool {
        is_well_quoted(text, self.delimiter) && self.width.is_none_or(|width| has_width(fields, width))
    }

    fn put_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.ahead.push_front(line);
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
    fn a_quotation_mark_of_the_next_line_does_not_close_one() {
        let whole = |text: &str| {
            let mut records = Records::new(text.as_bytes(), b';').with_width(3);
            let mut lines = Vec::new();
            while let Some(item) = records.next().unwrap() {
                lines.push(match item {
                    Item::Record(record) => (record.line, true),
                    Item::Broken { line, .. } => (line, false),
                });
            }
            lines
        };
        assert_eq!(whole("a;\"b;1\nc;\"d\";2\n\"e\n f\";g;3\n"), [(1, false), (2, true), (3, true)]);
        assert_eq!(whole("a;\"b;1\n\"c\";d;2\ne;f;3\n"), [(1, false), (2, true), (3, true)]);
        assert_eq!(whole("a;\"b\n\"\"c\"\"\";1;\ne;f;3\n"), [(1, true), (3, true)]);
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
