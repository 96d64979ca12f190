//! Whether MySQL has room for a row.

use darling::Result;
use proc_macro2::Span;

use super::Kind;
use super::draft::Draft;
use super::layout::Layout;
use crate::attr::error;

/// How many bytes the columns of a row share on MySQL.
const ROOM: u64 = 65_535;

/// The longest text, and the most bytes, that stand in the row itself there; longer ones are stored beside it.
const LONGEST_INSIDE: u32 = 1024;

/// The most bytes of a letter, of a length, and of a value that is neither text nor bytes.
const LETTER: u64 = 4;
const LENGTH: u64 = 2;
const VALUE: u64 = 16;

/// Refuses a row that could be larger than MySQL's. What a type of the struct's own takes is not known here.
pub(super) fn check(layout: &Layout, span: Span) -> Result<()> {
    let size: u64 = layout.drafts.iter().map(bytes).sum();
    if !layout.settings.backends.mysql || size <= ROOM {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "a row of this table could take {size} bytes, and MySQL has room for {ROOM}: give some texts a smaller \
             `length(max = ..)` (4 bytes for each letter, twice where the text is searched), or one of more than \
             {LONGEST_INSIDE}, with which they are stored beside the row"
        ),
    ))
}

fn bytes(draft: &Draft) -> u64 {
    let column = &draft.column;
    let size = match column.kind {
        Kind::Text { max: Some(max) } if max <= LONGEST_INSIDE => u64::from(max) * LETTER + LENGTH,
        Kind::Bytes { max: Some(max) } if max <= LONGEST_INSIDE => u64::from(max) + LENGTH,
        _ => VALUE,
    };
    if column.folded.is_some() { 2 * size } else { size }
}
