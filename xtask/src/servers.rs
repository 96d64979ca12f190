//! The database servers that the tests share.

use std::{env, error::Error, panic::resume_unwind, thread};

use fin_infra_test_servers::{MYSQL_URL_VARIABLE, POSTGRES_URL_VARIABLE, Server};

use crate::Outcome;

/// The servers that this process started. They run until this value is dropped or the process ends.
pub(crate) struct Servers {
    started: Vec<(&'static str, Server)>,
}

impl Servers {
    /// Starts every server that the environment does not name, all at once.
    pub(crate) fn start() -> Result<Self, Box<dyn Error>> {
        let (postgres, mysql) = thread::scope(|scope| {
            let postgres = scope.spawn(|| start(POSTGRES_URL_VARIABLE, Server::postgres));
            let mysql = start(MYSQL_URL_VARIABLE, Server::mysql);
            (postgres.join().unwrap_or_else(|panic| resume_unwind(panic)), mysql)
        });
        match (postgres, mysql) {
            (Ok(postgres), Ok(mysql)) => {
                Ok(Self { started: [postgres, mysql].into_iter().flatten().collect() })
            }
            (Err(one), Err(other)) => Err(format!("{one}\n{other}").into()),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error.into()),
        }
    }

    /// The environment variables that point tests to these servers.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.started.iter().map(|(variable, server)| (*variable, server.url()))
    }
}

type Started = Option<(&'static str, Server)>;

fn start(
    variable: &'static str,
    server: fn() -> Result<Server, fin_infra_test_servers::Error>,
) -> Result<Started, fin_infra_test_servers::Error> {
    if env::var_os(variable).is_some_and(|url| !url.is_empty()) {
        eprintln!("{variable} is set: its server is used, and none is started.");
        return Ok(None);
    }
    server().map(|server| Some((variable, server)))
}

/// Runs the servers until Ctrl-C is pressed.
pub(crate) fn keep() -> Outcome {
    let servers = Servers::start()?;
    for (variable, url) in servers.variables() {
        println!("export {variable}='{url}'");
    }
    eprintln!("Ctrl-C stops the servers.");
    loop {
        // The servers stop when this process ends, for whatever reason.
        thread::park();
    }
}
