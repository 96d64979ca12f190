//! Numbers are exact in requests and responses.

use std::time::Duration;

use fin_infra::http::{IdempotencyKey, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::client::{Client, path_of};

/// A measurement.
#[derive(FinResource)]
struct Measure {
    #[fin(filter, order)]
    double: f64,
    #[fin(filter)]
    single: f32,
    large: i64,
    #[fin(json)]
    document: Value,
}

fn client(db: &Db) -> Client {
    let resources = Resources::new(db.clone()).add::<Measure>().permissions(|_: &_, _, _: &str| Ok(()));
    Client::of(resources.idempotency_keys(Duration::from_secs(60)))
}

/// Finite numbers other than zero, random and around powers of ten.
fn numbers() -> Vec<(f64, f32)> {
    let mut chance = ChaCha8Rng::seed_from_u64(9);
    let random = (0..30).map(|_| (f64::from_bits(chance.random()), f32::from_bits(chance.random())));
    let mut numbers: Vec<_> = random.collect();
    numbers.extend([
        (f64::MAX, f32::MAX),
        (5e-324, f32::from_bits(1)),
        (1e16, 1e13),
        (4.971_534_846_328_698e60, 0.1),
    ]);
    numbers.retain(|(double, single)| double.is_finite() && single.is_finite());
    numbers
}

fn body(double: f64, single: f32) -> String {
    format!(
        r#"{{"double":{double:?},"single":{single:?},"large":{},"document":{{"a":[{double:?}]}}}}"#,
        i64::MAX
    )
}

/// Whether a response has the numbers, bit for bit.
#[track_caller]
fn check(measure: &Value, double: f64, single: f32) {
    assert_eq!(measure["double"].as_f64().map(f64::to_bits), Some(double.to_bits()), "{double}");
    let text = measure["single"].to_string();
    assert_eq!(text.parse::<f32>().unwrap().to_bits(), single.to_bits(), "{single}");
    assert_eq!(measure["document"]["a"][0].as_f64().map(f64::to_bits), Some(double.to_bits()), "{double}");
    assert!(measure["document"]["a"][0].is_f64(), "{measure}");
    assert_eq!(measure["large"], i64::MAX);
}

on_each_store!(
    [Measure, IdempotencyKey] a_number_is_exact_in_bodies_queries_and_replayed_responses,
    [Measure, IdempotencyKey] a_number_outside_the_range_of_its_column_is_rejected,
    [Measure, IdempotencyKey] a_negative_zero_is_rejected,
);

async fn a_number_is_exact_in_bodies_queries_and_replayed_responses(db: &Db) {
    let client = client(db);
    for (number, (double, single)) in numbers().into_iter().enumerate() {
        let keyed = client.with("idempotency-key", number);
        let created = keyed.json("POST", "/measures", body(double, single)).await;
        check(&created.expect(201), double, single);
        let again = keyed.json("POST", "/measures", body(double, single)).await;
        assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &created.body));
        check(&client.get(&path_of(&created)).await.expect(200), double, single);

        let found = client.get(&format!("/measures?double={double:?}&single={single:?}")).await.expect(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{double:?} {single:?}");
        check(&found["items"][0], double, single);
        let changed = client.json("PATCH", &path_of(&created), body(-double, -single)).await.expect(200);
        check(&changed, -double, -single);
    }
}

async fn a_number_outside_the_range_of_its_column_is_rejected(db: &Db) {
    let client = client(db);
    for (field, value) in [
        ("double", "1e400"),
        ("double", "null"),
        ("double", "\"NaN\""),
        ("single", "1e40"),
        ("large", "9223372036854775808"),
        ("large", "1.5"),
        ("document", "1e400"),
        ("document", &"[".repeat(32).clone()),
    ] {
        let value =
            if value.starts_with('[') { format!("{value}1{}", "]".repeat(32)) } else { value.to_owned() };
        let mut fields = vec![("double", "1.5"), ("single", "1.5"), ("large", "1"), ("document", "1")];
        fields.retain(|given| given.0 != field);
        fields.push((field, &value));
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let refused = client.json("POST", "/measures", format!("{{{}}}", fields.join(","))).await;
        assert!(matches!(refused.status.as_u16(), 400 | 422), "{field}: {value}");
    }
    for query in ["double=NaN", "double[lt]=inf", "single[in]=1,-inf", "double=1e400", "single=1e40"] {
        assert_eq!(client.get(&format!("/measures?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(client.get("/measures").await.expect(200)["items"], json!([]));
}

async fn a_negative_zero_is_rejected(db: &Db) {
    let client = client(db);
    assert_eq!(client.json("POST", "/measures", body(-0.0, 0.0)).await.status, 422);
    assert_eq!(client.json("POST", "/measures", body(0.0, -0.0)).await.status, 422);
    assert_eq!(client.get("/measures?double=-0.0").await.status, 400);
}
