#include "sim/actors/fault_table.hpp"

namespace roamsim::actors {
namespace {

using enum Fate;

constexpr FaultCell media{goes_on, "media go from phone to phone"};
constexpr FaultCell signalling_lost{
    goes_on, "media go from phone to phone; the servers do not hear of the end and write no record of the call"};
constexpr FaultCell signalling_lost_there{
    goes_on, "media go from phone to phone; a call that the node processed has no record there"};
constexpr FaultCell media_lost{ends,
                               "where the media went over the line: both hang up after calls.media_loss_hang_up, "
                               "unless it works again by then"};
constexpr FaultCell stored{kept, "what was committed, received or written stays"};
constexpr FaultCell sessions{kept, "who is logged in stays logged in"};
constexpr FaultCell untouched{goes_on, ""};
constexpr FaultCell refused{ends, "refused at once, code no_service"};
constexpr FaultCell own_updates{
    waits, "what the cluster issued goes out at catch-up; batches and messages under way are lost and asked for again"};
constexpr FaultCell cut{waits, "batches on the line are lost and asked for again; messages are repeated by retry"};
constexpr FaultCell cut_between{
    waits,
    "batches on the line are lost and asked for again; messages are repeated by retry; by way of others they go on"};

}  // namespace

std::string_view name_of(Fate fate) {
  switch (fate) {
    case ends:
      return "ends";
    case goes_on:
      return "goes on";
    case waits:
      return "waits";
    case moves:
      return "moves";
    case kept:
      return "kept";
  }
  return "unknown";
}

const std::vector<FaultRow>& fault_table() {
  static const std::vector<FaultRow> table{
      {"cluster_outage",
       {{{ends, "code no_service; one that was committed stays committed"},
         refused,
         {ends, "all; back after boot and phone_reregistration, in a wave"},
         signalling_lost,
         own_updates,
         stored,
         sessions}}},
      {"switch_version",
       {{{ends, "code no_service"},
         refused,
         {ends, "all, and the logins with them"},
         signalling_lost,
         own_updates,
         {ends, "Extension Mobility logins are lost, which is told to the others as logouts; all else stays"},
         {ends, "everybody is logged out"}}}},
      {"shutdown",
       {{{goes_on, "for recovery.shutdown; what has not ended by then ends as in an outage"},
         refused,
         {ends, "all, when the power goes off; back as after an outage"},
         signalling_lost,
         {goes_on, "until the power goes off, then as in an outage"},
         stored,
         sessions}}},
      {"restore",
       {{{ends, "code no_service, as in a cluster_outage"},
         refused,
         {ends, "all; back after boot and phone_reregistration, in a wave"},
         signalling_lost,
         {ends, "what the cluster committed after the backup and nobody else has; the rest goes on as after an outage"},
         {ends, "as far as it is newer than the backup: what others hold comes back at catch-up"},
         {ends,
          "those begun after the backup; those ended after it begin again, until a newer login elsewhere is known"}}}},
      {"node_outage",
       {{{ends, "those that hold a slot of the node, and those whose phone it rebuilds; the others go on"},
         {moves, "to another node that serves Extension Mobility; none: code no_service"},
         {moves, "those at the node, after phone_failover; none left: as in an outage"},
         signalling_lost_there,
         {goes_on, "unless the node is the publisher"},
         stored,
         sessions}}},
      {"publisher_outage",
       {{{ends, "those at the publisher; the others go on"},
         {moves, "to the subscribers that serve Extension Mobility"},
         {moves, "those at the publisher, after phone_failover"},
         signalling_lost_there,
         own_updates,
         stored,
         sessions}}},
      {"service_stop of ils",
       {{untouched,
         untouched,
         untouched,
         media,
         {waits,
          "what the cluster issued goes out at catch-up; a batch on its way from it arrives, one to it is lost even if "
          "the service is back before"},
         stored,
         sessions}}},
      {"service_stop of extension_mobility",
       {{{ends, "those that hold a slot; one that was committed goes on"},
         {ends,
          "em_service_unreachable, with the page or once user and PIN are typed; stopped on one node: those that are "
          "dealt to it"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"service_stop of call_processing",
       {{{ends, "if no node of the cluster processes calls any more; else they go on"},
         {ends, "likewise: code no_service; while another node processes calls they go on"},
         {ends, "in the whole cluster: all; on one node they move"},
         signalling_lost_there,
         untouched,
         stored,
         sessions}}},
      {"service_stop of tftp",
       {{{waits, "where no node runs it: a phone asks for its files again and again; a logout goes on"},
         {waits, "likewise"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"service_stop of extension_mobility_application",
       {{{goes_on, "once the service has them"},
         {ends, "em_application_stopped, at the item or once user and PIN are typed"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"service_stop of ip_phone_services",
       {{untouched,
         {ends, "phone_services_stopped, at the services button; who has the sign-in page goes on"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"service_stop of tomcat",
       {{{ends, "those that hold a slot; one that was committed goes on"},
         {ends, "tomcat_stopped; stopped on one node: they move to another"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"access_outage", {{untouched, untouched, untouched, media_lost, cut, stored, sessions}}},
      {"link_outage", {{untouched, untouched, untouched, media_lost, cut_between, stored, sessions}}},
      {"access_degraded",
       {{untouched,
         untouched,
         untouched,
         media,
         {goes_on,
          "later: batches at the bandwidth left, messages repeated after message_timeout, given up after "
          "message_attempts"},
         stored,
         sessions}}},
      {"link_degraded",
       {{untouched, untouched, untouched, media, {goes_on, "as over a degraded access line"}, stored, sessions}}},
      {"partition",
       {{untouched,
         untouched,
         untouched,
         media_lost,
         {waits, "across the groups, as on a dead line; within them they go on"},
         stored,
         sessions}}},
      {"replication_broken",
       {{{waits, "once committed, where the phone registers with another node than the one that took the login"},
         {waits, "likewise"},
         untouched,
         media,
         {waits, "received but not applied until replication works; passed on all the same"},
         stored,
         sessions}}},
      {"clock_skew",
       {{{goes_on, "commits get the date of the wrong clock"},
         {goes_on, "likewise"},
         untouched,
         media,
         untouched,
         stored,
         sessions}}},
      {"authentication_failure",
       {{untouched,
         untouched,
         untouched,
         media,
         {waits, "between the two; by way of others they go on"},
         stored,
         sessions}}},
      {"synchronization_failure",
       {{untouched,
         untouched,
         untouched,
         media,
         untouched,
         {kept, "runs of the tool that begin meanwhile fail: other clusters keep the records that they have"},
         sessions}}},
  };
  return table;
}

std::string fault_table_page() {
  std::string page =
      "# What faults do\n\n"
      "What becomes of what a fault meets, settled at the instant of the fault. This page is written from\n"
      "`sim/actors/fault_table.cpp`, and a test keeps the two the same. Spans such as `phone_failover` are parameters: "
      "see\n"
      "[parameters.md](parameters.md); how the verbs are written stands in [scenario.md](scenario.md).\n";
  for (const FaultRow& row : fault_table()) {
    page += "\n## `" + std::string(row.verb.substr(0, row.verb.find(' '))) + "`" +
            std::string(
                row.verb.substr(row.verb.find(' ') == std::string_view::npos ? row.verb.size() : row.verb.find(' '))) +
            "\n\n| met | |\n| --- | --- |\n";
    for (std::size_t i = 0; i < fault_meets.size(); ++i) {
      page += "| " + std::string(fault_meets.at(i)) + " | " + std::string(name_of(row.cells.at(i).fate));
      if (!row.cells.at(i).words.empty()) page += ": " + std::string(row.cells.at(i).words);
      page += " |\n";
    }
  }
  return page;
}

}  // namespace roamsim::actors
