//! Structs for the tables of a database.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::super::failure::Failure;
use super::super::structs::{Selection, source};
use super::arguments::Structs;
use super::{Context, output, shown};

/// Writes structs to a file or to standard output.
pub(super) async fn structs(context: &Context, options: &Structs) -> Result<ExitCode, Failure> {
    let mut connection = context.connect_read_only().await?;
    let selection = Selection { tables: options.table.clone(), tenant: options.tenant.clone() };
    let text = source(&mut connection, &selection).await?;
    match &options.output {
        Some(path) => {
            write(path, &text)?;
            output::success(format!("wrote {}", shown(path)));
        }
        None => output::text(&text),
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a new file: an existing one may have been edited.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match file {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::new(format!(
                "{} exists, and its structs may have been edited: choose another file, or remove this one",
                shown(path)
            )));
        }
        file => file.map_err(|error| Failure::folder(path, error))?,
    };
    file.write_all(text.as_bytes()).map_err(|error| Failure::folder(path, error))
}
