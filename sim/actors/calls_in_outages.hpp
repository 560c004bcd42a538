#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/time.hpp"
#include "sim/record/journal.hpp"

namespace roamsim::actors {

/// How many calls were placed during each outage, and how many of them were lost: those of the whole network, whatever
/// it was that they met.
class CallsInOutages {
 public:
  /// Outages are taken from the rows of events, which must be in the journal. `longest_set_up`: no call takes longer to
  /// meet its outcome.
  CallsInOutages(const record::Journal& journal, Duration longest_set_up)
      : journal_(journal), longest_set_up_(longest_set_up) {}

  /// A call placed at `at`, whose outcome has become known now.
  void count(Time at, bool lost);
  /// Adds two scalars for each outage.
  void report(record::Journal& journal, const record::Names& names);

 private:
  struct Outage {
    record::EventRow begun;
    Time until = never;
    std::uint64_t offered = 0;
    std::uint64_t lost = 0;
  };
  void take_events();

  const record::Journal& journal_;
  Duration longest_set_up_;
  std::size_t seen_ = 0;  ///< events
  std::vector<Outage> outages_;
  std::size_t first_ = 0;  ///< those before it ended long ago
};

}  // namespace roamsim::actors
