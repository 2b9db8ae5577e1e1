#include <filesystem>
#include <regex>

#include "data/clips.h"

namespace canopy {
namespace {

bool digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

std::string group_of(const std::string& file_name, const std::string& pattern) {
  const std::string stem = std::filesystem::path(file_name).stem().string();
  if (pattern.empty()) {
    const std::size_t dash = stem.rfind('-');
    return dash != std::string::npos && dash > 0 && digits(stem.substr(dash + 1))
               ? stem.substr(0, dash)
               : stem;
  }
  std::smatch match;
  const std::string name = std::filesystem::path(file_name).filename().string();
  if (!std::regex_search(name, match, std::regex(pattern))) return stem;
  return match.size() > 1 && match[1].matched ? match[1].str() : match[0].str();
}

}  // namespace canopy
