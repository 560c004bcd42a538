#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"
#include "models/call_routing/decision.hpp"
#include "models/call_routing/reason.hpp"

namespace roamsim::actors {

/// A place on the way of a call: a cluster, or the PSTN.
struct Passed {
  ClusterId cluster;      ///< none: the PSTN
  NodeId node = {};       ///< of the cluster, which processes the call; none: it is gone, or knows nothing of the call
  bool by_trunk = false;  ///< it came here over the trunk from the cluster before
  bool channel = false;   ///< of which it holds a channel
  bool counted = false;   ///< it is one of the cluster's calls
};

/// The way of a call, from the caller's cluster on. Few are longer than by way of one cluster between two.
using CallPath = boost::container::small_vector<Passed, 3>;

/// How many channels of trunks a call on this way holds.
inline std::uint64_t channels_on(const CallPath& path) {
  std::uint64_t held = 0;
  for (const Passed& passed : path) held += passed.channel ? 1 : 0;
  return held;
}

/// One call while it is set up; what CallRouter works on, step by step.
struct CallSetup {
  enum class Stage : std::uint8_t {
    dial,     ///< the last digit has been dialled
    arrive,   ///< it has come to the last cluster of the path
    route,    ///< that cluster has analysed the digits
    send,     ///< an INVITE leaves for the next cluster
    reach,    ///< it gets there, if anybody is there
    repeat,   ///< nobody was: it is sent again
    give_up,  ///< that trunk has failed
    pstn,     ///< the public network delivers it
    over      ///< `reason` says how
  };

  UserId from = {};
  UserId to = {};           ///< whom the number belongs to; none: nobody
  std::string number = {};  ///< as dialled or forwarded to; of a call that is not followed empty: the DN of `to`
  bool asks = false;        ///< it only finds out: it takes nothing, and neither busy lines nor limits are in its way
  bool followed = true;     ///< false: nothing changes while it is set up, so that repetitions need no steps
  bool answers = true;      ///< somebody is there who answers
  bool lasts = false;       ///< they will talk: it occupies lines. Else the caller hangs up when the phone rings

  Stage stage = Stage::dial;
  calls::Entry entry = calls::Entry::phone;
  PhoneId calling = {}, called = {};
  ClusterId origin = {};
  ClusterId target = {};    ///< the cluster routed to last
  ClusterId next = {};      ///< the one that the INVITE goes to now
  std::size_t decided = 0;  ///< by the cluster at this place of the path, which tries one way after the other
  calls::Entry decided_as = calls::Entry::phone;  ///< how it had come to that cluster
  std::size_t attempt = 0;                        ///< which of its ways
  std::uint32_t invites = 0;                      ///< sent on the present trunk
  Time invited = 0;                               ///< when the first of them left
  std::uint32_t forwards = 0;                     ///< by Call Forward Unregistered
  std::uint32_t hops = 0;                         ///< trunks and forwardings
  bool used_pstn = false;
  std::array<UserId, 2> occupied = {};  ///< users whose lines have the call; none: nobody's
  CallPath path = {};
  Time arrived = 0;  ///< at the last place of the path
  calls::Reason reason = calls::Reason::answered;

  /// Whether the channel of the trunk to `next` is taken, though the call is not there yet.
  [[nodiscard]] bool holds_next() const {
    return !asks && (stage == Stage::reach || stage == Stage::repeat || stage == Stage::give_up);
  }
  /// How many channels of trunks the call holds.
  [[nodiscard]] std::uint64_t channels() const { return channels_on(path) + (holds_next() ? 1 : 0); }
  [[nodiscard]] bool over() const { return stage == Stage::over; }
  /// Where the call is; there must have been a cluster.
  [[nodiscard]] ClusterId at() const { return path.back().cluster; }
};

/// Is told what a call does, for records of it.
class CallTrail {
 public:
  virtual ~CallTrail() = default;
  /// The call has come to the last place of its path.
  virtual void entered(const CallSetup& setup) = 0;
  /// An INVITE leaves for the next cluster, and gets there after `way` unless it is lost.
  virtual void invited(const CallSetup& setup, Duration way, bool lost) = 0;
  /// What is beyond the place in the path that decided has failed by this way, for the setup's reason.
  virtual void turned_back(const CallSetup& setup) = 0;
  /// The trunk to the next cluster has failed, for the setup's reason.
  virtual void failed(const CallSetup& setup) = 0;
};

}  // namespace roamsim::actors
