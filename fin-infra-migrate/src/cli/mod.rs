//! The migration tool of an application.

mod arguments;
mod change;
mod output;
mod revise;
mod status;
mod structs;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use fin_infra_core::schema::Definition;
use tokio::runtime::{Builder, Handle, Runtime};

use self::arguments::{Arguments, Command};
use super::connection::{AnyConnection, database_of, name};
use super::describe::{Desired, desired};
use super::dialect::Database;
use super::discover::discovered;
use super::failure::Failure;
use super::folder::Folder;
use super::retry::RetryPolicy;
use super::run::Migrator;

/// The exit code of `check` where structs and database differ.
const DIFFERENT: u8 = 3;

/// Runs the migration tool with the program's arguments and every resource that is linked into it. It is short for
/// [`Tool`] with its defaults.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use fin_infra::migrate;
///
/// fn main() -> ExitCode {
///     migrate::cli()
/// }
/// ```
#[must_use]
pub fn cli() -> ExitCode {
    Tool::new().run()
}

/// The migration tool: `revision`, `upgrade`, `downgrade`, `current`, `history`, `heads`, `merge`, `stamp`, `refold`,
/// `structs`, `check` and `sql`. `--help` explains them.
///
/// The exit code is 0 on success, 1 on failure, 2 for invalid arguments, and 3 if `check` finds a difference.
///
/// Call it in a `main` without an async runtime, since it starts its own.
///
/// ```no_run
/// use fin_infra::migrate::Tool;
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// fn main() -> std::process::ExitCode {
///     Tool::new().resources([schema::of::<Goal>()]).run()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tool {
    resources: Option<Vec<Definition>>,
}

impl Tool {
    /// Uses every resource that is linked into the program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses only these resources.
    #[must_use]
    pub fn resources(mut self, resources: impl IntoIterator<Item = Definition>) -> Self {
        self.resources = Some(resources.into_iter().collect());
        self
    }

    /// Runs with the arguments of the program.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let arguments = match Arguments::try_parse() {
            Ok(arguments) => arguments,
            Err(error) => {
                // Help is printed to standard output, an error to standard error; a closed stream is ignored.
                let _ = error.print();
                return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
            }
        };
        // The file is optional.
        let _ = dotenvy::dotenv();
        let code = runtime().and_then(|runtime| runtime.block_on(self.execute(&arguments)));
        code.unwrap_or_else(|failure| {
            output::error(&failure);
            ExitCode::FAILURE
        })
    }

    async fn execute(self, arguments: &Arguments) -> Result<ExitCode, Failure> {
        let context = Context {
            definitions: self.resources.unwrap_or_else(discovered),
            folder: arguments.folder.clone(),
            url: arguments.database_url.clone().or_else(|| std::env::var("DATABASE_URL").ok()),
            lock_wait: Duration::from_secs(arguments.lock_wait),
        };
        match &arguments.command {
            Command::Revision(options) => revise::revision(&context, options).await,
            Command::Merge(options) => revise::merge(&context, options),
            Command::Upgrade { target } => change::upgrade(&context, target).await,
            Command::Downgrade { target, allow_drop } => {
                change::downgrade(&context, target, *allow_drop).await
            }
            Command::Stamp { target } => change::stamp(&context, target).await,
            Command::Refold => change::refold(&context).await,
            Command::Current => status::current(&context).await,
            Command::History => status::history(&context).await,
            Command::Heads => status::heads(&context),
            Command::Structs(options) => structs::structs(&context, options).await,
            Command::Check => status::check(&context).await,
            Command::Sql { from, target } => status::sql(&context, from.as_deref(), target).await,
        }
    }
}

fn runtime() -> Result<Runtime, Failure> {
    if Handle::try_current().is_ok() {
        return Err(Failure::new(
            "the tool brings its own async runtime: call it in a `main` that is not async",
        ));
    }
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::database("the tool cannot start", error))
}

/// The input of every command.
struct Context {
    definitions: Vec<Definition>,
    folder: PathBuf,
    url: Option<String>,
    lock_wait: Duration,
}

impl Context {
    /// The database and its files, for reading: the database stays unchanged, to the byte.
    async fn migrator(&self) -> Result<Migrator, Failure> {
        let folder = self.revisions(self.database()?)?;
        Migrator::read(self.connect_read_only().await?, folder).await
    }

    /// The same without a folder: a program that was deployed without it can still run `check`.
    async fn migrator_to_check(&self) -> Result<Migrator, Failure> {
        let database = self.database()?;
        if self.path(database).exists() {
            return self.migrator().await;
        }
        Migrator::read_without_files(self.connect_read_only().await?).await
    }

    /// The database and its files, for writing, with the lock.
    async fn locked_migrator(&self) -> Result<Migrator, Failure> {
        let folder = self.revisions(self.database()?)?;
        Migrator::lock(self.connect().await?, self.url()?, folder, &self.retry_policy()).await
    }

    fn retry_policy(&self) -> RetryPolicy<'static> {
        RetryPolicy { timeout: self.lock_wait, report: &output::line }
    }

    fn url(&self) -> Result<&str, Failure> {
        self.url.as_deref().ok_or_else(|| {
            Failure::new(
                "no database is given: pass `--database-url`, or set DATABASE_URL in the environment or in a \
                          file `.env`",
            )
        })
    }

    /// Connects for writing.
    async fn connect(&self) -> Result<AnyConnection, Failure> {
        AnyConnection::connect(self.url()?).await
    }

    /// Connects for reading.
    async fn connect_read_only(&self) -> Result<AnyConnection, Failure> {
        AnyConnection::read_only(self.url()?).await
    }

    /// The database that the URL names.
    fn database(&self) -> Result<Database, Failure> {
        database_of(self.url()?)
    }

    fn path(&self, database: Database) -> PathBuf {
        self.folder.join(name(database))
    }

    fn revisions(&self, database: Database) -> Result<Folder, Failure> {
        Folder::read(&self.path(database))
    }

    fn wanted(&self, database: Database) -> Result<Desired, Failure> {
        if self.definitions.is_empty() {
            return Err(Failure::new(format!(
                "there is no resource in this program: the structs with `#[derive(FinResource)]` have to be in a library, such \
                 as src/lib.rs, and this program has to name it: `use {} as _;`",
                library()
            )));
        }
        Ok(desired(&self.definitions, database)?)
    }
}

/// The name of the library of the package, if cargo runs the program.
fn library() -> String {
    std::env::var("CARGO_PKG_NAME").map_or("my_application".to_owned(), |name| name.replace('-', "_"))
}

/// A path for display.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
