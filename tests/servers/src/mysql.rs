//! A private `MariaDB` or `MySQL` server.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use uuid::Uuid;

use crate::{
    MYSQL_URL_VARIABLE,
    account::Account,
    error::Error,
    install::Product,
    keeper::Keeper,
    programs,
    server::{self, Port, Server, Start},
};

pub(crate) const PRODUCT: Product =
    Product { name: "MariaDB", package: "mariadb-server", variable: Some(MYSQL_URL_VARIABLE) };

/// `loose` settings are known to only one of the two products.
pub(crate) const SETTINGS: [&str; 17] = [
    "--bind-address=127.0.0.1",
    // Relative to the data directory: the length of a socket's path is limited.
    "--socket=server.sock",
    "--pid-file=server.pid",
    "--skip-name-resolve",
    "--max-connections=300",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--loose-mysqlx=0",
    // Nothing here has to survive a crash.
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--loose-innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--loose-sync-frm=0",
    "--innodb-buffer-pool-size=64M",
    "--loose-innodb-log-file-size=32M",
    // The kernel's requests for asynchronous input and output are limited for the whole machine.
    "--innodb-use-native-aio=0",
    "--lc-messages=en_US",
];

/// The programs of a server.
pub(crate) struct Programs {
    server: PathBuf,
    /// Creates the data directory. `MySQL` needs no separate program for that.
    installer: Option<PathBuf>,
}

impl Programs {
    pub(crate) fn server(&self) -> &Path {
        &self.server
    }
}

pub(crate) fn start() -> Result<Server, Error> {
    let programs = PRODUCT.find_or_install(find)?;
    // SIGKILL, since no data has to be saved.
    let keeper = Keeper::start("mysql", Account::for_server(&["mysql", "nobody"])?, "KILL")?;
    let data_option = format!("--datadir={}", keeper.directory().join("data").display());
    initialise(&keeper, &programs, &data_option)?;
    let user = new_user();
    let first_statements = keeper.write("first.sql", &first_statements(&user))?;
    let position = keeper.directory().display();
    let own =
        [format!("--secure-file-priv={position}"), format!("--init-file={}", first_statements.display())];
    let settings = SETTINGS.map(str::to_owned);
    let arguments =
        ["--no-defaults".to_owned(), data_option].into_iter().chain(own).chain(settings).collect();
    server::start(
        keeper,
        &Start {
            program: programs.server,
            arguments,
            port: Port::Option,
            ready: "ready for connections",
            url: Box::new(move |port| format!("mysql://{user}@127.0.0.1:{port}/mysql")),
        },
    )
}

/// Only who knows this name gets in. A password would need TLS or RSA with MySQL 8, which sqlx lacks by default.
pub(crate) fn new_user() -> String {
    format!("fin_{}", &Uuid::new_v4().simple().to_string()[..28])
}

pub(crate) fn find() -> Option<Programs> {
    let folders = programs::folders();
    let server = programs::find(&folders, &["mariadbd", "mysqld"])?;
    let installer = if is_mariadb(&server) {
        Some(programs::find(&folders, &["mariadb-install-db", "mysql_install_db"])?)
    } else {
        None
    };
    Some(Programs { server, installer })
}

/// Both products have called their server `mysqld`.
fn is_mariadb(server: &Path) -> bool {
    let output = Command::new(server).args(["--no-defaults", "--version"]).output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("MariaDB"))
}

pub(crate) fn initialise(keeper: &Keeper, programs: &Programs, data_option: &str) -> Result<(), Error> {
    let small = [
        "--loose-innodb-log-file-size=32M",
        "--loose-innodb-flush-method=nosync",
        "--innodb-use-native-aio=0",
    ];
    let (program, first) = match &programs.installer {
        Some(installer) => (installer, "--skip-test-db"),
        None => (&programs.server, "--initialize-insecure"),
    };
    server::prepare(keeper, program, &[&["--no-defaults", data_option, first], &small[..]].concat())
}

/// The server reads these before it takes connections, one statement on each line.
///
/// Its `root` can log in by the socket alone, since `skip-name-resolve` keeps `127.0.0.1` apart from `localhost`.
pub(crate) fn first_statements(user: &str) -> String {
    format!(
        "CREATE USER IF NOT EXISTS '{user}'@'127.0.0.1';\n\
         GRANT ALL PRIVILEGES ON *.* TO '{user}'@'127.0.0.1' WITH GRANT OPTION;\n"
    )
}
