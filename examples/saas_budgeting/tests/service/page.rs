//! The web page: what it refuses, and what a person does with it in a browser.

use std::path::Path;
use std::time::Duration;

use fantoccini::{Client, Locator};

use crate::browser::Driver;
use crate::support::{EDITOR, OWNER, PASSWORD, Program, Served, VIEWER};

/// How long the page may take for a step.
const PATIENCE: Duration = Duration::from_mins(1);

/// Set to anything, it makes the test replace the picture in the README.
const PICTURE_VARIABLE: &str = "SAAS_BUDGETING_PICTURE";

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// The cookie of a session.
pub(crate) fn session(served: &Served, email: &str) -> String {
    let body =
        format!("company=bakery&email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let answer = served.send("POST /sign-in", &format!("{FORM}sec-fetch-site: same-origin\r\n"), &body);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    for attribute in ["__Host-session=", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn a_form_of_another_site_is_refused() {
    let program = Program::with_sample();
    let served = program.serve();
    let cookie = session(&served, OWNER);
    let budget = "name=Odd&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1.00";
    let add = |headers: &str| {
        served.send("POST /budgets", &format!("{FORM}cookie: {cookie}\r\n{headers}"), budget).status
    };
    for foreign in ["", "sec-fetch-site: cross-site\r\n", "origin: http://evil.example\r\n"] {
        assert_eq!(add(foreign), 403, "{foreign}");
    }
    assert_eq!(add(&format!("origin: http://{}\r\n", served.address)), 200);
    let body = format!("company=bakery&email={OWNER}&password={PASSWORD}");
    assert_eq!(served.send("POST /sign-in", FORM, &body).status, 403);
}

#[test]
fn an_unknown_path_is_not_found_wherever_the_request_comes_from() {
    let program = Program::with_sample();
    let served = program.serve();
    for request in ["GET /nothing", "POST /nothing", "POST /budgets/1/2/3", "DELETE /nothing"] {
        let answer = served.send(request, FORM, "");
        assert_eq!((answer.status, answer.body.contains("There is no such page.")), (404, true), "{request}");
        assert!(answer.head.contains("content-security-policy: "), "{}", answer.head);
    }
}

#[test]
fn a_form_that_no_page_submits_is_refused_with_a_sentence() {
    let program = Program::with_sample();
    let served = program.serve();
    let headers = format!("{FORM}cookie: {}\r\nsec-fetch-site: same-origin\r\n", session(&served, OWNER));
    for (request, form, status, words) in [
        ("POST /budgets", "name=A", 422, "The form could not be read"),
        ("POST /budgets", "name=A&name=B", 422, "The form could not be read"),
        ("POST /budgets", &format!("name={}", "x".repeat(20_000)), 413, "The form is too large."),
        ("POST /sign-in", "company=bakery", 422, "The form could not be read"),
    ] {
        let answer = served.send(request, &headers, form);
        assert_eq!((answer.status, answer.body.contains(words)), (status, true), "{}", answer.body);
        assert!(answer.head.contains("hx-retarget: #problem"), "{}", answer.head);
    }
}

#[test]
fn the_page_is_for_members_and_the_api_takes_no_cookie() {
    let program = Program::with_sample();
    let served = program.serve();
    let answer = served.send("GET /budgets", "", "");
    assert!(answer.status == 303 && answer.head.contains("location: /sign-in"), "{}", answer.head);
    assert_eq!(served.send("GET /budgets", "hx-request: true\r\n", "").status, 401);
    let cookie = format!("cookie: {}\r\n", session(&served, VIEWER));
    let answer = served.send("GET /budgets", &cookie, "");
    assert!(answer.body.contains("Flour and sugar") && !answer.body.contains("Garage"), "{}", answer.body);
    assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{}", answer.head);
    assert_eq!(served.send("GET /api/budgets", &cookie, "").status, 401);
}

#[test]
fn the_page_offers_and_allows_what_the_role_may_do() {
    let program = Program::with_sample();
    let served = program.serve();
    let owner = served.sign_in("bakery", OWNER);
    let id = served.get(&owner, "/budgets").first()["id"].as_str().unwrap().to_owned();
    for (email, form, button) in [(OWNER, true, true), (EDITOR, true, false), (VIEWER, false, false)] {
        let headers = format!("{FORM}cookie: {}\r\nsec-fetch-site: same-origin\r\n", session(&served, email));
        let page = served.send("GET /budgets", &headers, "").body;
        assert_eq!((page.contains("Add budget"), page.contains(">Delete<")), (form, button), "{email}");
        let budget =
            format!("name={email}&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1.00");
        assert_eq!(served.send("POST /budgets", &headers, &budget).status == 200, form, "{email}");
        if !button {
            assert_eq!(served.send(&format!("POST /budgets/{id}/delete"), &headers, "version=1").status, 403);
            assert_eq!(served.send(&format!("POST /budgets/{id}/restore"), &headers, "").status, 403);
        }
    }
}

#[test]
fn a_form_that_cannot_be_read_names_the_field() {
    let program = Program::with_sample();
    let served = program.serve();
    let headers = format!("{FORM}cookie: {}\r\nsec-fetch-site: same-origin\r\n", session(&served, OWNER));
    for (form, message) in [
        ("name=A&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+-1", "categories: line 1"),
        ("name=A&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1.005", "decimal places"),
        (
            "name=A&period=monthly&starts_on=2026-11-31&currency=EUR&categories=Food+1",
            "starts on: must be a day",
        ),
        (
            "name=A&period=monthly&starts_on=2026-11-01&currency=XXQ&categories=Food+1",
            "currency: must be the code",
        ),
        ("name=+&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1", "name: "),
        ("name=<b>&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1", ""),
        (
            "name=<B>&period=monthly&starts_on=2026-11-01&currency=EUR&categories=Food+1",
            "of this name already",
        ),
    ] {
        let answer = served.send("POST /budgets", &headers, form);
        assert!(answer.body.contains(message), "{form}: {}", answer.body);
        assert_eq!(answer.status == 200, message.is_empty(), "{form}: {}", answer.status);
        assert!(!answer.body.contains("<b>"), "a name is no markup: {}", answer.body);
    }
}

/// A person signs in, adds a budget, sees the bars, deletes the budget, and undoes that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_adds_deletes_and_restores_a_budget() {
    let program = tokio::task::block_in_place(Program::with_sample);
    let served = program.serve();
    let driver = Driver::start();
    let page = driver.open().await;
    page.goto(&format!("http://{}/", served.address)).await.unwrap();
    for (field, text) in [("company", "bakery"), ("email", OWNER), ("password", PASSWORD)] {
        fill(&page, &format!("[name={field}]"), text).await;
    }
    click(&page, "main button").await;
    wait_for(&page, "#budgets", "of 2400.00 EUR").await;
    let bars = page.find_all(Locator::Css("progress")).await.unwrap();
    assert_eq!(bars.len(), 8, "four and two categories, and their totals");
    assert_eq!(value(&page, "article:nth-child(2) tr:first-child progress").await, "90.56");
    keep_picture(&page).await;
    lengthen_names(&program);
    page.refresh().await.unwrap();
    for (width, height) in [(400, 900), (1280, 900)] {
        assert_fits(&page, width, height).await;
    }

    fill(&page, "[name=name]", "Christmas market").await;
    fill(&page, "[name=categories]", "Stand 800.00\nGift bags 120.5x").await;
    click(&page, "main > form button").await;
    wait_for(&page, "#problem", "categories: line 2: the amount must be a number").await;
    page.execute("document.querySelector('[name=categories]').value = ''", vec![]).await.unwrap();
    fill(&page, "[name=categories]", "Stand 800.00\nGift bags 120.50").await;
    click(&page, "main > form button").await;
    wait_for(&page, "#budgets article:first-child", "0.00 of 920.50 EUR").await;

    click(&page, "#budgets article:first-child button").await;
    wait_for(&page, "#budgets article:first-child", "Deleted Christmas market.").await;
    assert_eq!(deleted_budgets(&program), 1);

    click(&page, "#budgets article:first-child button").await;
    wait_for(&page, "#budgets article:first-child", "0.00 of 920.50 EUR").await;
    assert_eq!(deleted_budgets(&program), 0);
    page.refresh().await.unwrap();
    wait_for(&page, "#budgets", "Christmas market").await;

    click(&page, "header button").await;
    wait_for(&page, "main", "Password").await;
    page.close().await.unwrap();
}

