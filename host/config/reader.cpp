#include "config/reader.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/files.h"
#include "config/checks.h"
#include "config/fields.h"
#include "config/json_text.h"
#include "config/overrides.h"
#include "config/suggest.h"

namespace canopy {
namespace {

bool plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

/// True for a whole number written as one (1.0 and 1e3 are not) within the bounds.
bool integer_within(const Json& json, std::int64_t min, std::int64_t max) {
  if (json.is_number_unsigned())
    return json.get<std::uint64_t>() <= static_cast<std::uint64_t>(max) &&
           json.get<std::int64_t>() >= min;
  return json.is_number_integer() && json.get<std::int64_t>() >= min &&
         json.get<std::int64_t>() <= max;
}

/// Where in the config a key of this name stands, for one that was put in the wrong section.
std::string find_key(const Fields& fields, const std::string& pointer, const std::string& key) {
  for (const Field& field : fields) {
    const std::string here = join_pointer(pointer, field.name);
    if (field.name == key) return here;
    std::string found;
    if (const auto* section = std::get_if<SectionField>(&field.value))
      found = find_key(section->fields, here, key);
    else if (const auto* optional = std::get_if<OptionalField>(&field.value))
      found = find_key(optional->make(), here, key);
    if (!found.empty()) return found;
  }
  return "";
}

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void read_object(const Fields& fields, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return wrong(pointer, "an object", json);
    for (const auto& item : json.items()) {
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& f) { return f.name == item.key(); });
      if (field != fields.end())
        read_field(*field, item.value(), join_pointer(pointer, item.key()));
      else if (!pointer.empty() || item.key() != "$schema")
        unknown_key(fields, pointer, item.key());
      else if (!item.value().is_string())  // for editors; means nothing here
        wrong("/$schema", "a string", item.value());
    }
    for (const Field& field : fields) {
      if (json.contains(field.name)) continue;
      const std::string here = join_pointer(pointer, field.name);
      if (field.required) problems_.add(here, "missing; expected " + expectation(field));
      if (const auto* section = std::get_if<SectionField>(&field.value))
        read_object(section->fields, Json::object(), here);  // for what it requires
    }
  }

 private:
  void wrong(const std::string& pointer, const std::string& expected, const Json& got) {
    problems_.add(pointer, "expected " + expected + ", got " + shown(got));
  }

  void unknown_key(const Fields& fields, const std::string& pointer, const std::string& key) {
    std::vector<std::string> known;
    for (const Field& field : fields) known.push_back(field.name);
    std::string help = nearest(key, known);
    if (help.empty() && pointer.rfind("/model/layers/", 0) != 0) {
      Config elsewhere;
      help = find_key(config_fields(elsewhere), "", key);
    }
    if (!help.empty()) {
      help = "did you mean " + help + "?";
    } else {
      for (const std::string& name : known) help += (help.empty() ? "known here: " : ", ") + name;
    }
    problems_.add(join_pointer(pointer, key), "unknown key; " + help);
  }

  void read_field(const Field& field, const Json& json, const std::string& pointer) {
    const bool good =
        std::visit([&](const auto& f) { return read(f, json, pointer); }, field.value);
    if (!good) wrong(pointer, expectation(field), json);
  }

  // Each read() returns false when the value is not what the field takes, which read_field then
  // says; problems within the value are added here, and the return is true.

  bool read(const IntegerField& f, const Json& json, const std::string& pointer) {
    if (!integer_within(json, f.min, f.max)) {
      // Above the bound of int, "expected an integer >= 1, got 9999999999" would puzzle.
      if (json.is_number_unsigned() &&
          json.get<std::uint64_t>() > static_cast<std::uint64_t>(f.max)) {
        wrong(pointer, "an integer " + std::to_string(f.min) + " to " + std::to_string(f.max),
              json);
        return true;
      }
      return false;
    }
    const auto value = json.get<std::int64_t>();
    if (value % f.multiple != 0) return false;
    std::visit([&](auto* member) { *member = static_cast<std::decay_t<decltype(*member)>>(value); },
               f.member);
    return true;
  }

  bool read(const NumberField& f, const Json& json, const std::string&) {
    if (!json.is_number()) return false;
    const double value = json.get<double>();
    if (!std::isfinite(value)) return false;
    if (value < f.min || (f.min_open && value == f.min)) return false;
    if (value > f.max || (f.max_open && value == f.max)) return false;
    *f.member = value;
    return true;
  }

  bool read(const OptionalNumberField& f, const Json& json, const std::string& pointer) {
    if (json.is_null()) {
      f.member->reset();
      return true;
    }
    double value = 0;
    if (!read(NumberField{&value, 0, std::numeric_limits<double>::infinity(), true}, json, pointer))
      return false;
    *f.member = value;
    return true;
  }

  bool read(const BoolField& f, const Json& json, const std::string&) {
    if (!json.is_boolean()) return false;
    *f.member = json.get<bool>();
    return true;
  }

  bool read(const TextField& f, const Json& json, const std::string& pointer) {
    if (!json.is_string()) return false;
    const auto& text = json.get_ref<const std::string&>();
    if (text.size() < f.min_length) return false;
    if (f.file_name && (text.size() > f.max_length || text == "." || text == ".." ||
                        text.find('/') != std::string::npos))
      return false;
    if (text.size() > f.max_length)
      problems_.add(pointer, "expected at most " + std::to_string(f.max_length) + " bytes, got " +
                                 std::to_string(text.size()));
    else if (!plain(text))
      wrong(pointer, "a string without control characters", json);
    else
      *f.member = text;
    return true;
  }

  bool read(const ChoiceField& f, const Json& json, const std::string&) {
    if (!json.is_string()) return false;
    const auto word = std::find(f.words.begin(), f.words.end(), json.get_ref<const std::string&>());
    if (word == f.words.end()) return false;
    f.set(static_cast<std::size_t>(word - f.words.begin()));
    return true;
  }

  bool read(const TextListField& f, const Json& json, const std::string& pointer) {
    if (!json.is_array()) return false;
    f.member->clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
      const std::string here = join_pointer(pointer, std::to_string(i));
      std::string text;
      if (f.words.empty())
        read_field({"", TextField{&text, 1}, "", ""}, json[i], here);
      else
        read_field(
            {"", ChoiceField{f.words, {}, [&](std::size_t word) { text = f.words[word]; }}, "", ""},
            json[i], here);
      if (!f.words.empty() && !text.empty() &&
          std::find(f.member->begin(), f.member->end(), text) != f.member->end())
        problems_.add(here, "stands there twice");
      f.member->push_back(text);
    }
    return true;
  }

  bool read(const IntegerListField& f, const Json& json, const std::string& pointer) {
    if (!json.is_array() || json.size() != f.count) return false;
    f.member->assign(f.count, 0);
    for (std::size_t i = 0; i < f.count; ++i)
      read_field({"", IntegerField{&(*f.member)[i], f.min, f.max}, "", ""}, json[i],
                 join_pointer(pointer, std::to_string(i)));
    return true;
  }

  bool read(const ClassesField& f, const Json& json, const std::string& pointer) {
    if (!json.is_object()) return false;
    f.member->clear();
    for (const auto& item : json.items()) {
      const std::string here = join_pointer(pointer, item.key());
      ClassFolder entry{item.key(), ""};
      if (item.key().empty() || !plain(item.key()))
        problems_.add(here,
                      "expected a class name that is not empty and has no control "
                      "characters, got " +
                          shown(item.key()));
      read_field({"", TextField{&entry.folder, 1}, "", ""}, item.value(), here);
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
    const bool first = json == "first";
    if (!first && json != "mean") return false;
    *f.member = {first ? MonoKind::first : MonoKind::mean, 0};
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
    // The type first: without it nothing can be said about the other keys.
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

Config read(const std::string& text, const std::string& source,
            const std::vector<Override>& overrides, bool to_train) {
  Problems problems;
  Json document = parse_json(text, source, problems);
  apply_overrides(document, overrides, problems);
  Config config;
  Reader(problems).read_object(config_fields(config), document, "");
  check_config(config, problems);
  if (to_train) check_training(config, problems);
  problems.raise();
  return config;
}

}  // namespace

Config read_config_file(const std::string& path, const std::vector<Override>& overrides) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    throw Error(ErrorKind::config, error.what());
  }
  return read(text, path, overrides, true);
}

Config read_config_text(const std::string& json, const std::vector<Override>& overrides) {
  return read(json, "config", overrides, true);
}

Config read_stored_config(const std::string& json) {
  return read(json, "config", {}, false);
}

}  // namespace canopy
