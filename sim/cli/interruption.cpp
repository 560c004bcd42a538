#include "sim/cli/interruption.hpp"

#include <csignal>

namespace roamsim::cli {

namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t noted = 0;

void note(int signal) {
  if (noted == 0) noted = signal;
}

}  // namespace

void note_interruptions(SecondSignal second) {
  struct sigaction action {};
  action.sa_handler = note;
  // A second signal finds the default action: whoever insists gets his way.
  if (second == SecondSignal::ends_the_process) action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interruption() {
  return static_cast<int>(noted);
}

}  // namespace roamsim::cli
