#include "tests/random/logins/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/catalogue/documented_codes.hpp"
#include "models/catalogue/errors.hpp"
#include "models/extension_mobility/stages.hpp"

namespace roamsim::random_logins {
namespace {

using catalogue::Cause;
using record::RequestRow;

class Judge {
 public:
  Judge(const Made& made, const record::Journal& journal) : made_(made), journal_(journal) {}

  std::vector<std::string> complaints() {
    expect_count(RequestRow::Kind::login, made_.logins, "logins");
    expect_count(RequestRow::Kind::logout, made_.logouts, "logouts");
    sort_spans();
    for (std::size_t i = 0; i < journal_.requests.size(); ++i) {
      request_ = i;
      const RequestRow& row = journal_.requests[i];
      if (row.end == never) {
        complain("does not end");
        continue;
      }
      outcome(row);
      spans(row);
      if (row.kind == RequestRow::Kind::login && row.code == 0) registration(row);
    }
    return std::move(complaints_);
  }

 private:
  void complain(const std::string& what) {
    const RequestRow& row = journal_.requests[request_];
    complaints_.push_back(fmt::format("request {} ({} at {} ns, code {}, {}): {}", request_,
                                      row.kind == RequestRow::Kind::login ? "login" : "logout", row.begin, row.code,
                                      catalogue::errors[static_cast<std::size_t>(row.cause)].name, what));
  }

  void expect_count(RequestRow::Kind kind, std::size_t asked, const char* what) {
    const auto found = std::count_if(journal_.requests.begin(), journal_.requests.end(),
                                     [&](const RequestRow& row) { return row.kind == kind; });
    if (static_cast<std::size_t>(found) != asked) {
      complaints_.push_back(fmt::format("{} {} of {} asked for", found, what, asked));
    }
  }

  void sort_spans() {
    of_request_.resize(journal_.requests.size());
    for (const record::SpanRow& span : journal_.spans) of_request_[span.request.index()].push_back(span);
  }

  void outcome(const RequestRow& row) {
    if ((row.code == 0) != (row.cause == Cause::none)) complain("its code and its cause differ");
    if (row.code == 0) return;
    // A phone whose list has no Extension Mobility, or a user without a phone, shows nothing.
    const bool shows_nothing = row.cause == Cause::em_item_missing || row.cause == Cause::no_free_phone;
    if (shows_nothing && row.text().empty()) return;
    const auto codes = catalogue::documented_codes();
    const bool documented = std::any_of(codes.begin(), codes.end(), [&](const catalogue::DocumentedCode& known) {
      return known.code == row.code && known.shown == row.text();
    });
    if (!documented) complain(fmt::format("shows \"{}\", which is not documented", row.text()));
  }

  void spans(const RequestRow& row) {
    const std::vector<record::SpanRow>& own = of_request_[request_];
    if (own.empty()) {
      if (row.begin != row.end) complain("has no spans");
      return;
    }
    if (own.front().begin != row.begin) complain("its first span does not begin with it");
    if (own.back().end != row.end) complain("its last span does not end with it");
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (own[i].end < own[i].begin) complain(fmt::format("{} ends before it begins", own[i].stage));
      if (i > 0 && own[i].begin != own[i - 1].end) complain(fmt::format("a gap before {}", own[i].stage));
    }
  }

  void registration(const RequestRow& row) {
    const std::vector<record::SpanRow>& own = of_request_[request_];
    const auto commit = std::find_if(own.begin(), own.end(),
                                     [](const record::SpanRow& span) { return span.stage == em::stage::commit; });
    if (commit == own.end() || own.back().stage != em::stage::registration) {
      return complain("succeeds without a commit or a registration");
    }
    const auto& all = journal_.registrations;
    const bool registered = std::any_of(all.begin(), all.end(), [&](const record::RegistrationRow& now) {
      return now.registered && now.at == row.end && now.user == row.user && now.phone == row.phone;
    });
    if (!registered && !ended_meanwhile(row, commit->end)) complain("no phone registers at its end");
  }

  /// Whether something ended the login between its commit and its end: another login or a logout of the user, a
  /// maximum login time, or an administrator.
  [[nodiscard]] bool ended_meanwhile(const RequestRow& row, Time committed) const {
    // One that expires while the user has another phone leaves no row of its own.
    if (made_.logins_expire) return true;
    const auto within = [&](Time at) { return at >= committed && at <= row.end; };
    for (const record::LocationChangeRow& change : journal_.location_changes) {
      if (change.user == row.user && within(change.at) && change.request.value != request_) return true;
    }
    for (const record::EventRow& event : journal_.events) {
      if (event.kind == record::EventRow::Kind::everybody_logged_out && within(event.at)) return true;
    }
    // A login in the same cluster moves nobody, but may end the one before it.
    return std::any_of(journal_.spans.begin(), journal_.spans.end(), [&](const record::SpanRow& span) {
      return span.stage == em::stage::commit && span.request.value != request_ && within(span.end) &&
             journal_.requests[span.request.index()].user == row.user;
    });
  }

  const Made& made_;
  const record::Journal& journal_;
  std::size_t request_ = 0;
  std::vector<std::vector<record::SpanRow>> of_request_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> complaints(const Made& made, const record::Journal& journal) {
  return Judge(made, journal).complaints();
}

}  // namespace roamsim::random_logins
