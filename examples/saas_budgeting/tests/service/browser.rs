//! A browser without a window, driven by a program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// The program that drives the browser, until it is dropped.
pub(crate) struct Driver {
    process: Child,
    url: String,
    browser: String,
}

impl Driver {
    pub(crate) fn start() -> Self {
        let programs = fin_infra_test_servers::chromium().unwrap();
        let mut command = Command::new(programs.driver);
        let mut process = command.arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map(Result::unwrap).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let url = format!(
            "http://127.0.0.1:{}",
            port.unwrap_or_else(|| panic!("the driver does not say its port"))
        );
        Self { process, url, browser: programs.browser.display().to_string() }
    }

    pub(crate) async fn open(&self) -> Client {
        let options = json!({
            "binary": self.browser,
            // It opens nothing but the test's own page, so it needs no sandbox, which root cannot use.
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1000,1000"],
        });
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let mut client = ClientBuilder::new(HttpConnector::new());
        client.capabilities(capabilities).connect(&self.url).await.unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It ends the browser, too.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
