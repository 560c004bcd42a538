#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/actors/expectation.hpp"
#include "sim/actors/moments.hpp"
#include "sim/actors/verdict.hpp"
#include "sim/actors/world.hpp"
#include "sim/core/scheduler.hpp"

namespace roamsim::actors {

/// Judges, at its date, what an expectation asks of one instant: it looks at the world as it is after all else.
class Observer {
 public:
  Observer(const World& world, const core::Scheduler& scheduler, Moments& moments)
      : world_(world), scheduler_(scheduler), moments_(moments), seen_(world.plan.expectations.size()) {}

  /// Arranges to look at the date of each such expectation.
  void start();

  /// The verdict on an expectation; none if its date did not come.
  [[nodiscard]] const std::optional<Verdict>& of(std::size_t expectation) const { return seen_[expectation]; }

 private:
  template <class Kind>
  void arrange(std::size_t index, const Kind& kind);
  [[nodiscard]] Verdict look(const ExpectRegistered& e) const;
  [[nodiscard]] Verdict look(const ExpectRoute& e) const;
  [[nodiscard]] Verdict look(const ExpectLocation& e) const;
  [[nodiscard]] Verdict look(const ExpectRegistrations& e) const;
  [[nodiscard]] Verdict look(const ExpectPhoneServices& e) const;
  [[nodiscard]] Verdict at_cluster(bool met, ClusterId found) const;

  const World& world_;
  const core::Scheduler& scheduler_;
  Moments& moments_;
  std::vector<std::optional<Verdict>> seen_;  ///< by expectation
};

}  // namespace roamsim::actors
