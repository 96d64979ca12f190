//! The types that the library stores itself, as JSON has them.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use fin_infra_core::schema::Limits;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, Array, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type,
};
use uuid::Uuid;

/// A text of anything but the character that PostgreSQL cannot store.
const NO_NUL: &str = r"^[^\u0000]*$";

/// The years that every database can store.
const YEAR: &str = "[1-9][0-9]{3}";

/// A time of day. A second may be a leap second, and its fraction is cut to microseconds.
const CLOCK: &str = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?";

/// The limits of a value inside of JSON: those of its type alone. A `Decimal` has 28 digits, wherever its point is; so many
/// on each side of it are always among them.
const IN_JSON: Limits = Limits { length: None, precision: 28, scale: 12, json: true };

/// The schema of a column's type, if the library stores it itself.
pub(super) fn of_column(id: TypeId, limits: &Limits) -> Option<RefOr<Schema>> {
    if limits.json {
        return plain(id, &IN_JSON).map(Schema::from).or_else(|| container(id)).map(RefOr::from);
    }
    let bytes = (id == TypeId::of::<Vec<u8>>()).then(|| bytes(limits));
    bytes.or_else(|| plain(id, limits).map(Schema::from)).map(RefOr::from)
}

/// What is not made of other types.
fn plain(id: TypeId, limits: &Limits) -> Option<Object> {
    let object = text(id, limits).or_else(|| number(id)).or_else(|| time(id))?;
    Some(object.build())
}

fn typed(ty: Type, example: impl Into<Value>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(ty).examples([example.into()])
}

fn text(id: TypeId, limits: &Limits) -> Option<ObjectBuilder> {
    let length = limits.length.map(|length| length as usize);
    if id == TypeId::of::<String>() {
        Some(ObjectBuilder::new().schema_type(Type::String).pattern(Some(NO_NUL)).max_length(length))
    } else if id == TypeId::of::<Uuid>() {
        let uuid = typed(Type::String, "0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55");
        Some(uuid.format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))))
    } else if id == TypeId::of::<Decimal>() {
        Some(decimal(limits.precision - limits.scale, limits.scale))
    } else if id == TypeId::of::<bool>() {
        Some(typed(Type::Boolean, true))
    } else {
        None
    }
}

/// A decimal number is a text: most readers of JSON make a binary number of a number, which is another one.
fn decimal(digits: u8, scale: u8) -> ObjectBuilder {
    let whole = if digits == 0 { "0".to_owned() } else { format!("[0-9]{{1,{digits}}}") };
    let fraction = if scale == 0 { String::new() } else { format!(r"(\.[0-9]{{1,{scale}}})?") };
    let example = match (digits, scale) {
        (_, 0) => "8",
        (0, _) => "0.5",
        (1, _) => "8.5",
        (2, _) | (_, 1) => "12.5",
        _ => "120.50",
    };
    typed(Type::String, example)
        .format(Some(SchemaFormat::Custom("decimal".to_owned())))
        .pattern(Some(format!("^-?{whole}{fraction}$")))
}

macro_rules! integers {
    ($id:ident, $format:ident: $($int:ty),*) => {$(
        if $id == TypeId::of::<$int>() {
            let format = SchemaFormat::KnownFormat(KnownFormat::$format);
            let integer = typed(Type::Integer, 3).format(Some(format));
            return Some(integer.minimum(Some(<$int>::MIN)).maximum(Some(<$int>::MAX)));
        }
    )*};
}

fn number(id: TypeId) -> Option<ObjectBuilder> {
    integers!(id, Int32: i8, i16, i32, u8, u16);
    integers!(id, Int64: u32, i64, u64);
    if id == TypeId::of::<f64>() {
        let format = SchemaFormat::KnownFormat(KnownFormat::Double);
        let double = typed(Type::Number, 2.5).format(Some(format));
        Some(double.minimum(Some(f64::MIN)).maximum(Some(f64::MAX)))
    } else if id == TypeId::of::<f32>() {
        let format = SchemaFormat::KnownFormat(KnownFormat::Float);
        let single = typed(Type::Number, 2.5).format(Some(format));
        Some(single.minimum(Some(f32::MIN)).maximum(Some(f32::MAX)))
    } else {
        None
    }
}

fn time(id: TypeId) -> Option<ObjectBuilder> {
    if id == TypeId::of::<DateTime<Utc>>() {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        let time = typed(Type::String, "2026-01-31T09:30:00Z").format(Some(format));
        // In UTC it has to lie in these years as well, which no pattern can say.
        Some(time.pattern(Some(format!("^{YEAR}-"))))
    } else if id == TypeId::of::<NaiveDate>() {
        let format = SchemaFormat::KnownFormat(KnownFormat::Date);
        let date = typed(Type::String, "2026-01-31").format(Some(format));
        Some(date.pattern(Some(format!("^{YEAR}-"))))
    } else if id == TypeId::of::<NaiveDateTime>() {
        let time = typed(Type::String, "2026-01-31T09:30:00");
        Some(time.pattern(Some(format!("^{YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T{CLOCK}$"))))
    } else if id == TypeId::of::<NaiveTime>() {
        Some(typed(Type::String, "09:30:00").pattern(Some(format!("^{CLOCK}$"))))
    } else {
        None
    }
}

/// Bytes are a list of numbers.
fn bytes(limits: &Limits) -> Schema {
    let byte = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(u8::MAX));
    let mut array = Array::new(byte.build());
    array.max_items = limits.length.map(|length| length as usize);
    array.examples = vec![json!([8, 15])];
    array.into()
}

macro_rules! containers {
    ($id:ident: $($ty:ty),*) => {$(
        let maps = [TypeId::of::<BTreeMap<String, $ty>>(), TypeId::of::<HashMap<String, $ty>>()];
        if maps.contains(&$id) {
            return plain(TypeId::of::<$ty>(), &IN_JSON).map(map_of);
        }
        if $id == TypeId::of::<Vec<$ty>>() {
            return plain(TypeId::of::<$ty>(), &IN_JSON).map(list_of);
        }
    )*};
}

/// Maps and lists of plain types: utoipa's own traits know neither decimals, ids nor times, so neither these.
fn container(id: TypeId) -> Option<Schema> {
    containers!(id: String, Decimal, Uuid, bool, i16, i32, i64, u32, u64, f64, DateTime<Utc>, NaiveDate);
    None
}

fn map_of(value: Object) -> Schema {
    let example = value.examples.first().map(|example| json!({ "food": example }));
    let names = ObjectBuilder::new().schema_type(Type::String).pattern(Some(NO_NUL)).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property_names(Some(names))
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(value.into()))))
        .examples(example)
        .into()
}

fn list_of(value: Object) -> Schema {
    let example = value.examples.first().map(|example| json!([example]));
    let mut array = Array::new(value);
    array.examples = example.into_iter().collect();
    array.into()
}
