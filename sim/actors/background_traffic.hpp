#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sim/actors/arrivals.hpp"
#include "sim/actors/call_figures.hpp"
#include "sim/actors/call_service.hpp"
#include "sim/actors/callees.hpp"
#include "sim/actors/context.hpp"
#include "sim/core/random/distribution.hpp"

namespace roamsim::actors {

/// Places the calls of the plan's traffic: one source for each traffic and home cluster, with one pending event. A call
/// is drawn from a stream of its own below that of its source, so that neither what becomes of other calls nor other
/// sources change whom it is between, when it is placed or how long it takes.
class BackgroundTraffic {
 public:
  /// What is drawn again while the caller is in a call, so that the load offered stays what was asked for. Where so
  /// many in a row are, the call counts as one of a busy caller: with half of the phones in calls, once in 65,000
  /// calls.
  static constexpr int most_callers = 16;

  BackgroundTraffic(Context& context, CallService& calls, CallFigures& figures);
  /// The sources refer to the users here.
  BackgroundTraffic(const BackgroundTraffic&) = delete;
  BackgroundTraffic& operator=(const BackgroundTraffic&) = delete;

  void start();

 private:
  /// A call as it was drawn.
  struct Drawn {
    random::Stream stream;  ///< goes on where the draws ended
    Duration talk = 0;
    UserId caller = {}, callee = {};  ///< no callee: there is nobody to call
  };
  struct Source {
    UserBlock callers;
    const Callees* callees;
    random::Distribution holding;
    Arrivals arrivals;
    random::StreamKey calls;
    Time last = never;         ///< no call is later
    std::uint64_t number = 0;  ///< of the next call
    std::optional<Drawn> next = {};
  };
  /// By home cluster; none where the traffic does not say.
  std::vector<const Callees*> add_callees(const TrafficPlan& traffic);
  void add_sources(const TrafficPlan& traffic);
  void arm(std::size_t source);
  void place(std::size_t source);
  static Drawn draw(Source& source);

  Context& context_;
  CallService& calls_;
  CallFigures& figures_;
  const UsersByHome everybody_;
  std::vector<UsersByHome> callers_;  ///< by traffic
  std::deque<Callees> callees_;       ///< sources point to them
  std::vector<Source> sources_;
};

}  // namespace roamsim::actors
