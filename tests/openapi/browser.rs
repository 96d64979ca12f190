//! The page at `/docs` in a browser.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetCreate};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::served::{Served, TENANT};

/// How long the page may take for a step.
const PATIENCE: Duration = Duration::from_secs(60);

/// The size of the window, and so of the picture.
const WINDOW: (u32, u32) = (1000, 1100);

/// A person opens the page, says whose rows they are about, lists them, and sees the answer. The page is asked for with
/// no slash at its end, under a path that the router is nested in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_lists_rows() {
    let served = Served::start(nested).await;
    let tenant = Uuid::now_v7();
    let budgets = Budget::repository().tenant(tenant);
    budgets.create(&served.db, BudgetCreate::named("Holidays in Norway")).await.unwrap();

    let driver = Driver::start();
    let page = driver.open().await;
    page.goto(&format!("{}/api/docs", served.url)).await.unwrap();
    assert_eq!(page.current_url().await.unwrap().path(), "/api/docs/");

    click(&page, ".btn.authorize").await;
    type_into(&page, ".auth-container input", &tenant.to_string()).await;
    click(&page, ".auth-btn-wrapper .authorize").await;
    click(&page, ".auth-btn-wrapper .btn-done").await;
    click(&page, "#operations-Budget-listBudgets .opblock-summary-control").await;
    click(&page, "#operations-Budget-listBudgets .try-out__btn").await;
    click(&page, "#operations-Budget-listBudgets .execute").await;

    let answer = "#operations-Budget-listBudgets .live-responses-table .response";
    let status = text(&page, &format!("{answer} .response-col_status")).await;
    let body = text(&page, &format!("{answer} .response-col_description .microlight")).await;
    keep_picture(&page, "#operations-Budget-listBudgets .responses-wrapper").await;
    page.close().await.unwrap();
    assert!(status.starts_with("200"), "{status}");
    assert!(body.contains("Holidays in Norway"), "{body}");
}

fn nested(db: &Db) -> axum::Router {
    let resources = Resources::new(db.clone()).about("Budgets", "1.0.0").add::<Budget>();
    axum::Router::new().nest("/api", resources.tenant(TrustedHeaderTenant::new(TENANT)).into_router())
}

async fn click(page: &Client, selector: &str) {
    let element = page.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
    let element = element.unwrap_or_else(|error| panic!("{selector}: {error}"));
    // What is covered by something that moves is clicked by its own function.
    page.execute("arguments[0].click()", vec![serde_json::to_value(element).unwrap()]).await.unwrap();
}

async fn type_into(page: &Client, selector: &str, words: &str) {
    let element = page.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
    element.unwrap_or_else(|error| panic!("{selector}: {error}")).send_keys(words).await.unwrap();
}

async fn text(page: &Client, selector: &str) -> String {
    let element = page.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
    element.unwrap_or_else(|error| panic!("{selector}: {error}")).text().await.unwrap()
}

/// Keeps what the browser shows from an element on: the picture in the README is a copy of it.
async fn keep_picture(page: &Client, selector: &str) {
    let show = "document.querySelector(arguments[0]).scrollIntoView()";
    page.execute(show, vec![json!(selector)]).await.unwrap();
    let picture = page.screenshot().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs.png"), picture).unwrap();
}

/// The program that drives the browser, until it is dropped.
struct Driver {
    process: Child,
    url: String,
    browser: String,
}

impl Driver {
    fn start() -> Self {
        let programs = fin_infra_test_servers::chromium().unwrap();
        let mut command = Command::new(programs.driver);
        let mut process = command.arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map(Result::unwrap).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let url = format!("http://127.0.0.1:{}", port.expect("the driver says its port"));
        Self { process, url, browser: programs.browser.display().to_string() }
    }

    async fn open(&self) -> Client {
        let size = format!("--window-size={},{}", WINDOW.0, WINDOW.1);
        let options = json!({
            "binary": self.browser,
            // It opens nothing but the test's own page, so that it needs no sandbox, which root has none of.
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", size],
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
