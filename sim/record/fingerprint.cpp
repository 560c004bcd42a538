#include "sim/record/fingerprint.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "sim/core/hash/sha256.hpp"
#include "sim/record/header_fields.hpp"
#include "sim/record/row_names.hpp"

namespace roamsim::record {
namespace {

/// The canonical binary form, gathered in pieces large enough for the hash to be fast.
class Canonical {
 public:
  void table(std::string_view name, std::size_t rows) {
    value(name);
    value(std::uint64_t{rows});
  }

  template <class... Values>
  void row(const Values&... values) {
    (value(values), ...);
    if (pending_.size() > flush_at) flush();
  }

  std::string finish() {
    flush();
    return core::to_hex(hash_.finish());
  }

 private:
  static constexpr std::size_t flush_at = 1 << 16;

  void value(std::uint64_t number) {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (8 * i) & 0xff);
    pending_.append(bytes.data(), bytes.size());
  }
  void value(std::uint32_t number) { value(std::uint64_t{number}); }
  void value(std::int64_t number) { value(static_cast<std::uint64_t>(number)); }
  void value(std::int32_t number) { value(std::int64_t{number}); }
  void value(bool flag) { value(std::uint64_t{flag}); }
  void value(double number) { value(std::bit_cast<std::uint64_t>(number)); }
  void value(std::string_view text) {
    value(std::uint64_t{text.size()});
    pending_ += text;
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  template <class Tag>
  void value(Id<Tag> id) {
    value(id.valid() ? std::uint64_t{id.value} : ~std::uint64_t{0});
  }

  void flush() {
    hash_.add(pending_);
    pending_.clear();
  }

  core::Sha256 hash_;
  std::string pending_;
};

void add_header(Canonical& to, const Header& header) {
  std::vector<HeaderField> fields = header_fields(header);
  std::erase_if(fields, [](const HeaderField& field) { return field.kind != HeaderField::Kind::result; });
  to.table("header", fields.size());
  for (const HeaderField& field : fields) to.row(field.key, text_of(field));
}

void add_names(Canonical& to, const Names& names) {
  to.table("clusters", names.clusters.size());
  for (const std::string& name : names.clusters) to.row(name);
  to.table("roles", names.roles.size());
  for (const std::string& role : names.roles) to.row(role);
  to.table("users", names.users.size());
  for (const Names::User& user : names.users) to.row(user.name, user.dn, user.home, user.super_user);
  to.table("links", names.links.size());
  for (const Names::Link& link : names.links) to.row(link.a, link.b);
}

void add_storms(Canonical& to, const Journal& journal) {
  to.table("storms", journal.storms.size());
  for (const StormRow& row : journal.storms) to.row(row.name, name_of(row.kind), row.begin, row.users);
  to.table("storm_counts", journal.storm_counts.size());
  for (const StormCountRow& row : journal.storm_counts) {
    to.row(row.storm, row.begin, row.cluster, name_of(row.what), row.code, row.number);
  }
  to.table("storm_users", journal.storm_users.size());
  for (const StormUserRow& row : journal.storm_users) {
    to.row(row.storm, row.user, row.cluster, name_of(row.outcome), row.came, row.done, row.attempts, row.successes,
           row.refusals, row.code, row.waited);
  }
}

void add_journal(Canonical& to, const Journal& journal) {
  to.table("events", journal.events.size());
  for (const EventRow& row : journal.events) to.row(row.at, name_of(row.kind), row.cluster, row.link, row.detail);
  to.table("location_changes", journal.location_changes.size());
  for (const LocationChangeRow& row : journal.location_changes) {
    to.row(row.at, name_of(row.kind), row.user, row.cluster, row.truth, row.incarnation, row.sequence, row.request);
  }
  to.table("convergence", journal.convergence.size());
  for (const ConvergenceRow& row : journal.convergence) {
    to.row(row.change, row.cluster, row.received, row.applied, row.right, row.reachable, std::uint64_t{row.hops});
  }
  to.table("advances", journal.advances.size());
  for (const AdvanceRow& row : journal.advances) {
    to.row(row.at, name_of(row.kind), row.cluster, row.origin, row.incarnation, row.from, row.to, row.peer);
  }
  to.table("routes", journal.routes.size());
  for (const RouteRow& row : journal.routes) to.row(row.at, row.cluster, row.user, row.to);
  to.table("registrations", journal.registrations.size());
  for (const RegistrationRow& row : journal.registrations) {
    to.row(row.at, row.user, row.cluster, row.phone, row.registered);
  }
  to.table("requests", journal.requests.size());
  for (const RequestRow& row : journal.requests) {
    to.row(name_of(row.kind), row.user, row.cluster, row.phone.view(), row.begin, row.end, row.code, row.text());
  }
  to.table("spans", journal.spans.size());
  for (const SpanRow& row : journal.spans) to.row(row.request, row.stage, row.begin, row.end);
  to.table("http_requests", journal.http_requests.size());
  for (const HttpRequestRow& row : journal.http_requests) {
    to.row(row.request, row.cluster, row.node, name_of(row.kind), row.slot, row.begin, row.end, row.code);
  }
  to.table("calls", journal.calls.size());
  for (const CallRow& row : journal.calls) {
    to.row(row.at, row.from, row.dialled, row.to, row.origin, row.target, calls::name_of(row.outcome), row.end,
           row.known);
    to.row(name_of(row.source), calls::facts_of(row.reason).name, row.caller_phone, row.called_phone, row.final_number,
           row.path, row.answered, row.ended, name_of(row.how));
  }
  to.table("call_legs", journal.call_legs.size());
  for (const CallLegRow& row : journal.call_legs) {
    to.row(row.call, row.cluster, row.node, row.begin, row.from, row.to, row.from_pstn, row.to_pstn,
           row.signalling_lost, row.left, calls::facts_of(row.why).name);
  }
  to.table("call_messages", journal.call_messages.size());
  for (const CallMessageRow& row : journal.call_messages) {
    to.row(row.call, row.at, name_of(row.from.kind), row.from.cluster, name_of(row.to.kind), row.to.cluster,
           row.message, row.arrives);
  }
  to.table("call_counts", journal.call_counts.size());
  for (const CallCountRow& row : journal.call_counts) {
    to.row(row.begin, name_of(row.source), row.origin, row.target, row.roaming, calls::name_of(row.outcome), row.calls);
  }
  to.table("call_delays", journal.call_delays.size());
  for (const CallDelayRow& row : journal.call_delays) {
    to.row(row.origin, calls::name_of(row.outcome), row.at_least, row.calls);
  }
  to.table("calls_after_login", journal.calls_after_login.size());
  for (const CallsAfterLoginRow& row : journal.calls_after_login) to.row(row.since, row.calls, row.failed);
  to.table("reachability", journal.reachability.size());
  for (const ReachabilityRow& row : journal.reachability) {
    to.row(row.cluster, row.user, row.probes, row.reached, row.reachable, row.observed);
  }
  to.table("knowledge", journal.knowledge.size());
  for (const KnowledgeRow& row : journal.knowledge) {
    to.row(row.user, row.clusters, row.stale, row.stale_spells, row.looked_at, row.unreachable, row.longest,
           row.longest_at);
  }
  to.table("reachability_steps", journal.reachability_steps.size());
  for (const ReachabilityStepRow& row : journal.reachability_steps) {
    to.row(row.at, row.cluster, row.user, row.reachable, calls::facts_of(row.reason).name, row.target);
  }
  to.table("exchanges", journal.exchanges.size());
  for (const ExchangeRow& row : journal.exchanges) {
    to.row(row.at, row.from, row.to, row.records, row.bytes, row.arrived);
  }
  to.table("ils_waits", journal.ils_waits.size());
  for (const IlsWaitRow& row : journal.ils_waits) {
    to.row(name_of(row.kind), row.cluster, row.peer, row.incarnation, row.sequence, row.begin, row.end);
  }
  if (!journal.storms.empty()) add_storms(to, journal);  // runs without any keep the fingerprint that they had
  to.table("scalars", journal.scalars.size());
  for (const ScalarRow& row : journal.scalars) to.row(row.name, row.entity, row.value, row.unit);
  to.table("expectations", journal.expectations.size());
  for (const ExpectationRow& row : journal.expectations) {
    to.row(row.pointer, row.text, row.judged ? std::uint64_t{row.met} : ~std::uint64_t{0}, row.found,
           row.missed_by.has_value(), row.missed_by.value_or(0), row.unit, row.at);
  }
}

}  // namespace

std::string results_fingerprint(const RunView& run) {
  Canonical form;
  add_header(form, run.header);
  add_names(form, run.names);
  add_journal(form, run.journal);
  return form.finish();
}

Fingerprints fingerprints(const RunView& run) {
  return {fmt::format("{:016x}", run.header.order_fingerprint), results_fingerprint(run)};
}

std::string fingerprints_json(const Fingerprints& fingerprints) {
  nlohmann::ordered_json json;
  json["schema_version"] = 1;
  json["order"] = fingerprints.order;
  json["results"] = fingerprints.results;
  json["results_function"] = "sha256";
  return json.dump(2) + "\n";
}

}  // namespace roamsim::record
