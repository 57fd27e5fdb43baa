//! Members that hold an object, or the id of one that was made before.

use crate::field::{FromJson, object_from_map};
use serde::de::{DeserializeOwned, MapAccess};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An object, or the id of one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum IdOr<T> {
    /// Its id.
    Id(String),
    /// The object itself.
    Object(Box<T>),
}

impl<T: DeserializeOwned> FromJson for IdOr<T> {
    const EXPECTED: &'static str = "an object, or the id of one";

    fn from_string(text: &str) -> Option<Self> {
        Some(Self::Id(text.to_owned()))
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
        let object: Option<T> = object_from_map(map)?;
        Ok(object.map(|object| Self::Object(Box::new(object))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
    use crate::shippo::addresses::AddressRequest;

    #[test]
    fn ids_and_objects_are_told_apart() {
        let read = |json: &str| serde_json::from_str::<Field<IdOr<AddressRequest>>>(json).unwrap();
        assert_eq!(read(r#""abc""#), Field::Value(IdOr::Id("abc".to_owned())));
        let Field::Value(IdOr::Object(address)) = read(r#"{"country":"US"}"#) else {
            panic!("no object");
        };
        assert_eq!(address.country, Field::Value("US".to_owned()));
        assert!(matches!(read("7"), Field::Wrong { .. }));
        assert!(read("null").is_absent());
    }
}
