#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/scenario/load.hpp"

namespace {

/// Patterns of very many items are honest work, and would only slow the search down.
bool is_cheap(std::string_view text) {
  constexpr std::size_t most_digits = 4;
  for (std::size_t i = text.find("\"count\""); i != std::string_view::npos; i = text.find("\"count\"", i + 1)) {
    std::size_t at = i + 7;
    while (at < text.size() && !std::isdigit(static_cast<unsigned char>(text[at])) && text[at] != ',' &&
           text[at] != '}')
      ++at;
    std::size_t digits = 0;
    while (at + digits < text.size() && std::isdigit(static_cast<unsigned char>(text[at + digits]))) ++digits;
    if (digits > most_digits) return false;
  }
  return true;
}

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

/// Whatever the bytes: no crash, no undefined behaviour; a plan or mistakes, each of them told; and what was merged
/// from a good file loads again and merges to itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace roamsim::scenario;
  std::string text(reinterpret_cast<const char*>(data), size);
  if (!is_cheap(text)) return 0;
  const LoadResult result = load_text("no-such-folder/fuzzed.json", std::move(text));
  require(result.plan.has_value() == result.errors.empty());
  require(result.errors.size() <= result.error_count);
  report(result);
  if (!result.plan) return 0;
  const LoadResult again = load_text("merged.json", result.merged);
  require(again.plan.has_value() && *again.plan == *result.plan && again.merged == result.merged);
  return 0;
}
