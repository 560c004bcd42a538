#include "sim/study/sweep/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <thread>

#include "sim/record/error.hpp"
#include "sim/record/new_file.hpp"
#include "sim/record/run_directory.hpp"

namespace roamsim::study {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using record::RecordError;

constexpr std::string_view marker_content = "roamsim sweep, schema 1\n";
constexpr std::string_view temporary_end = ".new";

std::optional<std::string> content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string host() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "host";
  std::string text = name.data();
  for (char& c : text) {
    if (c == '/' || c == '.') c = '-';
  }
  return text;
}

/// Beside the target; no two processes have the same.
fs::path temporary_of(const fs::path& target) {
  return target.parent_path() /
         fmt::format(".{}.{}.{}{}", target.filename().string(), host(), ::getpid(), temporary_end);
}

/// A file being written, removed unless it is put in place.
class Temporary {
 public:
  Temporary(const fs::path& target, std::string_view text) : target_(target), path_(temporary_of(target)) {
    ::unlink(path_.c_str());
    const record::FileDescriptor file(
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file.open()) throw RecordError(target, "cannot create", errno);
    if (!record::write_all(file, text)) {
      const int error_number = errno;
      ::unlink(path_.c_str());
      throw RecordError(target, "cannot write", error_number);
    }
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { ::unlink(path_.c_str()); }

  void replace() const {
    if (std::rename(path_.c_str(), target_.c_str()) != 0) throw RecordError(target_, "cannot put in place", errno);
  }
  /// False if something is there already.
  [[nodiscard]] bool place() const {
    if (::link(path_.c_str(), target_.c_str()) == 0) return true;
    if (errno == EEXIST) return false;
    if (fs::exists(target_)) return false;  // a file system without hard links
    replace();
    return true;
  }

 private:
  fs::path target_;
  fs::path path_;
};

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw RecordError(folder, "cannot make the folder", error.value());
}

bool is_key(std::string_view name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void add_keys(const fs::path& folder, std::set<std::string>& keys) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json" && is_key(entry.path().stem().string()))
      keys.insert(entry.path().stem().string());
  }
}

bool of_dead_process(const std::string& name) {
  if (!name.ends_with(temporary_end) || !name.starts_with('.')) return false;
  const std::string rest = name.substr(0, name.size() - temporary_end.size());
  const std::string number = rest.substr(rest.rfind('.') + 1);
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), pid);
  if (error != std::errc{} || end != number.data() + number.size() || pid <= 0) return false;
  if (!rest.substr(0, rest.rfind('.')).ends_with("." + host())) return false;
  if (::kill(pid, 0) != 0) return errno == ESRCH;
  // One that has ended and that nobody has asked about yet is gone, too.
  const std::string status = content_of(fmt::format("/proc/{}/stat", pid)).value_or("");
  const std::size_t name_end = status.rfind(") ");
  return name_end != std::string::npos && status.substr(name_end + 2).starts_with('Z');
}

}  // namespace

std::string RunFailure::kind() const {
  return fmt::format("{} {} {} {}", exit_code, signal, timed_out, message.substr(0, message.find('\n')));
}

SweepFolder SweepFolder::prepare(const fs::path& path) {
  std::error_code error;
  fs::path given = path.lexically_normal();
  if (!given.has_filename()) given = given.parent_path();
  const fs::file_status status = fs::symlink_status(given, error);
  if (fs::is_symlink(status)) throw RecordError(given, "is a symbolic link, and none is followed");
  if (fs::exists(status) && !fs::is_directory(status)) throw RecordError(given, "is no folder");
  make_folder(given);
  const fs::path folder = fs::canonical(given, error);
  if (error) throw RecordError(given, "cannot find the folder", error.value());
  if (!fs::exists(fs::symlink_status(folder / record::sweep_marker, error))) {
    if (!fs::is_empty(folder, error) || error)
      throw RecordError(folder, "the folder holds files that are not a sweep's; name an empty or a new one");
    Temporary(folder / record::sweep_marker, marker_content).replace();
  }
  for (const char* part : {"records", "failed", "meta", "bin"}) {
    if (fs::is_symlink(fs::symlink_status(folder / part, error)))
      throw RecordError(folder / part, "is a symbolic link, and none is followed");
    make_folder(folder / part);
  }
  return open(folder);
}

SweepFolder SweepFolder::open(const fs::path& path) {
  std::error_code error;
  const fs::path folder = fs::canonical(path, error);
  if (error) throw RecordError(path, "there is no such folder; `roamsim sweep run` says where it works");
  if (!fs::is_regular_file(fs::symlink_status(folder / record::sweep_marker, error)))
    throw RecordError(folder, fmt::format("is not the folder of a sweep (it has no {})", record::sweep_marker));
  if (content_of(folder / record::sweep_marker).value_or("") != marker_content)
    throw RecordError(folder, "is the folder of a sweep of another version of roamsim; name a new one");
  return SweepFolder(folder);
}

