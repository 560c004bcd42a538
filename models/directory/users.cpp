#include "models/directory/users.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace roamsim::directory {

Users::Users() : columns_(std::make_shared<Columns>()) {}

Users::Users(std::initializer_list<User> users) : Users() {
  for (const User& user : users) push_back(user);
}

User Users::at(std::size_t index) const {
  if (index >= size()) throw std::out_of_range("no such user");
  return (*this)[index];
}

Users::Columns& Users::own() {
  if (columns_.use_count() > 1) columns_ = std::make_shared<Columns>(*columns_);
  return *columns_;
}

void Users::reserve(std::size_t users) {
  Columns& columns = own();
  columns.start.reserve(users);
  columns.name_length.reserve(users);
  columns.dn_length.reserve(users);
  columns.home.reserve(users);
  columns.flags.reserve(users);
}

std::uint32_t Users::keep(Columns& columns, const User& user) {
  constexpr std::size_t longest = std::numeric_limits<std::uint8_t>::max();
  if (user.name.size() > longest || user.dn.size() > longest) throw std::length_error("a name of a user is too long");
  const std::size_t length = user.name.size() + user.dn.size();
  if (columns.chunks.empty() || columns.chunks.back().size() + length > of_a_chunk) {
    if ((columns.chunks.size() + 1) * of_a_chunk > std::numeric_limits<std::uint32_t>::max()) {
      throw std::length_error("the names of users are too long for so many");
    }
    columns.chunks.emplace_back();
  }
  // What is copied may stand in the very chunk that grows.
  std::array<char, 2 * longest> text{};
  std::copy(user.dn.begin(), user.dn.end(), std::copy(user.name.begin(), user.name.end(), text.begin()));
  std::vector<char>& chunk = columns.chunks.back();
  if (columns.chunks.size() > 1) chunk.reserve(of_a_chunk);  // few users need no whole one
  const std::size_t start = (columns.chunks.size() - 1) * of_a_chunk + chunk.size();
  chunk.insert(chunk.end(), text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length));
  return static_cast<std::uint32_t>(start);
}

void Users::fill_in(Columns& columns, std::size_t index, const User& user, std::uint32_t start) {
  columns.start[index] = start;
  columns.name_length[index] = static_cast<std::uint8_t>(user.name.size());
  columns.dn_length[index] = static_cast<std::uint8_t>(user.dn.size());
  columns.home[index] = user.home;
  columns.flags[index] = static_cast<std::uint8_t>(
      (user.super_user ? is_super_user : 0U) | (user.logged_in ? is_logged_in : 0U) |
      (user.advertised ? 0U : is_not_advertised) | static_cast<unsigned>(user.mobility) * mobility_unit);
  if (columns.record.empty() && user.record != 0) columns.record.resize(columns.start.size());
  if (!columns.record.empty()) columns.record[index] = user.record;
}

void Users::push_back(const User& user) {
  Columns& columns = own();
  const std::uint32_t start = keep(columns, user);
  columns.start.push_back(start);
  columns.name_length.push_back(0);
  columns.dn_length.push_back(0);
  columns.home.emplace_back();
  columns.flags.push_back(0);
  if (!columns.record.empty()) columns.record.push_back(0);
  fill_in(columns, columns.start.size() - 1, user, start);
}

void Users::resize(std::size_t size) {
  while (this->size() < size) push_back(User{});
  Columns& columns = own();
  columns.start.resize(size);
  columns.name_length.resize(size);
  columns.dn_length.resize(size);
  columns.home.resize(size);
  columns.flags.resize(size);
  if (!columns.record.empty()) columns.record.resize(size);
}

void Users::set(std::size_t index, const User& user) {
  Columns& columns = own();
  const std::uint32_t start = keep(columns, user);
  fill_in(columns, index, user, start);
}

bool Users::operator==(const Users& other) const {
  return columns_ == other.columns_ || std::equal(begin(), end(), other.begin(), other.end());
}

}  // namespace roamsim::directory
