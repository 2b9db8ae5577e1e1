#include "config/values.h"

namespace canopy {
namespace {

struct Value {
  Json operator()(const IntegerField& f) const {
    return std::visit([](const auto* member) { return Json(*member); }, f.member);
  }
  Json operator()(const NumberField& f) const { return *f.member; }
  Json operator()(const OptionalNumberField& f) const {
    return *f.member ? Json(**f.member) : Json(nullptr);
  }
  Json operator()(const BoolField& f) const { return *f.member; }
  Json operator()(const TextField& f) const { return *f.member; }
  Json operator()(const ChoiceField& f) const { return f.words.at(f.get()); }
  Json operator()(const TextListField& f) const { return *f.member; }
  Json operator()(const IntegerListField& f) const { return *f.member; }
  Json operator()(const ClassesField& f) const {
    Json object = Json::object();
    for (const ClassFolder& entry : *f.member) object[entry.name] = entry.folder;
    return object;
  }
  Json operator()(const MonoField& f) const {
    if (f.member->kind != MonoKind::channel) return mono_name(f.member->kind);
    return Json::object({{"channel", f.member->channel}});
  }
  Json operator()(const LayersField& f) const {
    Json list = Json::array();
    for (LayerConfig& layer : *f.member) list.push_back(values(layer_fields(layer)));
    return list;
  }
  Json operator()(const SectionField& f) const { return values(f.fields); }
  Json operator()(const OptionalField& f) const {
    return f.on() ? values(f.make()) : Json(nullptr);
  }
};

}  // namespace

Json value_of(const Field& field) {
  return std::visit(Value{}, field.value);
}

Json values(const Fields& fields) {
  Json object = Json::object();
  for (const Field& field : fields) object[field.name] = value_of(field);
  return object;
}

}  // namespace canopy
