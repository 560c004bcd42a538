#include "sim/actors/timeline_words.hpp"

#include <fmt/format.h>

#include "sim/core/format_time.hpp"

namespace roamsim {

std::string words_for(const Degradation& how) {
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (how.latency > 0) add(core::format_duration(how.latency) + " later");
  if (how.bandwidth) add(fmt::format("at most {} bit/s", *how.bandwidth));
  if (how.loss > 0) add(fmt::format("{:g} % lost", 100 * how.loss));
  return text;
}

std::string words_for_offset(Duration offset) {
  return offset < 0 ? core::format_duration(-offset) + " behind" : core::format_duration(offset) + " ahead";
}

namespace {

struct IsFault {
  bool operator()(const Login& /*login*/) const { return false; }
  bool operator()(const Logout& /*logout*/) const { return false; }
  bool operator()(const PlaceCall& /*call*/) const { return false; }
  bool operator()(const IlsJoin& /*join*/) const { return false; }
  bool operator()(const IlsLeave& /*leave*/) const { return false; }
  bool operator()(const IlsRole& /*change*/) const { return false; }
  bool operator()(const Configure& /*change*/) const { return false; }
  bool operator()(const ActivateService& /*change*/) const { return false; }
  bool operator()(const LogOutEverybody& /*change*/) const { return false; }
  bool operator()(const UpdateRemoteClusters& /*update*/) const { return false; }
  bool operator()(const SwitchVersion& /*restart*/) const { return true; }
  bool operator()(const RunSynchronization& /*run*/) const { return false; }
  bool operator()(const SynchronizationFailure& /*fault*/) const { return true; }
  bool operator()(const ClusterOutage& /*fault*/) const { return true; }
  bool operator()(const AccessOutage& /*fault*/) const { return true; }
  bool operator()(const LinkOutage& /*fault*/) const { return true; }
  bool operator()(const NodeOutage& /*fault*/) const { return true; }
  bool operator()(const PublisherOutage& /*fault*/) const { return true; }
  bool operator()(const ServiceStop& /*fault*/) const { return true; }
  bool operator()(const AccessDegraded& /*fault*/) const { return true; }
  bool operator()(const LinkDegraded& /*fault*/) const { return true; }
  bool operator()(const Partition& /*fault*/) const { return true; }
  bool operator()(const ReplicationBroken& /*fault*/) const { return true; }
  bool operator()(const ClockSkew& /*fault*/) const { return true; }
  bool operator()(const AuthenticationFailure& /*fault*/) const { return true; }
  bool operator()(const Restore& /*fault*/) const { return true; }
  bool operator()(const Shutdown& /*fault*/) const { return true; }
};

}  // namespace

bool is_fault(const TimelineAction& action) {
  return std::visit(IsFault{}, action);
}

}  // namespace roamsim
