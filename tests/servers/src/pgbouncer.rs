//! A private `PgBouncer` in front of a server.

use std::path::PathBuf;

use url::Url;

use crate::{
    account::Account,
    error::Error,
    install::Product,
    keeper::Keeper,
    programs,
    server::{self, Port, Server, Start},
};

const PRODUCT: Product = Product { name: "PgBouncer", package: "pgbouncer", variable: None };

pub(crate) fn start(url: &str) -> Result<Server, Error> {
    let program = PRODUCT.find_or_install(find)?;
    let target = Target::of(url)?;
    // SIGKILL, since no data has to be saved.
    let keeper = Keeper::start("pgbouncer", Account::for_server(&["postgres", "nobody"])?, "KILL")?;
    let database = target.database.clone();
    server::start(
        keeper,
        &Start {
            program,
            arguments: Vec::new(),
            port: Port::File(Box::new(move |port| target.settings(port))),
            ready: "process up",
            url: Box::new(move |port| format!("postgres://anybody@127.0.0.1:{port}/{database}")),
        },
    )
}

fn find() -> Option<PathBuf> {
    programs::find(&programs::folders(), &["pgbouncer"])
}

/// Where it leads, and as whom.
struct Target {
    host: String,
    port: u16,
    database: String,
    role: String,
    password: String,
}

impl Target {
    fn of(url: &str) -> Result<Self, Error> {
        let url = Url::parse(url).map_err(Error::because("reading the server's URL"))?;
        Ok(Self {
            host: url.host_str().unwrap_or("127.0.0.1").to_owned(),
            port: url.port().unwrap_or(5432),
            database: url.path().trim_start_matches('/').to_owned(),
            role: url.username().to_owned(),
            password: url.password().unwrap_or_default().to_owned(),
        })
    }

    fn settings(&self, port: u16) -> String {
        let Self { host, port: server_port, database, role, password } = self;
        format!(
            "[databases]\n\
             {database} = host={host} port={server_port} dbname={database} user={role} password={password}\n\
             [pgbouncer]\n\
             listen_addr = 127.0.0.1\n\
             listen_port = {port}\n\
             unix_socket_dir =\n\
             auth_type = any\n\
             pool_mode = transaction\n\
             default_pool_size = 3\n\
             max_client_conn = 200\n\
             ; sqlx asks for it, and for the value that the server has anyway.\n\
             ignore_startup_parameters = extra_float_digits\n\
             ; A client's prepared statements have the names of every other client's.\n\
             server_reset_query = DEALLOCATE ALL\n\
             server_reset_query_always = 1\n"
        )
    }
}
