#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/load.hpp"

namespace roamsim::scenario::testing {

inline std::filesystem::path tree() {
  return ROAMSIM_SOURCE_DIR;
}

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The JSON files of a folder, sorted.
inline std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Every scenario of the tree that must load.
inline std::vector<std::filesystem::path> good_files() {
  std::vector<std::filesystem::path> files = json_files(tree() / "tests/scenario/good");
  for (std::filesystem::path& path : json_files(tree() / "scenarios")) files.push_back(std::move(path));
  return files;
}

inline std::vector<std::string> messages(const std::vector<ScenarioError>& errors) {
  std::vector<std::string> texts;
  texts.reserve(errors.size());
  for (const ScenarioError& error : errors) texts.push_back(to_string(error));
  return texts;
}

/// A small scenario with three clusters, to be changed by a test.
inline std::string story() {
  return R"({
  "schema_version": 1, "title": "T", "duration": "30 min",
  "ils": { "interval": "5 min" },
  "clusters": [
    { "id": "c1", "ils": { "role": "hub" }, "users": [ { "id": "bob", "dn": "1000-001", "super_user": true } ] },
    { "id": "c2", "ils": { "role": "hub", "interval": "7 min" }, "users": [ { "id": "alice", "dn": "2000-001" } ] },
    { "id": "c3", "ils": { "role": "spoke", "hub": "c2" }, "users": [ { "id": "kally", "dn": "3000-001" } ] }
  ],
  "timeline": [
    { "at": "7 min", "do": "call", "from": "kally", "to": "1000-001" },
    { "at": "5 min", "do": "cluster_outage", "cluster": "c1", "for": "10 min" },
    { "at": "6 min", "do": "login", "user": "bob", "cluster": "c2" }
  ],
  "expect": [
    { "call": "kally->1000-001", "at": "7 min", "reaches": "c2" }
  ]
})";
}

/// The text with one part replaced, which must be there.
inline std::string with(std::string text, std::string_view part, std::string_view other) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  if (at != std::string::npos) text.replace(at, part.size(), other);
  return text;
}

inline LoadResult load_story(const std::vector<std::string>& overrides = {}) {
  return load_text("story.json", story(), overrides);
}

}  // namespace roamsim::scenario::testing
