#pragma once

#include <string>
#include <string_view>

#include "sim/actors/timeline.hpp"

namespace roamsim {

/// As a scenario names the role.
constexpr std::string_view name_of(ils::Role role) {
  switch (role) {
    case ils::Role::standalone:
      return "standalone";
    case ils::Role::hub:
      return "hub";
    case ils::Role::spoke:
      return "spoke";
  }
  return "unknown";
}

/// What is worse than it should be: "200 ms later, at most 64000 bit/s, 1 % lost".
std::string words_for(const Degradation& how);

/// "3 s ahead", "2 min behind".
std::string words_for_offset(Duration offset);

/// Whether the action is a fault, which comes before everything else of its date.
bool is_fault(const TimelineAction& action);

}  // namespace roamsim
