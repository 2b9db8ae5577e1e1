// canopy_resample IN OUT [--rate 16000] [--mono first|mean|N]: resamples an audio file with the CPU
// backend and writes raw float32 samples, for comparison with other resamplers.
#include <sndfile.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "devices/devices.h"
#include "ops/resample.h"

namespace {

using canopy::Error;
using canopy::ErrorKind;

struct Sound {
  std::vector<float> frames;  // interleaved
  SF_INFO info{};
};

Sound read(const char* path) {
  Sound sound;
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path, SFM_READ, &sound.info),
                                                         sf_close);
  if (!file) throw Error(ErrorKind::data, std::string(path) + ": " + sf_strerror(nullptr));
  const auto channels = static_cast<std::size_t>(sound.info.channels);
  std::vector<float> block(4096 * channels);
  sf_count_t got = 0;
  while ((got = sf_readf_float(file.get(), block.data(), 4096)) > 0)
    sound.frames.insert(sound.frames.end(), block.begin(),
                        block.begin() + static_cast<std::ptrdiff_t>(got * sound.info.channels));
  sound.info.frames = static_cast<sf_count_t>(sound.frames.size() / channels);
  return sound;
}

canopy::MonoMode mono_mode(const std::string& word) {
  if (word == "first") return {canopy::MonoKind::first, 0};
  if (word == "mean") return {canopy::MonoKind::mean, 0};
  return {canopy::MonoKind::channel, std::stoi(word)};
}

void resample(const Sound& sound, int rate, canopy::MonoMode mono, const char* out_path) {
  canopy::ResampleItem item;
  item.format = canopy::SampleFormat::float32;
  item.channels = sound.info.channels;
  item.rate = sound.info.samplerate;
  item.frames = sound.info.frames;
  item.outputs = canopy::resampled_length(item.frames, item.rate, rate);
  if (item.outputs == 0) throw Error(ErrorKind::data, "no frames to resample");

  const auto backend = canopy::open_device("cpu");
  const auto stream = backend->make_stream();
  canopy::ResampleParams params;
  params.sample_rate = rate;
  params.row_samples = item.outputs;
  params.mono = mono;
  const auto op = backend->make_resample(params);
  op->add_rate(item.rate);
  std::vector<float> wave(static_cast<std::size_t>(item.outputs));
  op->run(*stream, {item}, sound.frames.data(), wave.data());
  stream->synchronize();
  canopy::write_file(out_path,
                     {reinterpret_cast<const char*>(wave.data()), wave.size() * sizeof(float)});
}

int run(int argc, char** argv) {
  int rate = 16000;
  std::string mono = "first";
  std::vector<const char*> paths;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--rate") == 0 && i + 1 < argc)
      rate = std::stoi(argv[++i]);
    else if (std::strcmp(argv[i], "--mono") == 0 && i + 1 < argc)
      mono = argv[++i];
    else
      paths.push_back(argv[i]);
  }
  if (paths.size() != 2)
    throw Error(ErrorKind::usage,
                "usage: canopy_resample IN OUT [--rate 16000] [--mono first|mean|N]");
  resample(read(paths[0]), rate, mono_mode(mono), paths[1]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try { return run(argc, argv); } catch (const Error& error) {
  std::fprintf(stderr, "%s\n", canopy::format_error(error).c_str());
  return canopy::exit_code(error.kind());
} catch (const std::exception& error) {
  std::fprintf(stderr, "error: %s\n", error.what());
  return 1;
}
