#include "sim/study/forked_runs.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>

#include "sim/study/exit_codes.hpp"

namespace roamsim::study {

namespace {

constexpr std::size_t message_limit = 65536;

struct Child {
  std::size_t index = 0;
  pid_t pid = 0;
  int pipe = -1;
  std::string message;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  bool timed_out = false;

  void kill_if_older_than(std::chrono::nanoseconds limit) {
    if (timed_out || std::chrono::steady_clock::now() - started <= limit) return;
    timed_out = true;
    ::kill(pid, SIGKILL);
  }
};

void write_all(int fd, const std::string& text) {
  std::size_t done = 0;
  while (done < std::min(text.size(), message_limit)) {
    const ssize_t n = ::write(fd, text.data() + done, std::min(text.size(), message_limit) - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    done += static_cast<std::size_t>(n);
  }
}

/// SIGTERM waits as long as this lives.
class TermWaits {
 public:
  TermWaits() {
    sigset_t term;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &term, &before_);
  }
  TermWaits(const TermWaits&) = delete;
  TermWaits& operator=(const TermWaits&) = delete;
  ~TermWaits() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

pid_t fork_with(void (*on_term)() noexcept) {
  // A child that is told to end while it still has the parent's handler would only note it, and run on.
  const TermWaits until_the_child_is_ready;
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) on_term();
  return pid;
}

Child start(std::size_t index, const std::function<int(std::size_t, std::string&)>& work, void (*on_term)() noexcept) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  pid_t pid = 0;
  try {
    pid = fork_with(on_term);
  } catch (...) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw;
  }
  if (pid == 0) {
    // A parent that is killed takes its runs with it: nobody else would ever stop them.
    if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || ::getppid() != parent)
      ::_exit(static_cast<int>(ExitCode::terminated));
    ::close(ends[0]);
    std::string message;
    int code = static_cast<int>(ExitCode::internal);
    // Nothing may leave: the child would go on as a second parent.
    try {
      code = work(index, message);
    } catch (const std::exception& error) {
      message = error.what();
    } catch (...) {
      message = "an exception of an unknown type";
    }
    write_all(ends[1], message);
    ::close(ends[1]);
    std::fflush(nullptr);
    // Not exit(): what the parent registered to happen at its end is not the child's to do.
    ::_exit(code);
  }
  ::close(ends[1]);
  Child child;
  child.index = index;
  child.pid = pid;
  child.pipe = ends[0];
  return child;
}

// Reads what the child has to say; true once it has said everything.
bool drain(Child& child) {
  std::array<char, 4096> buffer{};
  const ssize_t n = ::read(child.pipe, buffer.data(), buffer.size());
  if (n < 0) return errno != EINTR;
  child.message.append(buffer.data(), static_cast<std::size_t>(n));
  return n == 0;
}

ForkedRun reap(Child& child) {
  ::close(child.pipe);
  int status = 0;
  while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  return {child.index, WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          std::move(child.message), child.timed_out};
}

/// The children that run; those that still do when an exception takes the parent out of here are ended and waited for.
class Children {
 public:
  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() {
    terminate();
    for (Child& child : list) reap(child);
  }

  void terminate() const {
    for (const Child& child : list) ::kill(child.pid, SIGTERM);
  }

  std::vector<Child> list;
};

}  // namespace

void end_at_once() noexcept {
  std::signal(SIGTERM, SIG_DFL);
}

void run_forked_while(const std::function<std::optional<std::size_t>()>& next, std::size_t jobs,
                      std::chrono::nanoseconds limit, const std::function<int(std::size_t, std::string&)>& work,
                      const std::function<void(const ForkedRun&)>& on_end, const std::function<bool()>& interrupted,
                      void (*on_term)() noexcept) {
  Children children;
  std::vector<Child>& running = children.list;
  bool told = false;
  for (;;) {
    if (interrupted() && !told) {
      told = true;
      children.terminate();
    }
    while (!told && running.size() < std::max<std::size_t>(1, jobs)) {
      const std::optional<std::size_t> index = next();
      if (!index) break;
      running.push_back(start(*index, work, on_term));
    }
    if (running.empty()) break;
    std::vector<pollfd> ready;
    ready.reserve(running.size());
    for (const Child& child : running) ready.push_back({child.pipe, POLLIN, 0});
    const int events = ::poll(ready.data(), ready.size(), 200);
    if (limit.count() > 0) {
      for (Child& child : running) child.kill_if_older_than(limit);
    }
    if (events <= 0) continue;
    for (std::size_t i = running.size(); i-- > 0;) {
      if (ready[i].revents == 0 || !drain(running[i])) continue;
      const ForkedRun ended = reap(running[i]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      on_end(ended);
    }
  }
}

std::vector<ForkedRun> run_forked(std::size_t count, std::size_t jobs,
                                  const std::function<int(std::size_t, std::string&)>& work,
                                  const std::function<void(const ForkedRun&)>& on_end,
                                  const std::function<bool()>& interrupted, void (*on_term)() noexcept) {
  std::vector<ForkedRun> ended;
  std::size_t next = 0;
  run_forked_while([&]() { return next < count ? std::optional(next++) : std::nullopt; }, jobs,
                   std::chrono::nanoseconds(0), work,
                   [&](const ForkedRun& run) {
                     ended.push_back(run);
                     on_end(run);
                   },
                   interrupted, on_term);
  std::sort(ended.begin(), ended.end(), [](const ForkedRun& a, const ForkedRun& b) { return a.index < b.index; });
  return ended;
}

std::size_t usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

}  // namespace roamsim::study
