#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "models/base/ids.hpp"

namespace roamsim::actors {

/// Finds the first free one of some phones without a look at all of them. Who frees a phone says so; that a phone is
/// taken need not be said.
class FreePhones {
 public:
  /// The phones of a half-open range of ids, all of which may be free.
  explicit FreePhones(std::pair<PhoneId, PhoneId> range) : fresh_(range.first.value), last_(range.second.value) {}
  explicit FreePhones(std::vector<PhoneId> phones) : returned_(std::move(phones)) {
    std::make_heap(returned_.begin(), returned_.end(), std::greater<>{});
  }

  /// The phone, one of these, may be free from now on.
  void freed(PhoneId phone) {
    if (phone.value >= fresh_ && phone.value < last_) return;
    returned_.push_back(phone);
    std::push_heap(returned_.begin(), returned_.end(), std::greater<>{});
  }

  /// The one with the least id of which `is_free` is true; none if there is none.
  template <class IsFree>
  [[nodiscard]] PhoneId first(IsFree is_free) {
    while (!returned_.empty()) {
      if (is_free(returned_.front())) return returned_.front();
      std::pop_heap(returned_.begin(), returned_.end(), std::greater<>{});
      returned_.pop_back();
    }
    for (; fresh_ < last_; ++fresh_) {
      if (is_free(PhoneId(fresh_))) return PhoneId(fresh_);
    }
    return {};
  }

 private:
  std::uint32_t fresh_ = 0, last_ = 0;  ///< nobody has looked at these yet
  std::vector<PhoneId> returned_;       ///< a heap, the least id first; some may be taken again, or stand twice
};

}  // namespace roamsim::actors
