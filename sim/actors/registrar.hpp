#pragma once

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// Registers and unregisters phones.
class Registrar {
 public:
  explicit Registrar(Context& context) : context_(context) {}

  void set_registered(PhoneId phone, bool registered);
  /// The cluster's call processing is gone: none of its phones is registered.
  void lose_all(ClusterId cluster);
  /// The cluster's call processing is back: phones that nobody is just logging in on register again.
  void register_all(ClusterId cluster);

 private:
  template <class Visit>
  void for_phones_in_use(ClusterId cluster, Visit visit);

  Context& context_;
};

}  // namespace roamsim::actors
