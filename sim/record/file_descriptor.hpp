#pragma once

#include <string_view>
#include <utility>

namespace roamsim::record {

/// An open file of the system, closed at the end.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor();

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// Writes all of it, whatever interrupts. False, with errno set, if the system refuses.
[[nodiscard]] bool write_all(const FileDescriptor& file, std::string_view content);

}  // namespace roamsim::record