/// Gives everything that the page shows a name without a space that is as long as it may be.
fn lengthen_names(program: &Program) {
    for table in ["companies", "members", "budgets", "budget_categories"] {
        let statement = format!("UPDATE {table} SET name = rpad(name, 128, 'W')");
        tokio::task::block_in_place(|| program.sql(&statement));
    }
}

fn deleted_budgets(program: &Program) -> i64 {
    let query = "SELECT COUNT(*) FROM budgets WHERE deleted_at IS NOT NULL";
    tokio::task::block_in_place(|| program.number(query))
}

async fn fill(page: &Client, selector: &str, words: &str) {
    let element = page.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
    element.unwrap_or_else(|error| panic!("{selector}: {error}")).send_keys(words).await.unwrap();
}

async fn click(page: &Client, selector: &str) {
    let element = page.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await;
    element.unwrap_or_else(|error| panic!("{selector}: {error}")).click().await.unwrap();
}

async fn value(page: &Client, selector: &str) -> String {
    let element = page.find(Locator::Css(selector)).await.unwrap();
    element.attr("value").await.unwrap().unwrap()
}

/// Waits until an element has a text.
async fn wait_for(page: &Client, selector: &str, words: &str) {
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        // While it is replaced, there is no element.
        let found = match page.find(Locator::Css(selector)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        if found.contains(words) {
            return;
        }
        assert!(tokio::time::Instant::now() < until, "{selector} has no {words:?}: {found}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Fails if the page is wider than a window of this size.
async fn assert_fits(page: &Client, width: u32, height: u32) {
    page.set_window_size(width, height).await.unwrap();
    let sizes = "const root = document.documentElement; return [window.innerWidth, root.scrollWidth]";
    let sizes = page.execute(sizes, vec![]).await.unwrap();
    let [window, content] = [0, 1].map(|index| sizes[index].as_u64().unwrap());
    let picture = page.screenshot().await.unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("budgets_{width}.png"));
    std::fs::write(file, picture).unwrap();
    assert!(window <= u64::from(width), "the window is {window} wide");
    assert!(content <= window, "the page is {content} wide, and the window {window}");
    page.set_window_size(1000, 1000).await.unwrap();
}

/// Takes the picture of the README, which is replaced only on request: its month is the current one.
async fn keep_picture(page: &Client) {
    let picture = page.screenshot().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    if std::env::var_os(PICTURE_VARIABLE).is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("budgets.png"), picture).unwrap();
    }
}
