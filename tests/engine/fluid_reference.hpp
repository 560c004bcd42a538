#pragma once

#include <cstdint>
#include <vector>

#include "models/base/time.hpp"

namespace roamsim::engine::test {

/// Something done at a date to flows over one link, or to the link.
struct Step {
  enum class Kind : std::uint8_t { start, cancel, link_off, link_on, node_off, node_on, bandwidth };
  Kind kind = Kind::start;
  Time at = 0;
  int number = 0;           ///< start, cancel: of the flow; node_off, node_on: of the node
  int node = 0;             ///< start: the node that the flow needs
  std::int64_t amount = 0;  ///< start: bytes; bandwidth: bit/s
};

/// What becomes of a flow.
struct Fate {
  enum class How : std::uint8_t { unknown, completed, failed, cancelled };
  How how = How::unknown;
  long double at = 0;  ///< ns
};

/// What theory says.
struct Theory {
  std::vector<Fate> fates;  ///< by number of the flow
  bool close = false;       ///< a completion is so close to a fault or cancellation that either may come first
};

/// Egalitarian processor sharing, exactly: between two events each flow has an equal share of the link. `steps` in the
/// order of their dates.
Theory processor_sharing(const std::vector<Step>& steps, int flows, int nodes, std::int64_t bandwidth);

}  // namespace roamsim::engine::test
