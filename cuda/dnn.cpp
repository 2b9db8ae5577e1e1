#include "cuda/dnn.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "cuda/dnn_plan.h"
#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

// On some GPUs, engines with tensor cores need a copy of the batch in another layout.
constexpr std::size_t max_workspace = std::size_t{1} << 30;

class Handle {
 public:
  Handle() { CANOPY_DNN(cudnnCreate(&handle_)); }
  ~Handle() { cudnnDestroy(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  cudnnHandle_t get() const { return handle_; }

  /// The current GPU's handle, shared by all convolutions because creating one takes long.
  static std::shared_ptr<Handle> shared() {
    static std::mutex lock;
    static std::map<int, std::weak_ptr<Handle>> by_gpu;
    const std::lock_guard<std::mutex> guard(lock);
    int gpu = 0;
    CANOPY_CUDA(cudaGetDevice(&gpu));
    std::shared_ptr<Handle> handle = by_gpu[gpu].lock();
    if (!handle) by_gpu[gpu] = handle = std::make_shared<Handle>();
    return handle;
  }

 private:
  cudnnHandle_t handle_ = nullptr;
};

class HandleTarget final : public DnnTarget {
 public:
  explicit HandleTarget(cudnnHandle_t handle) : handle_(handle) {}
  void set_graph(DnnDescriptor& graph) const override {
    graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, handle_);
  }
  void set_heuristics(DnnDescriptor&) const override {}  // they use the graph's handle
  void set_plan(DnnDescriptor& plan) const override {
    plan.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, handle_);
  }

 private:
  cudnnHandle_t handle_;
};

class DnnConvolution final : public Convolution {
 public:
  DnnConvolution(Backend& backend, const Conv2dParams& params, const BackendOptions& options)
      : p_(params),
        handle_(Handle::shared()),
        limits_{options.precision, options.deterministic, max_workspace} {
    std::size_t bytes = 0;
    for_each_pass(
        [&](ConvPass pass) { bytes = std::max(bytes, plan(pass, p_.max_items).workspace); });
    limits_.workspace = bytes;  // also the limit for plans with fewer items
    workspace_ = backend.allocate(std::max<std::size_t>(bytes, 256));
  }

  void prepare(int n) override {
    if (n > 0) for_each_pass([&](ConvPass pass) { plan(pass, n); });
  }

  void forward(Stream& stream, int n, const float* x, const float* kernel, float* y) override {
    run(stream, ConvPass::forward, n, x, kernel, y);
  }
  void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                      float* dx) override {
    run(stream, ConvPass::backward_input, n, dx, kernel, dy);
  }
  void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                       float* dkernel) override {
    run(stream, ConvPass::backward_kernel, n, x, dkernel, dy);
  }

 private:
  template <class Work>
  void for_each_pass(const Work& work) const {
    work(ConvPass::forward);
    work(ConvPass::backward_kernel);
    if (p_.input_gradient) work(ConvPass::backward_input);
  }

  const DnnPlan& plan(ConvPass pass, int n) {
    const std::pair<ConvPass, int> key(pass, n);
    const auto found = plans_.find(key);
    if (found != plans_.end()) return found->second;
    return plans_.emplace(key, plan_convolution(HandleTarget(handle_->get()), pass, p_, n, limits_))
        .first->second;
  }

  /// The pass determines which of the three arrays is written.
  void run(Stream& stream, ConvPass pass, int n, const float* image, const float* kernel,
           const float* output) {
    if (n == 0) return;
    const DnnPlan& plan = this->plan(pass, n);
    const std::array<std::int64_t, 3> ids = {dnn_image, dnn_kernel, dnn_output};
    const std::array<const void*, 3> data = {image, kernel, output};
    DnnDescriptor pack(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    pack.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, 3, ids.data());
    pack.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, 3, data.data());
    pack.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, workspace_.data());
    pack.finalize();
    CANOPY_DNN(cudnnSetStream(handle_->get(), handle(stream)));
    CANOPY_DNN(cudnnBackendExecute(handle_->get(), plan.plan.get(), pack.get()));
  }

  Conv2dParams p_;
  std::shared_ptr<Handle> handle_;
  DnnLimits limits_;
  std::map<std::pair<ConvPass, int>, DnnPlan> plans_;  // destroyed before the handle
  Buffer workspace_;
};

}  // namespace

std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              const BackendOptions& options) {
  return std::make_unique<DnnConvolution>(backend, params, options);
}

}  // namespace canopy::cuda
