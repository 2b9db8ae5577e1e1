#include "feed/wave_maker.h"

#include <utility>

#include "base/trace.h"
#include "model/features.h"

namespace canopy {
namespace {

std::size_t aligned(std::size_t bytes) {
  return (bytes + 63) / 64 * 64;
}

}  // namespace

WaveMaker::WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items,
                     std::size_t largest_clip)
    : backend_(backend), config_(config), uploads_(backend.make_stream()) {
  ResampleParams params;
  params.sample_rate = config.sample_rate;
  params.row_samples = config.clip_samples;
  params.mono = config.mono;
  params.max_items = max_items;
  resample_ = backend.make_resample(params);
  for (Stage& stage : stages_) {
    stage.uploaded = backend.make_event();
    stage.read = backend.make_event();
    stage.pcm = backend.allocate(aligned(largest_clip) * static_cast<std::size_t>(max_items));
  }
  items_.reserve(static_cast<std::size_t>(max_items));
}

WaveMaker::~WaveMaker() {
  try {
    wait_for_uploads();
  } catch (const std::exception&) {
    // the error of the device has been reported elsewhere
  }
}

void WaveMaker::wait_for_uploads() {
  uploads_->synchronize();
}

// Waits and allocates only if a batch is larger than any before.
void WaveMaker::reserve(Stage& stage, std::size_t bytes, Stream& stream) {
  if (bytes <= stage.pcm.bytes()) return;
  uploads_->synchronize();
  stream.synchronize();
  stage.pcm = Buffer();
  stage.pcm = backend_.allocate(bytes + bytes / 4);
}

void WaveMaker::make_rows(Stream& stream, const std::vector<LoadedClip>& clips, float* rows,
                          std::function<void()> uploaded) {
  const TraceRange range("upload");
  Stage& stage = stages_[turn_];
  turn_ = 1 - turn_;
  std::size_t bytes = 0;
  for (const LoadedClip& clip : clips) {
    resample_->add_rate(clip.rate);
    bytes += aligned(clip.bytes);
  }
  reserve(stage, bytes, stream);
  if (stage.used) stage.read->block(*uploads_);
  items_.clear();
  std::size_t at = 0;
  for (const LoadedClip& clip : clips) {
    ResampleItem item = clip_row(config_, clip.frames, clip.rate);
    item.offset_bytes = static_cast<std::int64_t>(at);
    item.format = clip.format;
    item.channels = clip.channels;
    items_.push_back(item);
    backend_.upload(*uploads_, stage.pcm.as<char>() + at, clip.pcm, clip.bytes);
    at += aligned(clip.bytes);
  }
  stage.uploaded->record(*uploads_);
  backend_.when_reached(*uploads_, std::move(uploaded));
  stage.uploaded->block(stream);
  resample_->run(stream, items_, stage.pcm.data(), rows);
  stage.read->record(stream);
  stage.used = true;
}

}  // namespace canopy
