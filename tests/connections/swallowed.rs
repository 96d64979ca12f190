//! A network that drops packets, with healthy servers.

use crate::hold_ups::{Silence, all_have_an_end};
use crate::proxy::Proxy;

impl Silence for Proxy {
    fn begin(&self) {
        self.swallow(true);
    }

    fn end(&self) {
        self.swallow(false);
    }
}

#[tokio::test]
async fn nothing_waits_for_ever_for_postgresql_behind_a_network_that_swallows() {
    let database = fin_infra_test_servers::postgres().unwrap();
    let proxy = Proxy::before(database.url()).await;
    all_have_an_end(proxy.url(), &proxy).await;
}

#[tokio::test]
async fn nothing_waits_for_ever_for_mariadb_behind_a_network_that_swallows() {
    let database = fin_infra_test_servers::mysql().unwrap();
    let proxy = Proxy::before(database.url()).await;
    all_have_an_end(proxy.url(), &proxy).await;
}
