#include "sim/record/error.hpp"

#include <system_error>
#include <utility>

#include "sim/core/text.hpp"

namespace roamsim::record {

RecordError::RecordError(std::filesystem::path path, std::string reason)
    : std::runtime_error(core::printable(path.native()) + ": " + core::printable(reason)),
      path_(std::move(path)),
      reason_(std::move(reason)) {}

RecordError::RecordError(std::filesystem::path path, const std::string& tried, int error_number)
    : RecordError(std::move(path), tried + ": " + std::generic_category().message(error_number)) {}

}  // namespace roamsim::record
