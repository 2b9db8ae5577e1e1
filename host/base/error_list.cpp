#include "base/error_list.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

constexpr std::size_t max_shown = 20;  // more would only scroll the first ones away

}  // namespace

void ErrorList::add(std::string error) {
  if (++count_ <= max_shown) shown_.push_back(std::move(error));
}

void ErrorList::report() const {
  if (empty()) return;
  std::string text = fmt::format("{}", fmt::join(shown_, "\n"));
  if (count_ > shown_.size()) text += fmt::format("\n... and {} more", count_ - shown_.size());
  throw Error(ErrorKind::data, text);
}

}  // namespace canopy
