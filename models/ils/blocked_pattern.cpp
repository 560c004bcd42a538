#include "models/ils/blocked_pattern.hpp"

namespace roamsim::ils {

bool BlockedPattern::blocks(std::string_view number, ClusterId origin) const {
  if (cluster.valid() && cluster != origin) return false;
  return prefix ? number.starts_with(digits) : number == digits;
}

}  // namespace roamsim::ils
