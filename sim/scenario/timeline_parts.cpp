#include "sim/scenario/timeline_parts.hpp"

#include <variant>

namespace roamsim::scenario {
namespace {

/// To several clusters the users are dealt in turn.
ClusterId dealt(const TimelineParts& entry, std::size_t k) {
  return entry.clusters[k % entry.clusters.size()];
}

TimelineAction single(const ClusterOutageSpec& spec, const TimelineParts& entry, std::size_t k) {
  return ClusterOutage{entry.clusters[k], spec.lasts};
}
TimelineAction single(const AccessOutageSpec& spec, const TimelineParts& entry, std::size_t k) {
  return AccessOutage{entry.clusters[k], spec.lasts};
}
TimelineAction single(const LinkOutageSpec& spec, const TimelineParts& entry, std::size_t /*k*/) {
  return LinkOutage{entry.link, spec.lasts};
}
TimelineAction single(const NodeOutageSpec& spec, const TimelineParts& entry, std::size_t k) {
  return NodeOutage{entry.nodes[k].cluster, entry.nodes[k].node, spec.lasts};
}
TimelineAction single(const PublisherOutageSpec& spec, const TimelineParts& entry, std::size_t k) {
  return PublisherOutage{entry.clusters[k], spec.lasts};
}
TimelineAction single(const ServiceStopSpec& spec, const TimelineParts& entry, std::size_t k) {
  if (spec.clusters) return ServiceStop{entry.clusters[k], std::nullopt, spec.service, spec.lasts};
  return ServiceStop{entry.nodes[k].cluster, entry.nodes[k].node, spec.service, spec.lasts};
}
TimelineAction single(const AccessDegradedSpec& spec, const TimelineParts& entry, std::size_t k) {
  return AccessDegraded{entry.clusters[k], entry.how, spec.lasts};
}
TimelineAction single(const LinkDegradedSpec& spec, const TimelineParts& entry, std::size_t /*k*/) {
  return LinkDegraded{entry.link, entry.how, spec.lasts};
}
TimelineAction single(const PartitionSpec& /*spec*/, const TimelineParts& entry, std::size_t /*k*/) {
  return entry.partition.value_or(Partition{});
}
TimelineAction single(const ShutdownSpec& spec, const TimelineParts& entry, std::size_t k) {
  return Shutdown{entry.clusters[k], spec.lasts};
}
TimelineAction single(const LoginSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return Login{entry.users[k], dealt(entry, k), entry.details};
}
TimelineAction single(const LogoutSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return Logout{entry.users[k], dealt(entry, k)};
}
TimelineAction single(const PlaceCallSpec& spec, const TimelineParts& entry, std::size_t k) {
  return PlaceCall{entry.users[k], spec.to, spec.talk, spec.answers};
}
TimelineAction single(const IlsJoinSpec& spec, const TimelineParts& entry, std::size_t /*k*/) {
  // check_ils fills in what the entry leaves to the cluster.
  return IlsJoin{entry.clusters.front(), spec.role.value_or(ils::Role::standalone), entry.hub};
}
TimelineAction single(const RestoreSpec& spec, const TimelineParts& entry, std::size_t k) {
  return Restore{entry.clusters[k], spec.to, spec.lasts};
}
TimelineAction single(const IlsLeaveSpec& /*spec*/, const TimelineParts& entry, std::size_t /*k*/) {
  return IlsLeave{entry.clusters.front()};
}
TimelineAction single(const IlsRoleSpec& spec, const TimelineParts& entry, std::size_t /*k*/) {
  return IlsRole{entry.clusters.front(), spec.role, entry.hub};
}
TimelineAction single(const ConfigureUserSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return Configure{entry.first_change + static_cast<std::uint32_t>(k)};
}
TimelineAction single(const ConfigurePhoneSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return Configure{entry.first_change + static_cast<std::uint32_t>(k)};
}
TimelineAction single(const ConfigureClusterSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return Configure{entry.first_change + static_cast<std::uint32_t>(k)};
}
TimelineAction single(const ActivateServiceSpec& spec, const TimelineParts& entry, std::size_t k) {
  return ActivateService{entry.nodes[k].cluster, entry.nodes[k].node, spec.service, spec.active};
}
TimelineAction single(const LogOutEverybodySpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return LogOutEverybody{entry.clusters[k]};
}
TimelineAction single(const UpdateRemoteClustersSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return UpdateRemoteClusters{entry.clusters[k]};
}
TimelineAction single(const SwitchVersionSpec& /*spec*/, const TimelineParts& entry, std::size_t k) {
  return SwitchVersion{entry.clusters[k]};
}
TimelineAction single(const SynchronizationFailureSpec& spec, const TimelineParts& /*entry*/, std::size_t /*k*/) {
  return SynchronizationFailure{spec.lasts};
}
TimelineAction single(const RunSynchronizationSpec& /*spec*/, const TimelineParts& /*entry*/, std::size_t /*k*/) {
  return RunSynchronization{};
}
TimelineAction single(const ReplicationBrokenSpec& spec, const TimelineParts& entry, std::size_t k) {
  return ReplicationBroken{entry.clusters[k], spec.lasts};
}
TimelineAction single(const ClockSkewSpec& spec, const TimelineParts& entry, std::size_t k) {
  return ClockSkew{entry.clusters[k], spec.ahead.value_or(-spec.behind.value_or(0)), spec.lasts};
}
TimelineAction single(const AuthenticationFailureSpec& spec, const TimelineParts& entry, std::size_t /*k*/) {
  return AuthenticationFailure{entry.clusters[0], entry.clusters[1], spec.lasts};
}

}  // namespace

TimelineAction single_action(const ActionSpec& spec, const TimelineParts& parts, std::size_t k) {
  return std::visit([&](const auto& action) { return single(action, parts, k); }, spec.action);
}

bool takes_cluster_down(const ActionSpec& spec) {
  return std::holds_alternative<ClusterOutageSpec>(spec.action) || std::holds_alternative<ShutdownSpec>(spec.action) ||
         std::holds_alternative<RestoreSpec>(spec.action) || std::holds_alternative<SwitchVersionSpec>(spec.action);
}

bool configures_ils(const ActionSpec& spec) {
  return std::holds_alternative<IlsJoinSpec>(spec.action) || std::holds_alternative<IlsLeaveSpec>(spec.action) ||
         std::holds_alternative<IlsRoleSpec>(spec.action);
}
bool spreads(const ActionSpec& spec) {
  return !std::holds_alternative<LinkOutageSpec>(spec.action) && !configures_ils(spec) &&
         !std::holds_alternative<LinkDegradedSpec>(spec.action) &&
         !std::holds_alternative<PartitionSpec>(spec.action) &&
         !std::holds_alternative<SynchronizationFailureSpec>(spec.action) &&
         !std::holds_alternative<RunSynchronizationSpec>(spec.action) &&
         !std::holds_alternative<AuthenticationFailureSpec>(spec.action);
}

}  // namespace roamsim::scenario
