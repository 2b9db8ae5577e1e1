// The first steps: list the clips and the recordings, open the device.
#include <fmt/format.h>

#include "base/counted.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "devices/devices.h"
#include "model/precision.h"
#include "run/steps.h"

namespace canopy {

Inputs list_inputs(const Config& config) {
  Inputs inputs{list_clips(config.data), {}};
  if (config.scan && !config.scan->recordings.empty())
    inputs.recordings = list_recordings({scanned_path(config)});
  return inputs;
}

Job open_job(const RunRequest& request, const Config& config) {
  BackendOptions options = backend_options(config.train);
  options.threads = request.threads;
  std::unique_ptr<Backend> backend = open_device(request.device, options);
  std::unique_ptr<Stream> stream = backend->make_stream();
  const DeviceInfo device = backend->info();
  const int threads = decoding_threads(*backend, request.threads);
  say(fmt::format("device: {} ({}{}, {})", device.id, device.name,
                  device.threads > 0 ? ", " + counted(device.threads, "thread") : "",
                  precision_name(device.precision)));
  if (const std::string note = precision_note(config.train, device); !note.empty()) say(note);
  return {request,          config, RunFolder(config.output), device, threads, std::move(backend),
          std::move(stream)};
}

bool stopped(const std::string& advice) {
  if (!interrupt_signal()) return false;
  say("interrupted; " + advice);
  return true;
}

}  // namespace canopy
