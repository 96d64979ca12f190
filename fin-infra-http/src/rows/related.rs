//! Rows with related rows, as a response has them.

use std::io::Write;

use super::{Items, ReadRows};

/// The name under which related rows are in a row of a response.
pub(crate) const RELATED: &str = "related";

/// The related rows of one row, by their indexes.
pub(crate) enum Link {
    One(Option<usize>),
    Many {
        rows: Vec<usize>,
        /// Whether there are more than these.
        has_more: bool,
    },
}

/// The related rows of one relation.
pub(crate) struct Related {
    pub(crate) name: &'static str,
    /// For each row.
    pub(crate) links: Vec<Link>,
    pub(crate) rows: RowsWithRelated,
}

/// Rows with their related rows.
pub(crate) struct RowsWithRelated {
    pub(crate) rows: Box<dyn ReadRows>,
    pub(crate) related: Vec<Related>,
}

impl Items for RowsWithRelated {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        if self.related.is_empty() {
            return self.rows.write(index, to);
        }
        let mut row = Vec::new();
        self.rows.write(index, &mut row)?;
        write_with_related(row, &self.related, index, to)
    }
}

/// Writes a row, which is an object, with its related rows as a further field.
pub(super) fn write_with_related(
    mut row: Vec<u8>,
    related: &[Related],
    index: usize,
    to: &mut dyn Write,
) -> serde_json::Result<()> {
    row.pop();
    put(to, &row)?;
    put(to, format!(",\"{RELATED}\":{{").as_bytes())?;
    for (number, related) in related.iter().enumerate() {
        put(to, if number == 0 { b"" } else { b"," })?;
        serde_json::to_writer(&mut *to, related.name)?;
        put(to, b":")?;
        related.write(index, to)?;
    }
    put(to, b"}}")
}

impl Related {
    /// All rows, which are those of the only row.
    pub(super) fn of_one(name: &'static str, rows: Box<dyn ReadRows>) -> Self {
        let links = vec![Link::Many { rows: (0..rows.len()).collect(), has_more: false }];
        Self { name, links, rows: RowsWithRelated { rows, related: Vec::new() } }
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        match self.links.get(index) {
            Some(Link::One(Some(row))) => self.rows.write(*row, to),
            Some(Link::One(None)) | None => put(to, b"null"),
            Some(Link::Many { rows, has_more }) => {
                put(to, b"{\"items\":[")?;
                for (number, row) in rows.iter().enumerate() {
                    put(to, if number == 0 { b"" } else { b"," })?;
                    self.rows.write(*row, to)?;
                }
                put(to, format!("],\"has_more\":{has_more}}}").as_bytes())
            }
        }
    }
}

fn put(to: &mut dyn Write, bytes: &[u8]) -> serde_json::Result<()> {
    to.write_all(bytes).map_err(serde_json::Error::io)
}
