#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "models/base/ids.hpp"

namespace roamsim::scenario {

class Checker;

/// Two clusters each of a list of things between two: they differ, and no two are the same pair.
class ClusterPairs {
 public:
  /// `list`: the pointer of the list; `thing`: what its entries are.
  ClusterPairs(Checker& checker, std::string list, std::string thing)
      : checker_(checker), list_(std::move(list)), thing_(std::move(thing)) {}

  /// What the names of an entry stand for; what is wrong with them is reported. `with_itself`: one cluster twice, in
  /// words.
  std::pair<ClusterId, ClusterId> take(std::size_t entry, const std::array<std::string, 2>& names,
                                       const std::string& with_itself);

 private:
  Checker& checker_;
  std::string list_, thing_;
  std::map<std::pair<ClusterId, ClusterId>, std::size_t> taken_;
};

}  // namespace roamsim::scenario
