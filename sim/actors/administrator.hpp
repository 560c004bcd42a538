#pragma once

#include "sim/actors/context.hpp"
#include "sim/actors/em_sessions.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/machines.hpp"
#include "sim/actors/timeline.hpp"

namespace roamsim::actors {

/// What administrators do by timeline: they change users, phones and clusters, activate services, log people out.
class Administrator {
 public:
  Administrator(Context& context, EmSessions& sessions, IlsService& ils, Machines& machines)
      : context_(context), sessions_(sessions), ils_(ils), machines_(machines) {}

  void act(const Configure& configure);
  void act(const ActivateService& activate);
  void act(const LogOutEverybody& everybody);

 private:
  void change(const ConfigureUser& user);
  void change(const ConfigurePhone& phone);
  void change(const ConfigureCluster& cluster);
  /// Administration is on the publisher: false, noted, if that does not answer.
  bool possible(ClusterId cluster, const std::string& what);
  void note(record::EventRow::Kind kind, ClusterId cluster, std::string detail);

  Context& context_;
  EmSessions& sessions_;
  IlsService& ils_;
  Machines& machines_;
};

}  // namespace roamsim::actors
