// The emulated device runs kernels according to CUDA's rules and makes violations of them visible.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "support/emulated/device.h"

using namespace canopy::emulated;

namespace {

/// Device memory and a stream for one test; resets the device before and after it.
class Fixture {
 public:
  Fixture() {
    Device::get().reset();
    REQUIRE(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking) == cudaSuccess);
  }
  ~Fixture() {
    cudaStreamDestroy(stream_);
    for (void* data : allocated_) cudaFree(data);
    for (void* data : pinned_) cudaFreeHost(data);
    Device::get().reset();
  }
  template <class T>
  T* device(std::size_t count) {
    void* data = nullptr;
    REQUIRE(cudaMalloc(&data, count * sizeof(T)) == cudaSuccess);
    allocated_.push_back(data);
    return static_cast<T*>(data);
  }
  template <class T>
  T* pinned(std::size_t count) {
    void* data = nullptr;
    REQUIRE(cudaMallocHost(&data, count * sizeof(T)) == cudaSuccess);
    pinned_.push_back(data);
    return static_cast<T*>(data);
  }
  void free_now() {
    for (void* data : allocated_) cudaFree(data);
    allocated_.clear();
  }
  template <class Body>
  cudaError_t run(dim3 grid, dim3 block, std::size_t shared, Body body) {
    const cudaError_t code = launch(stream_, grid, block, shared, body);
    return code ? code : cudaStreamSynchronize(stream_);
  }
  cudaStream_t stream() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
  std::vector<void*> allocated_, pinned_;
};

unsigned global_index() {
  return blockIdx.x * blockDim.x + threadIdx.x;
}

/// out[block] = the sum of the block's 64 values, by a tree in shared memory. Without its barriers
/// (`guarded` false) it is wrong, although a real device often gives the right result.
void tree_sum(bool guarded, const float* values, float* out) {
  auto* sums = static_cast<float*>(dynamic_shared());
  sums[threadIdx.x] = values[global_index()];
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    if (guarded) __syncthreads();
    if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
  }
  if (threadIdx.x == 0) out[blockIdx.x] = sums[0];
}

}  // namespace

TEST_CASE("every thread of every block runs once, in any order") {
  Fixture fixture;
  Device::get().controls.order = GENERATE(0u, 1u, 2u);
  auto* counts = fixture.device<int>(7 * 100);
  cudaMemsetAsync(counts, 0, 700 * sizeof(int), fixture.stream());
  CHECK(fixture.run(7, 100, 0, [=] { ++counts[global_index()]; }) == cudaSuccess);
  CHECK(std::accumulate(counts, counts + 700, 0) == 700);
  CHECK(*std::max_element(counts, counts + 700) == 1);
}

TEST_CASE("a tree sum in shared memory is right with barriers and wrong without") {
  Fixture fixture;
  auto* values = fixture.device<float>(3 * 64);
  auto* out = fixture.device<float>(3);
  for (int i = 0; i < 3 * 64; ++i) values[i] = static_cast<float>(i);
  const auto right = [&](bool guarded, std::uint32_t order) {
    Device::get().controls.order = order;
    REQUIRE(fixture.run(3, 64, 64 * sizeof(float), [=] { tree_sum(guarded, values, out); }) ==
            cudaSuccess);
    bool all = true;
    for (int b = 0; b < 3; ++b)
      all = all && out[b] == 64.0f * (64.0f * static_cast<float>(b) + 31.5f);
    return all;
  };
  CHECK(right(true, 0));
  CHECK(right(true, 1));
  // One of the two orders may hide a missing barrier, so the suite runs in both.
  CHECK_FALSE((right(false, 0) && right(false, 1)));
}

