#include "sim/study/forked_runs.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "sim/study/exit_codes.hpp"

namespace roamsim::study {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t limit = 65536;

void ignore(const ForkedRun&) {}
bool never_interrupted() {
  return false;
}

std::vector<ForkedRun> run(std::size_t count, std::size_t jobs,
                           const std::function<int(std::size_t, std::string&)>& work) {
  return run_forked(count, jobs, work, ignore, never_interrupted);
}

/// No child is left, running or dead.
void expect_childless() {
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

/// A byte pipe that children inherit: each end of one of them can be seen, and each can leave marks.
class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  void put(char mark) const {
    if (::write(ends_[1], &mark, 1) != 1) std::abort();
  }
  /// The next mark, or 0 when nobody is left to write one.
  [[nodiscard]] char get() const {
    char mark = 0;
    return ::read(ends_[0], &mark, 1) == 1 ? mark : '\0';
  }
  [[nodiscard]] std::string all() {
    close_writer();
    std::string marks;
    while (const char mark = get()) marks += mark;
    return marks;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST(ForkedRuns, NoneAtAll) {
  EXPECT_TRUE(run(0, 2, [](std::size_t, std::string&) { return 0; }).empty());
}

TEST(ForkedRuns, ExitCodesAndMessagesByIndex) {
  const auto runs = run(7, 3, [](std::size_t index, std::string& message) {
    std::this_thread::sleep_for(10ms * (7 - index));  // later ones end earlier
    message = "run " + std::to_string(index);
    return static_cast<int>(index * 20);
  });
  ASSERT_EQ(runs.size(), 7U);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(runs[i].index, i);
    EXPECT_EQ(runs[i].exit_code, static_cast<int>(i * 20));
    EXPECT_EQ(runs[i].signal, 0);
    EXPECT_EQ(runs[i].message, "run " + std::to_string(i));
  }
  expect_childless();
}

/// A child that waits in vain must not hang the suite.
constexpr unsigned patience_seconds = 60;

TEST(ForkedRuns, EachEndIsToldAtOnce) {
  Pipe go;
  std::vector<std::size_t> told;
  const auto runs = run_forked(
      5, 5,
      [&](std::size_t index, std::string&) {
        ::alarm(patience_seconds);
        // All but one wait until another one has ended and the parent was told.
        return index == 3 || go.get() == 'g' ? static_cast<int>(index) : 99;
      },
      [&](const ForkedRun& ended) {
        EXPECT_EQ(ended.exit_code, static_cast<int>(ended.index));
        told.push_back(ended.index);
        go.put('g');
      },
      never_interrupted);
  ASSERT_EQ(told.size(), 5U);
  EXPECT_EQ(told.front(), 3U);
  for (const ForkedRun& ended : runs) EXPECT_EQ(ended.signal, 0);
}

TEST(ForkedRuns, SignalsThatKill) {
  constexpr std::array<int, 3> signals{SIGKILL, SIGSEGV, SIGTERM};
  const auto runs = run(4, 2, [&](std::size_t index, std::string& message) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    message = "never said";
    if (index < signals.size()) {
      std::signal(signals[index], SIG_DFL);  // a sanitizer catches some
      std::raise(signals[index]);
    }
    return 9;
  });
  ASSERT_EQ(runs.size(), 4U);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    EXPECT_EQ(runs[i].signal, signals[i]);
    EXPECT_EQ(runs[i].message, "");
  }
  EXPECT_EQ(runs[3].signal, 0);
  EXPECT_EQ(runs[3].exit_code, 9);
  EXPECT_EQ(runs[3].message, "never said");
  expect_childless();
}

