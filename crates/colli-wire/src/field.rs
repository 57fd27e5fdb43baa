//! Lenient members of requests.
//!
//! Public clients of these APIs send booleans as `"true"`, numbers as strings, `null` for absent, house numbers as
//! numbers (reference 20). A [`Field`] takes all of these; a value it cannot take is kept as [`Field::Wrong`] for the
//! error report. Reading fails only on broken JSON.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// A member of a request.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Field<T> {
    /// Not sent, or `null`.
    #[default]
    Absent,
    /// Sent and understood.
    Value(T),
    /// Sent with a type or form that cannot be understood.
    Wrong {
        /// What would be understood.
        expected: &'static str,
        /// What was sent, in a few words.
        found: String,
    },
}

impl<T> Field<T> {
    /// Whether the member was left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, when it was understood.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl<T> Field<Vec<Field<T>>> {
    /// A list of values.
    pub fn list(values: impl IntoIterator<Item = T>) -> Self {
        Self::Value(values.into_iter().map(Field::Value).collect())
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            _ => serializer.serialize_none(),
        }
    }
}

/// A type a [`Field`] can hold: which JSON values it takes. What is not overridden is refused.
pub trait FromJson: Sized {
    /// What would be understood, for messages: `a string`, `a number`.
    const EXPECTED: &'static str;

    /// From a JSON string.
    fn from_string(_: &str) -> Option<Self> {
        None
    }

    /// From a JSON boolean.
    fn from_bool(_: bool) -> Option<Self> {
        None
    }

    /// From a JSON number, as its shortest decimal text.
    fn from_number(_: String) -> Option<Self> {
        None
    }

    /// From a JSON object. The object is read to its end either way.
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// From a JSON array. The array is read to its end either way.
    fn from_seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Option<Self>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de, T: FromJson> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<T: FromJson> FieldVisitor<T> {
    fn settle(value: Option<T>, found: impl FnOnce() -> String) -> Field<T> {
        value.map_or_else(
            || Field::Wrong {
                expected: T::EXPECTED,
                found: found(),
            },
            Field::Value,
        )
    }
}

impl<'de, T: FromJson> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Field::Absent)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Self::settle(T::from_bool(value), || format!("the boolean {value}")))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Self::settle(T::from_number(value.to_string()), || {
            format!("the number {value}")
        }))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Self::settle(T::from_number(value.to_string()), || {
            format!("the number {value}")
        }))
    }

    // The shortest text that reads back as the same double is the decimal the client wrote, for up to 15 digits.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Self::settle(T::from_number(value.to_string()), || {
            format!("the number {value}")
        }))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Self::settle(T::from_string(value), || {
            let short: String = value.chars().take(40).collect();
            format!("the string \"{short}\"")
        }))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(Self::settle(T::from_map(map)?, || "an object".to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Ok(Self::settle(T::from_seq(seq)?, || "an array".to_owned()))
    }
}

impl FromJson for String {
    const EXPECTED: &'static str = "a string";

    fn from_string(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_number(text: String) -> Option<Self> {
        Some(text)
    }
}

impl FromJson for bool {
    const EXPECTED: &'static str = "true or false";

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }

    fn from_string(text: &str) -> Option<Self> {
        parse_bool(text)
    }

    fn from_number(text: String) -> Option<Self> {
        parse_bool(&text)
    }
}

/// Reads the booleans clients send: `true`, `false`, `1`, `0`, in any case (reference 20).
pub fn parse_bool(text: &str) -> Option<bool> {
    match text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A decimal number as text, from a JSON number or a string of one. Never a float on its way to the domain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number(pub String);

impl FromJson for Number {
    const EXPECTED: &'static str = "a number";

    fn from_number(text: String) -> Option<Self> {
        Some(Self(text))
    }

    fn from_string(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        (!whole.is_empty() && all_digits(whole) && all_digits(fraction)).then(|| Self(text.to_owned()))
    }
}

impl From<u32> for Field<Number> {
    fn from(number: u32) -> Self {
        Self::Value(Number(number.to_string()))
    }
}

impl From<f64> for Field<Number> {
    fn from(number: f64) -> Self {
        Self::Value(Number(number.to_string()))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<f64>() {
            Ok(number) if self.0.contains('.') => serializer.serialize_f64(number),
            _ => match self.0.parse::<i64>() {
                Ok(number) => serializer.serialize_i64(number),
                Err(_) => serializer.serialize_str(&self.0),
            },
        }
    }
}

impl utoipa::PartialSchema for Number {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        f64::schema()
    }
}

impl utoipa::ToSchema for Number {}

// In OpenAPI a field is what it holds; the derive composes lists of fields through this hook.
impl<T: utoipa::ToSchema> utoipa::__dev::ComposeSchema for Field<T> {
    fn compose(
        _: Vec<utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>>,
    ) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        T::schema()
    }
}

impl<T: utoipa::ToSchema> utoipa::ToSchema for Field<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        T::schemas(schemas);
    }
}

/// Any JSON value, kept as it is.
impl FromJson for serde_json::Value {
    const EXPECTED: &'static str = "a value";

    fn from_string(text: &str) -> Option<Self> {
        Some(Self::String(text.to_owned()))
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(Self::Bool(value))
    }

