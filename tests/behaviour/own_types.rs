//! Values of a program's own types are stored unchanged, or rejected if some database would change them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::chance::Chance;
use crate::samples::time;
use crate::support::fields;

macro_rules! newtypes {
    ($($Newtype:ident($Inner:ty)),*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
        #[sqlx(transparent)]
        struct $Newtype($Inner);
    )*};
}

newtypes! { Ratio(f64), Share(f32), Day(NaiveDate), Clock(NaiveTime), Moment(DateTime<Utc>), Local(NaiveDateTime) }

/// A program's own types, whose values the library cannot change.
#[derive(FinResource, Debug, Clone)]
#[fin(filter("ratio", "moment"))]
struct Own {
    ratio: Option<Ratio>,
    share: Option<Share>,
    day: Option<Day>,
    clock: Option<Clock>,
    moment: Option<Moment>,
    local: Option<Local>,
}

const NONE: OwnCreate =
    OwnCreate { ratio: None, share: None, day: None, clock: None, moment: None, local: None };

/// Times that some database would change, and the type for a part of a time that it would change, too.
const CHANGED: [(&str, &str); 6] = [
    ("2026-01-01T00:00:00.123456789Z", "clock"),
    ("1999-12-31T23:59:59.0000001Z", "clock"),
    ("2016-12-31T23:59:60Z", "clock"),
    ("0999-12-31T23:59:59Z", "day"),
    ("+10000-01-01T00:00:00Z", "day"),
    ("-0001-01-01T00:00:00Z", "day"),
];

on_each_store!(
    [Own] a_value_of_a_programs_own_type_is_kept_as_it_is,
    [Own] a_value_of_a_programs_own_type_that_a_database_would_change_is_refused,
);

async fn a_value_of_a_programs_own_type_is_kept_as_it_is(db: &Db) {
    let (own, mut chance) = (Own::repository(), Chance::new());
    let creates: Vec<_> = (0..50)
        .map(|_| {
            let at = chance.time();
            let (ratio, share) = (Some(Ratio(chance.double())), Some(Share(chance.single())));
            let (day, clock) = (Some(Day(at.date_naive())), Some(Clock(at.time())));
            OwnCreate {
                ratio,
                share,
                day,
                clock,
                moment: Some(Moment(at)),
                local: Some(Local(at.naive_utc())),
            }
        })
        .collect();
    let rows = own.create_many(db, creates.clone()).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let read = own.get_many(db, &ids).await.unwrap();
    assert_eq!(read, rows);
    for (row, create) in read.iter().zip(&creates) {
        assert_eq!((row.ratio, row.share, row.day), (create.ratio, create.share, create.day));
        assert_eq!((row.clock, row.moment, row.local), (create.clock, create.moment, create.local));
    }
}

async fn a_value_of_a_programs_own_type_that_a_database_would_change_is_refused(db: &Db) {
    let own = Own::repository();
    let row = own.create(db, NONE).await.unwrap();
    let mut refused: Vec<(&str, OwnCreate)> = Vec::new();
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
        refused.push(("ratio", OwnCreate { ratio: Some(Ratio(float)), ..NONE }));
        #[allow(clippy::cast_possible_truncation)]
        refused.push(("share", OwnCreate { share: Some(Share(float as f32)), ..NONE }));
    }
    for (text, part) in CHANGED {
        let at = time(text);
        refused.push(("moment", OwnCreate { moment: Some(Moment(at)), ..NONE }));
        refused.push(("local", OwnCreate { local: Some(Local(at.naive_utc())), ..NONE }));
        refused.push(match part {
            "day" => ("day", OwnCreate { day: Some(Day(at.date_naive())), ..NONE }),
            _ => ("clock", OwnCreate { clock: Some(Clock(at.time())), ..NONE }),
        });
    }
    for (field, create) in refused {
        let OwnCreate { ratio, share, day, clock, moment, local } = create.clone();
        let error = own.create(db, create.clone()).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]), "{create:?}");
        let update = OwnUpdate {
            ratio: ratio.map(Some),
            share: share.map(Some),
            day: day.map(Some),
            clock: clock.map(Some),
            moment: moment.map(Some),
            local: local.map(Some),
        };
        let error = own.update(db, row.id, update).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]), "{create:?}");
        if let Some(ratio) = ratio {
            let query = OwnQuery::new().filter(OwnFilter::new().ratio(ratio));
            assert!(own.list(db, query).await.unwrap_err().is_invalid());
        }
    }
    assert_eq!(own.list(db, OwnQuery::new()).await.unwrap().items, [row]);
}
