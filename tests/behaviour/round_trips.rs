//! Values are read exactly as they were stored, to the last digit.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::samples::{
    Sample, SampleQuery, SampleUpdate, Sparse, SparseQuery, SparseUpdate, sample, sparse, values, with_fields,
};
use crate::support::{fields, tick};

/// Bounded text and bytes, and a number that is never too precise.
#[derive(FinResource, Debug, Clone)]
struct Bounded {
    #[fin(length(max = 3))]
    text: Option<String>,
    #[fin(length(max = 3))]
    bytes: Option<Vec<u8>>,
    double: Option<f64>,
    flag: Option<bool>,
}

fn bounded() -> BoundedCreate {
    BoundedCreate { text: None, bytes: None, double: None, flag: None }
}

on_each_store!(
    [Sample] every_type_is_read_as_it_was_stored,
    [Sparse] every_type_may_be_null,
    [Sample] every_type_can_be_changed,
    [Sparse] every_type_can_be_set_to_null_and_back,
    [Bounded] a_truth_value_is_true_false_or_nothing,
    [Bounded] a_number_that_is_none_is_refused,
    [Bounded] small_and_negative_numbers_keep_every_bit,
    [Bounded] a_length_counts_characters_of_text_and_bytes_of_bytes,
);

async fn every_type_is_read_as_it_was_stored(db: &Db) {
    let samples = Sample::repository();
    for rank in 0..3 {
        let create = sample(rank);
        let row = samples.create(db, create.clone()).await.unwrap();
        macro_rules! compare {
            ($($field:ident)*) => {
                $(assert_eq!(row.$field, create.$field, "{} of {rank}", stringify!($field));)*
            };
        }
        with_fields!(compare);
        assert_eq!(samples.get(db, row.id).await.unwrap(), row);
    }
    let rows = samples.create_many(db, (0..3).map(sample)).await.unwrap();
    let ids = [rows[2].id, rows[0].id, rows[1].id];
    assert_eq!(samples.get_many(db, &ids).await.unwrap(), [&rows[2], &rows[0], &rows[1]].map(Clone::clone));
}

async fn every_type_may_be_null(db: &Db) {
    let samples = Sparse::repository();
    let empty = samples.create(db, sparse(None)).await.unwrap();
    let full = samples.create(db, sparse(Some(1))).await.unwrap();
    assert_eq!(samples.list(db, SparseQuery::new()).await.unwrap().items, [empty.clone(), full.clone()]);
    macro_rules! compare {
        ($($field:ident)*) => {
            $(
                assert_eq!(empty.$field, None);
                assert_eq!(full.$field, Some(values::$field()[1].clone()));
            )*
        };
    }
    with_fields!(compare);
}

async fn every_type_can_be_changed(db: &Db) {
    let samples = Sample::repository();
    let row = samples.create(db, sample(0)).await.unwrap();
    tick();
    macro_rules! update {
        ($($field:ident)*) => {
            SampleUpdate { rank: Some(2), $($field: Some(values::$field()[2].clone())),* }
        };
    }
    let changed = samples.update(db, row.id, with_fields!(update)).await.unwrap();
    let mut expected = samples.create(db, sample(2)).await.unwrap();
    (expected.id, expected.created_at, expected.updated_at) = (row.id, row.created_at, changed.updated_at);
    assert_eq!(changed, expected);
    assert_eq!(samples.get(db, row.id).await.unwrap(), changed);
    assert_eq!(samples.count(db, SampleQuery::new()).await.unwrap(), 2);
}

async fn every_type_can_be_set_to_null_and_back(db: &Db) {
    let samples = Sparse::repository();
    let row = samples.create(db, sparse(Some(0))).await.unwrap();
    macro_rules! update {
        ($($field:ident)*) => {
            SparseUpdate { rank: None, $($field: Some(None)),* }
        };
    }
    let mut empty = samples.update(db, row.id, with_fields!(update)).await.unwrap();
    assert_eq!(samples.get(db, row.id).await.unwrap(), empty);
    macro_rules! set {
        ($($field:ident)*) => {
            $(
                assert_eq!(empty.$field, None);
                empty.$field = Some(values::$field()[0].clone());
            )*
        };
    }
    with_fields!(set);
    empty.updated_at = row.updated_at;
    assert_eq!(empty, row);
}

async fn a_truth_value_is_true_false_or_nothing(db: &Db) {
    let bounded_rows = Bounded::repository();
    for flag in [Some(true), Some(false), None] {
        let row = bounded_rows.create(db, BoundedCreate { flag, ..bounded() }).await.unwrap();
        assert_eq!(bounded_rows.get(db, row.id).await.unwrap().flag, flag);
    }
}

async fn a_number_that_is_none_is_refused(db: &Db) {
    let rows = Bounded::repository();
    let row = rows.create(db, bounded()).await.unwrap();
    for double in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = rows.create(db, BoundedCreate { double: Some(double), ..bounded() }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["double"]));
        let update = BoundedUpdate { double: Some(Some(double)), ..BoundedUpdate::default() };
        assert!(rows.update(db, row.id, update).await.unwrap_err().is_invalid());
    }
    assert_eq!(rows.list(db, BoundedQuery::new()).await.unwrap().items, [row]);
}

async fn small_and_negative_numbers_keep_every_bit(db: &Db) {
    let rows = Bounded::repository();
    for double in [f64::MIN_POSITIVE, -f64::EPSILON, 0.1 + 0.2, 1.0 / 3.0, 9_007_199_254_740_993.0, f64::MAX]
    {
        let row = rows.create(db, BoundedCreate { double: Some(double), ..bounded() }).await.unwrap();
        let read = rows.get(db, row.id).await.unwrap().double.unwrap();
        assert_eq!(read.to_bits(), double.to_bits(), "{double}");
    }
}

async fn a_length_counts_characters_of_text_and_bytes_of_bytes(db: &Db) {
    let rows = Bounded::repository();
    for text in ["", "abc", "äöü", "👍👍👍", "日本語"] {
        let row = rows.create(db, BoundedCreate { text: Some(text.into()), ..bounded() }).await.unwrap();
        assert_eq!(rows.get(db, row.id).await.unwrap().text.as_deref(), Some(text));
    }
    for text in ["abcd", "abc ", "äöüß", "e\u{301}e\u{301}"] {
        let error =
            rows.create(db, BoundedCreate { text: Some(text.into()), ..bounded() }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["text"]));
    }
    let bytes = |bytes: &[u8]| BoundedCreate { bytes: Some(bytes.to_vec()), ..bounded() };
    let row = rows.create(db, bytes(&[0, 255, 0])).await.unwrap();
    assert_eq!(rows.get(db, row.id).await.unwrap().bytes, Some(vec![0, 255, 0]));
    let error = rows.create(db, bytes(&[0; 4])).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["bytes"]));
}
