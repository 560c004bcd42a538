#pragma once

namespace roamsim::cli {

/// What the second of two equal signals does.
enum class SecondSignal { ends_the_process, changes_nothing };

/// From here on SIGINT and SIGTERM are noted in place of ending the process.
void note_interruptions(SecondSignal second = SecondSignal::ends_the_process);

/// The signal that was noted first, or 0.
[[nodiscard]] int interruption();

}  // namespace roamsim::cli