std::string long_message(std::size_t size) {
  std::string text(size, 'x');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

TEST(ForkedRuns, MessagesUpToAndBeyondTheLimit) {
  // 65536 bytes fill a pipe: with more than one at a time the parent must read them all as they come.
  const std::vector<std::size_t> sizes{0, 1, 4095, 4096, 4097, limit - 1, limit, limit + 1, 3 * limit};
  const auto runs = run(sizes.size(), 4, [&](std::size_t index, std::string& message) {
    message = long_message(sizes[index]);
    return 0;
  });
  ASSERT_EQ(runs.size(), sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(runs[i].exit_code, 0);
    EXPECT_TRUE(runs[i].message == long_message(std::min(sizes[i], limit))) << sizes[i];
  }
}

TEST(ForkedRuns, MessagesMayHoldAnyByte) {
  const std::string odd("a\0b\n\xff\x1b[31m", 10);
  const auto runs = run(1, 1, [&](std::size_t, std::string& message) {
    message = odd;
    return 0;
  });
  EXPECT_EQ(runs.at(0).message, odd);
}

TEST(ForkedRuns, JobsAreRespected) {
  for (const std::size_t jobs : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    Pipe marks;
    run(9, jobs, [&](std::size_t, std::string&) {
      marks.put('+');
      std::this_thread::sleep_for(30ms);
      marks.put('-');
      return 0;
    });
    std::size_t alive = 0;
    std::size_t most = 0;
    for (const char mark : marks.all()) {
      mark == '+' ? ++alive : --alive;
      most = std::max(most, alive);
    }
    EXPECT_EQ(alive, 0U);
    EXPECT_LE(most, std::max<std::size_t>(1, jobs));
  }
}

TEST(ForkedRuns, AChildThatThrows) {
  const pid_t parent = ::getpid();
  const auto runs = run(3, 3, [](std::size_t index, std::string&) -> int {
    if (index == 0) throw std::runtime_error("no such thing");
    if (index == 1) throw 42;  // NOLINT: nothing but int may be thrown by who knows what
    return 0;
  });
  ASSERT_EQ(::getpid(), parent) << "a child came out of run_forked";
  EXPECT_EQ(runs.at(0).exit_code, static_cast<int>(ExitCode::internal));
  EXPECT_EQ(runs.at(0).message, "no such thing");
  EXPECT_EQ(runs.at(1).exit_code, static_cast<int>(ExitCode::internal));
  EXPECT_EQ(runs.at(1).message, "an exception of an unknown type");
  EXPECT_EQ(runs.at(2).exit_code, 0);
  expect_childless();
}

TEST(ForkedRuns, WhatTheParentRegisteredIsNotTheChildsToDo) {
  Pipe marks;
  static Pipe* shared = nullptr;
  shared = &marks;
  const auto runs = run(1, 1, [](std::size_t, std::string&) {
    std::atexit([] { shared->put('!'); });
    return 0;
  });
  EXPECT_EQ(runs.at(0).exit_code, 0);
  EXPECT_EQ(marks.all(), "");
}

volatile std::sig_atomic_t told_to_end = 0;

/// In a child: says `s`, sleeps until SIGTERM, says `t` and ends in order; says `v` if it waited in vain.
int wait_for_term(std::string& message, const Pipe& started) {
  struct sigaction action {};
  action.sa_handler = [](int) { told_to_end = 1; };
  sigaction(SIGTERM, &action, nullptr);
  started.put('s');
  for (int i = 0; i < 3000 && told_to_end == 0; ++i) std::this_thread::sleep_for(10ms);
  started.put(told_to_end != 0 ? 't' : 'v');
  message = told_to_end != 0 ? "told to end" : "waited in vain";
  return told_to_end != 0 ? static_cast<int>(ExitCode::terminated) : 0;
}

TEST(ForkedRuns, InterruptionTellsTheRunningAndStartsNoMore) {
  Pipe started;
  int marks = 0;
  const auto runs = run_forked(
      10, 2, [&](std::size_t, std::string& message) { return wait_for_term(message, started); }, ignore,
      [&] {
        if (marks == 0) {  // the first question comes before the first start
          ++marks;
          return false;
        }
        while (marks < 3) marks += started.get() == 's' ? 1 : 0;
        return true;
      });
  ASSERT_EQ(runs.size(), 2U) << "those that were started, and no others";
  for (const ForkedRun& ended : runs) {
    EXPECT_EQ(ended.exit_code, static_cast<int>(ExitCode::terminated));
    EXPECT_EQ(ended.message, "told to end");
  }
  expect_childless();
}

TEST(ForkedRuns, ChildrenThatAreToldBeforeTheyAreReadyHearOfItOnceTheyAre) {
  const auto told_too_early = []() noexcept {
    ::kill(::getpid(), SIGTERM);
    std::signal(SIGTERM, [](int) { told_to_end = 1; });
  };
  const auto work = [](std::size_t, std::string&) { return told_to_end != 0 ? 7 : 0; };
  const auto runs = run_forked(2, 1, work, ignore, never_interrupted, told_too_early);
  ASSERT_EQ(runs.size(), 2U);
  for (const ForkedRun& ended : runs) {
    EXPECT_EQ(ended.signal, 0);
    EXPECT_EQ(ended.exit_code, 7);
  }
}

TEST(ForkedRuns, ChildrenEndAtOnceWhateverTheParentDoesWhenItIsTold) {
  struct sigaction before {};
  struct sigaction noting {};
  noting.sa_handler = [](int) {};
  sigaction(SIGTERM, &noting, &before);
  const auto runs = run(1, 1, [](std::size_t, std::string&) {
    ::kill(::getpid(), SIGTERM);
    return 0;
  });
  sigaction(SIGTERM, &before, nullptr);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs.front().signal, SIGTERM);
}

