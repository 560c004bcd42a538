#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/actors/call_router.hpp"
#include "sim/actors/call_setup.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// The row of no leg, in a list of legs.
inline constexpr std::uint32_t no_leg = 0xFFFFFFFF;

/// The node went down: it writes no record of the calls whose legs these are. False if none of them was processed
/// there, or if that was known.
bool lose_signalling(Context& context, const std::vector<std::uint32_t>& legs, NodeId node);

/// Writes down what one call does: its passage through each cluster, and its messages.
class CallRecorder final : public CallTrail {
 public:
  CallRecorder(Context& context, const CallRouter& router) : context_(&context), router_(&router) {}
  /// For the next call.
  void begin(CallId call);

  void entered(const CallSetup& setup) override;
  void invited(const CallSetup& setup, Duration way, bool lost) override;
  void turned_back(const CallSetup& setup) override;
  void failed(const CallSetup& setup) override;
  /// The node went down: what the cluster knew of the call is gone.
  void node_lost(NodeId node) { lose_signalling(*context_, legs_, node); }
  /// The call is over, and the caller learns of it after `after`.
  void over(const CallSetup& setup, Duration after);

  [[nodiscard]] CallId call() const { return call_; }
  /// The rows of its legs, in the order of its path.
  [[nodiscard]] std::vector<std::uint32_t> take_legs();
  /// The message that ends an answered call, from cluster to cluster.
  static void hung_up(Context& context, CallId call, const CallPath& path);
  /// Clusters and PSTN as they were passed, joined by " > ".
  [[nodiscard]] static std::string path_text(const Context& context, const CallPath& path);

 private:
  void message(Time at, record::CallParty from, record::CallParty to, std::string_view text, Time arrives);
  Time back_to_caller(const CallSetup& setup, Time at, std::string_view text);
  [[nodiscard]] static record::CallParty party(const Passed& passed) {
    using enum record::CallParty::Kind;
    return passed.cluster.valid() ? record::CallParty{cluster, passed.cluster} : record::CallParty{pstn, {}};
  }

  Context* context_;
  const CallRouter* router_;
  CallId call_;
  std::vector<std::uint32_t> legs_;
};

}  // namespace roamsim::actors
