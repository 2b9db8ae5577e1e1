// Memory, copies, streams, events and graphs of the emulated runtime.
#include "support/emulated/device.h"

using canopy::emulated::Device;

namespace {

/// Locks the device for one call and holds its error code.
struct Call {
  Device& device = Device::get();
  std::lock_guard<std::recursive_mutex> hold{device.lock};
  cudaError_t code = device.enter();
};

bool capturing(Device& device) {
  for (cudaStream_t stream : device.streams)
    if (stream->capture) return true;
  return false;
}

bool fault_is_due(std::uint64_t& countdown) {
  return countdown > 0 && --countdown == 0;
}

cudaError_t allocate(void** data, std::size_t bytes, bool pinned) {
  Call call;
  if (call.code) return call.code;
  if (capturing(call.device)) return cudaErrorStreamCaptureUnsupported;
  auto& controls = call.device.controls;
  ++controls.allocations;
  if (fault_is_due(controls.fail_allocation)) return cudaErrorMemoryAllocation;
  if (!pinned && controls.live_bytes + bytes > controls.memory_bytes)
    return cudaErrorMemoryAllocation;
  *data = call.device.allocate(bytes, pinned);
  if (!*data) return cudaErrorMemoryAllocation;
  if (!pinned) {
    controls.live_bytes += bytes;
    controls.peak_bytes = std::max(controls.peak_bytes, controls.live_bytes);
  }
  return cudaSuccess;
}

cudaError_t free_memory(void* data, bool pinned) {
  if (!data) return cudaSuccess;
  Call call;
  ++call.device.controls.frees;
  call.device.drain_all();  // like CUDA, because pending work may still use the memory
  return call.device.free(data, pinned) ? call.code : cudaErrorInvalidValue;
}

}  // namespace

cudaError_t cudaMalloc(void** data, std::size_t bytes) {
  return allocate(data, bytes, false);
}
cudaError_t cudaMallocHost(void** data, std::size_t bytes) {
  return allocate(data, bytes, true);
}
cudaError_t cudaFree(void* data) {
  return free_memory(data, false);
}
cudaError_t cudaFreeHost(void* data) {
  return free_memory(data, true);
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  Call call;
  if (call.code) return call.code;
  if (bytes == 0) return cudaSuccess;
  Device& device = call.device;
  const bool to_device = kind != cudaMemcpyDeviceToHost;
  const bool from_device = kind != cudaMemcpyHostToDevice;
  if (to_device != device.on_device(to, bytes) || from_device != device.on_device(from, bytes))
    return cudaErrorInvalidValue;
  const auto copy = [=] { std::memcpy(to, from, bytes); };
  const void* host = !to_device ? to : !from_device ? from : nullptr;
  if (!host || device.pinned(host, bytes)) {
    device.add(stream, {copy});
    return cudaSuccess;
  }
  ++device.controls.pageable_copies;
  if (stream->capture) return cudaErrorStreamCaptureUnsupported;
  if (to_device) {  // copied first, because the host may overwrite its bytes after the call
    const auto* first = static_cast<const char*>(from);
    device.add(stream, {[to, staged = std::vector<char>(first, first + bytes)] {
                 std::memcpy(to, staged.data(), staged.size());
               }});
  } else {
    device.drain(stream);
    copy();
  }
  return device.enter();
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  Call call;
  EmulatedStream stream;
  call.device.drain_all();
  ++call.device.controls.synchronizations;
  const cudaError_t code = cudaMemcpyAsync(to, from, bytes, kind, &stream);
  call.device.drain(&stream);
  return code;
}

cudaError_t cudaMemsetAsync(void* data, int value, std::size_t bytes, cudaStream_t stream) {
  Call call;
  if (call.code) return call.code;
  if (bytes > 0 && !call.device.on_device(data, bytes)) return cudaErrorInvalidValue;
  call.device.add(stream, {[=] { std::memset(data, value, bytes); }});
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  Call call;
  if (call.code) return call.code;
  *stream = new EmulatedStream;
  call.device.streams.push_back(*stream);
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  Call call;
  if (!stream) return cudaErrorInvalidValue;
  call.device.drain(stream);
  std::erase(call.device.streams, stream);
  delete stream;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  Call call;
  if (stream->capture) return cudaErrorStreamCaptureUnsupported;
  ++call.device.controls.synchronizations;
  call.device.drain(stream);
  return call.device.enter();
}

cudaError_t cudaDeviceSynchronize() {
  Call call;
  ++call.device.controls.synchronizations;
  call.device.drain_all();
  return call.device.enter();
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  Call call;
  if (call.code) return call.code;
  if (stream->capture) return cudaErrorStreamCaptureUnsupported;
  call.device.add(stream, {{}, event, event->recorded});
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  Call call;
  if (call.code) return call.code;
  *event = new EmulatedEvent;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  Call call;
  call.device.drain_all();  // its records may still be pending in a stream
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  Call call;
  if (call.code) return call.code;
  if (stream->capture) return cudaErrorStreamCaptureUnsupported;
  const std::uint64_t record = ++event->recorded;
  event->stream = stream;
  call.device.add(stream, {[event, record] { event->reached = record; }});
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  Call call;
  ++call.device.controls.synchronizations;
  call.device.drain_until(event, event->recorded);
  return call.device.enter();
}

// The host may wait for the effect of such a function (a slot that becomes free) without any call
// that would make this device work. So from now on a thread runs pending work after a while.
cudaError_t cudaLaunchHostFunc(cudaStream_t stream, void (*function)(void*), void* data) {
  Call call;
  if (call.code) return call.code;
  call.device.add(stream, {[=] { function(data); }});
  call.device.start_worker();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  Call call;
  if (call.code) return call.code;
  if (stream->capture) return cudaErrorStreamCaptureUnsupported;
  stream->capture = new EmulatedGraph;
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  Call call;
  *graph = stream->capture;
  stream->capture = nullptr;
  return *graph ? call.code : cudaErrorInvalidValue;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  Call call;
  if (call.code) return call.code;
  *exec = new EmulatedGraphExec{graph->works};
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  Call call;
  if (call.code) return call.code;
  ++call.device.controls.graph_launches;
  if (fault_is_due(call.device.controls.fail_launch)) return cudaErrorLaunchFailure;
  for (const EmulatedWork& work : exec->works) call.device.add(stream, work);
  return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  delete exec;
  return cudaSuccess;
}
