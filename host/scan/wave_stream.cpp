#include "scan/wave_stream.h"

#include <algorithm>

#include "model/features.h"

namespace canopy {

WaveStream::WaveStream(Backend& backend, const AudioInfo& info, std::int64_t block_frames,
                       int sample_rate, const MonoMode& mono, std::int64_t window_samples)
    : backend_(backend),
      info_(info),
      rate_(sample_rate),
      context_(resample_context(info.rate, sample_rate) + 1),
      uploaded_(backend.make_event()),
      frame_bytes_(static_cast<std::size_t>(info.channels) * sample_bytes(info.format)) {
  const std::int64_t frames = block_frames + 2 * context_ + 2;
  row_ = resampled_length(frames, info.rate, sample_rate) + 1;
  ResampleParams params;
  params.sample_rate = sample_rate;
  params.row_samples = row_;
  params.mono = mono;
  resample_ = backend.make_resample(params);
  resample_->add_rate(info.rate);
  for (Buffer& buffer : pcm_)
    buffer = backend.allocate(static_cast<std::size_t>(frames) * frame_bytes_);
  for (Buffer& buffer : waves_)
    buffer = allocate_floats(backend, window_samples + 2 * row_);
}

void WaveStream::add(Stream& stream, const void* pcm, std::int64_t frames, bool last) {
  const auto bytes = [&](std::int64_t n) { return static_cast<std::size_t>(n) * frame_bytes_; };
  // Keep the frames that the filter still needs for outputs from end_ on, then add the new ones.
  const std::int64_t keep =
      std::clamp(end_ * info_.rate / rate_ - context_, held_first_, held_end_);
  Buffer& from = pcm_[pcm_turn_];
  pcm_turn_ = 1 - pcm_turn_;
  char* to = pcm_[pcm_turn_].as<char>();
  if (held_end_ > keep)
    backend_.copy(stream, to, from.as<char>() + bytes(keep - held_first_), bytes(held_end_ - keep));
  if (frames > 0) {
    backend_.upload(stream, to + bytes(held_end_ - keep), pcm, bytes(frames));
    uploaded_->record(stream);
  }
  held_first_ = keep;
  held_end_ += frames;

  ResampleItem item;
  item.format = info_.format;
  item.channels = info_.channels;
  item.rate = info_.rate;
  item.first_frame = held_first_;
  item.frames = held_end_ - held_first_;
  item.first_output = end_;
  const std::int64_t ready =
      last ? resampled_length(held_end_, info_.rate, rate_)
           : std::max<std::int64_t>(0, held_end_ - context_) * rate_ / info_.rate;
  item.outputs = std::min(ready - end_, row_);
  if (item.outputs > 0) {
    resample_->run(stream, {item}, to, waves_[turn_].floats() + (end_ - first_));
    end_ += item.outputs;
  }
  if (frames > 0) uploaded_->wait();
}

void WaveStream::drop_before(Stream& stream, std::int64_t first) {
  first = std::clamp(first, first_, end_);
  if (first == first_) return;
  const float* from = at(first);
  turn_ = 1 - turn_;
  if (end_ > first)
    backend_.copy(stream, waves_[turn_].data(), from, float_bytes(end_ - first));
  first_ = first;
}

}  // namespace canopy
