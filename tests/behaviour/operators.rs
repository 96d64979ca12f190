//! Every filter operator on every type.

use std::fmt::Debug;

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::samples::{
    Sample, SampleFilter, SampleQuery, Sparse, SparseFilter, SparseQuery, Status, sample, sparse, values,
    with_fields,
};
use crate::support::decimal;

/// The conditions on three ascending values, and which of the three meet each.
fn conditions<T: Clone>([low, middle, high]: [T; 3]) -> Vec<(&'static str, Condition<T>, &'static [i64])> {
    vec![
        ("eq", Condition::eq(middle.clone()), &[1]),
        ("ne", Condition::ne(middle.clone()), &[0, 2]),
        ("lt", Condition::lt(middle.clone()), &[0]),
        ("le", Condition::le(middle.clone()), &[0, 1]),
        ("gt", Condition::gt(middle.clone()), &[2]),
        ("ge", Condition::ge(middle.clone()), &[1, 2]),
        ("lt the lowest", Condition::lt(low.clone()), &[]),
        ("ge the lowest", Condition::ge(low.clone()), &[0, 1, 2]),
        ("gt the highest", Condition::gt(high.clone()), &[]),
        ("le the highest", Condition::le(high.clone()), &[0, 1, 2]),
        ("between", Condition::between(low.clone(), middle.clone()), &[0, 1]),
        ("between one", Condition::between(middle.clone(), middle.clone()), &[1]),
        ("between nothing", Condition::between(high.clone(), low.clone()), &[]),
        ("any_of", Condition::any_of([low.clone(), high.clone(), high.clone()]), &[0, 2]),
        ("any_of one", Condition::any_of([middle.clone()]), &[1]),
        ("any_of nothing", Condition::any_of([]), &[]),
        ("none_of", Condition::none_of([low, high.clone(), high]), &[1]),
        ("none_of one", Condition::none_of([middle]), &[0, 2]),
        ("none_of nothing", Condition::none_of([]), &[0, 1, 2]),
        ("is_not_null", Condition::is_not_null(), &[0, 1, 2]),
    ]
}

/// Compares each condition with the rows that a filter with it finds.
async fn check<T: Clone + Debug>(
    db: &Db,
    field: &str,
    values: [T; 3],
    filter: impl Fn(Condition<T>) -> SampleFilter,
) {
    let samples = Sample::repository();
    for (operator, condition, expected) in conditions(values) {
        let query = SampleQuery::new().filter(filter(condition));
        let found = samples.list(db, query.clone()).await.unwrap();
        assert!(found.items.iter().map(|row| row.rank).eq(expected.iter().copied()), "{field} {operator}");
        assert_eq!(samples.count(db, query).await.unwrap(), expected.len() as u64);
    }
    let query = SampleQuery::new().filter(filter(Condition::is_null()));
    assert_eq!(samples.count(db, query).await.unwrap(), 0, "{field} is_null");
}

/// Like the above, with one more row, which has a null.
async fn check_sparse<T: Clone + Debug>(
    db: &Db,
    field: &str,
    values: [T; 3],
    filter: impl Fn(Condition<T>) -> SparseFilter,
) {
    let samples = Sparse::repository();
    let mut conditions = conditions(values);
    conditions.push(("is_null", Condition::is_null(), &[-1]));
    for (operator, condition, expected) in conditions {
        let found = samples.list(db, SparseQuery::new().filter(filter(condition))).await.unwrap();
        assert!(found.items.iter().map(|row| row.rank).eq(expected.iter().copied()), "{field} {operator}");
    }
}

on_each_store!(
    [Sample] every_operator_holds_for_every_type,
    [Sparse] no_comparison_holds_for_a_null,
    [Sample] all_conditions_of_a_filter_must_hold,
);

async fn every_operator_holds_for_every_type(db: &Db) {
    Sample::repository().create_many(db, (0..3).map(sample)).await.unwrap();
    macro_rules! check_all {
        ($($field:ident)*) => {
            $(check(db, stringify!($field), values::$field(), |condition| SampleFilter::new().$field(condition)).await;)*
        };
    }
    with_fields!(check_all);
}

async fn no_comparison_holds_for_a_null(db: &Db) {
    Sparse::repository().create_many(db, [None, Some(0), Some(1), Some(2)].map(sparse)).await.unwrap();
    macro_rules! check_all {
        ($($field:ident)*) => {
            $(check_sparse(db, stringify!($field), values::$field(), |condition| SparseFilter::new().$field(condition)).await;)*
        };
    }
    with_fields!(check_all);
}

async fn all_conditions_of_a_filter_must_hold(db: &Db) {
    let samples = Sample::repository();
    samples.create_many(db, (0..3).map(sample)).await.unwrap();
    let found = |filter: SampleFilter| samples.count(db, SampleQuery::new().filter(filter));

    let range = SampleFilter::new().amount(Condition::ge(decimal("9"))).amount(Condition::lt(decimal("10")));
    assert_eq!(found(range).await.unwrap(), 1);
    let both = SampleFilter::new().large(0).status(Status::Closed);
    assert_eq!(found(both).await.unwrap(), 1);
    let neither = SampleFilter::new().large(0).status(Status::OnHold);
    assert_eq!(found(neither).await.unwrap(), 0);
}
