#include "sim/study/requirement_rows.hpp"

#include <array>

namespace roamsim::study {
namespace {

constexpr std::array rows{
    RequirementRow{"A1", "clusters with nodes, services, parameters, phones, users and profiles"},
    RequirementRow{"A2", "services activated, started and stopped per node"},
    RequirementRow{"A3", "phones"},
    RequirementRow{"A4", "the URL of the Extension Mobility phone service"},
    RequirementRow{"A5", "end users with PIN, profiles and groups"},
    RequirementRow{"A6", "device profiles"},
    RequirementRow{"A7", "only super users log in on a roaming cluster"},
    RequirementRow{"A8", "a uniform dial plan, and what a cluster routes by"},
    RequirementRow{"A9", "the ILS network of hubs and spokes"},
    RequirementRow{"A10", "the task flow of the guide, and what each step left out shows"},
    RequirementRow{"B1", "a login stage by stage"},
    RequirementRow{"B2", "a roaming phone registers with the roaming cluster only"},
    RequirementRow{"B3", "every login and logout starts an ILS update"},
    RequirementRow{"B4", "calls follow the user"},
    RequirementRow{"B5", "the automatic logout in the previous cluster"},
    RequirementRow{"B6", "several devices within one cluster, none across clusters"},
    RequirementRow{"B7", "a hub is down"},
    RequirementRow{"B8", "the Super User Synchronization Tool"},
    RequirementRow{"B9", "throttling by Maximum Concurrent Requests"},
    RequirementRow{"B10", "three mobility modes"},
    RequirementRow{"B11", "locale"},
    RequirementRow{"B12", "phone services after login and logout"},
    RequirementRow{"B13", "maximum login time and the other service parameters"},
    RequirementRow{"B14", "call routing in full"},
    RequirementRow{"B15", "recovery by boot stages"},
    RequirementRow{"B16", "learned data reaches calls in steps"},
    RequirementRow{"C1", "201 authentication error"},
    RequirementRow{"C2", "202 blank user id or PIN"},
    RequirementRow{"C3", "26 busy, please try again"},
    RequirementRow{"C4", "6 database error"},
    RequirementRow{"C5", "22 device logon disabled"},
    RequirementRow{"C6", "207 device name empty"},
    RequirementRow{"C7", "207 (208) no connection to the Extension Mobility service"},
    RequirementRow{"C8", "Host Not Found"},
    RequirementRow{"C9", "HTTP 503 at the services button"},
    RequirementRow{"C10", "HTTP 503 at the Extension Mobility item"},
    RequirementRow{"C11", "the phone resets in place of restarting"},
    RequirementRow{"C12", "no services after login"},
    RequirementRow{"C13", "no services after logout"},
    RequirementRow{"C14", "25 user logged in elsewhere"},
    RequirementRow{"C15", "205 user profile absent"},
    RequirementRow{"C16", "further documented codes"},
    RequirementRow{"D1", "convergence of each location change"},
    RequirementRow{"D2", "calls"},
    RequirementRow{"D3", "throttling measured"},
    RequirementRow{"D4", "counters as operators know them"},
    RequirementRow{"D5", "the phone feature list"},
    RequirementRow{"D6", "what ILS costs"},
    RequirementRow{"D7", "going home"},
    RequirementRow{"E1", "a scenario file runs from the command line"},
    RequirementRow{"E2", "faults by timeline and at random"},
    RequirementRow{"E3", "load"},
    RequirementRow{"E4", "sweeps", false,
                   "cli.sweep, cli.sweep_bad_input, cli.sweep_executor, cli.sweep_resume, cli.sweep_slurm"},
    RequirementRow{"E5", "reports", false,
                   "analysis.gallery, analysis.page, analysis.report, analysis.sweep_report, analysis.throttling, "
                   "cli.answers, cli.throttling_report"},
    RequirementRow{"E6", "expectations make a scenario a test"},
    RequirementRow{"R-CONF", "this table"},
};

}  // namespace

std::span<const RequirementRow> requirement_rows() {
  return rows;
}

}  // namespace roamsim::study
