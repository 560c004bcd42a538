#include "models/call_routing/trunk_monitor.hpp"

namespace roamsim::calls {

void TrunkMonitor::set_answers(const OptionsPing& ping, Time now, bool answers) {
  advance(ping, now);
  if (answers == answers_) return;
  answers_ = answers;
  // A retry that is still to come finds the far end again; the next ping follows after the usual time.
  if (answers && trying_) {
    trying_ = false;
    next_ += ping.interval;
  }
}

void TrunkMonitor::advance(const OptionsPing& ping, Time now) {
  // What answers in service, and what does not out of service, only goes on with its rhythm.
  const bool steady = !trying_ && answers_ == in_service_;
  const Duration rhythm = in_service_ ? ping.interval : ping.interval_out_of_service;
  if (steady) {
    if (next_ < now) next_ += (now - next_ + rhythm - 1) / rhythm * rhythm;
    return;
  }
  if (!trying_ && next_ < now && answers_) {
    in_service_ = true;
    next_ += ping.interval;
    return advance(ping, now);
  }
  if (!trying_ && next_ < now) trying_ = true;
  if (trying_ && next_ + given_up_after(ping) <= now) {
    trying_ = false;
    in_service_ = false;
    next_ += given_up_after(ping) + ping.interval_out_of_service;
    advance(ping, now);
  }
}

Time TrunkMonitor::changes_at(const OptionsPing& ping, Time now) {
  advance(ping, now);
  if (trying_) return next_ + given_up_after(ping);
  if (answers_ == in_service_) return never;
  // A ping of this very instant is still to be sent.
  return answers_ ? next_ + 1 : next_ + given_up_after(ping);
}

}  // namespace roamsim::calls
