#include "sim/study/sweep/slurm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

#include "sim/record/error.hpp"

namespace roamsim::study {
namespace {

namespace fs = std::filesystem;

constexpr int not_there = 127;
constexpr std::uint64_t usual_array_size = 1001;

fs::path job_file(const SweepFolder& folder) {
  return folder.path() / "submit" / "job";
}

/// The job that an earlier submission has, as it was noted down.
std::string noted_job(const SweepFolder& folder) {
  std::ifstream stream(job_file(folder));
  std::string job;
  std::getline(stream, job);
  const bool number = !job.empty() && job.find_first_not_of("0123456789") == std::string::npos;
  return number ? job : std::string();
}

enum class InQueue : std::uint8_t { yes, no, unknown };

InQueue look(const std::string& job, const RunCommand& run) {
  const CommandEnd end = run({"squeue", "-h", "-j", job, "-o", "%t"});
  if (end.code == 0) {
    const bool nothing = end.output.find_first_not_of(" \t\r\n") == std::string::npos;
    return nothing ? InQueue::no : InQueue::yes;
  }
  // A job that ended a while ago is forgotten. Any other error: the controller is away.
  return end.output.find("Invalid job id") != std::string::npos ? InQueue::no : InQueue::unknown;
}

/// The most tasks of one array: indexes are below MaxArraySize.
std::uint64_t array_size(const RunCommand& run) {
  const CommandEnd end = run({"scontrol", "show", "config"});
  const std::size_t at = end.output.find("MaxArraySize");
  const std::size_t digit = at == std::string::npos ? at : end.output.find_first_of("0123456789", at);
  std::uint64_t size = usual_array_size;
  if (end.code == 0 && digit != std::string::npos)
    std::from_chars(end.output.data() + digit, end.output.data() + end.output.size(), size);
  return std::max<std::uint64_t>(1, size - 1);
}

class SlurmRuns {
 public:
  SlurmRuns(const SweepPlan& plan, const SweepFolder& folder, const SlurmOptions& options, const RunCommand& run,
            const std::function<void(const Schedule&)>& told, const std::function<bool()>& interrupted)
      : plan_(plan), folder_(folder), options_(options), run_(run), told_(told), interrupted_(interrupted) {}

  SlurmEnd all() {
    end_.job = noted_job(folder_);
    if (!end_.job.empty() && look(end_.job, run_) != InQueue::no) {
      end_.detached = options_.detach;
      if (end_.detached) return end_;
      wait();
    }
    std::uint64_t in_vain = 0;
    std::size_t before = 0;
    while (!end_.interrupted) {
      const Schedule schedule(plan_, folder_);
      told_(schedule);
      const std::size_t ended = schedule.done() + schedule.failed();
      if (schedule.missing() == 0) break;
      in_vain = !first_ && ended == before ? in_vain + 1 : 0;
      if (in_vain >= options_.attempts) {
        end_.unusable =
            fmt::format("{} submissions brought no result; see {}", in_vain, (folder_.path() / "logs").string());
        break;
      }
      before = ended;
      first_ = false;
      if (!submit(schedule.missing())) break;
      if (options_.detach) {
        end_.detached = true;
        break;
      }
      wait();
    }
    return end_;
  }

 private:
  bool submit(std::size_t missing) {
    std::error_code error;
    fs::create_directories(folder_.path() / "submit", error);
    fs::create_directories(folder_.path() / "logs", error);
    if (error) throw record::RecordError(folder_.path() / "logs", "cannot make the folder", error.value());
    const std::uint64_t chunks = std::min({options_.chunks, static_cast<std::uint64_t>(missing), array_size(run_)});
    const fs::path script = folder_.path() / "submit" / "array.sh";
    folder_.put(script, submission_script(folder_.path(), chunks));
    const CommandEnd end = run_(submission(script, options_));
    if (end.code == not_there) {
      end_.unusable = "there is no sbatch on PATH";
      return false;
    }
    // "--parsable" gives the job, perhaps with the cluster after a semicolon.
    end_.job = end.output.substr(0, end.output.find_first_not_of("0123456789"));
    if (end.code != 0 || end_.job.empty()) {
      end_.unusable = "sbatch refuses: " + end.output.substr(0, end.output.find('\n'));
      return false;
    }
    folder_.put(job_file(folder_), end_.job + "\n");
    return true;
  }

  void wait() {
    using Clock = std::chrono::steady_clock;
    double pause = options_.poll_seconds;
    for (;;) {
      const auto until = Clock::now() + std::chrono::duration<double>(pause);
      while (Clock::now() < until) {
        if (interrupted_()) return give_up();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
      if (look(end_.job, run_) == InQueue::no) return;
      const Schedule schedule(plan_, folder_);
      told_(schedule);
      if (schedule.missing() == 0) {
        // What Slurm believes to be running has nothing left to do: it starts tasks again that had ended.
        (void)run_({"scancel", end_.job});
        return;
      }
      pause = std::min(pause * 1.5, options_.poll_seconds * 10);
    }
  }

  void give_up() {
    end_.interrupted = true;
    (void)run_({"scancel", end_.job});
  }

  const SweepPlan& plan_;
  const SweepFolder& folder_;
  const SlurmOptions& options_;
  const RunCommand& run_;
  const std::function<void(const Schedule&)>& told_;
  const std::function<bool()>& interrupted_;
  bool first_ = true;
  SlurmEnd end_;
};

}  // namespace

std::optional<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word = word.value_or("") + text[++i];
    } else if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        *word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      word = word.value_or("");
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (word) words.push_back(*std::exchange(word, std::nullopt));
    } else {
      word = word.value_or("") + c;
    }
  }
  if (quote != 0) return std::nullopt;
  if (word) words.push_back(*word);
  return words;
}

std::string submission_script(const fs::path& folder, std::uint64_t chunks) {
  const std::string place = shell_word(folder.string());
  return fmt::format(
      "#!/bin/sh\n"
      "#SBATCH --job-name=roamsim-sweep\n"
      "#SBATCH --array=0-{}\n"
      "exec {} sweep worker {} --chunk \"$SLURM_ARRAY_TASK_ID/{}\" --jobs \"${{SLURM_CPUS_PER_TASK:-1}}\"\n",
      chunks - 1, shell_word((folder / "bin" / "roamsim").string()), place, chunks);
}

std::vector<std::string> submission(const fs::path& script, const SlurmOptions& options) {
  const fs::path logs = script.parent_path().parent_path() / "logs" / "%A_%a.log";
  std::vector<std::string> words{"sbatch", "--parsable", "--requeue", "--open-mode=append",
                                 "--output=" + logs.string()};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  words.push_back(script.string());
  return words;
}

SlurmEnd run_on_slurm(const SweepPlan& plan, const SweepFolder& folder, const SlurmOptions& options,
                      const RunCommand& run, const std::function<void(const Schedule& schedule)>& told,
                      const std::function<bool()>& interrupted) {
  return SlurmRuns(plan, folder, options, run, told, interrupted).all();
}

bool cancel_on_slurm(const SweepFolder& folder, const RunCommand& run) {
  const std::string job = noted_job(folder);
  return !job.empty() && look(job, run) == InQueue::yes && run({"scancel", job}).code == 0;
}

}  // namespace roamsim::study
