// Every device rejects the same parameters with the same message: each op's valid parameters with
// one change at a time.
#include <cmath>
#include <memory>

#include <catch2/catch_test_macros.hpp>

#include "ops/activation.h"
#include "ops/augment.h"
#include "ops/batch_norm.h"
#include "ops/conv2d.h"
#include "ops/dense.h"
#include "ops/dropout.h"
#include "ops/gather.h"
#include "ops/global_pool.h"
#include "ops/gradient_clip.h"
#include "ops/loss.h"
#include "ops/mask.h"
#include "ops/mel_log.h"
#include "ops/metrics.h"
#include "ops/mixup.h"
#include "ops/moving_average.h"
#include "ops/norm_act_pool.h"
#include "ops/optimizer.h"
#include "ops/pcen.h"
#include "ops/pool2d.h"
#include "ops/refusals.h"
#include "ops/resample.h"
#include "ops/rms_normalise.h"
#include "ops/spectrogram.h"

namespace canopy {
namespace {

constexpr std::int64_t huge = std::int64_t{1} << 31;

/// Each change makes valid parameters invalid.
template <class Op, class Params>
void check_refusals(const std::string& name, std::unique_ptr<Op> (Backend::*make)(const Params&),
                    const Params& good, const std::vector<void (*)(Params&)>& changes) {
  std::vector<test::TestDevice> devices = test::all_devices();
  const auto message = [&](test::TestDevice& device, const Params& params) {
    return test::refusal([&] { (device.backend.get()->*make)(params); });
  };
  for (test::TestDevice& device : devices) {
    CAPTURE(name, device.id);
    CHECK(message(device, good) == "accepted");
    for (std::size_t i = 0; i < changes.size(); ++i) {
      CAPTURE(i);
      Params bad = good;
      changes[i](bad);
      const std::string text = message(device, bad);
      CHECK(text.rfind(name + ": ", 0) == 0);
      CHECK(text == message(devices.front(), bad));
    }
  }
}

TEST_CASE("layers: every device rejects the same parameters with the same message") {
  using A = ActivationParams;
  check_refusals<ActivationOp, A>("activation", &Backend::make_activation, {},
                                  {[](A& p) { p.size = 0; }, [](A& p) { p.max_items = 0; }});

  using N = BatchNormParams;
  check_refusals<BatchNorm, N>(
      "batch_norm", &Backend::make_batch_norm, {},
      {[](N& p) { p.input.height = 0; }, [](N& p) { p.input.channels = 0; },
       [](N& p) {
         p.input = {-1, -1, 1};
       },
       [](N& p) { p.input.channels = huge; }, [](N& p) { p.input.width = huge; },
       [](N& p) { p.max_items = 0; }, [](N& p) { p.activation = Activation::sigmoid; }});

  using C = Conv2dParams;
  check_refusals<Conv2d, C>("conv2d", &Backend::make_conv2d, {.input = {5, 6, 2}},
                            {[](C& p) { p.input.height = 0; },
                             [](C& p) {
                               p.input = {-5, -6, 2};
                             },
                             [](C& p) { p.filters = 0; }, [](C& p) { p.filters = 1 << 30; },
                             [](C& p) { p.kernel_height = 0; }, [](C& p) { p.kernel_width = 0; },
                             [](C& p) { p.kernel_height = 6; }, [](C& p) { p.kernel_width = 7; },
                             [](C& p) { p.stride_height = 0; }, [](C& p) { p.stride_width = -1; },
                             [](C& p) { p.max_items = 0; }});

  using D = DenseParams;
  check_refusals<Dense, D>(
      "dense", &Backend::make_dense, {.max_items = dense_norm_items, .deferred_update = true},
      {[](D& p) { p.inputs = 0; }, [](D& p) { p.units = 0; }, [](D& p) { p.units = huge; },
       [](D& p) { p.max_items = 0; }, [](D& p) { p.max_items = dense_norm_items + 1; }});

  using O = DropoutParams;
  check_refusals<Dropout, O>(
      "dropout", &Backend::make_dropout, {},
      {[](O& p) { p.size = 0; }, [](O& p) { p.max_items = 0; }, [](O& p) { p.rate = 1; },
       [](O& p) { p.rate = -0.1f; }, [](O& p) { p.rate = std::nanf(""); }});

  using G = GlobalPoolParams;
  check_refusals<GlobalPool, G>(
      "global_pool", &Backend::make_global_pool, {},
      {[](G& p) { p.input.width = 0; }, [](G& p) { p.max_items = -1; },
       [](G& p) { p.input.height = huge; }, [](G& p) { p.input.channels = huge; }});

  using B = NormActPoolParams;
  check_refusals<NormActPool, B>(
      "norm_act_pool", &Backend::make_norm_act_pool, {.input = {2, 2, 1}},
      {[](B& p) { p.input.height = 1; }, [](B& p) { p.input.channels = 0; },
       [](B& p) { p.height = 0; }, [](B& p) { p.width = 3; }, [](B& p) { p.max_items = 0; },
       [](B& p) { p.input.height = huge; }});

  using P = Pool2dParams;
  check_refusals<Pool2d, P>("pool2d", &Backend::make_pool2d, {.input = {4, 4, 1}},
                            {[](P& p) { p.input.width = 0; }, [](P& p) { p.height = 0; },
                             [](P& p) { p.height = 5; }, [](P& p) { p.width = 5; },
                             [](P& p) { p.stride_height = 0; }, [](P& p) { p.stride_width = 0; },
                             [](P& p) { p.max_items = 0; }, [](P& p) { p.input.height = huge; }});
}

TEST_CASE("features: every device rejects the same parameters with the same message") {
  using A = AugmentParams;
  check_refusals<Augment, A>(
      "augment", &Backend::make_augment, {},
      {[](A& p) { p.row_samples = 0; }, [](A& p) { p.clip_samples = 0; }, [](A& p) { p.fade = -1; },
       [](A& p) { p.max_items = 0; }, [](A& p) { p.row_samples = huge; },
       [](A& p) { p.clip_samples = huge; }});

  using G = GatherParams;
  check_refusals<Gather, G>("gather", &Backend::make_gather, {},
                            {[](G& p) { p.row = 0; }, [](G& p) { p.max_items = 0; }});

  using M = MaskParams;
  check_refusals<Mask, M>(
      "mask", &Backend::make_mask, {},
      {[](M& p) { p.frames = 0; }, [](M& p) { p.bands = 0; }, [](M& p) { p.max_items = 0; },
       [](M& p) { p.time_masks = 17; }, [](M& p) { p.band_masks = -1; },
       [](M& p) { p.max_frames = 2; }, [](M& p) { p.max_bands = -1; }});

  using L = MelLogParams;
  check_refusals<MelLog, L>("mel_log", &Backend::make_mel_log, {},
                            {[](L& p) { p.frames = 0; }, [](L& p) { p.bins = 1; },
                             [](L& p) { p.bands = 0; }, [](L& p) { p.low_hz = -1; },
                             [](L& p) { p.low_hz = p.high_hz; }, [](L& p) { p.high_hz = 8001; },
                             [](L& p) { p.sample_rate = 0; }, [](L& p) { p.max_items = 0; }});

  using X = MixupParams;
  check_refusals<Mixup, X>("mixup", &Backend::make_mixup, {},
                           {[](X& p) { p.size = 0; }, [](X& p) { p.max_items = 0; }});

  using P = PcenParams;
  check_refusals<Pcen, P>(
      "pcen", &Backend::make_pcen, {},
      {[](P& p) { p.frames = 0; }, [](P& p) { p.bands = 0; }, [](P& p) { p.max_items = 0; },
       [](P& p) { p.gain = -1; }, [](P& p) { p.bias = 0; }, [](P& p) { p.power = 0; },
       [](P& p) { p.epsilon = 0; }, [](P& p) { p.smoothing = 0; },
       [](P& p) { p.smoothing = 1.1f; }});

  using R = ResampleParams;
  check_refusals<Resample, R>("resample", &Backend::make_resample, {},
                              {[](R& p) { p.row_samples = 0; }, [](R& p) { p.max_items = 0; },
                               [](R& p) { p.mono.channel = -1; }});

  using N = RmsNormaliseParams;
  check_refusals<RmsNormalise, N>("rms_normalise", &Backend::make_rms_normalise, {},
                                  {[](N& p) { p.samples = 0; }, [](N& p) { p.max_items = 0; }});

  using S = SpectrogramParams;
  check_refusals<Spectrogram, S>(
      "spectrogram", &Backend::make_spectrogram, {},
      {[](S& p) { p.samples = 319; }, [](S& p) { p.frame = 0; }, [](S& p) { p.step = 0; },
       [](S& p) { p.fft = 319; }, [](S& p) { p.fft = 511; }, [](S& p) { p.max_items = 0; }});
}

TEST_CASE("training: every device rejects the same parameters with the same message") {
  using C = GradientClipParams;
  check_refusals<GradientClip, C>(
      "gradient_clip", &Backend::make_gradient_clip, {},
      {[](C& p) { p.max_norm = 0; }, [](C& p) { p.max_norm = std::nan(""); },
       [](C& p) { p.max_count = -1; }});

  using L = LossParams;
  check_refusals<Loss, L>(
      "loss", &Backend::make_loss, {},
      {[](L& p) { p.classes = 3; }, [](L& p) { p.task = Task::categorical, p.classes = 0; },
       [](L& p) { p.task = Task::multi_label, p.classes = 32; }, [](L& p) { p.max_items = 0; },
       [](L& p) { p.focal_gamma = -1; }, [](L& p) { p.label_smoothing = 1.5f; }});

  using M = MetricsParams;
  check_refusals<Metrics, M>(
      "metrics", &Backend::make_metrics, {},
      {[](M& p) { p.classes = 1; }, [](M& p) { p.task = Task::categorical, p.classes = 0; },
       [](M& p) { p.task = Task::multi_label, p.classes = 32; }, [](M& p) { p.max_items = 0; }});

  using A = MovingAverageParams;
  check_refusals<MovingAverage, A>("moving_average", &Backend::make_moving_average, {},
                                   {[](A& p) { p.share = 0; }, [](A& p) { p.share = 1.1f; },
                                    [](A& p) { p.share = std::nanf(""); }});

  using O = OptimizerParams;
  check_refusals<Optimizer, O>("optimizer", &Backend::make_optimizer, {},
                               {[](O& p) { p.beta1 = 1; }, [](O& p) { p.beta2 = -0.1f; },
                                [](O& p) { p.momentum = std::nanf(""); }});
}

}  // namespace
}  // namespace canopy
