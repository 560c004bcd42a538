#include "sim/study/single_faults.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <type_traits>
#include <utility>

#include "sim/actors/random_faults.hpp"
#include "sim/scenario/json_writer.hpp"
#include "sim/scenario/units.hpp"

namespace roamsim::study {
namespace {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};

/// What is out of service; faults of one thing must not meet. Two outages of a node are of one thing, however they are
/// named.
struct Thing {
  enum class Kind : std::uint8_t { none, cluster, node, service, access, link };
  Kind kind = Kind::none;
  std::uint32_t id = 0;
  std::uint32_t part = 0;  ///< the node, or the service
  std::uint32_t node = 0;  ///< on which a service is stopped; none_value: everywhere
  auto operator<=>(const Thing&) const = default;
};

Thing service_of(const ServiceStop& fault) {
  return {Thing::Kind::service, fault.cluster.value, static_cast<std::uint32_t>(fault.service),
          fault.node.value_or(ClusterId::none_value)};
}

Thing thing_of(const SingleFault& fault) {
  using Kind = Thing::Kind;
  return std::visit(Overload{[](const ClusterOutage& f) {
                               return Thing{Kind::cluster, f.cluster.value};
                             },
                             [](const NodeOutage& f) {
                               return Thing{Kind::node, f.cluster.value, f.node};
                             },
                             [](const PublisherOutage& f) {
                               return Thing{Kind::node, f.cluster.value};
                             },
                             [](const AccessOutage& f) {
                               return Thing{Kind::access, f.cluster.value};
                             },
                             [](const LinkOutage& f) {
                               return Thing{Kind::link, f.link.value};
                             },
                             [](const ServiceStop& f) { return service_of(f); }},
                    fault);
}

/// What an entry of the plan itself puts out of service, and for how long.
struct Own {
  Thing thing;
  Duration lasts = 0;
};

Own own_of(const Plan& plan, const TimelineAction& action) {
  const auto cluster = [](ClusterId id, Duration lasts) { return Own{{Thing::Kind::cluster, id.value}, lasts}; };
  return std::visit(Overload{[](const ClusterOutage& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [](const NodeOutage& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [](const PublisherOutage& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [](const AccessOutage& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [](const LinkOutage& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [](const ServiceStop& f) {
                               return Own{thing_of(f), f.lasts};
                             },
                             [&](const Shutdown& f) {
                               return cluster(f.cluster, plan.clusters[f.cluster.index()].recovery.shutdown + f.lasts);
                             },
                             [&](const Restore& f) { return cluster(f.cluster, f.lasts); },
                             [&](const SwitchVersion& f) { return cluster(f.cluster, 0); },
                             [](const auto& /*puts nothing of these out*/) { return Own{}; }},
                    action);
}

class OwnFaults {
 public:
  explicit OwnFaults(const Plan& plan) {
    for (const TimelineEntry& entry : plan.timeline) note(plan, entry);
    for (const TimelineEntry& entry : draw_faults(plan)) note(plan, entry);
  }

  /// Whether a fault of the thing would meet one; to touch is to meet.
  [[nodiscard]] bool meet(const Thing& thing, Time from, Time until) const {
    const auto found = spans_.find(thing);
    return found != spans_.end() && std::any_of(found->second.begin(), found->second.end(), [&](const auto& span) {
             return span.first <= until && from <= span.second;
           });
  }

 private:
  void note(const Plan& plan, const TimelineEntry& entry) {
    if (entry.event != Moment::Event::absolute) return;
    const Own own = own_of(plan, entry.action);
    if (own.thing.kind != Thing::Kind::none) spans_[own.thing].emplace_back(entry.at, entry.at + own.lasts);
  }

  std::map<Thing, std::vector<std::pair<Time, Time>>> spans_;
};

/// The faults of all chosen classes.
class Listing {
 public:
  Listing(const Plan& plan, const FaultRules& rules, Duration lasts)
      : plan_(plan), chosen_(rules.classes.begin(), rules.classes.end()), lasts_(lasts) {
    for (const TimelineEntry& entry : plan.timeline) {
      const auto* activation = std::get_if<ActivateService>(&entry.action);
      if (activation != nullptr && activation->active) activated_.emplace(activation->cluster, activation->service);
    }
  }

  std::vector<SingleFault> list() {
    for (std::size_t i = 0; i < fault_class_names.size(); ++i) {
      if (has(static_cast<FaultClass>(i))) list(static_cast<FaultClass>(i));
    }
    return std::move(faults_);
  }

 private:
  [[nodiscard]] bool has(FaultClass kind) const { return chosen_.empty() || chosen_.contains(kind); }

  void list(FaultClass kind) {
    if (kind == FaultClass::link_outage) {
      for (std::size_t link = 0; link < plan_.links.size(); ++link)
        faults_.emplace_back(LinkOutage{LinkId(link), lasts_});
      return;
    }
    for (std::size_t c = 0; c < plan_.clusters.size(); ++c) list(kind, ClusterId(c));
  }

  void list(FaultClass kind, ClusterId cluster) {
    const bool single = plan_.clusters[cluster.index()].nodes.size() == 1;
    switch (kind) {
      case FaultClass::cluster_outage:
        faults_.emplace_back(ClusterOutage{cluster, lasts_});
        return;
      case FaultClass::node_outage:
        if (!single || !has(FaultClass::cluster_outage)) add_nodes(cluster);
        return;
      case FaultClass::publisher_outage:
        if (!single) faults_.emplace_back(PublisherOutage{cluster, lasts_});
        return;
      case FaultClass::access_outage:
        faults_.emplace_back(AccessOutage{cluster, lasts_});
        return;
      case FaultClass::service_stop:
        add_services(cluster);
        return;
      case FaultClass::link_outage:
        return;
    }
  }

  void add_nodes(ClusterId cluster) {
    const std::size_t nodes = plan_.clusters[cluster.index()].nodes.size();
    const bool known_as_publisher = nodes > 1 && has(FaultClass::publisher_outage);
    for (std::size_t n = known_as_publisher ? 1 : 0; n < nodes; ++n) {
      faults_.emplace_back(NodeOutage{cluster, static_cast<std::uint32_t>(n), lasts_});
    }
  }

  void add_services(ClusterId cluster) {
    const std::vector<NodePlan>& nodes = plan_.clusters[cluster.index()].nodes;
    for (const Service service : services_stopped) {
      const bool there =
          std::any_of(nodes.begin(), nodes.end(), [&](const NodePlan& node) { return node.services.has(service); });
      if (!there && !activated_.contains({cluster, service})) continue;
      faults_.emplace_back(ServiceStop{cluster, std::nullopt, service, lasts_});
    }
  }

  const Plan& plan_;
  std::set<FaultClass> chosen_;
  std::set<std::pair<ClusterId, Service>> activated_;  ///< in the course of the run
  Duration lasts_;
  std::vector<SingleFault> faults_;
};

/// Whether the thing is without power in the outage of a cluster.
bool held_by(const Thing& thing, const Thing& cluster) {
  using Kind = Thing::Kind;
  return cluster.kind == Kind::cluster && cluster.id == thing.id &&
         (thing.kind == Kind::node || thing.kind == Kind::service);
}

/// Whole seconds are easier to read; what is shorter stays as it is.
Duration whole_seconds(Duration span) {
  return span >= second ? span / second * second : span;
}

/// The dates of the timeline's logins, a second later, that are not beyond `last`; how many are goes to `late`.
std::vector<Time> dates_after_logins(const Plan& plan, Time last, std::size_t& late) {
  std::set<Time> dates;
  for (const TimelineEntry& entry : plan.timeline) {
    if (entry.event != Moment::Event::absolute || !std::holds_alternative<Login>(entry.action)) continue;
    dates.insert(entry.at + after_login);
  }
  const auto end = dates.upper_bound(last);
  late = static_cast<std::size_t>(std::distance(end, dates.end()));
  const std::vector<Time> all(dates.begin(), end);
  if (all.size() <= most_login_dates) return all;
  std::vector<Time> some;
  for (std::size_t i = 0; i < most_login_dates; ++i) {
    some.push_back(all[i * (all.size() - 1) / (most_login_dates - 1)]);
  }
  return some;
}

void set_dates(const Plan& plan, const FaultRules& rules, FaultList& list) {
  const auto text = [](Duration span) { return scenario::format_duration(span); };
  std::set<Time> dates(rules.dates.begin(), rules.dates.end());
  if (dates.empty()) dates.insert(whole_seconds(plan.warmup + (plan.duration - plan.warmup) / 3));
  const Time last = *dates.rbegin();
  list.lasts = rules.lasts.value_or(std::min(usual_fault, whole_seconds((plan.duration - last) / 2)));
  if (last > plan.duration || list.lasts > plan.duration - last) {
    list.problem = "a fault at " + text(last) + (rules.lasts ? " for " + text(list.lasts) : std::string()) +
                   " would end beyond the run, which lasts " + text(plan.duration);
  } else if (list.lasts < shortest_fault) {
    list.problem = "a fault at " + text(last) + " could last " + text(list.lasts) + " only; at least " +
                   text(shortest_fault) + " must be left of the run, which lasts " + text(plan.duration);
  } else if (rules.after_logins) {
    dates.merge([&] {
      const std::vector<Time> more = dates_after_logins(plan, plan.duration - list.lasts, list.late_logins);
      return std::set<Time>(more.begin(), more.end());
    }());
  }
  list.dates.assign(dates.begin(), dates.end());
}

}  // namespace

FaultList faults_of(const Plan& plan, const FaultRules& rules, std::uint64_t most) {
  FaultList list;
  set_dates(plan, rules, list);
  if (!list.problem.empty()) return list;
  list.faults = Listing(plan, rules, list.lasts).list();
  const OwnFaults own(plan);
  std::vector<Thing> things;
  for (const SingleFault& fault : list.faults) things.push_back(thing_of(fault));
  const auto add = [&](Trial trial) {
    if (++list.count <= most) list.trials.push_back(trial);
  };
  for (const Time at : list.dates) {
    std::vector<std::size_t> possible;
    for (std::size_t i = 0; i < things.size(); ++i) {
      if (own.meet(things[i], at, at + list.lasts)) {
        ++list.overlapping;
      } else {
        possible.push_back(i);
        add({at, i, std::nullopt});
      }
    }
    for (std::size_t a = 0; rules.pairs && a < possible.size(); ++a) {
      for (std::size_t b = a + 1; b < possible.size(); ++b) {
        const std::size_t i = possible[a], k = possible[b];
        if (!held_by(things[i], things[k]) && !held_by(things[k], things[i])) add({at, i, k});
      }
    }
  }
  if (list.count > most) list.trials.clear();
  if (list.count == 0) {
    list.problem = list.overlapping > 0 ? "every fault of these classes would meet one of the scenario's own"
                                        : "the scenario has nothing that could fail so";
  }
  return list;
}

std::string words_for(const Plan& plan, const SingleFault& fault) {
  const auto cluster = [&](ClusterId id) -> const ClusterPlan& { return plan.clusters[id.index()]; };
  const std::string words = std::visit(
      Overload{[&](const NodeOutage& f) { return cluster(f.cluster).nodes[f.node].name; },
               [&](const LinkOutage& f) {
                 const DirectLinkPlan& ends = plan.links[f.link.index()];
                 return cluster(ends.a).name + " and " + cluster(ends.b).name;
               },
               [&](const ServiceStop& f) { return std::string(name_of(f.service)) + " in " + cluster(f.cluster).name; },
               [&](const auto& f) { return cluster(f.cluster).name; }},
      fault);
  return std::string(fault_class_names.at(fault.index())) + " " + words;
}

std::string json_for(const Plan& plan, const SingleFault& fault, Time at) {
  scenario::JsonWriter writer;
  const auto put = [&](const char* key, std::string_view value) {
    writer.key(key);
    writer.string(value);
  };
  const auto cluster = [&](ClusterId id) { put("cluster", plan.clusters[id.index()].name); };
  writer.begin_object(scenario::JsonWriter::Layout::one_line);
  put("at", scenario::format_duration(at));
  put("do", fault_class_names.at(fault.index()));
  std::visit(Overload{[&](const NodeOutage& f) { put("node", plan.clusters[f.cluster.index()].nodes[f.node].name); },
                      [&](const LinkOutage& f) {
                        const DirectLinkPlan& ends = plan.links[f.link.index()];
                        writer.key("between");
                        writer.begin_array(scenario::JsonWriter::Layout::one_line);
                        writer.string(plan.clusters[ends.a.index()].name);
                        writer.string(plan.clusters[ends.b.index()].name);
                        writer.end_array();
                      },
                      [&](const ServiceStop& f) {
                        cluster(f.cluster);
                        put("service", name_of(f.service));
                      },
                      [&](const auto& f) { cluster(f.cluster); }},
             fault);
  put("for", scenario::format_duration(std::visit([](const auto& f) { return f.lasts; }, fault)));
  writer.end_object();
  std::string text = writer.take();
  text.pop_back();  // the end of the line
  return text;
}

TimelineAction action_of(const SingleFault& fault) {
  return std::visit([](const auto& f) { return TimelineAction(f); }, fault);
}

}  // namespace roamsim::study
