#include "sim/scenario/cluster_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/errors.hpp"

namespace roamsim::scenario {

std::pair<ClusterId, ClusterId> ClusterPairs::take(std::size_t entry, const std::array<std::string, 2>& names,
                                                   const std::string& with_itself) {
  const std::string at = fmt::format("{}/{}", list_, entry);
  const std::string pointer = at + "/between";
  const ClusterId a = checker_.cluster(names[0], pointer + "/0");
  const ClusterId b = checker_.cluster(names[1], pointer + "/1");
  if (!a.valid() || !b.valid() || !checker_.clean(at)) return {a, b};
  if (a == b) {
    checker_.error(pointer, {with_itself, "two different clusters", {}});
    return {a, b};
  }
  const auto [other, added] = taken_.emplace(std::minmax(a, b), entry);
  if (!added) {
    checker_.error(pointer, {fmt::format("a second {} between {} and {}", thing_, quoted(names[0]), quoted(names[1])),
                             fmt::format("one {} between two clusters", thing_),
                             checker_.in_file(fmt::format("{}/{}", list_, other->second)) + " is the first"});
  }
  return {a, b};
}

}  // namespace roamsim::scenario
