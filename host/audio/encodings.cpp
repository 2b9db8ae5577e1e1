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
    {SF_FORMAT_PCM_S8, {PcmFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_PCM_U8, {PcmFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_PCM_16, {PcmFormat::pcm16, 2}, Where::anywhere},
    {SF_FORMAT_PCM_24, {PcmFormat::float32, 3}, Where::anywhere},
    {SF_FORMAT_PCM_32, {PcmFormat::float32, 4}, Where::anywhere},
    {SF_FORMAT_FLOAT, {PcmFormat::float32, 4}, Where::anywhere},
    {SF_FORMAT_DOUBLE, {PcmFormat::float32, 8}, Where::anywhere},
    {SF_FORMAT_ULAW, {PcmFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_ALAW, {PcmFormat::pcm16, 1}, Where::anywhere},
    {SF_FORMAT_VORBIS, {PcmFormat::float32, 0}, Where::ogg},
    {SF_FORMAT_OPUS, {PcmFormat::float32, 0}, Where::ogg},
    {SF_FORMAT_MPEG_LAYER_I, {PcmFormat::float32, 0}, Where::mpeg},
    {SF_FORMAT_MPEG_LAYER_II, {PcmFormat::float32, 0}, Where::mpeg},
    {SF_FORMAT_MPEG_LAYER_III, {PcmFormat::float32, 0}, Where::mpeg},
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
