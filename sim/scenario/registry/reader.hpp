#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "sim/scenario/diagnostics.hpp"
#include "sim/scenario/node.hpp"

namespace roamsim::scenario {

/// Where the binding of a tree to structs is, and where its mistakes go.
class Reader {
 public:
  explicit Reader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Inside a member or an item while it lives.
  class Inside {
   public:
    Inside(Reader& reader, std::string_view key) : reader_(reader), length_(reader.pointer_.size()) {
      append_pointer(reader_.pointer_, key);
    }
    Inside(Reader& reader, std::size_t index) : Inside(reader, std::string_view(std::to_string(index))) {}
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { reader_.pointer_.resize(length_); }

   private:
    Reader& reader_;
    std::size_t length_;
  };

  /// What stands at the node is not what may stand there. Always false, to be returned.
  bool refuse(const Node& node, std::string allowed, std::string hint = {});

  /// The same, with other words for what was found.
  bool refuse_found(const Node& node, std::string found, std::string allowed, std::string hint = {});

  /// The member of the current object has a key that nobody knows.
  void unknown_key(const Node& member, std::span<const std::string_view> known);

  [[nodiscard]] Diagnostics& diagnostics() { return diagnostics_; }
  [[nodiscard]] const std::string& pointer() const { return pointer_; }

 private:
  Diagnostics& diagnostics_;
  std::string pointer_;
};

}  // namespace roamsim::scenario
