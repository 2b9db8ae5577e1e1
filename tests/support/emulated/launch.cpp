// Kernel launches and device queries of the emulated runtime.
#include <algorithm>
#include <cstdio>

#include "support/emulated/block.h"
#include "support/emulated/device.h"

namespace canopy::emulated {
namespace {

constexpr unsigned max_threads = 1024;
constexpr std::size_t max_shared = 227 << 10;

void run_grid(const dim3& grid, const dim3& size, std::size_t shared_bytes,
              const std::function<void()>& body, bool backwards) {
  Device& device = Device::get();
  if (device.enter() != cudaSuccess) return;
  if (device.controls.fail_kernel > 0 && --device.controls.fail_kernel == 0) {
    device.die(cudaErrorIllegalAddress,
               "an illegal memory access was encountered (injected fault)");
    return;
  }
  const std::uint64_t blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  for (std::uint64_t turn = 0; turn < blocks; ++turn) {
    const std::uint64_t b = backwards ? blocks - 1 - turn : turn;
    Position at;
    at.block = dim3(static_cast<unsigned>(b % grid.x), static_cast<unsigned>(b / grid.x % grid.y),
                    static_cast<unsigned>(b / grid.x / grid.y));
    at.block_size = size;
    at.grid_size = grid;
    std::string why;
    if (!run_block(at, shared_bytes, body, backwards, why)) {
      device.die(cudaErrorLaunchFailure, why);
      return;
    }
  }
}

}  // namespace

cudaError_t launch(cudaStream_t stream, dim3 grid, dim3 block, std::size_t shared_bytes,
                   std::function<void()> body) {
  Device& device = Device::get();
  const std::lock_guard<std::recursive_mutex> hold(device.lock);
  if (const cudaError_t code = device.enter()) return code;
  const std::uint64_t threads = std::uint64_t{block.x} * block.y * block.z;
  const std::uint64_t blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  if (threads == 0 || threads > max_threads || blocks == 0 || grid.x > 0x7fffffffu ||
      grid.y > 65535 || grid.z > 65535 || block.z > 64 || shared_bytes > max_shared)
    return cudaErrorInvalidConfiguration;
  if (device.controls.fail_launch > 0 && --device.controls.fail_launch == 0)
    return cudaErrorLaunchFailure;
  const std::uint64_t number = device.controls.launches++;
  const std::uint32_t order = device.controls.order;
  const bool backwards = order == 1 || (order == 2 && number % 2 == 1);
  device.add(stream, {[=, body = std::move(body)] {
               run_grid(grid, block, shared_bytes, body, backwards);
             }});
  return cudaSuccess;
}

void enqueue(cudaStream_t stream, std::function<void()> work) {
  Device& device = Device::get();
  const std::lock_guard<std::recursive_mutex> hold(device.lock);
  device.add(stream, {[work = std::move(work)] {
               if (Device::get().enter() == cudaSuccess) work();
             }});
}

}  // namespace canopy::emulated

using canopy::emulated::Device;

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int index) {
  return index == 0 ? cudaSuccess : cudaErrorInvalidDevice;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  return cudaDriverGetVersion(version);
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int index) {
  if (index != 0) return cudaErrorInvalidDevice;
  *properties = {};
  std::snprintf(properties->name, sizeof properties->name, "emulated device");
  properties->totalGlobalMem = Device::get().controls.memory_bytes;
  properties->sharedMemPerBlock = 48 << 10;
  properties->sharedMemPerBlockOptin = canopy::emulated::max_shared;
  properties->major = static_cast<int>(Device::get().controls.capability);
  properties->multiProcessorCount = 4;
  return cudaSuccess;
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  const auto& controls = Device::get().controls;
  *total = controls.memory_bytes;
  *free = controls.memory_bytes - std::min(controls.memory_bytes, controls.live_bytes);
  return cudaSuccess;
}
cudaError_t cudaGetLastError() {
  return cudaSuccess;
}
const char* cudaGetErrorString(cudaError_t code) {
  switch (code) {
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorStreamCaptureUnsupported:
      return "operation not permitted when stream is capturing";
    default:
      break;
  }
  static thread_local std::string reason;
  reason = Device::get().reason();
  return reason.empty() ? "unspecified launch failure" : reason.c_str();
}
const char* cudaGetErrorName(cudaError_t code) {
  switch (code) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
    case cudaErrorDevicesUnavailable:
      return "cudaErrorDevicesUnavailable";
    case cudaErrorNotReady:
      return "cudaErrorNotReady";
    case cudaErrorStreamCaptureUnsupported:
      return "cudaErrorStreamCaptureUnsupported";
  }
  return "cudaErrorUnknown";
}