TEST(ForkedRuns, InterruptedFromTheStart) {
  EXPECT_TRUE(run_forked(
                  3, 2, [](std::size_t, std::string&) { return 0; }, ignore, [] { return true; })
                  .empty());
}

TEST(ForkedRuns, AnExceptionInTheParentLeavesNoChildBehind) {
  Pipe started;
  const auto work = [&](std::size_t index, std::string& message) {
    return index == 0 ? 0 : wait_for_term(message, started);
  };
  const auto fail = [&](const ForkedRun&) {
    EXPECT_EQ(started.get(), 's');
    throw std::runtime_error("on_end");
  };
  EXPECT_THROW(run_forked(5, 2, work, fail, never_interrupted), std::runtime_error);
  expect_childless();
}

TEST(ForkedRuns, DescriptorsAreNotLost) {
  const auto next_descriptor = [] {
    const int number = ::dup(STDERR_FILENO);
    ::close(number);
    return number;
  };
  const int before = next_descriptor();
  run(20, 5, [](std::size_t, std::string&) { return 0; });
  EXPECT_EQ(next_descriptor(), before);
}

TEST(ForkedRuns, NoMoreDescriptors) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizers look at memory through pipes of their own";
#endif
  rlimit descriptors{};
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  const rlimit few{16, descriptors.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  Pipe started;
  EXPECT_THROW(run(100, 100, [&](std::size_t, std::string& message) { return wait_for_term(message, started); }),
               std::system_error);
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  expect_childless();
}

TEST(ForkedRuns, AKilledParentTakesItsChildrenWithIt) {
  Pipe marks;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // the orphans become ours to wait for
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    run(2, 2, [&](std::size_t, std::string& message) { return wait_for_term(message, marks); });
    ::_exit(0);
  }
  EXPECT_EQ(marks.get(), 's');
  EXPECT_EQ(marks.get(), 's');
  ::kill(parent, SIGKILL);
  EXPECT_EQ(marks.all(), "tt");
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
  expect_childless();
}

TEST(ForkedRuns, TheOthersGoOnBesideALongOne) {
  Pipe marks;
  const auto runs = run(6, 2, [&](std::size_t index, std::string&) {
    ::alarm(patience_seconds);
    if (index == 0) {
      for (int ended = 0; ended < 5;) ended += marks.get() == 'e' ? 1 : 0;  // until all others have ended
    } else {
      marks.put('e');
    }
    return 0;
  });
  ASSERT_EQ(runs.size(), 6U);
  EXPECT_EQ(runs[0].signal, 0);
}

TEST(UsableProcessors, AreAtLeastOneAndObeyTheMask) {
  EXPECT_GE(usable_processors(), 1U);
  cpu_set_t all;
  ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
  EXPECT_EQ(usable_processors(), static_cast<std::size_t>(CPU_COUNT(&all)));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (std::size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
    if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &one);
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(usable_processors(), 1U);
}

TEST(ExitCodes, EveryCodeHasAMeaningOfItsOwn) {
  for (std::size_t i = 0; i < exit_code_texts.size(); ++i) {
    EXPECT_FALSE(exit_code_texts[i].meaning.empty());
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(exit_code_texts[i].code, exit_code_texts[j].code);
      EXPECT_NE(exit_code_texts[i].meaning, exit_code_texts[j].meaning);
    }
  }
}

}  // namespace
}  // namespace roamsim::study