TEST_CASE("shuffles exchange values within a warp") {
  Fixture fixture;
  auto* out = fixture.device<int>(96);
  CHECK(fixture.run(1, 96, 0, [=] {
    int sum = static_cast<int>(threadIdx.x);
    for (int bits = 16; bits > 0; bits /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, bits);
    const int neighbour = __shfl_down_sync(0xffffffffu, static_cast<int>(threadIdx.x), 1);
    out[threadIdx.x] = sum * 1000 + neighbour;
  }) == cudaSuccess);
  for (int i = 0; i < 96; ++i) {
    const int first = i / 32 * 32, neighbour = i % 32 == 31 ? i : i + 1;
    CHECK(out[i] == (32 * first + 496) * 1000 + neighbour);
  }
}

TEST_CASE("rule violations that hardware may not detect are errors") {
  Fixture fixture;
  SECTION("a barrier that only some threads reach") {
    CHECK(fixture.run(1, 64, 0, [] {
      if (threadIdx.x < 32) {
        __syncthreads();
        __syncwarp();
        __syncthreads();
      } else {
        __syncwarp();
      }
    }) == cudaSuccess);  // barriers do not wait for threads that have ended
    CHECK(fixture.run(1, 64, 0, [] {
      if (threadIdx.x % 2 == 0)
        __syncthreads();
      else
        __syncwarp();
    }) == cudaErrorLaunchFailure);
  }
  SECTION("a shuffle with a lane that has left the kernel") {
    CHECK(fixture.run(1, 32, 0, [] {
      if (threadIdx.x == 5) return;
      __shfl_xor_sync(0xffffffffu, 1, 1);
    }) == cudaErrorLaunchFailure);
  }
  SECTION("too many threads, no blocks, or too much shared memory") {
    CHECK(fixture.run(1, 1025, 0, [] {}) == cudaErrorInvalidConfiguration);
    CHECK(fixture.run(0, 1, 0, [] {}) == cudaErrorInvalidConfiguration);
    CHECK(fixture.run(1, 1, 300 << 10, [] {}) == cudaErrorInvalidConfiguration);
  }
}

#if !defined(__SANITIZE_ADDRESS__)  // AddressSanitizer ends the program at the write itself
TEST_CASE("a write past the end of a block is detected when the block is freed") {
  Fixture fixture;
  auto* values = fixture.device<float>(10);
  CHECK(fixture.run(1, 11, 0, [=] { values[threadIdx.x] = 1; }) == cudaSuccess);
  fixture.free_now();
  CHECK(cudaStreamSynchronize(fixture.stream()) == cudaErrorIllegalAddress);
}
#endif

TEST_CASE("newly allocated memory is NaN") {
  Fixture fixture;
  const auto* values = fixture.device<float>(3);
  CHECK(std::isnan(values[0]));
  CHECK(std::isnan(values[2]));
}

TEST_CASE("nothing runs before the host waits for it") {
  Fixture fixture;
  auto* host = fixture.pinned<int>(1);
  auto* device = fixture.device<int>(1);
  auto* back = fixture.pinned<int>(1);
  *host = 1;
  *back = 0;
  cudaMemcpyAsync(device, host, sizeof(int), cudaMemcpyHostToDevice, fixture.stream());
  cudaMemcpyAsync(back, device, sizeof(int), cudaMemcpyDeviceToHost, fixture.stream());
  CHECK(*back == 0);  // read too early
  *host = 2;          // overwritten too early
  CHECK(cudaStreamSynchronize(fixture.stream()) == cudaSuccess);
  CHECK(*back == 2);
}

TEST_CASE("a stream that does not wait for another's event runs first") {
  Fixture fixture;
  const bool waits = GENERATE(true, false);
  cudaStream_t copies = nullptr;
  cudaEvent_t uploaded = nullptr;
  REQUIRE(cudaStreamCreateWithFlags(&copies, cudaStreamNonBlocking) == cudaSuccess);
  REQUIRE(cudaEventCreateWithFlags(&uploaded, cudaEventDisableTiming) == cudaSuccess);
  auto* host = fixture.pinned<int>(1);
  auto* device = fixture.device<int>(1);
  auto* out = fixture.device<int>(1);
  *host = 42;
  cudaMemsetAsync(device, 0, sizeof(int), fixture.stream());
  cudaStreamSynchronize(fixture.stream());
  cudaMemcpyAsync(device, host, sizeof(int), cudaMemcpyHostToDevice, copies);
  cudaEventRecord(uploaded, copies);
  if (waits) cudaStreamWaitEvent(fixture.stream(), uploaded, 0);
  CHECK(fixture.run(1, 1, 0, [=] { *out = *device; }) == cudaSuccess);
  CHECK(*out == (waits ? 42 : 0));
  cudaEventDestroy(uploaded);
  cudaStreamDestroy(copies);
}

