#include "sim/actors/verdict.hpp"

#include <fmt/format.h>

namespace roamsim::actors {

Verdict Tally::verdict() const {
  Verdict verdict = worst_;
  if (asked_ == 0) verdict.found = "nobody to ask about";
  if (asked_ <= 1 || !verdict.judged) return verdict;
  verdict.found = failed_ == 0 ? fmt::format("all {}; {}: {}", asked_, who_, worst_.found)
                               : fmt::format("{} of {} failed; {}: {}", failed_, asked_, who_, worst_.found);
  return verdict;
}

}  // namespace roamsim::actors
