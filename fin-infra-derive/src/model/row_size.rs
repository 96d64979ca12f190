//! The limit of MySQL on the size of a row.

use darling::Result;
use proc_macro2::Span;

use super::Kind;
use super::draft::Draft;
use super::layout::Layout;
use crate::attr::error;

/// The most bytes of a row on MySQL.
const ROOM: u64 = 65_535;

/// The longest text or bytes stored in the row; longer ones are stored outside it.
const LONGEST_INSIDE: u32 = 1024;

/// The most bytes of a character, of a length, and of a value that is neither text nor bytes.
const CHARACTER: u64 = 4;
const LENGTH: u64 = 2;
const VALUE: u64 = 16;

/// Reports a row that can exceed the limit. The size of a custom type is unknown and counts as a fixed one.
pub(super) fn check(layout: &Layout, span: Span) -> Result<()> {
    let size: u64 = layout.drafts.iter().map(bytes).sum();
    if !layout.settings.backends.mysql || size <= ROOM {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "a row of this table can take {size} bytes, and MySQL allows {ROOM}: give some texts a smaller \
             `length(max = ..)` (4 bytes per character, twice that if the text is searched), or one of more \
             than {LONGEST_INSIDE}, which stores them outside the row"
        ),
    ))
}

fn bytes(draft: &Draft) -> u64 {
    let column = &draft.column;
    let size = match column.kind {
        Kind::Text { max: Some(max) } if max <= LONGEST_INSIDE => u64::from(max) * CHARACTER + LENGTH,
        Kind::Bytes { max: Some(max) } if max <= LONGEST_INSIDE => u64::from(max) + LENGTH,
        _ => VALUE,
    };
    if column.folded.is_some() { 2 * size } else { size }
}