TEST_CASE("pageable copies are counted, and copies outside device memory are rejected") {
  Fixture fixture;
  auto* device = fixture.device<int>(2);
  int pageable[2] = {3, 4};
  const std::uint64_t before = Device::get().controls.pageable_copies;
  CHECK(cudaMemcpyAsync(device, pageable, sizeof pageable, cudaMemcpyHostToDevice,
                        fixture.stream()) == cudaSuccess);
  CHECK(Device::get().controls.pageable_copies == before + 1);
  CHECK(cudaMemcpyAsync(device + 1, pageable, sizeof pageable, cudaMemcpyHostToDevice,
                        fixture.stream()) == cudaErrorInvalidValue);
  CHECK(cudaMemcpyAsync(pageable, device, sizeof pageable, cudaMemcpyHostToDevice,
                        fixture.stream()) == cudaErrorInvalidValue);
}

TEST_CASE("a graph is recorded without running and can be replayed several times") {
  Fixture fixture;
  auto* sum = fixture.device<int>(1);
  cudaMemsetAsync(sum, 0, sizeof(int), fixture.stream());
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  REQUIRE(cudaStreamBeginCapture(fixture.stream(), cudaStreamCaptureModeThreadLocal) ==
          cudaSuccess);
  REQUIRE(launch(fixture.stream(), 1, 1, 0, [=] { *sum += 5; }) == cudaSuccess);
  void* memory = nullptr;
  CHECK(cudaMalloc(&memory, 4) == cudaErrorStreamCaptureUnsupported);
  CHECK(cudaStreamSynchronize(fixture.stream()) == cudaErrorStreamCaptureUnsupported);
  REQUIRE(cudaStreamEndCapture(fixture.stream(), &graph) == cudaSuccess);
  REQUIRE(cudaGraphInstantiate(&exec, graph, 0) == cudaSuccess);
  CHECK(cudaStreamSynchronize(fixture.stream()) == cudaSuccess);
  CHECK(*sum == 0);
  for (int i = 0; i < 3; ++i) CHECK(cudaGraphLaunch(exec, fixture.stream()) == cudaSuccess);
  CHECK(cudaStreamSynchronize(fixture.stream()) == cudaSuccess);
  CHECK(*sum == 15);
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
}

TEST_CASE("injected faults: out of memory, a kernel crash, a lost device") {
  Fixture fixture;
  Controls& controls = Device::get().controls;
  SECTION("out of memory") {
    void* memory = nullptr;
    controls.fail_allocation = 1;
    CHECK(cudaMalloc(&memory, 4) == cudaErrorMemoryAllocation);
    CHECK(cudaMalloc(&memory, std::size_t{1} << 40) == cudaErrorMemoryAllocation);
  }
  SECTION("a kernel crash makes the device unusable") {
    controls.fail_kernel = 1;
    CHECK(fixture.run(1, 1, 0, [] {}) == cudaErrorIllegalAddress);
    CHECK(fixture.run(1, 1, 0, [] {}) == cudaErrorIllegalAddress);
  }
  SECTION("a lost device") {
    controls.lose_device = 2;
    CHECK(launch(fixture.stream(), 1, 1, 0, [] {}) == cudaSuccess);
    CHECK(launch(fixture.stream(), 1, 1, 0, [] {}) == cudaErrorDevicesUnavailable);
    CHECK(cudaStreamSynchronize(fixture.stream()) == cudaErrorDevicesUnavailable);
  }
}
