#include "sim/scenario/format_version.hpp"

#include <fmt/format.h>

#include <string>

#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

bool is_known_version(const Node& root, Diagnostics& diagnostics) {
  const Node* version = root.find("schema_version");
  if (version == nullptr || !version->is(NodeKind::number) || version->text == std::to_string(schema_version))
    return true;
  diagnostics.error(
      version->place, "/schema_version",
      {version->text.size() > 20 ? "another version" : std::string(version->text), std::to_string(schema_version),
       fmt::format("this program reads version {} of the format", schema_version)});
  return false;
}

}  // namespace roamsim::scenario
