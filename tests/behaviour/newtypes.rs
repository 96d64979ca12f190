//! A program's own wrapper type stores every value that the wrapped type stores, even if an index limits text.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

macro_rules! newtypes {
    ($($Newtype:ident($Inner:ty)),*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
        #[sqlx(transparent)]
        struct $Newtype($Inner);
    )*};
}

newtypes! { Flag(bool), Ratio(f64), Share(f32), Day(NaiveDate), Moment(DateTime<Utc>) }

#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Measure {
    #[fin(filter)]
    flag: Flag,
    #[fin(filter, order)]
    ratio: Ratio,
    #[fin(filter)]
    share: Share,
    #[fin(filter, order)]
    day: Day,
    #[fin(filter, order)]
    moment: Moment,
}

fn measures() -> Vec<MeasureCreate> {
    let day = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
    let of = |flag, ratio, share, date: NaiveDate| MeasureCreate {
        flag: Flag(flag),
        ratio: Ratio(ratio),
        share: Share(share),
        day: Day(date),
        moment: Moment(date.and_hms_opt(0, 0, 1).unwrap().and_utc()),
    };
    vec![
        of(false, -2.0, 0.0, day(1999, 12)),
        of(true, 0.0, 2.0, day(2000, 1)),
        of(false, 2.0, -1.5, day(2000, 2)),
        of(true, 100.0, 100.0, day(2024, 2)),
    ]
}

on_each_store!(
    [Measure] every_value_is_stored_found_and_ordered,
);

async fn every_value_is_stored_found_and_ordered(db: &Db) {
    let repository = Measure::repository().tenant(Uuid::now_v7());
    let created = repository.create_many(db, measures()).await.unwrap();
    for row in &created {
        assert_eq!(repository.get(db, row.id).await.unwrap(), *row);
        let filter = MeasureFilter::new().ratio(row.ratio).day(row.day).moment(row.moment);
        let filter = filter.flag(row.flag).share(row.share);
        let found = repository.list(db, MeasureQuery::new().filter(filter)).await.unwrap();
        assert_eq!(found.items, [row.clone()]);
    }
    let orders = [MeasureOrder::Ratio, MeasureOrder::Day, MeasureOrder::Moment];
    for order in orders {
        let mut query = MeasureQuery::new().order_by(order.asc()).page_size(1);
        let mut rows = Vec::new();
        loop {
            let page = repository.list(db, query.clone()).await.unwrap();
            rows.extend(page.items);
            let Some(cursor) = page.next else { break };
            query = query.after(cursor);
        }
        assert_eq!(rows, created, "{order:?}");
    }
}
