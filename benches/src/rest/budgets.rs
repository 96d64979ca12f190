//! The rows of the requests.

use std::ops::RangeFrom;

use axum::Router;
use fin_infra::{Db, Error, schema};
use serde_json::Value;
use uuid::Uuid;

use super::client::Clients;
use super::growth::{self, Growth, a_row};
use super::race::{Length, Rates, Side, race};
use super::request::{Ask, Kind, LIST};
use super::server;
use crate::budget::{Budget, draft};

/// The maximum page size of the resources.
const LARGEST_PAGE: usize = 100;

/// The number of rows that are created at once.
const AT_ONCE: usize = 10_000;

/// The budgets of one tenant.
pub struct Budgets {
    tenant: Uuid,
    length: Length,
    /// The next unused number, for unique names.
    numbers: RangeFrom<u64>,
    rows: Vec<Uuid>,
}

impl Budgets {
    /// Creates the table and the rows.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn fill(db: &Db, length: Length) -> Result<Self, Error> {
        schema::create_all(db, &[schema::of::<Budget>()]).await?;
        let mut budgets = Self { tenant: Uuid::now_v7(), length, numbers: 0.., rows: Vec::new() };
        let repository = Budget::repository().tenant(budgets.tenant);
        while budgets.rows.len() < length.rows {
            let count = AT_ONCE.min(length.rows - budgets.rows.len());
            let drafts: Vec<_> = budgets.numbers.by_ref().take(count).map(draft).collect();
            let rows = repository.create_many(db, drafts).await?;
            budgets.rows.extend(rows.iter().map(|row| row.id));
        }
        Ok(budgets)
    }

    /// Starts a server, and returns clients of the tenant.
    pub async fn clients(&self, router: Router) -> Clients {
        Clients::of(server::serve(router).await, self.tenant).await
    }

    /// Checks that two servers return the same rows, except for the text of the cursor.
    pub async fn check_same_answers(&self, theirs: &mut Clients, ours: &mut Clients) {
        for ask in [Ask::get(LIST), Ask::row(self.rows[0])] {
            let [mut theirs, mut ours]: [Value; 2] = [theirs.send(ask.clone()).await, ours.send(ask).await]
                .map(|body| serde_json::from_slice(&body).expect("the answer is JSON"));
            for answer in [&mut theirs, &mut ours] {
                if let Some(cursor) = answer.get_mut("next_cursor") {
                    *cursor = cursor.is_string().into();
                }
            }
            assert_eq!(theirs, ours);
        }
    }

    /// Compares two servers with one kind of request.
    pub async fn compare(&mut self, kind: Kind, theirs: &mut Clients, ours: &mut Clients) -> Rates {
        let rows = &self.rows;
        let ask = |number| match kind {
            Kind::List => Ask::get(LIST),
            Kind::Get => Ask::row(a_row(rows, number)),
            Kind::Create => Ask::create(number),
        };
        let (theirs, ours) = (Side { clients: theirs, ask }, Side { clients: ours, ask });
        race(self.length, &mut self.numbers, theirs, ours).await
    }

    /// Compares the first page with the one at nine tenths of the rows.
    pub async fn compare_pages(&mut self, router: Router) -> Rates {
        let server = server::serve(router).await;
        let mut clients = Clients::of(server, self.tenant).await;
        let far = format!("{LIST}&cursor={}", self.cursor_far_down(&mut clients).await);
        let mut others = Clients::of(server, self.tenant).await;
        let first = Side { clients: &mut clients, ask: |_| Ask::get(LIST) };
        let second = Side { clients: &mut others, ask: |_| Ask::get(&far) };
        race(self.length, &mut self.numbers, first, second).await
    }

    /// The cursor at nine tenths of the rows.
    async fn cursor_far_down(&self, clients: &mut Clients) -> String {
        let mut cursor = String::new();
        for _ in 0..self.length.far_row() / LARGEST_PAGE {
            let behind = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
            let path = format!("/budgets?page_size={LARGEST_PAGE}&order_by=name{behind}");
            let page: Value =
                serde_json::from_slice(&clients.send(Ask::get(path)).await).expect("it is JSON");
            cursor = page["next_cursor"].as_str().expect("there are more rows").to_owned();
        }
        cursor
    }

    /// Measures the memory of the process while a server is under load.
    pub async fn watch(&mut self, router: Router) -> Growth {
        let server = server::serve(router).await;
        growth::watch(server, self.tenant, &self.rows, &mut self.numbers, self.length.load).await
    }
}
