#include "sim/actors/observer.hpp"

#include <fmt/format.h>

#include <string>
#include <variant>

#include "sim/actors/bound.hpp"

namespace roamsim::actors {

template <class Kind>
void Observer::arrange(std::size_t index, const Kind& kind) {
  if constexpr (requires { look(kind); }) {
    moments_.when(kind.at, core::Priority::sampler, [this, index, &kind] {
      seen_[index] = look(kind);
      if (!seen_[index]->when) seen_[index]->when = scheduler_.now();
    });
  }
}

void Observer::start() {
  const std::vector<Expectation>& expectations = world_.plan.expectations;
  for (std::size_t i = 0; i < expectations.size(); ++i)
    std::visit([this, i](const auto& kind) { arrange(i, kind); }, expectations[i].kind);
}

Verdict Observer::at_cluster(bool met, ClusterId found) const {
  return {met, found.valid() ? world_.plan.clusters[found.index()].name : std::string("nowhere")};
}

Verdict Observer::look(const ExpectRegistered& e) const {
  Tally tally;
  for (const UserId user : e.users.ids) {
    for (const ClusterId cluster : e.clusters.ids) {
      const bool registered = world_.registered_phone(user, cluster).valid();
      tally.add({registered == e.expected, registered ? "registered" : "not registered"}, [&] {
        return fmt::format("{} in {}", world_.plan.users[user.index()].name,
                           world_.plan.clusters[cluster.index()].name);
      });
    }
  }
  return tally.verdict();
}

Verdict Observer::look(const ExpectRoute& e) const {
  Tally tally;
  for (const UserId user : e.users.ids) {
    for (const ClusterId cluster : e.in.ids) {
      const ClusterId route = world_.route(cluster, user);
      tally.add(at_cluster(route == e.is, route), [&] {
        return fmt::format("{} in {}", world_.plan.users[user.index()].name,
                           world_.plan.clusters[cluster.index()].name);
      });
    }
  }
  return tally.verdict();
}

Verdict Observer::look(const ExpectLocation& e) const {
  Tally tally;
  for (const UserId user : e.users.ids) {
    const ClusterId location = world_.truth(user);
    tally.add(at_cluster(location == e.is, location), [&] { return world_.plan.users[user.index()].name; });
  }
  return tally.verdict();
}

Verdict Observer::look(const ExpectPhoneServices& e) const {
  Tally tally;
  for (const std::uint32_t index : e.phones) {
    const PhoneId phone = world_.directory.named_phone(index);
    const bool there = world_.has_em_item(phone);
    tally.add({there == e.expected, there ? "Extension Mobility in its list" : "no Extension Mobility in its list"},
              [&] { return world_.directory.device_name(phone); });
  }
  return tally.verdict();
}

Verdict Observer::look(const ExpectRegistrations& e) const {
  std::vector<bool> asked(world_.plan.clusters.size());
  for (const ClusterId cluster : e.in.ids) asked[cluster.index()] = true;
  std::size_t phones = 0;
  for (const UserId user : e.users.ids) {
    for (const PhoneId phone : world_.sessions.devices(user)) {
      if (world_.registered[phone.index()] != 0 && asked[world_.serving_cluster(phone).index()]) ++phones;
    }
  }
  return judged(static_cast<double>(phones), "phones", e.bound);
}

}  // namespace roamsim::actors
