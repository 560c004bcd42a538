#include "sim/record/results.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/empty_results.hpp"
#include "sim/record/header_fields.hpp"
#include "sim/record/named_users.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/row_names.hpp"
#include "sim/record/schema.hpp"

namespace roamsim::record {
namespace {

/// Hands every row with its index to `fill`, which binds the columns after the key.
template <class Rows, class Fill>
void fill_table(Database& database, const char* table, int columns, const Rows& rows, Fill fill) {
  Insertion insertion(database, table, columns);
  std::int64_t key = 0;
  for (const auto& row : rows) {
    insertion.integer(key++);
    fill(insertion, row);
    insertion.end_row();
  }
}

void fill_header(Database& database, const Header& header) {
  Insertion insertion(database, "header", 2);
  for (const HeaderField& field : header_fields(header)) {
    const std::string value = text_of(field);
    insertion.text(field.key).text(value);
    insertion.end_row();
  }
}

void fill_users(Database& database, const Names& names, const Journal& journal) {
  const std::vector<bool> named = named_users(names, journal);
  Insertion users(database, "users", 5);
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!named[i]) continue;
    const Names::User user = names.users[i];
    users.integer(static_cast<std::int64_t>(i)).text(user.name).text(user.dn).id(user.home).flag(user.super_user);
    users.end_row();
  }
}

void fill_names(Database& database, const Names& names, const Journal& journal) {
  {
    Insertion clusters(database, "clusters", 3);
    for (std::size_t i = 0; i < names.clusters.size(); ++i) {
      clusters.integer(static_cast<std::int64_t>(i)).text(names.clusters[i]);
      clusters.text(i < names.roles.size() ? std::string_view(names.roles[i]) : std::string_view());
      clusters.end_row();
    }
  }
  fill_users(database, names, journal);
  fill_table(database, "links", 3, names.links,
             [](Insertion& to, const Names::Link& link) { to.id(link.a).id(link.b); });
}

void fill_changes(Database& database, const Journal& journal) {
  fill_table(database, "scalars", 5, journal.scalars, [](Insertion& to, const ScalarRow& row) {
    to.text(row.name).text(row.entity).real(row.value).text(row.unit);
  });
  fill_table(database, "events", 6, journal.events, [](Insertion& to, const EventRow& row) {
    to.time(row.at).text(name_of(row.kind)).id(row.cluster).id(row.link).text(row.detail);
  });
  fill_table(database, "location_changes", 9, journal.location_changes,
             [](Insertion& to, const LocationChangeRow& row) {
               to.time(row.at).text(name_of(row.kind)).id(row.user).id(row.cluster).id(row.truth);
               to.integer(row.incarnation).integer(row.sequence).id(row.request);
             });
  fill_table(database, "convergence", 8, journal.convergence, [](Insertion& to, const ConvergenceRow& row) {
    to.integer(row.change).id(row.cluster).time(row.received).time(row.applied).time(row.right).time(row.reachable);
    if (row.hops == ConvergenceRow::no_hops) {
      to.none();
    } else {
      to.integer(row.hops);
    }
  });
  fill_table(database, "advances", 9, journal.advances, [](Insertion& to, const AdvanceRow& row) {
    to.time(row.at).text(name_of(row.kind)).id(row.cluster).id(row.origin);
    to.integer(row.incarnation).integer(row.from).integer(row.to).id(row.peer);
  });
  fill_table(database, "routes", 5, journal.routes,
             [](Insertion& to, const RouteRow& row) { to.time(row.at).id(row.cluster).id(row.user).id(row.to); });
}

