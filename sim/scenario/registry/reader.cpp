#include "sim/scenario/registry/reader.hpp"

#include "sim/scenario/suggest.hpp"

namespace roamsim::scenario {

bool Reader::refuse(const Node& node, std::string allowed, std::string hint) {
  return refuse_found(node, shown(node), std::move(allowed), std::move(hint));
}

bool Reader::refuse_found(const Node& node, std::string found, std::string allowed, std::string hint) {
  diagnostics_.error(node.place, pointer_, {std::move(found), std::move(allowed), std::move(hint)});
  return false;
}

void Reader::unknown_key(const Node& member, std::span<const std::string_view> known) {
  const Inside inside(*this, member.key);
  std::string hint = diagnostics_.wants_suggestion() ? did_you_mean(member.key, known) : std::string{};
  std::string allowed;
  for (const std::string_view name : known) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  diagnostics_.error(member.key_place, pointer_,
                     {"the unknown key " + quoted(member.key), std::move(allowed), std::move(hint)});
}

}  // namespace roamsim::scenario
