// Prints what the JavaScript SDK demands of each answer, read from its own schemas, as JSON: model, field, need, type.
import * as components from "shippo/models/components/index.js";

const SUFFIX = "$inboundSchema";
const named = Object.entries(components).filter(([name]) => name.endsWith(SUFFIX));
const names = new Map(named.map(([name, schema]) => [schema, name.slice(0, -SUFFIX.length)]));

/** The definition behind conversions, which happen after validation. */
function inner(schema) {
  const def = schema._zod.def;
  if (def.type !== "pipe") return def;
  return inner(def.in._zod.def.type === "transform" ? def.out : def.in);
}

/** A type: a word for a scalar, an object for what holds others. `top` looks into a model instead of naming it. */
function type(schema, top = false) {
  if (!top && names.has(schema) && inner(schema).type === "object") return { model: names.get(schema) };
  const def = inner(schema);
  switch (def.type) {
    case "string": return def.format === "datetime" ? "date" : "string";
    case "number": return def.format ? "int" : "number";
    case "int": return "int";
    case "boolean": return "bool";
    case "any": case "unknown": case "void": return "any";
    case "enum": return { enum: Object.values(def.entries) };
    case "literal": return { enum: def.values };
    case "array": return { array: type(def.element) };
    case "record": return { map: type(def.valueType) };
    case "union": return { union: def.options.map((option) => type(option)) };
    case "optional": case "nullable": case "default": case "prefault": case "nonoptional": return type(def.innerType);
    case "lazy": return type(def.getter());
    case "object": return { fields: fields(def.shape) };
    default: throw new Error(`a schema of type ${def.type}`);
  }
}

/** Whether a key must be there: anything that validates without a value need not. */
function fields(shape) {
  const needs = (schema) => !["optional", "default", "prefault", "any", "unknown"].includes(schema._zod.def.type);
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [key, { needs: needs(schema) ? "value" : "nothing", type: type(schema) }]),
  );
}

const models = {};
for (const [name, schema] of named) {
  if (inner(schema).type === "object") models[name.slice(0, -SUFFIX.length)] = type(schema, true).fields;
}
console.log(JSON.stringify(models));
