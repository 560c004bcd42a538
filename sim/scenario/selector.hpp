#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/parameters.hpp"

namespace roamsim::scenario {

class Checker;

/// Ids and patterns with `*` and `?`. An id that is there in the very letters wins over the pattern it may be.
struct NamesSpec {
  std::vector<std::string> names;
  bool list = false;  ///< whether the file has them in an array
};

/// Users as a file selects them: by names alone, or by an object whose keys are and-ed.
struct UserSelector {
  NamesSpec id;
  bool object = false;
  std::optional<std::string> group;
  std::optional<std::string> home;  ///< id or pattern of clusters
  std::optional<std::string> at;    ///< id of a cluster: those whose location it is when their turn comes
  std::optional<std::uint32_t> first;
};

/// Clusters as a file selects them.
struct ClusterSelector {
  NamesSpec id;
  bool object = false;
  std::optional<std::string> group;
  std::optional<ils::Role> role;
};

/// Finds what selectors select, once users, clusters and groups are known. Ids are found by hash, `home` and `group` by
/// an index; a pattern looks at all names.
class Selectors {
 public:
  explicit Selectors(Checker& checker) : checker_(checker) {}

  /// The users in the order of the file, each once. None of them is a mistake, reported at the pointer or below it.
  std::vector<UserId> users(const UserSelector& selector, const std::string& pointer);
  std::vector<ClusterId> clusters(const ClusterSelector& selector, const std::string& pointer);

 private:
  /// How the two kinds of things differ.
  struct UserKind;
  struct ClusterKind;
  template <class Kind>
  void add_named(const std::string& name, const std::string& pointer, std::vector<typename Kind::Id>& found);
  template <class Kind>
  std::vector<typename Kind::Id> named(const NamesSpec& names, const std::string& pointer);
  template <class Kind>
  std::vector<typename Kind::Id> in_group(const std::string& group, const std::string& pointer);
  template <class Kind>
  bool refuse_empty(const std::string& pointer);
  std::vector<UserId> at_home(const std::string& home, const std::string& pointer);
  bool afford(std::size_t names, const std::string& pointer);

  Checker& checker_;
  [[nodiscard]] const std::vector<ils::Role>& roles();
  std::vector<std::vector<UserId>> users_by_home_;  ///< made when first asked for, as the next
  std::vector<ils::Role> roles_;                    ///< by cluster
  std::uint64_t looked_at_ = 0;                     ///< names that patterns were held against
};

}  // namespace roamsim::scenario
