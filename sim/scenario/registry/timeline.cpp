#include "sim/scenario/registry/registry.hpp"
#include "sim/scenario/registry/selectors.hpp"

namespace roamsim::scenario {
namespace {

constexpr Duration shortest_outage = 1 * millisecond;
constexpr Duration shortest_span = 1 * millisecond;

QuantityCodec outage_length() {
  return duration(shortest_outage, longest_run);
}

Object<ClusterOutageSpec> cluster_outage() {
  using A = ClusterOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose nodes lose power."));
  keys.require("for", &A::lasts, outage_length(), given("Until power is back; then the nodes boot."));
  return keys;
}

Object<AccessOutageSpec> access_outage() {
  using A = AccessOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose lines to the cloud are dead."));
  keys.require("for", &A::lasts, outage_length(), given("Until the line works again."));
  return keys;
}

Object<LinkOutageSpec> link_outage() {
  using A = LinkOutageSpec;
  Object<A> keys;
  keys.require("between", &A::between, ClusterPairCodec{}, given("The clusters at the ends of one of network.links."));
  keys.require("for", &A::lasts, outage_length(), given("Until the line works again."));
  return keys;
}

Object<NodeOutageSpec> node_outage() {
  using A = NodeOutageSpec;
  Object<A> keys;
  keys.require("node", &A::nodes, NamesCodec(cluster_pattern_rule()),
               given("Ids and patterns of the nodes that lose power; their clusters go on without them."));
  keys.require("for", &A::lasts, outage_length(), given("Until power is back; then the node boots."));
  return keys;
}

Object<PublisherOutageSpec> publisher_outage() {
  using A = PublisherOutageSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose publishers lose power."));
  keys.require("for", &A::lasts, outage_length(), given("Until power is back; then the publisher boots."));
  return keys;
}

Object<ServiceStopSpec> service_stop() {
  using A = ServiceStopSpec;
  Object<A> keys;
  keys.add("cluster", &A::clusters, clusters_selected(),
           given("The clusters in which the service stops on every node."));
  keys.add("node", &A::nodes, NamesCodec(cluster_pattern_rule()),
           given("In place of \"cluster\": ids and patterns of the nodes on which it stops."));
  keys.require("service", &A::service, service_choice(), given("What stops."));
  keys.require("for", &A::lasts, outage_length(), given("Until the service runs again."));
  return keys;
}

Object<DegradationSpec> degradation() {
  using D = DegradationSpec;
  constexpr double most_loss = 0.99;
  Object<D> keys;
  keys.add("latency", &D::latency, duration(0, longest_latency), given("One way, added to the line's own."));
  keys.add("bandwidth", &D::bandwidth, line_bandwidth(), given("The line has no more than this."));
  keys.add(
      "loss", &D::loss, NumberCodec(0, most_loss, "share of the packets"),
      given("So many of the packets are lost: flows get the bandwidth that the square root formula leaves, messages "
            "of ILS are repeated (see network.transport)."));
  return keys;
}

Object<AccessDegradedSpec> access_degraded() {
  using A = AccessDegradedSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(),
               given("The clusters whose lines to the cloud are degraded."));
  keys.embed(&A::how, degradation());
  keys.require("for", &A::lasts, outage_length(), given("Until the line is as it was."));
  return keys;
}

Object<LinkDegradedSpec> link_degraded() {
  using A = LinkDegradedSpec;
  Object<A> keys;
  keys.require("between", &A::between, ClusterPairCodec{}, given("The clusters at the ends of one of network.links."));
  keys.embed(&A::how, degradation());
  keys.require("for", &A::lasts, outage_length(), given("Until the line is as it was."));
  return keys;
}

Object<PartitionSpec> partition() {
  using A = PartitionSpec;
  using G = PartitionGroupSpec;
  constexpr std::size_t most_groups = 10'000;
  Object<G> group(JsonWriter::Layout::one_line);
  group.require("id", &G::id, TextCodec(cluster_id_rule()), given("The name of the group, in results."));
  group.require("cluster", &G::clusters, clusters_selected(), given("The clusters that still hear each other."));
  Object<A> keys;
  keys.add_list("groups", &A::groups, group, {1, most_groups},
                given("Each cluster is in just one of them, and hears only the others of that."));
  keys.require("for", &A::lasts, outage_length(), given("Until all hear each other again."));
  return keys;
}

Object<ShutdownSpec> shutdown() {
  using A = ShutdownSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters that are shut down."));
  keys.require("for", &A::lasts, outage_length(),
               given("From power off, which comes after recovery.shutdown, until power is back; then the nodes boot."));
  return keys;
}

Object<RestoreSpec> restore() {
  using A = RestoreSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters that go back to a backup."));
  keys.require("to", &A::to, date(), given("When it was taken; all of that instant is in it."));
  keys.require("for", &A::lasts, outage_length(),
               given("How long the work takes, with the cluster without power; then the nodes boot."));
  return keys;
}

Object<ReplicationBrokenSpec> replication_broken() {
  using A = ReplicationBrokenSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose databases do not replicate."));
  keys.require("for", &A::lasts, outage_length(), given("Until replication works again."));
  return keys;
}

Object<ClockSkewSpec> clock_skew() {
  using A = ClockSkewSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters whose clocks are wrong."));
  keys.add("ahead", &A::ahead, duration(1, 10 * 365 * day), given("By how much they are ahead."));
  keys.add("behind", &A::behind, duration(1, 10 * 365 * day),
           given("In place of \"ahead\": by how much they are behind."));
  keys.require("for", &A::lasts, outage_length(), given("Until they are right again."));
  return keys;
}

Object<AuthenticationFailureSpec> authentication_failure() {
  using A = AuthenticationFailureSpec;
  Object<A> keys;
  keys.require("between", &A::between, ClusterPairCodec{}, given("The clusters that refuse each other."));
  keys.require("for", &A::lasts, outage_length(), given("Until they accept each other again."));
  return keys;
}

Object<LoginDetails> login_details() {
  using D = LoginDetails;
  Object<D> keys;
  keys.add("user_id", &D::user_id, TextCodec(label_rule()),
           given("What the user types as user id, primary extension or self-service id; if left out, the right one."));
  keys.add("pin", &D::pin, TextCodec(label_rule()),
           given("What the user types as PIN; if left out, the one of the home cluster."));
  keys.add("profile", &D::profile, TextCodec(label_rule()),
           given("Which device profile the user picks of several; if left out, the first."));
  return keys;
}

Object<LoginSpec> login() {
  using A = LoginSpec;
  Object<A> keys;
  keys.require("user", &A::users, users_who_act(), given("Who logs in."));
  keys.require("cluster", &A::clusters, clusters_selected(),
               given("At a free phone of this cluster; to several clusters the users are dealt in turn."));
  keys.add("phone", &A::phone, TextCodec(device_name_rule()), given("At this phone of the cluster."));
  keys.embed(&A::details, login_details());
  return keys;
}

Object<LogoutSpec> logout() {
  using A = LogoutSpec;
  Object<A> keys;
  keys.require("user", &A::users, users_who_act(), given("Who logs out."));
  keys.require(
      "cluster", &A::clusters, clusters_selected(),
      given("At the phone that the user used last in this cluster; several clusters are dealt as for a login."));
  return keys;
}

Object<PlaceCallSpec> call() {
  using A = PlaceCallSpec;
  Object<A> keys;
  keys.require("from", &A::from, users_who_act(), given("Who dials, from the phone where this user is."));
  keys.require("to", &A::to, TextCodec(number_rule()), given("The number dialled."));
  keys.add("for", &A::talk, duration(0, longest_run),
           given("How long they talk, from the answer on; 0: the caller hangs up when the phone rings."));
  keys.add("answers", &A::answers, BooleanCodec{}, given("Whether somebody is there who answers."));
  return keys;
}

Object<IlsJoinSpec> ils_join() {
  using A = IlsJoinSpec;
  Object<A> keys;
  keys.require(
      "cluster", &A::cluster, cluster_reference(),
      given(
          "The cluster that is configured for ILS now; in no network by then, because it has not joined or has left."));
  keys.add("role", &A::role, ils_role(),
           given("Its place in the network; if left out, the one in the cluster's \"ils\"."));
  keys.add("hub", &A::hub, cluster_reference(),
           given("The hub it registers with; if left out, the one in the cluster's \"ils\"."));
  return keys;
}

Object<IlsLeaveSpec> ils_leave() {
  using A = IlsLeaveSpec;
  Object<A> keys;
  keys.require("cluster", &A::cluster, cluster_reference(), given("The cluster that becomes standalone."));
  return keys;
}

Object<IlsRoleSpec> ils_role_change() {
  using A = IlsRoleSpec;
  Object<A> keys;
  keys.require("cluster", &A::cluster, cluster_reference(),
               given("The cluster of the network that is configured anew."));
  keys.require("role", &A::role, ils_role(), given("Its place in the network from now on."));
  keys.add("hub", &A::hub, cluster_reference(),
           given("The hub it registers with; a hub that names none registers with nobody."));
  return keys;
}

Object<ConfigureUserSpec> configure_user() {
  using A = ConfigureUserSpec;
  Object<A> keys;
  keys.require("user", &A::users, users_asked(), given("Whose record is changed."));
  keys.require("cluster", &A::clusters, clusters_selected(), given("In which clusters."));
  keys.embed(&A::patch, user_patch_keys());
  return keys;
}

Object<ConfigurePhoneSpec> configure_phone() {
  using A = ConfigurePhoneSpec;
  Object<A> keys;
  keys.require("phone", &A::phones, NamesCodec(device_pattern_rule()), given("Ids and patterns of \"phones\"."));
  keys.embed(&A::patch, phone_patch_keys());
  return keys;
}

Object<ConfigureClusterSpec> configure_cluster() {
  using A = ConfigureClusterSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("Which clusters are changed."));
  keys.embed(&A::patch, cluster_patch_keys());
  keys.add("extension_mobility", &A::service_parameters, service_parameter_patch_keys(),
           given("Service parameters of Extension Mobility that are changed."))
      .unless([](const A& action) { return action.service_parameters == em::ServiceParameterPatch{}; });
  keys.add("emcc", &A::emcc, emcc_patch_keys(), given("What is changed of EMCC.")).unless([](const A& action) {
    return action.emcc == EmccPatchSpec{};
  });
  return keys;
}

