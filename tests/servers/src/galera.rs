//! A Galera cluster of `MariaDB` servers: each has all rows, and takes writes.

use std::{
    path::{Path, PathBuf},
    process::Child,
};

use crate::{
    account::Account,
    error::Error,
    install::Product,
    keeper::{Keeper, reap},
    mysql, programs,
    server::{free_port, run_until_ready},
};

const PROVIDER: Product = Product { name: "Galera", package: "galera-4", variable: None };

/// Brings the rows to a node that joins.
const COPIER: Product = Product { name: "rsync", package: "rsync", variable: None };

/// The message that a node logs once it has every row and accepts connections.
const READY: [&str; 2] = ["Synchronized with group", "Version: '"];

const SETTINGS: [&str; 8] = [
    "--wsrep-on=ON",
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--wsrep-cluster-name=fin_infra",
    "--wsrep-node-address=127.0.0.1",
    "--wsrep-sst-method=rsync",
    "--wsrep-slave-threads=4",
    // A statement waits until its node has applied earlier commits of the others, so that written rows can be read on
    // any node.
    "--wsrep-sync-wait=15",
];

/// A dead node is removed after two seconds instead of five, so that tests wait less.
const TIMEOUTS: &str = "evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;\
                        evs.install_timeout=PT4S;gcache.size=32M";

/// Three servers that are one database. They stop, and their directory is removed, when this value is dropped or the
/// process ends.
pub struct Cluster {
    programs: mysql::Programs,
    provider: PathBuf,
    user: String,
    nodes: Vec<Node>,
    keeper: Keeper,
}

struct Node {
    name: String,
    /// Ports for clients, for the group, and for state transfers to a joining node: incremental and full.
    ports: [u16; 4],
    process: Option<Child>,
}

impl Cluster {
    /// The number of nodes: as many as outlive the loss of one.
    pub const NODES: usize = 3;

    /// Starts the nodes, one after the other.
    pub fn start() -> Result<Self, Error> {
        let programs = mysql::PRODUCT.find_or_install(mysql::find)?;
        let provider = PROVIDER.find_or_install(find_provider)?;
        COPIER.find_or_install(|| programs::find(&programs::folders(), &["rsync"]))?;
        let keeper = Keeper::start("galera", Account::for_server(&["mysql", "nobody"])?, "KILL")?;
        let nodes =
            (1..=Self::NODES).map(|number| Node::new(format!("node{number}"))).collect::<Result<_, _>>()?;
        let mut cluster = Self { programs, provider, user: mysql::new_user(), nodes, keeper };
        for position in 0..Self::NODES {
            let data = cluster.data_option(position);
            mysql::initialise(&cluster.keeper, &cluster.programs, &data)?;
            cluster.run(position, position == 0)?;
        }
        Ok(cluster)
    }

    /// The administrator's URL of each node.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        let url = |node: &Node| format!("mysql://{}@127.0.0.1:{}/mysql", self.user, node.ports[0]);
        self.nodes.iter().map(url).collect()
    }

    /// Kills a node, which can do nothing about it.
    pub fn kill(&mut self, position: usize) {
        if let Some(mut process) = self.nodes.get_mut(position).and_then(|node| node.process.take()) {
            // One that has ended already is as dead.
            let _ = process.kill();
            reap(&mut process);
        }
    }

    /// Starts a node again that was killed. It has every row when this returns.
    pub fn rejoin(&mut self, position: usize) -> Result<(), Error> {
        self.run(position, false)
    }

    fn run(&mut self, position: usize, is_first: bool) -> Result<(), Error> {
        let log = self.keeper.directory().join(format!("{}.log", self.nodes[position].name));
        let mut command = self.keeper.command(self.programs.server(), &log)?;
        command.args(self.arguments(position));
        if is_first {
            let statements = self.keeper.write("first.sql", &mysql::first_statements(&self.user))?;
            command.arg("--wsrep-new-cluster").arg(format!("--init-file={}", statements.display()));
        }
        let process = run_until_ready(&mut command, &log, &READY)?;
        let process = process.ok_or_else(|| crate::server::failure(self.programs.server(), &log))?;
        self.nodes[position].process = Some(process);
        Ok(())
    }

    fn data_option(&self, position: usize) -> String {
        format!("--datadir={}", self.keeper.directory().join(&self.nodes[position].name).display())
    }

    fn arguments(&self, position: usize) -> Vec<String> {
        let Node { name, ports: [port, group, few, all], .. } = &self.nodes[position];
        let addresses: Vec<String> =
            self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.ports[1])).collect();
        let own = [
            "--no-defaults".to_owned(),
            self.data_option(position),
            format!("--port={port}"),
            format!("--wsrep-node-name={name}"),
            format!("--wsrep-provider={}", self.provider.display()),
            format!("--wsrep-cluster-address=gcomm://{}", addresses.join(",")),
            format!("--wsrep-sst-receive-address=127.0.0.1:{all}"),
            format!(
                "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:{group};\
                 ist.recv_addr=127.0.0.1:{few};{TIMEOUTS}"
            ),
        ];
        own.into_iter().chain(mysql::SETTINGS.into_iter().chain(SETTINGS).map(str::to_owned)).collect()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.keeper.close();
        self.nodes.iter_mut().filter_map(|node| node.process.as_mut()).for_each(reap);
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URLs contain the credentials.
        formatter.debug_struct("Cluster").field("directory", &self.keeper.directory()).finish_non_exhaustive()
    }
}

impl Node {
    fn new(name: String) -> Result<Self, Error> {
        let mut ports = [0; 4];
        for port in &mut ports {
            *port = free_port()?;
        }
        Ok(Self { name, ports, process: None })
    }
}

fn find_provider() -> Option<PathBuf> {
    let folders = ["/usr/lib/galera", "/usr/lib64/galera-4", "/usr/lib64/galera", "/usr/lib/galera-4"];
    folders.into_iter().map(|folder| Path::new(folder).join("libgalera_smm.so")).find(|file| file.is_file())
}
