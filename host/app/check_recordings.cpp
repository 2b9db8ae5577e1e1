#include "app/check_recordings.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "audio/decoder.h"
#include "base/counted.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "data/data_report.h"

namespace canopy {
namespace {

constexpr std::int64_t block_frames = 16384;

struct CheckedRecording {
  int rate = 0, channels = 0;
  double seconds = 0;  // decoded, or as declared if it was only opened
  std::string error;   // starts with the path; empty if there is none
};

CheckedRecording check_recording(const std::string& path, bool whole) {
  CheckedRecording checked;
  try {
    Decoder decoder(path);
    checked.rate = decoder.info().rate;
    checked.channels = decoder.info().channels;
    std::vector<char> block(static_cast<std::size_t>(block_frames) * decoder.frame_bytes());
    // Without `whole` one block is decoded: damage at the start shows only then.
    while (decoder.read(block.data(), block_frames) > 0 && whole && !interrupt_signal())
      checked.seconds = static_cast<double>(decoder.position()) / checked.rate;
    if (!whole)
      checked.seconds =
          static_cast<double>(std::max<std::int64_t>(0, decoder.info().frames)) / checked.rate;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    checked.error = error.what();
  }
  return checked;
}

/// Distributes the recordings over the threads; stops early like check_recordings().
std::vector<CheckedRecording> check_all(const std::vector<std::string>& paths, bool whole,
                                        int threads) {
  std::vector<CheckedRecording> all(paths.size());
  std::atomic<std::size_t> next{0};
  std::mutex lock;
  std::size_t done = 0;
  std::exception_ptr failure;
  ProgressLine progress(whole ? "reading recordings" : "opening recordings");
  const auto work = [&] {
    try {
      for (std::size_t i; (i = next++) < paths.size() && !interrupt_signal();) {
        all[i] = check_recording(paths[i], whole);
        const std::lock_guard<std::mutex> hold(lock);
        progress.update(fmt::format("{}/{}", ++done, paths.size()));
      }
    } catch (...) {
      const std::lock_guard<std::mutex> hold(lock);
      failure = std::current_exception();
    }
  };
  std::vector<std::thread> workers;
  for (int i = 1; i < threads; ++i) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  if (failure) std::rethrow_exception(failure);
  return all;
}

std::string condition_text(std::size_t damaged, bool whole) {
  if (damaged > 0) return fmt::format("{} damaged: scanned only up to the damage", damaged);
  return whole ? "none damaged"
               : "none damaged at the beginning (--recordings decodes them completely)";
}

}  // namespace

void check_recordings(const std::vector<std::string>& paths, bool whole, int threads) {
  const std::vector<CheckedRecording> all = check_all(paths, whole, threads);
  if (interrupt_signal()) return;
  std::map<int, std::size_t> rates, channels;
  std::size_t damaged = 0;
  double seconds = 0;
  for (const CheckedRecording& checked : all) {
    if (checked.rate > 0) ++rates[checked.rate];
    if (checked.channels > 0) ++channels[checked.channels];
    seconds += checked.seconds;
    if (checked.error.empty()) continue;
    ++damaged;
    std::printf("damaged: %s\n", checked.error.c_str());
  }
  const std::string text =
      fmt::format("scan: {}, {} of sound; Hz (recordings): {}; channels (recordings): {}; {}\n",
                  counted(paths.size(), "recording"), duration_text(seconds), counted_text(rates),
                  counted_text(channels), condition_text(damaged, whole));
  std::fputs(text.c_str(), stdout);
}

}  // namespace canopy