    fn from_number(text: String) -> Option<Self> {
        serde_json::from_str(&text).ok()
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn from_seq<'de, A: SeqAccess<'de>>(seq: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(seq)).map(Some)
    }
}

impl<T: FromJson> FromJson for Vec<Field<T>> {
    const EXPECTED: &'static str = "an array";

    fn from_seq<'de, A: SeqAccess<'de>>(seq: A) -> Result<Option<Self>, A::Error> {
        Self::deserialize(SeqAccessDeserializer::new(seq)).map(Some)
    }

    // PHP clients that drop list entries send `{"0": …}`; an empty object stands for an empty list.
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut list = Self::new();
        while let Some((key, value)) = map.next_entry::<String, Field<T>>()? {
            if key.parse::<u32>().is_err() {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(None);
            }
            list.push(value);
        }
        Ok(Some(list))
    }

    // Clients that build requests from query-like structures send one bare string for a list of one.
    fn from_string(text: &str) -> Option<Self> {
        T::from_string(text).map(|value| vec![Field::Value(value)])
    }
}

impl<T: FromJson> FromJson for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        Ok(T::from_map(map)?.map(Box::new))
    }
}

/// Reads an object of fields.
pub fn object_from_map<'de, T: DeserializeOwned, A: MapAccess<'de>>(map: A) -> Result<Option<T>, A::Error> {
    T::deserialize(MapAccessDeserializer::new(map)).map(Some)
}

/// Declares request structs: every member becomes a [`Field`], documented in OpenAPI by its plain type. Members are written
/// in camel case, or as they stand here after `snake_case;`.
#[macro_export]
macro_rules! request {
    (snake_case; $($rest:tt)*) => { $crate::request! { @in "snake_case" $($rest)* } };
    (@in $case:literal $($(#[$outer:meta])* pub struct $name:ident { $($(#[$inner:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$outer])*
        #[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = $case)]
        pub struct $name {
            $(
                $(#[$inner])*
                #[serde(default, skip_serializing_if = "Field::is_absent")]
                #[schema(value_type = Option<$ty>)]
                pub $field: $crate::field::Field<$ty>,
            )*
        }

        impl $crate::field::FromJson for $name {
            const EXPECTED: &'static str = "an object";

            fn from_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                $crate::field::object_from_map(map)
            }
        }
    )*};
    ($($rest:tt)*) => { $crate::request! { @in "camelCase" $($rest)* } };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro under test declares public structs")]
mod tests {
    use super::*;

    request! {
        /// A sample.
        pub struct Sample {
            /// Text.
            text: String,
            /// Flag.
            flag: bool,
            /// Amount.
            amount: Number,
            /// Nested.
            nested: Inner,
            /// List.
            list: Vec<Field<Inner>>,
        }

        /// An inner sample.
        pub struct Inner {
            /// Text.
            text: String,
        }
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn clients_spellings_are_taken() {
        let sample = read(r#"{"text":25,"flag":"TRUE","amount":"5.50","nested":null,"list":[{"text":"a"},null]}"#);
        assert_eq!(sample.text, Field::Value("25".to_owned()));
        assert_eq!(sample.flag, Field::Value(true));
        assert_eq!(sample.amount, Field::Value(Number("5.50".to_owned())));
        assert!(sample.nested.is_absent());
        assert_eq!(sample.list.value().unwrap().len(), 2);
        assert_eq!(
            read(r#"{"amount":411.10}"#).amount,
            Field::Value(Number("411.1".to_owned()))
        );
        assert_eq!(read(r#"{"list":{}}"#).list, Field::Value(vec![]));
    }

    #[test]
    fn every_wrong_type_is_kept_not_fatal() {
        let sample = read(r#"{"text":{"a":[1,{}]},"flag":"maybe","amount":true,"nested":[1,2],"list":7}"#);
        assert_eq!(
            sample.text,
            Field::Wrong {
                expected: "a string",
                found: "an object".to_owned()
            }
        );
        assert_eq!(
            sample.flag,
            Field::Wrong {
                expected: "true or false",
                found: "the string \"maybe\"".to_owned()
            }
        );
        assert!(matches!(sample.amount, Field::Wrong { .. }));
        assert!(matches!(sample.nested, Field::Wrong { .. }));
        assert!(matches!(sample.list, Field::Wrong { .. }));
    }

    #[test]
    fn broken_json_fails() {
        assert!(serde_json::from_str::<Sample>(r#"{"text": "#).is_err());
        let deep = format!(r#"{{"text":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        // Ignored nesting costs no stack; whether it is refused or ignored, nothing breaks.
        let _ = serde_json::from_str::<Sample>(&deep);
        let deep = format!(r#"{{"nested":{}{}}}"#, r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        let _ = serde_json::from_str::<Sample>(&deep);
    }

    #[test]
    fn what_is_sent_is_exact() {
        let sample = Sample {
            text: "x".to_owned().into(),
            amount: Number("1.5".to_owned()).into(),
            ..Sample::default()
        };
        assert_eq!(serde_json::to_string(&sample).unwrap(), r#"{"text":"x","amount":1.5}"#);
    }
}