void fill_knowledge(Database& database, const Journal& journal) {
  fill_table(database, "knowledge", 8, journal.knowledge, [](Insertion& to, const KnowledgeRow& row) {
    to.id(row.user).integer(row.clusters).integer(row.stale).integer(row.stale_spells);
    if (row.looked_at) {
      to.integer(row.unreachable).integer(row.longest).id(row.longest_at);
    } else {
      to.none().none().none();
    }
  });
  fill_table(database, "reachability_steps", 7, journal.reachability_steps,
             [](Insertion& to, const ReachabilityStepRow& row) {
               to.time(row.at).id(row.cluster).id(row.user).flag(row.reachable);
               to.text(calls::facts_of(row.reason).name).id(row.target);
             });
}

void fill_phones(Database& database, const Journal& journal) {
  fill_table(database, "registrations", 6, journal.registrations, [](Insertion& to, const RegistrationRow& row) {
    to.time(row.at).id(row.user).id(row.cluster).text(row.phone).flag(row.registered);
  });
  fill_table(database, "requests", 10, journal.requests, [](Insertion& to, const RequestRow& row) {
    to.text(name_of(row.kind)).id(row.user).id(row.cluster).text(row.phone).time(row.begin).time(row.end);
    if (row.end == never) {
      to.none();
    } else {
      to.integer(row.code);
    }
    to.text(row.text());
    if (row.end == never) {
      to.none();
    } else {
      to.text(catalogue::error_of(row.cause).name);
    }
  });
  fill_table(database, "spans", 5, journal.spans, [](Insertion& to, const SpanRow& row) {
    to.id(row.request).text(row.stage).time(row.begin).time(row.end);
  });
  fill_table(database, "http_requests", 9, journal.http_requests, [](Insertion& to, const HttpRequestRow& row) {
    to.id(row.request).id(row.cluster).integer(row.node).text(name_of(row.kind)).flag(row.slot);
    to.time(row.begin).time(row.end);
    if (row.end == never) {
      to.none();
    } else {
      to.integer(row.code);
    }
  });
  fill_table(database, "exchanges", 7, journal.exchanges, [](Insertion& to, const ExchangeRow& row) {
    to.time(row.at).id(row.from).id(row.to).integer(row.records).integer(static_cast<std::int64_t>(row.bytes));
    to.time(row.arrived);
  });
  fill_table(database, "ils_waits", 8, journal.ils_waits, [](Insertion& to, const IlsWaitRow& row) {
    to.text(name_of(row.kind)).id(row.cluster).id(row.peer);
    if (row.sequence == 0) {
      to.none().none();
    } else {
      to.integer(row.incarnation).integer(row.sequence);
    }
    to.time(row.begin).time(row.end);
  });
  fill_table(database, "expectations", 8, journal.expectations, [](Insertion& to, const ExpectationRow& row) {
    to.text(row.pointer).text(row.text);
    if (row.judged) {
      to.flag(row.met);
    } else {
      to.none();
    }
    to.text(row.found);
    if (row.missed_by) {
      to.real(*row.missed_by);
    } else {
      to.none();
    }
    to.text(row.unit).time(row.at);
  });
}

void text_or_none(Insertion& to, const std::string& text) {
  if (text.empty()) {
    to.none();
  } else {
    to.text(text);
  }
}

void fill_calls(Database& database, const Journal& journal) {
  fill_table(database, "calls", 19, journal.calls, [](Insertion& to, const CallRow& row) {
    to.time(row.at).id(row.from).text(row.dialled).id(row.to).id(row.origin).id(row.target);
    if (row.known) {
      to.text(calls::name_of(row.outcome)).time(row.end);
    } else {
      to.none().none();
    }
    to.text(name_of(row.source));
    if (row.known) {
      to.text(calls::facts_of(row.reason).name).integer(calls::facts_of(row.reason).cause);
    } else {
      to.none().none();
    }
    text_or_none(to, row.caller_phone);
    text_or_none(to, row.called_phone);
    to.text(row.final_number).text(row.path).time(row.answered).time(row.ended).text(name_of(row.how));
  });
  fill_table(database, "call_legs", 12, journal.call_legs, [](Insertion& to, const CallLegRow& row) {
    to.id(row.call).id(row.cluster).integer(row.node).time(row.begin).id(row.from).id(row.to);
    to.flag(row.from_pstn).flag(row.to_pstn).flag(row.signalling_lost).time(row.left);
    if (row.left == never) {
      to.none();
    } else {
      to.text(calls::facts_of(row.why).name);
    }
  });
  fill_table(database, "call_messages", 9, journal.call_messages, [](Insertion& to, const CallMessageRow& row) {
    to.id(row.call).time(row.at).text(name_of(row.from.kind)).id(row.from.cluster);
    to.text(name_of(row.to.kind)).id(row.to.cluster).text(row.message).time(row.arrives);
  });
}

