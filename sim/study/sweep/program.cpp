#include "sim/study/sweep/program.hpp"

#include <array>
#include <fstream>
#include <system_error>

#include "sim/core/hash/sha256.hpp"
#include "sim/record/error.hpp"
#include "sim/record/new_file.hpp"

namespace roamsim::study {
namespace {

constexpr const char* this_program = "/proc/self/exe";

}  // namespace

std::string running_build() {
  std::ifstream stream(this_program, std::ios::binary);
  core::Sha256 hash;
  constexpr std::size_t piece = 1U << 16U;
  std::string buffer(piece, '\0');
  while (stream.read(buffer.data(), static_cast<std::streamsize>(piece)) || stream.gcount() > 0)
    hash.add(std::string_view(buffer).substr(0, static_cast<std::size_t>(stream.gcount())));
  if (!stream.eof()) throw record::RecordError(this_program, "cannot read the program");
  return core::to_hex(hash.finish());
}

void keep_program(const std::filesystem::path& copy) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::exists(fs::symlink_status(copy, error))) return;
  record::NewFile file(copy);
  fs::copy_file(this_program, file.temporary(), error);
  if (error) throw record::RecordError(copy, "cannot copy the program", error.value());
  file.put_in_place();
}

}  // namespace roamsim::study
