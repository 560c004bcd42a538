#include "models/super_user_sync/field_table.hpp"

#include <cstddef>

namespace roamsim::sync {

std::string_view name_of(Carrier carrier) {
  switch (carrier) {
    case Carrier::ils:
      return "ILS";
    case Carrier::tool:
      return "tool";
    case Carrier::neither:
      return "neither";
  }
  return "unknown";
}

const std::array<FieldRow, field_rows>& field_table() {
  using enum Carrier;
  static constexpr std::array<FieldRow, field_rows> table{{
      {"directory number", ils, nullptr, "",
       "the other clusters route calls by it, to its home cluster where no login is known"},
      {"user information that belongs to the number", ils, nullptr, "",
       "announced with the number; without it a login elsewhere ends with 201"},
      {"login information: login, logout, and the cluster of it", ils, nullptr, "",
       "an update of its own for each; the location follows from it"},
      {"login date", ils, nullptr, "", "the clock of the cluster of the login, for conflicts that are settled by it"},
      {"that a super user was added or removed at home", ils, nullptr, "",
       "an update, whatever the number's own ILS setting is; membership itself travels by the tool"},
      {"record of the user", tool, &Carried::record, "record",
       "that there is one; a deleted record is deleted elsewhere too"},
      {"primary extension", tool, &Carried::record, "record",
       "what the user signs in with where a cluster asks for it"},
      {"self-service id", tool, &Carried::record, "record", "likewise"},
      {"PIN", tool, &Carried::pin, "pin", "the one of the home cluster; checked against the cluster's own record"},
      {"membership in the group of super users", tool, &Carried::group, "group",
       "also its end; where a cluster has no such group (`set_up.super_user_group`), it helps nobody"},
      {"user locale", tool, &Carried::user_locale, "user_locale", ""},
      {"device profiles: lines, locale, association, subscription", tool, &Carried::profiles, "profiles",
       "by default not carried: they are set up in each cluster"},
      {"home cluster flag", neither, nullptr, "", "it says something else in each cluster"},
      {"EMCC allowed", neither, nullptr, "", "a box of the end user's page, set in each cluster"},
      {"phones and their settings", neither, nullptr, "", "they belong to the cluster"},
      {"service parameters and phone services", neither, nullptr, "", "they belong to the cluster"},
      {"users who are no super users", neither, nullptr, "", "the tool leaves them alone; their numbers travel by ILS"},
  }};
  return table;
}

std::string field_table_page() {
  const Carried by_default;
  std::string page =
      "# What travels by what\n\n"
      "Which field of a user reaches the other clusters, and by what: the Intercluster Lookup Service (ILS), after "
      "each\n"
      "change; the Super User Synchronization Tool, at its next run; or neither, so that administrators set it in "
      "each\n"
      "cluster. That ILS carries numbers, user information and login information, and the tool super users, is\n"
      "documented; the fields of the tool are an assumed set, which `super_user_sync.carries` changes (see\n"
      "[parameters.md](parameters.md)). This page is written from `models/super_user_sync/field_table.cpp`, and a "
      "test\n"
      "keeps the two the same.\n\n"
      "| field | travels by | by default | key of `carries` | |\n| --- | --- | --- | --- | --- |\n";
  for (const FieldRow& row : field_table()) {
    const bool carried = row.carrier == Carrier::ils || (row.carries != nullptr && by_default.*row.carries);
    page += "| " + std::string(row.field) + " | " + std::string(name_of(row.carrier)) + " | " +
            (carried ? "yes" : "no") + " | " + (row.key.empty() ? "" : "`" + std::string(row.key) + "`") + " | " +
            std::string(row.words) + " |\n";
  }
  page +=
      "\nThe record of the home cluster is the master. A run compares it with that of every other cluster and carries\n"
      "the users who differ in a field that is carried, whatever made them differ: a change at home since the last "
      "run,\n"
      "a run that failed, or a record that an administrator changed elsewhere (`elsewhere` of a user), which the run\n"
      "sets right. What a cluster that cannot be reached misses, it gets at the next run that reaches it.\n";
  return page;
}

}  // namespace roamsim::sync
