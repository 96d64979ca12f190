//! `cargo xtask galera`: the behaviours and a load on a real Galera cluster.

use std::{error::Error, iter};

use clap::Args;
use fin_infra_test_servers::{Cluster, MYSQL_NODES_VARIABLE, MYSQL_URL_VARIABLE};

use crate::{
    Outcome,
    spread::Spread,
    steps::{Steps, cargo},
};

/// Run the behaviours of MariaDB on a Galera cluster of three nodes, then a load that loses a node
///
/// The nodes are three private MariaDB servers. Each connection of the behaviours uses the next node. The load writes
/// on all of them while one is killed and restarted, and then checks that every row is on every node.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out the behaviours
    #[arg(long)]
    load_only: bool,
    /// Only the behaviours whose names contain this text
    #[arg(default_value = "on_mysql")]
    behaviours: String,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut steps = Steps::default();
    if !options.load_only {
        behaviours(&mut steps, &options.behaviours)?;
    }
    steps.run("load", cargo().args(["run", "--package", "fin-infra-tests", "--bin", "galera"]));
    Ok(steps.finish())
}

fn behaviours(steps: &mut Steps, word: &str) -> Result<(), Box<dyn Error>> {
    eprintln!("== three nodes");
    let cluster = Cluster::start()?;
    let nodes = cluster.urls();
    let spread = Spread::over(nodes.iter().filter_map(|url| address(url)).collect())?;
    let first = nodes.first().ok_or("a cluster has nodes")?;
    let url = first.replacen(address(first).unwrap_or_default(), &spread.address().to_string(), 1);
    let variables = iter::once((MYSQL_URL_VARIABLE, url)).chain([(MYSQL_NODES_VARIABLE, nodes.join(","))]);
    let mut command = cargo();
    command.args(["test", "--package", "fin-infra-tests", "--test", "behaviour", word]).envs(variables);
    steps.run("behaviours", &mut command);
    eprintln!("{} connections went to {} nodes in turn", spread.connections(), nodes.len());
    Ok(())
}

/// Host and port of a URL.
fn address(url: &str) -> Option<&str> {
    url.split_once('@')?.1.split('/').next()
}
