//! One running server.

use std::{
    fmt, fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::{
    error::Error,
    family,
    keeper::{Keeper, reap},
    mysql, postgres,
};

/// How long a server may take to start, on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(2);

/// How many ports to try: another process may take the one that was free a moment ago.
const ATTEMPTS: usize = 5;

/// A private database server. It stops, and its directory is removed, when this value is dropped or the process ends.
///
/// Tests want the functions `postgres` and `mysql`, which share one server for each process. This is for programs
/// that hand a server to others, by setting [`POSTGRES_URL_VARIABLE`](crate::POSTGRES_URL_VARIABLE) or
/// [`MYSQL_URL_VARIABLE`](crate::MYSQL_URL_VARIABLE).
pub struct Server {
    url: String,
    process: Child,
    keeper: Keeper,
}

impl Server {
    /// Starts a `PostgreSQL` server.
    ///
    /// The URL is that of the superuser and contains its password. Other roles need no password to log in.
    pub fn postgres() -> Result<Self, Error> {
        postgres::start()
    }

    /// Starts a `MariaDB` server, or a `MySQL` server where there is no `MariaDB`.
    ///
    /// The URL is that of a user with all privileges.
    pub fn mysql() -> Result<Self, Error> {
        mysql::start()
    }

    /// Starts a `PgBouncer` in front of a `PostgreSQL` server: in transaction mode, with two connections to the server,
    /// for the database and the role of a URL.
    ///
    /// Its own URL lets anybody in as that role.
    #[cfg(feature = "databases")]
    pub fn pgbouncer(url: &str) -> Result<Self, Error> {
        crate::pgbouncer::start(url)
    }

    /// The administrator's URL, in which databases can be created.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The temporary directory that holds all data and the log.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.keeper.directory()
    }

    /// Suspends the server with all its processes, so that it does not respond. The system still accepts connections
    /// for it.
    pub fn stop(&self) -> Result<(), Error> {
        family::stop(self.process_id())
    }

    /// Lets a server go on that was stopped.
    pub fn resume(&self) -> Result<(), Error> {
        family::signal(self.process_id(), Signal::CONT)
    }

    /// The server's process.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that is stopped would not hear that it is to end.
        let _ = self.resume();
        self.keeper.close();
        reap(&mut self.process);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL contains the password.
        formatter.debug_struct("Server").field("directory", &self.directory()).finish_non_exhaustive()
    }
}

/// The differences between products in how a server is started.
pub(crate) struct Start {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// The option for the port.
    pub(crate) port: Port,
    /// The message that the server logs once it accepts connections. A message identifies the server, unlike a port,
    /// which another server could use.
    pub(crate) ready: &'static str,
    /// The URL, for a port.
    pub(crate) url: Box<dyn Fn(u16) -> String>,
}

/// How a server receives its port.
pub(crate) enum Port {
    /// By an option.
    Option,
    /// By the file of its settings, for a port.
    #[cfg(feature = "databases")]
    File(Box<dyn Fn(u16) -> String>),
}

impl Port {
    fn argument(&self, keeper: &Keeper, port: u16) -> Result<String, Error> {
        let _ = keeper;
        match self {
            Self::Option => Ok(format!("--port={port}")),
            #[cfg(feature = "databases")]
            Self::File(settings) => {
                let file = keeper.write("settings.ini", &settings(port))?;
                Ok(file.display().to_string())
            }
        }
    }
}

/// Runs a command to its end, in the keeper's directory.
pub(crate) fn prepare(keeper: &Keeper, program: &Path, arguments: &[&str]) -> Result<(), Error> {
    let log = keeper.directory().join("prepare.log");
    let status = keeper
        .command(program, &log)?
        .args(arguments)
        .status()
        // As root, the usual reason is a temporary directory that the server's user cannot reach.
        .map_err(Error::because(format_args!(
            "starting {} in {} (TMPDIR chooses the place)",
            program.display(),
            keeper.directory().display()
        )))?;
    if status.success() { Ok(()) } else { Err(failure(program, &log)) }
}

/// Starts the server, and waits until it takes connections.
pub(crate) fn start(keeper: Keeper, start: &Start) -> Result<Server, Error> {
    let log = keeper.directory().join("server.log");
    for _ in 0..ATTEMPTS {
        let port = free_port()?;
        let mut command = keeper.command(&start.program, &log)?;
        command.args(&start.arguments).arg(start.port.argument(&keeper, port)?);
        if let Some(process) = run_until_ready(&mut command, &log, &[start.ready])? {
            return Ok(Server { url: (start.url)(port), process, keeper });
        }
    }
    Err(failure(&start.program, &log))
}

/// Waits until the log has every one of `ready`; `None` if the server ended by itself.
pub(crate) fn run_until_ready(
    command: &mut Command,
    log: &Path,
    ready: &[&str],
) -> Result<Option<Child>, Error> {
    let mut process = command.spawn().map_err(Error::because("starting the database server"))?;
    let deadline = Instant::now() + PATIENCE;
    let is_ready = |text: &[u8]| {
        let text = String::from_utf8_lossy(text);
        ready.iter().all(|phrase| text.contains(phrase))
    };
    while !fs::read(log).is_ok_and(|text| is_ready(&text)) {
        if process.try_wait().map_err(Error::because("watching the database server"))?.is_some() {
            return Ok(None);
        }
        if Instant::now() > deadline {
            let _ = process.kill();
            reap(&mut process);
            return Err(Error::new(format!(
                "The database server took no connections for {} seconds. The end of its log:\n{}",
                PATIENCE.as_secs(),
                end_of(log)
            )));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(Some(process))
}

pub(crate) fn free_port() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Error::because("looking for a free port"))
}

pub(crate) fn failure(program: &Path, log: &Path) -> Error {
    Error::new(format!("{} ended with an error. The end of its log:\n{}", program.display(), end_of(log)))
}

fn end_of(log: &Path) -> String {
    fs::read(log).map_or_else(
        |error| format!("(it cannot be read: {error})"),
        |text| last_lines(&String::from_utf8_lossy(&text)),
    )
}

/// The end of a program's output, which contains the reason of a failure.
pub(crate) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(60)..).unwrap_or_default().join("\n")
}
