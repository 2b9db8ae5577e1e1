#include "audio/encodings.h"

#include <sndfile.h>

namespace canopy {
namespace {

enum class Where { anywhere, ogg, mpeg };

struct Row {
  int subtype;
  Encoding encoding;
  Where where;
};

constexpr Row rows[] = {
    {SF_FORMAT_PCM_S8, {SampleFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_PCM_U8, {SampleFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_PCM_16, {SampleFormat::pcm16, 2}, Where::anywhere},
    {SF_FORMAT_PCM_24, {SampleFormat::float32, 3}, Where::anywhere},
    {SF_FORMAT_PCM_32, {SampleFormat::float32, 4}, Where::anywhere},
    {SF_FORMAT_FLOAT, {SampleFormat::float32, 4}, Where::anywhere},
    {SF_FORMAT_DOUBLE, {SampleFormat::float32, 8}, Where::anywhere},
    {SF_FORMAT_ULAW, {SampleFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_ALAW, {SampleFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_VORBIS, {SampleFormat::float32, 0}, Where::ogg},
    {SF_FORMAT_OPUS, {SampleFormat::float32, 0}, Where::ogg},
    {SF_FORMAT_MPEG_LAYER_I, {SampleFormat::float32, 0}, Where::mpeg},
    {SF_FORMAT_MPEG_LAYER_II, {SampleFormat::float32, 0}, Where::mpeg},
    {SF_FORMAT_MPEG_LAYER_III, {SampleFormat::float32, 0}, Where::mpeg},
};

}  // namespace

std::optional<Encoding> find_encoding(int subtype, Container container) {
  for (const Row& row : rows) {
    if (row.subtype != subtype) continue;
    if (row.where == Where::ogg && container != Container::ogg) continue;
    if (row.where == Where::mpeg && container != Container::mpeg) continue;
    return row.encoding;
  }
  return std::nullopt;
}

}  // namespace canopy
