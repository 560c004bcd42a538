#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"
#include "models/base/time.hpp"

namespace roamsim::record {

/// The objects of RTMT whose counters the model carries.
enum class CounterObject : std::uint8_t { extension_mobility, call_manager, tftp, change_notification };

/// Those counters. docs/results.md says what each of them is.
enum class Counter : std::uint8_t {
  requests_handled,
  requests_in_progress,
  requests_throttled,
  logins_successful,
  logouts_successful,
  requests_attempted,
  calls_active,
  calls_attempted,
  calls_completed,
  registered_phones,
  devices_built,
  device_changes,
  files_in_progress,
  notifications_queued
};

/// A counter as RTMT names it.
struct CounterWords {
  Counter counter;
  CounterObject object;
  std::string_view path;  ///< of a host: object, backslash, counter
  std::string_view text;  ///< what it is, in words
};

/// In the order of the enumeration, which is that of the columns of a log.
inline constexpr std::array<CounterWords, 14> counter_words{{
    {Counter::requests_handled, CounterObject::extension_mobility, "Cisco Extension Mobility\\RequestsHandled",
     "HTTP requests that the node took"},
    {Counter::requests_in_progress, CounterObject::extension_mobility, "Cisco Extension Mobility\\RequestsInProgress",
     "of those, the ones without answer"},
    {Counter::requests_throttled, CounterObject::extension_mobility, "Cisco Extension Mobility\\RequestsThrottled",
     "requests refused with 26"},
    {Counter::logins_successful, CounterObject::extension_mobility, "Cisco Extension Mobility\\LoginsSuccessful",
     "logins answered with success"},
    {Counter::logouts_successful, CounterObject::extension_mobility, "Cisco Extension Mobility\\LogoutsSuccessful",
     "logouts answered with success"},
    {Counter::requests_attempted, CounterObject::extension_mobility,
     "Cisco Extension Mobility\\Total Login/LogoutRequestsAttempted", "logins and logouts that came, refused or not"},
    {Counter::calls_active, CounterObject::call_manager, "Cisco CallManager\\CallsActive",
     "calls through the node that have been answered and are not over"},
    {Counter::calls_attempted, CounterObject::call_manager, "Cisco CallManager\\CallsAttempted",
     "calls that came to the node"},
    {Counter::calls_completed, CounterObject::call_manager, "Cisco CallManager\\CallsCompleted",
     "calls through the node that were answered and are over"},
    {Counter::registered_phones, CounterObject::call_manager, "Cisco CallManager\\RegisteredHardwarePhones",
     "phones registered with the node"},
    {Counter::devices_built, CounterObject::tftp, "Cisco TFTP Server\\BuildDeviceCount",
     "phones whose configuration the node has"},
    {Counter::device_changes, CounterObject::tftp, "Cisco TFTP Server\\DeviceChangeNotifications",
     "changes of a phone that the node was told of"},
    {Counter::files_in_progress, CounterObject::tftp, "Cisco TFTP Server\\RequestsInProgress",
     "phones that wait for their files or get them"},
    {Counter::notifications_queued, CounterObject::change_notification,
     "Database Change Notification Server\\QueuedRequestsInDB",
     "changes that the call processing is still to be told of"},
}};

constexpr const CounterWords& words_for(Counter counter) {
  return counter_words[static_cast<std::size_t>(counter)];
}

/// The counters of every node at every sample, built from what changes them.
class CounterSeries {
 public:
  struct Node {
    ClusterId cluster;
    std::uint32_t number = 1;                                                ///< of the cluster's nodes, counted from 1
    std::array<bool, 4> objects = {};                                        ///< by CounterObject: it is there
    bool kept = true;                                                        ///< its log is written
    std::array<std::vector<std::int32_t>, counter_words.size()> steps = {};  ///< by sample: the change since the last
  };

  /// Counts from now on, until which nothing is. `nodes`: all of the run, by NodeId.
  void start(Duration interval, Time end, std::vector<Node> nodes) {
    interval_ = interval;
    end_ = end;
    nodes_ = std::move(nodes);
  }
  [[nodiscard]] bool counts() const { return interval_ > 0; }

  /// The counter changes at a date, which need not have come: every sample from then on has it.
  void add(NodeId node, Counter counter, Time at, std::int32_t by) {
    if (!counts() || !node.valid() || at > end_) return;
    const auto sample = static_cast<std::size_t>((at + interval_ - 1) / interval_);
    Node& own = nodes_[node.index()];
    own.objects[static_cast<std::size_t>(words_for(counter).object)] = true;
    std::vector<std::int32_t>& steps = own.steps[static_cast<std::size_t>(counter)];
    if (steps.size() <= sample) steps.resize(sample + 1, 0);
    steps[sample] += by;
  }

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] Duration interval() const { return interval_; }
  /// Whether the node has the object of the counter: it ran there at the start, or something was counted.
  [[nodiscard]] static bool has(const Node& node, const CounterWords& counter) {
    return node.objects[static_cast<std::size_t>(counter.object)];
  }
  /// At a sample, counted from 0.
  [[nodiscard]] static std::int64_t value(const Node& node, Counter counter, std::size_t sample) {
    const std::vector<std::int32_t>& steps = node.steps[static_cast<std::size_t>(counter)];
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < std::min(sample + 1, steps.size()); ++i) sum += steps[i];
    return sum;
  }

 private:
  Duration interval_ = 0;  ///< 0: nothing is counted
  Time end_ = 0;
  std::vector<Node> nodes_;
};

}  // namespace roamsim::record
