#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "sim/actors/plan.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// What a comparison of a whole run found.
struct Comparison {
  std::string wrong;         ///< the first route that differs, in words; empty if none
  std::size_t compared = 0;  ///< routes, at dates at which something was learned
  std::size_t untrue = 0;    ///< of these, not to where the user was
  std::size_t refused = 0;   ///< learned objects that found no room, and again where a table was read anew
  std::size_t blocked = 0;   ///< how often a rule kept a cluster from a route
  std::size_t restored = 0;  ///< clusters that went back to a backup
  std::size_t left = 0;      ///< clusters that left the network
  std::size_t skewed = 0;    ///< logins committed while the clock of their cluster was wrong
};

/// What the tables say at a date.
class Routing {
 public:
  virtual ~Routing() = default;
  /// Where the cluster sends calls for the user; none: nowhere.
  [[nodiscard]] virtual std::optional<std::size_t> route(std::size_t cluster, std::size_t user) = 0;
  /// Where the user is.
  [[nodiscard]] virtual std::size_t truth(std::size_t user) const = 0;
};

/// Told of each date behind all that happens then.
using AfterEachDate = std::function<void(Time at, Routing& now)>;

/// Follows the journal of a run with a list of all that each cluster has heard and tables of the stays, users and
/// learned objects it therefore knows, and works out every route anew at each date; compares it with what the run
/// routed by. Who goes back to a backup reads the list of that date again, who leaves the network what of it is its
/// own. Shares no code with the model. The journal must be whole.
[[nodiscard]] Comparison compare_routes(const Plan& plan, const record::Journal& journal,
                                        const std::set<Time>& more_dates = {}, const AfterEachDate& after_each = {});

}  // namespace roamsim::actors
