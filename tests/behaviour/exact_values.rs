//! Values of a fixed seed are read back bit for bit, in columns and in JSON.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::support::fields;

/// Values of the types that lose something where they are not looked after.
#[derive(FinResource, Debug, Clone)]
#[fin(filter("double", "single", "amount", "at"), order("double"))]
struct Sample {
    double: f64,
    single: f32,
    #[fin(decimal(precision = 18, scale = 6))]
    amount: Decimal,
    at: DateTime<Utc>,
    day: NaiveDate,
    clock: NaiveTime,
}

/// Numbers in JSON, each kind of which serde reads in its own way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Numbers {
    doubles: Vec<f64>,
    singles: Vec<f32>,
    whole: Vec<(i64, u64)>,
    #[serde(flatten)]
    named: BTreeMap<String, f64>,
    either: Vec<Either>,
    shares: HashMap<String, Option<f64>>,
    set: HashSet<u64>,
    money: Vec<Decimal>,
    at: DateTime<Utc>,
}

/// Variants that differ only in their number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Whole(i64),
    Float(f64),
}

/// A document.
#[derive(FinResource, Debug, Clone)]
struct Document {
    #[fin(json)]
    numbers: Option<Numbers>,
    #[fin(json)]
    value: Value,
}

impl Chance {
    fn sample(&mut self) -> SampleCreate {
        let (at, seconds) = (self.time(), self.0.random_range(0..86_400));
        SampleCreate {
            double: self.double(),
            single: self.single(),
            amount: Decimal::new(self.0.random_range(-999_999_999_999_999_999..=999_999_999_999_999_999), 6),
            at,
            day: at.date_naive(),
            clock: NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap()
                + TimeDelta::microseconds(7),
        }
    }

    fn numbers(&mut self, count: usize) -> Numbers {
        Numbers {
            doubles: (0..count).map(|_| self.double()).collect(),
            singles: (0..count).map(|_| self.single()).collect(),
            whole: (0..count).map(|_| (self.0.random(), self.0.random())).collect(),
            named: (0..9).map(|number| (format!("name {number}"), self.double())).collect(),
            either: vec![
                Either::Whole(7),
                Either::Float(1e16),
                Either::Float(7.0),
                Either::Float(self.double()),
            ],
            shares: (0..9).map(|number| (number.to_string(), (number > 4).then(|| self.double()))).collect(),
            set: (0..9).map(|_| self.0.random()).collect(),
            money: (0..9).map(|_| Decimal::new(self.0.random(), self.0.random_range(0..19))).collect(),
            at: self.time() + TimeDelta::nanoseconds(1),
        }
    }
}

/// The bits of each float.
fn bits(numbers: &Numbers) -> (Vec<u64>, Vec<u32>) {
    let doubles = numbers.doubles.iter().chain(numbers.named.values()).map(|float| float.to_bits());
    (doubles.collect(), numbers.singles.iter().map(|float| float.to_bits()).collect())
}

fn document(value: Value) -> DocumentCreate {
    DocumentCreate { numbers: None, value }
}

on_each_store!(
    [Sample] columns_keep_every_bit_and_are_found_by_it,
    [Document] json_keeps_every_bit_of_its_numbers,
    [Document] any_document_is_read_as_it_was_stored,
    [Document] a_zero_with_a_minus_in_json_is_refused,
    [Document] json_that_could_not_be_read_again_is_refused_before_it_is_stored,
    [Parted] a_type_that_reads_something_else_than_it_writes_is_refused,
    [Document] null_in_json_is_not_nothing,
);

async fn columns_keep_every_bit_and_are_found_by_it(db: &Db) {
    let (samples, mut chance) = (Sample::repository(), Chance::new());
    let creates: Vec<_> = (0..200).map(|_| chance.sample()).collect();
    let rows = samples.create_many(db, creates.clone()).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let read = samples.get_many(db, &ids).await.unwrap();
    assert_eq!(read, rows);
    for (row, create) in read.iter().zip(&creates) {
        assert_eq!(row.double.to_bits(), create.double.to_bits(), "{}", create.double);
        assert_eq!(row.single.to_bits(), create.single.to_bits(), "{}", create.single);
        assert_eq!((row.amount, row.amount.scale()), (create.amount, 6));
        assert_eq!((row.at, row.day, row.clock), (create.at, create.day, create.clock));
    }
    for row in &rows[..20] {
        let filter = SampleFilter::new().double(row.double).single(row.single).amount(row.amount).at(row.at);
        assert_eq!(samples.list(db, SampleQuery::new().filter(filter)).await.unwrap().items, [row.clone()]);
    }
    // A cursor contains the last number unchanged.
    let query = SampleQuery::new().order_by(SampleOrder::Double.asc()).page_size(13);
    let (mut query, mut listed) = (query, Vec::new());
    loop {
        let page = samples.list(db, query.clone()).await.unwrap();
        listed.extend(page.items.iter().map(|row| row.double));
        let Some(cursor) = page.next else { break };
        query = query.after(cursor.to_string().parse().unwrap());
    }
    let mut sorted: Vec<_> = rows.iter().map(|row| row.double).collect();
    sorted.sort_by(f64::total_cmp);
    assert_eq!(listed, sorted);
}

