#include "sim/study/sweep/try_points.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "sim/scenario/load.hpp"

namespace roamsim::study {
namespace {

constexpr std::size_t most_points_all_tried = 64;
/// Reading a large base many thousand times would take longer than the first runs.
constexpr std::size_t most_tries = 2'000;

/// The points that are tried: all of few, else the first with each value.
std::vector<std::size_t> chosen(const std::vector<Axis>& axes, const std::vector<Indexes>& points) {
  std::vector<std::size_t> result;
  std::vector<std::vector<bool>> seen;
  seen.reserve(axes.size());
  for (const Axis& axis : axes) seen.emplace_back(axis.values.size(), false);
  for (std::size_t p = 0; p < points.size() && result.size() < most_tries; ++p) {
    bool is_new = points.size() <= most_points_all_tried;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      if (seen[a][points[p][a]]) continue;
      seen[a][points[p][a]] = true;
      is_new = true;
    }
    if (is_new) result.push_back(p);
  }
  return result;
}

/// A mistake about one key of one axis, apart from which value had it.
using Complaint = std::tuple<std::string, std::string, std::string, std::string>;

Complaint complaint_of(const scenario::ScenarioError& error) {
  return {error.pointer, error.found, error.allowed, error.hint};
}

class Tries {
 public:
  Tries(const std::vector<Axis>& axes, scenario::Reader& reader) : axes_(axes), reader_(reader) {}

  void add(const std::vector<Setting>& fixed, const Indexes& point, const scenario::LoadResult& loaded) {
    std::map<std::string, std::pair<std::size_t, const Setting*>> by_argument;  // axis + 1, 0: fixed
    for (const Setting& setting : fixed) by_argument["--set " + setting.argument] = {0, &setting};
    for (std::size_t a = 0; a < axes_.size(); ++a) {
      for (const Setting& setting : axes_[a].values[point[a]].settings)
        by_argument["--set " + setting.argument] = {a + 1, &setting};
    }
    for (const scenario::ScenarioError& warning : loaded.warnings) {
      if (const auto found = by_argument.find(warning.file); found != by_argument.end())
        reader_.diagnostics().warning(found->second.second->key_place, found->second.second->pointer,
                                      {warning.found, warning.allowed, warning.hint});
    }
    for (const scenario::ScenarioError& error : loaded.errors) {
      const auto found = by_argument.find(error.file);
      if (found == by_argument.end()) {
        others_.emplace_back(point, error);
      } else {
        const auto& [axis, setting] = found->second;
        if (axis > 0) wrong_[{axis - 1, key_of(*setting), complaint_of(error)}].insert(point[axis - 1]);
        told_.push_back({axis, setting, error});
      }
    }
  }

  void report() {
    for (const Told& told : told_) {
      const bool no_value_is_right = told.axis > 0 && axes_[told.axis - 1].values.size() > 1 &&
                                     wrong_[{told.axis - 1, key_of(*told.setting), complaint_of(told.error)}].size() ==
                                         axes_[told.axis - 1].values.size();
      const std::string where =
          told.error.pointer.empty() ? std::string() : "at " + told.error.pointer + " of the scenario";
      const std::string hint = told.error.hint.empty() ? where : told.error.hint + (where.empty() ? "" : "; " + where);
      // A mistake of the key is told where the first value is, so that it is told once.
      std::string pointer = told.setting->pointer;
      if (no_value_is_right && pointer.find("/values/") != std::string::npos)
        pointer = pointer.substr(0, pointer.rfind("/values/")) + "/key";
      reader_.diagnostics().error(no_value_is_right ? told.setting->key_place : told.setting->value_place, pointer,
                                  {told.error.found, told.error.allowed, hint});
    }
    std::set<Complaint> seen;
    for (const auto& [point, error] : others_) {
      if (!seen.insert(complaint_of(error)).second) continue;
      std::string pointer = "/scenario";
      scenario::Place place;
      std::string with;
      for (std::size_t a = 0; a < axes_.size(); ++a) {
        const AxisValue& value = axes_[a].values[point[a]];
        with += (with.empty() ? "with " : " ") + axes_[a].name + "=" + value.label;
        if (value.settings.empty()) continue;
        pointer = value.settings.front().pointer;
        place = value.settings.front().value_place;
      }
      reader_.diagnostics().error(place, pointer,
                                  {"a point that is no valid scenario, " + with, {}, scenario::to_string(error)});
    }
  }

 private:
  struct Told {
    std::size_t axis = 0;
    const Setting* setting = nullptr;
    scenario::ScenarioError error;
  };
  static std::string key_of(const Setting& setting) { return setting.argument.substr(0, setting.argument.find('=')); }

  const std::vector<Axis>& axes_;
  scenario::Reader& reader_;
  std::map<std::tuple<std::size_t, std::string, Complaint>, std::set<std::uint32_t>> wrong_;
  std::vector<Told> told_;
  std::vector<std::pair<Indexes, scenario::ScenarioError>> others_;
};

}  // namespace

void try_points(const std::filesystem::path& base, const std::vector<Setting>& fixed, const std::vector<Axis>& axes,
                const std::vector<Indexes>& points, scenario::Reader& reader) {
  Tries tries(axes, reader);
  for (const std::size_t p : chosen(axes, points)) {
    std::vector<std::string> arguments;
    arguments.reserve(fixed.size() + axes.size());
    for (const Setting& setting : fixed) arguments.push_back(setting.argument);
    for (std::size_t a = 0; a < axes.size(); ++a) {
      for (const Setting& setting : axes[a].values[points[p][a]].settings) arguments.push_back(setting.argument);
    }
    tries.add(fixed, points[p], scenario::load(base, arguments));
  }
  tries.report();
}

}  // namespace roamsim::study
