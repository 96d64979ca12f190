//! The arguments of the tool.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use super::super::connection::name;
use super::super::dialect::Database;

/// Keep the tables of a database in sync with the structs of a program
///
/// Migrations are sqlx migration files in a folder for each database, each with a metadata file; `sqlx migrate` and
/// `sqlx::migrate!` accept the folder unchanged.
#[derive(Parser, Debug)]
#[command(disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// The database, as `postgres://…`, `mysql://…` or `sqlite://…`; by default, `DATABASE_URL`, also from a file `.env`
    #[arg(long, global = true, value_name = "URL")]
    pub(super) database_url: Option<String>,
    /// The folder of the migrations, with a subfolder for each database
    #[arg(long, global = true, value_name = "FOLDER", default_value = "migrations")]
    pub(super) folder: PathBuf,
    /// How long to wait for another migration, and for locks that others hold
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 300)]
    pub(super) lock_wait: u64,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Write a migration: an empty one, or with --autogenerate the changes of the structs
    Revision(Revision),
    /// Apply migrations: all of them, a number of them, or those up to a version
    Upgrade {
        /// `head`, `+1`, or a version or the beginning of one
        #[arg(default_value = "head")]
        target: String,
    },
    /// Undo migrations: a number of them, those after a version, or all
    Downgrade {
        /// `-1`, a version or the beginning of one, which stays, or `base`
        #[arg(allow_hyphen_values = true)]
        target: String,
        /// Allow dropping tables and columns with their data
        #[arg(long)]
        allow_drop: bool,
    },
    /// Show the migration that the database is at
    Current,
    /// List the migrations, and whether they are applied
    History,
    /// List the migrations that no other one follows
    Heads,
    /// Join two heads
    Merge(Merge),
    /// Mark migrations as applied, or as not applied, without running them
    Stamp {
        /// `head`, `base`, or a version or the beginning of one
        target: String,
    },
    /// Complete the folded copies that searches and `unique_ci` use, for existing text; `upgrade` does so as well
    Refold,
    /// Write structs for the tables of a database, for a program to start with; the database stays unchanged
    Structs(Structs),
    /// Check whether the database matches the structs; the exit code is 3 if it does not
    Check,
    /// Print the SQL of an upgrade without running it
    Sql {
        /// `head`, or a version or the beginning of one
        #[arg(default_value = "head")]
        target: String,
        /// The version to start after, without connecting; by default, the one that the database is at
        #[arg(long, value_name = "VERSION")]
        from: Option<String>,
    },
}

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Revision {
    /// A short description
    #[arg(short, long)]
    pub(super) message: String,
    /// Write the differences between the structs and the existing migrations
    #[arg(long)]
    pub(super) autogenerate: bool,
    /// Compare with the database instead
    #[arg(long, requires = "autogenerate")]
    pub(super) from_database: bool,
    /// The databases to write for; by default, that of --database-url or `DATABASE_URL`
    #[arg(long, value_parser = database(), value_name = "DATABASE", value_delimiter = ',')]
    pub(super) database: Vec<Database>,
    /// Allow dropping tables and columns with their data
    #[arg(long, requires = "autogenerate")]
    pub(super) allow_drop: bool,
    /// Drop unmanaged rules, indexes and references, which no struct declares
    #[arg(long, requires = "from_database")]
    pub(super) drop_unmanaged: bool,
    /// SQL for the value of existing rows in a required column: `budgets.code='none'`
    #[arg(long, value_name = "TABLE.COLUMN=SQL", requires = "autogenerate", value_parser = fill)]
    pub(super) fill: Vec<(String, String)>,
    /// On PostgreSQL, build indexes and validate rules in separate files while others read and write
    #[arg(long, requires = "autogenerate")]
    pub(super) concurrently: bool,
}

#[derive(Args, Debug)]
pub(super) struct Merge {
    /// A short description
    #[arg(short, long, default_value = "merge heads")]
    pub(super) message: String,
    /// The databases to merge for; by default, that of --database-url or `DATABASE_URL`
    #[arg(long, value_parser = database(), value_name = "DATABASE", value_delimiter = ',')]
    pub(super) database: Vec<Database>,
}

#[derive(Args, Debug)]
pub(super) struct Structs {
    /// A table; can be repeated. By default, all tables
    #[arg(long, value_name = "TABLE")]
    pub(super) table: Vec<String>,
    /// The column that holds the tenant of a row; by default `tenant_id`, where a table has one
    #[arg(long, value_name = "COLUMN")]
    pub(super) tenant: Option<String>,
    /// The file to write, which must not exist; by default, standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Reads the name of a database.
fn database() -> impl TypedValueParser<Value = Database> {
    let all = [Database::Sqlite, Database::Postgres, Database::MySql];
    PossibleValuesParser::new(all.map(name)).try_map(move |text| {
        all.into_iter().find(|database| name(*database) == text).ok_or("no such database")
    })
}

fn fill(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, sql)) if column.contains('.') && !sql.trim().is_empty() => {
            Ok((column.trim().to_owned(), sql.to_owned()))
        }
        _ => Err("write `table.column=SQL`, as in `budgets.code='none'`".to_owned()),
    }
}
