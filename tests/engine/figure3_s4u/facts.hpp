#pragma once

#include <map>
#include <string>

#include "models/base/time.hpp"
#include "sim/actors/plan.hpp"

namespace roamsim::figure3 {

/// What happened and when: a name that says everything but the date, and the date. A name that comes again gets a
/// number.
class Facts {
 public:
  void add(const std::string& what, Time at) {
    const int again = ++times_[what];
    dates_[again == 1 ? what : what + " #" + std::to_string(again)] = at;
  }
  [[nodiscard]] const std::map<std::string, Time>& dates() const { return dates_; }

 private:
  std::map<std::string, int> times_;
  std::map<std::string, Time> dates_;
};

/// One line a fact, to be carried from one process to another.
std::string written(const Facts& facts);
std::map<std::string, Time> read(const std::string& text);

/// The names of facts, so that both sides use the same ones.
std::string committed(const std::string& user, const std::string& what, const std::string& cluster);
std::string call_ended(std::size_t number, const std::string& outcome, const std::string& origin,
                       const std::string& target);
std::string phone(const std::string& user, const std::string& cluster, bool registered);

/// The story as the simulation tells it. Once in the life of a process.
Facts by_simulation(const Plan& plan);
/// The story as a plain SimGrid program tells it: an s4u::Actor for whoever acts, links with latency, the protocol
/// written once more. It knows cluster outages, logins and calls of a network of hubs that stands from the start, and
/// no repetition of what was lost. Once in the life of a process.
Facts by_plain_program(const Plan& plan);

}  // namespace roamsim::figure3
