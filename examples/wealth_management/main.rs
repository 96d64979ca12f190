//! Advisors and the wealth of their clients: each advisor is a tenant, and snapshots are immutable.
//!
//! ```text
//! cargo run --example wealth_management
//! DATABASE_URL=mysql://user:password@localhost/wealth cargo run --example wealth_management
//! ```
//!
//! Without `DATABASE_URL` the database is SQLite in memory. Each run has two new advisors.

mod resources;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_examples::{heading, line, table};
use futures_util::TryStreamExt;

use crate::resources::{
    Client, ClientCreate, ClientRead, Snapshot, SnapshotCreate, SnapshotFilter, SnapshotOrder, SnapshotQuery,
    SnapshotRepository,
};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    schema::create_all(&db, &[schema::of::<Client>(), schema::of::<Snapshot>()]).await?;

    let (ada, ben) = (Uuid::now_v7(), Uuid::now_v7());
    let client = first_client(&db, ada).await?;
    let snapshots = Snapshot::repository().tenant(ada);
    take_snapshots(&db, &snapshots, &client).await?;
    break_the_rules(&db, &snapshots, &client).await?;
    see_growth(&db, &snapshots, &client).await?;
    report(&db, &snapshots).await?;
    keep_advisors_apart(&db, ben, &client).await
}

async fn first_client(db: &Db, advisor: Uuid) -> Outcome<ClientRead> {
    let clients = Client::repository().tenant(advisor);
    Ok(clients.create(db, ClientCreate { name: "M. Okafor".to_owned() }).await?)
}

/// Takes a snapshot on the first day of each month.
async fn take_snapshots(db: &Db, snapshots: &SnapshotRepository, client: &ClientRead) -> Outcome {
    heading(
        "Snapshots",
        "One for each month. They can be created and read; there is no method to change one.",
    );
    let figures = [(250_000, 90_000), (261_500, 88_200), (258_900, 86_400), (274_300, 84_600)];
    for (month, (assets, liabilities)) in (8..).zip(figures) {
        snapshots.create(db, snapshot(client, day(month)?, assets, liabilities)).await?;
    }
    line(format!("{} were taken", snapshots.count(db, of(client)).await?));
    Ok(())
}

fn snapshot(client: &ClientRead, taken_on: NaiveDate, assets: i64, liabilities: i64) -> SnapshotCreate {
    SnapshotCreate {
        client_id: client.id,
        taken_on,
        total_assets: assets.into(),
        total_liabilities: liabilities.into(),
        net_worth: (assets - liabilities).into(),
    }
}

fn day(month: u32) -> Outcome<NaiveDate> {
    NaiveDate::from_ymd_opt(2025, month, 1).ok_or_else(|| "there is no such day".into())
}

/// All snapshots of a client, oldest first.
fn of(client: &ClientRead) -> SnapshotQuery {
    let filter = SnapshotFilter::new().client_id(client.id);
    SnapshotQuery::new().filter(filter).order_by(SnapshotOrder::TakenOn.asc())
}

/// A snapshot that does not add up is rejected, and so is a second one for the same day.
async fn break_the_rules(db: &Db, snapshots: &SnapshotRepository, client: &ClientRead) -> Outcome {
    heading("Rules", "The net worth is assets minus liabilities, and there is one snapshot per day.");
    let wrong = SnapshotCreate { net_worth: 1.into(), ..snapshot(client, day(12)?, 280_000, 82_800) };
    let again = snapshot(client, day(8)?, 0, 0);
    for bad in [wrong, again] {
        if let Err(error) = snapshots.create(db, bad).await {
            line(format!("{:?}: {error}", error.kind()));
        }
    }
    Ok(())
}

/// A time series, from a filter and an order that one index serves.
async fn see_growth(db: &Db, snapshots: &SnapshotRepository, client: &ClientRead) -> Outcome {
    heading("Growth", "The net worth since September, with the change from one month to the next.");
    let since = SnapshotFilter::new().client_id(client.id).taken_on(Condition::ge(day(9)?));
    let page = snapshots.list(db, of(client).filter(since)).await?;
    let mut before = None;
    let rows = page.into_iter().map(|row| {
        let change =
            before.replace(row.net_worth).map_or_else(String::new, |old| (row.net_worth - old).to_string());
        [row.taken_on.to_string(), row.net_worth.to_string(), change]
    });
    table(["taken on", "net worth", "change"], rows);
    Ok(())
}

/// Reads all snapshots as a stream.
async fn report(db: &Db, snapshots: &SnapshotRepository) -> Outcome {
    heading("A report", "A stream reads all rows, one page at a time.");
    let rows = snapshots.stream(db, SnapshotQuery::new());
    let highest = rows.try_fold(Decimal::ZERO, |highest, row| async move { Ok(highest.max(row.net_worth)) });
    line(format!("the highest net worth was {}", highest.await?));
    Ok(())
}

/// Another advisor sees none of these rows.
async fn keep_advisors_apart(db: &Db, other: Uuid, client: &ClientRead) -> Outcome {
    heading("Another advisor", "The same calls, by the advisor of other clients.");
    let theirs = Client::repository().tenant(other);
    line(format!("the client:       {:?}", theirs.find(db, client.id).await?));
    let snapshots = Snapshot::repository().tenant(other);
    line(format!("their snapshots:  {}", snapshots.count(db, of(client)).await?));
    Ok(())
}

#[test]
fn runs_to_completion() -> Outcome {
    main()
}
