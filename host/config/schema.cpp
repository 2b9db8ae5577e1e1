// Fields -> JSON Schema (draft 2020-12), for completion and validation in editors.
#include "config/fields.h"
#include "config/json_text.h"
#include "config/layer_types.h"
#include "config/reader.h"
#include "config/values.h"

namespace canopy {
namespace {

// Regular expressions that are valid in both ECMAScript and Python.
const std::string no_controls = R"(^[^\u0000-\u001f\u007f]*$)";
const std::string one_component = R"(^(?!\.{1,2}$)[^/\u0000-\u001f\u007f]+$)";

Json object_schema(const Fields& fields);

Json integer_schema(std::int64_t min, std::int64_t max) {
  return {{"type", "integer"}, {"minimum", min}, {"maximum", max}};
}

Json text_schema(std::size_t min_length) {
  Json schema = {{"type", "string"}, {"pattern", no_controls}};
  if (min_length > 0) schema["minLength"] = min_length;
  return schema;
}

struct Schema {
  Json operator()(const IntegerField& f) const {
    Json schema = integer_schema(f.min, f.max);
    if (f.multiple != 1) schema["multipleOf"] = f.multiple;
    return schema;
  }
  Json operator()(const NumberField& f) const {
    Json schema = {{"type", "number"}, {f.min_open ? "exclusiveMinimum" : "minimum", f.min}};
    if (f.max < std::numeric_limits<double>::infinity())
      schema[f.max_open ? "exclusiveMaximum" : "maximum"] = f.max;
    return schema;
  }
  Json operator()(const OptionalNumberField&) const {
    return {{"type", {"number", "null"}}, {"exclusiveMinimum", 0}};
  }
  Json operator()(const BoolField&) const { return {{"type", "boolean"}}; }
  Json operator()(const TextField& f) const {
    Json schema = text_schema(f.min_length);
    schema["maxLength"] = f.max_length;
    if (f.file_name) schema["pattern"] = one_component;
    return schema;
  }
  Json operator()(const ChoiceField& f) const { return {{"enum", f.words}}; }
  Json operator()(const TextListField& f) const {
    if (!f.words.empty())
      return {{"type", "array"}, {"items", {{"enum", f.words}}}, {"uniqueItems", true}};
    return {{"type", "array"}, {"items", text_schema(1)}};
  }
  Json operator()(const IntegerListField& f) const {
    return {{"type", "array"},
            {"items", integer_schema(f.min, f.max)},
            {"minItems", f.count},
            {"maxItems", f.count}};
  }
  Json operator()(const ClassesField&) const {
    return {{"type", "object"},
            {"propertyNames", text_schema(1)},
            {"additionalProperties", text_schema(1)}};
  }
  Json operator()(const MonoField&) const {
    MonoMode any;
    Json words = {{"enum", {mono_name(MonoKind::first), mono_name(MonoKind::mean)}}};
    return {{"anyOf", {words, object_schema(mono_fields(any))}}};
  }
  Json operator()(const LayersField&) const {
    Json kinds = Json::array();
    for (const LayerType& type : layer_types()) {
      LayerConfig layer;
      layer.kind = type.kind;
      Json schema = object_schema(layer_fields(layer));
      schema["description"] = type.doc;
      schema["properties"]["type"] = {{"const", type.name}};
      kinds.push_back(schema);
    }
    return {{"type", "array"}, {"minItems", 1}, {"items", {{"oneOf", kinds}}}};
  }
  Json operator()(const SectionField& f) const { return object_schema(f.fields); }
  Json operator()(const OptionalField& f) const {
    Json schema = object_schema(f.make());
    f.clear();
    schema["type"] = {"object", "null"};
    return schema;
  }
};

bool needed(const Field& field) {
  if (field.required) return true;
  const auto* section = std::get_if<SectionField>(&field.value);
  if (!section) return false;
  for (const Field& inner : section->fields)
    if (needed(inner)) return true;
  return false;
}

Json object_schema(const Fields& fields) {
  Json properties = Json::object(), required = Json::array();
  for (const Field& field : fields) {
    Json schema = {{"description", description(field)}};
    schema.update(std::visit(Schema{}, field.value));
    if (needed(field))
      required.push_back(field.name);
    else if (!std::holds_alternative<SectionField>(field.value))
      schema["default"] = value_of(field);
    properties[field.name] = schema;
  }
  Json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

/// The rules of checks.cpp that a schema can express: exactly one of classes, manifest and labels;
/// with `positive` at most two classes; with `multi_label` a manifest.
Json data_rules() {
  const Json given = {{"minLength", 1}};
  const Json manifest = {{"required", {"manifest"}}, {"properties", {{"manifest", given}}}};
  const Json labels = {{"required", {"labels"}},
                       {"properties", {{"labels", {{"type", "object"}}}}}};
  const Json positive = {{"required", {"positive"}}, {"properties", {{"positive", given}}}};
  const Json sets = {{"required", {"multi_label"}},
                     {"properties", {{"multi_label", {{"const", true}}}}}};
  Json listed = manifest;  // and no positive class
  listed["properties"]["positive"] = {{"maxLength", 0}};
  const auto classes = [](const char* bound, int count) -> Json {
    return {{"properties", {{"classes", {{bound, count}}}}}};
  };
  Json folders = classes("minProperties", 2);
  folders["required"] = {"classes"};
  Json alone = classes("maxProperties", 0);
  alone["properties"]["labels"] = {{"type", "null"}};
  const Json others = {{"if", labels}, {"then", classes("maxProperties", 0)}, {"else", folders}};
  return {{{"if", manifest}, {"then", alone}, {"else", others}},
          {{"if", positive}, {"then", classes("maxProperties", 2)}},
          {{"if", sets}, {"then", listed}}};
}

}  // namespace

std::string config_schema() {
  Config defaults;
  Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "Canopy run"},
      {"description", "Config of a run, read by trainer --config. Generated from host/config."}};
  schema.update(object_schema(config_fields(defaults)));
  schema["properties"]["$schema"] = {{"type", "string"},
                                     {"description", "Path of this schema; used only by editors."}};
  schema["properties"]["data"]["allOf"] = data_rules();
  schema["required"].push_back("data");
  return schema.dump(2) + "\n";
}

}  // namespace canopy
