#include "models/call_routing/decision.hpp"

namespace roamsim::calls {

Decision decide(const Parameters& parameters, ClusterId here, Entry entry, const NumberFacts& facts) {
  using enum Decision::Next;
  const bool only_local = entry == Entry::trunk && parameters.inbound == Inbound::local_numbers;
  const bool local = facts.local_pattern && facts.local_allowed;
  // What is known of the cluster itself is a number of its own, whichever profile has it, and in its own partition.
  const bool own = facts.learned == here;
  const bool learned = facts.learned.valid() && (own ? facts.local_allowed : facts.learned_allowed) && !only_local;
  const bool by_person = entry == Entry::phone;
  if (local && (parameters.dn_precedence == DnPrecedence::local || !learned || own)) {
    return {deliver, {}, {}, by_person && facts.longer};
  }
  if (learned) {
    const bool waits = by_person && facts.longer && !parameters.urgent_learned_patterns;
    if (own) return {deliver, {}, {}, waits};
    return {cluster, facts.learned, {}, waits};
  }
  if (entry == Entry::trunk) return {refuse, {}, Reason::user_unknown_there, false};
  const bool may_use_pstn = entry != Entry::gateway;
  if (facts.pstn_pattern && facts.pstn_allowed && may_use_pstn) return {pstn, {}, {}, by_person && facts.pstn_waits};
  const bool hidden = facts.local_pattern || facts.learned.valid() || facts.pstn_pattern;
  return {refuse,
          {},
          hidden ? Reason::outside_calling_search_space : Reason::unallocated_number,
          by_person && facts.longer};
}

}  // namespace roamsim::calls
