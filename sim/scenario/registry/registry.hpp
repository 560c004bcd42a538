#pragma once

#include "sim/scenario/registry/key.hpp"
#include "sim/scenario/registry/object.hpp"
#include "sim/scenario/registry/tagged.hpp"
#include "sim/scenario/spec.hpp"

/// The registry: the one description of every key of a scenario file. Loader and merged file are bound to it; schema,
/// table of parameters, reference page and completion walk over it.
namespace roamsim::scenario {

Object<ils::Parameters> ils_keys();
Object<em::Parameters> extension_mobility_keys();
Object<em::ServiceParameterPatch> service_parameter_patch_keys();
Object<ClusterEmccSpec> emcc_keys();
Object<EmccPatchSpec> emcc_patch_keys();
Object<directory::PhoneService> phone_service_keys();
Object<directory::TaskFlow> task_flow_keys();
Object<directory::PhoneSettings> phone_keys();
Object<directory::UserRecord> user_record_keys();
Object<directory::UserPatch> user_patch_keys();
Object<directory::PhonePatch> phone_patch_keys();
Object<directory::ClusterPatch> cluster_patch_keys();
ChoiceCodec<em::Mobility> mobility();
Object<calls::Parameters> call_keys();
Object<TrunksSpec> trunk_keys();
Object<directory::RecoveryParameters> recovery_keys();
ChoiceCodec<ils::Role> ils_role();
ChoiceCodec<Service> service_choice();
Object<net::TransportParameters> transport_keys();
Object<sync::Parameters> super_user_sync_keys();

Object<AccessLinkPlan> access_keys();
Object<NetworkSpec> network_keys();
QuantityCodec line_bandwidth();
Object<ClusterSpec> cluster_keys();
Object<TemplatesSpec> template_keys();
Tagged<TopologySpec> topology_keys();
Tagged<ActionSpec> action_keys();
Object<RandomFaultsSpec> random_fault_keys();
Object<TrafficSpec> traffic_keys();
Object<ProbesSpec> probe_keys();
Object<StormSpec> storm_keys();
Tagged<ExpectSpec> expectation_keys();

/// The whole file.
Object<ScenarioSpec> scenario_keys();

/// The description of the whole file, for walk() and describe().
Key registry();

}  // namespace roamsim::scenario
