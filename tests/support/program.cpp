#include "support/program.h"

#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "support/places.h"

extern char** environ;

namespace canopy::test {
namespace {

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(int end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// Reads both pipes until both have ended.
void drain(Pipe& out, Pipe& err, ProgramRun& run) {
  pollfd waiting[] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
  std::string* texts[] = {&run.out, &run.err};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    poll(waiting, 2, -1);
    for (int i = 0; i < 2; ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      char block[4096];
      const ssize_t got = read(waiting[i].fd, block, sizeof block);
      if (got > 0)
        texts[i]->append(block, static_cast<std::size_t>(got));
      else
        waiting[i].fd = -1;
    }
  }
}

}  // namespace

ProgramRun run_program(const std::vector<std::string>& words,
                       const std::vector<std::string>& environment) {
  std::vector<std::string> arguments = words, variables = environment;
  for (char** entry = environ; *entry; ++entry) variables.emplace_back(*entry);
  Pipe out, err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  for (const Pipe* p : {&out, &err})
    for (int end : p->ends) posix_spawn_file_actions_addclose(&actions, end);
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, words.at(0).c_str(), &actions, nullptr,
                                 pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed) throw std::runtime_error("cannot start " + words[0]);
  out.close_end(1);
  err.close_end(1);
  ProgramRun run;
  drain(out, err, run);
  int status = 0;
  waitpid(pid, &status, 0);
  run.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

ProgramRun run_trainer(std::vector<std::string> arguments,
                       const std::vector<std::string>& environment) {
  arguments.insert(arguments.begin(), program("trainer"));
  return run_program(arguments, environment);
}

}  // namespace canopy::test
