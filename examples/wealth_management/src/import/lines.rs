//! The lines of a CSV file, one at a time. A line that is no record is reported, and the ones after it are read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The most bytes of a line.
const MAX_LINE: usize = 16 * 1024;

/// The number of a line, from 1, with its fields or why it has none.
pub(crate) type Line = (u64, Result<Vec<String>, String>);

/// The names of the columns, in lower case.
#[derive(Debug)]
pub(crate) struct Header(Vec<String>);

impl Header {
    /// The names.
    pub(crate) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().map(String::as_str).enumerate()
    }

    /// The index of a column.
    ///
    /// # Errors
    ///
    /// If there is no such column, or there are several.
    pub(crate) fn column(&self, name: &str) -> Result<usize> {
        let found = self.optional_column(name)?;
        found.with_context(|| format!("the file has no column `{name}`: it has {}", self.0.join(", ")))
    }

    /// The index of a column, if there is one.
    ///
    /// # Errors
    ///
    /// If there are several.
    pub(crate) fn optional_column(&self, name: &str) -> Result<Option<usize>> {
        let mut indexes = self.names().filter(|(_, column)| *column == name).map(|(index, _)| index);
        match (indexes.next(), indexes.next()) {
            (_, Some(_)) => bail!("the file has two columns `{name}`"),
            (index, None) => Ok(index),
        }
    }
}

/// Reads lines.
pub(crate) struct Lines<R = BufReader<File>> {
    input: R,
    parser: csv_core::Reader,
    header: Header,
    length: u64,
    bytes: u64,
    number: u64,
}

impl Lines {
    /// Opens a file, and reads its header.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is UTF-16, or has no header.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let cannot_read = || format!("cannot read {}", path.display());
        let file = File::open(path).with_context(cannot_read)?;
        let metadata = file.metadata().with_context(cannot_read)?;
        let input = BufReader::with_capacity(64 * 1024, file);
        Lines::new(input, metadata.len()).with_context(cannot_read)
    }
}

impl<R: BufRead> Lines<R> {
    fn new(mut input: R, length: u64) -> Result<Self> {
        let mut bytes = 0;
        match input.fill_buf()? {
            [0xef, 0xbb, 0xbf, ..] => {
                input.consume(3);
                bytes = 3;
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                bail!("it is UTF-16: save it as UTF-8 and import it again")
            }
            _ => {}
        }
        let parser = csv_core::Reader::new();
        let mut lines = Self { input, parser, header: Header(Vec::new()), length, bytes, number: 0 };
        let Some(first) = lines.text()? else {
            bail!("it is empty: the first line has the names of the columns")
        };
        let first = first.map_err(|reason| anyhow::anyhow!("the header {reason}"))?;
        let delimiter = [';', '\t', ','].into_iter().max_by_key(|mark| first.matches(*mark).count());
        let delimiter = u8::try_from(delimiter.unwrap_or(','))?;
        lines.parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        let names = lines.fields(&first).context("the header has a quotation mark that is not closed")?;
        lines.header = Header(names.iter().map(|name| name.trim().to_lowercase()).collect());
        Ok(lines)
    }

    /// The header.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The length of the file in bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the next line that is not empty, or `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        let Some(text) = self.text()? else { return Ok(None) };
        let fields = text.and_then(|text| {
            let fields = self.fields(&text).ok_or("has a quotation mark that is not closed")?;
            match fields.len() == self.header.0.len() {
                true => Ok(fields),
                false => Err(format!("has {} fields, and the header {}", fields.len(), self.header.0.len())),
            }
        });
        Ok(Some((self.number, fields)))
    }

    /// Returns the next line that is not empty, and ends it with a line break.
    fn text(&mut self) -> io::Result<Option<Result<String, String>>> {
        loop {
            let mut line = Vec::new();
            let limit = MAX_LINE as u64 + 1;
            let read = self.input.by_ref().take(limit).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            self.bytes += read as u64;
            self.number += 1;
            if line.len() > MAX_LINE {
                if !line.ends_with(b"\n") {
                    self.skip_line()?;
                }
                return Ok(Some(Err(format!("is longer than {MAX_LINE} bytes"))));
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            if !line.ends_with(b"\n") {
                line.push(b'\n');
            }
            return Ok(Some(String::from_utf8(line).map_err(|_| "is not UTF-8".to_owned())));
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let available = self.input.fill_buf()?;
            let end = available.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(available.len(), |end| end + 1);
            self.input.consume(used);
            self.bytes += used as u64;
            if end.is_some() || used == 0 {
                return Ok(());
            }
        }
    }

    /// Returns the fields, or `None` if the last one is not complete.
    fn fields(&mut self, text: &str) -> Option<Vec<String>> {
        self.parser.reset();
        // No field is longer than the text, and there is at most one field more than it has bytes.
        let (mut output, mut ends) = (vec![0; text.len()], vec![0; text.len() + 1]);
        let (result, _, _, count) = self.parser.read_record(text.as_bytes(), &mut output, &mut ends);
        if result != csv_core::ReadRecordResult::Record {
            return None;
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let fields =
            starts.zip(&ends[..count]).map(|(start, end)| String::from_utf8_lossy(&output[start..*end]));
        Some(fields.map(|field| field.trim().to_owned()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, String)> {
        let mut lines = Lines::new(text.as_bytes(), text.len() as u64).unwrap();
        let mut read = Vec::new();
        while let Some((number, fields)) = lines.next().unwrap() {
            read.push((number, fields.map_or_else(|reason| reason, |fields| fields.join("|"))));
        }
        assert_eq!(lines.bytes(), lines.length());
        read
    }

    fn expected(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
        lines.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
    }

    #[test]
    fn the_header_says_what_is_between_fields() {
        for mark in [",", ";", "\t"] {
            let text = ["\u{feff}A", "b\r\n1", " 2 \n\n\"3\"", "4"].join(mark);
            assert_eq!(lines(&text), expected(&[(2, "1|2"), (4, "3|4")]), "{mark:?}");
        }
    }

    #[test]
    fn a_line_that_is_no_record_costs_itself_only() {
        let long = "x".repeat(MAX_LINE + 1);
        let text = format!("a,b\n\"1,2\n{long}\n3\n4,5,6\n7,8");
        assert_eq!(
            lines(&text),
            expected(&[
                (2, "has a quotation mark that is not closed"),
                (3, "is longer than 16384 bytes"),
                (4, "has 1 fields, and the header 2"),
                (5, "has 3 fields, and the header 2"),
                (6, "7|8"),
            ])
        );
    }

    #[test]
    fn a_line_that_is_not_utf_8_costs_itself_only() {
        let mut lines = Lines::new(&b"a,b\n\xff,1\n2,3\n"[..], 0).unwrap();
        assert_eq!(lines.next().unwrap(), Some((2, Err("is not UTF-8".to_owned()))));
        assert_eq!(lines.next().unwrap(), Some((3, Ok(vec!["2".to_owned(), "3".to_owned()]))));
    }

    #[test]
    fn a_file_without_a_header_is_refused() {
        let error = |bytes: &[u8]| Lines::new(bytes, 0).err().unwrap().to_string();
        assert!(error(b"").starts_with("it is empty"));
        assert!(error(b"\xff\xfea\0").starts_with("it is UTF-16"));
    }
}
