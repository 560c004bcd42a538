#include "models/call_routing/decision.hpp"

namespace roamsim::calls {

ClusterId route_call(DnPrecedence precedence, ClusterId here, const NumberFacts& facts) {
  if (facts.local_pattern && (precedence == DnPrecedence::local || !facts.learned.valid())) return here;
  return facts.learned;
}

}  // namespace roamsim::calls
