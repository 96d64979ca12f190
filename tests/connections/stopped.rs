//! Servers whose processes are stopped: the system accepts data, but nothing reads it.

use fin_infra_test_servers::Server;

use crate::hold_ups::{Silence, all_have_an_end};
use crate::private::Own;

impl Silence for Server {
    fn begin(&self) {
        self.stop().unwrap();
    }

    fn end(&self) {
        self.resume().unwrap();
    }
}

#[tokio::test]
async fn nothing_waits_for_ever_for_a_postgresql_server_that_was_stopped() {
    let own = Own::postgres().await;
    all_have_an_end(&own.url, &own.server).await;
}

#[tokio::test]
async fn nothing_waits_for_ever_for_a_mariadb_server_that_was_stopped() {
    let own = Own::mysql().await;
    all_have_an_end(&own.url, &own.server).await;
}
