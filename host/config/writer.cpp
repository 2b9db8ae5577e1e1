// Config -> JSON text with every default written out.
#include "config/fields.h"
#include "config/json_text.h"
#include "config/reader.h"
#include "config/values.h"

namespace canopy {

std::string write_config(const Config& config) {
  Config copy = config;  // fields point to mutable members
  return values(config_fields(copy)).dump(2) + "\n";
}

}  // namespace canopy
