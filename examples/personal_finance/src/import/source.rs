//! Where the lines come from. A source is read twice: once to see how it is written, once to import it.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor};
use std::path::PathBuf;

use anyhow::{Context, bail};

/// A file of a bank.
pub(crate) enum Source {
    /// On the disk.
    File(PathBuf),
    /// In the program.
    Embedded {
        /// What it is called.
        name: &'static str,
        /// What is in it.
        text: &'static str,
    },
}

impl Source {
    /// The name, without its folder.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            Self::Embedded { name, .. } => (*name).to_owned(),
        }
    }

    /// How many bytes there are.
    pub(crate) fn length(&self) -> anyhow::Result<u64> {
        match self {
            Self::File(path) => {
                if path.as_os_str() == "-" {
                    bail!(
                        "standard input cannot be imported, since an import reads its file twice: save it to a file"
                    );
                }
                let metadata = path.metadata().with_context(|| format!("cannot read {}", path.display()))?;
                if metadata.is_dir() {
                    bail!("{} is a folder: name a file in it", path.display());
                }
                if !metadata.is_file() {
                    bail!(
                        "{} is not a regular file, and an import reads it twice: save it to one",
                        path.display()
                    );
                }
                Ok(metadata.len())
            }
            Self::Embedded { text, .. } => Ok(text.len() as u64),
        }
    }

    /// Opens it, and skips a byte order mark.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is UTF-16.
    pub(crate) fn open(&self) -> anyhow::Result<Box<dyn BufRead>> {
        let mut input: Box<dyn BufRead> = match self {
            Self::File(path) => {
                let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
                Box::new(BufReader::with_capacity(64 * 1024, file))
            }
            Self::Embedded { text, .. } => Box::new(Cursor::new(text.as_bytes())),
        };
        let beginning = input.fill_buf().with_context(|| format!("cannot read {}", self.name()))?;
        match beginning {
            [0xef, 0xbb, 0xbf, ..] => input.consume(3),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                bail!("{} is UTF-16: save it as UTF-8 and import it again", self.name())
            }
            _ => {}
        }
        Ok(input)
    }
}
