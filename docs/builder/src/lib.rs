//! Builds the guide, the mdBook in `docs/`.
//!
//! Most chapters include guides of the crates, which rustdoc shows as well. They have links to items, and blocks of Rust
//! without a language, which only rustdoc understands: [`rustdoc`] rewrites both.

pub mod rustdoc;

use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use mdbook_driver::errors::Result;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

/// The folder of the guide.
#[must_use]
pub fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Writes the pages to a folder, which it creates. By default, it is the `build-dir` of `book.toml`.
///
/// Returns an error if a chapter or an included file does not exist, or if the folder cannot be written.
pub fn build(destination: Option<&Path>) -> Result<PathBuf> {
    let mut book = MDBook::load(docs())?;
    if let Some(destination) = destination {
        destination.clone_into(&mut book.config.build.build_dir);
    }
    book.with_preprocessor(FromRustdoc);
    book.build()?;
    Ok(book.build_dir_for("html"))
}

/// Rewrites what only rustdoc understands.
struct FromRustdoc;

impl Preprocessor for FromRustdoc {
    fn name(&self) -> &'static str {
        "from-rustdoc"
    }

    fn run(&self, _context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        book.for_each_chapter_mut(|chapter| chapter.content = rustdoc::to_mdbook(&chapter.content));
        Ok(book)
    }
}
