//! A load on a real Galera cluster of three nodes, of which one is killed and restarted: `cargo xtask galera`.
//!
//! It proves that
//! - what one node acknowledged can be read on the next at once, where `wsrep_sync_wait` asks for it;
//! - nothing is lost: each create that was acknowledged, by any node, is on every node afterwards, and once;
//! - an update that lost against another node's is an error that says "try again" (`Error::is_unavailable`), and has
//!   changed nothing;
//! - so does every error of a node that is killed, or that lost its majority and takes no statement.

mod conflicts;
mod creates;
mod majority;
mod seen;

use std::error::Error;
use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use fin_infra::{DbOptions, schema};
use fin_infra_test_servers::Cluster;
use sqlx::{Connection, Executor, MySqlConnection};

/// How a part of the program ends.
pub(crate) type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// A payment, which the load creates.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, unique("number"))]
pub(crate) struct Payment {
    #[fin(filter, order)]
    pub(crate) number: i64,
}

/// A balance, which several nodes update.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, version)]
pub(crate) struct Balance {
    pub(crate) amount: i64,
}

#[tokio::main]
async fn main() -> Outcome {
    let begin = Instant::now();
    let mut cluster = Cluster::start()?;
    println!("three nodes after {:.1} s", begin.elapsed().as_secs_f64());
    let nodes = connect(&cluster).await?;
    seen::run(&nodes).await?;
    conflicts::run(&nodes).await?;
    creates::run(&mut cluster, &nodes).await?;
    majority::run(&mut cluster, &nodes[0]).await?;
    println!("everything held, after {:.1} s", begin.elapsed().as_secs_f64());
    Ok(())
}

/// A `Db` for each node, with the tables in their own database.
async fn connect(cluster: &Cluster) -> Result<Vec<Db>, Box<dyn Error + Send + Sync>> {
    let mut nodes = Vec::new();
    for (number, url) in cluster.urls().iter().enumerate() {
        let mut connection = MySqlConnection::connect(url).await?;
        // On the others, the first statement waits until the database is there.
        let sql = if number == 0 { "CREATE DATABASE fin_load CHARACTER SET utf8mb4" } else { "SELECT 1" };
        connection.execute(sql).await?;
        connection.close().await?;
        let url = url.replace("/mysql", "/fin_load");
        nodes.push(Db::connect_with(&url, DbOptions::new().max_connections(4)).await?);
    }
    schema::create_all(&nodes[0], &[schema::of::<Payment>(), schema::of::<Balance>()]).await?;
    Ok(nodes)
}

/// Fails with a sentence unless something holds.
pub(crate) fn ensure(holds: bool, sentence: impl Into<String>) -> Outcome {
    if holds { Ok(()) } else { Err(sentence.into().into()) }
}

/// Waits a moment before another try.
pub(crate) async fn pause() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}