Object<UpdateRemoteClustersSpec> update_remote_clusters() {
  using A = UpdateRemoteClustersSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(),
               given("The clusters that find out which of their remote clusters are up."));
  return keys;
}

Object<ActivateServiceSpec> activate_service() {
  using A = ActivateServiceSpec;
  Object<A> keys;
  keys.require("node", &A::nodes, NamesCodec(cluster_pattern_rule()), given("Ids and patterns of the nodes."));
  keys.require("service", &A::service, service_choice(), given("A feature service."));
  keys.add("active", &A::active, BooleanCodec{}, given("Whether it is activated or deactivated."));
  return keys;
}

Object<LogOutEverybodySpec> log_out_everybody() {
  using A = LogOutEverybodySpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters in which everybody is logged out."));
  return keys;
}

Object<SwitchVersionSpec> switch_version() {
  using A = SwitchVersionSpec;
  Object<A> keys;
  keys.require("cluster", &A::clusters, clusters_selected(), given("The clusters that restart."));
  return keys;
}

Object<SynchronizationFailureSpec> synchronization_failure() {
  using A = SynchronizationFailureSpec;
  Object<A> keys;
  keys.require("for", &A::lasts, outage_length(),
               given("Runs that begin before this is over fail; what is being carried arrives."));
  return keys;
}

