#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/actors/plan.hpp"
#include "sim/scenario/dates.hpp"
#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/selector.hpp"
#include "sim/scenario/spec.hpp"
#include "sim/scenario/text_index.hpp"

namespace roamsim::scenario {

/// What the checks of stage 3 share: the spec, the plan in the making, the names, and where mistakes go. A check leaves
/// out what an earlier mistake makes meaningless.
class Checker {
 public:
  Checker(ScenarioSpec& scenario, Plan& result, const Node& root, Diagnostics& diagnostics)
      : spec(scenario), plan(result), root_(root), diagnostics_(diagnostics) {}

  ScenarioSpec& spec;
  Plan& plan;
  /// The members of each group, in the order of the file.
  std::map<std::string, std::vector<UserId>, std::less<>> user_groups;
  std::map<std::string, std::vector<ClusterId>, std::less<>> cluster_groups;
  Selectors selectors{*this};
  Dates dates{*this};
  std::map<std::string, std::size_t, std::less<>> phone_names;  ///< of plan.phones
  std::vector<bool> traced;  ///< by entry of the timeline: a row of a table of calls; the rest are none
  std::vector<Time> starts;  ///< by entry of the timeline: no action of it is earlier

  void join_groups(UserId user, const std::vector<std::string>& groups);
  void join_groups(ClusterId cluster, const std::vector<std::string>& groups);

  /// Reports at a pointer, or at the deepest thing on the way to it that the texts hold.
  void error(std::string pointer, Message message);
  void warning(std::string pointer, Message message);

  /// Whether nothing was wrong at the pointer or below.
  [[nodiscard]] bool clean(std::string_view pointer) const { return diagnostics_.clean(pointer); }

  /// What a name stands for; a name of nothing is reported, with the nearest one.
  ClusterId cluster(std::string_view name, const std::string& pointer);
  UserId user(std::string_view name, const std::string& pointer);
  /// The same, without a report.
  [[nodiscard]] ClusterId find_cluster(std::string_view name) const;
  [[nodiscard]] UserId find_user(std::string_view name) const;

  /// Registers a name; false, reported, if it stands for something already.
  bool name_cluster(std::string_view name, const std::string& pointer);
  /// The same for the newest user of the plan.
  void name_user(const std::string& pointer);
  /// Makes room for so many users.
  void expect_users(std::size_t users);
  /// Registers the number of the newest user of the plan; the user who has had it before, if there is one.
  UserId number_user();
  /// The first user with this number; none if nobody has it.
  [[nodiscard]] UserId find_number(std::string_view dn) const;

  /// Reports a date beyond the end of the run. `what` says what is then, if it is not the value at the pointer.
  bool in_run(Time at, const std::string& pointer, std::string_view what = {});

  /// The pointer in the file as it is written, for a message about another place.
  [[nodiscard]] std::string in_file(const std::string& pointer) const;

  /// What stands at a pointer, as it is written there.
  [[nodiscard]] std::string written(std::string_view pointer) const;

  /// The nearest of the names, for a hint.
  [[nodiscard]] std::string suggestion(std::string_view word, const std::vector<std::string_view>& names) const;

 private:
  /// The names of one kind of thing, in the order of the file.
  struct Names {
    std::vector<std::string_view> list;     ///< each once
    std::vector<std::string> pointers;      ///< each once in a row; items of one pattern share theirs
    std::vector<std::uint32_t> pointer_of;  ///< by name added
    std::unordered_map<std::string_view, std::size_t> index;
  };
  /// What the users of a plan are found by, without their texts.
  struct UserNames {
    std::vector<std::pair<std::uint32_t, std::string>> pointers;  ///< by the first user of an entry of the file
    TextIndex names;
    TextIndex numbers;
  };
  void report_unknown(const std::vector<std::string_view>& names, std::string_view name, const std::string& pointer,
                      std::string_view what);
  bool add(Names& names, std::string_view name, const std::string& pointer, std::string_view what);

  const Node& root_;
  Diagnostics& diagnostics_;
  Names clusters_;
  UserNames users_;
};

void check_clusters(Checker& checker);
/// Fills in what the topologies say of clusters and lines.
void apply_topologies(Checker& checker);
void check_users(Checker& checker);
/// Trunks and calling search spaces, once clusters and users have names.
void check_trunks(Checker& checker);
/// What administrators have configured: phone services and phones.
void check_directory(Checker& checker);
/// What the URL of a phone service says. No URL is reported; one that the product would accept and a phone would
/// stumble over is a warning.
directory::PhoneServiceUrl phone_service_url(Checker& checker, const std::string& text, const std::string& pointer);
/// Where clusters have users otherwise; once groups and roles are known.
void check_user_exceptions(Checker& checker);
void check_ils(Checker& checker);
/// Storms of logins and logouts, once the dates of the timeline are settled.
void check_storms(Checker& checker);
/// Before the timeline, whose dates may be measured from events that random faults bring.
void check_random_faults(Checker& checker);
void check_timeline(Checker& checker);
/// Background calls and probes.
void check_traffic(Checker& checker);
void check_expectations(Checker& checker);
/// What is kept of the run, its labels and its warm-up.
void check_recording(Checker& checker);

}  // namespace roamsim::scenario
