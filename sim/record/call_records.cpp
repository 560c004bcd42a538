#include "sim/record/call_records.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/core/hash/sha256.hpp"
#include "sim/core/text.hpp"
#include "sim/record/call_record_layout.hpp"

namespace roamsim::record {
namespace {

using call_record::columns;
using call_record::place_of;

constexpr std::int64_t normal_clearing = 16;  // Q.850

/// Before what a spreadsheet takes for a formula, an apostrophe; a plus before digits is part of a number.
bool is_formula(std::string_view text, bool number) {
  if (text.empty()) return false;
  const bool plus_of_number = number && text[0] == '+' && text.find_first_not_of("0123456789*#-", 1) == text.npos;
  return std::string_view("=+-@").find(text[0]) != std::string_view::npos && !plus_of_number;
}

/// One line of a file: 0 and empty texts, unless something else is set.
class CallRecord {
 public:
  void integer(std::size_t column, std::int64_t value) { cells_[column] = fmt::format("{}", value); }
  void text(std::size_t column, std::string_view value) { quote(column, value, false); }
  /// Of a telephone number.
  void number(std::size_t column, std::string_view value) { quote(column, value, true); }

  void append_to(std::string& out) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out += ',';
      if (!cells_[i].empty()) {
        out += cells_[i];
      } else {
        out += columns[i].type == CallRecordType::integer ? "0" : "\"\"";
      }
    }
    out += '\n';
  }

 private:
  void quote(std::size_t column, std::string_view value, bool number) {
    std::string& cell = cells_[column];
    cell = '"';
    if (is_formula(value, number)) cell += '\'';
    for (const char c : core::printable(value)) {
      if (c == '"') cell += '"';
      cell += c;
    }
    cell += '"';
  }

  std::array<std::string, columns.size()> cells_;
};

/// A record to write, and where.
struct Entry {
  ClusterId cluster;
  std::int64_t interval = 0;  ///< of time, counted from 1970
  std::uint32_t node = 1;
  Time ended = 0;
  std::size_t leg = 0;

  [[nodiscard]] auto file() const { return std::tuple(cluster, interval, node); }
  [[nodiscard]] auto place() const { return std::tuple(cluster, interval, node, ended, leg); }
};

/// When the call was over there; nothing for one that outlasts the run.
std::optional<Time> end_of(const CallRow& call, const CallLegRow& leg) {
  if (leg.left != never) return leg.left;
  if (call.answered != never) return call.ended == never ? std::nullopt : std::optional(call.ended);
  if (!call.known || call.outcome == calls::Outcome::connected) return std::nullopt;
  return call.end;
}

/// Whether the cluster was on the way of the call when it was answered.
bool answered(const CallRow& call, const CallLegRow& leg) {
  return call.answered != never && leg.left == never;
}

/// In whole seconds; 0 of a call that was not answered.
std::int64_t duration_of(const CallRow& call, const CallLegRow& leg) {
  return answered(call, leg) ? (call.ended - call.answered) / second : 0;
}

std::int64_t cause_of(const CallRow& call, const CallLegRow& leg) {
  if (answered(call, leg)) return normal_clearing;
  return std::int64_t{calls::facts_of(leg.left == never ? call.reason : leg.why).cause};
}

/// Of a call that is over: it was not answered, or for less than a second, and nothing was wrong with it.
bool is_nothing(const CallRow& call, const CallLegRow& leg) {
  const std::int64_t cause = cause_of(call, leg);
  return duration_of(call, leg) == 0 && (cause == normal_clearing || cause == 0);
}

/// Floored, also before 1970.
std::int64_t interval_of(std::int64_t date, std::int64_t seconds) {
  return date / seconds - (date % seconds < 0 ? 1 : 0);
}

class Writer {
 public:
  Writer(const RunView& run, const CallRecordSettings& settings)
      : run_(run), settings_(settings), calls_(run.journal.calls), legs_(run.journal.call_legs) {
    number_legs();
  }

  void write(NewFolder& folder) const {
    const std::vector<Entry> entries = wanted();
    ClusterId cluster;
    std::uint32_t sequence = 0;
    for (auto from = entries.begin(); from != entries.end();) {
      const auto to = std::find_if(from, entries.end(), [&](const Entry& e) { return e.file() != from->file(); });
      if (from->cluster != cluster) sequence = 0;
      cluster = from->cluster;
      std::string content = heading();
      for (auto entry = from; entry != to; ++entry) record_of(*entry).append_to(content);
      folder.add(file_name(*from, ++sequence), content);
      from = to;
    }
  }