ChoiceCodec<RandomFaults::Class> fault_class() {
  using enum RandomFaults::Class;
  return ChoiceCodec<RandomFaults::Class>(
      {{cluster_outage, "cluster_outage", "all nodes of a cluster lose power"},
       {node_outage, "node_outage", "a node loses power"},
       {publisher_outage, "publisher_outage", "a publisher loses power"},
       {access_outage, "access_outage", "a line to the cloud is dead"},
       {link_outage, "link_outage", "a line between two clusters is dead"},
       {service_stop, "service_stop", "a service stops in a cluster"},
       {synchronization_failure, "synchronization_failure", "runs of the Super User Synchronization Tool fail"}});
}

ChoiceCodec<RandomFaults::Distribution> fault_distribution() {
  using enum RandomFaults::Distribution;
  return ChoiceCodec<RandomFaults::Distribution>({{exponential, "exponential", "without memory"},
                                                  {fixed, "fixed", "always the mean"},
                                                  {lognormal, "lognormal", "the logarithm is normal"}});
}

}  // namespace

ChoiceCodec<Service> service_choice() {
  return ChoiceCodec<Service>(
      {{Service::ils, "ils", "the Intercluster Lookup Service, on the publisher"},
       {Service::extension_mobility, "extension_mobility", "Cisco Extension Mobility: logins and logouts"},
       {Service::call_processing, "call_processing", "calls, and the registrations of phones"},
       {Service::tftp, "tftp", "Cisco Tftp: the configurations of phones"},
       {Service::extension_mobility_application, "extension_mobility_application",
        "Cisco Extension Mobility Application: the pages on the phone"},
       {Service::ip_phone_services, "ip_phone_services", "Cisco IP Phone Services: the list of services"},
       {Service::tomcat, "tomcat", "Cisco Tomcat, and with it the web applications of Extension Mobility"}});
}

