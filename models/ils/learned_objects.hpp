#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "models/ils/knowledge.hpp"
#include "models/ils/ledger.hpp"
#include "models/ils/refused_objects.hpp"

namespace roamsim::ils {

/// Which of what it has learned a cluster keeps in its database, where that holds so many objects at most.
///
/// An object is a user that another cluster announced, or a stay of a user in another cluster, from its opening to its
/// end. The first learned is the first kept. What found no room is refused, is not routed by, and is taken in the order
/// of its refusal when room appears: a stay ends, or the limit rises. A lower limit takes nothing away. Only what is
/// refused costs memory.
class LearnedObjects {
 public:
  explicit LearnedObjects(ClusterId self, std::uint32_t limit) : self_(self), limit_(limit) {}

  /// The cluster applied the update; call for every one of other clusters, in the order in which they are applied.
  /// What was refused before and found room is appended to `admitted`.
  void learn(const Ledger& ledger, const Stays& stays, UpdateRef update, std::vector<UpdateRef>& admitted);
  /// The updates `first` to `last` of a log were learned, where nothing of it was before: each is an object, and none
  /// is over. Those before `first` are none.
  void preset(LogIndex log, std::uint32_t first, std::uint32_t last);
  void set_limit(std::uint32_t limit, std::vector<UpdateRef>& admitted);
  /// Forgets everything; the limit stays.
  void clear();

  /// Whether the update was learned and refused.
  [[nodiscard]] bool refused(UpdateRef update) const { return refused_.contains(update); }
  /// In the order in which they were refused.
  [[nodiscard]] std::vector<UpdateRef> refused() const { return refused_.all(); }
  [[nodiscard]] std::size_t refusals() const { return refused_.size(); }
  [[nodiscard]] std::uint64_t kept() const { return kept_; }
  [[nodiscard]] std::uint32_t limit() const { return limit_; }

 private:
  void add(UpdateRef update);
  void remove(UpdateRef opened, std::vector<UpdateRef>& admitted);
  void admit(std::vector<UpdateRef>& admitted);
  void supersede(const Stays& stays, UpdateRef announcement, std::vector<UpdateRef>& admitted);
  [[nodiscard]] bool is_over(const Stay& stay) const;

  ClusterId self_;
  std::uint32_t limit_;
  std::uint64_t kept_ = 0;
  RefusedObjects refused_;
  VersionVector learned_;  ///< so far; the agent may be ahead by what it applied at the same instant
};

}  // namespace roamsim::ils