bool SweepFolder::lock() {
  const fs::path marker = path_ / record::sweep_marker;
  lock_ = record::FileDescriptor(::open(marker.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!lock_.open()) throw RecordError(path_, "cannot write to the folder", errno);
  // The runs of a driver that was killed hold its lock until they are gone, too.
  constexpr int tries = 40;
  for (int i = 0; i < tries; ++i) {
    if (::flock(lock_.number(), LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) throw RecordError(path_, "cannot lock the folder", errno);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

bool has_driver(const SweepFolder& folder) {
  const fs::path marker = folder.path() / record::sweep_marker;
  const record::FileDescriptor file(::open(marker.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.open()) return false;
  return ::flock(file.number(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

void SweepFolder::put(const fs::path& file, std::string_view text) const {
  if (content_of(file) == text) return;
  Temporary(file, text).replace();
}

fs::path SweepFolder::record_file(const std::string& key) const {
  return path_ / "records" / key.substr(0, 2) / (key + ".json");
}

fs::path SweepFolder::failure_file(const std::string& key) const {
  return path_ / "failed" / (key + ".json");
}

Placed SweepFolder::put_record(const std::string& key, std::string_view text) const {
  const fs::path file = record_file(key);
  make_folder(file.parent_path());
  const Temporary temporary(file, text);
  if (temporary.place()) return Placed::new_record;
  const std::optional<std::string> there = content_of(file);
  if (there && *there == text) return Placed::equal_record;
  if (there && parse_record(*there)) return Placed::different_record;
  temporary.replace();  // a crash of the machine had cut the other one short
  return Placed::new_record;
}

std::optional<RunRecord> SweepFolder::record(const std::string& key) const {
  const std::optional<std::string> text = content_of(record_file(key));
  std::optional<RunRecord> found = text ? parse_record(*text) : std::nullopt;
  if (found && found->key != key) found.reset();
  return found;
}

void SweepFolder::put_failure(const RunFailure& failure) const {
  Json json;
  json["run_failure"] = 1;
  json["key"] = failure.key;
  json["point"] = failure.point;
  json["repetition"] = failure.repetition;
  json["seed"] = failure.seed;
  json["exit_code"] = failure.exit_code;
  json["signal"] = failure.signal;
  json["timed_out"] = failure.timed_out;
  json["message"] = failure.message;
  json["command"] = failure.command;
  put(failure_file(failure.key), json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::optional<RunFailure> SweepFolder::failure(const std::string& key) const {
  const std::optional<std::string> text = content_of(failure_file(key));
  if (!text) return std::nullopt;
  const Json json = Json::parse(*text, nullptr, false);
  RunFailure failure;
  try {
    failure.key = json.at("key");
    failure.point = json.at("point");
    failure.repetition = json.at("repetition");
    failure.seed = json.at("seed");
    failure.exit_code = json.at("exit_code");
    failure.signal = json.at("signal");
    failure.timed_out = json.at("timed_out");
    failure.message = json.at("message");
    failure.command = json.at("command");
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // cut short by a crash of the machine: the run is tried again
  }
  return failure;
}

void SweepFolder::remove_failure(const std::string& key) const {
  std::error_code error;
  fs::remove(failure_file(key), error);
  if (error) throw RecordError(failure_file(key), "cannot remove", error.value());
}

void SweepFolder::forget_failures(bool all) const {
  for (const std::string& key : failure_keys()) {
    const std::optional<RunFailure> known = failure(key);
    if (all || !known || known->by_force()) remove_failure(key);
  }
}

std::set<std::string> SweepFolder::record_keys() const {
  std::set<std::string> keys;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_ / "records", error))
    add_keys(entry.path(), keys);
  // What a crash of the machine cut short is as good as missing.
  for (auto key = keys.begin(); key != keys.end();) {
    const bool whole = is_whole_record(content_of(record_file(*key)).value_or(""));
    key = whole ? std::next(key) : keys.erase(key);
  }
  return keys;
}

std::set<std::string> SweepFolder::failure_keys() const {
  std::set<std::string> keys;
  add_keys(path_ / "failed", keys);
  return keys;
}

void SweepFolder::remove_remains() const {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path_, error)) {
    if (of_dead_process(entry.path().filename().string())) fs::remove(entry.path(), error);
  }
}

}  // namespace roamsim::study
