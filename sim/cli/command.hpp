#pragma once

#include <functional>

#include "sim/study/exit_codes.hpp"

namespace CLI {
class App;
}

namespace roamsim::cli {

/// What a subcommand does once its options are read.
using Command = std::function<ExitCode()>;

/// Each adds one subcommand to the program and returns what runs it.
Command add_run_command(CLI::App& program);
Command add_report_command(CLI::App& program);
Command add_new_command(CLI::App& program);
Command add_validate_command(CLI::App& program);
Command add_show_command(CLI::App& program);
Command add_schema_command(CLI::App& program);
Command add_params_command(CLI::App& program);
Command add_errors_command(CLI::App& program);
Command add_phones_command(CLI::App& program);
Command add_conformance_command(CLI::App& program);
Command add_chaos_command(CLI::App& program);
Command add_sweep_command(CLI::App& program);
Command add_solve_command(CLI::App& program);
Command add_sensitivity_command(CLI::App& program);
Command add_results_command(CLI::App& program);
Command add_diff_command(CLI::App& program);
Command add_ladder_command(CLI::App& program);
Command add_explain_command(CLI::App& program);
/// The program must outlive these two commands, which describe every subcommand that it then has.
Command add_completion_command(CLI::App& program);
Command add_man_command(CLI::App& program);

}  // namespace roamsim::cli
