#include <cstdint>
#include <limits>

#include "sim/scenario/registry/recording.hpp"
#include "sim/scenario/registry/registry.hpp"

namespace roamsim::scenario {
namespace {

/// What the sections for all clusters say is where each cluster starts from.
ClusterSpec cluster_like_all(const ScenarioSpec& scenario) {
  ClusterSpec cluster;
  cluster.access = scenario.network.access;
  cluster.ils.parameters = scenario.ils;
  cluster.extension_mobility = scenario.extension_mobility;
  cluster.calls = scenario.calls;
  cluster.recovery = scenario.recovery;
  return cluster;
}

}  // namespace

Object<ScenarioSpec> scenario_keys() {
  using S = ScenarioSpec;
  Object<S> keys;
  keys.require("schema_version", &S::schema_version, count(schema_version, schema_version, "version"),
               given("The version of this format."));
  keys.require("title", &S::title, TextCodec(title_rule()), given("What the scenario is about, in a line."));
  keys.add("description", &S::description, TextCodec(free_text_rule()),
           given("What it shows and why, as long as it takes."));
  keys.add_list("covers", &S::covers, TextCodec(requirement_rule()), {0, 1'000},
                given("The rows of the requirements that it shows."));
  keys.add_list("include", &S::include, TextCodec(file_name_rule()), {0, 256},
                given("Files whose keys are laid under those of this file, later ones over earlier ones: objects are "
                      "merged key by key, anything else is replaced. Relative to this file's folder."))
      .not_written();
  keys.add("templates", &S::templates, template_keys(), given("What clusters and users may start from.")).not_written();
  keys.add("seed", &S::seed, count(0, std::numeric_limits<std::uint64_t>::max(), "seed"),
           given("The seed of every random stream."));
  keys.require("duration", &S::duration, duration(1 * millisecond, longest_run),
               given("The simulated time of the run."));
  keys.add("warmup", &S::warmup, duration(0, longest_run),
           given("Scalars count what begins at or after this; less than the duration."));
  keys.add("experiment", &S::experiment, LabelCodec{},
           given("A label: the study that this run belongs to. Labels change nothing that is found."));
  keys.add("measurement", &S::measurement, LabelCodec{}, given("A label: which setting of the study this is."));
  keys.add("repetition", &S::repetition, LabelCodec{},
           given("A label: which repetition of the measurement; `roamsim run --repeat` sets it to 0, 1, 2 and so on."));
  keys.add("record", &S::record, RecordCodec{},
           given("How much of the run is kept: a level, or an object with the level and more."));
  keys.add("network", &S::network, network_keys(), given("The lines between and in the clusters."));
  keys.add("ils", &S::ils, ils_keys(), given("ILS in all clusters, unless a cluster says otherwise.")).not_written();
  keys.add("extension_mobility", &S::extension_mobility, extension_mobility_keys(),
           given("Extension Mobility in all clusters, unless a cluster says otherwise."))
      .not_written();
  keys.add("calls", &S::calls, call_keys(), given("Call routing in all clusters, unless a cluster says otherwise."))
      .not_written();
  keys.add("trunks", &S::trunks, trunk_keys(), given("SIP trunks between the clusters, which carry calls."));
  keys.add("recovery", &S::recovery, recovery_keys(),
           given("Recovery of all clusters, unless a cluster says otherwise."))
      .not_written();
  keys.add("super_user_sync", &S::super_user_sync, super_user_sync_keys(),
           given("The Super User Synchronization Tool."));
  keys.add_list<ClusterSpec>("clusters", &S::clusters, cluster_keys(), {1, 10'000}, cluster_like_all,
                             given("The clusters."));
  keys.add_list("topology", &S::topology, topology_keys(), {0, 1'000},
                given("Topologies by name. Each stands for roles and hubs of clusters, or for lines, as they could be "
                      "written by hand; what is written by hand goes before."))
      .not_written();
  keys.add_list("timeline", &S::timeline, action_keys(), {0, 2'000'000}, given("What happens, in any order of dates."));
  keys.add("calls_from", &S::calls_from, TextCodec(file_name_rule()),
           given(
               "A table (CSV, RFC 4180) whose rows are further calls of the timeline, in the order of their dates. Its "
               "first row names the columns: at, from (the id of a user), to (the number of a user) and perhaps for "
               "(how "
               "long they talk). Relative to "
               "this file's folder."))
      .not_written();
  keys.add_list("random_faults", &S::random_faults, random_fault_keys(), {0, 10'000},
                given("Faults that come by themselves, at dates that follow from the seed."))
      .unless([](const S& scenario) { return scenario.random_faults.empty(); });
  keys.add_list("traffic", &S::traffic, traffic_keys(), {0, 10'000},
                given("Calls in the background, at dates and between users that follow from the seed."))
      .unless([](const S& scenario) { return scenario.traffic.empty(); });
  keys.add_list("probes", &S::probes, probe_keys(), {0, 10'000},
                given("Questions whether a call from a cluster would find a user, which load nothing."))
      .unless([](const S& scenario) { return scenario.probes.empty(); });
  keys.add_list("storms", &S::storms, storm_keys(), {0, 1'000},
                given("Many users who log in, or out, each at a time of his own, and try again when they are refused."))
      .unless([](const S& scenario) { return scenario.storms.empty(); });
  keys.add_list("expect", &S::expect, expectation_keys(), {0, 100'000}, given("What must be true of the run."));
  return keys;
}

Key registry() {
  Key key;
  key.text = "A scenario of roamsim.";
  scenario_keys().describe(key);
  return key;
}

}  // namespace roamsim::scenario
