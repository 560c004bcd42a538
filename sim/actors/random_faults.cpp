#include "sim/actors/random_faults.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "sim/actors/plan.hpp"
#include "sim/core/random/distribution.hpp"
#include "sim/core/random/stream.hpp"

namespace roamsim {
namespace {

using Class = RandomFaults::Class;

random::Distribution distribution_of(const RandomFaults& faults, Duration mean) {
  switch (faults.distribution) {
    case RandomFaults::Distribution::exponential:
      return random::Exponential{mean};
    case RandomFaults::Distribution::fixed:
      return random::Constant{mean};
    case RandomFaults::Distribution::lognormal: {
      const random::Checked<random::Lognormal> found = random::lognormal_from_mean(mean, faults.sigma);
      if (const auto* lognormal = std::get_if<random::Lognormal>(&found)) return *lognormal;
      return random::Constant{mean};
    }
  }
  return random::Constant{mean};
}

/// What the streams of a class are for; part of what a seed means, so never to be renamed.
std::string purpose_of(const RandomFaults& faults) {
  switch (faults.kind) {
    case Class::cluster_outage:
      return "faults.cluster_outage";
    case Class::node_outage:
      return "faults.node_outage";
    case Class::publisher_outage:
      return "faults.publisher_outage";
    case Class::access_outage:
      return "faults.access_outage";
    case Class::link_outage:
      return "faults.link_outage";
    case Class::synchronization_failure:
      return "faults.synchronization_failure";
    case Class::service_stop:
      break;
  }
  switch (faults.service) {
    case Service::ils:
      return "faults.service_stop.ils";
    case Service::extension_mobility:
      return "faults.service_stop.extension_mobility";
    case Service::tftp:
      return "faults.service_stop.tftp";
    case Service::extension_mobility_application:
      return "faults.service_stop.extension_mobility_application";
    case Service::ip_phone_services:
      return "faults.service_stop.ip_phone_services";
    case Service::tomcat:
      return "faults.service_stop.tomcat";
    case Service::call_processing:
      break;
  }
  return "faults.service_stop.call_processing";
}

class Drawing {
 public:
  explicit Drawing(const Plan& plan) : plan_(plan) {}

  std::vector<TimelineEntry> run() {
    for (const RandomFaults& faults : plan_.random_faults) draw(faults);
    std::stable_sort(drawn_.begin(), drawn_.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
    return std::move(drawn_);
  }

 private:
  void draw(const RandomFaults& faults) {
    if (faults.kind == Class::synchronization_failure) {
      draw(faults, "super_user_sync", [](Duration lasts) { return SynchronizationFailure{lasts}; });
    }
    for (const LinkId link : faults.links) {
      const DirectLinkPlan& ends = plan_.links[link.index()];
      const auto [a, b] = std::minmax(name(ends.a), name(ends.b));
      draw(faults, a + '\n' + b, [link](Duration lasts) { return LinkOutage{link, lasts}; });
    }
    for (const ClusterId cluster : faults.clusters) draw(faults, cluster);
  }

  void draw(const RandomFaults& faults, ClusterId cluster) {
    switch (faults.kind) {
      case Class::cluster_outage:
        return draw(faults, name(cluster), [cluster](Duration lasts) { return ClusterOutage{cluster, lasts}; });
      case Class::publisher_outage:
        return draw(faults, name(cluster), [cluster](Duration lasts) { return PublisherOutage{cluster, lasts}; });
      case Class::access_outage:
        return draw(faults, name(cluster), [cluster](Duration lasts) { return AccessOutage{cluster, lasts}; });
      case Class::service_stop:
        return draw(faults, name(cluster), [cluster, service = faults.service](Duration lasts) {
          return ServiceStop{cluster, std::nullopt, service, lasts};
        });
      case Class::node_outage: {
        const auto& nodes = plan_.clusters[cluster.index()].nodes;
        for (std::uint32_t n = 0; n < nodes.size(); ++n) {
          draw(faults, nodes[n].name, [cluster, n](Duration lasts) { return NodeOutage{cluster, n, lasts}; });
        }
        return;
      }
      case Class::link_outage:
      case Class::synchronization_failure:
        return;
    }
  }

  template <class Make>
  void draw(const RandomFaults& faults, const std::string& thing, Make make) {
    random::Stream stream(random::derive(plan_.seed, thing, purpose_of(faults)));
    const random::Distribution working = distribution_of(faults, faults.mtbf);
    const random::Distribution out = distribution_of(faults, faults.mttr);
    const Time last = std::min(faults.until, plan_.duration);
    Time at = faults.from;
    while (drawn_.size() < 2 * most_random_faults) {
      // Draws are at most 2^62, and dates are far below the other half of what fits.
      at += std::max<Duration>(random::draw(working, stream), 1);
      if (at > last) return;
      const Duration lasts = std::max<Duration>(random::draw(out, stream), 1);
      drawn_.push_back({at, make(lasts)});
      if (lasts > last - at) return;
      at += lasts;
    }
  }

  [[nodiscard]] const std::string& name(ClusterId cluster) const { return plan_.clusters[cluster.index()].name; }

  const Plan& plan_;
  std::vector<TimelineEntry> drawn_;
};

}  // namespace

std::vector<TimelineEntry> draw_faults(const Plan& plan) {
  return Drawing(plan).run();
}

}  // namespace roamsim
