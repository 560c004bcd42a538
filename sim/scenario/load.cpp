#include "sim/scenario/load.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "sim/core/hash/sha256.hpp"
#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/overrides.hpp"
#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/syntax.hpp"
#include "sim/scenario/validate.hpp"

namespace roamsim::scenario {
namespace {

LoadResult refused(std::string file, std::size_t line, Message message) {
  LoadResult result;
  result.errors.push_back(
      {std::move(file), line, line, {}, std::move(message.found), std::move(message.allowed), std::move(message.hint)});
  result.error_count = 1;
  return result;
}

LoadResult too_large(std::string file, const std::string& found) {
  return refused(std::move(file), 1, {found, fmt::format("at most {} bytes (64 MiB)", most_bytes), {}});
}

/// A file of another version may have other keys, so that only its version is worth a message.
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

/// Runs that differ in labels only are runs of one scenario.
std::string hash_without_labels(const Object<ScenarioSpec>& keys, ScenarioSpec spec) {
  spec.experiment = spec.measurement = spec.repetition = std::string();
  JsonWriter writer;
  keys.write(writer, spec);
  return core::sha256_hex(writer.text());
}

void understand(Sources& sources, std::span<const std::string> overrides, Diagnostics& diagnostics,
                LoadResult& result) {
  std::optional<Node> root = parse(sources, 0, diagnostics);
  if (!root) return;
  if (root->is(NodeKind::object)) apply_overrides(*root, overrides, sources, diagnostics);
  if (!is_known_version(*root, diagnostics)) return;
  ScenarioSpec spec;
  Reader reader(diagnostics);
  const Object<ScenarioSpec> keys = scenario_keys();
  keys.read(reader, *root, spec);
  Plan plan = make_plan(spec, *root, diagnostics);
  if (diagnostics.error_count() > 0) return;
  JsonWriter writer;
  keys.write(writer, spec);
  result.merged = writer.take();
  result.hash = hash_without_labels(keys, std::move(spec));
  result.plan = std::move(plan);
}

}  // namespace

LoadResult load_text(std::string name, std::string text, std::span<const std::string> overrides) {
  constexpr std::size_t most_overrides = std::numeric_limits<std::uint16_t>::max() - 1;
  if (text.size() > most_bytes) return too_large(std::move(name), fmt::format("{} bytes", text.size()));
  if (overrides.size() > most_overrides) {
    return refused("--set", 0,
                   {fmt::format("{} arguments", overrides.size()), fmt::format("at most {}", most_overrides), {}});
  }
  try {
    LoadResult result;
    Sources sources;
    sources.add(name, std::move(text), true);
    Diagnostics diagnostics(sources);
    understand(sources, overrides, diagnostics, result);
    result.errors = diagnostics.errors();
    result.error_count = diagnostics.error_count();
    if (result.plan) result.warnings = diagnostics.warnings();
    return result;
  } catch (const std::bad_alloc&) {
    return refused(std::move(name), 0, {{}, {}, "not enough memory to read this scenario"});
  }
}

LoadResult load(const std::filesystem::path& path, std::span<const std::string> overrides) {
  const std::string name = path.string();
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return refused(name, 0, {"a directory", "a scenario file", {}});
  if (const std::uintmax_t size = std::filesystem::file_size(path, error); !error && size > most_bytes) {
    return too_large(name, fmt::format("{} bytes", size));
  }
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(name.c_str(), "rb"), close);
  if (file == nullptr) return refused(name, 0, {{}, {}, fmt::format("cannot be read: {}", std::strerror(errno))});
  std::string text;
  constexpr std::size_t chunk = std::size_t{1} << 16U;
  // A pipe or device tells no size beforehand, so the limit holds while reading too.
  for (std::size_t got = chunk; got == chunk && text.size() <= most_bytes;) {
    const std::size_t before = text.size();
    text.resize(before + chunk);
    got = std::fread(text.data() + before, 1, chunk, file.get());
    text.resize(before + got);
  }
  if (std::ferror(file.get()) != 0)
    return refused(name, 0, {{}, {}, fmt::format("cannot be read: {}", std::strerror(errno))});
  if (text.size() > most_bytes) return too_large(name, fmt::format("more than {} bytes", most_bytes));
  return load_text(name, std::move(text), overrides);
}

std::string report(const LoadResult& result) {
  std::string text;
  for (const ScenarioError& error : result.errors) text += to_string(error) + '\n';
  if (result.error_count > result.errors.size())
    text += fmt::format("... and {} more\n", result.error_count - result.errors.size());
  return text;
}

}  // namespace roamsim::scenario
