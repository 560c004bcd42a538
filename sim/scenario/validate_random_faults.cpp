#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "sim/scenario/checker.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::scenario {
namespace {

using Class = RandomFaults::Class;

/// Whether what fails must boot before it runs again.
bool boots(Class kind) {
  return kind == Class::cluster_outage || kind == Class::node_outage || kind == Class::publisher_outage;
}

class RandomFaultsCheck {
 public:
  explicit RandomFaultsCheck(Checker& checker) : checker_(checker) {}

  void run() {
    for (std::size_t i = 0; i < checker_.spec.random_faults.size(); ++i) check(i);
  }

 private:
  void check(std::size_t i) {
    const RandomFaultsSpec& spec = checker_.spec.random_faults[i];
    const std::string at = fmt::format("/random_faults/{}", i);
    RandomFaults faults;
    faults.kind = spec.kind;
    faults.mtbf = spec.mtbf;
    faults.mttr = spec.mttr;
    faults.distribution = spec.distribution;
    faults.sigma = spec.sigma;
    faults.from = spec.from;
    faults.until = spec.until.value_or(never);
    check_service(spec, faults, at);
    check_dates(spec, at);
    const std::vector<ClusterId> clusters = chosen(spec, at);
    if (clusters.empty() || !checker_.clean(at)) return;
    if (spec.kind == Class::synchronization_failure) {
      take(i, faults, 0, "the synchronization tool");
    } else if (spec.kind == Class::link_outage) {
      take_links(clusters, faults, at);
    } else {
      faults.clusters = clusters;
      for (const ClusterId cluster : clusters) take(i, faults, cluster.value, name(cluster));
    }
    for (const ClusterId cluster : faults.clusters) check_boot(faults, cluster, at);
    for (const LinkId link : faults.links) take(i, faults, link.value, "a line");
    if (!checker_.clean(at) || !is_bounded(faults, at)) return;
    if (spec.kind == Class::cluster_outage) {
      for (const ClusterId cluster : clusters) {
        checker_.dates.note_outage(cluster);
        checker_.dates.settle_outage(cluster, Moment(spec.from), 1);
      }
    }
    checker_.plan.random_faults.push_back(std::move(faults));
  }

  void check_service(const RandomFaultsSpec& spec, RandomFaults& faults, const std::string& at) {
    if (!checker_.clean(at + "/class") || !checker_.clean(at + "/service")) return;
    if (spec.kind == Class::service_stop && !spec.service) {
      checker_.error(at, {"a service_stop without \"service\"", "\"service\": what stops", {}});
    } else if (spec.kind != Class::service_stop && spec.service) {
      checker_.error(at + "/service", {"a service of what is no service_stop", "no \"service\"", {}});
    }
    faults.service = spec.service.value_or(Service::ils);
  }

  void check_dates(const RandomFaultsSpec& spec, const std::string& at) {
    if (checker_.clean(at + "/from")) checker_.in_run(spec.from, at + "/from");
    if (!spec.until || !checker_.clean(at + "/until") || !checker_.in_run(*spec.until, at + "/until")) return;
    if (*spec.until > spec.from) return;
    checker_.error(
        at + "/until",
        {checker_.written(at + "/until"), "a date after \"from\", which is " + format_duration(spec.from), {}});
  }

  std::vector<ClusterId> chosen(const RandomFaultsSpec& spec, const std::string& at) {
    if (spec.kind == Class::synchronization_failure && spec.clusters && checker_.clean(at + "/cluster")) {
      checker_.error(at + "/cluster",
                     {"clusters of a synchronization_failure", "no \"cluster\": the tool is one for all", {}});
    }
    if (spec.clusters) return checker_.selectors.clusters(*spec.clusters, at + "/cluster");
    std::vector<ClusterId> all;
    for (std::size_t c = 0; c < checker_.plan.clusters.size(); ++c) all.emplace_back(c);
    return all;
  }

  void take_links(const std::vector<ClusterId>& clusters, RandomFaults& faults, const std::string& at) {
    const auto among = [&](ClusterId id) { return std::find(clusters.begin(), clusters.end(), id) != clusters.end(); };
    for (std::size_t l = 0; l < checker_.plan.links.size(); ++l) {
      if (among(checker_.plan.links[l].a) && among(checker_.plan.links[l].b)) faults.links.emplace_back(l);
    }
    if (!faults.links.empty()) return;
    checker_.error(at, {"a link_outage where no line of network.links joins two of the clusters",
                        "clusters with a line between them",
                        {}});
  }

  /// A thing has one source of faults of a class: it has one stream.
  void take(std::size_t i, const RandomFaults& faults, std::uint32_t id, const std::string& what) {
    const auto [other, added] = taken_.emplace(std::tuple(faults.kind, faults.service, id), i);
    const std::string at = fmt::format("/random_faults/{}", i);
    if (added || !checker_.clean(at)) return;
    checker_.error(at, {"random faults of " + what + " a second time", "one entry for each class and thing",
                        fmt::format("/random_faults/{} has it already", other->second)});
  }

  void check_boot(const RandomFaults& faults, ClusterId cluster, const std::string& at) {
    const Duration boot = checker_.plan.clusters[cluster.index()].recovery.boot;
    if (!boots(faults.kind) || faults.mtbf > boot || !checker_.clean(at + "/mtbf")) return;
    checker_.error(at + "/mtbf", {format_duration(faults.mtbf) + ", in which nothing would ever run",
                                  fmt::format("more than {}, the boot of {}", format_duration(boot), name(cluster)),
                                  {}});
  }

  bool is_bounded(const RandomFaults& faults, const std::string& at) {
    double things = static_cast<double>(faults.links.size()) + (faults.kind == Class::synchronization_failure ? 1 : 0);
    for (const ClusterId cluster : faults.clusters) {
      const std::size_t nodes = checker_.plan.clusters[cluster.index()].nodes.size();
      things += faults.kind == Class::node_outage ? static_cast<double>(nodes) : 1.0;
    }
    const Duration span = std::min<Duration>(faults.until, checker_.spec.duration) - faults.from;
    expected_ += things * static_cast<double>(span) / static_cast<double>(faults.mtbf + faults.mttr);
    if (expected_ <= most_random_faults) return true;
    checker_.error(at + "/mtbf", {fmt::format("{:.0f} faults to be expected in all", expected_),
                                  fmt::format("at most {} in a scenario", most_random_faults),
                                  {}});
    return false;
  }

  [[nodiscard]] const std::string& name(ClusterId cluster) const {
    return checker_.plan.clusters[cluster.index()].name;
  }

  Checker& checker_;
  std::map<std::tuple<Class, Service, std::uint32_t>, std::size_t> taken_;
  double expected_ = 0;
};

}  // namespace

void check_random_faults(Checker& checker) {
  RandomFaultsCheck(checker).run();
}

}  // namespace roamsim::scenario