async fn json_keeps_every_bit_of_its_numbers(db: &Db) {
    let (documents, mut chance) = (Document::repository(), Chance::new());
    let mut numbers = chance.numbers(2_000);
    numbers.doubles.extend([
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        4.971_534_846_328_698e60,
        1e15,
        1e16,
    ]);
    numbers.singles.extend([f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), 1e13]);
    let create = DocumentCreate { numbers: Some(numbers.clone()), value: Value::Null };
    let row = documents.create(db, create).await.unwrap();
    let read = documents.get(db, row.id).await.unwrap();
    assert_eq!(read, row);
    for stored in [row.numbers.unwrap(), read.numbers.unwrap()] {
        assert_eq!(bits(&stored), bits(&numbers));
        assert_eq!(stored, numbers);
        assert!(stored.money.iter().zip(&numbers.money).all(|(one, other)| one.scale() == other.scale()));
    }
    assert_eq!(documents.list(db, DocumentQuery::new()).await.unwrap().items.len(), 1);
}

async fn any_document_is_read_as_it_was_stored(db: &Db) {
    let (documents, mut chance) = (Document::repository(), Chance::new());
    let values: Vec<_> = (0..150).map(|_| chance.value(5)).collect();
    let rows = documents.create_many(db, values.iter().cloned().map(document)).await.unwrap();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let read = documents.get_many(db, &ids).await.unwrap();
    assert_eq!(read, rows);
    for (row, value) in read.iter().zip(&values) {
        // As text, too: a float is a float and a whole number is one.
        assert_eq!((&row.value, row.value.to_string()), (value, value.to_string()));
    }
}

async fn a_zero_with_a_minus_in_json_is_refused(db: &Db) {
    let (documents, none) = (Document::repository(), Chance::new().numbers(0));
    let doubles =
        DocumentCreate { numbers: Some(Numbers { doubles: vec![-0.0], ..none.clone() }), value: json!(1) };
    let singles = DocumentCreate { numbers: Some(Numbers { singles: vec![-0.0], ..none }), value: json!(1) };
    for (create, field) in [(doubles, "numbers"), (singles, "numbers"), (document(json!([-0.0])), "value")] {
        let error = documents.create(db, create).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]), "{error}");
    }
}

async fn json_that_could_not_be_read_again_is_refused_before_it_is_stored(db: &Db) {
    let documents = Document::repository();
    let row = documents.create(db, document(json!(1))).await.unwrap();
    let nested = |levels: u32| (0..levels).fold(json!(1), |value, _| json!([value]));
    let deepest = documents.create(db, document(nested(31))).await.unwrap();
    assert_eq!(documents.get(db, deepest.id).await.unwrap(), deepest);
    for value in [nested(32), nested(200), json!({"a": nested(31)}), json!("\0")] {
        let error = documents.create(db, document(value.clone())).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["value"]), "{error}");
        let update = DocumentUpdate { value: Some(value), ..DocumentUpdate::default() };
        let error = documents.update(db, row.id, update).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["value"]), "{error}");
    }
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let doubles = Numbers { doubles: vec![float], ..Chance::new().numbers(0) };
        // Without a check, it would be stored as null, and read as nothing.
        let shares = Numbers { shares: [("a".to_owned(), Some(float))].into(), ..Chance::new().numbers(0) };
        for numbers in [doubles, shares] {
            let create = DocumentCreate { numbers: Some(numbers.clone()), value: json!(1) };
            let error = documents.create(db, create).await.unwrap_err();
            assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["numbers"]), "{error}");
            assert!(error.reason().contains("not finite"), "{error}");
            let update = DocumentUpdate { numbers: Some(Some(numbers)), ..DocumentUpdate::default() };
            assert!(documents.update(db, row.id, update).await.unwrap_err().is_invalid());
        }
    }
    assert_eq!(documents.get(db, row.id).await.unwrap(), row);
    assert_eq!(documents.count(db, DocumentQuery::new()).await.unwrap(), 2);
}

async fn a_type_that_reads_something_else_than_it_writes_is_refused(db: &Db) {
    let parted = Parted::repository();
    let fine = Part { name: "a".to_owned(), kept: None, big: Some(u128::from(u64::MAX)), twice: vec![] };
    let row = parted.create(db, PartedCreate { part: fine.clone() }).await.unwrap();
    assert_eq!(parted.get(db, row.id).await.unwrap().part, fine);
    for part in [
        Part { kept: Some(1), ..fine.clone() },
        Part { big: Some(u128::from(u64::MAX) + 1), ..fine.clone() },
        Part { twice: vec![("a".to_owned(), 1), ("a".to_owned(), 2)], ..fine.clone() },
    ] {
        let error = parted.create(db, PartedCreate { part }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["part"]), "{error}");
    }
    assert_eq!(parted.list(db, PartedQuery::new()).await.unwrap().items, [row]);
}

async fn null_in_json_is_not_nothing(db: &Db) {
    let documents = Document::repository();
    let row = documents.create(db, document(Value::Null)).await.unwrap();
    assert_eq!(documents.get(db, row.id).await.unwrap(), row);
    assert_eq!((row.value, row.numbers), (Value::Null, None));
}

/// A value that serializes a field that it does not deserialize.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    name: String,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    kept: Option<u8>,
    big: Option<u128>,
    #[serde(with = "pairs")]
    twice: Vec<(String, u8)>,
}

/// Pairs as the fields of an object, with repeated names.
mod pairs {
    use std::fmt;

    use serde::de::{MapAccess, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(pairs: &[(String, u8)], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(pairs.iter().map(|(name, number)| (name, number)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, u8)>, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(String, u8)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

/// A row of such a value.
#[derive(FinResource, Debug, Clone)]
struct Parted {
    #[fin(json)]
    part: Part,
}
