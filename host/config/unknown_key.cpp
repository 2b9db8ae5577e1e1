#include "config/unknown_key.h"

#include "config/problems.h"
#include "config/suggest.h"

namespace canopy {
namespace {

/// The pointer of the first key of this name anywhere in `fields`; empty when there is none.
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

}  // namespace

std::string unknown_key_hint(const Fields& fields, const std::string& pointer,
                             const std::string& key) {
  std::vector<std::string> known;
  for (const Field& field : fields) known.push_back(field.name);
  std::string help = nearest(key, known);
  if (help.empty() && pointer.rfind("/model/layers/", 0) != 0) {
    Config elsewhere;
    help = find_key(config_fields(elsewhere), "", key);
  }
  if (!help.empty()) return "did you mean " + help + "?";
  for (const std::string& name : known) help += (help.empty() ? "known here: " : ", ") + name;
  return help;
}

}  // namespace canopy
