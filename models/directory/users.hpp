#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

#include "models/base/ids.hpp"
#include "models/extension_mobility/parameters.hpp"

namespace roamsim::directory {

/// An end user as configured. In a table the texts are the table's own; they stand until the table is changed.
struct User {
  std::string_view name;  ///< the user id
  std::string_view dn;    ///< directory number, as dialled, e.g. 1000-001
  ClusterId home;
  bool super_user = false;
  bool logged_in = true;     ///< at the start, on the user's own phone in the home cluster
  std::uint32_t record = 0;  ///< which of the user records
  em::Mobility mobility = em::Mobility::roaming;
  bool advertised = true;  ///< the number is made known to other clusters by itself; else their dial plans have it
  bool operator==(const User&) const = default;
};

/// Users by id, in columns: some millions of them take 11 bytes each beside their names and numbers. Copies share
/// their memory until one is changed.
class Users {
 public:
  class Iterator;
  using value_type = User;
  using const_iterator = Iterator;

  Users();
  Users(std::initializer_list<User> users);

  [[nodiscard]] std::size_t size() const { return columns_->start.size(); }
  [[nodiscard]] bool empty() const { return columns_->start.empty(); }
  [[nodiscard]] User operator[](std::size_t index) const {
    return {name(index),
            dn(index),
            home(index),
            super_user(index),
            logged_in(index),
            record(index),
            static_cast<em::Mobility>(columns_->flags[index] / mobility_unit % mobility_values),
            advertised(index)};
  }
  /// Throws std::out_of_range.
  [[nodiscard]] User at(std::size_t index) const;
  [[nodiscard]] User front() const { return (*this)[0]; }
  [[nodiscard]] User back() const { return (*this)[size() - 1]; }
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

  /// One column of a user, which is quicker than the whole.
  [[nodiscard]] std::string_view name(std::size_t index) const { return {text(index), columns_->name_length[index]}; }
  [[nodiscard]] std::string_view dn(std::size_t index) const {
    return {text(index) + columns_->name_length[index], columns_->dn_length[index]};
  }
  [[nodiscard]] ClusterId home(std::size_t index) const { return columns_->home[index]; }
  [[nodiscard]] bool super_user(std::size_t index) const { return has(index, is_super_user); }
  [[nodiscard]] bool logged_in(std::size_t index) const { return has(index, is_logged_in); }
  [[nodiscard]] bool advertised(std::size_t index) const { return !has(index, is_not_advertised); }
  [[nodiscard]] std::uint32_t record(std::size_t index) const {
    return columns_->record.empty() ? 0 : columns_->record[index];
  }

  /// Has the processor fetch home and flags of a user.
  void prefetch(std::size_t index) const {
    __builtin_prefetch(&columns_->home[index]);
    __builtin_prefetch(&columns_->flags[index]);
  }

  /// Makes room for so many users in all.
  void reserve(std::size_t users);
  /// Copies the texts. Throws std::length_error where one has more than 255 bytes, or all together take 4 GiB.
  void push_back(const User& user);
  void pop_back() { resize(size() - 1); }
  void clear() { *this = Users(); }
  /// Those that are new have no name, number or home.
  void resize(std::size_t size);
  /// Puts another user in the place of one.
  void set(std::size_t index, const User& user);
  /// The same, by a function that changes what it is given.
  template <class Change>
  void change(std::size_t index, Change change) {
    User user = (*this)[index];
    change(user);
    set(index, user);
  }

  bool operator==(const Users& other) const;

 private:
  static constexpr std::uint8_t is_super_user = 1, is_logged_in = 2, is_not_advertised = 4;
  static constexpr std::uint8_t mobility_unit = 8, mobility_values = 4;
  static constexpr std::size_t of_a_chunk = std::size_t{1}
                                            << 20U;  // a text is whole in one; a table that grows copies none

  struct Columns {
    std::vector<std::vector<char>> chunks;  ///< names and numbers
    std::vector<std::uint32_t> start;       ///< of the name, behind which the number stands
    std::vector<std::uint8_t> name_length, dn_length;
    std::vector<ClusterId> home;
    std::vector<std::uint8_t> flags;
    std::vector<std::uint32_t> record;  ///< empty: all of them the first
  };

  [[nodiscard]] const char* text(std::size_t index) const {
    const std::uint32_t start = columns_->start[index];
    return columns_->chunks[start / of_a_chunk].data() + start % of_a_chunk;
  }
  [[nodiscard]] bool has(std::size_t index, std::uint8_t flag) const { return (columns_->flags[index] & flag) != 0; }
  /// The columns, no other table's.
  Columns& own();
  static std::uint32_t keep(Columns& columns, const User& user);
  static void fill_in(Columns& columns, std::size_t index, const User& user, std::uint32_t start);

  std::shared_ptr<Columns> columns_;
};

class Users::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::random_access_iterator_tag;
  using value_type = User;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = User;

  Iterator() = default;
  Iterator(const Users& users, std::size_t index) : users_(&users), index_(static_cast<std::ptrdiff_t>(index)) {}

  User operator*() const { return (*users_)[static_cast<std::size_t>(index_)]; }
  User operator[](std::ptrdiff_t n) const { return *(*this + n); }
  Iterator& operator+=(std::ptrdiff_t n) {
    index_ += n;
    return *this;
  }
  Iterator& operator-=(std::ptrdiff_t n) { return *this += -n; }
  Iterator& operator++() { return *this += 1; }
  Iterator& operator--() { return *this += -1; }
  Iterator operator++(int) {
    const Iterator before = *this;
    ++*this;
    return before;
  }
  Iterator operator--(int) {
    const Iterator before = *this;
    --*this;
    return before;
  }
  friend Iterator operator+(Iterator at, std::ptrdiff_t n) { return at += n; }
  friend Iterator operator+(std::ptrdiff_t n, Iterator at) { return at += n; }
  friend Iterator operator-(Iterator at, std::ptrdiff_t n) { return at -= n; }
  friend std::ptrdiff_t operator-(Iterator a, Iterator b) { return a.index_ - b.index_; }
  friend bool operator==(Iterator a, Iterator b) { return a.index_ == b.index_; }
  friend auto operator<=>(Iterator a, Iterator b) { return a.index_ <=> b.index_; }

 private:
  const Users* users_ = nullptr;
  std::ptrdiff_t index_ = 0;
};

inline Users::Iterator Users::begin() const {
  return {*this, 0};
}
inline Users::Iterator Users::end() const {
  return {*this, size()};
}

}  // namespace roamsim::directory
