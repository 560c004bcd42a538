#pragma once

#include "models/base/time.hpp"
#include "models/call_routing/parameters.hpp"

namespace roamsim::calls {

/// What OPTIONS ping has made of one trunk, seen from one end. Pings follow from their phase, so that none is an event:
/// the state is brought up to date when it is asked for or when the far end changes.
class TrunkMonitor {
 public:
  /// `phase`: date of the first ping.
  TrunkMonitor(Time phase, bool answers) : answers_(answers), next_(phase) {}

  /// The far end answers from `now` on, or does not.
  void set_answers(const OptionsPing& ping, Time now, bool answers);
  [[nodiscard]] bool answers() const { return answers_; }
  /// Whether the trunk is in service.
  [[nodiscard]] bool in_service(const OptionsPing& ping, Time now) {
    advance(ping, now);
    return in_service_;
  }
  /// When the state changes next if the far end stays as it is; `never` if it does not.
  [[nodiscard]] Time changes_at(const OptionsPing& ping, Time now);

 private:
  void advance(const OptionsPing& ping, Time now);

  bool answers_;
  bool in_service_ = true;
  Time next_;            ///< date of the next ping; in the midst of retries that of the last one sent
  bool trying_ = false;  ///< that ping had no answer so far
};

/// How long a ping and its retries go unanswered until the trunk is out of service.
constexpr Duration given_up_after(const OptionsPing& ping) {
  return (static_cast<Duration>(ping.retries) + 1) * ping.retry_timer;
}

}  // namespace roamsim::calls
