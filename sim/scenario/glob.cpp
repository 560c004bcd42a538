#include "sim/scenario/glob.hpp"

#include <cstddef>

namespace roamsim::scenario {

bool glob_matches(std::string_view pattern, std::string_view name) {
  constexpr std::size_t nowhere = std::string_view::npos;
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = nowhere;  // the last one passed, which takes one byte more whenever the rest does not fit
  std::size_t taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != nowhere) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace roamsim::scenario
