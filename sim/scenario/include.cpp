#include "sim/scenario/include.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "sim/scenario/format_version.hpp"
#include "sim/scenario/merge.hpp"
#include "sim/scenario/read_file.hpp"
#include "sim/scenario/syntax.hpp"

namespace roamsim::scenario {
namespace {

class Includes {
 public:
  Includes(Sources& sources, Diagnostics& diagnostics) : sources_(sources), diagnostics_(diagnostics) {}

  void resolve(Node& tree, const std::filesystem::path& file) {
    open_.push_back(identity(file));
    std::optional<Node> below;
    if (Node* list = tree.find("include"); list != nullptr && is_good(*list)) {
      for (std::size_t i = 0; i < list->children.size(); ++i) {
        std::optional<Node> fragment = read(list->children[i], fmt::format("/include/{}", i), file.parent_path());
        if (!fragment) continue;
        if (below) {
          merge_over(*below, std::move(*fragment));
        } else {
          below = std::move(fragment);
        }
      }
    }
    if (below) {
      merge_over(*below, std::move(tree));
      tree = std::move(*below);
    }
    open_.pop_back();
  }

  /// Whether everything was there.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  /// The same file under whatever name.
  static std::filesystem::path identity(const std::filesystem::path& file) {
    std::error_code error;
    std::filesystem::path whole = std::filesystem::weakly_canonical(file, error);
    return error ? file : whole;
  }

  /// A list of another kind is reported when the keys are read; only those of fragments would be lost by then.
  bool is_good(const Node& list) {
    const bool good = list.is(NodeKind::array) && std::all_of(list.children.begin(), list.children.end(),
                                                              [](const Node& n) { return n.is(NodeKind::string); });
    complete_ = complete_ && good;
    if (!good && open_.size() > 1)
      diagnostics_.error(list.place, "/include", {shown(list), "a list of file names", {}});
    return list.is(NodeKind::array);
  }

  std::optional<Node> read(const Node& name, std::string pointer, const std::filesystem::path& folder) {
    const auto refuse = [&](Message message) {
      complete_ = false;
      diagnostics_.error(name.place, std::move(pointer), std::move(message));
      return std::nullopt;
    };
    // A name with a control character or none at all is reported when the keys are read.
    if (!name.is(NodeKind::string) || name.text.empty() || has_control(name.text)) return std::nullopt;
    const std::filesystem::path file = folder / std::filesystem::path(std::string(name.text));
    if (std::find(open_.begin(), open_.end(), identity(file)) != open_.end())
      return refuse(
          {quoted(name.text) + ", which includes this file again", "files that do not include one another", {}});
    if (open_.size() > most_include_depth)
      return refuse({quoted(name.text), fmt::format("files {} deep", most_include_depth), {}});
    if (++files_ > most_included_files)
      return refuse({quoted(name.text), fmt::format("at most {} included files", most_included_files), {}});
    std::variant<std::string, Message> text = read_named_file(file, name.text, "a scenario file");
    if (auto* problem = std::get_if<Message>(&text)) return refuse(std::move(*problem));
    bytes_ += std::get<std::string>(text).size();
    if (bytes_ > most_bytes) return refuse(too_large("included files of more"));
    const std::uint16_t source =
        sources_.add_included(file.string(), std::move(std::get<std::string>(text)), name.place);
    std::optional<Node> tree = parse(sources_, source, diagnostics_);
    if (!tree || !tree->is(NodeKind::object)) complete_ = false;
    if (!tree) return std::nullopt;
    if (!tree->is(NodeKind::object)) {
      diagnostics_.error(tree->place, "", {shown(*tree), "an object with keys of a scenario", {}});
      return std::nullopt;
    }
    if (!is_known_version(*tree, diagnostics_)) return std::nullopt;
    resolve(*tree, file);
    std::erase_if(tree->children, [](const Node& member) { return member.key == "include"; });
    return tree;
  }

  Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<std::filesystem::path> open_;  ///< the file in hand and those that include it
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
  bool complete_ = true;
};

}  // namespace

bool resolve_includes(Node& root, const std::filesystem::path& file, Sources& sources, Diagnostics& diagnostics) {
  Includes includes(sources, diagnostics);
  if (root.is(NodeKind::object)) includes.resolve(root, file);
  return includes.complete();
}

}  // namespace roamsim::scenario