Object<RandomFaultsSpec> random_fault_keys() {
  using R = RandomFaultsSpec;
  constexpr Duration shortest_mtbf = 1 * second;
  Object<R> keys(JsonWriter::Layout::one_line);
  keys.require("class", &R::kind, fault_class(), given("What fails."));
  keys.add(
      "cluster", &R::clusters, clusters_selected(),
      given("The clusters that fail, or whose nodes, lines or services do; of lines between clusters, those with both "
            "ends among them. All if left out."));
  keys.add("service", &R::service, service_choice(), given("What stops, of a service_stop."));
  keys.require("mtbf", &R::mtbf, duration(shortest_mtbf, longest_run),
               given("Mean time from the end of one fault of a thing to the next."));
  keys.require("mttr", &R::mttr, outage_length(), given("Mean time from a fault to its end; then nodes boot."));
  keys.add("distribution", &R::distribution, fault_distribution(), assumed("How both times vary about their means."));
  keys.add("sigma", &R::sigma, NumberCodec(0.01, 5, "of the logarithm"),
           assumed("The standard deviation of the logarithm, if they are lognormal."));
  keys.add("from", &R::from, date(), given("Everything works until then, and for a time between failures more."));
  keys.add("until", &R::until, date(), given("Nothing fails later; the end of the run if left out."));
  return keys;
}

