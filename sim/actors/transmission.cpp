#include "sim/actors/transmission.hpp"

#include <string>

#include "sim/core/random/stream.hpp"

namespace roamsim::actors {

void Transmission::set_loss(LinkId link, double loss) {
  if (loss > 0) {
    loss_[link] = loss;
  } else {
    loss_.erase(link);
  }
}

std::optional<Duration> Transmission::repetition(ClusterId from, ClusterId to) {
  if (loss_.empty()) return 0;
  double arrives = 1;
  const engine::Path path = topology_.path(from, to);
  for (const LinkId link : path.links()) {
    if (const auto found = loss_.find(link); found != loss_.end()) arrives *= 1 - found->second;
  }
  if (arrives >= 1) return 0;
  // A newline is in no id, so that no two pairs have one name.
  const std::string pair = plan_.clusters[from.index()].name + '\n' + plan_.clusters[to.index()].name;
  const random::StreamKey key = random::derive(plan_.seed, pair, "network.loss");
  std::uint64_t& drawn = drawn_[{from, to}];
  for (std::uint32_t lost = 0; lost < plan_.transport.message_attempts; ++lost) {
    if (random::to_unit(random::draw(key, drawn++)) <= arrives) {
      return net::delay_of_repetitions(plan_.transport, lost);
    }
  }
  return std::nullopt;
}

}  // namespace roamsim::actors
