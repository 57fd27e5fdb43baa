//! JSON Schemas of tools (2020-12), without references, as many hosts do not follow them.

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

/// The schema of arguments.
pub(super) fn of_input<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    let mut schema = object(settings, SchemaGenerator::into_root_schema_for::<T>);
    // Arguments that nobody reads are mistakes: they are refused.
    schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    schema
}

/// The schema of answers.
pub(super) fn of_output<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    object(settings, SchemaGenerator::into_root_schema_for::<T>)
}

fn object(mut settings: SchemaSettings, of: fn(SchemaGenerator) -> schemars::Schema) -> Map<String, Value> {
    settings.inline_subschemas = true;
    let schema = of(settings.into_generator());
    let mut schema = match schema.to_value() {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    // The name of the struct says nothing to a model.
    schema.remove("title");
    schema.entry("type").or_insert_with(|| "object".into());
    schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    schema
}
