// Steps recorded as CUDA graphs.
#include <map>

#include "cuda/backend.h"
#include "cuda/stream.h"

namespace canopy::cuda {
namespace {

class Graph {
 public:
  /// Captures what `work` enqueues on the stream, without running it.
  Graph(cudaStream_t stream, const std::function<void()>& work) {
    CANOPY_CUDA(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    cudaGraph_t graph = nullptr;
    try {
      work();
    } catch (...) {
      cudaStreamEndCapture(stream, &graph);
      if (graph) cudaGraphDestroy(graph);
      throw;
    }
    CANOPY_CUDA(cudaStreamEndCapture(stream, &graph));
    const cudaError_t code = cudaGraphInstantiate(&exec_, graph, 0);
    cudaGraphDestroy(graph);
    check(code, "cudaGraphInstantiate", __FILE__, __LINE__);
  }
  ~Graph() { cudaGraphExecDestroy(exec_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void launch(cudaStream_t stream) const { CANOPY_CUDA(cudaGraphLaunch(exec_, stream)); }

 private:
  cudaGraphExec_t exec_ = nullptr;
};

/// The first run of a key is a normal one, in which libraries can load modules and choose
/// algorithms, which is not allowed during a capture. The second run is captured, and from then on
/// only the graph is launched.
class GraphRecorder final : public Recorder {
 public:
  void run(Stream& stream, std::int64_t key, const std::function<void()>& work) override {
    const auto [entry, fresh] = graphs_.try_emplace(key);
    if (fresh) return work();
    if (!entry->second) entry->second = std::make_unique<Graph>(handle(stream), work);
    entry->second->launch(handle(stream));
  }

 private:
  std::map<std::int64_t, std::unique_ptr<Graph>> graphs_;
};

/// The callback of cudaLaunchHostFunc, which owns the function.
void call(void* function) {
  const std::unique_ptr<std::function<void()>> done(static_cast<std::function<void()>*>(function));
  (*done)();
}

}  // namespace

std::unique_ptr<Recorder> CudaBackend::make_recorder() {
  return std::make_unique<GraphRecorder>();
}

void CudaBackend::when_reached(Stream& stream, std::function<void()> done) {
  auto function = std::make_unique<std::function<void()>>(std::move(done));
  CANOPY_CUDA(cudaLaunchHostFunc(handle(stream), call, function.get()));
  static_cast<void>(function.release());
}

}  // namespace canopy::cuda
