#include "models/queueing_theory/node_theory.hpp"

#include "models/queueing_theory/loss_systems.hpp"
#include "models/queueing_theory/retrials.hpp"

namespace roamsim::queueing {
namespace {

std::vector<Misfit> misfits_of(const NodeFacts& facts) {
  std::vector<Misfit> found;
  const auto note = [&](bool fails, Misfit misfit) {
    if (fails) found.push_back(misfit);
  };
  const bool core_each = facts.cores >= facts.limit;
  note(facts.requests == 0 || facts.seconds == 0, Misfit::no_requests);
  note(!facts.poisson && facts.sources == 0, Misfit::arrivals_not_poisson);
  note(facts.database_work > 0, Misfit::database_shared);
  // Where every slot has a core, others on them still take their parts.
  note(facts.unslotted_work > 0, Misfit::cores_shared_with_state_queries);
  note(facts.inter_cluster_limit, Misfit::inter_cluster_limit);
  note(facts.limit_changed, Misfit::limit_changed);
  note(facts.outages, Misfit::outages);
  note(facts.retries && !facts.exponential, Misfit::retries_not_exponential);
  note(facts.retries && !core_each, Misfit::retries_share_cores);
  note(facts.sources > 0 && !core_each, Misfit::sources_share_cores);
  return found;
}

}  // namespace

NodeTheory theory_of(const NodeFacts& facts) {
  NodeTheory theory;
  theory.misfits = misfits_of(facts);
  if (facts.seconds > 0) theory.load = facts.requests / facts.seconds * facts.mean_work;
  if (!theory.misfits.empty()) return theory;
  if (facts.retries) {
    const auto figures =
        retrial_chain({facts.limit, facts.requests / facts.seconds, facts.mean_work, facts.mean_retry_wait});
    if (!figures) {
      theory.misfits.push_back(Misfit::overloaded_with_retries);
      return theory;
    }
    theory.formula = Formula::retrial_chain;
    theory.blocking = figures->blocking;
  } else if (facts.sources > 0) {
    theory.formula = Formula::engset;
    theory.blocking = engset(facts.limit, facts.sources, facts.mean_work / facts.mean_idle);
  } else if (facts.cores >= facts.limit) {
    theory.formula = Formula::erlang_b;
    theory.blocking = erlang_b(facts.limit, theory.load);
  } else {
    theory.formula = Formula::processor_sharing;
    theory.blocking = processor_sharing_blocking(facts.cores, facts.limit, theory.load);
  }
  return theory;
}

}  // namespace roamsim::queueing