 private:
  /// The number of each leg among those of its cluster, from 1, in the order in which the calls came there.
  void number_legs() {
    std::vector<std::size_t> order(legs_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      return std::tuple(legs_[a].begin, a) < std::tuple(legs_[b].begin, b);
    });
    std::vector<std::int64_t> last(run_.names.clusters.size());
    numbers_.resize(legs_.size());
    for (const std::size_t leg : order) numbers_[leg] = ++last.at(legs_[leg].cluster.index());
  }

  [[nodiscard]] std::vector<Entry> wanted() const {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const CallLegRow& leg = legs_[i];
      const CallRow& call = calls_.at(leg.call.index());
      const std::optional<Time> ended = end_of(call, leg);
      if (leg.signalling_lost || !ended) continue;
      if (!settings_.zero_duration && is_nothing(call, leg)) continue;
      entries.push_back({leg.cluster, interval_of(date_of(*ended), settings_.interval / second), leg.node, *ended, i});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.place() < b.place(); });
    return entries;
  }

  [[nodiscard]] std::int64_t date_of(Time at) const { return settings_.starts + at / second; }

  static std::string heading() {
    std::string names;
    std::string types;
    for (const CallRecordColumn& column : columns) {
      fmt::format_to(std::back_inserter(names), "{}\"{}\"", names.empty() ? "" : ",", column.name);
      fmt::format_to(std::back_inserter(types), "{}{}", types.empty() ? "" : ",", name_of(column.type));
    }
    return names + '\n' + types + '\n';
  }

  [[nodiscard]] const std::string& name_of_cluster(ClusterId cluster) const {
    return run_.names.clusters.at(cluster.index());
  }

  [[nodiscard]] std::string file_name(const Entry& entry, std::uint32_t sequence) const {
    std::string cluster;
    for (const char c : name_of_cluster(entry.cluster)) {
      const bool plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
      cluster += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    const std::time_t begin = entry.interval * (settings_.interval / second);
    return fmt::format("{}{}_{:02}_{:%Y%m%d%H%M}_{}", call_records_start, cluster, entry.node, fmt::gmtime(begin),
                       sequence);
  }

  /// A UUID of version 8: what it stands for, hashed.
  [[nodiscard]] std::string key_of(const Entry& entry) const {
    std::string digits = core::sha256_hex(
        fmt::format("call record {} {} {}", run_.header.seed, numbers_[entry.leg], name_of_cluster(entry.cluster)));
    digits[12] = '8';
    digits[16] = "89ab"[static_cast<unsigned char>(digits[16]) % 4];
    const std::string_view all = digits;
    return fmt::format("{}-{}-{}-{}-{}", all.substr(0, 8), all.substr(8, 4), all.substr(12, 4), all.substr(16, 4),
                       all.substr(20, 12));
  }

  [[nodiscard]] std::string trunk(std::string_view way, ClusterId cluster) const {
    return fmt::format("SIP_trunk_{}_{}", way, name_of_cluster(cluster));
  }

  [[nodiscard]] CallRecord record_of(const Entry& entry) const {
    const CallLegRow& leg = legs_[entry.leg];
    const CallRow& call = calls_[leg.call.index()];
    const std::int64_t number = numbers_[entry.leg];
    CallRecord record;
    record.integer(place_of("cdrRecordType"), 1);
    record.integer(place_of("globalCallID_callManagerId"), leg.node);
    record.integer(place_of("globalCallID_callId"), number);
    record.integer(place_of("origLegCallIdentifier"), 2 * number - 1);
    record.integer(place_of("destLegIdentifier"), 2 * number);
    record.integer(place_of("origNodeId"), leg.node);
    record.integer(place_of("dateTimeOrigination"), date_of(leg.begin));
    record.integer(place_of("dateTimeConnect"), answered(call, leg) ? date_of(call.answered) : 0);
    record.integer(place_of("dateTimeDisconnect"), date_of(entry.ended));
    record.integer(place_of("duration"), duration_of(call, leg));
    record.integer(place_of("origCause_value"), answered(call, leg) ? normal_clearing : 0);
    record.integer(place_of("destCause_value"), cause_of(call, leg));
    record.text(place_of("pkid"), key_of(entry));
    record.text(place_of("globalCallId_ClusterID"), name_of_cluster(leg.cluster));
    add_numbers(record, call);
    add_ends(record, leg, call);
    return record;
  }

  void add_numbers(CallRecord& record, const CallRow& call) const {
    record.number(place_of("callingPartyNumber"), run_.names.users.at(call.from.index()).dn);
    record.number(place_of("originalCalledPartyNumber"), call.dialled);
    record.number(place_of("finalCalledPartyNumber"), call.final_number.empty() ? call.dialled : call.final_number);
    if (call.forwarded) record.number(place_of("lastRedirectDn"), call.dialled);
  }

  /// The devices at both ends within the cluster, and who has logged in on them.
  void add_ends(CallRecord& record, const CallLegRow& leg, const CallRow& call) const {
    const auto user = [this](UserId id) -> std::string_view { return run_.names.users.at(id.index()).name; };
    if (leg.from.valid()) {
      record.text(place_of("origDeviceName"), trunk("from", leg.from));
    } else if (leg.from_pstn) {
      record.text(place_of("origDeviceName"), "PSTN_gateway");
    } else {
      record.text(place_of("origDeviceName"), call.caller_phone);
      record.text(place_of("callingPartyUnicodeLoginUserID"), user(call.from));
    }
    if (leg.to.valid()) {
      record.text(place_of("destDeviceName"), trunk("to", leg.to));
    } else if (leg.to_pstn) {
      record.text(place_of("destDeviceName"), "PSTN_gateway");
    } else if (!call.called_phone.empty() && leg.left == never) {
      record.text(place_of("destDeviceName"), call.called_phone);
      // Who has the number that a call was forwarded to is not known.
      if (call.to.valid() && !call.forwarded)
        record.text(place_of("finalCalledPartyUnicodeLoginUserID"), user(call.to));
    }
  }

  const RunView& run_;
  const CallRecordSettings& settings_;
  const std::vector<CallRow>& calls_;
  const std::vector<CallLegRow>& legs_;
  std::vector<std::int64_t> numbers_;
};

}  // namespace

void write_call_records(NewFolder& folder, const RunView& run, const CallRecordSettings& settings) {
  Writer(run, settings).write(folder);
}

}  // namespace roamsim::record
