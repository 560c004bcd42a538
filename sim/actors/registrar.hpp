#pragma once

#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"

namespace roamsim::actors {

/// Registers and unregisters phones.
class Registrar {
 public:
  explicit Registrar(Context& context) : context_(context) {}

  /// A phone registers with the node that is its turn; it cannot while no node of its cluster processes calls.
  void set_registered(PhoneId phone, bool registered);
  /// The cluster's call processing is gone: no phone is registered with it.
  void lose_all(ClusterId cluster);
  /// The node's call processing is gone: the phones that were registered there are not.
  void lose(NodeId node, ClusterId cluster);
  /// The phone is in use and not registered, nobody is just logging in on it, and it reaches its cluster.
  [[nodiscard]] bool wants_to_register(PhoneId phone) const;
  /// All such phones of the cluster, by id.
  [[nodiscard]] std::vector<PhoneId> waiting(ClusterId cluster) const;

 private:
  template <class Visit>
  void for_phones_in_use(ClusterId cluster, Visit visit) const;

  Context& context_;
};

}  // namespace roamsim::actors
