#pragma once

#include <cstdint>
#include <vector>

#include "models/base/ids.hpp"
#include "sim/actors/context.hpp"
#include "sim/actors/convergence_recorder.hpp"
#include "sim/actors/ils_service.hpp"
#include "sim/actors/registrar.hpp"

namespace roamsim::actors {

/// Who is logged in where, and what the network is told of it: logins, logouts, and what ends a login by itself.
class EmSessions final : public UpdateListener {
 public:
  EmSessions(Context& context, ConvergenceRecorder& recorder, IlsService& ils, Registrar& registrar);

  /// The database of the cluster has the login.
  void log_in(UserId user, ClusterId cluster, PhoneId phone, std::uint8_t profile, RequestId request);
  /// The home cluster has an EMCC login on a phone of another one: the user's location does not change by it.
  void log_in_from_elsewhere(UserId user, ClusterId home, PhoneId phone, std::uint8_t profile);
  /// The database has the logout of whoever is on the phone.
  void log_out(PhoneId phone, record::LocationChangeRow::Kind kind, RequestId request);
  /// Everybody of the cluster is logged out.
  void log_out_everybody(ClusterId cluster);
  /// The login on the phone ends by itself at the date, or now if that is past.
  void end_at(Time date, PhoneId phone);
  /// A newer login elsewhere ends the user's devices here (B5).
  void learned(ClusterId cluster, const ils::Update& update) override;

 private:
  /// Announces the update, with which the user is in another place, and records that.
  void tell(ils::UpdateRef update, record::LocationChangeRow::Kind kind, UserId user, ClusterId cluster,
            RequestId request);
  void start_timer(PhoneId phone);
  void free(PhoneId phone);

  Context& context_;
  ConvergenceRecorder& recorder_;
  IlsService& ils_;
  Registrar& registrar_;
};

}  // namespace roamsim::actors
