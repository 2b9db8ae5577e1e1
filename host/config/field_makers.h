// Short names for the types of field that the *_fields.cpp use most.
#pragma once

#include "base/names.h"
#include "config/fields.h"

namespace canopy {

inline constexpr std::int64_t int_max = std::numeric_limits<int>::max();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

template <class E>
ChoiceField choice(E& member, std::vector<std::string> words) {
  return {std::move(words), [&member] { return static_cast<std::size_t>(member); },
          [&member](std::size_t word) { member = static_cast<E>(word); }};
}

/// All values of an enum that has a list of names of its own.
template <class E>
ChoiceField choice(E& member, const char* (*name)(E)) {
  return choice(member, names(name));
}

template <class Section>
OptionalField optional(std::optional<Section>& member, Fields (*fields)(Section&)) {
  return {[&member] { return member.has_value(); },
          [&member, fields] { return fields(member ? *member : member.emplace()); },
          [&member] { member.reset(); }};
}

inline IntegerField integer(int& member, std::int64_t min, std::int64_t max = int_max) {
  return {&member, min, max};
}
inline IntegerField seed_value(std::uint32_t& member) {
  return {&member, 0, std::numeric_limits<std::uint32_t>::max()};
}
inline NumberField positive_number(double& member) {
  return {&member, 0, infinity, true, false};
}
inline NumberField number_from_0(double& member) {
  return {&member, 0, infinity};
}
inline NumberField share(double& member) {
  return {&member, 0, 1};
}
inline NumberField share_below_1(double& member) {
  return {&member, 0, 1, false, true};
}
inline NumberField inner_share(double& member) {
  return {&member, 0, 1, true, true};
}
inline NumberField share_above_0(double& member) {
  return {&member, 0, 1, true, false};
}

}  // namespace canopy
