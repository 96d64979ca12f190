use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;
use serde_json::{Value, json};

use super::form::Form;
use super::{normalize, text};

fn normalized<T: super::StorableJson>(value: T) -> Result<T, String> {
    let mut value = value;
    normalize(&mut value).map(|()| value).map_err(|invalid| invalid.reason.into_owned())
}

#[test]
fn a_float_has_a_decimal_point() {
    let floats = [1.0, 1e13, 1e16, -1e300, f64::MAX, 5e-324, 0.0, 0.1];
    let written: Vec<_> = floats.iter().map(|float| text(float).unwrap()).collect();
    assert!(written.iter().all(|text| text.contains('.') || text.contains("e-")), "{written:?}");
    for (float, text) in floats.iter().zip(&written) {
        assert_eq!(text.parse::<f64>().unwrap().to_bits(), float.to_bits(), "{text}");
    }
    assert_eq!(text(&1e16).unwrap(), "10000000000000000.0");
    assert_eq!(normalized(json!(1e16)).unwrap(), json!(1e16));
    assert_eq!(normalized(f32::MAX).unwrap().to_bits(), f32::MAX.to_bits());
}

#[test]
fn a_number_is_an_integer_a_float_or_an_error() {
    let written = |number: &str| {
        let mut bytes = Vec::new();
        (&mut Form::default())
            .write_number_str(&mut bytes, number)
            .map(|()| String::from_utf8(bytes).unwrap())
    };
    for (number, expected) in [
        ("18446744073709551615", "18446744073709551615"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1e2", "100.0"),
        ("1.50", "1.5"),
        ("1E+16", "10000000000000000.0"),
        ("0.1", "0.1"),
    ] {
        assert_eq!(written(number).unwrap(), expected, "{number}");
    }
    for number in [
        "18446744073709551616",
        "-9223372036854775809",
        "0.1000000000000000000001",
        "1e400",
        "1e-400",
        "-0",
        "-0.0",
    ] {
        written(number).unwrap_err();
    }
}

#[test]
fn a_number_that_is_not_finite_is_an_error_anywhere() {
    for value in [vec![Some(1.0), None], vec![]] {
        assert_eq!(normalized(value.clone()).unwrap(), value);
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(normalized(value).unwrap_err().contains("finite"));
        assert!(normalized(vec![None, Some(value)]).unwrap_err().contains("finite"));
        let named = BTreeMap::from([("a".to_owned(), (1, Some(value)))]);
        assert!(normalized(named).unwrap_err().contains("finite"));
    }
    assert!(normalized(Some(f32::NAN)).is_err());
}

#[test]
fn json_that_some_database_would_change_is_an_error() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |value, _| json!([value]));
    assert_eq!(normalized(nested(31)).unwrap(), nested(31));
    assert!(normalized(nested(32)).unwrap_err().contains("31 levels"));
    assert!(normalized("a\0".to_owned()).is_err());
    assert!(normalized(BTreeMap::from([("\0".to_owned(), 1)])).is_err());
    assert_eq!(normalized("\\u0000".to_owned()).unwrap(), "\\u0000");
    assert_eq!(normalized((u64::MAX, i64::MIN)).unwrap(), (u64::MAX, i64::MIN));
    assert!(normalized(u128::from(u64::MAX) + 1).is_err());
    assert!(normalized(i128::from(i64::MIN) - 1).is_err());
    assert_eq!(normalized(i128::from(i64::MIN)).unwrap(), i128::from(i64::MIN));
    let raw = serde_json::value::RawValue::from_string("{\"a\":  1e2}".to_owned()).unwrap();
    assert!(normalized(raw).unwrap_err().contains("raw JSON"));
    assert!(normalized(BTreeMap::from([(vec![1], 1)])).is_err());
}

#[test]
fn unordered_collections_are_equal_in_any_order() {
    for size in [0, 1, 2, 30] {
        let set: HashSet<u32> = (0..size).collect();
        assert_eq!(normalized(set.clone()).unwrap(), set);
        let map: HashMap<u32, HashSet<String>> =
            (0..size).map(|number| (number, (0..number).map(|n| n.to_string()).collect())).collect();
        assert_eq!(normalized(map.clone()).unwrap(), map);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parts {
    #[serde(skip_serializing)]
    lost: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Forgetful {
    kept: u8,
    #[serde(skip)]
    cached: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Small { amount: u8 },
    Large { amount: u64, unit: String },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn a_type_that_does_not_read_what_it_writes_is_an_error() {
    assert!(normalized(Parts { lost: 1 }).unwrap_err().contains("Deserialize"));
    // A skipped field is lost when the value is read back, so it is already lost when the value is normalized.
    let normalized_cache = normalized(Forgetful { kept: 1, cached: 2 }).unwrap();
    assert_eq!(normalized_cache, Forgetful { kept: 1, cached: 0 });
    assert_eq!(normalized(Either::Small { amount: 1 }).unwrap(), Either::Small { amount: 1 });
    let large = Either::Large { amount: 1, unit: "kg".to_owned() };
    assert!(normalized(large).unwrap_err().contains("Deserialize"));
    let flat = Flat { name: "a".to_owned(), rest: [("b".to_owned(), json!(1e20))].into() };
    assert_eq!(normalized(flat.clone()).unwrap(), flat);
    let twice = Flat { name: "a".to_owned(), rest: [("name".to_owned(), json!(1))].into() };
    assert!(normalized(twice).unwrap_err().contains("twice"));
}
