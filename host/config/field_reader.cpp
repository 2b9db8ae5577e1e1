#include "config/field_reader.h"

#include <algorithm>

#include "base/names.h"
#include "config/scalar_reader.h"
#include "config/unknown_key.h"

namespace canopy {
namespace {

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void read_object(const Fields& fields, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return wrong(pointer, "an object", json);
    for (const auto& item : json.items()) {
      const std::string here = join_pointer(pointer, item.key());
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& f) { return f.name == item.key(); });
      if (field != fields.end())
        read_field(*field, item.value(), here);
      else if (!pointer.empty() || item.key() != "$schema")
        problems_.add(here, "unknown key; " + unknown_key_hint(fields, pointer, item.key()));
      else if (!item.value().is_string())  // only editors use it
        wrong(here, "a string", item.value());
    }
    for (const Field& field : fields) {
      if (json.contains(field.name)) continue;
      const std::string here = join_pointer(pointer, field.name);
      if (field.required) problems_.add(here, "missing; expected " + expectation(field));
      if (const auto* section = std::get_if<SectionField>(&field.value))
        read_object(section->fields, Json::object(), here);  // reports its required keys
    }
  }

 private:
  void wrong(const std::string& pointer, const std::string& expected, const Json& got) {
    add_mismatch(problems_, pointer, expected, got);
  }

  template <class Kind>
  void read_field(const Kind& kind, const Json& json, const std::string& pointer) {
    read_field(Field{"", kind}, json, pointer);
  }

  void read_field(const Field& field, const Json& json, const std::string& pointer) {
    const bool good =
        std::visit([&](const auto& f) { return read(f, json, pointer); }, field.value);
    if (!good) wrong(pointer, expectation(field), json);
  }

  // Each read() returns false when the value is not what the field accepts, which read_field then
  // reports. Problems within the value are added here, and the result is true.

  template <class Scalar>
  bool read(const Scalar& f, const Json& json, const std::string& pointer) {
    return read_scalar(f, json, pointer, problems_);
  }

  bool read(const TextListField& f, const Json& json, const std::string& pointer) {
    if (!json.is_array()) return false;
    f.member->clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
      const std::string here = join_pointer(pointer, std::to_string(i));
      std::string text;
      if (f.words.empty())
        read_field(TextField{&text, 1}, json[i], here);
      else
        read_field(ChoiceField{f.words, {}, [&](std::size_t word) { text = f.words[word]; }},
                   json[i], here);
      if (!f.words.empty() && !text.empty() &&
          std::find(f.member->begin(), f.member->end(), text) != f.member->end())
        problems_.add(here, "is listed twice");
      f.member->push_back(text);
    }
    return true;
  }

  bool read(const IntegerListField& f, const Json& json, const std::string& pointer) {
    if (!json.is_array() || json.size() != f.count) return false;
    f.member->assign(f.count, 0);
    for (std::size_t i = 0; i < f.count; ++i)
      read_field(IntegerField{&(*f.member)[i], f.min, f.max}, json[i],
                 join_pointer(pointer, std::to_string(i)));
    return true;
  }

  bool read(const ClassesField& f, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return false;
    f.member->clear();
    for (const auto& item : json.items()) {
      const std::string here = join_pointer(pointer, item.key());
      ClassFolder entry{item.key(), ""};
      if (item.key().empty() || !is_plain(item.key()))
        wrong(here, "a class name that is not empty and has no control characters", item.key());
      read_field(TextField{&entry.folder, 1}, item.value(), here);
      f.member->push_back(entry);
    }
    return true;
  }

  bool read(const MonoField& f, const Json& json, const std::string& pointer) {
    if (json.is_object()) {
      f.member->kind = MonoKind::channel;
      read_object(mono_fields(*f.member), json, pointer);
      return true;
    }
    if (!json.is_string()) return false;
    const auto kind = value_named(mono_name, json.get_ref<const std::string&>());
    if (!kind || *kind == MonoKind::channel) return false;
    *f.member = {*kind, 0};
    return true;
  }

  bool read(const LayersField& f, const Json& json, const std::string& pointer) {
    if (!json.is_array() || json.empty()) return false;
    f.member->clear();
    for (std::size_t i = 0; i < json.size(); ++i)
      read_layer(f.member->emplace_back(), json[i], join_pointer(pointer, std::to_string(i)));
    return true;
  }

  void read_layer(LayerConfig& layer, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return wrong(pointer, "an object with a type", json);
    // The type comes first: it decides which other keys exist.
    const Field type = layer_fields(layer).front();
    const std::string here = join_pointer(pointer, type.name);
    if (!json.contains(type.name))
      return problems_.add(here, "missing; expected " + expectation(type));
    if (!read(std::get<ChoiceField>(type.value), json[type.name], here))
      return wrong(here, expectation(type), json[type.name]);
    read_object(layer_fields(layer), json, pointer);
  }

  bool read(const SectionField& f, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return false;
    read_object(f.fields, json, pointer);
    return true;
  }

  bool read(const OptionalField& f, const Json& json, const std::string& pointer) {
    if (json.is_null()) {
      f.clear();
      return true;
    }
    if (!json.is_object()) return false;
    read_object(f.make(), json, pointer);
    return true;
  }

  Problems& problems_;
};

}  // namespace

void read_fields(const Fields& fields, const Json& document, Problems& problems) {
  Reader(problems).read_object(fields, document, "");
}

}  // namespace canopy