void fill_call_figures(Database& database, const Journal& journal) {
  const auto count = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  fill_table(database, "call_counts", 8, journal.call_counts, [&](Insertion& to, const CallCountRow& row) {
    to.time(row.begin).text(name_of(row.source)).id(row.origin).id(row.target).flag(row.roaming);
    to.text(calls::name_of(row.outcome)).integer(count(row.calls));
  });
  fill_table(database, "call_delays", 5, journal.call_delays, [&](Insertion& to, const CallDelayRow& row) {
    to.id(row.origin).text(calls::name_of(row.outcome)).integer(row.at_least).integer(count(row.calls));
  });
  fill_table(database, "calls_after_login", 4, journal.calls_after_login,
             [&](Insertion& to, const CallsAfterLoginRow& row) {
               to.integer(row.since).integer(count(row.calls)).integer(count(row.failed));
             });
  fill_table(database, "reachability", 7, journal.reachability, [&](Insertion& to, const ReachabilityRow& row) {
    to.id(row.cluster).id(row.user).integer(count(row.probes)).integer(count(row.reached));
    to.integer(row.reachable).integer(row.observed);
  });
}

void fill_storms(Database& database, const Journal& journal) {
  const auto count = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  const auto code = [](Insertion& to, bool known, std::int32_t number) {
    if (known) {
      to.integer(number);
    } else {
      to.none();
    }
  };
  fill_table(database, "storms", 5, journal.storms, [&](Insertion& to, const StormRow& row) {
    to.text(row.name).text(name_of(row.kind)).time(row.begin).integer(count(row.users));
  });
  fill_table(database, "storm_counts", 7, journal.storm_counts, [&](Insertion& to, const StormCountRow& row) {
    to.integer(row.storm).time(row.begin).id(row.cluster).text(name_of(row.what));
    code(to, row.what == StormCountRow::What::refused, row.code);
    to.integer(count(row.number));
  });
  fill_table(database, "storm_users", 12, journal.storm_users, [&](Insertion& to, const StormUserRow& row) {
    to.integer(row.storm).id(row.user).id(row.cluster).text(name_of(row.outcome)).time(row.came).time(row.done);
    to.integer(row.attempts).integer(row.successes).integer(row.refusals);
    code(to, row.code != 0, row.code);
    to.integer(row.waited);
  });
}

}  // namespace

void fill_results(Database& database, const RunView& run) {
  database.run("BEGIN");
  fill_header(database, run.header);
  fill_names(database, run.names, run.journal);
  fill_changes(database, run.journal);
  fill_knowledge(database, run.journal);
  fill_phones(database, run.journal);
  fill_calls(database, run.journal);
  fill_call_figures(database, run.journal);
  fill_storms(database, run.journal);
  database.run(indexes_sql);
  database.run("COMMIT");
}

void build_results(NewFile& file, const RunView& run) {
  file.write(empty_results());
  Database database(file.temporary());
  // The file is thrown away unless it is finished: no journal, no waiting for the disk row by row.
  database.run(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = "
      "MEMORY");
  fill_results(database, run);
  database.close();
}

void write_results(const std::filesystem::path& folder, const RunView& run) {
  NewFile file(folder / "results.sqlite");
  build_results(file, run);
  file.sync();
  file.put_in_place();
  sync_folder(folder);
}

}  // namespace roamsim::record
