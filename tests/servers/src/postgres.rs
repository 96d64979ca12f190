//! A private `PostgreSQL` server.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::{
    POSTGRES_URL_VARIABLE,
    account::Account,
    error::Error,
    install::Product,
    keeper::Keeper,
    programs,
    server::{self, Port, Server, Start},
};

const PRODUCT: Product =
    Product { name: "PostgreSQL", package: "postgresql", variable: Some(POSTGRES_URL_VARIABLE) };

/// Locales of Unicode that sort by code point, best first: not every system has the first one.
const LOCALES: [&str; 2] = ["C.UTF-8", "en_US.UTF-8"];

/// The superuser could run programs as the person who runs the tests, and every local user reaches the port: hence a
/// password. Roles that tests make log in by name alone.
const ACCESS: &str = "host all postgres 127.0.0.1/32 password\nhost all all 127.0.0.1/32 trust\n";

const SETTINGS: [&str; 14] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    // Nothing here has to survive a crash.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    // A test that reads a plan runs ANALYZE; it must not depend on when the server did.
    "autovacuum=off",
    // Query plans are tested, not their compilation, which takes longer than any query here.
    "jit=off",
    // Stays in the directory that is removed, whatever happens to the server.
    "dynamic_shared_memory_type=mmap",
    "lc_messages=C",
    "timezone=UTC",
    "log_timezone=UTC",
];

struct Programs {
    initdb: PathBuf,
    postgres: PathBuf,
}

pub(crate) fn start() -> Result<Server, Error> {
    let programs = PRODUCT.find_or_install(find)?;
    // SIGQUIT is "immediate shutdown": it does not wait for clients, but frees the shared memory that SIGKILL leaks.
    let keeper = Keeper::start("postgres", Account::for_server(&["postgres", "nobody"])?, "QUIT")?;
    let password = Uuid::new_v4().simple().to_string();
    initialise(&keeper, &programs.initdb, &password)?;
    let access_file = keeper.write("access.conf", ACCESS)?;
    let settings =
        SETTINGS.map(str::to_owned).into_iter().chain([format!("hba_file={}", access_file.display())]);
    let data = data_directory(&keeper).display().to_string();
    server::start(
        keeper,
        &Start {
            program: programs.postgres,
            arguments: ["-D".to_owned(), data]
                .into_iter()
                .chain(settings.flat_map(|it| ["-c".to_owned(), it]))
                .collect(),
            port: Port::Option,
            ready: "ready to accept connections",
            url: Box::new(move |port| format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres")),
        },
    )
}

/// Both programs of one version.
fn find() -> Option<Programs> {
    let mut folders = programs::folders();
    folders.extend(programs::versioned_folders(Path::new("/usr/lib/postgresql")));
    folders.into_iter().map(|folder| [folder]).find_map(|folder| {
        Some(Programs {
            initdb: programs::find(&folder, &["initdb"])?,
            postgres: programs::find(&folder, &["postgres"])?,
        })
    })
}

fn data_directory(keeper: &Keeper) -> PathBuf {
    keeper.directory().join("data")
}

fn initialise(keeper: &Keeper, initdb: &Path, password: &str) -> Result<(), Error> {
    let data = data_directory(keeper).display().to_string();
    let password_file = keeper.write("password", password)?.display().to_string();
    let attempt = |locale: &str| {
        let locale = format!("--locale={locale}");
        let arguments = ["-D", &data, "--username=postgres", "--auth=reject", "--pwfile", &password_file];
        server::prepare(
            keeper,
            initdb,
            &[&arguments[..], &["--encoding=UTF8", &locale, "--no-sync"]].concat(),
        )
    };
    let [best, other] = LOCALES;
    attempt(best).or_else(|reason| attempt(other).map_err(|_| reason))
}
