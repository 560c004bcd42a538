#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace roamsim::random_scenarios {

/// One key of a timeline entry, by what it refers to: what it refers to goes, the entry goes too.
struct Field {
  enum class Kind : std::uint8_t { cluster, user, number_of, publisher_of, subscriber_of, span, date, text, literal };
  std::string key;
  Kind kind = Kind::text;
  std::string value;  ///< an id, text, or JSON; `number_of`: the user whose directory number stands there, and so on
  std::int64_t milliseconds = 0;  ///< of a span, or of a date from the start
};

/// One entry of the timeline, whatever its verb.
struct Entry {
  std::int64_t at_ms = 0;
  std::string verb;
  std::vector<Field> fields;
};

struct ClusterSketch {
  std::string id;
  std::string role;                                           ///< hub, spoke, standalone
  std::string hub;                                            ///< of a spoke; if there is none, the first hub
  bool later = false;                                         ///< joins by the timeline
  std::vector<std::pair<std::string, std::string>> settings;  ///< "section.key" and the JSON value
};

struct UserSketch {
  std::string id, home;
  bool super_user = true;
  bool logged_in = true;
};

struct LinkSketch {
  std::string a, b;
};

/// A scenario in the terms in which it is made, made smaller and written.
struct Sketch {
  std::uint64_t seed = 1;
  std::vector<ClusterSketch> clusters;
  std::vector<UserSketch> users;
  std::vector<LinkSketch> links;
  std::vector<Entry> timeline;
  std::int64_t quiet_ms = 0;  ///< after the last entry and all it brings, until the end

  [[nodiscard]] bool has_cluster(const std::string& id) const;
  [[nodiscard]] bool has_user(const std::string& id) const;
  /// When the last entry is over.
  [[nodiscard]] std::int64_t over_ms() const;
};

/// The scenario file. Entries, users and lines that refer to what is gone are left out.
[[nodiscard]] std::string render(const Sketch& sketch);

/// Takes out whatever refers to what is gone, and what cannot be then: a cluster that is in no network does not leave
/// it, and nobody registers with what is no hub.
void tidy(Sketch& sketch);

/// The smallest sketch it finds that still fails: leaves out entries, users, clusters, lines and settings, shortens
/// what remains, until no single step keeps the failure.
[[nodiscard]] Sketch shrunk(Sketch sketch, const std::function<bool(const Sketch&)>& fails);

}  // namespace roamsim::random_scenarios
