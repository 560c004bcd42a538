#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

namespace roamsim::engine::test {

/// What `body`, which returns a string, says in a process of its own; ends with the way it died if it did.
template <class Body>
std::string in_child(Body body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    const std::string said = body();
    const bool written = write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string said;
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    said.append(buffer.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) said += " [killed by signal " + std::to_string(WTERMSIG(status)) + "]";
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) said += " [exit " + std::to_string(WEXITSTATUS(status)) + "]";
  return said;
}

}  // namespace roamsim::engine::test
