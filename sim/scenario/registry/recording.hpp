#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/registry/codecs.hpp"
#include "sim/scenario/spec.hpp"

namespace roamsim::scenario {

/// Which tables are kept: an object with true or false for any of them.
class TableChoicesCodec {
 public:
  bool read(Reader& reader, const Node& node, TableChoices& value) const;
  void write(JsonWriter& writer, const TableChoices& value) const;
  void describe(Key& key) const;
};

/// A list of ids, each perhaps with `*` and `?` for any bytes and any one byte.
class NamePatternsCodec {
 public:
  explicit NamePatternsCodec(const TextRule& rule) : item_(rule) {}

  bool read(Reader& reader, const Node& node, std::vector<std::string>& value) const;
  void write(JsonWriter& writer, const std::vector<std::string>& value) const;
  void describe(Key& key) const;

 private:
  TextCodec item_;
};

/// What is kept of a run: the name of a level, or an object that says more.
class RecordCodec {
 public:
  bool read(Reader& reader, const Node& node, RecordSpec& value) const;
  void write(JsonWriter& writer, const RecordSpec& value) const;
  void describe(Key& key) const;
};

/// A text by which runs are put in groups; a whole number counts as its digits.
class LabelCodec {
 public:
  bool read(Reader& reader, const Node& node, std::string& value) const;
  void write(JsonWriter& writer, const std::string& value) const { writer.string(value); }
  void describe(Key& key) const;
};

}  // namespace roamsim::scenario
