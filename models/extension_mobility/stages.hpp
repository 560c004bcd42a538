#pragma once

#include <array>
#include <string_view>

namespace roamsim::em {

/// One stage of a login or logout, as in scenarios, tables and reports.
struct Stage {
  std::string_view name;
  std::string_view text;
};

namespace stage {
inline constexpr std::string_view services_list = "services_list";
inline constexpr std::string_view sign_in_page = "sign_in_page";
inline constexpr std::string_view typing = "typing";
inline constexpr std::string_view profile_choice = "profile_choice";
inline constexpr std::string_view service = "service";
inline constexpr std::string_view find_home = "find_home";
inline constexpr std::string_view home_login = "home_login";
inline constexpr std::string_view home_logout = "home_logout";
inline constexpr std::string_view commit = "commit";
inline constexpr std::string_view replication = "replication";
inline constexpr std::string_view change_notification = "change_notification";
inline constexpr std::string_view rebuild = "rebuild";
inline constexpr std::string_view restart = "restart";
inline constexpr std::string_view reset = "reset";
inline constexpr std::string_view configuration = "configuration";
inline constexpr std::string_view registration = "registration";
}  // namespace stage

/// The stages in the order in which a login passes them; not every login has all of them.
inline constexpr std::array<Stage, 16> stages{{
    {stage::services_list, "from the services button to the list of services"},
    {stage::sign_in_page, "from the Extension Mobility item to the sign-in page"},
    {stage::typing, "the user types user id and PIN"},
    {stage::profile_choice, "the user picks one of several device profiles"},
    {stage::service, "the Extension Mobility service checks the request"},
    {stage::find_home, "EMCC: the remote clusters are asked for the user's home"},
    {stage::home_login, "EMCC: the home cluster checks and records the login"},
    {stage::home_logout, "EMCC: the home cluster records the logout"},
    {stage::commit, "the node's database takes the login or logout, after those before it"},
    {stage::replication, "the node that the phone registers with gets to know of it"},
    {stage::change_notification, "the node's database tells the call processing, after those before it"},
    {stage::rebuild, "the call processing builds the phone's new configuration"},
    {stage::restart, "the phone restarts"},
    {stage::reset, "the phone is reset, because its locale changes"},
    {stage::configuration, "the phone waits for its files and gets them"},
    {stage::registration, "the phone waits for its turn and registers"},
}};

}  // namespace roamsim::em
