//! Creating, changing, upserting, deleting and restoring the same few rows.

use std::collections::BTreeMap;

use fin_infra::Result;
use fin_infra::prelude::*;
use fin_infra::query::Query;
use fin_infra_tests::StoreKind;
use futures_util::TryStreamExt as _;

use super::{Arena, TASKS, is_lost_race};
use crate::dice::Rng;
use crate::settings;

/// A seat for one person.
#[derive(FinResource, Clone, Debug)]
#[fin(tenant, soft_delete, version, unique_ci("name"))]
struct Seat {
    #[fin(length(max = 8))]
    name: String,
    /// How often it was changed since it was last set.
    count: i64,
}

/// A result that a task received: the row with this version.
#[derive(Clone, Debug)]
struct Told {
    id: Uuid,
    version: i64,
    /// The count that it has now; none where the row was deleted.
    count: Option<i64>,
    /// The count that a change went out from.
    from: Option<i64>,
}

impl Told {
    fn of(row: &SeatRead) -> Self {
        Self { id: row.id, version: row.version, count: Some(row.count), from: None }
    }
}

/// One of few names, in one spelling or another.
fn name(dice: &mut Rng) -> String {
    dice.pick(&["aisle", "Aisle", "window", "WINDOW", "middle"]).to_owned()
}

struct Task {
    db: Db,
    seats: SeatRepository,
    dice: Rng,
    told: Vec<Told>,
}

impl Task {
    async fn run(mut self, rounds: usize) -> Vec<Told> {
        for _ in 0..rounds {
            match self.turn().await {
                Ok(told) => self.told.extend(told),
                Err(error) => {
                    assert!(is_lost_race(&error), "a race was lost in an unexpected way: {error:?}")
                }
            }
        }
        self.told
    }

    async fn turn(&mut self) -> Result<Option<Told>> {
        let (db, seats) = (&self.db, &self.seats);
        let draft = SeatCreate { name: name(&mut self.dice), count: 0 };
        match self.dice.below(100) {
            0..20 => seats.create(db, draft).await.map(|row| Some(Told::of(&row))),
            20..50 => {
                // It cannot conflict: it either creates the row, or updates the existing one.
                let upserted = seats.upsert_by_name(db, draft).await;
                assert!(
                    !upserted.as_ref().is_err_and(Error::is_conflict),
                    "an upsert conflicts: {upserted:?}"
                );
                upserted.map(|row| Some(Told::of(&row)))
            }
            50..75 => self.count_up().await,
            75..90 => {
                let Some(row) = self.any(Query::new()).await? else { return Ok(None) };
                self.seats.delete(&self.db, (row.id, row.version)).await?;
                Ok(Some(Told { id: row.id, version: row.version + 1, count: None, from: None }))
            }
            _ => {
                let Some(row) = self.any(Query::new().only_deleted()).await? else { return Ok(None) };
                self.seats.restore(&self.db, row.id).await.map(|row| Some(Told::of(&row)))
            }
        }
    }

    async fn count_up(&mut self) -> Result<Option<Told>> {
        let Some(row) = self.any(Query::new()).await? else { return Ok(None) };
        let update = SeatUpdate { count: Some(row.count + 1), ..SeatUpdate::default() };
        let changed = self.seats.update(&self.db, (row.id, row.version), update).await?;
        Ok(Some(Told { from: Some(row.count), ..Told::of(&changed) }))
    }

    async fn any(&mut self, query: Query<Seat>) -> Result<Option<SeatRead>> {
        let mut rows = self.seats.list(&self.db, query).await?.items;
        Ok(if rows.is_empty() { None } else { Some(rows.swap_remove(self.dice.below(rows.len()))) })
    }
}

pub(super) async fn race(kind: StoreKind) {
    let arena = Arena::new(kind, schema::of::<Seat>()).await;
    let seats = Seat::repository().tenant(Uuid::now_v7());
    let tasks = (0..TASKS).map(|number| {
        let dice = Rng::new(settings::seed_of_races() + number);
        let task = Task { db: arena.db.clone(), seats: seats.clone(), dice, told: Vec::new() };
        tokio::spawn(task.run(settings::rounds()))
    });
    let mut told: BTreeMap<(Uuid, i64), Vec<Told>> = BTreeMap::new();
    for task in tasks.collect::<Vec<_>>() {
        for one in task.await.expect("no task panics") {
            told.entry((one.id, one.version)).or_default().push(one);
        }
    }
    let left: Vec<SeatRead> = seats
        .stream(&arena.db, Query::new().include_deleted())
        .try_collect()
        .await
        .expect("the rows can be read");
    check(&left, &told);
}

/// Compares the final rows with the results that the tasks received.
fn check(left: &[SeatRead], told: &BTreeMap<(Uuid, i64), Vec<Told>>) {
    let mut live: Vec<_> =
        left.iter().filter(|row| row.deleted_at.is_none()).map(|row| row.name.to_lowercase()).collect();
    let all = live.len();
    live.sort();
    live.dedup();
    assert_eq!(live.len(), all, "two live rows have one name: {left:?}");

    for row in left {
        let mut before = None;
        for version in 1..=row.version {
            let told = told.get(&(row.id, version)).map_or(&[][..], Vec::as_slice);
            let [told] = told else {
                panic!("version {version} of {row:?} was told {} times: {told:?}", told.len())
            };
            if let (Some(from), Some(before)) = (told.from, before) {
                assert_eq!(from, before, "version {version} of {row:?} went out from another count");
            }
            if let (Some(from), Some(count)) = (told.from, told.count) {
                assert_eq!(count, from + 1, "version {version} of {row:?} lost a change");
            }
            before = told.count.or(before);
        }
        assert_eq!(before, Some(row.count), "what was told last of {row:?} is not what is left");
    }
    let versions: i64 = left.iter().map(|row| row.version).sum();
    assert_eq!(
        versions,
        i64::try_from(told.len()).unwrap(),
        "somebody was told of a row that does not exist"
    );
}
