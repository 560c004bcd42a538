#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace roamsim::queueing {

/// What a node's requests were in a run, as far as formulas ask for it.
struct NodeFacts {
  std::uint32_t cores = 1;
  std::uint32_t limit = 5;     ///< Maximum Concurrent Requests
  double requests = 0;         ///< that asked for a slot, served or refused
  double seconds = 0;          ///< in which they came
  double mean_work = 0;        ///< s of one core: the requests that hold a slot
  double database_work = 0;    ///< s of a transaction; a request holds its slot for it
  double unslotted_work = 0;   ///< s: what each login asks of the cores without a slot
  bool poisson = false;        ///< they came at random and independently of each other
  bool retries = false;        ///< who was refused came again
  bool exponential = false;    ///< the distribution of the work
  double mean_retry_wait = 0;  ///< s
  std::uint32_t sources = 0;   ///< of a finite population that waits exponentially; 0: there is none
  double mean_idle = 0;        ///< s, of that wait
  bool inter_cluster_limit = false;
  bool limit_changed = false;  ///< by an administrator in the run
  bool outages = false;        ///< of the node or its services
};

/// What keeps every formula from fitting.
enum class Misfit : std::uint8_t {
  no_requests,
  arrivals_not_poisson,
  database_shared,
  cores_shared_with_state_queries,
  inter_cluster_limit,
  limit_changed,
  outages,
  retries_not_exponential,
  retries_share_cores,
  sources_share_cores,
  overloaded_with_retries
};

struct MisfitWords {
  Misfit misfit;
  std::string_view name;
  std::string_view text;
};

inline constexpr std::array<MisfitWords, 11> misfits{{
    {Misfit::no_requests, "no_requests", "nobody asked the node for a slot"},
    {Misfit::arrivals_not_poisson, "arrivals_not_poisson",
     "requests do not come at random, independently of each other"},
    {Misfit::database_shared, "database_shared", "requests hold their slots while they wait for the database in turn"},
    {Misfit::cores_shared_with_state_queries, "cores_shared_with_state_queries",
     "state queries, which have no slots, use the same cores"},
    {Misfit::inter_cluster_limit, "inter_cluster_limit", "users of other clusters have a limit of their own"},
    {Misfit::limit_changed, "limit_changed", "an administrator changed the limit in the run"},
    {Misfit::outages, "outages", "the node or its services were down for a time"},
    {Misfit::retries_not_exponential, "retries_not_exponential",
     "who is refused comes again, and work or waits are not exponential"},
    {Misfit::retries_share_cores, "retries_share_cores",
     "who is refused comes again, and there is not a core for each slot"},
    {Misfit::sources_share_cores, "sources_share_cores",
     "few users come again and again, and there is not a core for each slot"},
    {Misfit::overloaded_with_retries, "overloaded_with_retries",
     "who is refused comes again until served, and more come than can be"},
}};

constexpr std::string_view name_of(Misfit misfit) {
  return misfits[static_cast<std::size_t>(misfit)].name;
}

/// The formula that fits.
enum class Formula : std::uint8_t { none, erlang_b, processor_sharing, engset, retrial_chain };

constexpr std::string_view name_of(Formula formula) {
  constexpr std::array<std::string_view, 5> names{"none", "erlang_b", "processor_sharing", "engset", "retrial_chain"};
  return names[static_cast<std::size_t>(formula)];
}

/// What theory says of a node.
struct NodeTheory {
  Formula formula = Formula::none;
  double load = 0;              ///< erlangs offered: requests a second times the mean work
  double blocking = 0;          ///< the share refused; of first attempts, where they come again
  std::vector<Misfit> misfits;  ///< why none fits; empty if one does
};

/// Which formula fits a node, and what it says; else every assumption that fails.
[[nodiscard]] NodeTheory theory_of(const NodeFacts& facts);

}  // namespace roamsim::queueing
