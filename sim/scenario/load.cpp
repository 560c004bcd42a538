#include "sim/scenario/load.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <new>
#include <set>
#include <utility>
#include <variant>

#include "sim/core/hash/sha256.hpp"
#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/expand.hpp"
#include "sim/scenario/format_version.hpp"
#include "sim/scenario/include.hpp"
#include "sim/scenario/origins.hpp"
#include "sim/scenario/overrides.hpp"
#include "sim/scenario/read_file.hpp"
#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/row_files.hpp"
#include "sim/scenario/row_keys.hpp"
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

/// Runs that differ in labels only are runs of one scenario.
std::string hash_without_labels(const Object<ScenarioSpec>& keys, ScenarioSpec spec) {
  spec.experiment = spec.measurement = spec.repetition = std::string();
  JsonWriter writer;
  keys.write(writer, spec);
  return core::sha256_hex(writer.text());
}

}  // namespace

/// The stages of one text: syntax, merging, validation.
class Loading {
 public:
  Loading(std::filesystem::path file, std::string text) : file_(std::move(file)), diagnostics_(sources_) {
    sources_.add(file_.string(), std::move(text), true);
  }

  void parse_text() {
    root_ = parse(sources_, 0, diagnostics_);
    parsed_ = true;
  }

  LoadResult run(std::span<const std::string> overrides) {
    overrides_ = overrides;
    if (!parsed_) parse_text();
    LoadResult result;
    understand(result);
    result.errors = diagnostics_.errors();
    result.error_count = diagnostics_.error_count();
    if (result.plan) result.warnings = diagnostics_.warnings();
    return result;
  }

 private:
  /// False if nothing that is left is worth a message.
  bool merge() {
    if (!root_) return false;
    if (!root_->is(NodeKind::object)) return true;
    if (!is_known_version(*root_, diagnostics_)) return false;
    complete_ = resolve_includes(*root_, file_, sources_, diagnostics_);
    const bool bulk = has_bulk(*root_);
    const bool all_items_are_there = !bulk && !has_tables(*root_);
    const auto later = apply_overrides(*root_, overrides_, all_items_are_there, sources_, diagnostics_);
    RowFiles tables(file_, sources_, diagnostics_);
    tables.put_into(*root_);
    if (bulk || has_bulk(*root_)) {
      written_ = *root_;
      diagnostics_.set_origin([this](Place place, const std::string& pointer) {
        return written_pointer(*written_, *root_, place, pointer);
      });
      expand(*root_, sources_, diagnostics_);
    }
    apply_overrides(*root_, later, true, sources_, diagnostics_);
    complete_ = tables.put_into(*root_) && complete_;
    call_tables_ = tables.call_tables();
    return is_known_version(*root_, diagnostics_);
  }

  void understand(LoadResult& result) {
    if (!merge()) return;
    ScenarioSpec spec;
    Reader reader(diagnostics_);
    // Made once, for it takes longer than to read a small scenario; processes that are forked later have it already.
    static const Object<ScenarioSpec> keys = scenario_keys();
    if (!complete_) {  // what is missing may be in the part that is not there
      keys.requiring_only({}).read(reader, *root_, spec);
      return;
    }
    keys.read(reader, *root_, spec);
    Plan plan = make_plan(spec, *root_, call_tables_, diagnostics_);
    if (diagnostics_.error_count() > 0) return;
    JsonWriter writer;
    keys.write(writer, spec);
    result.merged = writer.take();
    result.hash = hash_without_labels(keys, std::move(spec));
    result.plan = std::move(plan);
  }

  std::filesystem::path file_;
  std::span<const std::string> overrides_;
  Sources sources_;
  Diagnostics diagnostics_;
  std::optional<Node> root_;
  bool parsed_ = false;
  bool complete_ = true;  ///< all included files are there
  std::set<std::uint16_t> call_tables_;
  std::optional<Node> written_;  ///< before bulk patterns were written out, if there were any
};

namespace {

LoadResult no_memory(std::string name) {
  return refused(std::move(name), 0, {{}, {}, "not enough memory to read this scenario"});
}

constexpr std::size_t most_overrides = std::numeric_limits<std::uint16_t>::max() / 4;

LoadResult too_many(std::size_t overrides) {
  return refused("--set", 0, {fmt::format("{} arguments", overrides), fmt::format("at most {}", most_overrides), {}});
}

LoadResult unreadable(const std::filesystem::path& path, Message problem) {
  const bool about_content = !problem.found.empty() && problem.found != "a directory";
  return refused(path.string(), about_content ? 1 : 0, std::move(problem));
}

}  // namespace

LoadResult load_text(std::string name, std::string text, std::span<const std::string> overrides) {
  if (text.size() > most_bytes) return refused(std::move(name), 1, too_large(fmt::format("{} bytes", text.size())));
  if (overrides.size() > most_overrides) return too_many(overrides.size());
  try {
    return Loading(name, std::move(text)).run(overrides);
  } catch (const std::bad_alloc&) {
    return no_memory(std::move(name));
  }
}

LoadResult load(const std::filesystem::path& path, std::span<const std::string> overrides) {
  std::variant<std::string, Message> text = read_file(path);
  if (auto* problem = std::get_if<Message>(&text)) return unreadable(path, std::move(*problem));
  return load_text(path.string(), std::move(std::get<std::string>(text)), overrides);
}

ParsedScenario::ParsedScenario(const std::filesystem::path& path) {
  std::variant<std::string, Message> text = read_file(path);
  if (auto* problem = std::get_if<Message>(&text)) {
    refused_ = unreadable(path, std::move(*problem));
    return;
  }
  loading_ = std::make_unique<Loading>(path, std::move(std::get<std::string>(text)));
  loading_->parse_text();
}

ParsedScenario::ParsedScenario(ParsedScenario&&) noexcept = default;
ParsedScenario& ParsedScenario::operator=(ParsedScenario&&) noexcept = default;
ParsedScenario::~ParsedScenario() = default;

LoadResult ParsedScenario::finish(std::span<const std::string> overrides) && {
  if (refused_) return std::move(*refused_);
  if (overrides.size() > most_overrides) return too_many(overrides.size());
  return loading_->run(overrides);
}

std::string report(const LoadResult& result) {
  std::string text;
  for (const ScenarioError& error : result.errors) text += to_string(error) + '\n';
  if (result.error_count > result.errors.size())
    text += fmt::format("... and {} more\n", result.error_count - result.errors.size());
  return text;
}

}  // namespace roamsim::scenario