Tagged<ActionSpec> action_keys() {
  using A = ActionSpec;
  Object<A> common;
  common.require("at", &A::at, MomentCodec{}, given("When, from the start of the run or from an event."));
  common.add("name", &A::name, TextCodec(cluster_id_rule()),
             given("A name by which dates can be measured from the start or end of this entry."));
  common.add("over", &A::over, duration(shortest_span, longest_run),
             given("The selected users or clusters act evenly spread over this span, the first at its start."));
  common.add("every", &A::every, duration(shortest_span, longest_run), given("Repeats all of it at this distance."));
  common.add("times", &A::times, count(1, most_actions, "times"), given("How often it happens in all."));
  common.add("until", &A::until, MomentCodec{}, given("No repetition starts later, in place of \"times\"."));
  Tagged<A> keys("do", "What happens.", common);
  keys.kind("cluster_outage", &A::action, cluster_outage(), "All nodes of clusters lose power for a while.");
  keys.kind("access_outage", &A::action, access_outage(),
            "The lines of clusters to the cloud are dead for a while; the clusters run on.");
  keys.kind("link_outage", &A::action, link_outage(), "A line between two clusters is dead for a while.");
  keys.kind("login", &A::action, login(), "Users press the services button of a free phone and log in.");
  keys.kind("logout", &A::action, logout(), "Users log out.");
  keys.kind("call", &A::action, call(), "Users dial a number.");
  keys.kind("ils_join", &A::action, ils_join(),
            "An administrator configures ILS in a cluster, for the first time or again.");
  keys.kind("node_outage", &A::action, node_outage(), "Servers lose power for a while; their clusters go on.");
  keys.kind("publisher_outage", &A::action, publisher_outage(),
            "The publishers of clusters lose power for a while: no ILS there, while the subscribers process calls.");
  keys.kind("service_stop", &A::action, service_stop(), "A service of clusters or nodes does not run for a while.");
  keys.kind("access_degraded", &A::action, access_degraded(),
            "The lines of clusters to the cloud are slow, narrow or lossy for a while.");
  keys.kind("link_degraded", &A::action, link_degraded(),
            "A line between two clusters is slow, narrow or lossy for a while.");
  keys.kind("partition", &A::action, partition(), "The clusters hear only those of their own group for a while.");
  keys.kind("shutdown", &A::action, shutdown(),
            "Clusters are shut down in order: what is in hand is given time to end, then they are without power.");
  keys.kind("replication_broken", &A::action, replication_broken(),
            "Database replication in clusters does not work for a while: what is learned is not routed by.");
  keys.kind("clock_skew", &A::action, clock_skew(), "The clocks of clusters are wrong for a while.");
  keys.kind("authentication_failure", &A::action, authentication_failure(),
            "ILS connections between two clusters are refused for a while.");
  keys.kind("restore", &A::action, restore(), "Clusters lose what happened since a backup, and boot.");
  keys.kind("ils_leave", &A::action, ils_leave(), "A cluster leaves the ILS network and forgets what it learned.");
  keys.kind("ils_role", &A::action, ils_role_change(), "A cluster changes its place in the ILS network.");
  keys.kind("configure_user", &A::action, configure_user(),
            "An administrator changes users: groups, PINs, device profiles.");
  keys.kind("configure_phone", &A::action, configure_phone(), "An administrator changes phones.");
  keys.kind("configure_cluster", &A::action, configure_cluster(),
            "An administrator changes clusters: the phone service, parameters, steps of the task flow.");
  keys.kind("activate_service", &A::action, activate_service(),
            "An administrator activates or deactivates a feature service on nodes.");
  keys.kind("log_out_everybody", &A::action, log_out_everybody(),
            "An administrator logs out everybody of clusters at once.");
  keys.kind("switch_version", &A::action, switch_version(),
            "Clusters restart with another version of the software; their Extension Mobility logins are lost.");
  keys.kind("synchronization_failure", &A::action, synchronization_failure(),
            "The Super User Synchronization Tool does not work for a while.");
  keys.kind("run_synchronization", &A::action, Object<RunSynchronizationSpec>{},
            "An administrator has the Super User Synchronization Tool run now.");
  keys.kind("update_remote_clusters", &A::action, update_remote_clusters(),
            "An administrator presses \"Update Remote Cluster Now\" of EMCC.");
  return keys;
}

}  // namespace roamsim::scenario
