#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/actors/moment.hpp"
#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

class Checker;

/// What is known of dates before the run: what they are measured from, and how early they can be.
class Dates {
 public:
  explicit Dates(Checker& checker) : checker_(checker) {}

  /// When a named entry of the timeline starts and ends; none if a mistake in it leaves that open.
  struct Named {
    std::optional<Moment> started, ended;
  };
  /// False if the name is taken.
  bool name(const std::string& entry, std::size_t index) { return index_.emplace(entry, index).second; }
  /// The timeline's index of a named entry.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view name) const;
  void settle(const std::string& entry, Named dates) { named_[entry] = dates; }

  /// The timeline takes the cluster down, at a time that is settled later.
  void note_outage(ClusterId cluster) { outages_[cluster]; }
  /// Whether no mistake may hide an outage: else what has none is not reported.
  void trust_outages(bool all_known) { all_known_ = all_known; }
  void settle_outage(ClusterId cluster, const Moment& at, Duration lasts);
  /// Finds the earliest date of every event, once all outages are settled.
  void settle_events();

  /// What a date of the file stands for; none, reported unless the name's own entry is at fault, if for nothing.
  std::optional<Moment> resolve(const MomentSpec& spec, const std::string& pointer);

  /// Reports a moment beyond the end of the run, or one that waits for itself.
  bool in_run(const Moment& moment, const std::string& pointer, std::string_view what = {});

  /// No date of the moment is earlier; `never` for what cannot come.
  [[nodiscard]] Time earliest(const Moment& moment) const;

  /// As a file states it.
  [[nodiscard]] std::string text(const Moment& moment) const;

 private:
  struct Outage {
    Moment at;
    Duration lasts = 0;  ///< until power is back; the cluster serves no earlier
  };
  struct Events {
    Time failed = never;
    Time recovered = never;
  };
  [[nodiscard]] bool has_outage(ClusterId cluster) const { return outages_.contains(cluster); }

  Checker& checker_;
  bool all_known_ = true;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<std::string, Named, std::less<>> named_;
  std::map<ClusterId, std::vector<Outage>> outages_;
  std::map<ClusterId, Events> events_;
};

}  // namespace roamsim::scenario
