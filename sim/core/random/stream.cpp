#include "sim/core/random/stream.hpp"

#include <type_traits>

#include "sim/core/random/siphash.hpp"

namespace roamsim::random {
namespace {

static_assert(sizeof(Stream) == 32 && std::is_trivially_copyable_v<Stream>);
static_assert(!std::is_default_constructible_v<Stream> && !std::is_default_constructible_v<StreamKey>);

// Sets the derivation apart from any other use of the hash; changing it changes every result.
constexpr std::uint64_t domain = 0x3173746d61657273;

enum class Form : std::uint64_t { named = 1, numbered = 2 };

WordHash begin(std::uint64_t seed, Form form) {
  WordHash hash(seed, domain);
  hash.add(static_cast<std::uint64_t>(form));
  return hash;
}

}  // namespace

StreamKey StreamKey::derive(std::uint64_t seed, std::string_view entity, std::string_view purpose) {
  WordHash hash = begin(seed, Form::named);
  hash.add(entity);
  hash.add(purpose);
  const auto [key, lane] = hash.finish();
  return {key, lane};
}

StreamKey StreamKey::derive(std::uint64_t seed, std::string_view kind, std::uint64_t number, std::string_view purpose) {
  WordHash hash = begin(seed, Form::numbered);
  hash.add(kind);
  hash.add(number);
  hash.add(purpose);
  const auto [key, lane] = hash.finish();
  return {key, lane};
}

StreamKey StreamKey::child(std::uint64_t index) const {
  // Another key than the stream's own, so that a child's name is never a word that the parent gives out.
  const auto [key, lane] = philox2x64({index, lane_}, key_ ^ domain);
  return {key, lane};
}

}  // namespace roamsim::random
