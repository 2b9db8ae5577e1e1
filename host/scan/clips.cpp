#include "scan/clips.h"

#include <algorithm>
#include <cmath>
#include <list>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "audio/decoder.h"
#include "audio/sound_writer.h"
#include "base/cells.h"
#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "scan/outputs.h"

namespace canopy {
namespace {

constexpr double block_s = 1.0;

/// A clip that is still to be cut.
struct Cut {
  const Detection* detection;
  std::int64_t first, end;  // in frames of the recording
  std::string file;
};

/// Cuts all the clips of one recording in a single pass.
class RecordingCuts {
 public:
  RecordingCuts(const std::string& folder, const std::string& stem, const RecordingResult& result,
                const std::vector<const Detection*>& detections, double context_s)
      : folder_(folder), result_(result), decoder_(result.path) {
    const AudioInfo& info = decoder_.info();
    std::set<std::string> names;
    for (const Detection* d : detections) {
      const std::string wanted = fmt::format("{}_{:.3f}_{:.3f}", stem, d->start_s, d->score);
      std::string name = wanted;
      for (int n = 2; !names.insert(name).second; ++n) name = fmt::format("{}-{}", wanted, n);
      const double first = std::max(0.0, d->start_s - context_s), end = d->end_s + context_s;
      waiting_.push_back({d, std::llround(first * info.rate),
                          std::max<std::int64_t>(1, std::llround(end * info.rate)),
                          name + sound_extension(info)});
    }
    std::stable_sort(waiting_.begin(), waiting_.end(),
                     [](const Cut& a, const Cut& b) { return a.first < b.first; });
  }

  /// Decodes as far as there is something to cut; returns the rows for clips.csv.
  std::string run() {
    const std::int64_t block_frames =
        std::max<std::int64_t>(1, std::llround(block_s * decoder_.info().rate));
    std::vector<char> block(static_cast<std::size_t>(block_frames) * decoder_.frame_bytes());
    while ((next_ < waiting_.size() || !open_.empty()) && !interrupt_signal()) {
      const std::int64_t start = decoder_.position();
      std::int64_t frames = 0;
      try {
        frames = decoder_.read(block.data(), block_frames);
      } catch (const Error&) {  // damage that the scan has already reported
      }
      if (frames == 0) break;
      take(block.data(), start, frames);
    }
    if (interrupt_signal()) return lines_;
    for (Open& clip : open_) finish(clip);  // clips that extend beyond the end of the recording
    return lines_;
  }

  std::size_t files() const { return files_; }

 private:
  struct Open {
    const Cut* cut;
    SoundWriter writer;
  };

  void take(const char* block, std::int64_t start, std::int64_t frames) {
    for (; next_ < waiting_.size() && waiting_[next_].first < start + frames; ++next_)
      open_.push_back(
          {&waiting_[next_], SoundWriter(folder_ + "/" + waiting_[next_].file, decoder_.info())});
    for (auto clip = open_.begin(); clip != open_.end();) {
      const std::int64_t from = std::max(start, clip->cut->first);
      const std::int64_t to = std::min(start + frames, clip->cut->end);
      if (to > from)
        clip->writer.write(block + static_cast<std::size_t>(from - start) * decoder_.frame_bytes(),
                           to - from);
      if (clip->cut->end > start + frames) {
        ++clip;
      } else {
        finish(*clip);
        clip = open_.erase(clip);
      }
    }
  }

  void finish(Open& clip) {
    clip.writer.commit();
    const Detection& d = *clip.cut->detection;
    lines_ += fmt::format("{},{},{:.3f},{:.3f},{},{:.6f},{:.3f}\n", text_cell(clip.cut->file),
                          text_cell(result_.name), d.start_s, d.end_s, text_cell(d.label), d.score,
                          static_cast<double>(clip.cut->first) / decoder_.info().rate);
    ++files_;
  }

  std::string folder_;
  const RecordingResult& result_;
  Decoder decoder_;
  std::vector<Cut> waiting_;  // ordered by first frame
  std::size_t next_ = 0;      // the first one that has not started yet
  std::list<Open> open_;
  std::string lines_;
  std::size_t files_ = 0;
};

}  // namespace

std::vector<Chosen> choose_for_review(const std::vector<RecordingResult>& results, int count) {
  std::vector<Chosen> all;
  for (std::size_t r = 0; r < results.size(); ++r)
    for (std::size_t d = 0; d < results[r].detections.size(); ++d) all.push_back({r, d});
  const auto score = [&](const Chosen& c) {
    return results[c.recording].detections[c.detection].score;
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Chosen& a, const Chosen& b) { return score(a) > score(b); });
  const auto wanted = std::min(all.size(), static_cast<std::size_t>(std::max(0, count)));
  const std::size_t highest = (wanted + 1) / 2, spread = wanted - highest;
  std::vector<Chosen> chosen(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(highest));
  // the last one of each of `spread` equal parts of the rest, so that the lowest is included
  for (std::size_t k = 1; k <= spread; ++k)
    chosen.push_back(all[highest + k * (all.size() - highest) / spread - 1]);
  std::sort(chosen.begin(), chosen.end(), [](const Chosen& a, const Chosen& b) {
    return std::pair(a.recording, a.detection) < std::pair(b.recording, b.detection);
  });
  return chosen;
}

std::size_t export_clips(const std::string& folder, const std::vector<RecordingResult>& results,
                         const ClipExport& options) {
  const std::string to = folder + "/clips";
  make_folders(to);
  const std::vector<std::string> stems = file_stems(results);
  const std::vector<Chosen> chosen = choose_for_review(results, options.count);
  std::string text = "file,recording,start_s,end_s,label,score,file_start_s\n";
  std::size_t files = 0;
  for (std::size_t i = 0; i < chosen.size() && !interrupt_signal();) {
    const std::size_t r = chosen[i].recording;
    std::vector<const Detection*> detections;
    for (; i < chosen.size() && chosen[i].recording == r; ++i)
      detections.push_back(&results[r].detections[chosen[i].detection]);
    try {
      RecordingCuts cuts(to, stems[r], results[r], detections, options.context_s);
      text += cuts.run();
      files += cuts.files();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::data) throw;  // this recording became unreadable; go on
      if (options.message) options.message(fmt::format("no clips: {}", error.what()));
    }
  }
  write_file(to + "/clips.csv", text);
  return files;
}

}  // namespace canopy
