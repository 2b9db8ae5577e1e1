#include "app/check_recordings.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

#include "audio/decoder.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "data/data_report.h"

namespace canopy {
namespace {

constexpr std::int64_t block_frames = 16384;

struct Seen {
  int rate = 0, channels = 0;
  double seconds = 0;  // decoded, or declared where it was only opened
  std::string error;   // with the path in front; empty: nothing found
};

Seen look_at(const std::string& path, bool whole) {
  Seen seen;
  try {
    Decoder decoder(path);
    seen.rate = decoder.info().rate;
    seen.channels = decoder.info().channels;
    std::vector<char> block(static_cast<std::size_t>(block_frames) * decoder.frame_bytes());
    // without `whole` one block, since damage at the very start shows only when it is decoded
    while (decoder.read(block.data(), block_frames) > 0 && whole && !interrupt_signal())
      seen.seconds = static_cast<double>(decoder.position()) / seen.rate;
    if (!whole)
      seen.seconds =
          static_cast<double>(std::max<std::int64_t>(0, decoder.info().frames)) / seen.rate;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::data) throw;
    seen.error = error.what();
  }
  return seen;
}

/// Every recording, whichever thread is free; stops early like check_recordings.
std::vector<Seen> look_at_all(const std::vector<std::string>& paths, bool whole, int threads) {
  std::vector<Seen> all(paths.size());
  std::atomic<std::size_t> next{0};
  std::mutex lock;
  std::size_t done = 0;
  std::exception_ptr failure;
  ProgressLine progress(whole ? "reading recordings" : "opening recordings");
  const auto work = [&] {
    try {
      for (std::size_t i; (i = next++) < paths.size() && !interrupt_signal();) {
        all[i] = look_at(paths[i], whole);
        const std::lock_guard<std::mutex> hold(lock);
        progress.update(std::to_string(++done) + "/" + std::to_string(paths.size()));
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

}  // namespace

void check_recordings(const std::vector<std::string>& paths, bool whole, int threads) {
  const std::vector<Seen> all = look_at_all(paths, whole, threads);
  if (interrupt_signal()) return;
  std::map<int, std::size_t> rates, channels;
  std::size_t damaged = 0;
  double seconds = 0;
  for (const Seen& seen : all) {
    if (seen.rate > 0) ++rates[seen.rate];
    if (seen.channels > 0) ++channels[seen.channels];
    seconds += seen.seconds;
    if (seen.error.empty()) continue;
    ++damaged;
    std::printf("damaged: %s\n", seen.error.c_str());
  }
  std::printf(
      "scan: %zu recordings, %s of sound; Hz (recordings): %s; channels (recordings): %s; %s\n",
      paths.size(), duration_text(seconds).c_str(), counted_text(rates).c_str(),
      counted_text(channels).c_str(),
      damaged > 0 ? (std::to_string(damaged) + " damaged, which are scanned as far as they "
                                               "can be read")
                        .c_str()
      : whole ? "all read whole"
              : "all could be opened (--recordings reads them whole)");
}

}  // namespace canopy
